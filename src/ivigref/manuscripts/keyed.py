r"""Citations by key: \cite{smith2019}, [@smith2019; @doe2001, p. 5], and links to the list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ivigref.manuscripts.listed import is_near
from ivigref.manuscripts.passages import Passage
from ivigref.model.in_text import InTextCitation

__all__ = ["citations"]


def citations(passages: Iterable[Passage], places: Mapping[str, Sequence[int]]) -> Iterator[InTextCitation]:
    r"""Yield a citation for each key that a passage is marked with.

    >>> from ivigref.manuscripts.passages import Mark
    >>> passage = Passage(r"As \cite{a} says.", 1, marks=(Mark("key", 9, 10, "a"),))
    >>> [(one.printed, one.keys, one.targets) for one in citations([passage], {"a": (0,)})]
    [('a', ('a',), (0,))]
    """
    for passage in passages:
        for mark in passage.marks:
            if mark.kind == "key" or (mark.kind == "name" and _is_key(mark.value, places)):
                place = passage.place(mark.start, mark.end)
                yield InTextCitation(place, keys=(mark.value,), targets=tuple(places.get(mark.value, ())))


def _is_key(name: str, places: Mapping[str, Sequence[int]]) -> bool:
    """Tell whether a name is a key of the list, or one of them but for a letter."""
    return name in places or any(is_near(name, key) for key in places)
