"""The numbers in front of a list's items, however they are printed, and the lists that they make."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MAX_GAP = 50  # a longer jump in the numbers is more likely a number that a wrapped line begins with

# How items are numbered, surest first; each pattern takes the number and leaves the item's text.
_MARKERS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\s*+\[(\d{1,5})\]\s*+",  # [1]
        r"\s*+\((\d{1,3})\)\s*+",  # (1)
        r"\s*+(\d{1,5})\.(?!\d)\s*+",  # 1.
        r"\s*+(\d{1,5})\)\s*+",  # 1)
        r"\s*+([⁰¹²³⁴-⁹]{1,4})\s*+",  # ¹
        r"\s*+(\d{1,5})\s*+$",  # 1 on a line of its own
        r"\s*+(\d{1,4})[:\s]\s*+(?=[^\W\d_])",  # 1 Bruton
    )
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_OPENS = re.compile(r"\s*+[\"“„«'‘’\[(]?\w")


@dataclass(frozen=True, slots=True)
class Start:
    """A line that opens an item, and what its number leaves of it."""

    line: int
    number: int | None
    rest: str


def numbered_lists(lines: Sequence[str], first: int, last: int) -> list[list[Start]]:
    """Return the lists that one way of numbering makes, the way that opens most items."""
    best: list[list[Start]] = []
    for marker in _MARKERS:
        starts = [
            Start(i, int(match.group(1).translate(_SUPERSCRIPTS)), lines[i][match.end() :])
            for i in range(first, last)
            if (match := marker.match(lines[i]))
        ]
        lists = _runs(starts)
        if sum(map(len, lists)) > sum(map(len, best)):
            best = lists
    return best


def _runs(starts: Sequence[Start]) -> list[list[Start]]:
    """Keep the starts whose numbers go on from one another; a 1 after a higher number opens another list."""
    runs: list[list[Start]] = []
    seen: set[int] = set()
    for i, start in enumerate(starts):
        number = start.number or 0
        previous = runs[-1][-1].number or 0 if runs else 0
        opens = not start.rest.strip() or _OPENS.match(start.rest) is not None
        if not runs or (number == 1 and len(runs[-1]) > 1 and opens):
            runs.append([start])
            seen = {number}
        elif number == previous + 1 or (
            opens
            and (number in seen or previous < number <= previous + MAX_GAP)
            and not any(later.number == previous + 1 for later in starts[i + 1 : i + 9])
        ):
            runs[-1].append(start)
            seen.add(number)
    return [run for run in runs if len(run) > 1 or (len(runs) == 1 and run[0].number == 1)]
