"""A Word document comes back with comments and tracked changes, and is otherwise as its author has left it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from xml.etree import ElementTree as ET

import pytest

from ivigref.annotating.differences import Change
from ivigref.annotating.remarks import MANAGED, Annotated, Remark, remark_at
from ivigref.annotating.word import annotated
from ivigref.errors import FormatError
from ivigref.model.in_text import Place
from ivigref.xml import parse
from tests.documents.test_word import (
    MATH,
    RELATIONS,
    STRICT,
    TYPE,
    A,
    B,
    C,
    W,
    listed,
    packed,
    paragraph,
    raws,
    relation,
    run,
    word,
)

WHEN = datetime(2026, 11, 29, 10, 30)  # noqa: DTZ001  (written as UTC)
AT = A.index("9:")
LONG = A.replace("9:", "28:")
SAID = ("volume: printed 28, recorded 9 [volume-differs]", "The work: https://doi.org/10.5555/a")
RIGHT = Remark(LONG, SAID, (Change(AT, AT + 2, "9"),), "reference 1", is_listed=True)
N = f"{{{W}}}"
TEXTS = {f"{N}t", f"{N}delText"}
ITALIC = "<w:rPr><w:i/></w:rPr>"


def parts_of(data: bytes) -> dict[str, bytes]:
    """Return the parts of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def body_of(data: bytes) -> ET.Element:
    """Return the body of a document."""
    return parse(parts_of(data)["word/document.xml"])[0]


def comments_of(data: bytes) -> list[str]:
    """Return the texts of the comments, each of whose marks stand once and in order."""
    parts = parts_of(data)
    space = parse(parts["word/document.xml"]).tag.removesuffix("document")
    document, root = parse(parts["word/document.xml"]), parse(parts["word/comments.xml"])
    order = [(e.tag.removeprefix(space), e.get(f"{space}id")) for e in document.iter() if "omment" in e.tag]
    for comment in root:
        names = [name for name, number in order if number == comment.get(f"{space}id")]
        assert names == ["commentRangeStart", "commentRangeEnd", "commentReference"]
    return ["\n".join("".join(p.itertext()) for p in comment) for comment in root]


def shown(data: bytes) -> list[tuple[str, str]]:
    """Return the text of a document with its runs' properties, as it is where ivigref's changes are rejected."""

    def walk(element: ET.Element, how: str) -> Iterator[tuple[str, str]]:
        if element.tag == f"{N}ins" and element.get(f"{N}author") == "ivigref":
            return
        if element.tag == f"{N}r":
            properties = element.find(f"{N}rPr")
            how = "" if properties is None else ET.tostring(properties, encoding="unicode")
        if element.tag in TEXTS:
            yield element.text or "", how
        for child in element:
            yield from walk(child, how)
        if element.tag == f"{N}p":
            yield "\n", how

    pieces = [piece for piece in walk(body_of(data), "") if piece[0]]
    runs = groupby(pieces, key=lambda piece: piece[1])
    return [("".join(text for text, _ in group), how) for how, group in runs]


def is_sound(data: bytes) -> bool:
    """Tell whether elements stand where Word takes them: text in runs, deleted text in deletions, nothing twice."""
    body = body_of(data)
    parents = {child: parent for parent in body.iter() for child in parent}
    revisions = [e for e in body.iter() if e.tag in {f"{N}ins", f"{N}del"}]
    changes = [e for e in revisions if e.get(f"{N}author") == "ivigref"]
    numbers = [e.get(f"{N}id") for e in revisions]
    return (
        all(parents[t].tag == f"{N}r" for t in body.iter() if t.tag in TEXTS)
        and all(len(list(e.iter(f"{N}delText" if e.tag == f"{N}del" else f"{N}t"))) == 1 for e in changes)
        and all(e.get(f"{N}date") == "2026-11-29T10:30:00Z" for e in changes)
        and not any(parents[e].tag == f"{N}ins" for e in changes if e.tag == f"{N}ins")
        and len(numbers) == len(set(numbers))
    )


