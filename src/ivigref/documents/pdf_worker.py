"""The program that opens a PDF in a process of its own: text, boxes, pictures, highlights. The door to PDFium.

PDFium is written in C++ and the file may be a stranger's, so that whatever happens here must not happen to who reads.
It is run by its path, imports nothing of this package, and answers requests: a line of JSON each, on standard input
behind the file; an answer is a line of JSON and as many bytes as its "size" says.
"""

from __future__ import annotations

import json
import struct
import sys
import zlib
from array import array
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ctypes import byref, c_double, c_ushort, string_at
from types import ModuleType
from typing import IO, Any

LARGEST_PAGE = 300_000  # characters; a page of a telephone book has 15,000
LARGEST_PICTURE = 4_000_000  # pixels; a page at 150 dots an inch has 2,200,000
GENERATED, UNMAPPED = 1, 2
_FINE = 100  # parts of a point
_NOTES = 1 << 5  # ISO 32000-1, table 22: add or modify text annotations
_GREYS = bytes(round(grey / 17) * 17 for grey in range(256))  # 16 of them are enough for print, and half as long
_ERRORS = {4: "locked", 5: "locked"}  # FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY; all others say that it is damaged


def main() -> None:
    """Limit what this process may use, read a file, and answer until nobody asks."""
    limits = json.loads(sys.argv[1])
    sys.path[:] = limits["path"]
    _limit(limits["memory"], limits["seconds"])
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    data = asked.read(int(asked.readline()))
    import pypdfium2_raw as pdfium  # noqa: PLC0415  (found where the path says; the rest of pypdfium2 is not needed)

    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        _say(answers, {"fault": _ERRORS.get(pdfium.FPDF_GetLastError(), "broken")})
        return
    _say(answers, {"pages": pdfium.FPDF_GetPageCount(document)})
    file = _File(pdfium, document)
    for line in asked:
        request = json.loads(line)
        head, body = getattr(file, request.pop("want"))(**request)
        _say(answers, head, body)


