"""Numbers in the order of their first citation, and which of them stand out of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

__all__ = ["out_of_order"]

_ORDERED = 0.85  # the share of the list that is cited in order where a list is numbered so
_FEW = 5  # works, of which fewer show no order


def out_of_order(first: Sequence[int]) -> list[int]:
    """Return which numbers, in the order of their first citation, are not where the others say that they belong.

    Nothing is returned where the list is not in the order of citation at all, as an alphabetical one is not.

    >>> out_of_order([1, 2, 7, 4, 5, 6, 3, 8, 9, 10, 11, 12, 13, 14]), out_of_order([5, 2, 7, 1, 3, 6, 4])
    ([7, 3], [])
    >>> out_of_order([1, 2, 3, 6, 5, 4, 7, 8, 9, 10, 11, 12, 13, 14])
    [6, 4]
    """
    if len(first) < _FEW:
        return []
    in_place = frozenset(number for number, right in zip(first, sorted(first), strict=True) if number == right)
    staying = _longest_rise(first)
    if len(in_place) >= len(staying):  # two that are swapped, and not what stands between them
        staying = in_place
    wrong = [number for number in first if number not in staying]
    return wrong if len(staying) >= len(first) * _ORDERED or (len(wrong) <= 2 and len(staying) >= 4) else []  # noqa: PLR2004  (one swap, in a short list)


def _longest_rise(numbers: Sequence[int]) -> frozenset[int]:
    """Return the longest run of numbers that ascend, by patience sorting."""
    ends: list[int] = []  # of the runs of each length, the lowest last number
    last: list[int] = []  # and where it stands
    before: list[int] = []
    for place, number in enumerate(numbers):
        at = bisect_left(ends, number)
        before.append(last[at - 1] if at else -1)
        if at == len(ends):
            ends.append(number)
            last.append(place)
        else:
            ends[at], last[at] = number, place
    found = []
    place = last[-1] if last else -1
    while place >= 0:
        found.append(numbers[place])
        place = before[place]
    return frozenset(found)
