"""Manuscripts in other programs' files: OpenDocument, RTF, e-books, notebooks, TEI, and pages with several lists."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pytest

from ivigref.budget import LIMIT
from ivigref.documents import Contents, is_told_by_bytes, parse, read_file, read_items, reference_from_item
from ivigref.errors import FormatError, InputError
from tests.documents.test_citation_fields import CITED, OTHER, PRINTED
from tests.documents.test_word import packed
from tests.timing import seconds

ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
)
STYLES = (
    '<office:automatic-styles><text:list-style style:name="L1"><text:list-level-style-number text:level="1"'
    ' style:num-format="1"/></text:list-style></office:automatic-styles>'
)
QUOTED = CITED.replace('"', "&quot;")


def flat(body: str) -> bytes:
    """Make a flat document."""
    return f"<?xml version='1.0'?><office:document {ODF}>{STYLES}<office:body><office:text>{body}</office:text></office:body></office:document>".encode()


def odt(body: str) -> bytes:
    """Make a packed document."""
    content = flat(body).decode().replace("office:document", "office:document-content")
    return packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def p(text: str) -> str:
    """Write a paragraph."""
    return f"<text:p>{text}</text:p>"


LISTED = (
    f"{p('Since 1999.')}<text:h>References</text:h><text:list text:style-name='L1'><text:list-item>{p(PRINTED)}</text:list-item>"
    f"<text:list-item>{p(OTHER)}</text:list-item></text:list>"
)


@pytest.mark.parametrize("made", [odt, flat])
def test_opendocument(made: Callable[[str], bytes]) -> None:
    """Packed or flat; the numbers are those that LibreOffice shows, and deleted text is none."""
    data = made(
        f"<text:tracked-changes><text:changed-region>{p('Gone 1999')}</text:changed-region></text:tracked-changes>{LISTED}"
    )
    found = read_file(data)
    assert [(item.number, item.raw) for item in found.items] == [(1, PRINTED), (2, OTHER)]
    assert [problem.check for problem in found.problems] == ["tracked-changes"]


@pytest.mark.parametrize(
    "listed",
    [
        f'<text:section text:name="ZOTERO_BIBL {{}} CSL_BIBLIOGRAPHY RNDx">{p(PRINTED)}</text:section>',
        f'<text:section text:name="Mendeley Bibliography CSL_BIBLIOGRAPHY">{p(PRINTED)}</text:section>',
        f"<text:bibliography><text:index-body>{p(PRINTED)}</text:index-body></text:bibliography>",
        "<text:h>Bibliography</text:h>" + p(PRINTED.replace("of many", "of<text:s text:c='2'/>many")),
    ],
    ids=["Zotero", "Mendeley", "LibreOffice", "spaces"],
)
def test_the_list_of_an_opendocument_text(listed: str) -> None:
    """What a section of a reference manager holds is the list, and what follows is the text."""
    (item,) = read_file(odt(p("In 2001.") + listed)).items
    assert " ".join(item.raw.split()) == PRINTED


def test_the_works_of_opendocument_fields() -> None:
    """Zotero writes them into the names of marks, LibreOffice into attributes of its own."""
    mark = f'<text:reference-mark-start text:name="ZOTERO_ITEM CSL_CITATION {QUOTED} RNDx"/>'
    (item,) = read_file(odt(p(mark) + LISTED.replace(p(OTHER), ""))).items
    assert item.known["doi"] == "10.5555/hair"
    own = '<text:bibliography-mark text:identifier="Lund18" text:bibliography-type="article" text:author="Lund, P" text:title="Sk{in" text:year="2018" text:journal="Lupus" text:volume="9"/>'
    found = read_file(odt(p(own))).items
    (reference,) = map(reference_from_item, found)
    assert (reference.title, reference.volume, reference.authors[0].family) == ("Sk in", "9", "Lund")


RTF = (
    r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset204 Cyr;}}{\stylesheet{\s5 Bibliography;}}"
    r"{\*\generator Invented 1999;}{\header Page 1}\pard Since 1999.\par "
)


@pytest.mark.parametrize(
    ("body", "raws"),
    [
        (
            r"References\par {\listtext 1.\tab}M\'fcller A. {\i Haut}. 2003;54:9\u8211?11.\par }",
            ["Müller A. Haut. 2003;54:9–11."],
        ),
        (r"References\par {\f1 \'c8\'e2\'e0\'ed\'ee\'e2} A. Skin. 2003.\par}", ["Иванов A. Skin. 2003."]),
        (
            r"References\par {\deleted Gone 1999.\par}Lund P. {\v hidden }Sk\{in\}. 2003.\par}",
            ["Lund P. Sk{in}. 2003."],
        ),
        (r"\s5 Lund P. Skin. 2003.\par\pard Text.\par}", ["Lund P. Skin. 2003."]),
        (
            r"{\field{\*\fldinst ADDIN EN.REFLIST }{\fldrslt Lund P. Skin. 2003.\par}}\pard In 2010.\par}",
            ["Lund P. Skin. 2003."],
        ),
        (r"Text.{\footnote\pard Lund P. Skin. 2003.}\par}", ["Lund P. Skin. 2003."]),
        (r"References\par Lund P. {\*\pict\bin5 }\}}}}Skin. 2003.\par}", ["Lund P. Skin. 2003."]),
        (r"References\par Lund P. \uc2\u-10179??\u-9079??. Skin. 2003.\par}", ["Lund P. 💉. Skin. 2003."]),
    ],
    ids=["letters", "Cyrillic", "changes", "style", "field", "notes", "binary", "pairs"],
)
def test_rtf(body: str, raws: list[str]) -> None:
    """Word, WordPad and LibreOffice save it, each in its own way."""
    assert [
        item.raw.replace("\t", " ").removeprefix("1. ") for item in read_file((RTF + body).encode("latin-1")).items
    ] == raws


def test_the_works_of_rtf_fields() -> None:
    """Zotero's data stand in the code of a field, its braces escaped."""
    code = CITED.replace("{", r"\{").replace("}", r"\}")
    body = rf"{{\field{{\*\fldinst ADDIN ZOTERO_ITEM CSL_CITATION {code}}}{{\fldrslt (1)}}}}\par References\par {PRINTED.replace('–', chr(92) + 'endash ')}\par}}"
    (item,) = read_file((RTF + body).encode("latin-1")).items
    assert (item.raw, item.known["doi"]) == (PRINTED, "10.5555/hair")


