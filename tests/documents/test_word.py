"""Word documents as people have them, built part by part: tracked changes, notes, boxes, and files that are broken."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from ivigref.budget import LIMIT
from ivigref.documents import read_file
from ivigref.errors import FormatError, InputError

A = "Bruton OC. Agammaglobulinemia. Pediatrics. 1952;9:722–8."
B = "Imbach P. Invented hair of children. Lancet. 1981;1:1228–31."
C = "Huber B. Erfundene Haut. Hautarzt. 2003;54:9–11."
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def relation(kind: str, target: str, more: str = "") -> str:
    """Write a relation between parts of a package."""
    return f'<Relationship Id="{kind}" Type="{TYPE}/{kind}" Target="{target}"{more}/>'


def packed(parts: dict[str, str | bytes]) -> bytes:
    """Pack parts as Word does."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return file.getvalue()


def word(body: str, notes: dict[str, str] | None = None, namespace: str = W) -> bytes:
    """Make a document with this body; ``notes`` are the contents of footnotes and endnotes."""
    related = "".join(relation(kind, f"{kind}.xml") for kind in notes or {})
    parts: dict[str, str | bytes] = {
        "_rels/.rels": RELATIONS.format(relation("officeDocument", "/word/document.xml")),
        "word/_rels/document.xml.rels": RELATIONS.format(related),
        "word/document.xml": f'<w:document xmlns:w="{namespace}" xmlns:m="{MATH}"><w:body>{body}</w:body></w:document>',
    }
    for kind, inner in (notes or {}).items():
        parts[f"word/{kind}.xml"] = f'<w:{kind} xmlns:w="{namespace}">{inner}</w:{kind}>'
    return packed(parts)


def run(text: str) -> str:
    """Write a run of text."""
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    """Write a paragraph of runs."""
    return f"<w:p>{properties and f'<w:pPr>{properties}</w:pPr>'}{''.join(runs)}</w:p>"


def listed(*items: str) -> str:
    """Write a heading and items, each of which is one or more runs."""
    return paragraph(run("References")) + "".join(map(paragraph, items))


def raws(data: bytes) -> list[str]:
    """Return the items of a document."""
    return [item.raw for item in read_file(data).items]


DELETED = '<w:del w:id="1"><w:r><w:delText>28</w:delText></w:r></w:del>'


@pytest.mark.parametrize(
    "middle",
    [
        f'{DELETED}<w:ins w:id="2">{run("9")}</w:ins>',
        f'<w:moveFrom w:id="1">{run("28")}</w:moveFrom><w:moveTo w:id="2">{run("9")}</w:moveTo>',
        f'<w:ins w:id="2"><w:del w:id="1"><w:r><w:delText>28</w:delText></w:r></w:del>{run("9")}</w:ins>',
        f'<w:smartTag w:element="date">{run("9")}</w:smartTag>',
        f'<w:fldSimple w:instr="SEQ x">{run("9")}</w:fldSimple>',
        f"<w:sdt><w:sdtPr/><w:sdtContent>{run('9')}</w:sdtContent></w:sdt>",
        f'<w:hyperlink r:id="x" xmlns:r="{TYPE}">{run("9")}</w:hyperlink>',
        f'<w:customXml w:element="x">{run("9")}</w:customXml>',
        "<m:oMath><m:r><m:t>9</m:t></m:r></m:oMath>",
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>SEQ 28</w:instrText><w:t>9</w:t></w:r>',
        f"<w:r><w:rPr><w:rPrChange><w:rPr><w:t>28</w:t></w:rPr></w:rPrChange></w:rPr></w:r>{run('9')}",
    ],
    ids=[
        "tracked",
        "moved",
        "inserted and cut",
        "smart tag",
        "field",
        "control",
        "link",
        "XML",
        "formula",
        "code",
        "old",
    ],
)
def test_text_is_text_wherever_word_puts_it(middle: str) -> None:
    """What is shown once all changes are accepted; deleted and moved text and the codes of fields are not."""
    before, after = A.split("9:")
    assert raws(word(listed(run(before) + middle + run(f":{after}"), run(B)))) == [A, B]


