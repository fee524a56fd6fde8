"""NLM's list of journals: read from its own files, and what it says of a journal and a year."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from ivigref.data import nlm_serials, serials
from ivigref.data.serials import Serial, Serials, Span
from ivigref.errors import DataError

# The first two are lines of NLM's own table; the others are invented.
TABLE = """\
--------------------------------------------------------
JrId: 1
JournalTitle: AADE editors' journal
MedAbbr: AADE Ed J
ISSN (Print): 0160-6999
ISSN (Online):
IsoAbbr: AADE Ed J
NlmId: 7708172
--------------------------------------------------------
JrId: 2
JournalTitle: Lancet (London, England)
MedAbbr: Lancet
ISSN (Print): 0140-6736
ISSN (Online): 1474-547X
IsoAbbr: Lancet
NlmId: 2985213R
--------------------------------------------------------
JrId: 3
JournalTitle: "Ways" : the journal of ways = Wege.
MedAbbr: Ways
ISSN: 0043-5342
ESSN:  ---
IsoAbbr:  ---
NlmId: 9999001
"""
# Cell and Nature as NLM's list of serials had them in 2010, shortened.
SERIALS_SET = """\
<!DOCTYPE SerialsSet PUBLIC "-//NLM//DTDSERIALS, 1st January 2008//EN" "http://www.nlm.nih.gov/databases/dtd/nlmserials_080101.dtd">
<SerialsSet>
<Serial DataCreationMethod="P" Status="NLMCollection"><NlmUniqueID>0413066</NlmUniqueID><Title>Cell</Title>
<MedlineTA>Cell</MedlineTA><ISSN IssnType="Print">0092-8674</ISSN><ISSN IssnType="Electronic">1097-4172</ISSN>
<ISSNLinking>0092-8674</ISSNLinking><IndexingHistoryList>
<IndexingHistory CitationSubset="IM" IndexingTreatment="Full" IndexingStatus="Currently-indexed">
<Coverage>v2n1,May 1974-</Coverage><CoverageNote>Last issue indexed from print: v132n1, Jan 11, 2008.</CoverageNote>
</IndexingHistory></IndexingHistoryList>
<CrossReferenceList><CrossReference XrType="X"><XrTitle>Cell (Cambridge)</XrTitle></CrossReference></CrossReferenceList>
</Serial>
<Serial><NlmUniqueID>0410462</NlmUniqueID><Title>Nature</Title><MedlineTA>Nature</MedlineTA>
<ISSN IssnType="Print">0028-0836</ISSN><ISSN IssnType="Electronic">1476-4687</ISSN><IndexingHistoryList>
<IndexingHistory CitationSubset="OM" IndexingTreatment="Unknown" IndexingStatus="Date-range-of-indexed-citations-unspecified"/>
<IndexingHistory CitationSubset="IM" IndexingTreatment="Selective" IndexingStatus="Currently-indexed">
<Coverage>v205n976,Mar. 13, 1965-</Coverage></IndexingHistory></IndexingHistoryList></Serial>
</SerialsSet>
"""
# Written from the elements that the catalogue's records are documented to have; the journals are invented.
CATALOGUE = """\
<?xml version="1.0"?><NLMCatalogRecordSet>
<NLMCatalogRecord Status="Completed"><NlmUniqueID>9999001</NlmUniqueID><TitleMain><Title Sort="0">Ways.</Title></TitleMain>
<MedlineTA>Ways</MedlineTA><TitleAlternate Owner="NLM"><Title>J ways</Title></TitleAlternate>
<IndexingSourceList>
<IndexingSource><IndexingSourceName IndexingTreatment="Full" IndexingStatus="Continued-by-another-title">MEDLINE</IndexingSourceName>
<Coverage>v18n9, Sept, 1965-v45n5,May 1992; v68n1, 2001-v70n2, 2003, selected citations only before 1999</Coverage></IndexingSource>
<IndexingSource><IndexingSourceName IndexingTreatment="Full">Index medicus</IndexingSourceName><Coverage>v1, 1899-v10, 1910</Coverage></IndexingSource>
</IndexingSourceList>
<ISSN ValidYN="Y" IssnType="Print">0043-5341</ISSN><ISSN ValidYN="N" IssnType="Print">0140-6736</ISSN>
<TitleRelated TitleType="Succeeding"><Title>New ways</Title><RecordID Source="NLM">9999002</RecordID></TitleRelated>
</NLMCatalogRecord>
<NLMCatalogRecord><NlmUniqueID>9999002</NlmUniqueID><TitleMain><Title>New ways</Title></TitleMain>
<IndexingSourceList><IndexingSource><IndexingSourceName IndexingTreatment="Full">PubMed</IndexingSourceName>
<Coverage>v46n1, Jan. 1993-</Coverage></IndexingSource></IndexingSourceList>
<ISSN IssnType="Electronic">2049-3630</ISSN>
<TitleRelated TitleType="Absorbed"><Title>Lanes</Title><RecordID Source="NLM">9999003</RecordID></TitleRelated>
</NLMCatalogRecord>
<NLMCatalogRecord><NlmUniqueID>9999003</NlmUniqueID><TitleMain><Title>Lanes</Title></TitleMain>
<ISSN IssnType="Print">0092-8674</ISSN></NLMCatalogRecord>
</NLMCatalogRecordSet>
"""


def read(tmp_path: Path, text: str, name: str = "file") -> Serials:
    """Read a file of NLM's of this content."""
    path = tmp_path / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return Serials(nlm_serials.read_nlm(path), "NLM", "2026-11-29")


