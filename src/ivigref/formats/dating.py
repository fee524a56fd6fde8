"""The date of a record: which of its statements it is, and how a statement beside a year is read and written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple

from ivigref.dates import Date
from ivigref.errors import InputError
from ivigref.formats.draft import Draft
from ivigref.patterns import lazy

_RANGE = lazy(r"(?:\d{4}[^/]{0,6}|\.\.)/(?:\d{4}.{0,6}|\.\.)")  # of EDTF
_PARTS = lazy(r"(\d{0,4})[/-](\d{0,2})(?:[/-](\d{0,2}))?(?:/(.*))?")


class Statement(NamedTuple):
    """A text that stands for a date, and the field in which it stands."""

    name: str
    text: str


def state(draft: Draft, statements: Iterable[Statement]) -> None:
    """Give a draft the date that its file states: all parts from one statement.

    The first that has a year says which year it is, and the fullest that agrees with it is the date. What says anything
    else stays in its field; where nothing can be read, the first goes for the year, as it stands.
    """
    listed = list(dict.fromkeys(statement for statement in statements if statement.text))
    year = next((date.year for date in map(read_slashed, (said.text for said in listed)) if date), None)
    read = [(said, read_slashed(said.text) or with_year(year, said.text)) for said in listed]
    dates = [date for _, date in read if date]
    if not dates:
        for place, said in enumerate(listed):
            draft.add(f"{draft.of}:{said.name}" if place else "year", said.text)
        return
    chosen = next((date for date in dates if date.year == dates[0].year and not date.is_year), dates[0])
    fuller = [str(date) for date in dates if str(date).startswith(str(chosen)) and not date.is_range]
    chosen = chosen if chosen.is_range or not fuller else Date.parse(max(fuller, key=len))
    draft.texts["date"] = [str(chosen)]
    for said, date in read:
        if date is None or not str(chosen).startswith(str(date)):
            draft.add(f"{draft.of}:{said.name}", said.text)


def with_year(year: int | None, text: str) -> Date | None:
    """Read a date that may stand beside its year, or None.

    >>> [str(with_year(2010, text)) for text in ("SEP 22", "22 Sep", "Winter", "2010-09", "2011-09", "soon")]
    ['2010-09-22', '2010-09-22', '2010-24', '2010-09', 'None', 'None']
    """
    forms = (text,) if year is None else (text, f"{year:04d} {text}", f"{text} {year:04d}")
    for form in forms:
        with suppress(InputError):
            date = Date.parse(form)
            if year is None or date.year in (year, None):
                return date
    return None


def read_slashed(text: str) -> Date | None:
    """Read a date of RIS, ``year/month/day/other``, any part of which may be empty; other forms are read, too.

    >>> [str(read_slashed(text)) for text in ("2001///Winter", "1989/05//May-Jun", "2018/12/5/", "1991-92", "476", "x")]
    ['2001-24', '1989-05/1989-06', '2018-12-05', '1991/1992', '0476', 'None']
    >>> str(read_slashed("2018-12/2019-01"))
    '2018-12/2019-01'
    """
    if _RANGE.fullmatch(text):
        return with_year(None, text)
    match = _PARTS.fullmatch(text)
    year = int(match[1]) if match and match[1] else None
    if match and match[4] and (date := with_year(year, match[4])) and _agrees(date, match[2]):
        return date
    if match is None or "/" not in text:
        with suppress(InputError):
            return Date.parse(text.zfill(4) if text.isdecimal() else text)
    if match is None or year is None:
        return None
    month, day = (int(part or 0) or None for part in (match[2], match[3]))
    return Date.of(year, month, day if month else None)


def _agrees(date: Date, month: str) -> bool:
    return not int(month or 0) or date.month == int(month)


def slashed(date: Date) -> str:
    """Write a date as RIS has it; what its numbers cannot say stands in the free text behind them.

    >>> [slashed(Date.parse(text)) for text in ("2018-12-05", "2018-12", "2001-24", "1989-05/1989-06", "199X")]
    ['2018/12/05/', '2018/12//', '2001///Winter', '1989/05//May-Jun', '///199X']
    """
    day = date.day if date.is_plain else None
    year = "" if date.year is None else f"{date.year:04d}"
    numbers = f"{year}/{f'{date.month:02}' if date.month else ''}/{f'{day:02}' if day else ''}/"
    return numbers if date.is_plain else numbers + beside(date, lambda text: read_slashed(numbers + text))


def beside(date: Date, read: Callable[[str], Date | None]) -> str:
    """Write what a date says beside its year, in words where ``read`` finds the same date in them.

    >>> [beside(d, lambda text: with_year(d.year, text)) for d in map(Date.parse, ("2010-09-22", "2001-24", "1973~"))]
    ['Sep 22', 'Winter', '1973~']
    """
    return next(text for text in (*_words(date), str(date)) if text == str(date) or read(text) == date)


def in_words(date: Date) -> str:
    """Write a date as MEDLINE prints it, or, where that would say less, in the form of EDTF.

    >>> [in_words(Date.parse(text)) for text in ("2018-12-05", "1989-05/1989-06", "1973~")]
    ['2018 Dec 5', '1989 May-Jun', '1973~']
    """
    return date.medline if with_year(None, date.medline) == date else str(date)


def _words(date: Date) -> Iterator[str]:
    _, _, words = date.medline.partition(" ")
    if words:
        yield words
