from __future__ import annotations

import re

import pytest

from ivigref.parsing import parse_reference
from ivigref.parsing.authors import read_authors

LISTS = {
    "Bruton OC. Skin": ["Bruton OC"],
    "De Pità O, Della Bitta R, Le Bourgeois M, et al. Skin": ["De Pità O", "Della Bitta R", "Le Bourgeois M"],
    "Espírito Santo J, Kammler H‑J, Haas J-P. Skin": ["Espírito Santo J", "Kammler H‑J", "Haas J-P"],
    "van der Schouw TT, d’Apuzzo V, O'Brien B: Skin": ["van der Schouw TT", "d’Apuzzo V", "O'Brien B"],
    "McDonough JH Jr, Gretz HF 3d. Skin": ["McDonough JH Jr", "Gretz HF 3d"],
    "Silva JA Filho, Costa P. Skin": ["Silva JA Filho", "Costa P"],
    "Silva JA, Filho, Costa P. Skin": ["Silva JA Filho", "Costa P"],
    "Barros, F., Hall, C.F., Neto, V.B.P. & Costa, J. 2018. Skin": [
        "Barros F.",
        "Hall C.F.",
        "Neto V.B.P.",
        "Costa J.",
    ],
    "Silva, J. A., Filho, & Costa, P. (2018). Skin": ["Silva J. A. Filho", "Costa P."],
    "Rudmik, L. R., & Magliocco, A. M. (2005). Skin": ["Rudmik L. R.", "Magliocco A. M."],
    "Hornak, J., Rolls, E. T. & Wade, D. 1996 Skin": ["Hornak J.", "Rolls E. T.", "Wade D."],
    "Example, A.B., and De Sample, C. (2011). Skin": ["Example A.B.", "De Sample C."],
    "O. C. Bruton and A. B. van Smith, “Skin": ["Bruton O. C.", "van Smith A. B."],
    "Kitano, H., A. Funahashi, and K. Oda. Skin": ["Kitano H.", "Funahashi A.", "Oda K."],
    "Bruton, Ogden C., and John Q. Smith. 2005. Skin": ["Bruton Ogden C.", "Smith John Q."],
    "Hill, Ann C., Eva Dale, Uta Moor, and Jan K. Fen. 2018. “Skin": [
        "Hill Ann C.",
        "Dale Eva",
        "Moor Uta",
        "Fen Jan K.",
    ],
    "Hill, Ann, Eva Dale, Uta Moor, Bea Fen, et al. 2018. “Skin": ["Hill Ann", "Dale Eva", "Moor Uta", "Fen Bea"],
    "Hill Dale, Ann Eva, Moor Fen, Uta Bea, and Wold Ash, Jan Leo. 2018. “Skin": [
        "Hill Dale Ann Eva",
        "Moor Fen Uta Bea",
        "Wold Ash Jan Leo",
    ],
    "Suemori H.; Yasuchika K.; Nakatsuji N. Skin": ["Suemori H.", "Yasuchika K.", "Nakatsuji N"],
    "NF Capra, JY Ro, Experimental pain": ["Capra NF", "Ro JY"],
    "LeGall JR, Leleug, Klar J. Skin": ["LeGall JR", "Leleug", "Klar J"],
    "Smith JA, Jones BC, for the DELTA Study Group. Skin": ["Smith JA", "Jones BC", "DELTA Study Group"],
    "The BENESTENT-I Study Group. Skin": ["The BENESTENT-I Study Group"],
    "World Health Organization (2011). Skin": ["World Health Organization"],
    "TyihÃ¡k E, FÃ¤llmon M. Skin": ["TyihÃ¡k E", "FÃ¤llmon M"],
    "Invented Study Group, Hill AB, Dale C. Skin": ["Invented Study Group", "Hill AB", "Dale C"],
    "Invented Study Group, Made AB, Real D and CR Tarn. Skin": ["Invented Study Group", "Made AB", "Real D", "Tarn CR"],
    "Imaginary Editorial Office. Skin": ["Imaginary Editorial Office"],
    "Hill NM PhD, Dale C PhD. Skin": ["Hill NM PhD", "Dale C PhD"],
    "Hill, N. M., Ph.D, & Dale, C., Ph.D. (2022). Skin": ["Hill N. M. Ph.D", "Dale C. Ph.D"],
    "Hill A, Yuting Yin, Dale C. Skin": ["Hill A", "Yin Yuting", "Dale C"],
    "Vilinov IuIu, Botsen GThAM. Skin": ["Vilinov IuIu", "Botsen GThAM"],
    "Hill A, Fern\ufffdndos FM, Dale C. Skin": ["Hill A", "Fern\ufffdndos FM", "Dale C"],
    "辛宏, 李佳颖, 等. 医学": ["辛宏", "李佳颖"],
    "山田太郎, 鈴木一郎: 皮膚筋炎の治療": ["山田太郎", "鈴木一郎"],
    "山田太郎，鈴木一郎：皮膚筋炎の治療": ["山田太郎", "鈴木一郎"],
    "山田太郎, 他: 皮膚筋炎の治療": ["山田太郎"],
}
# Invented lists with slips that print and PDFs' text have; each has its fact.
SLIPS = {
    "a comma is missing": ("Hill, A.B. Dale, C., and Moor, D.E. Skin", ["Hill A.B.", "Dale C.", "Moor D.E."]),
    "all commas are missing": ("Hill, A. Dale, C. Moor, D. & Fen, E. (2003). Skin", ["Hill", "Dale", "Moor", "Fen"]),
    "a blank is missing": ("Hill, A. B., and Dale,C. D. (2010). Skin", ["Hill", "Dale"]),
    "a packed name is dotted": ("Hill A.B., and Dale, C. (2003). Skin", ["Hill", "Dale"]),
    "a packed list has one inverted": ("Hill AB, Dale, C D, Moor E, Fen F. Skin", ["Hill", "Dale", "Moor", "Fen"]),
    "a packed list goes on direct": ("Hill AB, C. D. Dale, E. Moor: Skin", ["Hill", "Dale", "Moor"]),
    "a direct list goes on packed": ("AB Hill, Dale CD, Moor E: Skin", ["Hill", "Dale", "Moor"]),
    "small letters": ("hill A, Dale b. Skin", ["hill", "Dale"]),
    "the first has no initials": (
        "Hill, Dale A, Moor B, Fen C, Wold D. Skin of elves",
        ["Hill", "Dale", "Moor", "Fen", "Wold"],
    ),
    "the last has no initials": ("Hill A, Dale B, Moor (2008) Skin", ["Hill", "Dale", "Moor"]),
    "one before et al. has none": ("Hill A, Dale B, Moor , et al: Skin", ["Hill", "Dale", "Moor"]),
    "an item's number before initials": ("Hill A, Dale 12. B, Moor C. Skin", ["Hill", "Dale", "Moor"]),
    "an item's number behind the list": ("Hill A, Dale B. 12. Skin", ["Hill", "Dale"]),
    "a title begins with an abbreviation": ("Hill A, Dale B. U.S. skin", ["Hill", "Dale"]),
    "a title begins with a species": ("Hill A, Dale BC. E. coli in skin", ["Hill", "Dale"]),
    "one direct name": ("AB Hill, Skin in the tropics", ["Hill"]),
    "a title begins with A": ("A Hill, B Dale, A new skin in mice", ["Hill", "Dale"]),
    "hyphenated initials first": ("A-B Hill, C Dale, Skin", ["Hill", "Dale"]),
    "a group behind et al.": ("Hill A, et al; for the MOON Investigators. Skin", ["Hill", "MOON Investigators"]),
    "a group with its acronym": ("Hill A, Fabulous Skin Society (FSS): Skin", ["Hill", "Fabulous Skin Society (FSS)"]),
    "a group with a small article": ("Hill, A.B., the Moon Study Group: Skin", ["Hill", "Moon Study Group"]),
    "a title with a group's word": ("Hill, A. B., and Dale, C., Skin department use by elves. A", ["Hill", "Dale"]),
}


