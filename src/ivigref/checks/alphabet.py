"""Whether a list stands in order of its first authors, and which items do not."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ivigref.model import Citation
from ivigref.text import letters, words

_TELLS = 0.7  # of an author list that was read with less confidence nobody knows whose name is first
_WAYS = 8  # by letters or words, with the particle or without, with umlauts written out or not
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ø": "oe", "å": "aa"})


def out_of_order(citations: Sequence[Citation]) -> Iterator[tuple[int, int | None]]:
    """Yield the place of each item in the wrong one, and that of the item before which it belongs, None for the end.

    As few as possible are moved. Names may be sorted by their letters or word by word, a particle may count or not, and
    so may an umlaut's second letter: a name is in its place if any of its forms is. An item without an author says
    nothing.

    >>> from ivigref.model import Reference
    >>> from ivigref.names import Name
    >>> named = ("Adams", "Young", "Baker", "Clark", "Zola")
    >>> list(out_of_order([Citation(reference=Reference(authors=(Name(family=name),))) for name in named]))
    [(1, 4)]
    """
    forms = {place: found for place, citation in enumerate(citations) if (found := _forms(citation))}
    ways = (_longest({place: found[way] for place, found in forms.items()}) for way in range(_WAYS))
    kept = max(ways, key=len)
    for place in sorted(forms.keys() - set(kept)):
        at = bisect_right(kept, place)
        before, after = kept[at - 1 : at], kept[at : at + 1]
        lowest = min(forms[before[0]]) if before else ""
        if any(lowest <= form and (not after or form <= max(forms[after[0]])) for form in forms[place]):
            continue
        later = (other for other in kept if forms[other][0] > forms[place][0])
        yield place, next(later, None)


def stands_in_order(citations: Sequence[Citation], fewest: int) -> bool:
    """Tell whether every item stands in order of the alphabet, and so many first authors differ."""
    forms = [found for citation in citations if (found := _forms(citation))]
    if len(forms) < len(citations) or len({found[0] for found in forms}) < fewest:
        return False
    return all(min(first) <= max(second) for first, second in pairwise(forms))


def _forms(citation: Citation) -> tuple[str, ...]:
    """Return the texts by which an item may be sorted, a text a way."""
    reference = citation.reference
    if not reference.authors or (reference.confidence("authors") or 0.0) < _TELLS:
        return ()
    name = reference.authors[0]
    if len(letters(name.surname)) == 1:  # of "T.J.C." nobody knows which letter is the family's
        return ()
    spelt = (form for text in (name.surname, name.family or name.surname) for form in (text, text.translate(_UMLAUTS)))
    return tuple(key for text in spelt for key in (letters(text), " ".join(words(text))))


def _longest(keys: dict[int, str]) -> list[int]:
    """Return the places of the longest part of a list that is in order."""
    ends: list[str] = []
    last: list[int] = []
    earlier: dict[int, int | None] = {}
    for place, key in keys.items():
        at = bisect_right(ends, key)
        earlier[place] = last[at - 1] if at else None
        ends[at : at + 1] = [key]
        last[at : at + 1] = [place]
    found: list[int] = []
    step = last[-1] if last else None
    while step is not None:
        found.append(step)
        step = earlier[step]
    return found[::-1]
