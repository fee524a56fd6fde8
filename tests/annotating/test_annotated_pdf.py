"""A PDF comes back with highlights and notes at its references; what it says and shows otherwise stays."""

from __future__ import annotations

import ctypes
import io
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest

from ivigref import read
from ivigref.annotating.differences import Change
from ivigref.annotating.pdf import annotated
from ivigref.annotating.remarks import Remark
from ivigref.documents.pdf_process import opened
from ivigref.errors import FormatError
from ivigref.model import Box, Reference
from tests.annotating.test_annotated_word import WHEN
from tests.documents.test_pdf import grid, hanging, printed

raw = pdfium.raw
QPDF = shutil.which("qpdf")
TWO_PAGES = f"#set page(height: 6cm)\n= References\n{grid(9)}"
TWO_COLUMNS = f"#set page(columns: 2, height: 12cm)\n= References\n{hanging(12)}"


class Note(NamedTuple):
    """A highlight: its page, counted from 1, what it says and by whom, and its rectangles in the page's coordinates."""

    page: int
    said: str
    author: str
    boxes: list[tuple[float, float, float, float]]


@contextmanager
def document(data: bytes) -> Iterator[pdfium.PdfDocument]:
    """Open a PDF with the same library in this process."""
    found = pdfium.PdfDocument(data)
    try:
        yield found
    finally:
        found.close()


def notes(data: bytes) -> list[Note]:
    """Return the highlights of a PDF."""
    found = []
    with document(data) as pdf:
        for number in range(len(pdf)):
            page = pdf[number]
            for place in range(raw.FPDFPage_GetAnnotCount(page)):
                note = raw.FPDFPage_GetAnnot(page, place)
                if raw.FPDFAnnot_GetSubtype(note) == raw.FPDF_ANNOT_HIGHLIGHT:
                    found.append(Note(number + 1, entry(note, b"Contents"), entry(note, b"T"), quadrangles(note)))
                raw.FPDFPage_CloseAnnot(note)
    return found


