"""Searches that got another one's answer: unlike questions, the same works and scores, and none near the question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from ivigref.model import Record
from ivigref.text import words

_MANY = 3  # texts with one answer
NEAR = 0.5  # of a title's words, or of a question's


class Shown(NamedTuple):
    """What a search shows: the works, and its answer as it came, which has the score of each."""

    records: tuple[Record, ...]
    body: bytes

    def __bool__(self) -> bool:
        """Whether it shows anything."""
        return bool(self.records)


def answered_for_others(shown: Mapping[str, Shown]) -> Iterator[str]:
    """Yield the texts whose answer unlike texts got, too, and which has no title near to them.

    A score depends on the words of the question, so that two questions have the same answer only if they share the
    words that any work has. Where two do, it may be by chance, unless nobody asked anything else; three are too many.

    >>> rivers = Shown((Record(title="Quiet rivers"), Record(title="Quiet lakes")), b"1")
    >>> winds = Shown((Record(title="Quiet rivers"),), b"2")
    >>> list(answered_for_others({"quiet rivers Doe": rivers, "a trial of bread Roe": rivers}))
    ['a trial of bread Roe']
    >>> list(answered_for_others({"quiet rivers Doe": rivers, "a trial of bread Roe": rivers, "slow winds": winds}))
    []
    """
    alike: defaultdict[bytes, list[str]] = defaultdict(list)
    for text, one in shown.items():
        if one:
            alike[one.body].append(text)
    for texts in alike.values():
        if len(texts) < min(_MANY, len(shown)):
            continue
        asked = {text: frozenset(words(text)) for text in texts}
        titles = [words(record.whole_title or "") for record in shown[texts[0]].records]
        for text, own in asked.items():
            is_shared = any(not _is_near(other, own) for other in asked.values())
            if is_shared and not any(_is_near(title, own) for title in titles):
                yield text


def _is_near(some: Collection[str], others: Collection[str]) -> bool:
    """Tell whether half of some words are among others."""
    known = set(some)
    return bool(known) and len(known.intersection(others)) / len(known) >= NEAR