@pytest.mark.parametrize("name", ["J_Medline.txt", "J_Medline.txt.gz"])
def test_the_table_is_read(tmp_path: Path, name: str) -> None:
    """With the ISSNs of old and new editions; three dashes are none."""
    found = read(tmp_path, TABLE, name)
    assert [serial.id for serial in found.all] == ["7708172", "2985213R", "9999001"]
    assert found.all[1] == Serial("2985213R", "Lancet (London, England)", ("Lancet",), ("0140-6736", "1474-547X"))
    assert found.all[2].names == ("Ways",)
    assert found.all[2].issns == ()  # its check digit is wrong


@pytest.mark.parametrize("asked", ["Lancet", "The Lancet", "LANCET.", "Lancet (London, England)", "lancet (Lond.)"])
def test_a_journal_is_found_by_its_names(tmp_path: Path, asked: str) -> None:
    """As people print them; the table itself knows no years, so that it says of none that it is covered."""
    found = read(tmp_path, TABLE).coverage(asked, year=2001)
    assert found.title == "Lancet (London, England)"
    assert found.known is None
    assert found.source == "NLM, 2026-11-29"


def test_another_journal_is_not_found_by_half_its_name(tmp_path: Path) -> None:
    """A longer title is another journal, and an ISSN of somebody else's leads to that."""
    list_ = read(tmp_path, TABLE)
    assert list_.coverage("Lancet Rheumatology", year=2020).title is None
    assert list_.coverage("Lancet", ["0160-6999"]).title == "AADE editors' journal"
    assert list_.coverage(None, ["not an ISSN"]).title is None


@pytest.mark.parametrize(
    ("journal", "year", "known"),
    [
        ("Cell", 1973, False), ("Cell", 1974, None), ("Cell", 1975, True), ("Cell", 2025, True), ("Cell", 2026, None),
        ("Cell", None, None), ("Nature", 1960, False), ("Nature", 1990, None), ("0092-8674", 1999, True),
    ],
)  # fmt: skip
def test_the_list_of_serials_has_years(tmp_path: Path, journal: str, year: int | None, *, known: bool | None) -> None:
    """The first year may be indexed in part, the list knows nothing of its own year, and Nature is indexed selectively."""
    list_ = read(tmp_path, SERIALS_SET)
    issn = journal[0].isdigit()
    assert list_.coverage(None if issn else journal, [journal] if issn else (), year).known is known


