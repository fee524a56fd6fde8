"""What bounds a question before any answer does: first paces, seconds, bytes, threads; and files that fail under it."""

from __future__ import annotations

import sqlite3
import threading
import warnings
from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta
from email.message import Message
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ivigref import Reference
from ivigref.errors import BadAnswer, InputError, Refused, StorageError, Unreachable
from ivigref.registries import session
from ivigref.registries.access import Access
from ivigref.registries.batched import batches
from ivigref.registries.cache import Cache, Stored, _open_read_only
from ivigref.registries.contact import user_agent
from ivigref.registries.crossref.adapter import Crossref
from ivigref.registries.crossref.rest import _batches
from ivigref.registries.crossref.works_of_habanero import citations_from_habanero
from ivigref.registries.fetching import one_by_one
from ivigref.registries.pace import Pace, Pacer
from ivigref.registries.pubmed.adapter import PubMed
from ivigref.registries.pubmed.lists import refuse
from ivigref.registries.retraction_watch import RetractionWatch
from ivigref.registries.session import Exchanged, Session
from ivigref.registries.transport import Reply, Request, Transport
from tests.registries.test_asking_edges import Clock, Script, ask

DOWN = Unreachable("the server is down", registry="invented")

# Questions


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    """Return the requests that are made, none of which is answered."""
    made: list[Request] = []

    def ask(_: Transport, request: Request, read: object) -> Unreachable:
        del read
        made.append(request)
        return DOWN

    monkeypatch.setattr(Transport, "ask", ask)
    return made


@pytest.mark.parametrize(
    ("known", "pace"),
    [
        ({"doi": "10.5555/a", "title": "The long way"}, Pace(5, 1.0, 1)),
        ({"title": "The long way"}, Pace(1, 1.0, 1)),
    ],
)
def test_crossref_is_asked_as_its_public_pool_allows_at_least(
    requests: list[Request], known: dict[str, str], pace: Pace
) -> None:
    """Five known works or one list a second, one question at a time, until an answer says otherwise."""
    with Crossref("http://127.0.0.1:1") as crossref:
        crossref.ask([Reference.model_validate(known)])
    assert requests[0].pace == pace


@pytest.mark.parametrize(("api_key", "pace"), [(None, Pace(3, 1.0, 3)), ("invented", Pace(10, 1.0, 3))])
def test_ncbi_is_asked_three_times_a_second_and_with_a_key_ten_times(
    requests: list[Request], monkeypatch: pytest.MonkeyPatch, api_key: str | None, pace: Pace
) -> None:
    """As NCBI's general introduction has it."""
    monkeypatch.delenv("NCBI_API_KEY", raising=False)
    with PubMed("http://127.0.0.1:1", api_key=api_key) as pubmed:
        pubmed.ask([Reference(pmid="11")])
    assert {request.pace for request in requests} == {pace}


@pytest.mark.parametrize(("asked_for", "tries"), [("89", 2), ("91", 1)])
def test_a_try_has_twenty_seconds_and_a_question_ninety(
    monkeypatch: pytest.MonkeyPatch, asked_for: str, tries: int
) -> None:
    """Where nobody says otherwise; a pause beyond that is not waited for."""
    Clock(monkeypatch)
    timeouts: list[float] = []

    class Busy:
        def exchange(
            self, method: str, address: str, parameters: Mapping[str, str], timeout: float, **_: object
        ) -> Exchanged:
            del method, address, parameters
            timeouts.append(timeout)
            return Exchanged(503 if len(timeouts) == 1 else 200, {"retry-after": asked_for}, b"")

    monkeypatch.setattr(session, "Session", lambda *_: Busy())
    for transport in (Access().open_transport("invented"), Transport("invented")):
        timeouts.clear()
        transport.ask(Request("http://127.0.0.1/x", route="r", pace=Pace(1e6)), lambda reply: reply.body)
        assert timeouts == [20.0] * tries


