"""An OpenDocument text comes back with annotations and tracked changes, and is otherwise as its author has left it."""

from __future__ import annotations

from datetime import datetime
from xml.etree.ElementTree import Element

import pytest

from ivigref.annotating.differences import Change
from ivigref.annotating.opendocument import annotated
from ivigref.annotating.remarks import MANAGED, Remark
from ivigref.documents import read_file
from ivigref.errors import FormatError
from ivigref.xml import parse
from tests.annotating.test_annotated_word import LONG, RIGHT, SAID, WHEN, parts_of
from tests.documents.test_word import A, B, packed

TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
DC = "http://purl.org/dc/elements/1.1/"
T, F = f"{{{TEXT}}}", f"{{{OFFICE}}}"
SPACES = f'xmlns:office="{OFFICE}" xmlns:text="{TEXT}"'

REGION = '<text:changed-region text:id="{}"><text:deletion/></text:changed-region>'
NOTE = (
    "<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation>"
    "<text:note-body><text:p>{}</text:p></text:note-body></text:note>"
)


def content(body: str, spaces: str = SPACES) -> str:
    """Return the contents of a document."""
    return f"<office:document {spaces}><office:body><office:text>{body}</office:text></office:body></office:document>"


def odt(body: str, spaces: str = SPACES) -> bytes:
    """Pack a document as LibreOffice does."""
    kind = "application/vnd.oasis.opendocument.text"
    picture: dict[str, str | bytes] = {"Pictures/a.png": bytes(range(256)), "META-INF/manifest.xml": "<m/>"}
    return packed({"mimetype": kind, "content.xml": content(body, spaces), "styles.xml": "<s/>", **picture})


def listed(*items: str) -> str:
    """Write a heading and items."""
    return "<text:h>References</text:h>" + "".join(f'<text:p text:style-name="P1">{item}</text:p>' for item in items)


def raws(data: bytes) -> list[str]:
    """Return the items of a document."""
    return [item.raw for item in read_file(data).items]


def root_of(data: bytes) -> Element:
    """Return the contents of a document."""
    return parse(parts_of(data)["content.xml"])


def rejected(data: bytes) -> list[str]:
    """Return the paragraphs of the text as they are where all changes are rejected."""
    root = root_of(data)
    regions = {e.get(f"{T}id"): e[0] for e in root.iter(f"{T}changed-region")}
    found = []

    def walk(element: Element, *, inserted: bool = False) -> str:
        parts = ["" if inserted else element.text or ""]
        for child in element:
            if child.tag == f"{T}change":
                parts += ["".join(p.itertext()) for p in regions[child.get(f"{T}change-id")] if p.tag == f"{T}p"]
            elif child.tag == f"{T}change-start":
                inserted = regions[child.get(f"{T}change-id")].tag == f"{T}insertion"
            elif child.tag == f"{T}change-end":
                inserted = False
            elif child.tag != f"{F}annotation":
                parts.append(walk(child, inserted=inserted))
            parts.append("" if inserted else child.tail or "")
        return "".join(parts)

    for body in root.iter(f"{F}text"):
        found = [walk(p) for p in body if p.tag in {f"{T}p", f"{T}h"}]
    return found


def comments_of(data: bytes) -> list[str]:
    """Return the texts of the comments."""
    return ["\n".join("".join(p.itertext()) for p in e.iter(f"{T}p")) for e in root_of(data).iter(f"{F}annotation")]


@pytest.mark.parametrize(
    ("middle", "changes"),
    [
        ("28", 1),
        ('<text:span text:style-name="T1">28</text:span>', 1),
        ('<text:span text:style-name="T1">2</text:span>8', 1),
        ('<text:a href="x"><text:span>28</text:span></text:a>', 1),
        ("<text:bookmark/>28<text:s/>", 1),
        ("&#50;8", 1),
        ('<text:change-start text:change-id="c1"/>28<text:change-end text:change-id="c1"/>', 1),
        ("<text:bibliography-mark>28</text:bibliography-mark>", 0),
    ],
    ids=["text", "span", "half a span", "link", "blank", "entity", "inserted", "mark"],
)
def test_a_correction_is_tracked_wherever_the_value_stands(middle: str, changes: int) -> None:
    """Accepted, the document reads corrected; rejected, it is the author's."""
    regions = (
        '<text:tracked-changes><text:changed-region text:id="c1"><text:insertion/></text:changed-region>'
        "</text:tracked-changes>"
    )
    before, after = LONG.split("28")
    own = regions if "c1" in middle else ""
    old = odt(own + listed(before + middle + after, B))
    result = annotated(old, [RIGHT], WHEN)
    assert [raw.replace(" :", ":") for raw in raws(result.data)] == [A if changes else LONG, B]
    assert (result.changes, result.comments) == (changes, 1)
    assert comments_of(result.data) == ["\n".join(SAID)]
    if not own:
        assert rejected(result.data) == rejected(old)
    untouched = {name: data for name, data in parts_of(old).items() if name != "content.xml"}
    assert {name: parts_of(result.data)[name] for name in untouched} == untouched
    assert [*parts_of(result.data)] == [*parts_of(old)]


