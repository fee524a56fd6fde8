"""Raw answers kept in one SQLite file: address, time, status and body of each question that was answered."""

from __future__ import annotations

import sqlite3
import threading
import time
import weakref
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from ivigref import notebook
from ivigref.errors import RegistryError, StorageError
from ivigref.registries.asked import Asked
from ivigref.registries.opened import Opened, closed_on_failure
from ivigref.registries.pace import Warn, as_warning, unusable

T = TypeVar("T")

MAX_AGE = timedelta(days=30)
NEGATIVE_AGE = timedelta(days=7)  # "no such work" grows stale sooner: the work may be registered tomorrow

_VERSION = 1
_TABLES = f"""
CREATE TABLE IF NOT EXISTS answer (
    question TEXT PRIMARY KEY, address TEXT NOT NULL, retrieved REAL NOT NULL, found INTEGER NOT NULL,
    status INTEGER NOT NULL, body BLOB NOT NULL
) STRICT;
PRAGMA user_version = {_VERSION};
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """One answer: to which question, from which address, when (seconds since 1970), whether something was found."""

    question: str
    address: str
    retrieved: float
    body: bytes
    found: bool = True
    status: int = 200

    @property
    def date(self) -> str:
        """The day of the answer, as ISO 8601 writes it.

        >>> Stored("q", "https://…", 1_795_305_600.0, b"").date
        '2026-11-22'
        """
        return datetime.fromtimestamp(self.retrieved, UTC).date().isoformat()


Outcome: TypeAlias = Asked[Stored]
# Told of questions that are about to be asked, and of answers as they come: (more questions, more answers).
Progress = Callable[[int, int], None]
Fetch = Callable[[Sequence[str]], Iterable[tuple[str, Outcome]]]


class Cache(Opened):
    """Answers by question; without a path they are kept in memory until it is closed.

    A question never holds a key or a mail address. Each answer is committed when it comes, so that a run that is
    killed goes on where it stopped. A file that cannot be opened, read or written is said, once, and what cannot be
    kept there is kept in memory.

    >>> with Cache() as cache:
    ...     cache.put(Stored("works/10.1/x", "https://api.crossref.org/works/10.1/x", 0.0, b"{}"))
    ...     cache.get("works/10.1/x").body, cache.is_fresh(cache.get("works/10.1/x"))
    (b'{}', False)
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        max_age: timedelta = MAX_AGE,
        refresh: bool = False,
        stale: bool = False,
        progress: Progress | None = None,
        warn: Warn | None = None,
    ) -> None:
        """Open the file; ``refresh`` takes every older answer for stale, ``stale`` every one for fresh.

        ``warn`` hears that the file cannot be used; without it Python's warnings say so.
        """
        self._lock = threading.Lock()
        self._max_age = max_age.total_seconds()
        self._negative_age = min(max_age, NEGATIVE_AGE).total_seconds()
        self._since = time.time() if refresh else 0.0
        self._stale = stale
        self._progress = progress or notebook.tell
        self._warn = warn or as_warning
        self._is_closed = self._is_said = False
        self._is_written = path is not None
        self._path = path
        self._memory = _open(None)  # in the place of a file, or for what it does not take
        self._file = self._opened(path) if path is not None else None
        weakref.finalize(self, _close, self._memory, self._file)  # of whoever forgets to

    def get(self, question: str) -> Stored | None:
        """Return the answer to a question, however old.

        Raises StorageError once the cache is closed.
        """
        row = self._row(self._memory, question)
        if row is None and self._file is not None:
            try:
                row = self._row(self._file, question)
            except sqlite3.Error as error:  # a damaged file, or one that another process does not let go of
                self._forsake(error)
        if row is None:
            return None
        address, retrieved, body, found, status = row
        try:
            return Stored(question, address, retrieved, zlib.decompress(body), bool(found), status)
        except zlib.error:  # a damaged answer is none
            return None

    def put(self, answer: Stored) -> None:
        """Keep an answer; it is on disk when this returns.

        Raises StorageError once the cache is closed.
        """
        packed = zlib.compress(answer.body)
        row = (answer.question, answer.address, answer.retrieved, int(answer.found), answer.status, packed)
        statement = "INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?, ?)"
        with self._at_work():
            if self._file is not None and self._is_written:
                try:
                    self._file.execute(statement, row)
                except sqlite3.Error as error:  # a full disk
                    self._is_written = False
                    self._complain(error, "written to")
                else:
                    return
            self._memory.execute(statement, row)

    def forget(self, question: str) -> None:
        """Drop an answer that turned out to be none to its question.

        Raises StorageError once the cache is closed.
        """
        with self._at_work():
            for db in (self._memory, self._file if self._is_written else None):
                if db is None:
                    continue
                try:
                    db.execute("DELETE FROM answer WHERE question = ?", (question,))
                except sqlite3.Error as error:
                    self._complain(error, "written to")

    def is_fresh(self, answer: Stored) -> bool:
        """Tell whether an answer may be used without asking again."""
        if self._stale:
            return True
        age = time.time() - answer.retrieved
        return age <= (self._max_age if answer.found else self._negative_age) and answer.retrieved >= self._since

    def through(self, questions: Iterable[str], fetch: Fetch, read: Callable[[Stored], T]) -> dict[str, Asked[T]]:
        """Answer from here what is fresh and from ``fetch`` the rest; where that fails, an old answer serves.

        ``fetch`` yields each question with its answer, or with the error that kept it from being answered. ``read``
        raises a RegistryError where an answer is none to its question: one that was kept is then asked for again,
        and one that came is not kept.
        """
        wanted = dict.fromkeys(questions)
        outcomes: dict[str, Asked[T]] = {}
        old: dict[str, T] = {}
        for question in wanted:
            with suppress(RegistryError):
                if (kept := self.get(question)) is not None:
                    (outcomes if self.is_fresh(kept) else old)[question] = read(kept)
        missing = [question for question in wanted if question not in outcomes]
        self._progress(len(missing), 0)
        for question, outcome in fetch(missing) if missing else ():
            self._progress(0, 1)
            came = self._taken(outcome, read)
            outcomes[question] = old.get(question, came) if isinstance(came, RegistryError) else came
        return outcomes

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._is_closed = True
            _close(self._memory, self._file)

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        """Let nobody else in meanwhile."""
        with self._lock:
            if self._is_closed:
                raise StorageError("expected an open cache, found a closed one", place=str(self._path or "memory"))
            yield

    def _taken(self, outcome: Outcome, read: Callable[[Stored], T]) -> Asked[T]:
        """Read what came, and keep it if it can be read."""
        if isinstance(outcome, RegistryError):
            return outcome
        try:
            value = read(outcome)
        except RegistryError as error:
            return error
        self.put(outcome)
        return value

    def _row(self, db: sqlite3.Connection, question: str) -> tuple[Any, ...] | None:
        columns = "address, retrieved, body, found, status"
        with self._at_work():
            row: tuple[Any, ...] | None = db.execute(
                f"SELECT {columns} FROM answer WHERE question = ?",  # noqa: S608  (a constant)
                (question,),
            ).fetchone()
            return row

    def _opened(self, path: Path) -> sqlite3.Connection | None:
        """Open the file to read and write it, or, where nobody may write there, to read it."""
        try:
            return _open(path)
        except (sqlite3.Error, OSError) as error:
            self._is_written = False
            found = None
            with suppress(sqlite3.Error, OSError):
                found = _open_read_only(path)
            self._complain(error, "used" if found is None else "written to")
            return found

    def _forsake(self, error: Exception) -> None:
        """Use the file no more."""
        self._complain(error)
        with self._lock:
            if self._file is not None:
                self._file.close()
            self._file = None

    def _complain(self, error: Exception, lost: str = "used") -> None:
        if self._path is not None and not self._is_said:
            self._is_said = True
            self._warn(unusable(self._path, error, lost))


def _open(path: Path | None) -> sqlite3.Connection:
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path or ":memory:", timeout=30, isolation_level=None, check_same_thread=False)
    with closed_on_failure(db):
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")  # with WAL this survives kill -9; a power cut costs the last ones
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version not in {0, _VERSION}:
            db.execute("DROP TABLE answer")  # an older form: answers can be had again
        if version != _VERSION:
            db.executescript(_TABLES)
        return db


def _open_read_only(path: Path) -> sqlite3.Connection | None:
    """Open a file where nothing may be written, not even the files that SQLite puts beside one; None if it is no cache.

    Without locks that is safe only where nobody writes, and whoever writes has such a file there.
    """
    alone = "" if path.with_name(f"{path.name}-wal").exists() else "&immutable=1"
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro{alone}", uri=True, isolation_level=None, check_same_thread=False
    )
    with closed_on_failure(db):
        if db.execute("PRAGMA user_version").fetchone()[0] == _VERSION:
            return db
    db.close()
    return None


def _close(*connections: sqlite3.Connection | None) -> None:
    for connection in connections:
        if connection is not None:
            connection.close()