def _limit(memory: int, seconds: int) -> None:
    """Set limits where the system has them; elsewhere the parent's clock is the only one."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  (Windows has none)

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _say(answers: IO[bytes], head: dict[str, Any], body: bytes = b"") -> None:
    answers.write(json.dumps(head | {"size": len(body)}).encode() + b"\n" + body)
    answers.flush()


def _wide(text: str) -> Any:  # noqa: ANN401  (an array of ctypes)
    """Return a text as PDFium takes it: UTF-16 with a zero at the end."""
    data = text.encode("utf-16-le", "replace") + b"\0\0"
    return (c_ushort * (len(data) // 2)).from_buffer_copy(data)


class _File:
    """An open document; pages are numbered from 0."""

    def __init__(self, pdfium: ModuleType, document: object) -> None:
        self._pdfium = pdfium
        self._document = document

    @contextmanager
    def _page(self, number: int) -> Iterator[Any]:
        page = self._pdfium.FPDF_LoadPage(self._document, number)
        try:
            yield page
        finally:
            if page:
                self._pdfium.FPDF_ClosePage(page)

    @contextmanager
    def _text(self, page: object) -> Iterator[tuple[Any, int]]:
        text = self._pdfium.FPDFText_LoadPage(page) if page else None
        try:
            yield text, min(max(self._pdfium.FPDFText_CountChars(text), 0), LARGEST_PAGE) if text else 0
        finally:
            if text:
                self._pdfium.FPDFText_ClosePage(text)

    def text(self, number: int) -> tuple[dict[str, Any], bytes]:
        """Return a page's text in the order of its contents."""
        with self._page(number) as page, self._text(page) as (text, count):
            if not count:
                return {}, b""
            buffer = (c_ushort * (count + 1))()
            length = self._pdfium.FPDFText_GetText(text, 0, count, buffer)
            found = bytes(buffer)[: max(length - 1, 0) * 2].decode("utf-16-le", "replace")
            return {}, found.encode("utf-8", "replace")

    def glyphs(self, number: int) -> tuple[dict[str, Any], bytes]:
        """Return a page's size and, for each character, its code, what is known of it, its ink's box and its room's."""
        pdfium = self._pdfium
        with self._page(number) as page, self._text(page) as (text, count):
            codes, flags, boxes = array("I"), array("B"), array("f")
            left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
            loose = pdfium.FS_RECTF()
            place = byref(left), byref(right), byref(bottom), byref(top)
            for i in range(count):
                codes.append(pdfium.FPDFText_GetUnicode(text, i))
                flags.append(
                    GENERATED * (pdfium.FPDFText_IsGenerated(text, i) == 1)
                    | UNMAPPED * (pdfium.FPDFText_HasUnicodeMapError(text, i) == 1)
                )
                pdfium.FPDFText_GetCharBox(text, i, *place)
                boxes.extend((left.value, top.value, right.value, bottom.value))
                pdfium.FPDFText_GetLooseCharBox(text, i, loose)
                boxes.extend((loose.left, loose.top, loose.right, loose.bottom))
            head = self._size(page) | {"count": count}
            return head, codes.tobytes() + flags.tobytes() + boxes.tobytes()

    def _size(self, page: object) -> dict[str, Any]:
        """Return the rectangle of a page that is shown, in its own coordinates, and its turn in quarters."""
        rectangle = self._pdfium.FS_RECTF()
        if not page or not self._pdfium.FPDF_GetPageBoundingBox(page, rectangle):
            return {"shown": [0.0, 0.0, 0.0, 0.0], "turned": 0}
        shown = [rectangle.left, rectangle.top, rectangle.right, rectangle.bottom]
        return {"shown": shown, "turned": self._pdfium.FPDFPage_GetRotation(page)}

    def highlight(
        self, number: int, boxes: list[list[float]], said: dict[str, str], colour: list[int]
    ) -> tuple[dict[str, Any], bytes]:
        """Mark boxes of a page, in points from its top left, with a note; tell whether that was done.

        ``said`` are entries of the annotation's dictionary, such as its Contents.
        """
        pdfium = self._pdfium
        with self._page(number) as page:
            note = pdfium.FPDFPage_CreateAnnot(page, pdfium.FPDF_ANNOT_HIGHLIGHT) if page else None
            if not note:
                return {"done": False}, b""
            corners = [[self._on_page(page, x, y) for y in (top, bottom) for x in (left, right)]
                       for left, top, right, bottom in boxes]  # fmt: skip
            done = all(
                pdfium.FPDFAnnot_AppendAttachmentPoints(
                    note, byref(pdfium.FS_QUADPOINTSF(*(c for xy in four for c in xy)))
                )
                for four in corners
            )
            across, up = zip(*(corner for four in corners for corner in four), strict=True)
            around = pdfium.FS_RECTF(left=min(across), top=max(up), right=max(across), bottom=min(up))
            done = done and pdfium.FPDFAnnot_SetRect(note, byref(around)) == 1
            done = done and pdfium.FPDFAnnot_SetColor(note, pdfium.FPDFANNOT_COLORTYPE_Color, *colour, 255) == 1
            done = done and pdfium.FPDFAnnot_SetFlags(note, pdfium.FPDF_ANNOT_FLAG_PRINT) == 1
            done = done and all(
                pdfium.FPDFAnnot_SetStringValue(note, key.encode(), _wide(v)) for key, v in said.items()
            )
            pdfium.FPDFPage_CloseAnnot(note)
        return {"done": done}, b""

    def _on_page(self, page: object, x: float, y: float) -> tuple[float, float]:
        """Return a place in points from the top left of what is shown in the coordinates of the page."""
        pdfium = self._pdfium
        wide, high = (round(side(page) * _FINE) for side in (pdfium.FPDF_GetPageWidthF, pdfium.FPDF_GetPageHeightF))
        across, up = c_double(), c_double()
        pdfium.FPDF_DeviceToPage(
            page, 0, 0, wide, high, 0, round(x * _FINE), round(y * _FINE), byref(across), byref(up)
        )
        return across.value, up.value

    def allowed(self) -> tuple[dict[str, Any], bytes]:
        """Tell whether the file allows notes, and whether it is signed."""
        permissions = self._pdfium.FPDF_GetDocPermissions(self._document)
        signatures = self._pdfium.FPDF_GetSignatureCount(self._document)
        return {"notes": bool(permissions & _NOTES), "signed": signatures > 0}, b""

    def saved(self) -> tuple[dict[str, Any], bytes]:
        """Return the file with its highlights, written whole: PDFium's increments damage files of newer kinds."""
        parts = bytearray()

        def write(_: object, data: int, size: int) -> int:
            parts.extend(string_at(data, size))
            return 1

        kind = dict(self._pdfium.FPDF_FILEWRITE._fields_)["WriteBlock"]
        writer = self._pdfium.FPDF_FILEWRITE(version=1, WriteBlock=kind(write))
        done = self._pdfium.FPDF_SaveAsCopy(self._document, byref(writer), self._pdfium.FPDF_NO_INCREMENTAL)
        return {"done": bool(done)}, bytes(parts)

    def picture(self, number: int, box: list[float], scale: float) -> tuple[dict[str, Any], bytes]:
        """Return a part of a page, in points from its top left, as a picture in grey (PNG)."""
        pdfium = self._pdfium
        left, top, right, bottom = box
        width, height = round((right - left) * scale), round((bottom - top) * scale)
        if not 0 < width * height <= LARGEST_PICTURE or min(width, height) < 1:
            return {}, b""
        with self._page(number) as page:
            bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_Gray, None, 0) if page else None
            if not bitmap:
                return {}, b""
            try:
                pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
                size = [
                    round(side * scale) for side in (pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page))
                ]
                start = (round(-left * scale), round(-top * scale))
                pdfium.FPDF_RenderPageBitmap(bitmap, page, *start, *size, 0, pdfium.FPDF_GRAYSCALE | pdfium.FPDF_ANNOT)
                stride = pdfium.FPDFBitmap_GetStride(bitmap)
                pixels = string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height).translate(_GREYS)
                rows = b"".join(b"\0" + pixels[y * stride : y * stride + width] for y in range(height))
            finally:
                pdfium.FPDFBitmap_Destroy(bitmap)
        return {}, _png(width, height, rows)


def _png(width: int, height: int, rows: bytes) -> bytes:
    """Write a picture in 256 greys: ISO/IEC 15948."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


if __name__ == "__main__":
    main()
