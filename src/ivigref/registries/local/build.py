"""Building an index: files of a dump are read in parallel, and each is kept whole or not at all.

What is built lies beside the index that is in use, and takes its place in one step when it is complete: a full disk or
a killed process costs the work of minutes and never the last good index.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from ivigref.errors import InputError, MissingExtra, StorageError, reason
from ivigref.registries.local import words
from ivigref.registries.local.dump import Batch, Form, Part, Show, file_name, parts_of
from ivigref.registries.local.store import PART_BITS, TABLES, VERSION, Info, Store
from ivigref.registries.local.workers import outcomes

# For sorting keys: more would not fit into a processor's own memory, and takes half as long again.
_CACHE_KB = 16384
_ROWS = 64  # that one statement inserts

# The tree of keys is written once and in order: in any other, each key would touch another page of it.
_SORT = "INSERT INTO main.key SELECT hash, work FROM fresh.key ORDER BY hash, work"
# The key of an identity is odd: of two works that share one, the later stands. Deleted works have no payload.
_DEAD = """
CREATE TEMP TABLE dead AS
    SELECT work AS id
    FROM (SELECT hash, max(work) AS latest FROM main.key WHERE hash & 1 GROUP BY hash HAVING count(*) > 1)
    JOIN main.key USING (hash) WHERE work < latest
    UNION SELECT id FROM main.work WHERE payload IS NULL
"""


class Built(NamedTuple):
    """What came of a build: the index, works read, works that later ones replaced or deleted, files left out.

    ``is_new`` is False where nothing was to be done.
    """

    info: Info
    works_read: int
    replaced: int
    unreadable: tuple[str, ...]
    seconds: float
    is_new: bool = True


def build(
    folder: Path,
    form: Form,
    dumps: Sequence[Path],
    *,
    workers: int | None = None,
    with_words: bool | None = None,
    rebuild: bool = False,
    progress: Show = lambda done, total, what: None,  # noqa: ARG005  (a signature)
) -> Built:
    """Build or extend the index of one registry, and put it in the place of the last one.

    Files that an earlier build has read are not read again; one that was killed goes on after the last whole file.
    ``with_words`` adds a search for words (None: where tantivy is installed), ``rebuild`` forgets the index that is
    there. Where nothing is new, it stays as it is. Raises InputError where a dump cannot be used, MissingExtra where
    tantivy is wanted and not installed, and StorageError where the index cannot be written; the last good one stays in
    use.
    """
    start = time.monotonic()
    if with_words and not words.is_installed():
        raise MissingExtra("index")
    parts = [part for part in parts_of(dumps, form.suffixes) if not words.holds(folder, part.path)]
    target, building, fresh = (folder / f"{form.name}{end}" for end in (".sqlite", ".building", ".fresh"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"expected a folder for the index: {reason(error)}", place=str(folder)) from error
    try:
        with _alone(folder / f"{form.name}.lock"):
            if not (rebuild or building.exists()) and _holds_all(target, form, parts, with_words=with_words):
                return Built(_info(folder, form), 0, 0, (), time.monotonic() - start, is_new=False)
            _prepare(target, building, fresh, progress, rebuild=rebuild)
            with closing(_open(building, fresh)) as db:
                todo = _plan(db, form, parts)
                _number(db, todo)
                unreadable, works = _read_all(db, form, todo, workers or os.cpu_count() or 1, progress)
                progress(0, 0, "sorting and counting keys")
                replaced, counted = _finish(db), _counted(db)
                is_wanted = with_words or with_words is None
                searched = words.build(folder, form, db, counted["works"], progress) if is_wanted else None
                _describe(db, counted, searched)
            building.replace(target)
            fresh.unlink(missing_ok=True)
            words.forget(folder, form, keep=searched)
    except (sqlite3.Error, OSError) as error:
        message = f"the index could not be written: {error}. The last good one is untouched; the same command goes on"
        raise StorageError(message, place=str(folder)) from error
    return Built(_info(folder, form), works, replaced, unreadable, time.monotonic() - start)


def _info(folder: Path, form: Form) -> Info:
    with Store(folder, form.name) as store:
        return store.info()


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Hold SQLite's lock on a file, which the system lets go of with the process, however that ends."""
    with closing(sqlite3.connect(lock, timeout=0, isolation_level=None)) as db:
        try:
            db.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            raise StorageError("another build is running here; wait until it ends", place=str(lock.parent)) from error
        yield


def _holds_all(target: Path, form: Form, parts: Sequence[Part], *, with_words: bool | None) -> bool:
    """Tell whether the index in use has every file, and the search for words just as it is wanted."""
    if not target.exists():
        return False
    with Store(target.parent, form.name) as store:  # which says what to do about one of another version
        searched = store.words_folder()
    with closing(sqlite3.connect(f"{target.absolute().as_uri()}?mode=ro", uri=True)) as db:
        if _plan(db, form, parts):
            return False
    if with_words is None and not words.is_installed():
        return True  # what is there may be of use elsewhere
    return words.is_sound(searched) if with_words is not False else searched is None


def _prepare(target: Path, building: Path, fresh: Path, progress: Show, *, rebuild: bool) -> None:
    """Begin with what a build that was stopped has left, else with the index in use, else with nothing."""
    if rebuild or _version(building) != VERSION:
        for path in (building, fresh):
            for leftover in (path, path.with_name(f"{path.name}-journal")):
                leftover.unlink(missing_ok=True)
    if target.exists() and not rebuild and not building.exists():
        Store(target.parent, target.stem).close()  # which says what to do about one of another version
        progress(0, 0, "copying the index in use")
        copy = building.with_suffix(".copy")
        shutil.copyfile(target, copy)
        copy.replace(building)