@pytest.mark.parametrize(
    ("middle", "changes"),
    [
        (run("28"), 1),
        (f"<w:r>{ITALIC}<w:t>28</w:t></w:r>", 1),
        (f"<w:r>{ITALIC}<w:t>2</w:t></w:r>{run('8')}", 1),
        ("<w:r><w:t>2</w:t><w:t>8</w:t></w:r>", 1),
        (f'<w:ins w:id="7" w:author="Roe">{run("28")}{run("")}</w:ins>', 1),
        (f'<w:del w:id="7" w:author="Roe"><w:r><w:delText>16</w:delText></w:r></w:del>{run("28")}', 1),
        (f'<w:hyperlink r:id="x" xmlns:r="{TYPE}">{run("28")}</w:hyperlink>', 1),
        (f'<w:smartTag w:element="date">{run("28")}</w:smartTag>', 1),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('28')}</w:sdtContent></w:sdt>", 1),
        (f'<w:fldSimple w:instr="SEQ x">{run("28")}</w:fldSimple>', 1),
        (f'<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>16</w:instrText></w:r>{run("28")}', 1),
        (f'<w:moveTo w:id="7">{run("28")}</w:moveTo>', 0),
        ("<m:oMath><m:r><m:t>28</m:t></m:r></m:oMath>", 0),
        ("<w:r><w:t>&#50;8</w:t></w:r>", 1),
        (f'<w:bookmarkStart w:id="3" w:name="x"/>{run("28")}<w:bookmarkEnd w:id="3"/>', 1),
        (f'<w:commentRangeStart w:id="0"/>{run("28")}<w:commentRangeEnd w:id="0"/>', 1),
    ],
    ids=[
        "run", "formatted", "two runs", "two texts", "inserted", "behind a deletion", "link", "smart tag", "control",
        "field", "code", "moved", "formula", "entity", "bookmark", "commented",
    ],
)  # fmt: skip
def test_a_correction_is_tracked_wherever_the_value_stands(middle: str, changes: int) -> None:
    """Accepted, the document reads corrected; rejected, it is the author's with all its formatting."""
    before, after = LONG.split("28")
    old = word(listed(run(before) + middle + run(after), run(B)))
    result = annotated(old, [RIGHT], WHEN)
    assert raws(result.data) == [A if changes else LONG, B]
    assert (result.changes, result.comments, len(result.told)) == (
        changes,
        1,
        2 - changes if "hyper" in middle else 1 - changes,
    )
    assert shown(result.data) == shown(old)
    assert is_sound(result.data)
    assert comments_of(result.data) == ["\n".join(SAID)]


def test_only_four_parts_are_touched() -> None:
    """Pictures, styles, settings and what nobody knows come back byte by byte, in their order, packed as they were."""
    parts = parts_of(word(listed(run(LONG), run(B)), {"footnotes": ""}))
    kinds = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    more = {"[Content_Types].xml": kinds.encode(), "word/media/a.png": bytes(range(256)) * 9, "x/unknown": b"\0"}
    old = packed({**more, **parts})
    result = annotated(old, [RIGHT], WHEN)
    new = parts_of(result.data)
    assert [*new] == [*more, *parts, "word/comments.xml"]
    changed = {name for name, data in parts_of(old).items() if new[name] != data}
    assert changed == {"[Content_Types].xml", "word/document.xml", "word/_rels/document.xml.rels"}
    assert b'PartName="/word/comments.xml"' in new["[Content_Types].xml"]
    assert b'Target="comments.xml"' in new["word/_rels/document.xml.rels"]
    document = parts["word/document.xml"]
    begin, end = document.index(b"<w:p>", 9 + document.index(b"References")), document.index(b"28")
    assert new["word/document.xml"].startswith(document[: begin + 5])
    assert new["word/document.xml"].endswith(document[document.index(b"</w:p>", end) :])


def test_comments_that_are_there_stay_and_go_before() -> None:
    """Numbers go on behind those of the document, its notes and its revisions; the parts that tell of them stay."""
    own = '<w:comment w:id="41" w:author="Roe"><w:p><w:r><w:t>Why &lt;so?</w:t></w:r></w:p></w:comment>'
    marks = '<w:commentRangeStart w:id="41"/>{}<w:commentRangeEnd w:id="41"/><w:r><w:commentReference w:id="41"/></w:r>'
    old = word(listed(run(LONG), marks.format(run(B))), {"comments": own})
    result = annotated(old, [RIGHT, Remark(B, ("look",), is_listed=True)], WHEN)
    assert comments_of(result.data) == ["Why <so?", "\n".join(SAID), "look"]
    changed = {name for name, data in parts_of(old).items() if parts_of(result.data)[name] != data}
    assert changed == {"word/document.xml", "word/comments.xml"}
    assert parts_of(result.data)["word/comments.xml"].startswith(
        parts_of(old)["word/comments.xml"].removesuffix(b"</w:comments>")
    )


BOX = (
    "<w:p><w:r><mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
    "<mc:Choice><w:txbxContent>{0}</w:txbxContent></mc:Choice>"
    "<mc:Fallback><w:pict><w:txbxContent>{0}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
)
ROW = "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>"


