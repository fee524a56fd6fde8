"""Where two lists of authors stop being the same: a case on either side of each number."""

from __future__ import annotations

from string import ascii_lowercase

import pytest

from ivigref import Name, Record, Reference
from ivigref.matching import compare_authors
from ivigref.matching.authors import same_first_author
from ivigref.matching.persons import compare_names


def names(*labels: object) -> tuple[Name, ...]:
    """Return persons whose family names are far from each other."""
    return tuple(Name(family=f"{label}".capitalize() * 2 + "ovic", given="A") for label in labels)


def people(many: int) -> tuple[Name, ...]:
    """Return so many persons."""
    return names(*(f"{a}{b}{a}" for a in ascii_lowercase for b in ascii_lowercase))[:many]


def verdict(printed: tuple[Name, ...], recorded: tuple[Name, ...], **more: object) -> str:
    """Return how two lists compare."""
    reference = Reference.model_validate({"authors": printed, "et_al": bool(more.pop("et_al", False))})
    return compare_authors(reference, Record.model_validate({"authors": recorded, **more})).verdict


@pytest.mark.parametrize(("printed", "same"), [(8, True), (7, True), (6, False), (2, False)])
def test_six_names_stand_before_an_ellipsis(printed: int, *, same: bool) -> None:
    """APA prints six authors at least, an ellipsis and the last; shorter lists have no such last name."""
    everybody = people(12)
    shown = (*everybody[: printed - 1], everybody[-1])
    assert (verdict(shown, everybody, et_al=True) == "same") == same


def test_only_after_et_al_the_last_name_is_the_articles_last() -> None:
    """The first eight and *et al.* are the first eight; a group behind the last author is no ellipsis."""
    everybody = people(12)
    assert verdict(everybody[:8], everybody, et_al=True) == "same"
    assert verdict((*everybody[:7], everybody[-1], Name(literal="Invented Study Group")), everybody) == "different"


@pytest.mark.parametrize(("given", "printed", "alarm"), [("A", 2, True), ("A", 3, False), (None, 2, False)])
def test_a_record_of_one_author_is_a_deposit_of_the_first(given: str | None, printed: int, *, alarm: bool) -> None:
    """From three printed authors on; or where even the first has lost the given name."""
    first, *others = people(printed)
    recorded = first.model_copy(update={"given": given})
    assert (verdict((first, *others), (recorded,)) == "different") == alarm


@pytest.mark.parametrize(
    ("year", "names_kept", "with_last", "alarm"),
    [
        (1983, 10, False, True),
        (1984, 10, False, False),
        (1995, 10, False, False),
        (1996, 10, False, True),
        (1990, 9, False, True),
        (1990, 11, False, True),
        (1990, 10, True, True),
        (1995, 25, True, True),
        (1996, 25, True, False),
        (1999, 25, True, False),
        (2000, 25, True, True),
        (1997, 24, True, True),
        (1997, 26, True, True),
        (1997, 25, False, True),
        (None, 10, False, True),
    ],
)
def test_nlm_cut_long_lists(year: int | None, names_kept: int, *, with_last: bool, alarm: bool) -> None:
    """To 10 names in 1984–1995, to 24 and the last in 1996–1999 (PubMed User Guide, author indexing policy)."""
    everybody = people(30)
    kept = (*everybody[: names_kept - 1], everybody[-1]) if with_last else everybody[:names_kept]
    assert (verdict(everybody, kept, year=year) == "different") == alarm
    assert (verdict(everybody, kept, year=year, et_al=True) == "different") == alarm


@pytest.mark.parametrize(
    ("printed", "recorded", "reason"),
    [
        ("ab", "ba", "the same authors in a different order"),
        ("aba", "bac", "Cccovic A is missing"),
        ("bac", "aba", "Cccovic A is not in the record"),
        ("abba", "bab", "4 authors are 3 in the record"),
        ("ab", "ac", "Bbbovic A is Cccovic A in the record"),
    ],
)
def test_lists_that_part_are_told_apart(printed: str, recorded: str, reason: str) -> None:
    """By who is missing, who is too many, who stands for whom, or by their order."""
    ours, theirs = (
        tuple(Name(family=f"{letter.upper()}{letter * 2}ovic", given="A") for letter in letters)
        for letters in (printed, recorded)
    )
    assert compare_authors(Reference(authors=ours), Record(authors=theirs)).reason == reason


