"""One's own index as a registry: asked as the live ones are, with the same translation and the same scorer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

from ivigref.errors import InputError
from ivigref.matching import STORED, match_confidence
from ivigref.matching.scorer import PRIOR
from ivigref.model import Answer, Record, Reference, Source
from ivigref.registries.local.crossref_dump import CROSSREF
from ivigref.registries.local.dump import Form
from ivigref.registries.local.keys import identifier_keys, page_span, title_keys
from ivigref.registries.local.pubmed_dump import PUBMED
from ivigref.registries.local.store import Store
from ivigref.registries.local.words import Words, is_installed

FORMS = {form.name: form for form in (CROSSREF, PUBMED)}
DOUBT = 0.5  # a record that an identifier led to and that fits less well is answered, and the printed work looked for
ENOUGH = 0.9  # a record that fits as well as this ends the looking
ROWS = 5  # candidates of a search for words
MOST = 24  # candidates that are compared; a title or a page that more works share says too little
SCANNED = 200  # works that one key may lead to before they are cut


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
        return [
            Answer(registry=self.name, records=tuple(record for shelf in self._shelves for record in shelf.ask(reference)))
            for reference in references
        ]

    def close(self) -> None:
        """Close the files."""
        for shelf in self._shelves:
            shelf.close()


class _Shelf:
    """The works of one registry."""

    def __init__(self, folder: Path, form: Form, name: str) -> None:
        self._form = form
        self._name = name
        self._store = Store(folder, form.name)
        searched = self._store.words_folder()
        self._words = Words(searched) if searched and is_installed() else None

    def ask(self, reference: Reference) -> list[Record]:
        """Return candidates, the likeliest first; a route is taken only where those before it found too little."""
        found: dict[int, Record] = {}
        for works, prior, enough in self._routes(reference):
            new = self._records([work for work in works if work not in found][:MOST])
            found |= new
            if any(match_confidence(reference, record, prior=prior) >= enough for record in new.values()):
                break
        return list(found.values())

    def _routes(self, reference: Reference) -> Iterator[tuple[list[int], float, float]]:
        """Yield what each route finds, with the weight that it gives a record and how well that has to fit."""
        yield self._store.find(identifier_keys(reference), ROWS), STORED, DOUBT
        titles = self._store.find(title_keys([reference.title or ""]), SCANNED)
        pages = self._pages(reference, within=1)
        both = dict.fromkeys(work for work in titles if work in set(pages))
        if both:  # who shares title, page, volume and year needs no second look, and rivals of the same title are few
            yield list(dict.fromkeys((*both, *titles)))[:ROWS], STORED, DOUBT
        yield list(dict.fromkeys((*both, *titles, *pages))), PRIOR, ENOUGH
        yield self._pages(reference), PRIOR, ENOUGH
        if self._words is not None:
            author = reference.authors[0].surname if reference.authors else ""
            text = f"{reference.title} {author}" if reference.title else reference.raw
            yield self._words.find(text, ROWS), PRIOR, ENOUGH

    def _pages(self, reference: Reference, within: int | None = None) -> list[int]:
        if reference.pages is None:
            return []
        year = reference.year if within is not None else None
        span = page_span(reference.pages.first, reference.volume or "", year, within or 0)
        return self._store.find_within(span, SCANNED)

    def _records(self, works: Sequence[int]) -> dict[int, Record]:
        records = {}
        for work, payload in self._store.payloads(works):
            name, date = self._store.part(work)
            source = Source(registry=self._name, address=name, retrieved=date, kind=self._form.title)
            records[work] = self._form.record(payload, source)
        return records

    def close(self) -> None:
        self._store.close()
