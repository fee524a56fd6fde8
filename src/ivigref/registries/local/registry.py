"""A private index as a registry: queried like the live ones, with the same conversion and the same scorer."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from ivigref.errors import StorageError
from ivigref.matching import leads_elsewhere, match_confidence
from ivigref.model import Answer, Record, Reference, Source
from ivigref.registries.crossref.dump import CROSSREF
from ivigref.registries.local.dump import Form
from ivigref.registries.local.keys import ANY, identifier_keys, page_span, title_keys
from ivigref.registries.local.sifting import is_elsewhere, is_foreign
from ivigref.registries.local.store import Info, Store, damaged, missing, whole
from ivigref.registries.local.words import Words, is_installed
from ivigref.registries.opened import Opened, closed_on_failure
from ivigref.registries.pubmed.dump import PUBMED

FORMS = {form.name: form for form in (CROSSREF, PUBMED)}
ENOUGH = 0.9  # a record that fits as well as this ends the looking
ROWS = 5  # candidates of a search for words
MOST = 8  # candidates of one route that are compared
SCANNED = 64  # works of one title that are looked through for one with the same pages


class Local(Opened):
    """An index in a folder, of one registry's dump or of all that are there, without a network.

    ``Local.each(folder)`` gives one registry for each dump, which resolve joins as it joins Crossref and PubMed. Each
    is closed by the end of a ``with``.

    >>> Local(Path("none"))
    Traceback (most recent call last):
    ivigref.errors.InputError: none: there is no index here; build one with: ivigref index build none --crossref DUMP
    """

    def __init__(self, folder: Path | str, registry: str | None = None) -> None:
        """Open the index; raise InputError where there is none, or one that another version made."""
        folder = Path(folder)
        names = [registry] if registry else [name for name in FORMS if (folder / f"{name}.sqlite").is_file()]
        if not names:
            raise missing(folder)
        self.name = f"local-{names[0]}" if len(names) == 1 else "local"
        with ExitStack() as opened:
            self._shelves = [opened.enter_context(_Shelf(folder, FORMS[name], self.name)) for name in names]
            opened.pop_all()  # all are open: from here on it is for ``close`` to close them

    @classmethod
    def each(cls, folder: Path | str) -> list[Self]:
        """Open the index of each registry that the folder has one of."""
        names = [name for name in FORMS if (Path(folder) / f"{name}.sqlite").is_file()]
        with ExitStack() as opened:
            found: list[Self] = []
            for name in names or (None,):
                found.append(cls(folder, name))
                opened.push(found[-1])
            opened.pop_all()
        return found

    def ask(self, references: Sequence[Reference]) -> list[Answer]:
        """Return what the index has on each reference: by identifier, else by title and pages, else by words."""
        found = ((record for shelf in self._shelves for record in shelf.ask(reference)) for reference in references)
        return [Answer(registry=self.name, records=tuple(records)) for records in found]

    @property
    def lacks_words(self) -> bool:
        """Whether a search for words is there that cannot be used, for want of tantivy."""
        return any(shelf.lacks_words for shelf in self._shelves)

    def infos(self) -> list[Info]:
        """Count what is in the index of each registry."""
        return [shelf.store.info() for shelf in self._shelves]

    def problems(self) -> Iterator[str]:
        """Read everything; yield what is broken."""
        for shelf in self._shelves:
            yield from shelf.problems()

    def close(self) -> None:
        """Close the files."""
        for shelf in self._shelves:
            shelf.close()


class _Shelf(Opened):
    """The works of one registry."""

    def __init__(self, folder: Path, form: Form, name: str) -> None:
        self._form = form
        self._name = name
        self.store = Store(folder, form.name)
        with closed_on_failure(self.store):
            searched = self.store.words_folder()
            self._source = lru_cache(maxsize=1024)(self._source_of)
            self.lacks_words = searched is not None and not is_installed()
            self._words = Words(searched) if searched and not self.lacks_words else None

    def ask(self, reference: Reference) -> list[Record]:
        """Return candidates, the likeliest first; raise StorageError where the file is damaged."""
        try:
            return self._candidates(reference)
        except sqlite3.Error as error:
            raise damaged(self.store.path, error) from error

    def _candidates(self, reference: Reference) -> list[Record]:
        """Take a route only where those before it found too little."""
        found = self._records(self.store.find(identifier_keys(reference), ROWS))
        if any(not leads_elsewhere(reference, record) for record in found.values()):
            return list(found.values())
        for works, is_last in self._routes(reference):
            new = self._records([work for work in works if work not in found][:MOST], reference)
            found |= new
            if is_last or any(match_confidence(reference, record) >= ENOUGH for record in new.values()):
                break
        return list(found.values())

    def _routes(self, reference: Reference) -> Iterator[tuple[Iterable[int], bool]]:
        """Yield the works that each way of looking finds, the surest first, and whether the looking ends there."""
        title, author = reference.title, reference.authors[0].surname if reference.authors else ""
        titles = dict.fromkeys(self.store.find(title_keys([title or ""]), SCANNED))
        pages = self._pages(reference, author, near=True)
        if both := [work for work in titles if work in pages]:  # what shares less is no rival of these
            yield both, True
        # Few works share a title: which of them it is, resolve will weigh, and looking on finds no more.
        likely = list(titles | dict.fromkeys(pages))
        yield likely[:ROWS], 0 < len(titles) <= ROWS
        yield likely[ROWS:], False
        yield dict.fromkeys((*self._pages(reference, author), *self._pages(reference))), False
        if self._words is not None:
            yield self._words.find(f"{title} {author}" if title else reference.raw, ROWS), True

    def _pages(self, reference: Reference, author: str | None = None, *, near: bool = False) -> list[int]:
        """Find works by first page and volume; where more share them than can be compared, that says too little."""
        if reference.pages is None:
            return []
        years = (reference.year - 1, reference.year + 1) if near and reference.year else ANY
        span = page_span(reference.pages.first, reference.volume or "", author, years)
        found = self.store.find_within(span, MOST + 1)
        return found if len(found) <= MOST else []

    def _records(self, works: Sequence[int], reference: Reference | None = None) -> dict[int, Record]:
        """Translate works; of several only those that may be the printed one."""
        records = {}
        for number, payload in self.store.payloads(works):
            with whole(self.store.path):
                work = self._form.work(payload)
            if reference is None or len(works) == 1 or not self._is_hopeless(reference, work):
                records[number] = self._form.record(work, self._source(self.store.part(number)))
        return records

    def _is_hopeless(self, reference: Reference, work: Any) -> bool:  # noqa: ANN401  (JSON or XML)
        return is_elsewhere(reference, *self._form.placed(work)) or is_foreign(reference, self._form.named(work)[0])

    def _source_of(self, part: tuple[str, str]) -> Source:
        name, date = part
        return Source(registry=self._name, address=name, retrieved=date, kind=self._form.title)

    def problems(self) -> Iterator[str]:
        try:
            yield from self.store.problems()
            for work, payload in self.store.every_payload():
                try:
                    self._form.record(self._form.work(payload), self._source(self.store.part(work)))
                except (ValueError, zlib.error) as error:
                    yield f"{' '.join(self.store.part(work))}: work {work} cannot be read: {error}"
            works = self.store.info().works
        except (sqlite3.Error, StorageError) as error:
            yield f"{self.store.path.name}: cannot be read to its end: {error}"
            return
        if self._words is not None and self._words.works != works:
            yield f"expected {works} works in the search for words, found {self._words.works}"

    def close(self) -> None:
        self.store.close()