def entry(note: Any, key: bytes) -> str:  # noqa: ANN401  (a pointer)
    """Return a text of an annotation."""
    size = raw.FPDFAnnot_GetStringValue(note, key, None, 0)
    buffer = (ctypes.c_ushort * (size // 2))()
    raw.FPDFAnnot_GetStringValue(note, key, buffer, size)
    return bytes(buffer)[:-2].decode("utf-16-le")


def quadrangles(note: Any) -> list[tuple[float, float, float, float]]:  # noqa: ANN401  (the same)
    """Return the rectangles of an annotation: left, bottom, right, top."""
    found = []
    for place in range(raw.FPDFAnnot_CountAttachmentPoints(note)):
        points = raw.FS_QUADPOINTSF()
        raw.FPDFAnnot_GetAttachmentPoints(note, place, points)
        across, up = (points.x1, points.x2, points.x3, points.x4), (points.y1, points.y2, points.y3, points.y4)
        found.append((min(across), min(up), max(across), max(up)))
    return found


def turned(data: bytes, quarters: int) -> bytes:
    """Return a PDF whose pages are shown turned."""
    with document(data) as pdf:
        for page in pdf:
            page.set_rotation(quarters * 90)
        target = io.BytesIO()
        pdf.save(target)
    return target.getvalue()


def seen(box: Box, quarters: int) -> Box:
    """Return where a box of an A4 page is once the page is turned."""
    left, top, right, bottom = box.left, box.top, box.right, box.bottom
    for quarter in range(quarters):
        high = 595.3 if quarter % 2 else 841.9
        left, top, right, bottom = high - bottom, left, high - top, right
    return Box(page=box.page, left=left, top=top, right=right, bottom=bottom)


def references(data: bytes) -> list[Reference]:
    """Return the references of a PDF."""
    return [citation.reference for citation in read(io.BytesIO(data)).citations]


def remarks(found: list[Reference]) -> list[Remark]:
    """Return a remark on each reference."""
    return [
        Remark(
            reference.raw, (f"remark {place} – “ü”",), name=f"reference {place}", is_listed=True, boxes=reference.boxes
        )
        for place, reference in enumerate(found, 1)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("source", [TWO_PAGES, TWO_COLUMNS], ids=["two pages", "two columns"])
def test_each_reference_is_highlighted_with_its_note(source: str) -> None:
    """The text is the same, the references are where they were, and each note is on the page of its reference."""
    old = printed(source)
    found = references(old)
    result = annotated(old, remarks(found), WHEN)
    assert (result.comments, result.changes, result.told) == (len(found), 0, ())
    assert references(result.data) == found
    with opened(old) as before, opened(result.data) as after:
        assert before.texts == after.texts
        heights = [after.page(number).height for number in range(after.pages)]
    firsts = [note for note in notes(result.data) if note.said.startswith("remark")]
    assert [note.said for note in sorted(firsts, key=lambda note: int(note.said.split()[1]))] == [
        f"remark {place} – “ü”" for place in range(1, len(found) + 1)
    ]
    for note in firsts:
        boxes = [box for box in found[int(note.said.split()[1]) - 1].boxes if box.page == note.page]
        assert note.author == "ivigref"
        for box, (left, bottom, right, top) in zip(boxes, note.boxes, strict=True):
            high = heights[note.page - 1]
            assert (left, high - top, right, high - bottom) == pytest.approx(
                (box.left, box.top, box.right, box.bottom), abs=0.1
            )


@pytest.mark.slow
@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_that_is_turned_is_marked_at_the_same_words(quarters: int) -> None:
    """A table on its side, a scan upside down: a place is where people see it."""
    source = f"= References\n{grid(5)}"
    upright = printed(source)
    found = references(upright)
    expected = notes(annotated(upright, remarks(found), WHEN).data)
    data = turned(upright, quarters)
    moved = [
        reference.model_copy(update={"boxes": tuple(seen(box, quarters) for box in reference.boxes)})
        for reference in found
    ]
    shown = notes(annotated(data, remarks(moved), WHEN).data)
    for one, other in zip(expected, shown, strict=True):
        for drawn, same in zip(one.boxes, other.boxes, strict=True):
            assert same == pytest.approx(drawn, abs=0.2)


def test_what_is_suggested_stands_in_the_note() -> None:
    """A PDF has no tracked changes."""
    old = printed(f"= References\n{grid(5)}")
    reference = references(old)[0]
    place = reference.raw.index("101")
    changes = (Change(place, place + 3, "201"), Change(len(reference.raw), len(reference.raw), " doi:10.5555/a"))
    result = annotated(old, [Remark(reference.raw, (), changes, boxes=reference.boxes)], WHEN)
    [note] = notes(result.data)
    assert note.said == "Suggested: “101” → “201”\nSuggested, to be added: “doi:10.5555/a”"


def test_words_without_a_place_are_told() -> None:
    """Nothing is lost, and a page that is not there is none."""
    old = printed(f"= References\n{grid(5)}")
    far = Box(page=99, left=1, top=1, right=2, bottom=2)
    result = annotated(old, [Remark("x", ("gone",)), Remark("y", ("far",), boxes=(far,)), Remark("z")], WHEN)
    assert result.data == old
    assert result.told == (
        "the text: its place on a page is not known, so no note (2 of them):",
        "  the text: gone",
        "  the text: far",
    )
    named = [Remark("x", ("gone", "for good"), name=f"reference {n}") for n in (1, 3, 4)]
    assert annotated(old, named, WHEN).told == (
        "reference 1, reference 3, reference 4: its place on a page is not known, so no note (3 of them):",
        *(f"  reference {n}: gone for good" for n in (1, 3, 4)),
    )
    assert annotated(old, named[:1], WHEN).told == (
        "reference 1: its place on a page is not known, so no note: gone for good",
    )


def test_a_file_that_is_none_is_said() -> None:
    """Nothing is written then."""
    with pytest.raises(FormatError, match="damaged"):
        annotated(b"%PDF-1.7 no more", [Remark("x", ("y",))], WHEN)


@pytest.mark.slow
@pytest.mark.skipif(QPDF is None, reason="qpdf is not installed here")
@pytest.mark.parametrize("source", [TWO_PAGES, TWO_COLUMNS])
def test_another_program_finds_no_fault(tmp_path: Path, source: str) -> None:
    """PDFium's incremental copies are damaged for others where a file packs its references: ours are whole."""
    old = printed(source)
    file = tmp_path / "new.pdf"
    file.write_bytes(annotated(old, remarks(references(old)), WHEN).data)
    said = subprocess.run([str(QPDF), "--check", str(file)], capture_output=True, text=True, timeout=120, check=False)  # noqa: S603  (our own arguments)
    assert (said.returncode, "No syntax or stream encoding errors" in said.stdout) == (0, True)
