"""What each field weighs, and a case on either side of each number of the scorer."""

from __future__ import annotations

import math
from string import ascii_lowercase
from typing import Any

import pytest

from ivigref import Name, Record, Reference
from ivigref.matching import STORED, leads_elsewhere, match_confidence
from ivigref.matching.scorer import match_weight

FIELDS: dict[str, dict[str, Any]] = {
    "first page or article number": {"pages": ("17–23", "17-23", "41-50")},
    "first author's family name": {"authors": ((Name(family="Nemo"),), (Name(family="Nemo"),), (Name(family="Utopus"),))},
    "volume": {"volume": ("8", "8", "9")},
    "journal": {"container_title": ("J Inv Med", "J Inv Med", "Acta Ficta")},
    "year": {"year": (2001, 2001, 2010)},
}  # fmt: skip
WEIGHTS = {
    "first page or article number": (4.0, -4.0),  # it picks one of some thousands of works
    "first author's family name": (3.0, -3.0),  # it is misspelt more seldom than a volume is mistyped
    "volume": (2.0, -2.5),
    "journal": (2.0, -2.0),
    "year": (1.5, -2.0),  # it picks one of some tens
}
STEPS = ((0.95, 0.9), (0.88, 0.75), (0.8, 0.5), (0.7, 0.25), (0.6, 0.0), (0.45, -0.4), (0.3, -0.7), (0.0, -1.0))
# Words that are no letter apart from each other.
OURS, THEIRS = (
    [f"{letter * 6}{end}" for end in ends for letter in ascii_lowercase] for ends in ([""], ["quux", "zork"])
)


def title(shared: int, own: int = 0) -> str:
    """Return a title of so many words that all titles share, and so many that only this kind has."""
    return " ".join([*OURS[:shared], *THEIRS[:own]])


def weight(printed: str, recorded: str, **more: Any) -> float:  # noqa: ANN401  (fields of both)
    """Return what two titles weigh, with fields that agree."""
    return match_weight(Reference(title=printed, **more), Record(title=recorded, **more))


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_weighs_as_much_as_it_tells(name: str) -> None:
    """The same adds, another takes off, and silence does neither; lone volumes and pages that differ contradict."""
    [(field, (printed, same, other))] = FIELDS[name].items()
    reference = Reference(**{field: printed})
    agrees, differs = WEIGHTS[name]
    contradicted = -3 if field in {"pages", "volume"} else 0
    assert match_weight(reference, Record(**{field: same})) == agrees
    assert match_weight(reference, Record(**{field: other})) == differs + contradicted
    assert match_weight(reference, Record()) == match_weight(Reference(), Record(**{field: same})) == 0


@pytest.mark.parametrize(
    ("volume", "pages", "more"),
    [("8", "41", 0), ("9", "17", 0), ("9", "41", -3), ("9", None, -3), (None, "41", -3), ("8", "17", 0)],
)
def test_two_numbers_that_differ_outweigh_a_title(volume: str | None, pages: str | None, more: float) -> None:
    """A meeting abstract has the article's title: where neither volume nor page agrees, three more are off."""
    reference = Reference(volume="8", pages="17")
    both = (("volume", volume, "8"), ("first page or article number", pages, "17"))
    sides = sum(WEIGHTS[name][found != printed] for name, found, printed in both if found)
    assert match_weight(reference, Record(volume=volume, pages=pages)) == sides + more


def test_a_record_without_a_title_says_nothing_of_it() -> None:
    """Nor does a reference without one."""
    assert match_weight(Reference(title=title(6)), Record()) == match_weight(Reference(), Record(title=title(6))) == 0


@pytest.mark.parametrize(("words", "weighs"), [(1, 1.5), (2, 3), (5, 7.5), (6, 8), (20, 8)])
def test_each_word_of_a_title_counts_up_to_eight(words: int, weighs: float) -> None:
    """A short title is shared by many works, and a long one by none."""
    assert weight(title(words), title(words)) == weighs


@pytest.mark.parametrize(
    ("shared", "of"),
    [(19, 20), (23, 25), (22, 25), (21, 25), (20, 25), (7, 10), (6, 10), (11, 20), (9, 20), (8, 20), (6, 20), (5, 20), (0, 20)],
)  # fmt: skip
def test_a_title_counts_by_the_share_of_its_words(shared: int, of: int) -> None:
    """On and below each step; three quarters and more of all words are two fifths of the weight at least."""
    share = next(counts for least, counts in STEPS if shared / of >= least)
    printed = " ".join([*OURS[:shared], *(f"{word}x" for word in OURS[shared:of])])
    recorded = " ".join([*OURS[:shared], *THEIRS[shared:of]])
    assert weight(printed, recorded) == pytest.approx(8 * max(share, 0.4 if shared / of >= 0.75 else -1))


