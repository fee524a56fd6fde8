"""The lines of a page, each with its box, in the order of the page's contents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

from ivigref.documents.layout.glyphs import Glyph, Page
from ivigref.documents.layout.letters import mended

# Hyphens with ink: what stands at the end of a line may be the word's own, which only reading tells.
_HYPHENS = str.maketrans(dict.fromkeys("\u00ad\u2010\u2011\ufffe\x02", "-"))
_BACK = 40.0  # points to the left that begin another line; a letter is put no further back over its neighbour
_APART = 0.4  # of a line's height that is between it and another one; what hangs over or under a line is nearer
_RAISED = 0.15  # of a font's size is a number raised
_GAP = 0.13  # of a font's size: so far apart are words; the blank of a font is a quarter, in a tight line half of that
_LOW_LETTERS = frozenset("acemnorsuvwxz")
_LOW = 0.45  # of a font's size is the height of these letters; that of capitals and digits is another in every font


class Line(NamedTuple):
    """A line of print: its text, its page (from 1), its box in points from the top left, and the size of its letters.

    ``base`` is where its letters stand, above what hangs below; ``repaired`` are those of its words in which characters
    were put right.
    """

    text: str
    page: int
    left: float
    top: float
    right: float
    bottom: float
    size: float = 0.0
    base: float = 0.0
    repaired: tuple[str, ...] = ()

    @property
    def height(self) -> float:
        """From its highest to its lowest letter."""
        return self.bottom - self.top


def lines_of(page: Page) -> list[Line]:
    """Return the lines of a page; what runs up or down its margin is left out.

    >>> page = Page(1, 100, 100, [Glyph("A", 10, 10, 16, 17, 10, 16), Glyph(".", 17, 16, 18, 17, 16, 18)])
    >>> [(line.text, line.left, line.right) for line in lines_of(page)]
    [('A.', 10, 18)]
    """
    found = (_line(run, page.number) for run in _runs(mended(page.glyphs)))
    return [line for line in found if line is not None]


def _runs(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Part the characters where the page has the end of a line."""
    run: list[Glyph] = []
    last: Glyph | None = None
    top = bottom = 0.0
    for glyph in glyphs:
        if glyph.text in "\r\n":
            yield run
            run, last = [], None
            continue
        if not glyph.is_generated and not glyph.text.isspace():
            if last is not None and _is_elsewhere(glyph, last.left, top, bottom):
                yield run
                run, last = [], None
            if last is None or glyph.top < top:
                top = glyph.top
            if last is None or glyph.bottom > bottom:
                bottom = glyph.bottom
            last = glyph
        run.append(glyph)
    yield run


def _is_elsewhere(glyph: Glyph, left: float, top: float, bottom: float) -> bool:
    """Tell whether a character begins another line: far to the left, or below or above what the line has so far."""
    apart = _APART * max(bottom - top, 4.0)
    return glyph.left < left - _BACK or glyph.top > bottom + apart or glyph.bottom < top - apart


def _line(run: Sequence[Glyph], page: int) -> Line | None:
    shown = [glyph for glyph in run if not glyph.is_generated and not glyph.text.isspace()]
    if not shown:
        return None
    left, right = min(g.left for g in shown), max(g.right for g in shown)
    top, bottom = min(g.top for g in shown), max(g.bottom for g in shown)
    if len(shown) > 3 and bottom - top > 3 * (right - left):  # noqa: PLR2004  (up or down the margin)
        return None
    low = [g.bottom - g.top for g in shown if g.text in _LOW_LETTERS]
    size = median(low) / _LOW if low else 0.0
    text, repaired = _text(run, size or bottom - top)
    return Line(text, page, left, top, right, bottom, size, median(g.bottom for g in shown), repaired) if text else None


def _text(run: Sequence[Glyph], size: float) -> tuple[str, tuple[str, ...]]:
    """Return a line's text, its words parted where its characters stand apart, and those that were repaired.

    A font that has narrow figures makes PDFium see blanks in "201 1", and a change of font hides one.
    """
    parts: list[str] = []
    marks: list[bool] = []
    last: Glyph | None = None
    blank: Glyph | None = None
    for glyph in run:
        if glyph.is_generated or glyph.text.isspace():
            blank = glyph if blank is None or blank.is_generated else blank
            continue
        if last is not None and _is_parted(last, blank, glyph, size):
            parts.append(" ")
            marks.append(False)
        parts.append(glyph.text)
        marks.append(glyph.is_repaired)
        last, blank = glyph, None
    text = "".join(parts).translate(_HYPHENS)
    return " ".join(text.split()), tuple(_words(parts, marks)) if any(marks) else ()


def _is_parted(last: Glyph, blank: Glyph | None, glyph: Glyph, size: float) -> bool:
    """Tell whether there is a blank between two characters; a raised number, as of a note, is no part of a word."""
    if (
        last.text.isdigit()
        and glyph.text.isalpha()
        and glyph.bottom - last.bottom > _RAISED * size
        and glyph.text.isupper()
    ):
        return True
    if blank is not None and not (blank.is_generated and (last.text.isdigit() or glyph.text.isdigit())):
        return True
    return glyph.start - last.end > _GAP * size


def _words(parts: Sequence[str], marks: Sequence[bool]) -> Iterator[str]:
    word, marked = "", False
    for part, mark in zip((*parts, " "), (*marks, False), strict=True):
        if part == " ":
            if marked:
                yield word
            word, marked = "", False
        else:
            word, marked = word + part, marked or mark
