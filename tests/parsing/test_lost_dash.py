from __future__ import annotations

import pytest

from ivigref.parsing.lost_dash import may_lack_dash, with_dash

LUPUS = ("Lupus", 2006, "23")
RESTORED = {
    "both pages whole": ("298308", *LUPUS, "298–308"),
    "the last elided": ("1296312", *LUPUS, "1296–312"),
    "the last elided to one digit": ("16002", *LUPUS, "1600–2"),
    "the last longer": ("9961004", *LUPUS, "996–1004"),
    "a thin journal has no page 7394": ("73947", *LUPUS, "739–47"),
    "letters": ("S181S184", *LUPUS, "S181–S184"),
    "the other reading has 47 pages": ("151158", "Genes Dev", 2002, "16", "151–158"),
    "at most fifteen pages": ("120135", *LUPUS, "120–135"),
    "eight digits, in an unknown journal": ("18601866", "J Imagin Med", 2019, "3", "1860–1866"),
    "pages beyond ten thousand": ("1241012416", "J Biol Chem", 2004, "279", "12410–12416"),
}
KEPT = {
    "two ways to part it": ("11335", *LUPUS),
    "a thick journal may have page 7394": ("73947", "Cancer", 2006, "15"),
    "the other reading has 24 pages": ("110125", *LUPUS),
    "more than fifteen pages, where another reading is": ("134151", *LUPUS),
    "no way": ("829751", *LUPUS),
    "too long a range": ("182999", *LUPUS),
    "a page like any other": ("2730", *LUPUS),
    "letters that do not ascend": ("S184S181", *LUPUS),
    "an article number of recent years": ("298308", "Lupus", 2014, "23"),
    "Hindawi's article numbers": ("298308", "Lupus", 2006, "2006"),
    "physicists' article numbers": ("124138", "Phys Med Biol", 2006, "51"),
    "the Royal Society's article numbers": ("20122018", "Lupus", 2012, "279"),
    "a journal that nobody knows": ("298308", "J Imagin Med", 2006, "23"),
    "a page of a journal that counts beyond ten thousand": ("16002", "J Biol Chem", 2004, "279"),
    "five digits and one in such a journal": ("298308", "J Biol Chem", 2004, "279"),
    "no digits": ("iv", *LUPUS),
}


@pytest.mark.parametrize(("printed", "journal", "year", "volume", "pages"), RESTORED.values(), ids=RESTORED.keys())
def test_restored(printed: str, journal: str, year: int, volume: str, pages: str) -> None:
    """Digits that can be one range only are that range."""
    assert with_dash(printed, journal, year, volume) == pages


@pytest.mark.parametrize(("printed", "journal", "year", "volume"), KEPT.values(), ids=KEPT.keys())
def test_kept(printed: str, journal: str, year: int, volume: str) -> None:
    """Digits that can be two ranges, an article number or a page stay as they are printed."""
    assert with_dash(printed, journal, year, volume) is None


@pytest.mark.parametrize(
    ("printed", "year", "doubted"),
    [
        ("140150", 2008, True),
        ("140150", 2013, True),
        ("140150", 2014, False),
        ("140201", 2008, False),
        ("140200", 2008, True),
        ("11335", 2006, True),
        ("1135", 2006, False),
        ("1401150", 2006, False),
        ("064102", 2006, False),
        ("e1401", 2006, False),
    ],
)
def test_what_may_lack_a_dash(printed: str, year: int, *, doubted: bool) -> None:
    """Five or six digits before 2014 that are two pages which follow closely are rather a range."""
    assert may_lack_dash(printed, year) == doubted
