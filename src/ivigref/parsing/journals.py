"""The journals that are known by name: asked where print does not show where a title ends and the journal begins."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

from ivigref.data import read_text
from ivigref.patterns import lazy

_NOT_LETTER = lazy(r"[\W_]+")
_LEADING = lazy(r"(?:the|la|le|der|die|das|el|o|a)\s", re.IGNORECASE)
_PLACES = lazy(r"\([^()\n]*\)")  # behind a title: the city, and the country, of a journal that shares its name
_BRACKETS = lazy(r"\s?[(\[][^()\[\]]{0,60}[)\]]\s?$")


_LONGEST = 400  # characters, more than twice as many as the longest title of the table has


@cache
def _rows() -> tuple[str, str]:
    """Read the table of journals, once: all its titles and all its abbreviations, in small letters."""
    table = read_text("journals.tsv").casefold()
    cells = "\t".join(line for line in table.split("\n") if line[:1] != "#").split("\t")
    return "\n".join(cells[::2]), "\n".join(cells[1::2])


@cache
def _names() -> frozenset[str]:
    names = "\n".join(_rows()).replace("&", "and")
    for mark in {character for character in set(names) if not character.isalnum()} - {"\n"}:
        names = names.replace(mark, "")  # a tenth of the time of one translate
    return frozenset(names.split("\n")) - {""}


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(word[:-1] for word in _rows()[1].split() if word[-1] == ".")


@cache
def _title_words() -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]+", _PLACES.sub("", _rows()[0])))


def is_title_word(word: str) -> bool:
    """Tell whether a word stands in some journal's title, which family names hardly do.

    >>> is_title_word("Tuberculosis"), is_title_word("Imbach")
    (True, False)
    """
    return word.casefold() in _title_words()


@cache
def _sorted_title_words() -> tuple[str, ...]:
    return tuple(sorted(_title_words()))


def begins_title_word(word: str) -> bool:
    """Tell whether a longer word of some journal's title begins with this one, of three letters or more.

    >>> begins_title_word("Arab"), begins_title_word("Sustain"), begins_title_word("Mice"), begins_title_word("Ar")
    (True, True, False, False)
    """
    begun = word.casefold()
    words = _sorted_title_words()
    place = bisect_right(words, begun)
    return len(begun) > 2 and place < len(words) and words[place].startswith(begun)  # noqa: PLR2004  (said above)


def is_known(name: str) -> bool:
    """Tell whether a text is the title or the abbreviation of a known journal, with or without points.

    >>> is_known("N Engl J Med"), is_known("N. Engl. J. Med."), is_known("Rheumatology (Oxford)"), is_known("in lupus")
    (True, True, True, False)
    """
    if len(name) > _LONGEST:
        return False
    shorter = name
    while shorter:
        name = shorter
        if _NOT_LETTER.sub("", name.casefold().replace("&", "and")) in _names():
            return True
        shorter = _BRACKETS.sub("", name)
        if shorter == name and (shorter := _LEADING.sub("", name, count=1)) == name:
            return False
    return False


def is_abbreviation(word: str) -> bool:
    """Tell whether journals abbreviate a word in this way.

    >>> is_abbreviation("Neurophysiol"), is_abbreviation("J"), is_abbreviation("Drosophila")
    (True, True, False)
    """
    return word.casefold() in _abbreviations()
