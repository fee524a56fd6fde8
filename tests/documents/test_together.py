"""References of one list read beside each other: what the majority decides, and what it leaves alone."""

from __future__ import annotations

import io
from typing import Any

import pytest

import ivigref
from ivigref.documents import Item, Together, reference_from_item
from ivigref.documents.references import _VOTERS
from ivigref.model import Reference

NAMES = ("Made", "Real", "Nova", "Fable", "Tale", "Luna", "Moon", "Elf", "Dream", "Mage", "Rune", "Star")
FORMS = {
    "Vancouver": "{0} A, Other B. Invented light of {0}. Lupus. 19{1};1{1}:7{1}–8{1}.",
    "Elsevier": "A. {0}, B. Other, Invented light of {0}, Lupus 1{1} (19{1}) 7{1}–8{1}.",
    "without titles": "A. {0} and B. Other, J. Biol. Chem., 19{1}, 1{1}, 7{1}–8{1}.",
    "Chicago": "{0}, Ada, and Bo Other. 19{1}. “Invented Light of {0}.” Lupus 1{1} (2): 7{1}–8{1}.",
    "Harvard": "{0}, A., Other, B., 19{1}. Invented light of {0}. Lupus 1{1}, 7{1}–8{1}.",
}


def listed(form: str, count: int = 10) -> list[Item]:
    """Return items in one style."""
    return [Item(FORMS[form].format(NAMES[place], 60 + place)) for place in range(count)]


def read_last(form: str, text: str, **known: Any) -> tuple[Reference, Reference]:  # noqa: ANN401  (values of any field)
    """Return the last item of a list as it is read alone and beside the others."""
    item = Item(text, known=known)
    return reference_from_item(item), list(Together([*listed(form), item]))[-1]


DECIDED: dict[str, tuple[str, str, dict[str, object]]] = {
    "a long one that nobody knows": (
        "without titles",
        "A. Made and B. Real, Transactions of the Lunar Society of Invented Medicine and Hygiene, 1986, 80, 1000–1001.",
        {"title": None, "container_title": "Transactions of the Lunar Society of Invented Medicine and Hygiene"},
    ),
    "a journal whose last word is one": (
        "Elsevier",
        "A. Made, B. Real, Moonlit posture of elves with a microphone array, Smart Health 32 (2004) 463.",
        {"title": "Moonlit posture of elves with a microphone array", "container_title": "Smart Health"},
    ),
    "a title that looks like a group": (
        "Elsevier",
        "A. Made, B. Real, Effect of Number of Hydroxyl Groups on Moonlight, E-Journal of Chemistry 6 (2009) 133–137.",
        {"title": "Effect of Number of Hydroxyl Groups on Moonlight", "container_title": "E-Journal of Chemistry", "authors": 2},
    ),
    "a group before the year": (
        "Harvard",
        "Urban & Moon, 2015. Acknowledgement to reviewers of tales. Lupus 3, 133–134.",
        {"title": "Acknowledgement to reviewers of tales", "authors": 1, "year": 2015},
    ),
}  # fmt: skip


def _shown(reference: Reference, field: str) -> object:
    value = getattr(reference, field)
    return len(value) if field == "authors" else value


@pytest.mark.parametrize(("form", "text", "fields"), DECIDED.values(), ids=DECIDED.keys())
def test_the_majority_decides(form: str, text: str, fields: dict[str, object]) -> None:
    """What may be read in two ways is read as the others are printed, and its title is doubted no more."""
    alone, together = read_last(form, text)
    assert {field: _shown(together, field) for field in fields} == fields
    assert {field: _shown(alone, field) for field in fields} != fields
    assert not {"title", "container_title"} & dict(together.doubts).keys()


@pytest.mark.parametrize(("form", "text", "fields"), DECIDED.values(), ids=DECIDED.keys())
def test_two_styles_decide_nothing(form: str, text: str, fields: dict[str, object]) -> None:
    """In a list of two styles each reference is read as it is alone."""
    other = "Vancouver" if form != "Vancouver" else "Elsevier"
    items = [*listed(form), *listed(other), Item(text)]
    together = Together(items)
    assert list(together) == [reference_from_item(item) for item in items]
    assert together.printed_as is None
    assert fields


def test_one_that_is_sure_in_another_style_stays() -> None:
    """Two of an export in another style are read as ever, and not doubted."""
    items = [*listed("Vancouver"), *listed("Chicago", 2)]
    together = Together(items)
    assert list(together) == [reference_from_item(item) for item in items]
    assert str(together.printed_as) == "10 of 12 articles are printed as Vancouver"


