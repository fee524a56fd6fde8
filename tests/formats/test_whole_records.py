"""Records as databases export them: every field, repeated or not, goes back whole, and across as far as it can."""

from __future__ import annotations

import json

import pytest

from ivigref.formats import FORMATS, module, sniff
from ivigref.model import Citation, Kind, Origin, Reference
from ivigref.names import Name


def ris(*lines: str) -> str:
    """Return a record of RIS with these lines."""
    return "".join(f"{line}\n" for line in ("TY  - JOUR", *lines, "ER  - "))


def read(of: str, text: str) -> Reference:
    """Read the one record of a text, without a finding."""
    loaded = module(of).loads(text)
    assert not loaded.findings
    [citation] = loaded
    return citation.reference


def again(of: str, text: str) -> str:
    """Read a text and write it in the same format, after making sure that this changes no more."""
    written = module(of).dumps(module(of).loads(text))
    assert module(of).dumps(module(of).loads(written)) == written
    return written


def tags(written: str, *wanted: str) -> list[str]:
    """Return the texts of some tags, in the order of the file."""
    lines = (line.partition("- ") for line in written.splitlines())
    return [text for tag, _, text in lines if tag.strip() in wanted]


PUBMED = """\
PMID- 90000001
OWN - NLM
STAT- MEDLINE
IS  - 1399-3003 (Electronic)
IS  - 0903-1936 (Linking)
VI  - 64
DP  - 2024 Sep
TI  - An article with a number and no pages.
LID - 2400512 [pii]
LID - 10.9999/invented.2400512 [doi]
FAU - Berg, Ole
AU  - Berg O
AD  - First address
FAU - Dahl, Mia J Jr
AU  - Dahl MJ Jr
AD  - Second address
PT  - Journal Article
PT  - Randomized Controlled Trial
TA  - J Inv
JT  - Journal of inventions
MH  - Immunoglobulins, Intravenous/*therapeutic use
MH  - Dermatomyositis/*drug therapy
MH  - Humans
GR  - R01 INV000001/Inventing/United States
GR  - R01 INV000002/Inventing/United States
SI  - ClinicalTrials.gov/NCT00000001
"""
HEADINGS = ["Immunoglobulins, Intravenous/*therapeutic use", "Dermatomyositis/*drug therapy", "Humans"]
REPEATED = [
    ("ris", ris("N1  - First", "N1  - Second"), ["N1"]),
    ("ris", ris("AD  - First", "AD  - Second", "M1  - One", "M1  - Two"), ["AD", "M1"]),
    ("ris", ris("SN  - 1399-3003", "SN  - 0903-1936"), ["SN"]),
    ("ris", ris("SN  - 1399-3003 (Electronic)", "SN  - 0903-1936"), ["SN"]),
    ("ris", ris("AB  - First", "N2  - Second"), ["AB", "N2"]),
    ("ris", ris("UR  - https://example.org/1", "UR  - https://example.org/2", "L1  - a.pdf", "L1  - b.pdf"), ["UR", "L1"]),
    ("ris", ris("PB  - First", "PB  - Second", "JF  - Journal", "T2  - Another", "T3  - Series"), ["PB", "JF", "T3"]),
    ("ris", ris("KW  - Databases, Protein", "KW  - Lupus"), ["KW"]),
    ("ris", ris("DB  - Embase", "AN  - X1", "DB  - Scopus", "AN  - X2"), ["DB", "AN"]),
    ("ris", ris("M3  - Article", "C1  - a", "C1  - b"), ["M3", "C1"]),
    ("nbib", PUBMED, ["MH", "PT", "AD", "IS", "GR", "SI", "OWN", "STAT", "DP"]),
    ("nbib", "PMID- 7\nTI  - T\nPT  - Letter\nPT  - Comment\nCTI - Series\nCTI - Part\n", ["PT", "CTI"]),
    ("nbib", "PMID- 7\nTI  - T\nAID - S0001(24)1 [pii]\nAID - 10.5555/a [doi]\nPHST- 2024\nPHST- 2025\n", ["AID", "PHST"]),
    ("nbib", "PMID- 7\nTI  - T\nSI  - /12563\nSI  - GENBANK/A00001\n", ["SI"]),
]  # fmt: skip


