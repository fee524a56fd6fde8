"""Exports of databases and managers beyond the one search: what each alone can get wrong."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from ivigref import formats, tag
from ivigref.errors import FormatError, InputError
from ivigref.formats import columns, csv_table, module
from ivigref.formats.csv_rows import heading
from ivigref.formats.losses import unplaced
from ivigref.model import Citation, Kind, Origin, Reference
from ivigref.names import Name
from ivigref.reading import read

SEARCH = Path(__file__).parent / "data" / "one_search"


@pytest.mark.parametrize(
    "name",
    ["pubmed.nbib", "pubmed.xml", "ovid.txt", "ovid_medlars.txt", "ovid.ris", "embase.csv", "embase.txt", "embase.ris"],
)
def test_indexing_in_a_file_decides_the_design(name: str) -> None:
    """Publication types, headings and Emtree's terms of a file are read by tagging, without a register."""
    citation = formats.loads(SEARCH.joinpath(name).read_text(encoding="utf-8"), name=name)[1]
    assert "randomi" not in (citation.reference.title or "")
    tagged = tag([citation])[0]
    assert {found.term for found in tagged.tags if found.axis == "design"} & {
        "randomized-controlled-trial", "rct", "clinical-trial-randomized",
    } or any("random" in found.term for found in tagged.tags), tagged.tags  # fmt: skip


@pytest.mark.parametrize("of", ["csv", "ris", "mods", "refer", "word-xml", "hayagriva"])
def test_a_group_with_a_semicolon_in_its_name_is_one(of: str) -> None:
    """A cell has semicolons between names, and a name may have one."""
    names = (Name(literal="Skin; Hair Study Group"), Name(family="Berg", given="O"))
    written = module(of).dumps([Citation(reference=Reference(title="T", authors=names), key="a")])
    assert str(module(of).loads(written)[0].reference.authors[0]) == "Skin; Hair Study Group"


@pytest.mark.parametrize(
    ("of", "is_lost"), [("ris", True), ("nbib", True), ("csv", True), ("bibtex", False), ("csl-json", False)]
)
def test_italics_that_are_not_written_are_reported(of: str, *, is_lost: bool) -> None:
    """The words go across, their italics do not; digits below the line have characters of their own."""
    titled = Citation(reference=Reference(title="On <i>lupus</i> and H<sub>2</sub>O"))
    plain = Citation(reference=Reference(title="On lupus and H<sub>2</sub>O"))
    assert ("markup" in dict(unplaced(titled, of))) is is_lost
    assert "markup" not in dict(unplaced(plain, of))


def test_a_number_that_went_across_is_not_lost() -> None:
    """U2 says the number in Embase again, LID the page, IS the ISSN: another format has them in its own fields."""
    reference = Reference(
        title="T", pages="2400512", issn=("1399-3003",), pmid="90000001",
        origins=(Origin(database="Embase", accession="L600000001"),),
        extra=(
            ("ris:U2", "L600000001"), ("nbib:LID", "2400512 [pii]"), ("nbib:IS", "1399-3003 (Electronic)"),
            ("ris:C3", "PUBMED 90000001"), ("ris:M1", "kept nowhere"),
        ),
    )  # fmt: skip
    assert [tuple(lost) for lost in unplaced(Citation(reference=reference), "bibtex")] == [("ris:M1", "kept nowhere")]
    assert ("ris:U2", "L600000001") in [tuple(lost) for lost in unplaced(Citation(reference=reference), "csl-json")]


@pytest.mark.parametrize(
    "text", ["[]", '{"references": []}', "<xml><records></records></xml>", "<xml><records><record/></records></xml>"]
)
def test_a_file_without_a_reference_says_so(text: str) -> None:
    """An empty list is no error, and not passed over in silence."""
    loaded = formats.loads(text)
    assert loaded == []
    assert [finding.message for finding in loaded.findings] == ["expected references, found none"]


@pytest.mark.parametrize("which", [1, 2])
def test_a_file_of_a_manager_is_one_list(tmp_path: Path, which: int) -> None:
    """A second one is asked for in vain, and that is said."""
    file = tmp_path / "a.bib"
    file.write_text("@misc{a, title = {T}}", encoding="utf-8")
    if which == 1:
        assert len(read(file, which=which).citations) == 1
        return
    with pytest.raises(InputError, match="expected list 1, found 2"):
        read(file, which=which)


