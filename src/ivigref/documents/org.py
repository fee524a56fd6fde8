"""Org: lists under a heading, footnotes, and the files that ``#+bibliography:`` names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivigref.documents.contents import Contents
from ivigref.documents.items import Items
from ivigref.documents.prose import LONGEST, Heading, keyed_notes, of_notes, rest, under_heading, with_links
from ivigref.parsing.undress import Undressed
from ivigref.patterns import lazy

_SIGN = lazy(
    r"^\*{1,8} [^\n]{1,300}\n[ \t]*:PROPERTIES:[ \t]*$"
    r"|^#\+(?:title|author|date|options|bibliography|print_bibliography|cite_export|startup|latex|begin_)[a-z_]{0,20}:?(?:\s|$)",
    re.MULTILINE | re.IGNORECASE,
    opens=r"\*{1,8} |#\+",
)
_NOTE = lazy(r"\[fn:([^\]\s]{1,100})\]\s+(.*)")
_HEADING = lazy(r"(\*{1,8})\s+(.*?)(?:\s+:[\w:@]{1,100}:)?\s*\Z")
_KEYWORD = lazy(r"\s*(?:#\+|:[A-Z_]{2,30}:|# )")
_FILE = lazy(r"^#\+bibliography:[ \t]*\"?([^\"\n]{1,300}?)\"?[ \t]*$", re.MULTILINE | re.IGNORECASE)
_CITED = lazy(r"\[cite(?:/[a-z/-]{1,20})?:([^\[\]]{1,1000})\]")
_KEY = lazy(r"@([\w:.#$%&+?<>~/-]{0,200}[\w/])")
_LINK = lazy(r"\[\[([^\[\]]{1,1000})\](?:\[([^\[\]]{1,500})\])?\]")
_SLANTED = lazy(r"(?<![\w/:])/(?=\S)([^/\n]{1,300}?)(?<=\S)/(?![\w/])")


def recognises(contents: Contents) -> bool:
    """Tell whether a text is written in Org.

    >>> recognises(Contents(text="#+title: Skin")), recognises(Contents(text="* Skin"))
    (True, False)
    """
    return _SIGN.search(contents.shown) is not None


def read(contents: Contents, which: int | None = None) -> Items:
    r"""Return the items of the list: what stands under the heading, footnotes, or the works of the files.

    >>> [item.raw for item in read(Contents(text="#+title: x\n* References\n- Lund P. /Skin/. 2018;9:1.\n* End")).items]
    ['Lund P. Skin. 2018;9:1.']
    """
    text = contents.shown
    lines = text.split("\n")
    headings = list(_headings(lines))
    if found := under_heading(lines, headings, which, _words) or of_notes(keyed_notes(lines, _NOTE), _words):
        return found
    if names := _FILE.findall(text):
        from ivigref.documents import beside  # noqa: PLC0415  (what few texts name)

        return beside.read(contents.path, names, [key for group in _CITED.findall(text) for key in _KEY.findall(group)])
    return rest(lines, headings, which, _words)


def _headings(lines: list[str]) -> Iterator[Heading]:
    for i, line in enumerate(lines):
        if len(line) <= LONGEST and (match := _HEADING.match(line)):
            yield Heading(i, len(match[1]), match[2])
        elif _KEYWORD.match(line):
            lines[i] = ""


def _words(text: str) -> Undressed:
    return with_links(text, _LINK, 1, _SLANTED)
