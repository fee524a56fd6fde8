"""When may the next request go out? Limits that the answers' headers state, shared by every process of this user."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from ivigref.errors import InputError
from ivigref.registries.opened import Opened, closed_on_failure

MARGIN = 1.1  # requests reach a server less evenly than they leave, so they leave a tenth farther apart than allowed
LEASE = 120.0  # seconds after which a request that was never given back counts as dead
LONGEST = 86_400.0  # seconds; a pause beyond a day is a clock that was set back, not a wish of the server

T = TypeVar("T")

_TABLES = """
CREATE TABLE IF NOT EXISTS pace (
    route TEXT PRIMARY KEY, requests REAL, seconds REAL, concurrency INTEGER,
    last REAL NOT NULL DEFAULT 0, paused REAL NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS lease (id INTEGER PRIMARY KEY, route TEXT, pid INTEGER, ends REAL) STRICT;
"""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a route may be asked: so many requests in so many seconds, so many of them at once.

    >>> Pace(3).spacing < Pace(1).spacing
    True
    """

    requests: float
    seconds: float = 1.0
    concurrency: int = 3

    @property
    def spacing(self) -> float:
        """Seconds from one request to the next."""
        return MARGIN * self.seconds / self.requests

    def told_by(self, headers: Mapping[str, str]) -> Pace | None:
        """Return the pace that an answer's headers state, or None where they state none or nothing new.

        Crossref writes ``x-rate-limit-…`` and ``x-concurrency-limit``, NCBI ``x-ratelimit-limit``.

        >>> Pace(1).told_by({"x-rate-limit-limit": "10", "x-rate-limit-interval": "1s"})
        Pace(requests=10.0, seconds=1.0, concurrency=3)
        >>> Pace(1).told_by({"x-rate-limit-limit": "none"}) is None
        True
        """
        requests = _number(headers.get("x-rate-limit-limit") or headers.get("x-ratelimit-limit"))
        seconds = _number((headers.get("x-rate-limit-interval") or "").removesuffix("s"))
        concurrency = _number(headers.get("x-concurrency-limit"))
        told = Pace(requests or self.requests, seconds or self.seconds, int(concurrency or self.concurrency))
        return told if told != self else None


class Pacer(Opened):
    """Gives each request its turn, route by route, and keeps the account in a file that other processes share.

    >>> with Pacer() as pacer, pacer.turn("api.crossref.org list", Pace(10)):
    ...     pass
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    @contextmanager
    def turn(self, route: str, first: Pace, patience: float = LONGEST) -> Iterator[None]:
        """Wait until a request may go, and hold its place among the concurrent ones.

        ``first`` is the pace until an answer states one. Raise TimeoutError where the server asked for a pause of
        more than ``patience`` seconds; waiting for one's own turn among others is no matter of patience.
        """
        lease = self._lease(route, first, patience)
        try:
            yield
        finally:
            self._run(lambda db: db.execute("DELETE FROM lease WHERE id = ?", (lease,)))

    def learn(self, route: str, first: Pace, headers: Mapping[str, str]) -> None:
        """Take over the limits that an answer states."""
        told = self.pace(route, first).told_by(headers)
        if told is not None:
            self._run(lambda db: _set_pace(db, route, told))

    def pause(self, route: str, seconds: float) -> None:
        """Let nobody ask this route for so many seconds."""
        until = time.time() + min(seconds, LONGEST)
        self._run(
            lambda db: db.execute(
                "INSERT INTO pace (route, paused) VALUES (?, ?) "
                "ON CONFLICT (route) DO UPDATE SET paused = max(paused, excluded.paused)",
                (route, until),
            )
        )

    def pace(self, route: str, first: Pace) -> Pace:
        """Return the pace of a route as last stated."""
        row = self._run(lambda db: _row(db, route))
        return _pace(row, first)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _lease(self, route: str, first: Pace, patience: float) -> int:
        while True:
            given = self._run(lambda db: _take(db, route, first))
            if isinstance(given, int):
                return given
            if given.paused > patience:
                raise TimeoutError(f"asked not to call again for {given.paused:.0f} s")
            time.sleep(given.seconds)

    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do something with the account while no other process does."""
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = _open(self._path)
                    weakref.finalize(self, self._connection.close)  # of whoever forgets to
                # The connection commits by itself; a failure takes back what was begun.
                self._connection.execute("BEGIN IMMEDIATE")
                with self._connection:
                    return work(self._connection)
            except (sqlite3.Error, OSError) as error:
                raise InputError(f"cannot keep the account of requests here: {error}", place=str(self._path)) from error


@dataclass(frozen=True, slots=True)
class _Wait:
    seconds: float
    paused: float = 0.0


def _take(db: sqlite3.Connection, route: str, first: Pace) -> int | _Wait:
    """Take a turn now and return its lease, or say how long to wait before the next try."""
    now = time.time()
    row = _row(db, route)
    pace = _pace(row, first)
    paused = row["paused"] - now if row else 0.0
    if 0 < paused <= LONGEST:
        return _Wait(min(paused, 1.0), paused)
    since = now - row["last"] if row else pace.spacing
    if 0 <= since < pace.spacing:  # less than nothing is a clock that was set back
        return _Wait(pace.spacing - since)
    held = db.execute("SELECT id, pid, ends FROM lease WHERE route = ?", (route,)).fetchall()
    dead = [lease["id"] for lease in held if not now < lease["ends"] <= now + LEASE or not _alive(lease["pid"])]
    db.executemany("DELETE FROM lease WHERE id = ?", [(lease,) for lease in dead])
    if len(held) - len(dead) >= pace.concurrency:
        return _Wait(0.02)
    db.execute(
        "INSERT INTO pace (route, last) VALUES (?, ?) ON CONFLICT (route) DO UPDATE SET last = excluded.last",
        (route, now),
    )
    lease = db.execute("INSERT INTO lease (route, pid, ends) VALUES (?, ?, ?)", (route, os.getpid(), now + LEASE))
    return lease.lastrowid or 0


def _row(db: sqlite3.Connection, route: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute("SELECT * FROM pace WHERE route = ?", (route,)).fetchone()
    return row


def _pace(row: sqlite3.Row | None, first: Pace) -> Pace:
    if row is None or row["requests"] is None:
        return first
    return Pace(row["requests"], row["seconds"], row["concurrency"])


def _set_pace(db: sqlite3.Connection, route: str, pace: Pace) -> None:
    db.execute(
        "INSERT INTO pace (route, requests, seconds, concurrency) VALUES (?, ?, ?, ?) ON CONFLICT (route) DO UPDATE "
        "SET requests = excluded.requests, seconds = excluded.seconds, concurrency = excluded.concurrency",
        (route, pace.requests, pace.seconds, pace.concurrency),
    )


def _open(path: Path | None) -> sqlite3.Connection:
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path or ":memory:", timeout=30, isolation_level=None, check_same_thread=False)
    with closed_on_failure(db):
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = OFF")  # a lost account costs a pause, not an answer
        db.executescript(_TABLES)
        return db


def _alive(pid: int) -> bool:
    """Tell whether a process lives; where the system cannot be asked without harm, the lease's end decides."""
    if os.name != "posix":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if 0 < number < LONGEST else None
