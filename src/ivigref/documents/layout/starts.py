"""Where the items of a list begin: at the next expected number, on the left edge, or after a gap."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ivigref.documents.edges import is_reference, may_end, opens
from ivigref.documents.layout.lines import Line
from ivigref.documents.numbering import MARKERS
from ivigref.parsing.labels import labels_of

_SHARE = 0.08  # of the lines that open an item in a numbered list; items of twelve lines are the longest
_FAR = 60.0  # points from the left edge of a column that its lines begin at most
_EDGE = 4.0  # points by which lines of one edge differ, as where numbers are set to the right
_HANGING = 0.25  # of the lines that are indented where items begin on the left edge
_GAP = 0.15  # of the distance of two lines that stands between items besides it; print varies by a twentieth
_DIGITS = 7


class Begin(NamedTuple):
    """The line that begins an item, the item's printed number, and what the number leaves of the line."""

    line: int
    number: int | None
    rest: str


def blocks(lines: Sequence[Line]) -> list[list[int]]:
    """Part lines, by their places, into columns: a line joins the one above it on its page, near its left edge.

    >>> lines = [Line("A", 1, 50, 10, 90, 18), Line("B", 1, 52, 20, 90, 28), Line("C", 1, 300, 10, 390, 18)]
    >>> blocks(lines)
    [[0, 1], [2]]
    """
    found: list[list[int]] = []
    left = top = 0.0
    for i, line in enumerate(lines):
        last = lines[i - 1] if i else None
        if last is None or line.page != last.page or abs(line.left - left) > _FAR or line.bottom < top:
            found.append([])
            left = line.left
        left = min(left, line.left)
        top = line.top
        found[-1].append(i)
    return found


def numbered(lines: Sequence[Line]) -> list[Begin]:
    """Return where the items of a numbered list begin; none where the list has no numbers."""
    found = max((_counted(lines, marker) for marker in MARKERS), key=len)
    if len(found) > max(1, _SHARE * len(lines)) or (len(found) > 1 and len(found) >= _dated(lines)):
        return found
    return found if [begin[:2] for begin in found] == [(0, 1)] and _dated(lines) == 1 else []


def unnumbered(lines: Sequence[Line]) -> list[Begin]:
    """Return where the items of a list without numbers begin, by its indents, its gaps, or how an item opens."""
    return [Begin(i, None, lines[i].text) for i in _first_lines(lines)]


def _dated(lines: Sequence[Line]) -> int:
    return sum(is_reference(line.text) for line in lines)


def _counted(lines: Sequence[Line], marker: re.Pattern[str]) -> list[Begin]:
    """Return the lines that begin with the next expected number; one that is not there is passed over.

    >>> texts = "1. Doe J.", "2003. Skin", "2. Roe R.", "14. Suppl.", "4. Poe P."
    >>> lines = [Line(text, 1, 9, 9, 99, 18) for text in texts]
    >>> [begin.number for begin in _counted(lines, MARKERS[2])]
    [1, 2, 4]
    """
    found = [
        Begin(i, int(number), lines[i].text[match.end() :])
        for i in range(len(lines))
        if (match := marker.match(lines[i].text)) and len(number := match.group(1)) < _DIGITS and number.isascii()
    ]
    places: dict[int, list[int]] = {}
    for place, begin in enumerate(found):
        places.setdefault(begin.number or 0, []).append(place)
    chain: list[Begin] = []
    at = next((place for place, begin in enumerate(found) if begin.number == 1), None)
    if at is None:
        at = next((place for place, begin in enumerate(found) if (begin.number or 0) + 1 in places), None)
    while at is not None:
        chain.append(found[at])
        at = _next(found, places, at)
    return chain


def _next(found: Sequence[Begin], places: dict[int, list[int]], at: int) -> int | None:
    """Return the place of the number after one: or of a later one, if two in turn stand before it."""
    number = found[at].number or 0

    def after(wanted: int, place: int) -> int | None:
        return next((p for p in places.get(wanted, ()) if p > place), None)

    best = after(number + 1, at)
    for skipped in (number + 2, number + 3, number + 4):
        other = after(skipped, at)
        if other is None or (best is not None and other > best):
            continue
        follower = after(skipped + 1, other)
        if best is None or (follower is not None and follower < best):
            return other if best is None or follower is not None else best
    return best


def _first_lines(lines: Sequence[Line]) -> list[int]:
    """Return the first lines of the items of a list without numbers."""
    columns = [edges for column in blocks(lines) for edges in _regular(lines, column)]
    lefts = {i: left for column, left in columns for i in column}
    indented = sum(lines[i].left > lefts[i] + _EDGE for i in lefts)
    if indented >= _HANGING * len(lines):
        return list(_hanging(lines, columns))
    return list(_apart(lines, [column for column, _ in columns]))


def _regular(lines: Sequence[Line], column: Sequence[int]) -> Iterator[tuple[list[int], float]]:
    """Yield a column and its left edge, which at least one line of it has."""
    yield list(column), min(lines[i].left for i in column)


def _hanging(lines: Sequence[Line], columns: Sequence[tuple[list[int], float]]) -> Iterator[int]:
    """Yield the lines on the left edge of their column; of a short one without two edges, what opens an item."""
    indent = _indent(lines, columns)
    widths: dict[int, float] = {}
    for column, left in columns:
        edges = {round((lines[i].left - left) / _EDGE) for i in column}
        widths[column[0]] = left
        if len(edges) > 1 or len(column) > 3:  # noqa: PLR2004  (lines without an indent are items of a line each)
            yield from (i for i in column if lines[i].left <= left + _EDGE)
        else:
            known = [
                other for first, other in widths.items() if abs(other + indent - left) < _EDGE and first < column[0]
            ]
            if not known:
                yield from (i for i in column if opens(lines[i].text))


def _indent(lines: Sequence[Line], columns: Sequence[tuple[list[int], float]]) -> float:
    """Return how far the lines of items are usually indented."""
    steps = Counter(
        round(lines[i].left - left) for column, left in columns for i in column if lines[i].left > left + _EDGE
    )
    return float(steps.most_common(1)[0][0]) if steps else 0.0


def _apart(lines: Sequence[Line], columns: Sequence[Sequence[int]]) -> Iterator[int]:
    """Yield the lines that stand after a gap, or open an item where the one before may end."""
    steps = [lines[b].base - lines[a].base for column in columns for a, b in pairwise(column)]
    gap = _gap(steps)
    dated = True
    for column in columns:
        for place, i in enumerate(column):
            step = lines[i].base - lines[column[place - 1]].base if place else None
            if i and labels_of(lines[i - 1].text):
                starts = not labels_of(lines[i].text)
            elif gap is not None and step is not None:
                starts = step > gap
            else:
                starts = dated and may_end(lines[i - 1].text) and opens(lines[i].text)
            if starts or i == 0:
                yield i
                dated = False
            dated = dated or is_reference(lines[i].text)


def _gap(steps: Sequence[float]) -> float | None:
    """Return the distance of two lines above which another item begins, or None where items have no distance."""
    pitch = min(_common(steps), default=0.0)
    wide = pitch * (1 + _GAP)
    many = sum(step > wide for step in steps) * 12 >= len(steps)
    return wide if pitch and many else None


def _common(steps: Sequence[float]) -> list[float]:
    """Return the distances that a good part of the lines have, rounded to half a point."""
    counts = Counter(round(step * 2) / 2 for step in steps if step > 0)
    most = max(counts.values(), default=0)
    return [step for step, count in counts.items() if count * 4 >= most]
