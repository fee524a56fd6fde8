"""A PDF opened in a process of its own, with limits: what it holds is asked for page by page."""

from __future__ import annotations

import json
import subprocess
import sys
from array import array
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from threading import Thread, Timer
from typing import IO, Any

from ivigref.documents import pdf_worker
from ivigref.documents.layout.glyphs import Glyph, Page
from ivigref.errors import FormatError
from ivigref.model import Box

LARGEST_FILE = 300_000_000  # bytes; a thesis with its photographs has 100 million
MOST_PAGES = 1_500  # a thesis has 500; proceedings have more, and a list after each paper
MEMORY = 1 << 30  # bytes of addresses beside those of the file; a book of 1,000 pages needs a fifth
SECONDS = 60  # of processor time for one file: 1,500 pages of text need 6
PATIENCE = 4  # times as many by the clock, for other programs run too

_FIRST_HALF, _SECOND_HALF, _HALVES = range(0xD800, 0xDC00), range(0xDC00, 0xE000), range(0xD800, 0xE000)
_WHOLE = range(1, 0x110000)
FAULTS = {
    "locked": "a PDF file that is locked with a password: save a copy without one",
    "broken": "a PDF file that is damaged: download or save it again",
    "limits": f"a PDF file that cannot be read in {MEMORY >> 20:,} MB and {SECONDS} s: save its last pages alone",
}


class Pdf:
    """An open file; what is asked of it raises FormatError where the file cannot be read within the limits."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self.pages: int = self._answer()[0]["pages"]

    @cached_property
    def texts(self) -> list[str]:
        """The text of each page, in the order of its contents."""
        return [self._ask(want="text", number=number)[1].decode("utf-8") for number in range(self.pages)]

    def page(self, number: int) -> Page:
        """Return a page with a box for every character; pages are counted from 0."""
        head, body = self._ask(want="glyphs", number=number)
        count = head["count"]
        codes, flags, boxes = array("I"), array("B"), array("f")
        codes.frombytes(body[: 4 * count])
        flags.frombytes(body[4 * count : 5 * count])
        boxes.frombytes(body[5 * count :])
        place = _Place(head["shown"], head["turned"] % 4)
        sides = place.sides(*(boxes[i::8] for i in range(8)))
        glyphs = [
            Glyph(text, *room, bool(flag & pdf_worker.GENERATED), bool(flag & pdf_worker.UNMAPPED))
            for text, flag, room in zip(_characters(codes), flags, _rooms(sides), strict=True)
            if text
        ]
        return Page(number + 1, place.width, place.height, glyphs)

    def picture(self, number: int, box: tuple[float, float, float, float], scale: float) -> bytes:
        """Return a part of a page as a PNG, or nothing where it would be empty or too large."""
        return self._ask(want="picture", number=number, box=box, scale=scale)[1]

    def highlight(self, boxes: Sequence[Box], said: dict[str, str], colour: tuple[int, int, int]) -> bool:
        """Mark boxes of one page with a note, whose entries are given by their names; tell whether that was done."""
        sides = [(box.left, box.top, box.right, box.bottom) for box in boxes]
        head, _ = self._ask(want="highlight", number=boxes[0].page - 1, boxes=sides, said=said, colour=colour)
        return bool(head["done"])

    def allowed(self) -> tuple[bool, bool]:
        """Tell whether the file allows notes, and whether it is signed."""
        head, _ = self._ask(want="allowed")
        return head["notes"], head["signed"]

    def saved(self) -> bytes:
        """Return the file with its highlights; raise FormatError where it cannot be written."""
        head, body = self._ask(want="saved")
        if not head["done"]:
            raise FormatError("expected a PDF that can be written again, found one that cannot")
        return body

    def _ask(self, **request: object) -> tuple[dict[str, Any], bytes]:
        with suppress(BrokenPipeError):  # the answer says why
            stream: IO[bytes] = self._process.stdin  # type: ignore[assignment]  # it was asked for
            stream.write(json.dumps(request).encode() + b"\n")
            stream.flush()
        return self._answer()

    def _answer(self) -> tuple[dict[str, Any], bytes]:
        stream: IO[bytes] = self._process.stdout  # type: ignore[assignment]  # it was asked for
        line = stream.readline()
        head: dict[str, Any] = json.loads(line) if line.endswith(b"\n") else {"size": 0, "fault": "limits"}
        body = stream.read(head["size"])
        if "fault" in head or len(body) < head["size"]:
            raise FormatError(f"expected a PDF with text, found {FAULTS[head.get('fault', 'limits')]}")
        return head, body


class _Place:
    """Where a page's own coordinates are on the page as it is shown."""

    def __init__(self, shown: list[float], turned: int) -> None:
        self._left, self._top, self._right, self._bottom = shown
        self._turned = turned
        wide, high = self._right - self._left, self._top - self._bottom
        self.width, self.height = (high, wide) if turned % 2 else (wide, high)

    def sides(
        self, *of: Sequence[float]
    ) -> tuple[list[float], list[float], list[float], list[float], list[float], list[float]]:
        """Turn boxes with their page: of the inks left to bottom, and the beginnings and ends of the rooms."""
        (left, top, right, bottom), (start, above, end, below) = of[:4], of[4:]
        match self._turned:
            case 1:
                turned = (bottom, left, top, right, below, above)
                edges = (self._bottom, self._left, self._bottom, self._left, self._bottom, self._bottom)
                return _from(turned, edges)
            case 2:
                turned = (right, bottom, left, top, end, start)
                edges = (self._right, self._bottom, self._right, self._bottom, self._right, self._right)
                return _from(turned, edges, flipped=(0, 2, 4, 5))
            case 3:
                turned = (top, right, bottom, left, above, below)
                edges = (self._top, self._right, self._top, self._right, self._top, self._top)
                return _from(turned, edges, flipped=range(6))
            case _:
                turned = (left, top, right, bottom, start, end)
                edges = (self._left, self._top, self._left, self._top, self._left, self._left)
                return _from(turned, edges, flipped=(1, 3))


