"""A list of citations that can be asked: by number, key, DOI or PMID, by disease, design and year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any, Literal, overload

from ivigref import notebook
from ivigref.axes import parted
from ivigref.errors import InputError
from ivigref.identifiers import identifier_key, normalize_doi, normalize_pmcid, normalize_pmid
from ivigref.model import IDENTIFIERS, Citation, Tag
from ivigref.model.claims import EVEN
from ivigref.model.rows import Known, column_names, data_frame, row_of
from ivigref.tables import csv_lines
from ivigref.text import counted, words

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

SHOWN = 60  # rows in a notebook


class Bibliography(Sequence[Citation]):
    """A list of citations in printed order, found by position, key, DOI, PMID or PMCID, and selected by tags.

    >>> from ivigref import load
    >>> bibliography = load()
    >>> len(bibliography), bibliography.find(28).key
    (57, 'Dalakas1993')
    >>> bibliography["10.1172/jci117520"].number
    27
    """

    def __init__(self, citations: Iterable[Citation] = ()) -> None:
        self._citations = tuple(citations)
        self._index: dict[str, Citation] | None = None

    @overload
    def __getitem__(self, place: int | str) -> Citation: ...
    @overload
    def __getitem__(self, place: slice) -> Bibliography: ...
    def __getitem__(self, place: int | str | slice) -> Citation | Bibliography:
        """Return a citation by its position (from 0) or by its key, DOI, PMID or PMCID; a slice gives a list."""
        if isinstance(place, slice):
            return Bibliography(self._citations[place])
        if isinstance(place, int):
            return self._citations[place]
        found = self.find(place)
        if found is None:
            raise KeyError(place)
        return found

    def __len__(self) -> int:
        return len(self._citations)

    def __iter__(self) -> Iterator[Citation]:
        return iter(self._citations)

    def __contains__(self, item: object) -> bool:
        return self.find(item) is not None if isinstance(item, str) else item in self._citations

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Bibliography) and self._citations == other._citations

    def __hash__(self) -> int:
        return hash(self._citations)

    def __repr__(self) -> str:
        return f"<Bibliography of {counted(len(self), 'citation')}>"

    def _repr_html_(self) -> str:
        shown = self._citations[:SHOWN]
        rows = [
            (
                c.number,
                c.key,
                c.reference.title or c.reference.raw,
                c.reference.year,
                _labels(c, "disease"),
                _labels(c, "design"),
                c.links,
            )
            for c in shown
        ]
        more = f", the first {SHOWN} of them" if len(self) > SHOWN else ""
        head = ("#", "Key", "Title", "Year", "Disease", "Design", "Identifiers")
        return notebook.table(head, rows, caption=f"{counted(len(self), 'citation')}{more}")

    def find(self, wanted: int | str) -> Citation | None:
        """Return the citation with this printed number, key, DOI, PMID or PMCID, or None.

        >>> from ivigref import load
        >>> load().find("PMC4387332").number
        20
        """
        if isinstance(wanted, int):
            return next((c for c in self if c.number == wanted), None)
        if self._index is None:
            self._index = {name: citation for citation in reversed(self) for name in _names_of(citation)}
        for name in (wanted, normalize_doi(wanted), normalize_pmid(wanted), normalize_pmcid(wanted)):
            if name is not None and (found := self._index.get(identifier_key(name))):
                return found
        return None

    def select(
        self,
        disease: str | Iterable[str] | None = None,
        design: str | Iterable[str] | None = None,
        year: int | tuple[int, int] | range | None = None,
        odds: float = 0.0,
        **axes: str | Iterable[str],
    ) -> Bibliography:
        """Return the citations that have every wanted tag; a broader term finds its narrower ones.

        A term is a slug, a label, a MeSH UID, or a name by which a title of this list calls it; several terms of one
        axis mean any of them. ``year`` is one year, or the first and the last. A tag whose odds are known to be below
        ``odds`` does not count. Raises InputError for an axis that the list does not have, and for what is no year.

        >>> from ivigref import load
        >>> [c.number for c in load().select(disease="lupus", year=(1995, 1999))]
        [10, 14, 17, 21]
        >>> [c.number for c in load().select(disease="systemic sclerosis", design="follow-up studies")]
        [40]
        """
        given = {"disease": disease, "design": design, **axes}
        wanted = {axis: self._terms(axis, terms) for axis, terms in given.items() if terms is not None}
        return Bibliography(
            citation
            for citation in self
            if _in_years(citation.reference.year, year)
            and all(_has_tag(citation, axis, terms, odds) for axis, terms in wanted.items())
        )

    def _terms(self, axis: str, wanted: str | Iterable[str]) -> set[str]:
        """Return what is wanted, and the slugs of what titles of this list call by that name."""
        tags = [tag for citation in self for tag in citation.tags if tag.axis == axis]
        if self and not tags:
            known = ", ".join(sorted({tag.axis for citation in self for tag in citation.tags})) or "none"
            raise InputError(f"expected an axis of this list ({known}), found {axis!r}")
        terms = {wanted} if isinstance(wanted, str) else set(wanted)
        names = {words(term) for term in terms}
        titles = ((tag.term, e.text) for tag in tags for e in tag.evidence if e.source == "title" and axis == "disease")
        return terms | {term for term, text in titles if words(text) in names}

    def crosstab(
        self, rows: str, columns: str, odds: float = EVEN, *, features: bool = False
    ) -> dict[str, dict[str, int]]:
        """Count the citations for each pair of terms of two axes: an evidence map.

        Every row has every column; rows and columns with more citations come first. A citation with several terms of
        an axis is counted in each, but not by a tag whose odds are known to be lower than ``odds``. How a study was
        carried out (double-blind) has no column beside its design: ``features`` counts these in place of the columns.

        >>> from ivigref import load
        >>> load().crosstab("disease", "design")["dermatomyositis"]["randomized-controlled-trial"]
        1
        >>> load().crosstab("disease", "design", features=True)["dermatomyositis"]
        {'double-blind-method': 1, 'cross-over-studies': 1}
        """
        parts = [[parted(axis, _terms_of(citation, axis, odds)) for axis in (rows, columns)] for citation in self]
        pairs = [(down.terms, across.features if features else across.terms) for down, across in parts]
        across = Counter(column for row, found in pairs if row for column in found)
        down = Counter(row for found, column in pairs if column for row in found)
        cells = Counter((row, column) for found, others in pairs for row in found for column in others)
        order = [sorted(counts, key=lambda term: (-counts[term], term)) for counts in (down, across)]
        return {row: {column: cells[row, column] for column in order[1]} for row in order[0]}

    def to_dataframe(self, library: Literal["pandas", "polars"] | None = None) -> pd.DataFrame | pl.DataFrame:
        """Return a table of pandas or polars, whichever is installed: a row a citation, with the columns of model.rows.

        Raises ImportError where neither is, or not the one that is asked for.
        """
        return data_frame(column_names(self), self.table(), library)

    def to_csv(self, *, bom: bool = False) -> str:
        """Return the same table as CSV; ``bom`` puts a byte order mark before it, without which Excel mistakes é.

        >>> from ivigref import load
        >>> load().to_csv().splitlines()[1].split(",")[1:3]
        ['1', 'Bruton1952']
        """
        return "".join(csv_lines(column_names(self), self.table(), bom=bom))

    def table(self) -> Iterator[dict[str, Any]]:
        """Yield a row for each citation, with the columns of every table of citations."""
        return (row_of(Known(citation)) for citation in self)


def _labels(citation: Citation, axis: str) -> str:
    return "; ".join(tag.label for tag in citation.tags if tag.axis == axis)


def _names_of(citation: Citation) -> Iterator[str]:
    """Yield all that a citation may be asked for by: its key, and every identifier that print or registry gives it."""
    if citation.key:
        yield identifier_key(citation.key)
    yield from citation.reference.known_by.values()
    for record, name in product((citation.record, *citation.records), IDENTIFIERS):
        yield from record.known_as(name) if record else ()


def _in_years(found: int | None, wanted: int | tuple[int, int] | range | None) -> bool:
    if wanted is None:
        return True
    if found is None:
        return False
    if isinstance(wanted, int):
        return found == wanted
    if isinstance(wanted, range):
        return found in wanted
    try:
        first, last = wanted
    except (TypeError, ValueError) as error:
        raise InputError(f"expected a year, or the first and the last year, found {wanted!r}") from error
    return first <= found <= last


def _has_tag(citation: Citation, axis: str, terms: Iterable[str], odds: float) -> bool:
    return any(tag.is_a(term) for tag in _counting(citation, axis, odds) for term in terms)


def _terms_of(citation: Citation, axis: str, odds: float) -> Iterator[str]:
    return (tag.term for tag in _counting(citation, axis, odds))


def _counting(citation: Citation, axis: str, odds: float) -> Iterator[Tag]:
    """Yield the tags of one axis, without diseases that are only mentioned, or denied, and without less likely ones."""
    return (tag for tag in citation.tags if tag.axis == axis and tag.is_counted(odds))
