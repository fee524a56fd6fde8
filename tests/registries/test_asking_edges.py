"""How long is waited, how often is tried, how many at once: each number from either side, by a clock that stands still."""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from collections.abc import Mapping
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import pytest

from ivigref.errors import BadAnswer, Refused, RegistryError, Unreachable
from ivigref.registries import session
from ivigref.registries.cache import Cache, Stored
from ivigref.registries.contact import base_address
from ivigref.registries.fetching import one_by_one
from ivigref.registries.pace import Pace, Pacer, unusable
from ivigref.registries.session import Exchanged
from ivigref.registries.transport import Reply, Request, Transport, retry_after

DAY = 86_400.0


class Clock:
    """Time that passes only while somebody sleeps; ``slept`` are the naps."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.began = self.now = 100_000_000.0  # beyond any span that is subtracted from it
        self.slept: list[float] = []
        for name in ("time", "monotonic"):
            monkeypatch.setattr(time, name, lambda: self.now)
        monkeypatch.setattr(time, "sleep", self.sleep)

    @property
    def passed(self) -> float:
        """Seconds since the test began."""
        return self.now - self.began

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return a clock that stands still."""
    return Clock(monkeypatch)


# The account of requests


@pytest.mark.parametrize(("pace", "spacing"), [(Pace(2), 0.55), (Pace(2, 4.0), 2.2), (Pace(10), 0.11)])
def test_requests_leave_a_tenth_farther_apart(clock: Clock, pace: Pace, spacing: float) -> None:
    """Since they reach a server less evenly than they leave."""
    pacer, left = Pacer(), []
    for _ in range(3):
        with pacer.turn("r", pace):
            left.append(clock.now)
    assert [b - a for a, b in pairwise(left)] == pytest.approx([spacing, spacing], rel=1e-6)


def test_three_are_asked_at_once_until_an_answer_says_otherwise(clock: Clock) -> None:
    """The fourth looks again every 0.02 s, until a place that was never given back counts as dead after 120 s."""
    pacer, began = Pacer(), clock.now
    with ExitStack() as held:
        for _ in range(3):
            held.enter_context(pacer.turn("r", Pace(1000)))
        assert clock.now - began < 0.01
        with pacer.turn("s", Pace(1000)):
            assert clock.now - began < 0.01
        first = began
        with pacer.turn("r", Pace(1000)):
            assert clock.now - first == pytest.approx(120, abs=0.05)
    assert set(map(lambda nap: round(nap, 4), clock.slept)) <= {0.02, 0.0011}  # noqa: C417  (by four digits)


@pytest.mark.parametrize(("paused", "waited"), [(10.0, 10.0), (0.5, 0.5), (1.0, 1.0)])
def test_a_pause_is_slept_through_in_naps_of_a_second(clock: Clock, paused: float, waited: float) -> None:
    """Another process may have been told better in the meantime."""
    pacer, began = Pacer(), clock.now
    pacer.pause("r", paused)
    with pacer.turn("r", Pace(1000)):
        assert clock.now - began == pytest.approx(waited)
    assert max(clock.slept) == pytest.approx(min(paused, 1.0))


@pytest.mark.parametrize(("patience", "waits"), [(10.0, True), (9.9, False)])
def test_patience_has_an_end(clock: Clock, patience: float, *, waits: bool) -> None:
    """A pause of just as long is waited for."""
    pacer = Pacer()
    pacer.pause("r", 10.0)
    taken = pacer.turn("r", Pace(1000), patience)
    if waits:
        with taken:
            assert len(clock.slept) == 10
    else:
        with pytest.raises(TimeoutError, match="told to wait for 10 s"), taken:
            pass


@pytest.mark.parametrize("patience", [0.0, 1.0])
def test_whoever_waits_for_a_turn_needs_no_patience(clock: Clock, patience: float) -> None:
    """It is the server's wish only that may be too long."""
    pacer = Pacer()
    for _ in range(2):
        with pacer.turn("r", Pace(0.5), patience):
            pass
    assert clock.passed == pytest.approx(2.2)


@pytest.mark.parametrize(("error", "said"), [(OSError(28, "No space"), "No space"), (OSError("odd"), "odd")])
def test_why_a_file_cannot_be_used(error: OSError, said: str) -> None:
    """In the system's words, where it has any."""
    assert str(unusable(Path("own/pace.sqlite"), error)) == f"own: pace.sqlite cannot be used: {said}; going on without"


