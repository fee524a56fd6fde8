from __future__ import annotations

from importlib.resources import files

import pytest

from ivigref.parsing.journals import is_abbreviation, is_known, is_title_word


def test_the_table() -> None:
    """The table names its source and licence, and has a title and an abbreviation on each line."""
    table = files("ivigref.data").joinpath("journals.tsv").read_text(encoding="utf-8")
    lines = table.splitlines()
    assert "JabRef" in lines[1]
    assert "MIT" in lines[2]
    assert {line.count("\t") for line in lines if not line.startswith("#")} == {1}


@pytest.mark.parametrize(
    "name",
    ["Lancet", "N Engl J Med", "N. Engl. J. Med.", "New England Journal of Medicine", "Rheumatology (Oxford)"],
)
def test_known(name: str) -> None:
    """A journal is known by title and abbreviation, with or without points and place."""
    assert is_known(name)


@pytest.mark.parametrize("name", ["", "in lupus", "Detection of IgE antibodies", "J"])
def test_unknown(name: str) -> None:
    """Words of a title are no journal."""
    assert not is_known(name)


def test_abbreviations() -> None:
    """Words are abbreviations as journals print them, and not otherwise."""
    assert [is_abbreviation(word) for word in ("Dermatol", "Proc", "Lupus", "Drosophila")] == [True, True, False, False]


def test_title_words() -> None:
    """Words of journals' titles are known as such, whatever their capitals; names are not among them."""
    assert [is_title_word(word) for word in ("Pain", "SKIN", "Imbach", "Reumatol")] == [True, True, False, False]
