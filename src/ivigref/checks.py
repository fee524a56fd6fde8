"""Every check, a function each: citation in, findings out.

Each check is named for what is wrong. ``CHECKS`` is the order in which findings are listed; a new check is a function
and a line there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime

from ivigref.identifiers import doi_key
from ivigref.matching import (
    Agreement,
    compare_authors,
    compare_issues,
    compare_journals,
    compare_pages,
    compare_titles,
    compare_volumes,
    compare_years,
    leads_elsewhere,
)
from ivigref.matching.duplicates import duplicates
from ivigref.model import IDENTIFIERS, Citation, Finding, Record, Reference, Severity, Status, Work
from ivigref.registries import live_titles
from ivigref.text import whole

# What a dose is counted by follows a unit ("0.4 g/kg/day"); after any other word, a line of the text strayed in.
_STRAY_DOSE = re.compile(r"[^\W\d]{4,40}\s(?:kg|m2)/(?:kg|day|d|week|month|dose)\b", re.IGNORECASE)
# "a 12-cutaneous": a number is hyphenated to what it counts, and an adjective of a disease cannot be counted.
_STRAY_NUMBER = re.compile(
    r"\b\d{1,4}[-\u2010\u2011](?:cutaneous|systemic|chronic|acute|diffuse|severe|refractory|resistant|juvenile"
    r"|intravenous|subcutaneous|subacute|idiopathic|primary|secondary)\b",
    re.IGNORECASE,
)
# UTF-8 read as Latin-1 ("Ã©"), and the sign that a decoder puts where it gave up.
_MOJIBAKE = re.compile(r"[ÃÂ][\u0080-\u00bf]|â€[\u0098-\u009d™œ“”]?|\ufffd")

_PROMISES = (
    ("Article", "doi", "DOI"),
    ("PubMed", "pmid", "PMID"),
    ("PubMed Central", "pmcid", "PMCID"),
)
_UPDATES: dict[str, tuple[str, Severity, str]] = {
    "retraction": ("retracted", "error", "was retracted"),
    "partial_retraction": ("retracted", "error", "was retracted in part"),
    "removal": ("retracted", "error", "was removed"),
    "withdrawal": ("retracted", "error", "was withdrawn"),
    "expression_of_concern": ("concern", "warning", "has an expression of concern"),
    "correction": ("corrected", "note", "was corrected"),
    "corrigendum": ("corrected", "note", "was corrected"),
    "erratum": ("corrected", "note", "was corrected"),
    "retracted_and_republished": ("republished", "warning", "was retracted and republished"),
}


FIELDS: tuple[tuple[str, str, Severity, Callable[[Reference, Record], Agreement]], ...] = (
    ("title-differs", "title", "error", compare_titles),
    ("authors-differ", "authors", "error", compare_authors),
    ("journal-differs", "journal", "error", compare_journals),
    ("year-differs", "year", "error", compare_years),
    ("volume-differs", "volume", "error", compare_volumes),
    ("issue-differs", "issue", "warning", compare_issues),
    ("pages-differ", "pages", "error", compare_pages),
)


def title_garbled(citation: Citation) -> Iterator[Finding]:
    """Find words that strayed into a title from elsewhere, and characters read in a wrong encoding."""
    title = citation.reference.title
    if not title:
        return
    for pattern, what in (
        (_STRAY_DOSE, "a dose without an amount"),
        (_STRAY_NUMBER, "a number that counts nothing"),
        (_MOJIBAKE, "characters read in a wrong encoding"),
    ):
        if match := pattern.search(title):
            words_around = _around(title, match.start(), match.end())
            message = f"the title has foreign words in it: “{words_around}” ({what})"
            yield Finding(check="title-garbled", severity="error", field="title", printed=title, message=message)
            return


def pages_impossible(citation: Citation) -> Iterator[Finding]:
    """Find a lone page that repeats the year, as when a date was cut apart, or a last page before the first."""
    reference = citation.reference
    pages = reference.pages
    if pages is None:
        return
    problem = None
    if pages.last is None and reference.year is not None and pages.first == str(reference.year):
        problem = f"the page, {pages}, repeats the year: the numbers look like a date cut apart"
    elif (first := whole(pages.first)) and (last := whole(pages.last or "")) is not None and last < first:
        problem = f"the last page of {pages} comes before the first"
    if problem:
        # A warning: the odd article does begin on the page that is its year's number.
        yield Finding(check="pages-impossible", severity="warning", field="pages", printed=str(pages), message=problem)


def year_impossible(citation: Citation, today: int | None = None) -> Iterator[Finding]:
    """Find a year that is not printed yet; journals date issues of the next year, and none of the one after it."""
    year, latest = citation.reference.year, (today or _this_year()) + 1
    if year is None or year <= latest:
        return
    message = f"the year {year} is more than one ahead of today"
    yield Finding(check="year-impossible", severity="error", field="year", printed=str(year), message=message)


def _this_year() -> int:
    return datetime.now(tz=UTC).year


def unreadable(citation: Citation) -> Iterator[Finding]:
    """Find an item in which there is neither title nor journal, or that has text left over."""
    reference = citation.reference
    if reference.title is None and reference.container_title is None:
        what = reference.raw or " … ".join(reference.unparsed)
        message = f"could not be read: {_shorten(what) or 'there is no text'}"
        yield Finding(check="unreadable", severity="warning", message=message, printed=reference.raw or None)
    elif reference.unparsed:
        left = " … ".join(reference.unparsed)
        message = f"this part could not be placed: “{_shorten(left)}”"
        yield Finding(check="unreadable", severity="note", message=message, printed=left)


def identity(citation: Citation) -> Iterator[Finding]:
    """Find a printed DOI, PMID or PMCID that leads to another work, the worst error of all."""
    reference = citation.reference
    for field in IDENTIFIERS:
        printed = getattr(reference, field)
        if printed is None:
            continue
        led_to = [r for r in (*citation.statements, *citation.contradicting) if doi_key(printed) in r.known_as(field)]
        strangers = [r for r in led_to if r in citation.contradicting or leads_elsewhere(reference, r)]
        known = [record for record in citation.statements if record.known_as(field)]
        name = field.upper()
        if led_to and len(strangers) == len(led_to):  # what one registry confirms is right: a letter may have two DOIs
            record = strangers[0]
            message = f"the printed {name} {printed} leads to another work: {_named(record)}"
        elif known and not led_to:
            record = min(known, key=lambda record: record.is_second_hand)
            message = f"the printed {name} is {printed}, this work's is {getattr(record, field)}"
        else:
            continue
        yield Finding(
            check=f"{field}-elsewhere", severity="warning" if record.is_second_hand else "error", field=field,
            printed=printed, recorded=getattr(record, field), source=record.source, message=message,
        )  # fmt: skip


def unregistered(citation: Citation) -> Iterator[Finding]:
    """Find a printed DOI or PMID that nobody has registered."""
    for field in citation.unknown:
        printed = getattr(citation.reference, field)
        message = f"the printed {field.upper()} {printed} is registered nowhere"
        yield Finding(check=f"{field}-unknown", severity="error", field=field, printed=printed, message=message)


def bibliographic_fields(citation: Citation) -> Iterator[Finding]:
    """Compare title, authors, journal, year, volume, issue and pages with the record, each by its own rules."""
    reference, record = citation.reference, citation.record
    if record is None:
        return
    for name, label, severity, compare in FIELDS:
        agreement = compare(reference, record)
        if agreement.verdict in {"different", "close"}:
            yield _field_finding(name, label, _severity(severity, agreement, citation), agreement, citation)


def promised_identifiers(citation: Citation) -> Iterator[Finding]:
    """Note a link label that says that the publisher knew a DOI, a PMID or a PMCID that is not known here."""
    for label, field, name in _PROMISES:
        if label in citation.reference.links and getattr(citation, field) is None:
            message = f"the label “{label}” promises a {name} that is not known here"
            yield Finding(check=f"{field}-missing", severity="note", field=field, message=message)


def unverified(citation: Citation) -> Iterator[Finding]:
    """Note that no registry's record could be joined, and say what can be done about it."""
    if citation.record is not None or citation.contradicting:
        return
    asked = citation.asked
    silent = [inquiry.registry for inquiry in citation.inquiries if inquiry.outcome == "unreachable"]
    if silent:
        message = f"could not be looked up: {' and '.join(silent)} did not answer; ask again later"
    elif asked:
        know = "knows" if len(asked) == 1 else "know"
        message = f"{' and '.join(asked)} answered and {know} no such work; look for it by hand"
    else:
        message = f"nothing is known of it here; --live asks {live_titles()}"
    yield Finding(check="unverified", severity="note", message=message)


