"""A print read again beside its record: what stands there is found, and what does not is no less wrong."""

from __future__ import annotations

from typing import Any

import pytest

from ivigref import Citation, Name, Record, Reference, parse_reference
from ivigref.checks.record import bibliographic_fields, identity
from ivigref.model import SURE
from ivigref.pages import Pages
from ivigref.parsing.anchored import read_again

MADE, REAL = Name(family="Madewell", given="Uta B."), Name(family="Realman", given="Li")
RECORD = Record(
    authors=(MADE, REAL), title="Fables of elves in Bremen, Germany", container_title="Rus. J. Stom.", year=2014,
    volume="63", issue="9", pages=Pages.parse("4476-4491"),
)  # fmt: skip
TITLE = "Fables of elves in Bremen, Germany"


def alarms(raw: str, record: Record) -> set[str]:
    """Return the checks that fire for a printed reference; notes are no alarms."""
    citation = Citation(reference=parse_reference(raw), record=record)
    return {finding.check for finding in bibliographic_fields(citation) if finding.severity != "note"}


# What the parser alone takes for something else, and the record that shows what it is.
RIGHT = {
    "points in a journal that nobody knows": (f"Madewell, U.B., Realman, L., 2014. {TITLE}. Rus. J. Stom. 63 (9), 4476–4491.", {}),
    "the same in Vancouver form": (f"Madewell UB, Realman L. {TITLE}. Rus J Stom. 2014;63(9):4476-91.", {}),
    "a suffix that looks like an initial": (
        f"Madewell, U. B., V, & Realman, L. (2014). {TITLE}. Rus. J. Stom., 63(9), 4476–4491.",
        {"authors": (MADE.model_copy(update={"suffix": "V"}), REAL)},
    ),
    "a name in full among inverted ones": (
        f"Madewell, U.B., Yuting Yin, Realman, L., 2014. {TITLE}. Rus. J. Stom. 63 (9), 4476–4491.",
        {"authors": (MADE, Name(literal="Yuting Yin"), REAL)},
    ),
    "a middle initial in the family name": (
        f"Madewell, U.B., A. Realman, L., 2014. {TITLE}. Rus. J. Stom. 63 (9), 4476–4491.",
        {"authors": (MADE, Name(family="A. Realman", given="Li"))},
    ),
    "family and given name of one letter": (
        f"Madewell, U. B., G., G., & Realman, L. (2014). {TITLE}. Rus. J. Stom., 63(9), 4476–4491.",
        {"authors": (MADE, Name(family="G.", given="Gha"), REAL)},
    ),
    "et al. cuts a list that was not read": (
        f"Madewell, U.B., Yuting Yin, et al., 2014. {TITLE}. Rus. J. Stom. 63 (9), 4476–4491.",
        {"authors": (MADE, Name(literal="Yuting Yin"), REAL, MADE)},
    ),
    "a name that a registry took apart at its and": (
        f"Research, Practice Fabulous. {TITLE}. Rus J Stom. 2014;63(9):4476-91.",
        {"authors": (Name(family="Research and Practice", given="Fabulous"),)},
    ),
    "a comma in a journal's name": (
        f"Madewell UB, Realman L. {TITLE}. Fables and Tales B: Processing, Measurement, and Phenomena. 2014;63(9):4476-91.",
        {"container_title": "Fables and Tales B: Processing, Measurement, and Phenomena"},
    ),
    "a title whose end looks like a journal": (
        "Madewell, U.B., Realman, L., 2014. Elves of Lancet. Rus. J. Stom. 63 (9), 4476–4491.",
        {"title": "Elves of Lancet"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "changes"), RIGHT.values(), ids=RIGHT)
def test_a_right_print_is_not_accused(raw: str, changes: dict[str, object]) -> None:
    """Whatever the parser made of it, the record's own values stand in the print."""
    assert alarms(raw, RECORD.model_copy(update=changes)) == set()


SLIPS = {
    "another initial": ({"Madewell, U.B.": "Madewell, U.C."}, {"authors-differ"}),
    "a letter of a name": ({"Realman": "Reelman"}, {"authors-differ"}),
    "an author added": ({"L., 2014": "L., Marblewaite, Q., 2014"}, {"authors-differ"}),
    "an author lost": ({", Realman, L.": ""}, {"authors-differ"}),
    "authors exchanged": ({"Madewell, U.B., Realman, L.": "Realman, L., Madewell, U.B."}, {"authors-differ"}),
    "another journal": ({"Rus. J. Stom.": "Rus. J. Surg."}, {"journal-differs"}),
    "a journal with a word more": ({"Rus. J.": "New Rus. J."}, {"journal-differs"}),
    "a word of the title": ({"elves": "dwarfs"}, {"title-differs"}),
    "a title with a sentence before it": ({"Fables": "Erratum: Fables"}, {"title-differs"}),
    "a title with a reply behind it": ({"Germany.": "Germany: reply."}, {"title-differs"}),
    "another year": ({"2014": "2015"}, {"year-differs"}),
    "another volume": ({" 63 ": " 64 "}, {"volume-differs"}),
    "another issue": ({"(9)": "(8)"}, {"issue-differs"}),
    "another first page": ({"4476": "4478"}, {"pages-differ"}),
    "another last page": ({"4491": "4492"}, {"pages-differ"}),
}


@pytest.mark.parametrize(("changes", "found"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_not_hidden(changes: dict[str, str], found: set[str]) -> None:
    """The journal of this print is misread, so that it is read again: the slip beside it is still one."""
    raw = f"Madewell, U.B., Realman, L., 2014. {TITLE}. Rus. J. Stom. 63 (9), 4476–4491."
    for old, new in changes.items():
        raw = raw.replace(old, new)
    assert found <= alarms(raw, RECORD)


def findings(raw: str, changes: dict[str, object] | None = None, **record: object) -> dict[str, str]:
    """Return check and severity of what fires for a print, with the fields that are changed in what was read of it."""
    reference = parse_reference(raw).model_copy(update=changes or {})
    citation = Citation(reference=reference, record=RECORD.model_copy(update=record))
    return {str(finding.check): finding.severity for finding in bibliographic_fields(citation)}


# A record whose title and journal are both not printed is no anchor, so that the doubts of the parse stand.
NO_ANCHOR: dict[str, Any] = {"title": "Tales of trolls by the river", "container_title": "Annals of Rivers"}
RAW = f"Madewell UB, Realman L. {TITLE}. Rus J Stom. 2014;63(9):4476-91."
FIELD_OF: dict[str, tuple[str, dict[str, Any]]] = {
    "title": ("title-differs", NO_ANCHOR),
    "container_title": ("journal-differs", NO_ANCHOR),
    "authors": ("authors-differ", NO_ANCHOR | {"authors": (REAL, MADE)}),
    "year": ("year-differs", NO_ANCHOR | {"year": 2011}),
    "volume": ("volume-differs", NO_ANCHOR | {"volume": "7"}),
    "pages": ("pages-differ", NO_ANCHOR | {"pages": Pages.parse("12-19")}),
}


@pytest.mark.parametrize("doubt", [0.0, 0.1, 0.9, SURE - 0.01])
@pytest.mark.parametrize("field", FIELD_OF)
def test_no_error_rises_from_a_doubted_field(field: str, doubt: float) -> None:
    """The same difference is an error where the print was clearly read, and a warning where the parse doubts it."""
    check, record = FIELD_OF[field]
    assert findings(RAW, {"doubts": ()}, **record)[check] == "error"
    assert findings(RAW, {"doubts": ((field, doubt),)}, **record)[check] == "warning"


def test_a_warning_shows_the_print_and_both_readings() -> None:
    """Who looks has to see what was printed, what was made of it, and what the record has instead."""
    reference = parse_reference(RAW).model_copy(update={"doubts": (("volume", 0.6),)})
    record = RECORD.model_copy(update=NO_ANCHOR | {"volume": "7"})
    found = {finding.field: finding for finding in bibliographic_fields(Citation(reference=reference, record=record))}
    said = found["volume"].message
    assert "read as “63”, recorded “7”" in said
    assert "Madewell UB, Realman L. Fables" in said
    assert (found["volume"].printed, found["volume"].recorded) == ("63", "7")


ANCHORED = {
    "a journal that ends the title": ({"title": "Fables of trolls in Bremen, Germany"}, {}, {"title-differs": "error"}),
    "a title cut at a wrong stop, beside its journal": (
        {"title": f"{TITLE}: tales"},
        {"title": "Fables", "container_title": "Bremen, Germany. Rus J Stom"},
        {"title-differs": "note"},
    ),
    "a volume that is another, behind the record's journal": ({"volume": "64"}, {}, {"volume-differs": "error"}),
    "a journal that is another, before the record's numbers": (
        {"container_title": "Annals of Rivers"},
        {},
        {"journal-differs": "error"},
    ),
}


@pytest.mark.parametrize(("record", "read", "expected"), ANCHORED.values(), ids=ANCHORED)
def test_what_stands_between_anchors_is_doubted_no_more(
    record: dict[str, object], read: dict[str, object], expected: dict[str, str]
) -> None:
    """A doubt of the parse ends where the record's own title, journal or volume shows where the field ends."""
    doubts = tuple((name, 0.2) for name in ("title", "container_title", "volume", "pages"))
    assert findings(RAW, read | {"doubts": doubts}, **record) == expected


@pytest.mark.parametrize(("doubts", "severity"), [((), "error"), ((("title", 0.4),), "warning")])
def test_a_print_that_may_be_misread_condemns_no_identifier(doubts: tuple[object, ...], severity: str) -> None:
    """Whether a DOI leads elsewhere is told by title and authors: where these are doubted, nobody is accused."""
    reference = parse_reference(f"{RAW} doi:10.5555/elves").model_copy(update={"doubts": doubts})
    other = Record(doi="10.5555/elves", title="Peroxides in dentistry", authors=(Name(family="Harrow", given="T"),))
    (found,) = identity(Citation(reference=reference, contradicting=(other,)))
    assert (found.check, found.severity) == ("doi-elsewhere", severity)


def test_a_misread_print_does_not_make_a_record_anothers() -> None:
    """The title of the record that the DOI leads to stands in the print, whatever the parser took for it."""
    misread = {"title": "Peroxides in dentistry", "authors": (Name(family="Harrow", given="T"),)}
    reference = parse_reference(f"{RAW} doi:10.5555/elves").model_copy(update=misread)
    record = RECORD.model_copy(update={"doi": "10.5555/elves"})
    assert list(identity(Citation(reference=reference, contradicting=(record,)))) == []


@pytest.mark.parametrize("letters", [4_000, 4_001])
def test_a_page_that_came_as_one_item_is_not_read_twice(letters: int) -> None:
    """A print of four thousand characters is read again, a longer one is not."""
    raw = f"Madewell UB, Yuting Yin. {TITLE}. Rus J Stom. 2014;63(9):4476-91."
    raw += " " + "x" * (letters - len(raw) - 1)
    record = RECORD.model_copy(update={"authors": (MADE, Name(literal="Yuting Yin"))})
    again = read_again(Reference(raw=raw), record)
    assert bool(again.authors) == (letters == 4_000)


def test_a_short_title_is_no_anchor() -> None:
    """Eight letters may stand anywhere; nine are looked for."""
    for title, found in (("Ablative", False), ("Ablatives", True)):
        record = RECORD.model_copy(update={"title": title})
        again = read_again(Reference(raw=f"Madewell UB, Realman L. {title}. Rus J Stom. 2014;63:4."), record)
        assert (again.title == title) == found
