"""Persons in full, given name first, where a year or a quoted title behind them shows that they are authors."""

from __future__ import annotations

import re

from ivigref.parsing.groups import is_group
from ivigref.parsing.journals import is_title_word
from ivigref.parsing.notations import AND, NAME
from ivigref.patterns import lazy
from ivigref.text import UPPER

_REST = rf"(?:\s(?:(?:[{UPPER}]\.){{1,3}}|[{UPPER}]|(?:(?:d[aeo]s?|van|von|der?)\s){{0,2}}{NAME})){{1,4}}"
_LISTED = rf"(?P<names>{NAME}{_REST}(?:(?:,\s|,?\s(?:&|{AND})\s)(?:{NAME}|[{UPPER}]\.?){_REST}){{0,30}})"
_YEAR_BETWEEN_STOPS = r"\.\s(?:1[5-9]|20)\d\d\.\s"
_HAS_DOTTED = lazy(_YEAR_BETWEEN_STOPS)
_DOTTED = rf"(?<=[^\W\d_{UPPER}])(?P<dotted>{_YEAR_BETWEEN_STOPS})"
# Names as in "Xavier Gabay (1999)", "Uta Made and Li Real (2001)", "Uta Made and Li Real. 2001." or "Uta Made, «".
_BEFORE_YEAR = lazy(rf"{_LISTED}(?:\s?\((?:1[5-9]|20)\d\d|{_DOTTED})")
_BEFORE_QUOTED = lazy(rf"{_LISTED},\s?[«“„\"]")
_BETWEEN = lazy(rf",?\s(?:&|{AND})\s|,\s")
_MIDDLE_INITIAL = lazy(rf"\s[{UPPER}]\.")
_NAME_WORD = lazy(rf"[{UPPER}][^\W\d_]{{2,}}")


def match_in_full(text: str, start: int = 0, *, dotted: bool = False) -> re.Match[str] | None:
    """Match ``names`` of persons before a year; where ``dotted`` is asked for, only before a year between stops.

    That is a sure sign: "Colin R. Made. 1987. Invented …" has no family name with an initial.

    >>> match_in_full("Colin R. Made, Uta Nova, and Li Real. 1987. Invented light.", dotted=True)["names"]
    'Colin R. Made, Uta Nova, and Li Real'
    >>> match_in_full("American Cancer Society. 2019. Facts."), match_in_full("Uta Nova (1999)", dotted=True)
    (None, None)
    """
    if dotted and not _HAS_DOTTED.search(text, start):  # as mostly
        return None
    listed = _BEFORE_YEAR.match(text, start)
    if listed is None or (dotted and not listed["dotted"]):
        return None
    persons = _BETWEEN.split(listed["names"])
    strange = sum(not _is_person(name) for name in persons)
    return None if strange * 2 >= len(persons) or is_group(listed["names"]) else listed


def match_before_quoted(text: str, start: int = 0) -> re.Match[str] | None:
    """Match ``names`` of persons before a title in quotation marks, whatever words they are.

    >>> match_before_quoted("Uta Made, Li Real, “Invented light”")["names"]
    'Uta Made, Li Real'
    """
    listed = _BEFORE_QUOTED.match(text, start)
    return None if listed is None or is_group(listed["names"]) else listed


def _is_person(name: str) -> bool:
    """Tell whether words are rather a person's name than a body's: an initial, or a word that no journal has."""
    return _MIDDLE_INITIAL.search(name) is not None or not all(map(is_title_word, _NAME_WORD.findall(name)))
