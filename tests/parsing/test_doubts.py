from __future__ import annotations

import pytest

from ivigref.parsing import parse_reference

# What is doubted, a reference that is doubted for this, and its brother that is not.
SIGNS = {
    "numbers of another reference": (
        "title",
        "Made A. On lupus. Fabulae. 2008;24(6):597-607. Real B. On elves. Lupus. 2010;18:116-7.",
        "Made A. On lupus: 24 elves and 7 moons. Lupus. 2010;18:116-7.",
    ),
    "authors left in the title": (
        "title",
        "Made A, Real B, et als. Moonlight suggests a role for elves. Lupus. 2010;18:116-7.",
        "Made A, Real B, et al. Moonlight suggests a role for elves. Lupus. 2010;18:116-7.",
    ),
    "a sentence of two words in front": (
        "title",
        "Made A, Real B. Other X-sheng. Moonlight that is ultra-short on elves. Lupus. 2010;18:116-7.",
        "Made A, Real B. Hydrated vs. dry moonlight on elves. Lupus. 2010;18:116-7.",
    ),
    "a sentence of two words behind": (
        "title",
        "Made A, Real B. Moonlight on the skin of an elf. Family Invented. Lupus. 2010;18:116-7.",
        "Made A, Real B. Moonlight on the skin of an elf vs. men. Lupus. 2010;18:116-7.",
    ),
    "a journal that is printed twice": (
        "title",
        "Made A. Moonlight on the skin of elves. Annals of Moonlit Bakteriologie. Annals of Moonlit Bakteriologie 1941;103:133-89.",
        "Made A. Moonlight on elves in Bakteriologie. Bakteriologie 1941;103:133-89.",
    ),
    "a family name of three words": (
        "authors",
        "Made Real Other KC, Nova L. Moonlight on elves. Lupus. 2010;18:116-7.",
        "Made Real KC, Nova L. Moonlight on elves. Lupus. 2010;18:116-7.",
    ),
    "a family name alone": (
        "authors",
        "Mononym, Made A, Real B. Moonlight on elves. Lupus. 2010;18:116-7.",
        "Made A, Mononym, Real B. Moonlight on elves. Lupus. 2010;18:116-7.",
    ),
    "a group in the place of the title": (
        "authors",
        "A. Made, Effect of Hydroxyl Groups on Moonlight, JAMA 6, 133 (2009).",
        "A. Made, Effects of the moonlight on elves, JAMA 6, 133 (2009).",
    ),
    "pages that lack a dash": (
        "pages",
        "Made A. Moonlight on elves. Social Psychiatry and Psychiatric Epidemiology 2008;43:140150.",
        "Made A. Moonlight on elves. Social Psychiatry and Psychiatric Epidemiology 2008;43:140999.",
    ),
    "a number in the journal": (
        "container_title",
        "Made A. Moonlight on elves. Fabulae Lunae 12 Mythica 2008;43:140.",
        "Made A. Moonlight on elves. Periodontol 2000 2008;43:140.",
    ),
}


@pytest.mark.parametrize(("field", "wrong", "right"), SIGNS.values(), ids=SIGNS.keys())
def test_signs(field: str, wrong: str, right: str) -> None:
    """A sign of a misreading is a doubt, and what only looks like it is none."""
    assert (field in dict(parse_reference(wrong).doubts), field in dict(parse_reference(right).doubts)) == (True, False)
