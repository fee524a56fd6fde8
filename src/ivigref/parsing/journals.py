"""The journals that are known by name: asked where print does not show where a title ends and the journal begins."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_NOT_LETTER = re.compile(r"[\W_]+")
_LEADING = re.compile(r"(?:the|la|le|der|die|das|el|o|a)\s", re.IGNORECASE)
_BRACKETS = re.compile(r"\s?[(\[][^()\[\]]{0,60}[)\]]\s?$")


@cache
def _names() -> frozenset[str]:
    """Read full titles and abbreviations, reduced to their letters; once, when first asked."""
    table = files("ivigref.data").joinpath("journals.tsv").read_text(encoding="utf-8")
    lines = table.casefold().replace("&", "and").split("\n")
    cells = (cell for line in lines[4:] if line[:1] != "#" for cell in line.split("\t"))
    return frozenset(_NOT_LETTER.sub("", cell) for cell in cells) - {""}


def is_known(name: str) -> bool:
    """Tell whether a text is the title or the abbreviation of a known journal, with or without points.

    >>> is_known("N Engl J Med"), is_known("N. Engl. J. Med."), is_known("Rheumatology (Oxford)"), is_known("in lupus")
    (True, True, True, False)
    """
    key = _NOT_LETTER.sub("", name.casefold().replace("&", "and"))
    if key in _names():
        return True
    shorter = _BRACKETS.sub("", name)
    if shorter != name:
        return is_known(shorter)
    without = _LEADING.sub("", name, count=1)
    return without != name and is_known(without)