def test_a_deleted_end_of_a_paragraph_joins_it_to_the_next() -> None:
    """An author who joins two lines deletes what stands between them; a paragraph that is all deleted is gone."""
    joined = '<w:rPr><w:del w:id="3"/></w:rPr>'
    body = paragraph(run("References")) + paragraph(run(A[:30]), properties=joined) + paragraph(run(A[30:]))
    gone = paragraph(f'<w:del w:id="4"><w:r><w:delText>{C}</w:delText></w:r></w:del>', properties=joined)
    assert raws(word(body + gone + paragraph(run(B)))) == [A, B]


@pytest.mark.parametrize(("count", "says"), [(0, None), (1, "1 tracked change was"), (2, "2 tracked changes were")])
def test_tracked_changes_are_said(count: int, says: str | None) -> None:
    """The list was read as the author has not yet decided that it be."""
    found = read_file(word(listed(run(A) + DELETED * count, run(B))))
    messages = [problem.message for problem in found.problems if problem.check == "tracked-changes"]
    assert messages == ([f"the document is read as if its {says} accepted"] if says else [])


def note(number: int, text: str, kind: str = "footnote") -> str:
    """Write a note as Word does, with its number before it."""
    return f'<w:{kind} w:id="{number}">{paragraph("<w:r><w:footnoteRef/></w:r>", run(" " + text))}</w:{kind}>'


def cited(*numbers: int, kind: str = "footnote") -> str:
    """Write a paragraph that refers to notes."""
    return paragraph(run("High doses help."), *(f'<w:r><w:{kind}Reference w:id="{n}"/></w:r>' for n in numbers))


SEPARATOR = f'<w:footnote w:type="separator" w:id="-1">{paragraph("<w:r><w:separator/></w:r>")}</w:footnote>'


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_notes_are_the_list_of_a_text_without_one(kind: str) -> None:
    """In the order in which the text cites them, each once, whatever their order in the file."""
    notes = SEPARATOR.replace("footnote", kind) + note(7, B, kind) + note(5, A, kind)
    items = read_file(word(cited(5, 7, 5, kind=kind), {f"{kind}s": notes})).items
    assert [(item.number, item.raw) for item in items] == [(1, A), (2, B)]


def test_notes_beside_a_list_are_said_and_not_read() -> None:
    """A heading says which list is meant; notes of words only are no list at all."""
    data = word(cited(1) + listed(run(A), run(B)), {"footnotes": note(1, C)})
    assert raws(data) == [A, B]
    assert "1 note that looks like a reference is not read" in read_file(data).problems[-1].message
    with pytest.raises(InputError, match="no reference list"):
        read_file(word(cited(1), {"footnotes": note(1, "Present address: Vienna.")}))


def test_of_footnotes_and_endnotes_the_longer_list_is_read() -> None:
    """And the other can be chosen."""
    data = word(
        cited(1) + cited(1, 2, kind="endnote"),
        {"footnotes": note(1, C), "endnotes": note(1, A, "endnote") + note(2, B, "endnote")},
    )
    found = read_file(data)
    assert ([item.raw for item in found.items], [p.check for p in found.problems]) == ([A, B], ["several-lists"])
    assert [item.raw for item in read_file(data, which=1).items] == [C]
    with pytest.raises(InputError, match="one of the 2 lists"):
        read_file(data, which=3)


STYLED = '<w:pStyle w:val="Bibliography"/>'


def test_the_style_of_a_bibliography_is_a_sure_sign() -> None:
    """Pandoc and Zotero set no heading; numbered lines of the methods are not the list then."""
    methods = "".join(paragraph(run(f"{n}. We did in 200{n} what follows.")) for n in range(1, 6))
    styled = "".join(paragraph(run(item), properties=STYLED) for item in (A, B, C))
    assert raws(word(methods + styled + paragraph(run("Table 1. Ages in 2001.")))) == [A, B, C]


def test_a_list_that_has_partly_lost_its_style_is_read_whole() -> None:
    """What stands above the first styled item under the same heading belongs to it."""
    body = listed(run(A)) + "".join(paragraph(run(item), properties=STYLED) for item in (B, C))
    assert raws(word(body)) == [A, B, C]


