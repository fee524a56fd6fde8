"""Typst: the files of ``#bibliography``, in BibTeX or hayagriva's YAML, or a list under a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivigref.documents.contents import Contents
from ivigref.documents.items import Items
from ivigref.documents.prose import LONGEST, Heading, listed, with_links
from ivigref.parsing.undress import Undressed
from ivigref.patterns import lazy

_SIGN = lazy(
    r"^[ \t]*#(?:bibliography|cite)\(|^={1,6}[ \t][^\n=]{1,300}\n<[\w:.-]{1,100}>[ \t]*$"
    r"|^#(?:set|import|show|let|include)\s",
    re.MULTILINE,
)
_TITLE = lazy(r"^={1,6}[ \t][^\n=]{1,300}$", re.MULTILINE)
_NUMBERED = lazy(r"^\+[ \t]\S", re.MULTILINE)
_FILES = lazy(r"#bibliography\(\s*(?P<files>\(?(?:\s*\"[^\"\n]{1,300}\"\s*,?){1,20}\)?)")
_QUOTED = lazy(r"\"([^\"\n]{1,300})\"")
_HEADING = lazy(r"(={1,6})\s+(.*?)(?:\s*<[\w:.-]{1,100}>)?\s*\Z")
_CITED = lazy(r"(?<![\w@\\.])@([A-Za-z0-9_](?:[\w:.-]{0,200}\w)?)|#cite\(\s*<([^<>\s]{1,200})>")
_SIGNED = lazy(r"#cite\(\s*<([^<>\s]{1,200})>")
_LINK = lazy(r"#link\(\s*\"([^\"\n]{1,1000})\"\s*\)(?:\[([^\[\]]{1,500})\])?")
_COMMAND = lazy(r"#(?:emph|strong|super|sub|smallcaps|text|underline)(?:\([^()\n]{0,100}\))?\[([^\[\]]{0,500})\]")
_LABEL = lazy(r"\s{0,20}<[A-Za-z][\w:.-]{0,100}>\s{0,20}\Z")
_TIED = lazy(r"(?<![\s\\/])~(?=\w)")  # a blank that no line breaks at; of an address it is a letter
_LABELLED = lazy(r"<[A-Za-z][\w:.-]{0,100}>\s*\Z")
_PLUS = lazy(r"\s{0,40}\+\s+(?=\S)")


def recognises(contents: Contents) -> bool:
    """Tell whether a text is written in Typst.

    >>> recognises(Contents(text='#bibliography("a.bib")')), recognises(Contents(text="# References"))
    (True, False)
    """
    text = contents.shown
    return _SIGN.search(text) is not None or (_NUMBERED.search(text) is not None and _TITLE.search(text) is not None)


def read(contents: Contents, which: int | None = None) -> Items:
    r"""Return the works of the files that are named, those that the text cites, or the list under its heading.

    >>> text = "#set page()\n= References\n+ Lund P. #emph[Skin]. 2018;9:1."
    >>> [item.raw for item in read(Contents(text=text)).items]
    ['Lund P. Skin. 2018;9:1.']
    """
    lines = contents.shown.split("\n")
    return listed(lines, _headings(lines), which, _words, named=lambda: _of_files(contents), marker=_PLUS)


def _of_files(contents: Contents) -> Items | None:
    text = contents.shown
    names = [name for match in _FILES.finditer(text) for name in _QUOTED.findall(match["files"])]
    keys = [match[1] or match[2] for match in _CITED.finditer(text)]
    from ivigref.documents import beside  # noqa: PLC0415  (what few texts name)

    return beside.read(contents.path, names, _SIGNED.findall(text), keys) if names else None


def _headings(lines: list[str]) -> Iterator[Heading]:
    for i, line in enumerate(lines):
        if len(line) <= LONGEST and (match := _HEADING.match(line)):
            yield Heading(i, len(match[1]), match[2])
        elif _LABELLED.match(line) or line.startswith(("#set", "#show", "#import", "#let", "//")):
            lines[i] = ""


def _words(text: str) -> Undressed:
    return with_links(_TIED.sub("\u00a0", _LABEL.sub("", text)), _LINK, 1, _COMMAND)