@pytest.mark.parametrize(("patience", "is_answered"), [(0.0, False), (1.0, True)])
def test_whose_patience_is_shorter_than_a_pause_is_refused(
    monkeypatch: pytest.MonkeyPatch, patience: float, *, is_answered: bool
) -> None:
    """Also where there is none at all."""
    Clock(monkeypatch)
    script = Script()
    monkeypatch.setattr(session, "Session", lambda *_: script)
    pacer = Pacer()
    pacer.pause("r", 1.0)
    transport = Transport("invented", pacer=pacer, patience=patience)
    outcome = transport.ask(Request("http://127.0.0.1/x", route="r", pace=Pace(1e6)), lambda reply: reply.status)
    assert (outcome == 200, isinstance(outcome, Refused), script.sent) == (is_answered, not is_answered, is_answered)


def test_an_answer_earns_no_failure_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three in a row are enough, whatever came before."""
    Clock(monkeypatch)
    script = Script(200, 200, 403, 403, 403)
    ask(monkeypatch, script, times=6)
    assert script.sent == 5


@pytest.mark.parametrize(
    ("sizes", "batches"),
    [
        ([2000, 2000], [2]),
        ([2000, 2001], [1, 1]),
        ([4001, 30], [1, 1]),
        ([4000, 2000, 2000], [1, 2]),
        ([4000, 2000, 2001], [1, 1, 1]),
        ([30] * 51, [50, 1]),
    ],
)
def test_a_call_has_four_thousand_characters_of_dois(sizes: list[int], batches: list[int]) -> None:
    """With what parts them; each call has as many, and a DOI that is longer is asked for by itself."""
    dois = ["10.5555/" + "x" * (size - len(",doi:") - len("10.5555%2F")) for size in sizes]
    assert list(map(len, _batches(dois))) == batches


@pytest.mark.parametrize(("questions", "threads"), [(1, 1), (3, 3), (4, 3)])
def test_three_threads_ask(monkeypatch: pytest.MonkeyPatch, questions: int, threads: int) -> None:
    """And no more than there are questions."""
    started: list[threading.Thread] = []

    class Counted(threading.Thread):
        def start(self) -> None:
            started.append(self)
            super().start()

    monkeypatch.setattr(threading, "Thread", Counted)
    ask = one_by_one(lambda question: Stored(question, "a", 0.0, b""))
    assert len(list(ask([f"q{n}" for n in range(questions)]))) == questions
    assert len(started) == threads


def test_a_search_that_failed_says_nothing_of_a_doi(monkeypatch: pytest.MonkeyPatch) -> None:
    """That nobody registered it is said beside an answer only, and never beside a problem."""

    def ask(_: Transport, request: Request, read: Any) -> Any:  # noqa: ANN401  (as it is)
        if "query.bibliographic" in request.parameters:
            return DOWN
        return read(Reply(404, b"Resource not found.", request.shown, 0.0))

    monkeypatch.setattr(Transport, "ask", ask)
    with Crossref("http://127.0.0.1:1") as crossref:
        [answer] = crossref.ask([Reference(doi="10.5555/none", title="The long way")])
    assert (answer.problem, answer.unknown) == (str(DOWN), ())


@pytest.mark.parametrize(
    ("filters", "sent"),
    [
        ({"type": "journal-article"}, "type:journal-article"),
        ({"type": "a,b"}, None),
        ({"invented": "journal-article"}, None),
    ],
)
def test_a_filter_is_one_of_crossrefs_and_has_one_value(
    requests: list[Request], filters: dict[str, str], sent: str | None
) -> None:
    """A comma would begin another filter."""
    with Crossref("http://127.0.0.1:1") as crossref, pytest.raises((InputError, Unreachable)):
        crossref.by_text("The long way", filters=filters)
    assert [request.parameters["filter"] for request in requests] == ([sent] if sent else [])


def test_who_asks_names_the_first_address_of_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the label before it."""
    about = Message()
    about["Version"] = "1.0"
    about["Project-URL"] = "Homepage, https://a.example"
    about["Project-URL"] = "Issues, https://b.example"
    monkeypatch.setattr("importlib.metadata.metadata", lambda _: about)
    assert user_agent("me@a.example") == "ivigref/1.0 (https://a.example; mailto:me@a.example)"


# Answers


class Raw:
    """A body of so many MiB and bytes."""

    def __init__(self, mebibytes: int, more: int) -> None:
        self.parts = [*[bytes(1 << 20)] * mebibytes, bytes(more)]

    def read1(self, size: int, *, decode_content: bool) -> bytes:
        """Return the next part."""
        del size, decode_content
        return self.parts.pop(0) if self.parts else b""


