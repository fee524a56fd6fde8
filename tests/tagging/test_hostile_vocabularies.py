from __future__ import annotations

import json
from pathlib import Path

import pytest

from ivigref import Record
from ivigref.errors import DataError
from ivigref.tagging import Tagger
from ivigref.tagging.library import shipped_axes
from ivigref.tagging.overrides import load_overrides, read_overrides
from ivigref.tagging.phrases import Phrase
from ivigref.tagging.vocabulary import load_axis, read_axis

HEAD = 'axis = "setting"\nsource = "our own"\n'
WARD = '[[term]]\nslug = "ward"\nlabel = "Ward"\nmesh = "none"\n'
OVERRIDE = '[[override]]\nnumber = 1\naxis = "design"\nadd = ["review"]\nbecause = "read"\n'


def phrase(text: str) -> str:
    """Return a vocabulary with one phrase."""
    return f"{HEAD}{WARD}title = [{json.dumps(text)}]\n"


def chain(length: int) -> str:
    """Return a vocabulary in which each term is right under the one before."""
    terms = (WARD.replace("ward", f"t{n}") + (f'broader = ["t{n - 1}"]\n' if n else "") for n in range(length))
    return HEAD + "".join(terms)


def layers(depth: int, width: int) -> str:
    """Return a vocabulary in layers, each term under all of the layer above: the ways up are many, the terms few."""
    terms = []
    for layer in range(depth):
        above = json.dumps([f"t{layer - 1}-{n}" for n in range(width)]) if layer else "[]"
        terms += [WARD.replace("ward", f"t{layer}-{n}") + f"broader = {above}\n" for n in range(width)]
    return HEAD + "".join(terms)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (phrase("ward " + "~9 " * 8 + "x"), "own.toml, line 3: expected fewer gaps and choices in one phrase"),
        (phrase("ward " + "[a] " * 30 + "b"), "expected fewer gaps and choices in one phrase"),
        (phrase("ward " + "(a|a) " * 30 + "b"), "expected fewer gaps and choices in one phrase"),
        (phrase("ward " + "(abc*|abcd) " * 30 + "b"), "expected fewer gaps and choices in one phrase"),
        (phrase("(" * 300 + "ward" + ")" * 300), "expected at most 20 brackets in brackets"),
        (phrase("ward " * 1000), "expected a phrase of at most 2000 characters, found 5000"),
        (phrase("ward\x1b[2J"), "expected a text without control characters for 'title', found 'ward\\x1b[2J'"),
        (HEAD + WARD.replace('"Ward"', '"W\\u202Eard"'), "expected a text without control characters for 'label'"),
        (HEAD + WARD + "number = 1\n", "own.toml, line 3: expected true or false for 'number', found 1"),
        (f'exclusive = "no"\n{HEAD}{WARD}', "own.toml: expected true or false for 'exclusive', found 'no'"),
        (HEAD + WARD + "title = [[1]]\n", "expected a list of texts for 'title', found [[1]]"),
        (HEAD + WARD + f"title = {list(range(9999))}\n", "expected a list of texts for 'title', found [0, 1, 2"),
        (HEAD + WARD.replace('"Ward"', "1979-05-27"), "expected a text for 'label', found datetime.date"),
        (HEAD + f"version = {'9' * 5000}\n" + WARD, "own.toml: expected TOML"),
        (HEAD + f"version = {'[' * 5000}\n" + WARD, "own.toml: expected TOML"),
        (chain(400), "expected at most 200 terms above a term, found more above 't201'"),
    ],
)
def test_a_hostile_vocabulary_is_refused_in_one_line(text: str, message: str) -> None:
    """Patterns that would be tried in a million ways, brackets without end, wrong types, characters that steer."""
    with pytest.raises(DataError, match=r"^own\.toml") as caught:
        read_axis(text, "own.toml")
    said = str(caught.value)
    assert message in said
    assert said.isprintable()
    assert len(said) < 400


def test_what_is_large_and_lawful_is_read() -> None:
    """Many ways up to few terms, a chain of two hundred, and every phrase of the package."""
    assert len(read_axis(layers(12, 12), "own.toml").terms[-1].above) == 132
    assert len(read_axis(chain(201), "own.toml").terms[-1].above) == 200
    for term in shipped_axes().terms:
        for found in (*term.title, *term.abstract, *term.container):
            assert Phrase(found.text).pieces


@pytest.mark.parametrize("load", [load_axis, load_overrides])
def test_a_file_that_never_ends_is_refused(load: object, tmp_path: Path) -> None:
    """Nobody writes four megabytes of terms by hand."""
    own = tmp_path / "own.toml"
    own.write_bytes(b"# " + b"x" * 4_000_000)
    with pytest.raises(DataError, match=r"expected at most 4,000,000 bytes"):
        load(own)  # type: ignore[operator]
    own.write_bytes(b"\xff")
    with pytest.raises(DataError, match=r"cannot be read"):
        load(own)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (OVERRIDE.replace("number = 1", "number = [1]"), "own.toml, line 1: expected a text for 'number', found [1]"),
        (OVERRIDE.replace("number = 1", "doi = 1"), "own.toml, line 1: expected a text for 'doi', found 1"),
        (OVERRIDE.replace("number = 1", "number = true"), "expected a text for 'number', found True"),
        (OVERRIDE.replace('"read"', '"\\u001b[2J"'), "expected a text without control characters for 'because'"),
        (OVERRIDE.replace('["review"]', '["re\\u009bview"]'), "expected a text without control characters for 'add'"),
        (OVERRIDE.replace('["review"]', '{a = "b"}'), "expected a list of texts for 'add'"),
        (f"{OVERRIDE}x = {'[' * 5000}", "own.toml: expected TOML"),
    ],
)
def test_hostile_overrides_are_refused_in_one_line(text: str, message: str) -> None:
    """Wrong types and characters that steer a terminal."""
    with pytest.raises(DataError, match=r"^own\.toml") as caught:
        read_overrides(text, "own.toml")
    assert message in str(caught.value)
    assert str(caught.value).isprintable()


def test_a_vocabulary_at_its_bounds_tags_in_bounded_time(tmp_path: Path) -> None:
    """Phrases that may be tried in nearly ten thousand ways, on a title of nothing but their words."""
    own = tmp_path / "own.toml"
    own.write_text(phrase("a ~9 ~9 ~9 [a] [a] [a] b"), encoding="utf-8")
    assert isinstance(Tagger([own]).tag_record(Record(title="a " * 60)), tuple)
