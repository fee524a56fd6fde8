"""The numbers in front of a list's items, however they are printed, and the lists that they make."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Container, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice

from ivigref.documents.edges import is_reference, may_end, opens
from ivigref.parsing.labels import labels_of
from ivigref.parsing.repair import tidy
from ivigref.patterns import lazy
from ivigref.text import INVISIBLES

MAX_GAP = 50  # a longer jump in the numbers is more likely a number that a wrapped line begins with

# How items are numbered, surest first; each pattern takes the number and leaves the item's text.
MARKERS = tuple(
    lazy(rf"[\s{INVISIBLES}]*+{pattern}")
    for pattern in (
        r"\[(\d++)\]\s*+",  # [1]
        r"\((\d{1,3})\)\s*+",  # (1)
        r"(\d++)\.(?!\d)\s*+",  # 1.
        r"(\d++)\)\s*+",  # 1)
        r"([⁰¹²³⁴-⁹]{1,4})\s*+",  # ¹
        r"(\d{1,5})\s*+$",  # 1 on a line of its own
        r"(\d{1,4})[:\s]\s*+(?=[^\W\d_])",  # 1 Bruton
        r"(\d{1,4})(?=[A-ZÀ-Þ][^\W\d_]{1,60}[\s,-])",  # 1Bruton, as Wiley's pages are copied
    )
)
_DIGITS = 7  # a longer number is nobody's place in a list
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_WORD = lazy(r"\s*+[\"“„«'‘’\[(]?\w")


@dataclass(frozen=True, slots=True)
class Start:
    """A line that opens an item, and what its number leaves of it."""

    line: int
    number: int | None
    rest: str
    is_clear: bool = False  # a name with initials follows

    @property
    def reads_on(self) -> bool:
        """Whether words follow, not marks; they may be on the next line."""
        return not self.rest.strip() or _WORD.match(tidy(self.rest[:80])) is not None


def numbered_lists(lines: Sequence[str], first: int, last: int) -> list[list[Start]]:
    """Return the lists that one way of numbering makes, the way that opens most items."""
    best: list[list[Start]] = []
    dated = list(accumulate((is_reference(line) for line in lines[first:last]), initial=0))

    def is_whole(previous: Start, line: int) -> bool:
        """Tell whether an item that begins at a start could end before a line."""
        before = line - 1
        while before > previous.line and labels_of(lines[before]):
            before -= 1
        text = lines[before] if before > previous.line else previous.rest
        return dated[line - first] > dated[previous.line - first] and (not text.strip() or may_end(text))

    for marker in MARKERS:
        starts = [_start(lines, i, match) for i in range(first, last) if (match := marker.match(lines[i])) is not None]
        lists = _runs(_counted(starts), is_whole)
        if sum(map(len, lists)) > sum(map(len, best)):
            best = lists
    return best


def _counted(starts: list[Start]) -> list[Start]:
    """Return the starts, numbered by their place where all have a 1, as whatever shows Markdown does."""
    if len(starts) < 3 or any(start.number != 1 for start in starts):  # noqa: PLR2004  (two may be two lists)
        return starts
    return [replace(start, number=number) for number, start in enumerate(starts, 1)]


def take_number(line: str) -> tuple[int | None, str]:
    """Part a line that holds a whole item into its number and the item.

    >>> take_number("[12] Bruton OC. Skin."), take_number("Bruton OC. Skin.")
    ((12, 'Bruton OC. Skin.'), (None, 'Bruton OC. Skin.'))
    """
    for marker in MARKERS:
        if (match := marker.match(line)) is not None:
            start = _start([line], 0, match)
            if start.number is not None and start.reads_on:
                return start.number, start.rest
    return None, line


def _start(lines: Sequence[str], i: int, match: re.Match[str]) -> Start:
    number = match.group(1).translate(_SUPERSCRIPTS)
    rest = lines[i][match.end() :]
    text = rest if rest.strip() else next((line for line in lines[i + 1 : i + 4] if line.strip()), "")
    if len(number) > _DIGITS:
        return Start(i, None, lines[i], opens(text, clearly=True))
    return Start(i, int(number), rest, opens(text, clearly=True))


def _runs(starts: Sequence[Start], is_whole: Callable[[Start, int], bool]) -> list[list[Start]]:
    """Part the starts into lists, and leave out lines that only happen to begin with a number.

    Numbers go on from one another, with gaps and repetitions. Any other number is taken where the item before is whole
    and a name follows, for then it stands in the wrong place. A 1 begins another list unless the first one goes on.
    """
    runs: list[list[Start]] = []
    seen: set[int] = set()
    highest = 0
    for i, start in enumerate(starts):
        number, previous = start.number, runs[-1][-1] if runs else None
        upcoming = starts[i + 1].number if i + 1 < len(starts) else None
        if previous is not None and _is_first_after_all(runs[-1], start) and not is_whole(previous, start.line):
            runs[-1] = [start]
            continue
        if previous is None or (
            number == 1
            and previous.number != 0
            and start.reads_on
            and upcoming != highest + 1
            and (upcoming == 2 or (1 in seen and len(runs[-1]) > 1))  # noqa: PLR2004  (what follows 1)
            and not _completes(seen, starts, i)
        ):
            runs.append([])
            seen, highest = set(), 0
        elif not (
            _goes_on(previous.number or 0, start, seen, starts[i + 1 : i + 9])
            or ((start.is_clear or _fills_a_gap(start, seen)) and is_whole(previous, start.line))
        ):
            continue
        runs[-1].append(start)
        if number is not None:
            seen.add(number)
            highest = max(highest, number)
    alone = len(runs) == 1
    return [run for run in runs if len(run) > 1 or (run[0].number == 1 if alone else run[0].is_clear)]


def _is_first_after_all(run: Sequence[Start], start: Start) -> bool:
    """Tell whether a list begins with this 1, and not with one before that is a point of the text."""
    return len(run) == 1 and run[0].number == start.number == 1 and start.is_clear and not run[0].is_clear


def _goes_on(previous: int, start: Start, seen: Container[int], later: Sequence[Start]) -> bool:
    """Tell whether a number is the next one, or the next but some, or again one that has been."""
    if start.number is None or start.number == previous + 1:
        return start.number is not None
    near = start.number in seen or previous < start.number <= previous + MAX_GAP
    return near and start.reads_on and not any(other.number == previous + 1 for other in later)


def _completes(seen: Collection[int], starts: Sequence[Start], begin: int) -> bool:
    """Tell whether the numbers up to the next 1 are those that a list in disorder still lacks: 3, then 1, 2, 4."""
    if 1 in seen:
        return False
    numbers = [*seen, 1]
    for start in islice(starts, begin + 1, None):
        if start.number == 1:
            break
        numbers += [] if start.number is None else [start.number]
    return sorted(numbers) == list(range(1, len(numbers) + 1))


def _fills_a_gap(start: Start, seen: Container[int]) -> bool:
    """Tell whether a number was left out before."""
    return start.number is not None and start.reads_on and start.number not in seen and start.number - 1 in seen