@pytest.mark.parametrize(("more", "is_read"), [(0, True), (1, False)])
def test_an_answer_has_thirty_two_megabytes_at_most(
    monkeypatch: pytest.MonkeyPatch, more: int, *, is_read: bool
) -> None:
    """Five times what the longest list of articles takes; one whose connection nobody timed has a minute."""
    seconds: list[float] = []
    timer = threading.Timer

    def timed(wait: float, work: Any) -> threading.Timer:  # noqa: ANN401  (as it is)
        seconds.append(wait)
        return timer(wait, work)

    monkeypatch.setattr(threading, "Timer", timed)
    response: Any = SimpleNamespace(raw=Raw(32, more))
    asking = Session("invented", "agent")
    if is_read:
        assert len(asking._body(response, float("inf"))) == 32 << 20  # noqa: SLF001  (a server that sends so much is slow)
    else:
        with pytest.raises(BadAnswer, match="sent more than 32 MB"):
            asking._body(response, float("inf"))  # noqa: SLF001  (the same)
    assert seconds == [60.0]


@pytest.mark.parametrize(("before", "is_refused"), [(977, True), (978, False)])
def test_a_refusal_stands_in_the_first_thousand_bytes(before: int, *, is_refused: bool) -> None:
    """An abstract may have the same words."""
    reply = Reply(200, b" " * before + b"API rate limit exceeded", "https://a.example", 0.0)
    if is_refused:
        with pytest.raises(Refused):
            refuse(reply, "pubmed")
    else:
        refuse(reply, "pubmed")


WORK = {"DOI": "10.5555/a", "title": ["The long way"]}


def test_what_habanero_brought_is_sure() -> None:
    """Whoever has a work of Crossref's has the very work; a list may say that it is one work."""
    [citation] = citations_from_habanero({"message-type": "work", "message": {"items": [WORK]}})
    assert (citation.doi, citation.confidence) == ("10.5555/a", 1.0)


@pytest.mark.parametrize("answer", [{"message-type": "work"}, {"message-type": "work", "message": None}])
def test_an_answer_of_habanero_without_a_message_is_none(answer: dict[str, object]) -> None:
    """And is not taken for a work of itself."""
    with pytest.raises(InputError, match=r"answer\.message: expected a work or a list of works, found NoneType"):
        citations_from_habanero(answer)


def test_rows_that_are_left_out_are_said_where_the_file_was_asked_for() -> None:
    """The warning names the line of the script, and none of ours."""
    header = (
        "Record ID,Title,Journal,RetractionNature,RetractionDate,RetractionDOI,RetractionPubMedID,"
        "OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID"
    )
    rows = [f"{header}\n", "1,T,J,Retraction,1/2/2010 0:00,10.5555/n,0,1/1/2001 0:00,10.5555/a,0\n", "2,short\n"]
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        RetractionWatch(rows)
    assert [warning.filename for warning in said] == [__file__]


# Answers that are kept


def stored(question: str, body: bytes = b"") -> Stored:
    """Make an answer from the first second of 1970."""
    return Stored(question, "a", 0.0, body)