@pytest.mark.parametrize(("of", "text", "wanted"), REPEATED)
def test_a_repeated_tag_comes_back_each_time_that_it_stood_there(of: str, text: str, wanted: list[str]) -> None:
    """None of its values is lost; two tags that mean the same may come back as one."""
    written = tags(again(of, text), *wanted, *(["AB"] if "N2" in wanted else []))
    assert sorted(written) == sorted(tags(text, *wanted))


@pytest.mark.parametrize("of", ["ris", "endnote-xml", "csl-json"])
def test_indexing_goes_across_as_keywords(of: str) -> None:
    """Each heading whole, and the publication types that are no kind; a second reading does not double them."""
    loaded = module("nbib").loads(PUBMED)
    crossed = module(of).loads(module(of).dumps(loaded))
    keywords = [text for name, text in crossed[0].reference.extra if name == "keyword"]
    assert keywords == [*HEADINGS, "Randomized Controlled Trial"]
    assert module(of).dumps(crossed).count("Humans") == 1
    joined = [
        loaded[0].model_copy(
            update={"reference": loaded[0].reference.model_copy(update={"extra": crossed[0].reference.extra})}
        )
    ]
    assert module(of).dumps(joined).count("Humans") == 1
    assert module("nbib").dumps(joined).count("Humans") == 1


@pytest.mark.parametrize(
    ("kind", "of"),
    [(kind, of) for of in ("ris", "endnote-xml", "nbib") for kind in (Kind.LETTER, Kind.EDITORIAL, Kind.ERRATUM, Kind.BOOK)],
)  # fmt: skip
def test_a_narrower_kind_comes_back(kind: Kind, of: str) -> None:
    """RIS has it in M3 and EndNote as the type of the work, beside the type of the record."""
    written = module(of).dumps([Citation(reference=Reference(kind=kind, title="T", container_title="J"), key="a")])
    assert module(of).loads(written)[0].reference.kind is kind


@pytest.mark.parametrize(
    ("line", "kind", "kept"),
    [("Letter", Kind.LETTER, []), ("Article", Kind.JOURNAL_ARTICLE, ["Article"]), ("Thesis", Kind.JOURNAL_ARTICLE, ["Thesis"])],
)  # fmt: skip
def test_a_type_of_work_narrows_a_kind_and_never_changes_it(line: str, kind: Kind, kept: list[str]) -> None:
    """M3 may say anything."""
    found = read("ris", ris(f"M3  - {line}"))
    assert (found.kind, [text for name, text in found.extra if name == "ris:M3"]) == (kind, kept)


