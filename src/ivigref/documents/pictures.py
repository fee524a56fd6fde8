"""Pictures of references as they are printed in a PDF, for a report that shows them beside what was read."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from pathlib import Path

from ivigref.documents.contents import Contents
from ivigref.documents.pdf import BEGINNING, recognises
from ivigref.documents.pdf_process import Pdf, opened
from ivigref.errors import FormatError
from ivigref.model import Box, Reference

SCALE = 1.7  # pixels a point: print of 8 points is read on a screen
MOST = 6_000_000  # characters of all pictures of a page that is to be mailed; 200 references have half of that
_MARGIN = 3.0  # points of paper around a reference


def pictures(path: str, references: Iterable[Reference]) -> Sequence[tuple[str, ...]]:
    """Return, for each reference that has boxes, its pictures as addresses (data:image/png): those that come first.

    There are none, and the references are not looked at, where the file is no longer there or no PDF.

    >>> pictures("no such file", [Reference(raw="Doe J.")])
    ()
    """
    if not _is_pdf(Path(path)):
        return ()
    boxes = [reference.boxes for reference in references]
    found: list[tuple[str, ...]] = [()] * len(boxes)
    if not any(boxes):
        return found
    try:
        with opened(Path(path).read_bytes()) as pdf:
            left = MOST
            for place, printed in enumerate(boxes):
                shown = tuple(filter(None, (_address(pdf, box) for box in printed)))
                left -= sum(map(len, shown))
                if left < 0:
                    break
                found[place] = shown
    except (OSError, ValueError, FormatError):  # a picture is no part of the verdict
        return found
    return found


def _is_pdf(path: Path) -> bool:
    """Tell whether a place has a PDF; a pipe is not read a second time."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return recognises(Contents(file.read(BEGINNING)))
    except (OSError, ValueError):
        return False


def _address(pdf: Pdf, box: Box) -> str:
    if not 1 <= box.page <= pdf.pages:
        return ""
    place = (max(box.left - _MARGIN, 0), max(box.top - _MARGIN, 0), box.right + _MARGIN, box.bottom + _MARGIN)
    picture = pdf.picture(box.page - 1, place, SCALE)
    return f"data:image/png;base64,{b64encode(picture).decode('ascii')}" if picture else ""
