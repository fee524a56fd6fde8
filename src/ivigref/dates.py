"""Dates of works: a day, a month, a season, a range, an open end, an approximate year; written as EDTF.

EDTF is the Extended Date/Time Format of the Library of Congress, now ISO 8601-2:2019; what of its levels 0 and 1 a
publication date can need is read and written here, and so are the forms in which lists and databases print dates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import ClassVar

from ivigref.conventions.months import SEASONS, SHORT, month_number, season_number
from ivigref.errors import InputError
from ivigref.fitting import Printed
from ivigref.patterns import lazy
from ivigref.text import DASHES, squeeze

_EDTF = lazy(r"(?P<year>-?\d{4}|\d{3}X|\d{2}XX)(?:-(?P<month>\d{2}))?(?:-(?P<day>\d{2}))?(?P<mark>[~?%]?)")
_UNSPECIFIED = {"X": 1, "XX": 2}
_LAST_MONTH = 12
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

_SEASON_NAMES = {number: name.capitalize() for name, number in SEASONS.items() if name != "fall"}

_DASH = rf"[{DASHES}/-]"
_YEAR = r"(?P<year>[12]\d{3})"
_WORD = r"[^\W\d_]{3,12}\.?"
_ABOUT = r"(?P<about>(?:ca?|circa|um|vers|about)\.?\s?)?"
# Printed forms of dates, the most specific first. Each pattern is one form.
_PRINTED = (
    # 2018 Dec 5, 1989 May-Jun, 2001 Winter, 2018 Feb 27-Mar 3
    rf"""{_YEAR}(?P<letter>(?-i:[a-z]))?[,.;]?\s(?P<month>{_WORD})(?:\s(?P<day>\d{{1,2}}))?
        (?:\s?{_DASH}\s?(?P<month2>{_WORD})?\s?(?P<day2>\d{{1,2}})?)?""",
    # 2018 Dec-2019 Jan
    rf"{_YEAR}\s(?P<month>{_WORD})\s?{_DASH}\s?(?P<year3>[12]\d{{3}})\s(?P<month2>{_WORD})",
    # 30-Mar-2020, 5 December 2018, 5 de marzo de 2018
    rf"(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th|º)?[\s-](?:de\s)?(?P<month>{_WORD})(?:\sde\s|[\s,-]{{1,2}}){_YEAR}",
    # December 5, 2018; Mar 2020; May–June 1989
    rf"""(?P<month>{_WORD})(?:\s?{_DASH}\s?(?P<month2>{_WORD}))?
        (?:\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?)?[\s,]{{1,2}}{_YEAR}""",
    # 2018-12-5, 2018.12.05
    rf"{_YEAR}[.-](?P<number>\d{{1,2}})[.-](?P<day>\d{{1,2}})",
    # RIS, which has empty parts and ends in free text: 2018/12/05, 2018/12//, 2018///Spring, 2019/february
    rf"{_YEAR}/{{1,3}}(?P<month>{_WORD})(?:\s?{_DASH}\s?(?P<month2>{_WORD}))?",
    rf"{_YEAR}/(?P<number>\d{{1,2}})?(?:/(?P<day>\d{{1,2}})?)?(?:/[^/]{{0,40}})?",
    # 1991/1992, 1991-1992, 1991–92
    rf"{_YEAR}\s?{_DASH}{{1,2}}\s?(?P<year2>[12]\d{{3}}|\d{{2}})",
    # 1973, ca. 1973, 1973a, 1973?, [1973]
    rf"\[?{_ABOUT}{_YEAR}(?P<letter>(?-i:[a-z]))?(?P<doubt>\??)\]?",
    # 199X, 19XX, 1973- (open)
    r"(?P<decade>[12]\d{2}[xX_?]|[12]\d[xX_?]{2})",
    rf"{_YEAR}\s?{_DASH}(?P<open>)",
)


@dataclass(frozen=True, slots=True)
class Moment:
    """One end of a date: a year, and what else is known.

    ``month`` is 1 to 12, or 21 to 24 for spring, summer, autumn and winter. ``unspecified`` counts the last digits of
    the year that are unknown (1 for 199X). ``mark`` is EDTF's: "~" about, "?" uncertain, "%" both.
    """

    year: int
    month: int | None = None
    day: int | None = None
    unspecified: int = 0
    mark: str = ""

    def __post_init__(self) -> None:
        if self.month is not None and not _is_month(self.month):
            raise InputError(f"expected a month (1–12) or a season (21–24), found {self.month}")
        if self.day is not None and not (
            self.month is not None and self.month <= _LAST_MONTH and 1 <= self.day <= _DAYS[self.month - 1]
        ):
            raise InputError(f"expected a day of its month, found {self.day}")

    def __str__(self) -> str:
        sign, digits = "-" if self.year < 0 else "", f"{abs(self.year):04d}"
        known = digits[: len(digits) - self.unspecified] + "X" * self.unspecified
        parts = (f"{part:02d}" for part in (self.month, self.day) if part is not None)
        return "-".join((sign + known, *parts)) + self.mark


@dataclass(frozen=True, slots=True)
class Date(Printed):
    """When a work appeared: ``start``, and ``end`` of a range; an end that is open or unknown is None.

    >>> date = Date.parse("1989 May-Jun")
    >>> str(date), date.year, date.month, date.is_range
    ('1989-05/1989-06', 1989, 5, True)
    >>> [str(Date.parse(text)) for text in ("30-Mar-2020", "2001 Winter", "1991–92", "199X", "ca. 1973", "2019/..")]
    ['2020-03-30', '2001-24', '1991/1992', '199X', '1973~', '2019/..']
    """

    _wanted: ClassVar[str] = "a date as text"
    _examples: ClassVar[tuple[str, ...]] = ("2018-12-05", "2001-24", "1989-05/1989-06", "1973~", "199X")

    start: Moment | None
    end: Moment | None = None
    is_range: bool = False

    @classmethod
    def of(cls, year: int, month: int | None = None, day: int | None = None) -> Date:
        """Return a date from its numbers; an impossible day or month is omitted.

        >>> str(Date.of(2018, 2, 30)), str(Date.of(2018, 13, 1))
        ('2018-02', '2018')
        """
        for known in ((year, month, day), (year, month), (year,)):
            try:
                return cls(Moment(*known))
            except InputError:
                continue
        raise AssertionError("a year alone is always a date")  # pragma: no cover

    @classmethod
    def parse(cls, text: str) -> Date:
        """Parse EDTF, or a date as lists and databases print it; raise InputError if it is neither.

        >>> Date.parse("in press")
        Traceback (most recent call last):
        ivigref.errors.InputError: expected a date, found 'in press'
        """
        found = _read(squeeze(text))
        if found is None:
            raise InputError(f"expected a date, found {squeeze(text)!r}")
        return found

    @property
    def year(self) -> int | None:
        """The year that a citation prints, or None if not all of its digits are known."""
        moment = self.start or self.end
        return None if moment is None or moment.unspecified else moment.year

    @property
    def month(self) -> int | None:
        """The month of the beginning, 1 to 12, or None."""
        month = self.start.month if self.start else None
        return month if month is not None and month <= _LAST_MONTH else None

    @property
    def season(self) -> int | None:
        """The season of the beginning, 21 to 24 as in EDTF, or None."""
        month = self.start.month if self.start else None
        return month if month is not None and month > _LAST_MONTH else None

    @property
    def day(self) -> int | None:
        """The day of the beginning, or None."""
        return self.start.day if self.start else None

    @property
    def is_plain(self) -> bool:
        """Whether this is a year, a month or a day, and needs no more than three numbers."""
        certain = self.start is not None and not self.start.mark and not self.start.unspecified
        return certain and not self.is_range and self.season is None

    @property
    def is_year(self) -> bool:
        """Whether the year alone expresses this date."""
        return self.is_plain and self.month is None

    def __repr__(self) -> str:
        return f"Date({str(self)!r})"

    def __str__(self) -> str:
        if not self.is_range:
            return str(self.start)
        return f"{self.start or '..'}/{self.end or '..'}"

    @property
    def medline(self) -> str:
        """The date as MEDLINE prints it, if it can: 2018 Dec 5, 1989 May-Jun, 2001 Winter.

        >>> [Date.parse(text).medline for text in ("2018-12-05", "1989-05/1989-06", "2001-24", "1973~")]
        ['2018 Dec 5', '1989 May-Jun', '2001 Winter', '1973']
        """
        moment = self.start or self.end
        if moment is None:
            return ""
        words = [str(moment).partition("-")[0].rstrip("~?%") if moment.year >= 0 else str(moment.year)]
        if moment.month is not None:
            name = _month_name(moment.month)
            if self.end is not None and self.end.year == moment.year and self.end.month not in (None, moment.month):
                name += f"-{_month_name(self.end.month or 0)}"
            words.append(name)
        elif self.end is not None and self.end.year != moment.year:
            words[0] += f"-{self.end.year}"
        if moment.day is not None and not self.is_range:
            words.append(str(moment.day))
        return " ".join(words)


def _is_month(number: int) -> bool:
    return 1 <= number <= _LAST_MONTH or number in SEASONS.values()


def _month_name(month: int) -> str:
    return SHORT[month - 1] if month <= _LAST_MONTH else _SEASON_NAMES[month]


@cache  # a program that reads dates of one form, or none, needs no other pattern
def _compiled(form: str) -> re.Pattern[str]:
    return re.compile(form, re.VERBOSE | re.IGNORECASE)


@lru_cache(maxsize=4096)
def _read(text: str) -> Date | None:
    """Read a date; a list has few of them, each many times."""
    return _read_edtf(text) or next(
        (date for form in _PRINTED if (match := _compiled(form).fullmatch(text)) and (date := _printed(match))), None
    )


def _read_edtf(text: str) -> Date | None:
    if "/" not in text:
        moment = _moment(text)
        return Date(moment) if moment else None
    first, _, last = text.partition("/")
    ends = [None if end in {"", ".."} else _moment(end) for end in (first, last)]
    known = [end for end in (first, last) if end not in {"", ".."}]
    if not known or sum(end is not None for end in ends) < len(known):
        return None
    return Date(ends[0], ends[1], is_range=True)


def _moment(text: str) -> Moment | None:
    match = _EDTF.fullmatch(text)
    if match is None:
        return None
    unspecified = match["year"].count("X")
    month, day = (int(match[part]) if match[part] else None for part in ("month", "day"))
    try:
        return Moment(int(match["year"].replace("X", "0")), month, day, unspecified, match["mark"])
    except InputError:
        return None


def _printed(match: re.Match[str]) -> Date | None:
    found = match.groupdict()
    if decade := found.get("decade"):
        unknown = sum(not digit.isdigit() for digit in decade)
        return Date(Moment(int("".join(d if d.isdigit() else "0" for d in decade)), unspecified=unknown))
    year = int(found["year"])
    if "open" in found:
        return Date(Moment(year), is_range=True)
    if last := found.get("year2"):
        end = int(last) if len(last) == len("1992") else year - year % 100 + int(last)
        return Date(Moment(year), Moment(end), is_range=True) if end > year else None
    try:
        return _from_parts(year, found)
    except InputError:
        return None


def _from_parts(year: int, found: dict[str, str | None]) -> Date | None:
    day, day2 = (int(text) if (text := found.get(name)) else None for name in ("day", "day2"))
    if number := found.get("number"):
        return Date(Moment(year, int(number), day))
    if word := found.get("month"):
        month = month_number(word) or season_number(word)
        if month is None:
            return None
        start = Moment(year, month, day)
        last = found.get("month2")
        if last is None:
            return Date(start, replace(start, day=day2), is_range=True) if day2 else Date(start)
        month2 = month_number(last) or season_number(last)
        end = int(found.get("year3") or year)
        return Date(start, Moment(end, month2, day2), is_range=True) if month2 else None
    about, doubt = bool(found.get("about")), bool(found.get("doubt"))
    return Date(Moment(year, mark="%" if about and doubt else "~" if about else "?" if doubt else ""))
