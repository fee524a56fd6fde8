"""From what was found to an answer: its values, and a short text that says the same to a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from ivigref import formats
from ivigref.assistants import answers, wishes
from ivigref.errors import InputError
from ivigref.model import Checked, Citation, Finding, Judgement, Record, Verdict
from ivigref.model.checked import Judged
from ivigref.model.citations import AT_HAND
from ivigref.reports.json import citation_of, count_inquiries, finding_of, in_text, work_of
from ivigref.text import clean, counted

if TYPE_CHECKING:
    from ivigref.retrieval import Fetched

_PRINTED = 500  # characters of a reference in an answer
_WRITTEN = 200_000  # characters of a text in a format
_SAID = 10  # findings of the list as a whole that a text says; the values have all
# A verdict on a printed reference, as the outcome of looking it up; that nobody was asked is said by the next line.
_OUTCOMES: dict[Verdict, answers.Outcome] = {
    Verdict.EXISTS: "found",
    Verdict.DESCRIBED_WRONGLY: "found",
    Verdict.NOT_FOUND: "not-found",
    Verdict.PLACE_HOLDS_ANOTHER: "not-found",
    Verdict.NOT_EXPECTED: "not-found",
    Verdict.UNDECIDED: "undecided",
    Verdict.NOT_ANSWERED: "not-answered",
    Verdict.NOT_ASKED: "not-asked",
}
_OFFLINE = (
    "no registry was asked, only the records that ship with ivigref: the person who starts ivigref mcp can let it ask"
    " by --live"
)


class Page(NamedTuple):
    """A part of a list: from where, and how many references."""

    name: str
    references: int
    start: int
    most: int
    is_live: bool

    def of(self, rows: Iterable[Any]) -> list[Any]:
        """Return the rows of this part.

        >>> Page("a.txt", 5, 3, 2, False).of("abcde")
        ['d', 'e']
        """
        return list(islice(rows, self.start, self.start + self.most))

    def values(self, among: int, citations: Sequence[Citation]) -> dict[str, Any]:
        """Return what an answer says of a part of so many rows, and of who was asked."""
        left = max(among - self.start - self.most, 0)
        after = self.start + self.most if left else None
        return {
            "name": clean(self.name),
            "references": self.references,
            "left_out": left,
            "next": after,
            **_asked(citations, is_live=self.is_live),
        }


def checked(found: Checked, wish: wishes.Check, *, is_live: bool) -> tuple[answers.Checked, str]:
    """Tell what was found in a list: the references that need a look, or all."""
    page = Page(found.name, len(found), wish.start, wish.most, is_live)
    rows = [(place, row) for place, row in enumerate(found.judged(), 1) if wish.every or needs_a_look(row)]
    shown = page.of(rows)
    values = answers.Checked(
        **page.values(len(rows), found.citations),
        summary=found.summary(),
        silenced=len(found.silenced),
        findings=[answers.Finding(**finding_of(problem)) for problem in found.problems],
        in_text=in_text(found.cited),
        citations=[_reference(place, row) for place, row in shown],
    )
    lines = [f"{values.name}: {values.summary}", *_whole(found.problems)]
    lines += [line for place, row in shown for line in _lines(place, row)]
    return values, "\n".join([*lines, *_ends(values)])


def needs_a_look(row: Judged) -> bool:
    """Tell whether a reference has a finding, or nobody certain to have its work."""
    return bool(row.findings) or row.status != "verified"


def fetched(found: Fetched, *, is_live: bool) -> tuple[answers.LookedUp, str]:
    """Tell what came of an identifier; that nobody could be asked is not that nobody has the work."""
    outcomes: dict[str, answers.Outcome] = {"unreachable": "not-answered", "found": "found", "several": "several"}
    missing: answers.Outcome = "not-found" if found.asked else "not-asked"
    outcome = outcomes.get(found.outcome, missing)
    values = answers.LookedUp(
        **_asked([found.citation], is_live=is_live),
        wish=clean(found.wish),
        outcome=outcome,
        said=found.said if found.asked or outcome != "not-asked" or is_live else _OFFLINE,
        record=found.record and answers.Work(**work_of(found.record)),
        sources=_sources(found.citation.records) if found.outcome == "found" else [],
        remarks=list(found.remarks),
        candidates=[answers.Work(**work_of(record)) for record in found.candidates],
        reference=None,
    )
    return values, _looked_up(values, found.account)


def recognised(wish: str, found: Checked, *, is_live: bool) -> tuple[answers.LookedUp, str]:
    """Tell what came of a printed reference: its verdict, the record, and what differs."""
    [row] = found.judged()
    judgement = row.judgement or Judgement(verdict=Verdict.NOT_ASKED)
    outcome = _OUTCOMES[judgement.verdict]
    record = row.citation.record if outcome == "found" else None
    near = [likeness.record for likeness in (judgement.at_place, judgement.nearest) if likeness]
    values = answers.LookedUp(
        **_asked([row.citation], is_live=is_live),
        wish=clean(wish)[:_PRINTED],
        outcome=outcome,
        said=_OFFLINE if outcome == "not-asked" and not is_live else str(judgement),
        record=record and answers.Work(**work_of(record)),
        sources=_sources(row.citation.records) if record else [],
        remarks=[],
        candidates=[answers.Work(**work_of(one)) for one in near],
        reference=_reference(1, row),
    )
    return values, _looked_up(values, [str(finding) for finding in row.findings])


def tagged(page: Page, citations: Sequence[Citation]) -> tuple[answers.Tagged, str]:
    """Tell the tags of references, each with the words behind it."""
    rows = [
        answers.Tags(
            **_named(place, citation),
            tags=[
                answers.Label(
                    **tag.model_dump(include={"axis", "term", "label", "mesh", "role", "odds"}),
                    evidence=[answers.Evidence(source=e.source, text=e.text, rule=e.rule) for e in tag.evidence],
                )
                for tag in citation.tags
            ],
        )
        for place, citation in enumerate(citations, page.start + 1)
    ]
    values = answers.Tagged(**page.values(page.references, citations), citations=rows)
    lines = [f"{_who(row)}: {'; '.join(f'{t.axis} {t.label}' for t in row.tags) or 'no tags'}" for row in rows]
    return values, "\n".join([f"{values.name}: {counted(values.references, 'reference')}", *lines, *_ends(values)])


def written(
    page: Page, citations: Sequence[Citation], style: str, to: str | None, remarks: Iterable[str]
) -> tuple[answers.Written, str]:
    """Tell references in a style or a format, with the values of certain records."""
    lines, text = ([], _formatted(citations, to)) if to else (_styled(page, citations, style), None)
    values = answers.Written(
        **page.values(page.references, citations),
        form=to or style,
        citations=lines,
        text=text,
        remarks=[*remarks, *(_lost(citations, to) if to else _unabbreviated(citations, style))],
    )
    printed = [f"{line.number or line.place}. {line.text}" for line in lines]
    return values, "\n".join([text] if text else printed) + "".join(
        f"\n({line})" for line in (*values.remarks, *_ends(values))
    )


def _styled(page: Page, citations: Sequence[Citation], style: str) -> list[answers.Line]:
    from ivigref.formats import styles  # noqa: PLC0415  (citation processors are slow to load)

    printed = enumerate(zip(citations, styles.render(citations, style), strict=True), page.start + 1)
    return [answers.Line(place=place, number=citation.number, text=text) for place, (citation, text) in printed]


def _formatted(citations: Sequence[Citation], to: str) -> str:
    if to not in formats.FORMATS:
        raise InputError(f"expected one of {', '.join(formats.FORMATS)}, found {to!r:.60}", place="to")
    text = formats.module(to).dumps(citations)
    if len(text) > _WRITTEN:
        raise InputError(f"expected at most {_WRITTEN:,} characters, found {len(text):,}: ask for less by most")
    return text


def _unabbreviated(citations: Sequence[Citation], style: str) -> Iterator[str]:
    from ivigref.formats import styles  # noqa: PLC0415  (as above)

    if whole := styles.unabbreviated(citations, style):
        yield styles.said_in_full(whole)


def _lost(citations: Sequence[Citation], to: str) -> Iterator[str]:
    from ivigref.formats import losses  # noqa: PLC0415  (only this needs it)

    lost = [loss.field for loss in losses.losses(citations, to)]
    if lost:
        yield f"{losses.summary(lost)}: not in {formats.title(to)}"


def _reference(place: int, row: Judged) -> answers.Reference:
    record = row.citation.record if row.citation.is_certain else None
    known = {**citation_of(row), **_named(place, row.citation)}
    return answers.Reference.model_validate({**known, "record": record and work_of(record)})


def _named(place: int, citation: Citation) -> dict[str, Any]:
    reference = citation.reference
    printed = clean(reference.raw or reference.title or "")[:_PRINTED]
    return {"place": place, "number": citation.number, "key": citation.key, "printed": printed}


def _sources(records: Iterable[Record]) -> list[answers.Source]:
    said = (record.source for record in records)
    return [answers.Source(registry=s.registry, address=s.address, retrieved=s.retrieved) for s in said if s]


def _asked(citations: Sequence[Citation], *, is_live: bool) -> dict[str, Any]:
    silent = Counter((i.registry, i.message or "") for citation in citations for i in citation.unanswered)
    return {
        "live": is_live,
        "registries": [answers.Registry(**count) for count in count_inquiries(citations)],
        "unanswered": [
            answers.Silent(registry=registry, reason=reason or registry, references=number)
            for (registry, reason), number in sorted(silent.items())
        ],
        "version": version("ivigref"),
    }


def _who(row: answers.Reference | answers.Tags) -> str:
    return f"reference {row.number if row.number is not None else row.key or row.place}"


def _whole(problems: Sequence[Finding]) -> Iterator[str]:
    yield from (f"{problem}" for problem in problems[:_SAID])
    if len(problems) > _SAID:
        yield f"{len(problems) - _SAID} more findings of the list as a whole are in the values"


def _lines(place: int, row: Judged) -> Iterator[str]:
    """Yield a line for each finding, or the verdict where it says more: who says so stands behind it."""
    reference = _reference(place, row)
    for finding in row.findings:
        yield f"{_who(reference)}: {finding.severity}: {finding.message} [{finding.check}]{_source(finding)}"
    if not row.findings:
        said = row.judgement.words if row.judgement else row.status
        yield f"{_who(reference)}: {row.status}: {said}: {reference.printed[:80]}"


def _source(finding: Finding) -> str:
    source = finding.source
    return f" ({', '.join(filter(None, (source.registry, source.retrieved, source.address)))})" if source else ""


def _looked_up(values: answers.LookedUp, account: Iterable[str]) -> str:
    works = [values.record] if values.record else values.candidates
    lines = [f"{values.wish}: {values.outcome}: {values.said}", *map(_work, works), *account]
    return "\n".join(dict.fromkeys([*lines, *_silence(values)]))


def _work(work: answers.Work) -> str:
    known = (", ".join(work.authors[:3]), work.title, work.container_title, work.year, work.doi, work.pmid)
    return ". ".join(str(part) for part in known if part)


def _ends(values: answers.Paged) -> Iterator[str]:
    """Yield what a reader of a part must know: what is left out, who did not answer, that nobody was asked."""
    if values.next is not None:
        yield f"{values.left_out} more: call again with start = {values.next}"
    yield from _silence(values)
    if not values.live and values.registries and all(registry.name in AT_HAND for registry in values.registries):
        yield _OFFLINE


def _silence(values: answers.Asked) -> Iterator[str]:
    for silent in values.unanswered:
        count = counted(silent.references, "reference")
        yield f"{silent.registry} did not answer for {count}, which says nothing of the works: {silent.reason}"
