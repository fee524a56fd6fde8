"""Page ranges as medical journals print them: 228–31, CS1–7, 829751."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from ivigref.conventions.numerals import is_roman
from ivigref.errors import InputError
from ivigref.fitting import Printed
from ivigref.patterns import lazy
from ivigref.text import DASHES, squeeze

_DASH = lazy(rf" ?(?:--|[{DASHES}-]) ?(?!(?<=\d.)[a-z](?![a-z\d]))")  # the page 2165-a has none
# PubMed writes "113-25; discussion 126-8".
_SEPARATOR = lazy(r" ?[,;] ?(?:(?:discussion|quiz|author reply) )?", re.IGNORECASE)
# PubMed gives an article number as "pii: E1392".
_PII = lazy(r"pii(?::\s?|\s)(?=[A-Za-z]{0,6}\d)", re.IGNORECASE)
_PAGE = lazy(
    r"""
    (?P<prefix> [A-Za-zµ]{0,6} [.:]? \s? )   # CS1, e52, A194, P2.15, LB3
    (?P<digits> \d{1,3}[A-Z]{1,2}\d{1,4}(?!\d) | \d{1,20} )   # 05LT01; an article number of SAGE has sixteen
    # 109.e2, 14a, 721S, CD002298.pub2, 2165-a
    (?P<suffix> (?: [.:/] (?:[A-Za-z]|pub)? \d{1,6} )? (?:-[a-z](?![a-z])|[A-Za-z]{0,3}) )
    """,
    re.VERBOSE,
)
# "A-1234" and "A 1234" are page A1234, as the German medical weekly prints them.
_LETTER = lazy(rf"(?<![^\W_])([A-Z])[{DASHES}\s-](?=\d)")
_ELECTRONIC = lazy(r"[.]e(?=\d)", re.IGNORECASE)
# What Elsevier gives an article ahead of print: S2531-0437(21)00135-5. Its hyphens are no dashes.
_PUBLISHER_ITEM = lazy(r"S\d{4}-?\d{3}[\dX]\(\d\d\)\d{5}-?[\dX]")
# Nearly all printed pages have this form; the general code gives the same result, more slowly.
_PLAIN = lazy(rf"(\d{{1,12}})[{DASHES}-](\d{{1,12}})")


@dataclass(frozen=True, slots=True)
class Pages(Printed):
    """Where a work is in its volume: a page, a range of pages, several ranges, or an article number.

    ``raw`` is what was printed; ``ranges`` has the first and last page of each range with the digits that print
    leaves out. A single page and an article number look alike in print, so both have no last page.

    >>> pages = Pages.parse("1228–31")
    >>> str(pages), pages.first, pages.last
    ('1228–31', '1228', '1231')
    >>> Pages.parse("CS1–7").expanded, Pages.parse("829751").last
    ('CS1–CS7', None)
    """

    _wanted: ClassVar[str] = "pages as text"
    _examples: ClassVar[tuple[str, ...]] = ("1228–31", "CS1–7", "829751")

    raw: str
    ranges: tuple[tuple[str, str | None], ...]

    @classmethod
    def parse(cls, printed: str) -> Pages:
        """Parse pages as printed; raise InputError if there is no page in them.

        >>> Pages.parse("12–5, 20").ranges
        (('12', '15'), ('20', None))
        >>> Pages.parse("pii: E1392").first
        'E1392'
        >>> Pages.parse("A-1234-8").expanded, Pages.parse("A 1234-A 1238").expanded
        ('A1234–A1238', 'A1234–A1238')
        """
        printed = printed.strip()
        if plain := _PLAIN.fullmatch(printed):
            first, last = plain.groups()
            return cls(printed, ((first, first[: max(0, len(first) - len(last))] + last),))
        if _PUBLISHER_ITEM.fullmatch(printed):
            return cls(printed, ((printed, None),))
        squeezed = squeeze(printed)
        label = _PII.match(squeezed)
        ranges = tuple(_range(part) for part in _SEPARATOR.split(squeezed[label.end() if label else 0 :]))
        if not all(ranges):
            raise InputError(f"expected a page range, found {printed!r}")
        return cls(printed, tuple(found for found in ranges if found))

    @property
    def first(self) -> str:
        """The first page, or the article number."""
        return self.ranges[0][0]

    @property
    def last(self) -> str | None:
        """The last page with all its digits, or None where only one page is printed."""
        first, last = self.ranges[-1]
        return last if last is not None or len(self.ranges) == 1 else first

    @property
    def expanded(self) -> str:
        """The pages with all their digits and an en dash."""
        return ", ".join(first if last is None else f"{first}–{last}" for first, last in self.ranges)

    def __str__(self) -> str:
        return self.raw


def _range(part: str) -> tuple[str, str | None] | None:
    first, *rest = _DASH.split(_LETTER.sub(r"\1", part), maxsplit=1)
    if not rest:
        return (first, None) if _is_page(first) else None
    last = rest[0]
    if not (_is_page(first) and _is_page(last)):
        return None
    return first, _complete(first, last)


def _is_page(text: str) -> bool:
    return bool(_PAGE.fullmatch(text) or is_roman(text))


def _complete(first: str, last: str) -> str:
    """Complete an elided last page with the letters and digits that it shares with the first."""
    a, b = _PAGE.fullmatch(first), _PAGE.fullmatch(last)
    if a is None or b is None:
        return last
    prefix, digits, suffix = b.group("prefix"), b.group("digits"), b.group("suffix")
    electronic = _ELECTRONIC.match(a.group("suffix"))
    if electronic and last.isdigit() and len(last) < len(a.group("digits")):  # 123.e1-5
        return f"{a.group('prefix')}{a.group('digits')}{electronic.group()}{last}"
    if not prefix:
        prefix = a.group("prefix")
    if len(digits) < len(a.group("digits")):
        digits = a.group("digits")[: -len(digits)] + digits
    return f"{prefix}{digits}{suffix}"
