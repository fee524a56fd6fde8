"""Which journals the registers hold, and of which years: by a list of journals, and by the records of this very run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from ivigref.data.serials import coverage
from ivigref.matching import same_journal
from ivigref.model import Citation, Record, Reference
from ivigref.model.citations import AT_HAND
from ivigref.rejected import APART
from ivigref.text import fold, whole

VOLUMES_APART = 2  # years; no volume of a journal spans more than two of them
_ARTICLE = "the "


class Holdings:
    """What the records of a list show that the registers hold; a list of journals, where there is one, knows more.

    >>> from ivigref.model import Source
    >>> record = Record(container_title="Journal of Ways", year=2001, source=Source(registry="crossref"))
    >>> holdings = Holdings([Citation(reference=Reference(), record=record)])
    >>> holdings.of(Reference(container_title="J Ways", year=2002))
    'crossref has “Journal of Ways” of 2001'
    >>> holdings.of(Reference(container_title="J Ways", year=2003)) is None
    True
    """

    def __init__(self, citations: Iterable[Citation] = ()) -> None:
        """Learn from these citations; ``watching`` learns from others while they pass."""
        # By the first letter of the name: no abbreviation leaves it out.
        self._journals: defaultdict[str, dict[str, dict[int, str]]] = defaultdict(dict)
        self._issns: defaultdict[str, dict[int, str]] = defaultdict(dict)
        self._volumes: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
        self._names = lru_cache(maxsize=4096)(self._names_of)
        for _ in self.watching(citations):
            pass

    def watching(self, citations: Iterable[Citation]) -> Iterator[Citation]:
        """Yield citations as they are, and learn from them: a long list is unpacked once."""
        for citation in citations:
            for record in _seen(citation):
                self._add(record)
            yield citation
        self._names.cache_clear()

    def of(self, reference: Reference) -> str | None:
        """Say by what it is known that registers hold the printed journal in the printed year, or None."""
        year, name = reference.year, reference.container_title
        if year is None or name is None:
            return None
        said = coverage(name, reference.issn, year)
        if said.known:
            return f"“{said.title}” is in {said.source}"
        if said.known is False:
            return None
        return next(self._shown(reference, year), None)

    def is_known(self, reference: Reference) -> bool:
        """Tell whether any list or record knows the printed journal, of whatever year."""
        name = reference.container_title
        return bool(name) and (coverage(name, reference.issn).title is not None or bool(self._names(name)))

    def misjoined(self, reference: Reference) -> str | None:
        """Say which volume the journal had in the printed year and in which years it had the printed volume, or None.

        Only where records show both: the volume in other years, and another volume in that year.
        """
        year, volume = reference.year, whole(reference.volume or "")
        if year is None or volume is None or reference.container_title is None:
            return None
        known = {pair for name in self._names(reference.container_title) for pair in self._volumes[name]}
        of_volume = {y for y, v in known if v == volume}
        in_year = {v for y, v in known if y == year}
        if not of_volume or not in_year or any(abs(year - other) < VOLUMES_APART for other in of_volume):
            return None
        if any(abs(volume - other) < VOLUMES_APART for other in in_year):
            return None
        return f"volume {volume} is of {_numbers(of_volume)}, and {year} has volume {_numbers(in_year)}"

    def _shown(self, reference: Reference, year: int) -> Iterator[str]:
        held = [self._issns[issn] for issn in reference.issn if issn in self._issns]
        name = reference.container_title or ""
        held += [self._journals[_letter(known)][known] for known in self._names(name)]
        near = sorted(
            {(abs(year - y), y, said) for years in held for y, said in years.items() if abs(year - y) <= APART}
        )
        yield from (f"{said} of {y}" for _, y, said in near)

    def _names_of(self, name: str) -> tuple[str, ...]:
        return tuple(known for known in self._journals.get(_letter(name), ()) if same_journal(name, known))

    def _add(self, record: Record) -> None:
        registry = record.source.registry if record.source else "a record"
        said = f"{registry} has “{record.container_title}”"
        volume = whole(record.volume or "")
        stated = (record.year, record.year_print, record.year_online)
        for year in {year for year in stated if year is not None}:
            for name in (record.container_title, record.container_title_short):
                if name is not None:
                    self._journals[_letter(name)].setdefault(name, {}).setdefault(year, said)
                    if volume is not None:
                        self._volumes[name].add((year, volume))
            for issn in record.issn if record.container_title else ():
                self._issns[issn].setdefault(year, said)


def _seen(citation: Citation) -> Iterator[Record]:
    """Yield every record of a register that was seen for a citation: the work's own, and those of others."""
    for record in (*citation.statements, *citation.nearest, *citation.at_place, *citation.contradicting):
        if not record.is_second_hand and not (record.source and record.source.registry in AT_HAND):
            yield record


def _letter(name: str) -> str:
    return fold(name).strip().removeprefix(_ARTICLE)[:1]


def _numbers(values: Iterable[int]) -> str:
    return " and ".join(map(str, sorted(values)))
