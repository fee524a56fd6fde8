"""Page ranges whose dash a PDF's text has lost: 298308 is 298–308, where it can be nothing else."""

from __future__ import annotations

import re

from ivigref import tables
from ivigref.data import alternatives, read_text
from ivigref.parsing.journals import is_abbreviation, is_known, is_title_word
from ivigref.patterns import lazy

_LETTERED = lazy(r"([A-Za-z])(\d{1,5})\1(\d{1,5})")
_SHORTEST, _LONGEST = 5, 10  # digits: 98102, 1234512350; fewer are a page like any other
_MOST_PAGES = 60  # of an article
_BEYOND_TEN_THOUSAND = 99_999
_HIGHEST_PAGES = (_BEYOND_TEN_THOUSAND, 9_999, 5_000)  # of a volume: the last for journals that the table has not


def may_lack_dash(printed: str, year: int) -> bool:
    """Tell whether five or six digits are rather two pages of years in which articles were hardly numbered.

    >>> may_lack_dash("451453", 2007), may_lack_dash("64102", 2007), may_lack_dash("451453", 2020)
    (True, True, False)
    """
    if not printed.isdecimal() or not _SHORTEST <= len(printed) <= _HALVES or year >= _NUMBERED_FROM:
        return False
    half = len(printed) // 2
    parts = range(half, half + 1) if len(printed) == _HALVES else range(half + 1, len(printed))
    return any(_ascends(printed[:place], printed[place:]) for place in parts)


def _named(column: str, value: str) -> re.Pattern[str]:
    """Return the pattern of the journals for which the table says this."""
    rows = tables.rows(read_text("words/journals_by_pages.tsv"))
    words = alternatives(row["word"] for row in rows if row[column] == value)
    return re.compile(words, re.VERBOSE | re.IGNORECASE)


_THICK = {highest: _named("highest", str(highest)) for highest in _HIGHEST_PAGES[:-1]}
# Article numbers: of six digits in physics since Phys Rev D 58 (1998), with many publishers from this year on.
_NUMBERED_FROM = 2014
_NUMBERED = _named("numbered", "yes")
_HALVES = 6  # digits of two pages such as 180 and 189, in a journal that only its words are known of
_NEAR = 30  # pages between them
_CLOSE = 15  # pages of what may be read in another way
_ARTICLE_NUMBER = 7  # digits


def with_dash(printed: str, journal: str, year: int, volume: str) -> str | None:
    """Return a run of digits as the only range of pages that it can be, or None where it may be something else.

    A range ascends, by few pages, and its last page may leave out digits. What may be an article number stays, and so
    does a page of a journal that counts beyond ten thousand: year, journal and volume tell (Hindawi's is the year).

    >>> with_dash("298308", "J Magn Reson Imaging", 2006, "23"), with_dash("1296312", "Lupus", 1995, "34")
    ('298–308', '1296–312')
    >>> with_dash("S181S184", "Diabetes Care", 2008, "31")
    'S181–S184'
    >>> with_dash("151158", "Genes Dev", 2002, "16")  # hardly 1511–58
    '151–158'
    >>> with_dash("11335", "Lupus", 2006, "13")  # 113–35 or 1133–5
    """
    if lettered := _LETTERED.fullmatch(printed):
        letter, first, last = lettered.groups()
        return f"{letter}{first}–{letter}{last}" if _ascends(first, last) else None
    if not printed.isdecimal() or not _SHORTEST <= len(printed) <= _LONGEST:
        return None
    if _is_number(printed, journal, year, volume):
        return None
    if not is_known(journal) and len(printed) <= _ARTICLE_NUMBER:
        named = all(is_abbreviation(word) or is_title_word(word) for word in journal.replace(".", " ").split())
        return _halved(printed, _NEAR) if named else None
    highest = next((page for page, journals in _THICK.items() if journals.search(journal)), _HIGHEST_PAGES[-1])
    parts = [(printed[:place], printed[place:]) for place in range(2, len(printed))]
    ranges = [f"{first}–{last}" for first, last in parts if int(first) <= highest and _ascends(first, last)]
    if len(ranges) > 1 and (halved := _halved(printed, _CLOSE)) and all(map(_is_long, set(ranges) - {halved})):
        return halved
    return ranges[0] if len(ranges) == 1 else None


def _is_long(pages: str) -> bool:
    first, last = pages.split("–")
    return int(first[: -len(last)] + last) - int(first) > _NEAR


def _halved(printed: str, most: int) -> str | None:
    """Part two pages of three digits that follow closely upon each other: 180189 is hardly an article's number."""
    first, last = printed[: _HALVES // 2], printed[_HALVES // 2 :]
    return (
        f"{first}–{last}"
        if first[0] != "0" and len(printed) == _HALVES and 0 < int(last) - int(first) <= most
        else None
    )


def _is_number(printed: str, journal: str, year: int, volume: str) -> bool:
    """Tell whether digits may be an article number, or a single page."""
    if len(printed) > _ARTICLE_NUMBER:
        return printed.startswith((str(year), str(year - 1)))  # the Royal Society's: 20130123
    return (
        year >= _NUMBERED_FROM
        or volume == str(year)
        or _NUMBERED.search(journal) is not None
        or (len(printed) == _SHORTEST and _THICK[_BEYOND_TEN_THOUSAND].search(journal) is not None)
    )


def _ascends(first: str, last: str) -> bool:
    if first[0] == "0" or len(last) > len(first) + 1 or (last[0] == "0" and len(last) >= len(first)):
        return False
    return 0 < int(first[: max(0, len(first) - len(last))] + last) - int(first) <= _MOST_PAGES