@pytest.mark.parametrize(("before", "line"), [(0, 1), (5, 6), (6, 1)])
def test_the_heading_of_a_table_is_among_its_first_lines(before: int, line: int) -> None:
    """A search stands before it, but no table does."""
    text = "search\n" * before + "Title,Authors,Publication Year\n"
    assert heading(text, lambda found: columns.source_of(found)[1]).line == line


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_our_own_table_is_read_with_any_separator(separator: str) -> None:
    """Excel in Germany saves semicolons."""
    text = separator.join(("title", "year", "volume")) + "\n" + separator.join(("Lupus", "1997", "6")) + "\n"
    assert (csv_table.loads(text)[0].reference.title, csv_table.loads(text)[0].reference.volume) == ("Lupus", "6")


def test_rows_in_are_rows_out_of_every_source() -> None:
    """A quotation mark that is missing is an error there, too."""
    text = SEARCH.joinpath("scopus.csv").read_text(encoding="utf-8")
    with pytest.raises(FormatError, match=r"quotation mark is never closed|rows of its own|expected after"):
        formats.loads(text.replace('"2018"', '"2018', 1))


def test_a_list_of_some_authors_does_not_stand_for_all() -> None:
    """Scopus gives the full names of the first hundred."""
    text = 'Title,Authors,Author full names,EID\nT,"Berg O.; Ek T.","Berg, Ole (57)",2-s2.0-1\n'
    assert [str(name) for name in formats.loads(text)[0].reference.authors] == ["Berg O.", "Ek T."]
    whole = text.replace('"Berg, Ole (57)"', '"Berg, Ole (57); Ek, Tor (58)"')
    assert [str(name) for name in formats.loads(whole)[0].reference.authors] == ["Berg Ole", "Ek Tor"]


@pytest.mark.parametrize(
    ("stated", "date"),
    [("4/3/2024", "2024-04-03"), ("Jun2023", "2023-06"), ("2023", None)],
)
def test_dates_of_ebsco(stated: str, date: str | None) -> None:
    """The month stands first, as its own RIS says of the same works, or in letters before the year."""
    text = f'Article Title,Author,Journal Title,Publication Date,PLink\nT,"Berg, Ole",J Inv,="{stated}",x\n'
    found = formats.loads(text)[0].reference
    assert (found.date and str(found.date), str(found.year)) == (date, stated[-4:])


def test_names_of_abstrackr() -> None:
    """The word between them stands on a line of its own."""
    text = '(internal) id,(source) id,pubmed id,title,journal,authors,labeled_at,labeled_at\n1,2,0,T,J,"Berg, O.\n and Ek, T.\n",a,b\n'
    found = formats.loads(text)[0].reference
    assert ([str(name) for name in found.authors], found.pmid) == (["Berg O.", "Ek T."], None)


@pytest.mark.parametrize(
    ("source", "word", "kind"),
    [
        ("exports", "Note", Kind.JOURNAL_ARTICLE),
        ("exports", "Conference Abstract", Kind.MEETING_ABSTRACT),
        ("exports", "Trial registry record", Kind.TRIAL_REGISTRATION),
        ("zotero", "bookSection", Kind.BOOK_CHAPTER),
        ("refer", "Book Section", Kind.BOOK_CHAPTER),
        ("word-xml", "ConferenceProceedings", Kind.CONFERENCE_PAPER),
        ("hayagriva", "article in proceedings", Kind.CONFERENCE_PAPER),
    ],
)
def test_words_for_kinds(source: str, word: str, kind: Kind) -> None:
    """Each vocabulary has its own; those of databases mean nothing elsewhere."""
    assert Kind.read(source, word) is kind  # type: ignore[arg-type]  # a name of the table
    assert Kind.of("note") is None


@pytest.mark.skipif(importlib.util.find_spec("typst") is None, reason="needs typst")
def test_typst_reads_what_is_written(tmp_path: Path) -> None:
    """The whole shipped list, and values that steer in Typst's texts."""
    import typst  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415

    import ivigref  # noqa: PLC0415

    hard = Reference(
        title="On $5 {of} \\skin", url="no address", language="klingonish", date="1989-05/1989-06", year=1989,
        authors=(Name(literal="WHO Group"), Name(family="Berg", given="O", particle="van", suffix="Jr")),
        pages="12–5, 20", container_title="J $ Inv", series="{S}", edition="2nd", trials=("NCT01234567",),
    )  # fmt: skip
    written = module("hayagriva").dumps([*ivigref.load(), Citation(reference=hard, key="hard")])
    (tmp_path / "a.yml").write_text(written, encoding="utf-8")
    (tmp_path / "a.typ").write_text('#bibliography("a.yml", full: true)\n', encoding="utf-8")
    assert typst.compile(str(tmp_path / "a.typ"), format="pdf").startswith(b"%PDF")
