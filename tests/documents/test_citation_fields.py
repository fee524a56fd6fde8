"""The fields that reference managers put into Word documents: built as each of them writes its own."""

from __future__ import annotations

import base64
import json
from html import escape

import pytest

from ivigref.documents import read_file, reference_from_item
from tests.documents.test_word import W, packed, paragraph, run

CSL = {
    "id": 7,
    "type": "article-journal",
    "title": "Invented hair of many children",
    "container-title": "Lancet",
    "volume": "1",
    "page": "1228-31",
    "author": [{"family": "Imbach", "given": "P"}],
    "issued": {"date-parts": [[1981]]},
    "DOI": "10.5555/hair",
    "PMID": "29000002",
}
PRINTED = "Imbach P. Invented hair of many children. Lancet. 1981;1:1228–31."
OTHER = "Huber B. Erfundene Haut vieler Kinder. Hautarzt. 2003;54:9–11."
CITED = json.dumps({"citationID": "x", "citationItems": [{"id": 7, "uris": ["x"], "itemData": CSL}], "schema": "x"})
ENDNOTE = (
    "<EndNote><Cite><Author>Imbach</Author><Year>1981</Year><RecNum>7</RecNum><record><rec-number>7</rec-number>"
    "<ref-type name='Journal Article'>17</ref-type><contributors><authors><author>Imbach, P.</author></authors>"
    "</contributors><titles><title>Invented hair of many children</title><secondary-title>Lancet</secondary-title>"
    "</titles><pages>1228-31</pages><volume>1</volume><dates><year>1981</year></dates>"
    "<electronic-resource-num>10.5555/hair</electronic-resource-num></record></Cite></EndNote>"
)
CITAVI = json.dumps(
    {"Entries": [{"Reference": {"Title": CSL["title"], "ReferenceType": "JournalArticle", "Year": "1981", "Volume": "1",
                                "Authors": [{"LastName": "Imbach", "FirstName": "P"}], "Doi": "10.5555/hair"}}]}
)  # fmt: skip


def coded(text: str) -> str:
    """Return a text in Base64."""
    return base64.b64encode(text.encode()).decode()


def field(code: str, result: str = "(1)") -> str:
    """Write a field in the pieces in which Word has it, its code cut in two."""
    half = len(code) // 2
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{escape(code[:half])}</w:instrText></w:r><w:r><w:instrText>{escape(code[half:])}</w:instrText></w:r>"
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def control(tag: str, inner: str) -> str:
    """Write a content control."""
    return f'<w:sdt><w:sdtPr><w:tag w:val="{tag}"/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>'


