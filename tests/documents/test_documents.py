from __future__ import annotations

import io
from pathlib import Path

import pytest

from ivigref.documents import parse, read_file, read_items, reference_from_item
from ivigref.errors import FormatError, InputError
from ivigref.reading import read

A = "Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8."
B = "Müller A, Huber B. Erfundene Haut. Hautarzt. 2003;54:9–11."
HTML = f"""<!doctype html><html><head><title>References</title><script>var references = 1;</script></head><body>
<nav><ul><li>Home 1999</li></ul></nav><h2>References</h2><ol class="c-article-references">
<li id="ref-1"><p>{A}</p>
<p><a href="https://doi.org/10.1000/example.1%3C2%3E">Article</a> <a href="x">PubMed</a></p></li>
<li><p>{B.replace("&", "&amp;")}</p><a href="https://pubmed.ncbi.nlm.nih.gov/123/">PubMed</a></li></ol>
<footer>Copyright 2024</footer></body></html>"""
JATS = """<?xml version="1.0"?><!DOCTYPE article PUBLIC "-//NLM//DTD JATS" "JATS.dtd"><article><back><ref-list>
<ref id="b1"><label>1.</label><element-citation publication-type="journal"><person-group person-group-type="author">
<name><surname>van Example</surname><given-names>AB</given-names></name><collab>FABLE Group</collab>
<etal/></person-group>
<article-title>Invented <italic>light</italic></article-title><source>J Imagin Med</source><year>2011</year>
<volume>12</volume><issue>3</issue><fpage>145</fpage><lpage>152</lpage>
<pub-id pub-id-type="doi">10.1000/xyz</pub-id></element-citation></ref></ref-list></back></article>"""


def test_html() -> None:
    """The marked list of a page is read, with its labels and the identifiers behind its links."""
    first, second = parse(HTML)
    assert (first.number, first.raw, first.links, first.doi) == (1, A, ("Article", "PubMed"), "10.1000/example.1<2>")
    assert (second.number, second.raw, second.pmid) == (2, B, "123")


def test_html_without_a_marked_list() -> None:
    """A page that marks no list is read as the text that it shows."""
    page = f"<html><body><p>Intro</p><h2>References</h2><p>1. {A}</p><p>2. {B}</p></body></html>"
    assert [reference.raw for reference in parse(page)] == [A, B]


STYLE = "<style>@media (max-width: 600px) { body { margin: 0 } }\n@page { size: A4, auto; }</style>"
ITEMS = f"<h2>References</h2><ol><li>{A}</li><li>{B}</li></ol>"


@pytest.mark.parametrize(
    "begins",
    [
        "<!DOCTYPE html>\n<html><head>{}</head><body>",
        "\ufeff<!doctype HTML><html><head>{}</head>",
        "<?xml version='1.0' encoding='utf-8'?>\n<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0//EN' 'x'><html><head>{}</head>",
        "<!-- saved from a page -->\n<html><head>{}</head>",
        "\n\n  <HTML>{}",
        "{}",
        "<div>{}</div>",
        "<section><p>Intro</p>{}</section>",
        "<meta charset='utf-8'>{}",
        "Pasted: {}",
    ],
)
def test_what_begins_as_html_is_html(tmp_path: Path, begins: str) -> None:
    """A rule of a style sheet at a line's beginning looks like an entry of BibTeX, and pandoc writes one in every page."""
    file = tmp_path / "page.html"
    file.write_text(begins.format(f"\n{STYLE}\n") + ITEMS, encoding="utf-8")
    assert [citation.reference.raw for citation in read(str(file)).citations] == [A, B]


def test_bibtex_that_is_set_in_a_page_of_its_own_is_bibtex(tmp_path: Path) -> None:
    """Some servers answer with an element around the file."""
    file = tmp_path / "a.bib"
    file.write_text("<pre>\n@article{a, title = {Skin}, year = 1952}\n</pre>", encoding="utf-8")
    assert [citation.reference.title for citation in read(str(file)).citations] == ["Skin"]