@pytest.mark.parametrize(
    ("body", "changes"),
    [
        (listed(run(LONG) + "<w:r><w:br/></w:r>" + run(f"2. {B}")), 1),
        (
            paragraph(run("References")) + ROW.format(paragraph(run("1.")), ROW.format(paragraph(run(LONG)), "<w:p/>")),
            1,
        ),
        (paragraph(run("References")) + ROW.format(paragraph(run(LONG[:60])), paragraph(run(LONG[60:]))), 1),
        (paragraph(run(LONG[:20]), properties='<w:rPr><w:del w:id="3"/></w:rPr>') + paragraph(run(LONG[20:])), 1),
        (paragraph(run(f"7. {LONG}"), properties="<w:bidi/>"), 1),
        (BOX.format(paragraph(run(LONG))), 0),
        (
            paragraph(run(C))
            + paragraph("<w:r><w:t> Bruton OC. Agamma</w:t></w:r><w:r><w:tab/></w:r>" + run(LONG[17:])),
            1,
        ),
    ],
    ids=["several in a paragraph", "table in a table", "two cells", "joined", "right to left", "box", "tab"],
)
def test_a_comment_finds_its_reference_in_any_room(body: str, changes: int) -> None:
    """What is not changed, in a box that the file holds twice, gets its comment at the paragraph around it, and is told."""
    old = word(body)
    result = annotated(old, [RIGHT], WHEN)
    assert (result.comments, result.changes, len(result.told)) == (1, changes, 1 - changes)
    assert comments_of(result.data) == ["\n".join(SAID)]
    assert shown(result.data) == shown(old)
    assert is_sound(result.data)
    assert (b"28" in parts_of(result.data)["word/document.xml"]) is True


def test_a_reference_in_a_note_has_its_comment_at_the_mark() -> None:
    """Word has no comments within a note, and the notes' part stays as it is."""
    body = paragraph(run("As shown."), '<w:r><w:footnoteReference w:id="2"/></w:r>', run(" More."))
    old = word(body, {"footnotes": f'<w:footnote w:id="2">{paragraph(run(LONG))}</w:footnote>'})
    result = annotated(old, [RIGHT], WHEN)
    assert comments_of(result.data) == ["\n".join(SAID)]
    assert result.told == ("reference 1: changes are not suggested in notes; the comment is at the note's mark",)
    assert parts_of(result.data)["word/footnotes.xml"] == parts_of(old)["word/footnotes.xml"]


def test_places_of_the_text_get_comments_too() -> None:
    """A citation is found by its sentence; what is not there is told, and nothing is lost."""
    old = word(paragraph(run("As others have shown [7], it is so.")) + listed(run(A), run(B)))
    cited = Place(paragraph=1, printed="shown [7]", sentence="As others have shown [7], it is so.", line=3)
    gone = Place(paragraph=9, printed="nowhere", page=2)
    found = [remark_at(cited, ["7 is not in the list"]), remark_at(gone, ["gone"])]
    result = annotated(old, found, WHEN)
    assert comments_of(result.data) == ["7 is not in the list"]
    assert result.told == ("the text, page 2: not found in the document, so no comment: gone",)
    assert annotated(old, [found[1], found[1]._replace(name="reference 7")], WHEN).told == (
        "the text, page 2, reference 7: not found in the document, so no comment (2 of them):",
        "  the text, page 2: gone",
        "  reference 7: gone",
    )
    body = body_of(result.data)
    [held] = [p for p in body if p.find(f"{N}commentRangeStart") is not None]
    texts = ["".join(e.itertext()) if e.tag == f"{N}r" else e.tag.removeprefix(N) for e in held]
    assert texts == ["As others have ", "commentRangeStart", "shown [7", "commentRangeEnd", "", "], it is so."]


def test_a_list_that_a_program_writes_is_told() -> None:
    """What is corrected in Zotero's field is lost when Zotero writes it again."""
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>ADDIN ZOTERO_BIBL {}</w:instrText></w:r>'
    begin += '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    old = word(paragraph(run("References")) + paragraph(begin, run(LONG)) + paragraph(run(B), end))
    result = annotated(old, [RIGHT], WHEN)
    assert result.told == (MANAGED,)
    assert raws(result.data) == [A, B]
    assert annotated(old, [RIGHT._replace(changes=())], WHEN).told == ()