def weak_evidence(citation: Citation) -> Iterator[Finding]:
    """Note a record that was seen at second hand only, or that shows nothing to compare."""
    if citation.record is None or _is_shown(citation):
        return
    at_first_hand = [record for record in citation.statements if not record.is_second_hand]
    where = "; ".join(_place(record) for record in at_first_hand or citation.statements)
    if not at_first_hand:
        message = f"known at second hand only ({where})" + ("" if citation.asked else "; --live asks the registries")
    elif _is_bare(citation.reference):
        message = "nothing to compare: the print shows no title, authors or pages"
    else:
        message = f"nothing to compare with: {where} shows no title, authors or pages"
    yield Finding(check="weak-evidence", severity="note", message=message, source=citation.record.source)


def updates(citation: Citation) -> Iterator[Finding]:
    """Report retractions, expressions of concern and corrections; a notice itself is never called retracted."""
    seen: set[tuple[str, str | None]] = set()
    for record in citation.statements:
        for update in record.updates:
            if update.direction != "by" or update.kind not in _UPDATES:
                continue
            check, severity, verb = _UPDATES[update.kind]
            notice = update.doi or (f"PMID {update.pmid}" if update.pmid else None)
            if (check, notice) in seen:
                continue
            seen.add((check, notice))
            says = f", says {update.asserted_by}" if update.asserted_by else ""
            details = "; ".join(part for part in (update.date, f"notice {notice}" if notice else None) if part)
            message = f"this work {verb}{f' ({details})' if details else ''}{says}"
            yield Finding(check=check, severity=severity, recorded=notice, source=record.source, message=message)


