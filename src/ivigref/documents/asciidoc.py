"""AsciiDoc: entries of a bibliography with their anchors, lists under a heading, or a file of BibTeX."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivigref.documents.contents import Contents
from ivigref.documents.items import Items
from ivigref.documents.prose import LONGEST, Heading, listed, with_links
from ivigref.parsing.undress import Undressed
from ivigref.patterns import lazy

_SIGN = lazy(r"^(?:={2,6} \S|\[bibliography\]\s*$|[*-] \[\[\[|:[a-z][a-z-]{2,30}:(?:\s|$))", re.MULTILINE)
_NOTE = lazy(r"\s{0,8}[*-]\s{1,8}(?:anchor:|\[\[\[)([^\],\[]{1,100})(?:,[^\]]{0,100})?\](?:\]\])?\s*(.*)")
_HEADING = lazy(r"(={1,6})\s+(.*?)[\s=]*\Z")
_MARK = lazy(r"\[[a-z%.#][^\]]{0,100}\]\s*\Z|:[a-z-]{2,40}:|//(?!/)|(?:---?-|\+{4}|\*{4}|={4}|_{4})\s*\Z")
_PASSED = lazy(r"\+\+(?=\S)([^+\n]{1,200})\+\+")  # passed on as it stands
_QUOTED = lazy(r"(?<=[\"'])`()|`(?=[\"'])")  # the grave accents within quotation marks
_NUMBERED = lazy(r"\s{0,8}\.{1,5}\s+(?=\S)")
_FILE = lazy(r"^:(?:bibtex-file|bibliography-database):[ \t]*(\S{1,300})", re.MULTILINE)
_CITED = lazy(r"\bcite(?:np)?:\[([^\]]{1,1000})\]")
_LINK = lazy(r"(?:link:)?((?:https?://|doi:)[^\s\[\]]{1,1000})\[([^\]]{0,500})\]")


def recognises(contents: Contents) -> bool:
    """Tell whether a text is written in AsciiDoc.

    >>> recognises(Contents(text="== References")), recognises(Contents(text="a == b"))
    (True, False)
    """
    return _SIGN.search(contents.shown) is not None


def read(contents: Contents, which: int | None = None) -> Items:
    r"""Return the items of the list: anchored entries, what stands under the heading, or the works of its file.

    >>> [(item.key, item.raw) for item in read(Contents(text="* [[[a]]] Lund P. _Skin_. 2018;9:1.\n")).items]
    [('a', 'Lund P. Skin. 2018;9:1.')]
    """
    lines = contents.shown.split("\n")
    return listed(
        lines, _headings(lines), which, _words, named=lambda: _of_files(contents), notes=_NOTE, marker=_NUMBERED
    )


def _of_files(contents: Contents) -> Items | None:
    text = contents.shown
    names = _FILE.findall(text)
    keys = [key.split("(")[0].strip() for match in _CITED.finditer(text) for key in re.split("[,;]", match[1])]
    from ivigref.documents import beside  # noqa: PLC0415  (what few texts name)

    return beside.read(contents.path, names, keys) if names else None


def _headings(lines: list[str]) -> Iterator[Heading]:
    for i, line in enumerate(lines):
        if len(line) <= LONGEST and (match := _HEADING.match(line)):
            yield Heading(i, len(match[1]), match[2])
        elif _MARK.match(line):
            lines[i] = ""


def _words(text: str) -> Undressed:
    return with_links(text, _LINK, 1, _PASSED, _QUOTED)
