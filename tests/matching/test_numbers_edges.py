"""Where years, volumes, issues and pages stop being the same: a case on either side of each condition."""

from __future__ import annotations

from typing import Any

import pytest

from ivigref import Record, Reference
from ivigref.conventions.numerals import arabic
from ivigref.matching import compare_issues, compare_pages, compare_volumes, compare_years
from ivigref.matching.pagination import same_first_page


@pytest.mark.parametrize(
    ("recorded", "verdict", "reason"),
    [
        ({"year": 2001}, "same", None),
        ({"year": 2002}, "different", None),
        ({"year": 2002, "year_print": 2001}, "close", "the year of print"),
        ({"year": 2002, "year_online": 2001}, "close", "the year of online publication"),
        ({"year_online": 2001}, "same", "the year of online publication"),
        ({"year_online": 2002}, "different", None),
        ({}, "unknown", None),
    ],
)
def test_each_year_of_a_work_is_right(recorded: dict[str, Any], verdict: str, reason: str | None) -> None:
    """Of print, online and issued year; that another was meant is noted only where there are two."""
    found = compare_years(Reference(year=2001), Record(**recorded))
    assert (found.verdict, found.reason) == (verdict, reason)


@pytest.mark.parametrize(
    ("printed", "recorded", "verdict"),
    [
        ({"volume": "8"}, {"volume": "08"}, "same"),
        ({"volume": "8"}, {"volume": "VIII"}, "same"),
        ({"volume": "8"}, {"volume": "Vol. 8"}, "same"),
        ({"volume": "8"}, {"volume": "9"}, "different"),
        ({"volume": "8"}, {"volume": "0"}, "unknown"),
        ({"volume": "8"}, {"volume": "ahead of print"}, "unknown"),
        ({"volume": "8"}, {}, "unknown"),
        # a supplement with the volume or with the issue
        ({"volume": "8 Suppl 1"}, {"volume": "8", "issue": "Suppl 1"}, "same"),
        ({"volume": "9 Suppl 1"}, {"volume": "8", "issue": "Suppl 1"}, "different"),
        ({"volume": "8 Suppl 1"}, {"volume": "8", "issue": "Suppl 2"}, "close"),
        ({"volume": "8", "issue": "9 1"}, {"volume": "8 9", "issue": "1"}, "same"),
        ({"volume": "8 9", "issue": "1"}, {"volume": "9", "issue": "1 8"}, "different"),
        # a part
        ({"volume": "38"}, {"volume": "38–39"}, "close"),
        ({"volume": "39"}, {"volume": "38–39"}, "different"),
        ({"volume": "55A"}, {"volume": "55"}, "close"),
        ({"volume": "Suppl 55"}, {"volume": "55"}, "close"),
        ({"volume": "55A"}, {"volume": "55B"}, "different"),
        # the Lancet, two volumes a year from 1823 on
        ({"volume": "1", "year": 1981, "container_title": "Lancet"}, {"volume": "317"}, "same"),
        ({"volume": "2", "year": 1981, "container_title": "Lancet"}, {"volume": "318"}, "same"),
        ({"volume": "2", "year": 1981, "container_title": "Lancet"}, {"volume": "317"}, "different"),
        ({"volume": "1", "year": 1982, "container_title": "Lancet"}, {"volume": "317"}, "different"),
        ({"volume": "1", "container_title": "Lancet"}, {"volume": "317", "year": 1981}, "same"),
        ({"volume": "1", "container_title": "Lancet"}, {"volume": "317"}, "different"),
        ({"volume": "3", "year": 1980, "container_title": "Lancet"}, {"volume": "317"}, "different"),
        ({"volume": "1", "year": 1981}, {"volume": "317", "container_title": "The Lancet"}, "same"),
        ({"volume": "1", "year": 1981, "container_title": "J Inv Med"}, {"volume": "317"}, "different"),
    ],
)
def test_volumes_on_either_side_of_being_the_same(
    printed: dict[str, Any], recorded: dict[str, Any], verdict: str
) -> None:
    """What has to be equal, and what is only printed otherwise."""
    assert compare_volumes(Reference(**printed), Record(**recorded)).verdict == verdict


@pytest.mark.parametrize(
    ("printed", "recorded", "verdict"),
    [
        ("2", "02", "same"),
        ("2", "3", "different"),
        ("2", None, "unknown"),
        ("2", "2 Suppl 1", "same"),
        ("3", "2 Suppl 1", "different"),
        ("1 Suppl", "Suppl 1", "same"),
        ("2 Suppl", "Suppl 1", "different"),
        ("2", "2–3", "close"),
        ("4", "2–3", "different"),
        ("1", "2 Suppl 1", "close"),
        ("1–4", "2 Suppl 1", "different"),
        ("Suppl 1", "2 Suppl 1", "same"),
        ("Spring", "2", "close"),
        ("Spring", "Fall", "different"),
        ("3–2", "2–3", "different"),
        ("Suppl", "Suppl", "same"),
        ("2 Suppl 76", "2", "same"),
        ("2 76 Suppl", "2 Suppl 76", "same"),
        ("4 76 Suppl", "2 Suppl 76", "different"),
        ("2", "2–2", "close"),
        ("2 3 76 Suppl", "2 3 Suppl 76", "same"),
    ],
)
def test_issues_on_either_side_of_being_the_same(printed: str, recorded: str | None, verdict: str) -> None:
    """``2 Suppl 76`` is issue 2 as well as supplement 76; a season may be any number."""
    assert compare_issues(Reference(issue=printed), Record(issue=recorded)).verdict == verdict
    assert compare_issues(Reference(issue=recorded), Record(issue=printed)).verdict == verdict


