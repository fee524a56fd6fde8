"""The journals that are known by name: asked where print does not show where a title ends and the journal begins."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_NOT_LETTER = re.compile(r"[\W_]+")
_LEADING = re.compile(r"(?:the|la|le|der|die|das|el|o|a)\s", re.IGNORECASE)
_BRACKETS = re.compile(r"\s?[(\[][^()\[\]]{0,60}[)\]]\s?$")
_POINTED = re.compile(r"([^\W\d_]+)\.")


@cache
def _table() -> str:
    """Read the table of full titles and abbreviations; once, when first asked."""
    return files("ivigref.data").joinpath("journals.tsv").read_text(encoding="utf-8")


@cache
def _names() -> frozenset[str]:
    lines = _table().casefold().replace("&", "and").split("\n")
    cells = (cell for line in lines if line[:1] != "#" for cell in line.split("\t"))
    return frozenset(_NOT_LETTER.sub("", cell) for cell in cells) - {""}


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(_POINTED.findall(_table().casefold()))


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


def is_abbreviation(word: str) -> bool:
    """Tell whether journals abbreviate a word in this way.

    >>> is_abbreviation("Neurophysiol"), is_abbreviation("J"), is_abbreviation("Drosophila")
    (True, True, False)
    """
    return word.casefold() in _abbreviations()
