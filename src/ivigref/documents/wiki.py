"""Wikis: MediaWiki, Jira and Textile, where a sign numbers each item, and Wikipedia's notes are written in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivigref.documents.contents import Contents
from ivigref.documents.items import Item, Items
from ivigref.documents.prose import LONGEST, Heading, numbered, of_notes, rest, under_heading
from ivigref.parsing.undress import Undressed, undress
from ivigref.patterns import lazy

# A heading between signs, where items stand under "#" or "*"; or one that begins with "h1.".
_SIGN = lazy(r"^(?:={1,6}[^\n=]{1,300}?={1,6}[ \t]*$|h[1-6](?:\([^()\n]{0,100}\))?\. \S)", re.MULTILINE)
_ITEM = lazy(r"^[#*][ \t]?[^\s#*]|<ref[ >]", re.MULTILINE)
_HEADING = lazy(r"(={1,6})([^=]+?)\1\s*\Z|h([1-6])(?:\([^()]{0,100}\))?\.\s+(?:\{anchor:[^{}]{0,100}\})?(.*?)\s*\Z")
_NUMBERED = lazy(r"#(?![#*:])\s*(?=\S)")
_BULLET = lazy(r"\*(?![#*:])\s*(?=\S)")
_NOTE = lazy(r"<ref(?:\s[^<>/]{0,200})?>([^<>{}]{1,2000}(?:<(?!/?ref\b)[^<>{}]{1,500}){0,40})</ref>")
_LINK = lazy(r"\[(https?://[^\s\[\]]{1,1000})\s([^\[\]]{1,500})\]|\[\[(?:[^\[\]|]{1,300}\|)?([^\[\]|]{1,300})\]\]")
_TEXTILE = lazy(r"\"([^\"\n]{1,500})\":(https?://[^\s\"]{1,1000}[^\s\".,;:)])")
_QUOTES = lazy(r"'{2,5}")
_ANCHOR = lazy(r"\s*<span [^<>]{1,200}>\s*</span>\s*\Z")


def recognises(contents: Contents) -> bool:
    r"""Tell whether a text is written as in a wiki.

    >>> recognises(Contents(text="== References ==\n# Lund P.")), recognises(Contents(text="# References\n# Lund P."))
    (True, False)
    """
    text = contents.shown
    return _SIGN.search(text) is not None and _ITEM.search(text) is not None


def read(contents: Contents, which: int | None = None) -> Items:
    r"""Return the items under the heading of the list, or else the notes of the text.

    >>> [item.raw for item in read(Contents(text="== References ==\n# Lund P. ''Skin''. 2018;9:1.\n")).items]
    ['Lund P. Skin. 2018;9:1.']
    """
    text = contents.shown
    lines = text.split("\n")
    headings = list(_headings(lines))
    numbered(lines, _NUMBERED, headings)
    for i, line in enumerate(lines):
        lines[i] = _BULLET.sub("- ", line, count=1)
    if found := under_heading(lines, headings, which, _words):
        return found
    notes = (Item(match[1], line=text.count("\n", 0, match.start()) + 1) for match in _NOTE.finditer(text))
    return of_notes(notes, _words) or rest(lines, headings, which, _words)


def _headings(lines: list[str]) -> Iterator[Heading]:
    for i, line in enumerate(lines):
        if _ANCHOR.match(line):
            lines[i] = ""
        elif len(line) <= LONGEST and (match := _HEADING.match(line)):
            yield Heading(i, int(match[3] or len(match[1] or "")), (match[2] or match[4] or "").strip())


def _words(text: str) -> Undressed:
    links = [*_LINK.finditer(text), *_TEXTILE.finditer(text)]
    addresses = [address for match in links for address in match.groups()[:2] if address and "://" in address]
    shown = _TEXTILE.sub(r"\1", _LINK.sub(lambda m: m[2] or m[3], text))
    seen = undress(_QUOTES.sub("", shown))
    return Undressed(seen.text, (*addresses, *seen.addresses))