IDENTIFIERS = [
    ("EBSCO has the DOI in L3", ["L3  - 10.9999/inv.5", "DP  - EBSCOhost"], {"doi": "10.9999/inv.5"}),
    ("ERIC has it in L1", ["L1  - https://dx.doi.org/10.9999/inv.5"], {"doi": "10.9999/inv.5"}),
    ("Embase has the PMID in C5", ["DB  - Embase", "C5  - 38900001", "U2  - L644000001"], {"pmid": "38900001", "origins": (Origin(database="Embase", accession="L644000001"),)}),
    ("CENTRAL in C3", ["AN  - CN-02000001", "C3  - PUBMED 38400001,EMBASE 643000001"], {"pmid": "38400001", "origins": (Origin(database="CENTRAL", accession="CN-02000001"),)}),
    ("but not Embase's", ["AN  - CN-02000001", "C3  - EMBASE 643000001"], {"pmid": None}),
    ("Web of Science has organisations there", ["C3  - Utah System of Inventions"], {"pmid": None}),
    ("Scopus in C2", ["DB  - Scopus", "C2  - 38580657"], {"pmid": "38580657", "origins": (Origin(database="Scopus"),)}),
    ("EndNote a PMCID", ["C2  - PMC1234567"], {"pmcid": "PMC1234567", "pmid": None}),
    ("Web of Science in AN", ["AN  - MEDLINE:24500000", "AR  - e12292"], {"pmid": "24500000", "origins": (Origin(database="MEDLINE", accession="MEDLINE:24500000"),)}),
    ("its own number", ["AN  - WOS:000000000000002"], {"pmid": None, "origins": (Origin(database="Web of Science", accession="WOS:000000000000002"),)}),
    ("Ovid in AN", ["DB  - Ovid MEDLINE(R)", "AN  - 9175027"], {"pmid": "9175027"}),
    ("Ovid in ID", ["DB  - Ovid MEDLINE(R) <2024>", "ID  - 9175027"], {"pmid": "9175027"}),
    ("Ovid in UI", ["DB  - Ovid MEDLINE(R)", "UI  - 9175027"], {"pmid": "9175027"}),
    ("another database of Ovid", ["DB  - APA PsycInfo <2021>", "ID  - 2021-94054-001"], {"pmid": None, "origins": (Origin(database="APA PsycInfo <2021>", accession="2021-94054-001"),)}),
    ("a key is no number", ["DB  - Scopus", "ID  - Berg2019"], {"origins": (Origin(database="Scopus"),)}),
    ("an article number in C7", ["C7  - 2864"], {"pages": "2864"}),
    ("in AR", ["AR  - e12292"], {"pages": "e12292"}),
    ("in PG", ["PG  - 103640"], {"pages": "103640"}),
    ("beside pages", ["C7  - e12292", "SP  - 1", "EP  - 9"], {"pages": "1–9"}),
    ("PubMed's address today", ["UR  - https://pubmed.ncbi.nlm.nih.gov/9175027/"], {"pmid": "9175027", "url": None}),
    ("PMC's", ["UR  - https://pmc.ncbi.nlm.nih.gov/articles/PMC1234567/"], {"pmcid": "PMC1234567", "url": None}),
    ("PMC's before", ["L2  - https://www.ncbi.nlm.nih.gov/pmc/articles/PMC1234567/"], {"pmcid": "PMC1234567"}),
    ("two addresses in one", ["UR  - https://example.org/1 https://doi.org/10.9999/inv.5"], {"url": "https://example.org/1", "doi": "10.9999/inv.5"}),
    ("a field behind another", ["DO  - 10.9999/inv.5     U2  - L644000001"], {"doi": "10.9999/inv.5", "origins": (Origin(database="Embase", accession="L644000001"),)}),
    ("arXiv and a register", ["M2  - arXiv: 2101.00001", "M2  - Trial: NCT00000001"], {"arxiv": "2101.00001", "trials": ("NCT00000001",)}),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "lines", "found"), IDENTIFIERS, ids=[fact for fact, *_ in IDENTIFIERS])
def test_identifiers_stand_where_databases_write_them(fact: str, lines: list[str], found: dict[str, object]) -> None:
    """The first reading has them, and so has what is written from it."""
    assert fact
    text = ris("TI  - T", *lines)
    for one in (read("ris", text), read("ris", again("ris", text))):
        assert {
            name: str(value) if name == "pages" else value for name in found for value in [getattr(one, name)]
        } == found


@pytest.mark.parametrize(
    ("lid", "pages"),
    [
        ("LID - 2400512 [pii]", "2400512"),
        ("LID - e12292", "e12292"),
        ("AID - 2400512 [pii]", "2400512"),
        ("LID - S0001-0001(24)00001-1 [pii]", "None"),
        ("LID - 2400512 [pii]\nPG  - 1-9", "1-9"),
    ],
)
def test_an_article_number_is_a_page_where_there_is_no_other(lid: str, pages: str) -> None:
    """PubMed gives it as the publisher's number; what a publisher counts by is longer, and has hyphens."""
    assert str(read("nbib", f"PMID- 7\nTI  - T\n{lid}\n").pages) == pages


ENDNOTE = "<xml><records><record><titles><title>T</title></titles>{}</record></records></xml>"


