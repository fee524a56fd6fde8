"""What of a manuscript's citations does not go with its list: a function for each system, and those of all."""

from __future__ import annotations

import difflib
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import inf
from typing import Any

from ivigref.checks.listed import twins
from ivigref.manuscripts.author_year import Dated
from ivigref.manuscripts.fielded import held
from ivigref.manuscripts.listed import Entry
from ivigref.manuscripts.mentions import mentioned
from ivigref.manuscripts.order import out_of_order
from ivigref.manuscripts.systems import Reading
from ivigref.model import Check, Citation, Finding, Severity
from ivigref.model.in_text import Place
from ivigref.text import counted, letters

__all__ = ["findings"]

_CLOSE = 0.8  # how alike a key is to the one that was meant
_SHOWN = 20  # works that a message names
_KEYS = 3_000  # of a list with which one is compared
_BEYOND = (
    5  # numbers, or a fifth of them, by which a list may be too short; a higher one that is not in brackets is a power
)
_NAMING = 1900  # before this year an author in parentheses mostly named a species: "Lamna nasus (Bonnaterre, 1788)"


def findings(reading: Reading, citations: Sequence[Citation]) -> Iterator[Finding]:
    """Yield what does not go with the list; ``citations`` are the list's works, joined to their records or not.

    Nothing is found where it is not sure how the text cites, and a note says so.
    """
    cited = reading.cited
    if cited.system is None:
        if cited.remark:
            yield Finding.of(Check.CITATIONS_UNREAD, cited.remark)
        return
    yield from _BY_SYSTEM[cited.system](reading, citations)
    yield from _not_cited(reading, citations)
    yield from _cited_twice(reading, citations)


def _of(citations: Sequence[Citation], target: int) -> dict[str, Any]:
    """Return what a finding says of the work that it is about."""
    one = citations[target]
    return {"number": one.number, "key": one.key, "line": one.reference.line}


def _called(citations: Sequence[Citation], target: int) -> str:
    one = citations[target]
    return f"reference {one.number}" if one.number is not None else one.key or f"item {target + 1}"


# --- numbers ----------------------------------------------------------------------------------------------------------


def _by_number(reading: Reading, citations: Sequence[Citation]) -> Iterator[Finding]:
    unlisted: defaultdict[int, list[Place]] = defaultdict(list)
    highest = _highest(reading)
    for citation in reading.cited:
        for number in dict.fromkeys(citation.numbers) if citation.is_sure else ():
            if number not in reading.numbers and number <= highest:
                unlisted[number].append(citation.place)
    for number, places in unlisted.items():
        message = f"{number} is cited ({_at(places)}) and is not in the list, which has {_spanned(reading)}"
        yield Finding.of(Check.CITED_NOT_LISTED, message, printed=str(number), places=tuple(places))
    yield from _dangling(reading, frozenset(place for places in unlisted.values() for place in places))
    yield from _stale(reading, citations)
    yield from _backwards(reading)
    yield from _unordered(reading, citations)