@pytest.mark.parametrize(
    "run", [r"{\field{\*\fldinst{", r"\f1\fcharset2", "{", "}", r"\'e4", r"\u8211?", r"\bin9", "\\", r"{\*\x "]
)
def test_rtf_is_read_in_linear_time(run: str) -> None:
    """Whatever is repeated: four times as much takes about four times as long."""

    def attempt(size: int) -> None:
        with suppress(InputError):
            read_file(f"{{\\rtf1 {run * (size // len(run))}".encode())

    attempt(1_000)
    small, large = (min(seconds(partial(attempt, size)) for _ in range(3)) for size in (20_000, 80_000))
    assert large < 10 * small + 0.05


CONTAINER = '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
BOOK = (
    '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="b" href="b.xhtml"/><item id="a" href="a%20b.xhtml"/></manifest>'
    '<spine><itemref idref="a"/><itemref idref="b"/></spine></package>'
)


def epub(**parts: str) -> bytes:
    """Make an e-book of two chapters."""
    page = "<html xmlns='http://www.w3.org/1999/xhtml'><body>{}</body></html>"
    made = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": BOOK,
        "OEBPS/a b.xhtml": page.format("<p>Since 1999.</p>"),
        "OEBPS/b.xhtml": page.format(f"<h2>References</h2><ol><li>{PRINTED}</li><li>{OTHER}</li></ol>"),
    }
    return packed({**made, **parts})


def test_an_e_book_is_read_by_its_chapters() -> None:
    """In their order, and the list of that which has one."""
    assert [(item.number, item.raw) for item in read_file(epub()).items] == [(1, PRINTED), (2, OTHER)]


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"OEBPS/b.xhtml": "<html><body>Nothing</body></html>"}, "no reference list in the chapters"),
        ({"META-INF/container.xml": "<container/>"}, "found none in the package"),
        ({"META-INF/container.xml": CONTAINER.replace("OEBPS", "../..")}, "a damaged one"),
        ({"META-INF/container.xml": "<!DOCTYPE a [<!ENTITY e 'x'>]><a/>"}, "entities"),
        ({"OEBPS/b.xhtml": " " * (LIMIT + 1)}, "expected at most 64 MB unpacked"),
    ],
)
def test_a_broken_e_book_is_refused(parts: dict[str, str], says: str) -> None:
    """One error of the house."""
    with pytest.raises(InputError, match=says):
        read_file(epub(**parts))


