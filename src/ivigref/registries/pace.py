"""When may the next request go out? Limits that the answers' headers state, shared by every process of this user."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
import warnings
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from ivigref.errors import StorageError, reason
from ivigref.registries.opened import Opened, closed_on_failure

MARGIN = 1.1  # requests reach a server less evenly than they leave, so they leave a tenth farther apart than allowed
LEASE = 120.0  # seconds after which a request that was never given back counts as dead
LONGEST = 86_400.0  # seconds; a pause beyond a day is a clock that was set back, not a wish of the server
_EXACT = 1e-6  # seconds: no clock is read more exactly, and a nap too short to move it would never end

SLOWEST = 60.0  # seconds from one request to the next; a header that asks for more is nonsense, and would stop us

T = TypeVar("T")

Warn = Callable[[StorageError], object]  # hears of what goes on worse than it should, and on

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

    @property
    def is_sane(self) -> bool:
        """Whether requests can be sent at this pace at all.

        >>> Pace(1, 60).is_sane, Pace(1, 61).is_sane, Pace(1, concurrency=0).is_sane
        (True, False, False)
        """
        return self.seconds <= SLOWEST * self.requests and self.concurrency >= 1

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
        return told if told != self and told.is_sane else None


class Pacer(Opened):
    """Gives each request its turn, route by route, and keeps the account in a file that other processes share.

    >>> with Pacer() as pacer, pacer.turn("api.crossref.org list", Pace(10)):
    ...     pass
    """

    def __init__(self, path: Path | None = None, warn: Warn | None = None) -> None:
        """Keep the account in this file, or in memory; where the file fails, ``warn`` hears it, and memory serves."""
        self._path = path
        self._warn = warn or as_warning
        self._began = 0.0
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
        """Take over the limits that an answer states.

        Raises StorageError where not even memory serves.
        """
        told = self.pace(route, first).told_by(headers)
        if told is not None:
            self._run(lambda db: _set_pace(db, route, told))

    def pause(self, route: str, seconds: float) -> None:
        """Let nobody ask this route for so many seconds.

        Raises StorageError where not even memory serves.
        """
        until = time.time() + min(seconds, LONGEST)
        self._run(
            lambda db: db.execute(
                "INSERT INTO pace (route, paused) VALUES (?, ?) "
                "ON CONFLICT (route) DO UPDATE SET paused = max(paused, excluded.paused)",
                (route, until),
            )
        )

    def pace(self, route: str, first: Pace) -> Pace:
        """Return the pace of a route as last stated.

        Raises StorageError where not even memory serves.
        """
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
            given = self._run(lambda db: _take(db, route, first, self._began))
            if isinstance(given, int):
                return given
            if given.paused > patience:
                raise TimeoutError(f"told to wait for {given.paused:.0f} s")
            time.sleep(given.seconds)

    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do something with the account while no other process does."""
        with self._lock:
            try:
                return self._done(work)
            except sqlite3.ProgrammingError:  # the program is about to end, and asks no more
                raise
            except (sqlite3.Error, OSError) as error:
                if self._path is None:
                    raise StorageError(f"the account of requests failed: {error}", place="memory") from error
                self._forsake(self._path, error)
            return self._done(work)

    def _done(self, work: Callable[[sqlite3.Connection], T]) -> T:
        if self._connection is None:
            self._connection = _open(self._path)
            weakref.finalize(self, self._connection.close)  # of whoever forgets to
        # The connection commits by itself; a failure takes back what was begun.
        self._connection.execute("BEGIN IMMEDIATE")
        with self._connection:
            return work(self._connection)

    def _forsake(self, path: Path, error: Exception) -> None:
        """Go on with an account in memory: every route begins as if it had been asked just now, to be polite."""
        if self._connection is not None:
            self._connection.close()
        self._path, self._connection, self._began = None, None, time.time()
        self._warn(unusable(path, error))


def unusable(path: Path, error: Exception, lost: str = "used") -> StorageError:
    """Return what is said of a file that cannot be used, or only be read, once for its folder."""
    is_taken = isinstance(error, (FileExistsError, NotADirectoryError))
    why = "expected a folder, found a file" if is_taken else reason(error)
    message = f"{path.name} cannot be {lost}: {why}; going on without"
    return StorageError(message, place=str(path.parent))


def as_warning(error: StorageError) -> None:
    """Say what goes on worse than it should, where nobody else does."""
    warnings.warn(str(error), RuntimeWarning, stacklevel=2)


@dataclass(frozen=True, slots=True)
class _Wait:
    seconds: float
    paused: float = 0.0


def _take(db: sqlite3.Connection, route: str, first: Pace, began: float) -> int | _Wait:
    """Take a turn now and return its lease, or say how long to wait before the next try.

    A route that the account does not have was last asked when the account began.
    """
    now = time.time()
    row = _row(db, route)
    pace = _pace(row, first)
    paused = row["paused"] - now if row else 0.0
    if 0 < paused <= LONGEST:
        return _Wait(min(paused, 1.0), paused)
    since = now - max(row["last"] if row else 0.0, began)
    if 0 <= since < pace.spacing - _EXACT:  # less than nothing is a clock that was set back
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
    if row is None or None in (row["requests"], row["seconds"], row["concurrency"]):
        return first
    stated = Pace(row["requests"], row["seconds"], row["concurrency"])
    return stated if stated.is_sane else first  # an earlier version took nonsense for a limit, and kept it


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
