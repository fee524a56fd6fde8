"""The report that people open: one page in one file, which asks for nothing from elsewhere.

The page is made of ``page/report.html``, ``report.css`` and ``report.js``. The template engine escapes every text of a
list or a registry; a content security policy allows this page's own style and script, by their hashes, and nothing
else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ivigref.identifiers import Link, doi_url, normalize_doi, pmid_url
from ivigref.model import Checked, Citation, Finding, Judgement, Status, Tag, Verdict
from ivigref.model.checked import Judged
from ivigref.reports import counts
from ivigref.reports.citing import how_read, of_text
from ivigref.reports.compare import Piece, printed_pieces, recorded_pieces
from ivigref.reports.counts import Option
from ivigref.reports.once import Once, lift, runs, said_once
from ivigref.reports.overview import ALARMS, asked, looks, registries, sentence
from ivigref.reports.templates import asset, policy, template

# The sign beside the word: colour never says anything alone.
STATUSES: dict[Status, str] = {"verified": "✓", "findings": "✗", "unverified": "·", "unreachable": "?"}
# Citations; in longer lists what is shared is said once, what is behind a click is packed, and the rules behind the
# tags are left to `ivigref tag --explain`.
WITH_RULES = 1000
_MADE, _HEAD = '<meta name="generator" content="ivigref">', 4_000  # stands in report.html among its first characters


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
    glossary, checks = counts.glossary(citations), counts.checks(findings)
    queried = registries(citations)
    in_text = of_text(checked)
    looked, looking = looks(checked)
    style = asset(__package__, "report.css") + _signs() + (around.style if around else "")
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
        once=_once(items) if len(items) > WITH_RULES else None,
        lift=lift,
        why=_why,
        statuses=STATUSES,
        counts=Counter(checked.statuses),
        severities=Counter(f.severity for found in findings for f in found),
        checks=checks,
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
        **_by_numbers(glossary),
        serious=_serious(checks),
        years=sorted({year for c in citations if (year := c.reference.year) is not None}),
        features=counts.set_apart(citations),
        map=counts.evidence_map(citations),
        timeline=counts.timeline(citations),
    )


def _signs() -> str:
    """Return the rules for the sign beside a card's status, which is not read out."""
    return "".join(
        f'.{status} > h3 + p b::before {{ content: "{sign} " / ""; }}\n' for status, sign in STATUSES.items()
    )


def _item(anchor: str, row: Judged, bibtex: str) -> Item:
    citation, found, status, judgement = row
    axes = counts.axes([citation])
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


def _why(item: Item, *, with_rules: bool = True) -> str:
    """Return a line for each tag with what speaks for it, once: several rules may find the same words."""
    tags = (tag for _, tags in item.tags for tag in tags if tag.evidence)
    return "\n".join(f"{tag.label}: {'; '.join(_evidence(tag, with_rules=with_rules))}" for tag in tags)


def _evidence(tag: Tag, *, with_rules: bool) -> Iterable[str]:
    return dict.fromkeys(
        f"{e.source}{f' “{e.text}”' if e.text else ''}{f' [{e.rule}]' if with_rules else ''}" for e in tag.evidence
    )


def _once(items: Sequence[Item]) -> Once:
    said = (finding for item in items for finding in item.findings)
    return said_once(said, [(item.corrected, item.bibtex, _why(item, with_rules=False)) for item in items])


def _by_numbers(glossary: Sequence[tuple[str, Sequence[Option]]]) -> dict[str, Callable[[Item], object]]:
    """Return what gives the numbers of an item's tags, and its tags in order by their numbers or in words."""
    known = {(axis, option.value): option for axis, options in glossary for option in options}

    def tags(item: Item) -> Iterator[tuple[Option, str]]:
        named = ((axis, tag) for axis, tags in item.tags for tag in tags)
        return ((known.get((axis, tag.term), _NONE) if tag.is_counted() else _NONE, tag.label) for axis, tag in named)

    return {
        "numbers": lambda item: [option.token for option, _ in tags(item) if option.token],
        "runs": lambda item: runs(
            (option.token if option.label == label else None, (option.token, label)) for option, label in tags(item)
        ),
    }


_NONE = Option("", "", 0)


def _serious(checks: Sequence[Option]) -> Callable[[Item], list[int]]:
    """Return what gives the numbers of those of an item's checks that one can filter by."""
    numbers = {check.value: check.token for check in checks}

    def of(item: Item) -> list[int]:
        found = (*item.findings, *(finding for finding, _ in item.alarms))
        return list(dict.fromkeys(numbers[finding.check] for finding in found if finding.check in numbers))

    return of


def _notice(finding: Finding) -> Link | None:
    if not finding.recorded:
        return None
    if finding.recorded.startswith("PMID "):
        return Link("the notice", pmid_url(finding.recorded.removeprefix("PMID ")))
    doi = normalize_doi(finding.recorded)
    return Link("the notice", doi_url(doi)) if doi else None


def _verdicts(items: Sequence[Item]) -> list[Option]:
    """Return each verdict that a status does not say, with the number of its citations."""
    number = Counter(item.judgement.verdict for item in items if item.told and item.judgement is not None)
    return [Option(verdict, verdict.words, number[verdict]) for verdict in Verdict if number[verdict]]
