"""Where in its file each finding is: line and column of the printed value."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from ivigref.model import Checked, Finding, Place, Reference
from ivigref.text import Lines

__all__ = ["Region", "Span", "find_printed", "located", "region_of"]

# Fields in the order in which a reference prints them: a number is looked for behind what comes before it.
_PRINTED_ORDER = ("authors", "title", "container_title", "year", "volume", "issue", "pages", "doi", "pmid")
_WORD = re.compile(r"\S+")
_LETTERS = re.compile(r"\w*")


class Region(NamedTuple):
    """A place in a file: lines and columns count from 1, in characters; ``end_column`` is the first one after it.

    ``end_column`` is None where only the beginning of the item is known.
    """

    line: int
    column: int = 1
    end_line: int | None = None
    end_column: int | None = None


class Span(NamedTuple):
    """A place in a text."""

    start: int
    end: int


def located(checked: Checked) -> Iterator[tuple[Finding, Region | None]]:
    r"""Yield every finding with its place in the file, the list's own first.

    >>> from ivigref import Citation, parse
    >>> text = "References\n1. Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8."
    >>> finding = Finding(check="year-differs", severity="error", field="volume", printed="16", message="", line=2)
    >>> citation = Citation(reference=parse(text)[0])
    >>> [region] = [region for _, region in located(Checked([citation], [[finding]], ["findings"], text=text))]
    >>> region.line, text.splitlines()[1][region.column - 1 : region.end_column - 1]
    (2, '16')
    """
    for problem in checked.problems:
        cited = next((region for place in problem.places if (region := region_of(place))), None)
        yield problem, cited or (Region(problem.line) if problem.line and not problem.places else None)
    lines = Lines(checked.text or "", parted="")
    starts = sorted({c.reference.line for c in checked.citations if c.reference.line is not None})
    ends = {start: following - 1 for start, following in pairwise(starts)}
    for citation, found, _ in checked.rows():
        for finding in found:
            if finding.line is None:
                yield finding, None
            else:
                item = lines[finding.line - 1 : ends.get(finding.line)]
                yield finding, _locate(finding, citation.reference, item)


def region_of(place: Place) -> Region | None:
    """Return the region of a place in the text of a file; None in what has pages or no lines, or in another file.

    >>> from ivigref.model import Place
    >>> region_of(Place(paragraph=1, line=3, column=5, end_line=3, end_column=8))
    Region(line=3, column=5, end_line=3, end_column=8)
    >>> region_of(Place(paragraph=1, page=2, line=3))
    """
    if place.line is None or place.page is not None or place.part != "document":
        return None
    return Region(place.line, place.column or 1, place.end_line, place.end_column)


def _locate(finding: Finding, reference: Reference, item: Sequence[str]) -> Region:
    """Find the printed value in the lines of its item; where it cannot be found, the item begins there."""
    start = finding.line or 1
    text = "\n".join(item)
    at_start = Region(start, len(text) - len(text.lstrip()) + 1 if item and not item[0].isspace() else 1)
    if not finding.field or not finding.printed:
        return at_start
    match = _entry_field(finding, text) or find_printed(finding, reference, text)
    return at_start if match is None else _region(text, start, *match)


def _entry_field(finding: Finding, text: str) -> Span | None:
    """Find the value of a field of a BibTeX entry."""
    if not text.lstrip().startswith("@"):
        return None
    from ivigref.formats.bibtex_editing import value_place  # noqa: PLC0415  (60 ms that only BibTeX needs)

    found = value_place(text, finding.field or "")
    return None if found is None else Span(*found)


def find_printed(finding: Finding, reference: Reference, text: str) -> Span | None:
    """Find the value that a finding is about in the text of its item, behind what is printed before it."""
    printed = _Printed(text)
    place = 0
    for field in _PRINTED_ORDER:
        if field == finding.field:
            return printed.find(finding.printed or "", place) or printed.find(finding.printed or "")
        value = getattr(reference, field)
        shown = value[-1].surname if field == "authors" and value else value
        if shown and (found := printed.find(str(shown), place)):
            place = found.end
    return None


class _Printed:
    """A text in which values are looked for as they were printed: over line ends, never inside a longer word or number.

    Python finds a text in a text in linear time; a pattern would begin anew at every word.
    """

    def __init__(self, text: str) -> None:
        self._words = [match.span() for match in _WORD.finditer(text)]
        self._text = " ".join(text[start:end] for start, end in self._words)
        lengths = (end - start + 1 for start, end in self._words)
        self._places = list(accumulate(lengths, initial=0))  # where each word begins between single blanks

    def find(self, value: str, place: int = 0) -> Span | None:
        """Return the first place from here on, or None where the value is not printed."""
        wanted = " ".join(value.split())
        at = self._inside(place)
        while wanted and (at := self._text.find(wanted, at)) >= 0:
            end = at + len(wanted)
            if wanted[0].isalnum() and _is_word(self._text[at - 1 : at]):
                at = _LETTERS.match(self._text, at).end()  # type: ignore[union-attr]  # it may be empty
            elif _is_word(self._text[at - 1 : at]) or _is_word(self._text[end : end + 1]):
                at += 1
            else:
                return Span(self._outside(at), self._outside(end - 1) + 1)
        return None

    def _inside(self, place: int) -> int:
        word = bisect_right(self._words, (place, len(self._text) + place)) - 1
        if word < 0:
            return 0
        start, end = self._words[word]
        return self._places[word] + min(place, end) - start

    def _outside(self, at: int) -> int:
        word = bisect_right(self._places, at) - 1
        return self._words[word][0] + at - self._places[word]


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _region(text: str, first_line: int, start: int, end: int) -> Region:
    return Region(
        first_line + text.count("\n", 0, start),
        start - (text.rfind("\n", 0, start) + 1) + 1,
        first_line + text.count("\n", 0, end),
        end - (text.rfind("\n", 0, end) + 1) + 1,
    )
