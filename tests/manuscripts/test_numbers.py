"""Citations by number, and what only looks like one."""

from __future__ import annotations

import pytest

from ivigref.manuscripts import numbers
from ivigref.manuscripts.numbers import Form
from ivigref.manuscripts.order import out_of_order
from ivigref.manuscripts.passages import Mark, Passage

LISTED = 40


def found(text: str, form: Form = "brackets", *marks: Mark) -> list[tuple[int, ...]]:
    """Return the numbers of each sure citation."""
    every = numbers.found([Passage(text, 1, marks=marks)], LISTED)[form]
    return [one.numbers for one in every if one.is_sure]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is rare [1].", [(1,)]),
        ("It is rare.[1]", [(1,)]),
        ("rare [1,2] and rarer [1, 3–5, 9]", [(1, 2), (1, 3, 4, 5, 9)]),
        ("rare [1; 2] or [3 and 4]", [(1, 2), (3, 4)]),
        ("rare [1]–[3], [5]", [(1, 2, 3), (5,)]),
        ("rare [see 4], rarer [refs. 5, 6]", [(4,), (5, 6)]),
        ("rare [7, p. 12]", [(7,)]),
        ("as in 2012 [3, 4]", [(3, 4)]),
        ("rare [1−3] [4‐6]", [(1, 2, 3), (4, 5, 6)]),
        ("odds 2.1 [95 % CI 1–3]", []),
        ("a median of 12 [3–9]", []),
        ("age (years), mean [30–40]", []),
        ("IQR [2, 5]", []),
        ("in the interval [0, 1]", []),
        ("in [2012] and [1999–2004]", []),
        ("an array [1.5, 2]", []),
        ("Eq. [3] and Table [2]", []),
        ("[3] is the label of a line", []),
        ("rare [101]", []),
        ("as [sic] and [Doe 2001]", []),
    ],
)
def test_numbers_in_brackets(text: str, expected: list[tuple[int, ...]]) -> None:
    """Groups, ranges and ranges across brackets are read; intervals, years and equations are none."""
    assert found(text) == expected


@pytest.mark.parametrize(
    ("before", "raised", "behind", "expected"),
    [
        ("It is rare.", "1,2", " Others", [(1, 2)]),
        ("It is rare", "3–5", ".", [(3, 4, 5)]),
        ("by Doe", "[7]", " and", [(7,)]),
        ("an area of 3 m", "2", " of skin", []),
        ("5 cm", "3", "", []),
        ("about 10", "6", " cells", []),
        ("an R", "2", " of 0.9", []),
        ("marked with ", "18", "F in water", []),
        ("10", "−3", " mol", []),
        ("the χ", "2", " test", []),
    ],
)
def test_raised_numbers(before: str, raised: str, behind: str, expected: list[tuple[int, ...]]) -> None:
    """A raised number behind a word is a citation, and one behind a unit, a symbol or a figure a power."""
    mark = Mark("raised", len(before), len(before) + len(raised))
    assert found(before + raised + behind, "raised", mark) == expected


def test_raised_signs_of_unicode_are_read_as_well() -> None:
    """Pasted text has its superscripts as characters."""
    assert found("It is rare.¹⁻³,⁵ In water it is not, at 10⁻³ m².", "raised") == [(1, 2, 3, 5)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rare (1, 2), rarer (3-5)", [(1, 2), (3, 4, 5)]),
        ("in (2012) of 10 (10-4 ) drops", []),
        ("12 (3–9) years", []),
    ],
)
def test_numbers_in_parentheses(text: str, expected: list[tuple[int, ...]]) -> None:
    """Powers of ten and ranges behind a number are no citations."""
    assert found(text, "parentheses") == expected


@pytest.mark.parametrize(
    ("text", "backwards"),
    [
        ("rare [7–3]", [((7, 3),)]),
        ("rare [12–9], known [12–14]", [((12, 9),)]),
        ("rare [12–5], known [21–3]", []),
    ],
)
def test_a_range_that_runs_backwards(text: str, backwards: list[tuple[tuple[int, int], ...]]) -> None:
    """A text that prints whole ends elsewhere does not leave their first figures out."""
    every = numbers.found([Passage(text, 1)], LISTED)["brackets"]
    assert [one.backwards for one in every if one.backwards] == backwards


@pytest.mark.parametrize(
    ("first", "wrong"),
    [
        ([1, 2, 3, 4, 5, 6], []),
        ([1, 2, 4, 3, 5, 6], [4]),
        ([1, 2, 5, 4, 3, 6, 7, 8], [5, 3]),
        ([1, 2, 3, 12, 4, 5, 6, 7, 8, 9, 10, 11], [12]),
        ([2, 1, 3, 4], []),
        ([9, 3, 1, 7, 2, 8, 4, 6, 5], []),
    ],
)
def test_numbers_out_of_the_order_of_citation(first: list[int], wrong: list[int]) -> None:
    """Of a swap both numbers are named, or one of two neighbours; of a list in another order none is."""
    assert sorted(out_of_order(first)) == sorted(wrong)
