"""Joiners spell words in Persian, Hindi and Malayalam and make one emoji of several; elsewhere they are damage."""

from __future__ import annotations

import pytest

from ivigref import parse_reference
from ivigref.checks import check
from ivigref.model import Citation, Record
from ivigref.names import Name
from ivigref.parsing.anchored import read_again
from ivigref.text import fold, letters

ZWNJ, ZWJ = "\u200c", "\u200d"
# How a word is printed, and how it is read; in the rest of the reference are Latin letters.
TITLES = {
    "Persian": (f"درمان می{ZWNJ}شود در بیماران", f"درمان می{ZWNJ}شود در بیماران"),
    "Persian before a stop": (f"کتاب{ZWNJ}ها، درمان", f"کتاب{ZWNJ}ها، درمان"),
    "Hindi": (f"त्वचा क्{ZWJ}ष रोग", f"त्वचा क्{ZWJ}ष रोग"),
    "Malayalam at the end of a word": (f"അവന്{ZWJ} ചികിത്സ", f"അവന്{ZWJ} ചികിത്സ"),
    "emoji": (f"A family 👩{ZWJ}👩🏽{ZWJ}👧 with lupus", f"A family 👩{ZWJ}👩🏽{ZWJ}👧 with lupus"),
    "another invisible one beside it": (f"می\u200b{ZWNJ}\u200eشود", f"می{ZWNJ}شود"),
    "two in a row": (f"می{ZWNJ}{ZWNJ}شود", f"می{ZWNJ}شود"),
    "Latin": (f"Lu{ZWJ}pus ne{ZWNJ}phritis", "Lupus nephritis"),
    "Chinese": (f"皮{ZWNJ}肤病", "皮肤病"),
    "at the end of a Persian word": (f"درمان{ZWNJ} بیماران", "درمان بیماران"),
    "between a letter and a digit": (f"درمان{ZWNJ}2 بیماران", "درمان2 بیماران"),
    "alone": (f"Skin {ZWJ} lupus", "Skin lupus"),
    "a picture without a partner": (f"Skin 👩{ZWJ} lupus", "Skin 👩 lupus"),
    "pictures that ZWNJ sets apart": (f"Skin 👩{ZWNJ}👩 lupus", "Skin 👩👩 lupus"),
}


@pytest.mark.parametrize("name", TITLES)
def test_a_joiner_stays_where_it_means_something(name: str) -> None:
    """Between letters of scripts that have it, behind a virama, and between pictures; what else is read is as without."""
    printed, wanted = TITLES[name]
    whole = f"Lind R, Ek T. {printed}. J Skin. 2001;9(2):722–8."
    found = parse_reference(whole)
    without = parse_reference(whole.replace(ZWNJ, "").replace(ZWJ, ""))
    assert found.title == wanted
    assert found.model_copy(update={"title": without.title, "raw": without.raw}) == without
    assert (fold(found.title or ""), letters(found.title or "")) == (
        fold(without.title or ""),
        letters(without.title or ""),
    )


def test_a_name_with_a_joiner_is_a_name() -> None:
    """It parts no family name, and stays in it."""
    found = parse_reference(f"رضایی{ZWNJ}پور M, Ek T. Skin. J Skin. 2001;9(2):722–8.")
    assert found.authors == (Name(family=f"رضایی{ZWNJ}پور", given="M"), Name(family="Ek", given="T"))


def test_a_word_that_is_printed_in_both_ways_is_not_guessed() -> None:
    """Which of them is which nobody knows any more; they are equal to all that compares them."""
    found = parse_reference(f"Lind R. می{ZWNJ}شود و میشود. J Skin. 2001;9(2):722–8.")
    assert found.title == "میشود و میشود"


@pytest.mark.parametrize("printed", [True, False])
def test_no_title_differs_by_a_joiner(*, printed: bool) -> None:
    """Whichever side has it; and a title that is read again beside its record has it, too."""
    title = f"درمان با ایمونوگلوبولین می{ZWNJ}شود در بیماران"
    bare = title.replace(ZWNJ, "")
    reference = parse_reference(f"Lind R, Ek T. {title if printed else bare}. J Skin. 2001;9(2):722–8.")
    people = (Name(family="Lind", given="R"), Name(family="Ek", given="T"))
    record = Record(
        authors=people, title=bare if printed else title, container_title="J Skin", year=2001, volume="9", issue="2", pages="722-8"
    )  # fmt: skip
    (findings,) = [check([Citation(reference=reference, record=record, confidence=1.0)])]
    assert [finding.check for finding in findings if finding.field == "title"] == []
    assert read_again(reference, record).title == reference.title