def word(body: str, **parts: str) -> bytes:
    """Make a document with this body."""
    return packed({"word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>', **parts})


CITATIONS = {
    "Zotero": paragraph(run("Text "), field(f" ADDIN ZOTERO_ITEM CSL_CITATION {CITED}")),
    "Mendeley Desktop": paragraph(run("Text "), field(f"ADDIN CSL_CITATION {CITED}")),
    "Mendeley Cite": paragraph(control(f"MENDELEY_CITATION_v3_{coded(CITED)}", run("(1)"))),
    "EndNote": paragraph(field(f" ADDIN EN.CITE {ENDNOTE}")),
    "EndNote's data": paragraph(
        field(" ADDIN EN.CITE.DATA ").replace(
            '<w:fldChar w:fldCharType="begin"/>',
            f'<w:fldChar w:fldCharType="begin"><w:fldData xml:space="preserve">{coded(ENDNOTE)}</w:fldData></w:fldChar>',
        )
    ),
    "Citavi": paragraph(field(f"ADDIN CitaviPlaceholder{{{coded(CITAVI)}}}")),
}


@pytest.mark.parametrize("name", CITATIONS)
def test_the_works_of_fields_complete_the_print(name: str) -> None:
    """A DOI that the manager knows is what the author has, though no style printed it."""
    items = read_file(word(CITATIONS[name] + paragraph(run("References")) + paragraph(run(PRINTED)))).items
    (reference,) = map(reference_from_item, items)
    assert (reference.raw, reference.doi, reference.volume) == (PRINTED, "10.5555/hair", "1")


@pytest.mark.parametrize("name", CITATIONS)
def test_a_document_without_a_list_has_that_of_its_fields(name: str) -> None:
    """A manuscript whose bibliography was never inserted."""
    items = read_file(word(paragraph(run("A text of 1999.")) + CITATIONS[name] * 2))
    (reference,) = map(reference_from_item, items.items)
    assert (reference.title, reference.year, reference.doi) == (CSL["title"], 1981, "10.5555/hair")
    assert [problem.message for problem in items.problems] == [
        "the document prints no list: what its citation fields hold is read"
    ]


@pytest.mark.parametrize(
    ("printed", "says"),
    [
        (PRINTED, []),
        (PRINTED.replace(";1:", ";2:"), ["has volume 2, and the citation field 1"]),
        (PRINTED.replace("1981", "1982"), ["has year 1982, and the citation field 1981"]),
        (PRINTED.replace("1228–31", "1229–31"), ["has first page 1229, and the citation field 1228"]),
        (f"{PRINTED} doi:10.5555/other", ["has doi 10.5555/other, and the citation field 10.5555/hair"]),
        (OTHER, []),
    ],
)
def test_the_print_is_compared_with_the_fields(printed: str, says: list[str]) -> None:
    """What somebody typed over, or a style dropped, is seen without any registry."""
    body = CITATIONS["Zotero"] + paragraph(run("References")) + paragraph(run(printed))
    problems = [problem for problem in read_file(word(body)).problems if problem.check == "field-differs"]
    assert [problem.message.rpartition("print ")[2] for problem in problems] == says


def test_a_work_that_is_cited_and_not_printed_is_named() -> None:
    """The list was not made again after the last citation."""
    second = CITED.replace("Invented hair of many children", "Invented nails of many children")
    fields = CITATIONS["Zotero"] + paragraph(field(f"ADDIN ZOTERO_ITEM CSL_CITATION {second}"))
    problems = read_file(word(fields + paragraph(run("References")) + paragraph(run(PRINTED)))).problems
    assert [(p.check, p.message) for p in problems] == [
        ("cited-unlisted", "the text cites what the list does not have: 'Invented nails of many children'")
    ]


@pytest.mark.parametrize(
    "listed",
    [
        paragraph(field('ADDIN ZOTERO_BIBL {"uncited":[]} CSL_BIBLIOGRAPHY', PRINTED)) + paragraph(run(OTHER)),
        paragraph(field(" ADDIN EN.REFLIST ", PRINTED)),
        paragraph(field("ADDIN Mendeley Bibliography CSL_BIBLIOGRAPHY", PRINTED)),
        paragraph(field(" BIBLIOGRAPHY ", PRINTED)),
        control("MENDELEY_BIBLIOGRAPHY", paragraph(run(PRINTED))),
        control("CitaviBibliography", paragraph(run(PRINTED))),
        (
            f'<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Bibliographies"/></w:docPartObj></w:sdtPr><w:sdtContent>'
            f"{paragraph(run('Bibliography'))}{paragraph(run(PRINTED))}</w:sdtContent></w:sdt>"
        ),
    ],
    ids=["Zotero", "EndNote", "Mendeley", "Word", "Mendeley Cite", "Citavi", "Word's gallery"],
)
def test_the_field_of_a_list_needs_no_heading_and_ends_it(listed: str) -> None:
    """What stands before and after is the text, though it has years."""
    before = "".join(paragraph(run(f"Methods of {year} were used.")) for year in (1998, 1999, 2001))
    assert [item.raw for item in read_file(word(before + listed + before)).items] == [PRINTED]


def test_the_bookmarks_of_pandoc_are_keys() -> None:
    """They stand before the paragraph or in it."""
    mark = '<w:bookmarkStart w:id="1" w:name="ref-{}"/>'
    style = '<w:pStyle w:val="Bibliography"/>'
    body = mark.format("imbach1981") + paragraph(run(PRINTED), properties=style)
    body += paragraph(mark.format("huber2003"), run(OTHER), properties=style)
    assert [item.key for item in read_file(word(body)).items] == ["imbach1981", "huber2003"]


def test_zotero_may_keep_its_works_among_the_properties() -> None:
    """Where it works with bookmarks, in pieces of 255 characters."""
    code = f"ZOTERO_ITEM CSL_CITATION {CITED}"
    pieces = [code[i : i + 255] for i in range(0, len(code), 255)]
    properties = "".join(
        f'<property name="ZOTERO_BREF_abc_{n}"><vt:lpwstr xmlns:vt="x">{escape(piece)}</vt:lpwstr></property>'
        for n, piece in reversed(list(enumerate(pieces, 1)))
    )
    body = paragraph(run("References")) + paragraph(run(PRINTED))
    (item,) = read_file(word(body, **{"docProps/custom.xml": f"<Properties>{properties}</Properties>"})).items
    assert item.known == {"doi": "10.5555/hair", "pmid": "29000002"}


@pytest.mark.parametrize(
    "code",
    ["{", '{"citationItems": 1}', '{"citationItems": [1, {"itemData": 2}, {}]}', "[" * 100_000, '{"citationItems": ' + "9" * 5_000,
     '{"citationItems": [{"itemData": {"title": 3, "author": 4, "issued": []}}]}'],
    ids=["cut", "no list", "no works", "deep", "long", "odd"],
)  # fmt: skip
def test_a_broken_field_does_no_harm(code: str) -> None:
    """Programs and people cut them."""
    body = (
        paragraph(field(f"ADDIN ZOTERO_ITEM CSL_CITATION {code}"))
        + paragraph(run("References"))
        + paragraph(run(OTHER))
    )
    assert [item.raw for item in read_file(word(body)).items] == [OTHER]