@pytest.mark.parametrize(
    ("inner", "pmid", "origins"),
    [
        ("<accession-num>643000001</accession-num><remote-database-name>Embase</remote-database-name>", None, (Origin(database="Embase", accession="643000001"),)),
        ("<accession-num>9175027</accession-num><remote-database-name>Medline</remote-database-name>", "9175027", (Origin(database="Medline", accession="9175027"),)),
        ("<accession-num>9175027</accession-num><remote-database-provider>NLM</remote-database-provider>", "9175027", (Origin(database="PubMed", accession="9175027"),)),
        ("<accession-num>9175027</accession-num>", None, (Origin(accession="9175027"),)),
        ("<accession-num>9175027</accession-num><urls><related-urls><url>http://www.ncbi.nlm.nih.gov/pubmed/9175027</url></related-urls></urls>", "9175027", ()),
        ("<accession-num>WOS:000000000000002</accession-num>", None, (Origin(database="Web of Science", accession="WOS:000000000000002"),)),
    ],
)  # fmt: skip
def test_an_accession_number_is_a_pmid_only_where_the_record_says_so(inner: str, pmid: str | None, origins: tuple[Origin, ...]) -> None:  # fmt: skip
    """It may be of any database."""
    text = ENDNOTE.format(inner)
    assert (read("endnote-xml", text).pmid, read("endnote-xml", text).origins) == (pmid, origins)
    written = read("endnote-xml", again("endnote-xml", text))
    assert (written.pmid, written.origins) == (pmid, origins)


def test_pubmeds_origin_survives_wherever_there_is_a_place() -> None:
    """A PMID alone says nothing of where the reference came from; PubMed's own file does."""
    loaded = module("nbib").loads(PUBMED)
    origins = (Origin(database="PubMed", accession="90000001"),)
    for of in ("nbib", "ris", "endnote-xml", "csv", "jsonl"):
        assert module(of).loads(module(of).dumps(loaded))[0].reference.origins == origins
    alone = [Citation(reference=Reference(title="T", pmid="90000001"))]
    for of in ("nbib", "ris", "endnote-xml", "csv", "jsonl"):
        assert module(of).loads(module(of).dumps(alone))[0].reference.origins == ()


def test_what_endnote_alone_has_goes_back_into_its_elements() -> None:
    """Roles, custom fields, other titles and addresses, each where it stood, as often as it stood there."""
    inner = (
        "<contributors><tertiary-authors><author>Ek, Q</author><author>Lind, P</author></tertiary-authors></contributors>"
        "<titles><alt-title>JID</alt-title><tertiary-title>Series</tertiary-title></titles>"
        "<alt-periodical><full-title>Other journal</full-title></alt-periodical>"
        "<auth-address>Dept of Inventions</auth-address><section>4</section><num-vols>2</num-vols>"
        "<custom1>Include</custom1><custom1>Twice</custom1><access-date>2024-05-03</access-date>"
        "<urls><related-urls><url>https://example.org/1</url><url>https://example.org/2</url></related-urls>"
        "<pdf-urls><url>internal-pdf://1.pdf</url></pdf-urls></urls><isbn>1399-3003 (Print) 0903-1936</isbn>"
    )
    written = again("endnote-xml", ENDNOTE.format(inner))
    for piece in (
        "<tertiary-authors><author>Ek, Q</author><author>Lind, P</author></tertiary-authors></contributors>",
        "<alt-title>JID</alt-title>", "<tertiary-title>Series</tertiary-title>",
        "<alt-periodical><full-title>Other journal</full-title></alt-periodical>",
        "<auth-address>Dept of Inventions</auth-address>", "<section>4</section>", "<num-vols>2</num-vols>",
        "<custom1>Include</custom1><custom1>Twice</custom1>", "<access-date>2024-05-03</access-date>",
        "<url>https://example.org/1</url><url>https://example.org/2</url>",
        "<pdf-urls><url>internal-pdf://1.pdf</url></pdf-urls>", "1399-3003 (Print) 0903-1936",
    ):  # fmt: skip
        assert written.count(piece) == 1, piece
    found = read("endnote-xml", ENDNOTE.format(inner))
    assert (found.container_title, found.series, found.issn) == (None, "Series", ("1399-3003", "0903-1936"))


