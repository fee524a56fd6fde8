"""An index that finds many phrases of vocabularies in one pass."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from typing import Generic, NamedTuple, TypeVar

from ivigref.tagging.phrases import NUMBERS, PREFIX, Phrase
from ivigref.tagging.tokens import Tokens

_OFTEN = 1000  # phrases that would have a word that is as frequent as numbers
_REMEMBERED = 50_000  # words whose phrases are remembered

K = TypeVar("K", bound=Hashable)


class Hit(NamedTuple, Generic[K]):
    """A phrase found in a text: for which key, and from which word to which."""

    key: K
    phrase: Phrase
    first: int
    last: int


# A phrase to try where a text has its rarest word: others, of which the text must have one, too; how many words before
# the rarest it may begin, at most and at least; its number; its key; and itself.
_Candidate = tuple[frozenset[str] | None, int, int, int, K, Phrase]


class PhraseIndex(Generic[K]):
    """Many phrases, found in one pass: each word of a text looks up the phrases of which it is the rarest word.

    What is rare is told by the phrases themselves: words of which a text is full are in many of them.

    >>> index = PhraseIndex([("trial", Phrase("random* ~2 trial"))])
    >>> [(hit.key, hit.first, hit.last) for hit in index.find(Tokens("A randomised controlled trial"))]
    [('trial', 1, 3)]
    """

    def __init__(self, phrases: Iterable[tuple[K, Phrase]]) -> None:
        pairs = list(phrases)
        often = Counter(piece for _, phrase in pairs for piece in phrase.pieces)
        often["#"] = _OFTEN
        self._words: defaultdict[str, list[_Candidate[K]]] = defaultdict(list)
        for order, (key, phrase) in enumerate(pairs):
            rarest, *others = sorted(phrase.certain, key=lambda part: sum(often[word] for word in part.words))
            needs = next((part.words for part in others if not any(map(_is_open, part.words))), None)
            candidate = needs, rarest.most, rarest.least, order, key, phrase
            for word in rarest.words:
                self._words[_beginning(word) if word.endswith("*") else word].append(candidate)
        self._remembered: dict[str, tuple[_Candidate[K], ...]] = {}

    def find(self, tokens: Tokens) -> list[Hit[K]]:
        """Return every phrase that the text holds, in the order of the text.

        Of those that begin with one word the phrases that name it are before those that leave its ending open.
        """
        stream, places, words, remembered = tokens.stream, tokens.places, tokens.words, self._remembered
        held = frozenset(words)
        found: dict[tuple[int, bool, int], Hit[K]] = {}
        for number, word in enumerate(words):
            candidates = remembered.get(word)
            if candidates is None:
                candidates = self._candidates(word)
            for needs, most, least, order, key, phrase in candidates:
                if needs is not None and held.isdisjoint(needs):
                    continue
                for first in range(max(0, number - most), number - least + 1):
                    if match := phrase.pattern.match(stream, places[first]):
                        last = max(first, tokens.word_at(match.end() - 1))
                        found[first, words[first] not in phrase.anchors, order] = Hit(key, phrase, first, last)
        return [found[place] for place in sorted(found)]

    def _candidates(self, word: str) -> tuple[_Candidate[K], ...]:
        """Return the phrases of which this may be the rarest word, and remember them."""
        numbers = self._words.get("#", ()) if word in NUMBERS or word.isdigit() else ()
        found = (*self._words.get(word, ()), *self._words.get(_beginning(word), ()), *numbers)
        if len(self._remembered) < _REMEMBERED:
            self._remembered[word] = found
        return found


def _is_open(piece: str) -> bool:
    return piece.endswith("*") or piece == "#"


def _beginning(word: str) -> str:
    """Return the beginning of a word, under which phrases that have it with any ending are found."""
    return f"{word[:PREFIX]}*"
