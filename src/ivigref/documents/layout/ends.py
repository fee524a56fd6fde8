"""Where the items of a list end: at captions, notices and adverts, at other sizes of print, and after gaps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from ivigref.data import alternatives, read_words
from ivigref.documents.edges import is_reference, may_end
from ivigref.documents.headings import is_after, is_heading_of_more
from ivigref.documents.layout.lines import Line

_OTHER_SIZE = 0.12  # of the size of a list's letters by which those of another text differ; italics differ by half
_GAP = 1.6  # times the largest distance of lines within an item
_AFTER = re.compile(rf"\s*+(?:{alternatives(read_words('after_printed', 'opening'))})", re.VERBOSE | re.IGNORECASE)
_CAPTION = re.compile(r"(?:fig(?:ure|\.)?|table|box|scheme|plate)\s?[A-Z]?\d{1,3}\b[.:]?\s?", re.IGNORECASE)


def of_one_size(lines: Sequence[Line]) -> list[Line]:
    """Leave out lines in other letters than most: captions, boxes, adverts between and after the items.

    >>> lines = [Line(text, 1, 9, 9, 99, 18, size) for text, size in (("Doe J.", 8.1), ("Skin.", 8.0), ("Submit now", 10.4))]
    >>> [line.text for line in of_one_size(lines)]
    ['Doe J.', 'Skin.']
    """
    sizes = [line.size for line in lines if line.size]
    usual = median(sizes) if sizes else 0.0
    return [line for line in lines if not line.size or abs(line.size - usual) <= _OTHER_SIZE * usual]


def follows_list(line: Line) -> bool:
    """Tell whether a line begins what follows a list in print.

    >>> follows_list(Line("Cite this article as: Doe J.", 1, 0, 0, 9, 9)), follows_list(Line("Acknowledgment", 1, 0, 0, 9, 9))
    (True, True)
    """
    return is_after(line.text) or is_heading_of_more(line.text) or _AFTER.match(line.text) is not None


def own(item: Sequence[Line], *, last: bool, pitch: float) -> int:
    """Return how many of the lines up to the next item are an item's own.

    ``pitch`` is the largest distance of two lines of an item. After the last item, a gap and a new column end it too, if
    it could be complete.
    """
    dated = False
    for place, line in enumerate(item):
        if place and dated:
            before = item[place - 1]
            if follows_list(line) or _CAPTION.match(line.text):
                return place
            if last and may_end(before.text) and _is_apart(before, line, pitch):
                return place
        dated = dated or is_reference(line.text)
    return len(item)


def _is_apart(before: Line, line: Line, pitch: float) -> bool:
    if line.page != before.page or line.top < before.top - before.height:
        return True
    return pitch > 0 and line.top - before.top > _GAP * pitch
