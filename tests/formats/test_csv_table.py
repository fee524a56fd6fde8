"""Tables of others: every row comes out, or it is said which does not and why."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivigref import examine, parse
from ivigref.bibliography import Bibliography
from ivigref.errors import FormatError
from ivigref.formats import csv_table, loads
from ivigref.formats.people import marked_name
from ivigref.model import Citation, Reference
from ivigref.model.rows import found
from ivigref.names import Name
from ivigref.text import clean
from tests.strategies import NAMES

HEAD = "number,key,title,year\n"
ROWS = "".join(f"{n},k{n},T{n},2001\n" for n in range(1, 50))


def test_as_many_rows_come_out_as_went_in() -> None:
    """Each with the line in which it begins, also after a row of several lines and an empty one."""
    text = HEAD + '1,a,"a title\nof two lines",2001\n\n,,,\n' + "2,b,T,2002\n"
    loaded = csv_table.loads(text)
    assert [(c.key, c.reference.title, c.reference.line) for c in loaded] == [
        ("a", "a title of two lines", 2),
        ("b", "T", 6),
    ]
    assert loaded.findings == []
    assert len(csv_table.loads(HEAD + ROWS)) == 49


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (ROWS.replace("T2,", '"T2,'), 3, "a quotation mark is never closed"),
        (ROWS.replace("T2,", '"T2",').replace("T3,", '"T3"x,'), 4, "expected after"),
        (ROWS.replace("T2,", '"T2,').replace("T4,2001", 'T4,2001"'), 3, "rows of its own"),
        (ROWS.replace("T2,", '"T2,').replace("T3,2001", 'T3,2001"'), 3, "rows of its own"),
        (ROWS.replace("T2,", '"T2,').replace("T9,2001", 'T9",2001'), 3, "rows of its own"),
        (ROWS.replace("2,k2", f"{'9' * 5000},k2", 1), 3, "found 5,000 digits"),
    ],
    ids=[
        "never closed",
        "closed too early",
        "closed rows later",
        "closed in the next row",
        "all cells there",
        "a number",
    ],
)
def test_a_stray_quotation_mark_is_an_error_with_its_line(text: str, line: int, says: str) -> None:
    """It would make one reference of all that follow it, without a word."""
    with pytest.raises(FormatError, match=rf"line {line}: .*{says}"):
        loads(HEAD + text, name="a.csv")


def test_a_cell_of_several_lines_is_one_where_it_holds_no_rows() -> None:
    """Notes of several lines, with commas in them, come from spreadsheets; a line with a row's commas is none of them."""
    note = '"first, line\nsecond, with, commas\nlast"'
    assert len(csv_table.loads(f"title,year,volume,issue,note\nA,1997,1,2,{note}\nB,1998,1,2,n\n")) == 2
    with pytest.raises(FormatError):
        csv_table.loads(f"title,year,volume,issue,note\nA,1997,1,2,{note.replace('second', 'a,b,second')}\n")
    assert len(csv_table.loads('title,year,note\nA,1997,"one\ntwo, and, three\nfour"\n')) == 1


def test_a_row_that_is_too_long_is_said_and_one_that_is_short_is_read() -> None:
    """No cell is dropped in silence."""
    loaded = csv_table.loads("title,year\nA,1997,more\nB\nC,1998,\n")
    assert [citation.reference.title for citation in loaded] == ["A", "B", "C"]
    assert [(f.line, f.severity, f.message[-6:]) for f in loaded.findings] == [(2, "error", "'more'")]


@pytest.mark.parametrize(("number", "found"), [("9999999", 9_999_999), ("12", 12), ("²", None), ("1a", None)])
def test_a_number_is_one_or_is_said(number: str, found: int | None) -> None:
    """Up to seven digits; a row is read without it."""
    loaded = csv_table.loads(f"number,title\n{number},A\n")
    assert loaded[0].reference.number == found
    assert [f.check for f in loaded.findings] == ([] if found else ["unreadable"])


@pytest.mark.parametrize(
    ("head", "severity", "names"),
    [
        ("title,year,shelf", "note", "shelf"),
        ("title,year,Author,Source", "note", "Author, Source"),
        ("title,Author,Source", "warning", "Author, Source"),
        ("title,year,Author, ", "note", "Author, (without a name)"),
    ],
)
def test_columns_that_nobody_understands_are_named(head: str, severity: str, names: str) -> None:
    """They are kept; where they are the most, it is a table of another program."""
    (finding,) = csv_table.loads(f"{head}\nA,1\n").findings
    assert (finding.severity, finding.line) == (severity, 1)
    assert finding.message.endswith(f": {names}")


def test_a_table_that_a_verb_printed_is_known() -> None:
    """No column is unknown, and a check in its column of notes is no note of the work."""
    checked = examine(parse("1. Bruton OC. Agammaglobulinemia. Pediatrics. 1952;9:722–8."))
    assert {finding.check for finding in checked.findings[0]} == {"weak-evidence"}
    for text in (checked.to_csv(), *_without_a_column(checked.to_csv())):
        loaded = csv_table.loads(text)
        assert loaded.findings == []
        (citation,) = loaded
        assert [name for name, value in citation.reference.extra if value == "weak-evidence"] == ["csv:notes"]


