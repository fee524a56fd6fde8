"""Typst: the files of ``#bibliography``, in BibTeX or hayagriva's YAML, or a list under a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivigref.documents import beside
from ivigref.documents.contents import Contents
from ivigref.documents.items import Items
from ivigref.documents.prose import LONGEST, Heading, rest, under_heading
from ivigref.parsing.undress import Undressed, undress

_SIGN = re.compile(r"^[ \t]*#(?:bibliography|cite)\(|^#(?:set|import|show|let|include)\s", re.MULTILINE)
_FILES = re.compile(r"#bibliography\(\s*(?P<files>\(?(?:\s*\"[^\"\n]{1,300}\"\s*,?){1,20}\)?)")
_QUOTED = re.compile(r"\"([^\"\n]{1,300})\"")
_HEADING = re.compile(r"(={1,6})\s+(.*?)(?:\s*<[\w:.-]{1,100}>)?\s*\Z")
_CITED = re.compile(r"(?<![\w@\\.])@([A-Za-z0-9_](?:[\w:.-]{0,200}\w)?)|#cite\(\s*<([^<>\s]{1,200})>")
_SIGNED = re.compile(r"#cite\(\s*<([^<>\s]{1,200})>")
_LINK = re.compile(r"#link\(\s*\"([^\"\n]{1,1000})\"\s*\)(?:\[([^\[\]]{1,500})\])?")
_COMMAND = re.compile(r"#(?:emph|strong|super|sub|smallcaps|text|underline)(?:\([^()\n]{0,100}\))?\[([^\[\]]{0,500})\]")
_LABEL = re.compile(r"\s{0,20}<[A-Za-z][\w:.-]{0,100}>\s{0,20}\Z")
_PLUS = re.compile(r"^(\s{0,40})\+(?=\s)")


def recognises(contents: Contents) -> bool:
    """Tell whether a text is written in Typst.

    >>> recognises(Contents(text='#bibliography("a.bib")')), recognises(Contents(text="# References"))
    (True, False)
    """
    return _SIGN.search(contents.shown) is not None


def read(contents: Contents, which: int | None = None) -> Items:
    r"""Return the works of the files that are named, those that the text cites, or the list under its heading.

    >>> text = "#set page()\n= References\n+ Lund P. #emph[Skin]. 2018;9:1."
    >>> [item.raw for item in read(Contents(text=text)).items]
    ['Lund P. Skin. 2018;9:1.']
    """
    text = contents.shown
    lines = [_PLUS.sub(r"\1-", line) for line in text.split("\n")]
    headings = list(_headings(lines))
    if found := under_heading(lines, headings, which, _words):
        return found
    names = [name for match in _FILES.finditer(text) for name in _QUOTED.findall(match["files"])]
    if names:
        keys = [match[1] or match[2] for match in _CITED.finditer(text)]
        return beside.read(contents.path, names, _SIGNED.findall(text), keys)
    return rest(lines, headings, which, _words)


def _headings(lines: list[str]) -> Iterator[Heading]:
    for i, line in enumerate(lines):
        if len(line) <= LONGEST and (match := _HEADING.match(line)):
            yield Heading(i, len(match[1]), match[2])
        elif line.startswith(("#set", "#show", "#import", "#let", "//")):
            lines[i] = ""


def _words(text: str) -> Undressed:
    addresses = [match[1] for match in _LINK.finditer(text)]
    shown = undress(_COMMAND.sub(r"\1", _LABEL.sub("", _LINK.sub(lambda m: m[2] or m[1], text))))
    return Undressed(shown.text, (*addresses, *shown.addresses))