@pytest.mark.parametrize("back", [2 * DAY, 86_401.0, 5.0, 0.5])
def test_a_clock_that_was_set_back_costs_no_pause(clock: Clock, back: float) -> None:
    """What was accounted for more than a day in the future is no wish of the server, nor a turn that is still to come."""
    pacer = Pacer()
    if back > DAY:
        pacer.pause("r", DAY)
    with pacer.turn("s", Pace(0.1)):
        pass
    clock.now -= back
    with pacer.turn("s", Pace(0.1)):
        assert not clock.slept
    if back > DAY:
        with pacer.turn("r", Pace(0.1)):
            assert not clock.slept


def test_nobody_pauses_for_more_than_a_day(clock: Clock) -> None:
    """Whatever an answer says."""
    for wished, waited in ((DAY - 1, DAY - 1), (DAY + 1, DAY)):
        pacer, began = Pacer(), clock.now
        pacer.pause("r", wished)
        with pacer.turn("r", Pace(1000)):
            assert clock.now - began == pytest.approx(waited, abs=0.01)


@pytest.mark.parametrize(
    ("header", "told"), [("86399", 86_399), ("86400", 1), ("0", 1), ("-1", 1), ("0.5", 0.5), ("", 1)]
)
def test_a_limit_is_a_number_of_sense(header: str, told: float) -> None:
    """More than nothing and less than a day's worth; any other leaves the pace as it was."""
    pace = Pace(1)
    assert (pace.told_by({"x-rate-limit-limit": header}) or pace).requests == told


def test_the_longest_pause_of_either_stands(clock: Clock) -> None:
    """A shorter one does not shorten it."""
    pacer, began = Pacer(), clock.now
    pacer.pause("r", 10)
    pacer.pause("r", 3)
    with pacer.turn("r", Pace(1000)):
        assert clock.now - began == pytest.approx(10)


def test_the_place_of_a_dead_process_is_free(clock: Clock, tmp_path: Path) -> None:
    """And that of a living one is not, until its time is over."""
    pacer = Pacer(tmp_path / "pace.sqlite")
    with pacer.turn("r", Pace(1000)):
        pass
    db = sqlite3.connect(tmp_path / "pace.sqlite", isolation_level=None)
    for pid in (2**22 + 1, 1):  # beyond the largest number of a process, and one that always lives
        db.execute("INSERT INTO lease (route, pid, ends) VALUES ('r', ?, ?)", (pid, clock.now + 60))
    db.close()
    began = clock.now
    with pacer.turn("r", Pace(1000, concurrency=2)):
        assert clock.now - began < 1
    with pacer.turn("r", Pace(1000, concurrency=1)):
        assert clock.now - began == pytest.approx(60, abs=0.1)


def test_a_place_that_was_taken_this_moment_is_taken(clock: Clock) -> None:
    """For 120 s, where it is not given back."""
    pacer, pace = Pacer(), Pace(1e9, concurrency=1)
    with pacer.turn("r", pace), pacer.turn("r", pace):
        assert clock.passed == pytest.approx(120, abs=0.05)


def test_a_place_whose_time_is_over_this_moment_is_free(clock: Clock, tmp_path: Path) -> None:
    """Whoever held it, and lives."""
    pacer = Pacer(tmp_path / "pace.sqlite")
    pacer.pause("r", 0)
    db = sqlite3.connect(tmp_path / "pace.sqlite", isolation_level=None)
    db.execute("INSERT INTO lease (route, pid, ends) VALUES ('r', 1, ?)", (clock.now,))
    db.close()
    with pacer.turn("r", Pace(1000, concurrency=1)):
        assert not clock.slept
    pacer.close()


# Tries


class Script:
    """A session that answers with the given statuses and errors in turn, and then with 200."""

    def __init__(self, *turns: int | RegistryError | tuple[int, str]) -> None:
        self.turns = list(turns)
        self.sent = 0

    def exchange(
        self, method: str, address: str, parameters: Mapping[str, str], timeout: float, **_: object
    ) -> Exchanged:
        """Answer in turn."""
        del method, address, parameters, timeout
        self.sent += 1
        turn = self.turns.pop(0) if self.turns else 200
        if isinstance(turn, RegistryError):
            raise turn
        status, after = turn if isinstance(turn, tuple) else (turn, "")
        return Exchanged(status, {"retry-after": after} if after else {}, b"{}")

    def close(self) -> None:
        """Close nothing."""


