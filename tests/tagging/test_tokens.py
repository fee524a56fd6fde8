from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivigref.tagging.tokens import Tokens, spell, stem


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("oedema", "edema"),
        ("leucocyte", "leukocyte"),
        ("centre", "center"),
        ("centres", "centers"),
        ("randomisation", "randomization"),
        ("behaviour", "behavior"),
        ("sulphate", "sulfate"),
        ("paediatric", "pediatric"),
        ("analysed", "analyzed"),
        ("fibre", "fiber"),
    ],
)
def test_british_and_american_spelling_meet(british: str, american: str) -> None:
    """Both spellings of a word are one word."""
    assert spell(british) == spell(american)


@pytest.mark.parametrize("word", ["four", "hour", "your", "disease", "there", "more"])
def test_short_words_stay_as_they_are(word: str) -> None:
    """What only looks British is left alone."""
    assert spell(word) == word


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("abscesses", "abscess"),
        ("biopsies", "biopsy"),
        ("metastases", "metastasis"),
        ("diseases", "disease"),
        ("viruses", "virus"),
        ("stomata", "stoma"),
        ("nephritides", "nephritis"),
        ("lupus", "lupus"),
        ("arthritis", "arthritis"),
    ],
)
def test_plurals_meet_their_singular(plural: str, singular: str) -> None:
    """Latin and English plurals are taken back to the singular that a heading has."""
    assert stem(plural) == stem(singular) == singular


def test_markup_and_entities_are_no_words_and_keep_their_place() -> None:
    """Offsets count the characters of the field as it is, tags and all."""
    text = "<i>Lupus</i> &amp; nephritis"
    tokens = Tokens(text)
    assert tokens.words == ["lupus", "nephritis"]
    assert [text[s:e] for s, e in zip(tokens.starts, tokens.ends, strict=True)] == ["Lupus", "nephritis"]


def test_a_decimal_point_does_not_end_a_sentence() -> None:
    """A point ends a sentence only before a blank or the end."""
    assert Tokens("2.5 mg. Then").stream == ". 2 5 mg . then . "


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    """Words are in order, inside the text, and stand in the stream where `places` says."""
    tokens = Tokens(text)
    for number, word in enumerate(tokens.words):
        assert 0 <= tokens.starts[number] < tokens.ends[number] <= len(text)
        assert tokens.stream.startswith(f"{word} ", tokens.places[number])
        assert tokens.word_at(tokens.places[number]) == number
    assert tokens.starts == sorted(tokens.starts)


def test_an_underscore_parts_words_and_ends_no_sentence() -> None:
    """Though patterns take it for a letter."""
    tokens = Tokens("one_two._three: Crohn’s_case")
    assert tokens.stream == ". one two three : crohn case . "
    assert tokens.printed == ["one", "two", "three", "Crohn’s", "case"]


def test_marks_that_nobody_sees_part_no_word() -> None:
    """Nor are they words themselves."""
    tokens = Tokens("Lu\u00adpus \u0301 ne\u200dphritis \U000e0041\U000e0042 a\u0301 b")
    assert tokens.words == ["lupus", "nephritis", "a", "b"]


@pytest.mark.parametrize(
    ("text", "stream", "stops"),
    [
        ("", ". ", []),
        ("?! : one", ". one . ", [6]),
        ("One?! : two. : — three", ". one . two . three . ", [6, 12, 20]),
        ("One: \u0301. two —", ". one : two . ", [12]),
        ("One — two:", ". one : two : ", []),
    ],
)
def test_of_several_signs_the_first_counts(text: str, stream: str, stops: list[int]) -> None:
    """A text that has no sign at its end ends nevertheless."""
    tokens = Tokens(text)
    assert tokens.stream == stream
    assert tokens.stops == stops


def test_more_words_than_are_remembered_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is forgotten is computed again."""
    monkeypatch.setattr("ivigref.tagging.tokens._REMEMBERED", 2)
    words = ["pears", "plums", "grapes", "apricots", "figs"]
    assert Tokens(" ".join(words * 2)).stems == [word.removesuffix("s") for word in words * 2]
