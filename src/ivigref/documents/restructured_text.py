"""reStructuredText: citations and footnotes, lists under a heading, and the files of a ``bibliography`` directive."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivigref.documents.contents import Contents
from ivigref.documents.items import Items
from ivigref.documents.prose import Heading, listed, with_links
from ivigref.parsing.undress import Undressed
from ivigref.patterns import lazy

_SIGN = lazy(r"^\.\. (?:\[#?[^\]\s]{1,100}\]\s|[a-z][a-z-]{1,40}::)", re.MULTILINE)
_NOTE = lazy(r"\.\. \[#?([^\]\s]{1,100})\]\s+(.*)")
_RULED = lazy(r"([=\-~^\"'`#*+:.])\1{2,}\s*\Z")
_FILES = lazy(r"^\.\. bibliography::[ \t]*([^\n]{1,1000})$", re.MULTILINE)
_CITED = lazy(r":(?:[a-z]+:)?cite(?::[a-z]{1,20})?:`([^`]{1,1000})`|:footcite(?::[a-z])?:`([^`]{1,1000})`")
_LINK = lazy(r"`([^`<>]{0,500}?)\s*<([^<>`\s]{1,1000})>`__?")
_ROLE = lazy(r":(?:sub|sup|emphasis|strong|title-reference|doi|pmid)[a-z-]{0,20}:`([^`]{1,300})`")


def recognises(contents: Contents) -> bool:
    """Tell whether a text is written in reStructuredText.

    >>> recognises(Contents(text=".. [Lund2018] Lund P. Skin.")), recognises(Contents(text="... and 1. Bruton OC."))
    (True, False)
    """
    return _SIGN.search(contents.shown) is not None


def read(contents: Contents, which: int | None = None) -> Items:
    r"""Return the items of the list: citations, what stands under the heading, or the works of the files.

    >>> [(item.key, item.raw) for item in read(Contents(text=".. [a] Lund P. *Skin*.\n   2018;9:1.\n")).items]
    [('a', 'Lund P. Skin. 2018;9:1.')]
    """
    lines = contents.shown.split("\n")
    return listed(lines, _headings(lines), which, _words, named=lambda: _of_files(contents), notes=_NOTE)


def _of_files(contents: Contents) -> Items | None:
    names = [name for match in _FILES.finditer(contents.shown) for name in match[1].split()]
    from ivigref.documents import beside  # noqa: PLC0415  (what few texts name)

    return beside.read(contents.path, names, cited(contents.shown)) if names else None


def cited(text: str) -> list[str]:
    """Return the keys that the text cites.

    >>> cited("As :cite:p:`lund2018,berg2019` say")
    ['lund2018', 'berg2019']
    """
    return [key.strip() for match in _CITED.finditer(text) for key in (match[1] or match[2]).split(",")]


def _headings(lines: list[str]) -> Iterator[Heading]:
    """Yield titles that are underlined, in the order of their marks, and blank the rules out."""
    levels: dict[str, int] = {}
    for i, line in enumerate(lines):
        if (match := _RULED.match(line)) and i and lines[i - 1].strip() and len(line.rstrip()) + 2 >= len(lines[i - 1]):
            yield Heading(i - 1, levels.setdefault(match[1], len(levels) + 1), lines[i - 1].strip())
            lines[i] = ""
        elif match:
            lines[i] = ""


def _words(text: str) -> Undressed:
    return with_links(text, _LINK, 2, _ROLE)
