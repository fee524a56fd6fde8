"""Raw answers kept in one SQLite file: address, time, status and body of each question that was answered."""

from __future__ import annotations

import sqlite3
import threading
import time
import weakref
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ivigref.errors import InputError, RegistryError
from ivigref.registries.opened import Opened, closed_on_failure

MAX_AGE = timedelta(days=30)
NEGATIVE_AGE = timedelta(days=7)  # "no such work" grows stale sooner: the work may be registered tomorrow
WORKERS = 3  # what Crossref's polite pool allows at once; where an answer states less, the others wait

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


Outcome = Stored | RegistryError
# Told of questions that are about to be asked, and of answers as they come: (more questions, more answers).
Progress = Callable[[int, int], None]
Fetch = Callable[[Sequence[str]], Iterable[tuple[str, Outcome]]]


def one_by_one(ask: Callable[[str], Outcome]) -> Fetch:
    """Return how to fetch answers that cannot be had together: some at a time, each kept as soon as it is there.

    >>> sorted(one_by_one(lambda question: Stored(question, "https://…", 0.0, b""))(["a", "b"]))[1][0]
    'b'
    """

    def fetch(questions: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
        pool = ThreadPoolExecutor(WORKERS)
        try:
            asked = {pool.submit(ask, question): question for question in questions}
            for done in as_completed(asked):
                yield asked[done], done.result()
        finally:
            pool.shutdown(cancel_futures=True)  # whoever stops here wants no more answers

    return fetch


class Cache(Opened):
    """Answers by question; without a path they are kept in memory until it is closed.

    A question never holds a key or a mail address. Each answer is committed when it comes, so that a run that is
    killed goes on where it stopped.

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
    ) -> None:
        """Open the file; ``refresh`` takes every older answer for stale, ``stale`` every one for fresh."""
        self._lock = threading.Lock()
        self._max_age = max_age.total_seconds()
        self._negative_age = min(max_age, NEGATIVE_AGE).total_seconds()
        self._since = time.time() if refresh else 0.0
        self._stale = stale
        self._progress = progress or (lambda _asked, _answered: None)
        self._path = path
        self._connection = _open(path)
        weakref.finalize(self, self._connection.close)  # of whoever forgets to

    def get(self, question: str) -> Stored | None:
        """Return the answer to a question, however old."""
        columns = "address, retrieved, body, found, status"
        row = self._execute(f"SELECT {columns} FROM answer WHERE question = ?", (question,))  # noqa: S608  (a constant)
        if row is None:
            return None
        address, retrieved, body, found, status = row
        try:
            return Stored(question, address, retrieved, zlib.decompress(body), bool(found), status)
        except zlib.error:  # a damaged answer is none
            return None

    def put(self, answer: Stored) -> None:
        """Keep an answer; it is on disk when this returns."""
        packed = zlib.compress(answer.body)
        row = (answer.question, answer.address, answer.retrieved, int(answer.found), answer.status, packed)
        self._execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?, ?)", row)

    def is_fresh(self, answer: Stored) -> bool:
        """Tell whether an answer may be used without asking again."""
        if self._stale:
            return True
        age = time.time() - answer.retrieved
        return age <= (self._max_age if answer.found else self._negative_age) and answer.retrieved >= self._since

    def through(self, questions: Iterable[str], fetch: Fetch) -> dict[str, Outcome]:
        """Answer from here what is fresh and from ``fetch`` the rest; where that fails, an old answer serves.

        ``fetch`` yields each question with its answer, or with the error that kept it from being answered.
        """
        wanted = dict.fromkeys(questions)
        kept = {question: found for question in wanted if (found := self.get(question)) is not None}
        outcomes: dict[str, Outcome] = {q: a for q, a in kept.items() if self.is_fresh(a)}
        missing = [question for question in wanted if question not in outcomes]
        self._progress(len(missing), 0)
        for question, outcome in fetch(missing) if missing else ():
            self._progress(0, 1)
            if isinstance(outcome, Stored):
                self.put(outcome)
            outcomes[question] = kept.get(question, outcome) if isinstance(outcome, RegistryError) else outcome
        return outcomes

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _execute(self, statement: str, values: tuple[object, ...]) -> tuple[Any, ...] | None:
        try:
            with self._lock:
                row: tuple[Any, ...] | None = self._connection.execute(statement, values).fetchone()
                return row
        except sqlite3.Error as error:  # a full disk, a damaged file
            raise InputError(f"cannot keep answers here: {error}", place=str(self._path)) from error


def open_cache(
    folder: Path | None, *, max_age: timedelta, refresh: bool, offline: bool, progress: Progress | None = None
) -> Cache:
    """Return the answers that a folder holds; offline, every one of them is fresh enough."""
    path = folder / "answers.sqlite" if folder else None
    return Cache(path, max_age=max_age, refresh=refresh and not offline, stale=offline, progress=progress)


def _open(path: Path | None) -> sqlite3.Connection:
    try:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(path or ":memory:", timeout=30, isolation_level=None, check_same_thread=False)
        with closed_on_failure(db):
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")  # with WAL this survives kill -9; a power cut costs the last ones
            if db.execute("PRAGMA user_version").fetchone()[0] not in (0, _VERSION):
                db.execute("DROP TABLE answer")  # an older form: answers can be had again
            db.executescript(_TABLES)
            return db
    except (sqlite3.Error, OSError) as error:
        raise InputError(f"cannot keep answers here: {error}", place=str(path)) from error
