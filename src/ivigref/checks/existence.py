"""Does the work exist? The verdict on a citation, with its evidence, and what it gives cause to say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from ivigref.checks.holdings import Holdings
from ivigref.checks.record import FIELDS, is_shown
from ivigref.checks.sparing import misread, searched, spared, wanted
from ivigref.matching import compare_authors, compare_pages, compare_volumes, compare_years
from ivigref.model import (
    SUSPECT,
    Check,
    Citation,
    Finding,
    Judgement,
    Likeness,
    Record,
    Reference,
    Verdict,
)
from ivigref.model.verdicts import listed
from ivigref.registries import live_titles
from ivigref.rejected import has_title

# What is wrong with the description of a work; a retraction, say, is not.
_SAID_BY = {"record.identity", "record.unregistered", "record.bibliographic_fields", "preprints.as_published"}
_DESCRIBES = {member for member in Check if member.found_by in _SAID_BY}


def judge(
    citation: Citation, found: Sequence[Finding] = (), holdings: Holdings | None = None, *, today: int | None = None
) -> Judgement:
    """Return the verdict on a citation of which these findings are known.

    >>> print(judge(Citation(reference=Reference(kind="book", title="On lupus"))))
    no registry was asked
    """
    mixed = _mixture(citation)
    if is_shown(citation):
        wrong = any(finding.severity != "note" and finding.check in _DESCRIBES for finding in found)
        return _said(citation, Verdict.DESCRIBED_WRONGLY if wrong else Verdict.EXISTS, **mixed)
    if silent := citation.unanswered:
        return _said(citation, Verdict.NOT_ANSWERED, reason=_no_answer([inquiry.registry for inquiry in silent]))
    if not citation.asked:
        return _said(citation, Verdict.NOT_ASKED)
    if citation.record is not None:
        return _said(citation, Verdict.UNDECIDED, reason="known at second hand only, or nothing is there to compare")
    return _absent(citation, holdings or Holdings(), mixed, today or datetime.now(tz=UTC).year)


def _absent(citation: Citation, holdings: Holdings, mixed: dict[str, Likeness], today: int) -> Judgement:
    """Judge a work that every registry was asked for and none knows."""
    reference = citation.reference
    nearest = _likeness(reference, citation.nearest[0]) if citation.nearest else None
    at_place = _likeness(reference, citation.at_place[0]) if citation.at_place else None
    evidence: dict[str, Any] = {"nearest": nearest, "at_place": at_place, **mixed}
    doubt = misread(citation)
    if doubt is None and at_place is not None:
        reason = f"{_place(reference)} is {at_place}, says {_register(at_place.record)}"
        return _said(citation, Verdict.PLACE_HOLDS_ANOTHER, reason=reason, **evidence)
    held = _claimed(citation) or holdings.of(reference)
    doubt = doubt or spared(citation, held, holdings, today)
    if doubt is not None:
        return _said(citation, doubt.verdict, reason=doubt.reason, look=doubt.look, **evidence)
    routes = listed([route for route in wanted(reference) if route in searched(citation)])
    reason = f"{listed(citation.asked)} {_have(citation)} no such work, searched by {routes}, though {held}"
    if nearest is not None and nearest.is_telling:
        reason += f"; nearest is {nearest}: {nearest.compared}"
    return _said(citation, Verdict.NOT_FOUND, reason=reason, held=held, **evidence)


def _claimed(citation: Citation) -> str | None:
    """Return what the print itself claims that a registry holds: a DOI or PMID, which nobody registered."""
    claimed = " and ".join(name.upper() for name in citation.unknown)
    return f"the print gives a {claimed}, as if the work were registered" if claimed else None


def _mixture(citation: Citation) -> dict[str, Likeness]:
    """Find the works of which title, authors and place are, where the print mixes two that are known."""
    reference = citation.reference
    works = (*citation.statements[:1], *citation.contradicting, *citation.at_place, *citation.nearest)
    if len(works) < 2:  # noqa: PLR2004  (it takes two)
        return {}
    titled = next((record for record in works if has_title(reference, record)), None)
    if titled is None:
        return {}
    others = [record for record in citation.at_place if not has_title(reference, record)]
    if compare_years(reference, titled).differs and all(
        compare(reference, titled).agrees for compare in (compare_volumes, compare_pages)
    ):
        others = []  # the place is this work's but for the year, with which it happens to be another's as well
    authors = None
    if compare_authors(reference, titled).differs:
        authors = next((r for r in works if not has_title(reference, r) and _has_authors(reference, r)), None)
    if not others and authors is None:
        return {}
    mixed = {"title_of": _likeness(reference, titled)}
    if others:
        mixed["at_place"] = _likeness(reference, others[0])
    if authors is not None:
        mixed["authors_of"] = _likeness(reference, authors)
    return mixed


def _has_authors(reference: Reference, record: Record) -> bool:
    """Tell whether the printed authors are a work's; one author alone is no proof."""
    return len(reference.authors) > 1 and compare_authors(reference, record).agrees