def ask(
    monkeypatch: pytest.MonkeyPatch, script: Script, times: int = 1, patience: float = 90.0
) -> list[str | RegistryError]:
    """Ask so many questions of a server that follows a script; waiting times are neither longer nor shorter."""
    monkeypatch.setattr(session, "Session", lambda *_: script)
    monkeypatch.setattr(random, "uniform", lambda low, high: 1.0 if (low, high) == (0.7, 1.3) else 99.0)
    transport = Transport("invented", patience=patience, timeout=1.0, mailto=None)
    request = Request("http://127.0.0.1/x", route="r", pace=Pace(1e6))
    return [transport.ask(request, lambda reply: f"status {reply.status}") for _ in range(times)]


@pytest.mark.parametrize(
    ("failures", "answered", "naps"), [(0, True, []), (1, True, [1]), (3, True, [1, 2, 4]), (4, False, [1, 2, 4])]
)
def test_a_question_is_tried_four_times(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, failures: int, naps: list[float], *, answered: bool
) -> None:
    """After one second, two and four more."""
    script = Script(*[503] * failures)
    [outcome] = ask(monkeypatch, script)
    assert isinstance(outcome, str) == answered
    assert [round(nap) for nap in clock.slept if nap > 0.5] == naps
    assert script.sent == min(4, failures + 1)


@pytest.mark.parametrize(
    ("status", "kind", "tries"),
    [
        *((status, Unreachable, 4) for status in (408, 500, 502, 503, 504)),
        *((status, Refused, 1) for status in (401, 403, 407, 451)),
        (429, Refused, 4),
        *((status, BadAnswer, 1) for status in (400, 402, 404, 405, 406, 409, 410, 450, 452, 499, 501, 505, 201, 302)),
    ],
)
def test_what_a_status_means(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, status: int, kind: type[RegistryError], tries: int
) -> None:
    """A server that is down is tried again; one that refuses, or does not understand, is not."""
    script = Script(*[status] * 9)
    [outcome] = ask(monkeypatch, script)
    assert (type(outcome), script.sent, str(status) in str(outcome)) == (kind, tries, True)
    assert clock.passed < 8


@pytest.mark.parametrize(("patience", "tries"), [(0.9, 1), (1.0, 2), (2.9, 2), (3.1, 3), (90.0, 4)])
def test_no_try_begins_when_patience_is_over(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, patience: float, tries: int
) -> None:
    """One that would begin in the last moment does."""
    script = Script(*[503] * 9)
    ask(monkeypatch, script, patience=patience)
    assert (script.sent, clock.slept[-1:] == []) == (tries, tries == 1)


@pytest.mark.parametrize(
    ("outcomes", "asked"),
    [
        ([403] * 3, 3),
        ([403] * 2, 4),
        ([403, 403, 200, 403, 403], 6),
        ([400] * 5, 6),
        ([403, 403, 400, 403, 403], 6),
    ],
)
def test_after_three_failures_nobody_is_asked(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, outcomes: list[int], asked: int
) -> None:
    """Three in a row; an answer in between, or one that only this question cannot have, begins the count again."""
    script = Script(*outcomes)
    answers = ask(monkeypatch, script, times=6 if len(outcomes) > 3 else 4)
    assert script.sent == asked
    assert ("not asked for another 30 s, since it did not answer 3 times" in str(answers[-1])) == (
        outcomes == [403] * 3
    )
    assert clock.passed == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize(("later", "sent"), [(29.0, 3), (30.0, 4), (31.0, 4)])
def test_after_half_a_minute_it_is_asked_once_more(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, later: float, sent: int
) -> None:
    """With one try, and not with four."""
    script = Script(*[403] * 3, *[503] * 9)
    monkeypatch.setattr(session, "Session", lambda *_: script)
    transport = Transport("invented", patience=90.0, timeout=1.0, mailto=None)
    request = Request("http://127.0.0.1/x", route="r", pace=Pace(1e6))
    for _ in range(3):
        transport.ask(request, lambda reply: reply.body)
    clock.now += later
    transport.ask(request, lambda reply: reply.body)
    assert script.sent == sent


def test_a_pause_that_is_asked_for_is_for_everybody(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    """And stands in the place of the own waiting time."""
    script = Script((429, "7"), (503, "3"))
    [outcome] = ask(monkeypatch, script)
    assert (outcome, script.sent) == ("status 200", 3)
    assert clock.passed == pytest.approx(10, abs=0.1)
    assert max(clock.slept) == 1.0  # in naps, as others wait


def test_what_cannot_be_read_is_asked_for_again(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    """Cut and mixed-up answers pass; a refusal in an answer is a pause for everybody."""
    script = Script()
    monkeypatch.setattr(session, "Session", lambda *_: script)
    transport = Transport("invented", patience=90.0, timeout=1.0, mailto=None)

    def read(reply: Reply) -> str:
        if script.sent < 3:
            raise BadAnswer("cut", registry="invented")
        return f"{reply.status}"

    assert transport.ask(Request("http://127.0.0.1/x", route="r", pace=Pace(1e6)), read) == "200"
    assert 2 < clock.passed < 4


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        ("86400", DAY),
        ("86401", DAY),
        ("0", 0.0),
        ("-5", None),
        ("soon", None),
        (None, None),
        ("١", None),
    ],
)
def test_seconds_to_wait(header: str | None, seconds: float | None) -> None:
    """A number of seconds, a day at most."""
    assert retry_after(header) == seconds


