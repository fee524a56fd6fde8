"""What is read and not understood is kept as it is: it goes back into the format that it came from, and nowhere else."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivigref.errors import FormatError
from ivigref.formats import FORMATS, biblatex, bibtex, csv_rows, csv_table, module
from ivigref.formats.csl_json import to_items
from ivigref.formats.losses import unplaced
from ivigref.model import Citation, Record
from ivigref.names import Name

ENDNOTE = "<xml><records><record><titles><title>T</title></titles>{}</record></records></xml>"
# The format, what stands there, what is to be there again, and the words that no other format may show as if good.
KEPT = [
    ("bibtex", "@misc{a, pages = {xxi + 346}}", "pages        = {xxi + 346}", "346"),
    ("bibtex", "@misc{a, pages = {775--784 vol.2}}", "pages        = {775--784 vol.2}", "775"),
    ("bibtex", "@misc{a, pages = {11+}}", "pages        = {11+}", "11+"),
    ("bibtex", '@misc{a, pages = "XX, 327 Seiten"}', "pages        = {XX, 327 Seiten}", "Seiten"),
    ("bibtex", "@misc{a, doi = {j.desal.2005.02.017}}", "doi          = {j.desal.2005.02.017}", "desal"),
    ("bibtex", "@misc{a, doi = {\\url{see_there}}}", "doi          = {\\url{see_there}}", "see_there"),
    ("bibtex", "@misc{a, pmid = {epub}}", "pmid         = {epub}", "epub"),
    ("bibtex", "@misc{a, pmcid = {3216365x}}", "pmcid        = {3216365x}", "3216365x"),
    ("bibtex", "@misc{a, note = {PMID: unknown}}", "note         = {PMID: unknown}", None),
    ("bibtex", "@misc{a, eprint = {2101.00001}, archivePrefix = {arXiv}, primaryClass = {q-bio.QM}}",
     "eprint       = {2101.00001},\n  archiveprefix = {arXiv},\n  primaryclass = {q-bio.QM}", "q-bio.QM"),
    ("bibtex", "@misc{a, eprint = {2951882}, eprinttype = {jstor}}", "eprint       = {2951882},\n  eprinttype   = {jstor}", "2951882"),
    ("bibtex", "@misc{a, eprint = {20.500.12345/678}, eprinttype = {hdl}}", "eprint       = {20.500.12345/678}", "20.500.12345"),
    ("bibtex", "@misc{a, eprint = {2951882}}", "eprint       = {2951882}", "2951882"),
    ("bibtex", "@misc{a, eprint = {x1}, eprinttype = {pubmed}}", "eprint       = {x1},\n  eprinttype   = {pubmed}", "x1"),
    ("biblatex", "@misc{a, pages = {xxi + 346}, doi = {n/a-1}}", "pages        = {xxi + 346},\n  doi          = {n/a-1}", "n/a-1"),
    ("biblatex", "@misc{a, pmid = {7}, eprint = {2951882}, eprinttype = {jstor}}",
     "pmid         = {7},\n  eprint       = {2951882},\n  eprinttype   = {jstor}", "2951882"),
    ("ris", "TY  - JOUR\nSP  - S0140-6736[81]92400-4\nER  - \n", "SP  - S0140-6736[81]92400-4\r\n", "92400"),
    ("ris", "TY  - JOUR\nSP  - xxi\nEP  - xxx + 3 p.\nER  - \n", "SP  - xxi\r\nEP  - xxx + 3 p.\r\n", "3 p."),
    ("ris", "TY  - JOUR\nEP  - 17\nER  - \n", "EP  - 17\r\n", None),
    ("ris", "TY  - JOUR\nDO  - j.desal.2005.02.017\nER  - \n", "DO  - j.desal.2005.02.017\r\n", "desal"),
    ("ris", "TY  - JOUR\nM2  - PMID: unknown\nER  - \n", "M2  - PMID: unknown\r\n", "unknown"),
    ("nbib", "PMID- epub1\nTI  - T\n", "PMID- epub1\n", "epub1"),
    ("nbib", "PMID- 7\nPG  - xxi + 346\n", "PG  - xxi + 346\n", "346"),
    ("nbib", "PMID- 7\nAID - j.desal.2005.02.017 [doi]\nAID - S0140-1 [pii]\n", "AID - j.desal.2005.02.017 [doi]\n", "desal"),
    ("nbib", "PMID- 7\nPMC - pending\n", "PMC - pending\n", "pending"),
    ("csl-json", '[{"id": "a", "page": "S21-1--S21-8 a"}]', '"page": "S21-1--S21-8 a"', "S21"),
    ("csl-json", '[{"id": "a", "DOI": "j.desal.2005.02.017"}]', '"DOI": "j.desal.2005.02.017"', "desal"),
    ("csl-json", '[{"id": "a", "PMID": "2101.00001"}]', '"PMID": "2101.00001"', "2101"),
    ("csl-json", '[{"id": "a", "PMCID": "pending"}]', '"PMCID": "pending"', "pending"),
    ("endnote-xml", ENDNOTE.format("<pages>xxi + 346-x</pages>"), "<pages>xxi + 346-x</pages>", "346"),
    ("endnote-xml", ENDNOTE.format("<electronic-resource-num>desal</electronic-resource-num>"), "<electronic-resource-num>desal</electronic-resource-num>", "desal"),
    ("endnote-xml", ENDNOTE.format("<accession-num>WOS:0001</accession-num>"), "<accession-num>WOS:0001</accession-num>", None),
    ("endnote-xml", ENDNOTE.format("<custom2>pending</custom2>"), "<custom2>pending</custom2>", "pending"),
    ("csv", "key,title,pages,doi,pmid,pmcid\na,T,xxi + 346,n/a1,epub,pending\n", "xxi + 346,n/a1,epub,pending", "n/a1"),
]  # fmt: skip


@pytest.mark.parametrize(("of", "text", "again", "word"), KEPT)
def test_kept_means_written_back_and_nowhere_else(of: str, text: str, again: str, word: str | None) -> None:
    """In its own format a value stays in its field; another gets none of it, and what has no place is known."""
    loaded = module(of).loads(text)
    written = module(of).dumps(loaded)
    assert again in written
    assert module(of).dumps(module(of).loads(written)) == written
    for other in sorted(
        FORMATS.keys() - {of, "jsonl"} - ({"bibtex", "biblatex"} if of in {"bibtex", "biblatex"} else set())
    ):
        assert word is None or word not in module(other).dumps(loaded), other
        assert word is None or any(word in value for _, value in unplaced(loaded[0], other)), other
    assert not [name for name, _ in unplaced(loaded[0], of)]
    assert module("jsonl").loads(module("jsonl").dumps(loaded)) == loaded


def test_no_style_prints_an_identifier_that_is_none() -> None:
    """A citation processor gets the items of a file, but for identifiers and pages that are no such thing."""
    loaded = module("csl-json").loads('[{"id": "a", "DOI": "desal", "PMID": "2101.1", "page": "1-2", "event": "E"}]')
    [item] = to_items(loaded)
    assert {"page": "1-2", "event": "E"}.items() <= item.items()
    assert not {"DOI", "PMID"} & item.keys()


@pytest.mark.parametrize("of", sorted(FORMATS.keys() - {"jsonl"}))
def test_what_a_certain_record_knows_goes_before_what_was_not_understood(of: str) -> None:
    """An odd value in a field that the record fills is not written beside the right one."""
    native = "bibtex" if of == "biblatex" else of
    odd = {
        "bibtex": "@misc{a, title = {T}, doi = {odd1}, pages = {odd2}}",
        "ris": "TY  - JOUR\nTI  - T\nDO  - odd1\nSP  - odd2\nER  - \n",
        "nbib": "PMID- odd1\nTI  - T\nPG  - odd2\n",
        "csl-json": '[{"id": "a", "title": "T", "DOI": "odd1", "page": "odd2"}]',
        "endnote-xml": ENDNOTE.format("<pages>odd2</pages><electronic-resource-num>odd1</electronic-resource-num>"),
        "csv": "title,pages,doi\nT,odd2,odd1\n",
        "word-xml": "<b:Sources xmlns:b='x'><b:Source><b:Title>T</b:Title><b:DOI>odd1</b:DOI><b:Pages>odd2</b:Pages>"
        "</b:Source></b:Sources>",
        "hayagriva": "a: {type: misc, title: T, page-range: odd2, serial-number: {doi: odd1}}\n",
        "refer": "%0 Generic\n%T T\n%R odd1\n%P odd2\n",
        "mods": "<mods><titleInfo><title>T</title></titleInfo><identifier type='doi'>odd1</identifier><part><extent>"
        "<list>odd2</list></extent></part></mods>",
    }[native]
    [read] = module(native).loads(odd)
    record = Record(title="T", doi="10.5555/right", pmid="7", pages="1–2")
    written = module(of).dumps([read.model_copy(update={"record": record, "confidence": 1.0})])
    assert "odd" not in written
    assert "odd" in module(of).dumps([read])


def test_an_eprint_is_a_pubmed_number_only_by_its_type() -> None:
    """JSTOR, arXiv, handles and eprints without a type have numbers that look like it."""
    for type_, pmid in (
        ("pubmed", "7"),
        ("PubMed", "7"),
        ("pmid", "7"),
        ("jstor", None),
        ("arXiv", None),
        ("hdl", None),
    ):
        for name in ("eprinttype", "archivePrefix"):
            [read] = bibtex.loads(f"@misc{{a, eprint = {{7}}, {name} = {{{type_}}}}}")
            assert read.reference.pmid == pmid, (name, type_)
    assert bibtex.loads("@misc{a, eprint = {7}}")[0].reference.pmid is None
    both = bibtex.loads("@misc{a, pmid = {8}, eprint = {7}, eprinttype = {pubmed}}")
    assert both[0].reference.pmid == "8"
    assert "eprint       = {7},\n  eprinttype   = {pubmed}" in bibtex.dumps(both)


def test_a_chapter_does_not_inherit_the_eprint_of_its_book() -> None:
    """Like a DOI it names the one work, and no other."""
    text = "@incollection{a, title={A}, crossref={b}}\n@book{b, title={B}, eprint={7}, eprinttype={pubmed}}"
    chapter, book = bibtex.loads(text)
    assert (chapter.pmid, book.pmid) == (None, "7")
    assert "eprint" not in bibtex.dumps([chapter])


def test_no_type_of_an_eprint_that_is_not_there() -> None:
    """BibLaTeX entries without a PubMed number say nothing of PubMed; one that said so for nothing stops to."""
    for text in ("@misc{a, title = {T}}", "@misc{a, title = {T}, eprinttype = {pubmed}}"):
        assert "eprint" not in biblatex.dumps(bibtex.loads(text))
    assert "eprinttype   = {pubmed}" in biblatex.dumps(bibtex.loads("@misc{a, pmid = {7}}"))


def test_an_article_number_with_its_label_is_one() -> None:
    """PubMed's "pii: E1392" is page E1392, which every format has a place for."""
    [read] = module("ris").loads("TY  - JOUR\nSP  - pii: E1392\nER  - \n")
    assert "SP  - E1392\r\n" in module("ris").dumps([read])
    assert "pages        = {E1392}" in bibtex.dumps([read])


