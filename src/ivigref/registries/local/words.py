"""Word search in titles, for references that no key finds, by tantivy if it is installed."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from uuid import uuid4

from ivigref.errors import StorageError
from ivigref.matching.wording import SMALL
from ivigref.registries.local.dump import Form, Show
from ivigref.text import words

if TYPE_CHECKING:
    import tantivy

MOST_WORDS = 6  # of a reference, the rarest, by which the works that are found are ranked
RAREST = 3  # of which a work must have two: one may be a slip, and works that share only one are many
_MARK = "-words-"  # in the name of the folder
_HEAP = 128 << 20  # bytes that the writer may hold
_SHOWN = 1_000  # works, after which it is shown how many are done


class Words:
    """Finds the works whose titles and first authors share most rare words with a text (BM25)."""

    def __init__(self, folder: Path) -> None:
        """Open what was built; raise StorageError where it cannot be read."""
        self._folder = folder
        with _reading(folder, "repeat ivigref index build to rebuild it"):
            self._index, self._searcher = _opened(folder)

    @property
    def works(self) -> int:
        """How many works can be found."""
        return self._searcher.num_docs

    def find(self, text: str, rows: int) -> list[int]:
        """Return the numbers of the nearest works, best first; raise StorageError where a file is damaged."""
        with _reading(self._folder, "delete this folder, and repeat ivigref index build to rebuild it"):
            return self._found(text, rows)

    def _found(self, text: str, rows: int) -> list[int]:
        import tantivy  # noqa: PLC0415  (an extra)

        telling = {word for word in words(text) if word not in SMALL}
        counted = {word: self._searcher.doc_freq("words", word) for word in telling}
        rarest = sorted((word for word in counted if counted[word]), key=lambda word: (counted[word], word))
        each = [tantivy.Query.term_query(self._index.schema, "words", word) for word in rarest[:MOST_WORDS]]
        if not each:
            return []
        must, should = tantivy.Occur.Must, tantivy.Occur.Should
        query_of = tantivy.Query.boolean_query
        pairs = [query_of([(must, query) for query in pair]) for pair in combinations(each[:RAREST], 2)] or each
        # Having two of the words is a condition only: what a word counts is counted once.
        two = tantivy.Query.const_score_query(query_of([(should, query) for query in pairs]), 0.0)
        ranked = query_of([(must, two), *((should, query) for query in each)])
        hits = self._searcher.search(ranked, rows, count=False).hits
        return [int(self._searcher.doc(address)["work"][0]) for _, address in hits]


@contextmanager
def _reading(folder: Path, remedy: str) -> Iterator[None]:
    """Turn what tantivy raises where it cannot read into a StorageError that says what to do.

    A panic of its own is no Exception, and of a class that cannot be imported.
    """
    try:
        yield
    except BaseException as error:
        if not isinstance(error, (ValueError, OSError)) and type(error).__name__ != "PanicException":
            raise
        reason = " ".join(str(error).split())  # some are paragraphs
        raise StorageError(f"the search for words cannot be read: {reason}; {remedy}", place=str(folder)) from error


def _opened(folder: Path) -> tuple[tantivy.Index, tantivy.Searcher]:
    """Open a folder for reading only, which may be one that nobody may write to.

    tantivy writes a file there to hold its lock by; where it cannot, links to the files stand for them until all are
    open.
    """
    import tantivy  # noqa: PLC0415  (an extra)

    try:
        index = tantivy.Index.open(str(folder))
    except ValueError:
        # A thread of tantivy reads the folder once more behind our back, and its lock may appear while it is removed.
        with TemporaryDirectory(prefix="ivigref-", ignore_cleanup_errors=True) as links:
            for path in folder.iterdir():
                if path.suffix != ".lock":
                    (Path(links) / path.name).symlink_to(path.absolute())
            index = tantivy.Index.open(links)
            opened = index, index.searcher()
        shutil.rmtree(links, ignore_errors=True)
        return opened
    return index, index.searcher()


def is_installed() -> bool:
    """Tell whether a search for words can be built and used."""
    return find_spec("tantivy") is not None


def is_sound(folder: Path | None) -> bool:
    """Tell whether a search for words is there and can be opened."""
    if folder is None:
        return False
    try:
        Words(folder)
    except StorageError:
        return False
    return True


def build(folder: Path, form: Form, db: sqlite3.Connection, works: int, progress: Show) -> str | None:
    """Make the titles of an index of so many works searchable; return the name of the folder, or None without tantivy.

    Raises StorageError where they cannot be written.

    The folder has a new name each time: the index names the one that belongs to it.
    """
    if not is_installed():
        return None
    import tantivy  # noqa: PLC0415  (an extra)

    name, what = f"{_prefix(form)}{uuid4().hex[:8]}", f"search for words, {works:,} works"
    schema = tantivy.SchemaBuilder()
    schema.add_unsigned_field("work", stored=True)
    schema.add_text_field("words", tokenizer_name="whitespace", index_option="basic")
    (folder / name).mkdir()
    try:
        index = tantivy.Index(schema.build(), path=str(folder / name))
        writer = index.writer(_HEAP, 1)
        for done, (work, payload) in enumerate(db.execute("SELECT id, payload FROM main.work")):
            if done % _SHOWN == 0:
                progress(done, works, what)
            titles, author = form.named(form.work(payload))
            found = " ".join(word for word in words(" ".join((*titles, author))) if word not in SMALL)
            writer.add_document(tantivy.Document(work=work, words=found))
        writer.commit()
        writer.wait_merging_threads()
        progress(works, works, what)
    except ValueError as error:  # what tantivy raises when it cannot write
        raise StorageError(f"the search for words could not be written: {error}", place=str(folder)) from error
    return name


def forget(folder: Path, form: Form, keep: str | None) -> None:
    """Remove what earlier builds made searchable."""
    for path in folder.glob(f"{_prefix(form)}*"):
        if path.name != keep:
            shutil.rmtree(path, ignore_errors=True)


def holds(folder: Path, path: Path) -> bool:
    """Tell whether a file is one of tantivy's, some of which are JSON: an index may lie in the folder of its dump."""
    return _MARK in path.parent.name and path.parent.parent.resolve() == folder.resolve()


def _prefix(form: Form) -> str:
    return f"{form.name}{_MARK}"