def test_three_differences_are_told() -> None:
    """The author will read the record anyway."""
    for wrong, told in ((2, 2), (3, 3), (4, 3)):
        recorded = people(6)
        printed = (*(n.model_copy(update={"given": "B"}) for n in recorded[:wrong]), *recorded[wrong:])
        reason = compare_authors(Reference(authors=printed), Record(authors=recorded)).reason or ""
        assert reason.count(" in the record") == told


def test_fifty_names_of_two_wrong_lists_are_compared() -> None:
    """Who stands fiftieth on one side is found on the other; who stands behind is not looked for."""
    ours, theirs, (fiftieth, behind) = people(60), people(200)[100:160], people(220)[210:212]
    printed = (*ours[:49], fiftieth, behind, *ours[49:])
    recorded = (fiftieth, behind, *theirs[:58])
    reason = compare_authors(Reference(authors=printed), Record(authors=recorded)).reason or ""
    assert reason.startswith(f"{ours[0]} is {behind.surname}")
    reason = compare_authors(Reference(authors=recorded), Record(authors=printed)).reason or ""
    assert reason.startswith(f"{behind.surname}")


@pytest.mark.parametrize(
    ("printed", "recorded", "expected"),
    [
        # initials filed with the family name: three letters at most
        (Name(family="Nemo", given="O C"), Name(family="Nemo OC"), "same"),
        (Name(family="Nemo", given="O C B"), Name(family="Nemo OCB"), "same"),
        (Name(family="Nemo", given="O C B A"), Name(family="Nemo OCBA"), "close"),
        (Name(family="Nemo", given="O C"), Name(family="Nemo oc"), "close"),
        (Name(family="Nemo", given="O C"), Name(family="Nemo OC", given="X"), "different"),
        (Name(family="OC"), Name(family="OCB"), "different"),
        # given names of four letters are names
        (Name(family="Nemo", given="John"), Name(family="Nemo", given="Jack"), "close"),
        (Name(family="Nemo", given="Jon"), Name(family="Nemo", given="Jack"), "same"),
        (Name(family="Nemo", given="JOHN"), Name(family="Nemo", given="Jack"), "same"),
        (Name(family="Nemo", given="John"), Name(family="Nemo", given="Johnny"), "same"),
        # one side may know fewer initials, which is told of the print only
        (Name(family="Nemo", given="A"), Name(family="Nemo", given="A B"), "close"),
        (Name(family="Nemo", given="A B"), Name(family="Nemo", given="A"), "same"),
        (Name(family="Nemo", given="A B"), Name(family="Nemo", given="A C"), "different"),
        # a part of a compound name, first or last but not amid
        (Name(family="Nemo"), Name(family="Nemo Utopus"), "close"),
        (Name(family="Utopus", given="A"), Name(family="Nemo Utopus", given="A"), "close"),
        (Name(family="Gulliver", given="A"), Name(family="Nemo Gulliver Utopus", given="A"), "different"),
        (Name(family="Nemo", given="B"), Name(family="Nemo Utopus", given="A"), "different"),
        (Name(family="Utopus", given="A B"), Name(family="Nemo Utopus", given="A"), "different"),
        # a word of the family name filed as a given name, on one side only
        (Name(family="Della Nemo", given="R"), Name(family="Nemo", given="R"), "close"),
        (Name(family="Della Nemo", given="R"), Name(family="Nemo", given="R. Della"), "same"),
        (Name(family="Nathan Utopus", given="A"), Name(family="Noah Utopus", given="A"), "different"),
        (Name(family="Nemo", given="Q Della Rosa"), Name(family="DellaRosaNemo", given="Q"), "same"),
        (Name(family="Nemo", given="Della Rosa"), Name(family="Della Rosa Nemo", given="X"), "different"),
        (Name(family="Nemo", given="Q De"), Name(family="DeNemo", given="Q"), "same"),
        (Name(family="Nemo", given="Q D"), Name(family="DNemo", given="Q"), "different"),
        # family and given name filed the other way round
        (Name(family="Nemo", given="Utopus"), Name(family="Utopus", given="Nemo"), "close"),
        (Name(family="Nemo", given="U"), Name(family="U", given="Nemo"), "close"),
        (Name(family="Utopus", given="N"), Name(family="Nemo", given="Utopus"), "close"),
        (Name(family="Utopus", given="N B"), Name(family="Nemo", given="Utopus"), "close"),
        (Name(family="Utopus", given="M"), Name(family="Nemo", given="Utopus"), "different"),
        (Name(family="U", given="M"), Name(family="Nemo", given="U"), "different"),
        (Name(family="U", given="N"), Name(family="Nemo", given="U"), "different"),
        (Name(family="Utopus", given="N"), Name(family="Nemo", given="Gulliver"), "different"),
        (Name(literal="Utopus"), Name(family="Nemo", given="Utopus"), "different"),
    ],
)  # fmt: skip
def test_names_on_either_side_of_being_the_same(printed: Name, recorded: Name, expected: str) -> None:
    """Registries file one person's name in many ways; another initial is another person."""
    assert compare_names(printed, recorded)[0] == expected