@pytest.mark.parametrize(
    ("journal", "year", "known"),
    [
        ("Ways", 1905, False), ("Ways", 1965, None), ("Ways", 1966, True), ("Ways", 1991, True), ("Ways", 1992, None),
        ("J Ways", 1995, False), ("Ways", 2002, True), ("New Ways", 2020, True), ("Lanes", 2020, None),
    ],
)  # fmt: skip
def test_the_catalogue_has_years_with_gaps(tmp_path: Path, journal: str, year: int, *, known: bool | None) -> None:
    """Print indexes do not count, since their articles are not in PubMed; a journal without years is not known."""
    assert read(tmp_path, CATALOGUE).coverage(journal, year=year).known is known


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("0043-5341", "2049-3630", True), ("Ways", "New ways", True), ("2049-3630", "0092-8674", False),
        ("2049-3630", "1474-547X", None), ("Ways", "ways", True), ("0140-6736", "0043-5341", None),
    ],
)  # fmt: skip
def test_a_renamed_journal_is_the_same(tmp_path: Path, a: str, b: str, *, same: bool | None) -> None:
    """One that was absorbed is another; an ISSN that NLM calls wrong leads nowhere."""
    assert read(tmp_path, CATALOGUE).same(a, b) is same


def test_several_journals_of_a_name_must_agree() -> None:
    """Where one of them is covered and the other is not, nothing is known."""
    two = [Serial("1", "Ways", (), (), (Span(1950),)), Serial("2", "Ways", (), ("0043-5341",), (Span(1950, 1960),))]
    assert Serials(two, date="2026").coverage("Ways", year=1955).known is True
    assert Serials(two, date="2026").coverage("Ways", year=1990).known is None
    assert Serials(two, date="2026").coverage("Ways", ["0043-5341"], 1990).known is False


def test_several_files_are_united(tmp_path: Path) -> None:
    """The table gives titles of today, the catalogue the years."""
    both = nlm_serials.united([*read(tmp_path, TABLE).all, *read(tmp_path, CATALOGUE).all])
    list_ = Serials(both, "NLM", "2026")
    assert len(both) == 5
    assert list_.coverage("Ways : the journal", year=1970).known is True


@pytest.mark.parametrize("text", [TABLE, SERIALS_SET, CATALOGUE])
def test_what_is_written_is_read_again(tmp_path: Path, text: str) -> None:
    """Quotation marks at the beginning of a title are part of it."""
    list_, path = read(tmp_path, text), tmp_path / "journals.tsv"
    path.write_text(serials.list_text(list_), encoding="utf-8")
    back = serials.read_list(path)
    assert (back.all, back.source, back.date) == (list_.all, list_.source, list_.date)


def test_the_users_list_comes_before_the_shipped_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And is read again when it changes."""
    own = tmp_path / "own.tsv"
    monkeypatch.setenv(serials.VARIABLE, str(own))
    assert serials.coverage("Cell", year=1999).source == "the shipped titles of JabRef 3.8.2, 2017"
    own.write_text(serials.list_text(read(tmp_path, SERIALS_SET)), encoding="utf-8")
    assert serials.coverage("Cell", year=1999).known is True
    assert serials.same_serial("0092-8674", "1097-4172") is True


@pytest.mark.parametrize("text", ["", "id\ttitle\n", "# Date: 2026\n" + "\t".join(serials.COLUMNS) + "\n1\tWays\n",
    "\t".join(serials.COLUMNS) + "\n1\tWays\t\t\tyesterday\t\n"])  # fmt: skip
def test_a_broken_list_is_named(tmp_path: Path, text: str) -> None:
    """Never taken for an empty one."""
    path = tmp_path / "journals.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"journals\.tsv: expected a list of journals"):
        serials.read_list(path)


@pytest.mark.parametrize(("name", "data"), [
    ("a.txt", b"nothing of the kind"), ("a.xml", b"<SerialsSet><Serial></SerialsSet>"), ("a.gz", b"not packed"),
    ("a.txt", b""), ("a.xml", b'<!DOCTYPE SerialsSet [<!ENTITY a "b">]><SerialsSet/>'),
])  # fmt: skip
def test_any_other_file_is_named(tmp_path: Path, name: str, data: bytes) -> None:
    """Hostile XML as well."""
    (tmp_path / name).write_bytes(data)
    with pytest.raises(DataError, match="expected NLM's file of journals"):
        list(nlm_serials.read_nlm(tmp_path / name))
