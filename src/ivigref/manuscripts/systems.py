"""How a manuscript cites, decided by what links its text best to its list: numbers, author and year, or keys."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from ivigref.manuscripts import author_year, keyed, numbers
from ivigref.manuscripts.author_year import Dated
from ivigref.manuscripts.listed import Listed
from ivigref.manuscripts.passages import BODY, Passage
from ivigref.model import Reference
from ivigref.model.in_text import CitedText, InTextCitation
from ivigref.patterns import lazy

__all__ = ["Reading"]

K = TypeVar("K")

_LINKED = 0.7  # the share of the citations that must lead to a work of the list, or none of them is believed
_COVERED = 0.5  # the share of the list that must be cited
# Numbers in parentheses and behind a stop may be anything else, and must lead nearly always somewhere.
_NEEDED: Mapping[numbers.Form, tuple[float, float]] = {
    "brackets": (_LINKED, _COVERED),
    "raised": (0.8, _COVERED),
    "linked": (0.8, _COVERED),
    "parentheses": (0.9, 0.7),
    "behind": (0.9, 0.7),
}
_SET_APART: tuple[numbers.Form, ...] = (
    "brackets",
    "raised",
    "linked",
)  # which tables and captions may use beside the text
_FEW = 3  # citations, of which fewer tell nothing
_WORD = lazy(r"[^\W\d_]{2,40}")


class Reading:
    r"""A manuscript that is read: how it cites, its citations, and what each way of reading has found.

    ``keys`` are those of the list, ``anchors`` where links lead.

    >>> from ivigref import parse
    >>> listed = "1. Roe B. Hair. Lupus. 1999;1:2.\n2. Doe J. Skin. Lupus. 2001;3:4.\n3. Poe A. Nail. Lupus. 2003;5:6."
    >>> reading = Reading([Passage("It is rare [1], seen [2] and known [1–3].", 1)], parse(listed))
    >>> reading.cited.system, [citation.targets for citation in reading.cited]
    ('numbers', [(0,), (1,), (0, 1, 2)])
    """

    def __init__(
        self,
        passages: Sequence[Passage],
        references: Sequence[Reference],
        keys: Sequence[str | None] = (),
        anchors: Mapping[str, Sequence[int]] | None = None,
    ) -> None:
        self.passages = passages
        self.references = references
        self.listed = Listed.of(references)
        self.keys = _places(enumerate(keys))
        self.numbers = _places(enumerate(_numbered(references)))
        self.anchors = anchors or {}
        self.dated: tuple[Dated, ...] = ()
        self.found: tuple[numbers.Found, ...] = ()
        self.form: numbers.Form | None = None
        self.other_numbers: frozenset[int] = frozenset()
        self.cited = self._cited()

    def _cited(self) -> CitedText:
        """Return the citations in the system that links best; without any where none links well."""
        if (by_key := self._by_key()) is not None:
            return by_key
        by_number, by_author = self._by_number(), self._by_author_year()
        best = max(
            (by_number, by_author), key=lambda cited: (cited.system is not None, len(cited.cited) * cited.linked)
        )
        if best.system is not None:
            return best
        words = sum(len(_WORD.findall(passage.text)) for passage in self.passages)
        if words < BODY or not self.references:
            return CitedText(references=self.references)
        return CitedText(references=self.references, remark=_remark(by_number, by_author, len(self.references)))

    def _by_key(self) -> CitedText | None:
        cited = tuple(keyed.citations(self.passages, self.keys))
        if not cited or not self.keys:
            return None
        linked = sum(bool(citation.targets) for citation in cited) / len(cited)
        if linked < _COVERED:
            return None
        return CitedText(cited, self.references, "keys", linked)

    def _by_number(self) -> CitedText:
        every = numbers.found(self.passages, max(self.numbers, default=0))
        judged = {form: self._judged(form, found) for form, found in every.items()}
        form = max(judged, key=lambda form: judged[form][0])
        score, linked = judged[form]
        citations = tuple(numbers.citations(every[form], self.numbers))
        if score <= 0:
            return CitedText(citations, self.references, None, linked)
        self.form, self.found = form, tuple(every[form])
        others = (one for other in _SET_APART if other != form for one in every[other])
        self.other_numbers = frozenset(n for one in others if one.passage.where != "text" for n in one.numbers)
        return CitedText(citations, self.references, "numbers", linked)

    def _judged(self, form: numbers.Form, found: Sequence[numbers.Found]) -> tuple[float, float]:
        """Return how well a form links the text to the list, 0 where not well enough, and the share that is linked."""
        said = Counter(number for one in found if one.is_sure for number in set(one.numbers))
        total = sum(said.values())
        if total < min(_FEW, len(self.references)) or not total:
            return 0.0, 0.0
        known = {number for number in said if number in self.numbers}
        linked = sum(said[number] for number in known) / total
        covered = len(known) / max(1, len(self.numbers))
        needed = _NEEDED[form]
        return (linked * covered if linked >= needed[0] and covered >= needed[1] else 0.0), linked

    def _by_author_year(self) -> CitedText:
        known = author_year.Known(self.listed, self.anchors, _common(self.passages))
        dated = tuple(author_year.found(self.passages, known))
        counted = [one for one in dated if one.verdict != "none" and one.is_sure]
        linked = sum(bool(one.entries) for one in counted) / len(counted) if counted else 0.0
        targets = {entry.place for one in dated for entry in one.entries}
        covered = len(targets) / max(1, len(self.references))
        citations = tuple(map(_citation, dated))
        if linked < _LINKED or covered < _COVERED or len(counted) < min(_FEW, len(self.references)):
            return CitedText(citations, self.references, None, linked)
        self.dated = dated
        return CitedText(citations, self.references, "author-year", linked)


def _citation(one: Dated) -> InTextCitation:
    return InTextCitation(
        one.passage.place(one.start, one.end),
        names=one.names,
        year=one.year,
        targets=tuple(entry.place for entry in one.entries) if one.verdict == "linked" else (),
        is_sure=one.is_sure and one.verdict != "none",
    )


def _places(pairs: Iterable[tuple[int, K | None]]) -> dict[K, tuple[int, ...]]:
    found: defaultdict[K, list[int]] = defaultdict(list)
    for place, key in pairs:
        if key is not None:
            found[key].append(place)
    return {key: tuple(places) for key, places in found.items()}


def _numbered(references: Sequence[Reference]) -> Iterator[int]:
    """Yield the numbers of a list: those that are printed, or else the places."""
    printed = [reference.number for reference in references]
    if sum(number is not None for number in printed) * 2 > len(printed):
        yield from (number if number is not None else -1 for number in printed)
    else:
        yield from range(1, len(printed) + 1)


def _common(passages: Iterable[Passage]) -> frozenset[str]:
    """Return the words that a text prints in small letters: whoever is called so is no author of it."""
    return frozenset(word for passage in passages for word in _WORD.findall(passage.text) if word.islower())


def _remark(by_number: CitedText, by_author: CitedText, listed: int) -> str:
    best = max((by_number, by_author), key=lambda cited: len(cited.cited))
    return (
        f"the citations in the text could not be read surely, and are not checked: {len(best.cited)} of {listed} listed"
        " works are found in it"
    )
