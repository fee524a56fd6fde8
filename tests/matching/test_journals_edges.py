"""Where two names stop being one journal: a case on either side of each number."""

from __future__ import annotations

import pytest

from ivigref.matching import same_journal


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        # one word: five letters at least, of which three or more are cut, and no more than are left
        ("Imaginar", "Imaginary", False),
        ("Imaginati", "Imagination", False),
        ("Imaginat", "Imagination", True),
        ("Imagin", "Imagination", True),
        ("Imagin", "Imaginations", True),
        ("Imagi", "Imaginatio", True),
        ("Imagi", "Imagination", False),
        ("Imag", "Imaginat", False),
        ("Imagin", "Phantasmatic", False),
        # a country behind the name, but not alone
        ("Invented Medicine (USA)", "Invented Medicine", True),
        ("Imaginary Letters of the United States of America", "Imaginary Letters", True),
        ("USA", "Imaginary Letters", False),
        ("United States", "Imaginary Letters", False),
        # an acronym before the title of two words or more
        ("XM Xylographic Medicine", "Xylographic Medicine", True),
        ("X Xylography", "Xylography", False),
        ("IX Imaginary Medicine", "Imaginary Medicine", False),
        # a subtitle, and a subtitle of a subtitle
        ("Imaginary Medicine : a journal of fiction", "Imaginary Medicine", True),
        ("Imaginary Medicine : of nobody : a journal", "Imaginary Medicine", True),
        ("Imaginary Medicine: Official Journal of Nobody", "Imaginary Medicine", True),
        ("Imaginary Medicine: Official: Journal of Nobody", "Imaginary Medicine", True),
        ("Imaginary Medicine: Heart Failure", "Imaginary Medicine", False),
        ("IHF: Imaginary Heart Fiction", "IHF", True),
        # a named section, behind two words or more and one point at most
        ("Imaginary Acta. Letters", "Imaginary Acta", True),
        ("Imaginary Acta. Letters - Fiction", "Imaginary Acta", True),
        ("Imaginary. Letters", "Imaginary", False),
        ("Imag. Letters. Fiction", "Imag", False),
        ("Imag Acta. Lett. Fict.", "Imag Acta", False),
        ("Imag Acta. Lett.", "Imag Acta", True),
        ("Imaginary Acta Letters", "Imaginary Acta", False),
        # a letter at the end is a section, one behind a letter an initial; amid words it is an article
        ("Imaginary Acta A", "Imaginary Acta", False),
        ("Imaginary Acta A", "Imaginary Acta B", False),
        ("Letters of a Nobody", "Letters Nobody", True),
        ("Ann N Y Imag Sci", "Annals of the New York Imaginary Science", True),
        ("Ann N Imag Sci", "Annals of the New York Imaginary Science", False),
        # small words of German and Polish
        ("Studien im Imaginären", "Stud Imag", True),
        ("Fantazja i Lekarstwo", "Fantaz Lek", True),
        # initials of several words
        ("IJM", "Imaginary Journal of Medicine", True),
        ("IJ", "Imaginary Journal", True),
        ("IJX", "Imaginary Journal of Medicine", False),
        ("Acta XM", "Acta Xylographic Medicine", True),
        ("Acta XM Letters", "Acta Xylographic Medicine Letters", True),
        ("acta XM", "Acta Xylographic Medicine", True),
        ("acta XM Letters", "Acta Xylographic Medicine Letters", True),
        ("acta X", "Acta Xylographic", False),
        ("acta XLMN Letters", "Acta Xylo Lepto Mega Nano Letters", True),
        # of the words that count only, whichever name comes first
        ("ILM", "Imaginary Letters of Medicine", True),
        ("ILOM", "Imaginary Letters of Medicine", False),
        ("ilm", "Imaginary Letters of Medicine", True),
        ("ilom", "Imaginary Letters of Medicine", False),
        ("IMO", "Imaginary Medicine of", False),
        ("LN", "Letters of a Nobody", True),
        ("LAN", "Letters of a Nobody", False),
        ("NL", "A Nobody Letters", True),
        ("ANL", "A Nobody Letters", False),
        ("AON", "Acta A of Nobody", False),
        # contractions
        ("Gesd Acta", "Gesundheit Acta", False),
        ("Natl Acta", "National Acta", True),
        ("Natl Acta", "Xylographic Acta", False),
        ("Acta of Q", "Acta Q", True),
        # words that abbreviations leave out, at either end
        ("The Imaginary Medicine", "Imaginary Medicine", True),
        ("Imaginary Medicine of", "Imaginary Medicine", True),
        ("Imaginary Medicine News", "Imaginary Medicine", False),
        # ISO 4 cuts two letters at least, and the last letter may stand for a word
        ("Imag Cell", "Imaginary Cells", False),
        ("Imag Cel", "Imaginary Cells", True),
        ("Imag J", "Imaginary Journal", True),
        ("Imag Q", "Imaginary Quarterly", True),
        ("Imag X", "Imaginary Xylography", False),
        ("Br Imag", "British Imaginary", True),
        ("Br Imag", "Brazilian Imaginary", False),
        ("Ned Tijdschr Geneeskd", "Nederlands Tijdschrift voor Geneeskunde", True),
        ("Imag Wkly", "Imaginary Weekly", True),
    ],
)  # fmt: skip
def test_names_on_either_side_of_being_one_journal(a: str, b: str, *, same: bool) -> None:
    """And it does not matter which of them is printed."""
    assert same_journal(a, b) == same_journal(b, a) == same
