"""Journals that the registries hold: under which titles and ISSNs, and of which years.

Two lists say so: NLM's, which ``ivigref journals update`` reads from NLM's own files, and, without it, the shipped
titles and abbreviations, which have neither ISSN nor years. A list that says nothing of a year leaves it unknown.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from ivigref.errors import DataError
from ivigref.folders import data_folder
from ivigref.identifiers import normalize_issn
from ivigref.patterns import lazy
from ivigref.text import letters, squeeze

VARIABLE = "IVIGREF_JOURNALS"  # names a list that stands for the user's own
COLUMNS = ("id", "title", "names", "issns", "spans", "continues")
BETWEEN = " | "  # values of one cell

_SPAN = lazy(r"(~?)([0-9]{4})-([0-9]{4})?")
_YEAR_OF_LIST = lazy(r"[0-9]{4}")
_SAID = lazy("# (?:Source|Date): ")
_BRACKETED = lazy(r" ?[(\[][^()\[\]]{0,80}[)\]]\.?$")
_SUBTITLE = lazy(r" [:=/] ")
_LEADING = lazy(r"(?:the|la|le|les|der|die|das|el|il) ", re.IGNORECASE)


class Span(NamedTuple):
    """Years in which a journal was indexed; ``last`` is None while it still is, ``whole`` false where only in part.

    >>> Span.read("~1965-"), str(Span(1974, 1992))
    (Span(first=1965, last=None, whole=False), '1974-1992')
    """

    first: int
    last: int | None = None
    whole: bool = True

    @classmethod
    def read(cls, text: str) -> Span:
        """Read a span as ``str`` writes it; raise ValueError for any other text."""
        match = _SPAN.fullmatch(text)
        if match is None:
            raise ValueError(f"expected years (1974-1992 or 1974-), found {text!r}")
        return cls(int(match[2]), int(match[3]) if match[3] else None, not match[1])

    def __str__(self) -> str:
        return f"{'' if self.whole else '~'}{self.first}-{self.last or ''}"


class Serial(NamedTuple):
    """A journal: its number at NLM, title, further titles and abbreviations, ISSNs, years, and what it continues.

    ``continues`` are numbers and ISSNs of journals that this one continues, or that continue it, under another title.
    """

    id: str
    title: str
    names: tuple[str, ...] = ()
    issns: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    continues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whether registries hold a journal for a year.

    ``known`` is True where they do, False where they know the journal and do not hold that year, None where no list
    says. ``title`` is the journal's title where a list has it, and ``source`` says which list and of which date.
    """

    known: bool | None = None
    title: str | None = None
    source: str | None = None


