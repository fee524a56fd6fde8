"""How wide a text is on a terminal, and where it is cut into lines: between words, or anywhere in a word too long."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

from ivigref.text import printable

# Latin, Greek and Cyrillic letters, dashes, quotation marks and no-break spaces: each takes one column, and of them a
# line may end at " " alone.
_NARROW = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0377\u037a-\u0482\u1e00-\u1eff\u2010-\u2027\u202f-\u2038]*"
)
# Where a line may end: spaces (Zs) but those that Unicode calls no-break, U+00A0, U+2007 and U+202F.
_SPACES = " \u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u205f\u3000"
_JOINER = "\u200d"  # what follows it is drawn over what precedes it
_MOST = 64  # characters of one letter with its marks; no language comes near the 31 of Unicode's Stream-Safe Text


def harmless(text: str) -> str:
    r"""Return a text that cannot control a terminal, and is as wide as its letters are.

    >>> harmless("a\ttitle\x1b[2J")
    'a title�[2J'
    """
    return text if text.isprintable() else printable(text).replace("\t", " ")


def is_narrow(text: str) -> bool:
    """Tell whether a text without control characters is known to have one column for each character.

    >>> is_narrow("Sjögren’s"), is_narrow("中文")
    (True, False)
    """
    return text.isascii() or _NARROW.fullmatch(text) is not None


def width_of(line: str) -> int:
    r"""Return how many columns a line takes.

    >>> width_of("skin"), width_of("中文"), width_of("e\u0301")
    (4, 4, 1)
    """
    return len(line) if is_narrow(line) else _cells(line)


def _cells(text: str) -> int:
    from rich.cells import cell_len  # noqa: PLC0415  (a table of Unicode, which few texts need)

    return cell_len(text)


def cut(line: str, width: int) -> list[tuple[int, int]]:
    """Return where each line begins and ends that a longer one is cut into; no character but spaces is left out.

    >>> [("a long-winded word"[begin:end]) for begin, end in cut("a long-winded word", 6)]
    ['a', 'long-w', 'inded', 'word']
    """
    width = max(width, 1)
    if is_narrow(line):
        return _cut_narrow(line, width)
    return _cut_clusters(line, width) if _cells(line) > width else [(0, len(line))]


def fitting(line: str, width: int) -> int:
    """Return how many characters of a line go into so many columns.

    >>> fitting("skin", 3), fitting("中文", 3)
    (3, 1)
    """
    if is_narrow(line):
        return min(width, len(line))
    filled = accumulate(wide for _, _, wide in _clusters(line))
    return max((end for (_, end, _), used in zip(_clusters(line), filled, strict=True) if used <= width), default=0)


def _cut_narrow(line: str, width: int) -> list[tuple[int, int]]:
    lines, begin, size = [], 0, len(line)
    while size - begin > width:
        end = line.rfind(" ", begin, begin + width + 1)
        after = end + 1
        if end <= begin:
            end = after = begin + width
        lines.append((begin, end))
        while line[after : after + 1] == " ":
            after += 1
        begin = after
    return [*lines, (begin, size)] if begin < size or not lines else lines


def _cut_clusters(line: str, width: int) -> list[tuple[int, int]]:
    """Cut a line of letters of any width; a letter stays with its marks."""
    lines = []
    begin = used = 0
    gap = (0, 0)  # the last spaces between words of this line
    since = 0  # columns after them
    for start, end, wide in _clusters(line):
        if line[start:end] in _SPACES:
            gap = (gap[0] if gap[1] == start and gap[0] > begin else start, end)
            used, since = used + wide, 0
            continue
        while used + wide > width and start > begin:
            is_word = gap[0] > begin
            stop, following = gap if is_word else (start, start)
            lines.append((begin, stop))
            begin, used, gap = following, since if is_word else 0, (0, 0)
            since = used
        used, since = used + wide, since + wide
    rest = line[begin:].rstrip(_SPACES)
    return [*lines, (begin, begin + len(rest))] if rest or not lines else lines


def _clusters(line: str) -> Iterator[tuple[int, int, int]]:
    """Yield begin, end and width of each letter with the marks that are drawn over it, as far as one has so many."""
    from rich.cells import cell_len  # noqa: PLC0415  (the same)

    begin = wide = 0
    for place, letter in enumerate(line):
        own = cell_len(letter)
        if place and place - begin < _MOST and (not own or line[place - 1] == _JOINER):
            wide = cell_len(line[begin : place + 1])
            continue
        if place:
            yield begin, place, wide
        begin, wide = place, own
    if line:
        yield begin, len(line), wide
