from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivigref.dates import Date
from ivigref.errors import FormatError
from ivigref.formats import bibtex
from ivigref.formats.bibtex_writing import is_balanced
from ivigref.model import Citation, Reference, Tag
from ivigref.names import Name

CHAPTER = Reference(
    kind="book-chapter",
    authors=tuple(map(Name.parse, ("Nikolov K", "Nikolova-Vlahova M", "Baleva M"))),
    title="Side effects of intravenous immunoglobulins (IVIG)",
    container_title="Plasmopheresis and Immunoglobulins",
    editors=(Name.parse("Allegro R"),),
    publisher="Nova",
    place="New York",
    year=2014,
    pages="191–204",
)
SUPPLEMENT = Reference(
    authors=tuple(map(Name.parse, ("De Pità O", "d’Apuzzo V", "Kammler H‑J", "Espírito Santo J", "Le Bourgeois M"))),
    et_al=True,
    title="TNF-α & 50% of <i>lupus</i>",
    container_title="Arthritis & Rheumatism",
    year=1998,
    volume="31",
    issue="2 Suppl 76",
    pages="1228–31",
    doi="10.1002/1529-0131(199801)41:1<1::AID-ART1>3.0.CO;2-0",
    pmid="9175027",
    pmcid="PMC1234567",
    issn=("0004-3591",),
    date=Date.parse("1998-05"),
    extra=(("keyword", "free, word; here"), ("bibtex:file", ":a.pdf:PDF")),
)
TAGS = (
    Tag(axis="disease", term="lupus-nephritis", label="Lupus Nephritis", mesh="D008181"),
    Tag(axis="design", term="case-series", label="Case series"),
)


def test_a_chapter_is_written_with_its_book() -> None:
    """Editor, book, publisher and place have their own fields, and the book keeps its capitals."""
    assert bibtex.to_bibtex([Citation(reference=CHAPTER)]) == (
        "@incollection{Nikolov2014,\n"
        "  author       = {Nikolov, K. and Nikolova-Vlahova, M. and Baleva, M.},\n"
        "  title        = {Side effects of intravenous immunoglobulins ({IVIG})},\n"
        "  booktitle    = {Plasmopheresis and {Immunoglobulins}},\n"
        "  editor       = {Allegro, R.},\n"
        "  publisher    = {Nova},\n"
        "  address      = {New York},\n"
        "  year         = {2014},\n"
        "  pages        = {191--204},\n"
        "}\n"
    )


def test_an_article_is_written_as_clients_read_it() -> None:
    """The mapping that survives: et al., supplement, expanded pages, DOI as it is, tags as keywords."""
    assert bibtex.to_bibtex([Citation(reference=SUPPLEMENT, tags=TAGS)]) == (
        "@article{DePita1998,\n"
        "  author       = {{De Pità}, O. and d’Apuzzo, V. and Kammler, H.-J. and {Espírito Santo}, J. and"
        " {Le Bourgeois}, M. and others},\n"
        "  title        = {{TNF-α} \\& 50\\% of \\textit{lupus}},\n"
        "  journal      = {Arthritis \\& Rheumatism},\n"
        "  year         = {1998},\n"
        "  month        = may,\n"
        "  volume       = {31},\n"
        "  number       = {2 Suppl 76},\n"
        "  pages        = {1228--1231},\n"
        "  issn         = {0004-3591},\n"
        "  doi          = {10.1002/1529-0131(199801)41:1<1::AID-ART1>3.0.CO;2-0},\n"
        "  pmid         = {9175027},\n"
        "  pmcid        = {PMC1234567},\n"
        "  keywords     = {disease:lupus-nephritis, design:case-series, {free, word; here}},\n"
        "  file         = {:a.pdf:PDF},\n"
        "}\n"
    )