class Serials:
    """A list of journals, with look-ups by title, abbreviation and ISSN.

    ``source`` says where it is from, ``date`` of which day it is (YYYY-MM-DD, or less).

    >>> list_ = Serials([Serial("7", "Journal of Ways : JoW", ("J Ways",), ("2049-3630",), (Span(1974, 1992),))])
    >>> list_.coverage("J. Ways", year=1980).known, list_.coverage("J Ways", year=2001).known
    (True, False)
    >>> list_.coverage("Journal of Ways", year=1974)  # the first volume may be indexed in part
    Coverage(known=None, title='Journal of Ways : JoW', source=None)
    """

    def __init__(self, serials: Iterable[Serial], source: str | None = None, date: str | None = None) -> None:
        self.all: Sequence[Serial] = tuple(serials)
        self.source = source
        self.date = date

    def __len__(self) -> int:
        return len(self.all)

    def find(self, name: str | None = None, issns: Iterable[str] = ()) -> tuple[Serial, ...]:
        """Return the journals with one of these ISSNs, else with this title or abbreviation: several may share it.

        A whole title comes before one that agrees only without its subtitle or the place in brackets.
        """
        places = dict.fromkeys(
            place for issn in issns if (known := normalize_issn(issn)) for place in self._by_issn.get(known, ())
        )
        if not places and name:
            places = dict.fromkeys(self._whole.get(_key(name), ()) or self._bare.get(_key(_bared(name)), ()))
        return tuple(self.all[place] for place in places)

    def coverage(self, name: str | None = None, issns: Iterable[str] = (), year: int | None = None) -> Coverage:
        """Say whether the registries hold a journal for a year; where several journals fit, only what all agree on."""
        found = self.find(name, issns)
        if not found:
            return Coverage()
        held = {self._holds(serial, year) for serial in found}
        known = held.pop() if len(held) == 1 else None
        said = ", ".join(part for part in (self.source, self.date) if part)
        return Coverage(known, found[0].title, said or None)

    def abbreviation(self, name: str) -> str | None:
        """Return what a journal's name is in a list of abbreviations: itself if it is one; None where that is unknown.

        >>> list_ = Serials([Serial("7", "Journal of Ways", ("J. Ways", "JoW")), Serial("8", "Journal of Roads")])
        >>> [list_.abbreviation(name) for name in ("Journal of Ways", "JoW", "Journal of Roads", "Roads")]
        ['J. Ways', 'JoW', None, None]
        """
        found = self.find(name)
        if not found or not all(serial.names for serial in found):
            return None
        if letters(name) in {letters(short) for serial in found for short in serial.names}:
            return name
        first = {letters(serial.names[0]): serial.names[0] for serial in found}
        return first.popitem()[1] if len(first) == 1 else None  # two journals of one name

    def same(self, a: str, b: str) -> bool | None:
        """Tell whether two ISSNs or titles are of one journal, renamed or not; None where the list does not say.

        >>> old, new = Serial("7", "Ways", (), ("2049-3630",)), Serial("8", "New Ways", (), ("0043-5341",), (), ("7",))
        >>> Serials([old, new]).same("2049-3630", "New Ways"), Serials([old, new]).same("Ways", "Roads")
        (True, None)
        """
        ours, theirs = self._places(a), self._places(b)
        if not ours or not theirs:
            return None
        if ours & theirs:
            return True
        known = any(self.all[place].issns for place in ours) and any(self.all[place].issns for place in theirs)
        reached = self._reached(ours)
        return True if reached & theirs else False if known else None

    def _holds(self, serial: Serial, year: int | None) -> bool | None:
        """Tell whether the years of a journal include one; the first and the last of them do not say."""
        if year is None or not serial.spans:
            return None
        dated = _YEAR_OF_LIST.match(self.date or "")
        newest = int(dated[0]) if dated else 9999
        if year >= newest:  # a list knows nothing of what came after it
            return None
        around = [span for span in serial.spans if span.first <= year <= (span.last or newest)]
        if any(span.whole and span.first < year < (span.last or newest) for span in around):
            return True
        return None if around else False

    def _places(self, given: str) -> set[int]:
        issn = normalize_issn(given)
        if issn:
            return set(self._by_issn.get(issn, ()))
        return set(self._whole.get(_key(given), ()))

    def _reached(self, places: set[int]) -> set[int]:
        """Return the journals that these continue, or are continued by, in any number of steps."""
        reached, edge = set(places), set(places)
        while edge:
            edge = {other for place in edge for other in self._links.get(place, ())} - reached
            reached |= edge
        return reached

    @cached_property
    def _by_issn(self) -> dict[str, tuple[int, ...]]:
        found: defaultdict[str, tuple[int, ...]] = defaultdict(tuple)
        for place, serial in enumerate(self.all):
            for issn in serial.issns:
                found[issn] += (place,)
        return found

    @cached_property
    def _whole(self) -> dict[str, tuple[int, ...]]:
        return self._keyed([(place, name) for place, s in enumerate(self.all) for name in (s.title, *s.names)])

    @cached_property
    def _bare(self) -> dict[str, tuple[int, ...]]:
        return self._keyed([(place, _bared(serial.title)) for place, serial in enumerate(self.all)])

    @staticmethod
    def _keyed(named: Sequence[tuple[int, str]]) -> dict[str, tuple[int, ...]]:
        found: defaultdict[str, tuple[int, ...]] = defaultdict(tuple)
        for (place, _), key in zip(named, _keys([name for _, name in named]), strict=True):
            if key and place not in found[key]:
                found[key] += (place,)
        return dict(found)

    @cached_property
    def _links(self) -> dict[int, set[int]]:
        by_id = {serial.id: place for place, serial in enumerate(self.all) if serial.id}
        found: defaultdict[int, set[int]] = defaultdict(set)
        for place, serial in enumerate(self.all):
            for other in serial.continues:
                there = self._by_issn.get(other, ()) if other not in by_id else (by_id[other],)
                for target in there:
                    found[place].add(target)
                    found[target].add(place)
        return found