def test_lines_outside_of_records_are_read_or_reported() -> None:
    """Some programs write the type behind other fields; what is in no record is named."""
    before = "TI  - Type in the middle\nAU  - Dahl, M. J.\nTY  - JOUR\nPY  - 2006\nER  - \n"
    for text in (before, ris("TI  - A") + before):
        found = module("ris").loads(text)
        assert (found[-1].reference.title, str(found[-1].reference.authors[0])) == ("Type in the middle", "Dahl M. J.")
        assert not found.findings
    after = module("ris").loads(ris("TI  - A") + "N1  - Lost\n").findings
    assert [(f.severity, f.line, "'Lost'" in f.message) for f in after] == [("warning", 4, True)]
    (head,) = module("ris").loads("Provider: Ovid\n\n" + ris("TI  - A") + "47.\n" + ris("TI  - B")).findings
    assert (head.severity, head.line) == ("note", 1)
    assert head.message.endswith(": 'Provider: Ovid', '47.'")


@pytest.mark.parametrize(
    ("text", "abstract"),
    [
        (ris("AB  - First.", "", "Second."), "First. Second."),
        (ris("AB  - Risk", "OR - 2.3 (1.1 to 4.0)", "went up"), "Risk OR - 2.3 (1.1 to 4.0) went up"),
        ("TY\t- JOUR\nAB\t- Tabs\nER\t-\n", "Tabs"),
        ("TY - JOUR\nAB - One blank\nER -\n", "One blank"),
    ],
)
def test_an_abstract_is_whole(text: str, abstract: str) -> None:
    """Empty lines end nothing in RIS, and a line of text that looks like a tag is none."""
    assert dict(read("ris", text).extra)["abstract"] == abstract
    assert sniff(text) == "ris"


DATES = [
    (["PY  - 2019", "DA  - 2018/12/05"], None, "2019"),
    (["PY  - 2018", "DA  - 2018/12/05"], "2018-12-05", "2018"),
    (["PY  - 2010", "DA  - SEP 22"], "2010-09-22", "2010"),
    (["PY  - 2019", "DA  - FEB"], "2019-02", "2019"),
    (["Y1  - 2019/february"], "2019-02", "2019"),
    (["Y1  - 2001///Spring"], "2001-21", "2001"),
    (["PY  - 1989/05//May-Jun"], "1989-05/1989-06", "1989"),
    (["PY  - 1991-92"], "1991/1992", "1991"),
    (["PY  - 199X"], "199X", "None"),
    (["DA  - 2024/04/03/", "PY  - 2024"], "2024-04-03", "2024"),
    (["PY  - 2024", "Y1  - 2024/03", "DA  - 2024/05/01"], "2024-03", "2024"),
]


@pytest.mark.parametrize(("lines", "date", "year"), DATES)
def test_a_date_is_one_statement(lines: list[str], date: str | None, year: str) -> None:
    """The fullest that agrees with the year; another one stays in its field, and all of it comes back."""
    text = ris("TI  - T", *lines)
    for one in (read("ris", text), read("ris", again("ris", text))):
        assert (one.date and str(one.date), str(one.year)) == (date, year)
    if "2018/12/05" in lines[-1] and date is None:
        assert "DA  - 2018/12/05\r\n" in again("ris", text)
    if lines[-1].endswith("2024/05/01"):
        assert "DA  - 2024/05/01\r\n" in again("ris", text)


@pytest.mark.parametrize("of", sorted(FORMATS.keys() - {"bibtex", "biblatex"}))
@pytest.mark.parametrize(
    "date",
    ["2018-12-05", "2018-12", "2001-24", "1989-05/1989-06", "2018-12/2019-01", "1991/1992", "1973~", "1973?", "2018-02-27/2018-03-03",
     "2019/..", "199X", "2001-21~", "0476-01"],
)  # fmt: skip
def test_every_date_comes_back(of: str, date: str) -> None:
    """Season, range, open end, about, unspecified digits: in the form of each format, or beside it."""
    [reference] = [Reference.model_validate({"title": "T", "date": date})]
    assert reference.date is not None
    reference = reference.model_copy(update={"year": reference.date.year})
    loaded = module(of).loads(module(of).dumps([Citation(reference=reference, key="a")]))
    assert not loaded.findings
    assert (loaded[0].reference.date, loaded[0].reference.year) == (reference.date, reference.year)


