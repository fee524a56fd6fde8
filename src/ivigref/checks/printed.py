"""What the print alone gives away, without a record: what cannot be read, and what cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from ivigref.model import Check, Citation, Finding, Severity
from ivigref.patterns import lazy
from ivigref.text import shortened, whole

# What a dose is counted by follows a unit ("0.4 g/kg/day"); after any other word, a line of the text strayed in.
QUOTED = 90  # characters of a print in a message
_STRAY_DOSE = lazy(r"[^\W\d]{4,40}\s(?:kg|m2)/(?:kg|day|d|week|month|dose)\b", re.IGNORECASE)
# "a 12-cutaneous": a number is hyphenated to what it counts, and an adjective of a disease cannot be counted.
_STRAY_NUMBER = lazy(
    r"\b\d{1,4}[-\u2010\u2011](?:cutaneous|systemic|chronic|acute|diffuse|severe|refractory|resistant|juvenile"
    r"|intravenous|subcutaneous|subacute|idiopathic|primary|secondary)\b",
    re.IGNORECASE,
)
# UTF-8 read as Latin-1 ("Ã©"), and the sign that a decoder puts where it gave up.
_MOJIBAKE = lazy(r"[ÃÂ][\u0080-\u00bf]|â€[\u0098-\u009d™œ“”]?|\ufffd")


def unreadable(citation: Citation) -> Iterator[Finding]:
    """Find an item without title and journal, or with text left over."""
    reference = citation.reference
    if reference.is_identifier:
        return
    if reference.title is None and reference.container_title is None:
        what = reference.raw or " … ".join(reference.unparsed)
        message = f"could not be read: {shortened(what, QUOTED) or 'there is no text'}"
        yield Finding.of(Check.UNREADABLE, message, printed=reference.raw or None)
    elif reference.unparsed:
        left = " … ".join(reference.unparsed)
        message = f"this part could not be placed: “{shortened(left, QUOTED)}”"
        yield Finding.of(Check.UNREADABLE, message, severity="note", printed=left)


def title_garbled(citation: Citation) -> Iterator[Finding]:
    """Find stray words in a title, and characters read in the wrong encoding."""
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
            yield Finding.of(
                Check.TITLE_GARBLED, message, severity=_if_doubted(citation, "title"), field="title", printed=title
            )
            return


def pages_impossible(citation: Citation) -> Iterator[Finding]:
    """Find a lone page that repeats the year, as after splitting a date, or a last page before the first."""
    reference = citation.reference
    pages = reference.pages
    if pages is None:
        return
    problem = None
    if pages.last is None and pages.first == str(reference.year):
        problem = f"the page, {pages}, repeats the year: the numbers look like a date cut apart"
    elif any(
        (one := whole(first)) and (end := whole(last or "")) is not None and end < one for first, last in pages.ranges
    ):
        problem = f"the last page of {pages} comes before the first"
    if problem:
        yield Finding.of(Check.PAGES_IMPOSSIBLE, problem, field="pages", printed=str(pages))


def year_impossible(citation: Citation, today: int | None = None) -> Iterator[Finding]:
    """Find a year that is not printed yet; journals date issues of the next year, and none of the one after it."""
    year, latest = citation.reference.year, (today or _this_year()) + 1
    if year is None or year <= latest:
        return
    message = f"the year {year} is more than one ahead of today"
    severity = _if_doubted(citation, "year")
    yield Finding.of(Check.YEAR_IMPOSSIBLE, message, severity=severity, field="year", printed=str(year))


def _if_doubted(citation: Citation, field: str) -> Severity | None:
    """Return a warning for a field that may be misread: no error rises from one."""
    return "warning" if citation.reference.is_doubted(field) else None


def _this_year() -> int:
    return datetime.now(tz=UTC).year


def _around(text: str, start: int, end: int) -> str:
    """Cut out what matched with a word on either side."""
    left = text.rfind(" ", 0, max(0, start - 1)) + 1
    right = text.find(" ", end + 1)
    return text[left : right if right != -1 else len(text)]