@pytest.mark.parametrize(
    ("runs", "changes"),
    [
        ((run("Doe, J., "), run("& Roe, A. (2001). On skin. "), run("J Ideas, 7, 1–9.")), 2),
        ((run("Doe, J., "), "<w:r><w:t>&amp; Roe, A. (2001). On skin. J Ideas, 7, 1–9.</w:t></w:r>"), 2),
        ((run("Doe, J. / "), run("Roe, A. (2001). On skin. J Ideas, 7, 1–9.")), 1),
    ],
    ids=["as read", "entity", "other signs"],
)
def test_signs_between_words_are_replaced_where_they_stand(runs: tuple[str, ...], changes: int) -> None:
    """A third author moves the sign before the last; where the document has another sign, it is left and told."""
    raw = "Doe, J., & Roe, A. (2001). On skin. J Ideas, 7, 1–9."
    wanted = (Change(7, 11, ", "), Change(18, 18, ", & Poe, B."))
    document = word(paragraph(run("References")) + paragraph(*(each.replace("& ", "&amp; ") for each in runs)))
    result = annotated(document, [Remark(raw, (), wanted, "reference 1", is_listed=True)], WHEN)
    assert (result.changes, len(result.told)) == (changes, 2 - changes)
    assert is_sound(result.data)
    if changes == 2:
        assert raws(result.data) == ["Doe, J., Roe, A., & Poe, B. (2001). On skin. J Ideas, 7, 1–9."]


def test_what_is_hostile_in_a_comment_is_text() -> None:
    """A registry's answer may hold markup and controls."""
    hostile = Change(AT, AT + 2, "<w:t>\x00&amp;\n]]>")
    remark = Remark(LONG, ("<w:p> &\x00 ]]> \u202e &amp;",), (hostile,), is_listed=True)
    result = annotated(word(listed(run(LONG), run(B))), [remark], WHEN)
    assert comments_of(result.data) == ["<w:p> & ]]> \u202e &amp;"]
    assert raws(result.data) == [LONG.replace("28", "<w:t>&amp; ]]>"), B]


def test_strict_documents_keep_their_namespaces() -> None:
    """Word saves in the strict form of the standard, too."""
    result = annotated(word(listed(run(LONG), run(B)), namespace=STRICT), [RIGHT], WHEN)
    assert raws(result.data) == [A, B]
    assert (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships/comments"
        in (parts_of(result.data)["word/_rels/document.xml.rels"])
    )
    assert comments_of(result.data) == ["\n".join(SAID)]


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ('<w:documentProtection w:edit="readOnly" w:enforcement="1"/>', ["reading"]),
        ('<w:documentProtection w:edit="trackedChanges" w:enforcement="true"/>', ["tracked changes"]),
        ('<w:documentProtection w:edit="readOnly" w:enforcement="0"/>', []),
        ('<w:writeProtection w:recommended="1"/>', ["against writing"]),
    ],
)
def test_a_protection_is_told(settings: str, says: list[str]) -> None:
    """An author who cannot accept the changes learns why."""
    result = annotated(word(listed(run(LONG), run(B)), {"settings": settings}), [RIGHT], WHEN)
    assert len(result.told) == len(says)
    assert all(each in told for each, told in zip(says, result.told, strict=True))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04 damaged", "damaged"),
        (
            packed({"word/document.xml": "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", "[Content_Types].xml": ""}),
            "entities",
        ),
        (packed({"word/document.xml": f'<document xmlns="{W}"><body/></document>'}), "prefix"),
        (
            packed({"word/document.xml": f'<w:document xmlns:w="{W}"><w:body><![CDATA[x]]></w:body></w:document>'}),
            "CDATA",
        ),
        (packed({"x": ""}), "word/document.xml"),
        (packed({"_rels/.rels": RELATIONS.format(relation("officeDocument", "gone.xml"))}), "gone.xml"),
    ],
    ids=["damaged", "entities", "no prefix", "CDATA", "other", "no body"],
)
def test_what_is_no_document_is_said(data: bytes, says: str) -> None:
    """Nothing is written then."""
    with pytest.raises(FormatError, match=says):
        annotated(data, [RIGHT], WHEN)


@pytest.mark.slow
def test_a_document_that_unpacks_to_too_much_is_refused() -> None:
    """Zeros pack well; the limit of a reader holds for what is written back."""
    with pytest.raises(FormatError, match="64 MB"):
        annotated(packed({"word/document.xml": b"<a>" + b"0" * 65_000_000}), [RIGHT], WHEN)


def test_a_document_without_remarks_comes_back_as_it_was() -> None:
    """No part is touched where there is nothing to say."""
    old = word(listed(run(A), run(B), f'<m:oMath xmlns:m="{MATH}"/>'))
    result = annotated(old, [], WHEN)
    assert result == Annotated(result.data)
    assert parts_of(result.data) == parts_of(old)
