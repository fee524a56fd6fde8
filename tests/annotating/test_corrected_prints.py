"""A correction becomes the few words that are wrong, in the manner of the list, and only where reading proves it."""

from __future__ import annotations

import pytest

from ivigref import parse_reference
from ivigref.annotating.differences import applied, changed_words
from ivigref.annotating.manner import Manner
from ivigref.annotating.printing import printed
from ivigref.corrections import Correction
from ivigref.model import Citation, Record
from ivigref.names import Name
from ivigref.pages import Pages

VANCOUVER = (
    "Invented A, Made U, Roe R, et al. Nephrotic syndrome in Invented disease: a report of three cases. Pediatr Nephrol."
    " 2012;28(9):1547–50."
)
APA = (
    "Invented, A., Made, U., & Roe, R. (2012). Nephrotic syndrome in Invented disease: A report of three cases. Pediatric"
    " Nephrology, 28(9), 1547–1550. https://doi.org/10.5555/wrong"
)
IEEE = (
    "A. Invented, U. Made and R. Roe, “Nephrotic syndrome in Invented disease,” Pediatr. Nephrol., vol. 28, no. 9, pp."
    " 1547–1550, 2012."
)
PEOPLE = (Name(family="Invented", given="Ada"), Name(family="Maid", given="Una Vera"), Name(family="Roe", given="R"))
TWICE = "Invented A. On lupus. J Ideas. 2012;12(12):12–12."


@pytest.mark.parametrize(
    ("raw", "corrections", "old_and_new"),
    [
        (VANCOUVER, [Correction("volume", "27")], [("28", "27")]),
        (VANCOUVER, [Correction("issue", "8")], [("9", "8")]),
        (VANCOUVER, [Correction("year", 2013)], [("2012", "2013")]),
        (VANCOUVER, [Correction("pages", Pages.parse("1647-1650"))], [("1547", "1647")]),
        (VANCOUVER, [Correction("pages", Pages.parse("e12"))], [("1547–50", "e12")]),
        (APA, [Correction("pages", Pages.parse("1647-50"))], [("1547–1550", "1647–1650")]),
        (APA, [Correction("doi", "10.5555/right")], [("10.5555/wrong", "10.5555/right")]),
        (VANCOUVER, [Correction("authors", PEOPLE, et_al=True)], [("Made", "Maid"), ("U", "UV")]),
        (APA, [Correction("authors", PEOPLE)], [("Made", "Maid"), ("U.", "U.V.")]),
        (IEEE, [Correction("authors", PEOPLE)], [("U.", "U.V."), ("Made", "Maid")]),
        (IEEE, [Correction("volume", "27"), Correction("year", 2011)], [("28", "27"), ("2012", "2011")]),
        (
            VANCOUVER,
            [Correction("title", "Nephrotic Syndrome in Invented Disease: A Report of Four Cases")],
            [("three", "four")],
        ),
        (VANCOUVER, [Correction("container_title", "Kidney International")], [("Pediatr Nephrol", "Kidney Int")]),
        (TWICE, [Correction("volume", "13")], [("12", "13")]),
        (TWICE, [Correction("issue", "13")], [("12", "13")]),
    ],
    ids=[
        "volume", "issue", "year", "elided pages", "article", "whole pages", "doi", "names", "names with dots",
        "initials first", "two fields", "title", "journal", "volume of many", "issue of many",
    ],
)  # fmt: skip
def test_only_the_wrong_words_are_replaced(
    raw: str, corrections: list[Correction], old_and_new: list[tuple[str, str]]
) -> None:
    """Dash, elision, dots and capitals stay those of the print; the new reference reads as it ought to."""
    record = Record(container_title="Kidney International", container_title_short="Kidney Int")
    found = printed(Citation(reference=parse_reference(raw), record=record), corrections, Manner({}))
    assert [(raw[change.start : change.end], change.new) for change in found.changes] == old_and_new
    assert (found.made, found.unmade) == (tuple(c.field for c in corrections), ())
    again = parse_reference(applied(raw, found.changes))
    for correction in corrections:
        if isinstance(correction.value, str) and correction.field not in {"title", "container_title"}:
            assert getattr(again, correction.field) == correction.value


@pytest.mark.parametrize(
    ("raw", "correction"),
    [
        (APA, Correction("authors", (*PEOPLE[::-1], Name(family="Doe", given="J")))),
        (APA, Correction("authors", (Name(literal="Invented Group"),))),
        (VANCOUVER, Correction("volume", "Suppl. 3, part (2)")),
        (VANCOUVER.replace("28(9)", "(9)"), Correction("volume", "28")),
        (f"{VANCOUVER} {'x' * 6_000}", Correction("volume", "27")),
    ],
    ids=["in disorder", "a group", "no volume", "none printed", "too long"],
)
def test_what_does_not_read_so_is_left_as_printed(raw: str, correction: Correction) -> None:
    """A correction that cannot be proved is named, and no word changes."""
    found = printed(Citation(reference=parse_reference(raw)), [correction], Manner({}))
    assert (found.changes, found.unmade) == ((), (correction.field,))


