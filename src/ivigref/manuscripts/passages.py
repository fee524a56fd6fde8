"""The body of a manuscript as passages: paragraphs, cells, captions and notes, each with its place and its marks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from ivigref.model.in_text import Place, Where
from ivigref.patterns import lazy

_SENTENCE_END = lazy(r"(?<=[.!?])[\"”’')\]]?\s+(?=[\"“‘'(\[]?[^\W\d_a-z])")
_ABBREVIATED = lazy(
    r"(?:\b(?:al|e\.g|i\.e|cf|vs|fig|figs|ref|refs|no|vol|p|pp|eq|ca|dr|prof|st)|\b[A-Z])\.$", re.IGNORECASE
)
# What citations of a text without marks have: a number, or what stands for a year.
_CITING = lazy(r"[\d⁰¹²³⁴-⁹]|in\spress|forthcoming|submitted|n\.\s?d\.", re.IGNORECASE)
BODY = 150  # words that a text has beside its list where it is a manuscript
_WORD_LENGTH = 2  # letters of the shortest
_LONGEST = 600  # characters of a sentence that a finding has
_WINDOW = 1_500  # characters around a citation in which its sentence is looked for

# raised: superscript; link: leads to a place in the list, named by the value; key: a key of the list; name: what may be
# one, as an account of a network is written alike; field: the result of a reference manager's field.
MarkKind = Literal["raised", "link", "key", "name", "field"]


class Mark(NamedTuple):
    """Characters of a passage that are more than text."""

    kind: MarkKind
    start: int
    end: int
    value: str = ""


class Break(NamedTuple):
    """Where in a file the characters of a passage from ``start`` on stand; ``column`` is None where it is not known."""

    start: int
    line: int
    column: int | None = None


class Passage(NamedTuple):
    """A stretch of text that a reader reads in one go."""

    text: str
    paragraph: int
    where: Where = "text"
    part: str = "document"
    page: int | None = None
    marks: tuple[Mark, ...] = ()
    breaks: tuple[Break, ...] = ()

    def place(self, start: int, end: int) -> Place:
        """Return where characters stand."""
        line, column = self._position(start)
        end_line, end_column = self._position(end)
        return Place(
            where=self.where,
            part=self.part,
            paragraph=self.paragraph,
            start=start,
            end=end,
            page=self.page,
            line=line,
            column=column,
            end_line=end_line if column else None,
            end_column=end_column,
            printed=" ".join(self.text[start:end].split()),
            sentence=self.sentence(start, end),
        )

    def _position(self, place: int) -> tuple[int | None, int | None]:
        if not self.breaks:
            return None, None
        at = self.breaks[max(0, bisect_right(self.breaks, (place, 1 << 60)) - 1)]
        return at.line, None if at.column is None else at.column + place - at.start

    def sentence(self, start: int, end: int) -> str:
        """Return the sentence in which characters stand; a long one is cut around them.

        >>> Passage("It is rare. Smith et al. (2019) saw two. It heals.", 1).sentence(12, 31)
        'Smith et al. (2019) saw two.'
        """
        first, last = max(0, start - _WINDOW), min(len(self.text), end + _WINDOW)
        begin = first
        for match in _SENTENCE_END.finditer(self.text, first, last):
            if _ABBREVIATED.search(self.text[max(first, match.start() - 8) : match.start()]):
                continue
            if match.end() <= start:
                begin = match.end()
            elif match.start() >= end:
                last = match.start()
                break
        begin, last = max(begin, start - _LONGEST // 2), min(last, end + _LONGEST // 2)
        return " ".join(self.text[begin:last].split())


def may_cite(passages: Sequence[Passage]) -> bool:
    """Tell whether passages may hold a citation, or are so long that a reader is told that none was found.

    >>> may_cite([Passage("Article PubMed", 1)]), may_cite([Passage("It is rare [1].", 1)])
    (False, True)
    """
    if sum(len(passage.text) for passage in passages) >= _WORD_LENGTH * BODY:
        return True
    return any(passage.marks or _CITING.search(passage.text) for passage in passages)


def paragraphs(text: str, first_line: int = 1) -> Iterator[tuple[int, int, tuple[Break, ...]]]:
    r"""Yield where the paragraphs of a text begin and end, which blank lines and pages part, with their lines.

    >>> [(a, b, [at.line for at in breaks]) for a, b, breaks in paragraphs("ab\ncd\n\nef")]
    [(0, 5, [1, 2]), (7, 9, [4])]
    """
    begin: int | None = None
    breaks: list[Break] = []
    place = 0
    for number, line in enumerate(text.split("\n"), first_line):
        if begin is not None and (line.startswith("\f") or not line.strip()):
            yield begin, place - 1, tuple(breaks)
            begin, breaks = None, []
        if line.strip():
            begin = place if begin is None else begin
            breaks.append(Break(place - begin, number, 1))
        place += len(line) + 1
    if begin is not None:
        yield begin, place - 1, tuple(breaks)