def findings(judgement: Judgement, citation: Citation, holdings: Holdings) -> Iterator[Finding]:
    """Yield what a verdict gives cause to say; a work that a printed identifier led to is named already."""
    misjoined = holdings.misjoined(citation.reference) if citation.record is None else None
    if misjoined is not None:
        volume = citation.reference.volume
        yield Finding.of(Check.VOLUME_YEAR_MISMATCH, misjoined, field="volume", printed=volume)
    if judgement.is_mixed:
        yield Finding.of(Check.CHIMERA, _mixed(judgement, citation.reference), source=_source(judgement))
    elif judgement.verdict in SUSPECT:
        is_named = judgement.at_place is not None and any(
            judgement.at_place.record.known_by.items() & record.known_by.items() for record in citation.contradicting
        )
        if judgement.verdict is Verdict.NOT_FOUND or not is_named:
            yield Finding.of(Check(judgement.verdict), str(judgement), source=_source(judgement))
    elif citation.record is None and not citation.contradicting:
        yield Finding.of(Check.UNVERIFIED, _unknown(judgement, citation))


def _mixed(judgement: Judgement, reference: Reference) -> str:
    agrees = judgement.title_of is not None and "authors" in judgement.title_of.agree
    parts = [
        f"title and authors are those of {judgement.title_of}"
        if agrees
        else f"the title is that of {judgement.title_of}"
    ]
    if judgement.authors_of is not None:
        same = judgement.at_place is not None and judgement.authors_of.record == judgement.at_place.record
        parts.append(f"the authors{' and the place' if same else ''} are those of {judgement.authors_of}")
    if judgement.at_place is not None and (judgement.authors_of is None or judgement.authors_of != judgement.at_place):
        parts.append(f"at the printed place, {_place(reference)}, stands {judgement.at_place}")
    return f"a mixture of two works: {'; '.join(parts)}"


def _source(judgement: Judgement) -> Any:  # noqa: ANN401  (a source or none)
    work = judgement.at_place or judgement.nearest
    return work.record.source if work else None


def _said(citation: Citation, verdict: Verdict, **evidence: Any) -> Judgement:  # noqa: ANN401  (the fields of a Judgement)
    return Judgement(
        verdict=verdict,
        asked=citation.asked,
        unanswered=tuple(inquiry.registry for inquiry in citation.unanswered),
        searched=searched(citation),
        **evidence,
    )


def _likeness(reference: Reference, record: Record) -> Likeness:
    compared = [field.compare(reference, record) for field in FIELDS]
    return Likeness(
        record=record,
        agree=tuple(one.field for one in compared if one.agrees),
        differ=tuple(one.field for one in compared if one.differs),
    )


def _unknown(judgement: Judgement, citation: Citation) -> str:
    """Say who answered, and why that accuses nobody; or why nobody did."""
    if judgement.verdict is Verdict.NOT_ASKED:
        return f"no record is stored, and no registry was asked; --live queries {live_titles()}, --registries others"
    if judgement.verdict is Verdict.NOT_ANSWERED:
        return judgement.reason or ""
    answered = f"{listed(citation.asked)} answered and {_have(citation)} no such work"
    return f"{answered}; {judgement.reason or 'look for it by hand'}"


def _have(citation: Citation) -> str:
    return "has" if len(citation.asked) == 1 else "have"


def _no_answer(silent: Sequence[str]) -> str:
    return f"could not be looked up: {listed(silent)} did not answer; try again later"


def _place(reference: Reference) -> str:
    """Return journal, year, volume and first page as printed."""
    page = f":{reference.pages.first}" if reference.pages else ""
    dated = ";".join(str(part) for part in (reference.year, reference.volume) if part)
    return f"{reference.container_title} {dated}{page}"


def _register(record: Record) -> str:
    return record.source.registry if record.source else "a registry"
