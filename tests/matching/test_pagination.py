"""Hard pairs of pages: elided ends, supplements, electronic pages, article numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivigref import Record, Reference
from ivigref.matching import compare_pages
from ivigref.matching.pagination import same_first_page

Judge = Callable[[Reference, Record], dict[str, str]]
Fields = dict[str, Any]

PAIRS: tuple[tuple[str, str | Fields, str | Fields, str], ...] = (
    ("an elided last page", "1228–31", "1228-1231", ""),
    ("half elided", "1228–231", "1228-1231", ""),
    ("elided on both sides alike or not", "228–31", "228-231", ""),
    ("over a hundred", "1198–203", "1198-1203", ""),
    ("letters before the digits", "CS1–7", "CS1-CS7", ""),
    ("letters after the digits", "721S–4S", "721S-724S", ""),
    ("a letter left off the last page", "721S–724", "721S-724S", ""),
    ("supplement pages with and without S", {"pages": "S151–6", "issue": "Suppl 1"}, {"pages": "151-156", "issue": "Suppl 1"}, ""),
    ("the record alone says supplement", "151–6", {"pages": "S151-S156", "issue": "S1"}, ""),
    ("capitals", "E52", "e52", ""),
    ("leading zeros", "026002", "26002", ""),
    ("an article number", "829751", {"article_number": "829751"}, ""),
    ("an article number with its letter", "e33693", {"article_number": "e33693", "pages": "e33693"}, ""),
    ("a letter on one side only", "e33693", {"article_number": "33693"}, "note"),
    ("an article number where the record has both", "829751", {"article_number": "829751", "pages": "1-8"}, ""),
    ("pages where the record has both", "1–8", {"article_number": "829751", "pages": "1-8"}, ""),
    ("an article number against pages within the article", "829751", "1-8", "note"),
    ("pages within the article against its number", "1–8", {"article_number": "e39006"}, "note"),
    ("a Cochrane review and its version", "CD002298", {"article_number": "CD002298.pub2"}, ""),
    ("the record has the first page only", "1228–31", "1228", "note"),
    ("the list has the first page only", "1228", "1228-1231", "note"),
    ("one page written as a range", "228", "228-228", ""),
    ("Roman pages", "vii–xii", "vii-xii", ""),
    ("electronic pages of a print page", "123.e1–5", "123.e1-123.e5", ""),
    ("a print page to an electronic one", "123–30.e2", "123-130.e2", ""),
    ("a discussion after the article", "113–25", "113-25; discussion 126-8", "note"),
    ("a quiz after the article", "113–25, 126–8", "113-25; quiz 126-128", ""),
    ("pages not yet given", "113–25", "000-000", ""),
    ("none recorded", "113–25", {}, ""),
    ("none printed", {}, "113-125", ""),
    ("another first page", "1229–31", "1228-1231", "error"),
    ("another last page", "1228–32", "1228-1231", "error"),
    ("another last page, elided", "228–9", "228-238", "error"),
    ("a digit lost", "128–31", "1228-1231", "error"),
    ("digits exchanged", "1282–90", "1228-1290", "error"),
    ("a far last page", "1228–1331", "1228-1231", "error"),
    ("a letter counts outside supplements", "S151–6", "151-156", "error"),
    ("another letter", "A194", "P194", "error"),
    ("another article number", "829752", {"article_number": "829751"}, "error"),
    ("another electronic page", "e33694", "e33693", "error"),
    ("neither the number nor the pages", "2–8", {"article_number": "829751", "pages": "1-8"}, "error"),
    ("pages of a volume against an article number", "228–31", {"article_number": "829751"}, "error"),
    ("another page of a supplement", {"pages": "S152–6", "issue": "Suppl 1"}, {"pages": "151-156", "issue": "Suppl 1"}, "error"),
    ("another discussion", "113–25, 127–8", "113-25; discussion 126-8", "error"),
    ("the point counts", "12.3", "1.23", "error"),
)  # fmt: skip


@pytest.mark.parametrize(("printed", "recorded", "severity"), [row[1:] for row in PAIRS], ids=[row[0] for row in PAIRS])
def test_pages(judge: Judge, printed: str | Fields, recorded: str | Fields, severity: str) -> None:
    """Both ends are compared with all their digits."""
    reference = Reference.model_validate({"pages": printed} if isinstance(printed, str) else printed)
    record = Record.model_validate({"pages": recorded} if isinstance(recorded, str) else recorded)
    assert judge(reference, record) == ({"pages-differ": severity} if severity else {})


@pytest.mark.parametrize(
    ("printed", "recorded", "same"),
    [
        ("228–31", Record(pages="228-235"), True),
        ("229–31", Record(pages="228-231"), False),
        ("829751", Record(pages="1-8"), None),
        ("829751", Record(article_number="829751", pages="1-8"), True),
        ("228", Record(), None),
    ],
)
def test_the_first_page_alone(printed: str, recorded: Record, same: bool | None) -> None:  # noqa: FBT001  (the answer)
    """A first page finds a work; a wrong last page is no reason to lose it."""
    assert same_first_page(Reference(pages=printed), recorded) is same


@given(st.integers(1, 99999), st.integers(0, 999), st.integers(1, 9))
def test_a_range_elided_by_any_number_of_digits_agrees(first: int, length: int, kept: int) -> None:
    """However many shared digits are left out, the last page is the same."""
    last = str(first + length)
    shared = next((i for i, (a, b) in enumerate(zip(str(first), last, strict=False)) if a != b), len(last) - 1)
    elided = last[min(shared, kept) :] if len(last) == len(str(first)) else last
    agreement = compare_pages(Reference(pages=f"{first}–{elided}"), Record(pages=f"{first}-{last}"))
    assert agreement.verdict == "same"
