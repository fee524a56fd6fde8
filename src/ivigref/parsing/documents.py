"""Files as people have them: decode what is text, and take the items out of HTML, JATS and Word."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from zipfile import BadZipFile

from ivigref.errors import FormatError, InputError
from ivigref.parsing.html import is_html, read_html
from ivigref.parsing.items import Items, Problem, split
from ivigref.parsing.jats import is_jats, read_jats
from ivigref.parsing.page import is_heading
from ivigref.parsing.repair import unscramble

_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_FOREIGN_ROW = re.compile(r"[^\x00-\x7f\u00a0]{3,}+")  # three in a row
_ZIP = b"PK\x03\x04"


def read_items(text: str, *, which: int | None = None) -> Items:
    r"""Take the items out of a text: a pasted list, an HTML page or JATS.

    Letters that a wrong encoding has scrambled are put right where that is certain, and a problem says so.

    >>> [item.raw for item in read_items("1. MÃ¼ller A. Skin. 1999.\n2. Huber B. Hair. 2001.").items]
    ['Müller A. Skin. 1999.', 'Huber B. Hair. 2001.']
    """
    text, repaired = unscramble(text)
    items = _items_of(text, which)
    if not repaired:
        return items
    problem = Problem(
        "encoding-repaired", f"{repaired} letters were scrambled by a wrong encoding, such as “Ã¼” for “ü”"
    )
    return replace(items, problems=(*items.problems, problem))


def _items_of(text: str, which: int | None) -> Items:
    if is_jats(text):
        return read_jats(text)
    return read_html(text) if is_html(text) else split(text, which=which)


def read_file(data: bytes, *, encoding: str | None = None, which: int | None = None) -> Items:
    """Take the items out of a file's bytes: text in any encoding, HTML, JATS or Word (.docx).

    Raises InputError where nothing can be read, and for .docx where python-docx is not installed.

    >>> items = read_file("1. Müller A. Skin. 1999.".encode("latin-1"))
    >>> items.items[0].raw, items.problems[0].check
    ('Müller A. Skin. 1999.', 'encoding-assumed')
    """
    if is_word(data):
        return split(docx_text(data), which=which)
    text, problem = decode(data, encoding)
    # In a text that was read in the wrong encoding nothing is certain enough to be repaired.
    items = _items_of(text, which) if problem and _foreign(text) else read_items(text, which=which)
    return replace(items, problems=(*items.problems, problem)) if problem else items


def is_word(data: bytes) -> bool:
    """Tell whether a file is packed as Word packs its documents.

    >>> is_word(b"References")
    False
    """
    return data.startswith(_ZIP)


def decode(data: bytes, encoding: str | None = None) -> tuple[str, Problem | None]:
    """Decode bytes as UTF-8, or as their byte order mark says; else as Windows-1252, which the problem reports.

    >>> decode("Müller".encode())
    ('Müller', None)
    >>> print(decode("Иванов ИИ. Кожа.".encode("cp1251"))[1].message)
    the text is not UTF-8, and surely not Windows-1252, as which it was read, with words like “Èâàíîâ”; name --encoding
    """
    encoding = encoding or next((name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), None)
    if encoding is None and b"\x00" in data[:100_000]:
        raise InputError("expected text, found a binary file")
    try:
        return data.decode(encoding or "utf-8"), None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        if encoding is not None:
            raise InputError(
                f"expected {encoding}, found byte 0x{data[error.start]:02x}", place=f"line {line}"
            ) from error
    except (LookupError, ValueError) as error:  # ValueError: a NUL in the name, or a codec that only ever refuses
        raise InputError(f"expected the name of an encoding, found {encoding!r}") from error
    text = data.decode("cp1252", errors="replace")
    return text, Problem("encoding-assumed", _assumed(text), line=line)


def _assumed(text: str) -> str:
    """Say that Windows-1252 was assumed, and where that cannot be."""
    if word := _foreign(text):
        return (
            "the text is not UTF-8, and surely not Windows-1252, as which it was read, "
            f"with words like “{word[:20]}”; name --encoding"
        )
    return "the text is not UTF-8 and was read as Windows-1252; --encoding chooses another"


def _foreign(text: str) -> str | None:
    """Return a word from another alphabet: Western words have an accent here and there, and some ASCII letter."""
    rows = _FOREIGN_ROW.findall(text)
    return max(rows, key=len) if sum(map(len, rows)) * 2 > sum(not c.isascii() for c in text) else None


def docx_text(data: bytes) -> str:
    """Return the paragraphs of a Word document as lines, with the numbers that Word makes itself."""
    try:
        import docx  # noqa: PLC0415  (an optional extra)
        from docx.opc.exceptions import PackageNotFoundError  # noqa: PLC0415  (the same)
    except ImportError as error:
        raise InputError("Word documents need python-docx: pip install ivigref[docx]") from error
    try:
        document = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError) as error:
        raise FormatError("expected a Word document (.docx), found another kind of file") from error
    paragraphs = [(p.text.strip(), p._p.pPr is not None and p._p.pPr.numPr is not None) for p in document.paragraphs]  # noqa: SLF001  (numbering has no public name)
    return "\n\n".join(_numbered(paragraphs))


def _numbered(paragraphs: list[tuple[str, bool]]) -> Iterator[str]:
    """Write the numbers of a numbered list into its paragraphs, beginning anew after a heading."""
    number = 0
    for text, automatic in paragraphs:
        if not text:
            continue
        if is_heading(text):
            number = 0
        number += automatic
        yield f"{number}. {text}" if automatic else text