@pytest.mark.parametrize(
    ("of", "text", "piece"),
    [
        ("nbib", "PMID- 7\nDP  - 2001 Winter\n", "DP  - 2001 Winter"),
        ("nbib", "PMID- 7\nDP  - 1989 May-Jun\n", "DP  - 1989 May-Jun"),
        ("ris", ris("PY  - 2001///Winter"), "DA  - 2001///Winter"),
        ("endnote-xml", ENDNOTE.format("<dates><year>2001</year><pub-dates><date>Winter</date></pub-dates></dates>"), "<date>Winter</date>"),
        ("endnote-xml", ENDNOTE.format("<dates><year>2015</year><pub-dates><date>Mar 3</date></pub-dates></dates>"), "<date>Mar 3</date>"),
    ],
)  # fmt: skip
def test_a_date_is_written_as_the_format_prints_it(of: str, text: str, piece: str) -> None:
    """Other programs read these words."""
    assert piece in again(of, text)


@pytest.mark.parametrize(
    ("of", "text", "names", "et_al"),
    [
        ("nbib", "PMID- 7\nFAU - Dahl, Mia J Jr\nAU  - Dahl MJ Jr\n", ["Dahl Mia J Jr"], False),
        ("nbib", "PMID- 7\nAU  - Berg O\nAU  - et al.\n", ["Berg O"], True),
        ("ris", ris("AU  - Berg, Ole; Dahl, Mia; Holm, Linda K."), ["Berg Ole", "Dahl Mia", "Holm Linda K."], False),
        ("ris", ris("AU  - Berg, O.", "AU  - et al"), ["Berg O."], True),
        ("ris", ris("AU  - Berg; Dahl Group,"), ["Berg; Dahl Group"], False),
        ("ris", ris("AU  - Dahl, M., Jr., K."), ["Dahl M. Jr."], False),
        ("csv", 'title,authors\nT,"Berg, O. and Dahl, M."\n', ["Berg O.", "Dahl M."], False),
        ("csv", "title,authors\nT,Centre for Land and Water\n", ["Centre for Land and Water"], False),
    ],
)  # fmt: skip
def test_names_of_one_field(of: str, text: str, names: list[str], *, et_al: bool) -> None:
    """Several names in one field are several, a suffix is none of the initials, and "et al." is nobody."""
    found = read(of, text)
    assert ([str(name) for name in found.authors][: len(names)], found.et_al) == (names, et_al)
    assert Name.parse("Dahl MJ Jr").suffix == "Jr"


def test_a_row_of_editors_is_as_many() -> None:
    """PsycINFO has the authors of all that is cited in A2, some without initials, some twice."""
    found = read("ris", ris("A2  - Ek, T., Lind, R. M., Ek, Ek, T., Holm, L.A., et al."))
    assert [str(name) for name in found.editors] == ["Ek T.", "Lind R. M.", "Ek", "Holm L.A."]
    assert found.et_al is False


def item(**values: object) -> str:
    """Return a list of CSL with one item."""
    return json.dumps([{"id": "a", "type": "chapter", "title": "T", **values}])


@pytest.mark.parametrize(
    "values",
    [
        {"translator": [{"family": "Lind", "given": "P"}], "categories": ["a", "b"]},
        {"original-date": {"date-parts": [[1999]]}, "issued": {"date-parts": [[2001]], "season": 4, "circa": True}},
        {"issued": {"date-parts": [[1999, 5], [1999, 6]]}, "accessed": {"date-parts": [[2024, 5, 3]]}},
        {"author": [{"family": "Berg", "given": "Ole", "dropping-particle": "de", "non-dropping-particle": "van"}]},
        {"author": [{"family": "Berg", "given": "Ole", "dropping-particle": "de"}]},
        {"annote": "[1] is a text", "custom": {"shelf": 3}, "number-of-pages": "12"},
        {"collection-title": "Series", "ISBN": "978-0-306-40615-7", "ISSN": "1399-3003, 0903-1936", "language": "en"},
        {"archive": "arXiv", "archive_location": "2101.00001"},
        {"archive": "A cellar", "archive_location": "Box 3"},
        {"keyword": "Databases, Protein; Lupus"},
        {"keyword": "Databases, Protein;"},
        {"keyword": "Lupus, Skin"},
    ],
)
def test_csl_comes_back_as_it_was_read(values: dict[str, object]) -> None:
    """Lists stay lists, names names, and dates dates, as the schema wants them."""
    [written] = json.loads(again("csl-json", item(**values)))
    assert {name: written.get(name) for name in values} == values