@pytest.mark.parametrize(("many", "known"), [(2, True), (8, True), (9, False)])
def test_names_of_up_to_eight_words_are_parted(many: int, *, known: bool) -> None:
    """A family name whose first word is filed as a given name, and a given name whose last belongs to the family."""
    words = [f"{letter * 2}onte".capitalize() for letter in "bcdfghjkl"[:many]]
    whole = Name(family=" ".join(words), given="A")
    assert (compare_names(whole, Name(family=" ".join(words[1:]), given=f"A {words[0][0]}"))[0] == "same") == known
    initials = " ".join("QRSTUVWX"[: many - 1])
    parted = Name(family="Nemo", given=f"{initials} Della")
    assert (compare_names(parted, Name(family="DellaNemo", given=initials))[0] == "same") == known


@pytest.mark.parametrize(
    ("printed", "recorded", "same"),
    [
        ("Gulliver", "Gulliver", True),
        ("Guliver", "Gulliver", None),
        ("Guliver", "Gullever", False),
        ("Nemo", "Memo", False),
        ("Nemos", "Nemas", None),
    ],
)
def test_a_slip_in_the_first_name_says_nothing(printed: str, recorded: str, same: bool | None) -> None:  # noqa: FBT001
    """Neither that it is the same person nor that it is another; in four letters it is another."""
    reference, record = Reference(authors=(Name(family=printed),)), Record(authors=(Name(family=recorded),))
    assert same_first_author(reference, record) is same
    assert same_first_author(Reference(), record) is same_first_author(reference, Record()) is None


@pytest.mark.parametrize(("given", "turned"), [(2, True), (8, True), (9, False)])
def test_a_name_of_eight_words_is_turned_round(given: int, *, turned: bool) -> None:
    """A name that begins where the record ends is looked for among eight given names, and in none that is longer."""
    parts = [f"{letter}ori" for letter in ascii_lowercase.upper()[:given]]
    recorded = Name(family="Zetan", given=" ".join(parts))
    printed = Name(family=parts[0], given=" ".join([*(f"{part[0]}." for part in parts[1:]), "Z."]))
    assert (compare_names(printed, recorded)[0] == "close") == turned


def test_of_a_name_turned_round_the_last_word_may_be_the_family() -> None:
    """Phamh Minhu Nhatu is filed as Nhatu PM by those who take the last word for the family name."""
    recorded = Name(family="Phamhu", given="Minhu Nhatu")
    assert compare_names(Name(family="Nhatu", given="PM"), recorded)[0] == "close"
    assert compare_names(Name(family="Nhatu", given="PX"), recorded)[0] == "different"
    assert compare_names(Name(family="Khonghu", given="PM"), recorded)[0] == "different"
    assert compare_names(Name(family="Khonghu", given="NP"), recorded)[0] == "different"


@pytest.mark.parametrize(
    ("printed", "recorded", "agree"),
    [
        (("A", "C"), ("A", "C", "D"), True),  # D beside C
        (("A", "D"), ("A", "C", "D"), True),
        (("C", "A"), ("D", "C", "A"), True),
        (("A", "C"), ("D", "A", "C"), False),  # not beside its double
    ],
)
def test_a_double_stands_beside_its_name(printed: tuple[str, ...], recorded: tuple[str, ...], *, agree: bool) -> None:
    """Of two spellings that MEDLINE files one after the other one is left out; of two that are apart none."""
    family = {"A": "Luger", "C": "Colafiglo", "D": "Colatiglo"}
    ours, theirs = (tuple(Name(family=family[x], given="M") for x in each) for each in (printed, recorded))
    assert (verdict(ours, theirs) != "different") == agree
