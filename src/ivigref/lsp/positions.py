"""Places in a text as editors count them: lines from 0, and columns in UTF-16 units unless something else is agreed."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise

from lsprotocol.types import Position, Range, TextEdit

from ivigref.reports.places import Region

_LINE_ENDS = re.compile(r"\r\n?|\n")
_BYTES = {"utf-8": ("utf-8", 1), "utf-32": ("utf-32-le", 4)}
_MARK = "\ufeff"


class Text:
    r"""The text of a document, in which places are found.

    >>> text = Text("a\r\n\U0001f600 16")
    >>> text.range(text.offset(Region(2, 3)), len(text.whole))
    1:3-1:5
    """

    def __init__(self, whole: str, units: str = "utf-16") -> None:
        self.whole = whole
        self._codec, self._unit = _BYTES.get(units, ("utf-16-le", 2))
        self._starts = [0, *(match.end() for match in _LINE_ENDS.finditer(whole))]

    @property
    def line_end(self) -> str:
        """How the first line ends, as those that are added do."""
        found = _LINE_ENDS.search(self.whole)
        return found[0] if found else "\n"

    def position(self, offset: int) -> Position:
        """Return a place as an editor counts it."""
        line = bisect_right(self._starts, offset) - 1
        before = self.whole[self._starts[line] : offset]
        return Position(line, len(before.encode(self._codec, "surrogatepass")) // self._unit)

    def range(self, start: int, end: int) -> Range:
        """Return a stretch of the text as an editor counts it."""
        return Range(self.position(start), self.position(end))

    def offset_of(self, position: Position) -> int:
        """Return where an editor's place is; one behind the end of its line is that end."""
        if position.line >= len(self._starts):
            return len(self.whole)
        start, end = self.line(position.line)
        units = self.whole[start:end].encode(self._codec, "surrogatepass")[: position.character * self._unit]
        return start + len(units.decode(self._codec, "ignore"))

    def line(self, number: int) -> tuple[int, int]:
        """Return where a line of an editor begins, and where it ends without its line end; the last for one too far."""
        number = min(number, len(self._starts) - 1)
        start = self._starts[number]
        following = self._starts[number + 1] if number + 1 < len(self._starts) else len(self.whole)
        return start, start + len(self.whole[start:following].rstrip("\r\n"))

    def offset(self, region: Region, *, is_end: bool = False) -> int:
        """Return where a place begins, or ends, that a reader of ours counts; a byte order mark is not read."""
        line, column = (region.end_line, region.end_column) if is_end else (region.line, region.column)
        number = max((line or region.line) - 1, 0)
        start, end = self.line(number)
        start += not number and self.whole.startswith(_MARK)
        return min(start + max((column or 1) - 1, 0), end)

    def of_region(self, region: Region | None) -> Range:
        """Return the range of a place: to the end of its line where it has no end, the first line for None."""
        if region is None:
            return self.range(0, self.line(0)[1])
        start = self.offset(region)
        if region.end_column is not None:
            return self.range(start, max(start, self.offset(region, is_end=True)))
        return self.range(start, max(start, self.line(self.position(start).line)[1]))


def edits(text: Text, new: str) -> list[TextEdit]:
    r"""Return the edits of whole lines that make one text of another.

    >>> edits(Text("a\nvolume = 28\nb\n"), "a\nvolume = 27\nb\n")
    [TextEdit(range=1:0-2:0, new_text='volume = 27\n')]
    """
    from difflib import SequenceMatcher  # noqa: PLC0415  (only corrections need it)

    old_lines, new_lines = _lines(text.whole), _lines(new)
    starts = [0]
    for line in old_lines:
        starts.append(starts[-1] + len(line))
    matcher = SequenceMatcher(None, old_lines, new_lines)
    return [
        TextEdit(text.range(starts[a], starts[b]), "".join(new_lines[c:d]))
        for what, a, b, c, d in matcher.get_opcodes()
        if what != "equal"
    ]


def _lines(text: str) -> list[str]:
    ends = [match.end() for match in _LINE_ENDS.finditer(text)]
    bounds = [0, *ends, *([len(text)] if not ends or ends[-1] < len(text) else [])]
    return [text[start:end] for start, end in pairwise(bounds)]