def _highest(reading: Reading) -> float:
    """Return the highest number that may be that of a work which a list lacks."""
    if reading.form in {"brackets", "linked"}:
        return inf
    last = max(reading.numbers, default=0)
    return last + max(_BEYOND, last // 5)


def _dangling(reading: Reading, reported: frozenset[Place]) -> Iterator[Finding]:
    """Report links that lead to no entry, where the others do; what is cited there may be reported by its number."""
    links = [(p, mark) for p in reading.passages for mark in p.marks if mark.kind == "link" and mark not in held(p)]
    leading = sum(mark.value in reading.anchors for _, mark in links)
    lost: defaultdict[str, list[Place]] = defaultdict(list)
    for passage, mark in links if leading * 2 > len(links) else ():
        if mark.value not in reading.anchors:
            lost[mark.value].append(passage.place(mark.start, mark.end))
    around = {(place.part, place.paragraph): place for place in reported}
    for name, places in lost.items():
        if any((p.part, p.paragraph) in around and around[p.part, p.paragraph].start <= p.start for p in places):
            continue
        message = f"the cross-reference {name} ({_at(places)}) leads to no entry of the list"
        yield Finding.of(Check.CITATION_KEY_MISSING, message, printed=name, places=tuple(places))


def _stale(reading: Reading, citations: Sequence[Citation]) -> Iterator[Finding]:
    """Report numbers that are not those of the works in their citation field, as where a list was edited by hand."""
    for found in reading.found:
        marks = [mark for mark in held(found.passage) if mark.start < found.end and found.start < mark.end]
        meant = {target for mark in marks for target in reading.anchors.get(mark.value, ())}
        shown = {target for number in found.numbers for target in reading.numbers.get(number, ())}
        if not meant or len(shown) != len(found.numbers) or meant == shown:
            continue
        place = found.passage.place(found.start, found.end)
        held_works = ", ".join(_called(citations, target) for target in sorted(meant))
        message = f"{place.printed} is cited ({place}), and its citation field holds {held_works}"
        yield Finding.of(Check.FIELD_DIFFERS, message, printed=place.printed, places=(place,))


def _spanned(reading: Reading) -> str:
    numbers = [number for number in reading.numbers if number > 0]
    return f"{min(numbers)} to {max(numbers)}"


def _backwards(reading: Reading) -> Iterator[Finding]:
    for found in reading.found:
        for first, last in found.backwards if found.is_sure else ():
            place = found.passage.place(found.start, found.end)
            message = f"the range {first}–{last} runs backwards ({place})"
            printed = f"{first}–{last}"
            yield Finding.of(Check.CITATION_RANGE_BACKWARDS, message, printed=printed, places=(place,))


def _unordered(reading: Reading, citations: Sequence[Citation]) -> Iterator[Finding]:
    """Report works whose number is too high or too low for where they are first cited in the text.

    A table stands elsewhere than where it is mentioned, so that what it cites is left out.
    """
    if not _is_whole(reading, _lost(reading)):
        return
    elsewhere = {n for one in reading.cited if one.place.where != "text" for n in one.numbers}
    first: dict[int, Place] = {}
    for one in reading.cited:
        if one.is_sure and one.place.where == "text":
            for number in one.numbers:
                if number in reading.numbers and number not in elsewhere:
                    first.setdefault(number, one.place)
    order = list(first)
    places = {number: place for place, number in enumerate(order)}
    for number in out_of_order(order):
        place = places[number]
        before = max(order[:place], default=0)
        after = min(order[place + 1 :], default=number)
        other = f"before {after}" if after < number else f"after {before}"
        message = f"{number} is first cited {other} ({first[number]})"
        yield Finding.of(
            Check.CITATION_ORDER, message, printed=str(number), places=(first[number],),
            **_of(citations, reading.numbers[number][0]),
        )  # fmt: skip


# --- author and year --------------------------------------------------------------------------------------------------


def _by_author_year(reading: Reading, citations: Sequence[Citation]) -> Iterator[Finding]:
    exact = {e.place for one in reading.dated if one.verdict == "linked" and one.is_exact for e in one.entries}
    grouped: defaultdict[tuple[object, ...], list[Dated]] = defaultdict(list)
    for one in reading.dated:
        if one.is_sure and one.verdict != "none":
            grouped[one.names, one.et_al, one.year, one.verdict, tuple(e.place for e in one.entries)].append(one)
    for each in grouped.values():
        yield from _of_dated(each, citations, exact)


def _of_dated(each: Sequence[Dated], citations: Sequence[Citation], exact: set[int]) -> Iterator[Finding]:
    one = each[0]
    places = tuple(dict.fromkeys(other.passage.place(other.start, other.end) for other in each))
    shown = f"“{_printed(one)}” is cited ({_at(places)})"
    nearest = one.entries[0] if one.entries else None
    said = {} if nearest is None else _of(citations, nearest.place)
    if one.verdict == "year" and nearest is not None and nearest.place not in exact and _is_slip(one.year, nearest):
        message = f"{shown}, and the list has {_either(one.entries)}"
        yield Finding.of(
            Check.CITATION_YEAR_DIFFERS, message, field="year", printed=one.year,
            recorded=f"{nearest.year or ''}{nearest.suffix}" or None, places=places, **said,
        )  # fmt: skip
    elif one.verdict == "name" and nearest is not None:
        message = f"{shown}, and the list has {_either(one.entries)}"
        yield _name_differs(one, nearest, message, places, said)
    elif one.verdict in {"unlisted", "year"} and not _names_a_species(one):
        more = f"; the nearest is {nearest.name}" if nearest else ""
        message = f"{shown} and is not in the list{more}"
        yield Finding.of(Check.CITED_NOT_LISTED, message, printed=_printed(one), places=places)
    elif one.verdict == "linked" and nearest is not None and len(one.entries) == 1:
        yield from _spelling(one, nearest, shown, places, said, is_cited_elsewhere=nearest.place in exact)


def _names_a_species(one: Dated) -> bool:
    """Tell whether it is rather the author of a name of biology than a citation, by its year."""
    figures = one.year[:4]
    return figures.isdecimal() and int(figures) < _NAMING


def _is_slip(year: str, entry: Entry) -> bool:
    """Tell whether a year is another's by one figure, or by its letter, and not that of another work."""
    figures, right = year.rstrip("abcdefghijklmnopqrstuvwxyz"), str(entry.year)
    if not figures.isdecimal() or entry.year is None:
        return False
    return sum(a != b for a, b in zip(figures, right, strict=True)) <= 1 or abs(int(figures) - entry.year) <= 1


def _either(entries: Iterable[Entry]) -> str:
    return " or ".join(dict.fromkeys(entry.name for entry in entries))


def _printed(one: Dated) -> str:
    return f"{' and '.join(one.names)}{' et al.' if one.et_al else ''} {one.year}"


def _name_differs(
    one: Dated,
    entry: Entry,
    message: str,
    places: tuple[Place, ...],
    said: dict[str, Any],
    *,
    severity: Severity | None = None,
) -> Finding:
    authors = [name.surname for name in entry.reference.authors[: max(len(one.names), 1)]]
    return Finding.of(
        Check.CITATION_NAME_DIFFERS,
        message,
        severity=severity,
        field="authors",
        printed=" and ".join(one.names),
        recorded=" and ".join(authors) or None,
        places=places,
        **said,
    )


def _spelling(
    one: Dated,
    entry: Entry,
    shown: str,
    places: tuple[Place, ...],
    said: dict[str, Any],
    *,
    is_cited_elsewhere: bool,
) -> Iterator[Finding]:
    """Report names that lead to a work and are not spelt, or not so many, as the list has them."""
    authors = entry.reference.authors
    if not authors or any(name == "authors" for name, _ in entry.reference.doubts):
        return
    has = f"the list has {entry.name}"
    if not one.is_exact and len(one.names) > 1 and entry.is_whole and not is_cited_elsewhere:
        yield _name_differs(one, entry, f"{shown}, and {has}", places, said)
    elif one.et_al and entry.is_whole and len(one.names) == 1 and len(authors) <= 2:  # noqa: PLR2004  (of whom both are named)
        few = "two authors" if len(authors) > 1 else "one author"
        yield _name_differs(one, entry, f"{shown}, and {has}, which has {few}", places, said, severity="note")
    elif authors[0].family and _differs_by_an_accent(one.names[0], entry):
        yield _name_differs(one, entry, f"{shown}, and {has}", places, said, severity="note")


def _differs_by_an_accent(name: str, entry: Entry) -> bool:
    author = entry.reference.authors[0]
    known = {_without_marks(text) for text in (author.family, author.surname) if text}
    last = [_without_marks(" ".join(name.split()[place:])) for place in range(len(name.split()))]
    alike = {letters(text) for text in known} & {letters(text) for text in last}
    return bool(alike) and not known & set(last)


def _without_marks(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFC", name).casefold() if c.isalnum())


# --- keys -------------------------------------------------------------------------------------------------------------


def _by_key(reading: Reading, citations: Sequence[Citation]) -> Iterator[Finding]:
    del citations
    lost: defaultdict[str, list[Place]] = defaultdict(list)
    for citation in reading.cited:
        for key in citation.keys:
            if key not in reading.keys and citation.is_sure:
                lost[key].append(citation.place)
    known = list(reading.keys)[:_KEYS]
    for key, places in lost.items():
        near = difflib.get_close_matches(key, known, 1, _CLOSE)
        more = f"; the nearest is {near[0]}" if near else ""
        message = f"the key {key} is cited ({_at(places)}) and is not in the list{more}"
        yield Finding.of(
            Check.CITATION_KEY_MISSING, message, printed=key, recorded=near[0] if near else None, places=tuple(places)
        )


# --- of all -----------------------------------------------------------------------------------------------------------


def _not_cited(reading: Reading, citations: Sequence[Citation]) -> Iterator[Finding]:
    """Report works that nothing in the text can mean; where these are too many, some of the text is not read."""
    lost = _lost(reading)
    if not _is_whole(reading, lost):
        numbers = ", ".join(_called(citations, target) for target in lost[:_SHOWN])
        more = f" and {len(lost) - _SHOWN} more" if len(lost) > _SHOWN else ""
        message = (
            f"{counted(len(lost), 'listed work')} {'is' if len(lost) == 1 else 'are'} not found in the text, so that"
            f" some of it may not be read: {numbers}{more}"
        )
        yield Finding.of(Check.CITATIONS_UNREAD, message)
        return
    for target in lost:
        message = f"{_called(citations, target)} is not cited in the text"
        yield Finding.of(Check.LISTED_NOT_CITED, message, **_of(citations, target))


def _lost(reading: Reading) -> list[int]:
    """Return the works that nothing in the text can mean; a file of a library holds others by right."""
    nearly = {entry.place for one in reading.dated for entry in one.entries}
    known = mentioned(reading) | reading.cited.cited | nearly
    return [target for target, one in enumerate(reading.references) if target not in known and not one.origins]


def _is_whole(reading: Reading, lost: Sequence[int]) -> bool:
    """Tell whether the text is read as a whole: where many works are not found, a table or a picture may cite them."""
    is_pdf = any(passage.page for passage in reading.passages[:1])
    few, share = (3, 0.05) if is_pdf else (5, 0.2)
    return len(lost) <= max(few, share * len(reading.references))


def _cited_twice(reading: Reading, citations: Sequence[Citation]) -> Iterator[Finding]:
    where = reading.cited.places
    for later, earlier in twins(citations):
        if later in where and earlier in where:
            one, other = _called(citations, earlier), _called(citations, later)
            places = (*where[earlier], *where[later])
            message = f"one work is cited as {one} ({_at(where[earlier])}) and as {other} ({_at(where[later])})"
            yield Finding.of(Check.CITED_TWICE, message, places=places, **_of(citations, later))


def _at(places: Sequence[Place]) -> str:
    """Say where something stands: the first place, and how many more there are."""
    more = len(places) - 1
    return f"{places[0]}" + (f" and {counted(more, 'more place')}" if more else "")


_BY_SYSTEM: dict[str, Callable[[Reading, Sequence[Citation]], Iterator[Finding]]] = {
    "numbers": _by_number,
    "author-year": _by_author_year,
    "keys": _by_key,
}