def one(text: str) -> Citation:
    """Read a file of one entry."""
    loaded = bibtex.loads(text)
    assert len(loaded) == 1
    return loaded[0]


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("De Pit{\\`a}, Ornella", ["De Pità Ornella"]),
        ("{De Pità}, O.", ["De Pità O."]),
        ("Ornella De Pità", ["Pità Ornella De"]),  # BibTeX takes a capitalised particle for a given name
        ("Ludwig van Beethoven and Jean de la Fontaine", ["van Beethoven Ludwig", "de la Fontaine Jean"]),
        ("von Berlichingen zu Hornberg, G.", ["von Berlichingen zu Hornberg G."]),
        ("d’Apuzzo, V. and {d'Apuzzo}, V.", ["d’Apuzzo V.", "d'Apuzzo V."]),
        ("O'Brien, Jr., K. and O'Brien, K., Jr.", ["O'Brien K. Jr.", "O'Brien K. Jr."]),
        ("Martin Luther King Jr.", ["King Martin Luther Jr."]),
        (
            "{WHO Study Group} AND {The Canadian Group and Partners}",
            ["WHO Study Group", "The Canadian Group and Partners"],
        ),
        ("{{Double Braced}}", ["Double Braced"]),
        ("Selvamani", ["Selvamani"]),
        ("李, 小明 and 王小波", ["李 小明", "王小波"]),
        ("{\\O}degaard, {\\'E}.~M.", ["Ødegaard É. M."]),
        ("A, B.\n  and\n C, D.", ["A B.", "C D."]),
    ],
)
def test_names_as_people_write_them(field: str, names: list[str]) -> None:
    """Particles, suffixes, groups, accents, Chinese names, line breaks."""
    assert [str(name) for name in one(f"@article{{x, author = {{{field}}}}}").reference.authors] == names


@given(
    st.from_regex(r"(van |de |Von |d’|O’)?[A-ZÀÖa-zé李]{1,4}(-[A-Z][a-z]{1,3})?", fullmatch=True),
    st.from_regex(r"[A-ZÀÖa-zé小]{1,3}\.?([ -]([A-Z][a-z]?\.?|Jr|and))?(, (Jr\.?|M\.))?", fullmatch=True),
)
def test_plain_names_are_read_as_all_others(family: str, given: str) -> None:
    """A pair of braces with nothing in it says nothing, and keeps a name from the short way."""
    plain, braced = (one(f"@misc{{x, author = {{{family}, {pair}{given}}}}}").reference for pair in ("", "{}"))
    assert plain.model_copy(update={"raw": ""}) == braced.model_copy(update={"raw": ""})


def test_macros_months_and_joined_parts() -> None:
    """@string, month macros in any spelling, and parts joined by #, in braces, quotes or parentheses."""
    citation = one(
        '@string{jl = "Lupus"}\n@STRING(longjl = jl # { Science})\n'
        '@article(x, journal = longjl # " \\& Medicine", month = 5 # "~" # may, year = 1997,)'
    )
    assert citation.reference.container_title == "Lupus Science & Medicine"
    assert citation.reference.year == 1997
    assert dict(one("@article{x, month = {September}}").reference.extra) == {"month": "September"}
    assert str(one("@article{x, month = sep, year = 1997}").reference.date) == "1997-09"
    assert str(one("@article{x, month = 09, year = 1997}").reference.date) == "1997-09"


def test_a_chapter_takes_its_book_from_crossref() -> None:
    """The parent's title is the child's book title; the parent may come first or last."""
    loaded = bibtex.loads(
        "@incollection{a, crossref = {B}, title = {Chapter}, pages = {1--2}}\n"
        "@book{b, title = {The Book}, editor = {Allegro, R.}, publisher = {Nova}, year = 2014}"
    )
    chapter = loaded[0].reference
    assert (chapter.title, chapter.container_title, chapter.publisher, chapter.year) == (
        "Chapter",
        "The Book",
        "Nova",
        2014,
    )
    assert [str(editor) for editor in chapter.editors] == ["Allegro R."]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ("pmid = {77}, eprint = {77}, eprinttype = {pubmed}", {"pmid": "77"}),
        ("eprint = {77}, archiveprefix = {PubMed}", {"pmid": "77"}),
        ("note = {PMCID: PMC9}", {"pmcid": "PMC9"}),
        ("note = {PMID: 123}", {"pmid": "123"}),
        ("pubmed = {555}, pmc = {PMC555}", {"pmid": "555", "pmcid": "PMC555"}),
        ("doi = {https://doi.org/10.1155/2011/829751}", {"doi": "10.1155/2011/829751"}),
        ("doi = {10.1007/978-3-030-1234-5\\_7}", {"doi": "10.1007/978-3-030-1234-5_7"}),
        (
            "doi = {10.1002/1529(1998)41:1$<$1::AID{\\textgreater}3.0.CO;2-0}",
            {"doi": "10.1002/1529(1998)41:1<1::AID>3.0.CO;2-0"},
        ),
        ("url = {\\url{https://x.org/a\\_b%20c--d}}", {"url": "https://x.org/a_b%20c--d"}),
        ("eid = {829751}", {"pages": "829751"}),
        ("pages = {1228 -- 1231}", {"pages": "1228 – 1231"}),
        ("journaltitle = {JT}, date = {2010-04}", {"container_title": "JT", "year": 2010}),
        ("title = {A}, subtitle = {B}", {"title": "A: B"}),
        ("number = {4}, issue = {3}", {"issue": "4"}),
    ],
)
def test_fields_of_other_programs(fields: str, found: dict[str, object]) -> None:
    """Zotero, JabRef, Mendeley, BibLaTeX and PubMed name the same things differently."""
    reference = one(f"@article{{x, {fields}}}").reference
    assert {name: getattr(reference, name) for name in found} | {"pages": str(reference.pages)} == found | {
        "pages": str(found.get("pages"))
    }