def coverage(name: str | None = None, issns: Iterable[str] = (), year: int | None = None) -> Coverage:
    """Say whether the registries hold a journal for a year, by the user's list of journals or else the shipped one.

    Raises DataError where the user's list cannot be read.

    >>> coverage("Journal of Invented Roads", ["1234-5679"], 2001)
    Coverage(known=None, title=None, source=None)
    """
    return current().coverage(name, issns, year)


def same_serial(a: str, b: str) -> bool | None:
    """Tell whether two ISSNs or titles are of one journal, renamed or not; None where the list does not say.

    Raises DataError where the user's list cannot be read.

    >>> same_serial("Journal of Invented Roads", "Journal of Invented Ways") is None
    True
    """
    return current().same(a, b)


def own_list() -> Path:
    """Return where the user's list of journals is, or would be: in a variable's place, or the folder for data."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else data_folder() / "journals.tsv"


def current() -> Serials:
    """Return the user's list of journals, else the shipped one. Raises DataError where it cannot be read."""
    path = own_list()
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return _shipped()
    return _own(path, changed)


@lru_cache(maxsize=1)
def _own(path: Path, _changed: int) -> Serials:
    return read_list(path)


@lru_cache(maxsize=1)
def _shipped() -> Serials:
    text = Path(__file__).with_name("journals.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")][1:]
    serials = (Serial("", title, (abbreviation,)) for title, abbreviation in rows)
    return Serials(serials, "the shipped titles of JabRef 3.8.2", "2017")


def read_list(path: Path) -> Serials:
    """Read a list of journals as ``list_text`` writes it. Raises DataError at what is none."""
    try:
        return _read(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"expected a list of journals ({error})", place=str(path)) from error


def _read(text: str) -> Serials:
    said = dict(line[2:].split(": ", 1) for line in text.split("\n", 8)[:8] if _SAID.match(line))
    head, *rows = [line for line in text.split("\n") if line and not line.startswith("#")]
    if head != "\t".join(COLUMNS):
        raise ValueError(f"expected the columns {', '.join(COLUMNS)}, found {head[:80]!r}")
    return Serials(map(_serial, rows), said.get("Source"), said.get("Date"))


def list_text(serials: Serials) -> str:
    """Return a list of journals as a table that ``read_list`` reads."""
    lines = [
        "# Journals that NLM lists: number, title, further names, ISSNs, years indexed (~ in part), what it continues",
        f"# Source: {serials.source or 'unknown'}",
        f"# Date: {serials.date or 'unknown'}",
        "# Licence: the terms of the U.S. National Library of Medicine",
        "\t".join(COLUMNS),
    ]
    for serial in serials.all:
        cells = (serial.names, serial.issns, map(str, serial.spans), serial.continues)
        lines.append("\t".join(map(squeeze, [serial.id, serial.title, *map(BETWEEN.join, cells)])))
    return "\n".join(lines) + "\n"


def _serial(row: str) -> Serial:
    number, title, *cells = row.split("\t")
    names, issns, spans, continues = (tuple(cell.split(BETWEEN)) if cell else () for cell in cells)
    return Serial(number, title, names, issns, tuple(map(Span.read, spans)), continues)


def _bared(name: str) -> str:
    """Return a title without its subtitle, the place in brackets behind it, and the article before it."""
    return _LEADING.sub("", _BRACKETED.sub("", _SUBTITLE.split(name, maxsplit=1)[0]), count=1)


def _key(name: str) -> str:
    return _keys([name.replace("\n", " ")])[0]


def _keys(names: Sequence[str]) -> list[str]:
    """Reduce names to their small letters without accents, all at once: one by one takes ten times as long."""
    text = unicodedata.normalize("NFKD", "\n".join(names).casefold().replace("&", "and"))
    for mark in {character for character in set(text) if not character.isalnum()} - {"\n"}:
        text = text.replace(mark, "")
    return text.split("\n")
