"""What a report counts of a whole list: the choices of its filters, the evidence map and the timeline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, count
from typing import Any, NamedTuple

from ivigref.axes import axis_facts, parted
from ivigref.model import Citation, Finding
from ivigref.reports import charts
from ivigref.text import printable

ROWS, COLUMNS = 18, 24  # of the map's picture; the table below it has all


class Option(NamedTuple):
    """A choice of a filter; ``token`` stands for it in the cards, where each byte is there thousands of times."""

    value: str
    label: str
    number: int
    mesh: str | None = None
    token: int = 0


def axes(citations: Iterable[Citation]) -> list[str]:
    """Return the axes that have tags, those of the package in their order, then those of one's own vocabularies."""
    present = {tag.axis for citation in citations for tag in citation.tags}
    shipped = [fact.name for fact in axis_facts()]
    return [*(axis for axis in shipped if axis in present), *sorted(present - set(shipped))]


def glossary(citations: Sequence[Citation]) -> list[tuple[str, list[Option]]]:
    """Return the tags of each axis that one can filter by, in the order of the alphabet: those that the map counts."""
    counted = [[tag for tag in citation.tags if tag.is_counted()] for citation in citations]
    tags = {(tag.axis, tag.term): tag for found in counted for tag in found}
    counts = Counter(name for found in counted for name in {(tag.axis, tag.term) for tag in found})
    token = count(1)
    no_choices = {fact.name for fact in axis_facts() if not fact.is_filter}
    return [
        (
            axis,
            [
                Option(tag.term, tag.label, counts[axis, tag.term], tag.mesh, next(token))
                for tag in sorted((t for t in tags.values() if t.axis == axis), key=lambda t: t.label.lower())
            ],
        )
        for axis in axes(citations)
        if axis not in no_choices and any(tag.axis == axis for tag in tags.values())
    ]


def checks(findings: Sequence[Sequence[Finding]]) -> list[Option]:
    """Return each check that found something serious, with the number of citations that it concerns.

    Of those that concern as many the first in the list is first: a list has the same page every time.
    """
    serious = (dict.fromkeys(f.check for f in found if f.severity != "note") for found in findings)
    counts = Counter(chain.from_iterable(serious))
    found = enumerate(counts.most_common(), start=1)
    return [Option(check, check, count, token=number) for number, (check, count) in found]


def set_apart(citations: Sequence[Citation]) -> list[Option]:
    """Return the features of designs, which are filtered by and have no place beside the designs."""
    labels = {tag.term: tag.label for c in citations for tag in c.tags if tag.axis == "design"}
    counts = Counter(term for c in citations for term in parted("design", _on_axis(c, "design")).features)
    return [Option(term, labels[term], counts[term]) for term in sorted(counts)]


def evidence_map(citations: Sequence[Citation]) -> dict[str, Any] | None:
    """Return the map of diseases and designs: its picture, and the table with all of them."""
    labels = {(tag.axis, tag.term): printable(tag.label) for citation in citations for tag in citation.tags}
    cells = Counter(
        (disease, design)
        for citation in citations
        for disease in _terms(citation, "disease")
        for design in _terms(citation, "design")
    )
    if not cells:
        return None
    rows = _by_count(citations, "disease")
    columns = _by_count(citations, "design")
    marks = [
        charts.Mark(labels["disease", row], labels["design", column], count, f"#disease={row}&design={column}")
        for (row, column), count in sorted(cells.items())  # the same page every time
        if row in rows[:ROWS] and column in columns[:COLUMNS]
    ]
    names = [labels["disease", row] for row in rows[:ROWS]], [labels["design", column] for column in columns[:COLUMNS]]
    return {
        "picture": charts.matrix(marks, *names),
        "left_out": max(0, len(rows) - ROWS),
        "columns": [(column, labels["design", column]) for column in columns],
        "rows": [(row, labels["disease", row], [cells[row, column] for column in columns]) for row in rows],
    }


def timeline(citations: Sequence[Citation]) -> dict[str, Any] | None:
    """Return how many citations each year has, in all and by design."""
    labels = {tag.term: printable(tag.label) for citation in citations for tag in citation.tags if tag.axis == "design"}
    dated = [(citation, year) for citation in citations if (year := citation.reference.year) is not None]
    if not dated:
        return None
    totals = Counter(year for _, year in dated)
    cells = Counter((design, year) for citation, year in dated for design in _terms(citation, "design"))
    rows = _by_count(citations, "design")[:COLUMNS]
    marks = [
        charts.Mark(labels[design], year, count, f"#design={design}&from={year}&to={year}")
        for (design, year), count in sorted(cells.items())  # the same page every time
        if design in rows
    ]
    bars = [charts.Mark("all", year, count, f"#from={year}&to={year}") for year, count in sorted(totals.items())]
    names = [labels[design] for design in rows]
    return {"picture": charts.timeline(marks, names, bars), "totals": sorted(totals.items())}


def _terms(citation: Citation, axis: str) -> frozenset[str]:
    return parted(axis, _on_axis(citation, axis)).terms


def _on_axis(citation: Citation, axis: str) -> Iterable[str]:
    return (tag.term for tag in citation.tags if tag.axis == axis and tag.is_counted())


def _by_count(citations: Sequence[Citation], axis: str) -> list[str]:
    """Return an axis's terms, the commonest first and what is not known last."""
    counts = Counter(term for citation in citations for term in sorted(_terms(citation, axis)))
    return sorted(counts, key=lambda term: (term == "undetermined", -counts[term], term))