def test_a_notebook_is_the_markdown_of_its_cells() -> None:
    """Code and what it has printed are not the text."""
    cells = [
        {"cell_type": "markdown", "source": ["# Skin\n", "Since 1999."]},
        {"cell_type": "code", "source": "# References\n- 1999", "outputs": []},
        {"cell_type": "markdown", "source": f"## References\n- {PRINTED}\n- {OTHER}\n"},
    ]
    data = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()
    assert is_told_by_bytes(Contents(data))
    assert [item.raw for item in read_file(data).items] == [PRINTED, OTHER]
    for broken in (data[:-3], data.replace(b"}", b"]", 1)):
        with pytest.raises(InputError):
            read_file(broken)
    with pytest.raises(FormatError, match="damaged JSON"):
        read_file(data[:80] + data[-60:])


TEI = """<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0"><text><back><div><listBibl>
<biblStruct xml:id="b0"><analytic><title level="a" type="main">Invented skin</title><author><persName><forename type="first">P</forename>
<forename type="middle">Q</forename><surname>Lund</surname></persName></author><idno type="DOI">10.5555/x</idno></analytic>
<monogr><title level="j">Lupus</title><imprint><biblScope unit="volume">9</biblScope><biblScope unit="issue">2</biblScope>
<biblScope unit="page" from="1" to="9"/><date type="published" when="2018-03"/></imprint></monogr></biblStruct>
<biblStruct xml:id="b1"><monogr><title level="m">Invented hair</title><author><persName><surname>Berg</surname></persName></author>
<imprint><publisher>Karger</publisher><date when="1999"/></imprint></monogr><note type="raw_reference">Berg. Invented hair. 1999.</note>
</biblStruct><bibl>Osei K. Nails. 2001.</bibl></listBibl></div></back></text></TEI>"""


def test_tei() -> None:
    """What GROBID has told apart is used; what it only has printed is read."""
    one, two, three = parse(TEI)
    assert (one.title, one.container_title, one.volume, one.issue, str(one.pages)) == (
        "Invented skin",
        "Lupus",
        "9",
        "2",
        "1–9",
    )
    assert (one.authors[0].family, one.authors[0].given, one.year, one.doi, one.number) == (
        "Lund",
        "P Q",
        2018,
        "10.5555/x",
        1,
    )
    assert (two.title, two.publisher, two.raw, two.kind) == (
        "Invented hair",
        "Karger",
        "Berg. Invented hair. 1999.",
        None,
    )
    assert (three.raw, three.year) == ("Osei K. Nails. 2001.", 2001)


def page(*lists: tuple[str, ...], attribute: str = "class='references'") -> str:
    """Make a page of marked lists."""
    made = (f"<ol {attribute}>{''.join(f'<li>{item}</li>' for item in items)}</ol>" for items in lists)
    return f"<html><body>{'<p>Text</p>'.join(made)}</body></html>"


def test_buttons_in_a_marked_list_are_no_references() -> None:
    """ELife marks its tabs as it marks its list; the list is what has years."""
    tabs = ("Article", "Figures and data", "Side by side")
    assert [item.raw for item in read_items(page(tabs, (PRINTED, OTHER))).items] == [PRINTED, OTHER]
    with pytest.raises(InputError):
        read_items(page(tabs))


def test_several_lists_of_a_page() -> None:
    """One whose numbers begin again is another; one that goes on is the same."""
    lists = read_items(page((OTHER,), (PRINTED, OTHER)))
    assert ([item.raw for item in lists.items], lists.lists) == ([PRINTED, OTHER], 2)
    assert [problem.check for problem in lists.problems] == ["several-lists"]
    assert [item.raw for item in read_items(page((OTHER,), (PRINTED, OTHER)), which=1).items] == [OTHER]
    with pytest.raises(InputError, match="expected one of the 2 lists of the page, found 3"):
        read_items(page((OTHER,), (PRINTED, OTHER)), which=3)
    assert len(read_items(page((OTHER,), (PRINTED,)).replace("<ol", "<ul").replace("</ol", "</ul")).items) == 2
