"""The passages of a document without those that are its list, known by the words of its items."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ivigref.documents.headings import is_heading, is_printed_heading
from ivigref.manuscripts.passages import Passage
from ivigref.model import Reference
from ivigref.patterns import lazy
from ivigref.text import letters

__all__ = ["without_list"]

_KNOWN = 40  # letters by which an item is known
_GAP = 6  # passages between two items that are parts of the list as well
_NUMBER = lazy(r"\s*[\[(]?\d{1,4}[\])]?[.):]?\s+")


def without_list(passages: Sequence[Passage], references: Iterable[Reference], gap: int = _GAP) -> list[Passage]:
    """Return the passages that are no item of the list, and not its heading; an item may be several passages.

    >>> texts = "It is rare [1].", "References", "1. Bruton OC. Skin. 1952;3:4."
    >>> passages = [Passage(text, number) for number, text in enumerate(texts, 1)]
    >>> [passage.text for passage in without_list(passages, [Reference(raw="Bruton OC. Skin. 1952;3:4.")])]
    ['It is rare [1].']
    """
    known = {letters(reference.raw)[:_KNOWN] for reference in references if not reference.origins}
    known.discard("")
    listed = {place for place, passage in enumerate(passages) if _key(passage.text) in known}
    whole: set[int] = set()
    for place in sorted(listed):
        whole.add(place)
        whole.update(range(place, next((p for p in range(place + 1, place + 1 + gap) if p in listed), place)))
    for place in sorted(whole):
        if (
            place - 1 not in whole
            and place
            and (h := passages[place - 1].text)
            and (is_heading(h) or is_printed_heading(h))
        ):
            whole.add(place - 1)
    return [passage for place, passage in enumerate(passages) if place not in whole]


def _key(text: str) -> str:
    match = _NUMBER.match(text)
    return letters(text[match.end() if match else 0 :][: _KNOWN * 4])[:_KNOWN]
