"""The shipped records: what was seen of the 57 references at publishers, in PubMed and in indexes.

They are notes of what somebody saw, each with where, when and how sure; none is an answer of a registry's interface.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ivigref.data import recorded_facts
from ivigref.matching import leads_elsewhere
from ivigref.matching.titles import wording_similarity
from ivigref.matching.wording import read
from ivigref.model import IDENTIFIERS, Answer, Record, Reference
from ivigref.text import letters

_TELLING = 25  # letters of a title that, with author and year, is nobody else's
_ALIKE = 0.5  # candidates share at least half of their titles' words; the scorer decides


class Recorded:
    """Records that were written down, found by the printed text they were seen for, by identifier, or by title.

    >>> from ivigref import Reference
    >>> [answer] = Recorded().ask([Reference(raw="anything", doi="10.1186/1478-7547-8-14")])
    >>> answer.records[0].pmcid
    'PMC2903512'
    """

    name = "recorded"

    def __init__(self, facts: Iterable[tuple[str, Record]] | None = None) -> None:
        self._facts = [(letters(text), record) for text, record in (recorded_facts() if facts is None else facts)]
        self._printed = "\n".join(text for text, _ in self._facts)
        self._titles = [read(record.whole.title or "") for _, record in self._facts]
        self._with_word: defaultdict[str, list[int]] = defaultdict(list)
        for place, title in enumerate(self._titles):
            for word in title.content | {title.letters}:
                self._with_word[word].append(place)
        self._known: defaultdict[str, list[Record]] = defaultdict(list)
        for _, record in self._facts:
            for identifier in frozenset[str]().union(*map(record.known_as, IDENTIFIERS)):
                self._known[identifier].append(record)

    def ask(self, references: Sequence[Reference]) -> list[Answer]:
        """Return the record that was seen for each reference, or records alike."""
        return [self._answer(reference) for reference in references]

    def _answer(self, reference: Reference) -> Answer:
        printed, parts = letters(reference.raw), _telling_parts(reference)
        if parts and parts[0] not in self._printed:  # as with nearly every list but this one
            parts = ()
        seen = [
            record for text, record in self._facts if text == printed or (parts and all(part in text for part in parts))
        ]
        if seen:
            return Answer(registry=self.name, records=tuple(seen), identified=True)
        named = [record for name in reference.known_by.values() for record in self._known.get(name, ())]
        if all(leads_elsewhere(reference, record) for record in named):
            named += self._alike(reference)
        return Answer(registry=self.name, records=tuple(dict.fromkeys(named)))

    def _alike(self, reference: Reference) -> Iterator[Record]:
        title = read(reference.title or "")
        words = title.content | {title.letters}  # the latter for words that are parted otherwise
        shared = Counter(place for word in words for place in self._with_word.get(word, ()))
        for place in sorted(shared):
            other = self._titles[place]
            # Titles that share less than a third of their words are not alike: told without comparing them.
            near = shared[place] * 3 >= min(len(title.content), len(other.content))
            if near and wording_similarity(title, other) >= _ALIKE:
                yield self._facts[place][1]


def _telling_parts(reference: Reference) -> tuple[str, ...]:
    """Return what of a reference tells in whose printed text it stands, where its own text is not the printed one."""
    title = letters(reference.title or "")
    if len(title) < _TELLING or not reference.authors or reference.year is None:
        return ()
    return title, letters(reference.authors[0].surname), str(reference.year)
