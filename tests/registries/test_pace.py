from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ivigref.errors import StorageError
from ivigref.registries.pace import Pace, Pacer

if TYPE_CHECKING:
    from tests.registries.conftest import Clock

HEADERS = {
    "what Crossref's polite pool says": (
        {"x-rate-limit-limit": "10", "x-rate-limit-interval": "1s", "x-concurrency-limit": "3"}, Pace(10, 1, 3),
    ),
    "a limit by the minute": ({"x-rate-limit-limit": "50", "x-rate-limit-interval": "60s"}, Pace(50, 60, 2)),
    "what NCBI says": ({"x-ratelimit-limit": "3"}, Pace(3, 1, 2)),
    "nothing": ({}, None),
    "one at once": ({"x-concurrency-limit": "1"}, Pace(1, 1, 1)),
    "half of one at once": ({"x-concurrency-limit": "0.5"}, None),
    "the slowest": ({"x-rate-limit-limit": "1", "x-rate-limit-interval": "60s"}, Pace(1, 60, 2)),
    "slower": ({"x-rate-limit-limit": "1", "x-rate-limit-interval": "61s"}, None),
    "half of one second less than none": ({"x-rate-limit-interval": "-0.5s"}, None),
    "no number": ({"x-rate-limit-limit": "nan", "x-concurrency-limit": "inf"}, None),
    "nonsense": ({"x-rate-limit-limit": "many", "x-rate-limit-interval": "-1s", "x-concurrency-limit": "0"}, None),
}  # fmt: skip


@pytest.mark.parametrize(("headers", "pace"), HEADERS.values(), ids=HEADERS)
def test_the_limits_are_what_the_headers_say(headers: dict[str, str], pace: Pace | None) -> None:
    """And what they do not say stays as it was."""
    assert Pace(1, 1, 2).told_by(headers) == pace


def test_requests_keep_their_distance(turns: list[float]) -> None:
    """Eight turns of four threads at 20 a second are at least a spacing apart, whoever takes them."""
    pacer, pace = Pacer(), Pace(20)

    def take() -> None:
        for _ in range(2):
            with pacer.turn("r", pace):
                pass

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(turns) == 8
    assert all(later - earlier >= pace.spacing for earlier, later in pairwise(turns))


def test_no_more_at_once_than_allowed() -> None:
    """The third waits until one of the two has its answer."""
    pacer, busy, most = Pacer(), [0], [0]

    def take() -> None:
        with pacer.turn("r", Pace(1000, concurrency=2)):
            busy[0] += 1
            most[0] = max(most[0], busy[0])
            time.sleep(0.05)
            busy[0] -= 1

    threads = [threading.Thread(target=take) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == 2


def test_a_faster_pace_counts_at_once(clock: Clock) -> None:
    """Whoever learns that ten a second are allowed need not wait out the first, careful second."""
    pacer, slow = Pacer(), Pace(0.1)
    with pacer.turn("r", slow):
        pacer.learn("r", slow, {"x-rate-limit-limit": "100"})
    with pacer.turn("r", slow):
        pass
    assert clock.seconds == pytest.approx(Pace(100).spacing)


def test_a_pause_is_for_everybody_and_for_that_route_only(tmp_path: Path, clock: Clock) -> None:
    """Another process sees it in the file."""
    one, other = Pacer(tmp_path / "pace.sqlite"), Pacer(tmp_path / "pace.sqlite")
    one.pause("r", 1.0)
    with other.turn("s", Pace(1000)):
        assert clock.seconds == 0
    with other.turn("r", Pace(1000)):
        assert clock.seconds == pytest.approx(1.0)


def test_a_pause_beyond_all_patience_is_told() -> None:
    """Nobody waits for a quarter of an hour without saying so."""
    pacer = Pacer()
    pacer.pause("r", 900)
    with pytest.raises(TimeoutError, match="told to wait for 900 s"), pacer.turn("r", Pace(1), patience=60):
        pass


def test_a_clock_that_was_set_back_stops_nobody(clock: Clock) -> None:
    """What was accounted for in the future is forgotten."""
    pacer = Pacer()
    clock.now += 1_000_000
    pacer.pause("r", 10)
    with pacer.turn("s", Pace(1, concurrency=1)):
        pass
    clock.now -= 1_000_000
    with pacer.turn("r", Pace(1)), pacer.turn("s", Pace(1)):
        pass
    assert clock.seconds == 0


def test_a_folder_that_cannot_be_written_is_said_and_missed(tmp_path: Path, clock: Clock) -> None:
    """The pace is kept nevertheless, the first request after it too: nobody knows when the last one left."""
    (tmp_path / "file").write_text("x")
    said: list[StorageError] = []
    pacer = Pacer(tmp_path / "file" / "pace.sqlite", said.append)
    for turns in (1, 2):
        with pacer.turn("r", Pace(10)):
            assert clock.seconds == pytest.approx(turns * Pace(10).spacing)
    pacer.close()
    assert [str(error) for error in said] == [
        f"{tmp_path / 'file'}: pace.sqlite cannot be used: expected a folder, found a file; going on without"
    ]
    with pytest.warns(RuntimeWarning, match="going on without"):
        Pacer(tmp_path / "file" / "pace.sqlite").pause("r", 1)


@pytest.mark.parametrize("row", [(1e-9, 1.0, 3), (1.0, 1.0, 0), (None, 1.0, 3), (1.0, None, 3)])
def test_a_pace_that_would_stop_us_is_none(tmp_path: Path, row: tuple[float | None, float | None, int]) -> None:
    """However it came into the file."""
    path = tmp_path / "pace.sqlite"
    pacer = Pacer(path)
    pacer.pause("r", 0)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE pace SET requests = ?, seconds = ?, concurrency = ?", row)
    assert pacer.pace("r", Pace(7)) == Pace(7)
    pacer.close()
