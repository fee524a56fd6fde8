"""One's own index as a registry: asked as the live ones are, with the same translation and the same scorer."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self

from ivigref.errors import InputError
from ivigref.matching import STORED, match_confidence
from ivigref.matching.wording import SMALL
from ivigref.model import Answer, Record, Reference, Source
from ivigref.registries.local.crossref_dump import CROSSREF
from ivigref.registries.local.dump import Form
from ivigref.registries.local.keys import ANY, identifier_keys, page_span, title_keys
from ivigref.registries.local.pubmed_dump import PUBMED
from ivigref.registries.local.store import Info, Store
from ivigref.registries.local.words import Words, is_installed
from ivigref.text import words

FORMS = {form.name: form for form in (CROSSREF, PUBMED)}
DOUBT = 0.5  # a record that an identifier led to and that fits less well is answered, and the printed work looked for
ENOUGH = 0.9  # a record that fits as well as this ends the looking
ROWS = 5  # candidates of a search for words
MOST = 8  # candidates of one route that are compared
ALIKE = (
    0.25  # Dice's coefficient of two titles; the scorer accepts none below 0.45, misspelt words counted as nearly right
)
SCANNED = 64  # works of one title that are looked through for one with the same pages


class Local:
    """An index in a folder, of one registry's dump or of all that are there, without a network.

    ``Local.each(folder)`` gives one registry for each dump, which resolve joins as it joins Crossref and PubMed.

    >>> Local(Path("no-such-folder"))
    Traceback (most recent call last):
    ivigref.errors.InputError: no-such-folder: there is no index here; build one with: ivigref index build
    """

    def __init__(self, folder: Path | str, registry: str | None = None) -> None:
        """Open the index; raise InputError where there is none, or one that another version made."""
        folder = Path(folder)
        names = [registry] if registry else [name for name in FORMS if (folder / f"{name}.sqlite").is_file()]
        if not names:
            raise InputError("there is no index here; build one with: ivigref index build", place=str(folder))
        self.name = f"local-{names[0]}" if len(names) == 1 else "local"
        self._shelves = [_Shelf(folder, FORMS[name], self.name) for name in names]

    @classmethod
    def each(cls, folder: Path | str) -> list[Self]:
        """Open the index of each registry that the folder has one of."""
        names = [name for name in FORMS if (Path(folder) / f"{name}.sqlite").is_file()]
        return [cls(folder, name) for name in names] or [cls(folder)]

    def ask(self, references: Sequence[Reference]) -> list[Answer]:
        """Return what the index has on each reference: by identifier, else by title and pages, else by words."""
        found = ((record for shelf in self._shelves for record in shelf.ask(reference)) for reference in references)
        return [Answer(registry=self.name, records=tuple(records)) for records in found]

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


class _Route(NamedTuple):
    """What one way of looking finds: works, which record ends the search (None: any), and a title to be seen first."""

    works: Iterable[int]
    is_enough: Callable[[Reference, Record], bool] | None
    title: str | None = None


def _is_not_doubtful(reference: Reference, record: Record) -> bool:
    return match_confidence(reference, record, prior=STORED) >= DOUBT


def _is_sure(reference: Reference, record: Record) -> bool:
    return match_confidence(reference, record) >= ENOUGH


def _content(title: str) -> set[str]:
    return set(words(title)) - SMALL


def _is_foreign(ours: set[str], recorded: Sequence[str]) -> bool:
    """Tell whether a title shares so few words with the recorded ones that the scorer cannot take them for one."""
    each = map(_content, recorded)
    return all(2 * len(ours & theirs) < ALIKE * (len(ours) + len(theirs)) for theirs in each)


class _Shelf:
    """The works of one registry."""

    def __init__(self, folder: Path, form: Form, name: str) -> None:
        self._form = form
        self._name = name
        self.store = Store(folder, form.name)
        searched = self.store.words_folder()
        self._words = Words(searched) if searched and is_installed() else None

    def ask(self, reference: Reference) -> list[Record]:
        """Return candidates, the likeliest first; raise InputError where the file is damaged."""
        try:
            return self._candidates(reference)
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    def _candidates(self, reference: Reference) -> list[Record]:
        """Take a route only where those before it found too little."""
        found: dict[int, Record] = {}
        for works, is_enough, title in self._routes(reference):
            new = self._records([work for work in works if work not in found][:MOST], title)
            found |= new
            if found if is_enough is None else any(is_enough(reference, record) for record in new.values()):
                break
        return list(found.values())

    def _routes(self, reference: Reference) -> Iterator[_Route]:
        """Yield what each way of looking finds, the surest first."""
        yield _Route(self.store.find(identifier_keys(reference), ROWS), _is_not_doubtful)
        title, author = reference.title, reference.authors[0].surname if reference.authors else ""
        titles = self.store.find(title_keys([title or ""]), SCANNED)
        pages = self._pages(reference, author, near=True)
        both = [work for work in titles if work in set(pages)]
        likely = list(dict.fromkeys((*both, *titles, *pages)))
        # Few works share a title: which of them it is, resolve will weigh, and looking on finds no more.
        few = bool(both) or 0 < len(titles) <= ROWS
        yield _Route(likely[:ROWS], None) if few else _Route(likely[:ROWS], _is_sure, title)
        yield _Route(likely[ROWS:], _is_sure, title)
        yield _Route(dict.fromkeys((*self._pages(reference, author), *self._pages(reference))), _is_sure, title)
        if self._words is not None:
            yield _Route(self._words.find(f"{title} {author}" if title else reference.raw, ROWS), None, title)

    def _pages(self, reference: Reference, author: str | None = None, *, near: bool = False) -> list[int]:
        """Find works by first page and volume; where more share them than can be compared, that says too little."""
        if reference.pages is None:
            return []
        years = (reference.year - 1, reference.year + 1) if near and reference.year else ANY
        span = page_span(reference.pages.first, reference.volume or "", author, years)
        found = self.store.find_within(span, MOST + 1)
        return found if len(found) <= MOST else []

    def _records(self, works: Sequence[int], title: str | None) -> dict[int, Record]:
        """Translate works; of those that only share a page or some words, none whose title is quite another one."""
        records = {}
        told = None if title is None else _content(title)
        for number, payload in self.store.payloads(works):
            work = self._work(payload)
            if told is None or not _is_foreign(told, self._form.named(work)[0]):
                records[number] = self._form.record(work, self._source(number))
        return records

    def _work(self, payload: bytes) -> Any:  # noqa: ANN401  (JSON or XML)
        try:
            return self._form.work(payload)
        except (ValueError, zlib.error) as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> InputError:
        message = f"the index is damaged: {error}; ivigref index build --rebuild makes it anew"
        return InputError(message, place=str(self.store.path))

    def _source(self, work: int) -> Source:
        name, date = self.store.part(work)
        return Source(registry=self._name, address=name, retrieved=date, kind=self._form.title)

    def problems(self) -> Iterator[str]:
        try:
            yield from self.store.problems()
            for work, payload in self.store.every_payload():
                try:
                    self._form.record(self._form.work(payload), self._source(work))
                except (ValueError, zlib.error) as error:
                    yield f"{' '.join(self.store.part(work))}: work {work} cannot be read: {error}"
            works = self.store.info().works
        except sqlite3.Error as error:
            yield f"{self.store.path.name}: cannot be read to its end: {error}"
            return
        if self._words is not None and self._words.works != works:
            yield f"expected {works} works in the search for words, found {self._words.works}"

    def close(self) -> None:
        self.store.close()