@pytest.mark.parametrize(
    ("shared", "length", "weighs"),
    [
        (20, 20, 0.6 * 8),
        (19, 20, 0.6 * 8),
        (18, 20, 0.4 * 8),
        (15, 20, 0.4 * 8),
        (14, 20, -0.4 * 8),
        (3, 3, 0.6 * 4.5),
        (2, 2, -5),
    ],
)
def test_a_title_may_stop_short(shared: int, length: int, weighs: float) -> None:
    """Three words of which all are in a longer title are more than two; 0.95 and 0.75 of more words are steps."""
    printed = [*OURS[:shared], *(f"{word}x" for word in OURS[shared:length])]
    recorded = [*THEIRS[: (40 if length == 20 else 12) - shared], *OURS[:shared]]
    assert weight(" ".join(printed), " ".join(recorded)) == pytest.approx(weighs)


@pytest.mark.parametrize(
    ("words", "shared", "weighs"), [(2, 0, -5), (3, 0, -5), (4, 0, -6), (2, 1, -0.4 * 5), (5, 2, -0.7 * 7.5)]
)
def test_another_title_takes_five_off_at_least(words: int, shared: int, weighs: float) -> None:
    """However short the titles are."""
    assert weight(title(shared, words - shared), " ".join(OURS[:words])) == pytest.approx(weighs)


@pytest.mark.parametrize(
    ("printed", "recorded", "weighs"),
    [
        (f"{title(6)} type 1", f"{title(6)} type 2", -4),
        (f"{title(6)} type 1", f"{title(6)} type", 0.75 * 8),
        (f"{title(6)} type", f"{title(6)} type 2", 0.75 * 8),
        (f"Erratum: {title(6)}", title(6), -8),
        (title(6), f"{title(6)}: reply", -8),
        (f"{title(6)}. Part 1", f"{title(6)}. Part 2", -8),
    ],
)
def test_a_word_may_make_another_work(printed: str, recorded: str, weighs: float) -> None:
    """A number that only one side has does not; a notice, a reply or another part does."""
    assert weight(printed, recorded) == pytest.approx(weighs)


@pytest.mark.parametrize(
    ("printed", "recorded", "weighs", "outweighed"),
    [
        (title(0, 2), title(2), -5, False),
        (title(2, 3), " ".join(OURS[:5]), -5.25, False),
        (title(1, 3), " ".join(OURS[:4]), -6, False),
        (f"{title(6)} type 1", f"{title(6)} type 2", -4, True),
        (f"{title(4)} {title(0, 6)}", " ".join(OURS[:10]), -0.7 * 8, False),
        (title(2, 2), " ".join(OURS[:4]), -0.4 * 6, True),
    ],
)
def test_a_title_that_takes_five_off_is_outweighed_by_the_page_alone(
    printed: str, recorded: str, weighs: float, *, outweighed: bool
) -> None:
    """Not by author, year and journal, which a journal's next article shares."""
    beside = {"authors": (Name(family="Nemo"),), "year": 2001, "container_title": "J Inv Med"}
    adds = WEIGHTS["first author's family name"][0] + WEIGHTS["year"][0] + WEIGHTS["journal"][0]
    assert weight(printed, recorded, **beside) == pytest.approx(weighs + (adds if outweighed else 0))
    assert weight(printed, recorded, **beside, pages="17") == pytest.approx(weighs + adds + 4)


def test_the_sum_begins_below_nothing_unless_an_identifier_led_there() -> None:
    """At −6 for a candidate, and at +2 for a record that a printed identifier led to."""
    for words, candidate, stored in ((6, 2, 10), (4, 0, 8), (1, -4.5, 3.5)):
        reference, record = Reference(title=title(words)), Record(title=title(words))
        assert match_confidence(reference, record) == pytest.approx(1 / (1 + math.exp(-candidate)))
        assert match_confidence(reference, record, prior=STORED) == pytest.approx(1 / (1 + math.exp(-stored)))


@pytest.mark.parametrize(("least", "weighs"), [(8.5, 8), (8, -2), (-math.inf, -2)])
def test_what_stays_too_little_is_not_worked_out(least: float, weighs: float) -> None:
    """Title and journal add ten at most: if even they cannot lift it to the least, that bound is the answer."""
    assert match_weight(Reference(year=2001), Record(year=2010), least=least) == weighs


@pytest.mark.parametrize(
    ("agrees", "elsewhere"), [({"authors": (Name(family="Nemo"),)}, False), ({"year": 2001}, True)]
)
def test_an_identifier_leads_elsewhere_where_more_speaks_against_it_than_for_it(
    agrees: dict[str, Any], *, elsewhere: bool
) -> None:
    """Half of a title's words take 2.4 off: the first author outweighs that, and the year alone does not."""
    reference, record = Reference(title=title(2, 2), **agrees), Record(title=" ".join(OURS[:4]), **agrees)
    assert match_weight(reference, record) == pytest.approx(-2.4 + (1.5 if elsewhere else 3))
    assert leads_elsewhere(reference, record) == elsewhere