@pytest.mark.parametrize(
    ("attributes", "items", "numbers"),
    [
        ("", ("", ""), [1, 2]),
        (" start='4'", ("", ""), [4, 5]),
        (" start='4'", ("", " value='9'"), [4, 9]),
        ("", (" value='7'", ""), [7, 8]),
        (" reversed", ("", ""), [2, 1]),
        (" reversed start='9'", ("", ""), [9, 8]),
        (" start='x'", ("", " value='y'"), [1, 2]),
        (" start='4' type='1'", ("", ""), [4, 5]),
    ],
)
@pytest.mark.parametrize("marked", [True, False], ids=["a marked list", "a list under a heading"])
def test_items_have_the_numbers_that_a_browser_shows(
    attributes: str, items: tuple[str, str], numbers: list[int], *, marked: bool
) -> None:
    """Google Docs and Word continue a list by its start; the text cites these numbers."""
    name = " class='references'" if marked else ""
    first, second = items
    page = f"<html><h2>References</h2><ol{attributes}{name}><li{first}>{A}</li><li{second}>{B}</li></ol></html>"
    assert [(item.number, item.raw) for item in read_items(page).items] == list(zip(numbers, (A, B), strict=True))


@pytest.mark.parametrize("name", ["", " class='references'"])
def test_a_number_that_the_page_prints_goes_before_that_of_its_list(name: str) -> None:
    """Some pages take the list's own numbers away and print others."""
    page = f"<html><h2>References</h2><ol{name}><li>[7] {A}</li><li>[8] {B}</li></ol></html>"
    assert [(item.number, item.raw) for item in read_items(page).items] == [(7, A), (8, B)]


@pytest.mark.parametrize("kind", ["ul", "ol type='a'"])
def test_a_list_without_numbers_gives_none(kind: str) -> None:
    """Bullets and letters are no numbers."""
    page = f"<html><h2>References</h2><{kind}><li>{A}</li><li>{B}</li></{kind[:2]}></html>"
    assert [(item.number, item.raw) for item in read_items(page).items] == [(None, A), (None, B)]


LINKS = "<ul><li><a href='https://doi.org/10.5555/x'>CrossRef</a></li><li>PubMed/NCBI</li><li>Google Scholar</li></ul>"


def test_a_list_of_links_within_an_item_has_no_items() -> None:
    """PLOS prints one under each reference; a reference within a reference is one."""
    page = f"<html><ol class='references'><li>{A}{LINKS}</li><li>{B}<ul><li>{A}</li></ul></li></ol></html>"
    first, second, third = read_items(page).items
    assert (first.raw, first.links, first.known) == (
        A,
        ("CrossRef", "PubMed/NCBI", "Google Scholar"),
        {"doi": "10.5555/x"},
    )
    assert (second.raw, third.raw) == (B, A)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('<rdf:RDF xmlns:rdf="x"><bib:Article/></rdf:RDF>', "<rdf:RDF>: export the list from Zotero"),
        ("<TEI><text><p>1. Bruton OC. 1952.</p></text></TEI>", "<TEI>"),
        ("<?xml version='1.0'?><!DOCTYPE plist SYSTEM 'x'><plist/>", "<plist>"),
    ],
)
@pytest.mark.parametrize("name", ["a.rdf", "a.xml", "a.txt"])
def test_xml_that_nobody_here_understands_is_named(tmp_path: Path, text: str, says: str, name: str) -> None:
    """It is not read as if it were text, and not taken for EndNote's by its ending."""
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=says):
        read(str(file))


@pytest.mark.parametrize("name", ["a.xml", "a.nxml"])
def test_jats_is_told_by_what_it_is(tmp_path: Path, name: str) -> None:
    """PubMed Central and Europe PMC name it .xml."""
    file = tmp_path / name
    file.write_text(JATS, encoding="utf-8")
    assert [citation.reference.title for citation in read(str(file)).citations] == ["Invented light"]


def test_the_lists_of_an_article_are_all_read() -> None:
    """They are one list in two parts, and the text cites both."""
    ref = "<ref><mixed-citation><article-title>{}</article-title> <year>1999</year></mixed-citation></ref>"
    lists = [f"<ref-list>{''.join(map(ref.format, names))}</ref-list>" for names in ("A", "BC")]
    found = read_items(f"<article>{''.join(lists)}</article>")
    assert [item.known["title"] for item in found.items] == ["A", "B", "C"]
    assert [problem.check for problem in found.problems] == ["several-lists"]