@pytest.mark.parametrize("name", ["notes", "pubmed_id", "abstract"])
def test_a_column_of_somebody_else_that_is_called_as_one_of_ours_stays_theirs(name: str) -> None:
    """The notes of a check are none of the work, however often the table is read and written."""
    cells = {"notes": "weak-evidence", "abstract": "x"}
    one = Citation(reference=Reference(title="Lupus", extra=((f"csv:{name}", cells.get(name, "7")), ("abstract", "A"))))
    text = csv_table.dumps([one])
    loaded = csv_table.loads(text)
    assert loaded.findings == []
    assert sorted(loaded[0].reference.extra) == sorted(one.reference.extra)
    assert csv_table.dumps(loaded) == text


def test_a_checked_table_is_exported_as_often_as_one_likes() -> None:
    """Of the columns of findings only those that say something are written, so that nothing else tells what they are."""
    checked = examine(parse("1. Bruton OC. Agammaglobulinemia. Pediatrics. 1952;9:722–8."))
    first = csv_table.loads(checked.to_csv())
    assert dict(first[0].reference.extra)["csv:notes"] == "weak-evidence"
    again = csv_table.loads(csv_table.dumps(first))
    assert again[0].reference.extra == first[0].reference.extra
    assert "note" not in dict(again[0].reference.extra)


NAMES_WITH_SIGNS = {
    "a comma": Name(family="Berg, Dahl", given="O."),
    "a comma and Rayyan's word": Name(family="Berg, and Dahl", given="O."),
    "a semicolon": Name(family="Berg; Dahl", given="O.", suffix="Jr"),
    "both, at an end": Name(family="Berg,;", given="O."),
    "a comma in the given names": Name(family="Berg", given="Ole, Ida"),
    "nothing but the family name": Name(family="Berg, Dahl"),
    "a backslash at an end": Name(family="Berg\\", given="O."),
    "a backslash before a comma": Name(family="Berg\\, Dahl", given="O."),
    "a group with a comma": Name(literal="Skin, Hair; and Nail Group"),
    "a group with a backslash at its end": Name(literal="Skin Group\\"),
    "none": Name(family="Berg", given="O.", particle="van der"),
}


@pytest.mark.parametrize("name", NAMES_WITH_SIGNS)
def test_a_name_with_signs_of_its_own_comes_back_as_it_was(name: str) -> None:
    """And nobody beside it is taken apart, or joined to it; of a table for people as well as of an export."""
    people = (Name(family="Ek", given="A."), NAMES_WITH_SIGNS[name], Name(family="Lind", given="B. C."))
    one = Citation(reference=Reference(title="Lupus", authors=people, editors=people[1:]))
    (again,) = csv_table.loads(csv_table.dumps([one]))
    assert (again.reference.authors, again.reference.editors) == (people, people[1:])
    (shown,) = csv_table.loads(Bibliography([one]).to_csv())
    assert [str(each) for each in shown.reference.authors] == [str(each) for each in people]


def test_ordinary_names_are_written_without_marks() -> None:
    """A comma is between the parts of a name, a semicolon between names."""
    people = (Name(family="Berg", given="Ole", suffix="Jr"), Name(literal="Skin, Hair Group"), Name(family="Ek"))
    text = csv_table.dumps([Citation(reference=Reference(title="Lupus", authors=people))])
    assert '"Berg, Ole, Jr; Skin, Hair Group,; Ek"' in text


WITH_SIGNS = (
    st.text(st.sampled_from(",;\\ aBé"), min_size=1, max_size=8)
    .map(clean)
    .filter(lambda text: any(map(str.isalpha, text)) and text == text.strip(" ,"))
)
ANYBODY = NAMES | st.builds(
    lambda family, given: Name(family=family, given=given), WITH_SIGNS, st.none() | WITH_SIGNS.filter(str.islower)
)


@given(st.lists(ANYBODY, max_size=4))
def test_names_of_any_signs_come_back_with_all_their_signs(people: list[Name]) -> None:
    """As they are written: only a family name alone may come back as a group of that name, and a comma at a group's end ends it."""
    one = Citation(reference=Reference(title="Lupus", authors=tuple(people)))
    (again,) = csv_table.loads(csv_table.dumps([one]))
    called = [marked_name(each).rstrip(", ") for each in again.reference.authors]
    assert called == [marked_name(each).rstrip(", ") for each in people]


def _without_a_column(text: str) -> Iterator[str]:
    """Yield the table as people have it who deleted a column."""
    head, row = csv.reader(text.splitlines())
    for name in ("file", "verdict", "evidence-level"):
        at, out = head.index(name), io.StringIO()
        csv.writer(out).writerows([cells[:at] + cells[at + 1 :] for cells in (head, row)])
        yield out.getvalue()


@pytest.mark.parametrize(
    ("given", "note", "unknown"), [(13, "weak-evidence", True), (14, None, False)], ids=["half", "more"]
)
def test_a_table_with_few_of_our_columns_is_somebodys(given: int, note: str | None, *, unknown: bool) -> None:
    """There, notes are notes; with more than half of what a verb finds, it printed the table."""
    names = ["notes", *sorted(found() - {"notes"})][:given]
    assert len(found()) == 26
    loaded = csv_table.loads(f"title,{','.join(names)}\nLupus,weak-evidence{',x' * (given - 1)}\n")
    assert dict(loaded[0].reference.extra).get("note") == note
    assert bool(loaded.findings) is unknown


@pytest.mark.parametrize("head", ["PMID,Titre,Auteurs", "number,key,Title", "year,volume", "title,year,title"])
def test_a_table_without_a_column_that_tells_a_work_is_refused(head: str) -> None:
    """As is one that has a column twice: one of them would be lost."""
    with pytest.raises(FormatError, match=r"expected (?:a table with some of the columns|each column once)"):
        csv_table.loads(f"{head}\n1,2,3\n")
