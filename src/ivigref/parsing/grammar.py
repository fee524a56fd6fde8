"""Read one reference: names from the front, numbers from the end, title and journal from what is left between them."""

from __future__ import annotations

import re
from typing import Any

from ivigref.errors import InputError
from ivigref.pages import Pages
from ivigref.parsing.authors import read_authors
from ivigref.parsing.chapters import read_chapter
from ivigref.parsing.styles import springer
from ivigref.parsing.tail import compile_tail

_RUN = re.compile(r"\s{2,}|[\t\n]")
_AFTER_NAMES = re.compile(r"[.:]?\s")
_BOUNDARY = re.compile(r"(?P<mark>[.?!])\s")
TAILS = (compile_tail(springer.TAIL),)


def read(raw: str) -> dict[str, Any]:
    """Return the fields of one item; what could not be placed is under ``unparsed``."""
    text = _RUN.sub(" ", raw).strip()
    fields: dict[str, Any] = {}
    start = 0
    if (authors := read_authors(text)) and (after := _AFTER_NAMES.match(text, authors.end)):
        fields["authors"] = authors.names
        if authors.et_al_text:
            fields |= {"et_al": True, "et_al_text": authors.et_al_text}
        start = after.end()
    if chapter := read_chapter(text[start:]):
        return fields | chapter
    if article := _read_article(text, start):
        return fields | article
    return {"unparsed": (raw,)} if raw else {}


def _read_article(text: str, start: int) -> dict[str, Any] | None:
    match = next((found for tail in TAILS if (found := tail.search(text, start))), None)
    if match is None:
        return None
    between = text[start : match.start()].rstrip(" .,;")
    boundaries = list(_BOUNDARY.finditer(between))
    if not boundaries:
        return None
    last = boundaries[-1]
    try:
        pages = Pages.parse(match["pages"])
    except InputError:
        return None
    return {
        "kind": "journal-article",
        "title": between[: last.start() + (last["mark"] != ".")],
        "container_title": between[last.end() :],
        "year": int(match["year"]),
        "volume": match["volume"],
        "issue": match["issue"],
        "pages": pages,
    }
