"""Chapters and books: In: Allegro R, editor. Plasmopheresis and Immunoglobulins. New York: Nova; 2014. pp. 191–204."""

from __future__ import annotations

import re
from typing import Any

from ivigref.pages import Pages
from ivigref.parsing.authors import read_authors

_IN = re.compile(r"\.\s(?:In|in):?\s")
_ROLE = re.compile(r"[,.]?\s?\(?(?:editors?|eds?)\b\.?\)?[.,:]?\s", re.IGNORECASE)
_IMPRINT = re.compile(
    r"""(?P<title>.{2,400}?)\.\s (?P<place>[^.:;]{2,60}):\s?(?P<publisher>[^:;]{2,80});\s?(?P<year>(?:1[5-9]|20)\d\d)
        (?: [.,:;]\s?(?:pp?\.?\s?)? (?P<pages>[A-Za-z]{0,2}\d{1,6}(?:\s?[-‐-―]\s?[A-Za-z]{0,2}\d{1,6})?) )? \.?\s?$""",
    re.VERBOSE,
)


def read_chapter(text: str) -> dict[str, Any] | None:
    """Read what follows the authors of a chapter, or None where it is none.

    >>> found = read_chapter("Side effects. In: Allegro R, editor. Immunoglobulins. New York: Nova; 2014. pp. 191–204.")
    >>> found["title"], found["container_title"], found["place"], found["publisher"]
    ('Side effects', 'Immunoglobulins', 'New York', 'Nova')
    """
    mark = _IN.search(text)
    if mark is None:
        return None
    start = mark.end()
    fields: dict[str, Any] = {"kind": "book-chapter", "title": text[: mark.start()]}
    editors = read_authors(text, start)
    role = _ROLE.match(text, editors.end) if editors else None
    if editors and role:
        fields["editors"] = editors.names
        start = role.end()
    imprint = _IMPRINT.match(text, start)
    if imprint is None:
        return None
    fields |= {
        "container_title": imprint["title"],
        "place": imprint["place"],
        "publisher": imprint["publisher"],
        "year": int(imprint["year"]),
        "pages": Pages.parse(imprint["pages"]) if imprint["pages"] else None,
    }
    return fields
