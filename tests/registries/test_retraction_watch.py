from __future__ import annotations

from pathlib import Path

import pytest

from ivigref.errors import DataError
from ivigref.model import Reference, Update
from ivigref.registries import RetractionWatch

HEAD = (
    "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,RetractionDate,"
    "RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,"
    "Reason,Paywalled,Notes"
)


def row(number: int, nature: str, *, notice: str = "10.5555/notice,20", paper: str = "10.5555/paper,10") -> str:
    """Write a row as the file has it: American dates, 0 for no PMID, commas inside quotes."""
    notice_doi, notice_pmid = notice.split(",")
    paper_doi, paper_pmid = paper.split(",")
    return (
        f'{number},"A ""made up"" title, of a trial",S,I,J Made Up,P,C,A,U,T,2/6/2010 0:00,{notice_doi},{notice_pmid},'
        f"3/1/1998 0:00,{paper_doi},{paper_pmid},{nature},R,No,"
    )


def watch(tmp_path: Path, *rows: str, encoding: str = "utf-8") -> RetractionWatch:
    """Write a file, and read it."""
    path = tmp_path / "retractions.csv"
    path.write_text("\n".join((HEAD, *rows)), encoding=encoding)
    return RetractionWatch(path)


BY = Update(
    kind="retraction", direction="by", doi="10.5555/notice", pmid="20",
    date="2010-02-06", asserted_by="retraction-watch", label="Retraction",
)  # fmt: skip
TO = BY.model_copy(update={"direction": "to", "doi": "10.5555/paper", "pmid": "10"})


@pytest.mark.parametrize(
    ("identifiers", "updates"),
    [
        ({"doi": "10.5555/PAPER"}, (BY,)),
        ({"pmid": "10"}, (BY,)),
        ({"doi": "10.5555/paper", "pmid": "10"}, (BY,)),
        ({"doi": "10.5555/notice"}, (TO,)),
        ({"pmid": "20"}, (TO,)),
        ({"doi": "10.5555/other"}, ()),
        ({}, ()),
    ],
)
def test_a_paper_is_retracted_and_its_notice_is_not(
    tmp_path: Path, identifiers: dict[str, str], updates: tuple[Update, ...]
) -> None:
    """Both are found by DOI and by PMID."""
    assert watch(tmp_path, row(1, "Retraction")).about(**identifiers) == updates


@pytest.mark.parametrize("nature", ["Expression of concern", "Correction", "Reinstatement"])
def test_a_nature_is_a_kind(tmp_path: Path, nature: str) -> None:
    """As Crossref writes kinds."""
    (update,) = watch(tmp_path, row(1, nature)).about(pmid="10")
    assert update.kind == nature.lower().replace(" ", "_")


def test_a_notice_on_the_papers_own_page_does_not_turn_it_round(tmp_path: Path) -> None:
    """Where the notice has the DOI of the paper itself, the paper is retracted and nothing else."""
    own = row(1, "Retraction", notice="10.5555/paper,0")
    (update,) = watch(tmp_path, own).about(doi="10.5555/paper")
    assert update.direction == "by"


def test_no_identifier_is_no_identifier(tmp_path: Path) -> None:
    """Rows without a DOI say "unavailable" or 0, which must not join all of them."""
    found = watch(tmp_path, row(1, "Retraction", notice="unavailable,0", paper="Unavailable,0"))
    assert found.about(doi="unavailable", pmid="0") == ()
    assert found.ask([Reference(title="A made up title")])[0].records == ()


@pytest.mark.parametrize(
    "paper", ["https://doi.org/10.5555/PAPER,0", "doi: 10.5555/pa\u200bper.,0", "unavailable,PMID: 0010", "0,\u200e10"]
)
def test_identifiers_are_read_as_everywhere(tmp_path: Path, paper: str) -> None:
    """A link, a label, leading zeros and what cannot be seen hide no retraction; none of it is in the answer."""
    found = watch(tmp_path, row(1, "Retraction", paper=paper))
    assert found.about(doi="10.5555/paper", pmid="10") == (BY,)
    [to] = found.about(pmid="20")
    assert {to.doi and to.doi.casefold(), to.pmid} in ({"10.5555/paper", None}, {"10", None})
    assert found.left_out == ()


def test_a_row_that_nothing_could_find_is_said(tmp_path: Path) -> None:
    """What stands where the paper's identifiers should, and is none; that there is none is no fault of the row."""
    good, none = row(1, "Retraction"), row(2, "Retraction", paper="Unavailable,0")
    with pytest.warns(RuntimeWarning, match="1 of 3 rows were omitted: line 4: expected a DOI or PMID of the paper"):
        found = watch(tmp_path, good, none, row(3, "Retraction", paper="11.5555/paper,0"))
    assert found.left_out == ("line 4: expected a DOI or PMID of the paper, found '11.5555/paper'",)