NAMED = {
    family: Name(family=family, given=given)
    for family, given in (("Doe", "Jane Mary"), ("Roe", "Ann"), ("Poe", "Bo"), ("Loe", "Carl Dan"), ("Moe", "Eve"))
}
REST = " (2012). Nephrotic syndrome in Invented disease: A report. Pediatric Nephrology, 28(9), 1547–1550."
LISTS = {
    "Vancouver": ("Doe JM, Roe A, Poe B", VANCOUVER[VANCOUVER.index(". Nephrotic") :]),
    "APA": ("Doe, J. M., Roe, A., & Poe, B.", REST),
    "IEEE": ("J. M. Doe, A. Roe and B. Poe", IEEE[IEEE.index(", “") :]),
    "whole names": ("Doe, Jane Mary, Roe, Ann, and Poe, Bo", REST),
}


@pytest.mark.parametrize(
    ("style", "names", "shown"),
    [
        ("Vancouver", "Doe Roe Poe Loe", "Doe JM, Roe A, Poe B, Loe CD"),
        ("Vancouver", "Loe Doe Roe Poe", "Loe CD, Doe JM, Roe A, Poe B"),
        ("Vancouver", "Doe Poe", "Doe JM, Poe B"),
        ("Vancouver", "Doe Roe Poe Loe Moe", "Doe JM, Roe A, Poe B, Loe CD, Moe E"),
        ("APA", "Doe Roe Poe Loe", "Doe, J. M., Roe, A., Poe, B., & Loe, C. D."),
        ("APA", "Doe Roe Loe Poe", "Doe, J. M., Roe, A., Loe, C. D., & Poe, B."),
        ("APA", "Doe Poe", "Doe, J. M., & Poe, B."),
        ("APA", "Doe Roe", "Doe, J. M., & Roe, A."),
        ("APA", "Roe Poe", "Roe, A., & Poe, B."),
        ("IEEE", "Doe Roe Poe Loe Moe", "J. M. Doe, A. Roe, B. Poe, C. D. Loe and E. Moe"),
        ("IEEE", "Doe Roe", "J. M. Doe and A. Roe"),
        ("whole names", "Loe Doe Roe Poe", "Loe, Carl Dan, Doe, Jane Mary, Roe, Ann, and Poe, Bo"),
    ],
)
def test_names_that_lack_or_are_too_many(style: str, names: str, shown: str) -> None:
    """A name is written as the others are, and what joins the last two stays between the last two."""
    authors, rest = LISTS[style]
    citation = Citation(reference=parse_reference(authors + rest))
    wanted = tuple(NAMED[name] for name in names.split())
    found = printed(citation, [Correction("authors", wanted)], Manner({}))
    assert applied(authors + rest, found.changes) == shown + rest
    assert found.made == ("authors",)


@pytest.mark.parametrize(
    ("labels", "new"),
    [
        ({}, None),
        ({"doi": "https://doi.org/"}, " https://doi.org/10.5555/a"),
        ({"doi": "doi:"}, " doi:10.5555/a"),
        ({"pmid": "PMID: "}, None),
    ],
)
def test_an_identifier_is_added_where_the_list_prints_them(labels: dict[str, str], new: str | None) -> None:
    """A journal that wants no DOI gets none, and no remark on it; one that does gets it as its others are."""
    citation = Citation(reference=parse_reference(VANCOUVER))
    found = printed(citation, [Correction("doi", "10.5555/a")], Manner(labels))
    assert [change.new for change in found.changes] == ([new] if new else [])
    assert found.unmade == ()


@pytest.mark.parametrize(
    ("printed_as", "labels"),
    [
        (" https://doi.org/10.5555/a.b", {"doi": "https://doi.org/"}),
        (" doi:10.5555/a.b", {"doi": "doi:"}),
        (" DOI: 10.5555/a.b. PMID: 23910617", {"doi": "DOI: ", "pmid": "PMID: "}),
        ("", {}),
    ],
)
def test_the_manner_of_a_list_is_that_of_most(printed_as: str, labels: dict[str, str]) -> None:
    """What stands before an identifier is copied from the list."""
    odd = f"{VANCOUVER} dx.doi.org/10.5555/odd" if printed_as else VANCOUVER
    references = [parse_reference(VANCOUVER + printed_as)] * 2 + [parse_reference(odd)]
    assert Manner.of(Citation(reference=reference) for reference in references).labels == labels


@pytest.mark.parametrize(
    ("old", "new", "result"),
    [
        ("On lupus", "On lupus", "On lupus"),
        ("On lupus in man", "On lupus in women and man", "On lupus in women and man"),
        ("On old lupus", "On lupus", "On lupus"),
        ("On lupus of old", "On lupus", "On lupus"),
        ("anti-TNF in skin", "anti-TNF-α in skin", "anti-TNF-α in skin"),
        ("On Lupus", "On skin, hair and lupus", "On skin, hair and Lupus"),
        ("!", "On lupus", "On lupus"),
        (" ".join(f"w{i}" for i in range(401)), "On lupus", "On lupus"),
    ],
)
def test_words_that_are_the_same_stay(old: str, new: str, result: str) -> None:
    """What comes out says what the new text says, in the capitals of the print."""
    assert applied(old, changed_words(old, new)) == result
