"""The report that people open: one page in one file, which asks for nothing from elsewhere.

The page is made of ``page/report.html``, ``report.css`` and ``report.js``. The template engine escapes every text of a
list or a registry; a content security policy allows this page's own style and script, by their hashes, and nothing
else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import repeat, tee
from typing import NamedTuple

from ivigref.identifiers import Link, doi_url, normalize_doi, pmid_url
from ivigref.model import Checked, Citation, Finding, Judgement, Status, Tag
from ivigref.model.checked import Judged
from ivigref.packing import blocks
from ivigref.reports import counts
from ivigref.reports.citing import how_read, of_text
from ivigref.reports.compare import Piece, printed_pieces, recorded_pieces
from ivigref.reports.counts import Option
from ivigref.reports.gathering import anchor, gathered
from ivigref.reports.once import Once, Sentence, lift, packs, runs
from ivigref.reports.overview import ALARMS, asked, sentence
from ivigref.reports.templates import asset, policy, template

# The sign beside the word: colour never says anything alone.
STATUSES: dict[Status, str] = {"verified": "✓", "findings": "✗", "unverified": "·", "unreachable": "?"}
# Citations; in longer lists what is shared is said once, what is behind a click is packed, and the rules behind the
# tags are left to `ivigref tag --explain`.
WITH_RULES = 1000
_TOGETHER = 2_000  # pieces of the template that are one part of the page, some cards
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
    corrected: str | bool
    told: str
    judgement: Judgement | None
    pictures: Sequence[str]


class Behind(NamedTuple):
    """What is behind the clicks of a card, beside what speaks for its tags.

    Where that is packed, nothing is but whether there is a corrected reference.
    """

    bibtex: str = ""
    corrected: str | bool = ""


Clicks = Callable[[Iterable[Judged]], Iterable[Behind]]


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

    def behind(_: object) -> Iterable[Behind]:
        return map(Behind, bibtex or repeat(""), corrected or repeat(""))

    return "".join(parts(checked, behind, made=made, version=version, pictures=pictures, around=around))


def parts(
    checked: Checked,
    behind: Clicks,
    *,
    made: str | None = None,
    version: str | None = None,
    pictures: Sequence[Sequence[str]] = (),
    around: Around | None = None,
) -> Iterator[str]:
    """Yield the same page in parts, which never holds more than some cards of a long list.

    ``behind`` returns for citations, which are gone through once, what is behind the clicks of each. The list itself is
    gone through twice, and a long one a third time.
    """
    whole = gathered(checked)
    glossary, once = whole.counted.glossary(), None
    cards: Iterable[tuple[Judged, Behind]] = _with(checked.judged(), behind)
    if len(checked) > WITH_RULES:
        once, left = _packed(cards, whole.sentences.shared())
        cards = zip(checked.judged(), left, strict=True)
    style = asset(__package__, "report.css") + _signs() + (around.style if around else "")
    scripts = [asset(__package__, "report.js"), *([around.script] if around else ())]
    allowed = {"img_src": "data:" if any(pictures) else "", **(around.allowed if around else {})}
    in_text = of_text(checked)
    drawn = template(__package__, "report.html").generate(
        file=checked.name,
        made=made,
        version=version,
        style=style,
        scripts=scripts,
        policy=policy(style, scripts, **allowed),
        around=around,
        total=len(checked),
        whole=whole,
        anchor=anchor,
        items=_items(cards, pictures),
        once=once,
        lift=lift,
        why=lambda item: _why(item.tags),
        statuses=STATUSES,
        counts=Counter(checked.statuses),
        sentence=sentence(checked),
        asked=asked(whole.registries),
        in_text=in_text,
        how_read=how_read(checked.cited),
        problems=[problem for problem in checked.problems if problem not in in_text],
        silenced=len(checked.silenced),
        glossary=glossary,
        **_by_numbers(glossary),
        serious=_serious(whole.checks),
        years=whole.counted.years(),
        features=whole.counted.set_apart(),
        map=whole.counted.evidence_map(),
        timeline=whole.counted.timeline(),
    )
    return map("".join, blocks(drawn, _TOGETHER))


def _packed(cards: Iterable[tuple[Judged, Behind]], sentences: Mapping[Sentence, int]) -> tuple[Once, list[Behind]]:
    """Return what is said once, and what the cards still need of what is packed."""
    left, has_bibtex = [], False

    def texts() -> Iterator[tuple[str, ...]]:
        nonlocal has_bibtex
        for row, clicked in cards:
            has_bibtex = has_bibtex or bool(clicked.bibtex)
            left.append(_YES if clicked.corrected else _NO)
            why = _why(_by_axis(row.citation), with_rules=False)
            yield str(clicked.corrected), clicked.bibtex.strip(), why

    packed = list(packs(texts()))
    return Once(sentences, packed, has_bibtex), left


_NO, _YES = Behind(), Behind(corrected=True)


def _with(rows: Iterable[Judged], behind: Clicks) -> Iterator[tuple[Judged, Behind]]:
    """Yield each citation with what is behind its clicks; both are unpacked once."""
    ours, theirs = tee(rows)
    return zip(ours, behind(theirs), strict=False)  # who has nothing behind the clicks has no end of it


def _signs() -> str:
    """Return the rules for the sign beside a card's status, which is not read out."""
    return "".join(
        f'.{status} > h3 + p b::before {{ content: "{sign} " / ""; }}\n' for status, sign in STATUSES.items()
    )


def _items(cards: Iterable[tuple[Judged, Behind]], pictures: Sequence[Sequence[str]]) -> Iterator[Item]:
    for place, (row, clicked) in enumerate(cards):
        citation, found, status, judgement = row
        yield Item(
            anchor=anchor(place),
            citation=citation,
            status=status,
            findings=[finding for finding in found if finding.check not in ALARMS],
            alarms=[(finding, _notice(finding)) for finding in found if finding.check in ALARMS],
            printed=printed_pieces(citation.reference, found),
            recorded=recorded_pieces(citation.reference, citation.record, found) if citation.record else (),
            links=citation.links,
            tags=_by_axis(citation),
            bibtex=clicked.bibtex.strip(),
            corrected=clicked.corrected,
            told=row.told,
            judgement=judgement,
            pictures=pictures[place] if pictures else (),
        )


def _by_axis(citation: Citation) -> list[tuple[str, list[Tag]]]:
    axes = counts.axes(citation.tags)
    return [(axis, [tag for tag in citation.tags if tag.axis == axis]) for axis in axes]


def _why(tags: Iterable[tuple[str, Sequence[Tag]]], *, with_rules: bool = True) -> str:
    """Return a line for each tag with what speaks for it, once: several rules may find the same words."""
    speaking = (tag for _, on_axis in tags for tag in on_axis if tag.evidence)
    return "\n".join(f"{tag.label}: {'; '.join(_evidence(tag, with_rules=with_rules))}" for tag in speaking)


def _evidence(tag: Tag, *, with_rules: bool) -> Iterable[str]:
    return dict.fromkeys(
        f"{e.source}{f' “{e.text}”' if e.text else ''}{f' [{e.rule}]' if with_rules else ''}" for e in tag.evidence
    )


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
