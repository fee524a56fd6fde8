from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivigref.errors import DataError
from ivigref.tagging.phrase_index import PhraseIndex
from ivigref.tagging.phrases import Phrase
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


PHRASES = tuple(
    map(
        Phrase,
        (
            "trial",
            "random*",
            "random* ~2 trial",
            "(a|the) ~1 trial* $",
            "[a] trial (of|in) [the] # cases",
            "# cases",
            "(two|#) [more] (cases|trials)",
            "^ (a|the trial) of",
            "a : trial",
            "(trial of|of [the]) (case*|random* trial)",
            "the ~3 (cases of|trial) ~1 random*",
            "of a",
            "case* ~2 cas*",
            "trial of|trial in",
        ),
    )
)
INDEX = PhraseIndex((None, phrase) for phrase in PHRASES)
WORDS = (
    "a",
    "the",
    "of",
    "in",
    "trial",
    "trials",
    "random",
    "randomised",
    "case",
    "cases",
    "more",
    "two",
    "7",
    ".",
    ":",
)


@given(st.lists(st.sampled_from(WORDS), max_size=16))
def test_the_index_finds_what_the_patterns_match(words: list[str]) -> None:
    """Whichever words it looks phrases up by, each is found wherever its pattern matches, and once."""
    tokens = Tokens(" ".join(words))
    found = [(hit.first, hit.phrase.text) for hit in INDEX.find(tokens)]
    matched = {(n, p.text) for n, at in enumerate(tokens.places) for p in PHRASES if p.pattern.match(tokens.stream, at)}
    assert sorted(found) == sorted(matched)
    assert [first for first, _ in found] == sorted(first for first, _ in found)


def test_a_phrase_that_names_its_first_word_is_before_one_that_leaves_it_open() -> None:
    """So that what is surest is the first evidence, whichever the vocabulary has first."""
    index = PhraseIndex(
        [("open", Phrase("trial*")), ("named", Phrase("trial of")), ("number", Phrase("trial # cases"))]
    )
    assert [hit.key for hit in index.find(Tokens("Trials, a trial of 7 cases"))] == ["open", "named", "open"]


@pytest.mark.parametrize("phrase", [": trial", ". trial", "(trial|:) of"])
def test_a_phrase_does_not_begin_with_a_sign(phrase: str) -> None:
    """No word is a sign, so that nothing would ever be found."""
    with pytest.raises(DataError, match="must begin with a word"):
        found(phrase, "any : trial")
