"""The print against what registries say: identity, fields, updates, and registries against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ivigref.checks.preprints import as_published
from ivigref.checks.printed import QUOTED
from ivigref.identifiers import doi_of_page, doi_within, identifier_key
from ivigref.matching import (
    Agreement,
    compare_authors,
    compare_issues,
    compare_listed_journals,
    compare_pages,
    compare_titles,
    compare_volumes,
    compare_years,
    leads_elsewhere,
)
from ivigref.model import Check, Citation, Finding, IdentifierName, Record, Reference, Severity, Work
from ivigref.model.citations import seen_at
from ivigref.text import shortened

# (label that a publisher's page prints after an item, the identifier that it leads to, the check)
_PROMISES: tuple[tuple[str, IdentifierName, Check], ...] = (
    ("Article", "doi", Check.DOI_MISSING),
    ("PubMed", "pmid", Check.PMID_MISSING),
    ("PubMed Central", "pmcid", Check.PMCID_MISSING),
)
_ELSEWHERE = {"doi": Check.DOI_ELSEWHERE, "pmid": Check.PMID_ELSEWHERE, "pmcid": Check.PMCID_ELSEWHERE}
_UNKNOWN = {"doi": Check.DOI_UNKNOWN, "pmid": Check.PMID_UNKNOWN}
# What one registry gives to every work: two of them are two works.
OF_THE_WORK: tuple[IdentifierName, ...] = ("doi", "pmid")
# Crossref's types of updates, by which PubMed's are called too (registries), and the check of each.
_UPDATES = {
    "retraction": (Check.RETRACTED, "was retracted"),
    "partial_retraction": (Check.RETRACTED, "was retracted in part"),
    "removal": (Check.RETRACTED, "was removed"),
    "withdrawal": (Check.RETRACTED, "was withdrawn"),
    "expression_of_concern": (Check.CONCERN, "has an expression of concern"),
    "correction": (Check.CORRECTED, "was corrected"),
    "corrigendum": (Check.CORRECTED, "was corrected"),
    "erratum": (Check.CORRECTED, "was corrected"),
    "retracted_and_republished": (Check.REPUBLISHED, "was retracted and republished"),
}


class Field(NamedTuple):
    """A field that print and record are compared in: the check, its name in messages, and the rule."""

    check: Check
    label: str
    compare: Callable[[Reference, Record], Agreement]


FIELDS = (
    Field(Check.TITLE_DIFFERS, "title", compare_titles),
    Field(Check.AUTHORS_DIFFER, "authors", compare_authors),
    Field(Check.JOURNAL_DIFFERS, "journal", compare_listed_journals),
    Field(Check.YEAR_DIFFERS, "year", compare_years),
    Field(Check.VOLUME_DIFFERS, "volume", compare_volumes),
    Field(Check.ISSUE_DIFFERS, "issue", compare_issues),
    Field(Check.PAGES_DIFFER, "pages", compare_pages),
)


def identity(citation: Citation) -> Iterator[Finding]:
    """Find a printed DOI, PMID or PMCID that leads to another work, the worst error of all."""
    reference = citation.reference
    for field, key in reference.known_by.items():
        led_to = [r for r in (*citation.statements, *citation.contradicting) if key in r.known_as(field)]
        strangers = [r for r in led_to if _is_stranger(citation, r)]
        known = [record for record in citation.statements if record.known_as(field)]
        if field == "doi" and not led_to and is_within(citation):
            continue  # of the work's page, which is the work
        name, printed = field.upper(), getattr(reference, field)
        if led_to and len(strangers) == len(led_to):  # what one registry confirms is right: a letter may have two DOIs
            record = strangers[0]
            message = f"the printed {name} {printed} leads to another work: {_named(record)}"
        elif known and not led_to:
            record = min(known, key=lambda record: record.is_second_hand)
            message = f"the printed {name} is {printed}, this work's is {getattr(record, field)}"
        else:
            continue
        is_misread = bool(led_to) and any(map(reference.is_doubted, ("title", "authors")))
        if is_misread:
            message += (
                f"; the print may be misread: “{shortened(reference.raw, QUOTED)}” was read as “{reference.title}”"
            )
        is_copy = not led_to and field == "doi" and _has_another_agency(citation)
        if is_copy:
            message += "; another agency registered the printed one, perhaps for a copy"
        is_sure = not (is_copy or is_misread or record.is_second_hand)
        yield Finding.of(
            _ELSEWHERE[field], message, severity=None if is_sure else "warning", field=field,
            printed=printed, recorded=getattr(record, field), source=record.source,
        )  # fmt: skip


def _is_stranger(citation: Citation, record: Record) -> bool:
    """Tell whether a record that a printed identifier leads to is another work, however the print is read."""
    reference, is_contradicting = citation.reference, record in citation.contradicting
    if is_contradicting and citation.record is not None:
        return True  # a letter beside the one that fits better
    if not is_contradicting and not leads_elsewhere(reference, record):
        return False
    again = _read_again(reference, record)
    return again is reference or leads_elsewhere(again, record)


def _read_again(reference: Reference, record: Record) -> Reference:
    """Read a print beside a record; an entry of a reference manager has no print to read."""
    if not reference.raw:
        return reference
    from ivigref.parsing.anchored import read_again  # noqa: PLC0415  (100 patterns that an entry does not need)

    return read_again(reference, record)


def is_within(citation: Citation) -> bool:
    """Tell whether the printed DOI is that of the work with the tail of an address, or with that of a part of it.

    A part of which the DOI is registered, such as a figure, is another thing than the work.

    >>> record = Record(doi="10.5555/a.1")
    >>> is_within(Citation(reference=Reference(doi="10.5555/a.1/full"), record=record))
    True
    """
    printed = citation.reference.doi or ""
    doi = doi_within(printed) if "doi" in citation.unknown else doi_of_page(printed)
    return doi is not None and any(identifier_key(doi) in record.known_as("doi") for record in citation.statements)


def _has_another_agency(citation: Citation) -> bool:
    """Tell whether Crossref was asked for the printed DOI, has no work of it, and does not call it unknown."""
    return "doi" not in citation.unknown and any(
        i.registry == "crossref" and "identifier" in i.searched and i.outcome != "unreachable"
        for i in citation.inquiries
    )


def unregistered(citation: Citation) -> Iterator[Finding]:
    """Find a printed DOI or PMID that is not registered."""
    for field in citation.unknown:
        if field == "doi" and is_within(citation):
            continue
        printed = getattr(citation.reference, field)
        message = f"the printed {field.upper()} {printed} is registered nowhere"
        yield Finding.of(_UNKNOWN[field], message, field=field, printed=printed)


def bibliographic_fields(citation: Citation) -> Iterator[Finding]:
    """Compare title, authors, journal, year, volume, issue and pages with the record, each by its own rules."""
    if citation.record is None:
        return
    is_of_preprint = any(as_published(citation))
    again, agreements = _agreements(citation.reference, citation.record)
    for field, agreement in agreements:
        if agreement.verdict in {"different", "close"}:
            found = _field_finding(field, agreement, citation, again)
            # That the record is of another version is said already, and its year is no error of the print.
            is_said = is_of_preprint and field.check is Check.YEAR_DIFFERS
            yield found.model_copy(update={"severity": "note"}) if is_said else found


def _agreements(reference: Reference, record: Record) -> tuple[Reference, list[tuple[Field, Agreement]]]:
    """Compare all fields, where one seems to differ as the print is read beside the record; return the reading too."""
    compared = [(field, field.compare(reference, record)) for field in FIELDS]
    if not any(agreement.differs for _, agreement in compared):  # as mostly
        return reference, compared
    again = _read_again(reference, record)
    return again, compared if again is reference else [(field, field.compare(again, record)) for field in FIELDS]


def promised_identifiers(citation: Citation) -> Iterator[Finding]:
    """Note a link label that shows that the publisher knew a DOI, a PMID or a PMCID, if none is known."""
    for label, field, check in _PROMISES:
        if label in citation.reference.links and getattr(citation, field) is None:
            message = f"the label “{label}” announces a {field.upper()}, but none is known"
            yield Finding.of(check, message, field=field)


def weak_evidence(citation: Citation) -> Iterator[Finding]:
    """Note a record that was seen at second hand only, or that shows nothing to compare."""
    if citation.record is None or is_shown(citation):
        return
    at_first_hand = [record for record in citation.statements if not record.is_second_hand]
    where = "; ".join(seen_at(record) for record in at_first_hand or citation.statements)
    if not at_first_hand:
        message = f"known at second hand only ({where})" + ("" if citation.asked else "; --live queries the registries")
    elif _is_bare(citation.reference):
        message = "nothing to compare: the print shows no title, authors or pages"
    else:
        message = f"nothing to compare with: {where} shows no title, authors or pages"
    yield Finding.of(Check.WEAK_EVIDENCE, message, source=citation.record.source)


def updates(citation: Citation) -> Iterator[Finding]:
    """Report retractions, expressions of concern and corrections; a notice itself is never called retracted."""
    seen: set[tuple[Check, str | None]] = set()
    for record in citation.statements:
        for update in record.updates:
            if update.direction != "by" or update.kind not in _UPDATES:
                continue
            check, verb = _UPDATES[update.kind]
            notice = update.doi or (f"PMID {update.pmid}" if update.pmid else None)
            if (check, notice) in seen:
                continue
            seen.add((check, notice))
            says = f", says {update.asserted_by}" if update.asserted_by else ""
            details = "; ".join(part for part in (update.date, f"notice {notice}" if notice else None) if part)
            message = f"this work {verb}{f' ({details})' if details else ''}{says}"
            yield Finding.of(check, message, recorded=notice, source=record.source)


def registries_disagree(citation: Citation) -> Iterator[Finding]:
    """Note where a record of the work differs from the others by the rules for print: one of them must be wrong."""
    first, others = citation.record, citation.records[1:]
    if first is None or not others:
        return
    first_printed = _as_printed(first)
    for other in others:
        for field, ours, theirs in (*_differing(first_printed, first, other), *_unlike(first, other)):
            what = "journal" if field == "container_title" else field
            places = [seen_at(record) for record in (citation.said_by(field), other)]
            message = f"{places[0]} gives the {what} as {ours}, {places[1]} as {theirs}"
            yield Finding.of(
                Check.REGISTRIES_DISAGREE, message, field=field, printed=ours, recorded=theirs, source=other.source
            )


_Differing = tuple[str, str | None, str | None]  # a field with both values


def _differing(first_printed: Reference, first: Record, other: Record) -> Iterator[_Differing]:
    """Yield the fields that differ whichever of two records is taken for the print; ``first_printed`` is the first."""
    forth = [(field, field.compare(first_printed, other)) for field in FIELDS]
    apart = [(field, agreement) for field, agreement in forth if agreement.differs]
    if not apart:  # as mostly
        return
    other_printed = _as_printed(other)
    for field, agreement in apart:
        if field.compare(other_printed, first).differs:
            yield agreement.field, agreement.printed, agreement.recorded


def _unlike(first: Record, other: Record) -> Iterator[_Differing]:
    """Yield the identifiers of which both records have one, and none in common."""
    for name in OF_THE_WORK:
        known, found = first.known_as(name), other.known_as(name)
        if known and found and not known & found:
            yield name, getattr(first, name), getattr(other, name)


def is_shown(citation: Citation) -> bool:
    """Tell whether the print and a record at first hand show something by which a work can be known.

    Of a list of identifiers each is all that there is to compare.
    """
    is_printed = not _is_bare(citation.reference) or (citation.reference.is_identifier and citation.is_certain)
    return is_printed and any(not _is_bare(record) and not record.is_second_hand for record in citation.statements)


def _is_bare(work: Work) -> bool:
    return not (work.title or work.authors or work.pages)


def _named(record: Record) -> str:
    """Name a work by its title, or by its place."""
    place = (record.container_title, record.year, record.volume, record.pages)
    return record.title or ", ".join(str(part) for part in place if part) or "one without a title"


def _as_printed(record: Record) -> Reference:
    """Treat one registry's record as printed, to compare it with another's."""
    return Reference(**Work.fields_of(record) | {"title": record.whole_title})


def _field_finding(field: Field, agreement: Agreement, citation: Citation, again: Reference) -> Finding:
    record = citation.said_by(agreement.field)
    reason = agreement.reason or f"printed {agreement.printed}, recorded {agreement.recorded}"
    is_doubted = agreement.differs and again.is_doubted(agreement.field)
    if is_doubted:
        reason = _both_readings(field, agreement, citation.reference, again)
    return Finding.of(
        field.check,
        f"{field.label}: {reason}" + _who_says(record, agreement.field, citation),
        severity="warning" if is_doubted else _severity(agreement, citation),
        field=agreement.field,
        printed=agreement.printed,
        recorded=agreement.recorded,
        source=record.source if record else None,
    )


def _both_readings(field: Field, agreement: Agreement, reference: Reference, again: Reference) -> str:
    """Say what a doubted print was read as, at first and beside the record, and what the record has."""
    first = field.compare(reference, Record()).printed if again is not reference else None
    read = dict.fromkeys(f"“{value}”" for value in (first, agreement.printed) if value)
    shown = shortened(reference.raw, QUOTED) if reference.raw else "nothing"
    return f"perhaps misread: read as {' or '.join(read)}, recorded “{agreement.recorded}”; printed “{shown}”"


def _who_says(record: Record | None, field: str, citation: Citation) -> str:
    """Name the source of a value; at second hand every source that has it, since two are better than one."""
    if record is None or record.source is None:
        return ""
    others = [
        other
        for other in citation.statements
        if record.is_second_hand and other is not record and getattr(other, field) == getattr(record, field)
    ]
    return f" (says {'; so does '.join(map(seen_at, (record, *others)))})"


def _severity(agreement: Agreement, citation: Citation) -> Severity | None:
    """Return what a difference is worth where it is less than the check: a source at second hand may be what errs."""
    if not agreement.differs:
        return "note"
    return "warning" if citation.is_second_hand(agreement.field) else None
