"""What a page prints around its text: running heads and feet, page numbers, the numbers of lines; it is left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from ivigref.documents.layout.glyphs import Page
from ivigref.documents.layout.lines import Line
from ivigref.patterns import lazy

_EDGE = 0.13  # of a page's height from its top or its bottom in which heads and feet are looked for
_APART = 1.25  # times the distance of two lines that a head is away from the text
_DIGITS = lazy(r"\d+(?:[-–e]\d+)?")  # the e is a dash that is not yet read
_NUMBER = lazy(r"(?:page\s)?\d{1,5}(?:\s(?:of|/)\s\d{1,5})?|[ivxlc]{1,6}", re.IGNORECASE)
_BARE = lazy(r"(\d{1,4})(?:\s+(?=\S)|\Z)")
_FIRST_LINES = 3  # of a page, heads among them
_LINE_NUMBERS = 5  # on a page; fewer may be the numbers of items


def running(pages: Sequence[Page], lines: Sequence[Sequence[Line]], texts: Sequence[Iterable[str]]) -> frozenset[Line]:
    """Return the heads and feet of pages: at their edge, apart from the text, and alike on two of them but for digits.

    ``texts`` has the lines of every page of the file. A line is no head for its place alone: journals print references
    down to the edge. A number alone there is one.

    >>> texts = [["J Imag Med 1", "Doe J.", "Skin."], ["J Imag Med 2", "Roe R.", "Hair."]]
    >>> lines = [[Line(text, 1, 9, top, 80, top + 9, base=top + 7) for text, top in zip(texts[0], (20, 60, 70))]]
    >>> sorted(line.text for line in running([Page(1, 600, 800, [])], lines, texts))
    ['J Imag Med 1']
    """
    counts = Counter(key for text in texts for key in {_key(line) for line in text})
    found = set[Line]()
    for page, printed in zip(pages, lines, strict=True):
        repeated = {
            line
            for line in printed
            if _is_at_edge(line, page.height) and (_NUMBER.fullmatch(line.text) or counts[_key(line.text)] > 1)
        }
        body = [line for line in printed if line not in repeated]
        found |= {line for line in repeated if _is_apart(line, body)}
    return frozenset(found)


def _is_at_edge(line: Line, height: float) -> bool:
    return line.bottom < _EDGE * height or line.top > (1 - _EDGE) * height


def _key(text: str) -> str:
    """Return what two heads have in common, however their digits and blanks were read."""
    return _DIGITS.sub("#", "".join(text.split()))


def _is_apart(line: Line, body: Sequence[Line]) -> bool:
    beside = [other for other in body if other.left < line.right and other.right > line.left]
    if not beside:
        return True
    pitch = _pitch(body)
    if line.top < min(other.top for other in beside):
        return min(other.base for other in beside) - line.base > _APART * pitch
    if line.bottom > max(other.bottom for other in beside):
        return line.base - max(other.base for other in beside) > _APART * pitch
    return False


def _pitch(lines: Iterable[Line]) -> float:
    """Return by how much a line usually stands under the one before it."""
    tops = list(lines)
    steps = [b.base - a.base for a, b in pairwise(tops) if 0 < b.base - a.base < 4 * max(a.height, 4.0)]
    return median(steps) if steps else 12.0


def without_line_numbers(lines: Sequence[Line]) -> tuple[list[Line], int]:
    """Take the numbers of lines out of a page of a submitted manuscript; return how many there were.

    They count line by line, or every fifth, from the first line or from a page before; the numbers of items begin with
    1 under a heading.

    >>> page = [Line(f"{number} Skin.", 1, 9, 10 * number, 90, 10 * number + 8) for number in range(31, 41)]
    >>> kept, count = without_line_numbers(page)
    >>> kept[0].text, count
    ('Skin.', 10)
    """
    found = [(i, int(match.group(1))) for i, line in enumerate(lines) if (match := _BARE.match(line.text))]
    chain, step = _counting(found)
    bare = all(lines[i].text.isdigit() for i, _ in chain)
    begins = chain and (bare or chain[0][1] != 1 or chain[0][0] <= _FIRST_LINES)
    if not begins or len(chain) <= _LINE_NUMBERS or len(chain) * step < 0.4 * len(lines):
        return list(lines), 0
    cut = {i for i, _ in chain}
    kept = [line._replace(text=_BARE.sub("", line.text, count=1)) if i in cut else line for i, line in enumerate(lines)]
    return [line for line in kept if line.text], len(cut)


def _counting(numbers: Sequence[tuple[int, int]]) -> tuple[list[tuple[int, int]], int]:
    """Return the longest run of numbers that go on by one step, 1 or 5, each from the one before; and the step."""
    best: tuple[list[tuple[int, int]], int] = ([], 1)
    for step in (1, 5):
        before: list[int | None] = []
        lengths: list[int] = []
        ends: dict[int, int] = {}
        for i, (_, number) in enumerate(numbers):
            last = ends.get(number - step)
            before.append(last)
            lengths.append(1 if last is None else lengths[last] + 1)
            ends[number] = i
        at = max(range(len(numbers)), key=lengths.__getitem__, default=None)
        chain = []
        while at is not None:
            chain.append(numbers[at])
            at = before[at]
        best = max(best, (chain[::-1], step), key=lambda found: len(found[0]))
    return best