def _version(path: Path) -> int | None:
    if not path.exists():
        return None
    with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as db:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        return int(version)
    return None


def _open(building: Path, fresh: Path) -> sqlite3.Connection:
    db = sqlite3.connect(building, isolation_level=None)
    db.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
    db.execute("PRAGMA threads = 1")  # beside this one, to sort keys: the workers have nothing left to do then
    if db.execute("PRAGMA user_version").fetchone()[0] != VERSION:
        db.executescript(f"BEGIN; {TABLES} COMMIT;")
    db.execute("ATTACH ? AS fresh", (str(fresh),))
    db.execute("CREATE TABLE IF NOT EXISTS fresh.key (hash INTEGER, work INTEGER) STRICT")
    return db


def _plan(db: sqlite3.Connection, form: Form, parts: Sequence[Part]) -> list[tuple[int, Part]]:
    """Give the new files numbers in the order of their names, which decides which of two works is the later."""
    known = {name: row for name, *row in db.execute("SELECT name, id, size, counts FROM part")}
    last = max((row[0] for row in known.values()), default=0)
    newest = max(map(file_name, known), default="")
    todo: list[tuple[int, Part]] = []
    for part in parts:
        number, size, counts = known.get(part.name, (None, None, None))
        if counts is not None and size != part.size:
            raise InputError("has changed since it was read; build again with --rebuild", place=part.name)
        if number is None:
            if form.is_ordered and file_name(part.name) < newest:
                message = f"comes before {newest}, which has already been read; build again with --rebuild"
                raise InputError(message, place=part.name)
            number = last = last + 1
        if counts is None:
            todo.append((number, part))
    return todo


def _number(db: sqlite3.Connection, todo: Sequence[tuple[int, Part]]) -> None:
    rows = [(number, part.name, part.size, part.date) for number, part in todo]
    with _transaction(db):
        db.executemany("INSERT OR REPLACE INTO part VALUES (?, ?, ?, ?, NULL)", rows)


def _read_all(
    db: sqlite3.Connection,
    form: Form,
    todo: Sequence[tuple[int, Part]],
    workers: int,
    progress: Show,
) -> tuple[tuple[str, ...], int]:
    """Keep each file's works as it comes; return what could not be read, and how many works were."""
    total, done, works = sum(part.size for _, part in todo), 0, 0
    unreadable: list[str] = []
    if todo:
        progress(0, total, "reading")
    for number, part, outcome in outcomes(form, todo, workers):
        if isinstance(outcome, str):
            unreadable.append(outcome)
        else:
            _keep(db, number, outcome)
            works += sum(payload is not None for payload in outcome.payloads)
        done += part.size
        progress(done, total, f"{works:,} works")
    return tuple(sorted(unreadable)), works


def _keep(db: sqlite3.Connection, number: int, batch: Batch) -> None:
    base = number << PART_BITS
    counts = json.dumps({"rejected": batch.rejected, "mended": batch.mended})
    with _transaction(db):
        _insert(db, "main.work", enumerate(batch.payloads, base))
        _insert(db, "fresh.key", zip(batch.hashes, map(base.__add__, batch.owners), strict=True))
        db.execute("UPDATE part SET counts = ? WHERE id = ?", (counts, number))


def _insert(db: sqlite3.Connection, table: str, rows: Iterable[tuple[object, object]]) -> None:
    """Insert rows of two columns, many by one statement: to start it takes longer than to insert a row."""
    values = list(chain.from_iterable(rows))
    for place in range(0, len(values), 2 * _ROWS):
        some = values[place : place + 2 * _ROWS]
        marks = ",".join(["(?,?)"] * (len(some) // 2))
        db.execute(f"INSERT INTO {table} VALUES {marks}", some)  # noqa: S608  (the names above)


def _finish(db: sqlite3.Connection) -> int:
    """Sort the new keys into the tree, and drop works that later ones replaced or deleted; return how many."""
    with _transaction(db):
        db.execute(_SORT)
        db.execute("DELETE FROM fresh.key")
        db.execute(_DEAD)
        dead = "(SELECT id FROM dead)"
        (replaced,) = db.execute(f"SELECT count(payload) FROM main.work WHERE id IN {dead}").fetchone()  # noqa: S608  (the text above)
        db.execute(f"DELETE FROM main.key WHERE work IN {dead}")  # noqa: S608
        db.execute(f"DELETE FROM main.work WHERE id IN {dead}")  # noqa: S608
    return int(replaced)


def _counted(db: sqlite3.Connection) -> dict[str, int]:
    questions = {
        "works": "SELECT count(*) FROM main.work",
        "keys": "SELECT count(*) FROM main.key",
        "key_bytes": "SELECT sum(pgsize) FROM dbstat WHERE name = 'key'",
    }
    return {name: int(db.execute(question).fetchone()[0]) for name, question in questions.items()}


def _describe(db: sqlite3.Connection, counted: dict[str, int], searched: str | None) -> None:
    rows = {name: str(count) for name, count in counted.items()}
    rows["built"] = datetime.now(UTC).isoformat(timespec="seconds")
    with _transaction(db):
        db.execute("DELETE FROM about")
        db.executemany("INSERT INTO about VALUES (?, ?)", (rows | ({"words": searched} if searched else {})).items())


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):  # a full disk has rolled back by itself
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")
