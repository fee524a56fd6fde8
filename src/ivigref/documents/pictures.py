"""Pictures of references as they are printed in a PDF, for a report that shows them beside what was read."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path

from ivigref.documents.contents import Contents
from ivigref.documents.pdf import recognises
from ivigref.documents.pdf_process import Pdf, opened
from ivigref.errors import FormatError
from ivigref.model import Box, Reference

SCALE = 1.7  # pixels a point: print of 8 points is read on a screen
MOST = 6_000_000  # characters of all pictures of a page that is to be mailed; 200 references have half of that
_MARGIN = 3.0  # points of paper around a reference


def pictures(path: str, references: Sequence[Reference]) -> list[tuple[str, ...]]:
    """Return, for each reference that has boxes, its pictures as addresses (data:image/png): those that come first.

    There are none where the file is no longer there or no PDF.

    >>> pictures("no such file", [Reference(raw="Doe J.")])
    [()]
    """
    found: list[tuple[str, ...]] = [()] * len(references)
    if not any(reference.boxes for reference in references):
        return found
    try:
        data = Path(path).read_bytes()
        if not recognises(Contents(data)):
            return found
        with opened(data) as pdf:
            left = MOST
            for place, reference in enumerate(references):
                shown = tuple(filter(None, (_address(pdf, box) for box in reference.boxes)))
                left -= sum(map(len, shown))
                if left < 0:
                    break
                found[place] = shown
    except (OSError, ValueError, FormatError):  # a picture is no part of the verdict
        return found
    return found


def _address(pdf: Pdf, box: Box) -> str:
    if not 1 <= box.page <= pdf.pages:
        return ""
    place = (max(box.left - _MARGIN, 0), max(box.top - _MARGIN, 0), box.right + _MARGIN, box.bottom + _MARGIN)
    picture = pdf.picture(box.page - 1, place, SCALE)
    return f"data:image/png;base64,{b64encode(picture).decode('ascii')}" if picture else ""
