"""The works of a list as an author-year citation names them: by surnames, groups, their abbreviations, and a year."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ivigref.model import Reference
from ivigref.names import Name
from ivigref.patterns import lazy
from ivigref.text import letters

__all__ = ["UNDATED", "Entry", "Listed", "is_near"]

UNDATED = lazy(
    r"in\s(?:press|prep(?:aration)?)|forthcoming|submitted|accepted|n\.\s?d\.|undated|no\sdate", re.IGNORECASE
)
_YEARS = lazy(r"(?<![\d.–-])((?:1[5-9]|20)\d\d)([a-z])?(?![\w])")
_CAPITALS = lazy(r"[A-Z]")
_SHORT = lazy(r"[\[(]([A-Z][A-Za-z-]{1,12})[\])]")
_FIRST_WORDS = lazy(r"[^\W\d_][\w'’.-]*(?:\s[^\W\d_][\w'’-]*){0,5}")
_ALII = lazy(r"\bet\s?al\b|\.\s?\.\s?\.|…|\bund\sandere|\band\sothers", re.IGNORECASE)
_OPENING = 400  # characters of an item in which its authors stand
_LONG = 8  # letters of a group's name that may stand anywhere
_SMALL_WORDS = frozenset(("and", "of", "for", "the", "on", "in", "to", "de", "la", "und", "für", "et", "des", "du"))


@dataclass(frozen=True)
class Entry:
    """One work: its place in the list, the spellings of each of its authors, and its years."""

    place: int
    reference: Reference
    authors: tuple[frozenset[str], ...]
    year: int | None
    suffix: str
    years: frozenset[int]
    is_undated: bool

    @property
    def name(self) -> str:
        """What a message calls it: Smith and Doe 2019."""
        names = [name.surname for name in self.reference.authors]
        first = names[0] if names else (self.reference.title or self.reference.raw)[:40]
        more = " et al." if len(names) > 2 or self.reference.et_al else f" and {names[1]}" if len(names) > 1 else ""  # noqa: PLR2004  (two are both named)
        dated = f"{self.year}{self.suffix}" if self.year else self.reference.date_text or "without a year"
        return f"{first}{more} {dated}"

    @property
    def is_whole(self) -> bool:
        """Whether all of its authors are known."""
        names = self.reference.authors
        return (
            not self.reference.et_al
            and not _ALII.search(self.reference.raw[:_OPENING])
            and all(n.family for n in names)
        )


@dataclass
class Listed:
    """The works of a list, found by the spellings of their first authors."""

    entries: tuple[Entry, ...]
    by_first: dict[str, list[Entry]] = field(default_factory=dict)

    @classmethod
    def of(cls, references: Iterable[Reference]) -> Listed:
        """Return the works of a list.

        >>> author = Name.parse("van der Heijde D")
        >>> listed = Listed.of([Reference(raw="van der Heijde D (1999b) Skin.", year=1999, authors=[author])])
        >>> sorted(listed.by_first), listed.entries[0].suffix
        (['heijde', 'vanderheijde'], 'b')
        """
        entries = tuple(_entry(place, reference) for place, reference in enumerate(references))
        by_first: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            for spelling in entry.authors[0] if entry.authors else ():
                by_first[spelling].append(entry)
        return cls(entries, dict(by_first))

    @cached_property
    def by_year(self) -> dict[int, list[Entry]]:
        """The works of each year."""
        found: defaultdict[int, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            if entry.year:
                found[entry.year].append(entry)
        return dict(found)

    @cached_property
    def groups(self) -> list[tuple[str, Entry]]:
        """The long names of groups, and what stands for a name where there is none."""
        named = (
            entry for entry in self.entries if (entry.authors and not entry.reference.authors[:1]) or _is_literal(entry)
        )
        return [(spelling, entry) for entry in named for spelling in entry.authors[0] if len(spelling) > _LONG]


def _is_literal(entry: Entry) -> bool:
    return bool(entry.reference.authors) and entry.reference.authors[0].literal is not None


def _entry(place: int, reference: Reference) -> Entry:
    spelled = tuple(frozenset(_spellings(name)) for name in reference.authors)
    spelled = tuple(filter(None, spelled)) or (frozenset(_without_authors(reference)),)
    opening = reference.raw[:_OPENING]
    years = [(int(match[1]), match[2] or "") for match in _YEARS.finditer(reference.raw)]
    year = reference.year or next((year for year, _ in years), None)
    suffix = next((suffix for other, suffix in years if other == year and suffix), "")
    undated = UNDATED.search(reference.date_text or opening) is not None
    return Entry(place, reference, spelled, year, suffix, frozenset(year for year, _ in years), undated or year is None)


def _spellings(name: Name) -> Iterator[str]:
    """Yield the ways in which a text may spell an author: with the particle or without, one of two surnames, short."""
    if name.literal is not None:
        yield from _of_group(name.literal)
        return
    family = name.family or ""
    yield letters(family)
    yield letters(name.surname)
    parts = re.split(r"[\s-]+", family)
    if len(parts) > 1:
        yield letters(parts[0])
        yield letters(parts[-1])


def _of_group(literal: str) -> Iterator[str]:
    yield letters(_SHORT.sub("", literal))
    yield from (letters(match[1]) for match in _SHORT.finditer(literal))
    words = re.findall(r"[^\W\d_]+", _SHORT.sub("", literal))
    if len(words) > 1:
        yield letters("".join(word[0] for word in words if word.casefold() not in _SMALL_WORDS))
        yield letters("".join(word[0] for word in words if word[0].isupper()))
    if words:
        yield letters(words[0])
    if 1 < len(words) < 4:  # noqa: PLR2004  (a person whose name was not taken apart)
        yield letters(words[-1])


def _without_authors(reference: Reference) -> Iterator[str]:
    """Yield by what a work without authors may be cited: the words that it begins with, its publisher or container."""
    for text in (reference.title, reference.publisher, reference.container_title):
        if text:
            yield from _of_group(text)
    if match := _FIRST_WORDS.match(reference.raw):
        words = match[0].split()
        yield from (letters(" ".join(words[:count])) for count in range(1, len(words) + 1))


def is_near(one: str, other: str) -> bool:
    """Tell whether two folded names differ by one letter, or two of them stand the wrong way round.

    >>> is_near("smith", "smyth"), is_near("smith", "smiht"), is_near("smith", "smithers"), is_near("lee", "lei")
    (True, True, False, False)
    """
    if min(len(one), len(other)) < 4 or abs(len(one) - len(other)) > 1 or one == other:  # noqa: PLR2004  (short names are near to many)
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def nearest(spelling: str, entries: Sequence[Entry]) -> list[Entry]:
    """Return the works whose first author's name is nearly this one."""
    return [entry for entry in entries if entry.authors and any(is_near(spelling, other) for other in entry.authors[0])]
