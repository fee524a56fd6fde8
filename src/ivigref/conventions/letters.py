"""How letters are written by those who lack them on a keyboard or in a list, beside the bare letter."""

from __future__ import annotations

from ivigref.patterns import lazy

# As machine-readable passports write German and Scandinavian letters (ICAO Doc 9303, part 3, section 6), and as lists
# without it write the Serbian and Croatian đ.
_ROMANISED = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "đ": "dj"}
_FROM_ROMANISED = str.maketrans(_ROMANISED | {small.upper(): two.capitalize() for small, two in _ROMANISED.items()})
# What a typewriter or a plain-text list puts for a Greek letter: NF-kB, TNF-a, 5 um.
_LOOKS_LIKE = {
    "alpha": "a", "beta": "b", "gamma": "g", "delta": "d", "epsilon": "e", "kappa": "k", "lambda": "l", "omega": "w",
    "mu": "u",
}  # fmt: skip
_GREEK_NAME = lazy("|".join(_LOOKS_LIKE))


def romanised(text: str) -> str:
    """Spell umlauts as lists without them do.

    >>> romanised("Immunglobuline für Müller")
    'Immunglobuline fuer Mueller'
    """
    return text if text.isascii() else text.translate(_FROM_ROMANISED)


def without_greek(text: str) -> str:
    """Put for each Greek letter, which stands in its name, what a list without Greek letters prints.

    >>> without_greek("nfkappab")
    'nfkb'
    """
    return _GREEK_NAME.sub(lambda match: _LOOKS_LIKE[match.group()], text)
