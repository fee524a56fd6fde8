"""The report that people open: one page in one file, which asks for nothing from elsewhere.

The page is made of ``page/report.html``, ``report.css`` and ``report.js``. The template engine escapes every text of a
list or a registry; a content security policy allows this page's own style and script, by their hashes, and nothing
else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import Any, NamedTuple

from ivigref.axes import axis_facts, parted
from ivigref.identifiers import Link, doi_url, normalize_doi, pmid_url
from ivigref.model import Checked, Citation, Finding, Judgement, Status, Tag, Verdict
from ivigref.model.checked import Judged
from ivigref.reports import charts
from ivigref.reports.citing import how_read, of_text
from ivigref.reports.compare import Piece, printed_pieces, recorded_pieces
from ivigref.reports.overview import ALARMS, asked, looks, registries, sentence
from ivigref.reports.templates import asset, policy, template
from ivigref.text import printable

# The sign beside the word: colour never says anything alone.
STATUSES: dict[Status, str] = {"verified": "✓", "findings": "✗", "unverified": "·", "unreachable": "?"}
WITH_RULES = 1000  # citations; in longer lists the rules behind the tags are left to `ivigref tag --explain`
_MADE, _HEAD = '<meta name="generator" content="ivigref">', 4_000  # stands in report.html among its first characters
ROWS, COLUMNS = 18, 24  # of the map's picture; the table below it has all


class Item(NamedTuple):
    """A citation as the page shows it; ``anchor`` is its place in the page's address."""

    anchor: str
    citation: Citation
    status: Status
    findings: Sequence[Finding]
    alarms: Sequence[tuple[Finding, Link | None]]
    printed: Sequence[Piece]
    recorded: Sequence[Piece]
    links: Sequence[Link]
    tags: Sequence[tuple[str, Sequence[Tag]]]
    bibtex: str
    corrected: str
    told: str
    judgement: Judgement | None
    pictures: Sequence[str] = ()


class Option(NamedTuple):
    """A choice of a filter; ``token`` stands for it in the rows, where each byte is there thousands of times."""

    value: str
    label: str
    number: int
    mesh: str | None = None
    token: int = 0


class Around(NamedTuple):
    """What a program that serves the report adds in its own markup: at the top, and in the card of each citation.

    ``allowed`` are rules of the policy that its script needs.
    """

    top: str
    cards: Sequence[str]
    style: str
    script: str
    allowed: Mapping[str, str]


def is_report(text: str) -> bool:
    """Tell whether a text is a page that ``dumps`` made, by the line with which it says so.

    >>> is_report(dumps(Checked([], [], []))), is_report("<!doctype html>")
    (True, False)
    """
    return _MADE in text[:_HEAD]


def dumps(
    checked: Checked,
    bibtex: Sequence[str] = (),
    *,
    corrected: Sequence[str] = (),
    made: str | None = None,
    version: str | None = None,
    pictures: Sequence[Sequence[str]] = (),
    around: Around | None = None,
) -> str:
    """Return the page; ``bibtex`` has the entry of each citation, in order, ``made`` is the day.

    ``corrected`` has each reference as it ought to be printed, "" for one without a correction.
    ``pictures`` are the addresses (data:) of the pictures of each citation as it is printed. Where a program serves the
    page, ``around`` has what it adds.

    Raises IvigrefError where the extra that draws the page is not installed.

    >>> from ivigref import Reference
    >>> citation = Citation(reference=Reference(number=1, raw="<script>alert(1)</script>"))
    >>> "&lt;script&gt;alert(1)" in dumps(Checked([citation], [[]], ["unverified"]))
    True
    """
    rows = list(checked.judged())  # once: the page holds them all, and a long list is unpacked whenever it is read
    citations, findings = [row.citation for row in rows], [row.findings for row in rows]
    items = [
        _item(f"c{place + 1}", row, bibtex[place] if bibtex else "")._replace(
            pictures=pictures[place] if pictures else (), corrected=corrected[place] if corrected else ""
        )
        for place, row in enumerate(rows)
    ]
    glossary = _glossary(citations)
    known = {axis for axis, _ in glossary}
    tokens = {(axis, option.value): option.token for axis, options in glossary for option in options}
    queried = registries(citations)
    in_text = of_text(checked)
    looked, looking = looks(checked)
    style = asset(__package__, "report.css") + (around.style if around else "")
    scripts = [asset(__package__, "report.js"), *([around.script] if around else ())]
    allowed = {"img_src": "data:" if any(pictures) else "", **(around.allowed if around else {})}
    return template(__package__, "report.html").render(
        file=checked.name,
        made=made,
        version=version,
        style=style,
        scripts=scripts,
        policy=policy(style, scripts, **allowed),
        around=around,
        items=items,
        why=lambda item: _why(item, with_rules=len(items) <= WITH_RULES),
        statuses=STATUSES,
        counts=Counter(checked.statuses),
        severities=Counter(f.severity for found in findings for f in found),
        checks=_checks(findings),
        verdicts=_verdicts(items),
        sentence=sentence(checked),
        looks=looked,
        looking=looking,
        asked=asked(queried),
        in_text=in_text,
        how_read=how_read(checked.cited),
        anchors={item.citation.number: item.anchor for item in reversed(items) if item.citation.number is not None},
        problems=[problem for problem in checked.problems if problem not in in_text],
        silenced=len(checked.silenced),
        alarmed=[item for item in items if item.alarms],
        registries=queried,
        glossary=glossary,
        tokens=lambda item: " ".join(
            str(tokens[tag.axis, tag.term]) for axis, tags in item.tags if axis in known for tag in tags
        ),
        years=sorted({year for c in citations if (year := c.reference.year) is not None}),
        features=_features(citations),
        map=_map(citations),
        timeline=_timeline(citations),
    )


