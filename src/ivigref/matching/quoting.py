"""The words of a title as it prints them, found again by the spelling in which titles are compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ivigref.conventions.letters import romanised
from ivigref.matching.wording import SMALL, spelled
from ivigref.patterns import lazy
from ivigref.text import plain

_WORD = lazy(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*|%")


def quote(title: str, words: Sequence[str], start: int, end: int) -> str:
    """Return a stretch of a title's words as the title prints it, from its first telling word to its last.

    ``words`` are the title's in the spelling in which they are compared. Where they cannot be found again, they are
    returned in that spelling.

    >>> quote("Treatment of CIDP in Canada", ("treatment", "of", "cidp", "in", "canada"), 2, 5)
    'CIDP in Canada'
    """
    telling = [place for place in range(start, end) if words[place] not in SMALL] or list(range(start, end))
    first, last = telling[0], telling[-1]
    printed = plain(title)
    for text in (printed, romanised(printed)):
        places = _places(_spans(text), words)
        if (begin := places.get(first)) and (stop := places.get(last)):
            return text[begin[0] : stop[1]]
    return " ".join(words[first : last + 1])


def _spans(title: str) -> Iterator[tuple[str, int, int]]:
    """Yield every word of a title in its spelling for comparison, with its place in the title."""
    for match in _WORD.finditer(title):
        yield from ((word, match.start(), match.end()) for word in spelled(match.group()))


def _places(spans: Iterator[tuple[str, int, int]], words: Sequence[str]) -> dict[int, tuple[int, int]]:
    """Find words one after another: labels, which the title prints besides, are passed over."""
    found: dict[int, tuple[int, int]] = {}
    place = 0
    for word, start, end in spans:
        if place < len(words) and word == words[place]:
            found[place] = (start, end)
            place += 1
    return found
