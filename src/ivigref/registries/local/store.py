"""An index on disk: one SQLite file per registry, written once and then only read."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from typing import Any, NamedTuple

from ivigref.errors import InputError, StorageError
from ivigref.registries.local.keys import Span
from ivigref.registries.opened import Opened, closed_on_failure

VERSION = 1  # of the tables and of what is in them: keys, payloads
PART_BITS = 24  # a work's number is that of its file and, in the low bits, its place there: later files count more

TABLES = f"""
CREATE TABLE part (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, size INTEGER NOT NULL, date TEXT NOT NULL,
    counts TEXT  -- JSON; NULL until the file is read
) STRICT;
CREATE TABLE work (id INTEGER PRIMARY KEY, payload BLOB) STRICT;
CREATE TABLE key (hash INTEGER, work INTEGER, PRIMARY KEY (hash, work)) STRICT, WITHOUT ROWID;
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
PRAGMA user_version = {VERSION};
"""
_CACHE_KB = 16384  # what each reader keeps of the file; the rest is the system's page cache, which all of them share


class Info(NamedTuple):
    """What is in the index of one registry, and how large it is."""

    registry: str
    works: int
    keys: int
    files: int
    rejected: dict[str, int]
    mended: dict[str, int]
    bytes: int
    key_bytes: int
    words: str | None
    built: str


class Store(Opened):
    """Opens the index of one registry for reading; several processes may.

    Raises InputError where there is none, or one that another version made, and StorageError where it is damaged.
    """

    def __init__(self, folder: Path, registry: str) -> None:
        """Open the file; raises as the class says."""
        self.path = folder / f"{registry}.sqlite"
        self._folder = folder
        self._db = _open(self.path, folder)
        with closed_on_failure(self._db), whole(self.path):
            self._parts: dict[int, tuple[str, str]] = {
                number: (name, date) for number, name, date in self._db.execute("SELECT id, name, date FROM part")
            }

    def find(self, keys: Iterable[int], most: int) -> list[int]:
        """Return the works that have any of these keys, a work once for each of its keys."""
        wanted = list(keys)
        if not wanted:
            return []
        marks = ",".join("?" * len(wanted))
        question = f"SELECT work FROM key WHERE hash IN ({marks}) LIMIT ?"  # noqa: S608  (question marks only)
        return [work for (work,) in self._db.execute(question, (*wanted, most))]

    def find_within(self, span: Span, most: int) -> list[int]:
        """Return the works that have a key within a span."""
        question = "SELECT work FROM key WHERE hash BETWEEN ? AND ? LIMIT ?"
        return [work for (work,) in self._db.execute(question, (*span, most))]

    def payloads(self, works: Sequence[int]) -> list[tuple[int, bytes]]:
        """Return what is kept of these works, in their order."""
        if not works:
            return []
        marks = ",".join("?" * len(works))
        question = f"SELECT id, payload FROM work WHERE id IN ({marks})"  # noqa: S608  (question marks only)
        found = dict(self._db.execute(question, works))
        return [(work, found[work]) for work in works if work in found]

    def part(self, work: int) -> tuple[str, str]:
        """Return the file of the dump that a work was read from, and the day of it."""
        return self._parts[work >> PART_BITS]

    def words_folder(self) -> Path | None:
        """Return where the search for words is, if one was built.

        Raises StorageError where the index is damaged.
        """
        with whole(self.path):
            name = about(self._db).get("words")
        return self._folder / name if name else None

    def info(self) -> Info:
        """Count what is there.

        Raises StorageError where the index is damaged.
        """
        counted = "SELECT counts FROM part WHERE counts IS NOT NULL"
        with whole(self.path):
            counts = [json.loads(text) for (text,) in self._db.execute(counted)]
            said = about(self._db)
            return Info(
                registry=self.path.stem,
                works=int(said["works"]),
                keys=int(said["keys"]),
                files=len(counts),
                rejected=_sum(count["rejected"] for count in counts),
                mended=_sum(count["mended"] for count in counts),
                bytes=self.path.stat().st_size,
                key_bytes=int(said["key_bytes"]),
                words=said.get("words"),
                built=said["built"],
            )

    def problems(self) -> Iterator[str]:
        """Yield what is wrong with the file: broken pages, keys without a work, counts that do not agree."""
        for (line,) in self._db.execute("PRAGMA integrity_check(10)"):
            if line != "ok":
                yield str(line)
        said = about(self._db)
        for name, question in (("works", "SELECT count(*) FROM work"), ("keys", "SELECT count(*) FROM key")):
            (count,) = self._db.execute(question).fetchone()
            if count != int(said[name]):
                yield f"expected {said[name]} {name}, found {count}"
        (lost,) = self._db.execute("SELECT count(*) FROM key WHERE work NOT IN (SELECT id FROM work)").fetchone()
        if lost:
            yield f"{lost} keys lead to no work"

    def every_payload(self) -> Iterator[tuple[int, bytes]]:
        """Yield every work with what is kept of it, in the order of the dump."""
        yield from self._db.execute("SELECT id, payload FROM work ORDER BY id")

    def close(self) -> None:
        """Close the file."""
        self._db.close()


@contextmanager
def whole(path: Path) -> Iterator[None]:
    """Turn what a damaged index raises where it is read into a StorageError that says what to do.

    >>> with whole(Path("own/crossref.sqlite")):
    ...     raise sqlite3.DatabaseError("database disk image is malformed")
    Traceback (most recent call last):
    ivigref.errors.StorageError: own/crossref.sqlite: the index is damaged: database disk image is malformed; \
rebuild it with ivigref index build --rebuild
    """
    try:
        yield
    except (sqlite3.Error, zlib.error, KeyError, ValueError) as error:
        raise damaged(path, error) from error


def damaged(path: Path, error: Exception) -> StorageError:
    """Return what is said of an index that cannot be read."""
    return StorageError(
        f"the index is damaged: {error}; rebuild it with ivigref index build --rebuild", place=str(path)
    )


def about(db: sqlite3.Connection) -> dict[str, str]:
    """Return what an index says about itself."""
    return dict(db.execute("SELECT name, value FROM about"))


def missing(folder: Path, registry: str | None = None) -> InputError:
    """Return the error of a folder that has no index, with the command that builds one.

    >>> str(missing(Path("own"), "pubmed"))
    'own: there is no index of pubmed here; build one with: ivigref index build own --pubmed DUMP'
    """
    if folder.is_file():
        return InputError("expected the folder of an index, found a file", place=str(folder))
    what = f"index of {registry}" if registry else "index"
    command = f"ivigref index build {quote(str(folder))} --{registry or 'crossref'} DUMP"
    return InputError(f"there is no {what} here; build one with: {command}", place=str(folder))


def _open(path: Path, folder: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise missing(folder, path.stem)
    try:
        # The file is never modified but replaced, so no locks are needed and old readers continue.
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        with closed_on_failure(db):
            (version,) = db.execute("PRAGMA user_version").fetchone()
            db.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
    except sqlite3.Error as error:
        raise StorageError(f"expected an index: {error}", place=str(path)) from error
    if version != VERSION:
        db.close()
        age = "an older" if version < VERSION else "a newer"
        message = f"this index was made by {age} ivigref (form {version}, here {VERSION}); build it again with: "
        raise InputError(
            f"{message}ivigref index build --rebuild {quote(str(folder))} --{path.stem} DUMP", place=str(path)
        )
    return db


def _sum(counts: Iterable[dict[str, Any]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for count in counts:
        for reason, number in count.items():
            total[reason] = total.get(reason, 0) + number
    return dict(sorted(total.items()))
