"""The keys of the index: what is printed otherwise has the same key, and what is another thing has not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivigref import Reference
from ivigref.registries.local import keys


@pytest.mark.parametrize(
    ("printed", "recorded", "same"),
    [
        (("321–7", "29"), ("321-327", "29"), True),
        (("321", "029"), ("0321", "29"), True),
        (("CS1–7", "12 Suppl"), ("CS1", "12 suppl."), True),
        (("829751", ""), ("829751", ""), True),
        (("321", "29"), ("321", "30"), False),
        (("32", "129"), ("321", "29"), False),
    ],
)
def test_first_page_and_volume(printed: tuple[str, str], recorded: tuple[str, str], same: bool) -> None:  # noqa: FBT001
    """Dashes, leading zeros and the last page are not part of the key; page and volume do not run into each other."""
    assert (keys.page_key(*printed, "Doe", 2000) == keys.page_key(*recorded, "Doe", 2000)) is same


@pytest.mark.parametrize(
    ("author", "year", "near", "anywhen"),
    [
        ("Doe", 2001, True, True),
        ("van Doe", 1999, True, True),
        ("DÖE", 2000, True, True),
        ("Doe", 2002, False, True),
        ("Doe", None, False, True),
        ("Roe", 2000, False, False),
    ],
)
def test_authors_and_years_stand_side_by_side(author: str, year: int | None, near: bool, anywhen: bool) -> None:  # noqa: FBT001
    """A work that came out online the year before is near; without year and author, all of a page are one span."""
    made = keys.page_key("321", "29", author, year)
    for span, found in (
        (keys.page_span("321", "29", "Doe", (1999, 2001)), near),
        (keys.page_span("321", "29", "Doe"), anywhen),
        (keys.page_span("321", "29"), True),
        (keys.page_span("322", "29"), False),
    ):
        assert (span.low <= made <= span.high) is found


@pytest.mark.parametrize(
    ("printed", "recorded", "meet"),
    [
        ("Lupus nephritis in children: a review", "Lupus Nephritis in Children", True),
        ("Lupus nephritis in children", "Lupus nephritis in children – a review", True),
        ("TNF‑α in Sjögren’s syndrome", "TNF-alpha in Sjogren's syndrome", True),
        ("Lupus nephritis in children", "Lupus nephritis in adults", False),
        ("Editorial", "Editorial", False),
    ],
)
def test_titles(printed: str, recorded: str, meet: bool) -> None:  # noqa: FBT001
    """A title is found with or without its subtitle; one that thousands share has no key."""
    assert bool({*keys.title_keys([printed])} & {*keys.title_keys([recorded])}) is meet


@given(st.text(), st.text(), st.integers(0, 9999) | st.none())
def test_any_text_has_a_key_of_64_bits(page: str, volume: str, year: int | None) -> None:
    """What a registry deposits is not always a page; SQLite holds signed integers of 64 bits."""
    for found in (
        keys.page_key(page, volume, page, year),
        keys.key("title", page),
        keys.key("doi", page, identity=True),
    ):
        assert -(2**63) <= found < 2**63


def test_only_identities_are_odd() -> None:
    """The lowest bit says which key names a work, so that the later of two with one name can stand for both."""
    made = [
        *keys.title_keys(["Lupus nephritis: a review"]),
        keys.page_key("1", "2", "Doe", 2055),
        keys.key("doi", "10.5555/x"),
    ]
    assert not any(found & 1 for found in made)
    assert keys.key("doi", "10.5555/x", identity=True) & 1
    assert list(keys.identifier_keys(Reference(doi="10.5555/X"))) == [
        keys.key("doi", "10.5555/x"),
        keys.key("doi", "10.5555/x", identity=True),
    ]
