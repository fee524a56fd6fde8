"""Where the items of a list end: at captions, notices and adverts, at other sizes of print, and after gaps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from statistics import median

from ivigref.data import alternatives, read_words
from ivigref.documents.edges import is_reference, may_end
from ivigref.documents.headings import is_after, is_heading_of_more
from ivigref.documents.layout.lines import Line
from ivigref.patterns import lazy

_OTHER_SIZE = 0.12  # of the size of a list's letters by which those of another text differ; italics differ by half
_CAPTION_GAP = 1.9  # times the height of a line, to the next one of the same caption
_GAP = 1.6  # times the largest distance of lines within an item
_CELL = 4.0  # points, in which lines that begin at one edge differ
_FEW = 2  # lines may begin anywhere
_AFTER = lazy(rf"\s*+(?:{alternatives(read_words('after_printed', 'opening'))})", re.VERBOSE | re.IGNORECASE)
_CAPTION = lazy(r"(?:fig(?:ure|\.)?|table|box|scheme|plate)\s?[A-Z]?\d{1,3}[.:]?(?:\s|\Z)", re.IGNORECASE)


def usual_size(lines: Sequence[Line]) -> float:
    """Return the size of the letters of most lines, 0 where none has any by which it shows."""
    return median([line.size for line in lines if line.size] or [0.0])


def of_size(lines: Sequence[Line], size: float) -> list[Line]:
    """Leave out lines in other letters than a list's: captions, boxes, adverts between and after the items.

    >>> texts = ("Doe J.", 8.1), ("Skin.", 8.0), ("Submit now", 10.4)
    >>> lines = [Line(text, 1, 9, 9, 99, 18, size) for text, size in texts]
    >>> [line.text for line in of_size(lines, 8.0)]
    ['Doe J.', 'Skin.']
    """
    return [line for line in lines if not line.size or not size or abs(line.size - size) <= _OTHER_SIZE * size]


def without_captions(lines: Sequence[Line]) -> list[Line]:
    """Leave out the captions of figures and tables that stand between the items, to the end of their column or a gap.

    >>> at = [(1, 700), (1, 100), (1, 110), (1, 150), (2, 50)]
    >>> texts = ["Doe J. Skin.", "Figure 1. Hair and", "nails of the skin", "Roe R. Hair.", "Poe P. Nails."]
    >>> lines = [Line(text, page, 9, y, 99, y + 8, base=y + 6) for text, (page, y) in zip(texts, at)]
    >>> [line.text for line in without_captions(lines)]
    ['Doe J. Skin.', 'Roe R. Hair.', 'Poe P. Nails.']
    """
    kept: list[Line] = []
    is_caption = False
    last: Line | None = None
    for line in lines:
        apart = (
            last is None or line.page != last.page or not 0 < line.base - last.base < _CAPTION_GAP * max(last.height, 6)
        )
        if apart:
            is_caption = _CAPTION.match(line.text) is not None
        if not is_caption:
            kept.append(line)
        last = line
    return kept


def follows_list(line: Line) -> bool:
    """Tell whether a line begins what follows a list in print.

    >>> follows_list(Line("Cite this article as: Doe J.", 1, 0, 0, 9, 9))
    True
    """
    return is_after(line.text) or is_heading_of_more(line.text) or _AFTER.match(line.text) is not None


def edges(lines: Sequence[Line]) -> frozenset[tuple[int, int]]:
    """Return where on its page a good part of the lines begins, in cells of a few points."""
    counts = Counter((line.page, round(line.left / _CELL)) for line in lines)
    pages = Counter(line.page for line in lines)
    return frozenset(
        (page, place + beside)
        for (page, place), count in counts.items()
        if count > _FEW and count * 25 > pages[page]
        for beside in (-1, 0, 1)
    )


def own(item: Sequence[Line], *, last: bool, pitch: float, at: Container[tuple[int, int]] = ()) -> int:
    """Return how many of the lines up to the next item are an item's own.

    ``pitch`` is the distance of two lines of an item, ``at`` has the edges of the list. What stands apart behind an
    item that could be complete is not its own: at no edge, as the words of a figure are, or behind the last item.
    """
    dated = False
    for place, line in enumerate(item):
        if place and dated:
            before = item[place - 1]
            if follows_list(line):
                return place
            stray = last or (line.page, round(line.left / _CELL)) not in at
            if stray and may_end(before.text) and _is_apart(before, line, pitch):
                return place
        dated = dated or is_reference(line.text)
    return len(item)


def _is_apart(before: Line, line: Line, pitch: float) -> bool:
    if line.page != before.page or line.top < before.top - before.height:
        return True
    return pitch > 0 and line.base - before.base > _GAP * pitch