def test_what_has_no_place_is_kept() -> None:
    """A field that nobody knows, pages that are none, and "in press" for a year stay and are written again."""
    loaded = bibtex.loads("@article{x, file = {:C\\:/a_b.pdf:PDF}, year = {in press}, pages = {see text}, title = {T}}")
    assert loaded[0].reference.extra == (
        ("year", "in press"), ("bibtex:pages", "see text"), ("bibtex:file", ":C\\:/a_b.pdf:PDF"),
    )  # fmt: skip
    assert [finding.check for finding in loaded.findings] == ["unreadable", "unreadable"]
    assert "year         = {in press}" in bibtex.dumps(loaded)
    assert "pages        = {see text}" in bibtex.dumps(loaded)
    assert "file         = {:C\\:/a_b.pdf:PDF}" in bibtex.dumps(loaded)


@pytest.mark.parametrize(
    ("text", "line", "read"),
    [
        ("@article{a, title = {no end\n\n@article{b, title = {B}}", 1, ["B"]),
        ("@article{a, title = {A}}\n@article{b, title {B}}\n@article{c, title = {C}}", 2, ["A", "C"]),
        ("@article{a, title = {A}}\n\n@article{a, title = {B}}", 3, ["A", "B"]),
        ("@article{a, title = {A}, title = {B}}", 1, ["A"]),
        ("@article{a, title = {A} year = 2001}", 1, ["A"]),
        ("@article{a,\n  title = {a } b},\n}\n@article{c, title = {C}}", 1, ["a", "C"]),
    ],
)
def test_a_broken_entry_is_a_finding_and_the_others_come_through(text: str, line: int, read: list[str]) -> None:
    """Missing ends, signs and commas, and doubled keys and fields."""
    loaded = bibtex.loads(text)
    assert [citation.reference.title for citation in loaded] == read
    assert [finding.line for finding in loaded.findings][:1] == [line]
    assert all(finding.check in {"unreadable", "duplicate-key"} for finding in loaded.findings)


def test_a_missing_comma_loses_no_field() -> None:
    """BibTeX would drop the year, and bibtexparser takes it for a part of the title."""
    assert one("@article{a, title = {A} year = 2001, volume = 3}").reference.year == 2001


def test_bom_crlf_and_comments() -> None:
    """A byte order mark, Windows line ends, and comments in every place where people put them."""
    citation = one(
        "\ufeff% a comment\r\n@comment{x}\r\n@article{a,\r\n% another\r\n title = {A\r\n B}, year = 2001\r\n}\r\n"
    )
    assert (citation.reference.title, citation.reference.year, citation.key) == ("A B", 2001, "a")


@pytest.mark.parametrize("text", ["<!DOCTYPE html><html><body>Not found</body></html>", "\x00\x01\x02"])
def test_what_is_no_bibtex_is_an_error(text: str) -> None:
    """A page that says "not found" is often saved under the name of the file that was wanted."""
    with pytest.raises(FormatError, match="found no entry"):
        bibtex.loads(text)


@pytest.mark.parametrize(
    ("key", "written"),
    [("../../x", "../../x"), ("a b,c{d}%", "abcd"), ('"#\\~', "T2001"), ("König2001", "König2001")],
)
def test_keys_hold_nothing_that_ends_an_entry(key: str, written: str) -> None:
    """A key from somebody's file stays, less the characters that BibTeX cannot read in one."""
    citation = Citation(reference=Reference(authors=(Name(family="T"),), year=2001), key=key)
    assert bibtex.loads(bibtex.dumps([citation]))[0].key == written


def test_two_citations_never_share_a_key() -> None:
    """The parser of BibTeX loses the second of two equal keys, and BibTeX takes Key and key for one."""
    pair = [
        Citation(reference=Reference(title=title, year=2001), key=key) for title, key in (("A", "Key"), ("B", "key"))
    ]
    assert [citation.reference.title for citation in bibtex.loads(bibtex.dumps(pair))] == ["A", "B"]


