"""References that print their journal alone, without the title of the article, as chemists and physicists do."""

from __future__ import annotations

from ivigref.parsing.journals import is_abbreviation, is_known, is_title_word
from ivigref.parsing.titles import is_journal_like

_MOST_NAMED = 5  # words of an abbreviated journal without a title
LONGEST_JOURNAL = 60  # characters; with more, a journal without a title is not asked for


def may_be_journal(between: str) -> bool:
    """Tell whether words are a journal in a list without titles; no names are lost in it."""
    return is_known(between) or (", " not in between and is_journal_like(between))


def is_title_less(between: str) -> bool:
    """Tell whether a reference gives its journal alone, as chemists print it: "Prog Polym Sci 24:1149"."""
    if len(between) >= LONGEST_JOURNAL:
        return False
    words = [word.rstrip(".") for word in between.split()]
    if is_known(between):
        return True
    pointed = between.count(". ")
    if pointed and _is_abbreviated(between):
        return True
    if pointed and pointed < len(words) - 1 - between.count(" of "):
        return False
    return len(words) > 1 and all(is_abbreviation(word) for word in words)


def _is_abbreviated(name: str) -> bool:
    """Tell whether words are a journal with points: two abbreviations, and no word but of journals' titles."""
    words = name.split()
    pointed = [word for word in words if word.endswith(".")]
    return (
        len(pointed) > 1
        and len(words) <= _MOST_NAMED
        and all(word[0].isupper() for word in words)
        and all(is_abbreviation(word[:-1]) for word in pointed)
        and all(is_title_word(word) for word in words if not word.endswith("."))
    )