@pytest.mark.parametrize(("text", "names"), LISTS.items(), ids=LISTS.keys())
def test_lists(text: str, names: list[str]) -> None:
    """Packed, inverted and direct names, particles, suffixes, groups."""
    found = read_authors(text)
    assert found is not None
    assert [str(name) for name in found.names] == names


@pytest.mark.parametrize(("text", "families"), SLIPS.values(), ids=SLIPS.keys())
def test_slips(text: str, families: list[str]) -> None:
    """A list with a slip is read all the same, and no word of the title with it."""
    found = read_authors(text)
    assert found is not None
    assert [(name.literal or str(name))[: len(family)] for name, family in zip(found.names, families, strict=True)] == (
        families
    )
    assert re.sub(r"^[, ]*(\(\d{4}\)\.? )?", "", text[found.end :]).startswith(
        ("Skin", "U.S. skin", "E. coli", "A new")
    )


def test_stray_numbers() -> None:
    """The number of another item among the names is kept, as not placed."""
    assert parse_reference("Hill A, 7. Dale B, Moor 8. C. Skin of elves. Lupus. 2003;1:2–9.").unparsed == ("7.", "8.")


@pytest.mark.parametrize(
    ("printed", "particle", "family"),
    [
        ("von Hill A", "von", "Hill"),
        ("Von Hill A", "Von", "Hill"),
        ("Van der Hill A", "Van der", "Hill"),
        ("De la Hill A", "De la", "Hill"),
        ("Van Hill A", None, "Van Hill"),
        ("De Hill A", None, "De Hill"),
        ("Vonhill A", None, "Vonhill"),
    ],
)
def test_capital_particles(printed: str, particle: str | None, family: str) -> None:
    """A list writes "von" with a capital where a name begins it; a lone "Van" or "De" may be the family's own."""
    found = read_authors(f"{printed}. Skin")
    assert found is not None
    assert [(name.particle, name.family, str(name)) for name in found.names] == [(particle, family, printed)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Imbach P, et al. Skin", "et al."),
        ("Imbach P et al (2002) Skin", "et al"),
        ("Imbach P, et al Skin", "et al"),
        ("Imbach P, et al; Skin", "et al"),
        ("Imbach P, Et al. Skin", "Et al."),
        ("IMBACH P, BARANDUN S, ET AL. SKIN", "ET AL."),
        ("IMBACH P, BARANDUN S, ET\xa0AL. SKIN", "ET\xa0AL."),
        ("Imbach P, et\xa0al. Skin", "et\xa0al."),
        ("Huber A, Maier B, u. a. Haut", "u. a."),
        ("García A, y cols. Piel", "y cols."),
        ("Rodríguez-Lázaro, D., Helmuth, R., et al. (2007). Trends", "et al."),
    ],
)
def test_et_al(text: str, words: str) -> None:
    """The words for further authors are kept as printed."""
    found = read_authors(text)
    assert found is not None
    assert found.et_al_text == words