def test_an_answer_of_any_age_is_fresh_where_age_is_no_matter() -> None:
    """Of the first second that clocks count, too."""
    assert Cache(max_age=timedelta(days=100_000)).is_fresh(stored("q"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a cache with one answer."""
    path = tmp_path / "answers.sqlite"
    with Cache(path) as cache:
        cache.put(stored("a", b"old"))
    return path


def changed(path: Path, statement: str) -> None:
    """Change a cache from outside."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(statement)


def test_what_a_disk_does_not_take_is_newer_than_what_it_holds(file: Path) -> None:
    """It stays in memory from then on, even where the disk has room again: nothing older hides it."""
    said: list[StorageError] = []
    with Cache(file, warn=said.append) as cache:
        changed(file, "CREATE TRIGGER full BEFORE INSERT ON answer BEGIN SELECT RAISE(ABORT, 'full'); END")
        for body in (b"new", b"newest"):
            cache.put(stored("a", body))
            found = cache.get("a")
            assert found is not None
            assert found.body == body
            changed(file, "DROP TRIGGER IF EXISTS full")
    assert len(said) == 1


def test_a_file_that_fails_again_is_said_once(file: Path) -> None:
    """First to be written, then to be read."""
    said: list[StorageError] = []
    with Cache(file, warn=said.append) as cache:
        changed(file, "DROP TABLE answer")
        cache.put(stored("b", b"kept"))
        assert cache.get("a") is None
        assert cache.get("b") is not None
    assert [str(error).count("cannot be written to") for error in said] == [1]


def test_a_cache_of_this_form_can_be_read_alone(file: Path) -> None:
    """Where nobody may write; one of another form is none."""
    found = _open_read_only(file)
    assert found is not None
    assert found.execute("SELECT question FROM answer").fetchall() == [("a",)]
    found.close()
    changed(file, "PRAGMA user_version = 7")
    assert _open_read_only(file) is None


# Redirects


def exchanged(
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    targets: list[str],
    **options: Any,  # noqa: ANN401  (of exchange)
) -> list[tuple[str, bool]]:
    """Follow redirects to these targets; return each address that was asked, and whether parameters were sent."""
    asked: list[tuple[str, bool]] = []

    def ask(_: Session, __: str, address: str, timeout: float, ends: float, sent: Mapping[str, Any]) -> Any:  # noqa: ANN401
        del timeout, ends
        asked.append((address, bool(sent)))
        return targets[len(asked) - 1] if len(asked) <= len(targets) else Exchanged(200, {}, b"")

    monkeypatch.setattr(Session, "_asked", ask)
    Session("invented", "agent").exchange(method, "http://a.example/0", {"q": "x"}, 1.0, **options)
    return asked


@pytest.mark.parametrize(("method", "again"), [("GET", False), ("POST", True)])
def test_three_redirects_are_followed(monkeypatch: pytest.MonkeyPatch, method: str, *, again: bool) -> None:
    """An address that we are sent to has its parameters; what is posted is posted again."""
    places = [f"http://a.example/{number}" for number in range(4)]
    asked = exchanged(monkeypatch, method, ["/1", "2", "http://a.example/3"])
    assert asked == [(places[0], True), *((place, again) for place in places[1:])]
    with pytest.raises(BadAnswer, match="redirected more than 3 times"):
        exchanged(monkeypatch, method, ["/1", "/2", "/3", "/4"])


@pytest.mark.parametrize(
    "target", ["https://a.example/1", "http://b.example/1", "//b.example/0", "http://a.example:81/1"]
)
def test_a_redirect_stays_with_its_server(monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    """And with its way of being asked."""
    with pytest.raises(BadAnswer, match="redirected to another server"):
        exchanged(monkeypatch, "GET", [target])


@pytest.mark.parametrize(
    ("target", "goes_to"),
    [
        ("https://b.example/1", "https://b.example/1"), ("http://b.example/1?q=2", "https://b.example/1?q=2"),
        ("//b.example/1", "https://b.example/1"), ("https://c.example/1", None), ("https://b.example:81/1", None),
        ("https://me@b.example/1", None), ("ftp://b.example/1", None), ("https://sub.b.example/1", None),
    ],
)  # fmt: skip
def test_a_redirect_may_lead_to_a_host_that_answers_for_the_asked_one(
    monkeypatch: pytest.MonkeyPatch, target: str, goes_to: str | None
) -> None:
    """To that host by https and to no other, with the form that is asked for and without the parameters."""
    options = {"accept": "application/json", "hosts": {"b.example"}}
    if goes_to is None:
        with pytest.raises(BadAnswer, match="redirected to another server"):
            exchanged(monkeypatch, "GET", [target], **options)
    else:
        assert exchanged(monkeypatch, "GET", [target], **options)[1] == (goes_to, True)


@pytest.mark.parametrize(("spare", "calls"), [(0, [2]), (-1, [1, 1])])
def test_keys_share_an_address_of_four_thousand_characters(spare: int, calls: list[int]) -> None:
    """Each with what stands between two of them: a character more, and they are asked for one by one."""
    between = len("%20OR%20DOI%3A%22%22")
    keys = ["x" * (2000 - between), "y" * (2000 - between - spare)]
    assert list(map(len, batches(keys, 50))) == calls
