"""Pages that a browser has saved as one file (.mhtml, .mht): the page itself, without its pictures.

Format: RFC 2557 (MHTML) and RFC 2045 (MIME).
"""

from __future__ import annotations

import binascii
import re
from quopri import decodestring

from ivigref.documents import html
from ivigref.documents.contents import Contents
from ivigref.documents.items import Items
from ivigref.errors import FormatError
from ivigref.patterns import lazy

_HEAD = 20_000  # bytes in which the headers of the file, or of a part, end
_RELATED = lazy(rb"^content-type:\s{0,20}multipart/related\b", re.IGNORECASE | re.MULTILINE)
_HEADER = lazy(rb"[A-Za-z][A-Za-z-]{1,60}:[ \t]")
_BOUNDARY = lazy(rb"\bboundary=(?:\"([^\"\r\n]{1,100})\"|([^\s;\"]{1,100}))", re.IGNORECASE)
_PAGE = lazy(
    rb"^content-type:\s{0,20}(?:text/html|application/xhtml\+xml)\b([^\n]{0,300})", re.IGNORECASE | re.MULTILINE
)
_CHARSET = lazy(rb"\bcharset=\"?([\w.:-]{1,40})", re.IGNORECASE)
_CODED = lazy(rb"^content-transfer-encoding:[ \t]{0,20}([a-z0-9-]{1,20})", re.IGNORECASE | re.MULTILINE)
_BLANK = lazy(rb"\r?\n\r?\n")


def recognises(contents: Contents) -> bool:
    r"""Tell whether a file is a page with what belongs to it, in the form of a message.

    >>> recognises(Contents(b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"))
    True
    """
    return bool(_HEADER.match(contents.data)) and _RELATED.search(_headers(contents.data)) is not None


def read(contents: Contents, which: int | None = None) -> Items:
    """Return the items of the page's list; raise FormatError where there is no page, InputError without a list."""
    boundary = _BOUNDARY.search(_headers(contents.data))
    parts = contents.data.split(b"\n--" + (boundary[1] or boundary[2])) if boundary else []
    for part in parts[1:]:
        page = _PAGE.search(_headers(part))
        if page is not None:
            charset = _CHARSET.search(page[1])
            data = _decoded(part)
            return html.read(Contents(data, contents.encoding or (charset[1].decode() if charset else None)), which)
    raise FormatError("expected a saved page, found a message without one: save the page as HTML")


def _headers(part: bytes) -> bytes:
    return _BLANK.split(part[:_HEAD].lstrip(b"\r\n"), maxsplit=1)[0]


def _decoded(part: bytes) -> bytes:
    coded = _CODED.search(_headers(part))
    body = _BLANK.split(part.lstrip(b"\r\n"), maxsplit=1)[-1]
    match coded and coded[1].lower():
        case b"quoted-printable":
            return decodestring(body)
        case b"base64":
            try:
                return binascii.a2b_base64(body)
            except ValueError as error:
                raise FormatError(
                    "expected a saved page, found one whose coding is damaged: save it as HTML"
                ) from error
        case _:
            return body