@pytest.mark.parametrize("dots", [", … ", ", . . . ", ", ... ", ", ... & ", " … & ", ", …, ", ", ..."])
def test_ellipsis(dots: str) -> None:
    """APA leaves out names before the last one: both sides are read, and that there are more."""
    found = read_authors(f"Hill, A. B., Dale, C.{dots}Moor, E. (1993). Skin")
    assert found is not None
    assert [name.family for name in found.names] == ["Hill", "Dale", "Moor"]
    assert found.et_al_text == dots.strip(" ,&")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Hill A, Dale C, … Skin of elves. A", ["Hill A", "Dale C"]),
        ("Hill, A., Dale, C., … & Moon Study Group. (1993). Skin", ["Hill A.", "Dale C.", "Moon Study Group"]),
    ],
)
def test_what_follows_an_ellipsis(text: str, names: list[str]) -> None:
    """The last may be a group; where none follows, the dots are as good as “et al.”."""
    found = read_authors(text)
    assert found is not None
    assert ([str(name) for name in found.names], found.et_al_text) == (names, "…")


@pytest.mark.parametrize(
    "text",
    [
        "Vitamin D, calcium and bone health",
        "DNA Methylation. Nature",
        "DNA Methylation, Skin and bone",
        "MR Imaging, spectroscopy and bone. A",
        "",
        "1952;16:722",
        "of mice and men. A",
    ],
)
def test_no_names(text: str) -> None:
    """A title is not taken for a list of names."""
    assert read_authors(text) is None
