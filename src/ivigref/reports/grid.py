"""A table on a terminal: columns as wide as their widest cell, and narrowed evenly where the terminal is too small."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from ivigref.reports.styled import Styled, Terminal
from ivigref.reports.wrapping import cut, harmless, width_of

Cell = str | Styled
Row = Sequence[Cell]
_BETWEEN = "  "
_LEAST = 2  # what the widest letters take


class Column(NamedTuple):
    """A column: its head, how wide it is at most, and whether it is narrowed only after all others are."""

    head: str = ""
    most: int | None = None
    is_firm: bool = False
    is_right: bool = False


class Table:
    r"""Rows of cells; a cell that is too long for its column is wrapped, and never cut.

    >>> table = Table((Column("#", is_right=True), Column("Title")), [("9", "A long way"), ("10", "Home")])
    >>> print("\n".join(line.rstrip() for line in table.lines(Terminal(10))))
     #  Title
     9  A long
        way
    10  Home
    """

    def __init__(self, columns: Sequence[Column], rows: Iterable[Row]) -> None:
        self.columns = columns
        self.rows = [[harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]

    def lines(self, terminal: Terminal) -> Iterator[str]:
        """Yield the lines of the head, where a column has one, and those of each row."""
        columns = [
            _Drawn(width, terminal, is_right=column.is_right)
            for column, width in zip(self.columns, self._widths(terminal.width), strict=True)
        ]
        if any(column.head for column in self.columns):
            yield from self._head(columns)
        for row in self.rows:
            yield from _together(columns, [column.lines(cell) for column, cell in zip(columns, row, strict=True)])

    def _head(self, columns: Sequence[_Drawn]) -> Iterator[str]:
        """Yield the lines of the head; what has fewer than others stands next to the rows."""
        heads = [drawn.lines(Styled.of(told.head, "bold")) for drawn, told in zip(columns, self.columns, strict=True)]
        most = max(map(len, heads))
        yield from _together(
            columns, [[drawn.blank] * (most - len(head)) + head for drawn, head in zip(columns, heads, strict=True)]
        )

    def _widths(self, most: int) -> list[int]:
        """Return how wide each column is: as its widest cell where there is room, or else the widest give way."""
        heads = [column.head for column in self.columns]
        natural = [max(map(_widest, cells)) or 1 for cells in zip(heads, *self.rows, strict=True)]
        # A cell's share of the space between columns counts as its own, so that those at the edges stay a bit wider.
        around = [(place > 0) + (place < len(heads) - 1) for place in range(len(heads))]
        widths = [
            min(wide, column.most or wide) + more
            for wide, column, more in zip(natural, self.columns, around, strict=True)
        ]
        least = [min(wide, _LEAST + more) for wide, more in zip(widths, around, strict=True)]
        soft = [place for place, column in enumerate(self.columns) if not column.is_firm]
        for giving in (soft, range(len(widths))):
            _narrow(widths, giving, least, most)
        return [wide - more for wide, more in zip(widths, around, strict=True)]


def _widest(cell: Cell) -> int:
    text = cell if isinstance(cell, str) else cell.plain
    return max(map(width_of, text.split("\n"))) if "\n" in text else width_of(text)


def _narrow(widths: list[int], giving: Collection[int], least: Sequence[int], most: int) -> None:
    """Take from the widest of some columns, evenly, until all have room or none of them has any to give."""
    while (excess := sum(widths) - most) > 0:
        able = [place for place in giving if widths[place] > least[place]]
        if not able:
            return
        widest = max(widths[place] for place in able)
        following = max((widths[place] for place in giving if widths[place] < widest), default=0)
        widest_of = [place for place in able if widths[place] == widest]
        for done, place in enumerate(widest_of):
            share = min(round(excess / (len(widest_of) - done)), widest - following, widest - least[place])
            widths[place] -= share
            excess -= share


def _together(columns: Sequence[_Drawn], cells: Sequence[list[str]]) -> Iterator[str]:
    """Yield the lines of cells beside one another; the shorter ones are filled up below."""
    most = max(map(len, cells))
    if most == 1:
        yield _BETWEEN.join([lines[0] for lines in cells])
        return
    for line in range(most):
        yield _BETWEEN.join(
            [lines[line] if line < len(lines) else column.blank for column, lines in zip(columns, cells, strict=True)]
        )


class _Drawn:
    """A column as it is drawn: of one width."""

    def __init__(self, width: int, terminal: Terminal, *, is_right: bool) -> None:
        self.blank = " " * width
        self._width = width
        self._terminal = terminal
        self._is_right = is_right

    def lines(self, cell: Cell) -> list[str]:
        """Return the lines of a cell, each as wide as the column."""
        if isinstance(cell, Styled):
            return [self._filled(line.painted(self._terminal), line.plain) for line in cell.wrapped(self._width)]
        if "\n" not in cell and width_of(cell) <= self._width:
            return [self._filled(cell, cell)]
        lines = (line[begin:end] for line in cell.split("\n") for begin, end in cut(line, self._width))
        return [self._filled(line, line) for line in lines]

    def _filled(self, painted: str, plain: str) -> str:
        blank = self.blank[width_of(plain) :]
        return blank + painted if self._is_right else painted + blank