def registries_disagree(citation: Citation) -> Iterator[Finding]:
    """Note where a record of the work differs from the others by the rules for print: one of them must be wrong."""
    first = citation.record
    if first is None:
        return
    for other in citation.records[1:]:
        forth = [compare(_as_printed(first), other) for _, _, _, compare in FIELDS]
        back = [compare(_as_printed(other), first) for _, _, _, compare in FIELDS]
        differing = [
            (a.field, a.printed, a.recorded) for a, b in zip(forth, back, strict=True) if a.differs and b.differs
        ]
        for field in ("doi", "pmid"):
            known, found = first.known_as(field), other.known_as(field)
            if known and found and not known & found:
                differing.append((field, getattr(first, field), getattr(other, field)))
        for field, ours, theirs in differing:
            what = "journal" if field == "container_title" else field
            places = [_place(record) for record in (citation.said_by(field), other)]
            yield Finding(
                check="registries-disagree", severity="note", field=field, printed=ours, recorded=theirs,
                source=other.source, message=f"{places[0]} gives the {what} as {ours}, {places[1]} as {theirs}",
            )  # fmt: skip


CHECKS: tuple[Callable[[Citation], Iterator[Finding]], ...] = (
    unreadable,
    identity,
    unregistered,
    updates,
    title_garbled,
    bibliographic_fields,
    pages_impossible,
    year_impossible,
    registries_disagree,
    unverified,
    promised_identifiers,
    weak_evidence,
)


