"""Find diseases in a text: the longest name wins, abbreviations count if they are safe or explained."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from ivigref.tagging.disease_terms import DiseaseTerms
from ivigref.tagging.masks import Masks
from ivigref.tagging.mesh import Mesh
from ivigref.tagging.tokens import Tokens
from ivigref.text import DASHES

_EXPLAINED = re.compile(r"\s{0,3}[(\[]\s?([A-Z][A-Za-z0-9-]{1,9})\s?[)\],;]")
_HYPHENS = frozenset({"-", *DASHES})
_ENDING = 4  # letters that two names must share: -emia, -itis, -osis
_INFECTED = ("infect", "coinfect", "superinfect", "reactivation", "carrier", "positive", "seropositive")
# Endings of one-word names in French, German, Italian, Spanish and Portuguese, and MeSH's.
_ENDINGS = (
    ("emie", "emia"), ("amie", "emia"), ("pathie", "pathy"), ("patia", "pathy"), ("ite", "itis"), ("ose", "osis"),
    ("osi", "osis"), ("ome", "oma"), ("om", "oma"), ("ie", "ia"), ("ie", "y"), ("ie", "a"),
)  # fmt: skip
_FOREIGN = tuple({ending for ending, _ in _ENDINGS})
_SHORTEST = 7  # letters of a name that may be one of another language
_JOINTS = frozenset({"and", "or", "versus", "vs"})
_ITEMS = 12  # of one enumeration: each is evidence from its own word to the last
_WIDEST = 3  # words of one item of an enumeration: "cardiovascular and central nervous system toxicity"


class Mention(NamedTuple):
    """A disease found in a text: the key of its term, from which word to which, and by which rule."""

    term: str
    first: int
    last: int
    rule: str
    denied: bool = False
    induced: bool = False  # the words beside it say that a medicine caused it


class Diseases(DiseaseTerms):
    """Terms of diseases, found in texts; takes over and extends the look-up of ``mesh``."""

    def __init__(
        self,
        mesh: Mesh,
        supplement: str = "",
        groups: str = "",
        masks: str = "",
        *,
        learned: str = "",
        lookalikes: str = "",
        records: Mesh | None = None,
    ) -> None:
        """Read texts of vocabulary files. Raises DataError if one breaks a rule."""
        super().__init__(mesh, supplement, groups, learned=learned, lookalikes=lookalikes, records=records)
        self._masks = Masks(masks)

    def find(self, tokens: Tokens, shorts: dict[str, str], *, title: bool = True) -> list[Mention]:
        """Return the mentions of diseases in the order of the text.

        ``shorts`` are abbreviations that the record explains elsewhere; those explained here are added to it.
        """
        mentions = self._unmasked(tokens, self._longest_names(tokens, title=title))
        taken: set[int] = set()
        for mention in mentions:
            match = _EXPLAINED.match(tokens.text, tokens.ends[mention.last])
            if match and match.group(1)[0].casefold() in {w[0] for w in tokens.words[mention.first : mention.last + 1]}:
                shorts.setdefault(match.group(1), mention.term)
            taken.update(range(mention.first, mention.last + 1))
        mentions += (m for m in self._abbreviations(tokens, shorts) if m.first not in taken)
        return sorted(mentions, key=lambda mention: mention.first)

    def _unmasked(self, tokens: Tokens, mentions: Iterable[Mention]) -> list[Mention]:
        """Return the mentions that name a disease, and note of each whether the text denies it."""
        named = list(mentions)
        verdicts = self._masks.verdicts(tokens, [(mention.first, mention.last) for mention in named])
        pairs = ((m, verdict == "denied") for m, verdict in zip(named, verdicts, strict=True) if verdict != "other")
        return [
            m._replace(denied=denied, induced=induced) if (induced := self._is_induced(tokens, m)) or denied else m
            for m, denied in pairs
        ]

    def _is_induced(self, tokens: Tokens, mention: Mention) -> bool:
        causes = self.causes
        return mention.term in causes.induced and causes.names_a_medicine(tokens, mention.first, mention.last)

    def _longest_names(self, tokens: Tokens, *, title: bool) -> Iterator[Mention]:
        stems, longest, names = tokens.stems, self._longest, self._names
        line, lengths = " ".join(stems), [*accumulate(map(len, stems))]
        taken = 0  # words up to the end of the last name
        for at, stem in enumerate(stems):
            if at < taken:
                continue
            name = self._longest_at(stems, at, line, lengths) if stem in longest or stem in names else None
            if name is not None:
                term, last = names[name], at + name.count(" ")
                if term and term not in self._left_out and (title or name not in self._title_only):
                    yield Mention(term, at, last, "name")
                    yield from self._joined(tokens, at, last)
                taken = last + 1
            elif title and (term := self._foreign(stem) or "") and not tokens.printed[at].endswith("ae"):  # of bacteria
                yield Mention(term, at, at, "name in another language")

    def _longest_at(self, stems: Sequence[str], at: int, line: str, lengths: Sequence[int]) -> str | None:
        """Return the longest name that begins with a word; ``line`` has all words, ``lengths`` are summed up."""
        names, start, reach = self._names, lengths[at] - len(stems[at]) + at, self._longest.get(stems[at], 1)
        if reach > 1 and (at + 1 == len(stems) or line[start : lengths[at + 1] + at + 1] not in self._pairs):
            reach = 1
        for last in range(min(at + reach, len(stems)) - 1, at - 1, -1):
            name = line[start : lengths[last] + last]
            if name in names and not (name in self._others and _is_infected(stems, last + 1)):
                return name
        return None

    def _foreign(self, stem: str) -> str | None:
        """Return the term of a one-word name that differs from MeSH's by the ending of its language: dermatomyosite."""
        if len(stem) < _SHORTEST or not stem.endswith(_FOREIGN):
            return None
        for ending, latin in _ENDINGS:
            if stem.endswith(ending):
                for begin in (stem.removesuffix(ending), stem.removesuffix(ending).replace("k", "c")):
                    if term := self._names.get(begin + latin):
                        return term
        return None

    def _joined(self, tokens: Tokens, first: int, last: int) -> Iterator[Mention]:
        """Read "breast, lung and ovarian cancer" as three names, and "hyper- or hypotension" as two.

        The words before the joint share the end of the name.
        """
        stems = tokens.stems
        if first < 2 or stems[first - 1] not in _JOINTS:  # noqa: PLR2004  (a word and the joint)
            return
        if first == last:
            yield from self._shared_ending(tokens, first)
            return
        at, items = first - 2, 0
        for tail in range(first + 1, last + 1):
            while at >= 0 and items < _ITEMS and (found := self._item(stems, at, stems[tail : last + 1])):
                term, at = found
                items += 1
                yield Mention(term, at, last, "joined name")
                if at == 0 or tokens.between(at - 1).strip() != ",":
                    return
                at -= 1

    def _item(self, stems: Sequence[str], end: int, shared: Sequence[str]) -> tuple[str, int] | None:
        """Return the term of an item of an enumeration that ends with this word, and the word with which it begins."""
        for begin in range(end, max(-1, end - _WIDEST), -1):
            if term := self._names.get(" ".join((*stems[begin : end + 1], *shared))):
                return term, begin
        return None

    def _shared_ending(self, tokens: Tokens, word: int) -> Iterator[Mention]:
        """Read "hyper- or hypotension": the hyphen replaces the ending of the word after the conjunction."""
        if tokens.between(word - 2)[:1] not in _HYPHENS:
            return
        beginning, whole = tokens.words[word - 2], tokens.stems[word]
        for place in range(1, len(whole) - _ENDING + 1):
            if term := self._names.get(beginning + whole[place:]):
                yield Mention(term, word - 2, word, "joined name")
                return

    def _abbreviations(self, tokens: Tokens, explained: dict[str, str]) -> Iterator[Mention]:
        # In a text all in capitals only those count that are no word: HEARING AIDS.
        known = {s: t for s, t in self._short.items() if s in self._safe} if tokens.text.isupper() else self._short
        for number, (printed, word) in enumerate(zip(tokens.printed, tokens.words, strict=True)):
            if printed == word or not (printed[:1].isupper() or printed[1:2].isupper()):  # most words have no capitals
                continue
            for short in (printed, printed.removesuffix("s")):
                if short in explained:
                    yield Mention(explained[short], number, number, "explained abbreviation")
                    break
                if short in known:
                    yield Mention(known[short], number, number, "abbreviation")
                    break


def _is_infected(stems: Sequence[str], at: int) -> bool:
    """Tell whether the word behind a virus or a bacterium names a disease again: hepatitis C virus infection."""
    return at < len(stems) and stems[at].startswith(_INFECTED)
