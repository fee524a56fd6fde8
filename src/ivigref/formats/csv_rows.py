"""Rows of a table of separated values: which character separates them, where its heading is, and that none is lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple, TypeVar

from ivigref.errors import FormatError

Row = TypeVar("Row")

# Characters of one cell: Python's csv stops at 131,072, and 3,000 authors take more; nothing is read or written above.
LONGEST = 10_000_000
_SEPARATORS = (",", "\t", ";")
_BEFORE = 6  # lines among which the heading is: Embase and Dimensions put the search before it, Excel "sep=;"
_NARROW = 3  # columns; in so few, a line of an abstract may well have as many separators


class Heading(NamedTuple):
    """The names of the columns, the line in which they stand, and what stands between them."""

    columns: tuple[str, ...]
    line: int
    separator: str


def heading(text: str, known: Callable[[Sequence[str]], int]) -> Heading:
    r"""Find the line with most names that are known, and the separator by which they are; else it is the first.

    >>> heading('sep=;\nTitle;Year\n', lambda names: len({"Title", "Year"} & set(names)))
    Heading(columns=('Title', 'Year'), line=2, separator=';')
    """
    first = list(islice((line for line in io.StringIO(text)), _BEFORE))
    candidates = [
        Heading(tuple(_cells(line, separator)), number, separator)
        for number, line in enumerate(first, start=1)
        for separator in _SEPARATORS
        if line.strip()
    ]
    if not candidates:
        return Heading((), 1, ",")
    best = max(candidates, key=lambda found: known(found.columns))
    return best if known(best.columns) > 1 else candidates[0]


def _cells(line: str, separator: str) -> list[str]:
    before = csv.field_size_limit(LONGEST)
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]
    except csv.Error:
        return []
    finally:
        csv.field_size_limit(before)


def rows(text: str, head: Heading, *, quoted: bool = True) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows behind the heading that are not empty, each with the line in which it begins.

    Raises FormatError where a quotation mark that is missing, or one too many, would make one row of several.
    """
    stream = io.StringIO(text, newline="")
    skipped = sum(1 for _ in islice(stream, head.line - 1))
    reader = (
        csv.reader(stream, strict=True, delimiter=head.separator)
        if quoted
        else csv.reader(stream, strict=True, delimiter=head.separator, quoting=csv.QUOTE_NONE)
    )
    width = line = 0
    try:
        for cells in _long_cells(reader):
            begun, line = line + 1, reader.line_num
            if not any(map(str.strip, cells)):
                continue
            if line > begun and width and _is_several(cells, width, head.separator):
                found = f"a quoted cell up to line {line + skipped} that holds rows of its own"
                raise FormatError(
                    f"expected a row, found {found}: a quotation mark is missing", place=f"line {begun + skipped}"
                )
            if width:
                yield begun + skipped, cells
            width = width or len(cells)
    except csv.Error as error:
        found = str(error).replace("unexpected end of data", "a quotation mark is never closed")
        raise FormatError(f"expected a table: {found}", place=f"line {line + 1 + skipped}") from error


def _long_cells(listed: Iterable[Row]) -> Iterator[Row]:
    """Yield rows with cells as long as those that are written; the limit is csv's own, for all of a program."""
    waiting = iter(listed)
    while True:
        before = csv.field_size_limit(LONGEST)
        try:
            row = next(waiting, None)
        finally:
            csv.field_size_limit(before)
        if row is None:
            return
        yield row


def _is_several(cells: Sequence[str], width: int, separator: str) -> bool:
    """Tell whether a row that goes over several lines holds others: cells are lacking, or a line in one is a row."""
    if len(cells) < width:
        return True
    lines = (line for cell in cells for line in cell.splitlines()[1:-1])
    return width > _NARROW and any(line.count(separator) >= width - 1 for line in lines)
