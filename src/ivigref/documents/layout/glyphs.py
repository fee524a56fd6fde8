"""Characters where they are printed, and their pages: what is known of a PDF before anything reads it."""

from __future__ import annotations

from typing import NamedTuple


class Glyph(NamedTuple):
    """A character where it is printed, in points from the top left of its page.

    ``left`` to ``bottom`` is the box of its ink, ``start`` and ``end`` are where its room in the line begins and ends.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    start: float
    end: float
    is_generated: bool = False  # no glyph of the page, but what is read between two: a blank, the end of a line
    is_unmapped: bool = False  # the font does not say which character it is
    is_repaired: bool = False  # another character stands in the file

    @property
    def middle(self) -> float:
        """The middle of its width."""
        return (self.left + self.right) / 2


class Page(NamedTuple):
    """A page: its place in its file, from 1, its size in points, and its characters in the order of its contents."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph]