def test_one_of_several_lists_is_chosen() -> None:
    """In JATS and in a page that marks no list, as in a text."""
    ref = "<ref><mixed-citation><article-title>{}</article-title> <year>1999</year></mixed-citation></ref>"
    article = "".join(f"<ref-list>{''.join(map(ref.format, names))}</ref-list>" for names in ("A", "BC"))
    found = read_items(f"<article>{article}</article>", which=1)
    assert ([item.known["title"] for item in found.items], found.problems, found.lists) == (["A"], (), 2)
    assert [item.known["title"] for item in read_items(f"<article>{article}</article>", which=2).items] == ["B", "C"]
    with pytest.raises(InputError, match="expected one of the 2 lists of the article, found 3"):
        read_items(f"<article>{article}</article>", which=3)
    with pytest.raises(InputError, match=r"^expected list 1, the only one, found 2$"):
        read_items(f"1. {A}\n2. {B}\n", which=2)
    page = f"<h2>References</h2><p>1. {A}</p><p>2. {B}</p><p>Notes</p><h2>Literature</h2><p>1. {B}</p><p>2. {A}</p>"
    assert [item.raw for item in read_items(page, which=2).items] == [B, A]


@pytest.mark.parametrize(
    ("kind", "title", "container"),
    [("journal", None, "Fabulae"), ("letter", None, "Fabulae"), ("book", "Fabulae", None), ("other", "Fabulae", None)],
)
def test_a_source_without_a_title(kind: str, title: str | None, container: str | None) -> None:
    """A letter without a title of its own is in its journal; of a book, the source is the title."""
    citation = (
        f"<element-citation publication-type='{kind}'><source>Fabulae</source><year>1999</year></element-citation>"
    )
    (reference,) = parse(f"<ref-list><ref>{citation}</ref></ref-list>")
    assert (reference.title, reference.container_title) == (title, container)


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("https://doi.org/10.5555/a", {"doi": "10.5555/a"}),
        ("http://dx.doi.org/10.5555/a%3Cb", {"doi": "10.5555/a<b"}),
        ("https://proxy.example.org/login?url=https://doi.org/10.5555/a", {"doi": "10.5555/a"}),
        ("https://example.org/go?to=https%3A%2F%2Fpubmed.ncbi.nlm.nih.gov%2F123%2F", {"pmid": "123"}),
        ("https://www.ncbi.nlm.nih.gov/pubmed/123?dopt=Abstract", {"pmid": "123"}),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC123/", {"pmcid": "PMC123"}),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC123/pdf/a.pdf", {"pmcid": "PMC123"}),
        ("/pmc/articles/PMC123/", {"pmcid": "PMC123"}),
        ("https://arxiv.org/abs/2101.00001", {}),
        ("https://example.org/PMC123", {}),
        ("http", {}),
    ],
)
def test_a_link_tells_the_identifier(address: str, known: dict[str, str]) -> None:
    """Publishers link to registries through proxies and with queries of their own."""
    page = f"<ol class='references'><li>{A} <a href='{address}'>Article</a></li></ol>"
    assert read_items(page).items[0].known == known


def test_jats() -> None:
    """JATS knows its fields: they are taken as they are tagged."""
    (found,) = parse(JATS)
    assert (found.number, found.title, found.container_title, found.volume) == (
        1,
        "Invented light",
        "J Imagin Med",
        "12",
    )
    assert [str(name) for name in found.authors] == ["van Example AB", "FABLE Group"]
    assert (found.et_al, found.doi, str(found.pages), found.kind) == (True, "10.1000/xyz", "145–152", "journal-article")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<ref-list><ref></ref-list>", "well-formed XML"),
        ('<!DOCTYPE a [<!ENTITY x "y">]><ref-list><ref>&x;</ref></ref-list>', "without entities"),
        ("<article><ref-list></ref-list></article>", "no reference list"),
    ],
)
def test_bad_xml(text: str, said: str) -> None:
    """Broken XML and entities are refused with a message."""
    with pytest.raises(InputError, match=said):
        parse(text)


def test_word() -> None:
    """A Word document's paragraphs are the items, also where Word makes the numbers itself."""
    docx = pytest.importorskip("docx", reason="python-docx comes with the group dev")
    document = docx.Document()
    document.add_paragraph("A manuscript with text from 2001.")
    document.add_heading("References")
    for item in (A, B):
        document.add_paragraph(item, style="List Number")
    document.add_heading("Figure legends")
    file = io.BytesIO()
    document.save(file)
    found = read_file(file.getvalue())
    assert [reference_from_item(item).raw for item in found.items] == [A, B]
    assert [problem.check for problem in found.problems] == ["text-after"]
    with pytest.raises(FormatError, match="Word document"):
        read_file(b"PK\x03\x04 no zip")