def test_a_choice_that_the_others_confirm_is_no_doubt() -> None:
    """Where the title ends is doubted alone, and not beside nine that end it so."""
    text = "A. Made, B. Real, Moonlight on the skin, J. Moonl. Derm. 32 (2004) 463–470."
    alone, together = read_last("Elsevier", text)
    assert alone.is_doubted("container_title")
    assert (together.title, together.container_title) == (alone.title, alone.container_title)
    assert not together.doubts


def test_one_that_departs_in_a_part_alone_is_doubted() -> None:
    """The numbers are those of its list, and it has no title: one of two things was read wrongly."""
    alone, together = read_last("Vancouver", "Made A, Real B. J Biol Chem. 2004;32:463–470.")
    assert not alone.doubts
    assert (together.container_title, together.title) == (alone.container_title, None)
    assert dict(together.doubts) == {"title": 0.1, "container_title": 0.1}


def test_quotation_marks_are_no_other_reading() -> None:
    """A title that is printed in them stands so, whatever the others do."""
    alone, together = read_last("Vancouver", "Made A, Real B. “A Credit to Elves.” J Biol Chem. 2004;32:463–470.")
    assert (together, alone.doubts) == (alone, ())


def test_what_a_document_knows_stays_known() -> None:
    """A value that the document tells apart is not read from the print, whatever the others look like."""
    _, together = read_last("without titles", "A. Made and B. Real, PMNTA, 1985, 97, 734.", volume="98", year=1986)
    assert (together.container_title, together.volume, together.year) == ("PMNTA", "98", 1986)


DASHED = {
    "Chicago": ("———. 1985. “Light of Elves.” Lupus 9 (2): 7–9.", ["Star"]),
    "Vancouver": ("_______. Light of elves. Lupus. 1985;9:7–9.", ["Star"]),
}


@pytest.mark.parametrize(("form", "text"), [(form, text) for form, (text, _) in DASHED.items()])
def test_a_dash_stands_for_the_authors_before(form: str, text: str) -> None:
    """The authors are those of the item before, also behind another dash; the dash stays where it was."""
    read = list(Together([*listed(form), Item(text), Item(text)]))
    assert read[-1].authors == read[-2].authors == read[-3].authors != ()
    assert read[-1].unparsed[0].strip(".") in text
    assert read[-1].is_doubted("authors")


@pytest.mark.parametrize("text", ["Light of elves. Lupus. 1985;9:7–9.", "-"])
def test_no_dash_no_authors(text: str) -> None:
    """A reference without authors has none, and so has a dash alone."""
    assert read_last("Vancouver", text)[1].authors == ()


def test_the_first_of_a_dash_has_no_authors() -> None:
    """Nobody stands before the first item."""
    assert next(iter(Together([Item(DASHED["Vancouver"][0])]))).authors == ()


def test_the_first_thousand_decide() -> None:
    """A list is read as it comes: what is behind them has no vote, and is read by theirs."""
    text = "A. Made and B. Real, PMNTA, 1985, 97, 734."
    taken = []

    def items() -> Any:  # noqa: ANN401  (a generator)
        for place in range(_VOTERS + 50):
            taken.append(place)
            yield Item(FORMS["without titles"].format(f"{NAMES[place % 12]}", 10 + place % 80))
        yield Item(text)

    together = Together(items())
    assert len(taken) == _VOTERS
    assert list(together)[-1].container_title == "PMNTA"
    assert together.printed_as is not None
    assert together.printed_as.articles == _VOTERS + 51


TEXT = "References\n" + "".join(f"{n}. {item.raw}\n" for n, item in enumerate(listed("Vancouver"), 1))
SAID = "10 of 10 articles are printed as Vancouver"


def test_a_listing_and_what_was_checked_say_the_style() -> None:
    """The style is with the list, and goes with it through a check, also through a second one."""
    listing = ivigref.read(io.StringIO(TEXT))
    checked = ivigref.examine(listing)
    assert [str(found.printed_as) for found in (listing, checked, checked[:2], ivigref.examine(checked))] == [SAID] * 4


@pytest.mark.parametrize("source", ["@article{a, title={On light}, year={1985}}", TEXT[:300]], ids=["data", "few"])
def test_no_style(source: str) -> None:
    """A file of a reference manager is not printed, and four references are no majority."""
    assert ivigref.read(io.StringIO(source)).printed_as is None
