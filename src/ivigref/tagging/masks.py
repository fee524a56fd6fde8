"""What makes a name of a disease the name of another thing, or says that the disease was not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from ivigref.errors import DataError
from ivigref.tagging.phrase_index import PhraseIndex
from ivigref.tagging.phrases import Phrase
from ivigref.tagging.tokens import Tokens
from ivigref.tagging.vocabulary import Stanza, read_stanzas

_KINDS = {
    "name": {"names", "source"},
    "head": {"behind", "of", "source"},
    "before": {"before", "of", "source"},
    "kept": {"behind", "of", "source"},
    "ambiguous": {"names", "neighbours", "source"},
    "everyday": {"names", "elsewhere", "source"},
    "denied": {"before", "behind", "source"},
}
_APART = frozenset(",;:.?!()[]")  # what stands between a disease and words that do not belong to it
_COMPANY = frozenset({"neighbour", "elsewhere"})
Verdict = Literal["other", "denied", "kept", ""]

_VERDICTS: dict[str, Verdict] = {"denied": "denied", "kept": "kept"}


@dataclass(frozen=True, slots=True)
class _Rule:
    """What a phrase found does: where it must stand, and to which diseases it applies (all where there are none)."""

    place: Literal["around", "behind", "before", "neighbour", "elsewhere"]
    verdict: Verdict
    of: frozenset[str] = frozenset()

    def applies(self, stems: Sequence[str]) -> bool:
        return not self.of or not self.of.isdisjoint(stems)


@dataclass(frozen=True, slots=True)
class _Company:
    """What a text has beside everyday words: where illness is spoken of, whether of other things, names of diseases."""

    neighbours: AbstractSet[int]
    elsewhere: bool
    diseases: bool


class Masks:
    """Phrases that mask the names of diseases, looked up in one pass over a text."""

    def __init__(self, text: str = "", name: str = "disease-masks.toml") -> None:
        """Read a file of masks. Raises DataError where it breaks a rule."""
        self._ambiguous: set[str] = set()
        self._everyday: set[str] = set()
        rules = list(self._rules(text, name))
        self._index = PhraseIndex((rule, phrase) for rule, phrase in rules if rule.place not in _COMPANY)
        self._company = PhraseIndex((rule, phrase) for rule, phrase in rules if rule.place in _COMPANY)

    def verdicts(self, tokens: Tokens, spans: Sequence[tuple[int, int]]) -> list[Verdict]:
        r"""Say of each mention, given by its first and last word, whether it is another thing, or denied.

        >>> masks = Masks('[[head]]\nbehind = ["virus"]\nsource = "x"\n[[denied]]\nbefore = ["no"]\nsource = "x"')
        >>> masks.verdicts(Tokens("No measles: measles virus, and measles"), [(1, 1), (2, 2), (5, 5)])
        ['denied', 'other', '']
        """
        if not spans:
            return []
        around: set[int] = set()  # words of names of other things
        behind: dict[int, list[_Rule]] = {}
        before: dict[int, list[_Rule]] = {}
        for hit in self._index.find(tokens):
            if hit.key.place == "around":
                around.update(range(hit.first, hit.last + 1))
            elif hit.key.place == "behind":
                behind.setdefault(hit.first, []).append(hit.key)
            else:
                before.setdefault(hit.last, []).append(hit.key)
        company = self._company_of(tokens, spans)
        verdicts: list[Verdict] = []
        for first, last in spans:
            stems = tokens.stems[first : last + 1]
            rules = [*_beside(tokens, behind, last, last + 1), *_beside(tokens, before, first - 1, first - 1)]
            found = {rule.verdict for rule in rules if rule.applies(stems)}
            masked = not around.isdisjoint(range(first, last + 1)) or self._is_alone(stems, first, company)
            if masked or ("other" in found and "kept" not in found):
                verdicts.append("other")
            else:
                verdicts.append("denied" if "denied" in found else "")
        return _denied_together(tokens, spans, verdicts)

    def _company_of(self, tokens: Tokens, spans: Sequence[tuple[int, int]]) -> _Company | None:
        """Return what stands beside everyday words, or None in a text that has none of them."""
        alone = (tokens.stems[first] for first, last in spans if first == last)
        if not any(stem in self._ambiguous or stem in self._everyday for stem in alone):
            return None
        hits = list(self._company.find(tokens))
        return _Company(
            frozenset(hit.first for hit in hits if hit.key.place == "neighbour"),
            any(hit.key.place == "elsewhere" for hit in hits),
            any(last > first for first, last in spans),
        )

    def _is_alone(self, stems: Sequence[str], word: int, company: _Company | None) -> bool:
        """Tell whether a word of daily life stands in a text that speaks of no illness, or of other things."""
        if company is None or len(stems) > 1 or len(company.neighbours) > (word in company.neighbours):
            return False
        everyday = stems[0] in self._everyday and company.elsewhere
        return everyday or (stems[0] in self._ambiguous and not company.diseases)

    def _rules(self, text: str, name: str) -> Iterator[tuple[_Rule, Phrase]]:
        for stanza in read_stanzas(text, name)[1]:
            stanza.check(_KINDS)
            of = frozenset(stanza.texts("of"))
            if stanza.kind == "ambiguous":
                self._ambiguous.update(stanza.texts("names"))
                yield from _phrases(stanza, "neighbours", _Rule("neighbour", ""))
            elif stanza.kind == "everyday":
                self._everyday.update(stanza.texts("names"))
                yield from _phrases(stanza, "elsewhere", _Rule("elsewhere", ""))
            elif stanza.kind == "name":
                yield from _phrases(stanza, "names", _Rule("around", "other"))
            else:
                verdict = _VERDICTS.get(stanza.kind, "other")
                yield from _phrases(stanza, "behind", _Rule("behind", verdict, of))
                yield from _phrases(stanza, "before", _Rule("before", verdict, of))


def _denied_together(tokens: Tokens, spans: Sequence[tuple[int, int]], verdicts: list[Verdict]) -> list[Verdict]:
    """Let what denies the first of an enumeration deny all of it: "no nausea, vomiting or rash"."""
    for n in range(1, len(spans)):
        if verdicts[n - 1] == "denied" and not verdicts[n] and _is_joined(tokens, spans[n - 1][1], spans[n][0]):
            verdicts[n] = "denied"
    return verdicts


def _is_joined(tokens: Tokens, last: int, first: int) -> bool:
    """Tell whether nothing but a comma or a conjunction is between two diseases; a comma and "and" begin another."""
    if first == last + 1:
        return tokens.between(last).strip() == ","
    if first != last + 2 or tokens.between(last + 1).strip():
        return False
    return tokens.words[last + 1] in {"or", "nor"} or (
        tokens.words[last + 1] == "and" and not tokens.between(last).strip()
    )


def _beside(tokens: Tokens, rules: dict[int, list[_Rule]], word: int, at: int) -> Iterable[_Rule]:
    """Return the rules at a word beside a mention, if only a blank or a hyphen is between them."""
    if not 0 <= at < len(tokens) or not rules.get(at):
        return ()
    return () if _APART & set(tokens.between(word)) else rules[at]


def _phrases(stanza: Stanza, key: str, rule: _Rule) -> Iterator[tuple[_Rule, Phrase]]:
    for text in stanza.texts(key):
        phrase = Phrase(text)
        try:
            phrase.anchors  # noqa: B018  (reads the phrase, so that an error is reported with its line)
        except DataError as problem:
            raise DataError(str(problem), place=stanza.place) from problem
        yield rule, phrase
