"""Highlights with notes at the references of a PDF; what it shows and says otherwise stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from ivigref.annotating.remarks import AUTHOR, Annotated, Remark, unplaced
from ivigref.documents.pdf_process import Pdf, opened
from ivigref.errors import FormatError
from ivigref.text import clean

_YELLOW = (255, 224, 102)


def annotated(data: bytes, remarks: Sequence[Remark], when: datetime) -> Annotated:
    """Return a PDF with a highlight and a note at each remark; raise FormatError for one that cannot hold any.

    A PDF has no tracked changes, so what is suggested stands in the note.
    """
    told: list[str] = []
    missed: list[tuple[str, str]] = []
    count = 0
    with opened(data) as pdf:
        may, signed = pdf.allowed()
        if not may:
            raise FormatError("expected a PDF that allows notes, found one that is protected against them")
        if signed:
            told.append("the PDF was signed, and its signature does not hold for the copy")
        for remark in remarks:
            lines = (*map(clean, remark.lines), *_suggested(remark))
            if not lines:
                continue
            if remark.boxes and _highlighted(pdf, remark, "\n".join(lines), when):
                count += 1
            else:
                missed.append((remark.name, " ".join(lines)))
        told += unplaced("its place on a page is not known, so no note", missed)
        return Annotated(pdf.saved() if count else data, count, 0, tuple(told))


def _highlighted(pdf: Pdf, remark: Remark, said: str, when: datetime) -> bool:
    """Highlight the boxes of a remark, page by page; the note is at the first."""
    entries = {"T": AUTHOR, "M": f"D:{when:%Y%m%d%H%M%S}Z", "Contents": said}
    for place, (page, boxes) in enumerate(groupby(remark.boxes, key=lambda box: box.page)):
        shown = entries if place == 0 else entries | {"Contents": "goes on from the page before"}
        if not 1 <= page <= pdf.pages or not pdf.highlight(list(boxes), shown, _YELLOW):
            return False
    return True


def _suggested(remark: Remark) -> list[str]:
    """Say what the changes of a remark would be."""
    return [
        f"Suggested: “{remark.words[change.start : change.end]}” → “{change.new}”"
        if change.start < change.end
        else f"Suggested, to be added: “{change.new.strip()}”"
        for change in remark.changes
    ]