@pytest.mark.parametrize(("count", "more"), [(5, False), (6, True)])
def test_five_rows_are_shown_of_those_that_are_left_out(tmp_path: Path, count: int, *, more: bool) -> None:
    """And that there are more, where there are."""
    short = [f"{number},cut" for number in range(2, count + 2)]
    with pytest.warns(RuntimeWarning) as said:
        watch(tmp_path, row(1, "Retraction"), *short)
    text = str(said[0].message)
    assert (text.count("; line"), text.endswith("; …")) == (4, more)
    assert f"{count} of {count + 1} rows were omitted: line 3: expected 20 fields, found 2" in text


def test_it_answers_as_a_registry(tmp_path: Path) -> None:
    """A record with title, journal and year, and where it stands in the file."""
    (answer,) = watch(tmp_path, row(17, "Retraction"), encoding="utf-8-sig").ask([Reference(doi="10.5555/paper")])
    (record,) = answer.records
    assert (record.title, record.container_title, record.year) == ('A "made up" title, of a trial', "J Made Up", 1998)
    assert record.source is not None
    assert (record.source.address or "").endswith("retractions.csv, record 17")


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "Record ID,Title\n"])
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    """A file without the columns would say of everything that it is not retracted."""
    (tmp_path / "x.csv").write_text(text)
    with pytest.raises(DataError, match=r"x\.csv: expected the columns of Retraction Watch"):
        RetractionWatch(tmp_path / "x.csv")
    with pytest.raises(DataError, match="cannot be read"):
        RetractionWatch(tmp_path / "none.csv")


def test_a_file_that_is_not_there_is_named_once(tmp_path: Path) -> None:
    """In words, without the number that the system has for it."""
    missing = tmp_path / "missing.csv"
    with pytest.raises(DataError) as caught:
        RetractionWatch(missing)
    assert str(caught.value) == f"{missing}: cannot be read: No such file or directory"


# Five rows, every paper with a DOI and a PMID of its own; what is spoilt in which line of them.
ROWS = tuple(row(n, "Retraction", notice=f"10.5555/n{n},2{n}", paper=f"10.5555/p{n},1{n}") for n in range(1, 6))
PLAIN = tuple(line.replace('"A ""made up"" title, of a trial"', "A made up title") for line in ROWS)


def spoilt(rows: tuple[str, ...], *slips: tuple[int, str, str]) -> list[str]:
    """Put slips into rows: the row, from 1, and what stands there instead of what."""
    lines = list(rows)
    for number, old, new in slips:
        assert old in lines[number - 1]
        lines[number - 1] = lines[number - 1].replace(old, new, 1)
    return lines


QUOTES = {
    "a title that is not closed": spoilt(PLAIN, (2, "A made up", '"A made up')),
    "not closed, and later rows have quotation marks": spoilt(
        ROWS, (2, '"A ""made up"" title, of a trial"', '"A title')
    ),
    "not closed, and the next title has marks within": spoilt(
        PLAIN, (2, "A made", '"A made'), (3, "made up", '"made" up')
    ),
    "not closed, and closed in the next row": spoilt(PLAIN, (2, "A made", '"A made'), (3, "title", 'title"')),
    "not closed, and closed three rows on": spoilt(PLAIN, (1, "A made", '"A made'), (4, "title", 'title"')),
    "not closed in the last column but two": spoilt(PLAIN, (2, ",R,No", ',"R,No')),
    "not closed in the last column": spoilt(PLAIN, (2, ",R,No,", ',R,No,"See n3')),
    "not closed in the last column, and closed there": spoilt(
        PLAIN, (2, ",R,No,", ',R,No,"See n3'), (4, ",R,No,", ',R,No,n4"')
    ),
    "marks within a title that are not doubled": spoilt(PLAIN, (2, "A made up title", '"A "made up" title"')),
    "inches": spoilt(PLAIN, (2, "A made up title", 'A 5" title')),
    "a note of two lines": spoilt(PLAIN, (2, ",R,No,", ',R,No,"See n3,\nand n4"')),
    "a title of two lines": spoilt(ROWS, (2, "title, of", "title,\nof")),
    "marks in every row": spoilt(PLAIN, *((n, "A made", '"A made') for n in range(1, 6))),
}


