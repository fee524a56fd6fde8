"""The names of months and seasons, whole and shortened, in the languages of lists.

Source of the names: Unicode CLDR (months of the Gregorian calendar, stand-alone and format, wide), and the shortened
forms that the Vancouver style of the National Library of Medicine (Citing Medicine, appendix A) prints.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ivigref.patterns import lazy
from ivigref.text import fold

SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# As EDTF (ISO 8601-2) numbers the seasons.
SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}

_NAMES = {
    "English": "january february march april may june july august september october november december",
    "German": "januar februar märz april mai juni juli august september oktober november dezember",
    "Austrian": "jänner feber märz april mai juni juli august september oktober november dezember",
    "French": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "Spanish": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "Portuguese": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "Italian": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "Dutch": "januari februari maart april mei juni juli augustus september oktober november december",
}
# Short forms of more than three letters, and those that are not the beginning of a full name.
_ODD = {
    "genn": 1, "janv": 1, "feb": 2, "febr": 2, "févr": 2, "mrt": 3, "mrz": 3, "maj": 5, "juil": 7, "août": 8, "sept": 9,
    "set": 9, "setiembre": 9, "sett": 9, "okt": 10,
}  # fmt: skip
_SHORTEST = 3  # letters of a shortened name: "Ma" is March or May


def _table() -> dict[str, int]:
    found: dict[str, int] = {}
    clash: set[str] = set()
    for names in _NAMES.values():
        for number, name in enumerate(names.split(), start=1):
            folded = fold(name)
            for length in range(_SHORTEST, len(folded) + 1):
                if found.setdefault(folded[:length], number) != number:
                    clash.add(folded[:length])
    whole = {fold(name): number for names in _NAMES.values() for number, name in enumerate(names.split(), start=1)}
    return (
        {form: number for form, number in found.items() if form not in clash}
        | whole
        | {fold(form): number for form, number in _ODD.items()}
    )


_NUMBERS = _table()
_OTHER_WORDS = {"mag"}  # in a printed line this is usually a magazine rather than Italian May: "Philos Mag 2011"


def _printed_forms() -> set[str]:
    """Return the months and seasons as print has them, with and without accents; "Jane", "Otto" and "Ener" are none."""
    names = [name for names in _NAMES.values() for name in names.split()]
    forms = {*names, *(name[:_SHORTEST] for name in names), *_ODD}
    known = {form for form in forms if fold(form) in _NUMBERS}
    return known | set(map(fold, known)) | SEASONS.keys()


_PRINTED = frozenset(_printed_forms() - _OTHER_WORDS)
# A pattern of a month or a season asks for marks alone, in a text of which `marked` has put them in; no print has the
# letter (of the 'Phags-pa script, which is one for \w).
MARK = "\ua840"
MONTH = rf"{MARK}{{3,10}}\b\.?"
_LETTERS = lazy(r"[^\W\d_]{3,10}+")
WORD = r"[^\W\d_]{3,10}+\b"
_WORD = lazy(rf"(?<![^\W\d_]){WORD}(?![.‐-―-]?\d)")  # a number right behind belongs to the word: "Mar-12"


def is_printed(word: str) -> bool:
    """Tell whether a whole word is a month or a season as print has it, in any capitals.

    >>> is_printed("Sept"), is_printed("MÄRZ"), is_printed("Market"), is_printed("Outcomes")
    (True, True, False, False)
    """
    return word.lower() in _PRINTED


def marked(text: str) -> str:
    """Return a text with a mark for each letter of its months and seasons; all else stays in its place.

    >>> marked("Market 2005 Mar 3").encode("ascii", "replace")
    b'Market 2005 ??? 3'
    """
    return _WORD.sub(_mark, text)


def has_month(text: str) -> bool:
    """Tell whether there may be a month or a season in a text.

    >>> has_month("1. März 2005"), has_month("Outcomes 2005")
    (True, False)
    """
    return not _PRINTED.isdisjoint(_LETTERS.findall(text.lower()))


def _mark(word: re.Match[str]) -> str:
    return MARK * len(word[0]) if is_printed(word[0]) else word[0]


@lru_cache(maxsize=1024)
def month_number(word: str) -> int | None:
    """Return the number of a month by its name or a shortened form of it, or None.

    >>> [month_number(word) for word in ("Sept.", "Marzipan", "février", "AUG", "Outcomes", "Ma")]
    [9, None, 2, 8, None, None]
    """
    return _NUMBERS.get(fold(word).rstrip("."))


def season_number(word: str) -> int | None:
    """Return the number that EDTF gives a season, or None.

    >>> season_number("Winter"), season_number("Win")
    (24, None)
    """
    return SEASONS.get(fold(word).rstrip("."))
