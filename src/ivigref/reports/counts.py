"""What a report counts of a whole list: the choices of its filters, the evidence map and the timeline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import count, product
from typing import Any, NamedTuple

from ivigref.axes import axis_facts, parted
from ivigref.model import Check, Citation, Finding, Tag
from ivigref.reports import charts
from ivigref.text import printable

_CHARTED = ("disease", "design")
ROWS, COLUMNS = 18, 24  # of the map's picture; the table below it has all


class Option(NamedTuple):
    """A choice of a filter; ``token`` stands for it in the cards, where each byte is there thousands of times."""

    value: str
    label: str
    number: int
    mesh: str | None = None
    token: int = 0


class Counts:
    """What is counted of a list, a citation at a time: of none but its tags and its year anything is kept.

    >>> from ivigref import load
    >>> seen = Counts()
    >>> for citation in load():
    ...     seen.add(citation)
    >>> [axis for axis, _ in seen.glossary()][:3], seen.years()[0]
    (['disease', 'design', 'form'], 1952)
    """

    def __init__(self) -> None:
        """Begin with no citation."""
        self._tags: dict[tuple[str, str], Tag] = {}
        self._citations: Counter[tuple[str, str]] = Counter()
        self._terms: dict[str, Counter[str]] = {axis: Counter() for axis in _CHARTED}
        self._features: Counter[str] = Counter()
        self._cells: Counter[tuple[str, str]] = Counter()
        self._totals: Counter[int] = Counter()
        self._designs: Counter[tuple[str, int]] = Counter()

    def add(self, citation: Citation) -> None:
        """Count a citation by the tags that a map counts."""
        named = {(tag.axis, tag.term): tag for tag in citation.tags if tag.is_counted()}
        self._tags |= named
        self._citations.update(named.keys())
        disease, design = (parted(axis, (term for on, term in named if on == axis)) for axis in _CHARTED)
        self._terms["disease"].update(disease.terms)
        self._terms["design"].update(design.terms)
        self._features.update(design.features)
        self._cells.update(product(disease.terms, design.terms))
        if (year := citation.reference.year) is not None:
            self._totals[year] += 1
            self._designs.update((term, year) for term in design.terms)

    def glossary(self) -> list[tuple[str, list[Option]]]:
        """Return the tags of each axis that one can filter by, in the order of the alphabet."""
        token = count(1)
        no_choices = {fact.name for fact in axis_facts() if not fact.is_filter}
        return [
            (
                axis,
                [
                    Option(tag.term, tag.label, self._citations[axis, tag.term], tag.mesh, next(token))
                    for tag in sorted((t for t in self._tags.values() if t.axis == axis), key=lambda t: t.label.lower())
                ],
            )
            for axis in axes(self._tags.values())
            if axis not in no_choices
        ]

    def set_apart(self) -> list[Option]:
        """Return the features of designs, which are filtered by and have no place beside the designs."""
        features = sorted(self._features.items())
        return [Option(term, self._tags["design", term].label, number) for term, number in features]

    def years(self) -> list[int]:
        """Return the years of which there are citations."""
        return sorted(self._totals)

    def evidence_map(self) -> dict[str, Any] | None:
        """Return the map of diseases and designs: its picture, and the table with all of them."""
        cells = self._cells
        if not cells:
            return None
        rows, columns = self._by_count("disease"), self._by_count("design")
        shown, beside = set(rows[:ROWS]), set(columns[:COLUMNS])
        marks = [
            charts.Mark(
                self._label("disease", row), self._label("design", column), count, f"#disease={row}&design={column}"
            )
            for (row, column), count in sorted(cells.items())  # the same page every time
            if row in shown and column in beside
        ]
        names = (
            [self._label("disease", row) for row in rows[:ROWS]],
            [self._label("design", column) for column in columns[:COLUMNS]],
        )
        return {
            "picture": charts.matrix(marks, *names),
            "left_out": max(0, len(rows) - ROWS),
            "columns": [(column, self._label("design", column)) for column in columns],
            "rows": ((row, self._label("disease", row), [cells[row, column] for column in columns]) for row in rows),
        }

    def timeline(self) -> dict[str, Any] | None:
        """Return how many citations each year has, in all and by design."""
        if not self._totals:
            return None
        totals = sorted(self._totals.items())
        rows = self._by_count("design")[:COLUMNS]
        marks = [
            charts.Mark(self._label("design", design), year, count, f"#design={design}&from={year}&to={year}")
            for (design, year), count in sorted(self._designs.items())  # the same page every time
            if design in rows
        ]
        bars = [charts.Mark("all", year, count, f"#from={year}&to={year}") for year, count in totals]
        names = [self._label("design", design) for design in rows]
        return {"picture": charts.timeline(marks, names, bars), "totals": totals}

    def _label(self, axis: str, term: str) -> str:
        return printable(self._tags[axis, term].label)

    def _by_count(self, axis: str) -> list[str]:
        """Return an axis's terms, the commonest first and what is not known last."""
        counts = self._terms[axis]
        return sorted(counts, key=lambda term: (term == "undetermined", -counts[term], term))


def axes(tags: Iterable[Tag]) -> list[str]:
    """Return the axes that have tags, those of the package in their order, then those of one's own vocabularies."""
    present = {tag.axis for tag in tags}
    shipped = [fact.name for fact in axis_facts()]
    return [*(axis for axis in shipped if axis in present), *sorted(present - set(shipped))]


def checks(found: Mapping[Check, int]) -> list[Option]:
    """Return each check that found something serious, with the number of citations that it concerns.

    Of those that concern as many the first in the list is first: a list has the same page every time.
    """
    by_count = sorted(found.items(), key=lambda each: -each[1])
    return [Option(check, check, number, token=token) for token, (check, number) in enumerate(by_count, start=1)]


def serious(findings: Iterable[Finding]) -> Iterable[Check]:
    """Return the checks that found something serious of a citation, each once."""
    return dict.fromkeys(finding.check for finding in findings if finding.severity != "note").keys()
