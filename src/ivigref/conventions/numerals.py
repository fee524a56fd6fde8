"""Numbers in words and in Roman numerals, as titles, volumes and pages print them."""

from __future__ import annotations

import re

from ivigref.patterns import lazy

_ENGLISH = "zero one two three four five six seven eight nine ten eleven twelve".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
# "v" is versus and "x" is times, more often than five and ten.
_ROMAN_IN_TITLES = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "xi": 11, "xii": 12}

TITLE_NUMERALS = {
    **{word: str(number) for number, word in enumerate(_ENGLISH)},
    **{word: str(number) for number, word in zip(range(20, 100, 10), _TENS, strict=True)},
    **{word: str(number) for word, number in _ROMAN_IN_TITLES.items()},
}
_ROMAN = lazy(r"(?=[ivxlcdm])m{0,3}(?:c[md]|d?c{0,3})(?:x[cl]|l?x{0,3})(?:i[xv]|v?i{0,3})", re.IGNORECASE)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


def is_roman(text: str) -> bool:
    """Tell whether a text is a Roman numeral, in small letters or capitals.

    >>> [is_roman(text) for text in ("xxi", "MCM", "iiii", "")]
    [True, True, False, False]
    """
    return _ROMAN.fullmatch(text) is not None


def arabic(token: str) -> str:
    """Write a Roman numeral in digits and a number without leading zeros, and leave anything else unchanged.

    >>> [arabic(token) for token in ("xxxiv", "06", "suppl")]
    ['34', '6', 'suppl']
    """
    if token.isdigit():
        return token.lstrip("0") or "0"
    if not is_roman(token):
        return token
    values = [_ROMAN_VALUES[letter] for letter in token.lower()]
    return str(sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True)))