def test_the_columns_of_somebodys_table_come_back() -> None:
    """Whatever they are called, and whoever has nothing in them; a name that a spreadsheet would compute stays text."""
    text = "title,Shelf mark,=1+1\nA,B 1,\nC,,'=D\n"
    loaded = csv_table.loads(text)
    written = csv_table.dumps(loaded)
    assert written.splitlines()[0].endswith(",keywords,Shelf mark,'=1+1")
    assert [dict(c.reference.extra) for c in csv_table.loads(written)] == [
        {"csv:Shelf mark": "B 1"},
        {"csv:=1+1": "=D"},
    ]
    assert csv_table.dumps(csv_table.loads(written)) == written
    assert not list(unplaced(loaded[0], "csv"))


ODD = st.text(st.sampled_from("abcxyz019+()/-–. :"), min_size=1, max_size=20).map(
    lambda text: f"q{' '.join(text.split())}?"
)


@given(odd=ODD)
@settings(max_examples=60, deadline=None)
def test_any_odd_pages_come_back(odd: str) -> None:
    """Whatever stands in a field of pages: the file that is written says the same."""
    for of, text in (
        ("bibtex", f"@misc{{a, pages = {{{odd}}}}}"),
        ("ris", f"TY  - JOUR\nSP  - {odd}\nER  - \n"),
        ("nbib", f"PMID- 7\nPG  - {odd}\n"),
        ("csv", f'title,pages\nT,"{odd}"\n'),
    ):
        loaded = module(of).loads(text)
        assert loaded[0].reference.pages is None
        assert odd in module(of).dumps(loaded)