@pytest.mark.parametrize(
    "lists",
    [
        "",
        "<text:tracked-changes/>",
        f"<office:forms/><text:tracked-changes>{REGION.format('ivigref7')}</text:tracked-changes>",
    ],
    ids=["none", "empty", "some"],
)
def test_the_list_of_changes_goes_on(lists: str) -> None:
    """Changes of others stay before ours, whose names nobody else has; the list stands where the standard wants it."""
    root = root_of(annotated(odt(lists + listed(LONG, B)), [RIGHT], WHEN).data)
    [listed_changes] = root.iter(f"{T}tracked-changes")
    [body] = root.iter(f"{F}text")
    assert [child.tag for child in body][: 1 + ("forms" in lists)][-1] == f"{T}tracked-changes"
    names = [region.get(f"{T}id") for region in listed_changes]
    assert len(names) == len(set(names)) == 2 + ("ivigref7" in lists)
    assert [e.text for e in listed_changes.iter(f"{{{DC}}}creator")] == ["ivigref", "ivigref"]
    assert [e.text for e in listed_changes.iter(f"{{{DC}}}date")] == ["2026-11-29T10:30:00"] * 2


def test_a_deletion_keeps_its_formatting() -> None:
    """Who rejects it gets the words back as they were."""
    old = odt(listed(LONG.replace("28", '<text:span text:style-name="T1">28</text:span>')))
    data = parts_of(annotated(old, [RIGHT], WHEN).data)["content.xml"].decode()
    assert (
        '<text:p text:style-name="P1"><text:span text:style-name="T1">28</text:span></text:p></text:deletion>' in data
    )
    assert data.count('<text:span text:style-name="T1"><text:change ') == 1


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (
            f"<text:p>As shown{NOTE.format(LONG)}.</text:p>",
            "</text:note><office:annotation>",
        ),
        (
            f"<text:p><draw:frame xmlns:draw='d'><text:p>{LONG}</text:p></draw:frame></text:p>",
            "<text:p><office:annotation>",
        ),
    ],
    ids=["note", "box"],
)
def test_a_comment_stands_where_it_may(body: str, where: str) -> None:
    """A note's is at its mark, a box's at its paragraph; what is not changed there is told."""
    result = annotated(odt(body), [RIGHT], WHEN)
    assert where in parts_of(result.data)["content.xml"].decode()
    assert (result.comments, result.changes, len(result.told)) == (1, 0, 1)


@pytest.mark.parametrize("name", ["ZOTERO_BIBL {} RND7", "JabRef_bib", "Mine"])
def test_a_list_that_a_program_writes_is_told(name: str) -> None:
    """What is corrected in Zotero's section is lost when Zotero writes it again."""
    body = f'<text:section text:name="{name}">{listed(LONG)}</text:section>'
    assert annotated(odt(body), [RIGHT], WHEN).told == ((MANAGED,) if "ZOTERO" in name else ())


def test_a_flat_document_is_returned_flat() -> None:
    """An .fodt is one XML file."""
    old = f'<?xml version="1.0"?>{content(listed(LONG, B), f"{SPACES} xmlns:dc={chr(34)}{DC}{chr(34)}")}'.encode()
    result = annotated(old, [RIGHT], WHEN)
    assert raws(result.data) == [A, B]
    assert result.data.count(b"<dc:creator>ivigref</dc:creator>") == 3


def test_protection_and_signature_are_told() -> None:
    """An author who cannot accept the changes learns why."""
    body = f'<text:section text:name="x" text:protected="true">{listed(LONG)}</text:section>'
    assert len(annotated(odt(body), [RIGHT], WHEN).told) == 1
    signed = packed({**parts_of(odt(listed(LONG))), "META-INF/documentsignatures.xml": "<s/>"})
    assert annotated(signed, [RIGHT], WHEN).told == (
        "the document was signed, and its signature does not hold for the copy",
    )


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (packed({"mimetype": "application/vnd.oasis.opendocument.text"}), "content.xml"),
        (b"PK\x03\x04 damaged", "damaged"),
        (packed({"content.xml": "<a><b></a>"}), "well-formed"),
        (b"<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", "entities"),
    ],
)
def test_what_is_no_document_is_said(data: bytes, says: str) -> None:
    """Nothing is written then."""
    with pytest.raises(FormatError, match=says):
        annotated(data, [RIGHT], WHEN)


def test_words_at_an_edge_keep_their_blank() -> None:
    """A DOI that is added stands apart from what is before it."""
    remark = Remark(A, (), (Change(len(A), len(A), " doi: 10.5555/a"),), is_listed=True)
    data = annotated(odt(listed(A, B)), [remark], datetime(2026, 11, 29)).data  # noqa: DTZ001  (written as UTC)
    assert raws(data) == [f"{A} doi: 10.5555/a", B]


def test_what_libreoffice_leaves_of_a_deletion_is_not_read() -> None:
    """With changes shown it saves deleted words in their place, and only their name says what they are."""
    regions = "".join(
        f'<text:changed-region text:id="{name}"><text:{kind}/></text:changed-region>'
        for name, kind in (("a", "deletion"), ("b", "insertion"))
    )
    marked = "".join(
        f'<text:change-start text:change-id="{name}"/>{words}<text:change-end text:change-id="{name}"/>'
        for name, words in (("a", "28"), ("b", "9"))
    )
    body = f"<text:tracked-changes>{regions}</text:tracked-changes>{listed(LONG.replace('28', marked), B)}"
    assert raws(odt(body)) == [A, B]
