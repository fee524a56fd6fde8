"""Works that a text may cite in a way that is not read surely: no such work is called uncited."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from ivigref.manuscripts.listed import Entry
from ivigref.manuscripts.systems import Reading
from ivigref.patterns import lazy
from ivigref.text import letters

__all__ = ["mentioned"]

_WORD = lazy(r"[^\W\d_][\w'’-]*")
_NUMBER = lazy(r"(?<![\w.])\d{1,4}(?![\w.]\d|\w)")
_NEAR = 150  # characters behind a name in which its year may stand
_CELL = 30  # characters of a cell that holds numbers alone


def mentioned(reading: Reading) -> set[int]:
    """Return the works, by their places in the list, that the text may cite although no citation of them is read."""
    if reading.cited.system == "numbers":
        return _in_other_forms(reading) | _in_cells(reading)
    if reading.cited.system == "author-year":
        return _named(reading)
    return set()


def _in_other_forms(reading: Reading) -> set[int]:
    """Return the works whose number a table, a caption or a note has in another form than the text."""
    return {place for number in reading.other_numbers for place in reading.numbers.get(number, ())}


def _in_cells(reading: Reading) -> set[int]:
    """Return the works whose number stands alone in a cell of a table."""
    cells = (p.text for p in reading.passages if p.where == "table" and len(p.text.strip()) <= _CELL)
    numbers = {
        int(match[0]) for text in cells if not re.search(r"[^\W\d_]|[.%±]", text) for match in _NUMBER.finditer(text)
    }
    return {place for number in numbers for place in reading.numbers.get(number, ())}


def _named(reading: Reading) -> set[int]:
    """Return the works whose first author's name stands near their year, if that is no other citation's."""
    wanted: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for entry in reading.listed.entries:
        for spelling in _spellings(entry):
            wanted[spelling].append((entry.place, str(entry.year or "")))
    taken: defaultdict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for one in reading.dated:
        if one.entries:
            taken[one.passage.part, one.passage.paragraph].append((one.start, one.end))
    found: set[int] = set()
    for passage in reading.passages:
        text = _without(passage.text, taken[passage.part, passage.paragraph])
        for match in _WORD.finditer(passage.text):
            for place, year in wanted.get(letters(match[0]), ()):
                if year in text[match.start() : match.end() + _NEAR]:
                    found.add(place)
    return found


def _spellings(entry: Entry) -> set[str]:
    """Return how a single word may name the first author: of a group, by the last word of its name."""
    whole = {spelling for spelling in (entry.authors[0] if entry.authors else ()) if len(spelling) > 1}
    first = entry.reference.authors[0] if entry.reference.authors else None
    return whole | {letters(first.literal.split()[-1])} if first is not None and first.literal else whole


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Blank out stretches of a text, which come in its order."""
    pieces: list[str] = []
    place = 0
    for start, end in spans:
        if end > place:
            pieces += (text[place : max(place, start)], " " * (end - max(place, start)))
            place = end
    return "".join((*pieces, text[place:]))