def _characters(codes: Sequence[int]) -> Iterator[str]:
    """Yield the character of each code: of two halves of one (UTF-16), all of it for the first, nothing for the second.

    >>> list(_characters([65, 0xD835, 0xDEFC, 0xD835, 0]))
    ['A', '𝛼', '', '\ufffd', '\ufffd']
    """
    for i, code in enumerate(codes):
        if code in _FIRST_HALF and codes[i + 1 : i + 2] and codes[i + 1] in _SECOND_HALF:
            yield chr(0x10000 + ((code - _FIRST_HALF[0]) << 10) + codes[i + 1] - _SECOND_HALF[0])
        elif code in _SECOND_HALF and i and codes[i - 1] in _FIRST_HALF:
            yield ""
        else:
            yield chr(code) if code in _WHOLE and code not in _HALVES else "\ufffd"


def _rooms(sides: Iterable[Iterable[float]]) -> Iterator[tuple[float, float, float, float, float, float]]:
    for left, top, right, bottom, start, end in zip(*sides, strict=True):  # noqa: UP028  (six of each, for the types)
        yield left, top, right, bottom, start, end


def _from(
    places: Sequence[Sequence[float]], edges: Sequence[float], *, flipped: Container[int] = ()
) -> tuple[list[float], list[float], list[float], list[float], list[float], list[float]]:
    """Measure places from an edge of the page, those that are flipped towards the other side."""
    found = [
        [edge - place for place in row] if i in flipped else [place - edge for place in row]
        for i, (row, edge) in enumerate(zip(places, edges, strict=True))
    ]
    return found[0], found[1], found[2], found[3], found[4], found[5]


@contextmanager
def opened(data: bytes) -> Iterator[Pdf]:
    """Open a PDF; the process ends with the block.

    Raises FormatError where the file is locked, damaged, too large, or has too many pages.
    """
    if len(data) > LARGEST_FILE:
        raise FormatError(
            f"expected a PDF of at most {LARGEST_FILE // 1_000_000} MB, found one of {len(data) // 1_000_000}"
        )
    limits = json.dumps({"memory": MEMORY + 3 * len(data), "seconds": SECONDS, "path": sys.path})
    command = [sys.executable, "-I", pdf_worker.__file__, limits]
    process = subprocess.Popen(  # noqa: S603  (our own program)
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    clock = Timer(SECONDS * PATIENCE, process.kill)
    clock.daemon = True
    clock.start()
    sender = Thread(target=_send, args=(process.stdin, data), daemon=True)
    try:
        sender.start()
        sender.join()
        pdf = Pdf(process)
        if pdf.pages > MOST_PAGES:
            expected = f"expected a PDF of at most {MOST_PAGES:,} pages"
            raise FormatError(f"{expected}, found one of {pdf.pages:,}: save those with the list alone")
        yield pdf
    finally:
        clock.cancel()
        process.kill()
        with suppress(BrokenPipeError):
            process.communicate()


def _send(stream: IO[bytes], data: bytes) -> None:
    with suppress(BrokenPipeError):
        stream.write(b"%d\n" % len(data))
        stream.write(data)
        stream.flush()
