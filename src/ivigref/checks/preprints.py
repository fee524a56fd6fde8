"""Preprints: printed as if they were published, published since, and listed beside their article."""

from __future__ import annotations

from collections.abc import Iterator

from ivigref.matching import compare_journals
from ivigref.model import Check, Citation, Finding, Kind, Record


def as_published(citation: Citation) -> Iterator[Finding]:
    """Find the DOI of a preprint that is printed with a journal, and a volume or pages that no preprint has."""
    reference, record = citation.reference, _preprint(citation)
    if record is None or reference.kind is Kind.PREPRINT or not reference.container_title:
        return
    if not (reference.volume or reference.pages) or compare_journals(reference, record).agrees:
        return
    message = f"the record is of a preprint, and the print gives journal and {_place(citation)}"
    yield Finding.of(
        Check.PREPRINT_AS_PUBLISHED, message, field="container_title", printed=reference.container_title,
        recorded=record.container_title or "preprint", source=record.source,
    )  # fmt: skip


def published(citation: Citation) -> Iterator[Finding]:
    """Report the article that a preprint became, unless the print names it already."""
    if not is_preprint(citation):
        return
    for doi, record in dict.fromkeys(articles(citation)):
        message = f"this preprint was published since: doi {doi}"
        yield Finding.of(Check.PREPRINT_PUBLISHED, message, recorded=doi, source=record.source)


def is_preprint(citation: Citation) -> bool:
    """Tell whether a citation is of a preprint: by its records, else by the print.

    >>> from ivigref import Reference
    >>> is_preprint(Citation(reference=Reference(kind="preprint"))), is_preprint(Citation(reference=Reference()))
    (True, False)
    """
    known = {record.kind for record in citation.statements} - {None}
    return (known or {citation.reference.kind}) == {Kind.PREPRINT}


def articles(citation: Citation) -> Iterator[tuple[str, Record]]:
    """Yield the DOI of each article that a preprint became, with the record that says so."""
    for record in citation.statements:
        for update in record.updates:
            if (update.kind, update.direction) == ("published", "by") and update.doi:
                yield update.doi, record


def _preprint(citation: Citation) -> Record | None:
    """Return the record of a preprint that was joined."""
    return next((r for r in citation.statements if r.kind is Kind.PREPRINT and not r.is_second_hand), None)


def _place(citation: Citation) -> str:
    reference = citation.reference
    parts = (("volume", reference.volume), ("pages", reference.pages))
    return " and ".join(name for name, value in parts if value)
