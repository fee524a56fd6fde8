from __future__ import annotations

import pytest

from ivigref.errors import DataError
from ivigref.tagging.phrases import Phrase, PhraseIndex
from ivigref.tagging.tokens import Tokens


def found(phrase: str, text: str) -> list[str]:
    """Return the words that a phrase finds in a text."""
    tokens = Tokens(text)
    return [
        text[slice(*tokens.span(hit.first, hit.last))] for hit in PhraseIndex([(None, Phrase(phrase))]).find(tokens)
    ]


@pytest.mark.parametrize(
    ("phrase", "text", "words"),
    [
        ("random* trial", "A randomised trial", ["randomised trial"]),
        ("random* ~2 trial", "a randomized, double-blind trial", ["randomized, double-blind trial"]),
        ("random* ~1 trial", "a randomized, double-blind trial", []),
        ("random* ~3 trial", "He randomized. The trial ended", []),
        ("random* ~3 trial", "Randomized: a trial", []),
        ("(case|cohort) study", "cohort study; case study", ["cohort study", "case study"]),
        ("open [label] trial", "open trial, open-label trial", ["open trial", "open-label trial"]),
        ("[a|the] review of", "the review of x", ["the review of", "review of"]),
        ("(n of (1|one)) trial", "N-of-1 trial", ["N-of-1 trial"]),
        (
            "report of # cases",
            "report of three cases, report of 12 cases",
            ["report of three cases", "report of 12 cases"],
        ),
        ("^ review", "Review of a review: review", ["Review", "review"]),
        ("review $", "A review of lupus: a review", ["review"]),
        ("paediatric centre", "Pediatric center", ["Pediatric center"]),
        ("# patients", "patients 3", []),
    ],
)
def test_the_language_of_phrases(phrase: str, text: str, words: list[str]) -> None:
    """Each sign of the language means what the module says."""
    assert found(phrase, text) == words


@pytest.mark.parametrize("phrase", ["", "(a|b", "~3 trial", "[trial]", "a)", "ran* trial", "*"])
def test_what_is_no_phrase_is_refused(phrase: str) -> None:
    """A phrase has its brackets closed and begins with a word, of which at least four letters are given."""
    with pytest.raises(DataError):
        found(phrase, "any text ran a trial b")


def test_hostile_repetition_is_read_in_linear_time() -> None:
    """Gaps are bounded, so a text that begins a phrase ten thousand times costs no more than its length."""
    index = PhraseIndex([(None, Phrase("random* ~6 trial ~6 placebo ~6 blind"))])
    assert list(index.find(Tokens("randomized trial placebo " * 3000))) == []
