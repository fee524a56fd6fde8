"""Read one reference: names from the front, numbers from the end, title and journal from what is left between them."""

from __future__ import annotations

import re
from typing import Any

from ivigref.errors import InputError
from ivigref.pages import Pages
from ivigref.parsing.authors import read_authors
from ivigref.parsing.chapters import read_chapter
from ivigref.parsing.journals import is_known
from ivigref.parsing.marks import take_marks
from ivigref.parsing.repair import tidy
from ivigref.parsing.styles import DATED, UNDATED
from ivigref.parsing.tail import YEAR, Tail, read_tail
from ivigref.parsing.titles import split_title

# The date after the authors: "(2005)", "(2005, March 3).", "2005.", ", 2008a."
_BRACKETED_DATE = re.compile(
    rf"\s?[.,]?\s?\((?P<date>{YEAR}[a-z]?(?:[,;/\s][^()]{{1,30}})?|in\spress|n\.\s?d\.|forthcoming)\)\s?[.,:;]?\s?",
    re.IGNORECASE,
)
_PLAIN_DATE = re.compile(rf"\s?[.,]?\s?(?P<date>{YEAR}[a-z]?)(?:[.,:;]\s|\s(?=[\"“‘'A-ZÀ-Þ\d]))")
_YEAR = re.compile(YEAR)
_NUMBER = re.compile(r"[\[(]?(\d{1,4})(?:[\])]\.?|\.(?!\d)|-(?=[A-Z]))\s?(?=[^\W\d_])")
_EDGES = " .,;:"


def read(raw: str) -> dict[str, Any]:
    """Return the fields of one item; what could not be placed is under ``unparsed``."""
    marks = take_marks(tidy(raw))
    text = marks.text
    fields: dict[str, Any] = {}
    if number := _NUMBER.match(text):
        fields["number"] = int(number.group(1))
        text = text[number.end() :]
    fields |= {name: value for name in ("doi", "pmid", "pmcid", "url") if (value := getattr(marks, name))}
    start = 0
    if authors := read_authors(text):
        start = authors.end
        fields["authors"] = authors.names
        if authors.et_al_text:
            fields |= {"et_al": True, "et_al_text": authors.et_al_text}
    work = read_chapter(text[start:]) or _read_article(text, start)
    fields |= work
    unparsed = (*fields.get("unparsed", ()), *marks.remarks)
    if unparsed:
        fields["unparsed"] = unparsed
    return fields


def _read_article(text: str, start: int) -> dict[str, Any]:
    date, start, tail = _find_numbers(text, start)
    end = tail.start if tail else len(text)
    fields: dict[str, Any] = {}
    between = text[start:end].strip(" ,;:")
    if split := split_title(between):
        fields |= {"title": split.title, "container_title": split.container}
    elif between and is_known(between):
        fields["container_title"] = between
    elif between.strip(_EDGES) and (tail or date):
        fields["title"] = between.rstrip(" .,")
    elif between:
        fields["unparsed"] = (between,)
    year = _YEAR.search((tail.date if tail else None) or date or "")
    if year:
        fields["year"] = int(year.group())
    if tail is None:
        return fields
    fields |= {"kind": "journal-article", "volume": tail.volume, "issue": tail.issue}
    left = text[tail.end :].strip(_EDGES)
    if left:
        fields["unparsed"] = (*fields.get("unparsed", ()), left)
    if tail.pages:
        try:
            fields["pages"] = Pages.parse(tail.pages)
        except InputError:
            fields["unparsed"] = (*fields.get("unparsed", ()), tail.pages)
    return fields


def _find_numbers(text: str, start: int) -> tuple[str | None, int, Tail | None]:
    """Find date, volume and pages: after the authors and at the end, or all at the end."""
    head = _BRACKETED_DATE.match(text, start)
    if head is None:
        if tail := read_tail(text, start, DATED):
            return None, start, tail
        head = _PLAIN_DATE.match(text, start)
    if head is None:
        return None, start, read_tail(text, start, DATED, inside=True)
    return head["date"], head.end(), read_tail(text, head.end(), UNDATED)
