"""What is left of letters in text that was copied out of a PDF, put right where the characters show it."""

from __future__ import annotations

import pytest

from ivigref import parse, parse_reference
from ivigref.documents.wraps import join
from ivigref.parsing.repair import tidy


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Gonz´alez", "González"),
        ("G´omez", "Gómez"),
        ("Ang¨uler", "Angüler"),
        ("Garc´ıa", "García"),
        ("Ł´od´z", "Łódź"),
        ("Nedeljkovic´, M", "Nedeljković, M"),
        ("Kovac´evic´ A", "Kovaćević A"),
        ("Lo´pez", "López"),
        ("Garcı´a", "García"),
        ("Mu¨ller", "Müller"),
        ("Giderog ˘lu", "Gideroğlu"),
        ("C ¸elik", "Çelik"),
        ("Fran¸cois", "François"),
        ("bioactive ˘ compounds", "bioactive compounds"),
        ("O´Brien", "O´Brien"),
        ("Sim˚on", "Sim˚on"),
        ("a; b", "a; b"),
    ],
)
def test_a_loose_accent_goes_to_the_letter_that_can_have_it(text: str, right: str) -> None:
    """The letter after it, as fonts write; the one before where no language has the other; none between words."""
    assert tidy(text) == right


@pytest.mark.parametrize(
    ("lines", "right"),
    [
        (["Jack\ufffeson, R."], "Jackson, R."),
        (["inter\ufffeand intraspecific"], "inter- and intraspecific"),
        (["inter-", "and intraspecific"], "inter- and intraspecific"),
        (["Che‑ mosphere"], "Chemosphere"),
        (["J Biol Chem 12:1228\ufffe31"], "J Biol Chem 12:1228-31"),
        (["doi:10.5555/j.inv.", "2003.01"], "doi:10.5555/j.inv.2003.01"),
        (["doi:10.5555/s-12-", "x4"], "doi:10.5555/s-12-x4"),
        (["doi:10.5555/inv", "2003;1:2"], "doi:10.5555/inv 2003;1:2"),
        (["https://doi. org/10.5555/x"], "https://doi.org/10.5555/x"),
        (["copper ho- ´", "meostasis"], "copper homeostasis"),
    ],
)
def test_what_the_end_of_a_line_broke_is_one_again(lines: list[str], right: str) -> None:
    """PDFium marks the break of a word, identifiers go on without a blank, and a suspended hyphen keeps its blank."""
    assert join(lines) == right


def test_a_th_that_a_font_lacks_is_written_where_the_text_shows_the_font() -> None:
    """Without “+e” or “*e” a sign before a word is left as it is."""
    text = "1. A. +orsen, “+e harvest on 3ymus,” J Imag Med, vol. 9, pp. 1–9, 2003."
    assert parse(f"References\n{text}")[0].title == "The harvest on Thymus"
    assert parse_reference("Doe A. +ive and *in vitro* tests of 3ymus. J Imag Med. 2003;9:1–9.").title == (
        "+ive and *in vitro* tests of 3ymus"
    )