def test_a_word_table() -> None:
    """A list in a table is read with the text around it, a row as one item, and what follows it ends it."""
    docx = pytest.importorskip("docx", reason="python-docx comes with the group dev")
    document = docx.Document()
    document.add_heading("References")
    table = document.add_table(rows=2, cols=3)
    for row, number, item in zip(table.rows, "12", (A, B), strict=True):
        row.cells[0].text = number
        row.cells[1].merge(row.cells[2]).text = item
    document.add_heading("Figure legends")
    document.add_paragraph("Figure 1. Invented skin, 2001.")
    file = io.BytesIO()
    document.save(file)
    assert [(item.number, item.raw) for item in read_file(file.getvalue()).items] == [(1, A), (2, B)]


def test_word_frames_and_controls() -> None:
    """Paragraphs in a frame (a table of one cell) and in a content control are read like any others."""
    docx = pytest.importorskip("docx", reason="python-docx comes with the group dev")
    document = docx.Document()
    document.add_heading("References")
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = A
    cell.add_paragraph(B)
    last = document.add_paragraph(A)
    control = docx.oxml.OxmlElement("w:sdt")
    last._p.addprevious(control)  # noqa: SLF001  (content controls have no public door)
    control.append(docx.oxml.OxmlElement("w:sdtContent"))
    control[0].append(last._p)  # noqa: SLF001  (the same)
    file = io.BytesIO()
    document.save(file)
    assert [item.raw for item in read_file(file.getvalue()).items] == [A, B, A]


@pytest.mark.parametrize(
    ("data", "checks"),
    [
        (f"1. {A}\n2. {B}".encode(), []),
        (f"1. {A}\n2. {B}".encode("utf-8-sig"), []),
        (f"1. {A}\n2. {B}".encode("utf-16"), []),
        (f"1. {A}\n2. {B}".encode("cp1252"), ["encoding-assumed"]),
        (f"1. {A}\n2. {B}".encode().decode("cp1252").encode(), ["encoding-repaired"]),
    ],
)
def test_encodings(data: bytes, checks: list[str]) -> None:
    """Any encoding gives the same letters; what was assumed or repaired is said."""
    items = read_file(data)
    assert [item.raw for item in items.items] == [A, B]
    assert [problem.check for problem in items.problems] == checks


def test_refused_bytes() -> None:
    """A binary file, a wrong encoding and an unknown one are refused with a message."""
    with pytest.raises(InputError, match="binary"):
        read_file(b"\x7fELF\x00\x00")
    with pytest.raises(InputError, match=r"line 2: expected ascii, found byte 0xc3"):
        read_file("1.\nMüller".encode(), encoding="ascii")
    for name in ("klingon", "undefined", "rot13", "a\0b"):
        with pytest.raises(InputError, match="name of an encoding"):
            read_file(b"1. Skin", encoding=name)


@pytest.mark.parametrize("mark", "\u00ad\u034f\u061c\u180e\u200b\u200f\u2063\u2067\ufe0f\U000e0041", ids=ascii)
def test_invisible_characters(mark: str) -> None:
    """A character without a shape, in a name or before a number, changes no field; the raw text keeps it."""
    text = f"{mark}1. {mark}Bru{mark}ton{mark} OC, Huber B. Skin. Lupus. 1952;16:722–8.\n{mark}2. {B}"
    first, second = parse(text)
    assert ([str(name) for name in first.authors], first.title) == (["Bruton OC", "Huber B"], "Skin")
    assert mark in first.raw
    assert (second.number, second.raw) == (2, B)


def test_damaged_letters() -> None:
    """Ligatures, full-width digits, soft hyphens and direction marks do not reach the fields."""
    text = "1. Bruton OC. E\ufb03cacy of im\u00admu\u200enoglobulin. Pediatrics. \uff11\uff19\uff15\uff12;16:722–8."
    (found,) = (reference_from_item(item) for item in read_items(text).items)
    assert (found.title, found.year) == ("Efficacy of immunoglobulin", 1952)