def many(count: int) -> Citation:
    """Return a citation with so many authors."""
    [read] = bibtex.loads("@article{a, title = {T}}")
    names = tuple(Name(family=f"Familyname{'abcdefghij'[n % 10]}", given=f"Giv{'en' * 20}") for n in range(count))
    return read.model_copy(update={"reference": read.reference.model_copy(update={"authors": names})})


def test_a_cell_that_was_written_can_be_read() -> None:
    """3,000 authors take more than the 131,072 characters at which Python's csv stops; its limit is as before."""
    before = csv.field_size_limit()
    text = csv_table.dumps([many(3_000)])
    assert max(map(len, text.split('"'))) > 131_072
    loaded = csv_table.loads(text)
    assert len(loaded[0].reference.authors) == 3_000
    assert csv.field_size_limit() == before


def test_a_cell_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A longer one is neither written nor read, and which it is is said."""
    assert csv_rows.LONGEST == 10_000_000
    monkeypatch.setattr(csv_rows, "LONGEST", 1_000)
    title = "T" * 999
    assert csv_table.loads(f"title,year\n{title},1\n")[0].reference.title == title
    with pytest.raises(FormatError, match=r"line 2: expected a table: field larger than field limit \(1000\)"):
        csv_table.loads(f"title,year\n{title}TT,1\n")
    with pytest.raises(FormatError, match="entry a: expected less than 1,000 characters in a cell"):
        csv_table.dumps([many(100)])
