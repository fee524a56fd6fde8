"""Hard pairs of years, volumes and issues."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivigref import Record, Reference
from ivigref.conventions.numerals import arabic
from ivigref.matching import compare_issues, compare_volumes, compare_years

Judge = Callable[[Reference, Record], dict[str, str]]
Fields = dict[str, Any]
Row = tuple[str, Fields, Fields, str]

YEARS: tuple[Row, ...] = (
    ("the year of the issue", {"year": 2010}, {"year": 2010, "year_online": 2009}, ""),
    ("the year of online publication", {"year": 2009}, {"year": 2010, "year_online": 2009}, "note"),
    ("the year of print", {"year": 2010}, {"year": 2009, "year_print": 2010}, "note"),
    ("the only year known is the online one", {"year": 2009}, {"year_online": 2009}, ""),
    ("no year printed", {}, {"year": 2010}, ""),
    ("no year recorded", {"year": 2010}, {}, ""),
    ("a year late", {"year": 2011}, {"year": 2010, "year_online": 2009}, "error"),
    ("a year early", {"year": 2008}, {"year": 2010, "year_print": 2010, "year_online": 2009}, "error"),
    ("between online and print", {"year": 2010}, {"year": 2011, "year_online": 2009}, "error"),
    ("ten years", {"year": 1981}, {"year": 1991}, "error"),
    ("digits exchanged", {"year": 1997}, {"year": 1979}, "error"),
)  # fmt: skip

VOLUMES: tuple[Row, ...] = (
    ("leading zeros", {"volume": "06"}, {"volume": "6"}, ""),
    ("Roman numerals", {"volume": "XXXIV"}, {"volume": "34"}, ""),
    ("the word before it", {"volume": "Vol. 12"}, {"volume": "12"}, ""),
    ("the Lancet counted by half-years until 1990", {"container_title": "Lancet", "year": 1981, "volume": "1"}, {"volume": "317"}, ""),
    ("the second half-year", {"container_title": "Lancet", "year": 1981, "volume": "2"}, {"container_title": "The Lancet", "volume": "318"}, ""),
    ("the second half-year in Roman", {"container_title": "Lancet", "year": 1981, "volume": "ii"}, {"container_title": "The Lancet", "volume": "318"}, ""),
    ("the whole count printed, the half-year recorded", {"container_title": "Lancet", "volume": "317"}, {"container_title": "Lancet (London, England)", "year": 1981, "volume": "1"}, ""),
    ("a supplement with the volume on one side", {"volume": "36 Suppl 1"}, {"volume": "36", "issue": "sup1"}, ""),
    ("a supplement with the issue on the other", {"volume": "36", "issue": "Suppl 1"}, {"volume": "36 Suppl 1"}, ""),
    ("a supplement not printed", {"volume": "36"}, {"volume": "36 Suppl 1"}, "note"),
    ("a volume of supplements", {"volume": "146"}, {"volume": "Suppl 146"}, "note"),
    ("a double volume by its first", {"volume": "38"}, {"volume": "38-39"}, "note"),
    ("kinds of dash and slash", {"volume": "38–39"}, {"volume": "38/39"}, ""),
    ("a volume's letter left out", {"volume": "55"}, {"volume": "55A"}, "note"),
    ("not yet in an issue", {"volume": "12"}, {"volume": "Publish Ahead of Print"}, ""),
    ("not yet in an issue, hyphenated", {"volume": "12"}, {"volume": "ahead-of-print"}, ""),
    ("a volume of nought is none", {"volume": "12"}, {"volume": "0"}, ""),
    ("not printed", {}, {"volume": "12"}, ""),
    ("another volume", {"volume": "16"}, {"volume": "9"}, "error"),
    ("a volume early", {"volume": "15"}, {"volume": "16"}, "error"),
    ("a digit lost", {"volume": "32"}, {"volume": "329"}, "error"),
    ("digits exchanged", {"volume": "239"}, {"volume": "329"}, "error"),
    ("half-years are the Lancet's", {"container_title": "Blood", "year": 1981, "volume": "1"}, {"container_title": "Blood", "volume": "317"}, "error"),
    ("the Lancet's other half-year", {"container_title": "Lancet", "year": 1981, "volume": "2"}, {"volume": "317"}, "error"),
    ("another half-year as recorded", {"container_title": "Lancet", "year": 1981, "volume": "2"}, {"container_title": "Lancet", "year": 1981, "volume": "1"}, "error"),
    ("another letter", {"volume": "55B"}, {"volume": "55A"}, "error"),
    ("another supplement", {"volume": "36 Suppl 2"}, {"volume": "36 Suppl 1"}, "error"),
)  # fmt: skip

ISSUES: tuple[Row, ...] = (
    ("leading zeros", {"issue": "06"}, {"issue": "6"}, ""),
    ("kinds of dash", {"issue": "2–3"}, {"issue": "2-3"}, ""),
    ("a slash for the dash", {"issue": "2/3"}, {"issue": "2-3"}, ""),
    ("a double issue by its first", {"issue": "2"}, {"issue": "2-3"}, "note"),
    ("issue and supplement, the supplement recorded", {"issue": "2 Suppl 76"}, {"issue": "Suppl. 76"}, ""),
    ("issue and supplement, the issue recorded", {"issue": "2 Suppl 76"}, {"issue": "2"}, ""),
    ("issue and supplement, a bare number recorded", {"issue": "2 Suppl 76"}, {"issue": "76"}, "note"),
    ("Oxford's supplements", {"issue": "Suppl 2"}, {"issue": "suppl_2"}, ""),
    ("Taylor and Francis's supplements", {"issue": "Suppl 1"}, {"issue": "sup1"}, ""),
    ("Springer's supplements", {"issue": "Suppl 1"}, {"issue": "S1"}, ""),
    ("the number before the word", {"issue": "76 Suppl"}, {"issue": "Suppl 76"}, ""),
    ("a supplement without its number", {"issue": "Suppl"}, {"issue": "Suppl 1"}, "note"),
    ("PubMed's parts", {"issue": "5"}, {"issue": "5 Pt 1"}, "note"),
    ("a part as printed", {"issue": "5 (Pt 1)"}, {"issue": "5 Pt 1"}, ""),
    ("a season", {"issue": "Spring"}, {"issue": "2"}, "note"),
    ("Roman numerals", {"issue": "III"}, {"issue": "3"}, ""),
    ("the word before it", {"issue": "no. 4"}, {"issue": "4"}, ""),
    ("a whole number within a long count", {"issue": "8232"}, {"issue": "8232"}, ""),
    ("not yet in an issue", {"issue": "4"}, {"issue": "ahead-of-print"}, ""),
    ("not printed", {}, {"issue": "4"}, ""),
    ("another issue", {"issue": "5"}, {"issue": "4"}, "warning"),
    ("a digit lost", {"issue": "1"}, {"issue": "11"}, "warning"),
    ("another supplement", {"issue": "Suppl 2"}, {"issue": "Suppl 1"}, "warning"),
    ("the supplement of another issue", {"issue": "3 Suppl 76"}, {"issue": "2 Suppl 76"}, "warning"),
    ("an issue is no supplement", {"issue": "3"}, {"issue": "Suppl 1"}, "warning"),
    ("another double issue", {"issue": "4-5"}, {"issue": "2-3"}, "warning"),
    ("another part", {"issue": "5 Pt 2"}, {"issue": "5 Pt 1"}, "warning"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("check", "printed", "recorded", "severity"),
    [
        (check, *row[1:])
        for check, table in (("year-differs", YEARS), ("volume-differs", VOLUMES), ("issue-differs", ISSUES))
        for row in table
    ],
    ids=[f"{name}: {row[0]}" for name, table in (("year", YEARS), ("volume", VOLUMES), ("issue", ISSUES)) for row in table],
)  # fmt: skip
def test_numbers(judge: Judge, check: str, printed: Fields, recorded: Fields, severity: str) -> None:
    """Numbers are equal or not; what surrounds them comes and goes."""
    found = judge(Reference.model_validate(printed), Record.model_validate(recorded))
    assert found == ({check: severity} if severity else {})


def test_the_year_that_was_printed_is_named() -> None:
    """Print, online and issued years are all right, and which one it was is said."""
    agreement = compare_years(Reference(year=2009), Record(year=2010, year_print=2010, year_online=2009))
    assert agreement.reason == "the year of online publication"


@given(st.integers(min_value=1, max_value=3999))
def test_roman_numerals_are_read(number: int) -> None:
    """Every number below four thousand, written by the rule."""
    text, rest = "", number
    for letters, value in zip(
        "m cm d cd c xc l xl x ix v iv i".split(), (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), strict=True
    ):
        text += letters * (rest // value)
        rest %= value
    assert arabic(text) == str(number)


@given(st.text(max_size=20), st.text(max_size=20))
def test_alarms_are_the_same_from_both_sides(a: str, b: str) -> None:
    """It does not matter which number is printed, and none differs from itself."""
    for compare, field in ((compare_volumes, "volume"), (compare_issues, "issue")):
        forth = compare(Reference.model_validate({field: a}), Record.model_validate({field: b}))
        back = compare(Reference.model_validate({field: b}), Record.model_validate({field: a}))
        assert forth.differs == back.differs
        assert not compare(Reference.model_validate({field: a}), Record.model_validate({field: a})).differs
