"""Files as PubMed, EndNote, JabRef, SciFinder and publishers write them, and files that are broken."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ivigref import formats
from ivigref.dates import Date
from ivigref.errors import FormatError
from ivigref.formats import FORMATS, module
from ivigref.model import Citation, Reference
from ivigref.names import Name

SCIENCEDIRECT = """\
TY  - JOUR
T1  - Intravenous immunoglobulin: an update
AU  - Author, One
AU  - van der Heijde, D.
JO  - Autoimmunity Reviews
VL  - 7
IS  - 3
SP  - 228
EP  - 231
PY  - 2008/01/01/
SN  - 1568-9972
DO  - https://doi.org/10.1016/j.autrev.2007.01.001
UR  - https://www.sciencedirect.com/science/article/pii/S1568997207000010
KW  - Lupus
AB  - Text
that goes on.
ER  -
"""
OVID = """\
Provider: Ovid
Content: text/plain; charset="UTF-8"

TY  - JOUR
DB  - Ovid MEDLINE(R)
AN  - 9175027
T1  - A title.
A1  - De Pita O
A1  - Bellucci AM
Y1  - 1997//
KW  - Adult
Lupus
M3  - Article
JF  - Lupus
SP  - 415-7
ER  -
"""
ZOTERO_BIB = r"""
@article{de_pita_intravenous_1997,
	title = {Intravenous immunoglobulin in {\textless}i{\textgreater}lupus{\textless}/i{\textgreater} \& {TNF}-α},
	volume = {6},
	copyright = {All rights reserved},
	issn = {0961-2033, 1477-0962},
	url = {https://doi.org/10.1177/096120339700600412},
	doi = {10.1177/096120339700600412},
	language = {en},
	number = {4},
	urldate = {2026-11-22},
	journal = {Lupus},
	author = {De Pità, O and Bellucci, A M and {WHO Study Group}},
	month = may,
	year = {1997},
	note = {PMID: 9175027},
	keywords = {Adult, disease:lupus},
	pages = {415--417},
	file = {PDF:/home/x/a b.pdf:application/pdf},
}
"""
MENDELEY_BIB = r"""
@article{DePita1997,
abstract = {Fifty {\%} of cases {\&} more},
author = {{De Pit{\`{a}}}, Ornella and d'Apuzzo, V.},
doi = {10.1177/096120339700600412},
issn = {09612033},
journal = {Lupus},
mendeley-groups = {IVIG},
pages = {415--7},
pmid = {9175027},
title = {{Intravenous immunoglobulin therapy}},
volume = {6},
year = {1997}
}
"""


def first(data: str | bytes, name: str = "") -> Citation:
    """Read a file, and return its first citation."""
    return formats.read(data if isinstance(data, bytes) else data.encode(), name=name)[0]


def test_sciencedirect() -> None:
    """The journal stands in JO, the DOI is an address, lines of an abstract go on without a tag."""
    reference = first(SCIENCEDIRECT).reference
    assert reference.container_title == "Autoimmunity Reviews"
    assert reference.doi == "10.1016/j.autrev.2007.01.001"
    assert (reference.year, str(reference.pages), reference.issue) == (2008, "228–231", "3")
    assert dict(reference.extra)["abstract"] == "Text that goes on."
    assert [str(author) for author in reference.authors] == ["Author One", "van der Heijde D."]


def test_ovid() -> None:
    """A head before the first record, names without commas, keywords on lines of their own, the PMID in AN."""
    citation = first(OVID)
    assert [str(author) for author in citation.reference.authors] == ["De Pita O", "Bellucci AM"]
    assert citation.pmid == "9175027"
    assert citation.reference.pages is not None
    assert citation.reference.pages.last == "417"
    assert [text for name, text in citation.reference.extra if name == "keyword"] == ["Adult", "Lupus"]


def test_zotero() -> None:
    """Escaped tags in the title, the PMID in a note, an address that only repeats the DOI."""
    citation = first(ZOTERO_BIB)
    assert citation.reference.title == "Intravenous immunoglobulin in <i>lupus</i> & TNF-α"
    assert (citation.pmid, citation.doi) == ("9175027", "10.1177/096120339700600412")
    assert [tag.term for tag in citation.tags] == ["lupus"]
    written = formats.module("bibtex").dumps([citation])
    assert "url " not in written
    assert "  file         = {PDF:/home/x/a b.pdf:application/pdf},\n  " not in written.partition("keywords")[0]
    assert "copyright    = {All rights reserved}," in written


def test_mendeley() -> None:
    """Braces within braces round accents, a title in braces as a whole, a group of its own."""
    reference = first(MENDELEY_BIB).reference
    assert [str(author) for author in reference.authors] == ["De Pità Ornella", "d'Apuzzo V."]
    assert reference.title == "Intravenous immunoglobulin therapy"
    assert dict(reference.extra)["abstract"] == "Fifty % of cases & more"


@pytest.mark.parametrize("change", ["\ufeff{}", "{}"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("of", sorted(FORMATS))
def test_byte_order_marks_and_line_ends_change_nothing(of: str, newline: str, change: str) -> None:
    """Windows programs put both where they like."""
    text = module(of).dumps([first(ZOTERO_BIB)])
    loaded = module(of).loads(change.format(text.replace("\r\n", "\n").replace("\n", newline)))
    assert loaded[0].reference.title in {
        "Intravenous immunoglobulin in <i>lupus</i> & TNF-α",
        "Intravenous immunoglobulin in lupus & TNF-α",
    }
    assert loaded[0].doi == "10.1177/096120339700600412"


def test_latin_1_is_read() -> None:
    """Old files are in the code page of Windows."""
    assert first(ZOTERO_BIB.replace("α", "").encode("cp1252")).reference.authors[0].family == "De Pità"


BOMB = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<xml><records><record><titles><title>&b;</title></titles></record></records></xml>"""
EXTERNAL = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<xml><records><record><titles><title>&a;</title></titles></record></records></xml>"""


@pytest.mark.parametrize(
    ("of", "text", "problem"),
    [
        ("endnote-xml", BOMB, "entities"),
        ("endnote-xml", EXTERNAL, "entities"),
        ("endnote-xml", "<html></html>", "found no <record>"),
        ("ris", "<!DOCTYPE html><html></html>", "found no record"),
        ("ris", "AU  - Before, A. Record\n", "found no record"),
        ("nbib", "<html></html>", "found no tagged line"),
        ("bibtex", "<html></html>", "found no entry"),
        ("csl-json", "[{]", "expected CSL-JSON"),
        ("csl-json", "[" * 100_000, "too deep|expected CSL-JSON"),
        ("jsonl", "{]\n", "expected a citation"),
        ("csv", "a,b\n1,2\n", "expected a table"),
    ],
)
def test_what_cannot_be_read_is_an_error_that_says_why(of: str, text: str, problem: str) -> None:
    """Pages that say "not found", bombs, files of another kind."""
    with pytest.raises(FormatError, match=problem):
        module(of).loads(text)


@pytest.mark.parametrize("of", sorted(FORMATS))
def test_an_empty_file_holds_nothing(of: str) -> None:
    """An empty file is no error: it is an empty list."""
    assert module(of).loads("") == []
    assert module(of).loads("\ufeff\n \n") == []


@pytest.mark.parametrize(
    ("of", "text", "line", "titles"),
    [
        ("ris", "TY  - JOUR\nTI  - A\n\nTY  - JOUR\nTI  - B\nER  - \n", 1, ["A", "B"]),
        ("ris", "TY  - JOUR\nTI  - A\nER  - \nTY  - JOUR\nTI  - B\n", 4, ["A", "B"]),
        ("nbib", "PMID- 1\nTI  - A\nPMID- x\n\nPMID- 2\nTI  - B\n", 3, ["A", None, "B"]),
        (
            "endnote-xml",
            "<xml><records>\n<record><title>A</record>\n<record><titles><title>B</title></titles></record>",
            2,
            ["B"],
        ),
        ("csv", "title,year\nA,1997\nB,soon\n", 3, ["A", "B"]),
        ("jsonl", '{"reference": {"title": "A"}}\n{"reference": {"year": "x"}}\n', 2, ["A"]),
    ],
)
def test_a_broken_record_is_a_finding_with_its_line(of: str, text: str, line: int, titles: list[str | None]) -> None:
    """The others come through."""
    loaded = module(of).loads(text)
    assert [citation.reference.title for citation in loaded] == titles
    assert [finding.line for finding in loaded.findings] == [line]


@pytest.mark.parametrize("of", sorted(set(FORMATS) - {"csv", "jsonl"}))
def test_a_nul_byte_harms_nothing(of: str) -> None:
    """A NUL within a file that was damaged stays one character of its field, or is left out."""
    text = module(of).dumps([first(ZOTERO_BIB)]).replace("Lupus", "Lu\x00pus")
    loaded = module(of).loads(text)
    assert loaded.findings or loaded[0].reference.volume == "6"


def test_a_hostile_file_takes_no_longer_than_its_size() -> None:
    """A hostile file is read in time in proportion to its size, here 100 kB of each."""
    for text in ("{" * 100_000, '"' * 100_000, "a # " * 25_000, "\\" * 100_000, "and " * 25_000):
        assert module("bibtex").loads(f"@article{{x, title = {text}") is not None
        assert module("bibtex").loads(f"@article{{x, author = {{{text.replace('{', '(')}}}}}") is not None


SAMPLES = [
    (
        "jabref_NbibImporterTest.nbib",
        {"pmid": "27169098", "year": 2016, "container_title": "Advanced biomedical research"},
    ),
    ("jabref_RisImporterTest5a.ris", {"doi": "10.1016/j.powtec.2012.01.008", "year": 2012, "volume": "221"}),
    ("jabref_EndnoteXmlImporterTestArticle.xml", {"pmid": "25647015", "doi": "10.1038/bjc.2014.606", "issue": "5"}),
    ("jabref_EndnoteXmlImporterTestArticle2.xml", {"container_title": "Ecology", "year": 1937, "pmid": None}),
    ("t.nbib", {"pmid": "2758721", "pmcid": "PMC4730073", "issue": "2 Suppl 76"}),
    ("t.ris", {"pmid": "2758721", "pmcid": "PMC4730073", "issue": "2 Suppl 76"}),
    ("t2.ris", {"pmid": "2758721", "pmcid": "PMC4730073", "year": 1989}),
    ("t.json", {"pmid": "2758721", "pmcid": "PMC4730073", "issue": "2 Suppl 76"}),
    ("t.xml", {"pmid": "2758721", "pmcid": "PMC4730073", "issue": "2 Suppl 76"}),
    ("fin.ris", {"pmid": "9175027", "pmcid": "PMC1234567", "et_al": True}),
    ("fin.xml", {"pmid": "9175027", "pmcid": "PMC1234567", "volume": "6"}),
    ("fin.json", {"pmid": "9175027", "pmcid": "PMC1234567", "volume": "6"}),
    ("fin.nbib", {"pmid": "9175027", "pmcid": "PMC1234567", "volume": "6"}),
]


@pytest.mark.parametrize(("name", "found"), SAMPLES, ids=[name for name, _ in SAMPLES])
def test_samples(name: str, found: dict[str, object]) -> None:
    """What programs wrote is read without a finding, and written in every format without a loss of identity."""
    shared = os.environ.get("IVIGREF_SHARED")
    if shared is None:
        pytest.skip("IVIGREF_SHARED does not say where the sample files are")
    loaded = formats.read(Path(shared, "samples", "formats", name).read_bytes(), name=name)
    assert not loaded.findings
    assert {field: getattr(loaded[0].reference, field) for field in found} == found
    for of in FORMATS:
        again = module(of).loads(module(of).dumps(loaded))
        assert [c.doi for c in again] == [c.doi for c in loaded]
        assert [c.reference.year for c in again] == [c.reference.year for c in loaded]


def test_csl_items_are_json() -> None:
    """What is written is JSON of the kind that citation processors take."""
    items = json.loads(module("csl-json").dumps([first(ZOTERO_BIB)]))
    assert items[0]["author"][2] == {"literal": "WHO Study Group"}
    assert items[0]["issued"] == {"date-parts": [[1997, 5]]}


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("@article{a, title={A work}, url={https://doi.org/10.5555/online1}}", "10.5555/online1"),
        ("@article{a, title={A work}, doi={10.5555/own}, url={https://doi.org/10.5555/online1}}", "10.5555/own"),
        ("@article{a, title={A work}, url={https://example.org/10.5555/online1}}", None),
        ('[{"type": "article-journal", "title": "A work", "URL": "https://dx.doi.org/10.5555/online1"}]', "10.5555/online1"),
        ("TY  - JOUR\nTI  - A work\nUR  - https://doi.org/10.5555/online1\nER  - \n", "10.5555/online1"),
    ],
)  # fmt: skip
def test_an_address_at_doi_org_is_a_doi(text: str, doi: str | None) -> None:
    """Most files of others print the DOI so, and where it leads is looked at as with any DOI."""
    [citation] = formats.loads(text)
    assert citation.reference.doi == doi


@pytest.mark.parametrize(
    ("item", "fields", "told"),
    [
        ('"author": ["Smith, J.", "et al."]', {"authors": (Name(family="Smith", given="J."),), "et_al": True}, []),
        ('"author": [{"name": "WHO"}]', {"authors": (Name(literal="WHO"),)}, []),
        ('"author": [{"literal": "WHO"}, {}, null]', {"authors": (Name(literal="WHO"),)}, []),
        ('"author": "Smith, J and Doe, R"', {"authors": ()}, ["expected names, found 'Smith, J and Doe, R'"]),
        ('"editor": [5]', {"editors": ()}, ["expected names, found [5]"]),
        ('"author": [5, {"literal": "WHO"}]', {"authors": (Name(literal="WHO"),)}, ["expected a name, found 5"]),
        ('"issued": "2019-03"', {"year": 2019, "date": Date.parse("2019-03")}, []),
        ('"issued": 2019', {"year": 2019}, []),
        ('"issued": {"date-parts": [["x"]]}', {"year": None}, ["expected a date, found {'date-parts': [['x']]}"]),
    ],
)
def test_csl_beside_the_schema(item: str, fields: dict[str, object], told: list[str]) -> None:
    """Names and dates as other programs write them are read, or reported and written back; none goes silently."""
    text = f'[{{"title": "Skin", {item}}}]'
    loaded = module("csl-json").loads(text)
    assert {name: getattr(loaded[0].reference, name) for name in fields} == fields
    assert [finding.message.rpartition(";")[0] for finding in loaded.findings] == told
    if any("unchanged" in finding.message for finding in loaded.findings):
        assert json.loads(f"{{{item}}}").items() <= json.loads(module("csl-json").dumps(loaded))[0].items()


@pytest.mark.parametrize("of", ["ris", "nbib", "csl-json", "endnote-xml"])
def test_misprinted_isbn_is_no_issn(of: str) -> None:
    """The length tells an ISBN from an ISSN, also where its check digit is wrong."""
    written = module(of).dumps([Citation(reference=Reference(title="Skin", isbn=("978-1-63321-000-0",)))])
    read = module(of).loads(written)[0].reference
    assert (read.isbn, read.issn) == (("978-1-63321-000-0",), ())


def test_further_names_of_a_journal_stand_in_the_same_order_in_every_process() -> None:
    """A set of texts has another order in each process, so that two runs would write two files."""
    (citation,) = formats.loads("TY  - JOUR\nT2  - Lupus\nBT  - Lupus of Lund\nJF  - Lupus (Lund)\nER  - \n")
    extra = [pair for pair in citation.reference.extra if pair[0].startswith("ris:")]
    assert extra == [("ris:JF", "Lupus (Lund)"), ("ris:BT", "Lupus of Lund")]
