"""Read one reference: names from the front, numbers from the end, title and journal from what is left between them."""

from __future__ import annotations

import re
from typing import Any

from ivigref.errors import InputError
from ivigref.pages import Pages
from ivigref.parsing.authors import Authors, read_authors
from ivigref.parsing.chapters import read_chapter
from ivigref.parsing.marks import take_marks
from ivigref.parsing.styles import DATED, UNDATED
from ivigref.parsing.tail import MONTH, YEAR, Tail, read_tail
from ivigref.parsing.titles import split_title

_RUN = re.compile(r"\s{2,}|[\t\n]")
# The date after the authors: "(2005)", "(2005, March 3).", "2005.", ", 2008a."
_BRACKETED_DATE = re.compile(rf"\s?[.,]?\s?\((?P<date>{YEAR}[a-z]?(?:[,;/\s][^()]{{1,30}})?|in\spress|n\.\s?d\.|forthcoming)\)\s?[.,:;]?\s?", re.IGNORECASE)
_PLAIN_DATE = re.compile(rf"\s?[.,]?\s?(?P<date>{YEAR}[a-z]?)(?:[.,:;]\s|\s(?=[\"“‘'A-ZÀ-Þ\d]))")
_YEAR = re.compile(YEAR)


def read(raw: str) -> dict[str, Any]:
    """Return the fields of one item; what could not be placed is under ``unparsed``."""
    text = _RUN.sub(" ", raw).strip()
    marks = take_marks(text)
    fields: dict[str, Any] = {}
    for name in ("doi", "pmid", "pmcid", "url"):
        if value := getattr(marks, name):
            fields[name] = value
    body = marks.text
    authors = read_authors(body)
    start = authors.end if authors else 0
    if authors:
        fields["authors"] = authors.names
        if authors.et_al_text:
            fields |= {"et_al": True, "et_al_text": authors.et_al_text}
    if chapter := read_chapter(body[start:]):
        return fields | chapter
    if article := _read_article(body, start):
        unparsed = (*article.pop("unparsed", ()), *marks.remarks)
        return fields | article | ({"unparsed": unparsed} if unparsed else {})
    return {"unparsed": (raw,)} if raw else {}


def _read_article(text: str, start: int) -> dict[str, Any] | None:
    date = None
    head = _BRACKETED_DATE.match(text, start)
    tail = None
    if head is None:
        tail = read_tail(text, start, DATED)
        if tail is None and (head := _PLAIN_DATE.match(text, start)) is None:
            tail = read_tail(text, start, DATED, inside=True)
    if head is not None:
        date = head["date"]
        start = head.end()
        tail = read_tail(text, start, UNDATED)
    if tail is None:
        return None
    split = split_title(text[start : tail.start])
    if split is None:
        return None
    year = _YEAR.search(tail.date or date or "")
    fields = {
        "kind": "journal-article",
        "title": split.title,
        "container_title": split.container,
        "year": int(year.group()) if year else None,
        "volume": tail.volume,
        "issue": tail.issue,
    }
    try:
        fields["pages"] = Pages.parse(tail.pages) if tail.pages else None
    except InputError:
        fields["unparsed"] = (tail.pages,)
    left = text[tail.end :].strip(" .;,")
    if left:
        fields["unparsed"] = (left,)
    return fields