@pytest.mark.parametrize("value", ["a } b", "a { b", "a\\", "} {", "\\}"])
def test_a_verbatim_field_that_would_break_its_entry_is_left_out(value: str) -> None:
    """The parser of BibTeX writes it as it is, and loses the entry when it reads it again."""
    assert not is_balanced(value)
    citation = Citation(reference=Reference(title="T", extra=(("bibtex:file", value),)))
    assert bibtex.loads(bibtex.dumps([citation]))[0].reference.extra == ()


@pytest.mark.parametrize(
    "name", ["hard2.bib", "fin.bib", "rec.bib", "rec2.bib", "rec3.bib", "rec4.bib", "hard_utf8.bib"]
)
def test_real_files_are_read_and_written_again_the_same(name: str) -> None:
    """Reading what we wrote of somebody's file gives what their file gave."""
    shared = os.environ.get("IVIGREF_SHARED")
    if shared is None:
        pytest.skip("IVIGREF_SHARED does not say where the sample files are")
    loaded = bibtex.loads(Path(shared, "samples", "formats", name).read_text(encoding="utf-8"))
    once = bibtex.dumps(loaded)
    again = bibtex.loads(once)
    assert not again.findings
    assert bibtex.dumps(again) == once
    assert [c.reference.authors for c in again] == [
        tuple(n.model_copy(update={"given": n.given and n.given.replace("‑", "-")}) for n in c.reference.authors)
        for c in loaded
    ]


@pytest.mark.parametrize("year", ["20011", "19990115", "soon"])
def test_a_year_that_is_none_is_kept_and_said(year: str) -> None:
    """A slip of the keyboard is no year, and nobody guesses which digit is too many."""
    loaded = bibtex.loads(f"@article{{a, title = {{Lupus}}, year = {{{year}}}}}")
    assert (loaded[0].reference.year, loaded[0].reference.extra) == (None, (("year", year),))
    assert "expected a year" in loaded.findings[0].message
    assert year in bibtex.dumps(loaded)


def test_an_address_keeps_its_semicolons() -> None:
    """They are good in an address, and escaped ones lead elsewhere (RFC 3986, 2.2)."""
    [read] = bibtex.loads("@misc{a, url = {https://example.org/a;b}}")
    assert "url          = {https://example.org/a;b}," in bibtex.dumps([read])


@pytest.mark.parametrize(
    "child", ["{Chapter}, CrossRef = {B}", "{Chapter} crossref = {b}", '"Chapter", crossref = "B"']
)
def test_a_book_may_stand_before_its_chapter(child: str) -> None:
    """BibLaTeX allows it, however the field is written, and also where a comma is missing."""
    loaded = bibtex.loads(f"@book{{B, title = {{Book}}, publisher = {{P}}}}\n@incollection{{a, title = {child}}}\n")
    assert [loaded[1].reference.container_title, loaded[1].reference.publisher] == ["Book", "P"]


@pytest.mark.parametrize(
    "fields",
    [
        "title = {&nbsp;}, publisher = {&#160;}, year = 1998",
        "author = {Berg, Ole and Dahl, M.}, pages = {12--5}, doi = {https://doi.org/10.5555/a_b.}, month = may, year = 2001",
        "keywords = {lupus; disease:lupus-nephritis; lupus}, pmid = {PMID: 007}, pmcid = {pmc3.1}, pages = {none}",
        "issn = {1234-5678; 1234-5678}, isbn = {1; 2}, eprint = {2101.00001}, archiveprefix = {arXiv}, date = {2001-02}",
        "database = {Embase; Medline}, accession = {L1; 2}, url = {https://doi.org/10.5555/x}, editor = {A B and others}",
    ],
)
def test_what_is_read_is_what_a_constructor_would_make(fields: str) -> None:
    """A reader builds its values without judging them: judged, they are the same."""
    citation = bibtex.loads(f"@article{{a, {fields}}}")[0]
    for value in (citation, citation.reference, *citation.reference.authors):
        given = {name: getattr(value, name) for name in value.model_fields_set}
        judged = type(value)(**given)
        assert (judged, judged.model_fields_set) == (value, value.model_fields_set)
        assert type(value).model_validate_json(value.model_dump_json(exclude_unset=True)) == value


def test_names_that_were_read_alike_share_nothing_that_can_be_changed() -> None:
    """Their sets of given fields are one set inside, of which each gives a copy."""
    first, second = bibtex.loads("@misc{a, author = {Berg, O. and Dahl, M.}}")[0].reference.authors
    first.model_fields_set.clear()
    assert first.model_fields_set == second.model_fields_set == {"family", "given", "suffix"}
