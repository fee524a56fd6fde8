"""Lists of identifiers: told by their lines, read one work a line, and nothing else taken for one."""

from __future__ import annotations

import io
from functools import partial
from pathlib import Path

import pytest

from ivigref import examine, parse, read
from ivigref.documents import Contents, identifier_list
from ivigref.errors import InputError
from ivigref.model import identifiers_of
from tests.timing import seconds

PMIDS = "19476018\n20565957\n7962520\n"
A, B = "10.1186/1478-7547-8-14", "10.1172/JCI117520"


@pytest.mark.parametrize(
    ("text", "works"),
    [
        (PMIDS, ["PMID 19476018", "PMID 20565957", "PMID 7962520"]),
        (f"{A}\n19476018\n", [f"DOI {A}", "PMID 19476018"]),
        (f"{A}\r\n{B}", [f"DOI {A}", f"DOI {B}"]),
        (f"\ufeffDOI\n{A}\n{B}\n", [f"DOI {A}", f"DOI {B}"]),
        (f'"DOI","PMID"\n"{A}","20565957"\n"{B}","7962520"\n', [f"DOI {A}, PMID 20565957", f"DOI {B}, PMID 7962520"]),
        (f"1\t{A}\n2\t{B}\n", [f"DOI {A}", f"DOI {B}"]),
        (f"1.\t{A}\n[2] PMID: 19476018\n", [f"DOI {A}", "PMID 19476018"]),
        (f"1\n{A}\n2\n{B}\n", [f"DOI {A}", f"DOI {B}"]),
        (f"PMIDs: 19476018, 20565957\n{A}", ["PMID 19476018", "PMID 20565957", f"DOI {A}"]),
        (f"{A}, {B}\n", [f"DOI {A}", f"DOI {B}"]),
        (f"• https://doi.org/{A}\n• https://pubmed.ncbi.nlm.nih.gov/19476018/\n• PMC2903512\n",
         [f"DOI {A}", "PMID 19476018", "PMCID PMC2903512"]),
        ("PMID: 19476018 PMCID: PMC2903512\n\narXiv:2101.00001v2\nISBN 978-0-306-40615-7\nNCT01234567\n",
         ["PMCID PMC2903512, PMID 19476018", "arXiv 2101.00001v2", "ISBN 9780306406157", "trial NCT01234567"]),
        ("PMID\n19476018\n1998\n", ["PMID 19476018", "PMID 1998"]),
        (A, [f"DOI {A}"]),
    ],
)  # fmt: skip
def test_each_line_is_a_work(text: str, works: list[str]) -> None:
    """A bare number is PubMed's where a line says so, or where all lines are identifiers; not where it counts them."""
    listing = read(io.StringIO(text))
    assert [", ".join(map(str, identifiers_of(c.reference))) for c in listing.citations] == works
    assert [problem.check for problem in listing.problems] == ["identifiers-only"]
    assert all(c.reference.is_identifier for c in listing.citations)
    assert [reference.doi for reference in parse(text)] == [c.reference.doi for c in listing.citations]


def test_words_around_an_identifier_stay_with_it() -> None:
    """A remark is the reader's own and no print of the work; a line without an identifier is read as print."""
    text = f"To be read\n{A} (costs)\n19476018\nPMID: 20565957 on costs, 2010\n{B}\nsomething else\nPMC2903512\n"
    text += "PMID: 7962520\nNCT01234567\nPMC3216365\n"
    listing = read(io.StringIO(text))
    said = [(c.reference.line, c.reference.extra, c.reference.unparsed) for c in listing.citations[:6]]
    assert said == [
        (2, (("note", "costs"),), ()), (3, (), ("19476018",)), (4, (("note", "on costs, 2010"),), ()), (5, (), ()),
        (6, (), ("something else",)), (7, (), ()),
    ]  # fmt: skip
    assert [problem.check for problem in listing.problems] == ["identifiers-only", "text-before"]
    checked = examine(listing, registries=[], tag=False)
    assert [{f.check for f in found} & {"unreadable"} for found in checked.findings[:6]] == [
        set(), {"unreadable"}, set(), set(), {"unreadable"}, set(),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "1. Bruton OC. Agammaglobulinemia. Pediatrics. 1952;9:722–8.\n2. Imbach P. Skin. Lancet. 1981;1:1228.\n",
        (f"Bruton OC. Agammaglobulinemia. Pediatrics. 1952;9(6):722–8.\nPMID: 14929630\ndoi: {A}\n"
        f"Imbach P, Doe J. Invented for this test. Lancet. 1981;1(8232):1228–31.\nPMID: 6112565\ndoi: {B}\n"),
        (f"Bruton OC. Agammaglobulinemia. Pediatrics. 1952;9(6):722–8. doi:{A}\n"
        f"Imbach P. Invented for this test. Lancet. 1981;1(8232):1228–31. doi:{B}\n"),
        f"Agammaglobulinemia and what became of it. Pediatrics 1952\ndoi:{A}\nOn skin, an essay. Lancet 1981\ndoi:{B}\n",
    ],
    ids=["numbered", "identifiers below", "identifiers at the end", "every other line"],
)  # fmt: skip
def test_a_printed_list_is_none(text: str) -> None:
    """However many of its lines have identifiers."""
    assert "identifiers-only" not in {problem.check for problem in read(io.StringIO(text)).problems}


def test_a_column_is_read_whatever_its_file_is_called(tmp_path: Path) -> None:
    """A spreadsheet writes one column as .csv; a table with the columns of ivigref is read as that."""
    column, table = tmp_path / "ids.csv", tmp_path / "table.csv"
    column.write_text(f"DOI\n{A}\n{B}\n", encoding="utf-8")
    table.write_text(f"title,doi\nOn costs,{A}\nOn complement,{B}\n", encoding="utf-8")
    assert [c.reference.doi for c in read(column).citations] == [A, B]
    assert [c.reference.title for c in read(table).citations] == ["On costs", "On complement"]


def test_keys_are_the_identifiers_until_the_works_are_known() -> None:
    """Offline a work that nobody knows keeps the key of its identifier; one that ships has author and year."""
    listing = read(io.StringIO(f"{A}\n99999999\n"))
    assert [c.key for c in listing.citations] == ["DOI101186147875478" + "14", "PMID99999999"]
    assert [c.key for c in examine(listing, tag=False)] == ["Blackhouse2010", "PMID99999999"]


def test_there_is_one_list_of_identifiers() -> None:
    """Another one is refused as in any text."""
    assert len(read(io.StringIO(PMIDS), which=1).citations) == 3
    with pytest.raises(InputError, match="expected list 1, the only one, found 2"):
        read(io.StringIO(PMIDS), which=2)


@pytest.mark.parametrize(
    "unit", [f"{A},", "19476018 ", f"{A}\n", "a-a.BB/1234567 ", "doi " * 9, "PMID ", "10.5555/", "978-"]
)
def test_a_hostile_list_is_read_in_linear_time(unit: str) -> None:
    """On one line or on many."""
    once, eight = (min(seconds(partial(_recognised, unit * size)) for _ in range(3)) for size in (1_000, 8_000))
    assert eight < 24 * once + 0.05


def _recognised(text: str) -> None:
    contents = Contents(text=f"{text}\n{PMIDS}")
    identifier_list.recognises(contents)
    identifier_list.read(contents)
