from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ivigref import resolution
from ivigref.errors import InputError
from ivigref.matching import match_confidence
from ivigref.model import Record, Reference
from ivigref.names import Name
from ivigref.pages import Pages
from ivigref.registries.local.sifting import is_elsewhere, is_foreign

RIVAL = resolution.ACCEPT / (1 - resolution.ACCEPT) / resolution.AHEAD  # odds below these count for nothing
numbers = st.one_of(
    st.integers(1, 999).map(str),
    st.sampled_from(["1", "2", "06", "317", "38–39", "55A", "12 Suppl 1", "Suppl 3", "XII", "xii", "S12", "e52", "²"]),
)
journals = st.sampled_from(["The Lancet", "Journal of Ideas"])
ranges = st.builds(lambda first, last: f"{first}–{last}" if last else first, numbers, st.one_of(st.just(""), numbers))


@given(st.lists(numbers, min_size=2, max_size=2), st.lists(ranges, min_size=2, max_size=2), journals)
def test_what_is_elsewhere_is_never_the_printed_work(volumes: list[str], pages: list[str], journal: str) -> None:
    """However well all else agrees, resolve neither takes nor minds a work of another volume and another page."""
    fields: dict[str, Any] = {
        "title": "Intravenous immunoglobulin in refractory dermatomyositis of adults",
        "authors": (Name(family="Doe", given="J"),),
        "container_title": journal,
        "year": 1981,
    }
    for printed in pages:
        try:
            Pages.parse(printed)
        except InputError:
            assume(False)  # noqa: FBT003  (hypothesis has no other way)
    reference = Reference(**fields, volume=volumes[0], pages=pages[0])
    record = Record(**fields, volume=volumes[1], pages=pages[1])
    confidence = match_confidence(reference, record)
    if is_elsewhere(reference, volumes[1], [pages[1]]):
        assert confidence / (1 - confidence) < RIVAL


PLACES = {
    "another volume and another page": ("29", "321–7", "30", ["114-118"], True),
    "the volume agrees": ("29", "321–7", "29", ["114-118"], False),
    "the page agrees": ("29", "321–7", "30", ["321-327"], False),
    "an article number is one of its pages": ("29", "321–7", "30", ["114-118", "321"], False),
    "the record has no pages": ("29", "321–7", "30", [], False),
    "zeros before a number say nothing": ("06", "321–7", "6", ["114-118"], False),
    "a page of a supplement may go without its letter": ("29", "S321–7", "30", ["114-118"], False),
    "the Lancet's volumes were counted within a year": ("1", "321–7", "317", ["114-118"], False),
    "pages within an article begin with 1": ("29", "829751", "30", ["1-7"], False),
    "a volume in Roman numerals": ("XII", "321–7", "13", ["114-118"], False),
}


@pytest.mark.parametrize(("volume", "pages", "recorded", "on", "expected"), PLACES.values(), ids=PLACES)
def test_plain_numbers_are_told_apart(volume: str, pages: str, recorded: str, on: list[str], *, expected: bool) -> None:
    """Only a plain number that differs in both places rules a work out."""
    assert is_elsewhere(Reference(volume=volume, pages=pages), recorded, on) is expected


def test_a_long_number_is_compared_at_once() -> None:
    """A record may have any text for a volume."""
    assert is_elsewhere(Reference(volume="29", pages="321"), "9" * 1_000_000, ["114"])


def test_a_reference_without_a_title_is_foreign_to_nothing() -> None:
    """Nothing is ruled out by what is not printed."""
    assert not is_foreign(Reference(volume="29"), ["Gout"])
    assert math.isclose(RIVAL, 1.5)