def _item(anchor: str, row: Judged, bibtex: str) -> Item:
    citation, found, status, judgement = row
    axes = _axes([citation])
    return Item(
        anchor=anchor,
        citation=citation,
        status=status,
        findings=[finding for finding in found if finding.check not in ALARMS],
        alarms=[(finding, _notice(finding)) for finding in found if finding.check in ALARMS],
        printed=printed_pieces(citation.reference, found),
        recorded=recorded_pieces(citation.reference, citation.record, found) if citation.record else (),
        links=citation.links,
        tags=[(axis, [tag for tag in citation.tags if tag.axis == axis]) for axis in axes],
        bibtex=bibtex.strip(),
        corrected="",
        told=row.told,
        judgement=judgement,
    )


def _why(item: Item, *, with_rules: bool) -> str:
    """Return a line for each tag with what speaks for it, once: several rules may find the same words."""
    tags = (tag for _, tags in item.tags for tag in tags if tag.evidence)
    return "\n".join(f"{tag.label}: {'; '.join(_evidence(tag, with_rules=with_rules))}" for tag in tags)


def _evidence(tag: Tag, *, with_rules: bool) -> Iterable[str]:
    return dict.fromkeys(
        f"{e.source}{f' “{e.text}”' if e.text else ''}{f' [{e.rule}]' if with_rules else ''}" for e in tag.evidence
    )


def _notice(finding: Finding) -> Link | None:
    if not finding.recorded:
        return None
    if finding.recorded.startswith("PMID "):
        return Link("the notice", pmid_url(finding.recorded.removeprefix("PMID ")))
    doi = normalize_doi(finding.recorded)
    return Link("the notice", doi_url(doi)) if doi else None


def _axes(citations: Iterable[Citation]) -> list[str]:
    """Return the axes that have tags, those of the package in their order, then those of one's own vocabularies."""
    present = {tag.axis for citation in citations for tag in citation.tags}
    shipped = [fact.name for fact in axis_facts()]
    return [*(axis for axis in shipped if axis in present), *sorted(present - set(shipped))]


def _glossary(citations: Sequence[Citation]) -> list[tuple[str, list[Option]]]:
    """Return the tags of each axis that one can filter by, in the order of the alphabet."""
    tags = {(tag.axis, tag.term): tag for citation in citations for tag in citation.tags}
    counts = Counter(name for citation in citations for name in {(tag.axis, tag.term) for tag in citation.tags})
    token = count()
    no_choices = {fact.name for fact in axis_facts() if not fact.is_filter}
    return [
        (
            axis,
            [
                Option(tag.term, tag.label, counts[axis, tag.term], tag.mesh, next(token))
                for tag in sorted((t for t in tags.values() if t.axis == axis), key=lambda t: t.label.lower())
            ],
        )
        for axis in _axes(citations)
        if axis not in no_choices
    ]


def _checks(findings: Sequence[Sequence[Finding]]) -> list[Option]:
    """Return each check that found something serious, with the number of citations that it concerns."""
    counts = Counter(check for found in findings for check in {f.check for f in found if f.severity != "note"})
    return [Option(check, check, count) for check, count in counts.most_common()]


def _verdicts(items: Sequence[Item]) -> list[Option]:
    """Return each verdict that a status does not say, with the number of its citations."""
    counts = Counter(item.judgement.verdict for item in items if item.told and item.judgement is not None)
    return [Option(verdict, verdict.words, counts[verdict]) for verdict in Verdict if counts[verdict]]


def _terms(citation: Citation, axis: str) -> frozenset[str]:
    return parted(axis, _on_axis(citation, axis)).terms


def _on_axis(citation: Citation, axis: str) -> Iterable[str]:
    return (tag.term for tag in citation.tags if tag.axis == axis)


def _features(citations: Sequence[Citation]) -> list[Option]:
    """Return the features of designs, which are filtered by and have no place beside the designs."""
    labels = {tag.term: tag.label for c in citations for tag in c.tags if tag.axis == "design"}
    counts = Counter(term for c in citations for term in parted("design", _on_axis(c, "design")).features)
    return [Option(term, labels[term], counts[term]) for term in sorted(counts)]


def _map(citations: Sequence[Citation]) -> dict[str, Any] | None:
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


def _timeline(citations: Sequence[Citation]) -> dict[str, Any] | None:
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
        for (design, year), count in cells.items()
        if design in rows
    ]
    bars = [charts.Mark("all", year, count, f"#from={year}&to={year}") for year, count in sorted(totals.items())]
    names = [labels[design] for design in rows]
    return {"picture": charts.timeline(marks, names, bars), "totals": sorted(totals.items())}


def _by_count(citations: Sequence[Citation], axis: str) -> list[str]:
    """Return an axis's terms, the commonest first and what is not known last."""
    counts = Counter(term for citation in citations for term in sorted(_terms(citation, axis)))
    return sorted(counts, key=lambda term: (term == "undetermined", -counts[term], term))