def check(citations: Iterable[Citation]) -> list[Finding]:
    """Return every finding about these citations, in the order of the list.

    >>> from ivigref import load
    >>> for finding in check(load()):
    ...     if finding.severity != "note":
    ...         print(finding.number, finding.check, finding.recorded)
    1 volume-differs 9
    14 title-garbled None
    30 pages-impossible None
    """
    return [finding for findings in findings_by_citation(citations) for finding in findings]


def findings_by_citation(citations: Iterable[Citation]) -> list[tuple[Finding, ...]]:
    """Return the findings of each citation, those that concern two of them with the later one."""
    return list(iter_findings(list(citations)))


def iter_findings(citations: Sequence[Citation]) -> Iterator[tuple[Finding, ...]]:
    """Yield the findings of each citation, as findings_by_citation returns them; the list is gone through twice."""
    twins = duplicates(citations)
    for place, c in enumerate(citations):
        yield tuple(
            finding.model_copy(update={"number": c.number, "key": c.key, "line": c.reference.line})
            for finding in (*(found for each in CHECKS for found in each(c)), *twins.get(place, ()))
        )


def status(citation: Citation, findings: Sequence[Finding]) -> Status:
    """Tell where a citation stands: notes alone are no findings, and no answer is not "unverified".

    What is known at second hand only, or by a record that shows nothing to compare, is not verified.

    >>> from ivigref import Reference
    >>> status(Citation(reference=Reference(raw="x")), [])
    'unverified'
    """
    if any(finding.severity != "note" for finding in findings):
        return "findings"
    if _is_shown(citation):
        return "verified"
    if any(inquiry.outcome == "unreachable" for inquiry in citation.inquiries):
        return "unreachable"
    return "unverified"


def _is_shown(citation: Citation) -> bool:
    """Tell whether the print and a record at first hand show something by which a work can be known."""
    return not _is_bare(citation.reference) and any(
        not _is_bare(record) and not record.is_second_hand for record in citation.statements
    )


def _is_bare(work: Work) -> bool:
    return not (work.title or work.authors or work.pages)


def _named(record: Record) -> str:
    """Name a work by its title, or by where it stands."""
    place = (record.container_title, record.year, record.volume, record.pages)
    return record.title or ", ".join(str(part) for part in place if part) or "one without a title"


def _as_printed(record: Record) -> Reference:
    """Take one registry's record for print, to compare it with another's."""
    return Reference(**Work.fields_of(record) | {"title": record.whole_title})


def _field_finding(
    check_name: str, label: str, severity: Severity, agreement: Agreement, citation: Citation
) -> Finding:
    record = citation.said_by(agreement.field)
    reason = agreement.reason or f"printed {agreement.printed}, recorded {agreement.recorded}"
    return Finding(
        check=check_name,
        severity=severity,
        field=agreement.field,
        printed=agreement.printed,
        recorded=agreement.recorded,
        source=record.source if record else None,
        message=f"{label}: {reason}" + _who_says(record, agreement.field, citation),
    )


def _who_says(record: Record | None, field: str, citation: Citation) -> str:
    """Name the source of a value; at second hand everybody who has it, since two say more than one."""
    if record is None or record.source is None:
        return ""
    others = [
        other
        for other in citation.statements
        if record.is_second_hand and other is not record and getattr(other, field) == getattr(record, field)
    ]
    return f" (says {'; so does '.join(map(_place, (record, *others)))})"


def _place(record: Record | None) -> str:
    """Name where a record was seen: the registry that answered, or the page that somebody noted."""
    source = record.source if record else None
    if source is None:
        return "a record"
    return (source.address if source.registry == "recorded" else None) or source.registry


def _severity(severity: Severity, agreement: Agreement, citation: Citation) -> Severity:
    """Weigh a difference by who says so: a source at second hand may be the one that errs."""
    if not agreement.differs:
        return "note"
    return "warning" if citation.is_second_hand(agreement.field) else severity


def _around(text: str, start: int, end: int) -> str:
    """Cut out what matched with a word on either side."""
    left = text.rfind(" ", 0, max(0, start - 1)) + 1
    right = text.find(" ", end + 1)
    return text[left : right if right != -1 else len(text)]


def _shorten(text: str, most: int = 90) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
