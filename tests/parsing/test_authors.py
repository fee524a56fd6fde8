from __future__ import annotations

import pytest

from ivigref.parsing.authors import read_authors

LISTS = {
    "Bruton OC. Skin": ["Bruton OC"],
    "De Pità O, Della Bitta R, Le Bourgeois M, et al. Skin": ["De Pità O", "Della Bitta R", "Le Bourgeois M"],
    "Espírito Santo J, Kammler H‑J, Haas J-P. Skin": ["Espírito Santo J", "Kammler H‑J", "Haas J-P"],
    "van der Schouw TT, d’Apuzzo V, O'Brien B: Skin": ["van der Schouw TT", "d’Apuzzo V", "O'Brien B"],
    "McDonough JH Jr, Gretz HF 3d. Skin": ["McDonough JH Jr", "Gretz HF 3d"],
    "Rudmik, L. R., & Magliocco, A. M. (2005). Skin": ["Rudmik L. R.", "Magliocco A. M."],
    "Hornak, J., Rolls, E. T. & Wade, D. 1996 Skin": ["Hornak J.", "Rolls E. T.", "Wade D."],
    "Example, A.B., and De Sample, C. (2011). Skin": ["Example A.B.", "De Sample C."],
    "O. C. Bruton and A. B. van Smith, “Skin": ["Bruton O. C.", "van Smith A. B."],
    "Kitano, H., A. Funahashi, and K. Oda. Skin": ["Kitano H.", "Funahashi A.", "Oda K."],
    "Bruton, Ogden C., and John Q. Smith. 2005. Skin": ["Bruton Ogden C.", "Smith John Q."],
    "Suemori H.; Yasuchika K.; Nakatsuji N. Skin": ["Suemori H.", "Yasuchika K.", "Nakatsuji N"],
    "NF Capra, JY Ro, Experimental pain": ["Capra NF", "Ro JY"],
    "LeGall JR, Leleug, Klar J. Skin": ["LeGall JR", "Leleug", "Klar J"],
    "Smith JA, Jones BC, for the DELTA Study Group. Skin": ["Smith JA", "Jones BC", "DELTA Study Group"],
    "The BENESTENT-I Study Group. Skin": ["The BENESTENT-I Study Group"],
    "World Health Organization (2011). Skin": ["World Health Organization"],
    "TyihÃ¡k E, FÃ¤llmon M. Skin": ["TyihÃ¡k E", "FÃ¤llmon M"],
    "辛宏, 李佳颖, 等. 医学": ["辛宏", "李佳颖"],
}


@pytest.mark.parametrize(("text", "names"), LISTS.items(), ids=LISTS.keys())
def test_lists(text: str, names: list[str]) -> None:
    """Packed, inverted and direct names, particles, suffixes, groups."""
    found = read_authors(text)
    assert found is not None
    assert [str(name) for name in found.names] == names


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Imbach P, et al. Skin", "et al."),
        ("Imbach P et al (2002) Skin", "et al"),
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


@pytest.mark.parametrize(
    "text", ["Vitamin D, calcium and bone health", "DNA Methylation. Nature", "", "1952;16:722", "of mice and men. A"]
)
def test_no_names(text: str) -> None:
    """A title is not taken for a list of names."""
    assert read_authors(text) is None