PAGES: tuple[tuple[dict[str, Any], dict[str, Any], str, bool | None], ...] = (
    ({"pages": "17–23"}, {"pages": "17-23"}, "same", True),
    ({"pages": "17–23"}, {"pages": "17-24"}, "different", True),
    ({"pages": "17–23"}, {"pages": "18-23"}, "different", False),
    ({"pages": "17"}, {"pages": "17-23"}, "close", True),
    ({"pages": "17–23"}, {"pages": "17"}, "close", True),
    ({"pages": "17–17"}, {"pages": "17"}, "same", True),
    ({"pages": "17–23, 30"}, {"pages": "17-23"}, "close", True),
    ({"pages": "17–23"}, {"pages": "17-23, 30"}, "close", True),
    ({"pages": "17–23, 30"}, {"pages": "17-24"}, "different", True),
    ({"pages": "17–23, 30"}, {"pages": "17-23, 31"}, "different", True),
    ({"pages": "17–23, 30"}, {"pages": "17-24, 30"}, "different", True),
    ({"pages": "721S–724"}, {"pages": "721S-724S"}, "same", True),
    ({"pages": "721S–724A"}, {"pages": "721S-724B"}, "different", True),
    ({"pages": "e17"}, {"pages": "17"}, "close", True),
    ({"pages": "x17"}, {"pages": "17"}, "different", False),
    ({"pages": "e17–e23"}, {"pages": "17-23"}, "different", True),
    ({"pages": "e17"}, {"pages": "17-23"}, "different", True),
    ({"pages": "e17–e23"}, {"pages": "17"}, "different", True),
    ({"pages": "S17"}, {"pages": "17"}, "different", False),
    ({"pages": "S17", "issue": "Suppl 1"}, {"pages": "17"}, "same", True),
    ({"pages": "S17"}, {"pages": "17", "volume": "8 Suppl"}, "same", True),
    ({"pages": "829751"}, {"pages": "1-7"}, "close", None),
    ({"pages": "8297"}, {"pages": "1-7"}, "close", None),
    ({"pages": "829"}, {"pages": "1-7"}, "different", False),
    ({"pages": "829751"}, {"pages": "2-7"}, "different", False),
    ({"pages": "829751–60"}, {"pages": "1-7"}, "different", False),
    ({"pages": "1–7"}, {"pages": "829751"}, "close", None),
    ({"pages": "e7"}, {"pages": "1-7"}, "close", None),
    ({"pages": "17"}, {"pages": "1-7", "article_number": "17"}, "same", True),
    ({"pages": "17"}, {"article_number": "17"}, "same", True),
    ({"pages": "17"}, {"article_number": "17.pub2"}, "same", True),
    ({"pages": "17"}, {"article_number": "nothing to read"}, "unknown", None),
    ({"pages": "17"}, {"pages": "000"}, "unknown", None),
    ({"pages": "17"}, {}, "unknown", None),
    ({}, {"pages": "17"}, "unknown", None),
    ({"pages": "017"}, {"pages": "17"}, "same", True),
)


@pytest.mark.parametrize(("printed", "recorded", "verdict", "first"), PAGES)
def test_pages_on_either_side_of_being_the_same(
    printed: dict[str, Any], recorded: dict[str, Any], verdict: str, first: bool | None  # noqa: FBT001
) -> None:  # fmt: skip
    """First and last pages with all their digits, and whether the first page is the same, which is known or not."""
    reference, record = Reference(**printed), Record(**recorded)
    assert (compare_pages(reference, record).verdict, same_first_page(reference, record)) == (verdict, first)


@pytest.mark.parametrize(
    ("roman", "number"),
    [
        ("i", "1"), ("iii", "3"), ("iv", "4"), ("v", "5"), ("viii", "8"), ("ix", "9"), ("x", "10"), ("xxxix", "39"),
        ("xl", "40"), ("l", "50"), ("lxxx", "80"), ("xc", "90"), ("c", "100"), ("ccc", "300"), ("cd", "400"), ("d", "500"),
        ("dccc", "800"), ("cm", "900"), ("m", "1000"), ("mmm", "3000"), ("mcmxciv", "1994"),
        ("iiii", "iiii"), ("xxxx", "xxxx"), ("mmmm", "mmmm"), ("vv", "vv"), ("ic", "ic"), ("", ""),
        ("0", "0"), ("00", "0"), ("06", "6"), ("60", "60"),
    ],
)  # fmt: skip
def test_roman_numerals_are_numbers(roman: str, number: str) -> None:
    """As Romans wrote them; what nobody writes so is a word."""
    assert arabic(roman) == number


def test_what_is_shown_of_pages() -> None:
    """Both sides as they stand, and of two harmless differences the first."""
    both = compare_pages(Reference(pages="17"), Record(pages="17-23", article_number="e17"))
    assert (both.printed, both.recorded) == ("17", "17-23")
    assert both.reason == "only one side gives the last page"
    silent = compare_pages(Reference(pages="17"), Record())
    assert (silent.printed, silent.recorded) == ("17", None)
    assert compare_years(Reference(), Record(year=2001)).recorded == "2001"
