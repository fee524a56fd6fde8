"""Time as the registries' rooms see it: how long they wait is counted, so that a busy machine changes nothing."""

from __future__ import annotations

import sqlite3
import time

import pytest

from ivigref.registries import pace, transport
from ivigref.registries.pace import Pace


class Waits:
    """Stands for the module time, and adds up what it is asked to sleep."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def time(self) -> float:
        """Tell the time of day."""
        return time.time()

    def monotonic(self) -> float:
        """Tell the time that only goes forward."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Sleep, and count it."""
        self.seconds += seconds
        time.sleep(seconds)


class Clock(Waits):
    """A clock that stands still but when somebody sleeps, which then takes no time."""

    def __init__(self) -> None:
        super().__init__()
        self.now = time.time()

    def time(self) -> float:
        """Tell the time of day."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Move the hands instead of waiting; other threads have their turn in the meantime."""
        self.seconds += seconds
        self.now += seconds + 1e-6  # a real clock is never early by the last bit of a number
        time.sleep(0.001)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> Waits:
    """Count the seconds for which requests are held back."""
    waits = Waits()
    for module in (pace, transport):
        monkeypatch.setattr(module, "time", waits)
    return waits


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Let the account of requests go by a clock that the test moves."""
    clock = Clock()
    monkeypatch.setattr(pace, "time", clock)
    return clock


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """When the account gave each turn: what happens to a request on its way to a busy server changes nothing."""
    given_at = list[float]()

    def taken(db: sqlite3.Connection, route: str, first: Pace, began: float) -> object:
        given = take_turn(db, route, first, began)
        if isinstance(given, int):
            given_at.append(db.execute("SELECT last FROM pace WHERE route = ?", (route,)).fetchone()["last"])
        return given

    take_turn = pace._take  # noqa: SLF001  (where the account says when a turn was given)
    monkeypatch.setattr(pace, "_take", taken)
    return given_at