def test_a_date_to_wait_for() -> None:
    """One that is over costs nothing, one beyond a day is a day."""
    assert retry_after("Sun, 06 Nov 1994 08:49:37 GMT") == 0.0
    assert retry_after("Sun, 06 Nov 2194 08:49:37 -0000") == DAY
    assert retry_after("Sun, 06 Nov 2194 08:49:37 +0100") == DAY


@pytest.mark.parametrize(
    ("address", "valid"),
    [
        ("http://127.0.0.1:1", True),
        ("https://a.example/b/", True),
        ("http://127.0.0.1:0", False),
        ("http://127.0.0.1:99999", False),
        ("ftp://a.example", False),
        ("http://", False),
        ("a.example", False),
        ("http://me@a.example", False),
        ("http://:pass@a.example", False),
        ("http://a.example?b=c", False),
        ("http://a.example#b", False),
    ],
)
def test_an_address_is_one_of_http(address: str, *, valid: bool) -> None:
    """Without login, query and fragment."""
    if valid:
        assert base_address(address, None, "x") == address.rstrip("/")
    else:
        with pytest.raises(ValueError, match="expected an address"):
            base_address(address, None, "x")


# Answers that are kept


@pytest.mark.parametrize(
    ("days", "found", "fresh"),
    [
        (29.9, True, True),
        (30.0, True, True),
        (30.1, True, False),
        (6.9, False, True),
        (7.0, False, True),
        (7.1, False, False),
    ],
)
def test_an_answer_is_fresh_for_a_month_and_a_negative_one_for_a_week(
    clock: Clock, days: float, *, found: bool, fresh: bool
) -> None:
    """To the day."""
    answer = Stored("q", "a", clock.now - days * DAY, b"", found=found)
    assert Cache().is_fresh(answer) is fresh


def test_an_answer_of_this_run_is_fresh(clock: Clock) -> None:
    """Of the very moment too, where every older one is asked for again."""
    cache = Cache(refresh=True)
    for earlier, fresh in ((0.0, True), (0.001, False)):
        assert cache.is_fresh(Stored("q", "a", clock.now - earlier, b"")) is fresh


def test_three_questions_are_under_way_at_a_time() -> None:
    """What Crossref's polite pool allows: three meet, and a fourth never joins them."""
    meeting, busy, most, lock = threading.Barrier(3, timeout=20), 0, 0, threading.Lock()

    def asked(question: str) -> Stored:
        nonlocal busy, most
        with lock:
            busy += 1
            most = max(most, busy)
        meeting.wait()
        with lock:
            busy -= 1
        return Stored(question, "a", 0.0, b"")

    assert len(list(one_by_one(asked)([f"q{n}" for n in range(6)]))) == 6
    assert most == 3


def bytes_of(answer: Stored) -> bytes:
    """Read an answer as it came."""
    return answer.body


def test_progress_counts_what_is_asked_and_what_is_answered() -> None:
    """What is in the cache is neither."""
    told: list[tuple[int, int]] = []
    cache = Cache(progress=lambda asked, answered: told.append((asked, answered)))
    cache.put(Stored("a", "x", time.time(), b""))
    cache.through(["a", "b", "c"], lambda missing: ((q, Stored(q, "x", 0.0, b"")) for q in missing), bytes_of)
    assert told == [(2, 0), (0, 1), (0, 1)]
    assert Stored("a", "x", 0.0, b"").status == 200


def test_a_cache_of_this_form_is_kept(tmp_path: Path) -> None:
    """One of another form is emptied."""
    path = tmp_path / "answers.sqlite"
    for version, kept in ((1, True), (0, True), (2, False)):
        cache = Cache(path)
        cache.put(Stored("a", "x", 0.0, b""))
        cache.close()
        db = sqlite3.connect(path)
        db.execute(f"PRAGMA user_version = {version}")
        db.close()
        again = Cache(path)
        assert (again.get("a") is not None) == kept
        again.close()
