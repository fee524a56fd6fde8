"""The list of names that a reference opens with: who, in which notation, and where the list ends."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ivigref.names import Name
from ivigref.text import DASHES

_WORD = rf"[^\W\d_](?:[^\W\d_]|['’.{DASHES}-](?=[^\W\d_]))*+"
_PACKED = re.compile(
    rf"""
    (?P<family> {_WORD} (?:\s{_WORD}){{0,4}}? )
    \s (?P<given> (?:[A-ZÀ-ÞĀ-Ž][a-zà-ÿ]?[.]?[\s{DASHES}-]?){{0,4}}? [A-ZÀ-ÞĀ-Ž][a-z]?[.]? )
    (?: ,?\s (?P<suffix> Jr | Sr | 2nd | 3rd | II | III | IV )[.]? )?
    (?= [,.;:] | \s(?:et\s|and\s|&\s|\() | $ )
    """,
    re.VERBOSE,
)
_ET_AL = re.compile(r",?\s?(?P<words>et\sal\b\.?)")
_NEXT = re.compile(r"(?:[,;]\s(?:and\s|&\s)?|\s(?:and|&)\s)")
_GROUP = re.compile(r"[^.:;,]{3,120}(?=[.:;,])")


@dataclass(frozen=True, slots=True)
class Authors:
    """The names of a list, whether *et al.* stands after them and in which words, and where the list ends."""

    names: tuple[Name, ...]
    et_al_text: str | None
    end: int


def read_authors(text: str, start: int = 0) -> Authors | None:
    """Read the names at the start of a text, or None where none stands there.

    >>> found = read_authors("Imbach P, Barandun S, d’Apuzzo V, et al. High-dose gammaglobulin.")
    >>> [str(name) for name in found.names], found.et_al_text, found.end
    (['Imbach P', 'Barandun S', 'd’Apuzzo V'], 'et al.', 40)
    """
    names: list[Name] = []
    end = start
    while match := _PACKED.match(text, end):
        names.append(Name.from_surname(match["family"], match["given"], match["suffix"]))
        end = match.end()
        following = _NEXT.match(text, end)
        if following is None or _ET_AL.match(text, end):
            break
        end = following.end()
    if not names:
        return None
    et_al = _ET_AL.match(text, end)
    if et_al:
        end = et_al.end()
    return Authors(tuple(names), et_al["words"] if et_al else None, end)
