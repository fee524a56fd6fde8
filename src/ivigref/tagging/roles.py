"""The role of a disease in a work, if the words show it: subject, adverse event, complication, population.

A disease that an abstract names once, outside its first and its last two sentences, is only "mentioned": it is shown,
and a selection does not find it. A disease that every text denies ("no evidence of myositis") is "negated", and a
selection does not find it either.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from ivigref.model import Evidence
from ivigref.tagging.disease_names import Mention
from ivigref.tagging.phrases import Phrase
from ivigref.tagging.tokens import Tokens

MENTIONED = "mentioned"
NEGATED = "negated"
_ADVERSE_EFFECTS = "D064420"  # Drug-Related Side Effects and Adverse Reactions

_MEDICINE = (
    "(therapy|treatment|infusion*|administration|immunoglobulin*|globulin*|vaccin*|injection*|chemotherapy|ivig)"
)
_AFTER_A_MEDICINE = Phrase(
    f"~2 (after|following|associated with|induced by|caused by|related to|secondary to|due to) ~6 {_MEDICINE}"
)
_A_MEDICINE = Phrase(_MEDICINE)
_RISK_OF = Phrase("(risk|risks|incidence|frequency) of")
_GOOD_OUTCOME = Phrase(
    "(remission|improvement|resolution|treatment|response|control|recovery|regression|therapy) (of|in)"
)
_IN_ANOTHER = Phrase("~2 (in|complicating) ~3")
_PEOPLE_WITH = Phrase(
    "(patient*|child*|adult*|women|men|subjects|infant*|adolescents) (with|who have|having|suffering from)"
)
_REACH = 5  # words before a disease that may qualify it


def title_roles(tokens: Tokens, mentions: Sequence[Mention]) -> list[str]:
    """Return the role of each mention in a title.

    >>> from ivigref.tagging.disease_names import Mention
    >>> tokens = Tokens("Anaphylaxis after globulin administration in patients with hypogammaglobulinemia")
    >>> title_roles(tokens, [Mention("D000707", 0, 0, "name"), Mention("D000361", 7, 7, "name")])
    ['adverse-event', 'population']
    """
    title = _Title(tokens, mentions)
    return [title.role(number) for number in range(len(mentions))]


def abstract_role(evidence: Sequence[Evidence], abstract: str) -> str | None:
    """Return "mentioned" where an abstract names a disease once, and neither at its beginning nor at its end."""
    if len(evidence) > 1 or evidence[0].source != "abstract":
        return None
    place = evidence[0].start or 0
    first = abstract.find(". ") + 1 or len(abstract)
    end = abstract.rfind(". ", 0, len(abstract) - 1)
    last_two = abstract.rfind(". ", 0, end) if end > 0 else 0
    return None if place < first or place > last_two else MENTIONED


class _Title:
    """A title with its mentions; facts about the whole title are computed once."""

    def __init__(self, tokens: Tokens, mentions: Sequence[Mention]) -> None:
        self._tokens = tokens
        self._mentions = mentions

    def role(self, number: int) -> str:
        tokens, mentions = self._tokens, self._mentions
        mention = mentions[number]
        if mention.term == _ADVERSE_EFFECTS or self._is_adverse(mention):
            return "adverse-event"
        if self._is_behind_another(mention) and (
            _before(tokens, mention, _PEOPLE_WITH) or _is_where_another_is(tokens, mentions, number)
        ):
            return "population"
        if number + 1 < len(mentions) and _is_where_another_is(tokens, mentions, number + 1):
            return "complication"
        return "subject"

    def _is_behind_another(self, mention: Mention) -> bool:
        """Tell whether another term is named before this mention."""
        return any(term != mention.term and end < mention.first for term, end in self._earliest)

    @cached_property
    def _earliest(self) -> list[tuple[str, int]]:
        """The two terms that are named first: one of them is not the term in question."""
        ends: dict[str, int] = {}
        for mention in self._mentions:
            ends[mention.term] = min(mention.last, ends.get(mention.term, mention.last))
        return sorted(ends.items(), key=lambda item: item[1])[:2]

    def _is_adverse(self, mention: Mention) -> bool:
        tokens = self._tokens
        if _before(tokens, mention, _GOOD_OUTCOME):
            return False
        if mention.last + 1 < len(tokens) and _AFTER_A_MEDICINE.pattern.match(
            tokens.stream, tokens.places[mention.last + 1]
        ):
            return True
        return _before(tokens, mention, _RISK_OF) and self._names_a_medicine

    @cached_property
    def _names_a_medicine(self) -> bool:
        return any(_A_MEDICINE.pattern.match(self._tokens.stream, place) for place in self._tokens.places)


def _is_where_another_is(tokens: Tokens, mentions: Sequence[Mention], number: int) -> bool:
    """Tell whether the words place the mention before "in" this one: nephrotic syndrome in Kawasaki disease."""
    if number == 0:
        return False
    before, here = mentions[number - 1], mentions[number]
    if before.last + 1 >= here.first:
        return False
    match = _IN_ANOTHER.pattern.match(tokens.stream, tokens.places[before.last + 1])
    gap = here.first - before.last - 1
    return bool(match) and gap <= _REACH and before.term != here.term


def _before(tokens: Tokens, mention: Mention, phrase: Phrase) -> bool:
    """Tell whether the phrase occurs in the few words before the mention."""
    return any(
        (match := phrase.pattern.match(tokens.stream, tokens.places[word]))
        and match.end() <= tokens.places[mention.first]
        for word in range(max(0, mention.first - _REACH), mention.first)
    )