@pytest.mark.parametrize("rows", QUOTES.values(), ids=QUOTES)
def test_a_stray_quotation_mark_hides_no_retraction(tmp_path: Path, rows: list[str]) -> None:
    """It made one row of all that follow: every paper and every notice is found as without it."""
    found = watch(tmp_path, *rows)
    assert found.left_out == ()
    for n in range(1, 6):
        [by] = found.about(doi=f"10.5555/p{n}")
        [to] = found.about(pmid=f"2{n}")
        assert (by.doi, by.pmid, to.doi, to.pmid) == (f"10.5555/n{n}", f"2{n}", f"10.5555/p{n}", f"1{n}")
        assert len(found.ask([Reference(doi=f"10.5555/p{n}")])[0].records) == 1


LOST = {
    "a short row": (spoilt(PLAIN, (2, PLAIN[1], "2,T,S")), ["line 3: expected 20 fields, found 3"]),
    "a row with a comma too many": (spoilt(PLAIN, (2, "A made", "A, made")), ["line 3: expected 20 fields, found 21"]),
    "a download that was cut": (spoilt(PLAIN, (5, PLAIN[4], PLAIN[4][:40])), ["line 6: expected 20 fields, found 10"]),
    "a mark and a comma in one title": (
        spoilt(PLAIN, (1, "A made", '"A, made')), ["line 2: expected 20 fields, found 21"],
    ),
    "two rows": (
        spoilt(PLAIN, (1, PLAIN[0], "1"), (4, PLAIN[3], "4,")),
        ["line 2: expected 20 fields, found 1", "line 5: expected 20 fields, found 2"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "left_out"), LOST.values(), ids=LOST)
def test_a_row_that_is_left_out_is_said_with_its_line(tmp_path: Path, rows: list[str], left_out: list[str]) -> None:
    """Rows in are rows out, but for those that are named."""
    (tmp_path / "retractions.csv").write_text("\n".join((HEAD, *rows)))
    said: list[str] = []
    found = RetractionWatch(tmp_path / "retractions.csv", warn=said.append)
    assert found.left_out == tuple(left_out)
    count = sum(bool(found.about(doi=f"10.5555/p{n}")) for n in range(1, 6))
    assert count == 5 - len(left_out)
    place = tmp_path / "retractions.csv"
    assert said == [f"{place}: {len(left_out)} of 5 rows were omitted: {'; '.join(left_out)}"]
    with pytest.warns(RuntimeWarning, match="rows were omitted"):
        RetractionWatch(place)


def test_a_field_beyond_all_measure_costs_its_row(tmp_path: Path) -> None:
    """Python's reader takes no more than 131,072 characters of one field."""
    found = watch(tmp_path, *spoilt(PLAIN, (2, "A made up title", '"' + "x" * 140_000 + '"')))
    assert [bool(found.about(doi=f"10.5555/p{n}")) for n in range(1, 6)] == [True] * 5


@pytest.mark.parametrize("rows", [(), ("1,T", "2,T"), ("",)])
def test_a_file_without_a_row_that_can_be_read_is_refused(tmp_path: Path, rows: tuple[str, ...]) -> None:
    """It would say of everything that it is not retracted."""
    with pytest.raises(DataError, match="expected rows of Retraction Watch, found"):
        watch(tmp_path, *rows)


def test_blank_lines_are_no_rows(tmp_path: Path) -> None:
    """Nor is one of blanks."""
    assert watch(tmp_path, "", *PLAIN, "", "  ").left_out == ()


HEADER = (
    "Record ID,Title,Journal,RetractionNature,RetractionDate,RetractionDOI,RetractionPubMedID,"
    "OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID"
)


@pytest.mark.parametrize(("lines", "is_read"), [(49, True), (50, True), (51, False)])
def test_a_row_has_fifty_lines_at_most(lines: int, *, is_read: bool) -> None:
    """A title of more is a quotation mark that is not closed."""
    title = '"' + "x\n" * (lines - 1) + 'x"'
    text = f"{HEADER}\n1,{title},J,Retraction,1/2/2010 0:00,10.5555/n,0,1/1/2001 0:00,10.5555/a,0\n"
    other = "2,T,J,Retraction,1/2/2010 0:00,10.5555/m,0,1/1/2001 0:00,10.5555/b,0\n"
    said: list[str] = []
    watch = RetractionWatch((text + other).splitlines(keepends=True), warn=said.append)
    assert (bool(watch.about(doi="10.5555/a")), not said) == (is_read, is_read)
    assert watch.about(doi="10.5555/b")


def test_the_column_that_is_missing_is_named() -> None:
    """Be it the only one."""
    with pytest.raises(DataError, match="found none called 'RetractionNature'"):
        RetractionWatch([HEADER.replace("RetractionNature", "Nature") + "\n"])