def test_nested_tables_and_text_boxes() -> None:
    """A table in a cell is read there; a box is read once, after the text, not for old programs again."""
    inner = f"<w:tbl><w:tr><w:tc>{paragraph(run(A))}</w:tc></w:tr></w:tbl>"
    outer = f"<w:tbl><w:tr><w:tc>{inner}{paragraph(run(B))}</w:tc></w:tr></w:tbl>"
    box = f"<w:txbxContent>{paragraph(run(C))}</w:txbxContent>"
    drawn = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    anchored = paragraph(run("A text with a box."), drawn)
    assert raws(word(anchored + listed() + outer)) == [A, B, C]


def test_numbers_that_word_makes_and_those_that_it_has_taken_away() -> None:
    """An automatic number is printed; 0 stands for none, and what it was before a change does not count."""
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{}"/></w:numPr>'
    old = f"<w:pPrChange><w:pPr>{numbered.format(3)}</w:pPr></w:pPrChange>"
    body = paragraph(run("References"))
    body += paragraph(run(A), properties=numbered.format(3)) + paragraph(run(B), properties=numbered.format(3))
    assert [item.number for item in read_file(word(body)).items] == [1, 2]
    body = paragraph(run("References"))
    body += paragraph(run(A), properties=numbered.format(0)) + paragraph(run(B), properties=old)
    assert [item.number for item in read_file(word(body)).items] == [None, None]


def test_the_strict_form_and_another_name_of_the_main_part() -> None:
    """Word writes either namespace, and some programs call the main part otherwise."""
    assert raws(word(listed(run(A), run(B)), namespace=STRICT)) == [A, B]
    text = f'<w:document xmlns:w="{W}"><w:body>{listed(run(A), run(B))}</w:body></w:document>'
    root = RELATIONS.format(relation("officeDocument", "word/document2.xml"))
    assert raws(packed({"_rels/.rels": root, "word/document2.xml": text})) == [A, B]


def document(text: str | bytes) -> bytes:
    """Pack a main part alone."""
    return packed({"word/document.xml": text})


def _lying() -> bytes:
    """Return a document whose directory says that its text has ten bytes."""
    data = bytearray(document(f'<w:document xmlns:w="{W}"><w:body>{listed(run(A))}</w:body></w:document>'))
    entry = data.index(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
    return bytes(data)


def _flipped() -> bytes:
    """Return a document with damaged bytes in its packed text."""
    data = bytearray(document(listed(run(A)) * 50))
    data[60:70] = bytes(10)
    return bytes(data)


def _encrypted() -> bytes:
    """Return a document that says of itself that it needs a password."""
    data = bytearray(document("<a/>"))
    entry = data.index(b"PK\x01\x02")
    data[6] |= 1
    data[entry + 8] |= 1
    return bytes(data)


LOL = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "lol"}">' for n in range(12))
BROKEN: dict[str, tuple[Callable[[], bytes], str]] = {
    "cut XML": (lambda: document("<w:document"), "well-formed XML"),
    "a billion laughs": (lambda: document(f"<!DOCTYPE w [{LOL}]><w>&a11;</w>"), "entities"),
    "300 tables in one another": (
        lambda: word("<w:tbl><w:tr><w:tc>" * 300 + "</w:tc></w:tr></w:tbl>" * 300),
        "within one another",
    ),
    "no body": (lambda: document(f'<w:document xmlns:w="{W}"/>'), "<document> in it without a body"),
    "another root": (lambda: document("<a/>"), "<a> in it without a body"),
    "no text": (lambda: packed({"word/styles.xml": "<a/>"}), "Word document"),
    "a bomb": (lambda: document(b"<a>" + bytes(LIMIT)), "at most 64 MB unpacked"),
    "a size that lies": (_lying, "Word document|well-formed"),
    "damaged bytes": (_flipped, "Word document|well-formed"),
    "a password": (_encrypted, "Word document"),
    "an OpenDocument spreadsheet": (
        lambda: packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}),
        "an OpenDocument spreadsheet: save the sheet as .csv",
    ),
    "a workbook": (lambda: packed({"xl/workbook.xml": "<a/>"}), "an Excel workbook"),
    "an archive": (lambda: packed({"a.txt": "1. A"}), "Word document"),
}


@pytest.mark.parametrize(("made", "says"), BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_refused_with_a_reason(made: Callable[[], bytes], says: str) -> None:
    """One error of the house, whatever zipfile or the parser think of it."""
    with pytest.raises(FormatError, match=says):
        read_file(made())
