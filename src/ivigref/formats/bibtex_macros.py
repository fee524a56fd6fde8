"""Values of BibTeX: in braces, in quotes or bare, joined by #, with the macros that a file defines."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ivigref.budget import Budget
from ivigref.patterns import lazy

_BRACE_OR_QUOTE = lazy(r"(?<!\\)[{}\"]")
_BARE = lazy(r"[^\s#,{}\"]+")
_JOINT = lazy(r"\s*#\s*")


class Macros:
    """What words without braces stand for: themselves, or what a file defines; all that they expand to is counted.

    >>> macros = Macros()
    >>> macros.define("lupus", '"Lupus" # " Sci"')
    >>> macros.expand("LUPUS"), macros.expand("may"), macros.expand("1997")
    ('Lupus Sci', 'may', '1997')
    """

    def __init__(self) -> None:
        self.budget = Budget()
        self._texts: dict[str, str] = {}

    def define(self, name: str, value: str) -> None:
        """Define a macro by a value, in which others may stand."""
        self._texts[name] = read_value(value, self)[0]

    def expand(self, word: str) -> str:
        """Return what a word stands for, itself where it is no macro."""
        text = self._texts.get(word.lower())
        if text is None:
            return word
        self.budget.spend(len(text))
        return text


def resolved(macros: Mapping[str, str]) -> Macros:
    """Return what each word of a file stands for.

    >>> resolved({"l": '"Lupus"', "r": 'l # " Res"'}).expand("r")
    'Lupus Res'
    """
    strings = Macros()
    for name, value in macros.items():
        strings.define(name, value)
    return strings


def read_value(raw: str, strings: Macros, place: int = 0) -> tuple[str, int]:
    """Return a value without its braces or quotes, parts joined and macros replaced, and where it ends."""
    parts: list[str] = []
    joined: re.Match[str] | bool | None = True
    while joined:
        start = raw[place : place + 1]
        if start in ("{", '"') and start:
            end = _closing(raw, place)
            parts.append(raw[place + 1 : end])
            place = end + 1
        elif bare := _BARE.match(raw, place):
            parts.append(strings.expand(bare[0]))
            place = bare.end()
        joined = _JOINT.match(raw, place)
        place = joined.end() if joined else place
    return "".join(parts), min(place, len(raw))


def _closing(raw: str, place: int) -> int:
    """Return where the brace or quote that stands at this place closes."""
    quoted, depth = raw[place] == '"', 0
    for mark in _BRACE_OR_QUOTE.finditer(raw, place + 1 if quoted else place):
        if mark[0] == '"':
            if quoted and depth == 0:
                return mark.start()
            continue
        depth += 1 if mark[0] == "{" else -1
        if not quoted and depth == 0:
            return mark.start()
    return len(raw)