def test_particles_are_sorted_and_abbreviated_right() -> None:
    """A particle that lists drop is no initial, and stands behind the given names where a format has no field for it."""
    [name] = read("csl-json", item(author=[{"family": "Berg", "given": "Ole", "dropping-particle": "de", "non-dropping-particle": "van"}])).authors  # fmt: skip
    assert (name.short, name.surname) == ("van Berg O", "van Berg")
    loaded = module("csl-json").loads(item(author=[{"family": "Berg", "given": "Ole", "dropping-particle": "de"}]))
    assert "AU  - Berg, Ole de\r\n" in module("ris").dumps(loaded)


FIELDS = {
    "edition": "3rd", "series": "Series", "isbn": ("9780306406157", "9780306406164"), "issn": ("1399-3003", "0903-1936"),
    "arxiv": "2101.00001", "trials": ("NCT00000001", "ISRCTN00000001"), "language": "en",
}  # fmt: skip


@pytest.mark.parametrize("of", sorted(FORMATS.keys() - {"bibtex", "biblatex"}))
@pytest.mark.parametrize("field", FIELDS)
def test_every_field_of_a_work_has_a_place(of: str, field: str) -> None:
    """Edition, series, numbers of series, books, registers and archives come back from each of these formats."""
    reference = Reference.model_validate({"title": "T", "kind": "book", field: FIELDS[field]})
    [found] = module(of).loads(module(of).dumps([Citation(reference=reference, key="a")]))
    assert getattr(found.reference, field) == FIELDS[field]


def test_a_series_is_no_container() -> None:
    """A book's series stands in the field for series of each format."""
    book = [Citation(reference=Reference(kind=Kind.BOOK, title="T", series="Invented Monographs"), key="a")]
    assert json.loads(module("csl-json").dumps(book))[0]["collection-title"] == "Invented Monographs"
    assert "T3  - Invented Monographs" in module("ris").dumps(book)
    assert "<tertiary-title>Invented Monographs<" in module("endnote-xml").dumps(book)
    assert "CTI - Invented Monographs" in module("nbib").dumps(book)


@pytest.mark.parametrize(
    ("of", "text"),
    [
        ("ris", ris("TI  - A title&#39;s", "PB  - Inventa &amp; Sons", "AU  - O&#39;Ek, P.")),
        ("csl-json", item(title="A title&#39;s", publisher="Inventa &amp;amp; Sons", author=[{"family": "O&#39;Ek", "given": "P."}])),
        ("csv", "title,publisher,authors\nA title&#39;s,Inventa &amp; Sons,\"O'Ek, P.\"\n"),
    ],
)  # fmt: skip
def test_entities_are_decoded_once_on_reading(of: str, text: str) -> None:
    """An export of an export is the same, and no field keeps them."""
    found = read(of, text)
    assert (found.title, found.publisher, found.authors[0].family) == ("A title's", "Inventa & Sons", "O'Ek")
    assert "&#" not in again(of, text)
    assert "&amp;" not in again(of, text)


def test_columns_of_rayyan_are_read() -> None:
    """Its names for the journal, the place and the notes, and a date in three columns."""
    text = "key,title,year,month,day,journal,issn,location,notes\na,T,2014,3,1,J Inv,1399-3003,Oslo,N\n"
    found = read("csv", text)
    assert (found.container_title, found.place, str(found.date), found.issn) == (
        "J Inv",
        "Oslo",
        "2014-03-01",
        ("1399-3003",),
    )
    assert ("note", "N") in found.extra
