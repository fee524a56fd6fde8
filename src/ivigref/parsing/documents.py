"""Files as people have them: take the items out of text, HTML, JATS and Word."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any
from zipfile import BadZipFile

from ivigref.encodings import Decoded, decode
from ivigref.errors import FormatError
from ivigref.parsing.html import is_html, read_html
from ivigref.parsing.items import Items, Problem, split
from ivigref.parsing.jats import is_jats, read_jats
from ivigref.parsing.page import is_heading
from ivigref.parsing.repair import unscramble

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

    Raises InputError where nothing can be read.

    >>> items = read_file("1. Müller A. Skin. 1999.".encode("latin-1"))
    >>> items.items[0].raw, items.problems[0].check
    ('Müller A. Skin. 1999.', 'encoding-assumed')
    """
    if is_word(data):
        return split(docx_text(data), which=which)
    return read_decoded(decode(data, encoding), which=which)


def read_decoded(decoded: Decoded, *, which: int | None = None) -> Items:
    """Take the items out of a file that has been decoded: text, HTML or JATS."""
    items = read_items(decoded.text, which=which)
    return replace(items, problems=(*items.problems, *guesses(decoded)))


def guesses(decoded: Decoded) -> tuple[Problem, ...]:
    """Say in which encoding a file was read where it does not say so itself."""
    return (Problem("encoding-assumed", decoded.guess, line=decoded.line),) if decoded.guess else ()


def is_word(data: bytes) -> bool:
    """Tell whether a file is packed as Word packs its documents.

    >>> is_word(b"References")
    False
    """
    return data.startswith(_ZIP)


def docx_text(data: bytes) -> str:
    """Return the paragraphs of a Word document as lines, with the numbers that Word makes itself.

    A row of a table is a line, its cells parted by tabs.
    """
    import docx  # noqa: PLC0415  (0.2 s that only a Word document needs)
    from docx.opc.exceptions import PackageNotFoundError  # noqa: PLC0415  (the same)

    try:
        document = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError) as error:
        raise FormatError("expected a Word document (.docx), found another kind of file") from error
    return "\n\n".join(_numbered(_lines(document.element.body)))


def _lines(part: Iterable[Any]) -> Iterator[tuple[str, bool]]:
    """Yield each paragraph and each row of a table as they follow in print, and whether Word numbers it.

    Content controls, in which Word and reference managers keep their lists, are gone into.
    """
    for block in part:
        kind = _kind(block)
        if kind == "p":
            yield block.text.strip(), block.pPr is not None and block.pPr.numPr is not None
        elif kind == "tr":
            yield from _row(block)
        elif kind in {"tbl", "sdt", "sdtContent"}:
            yield from _lines(block)


def _row(row: Iterable[Any]) -> Iterator[tuple[str, bool]]:
    """Yield a row as one paragraph; a cell that is alone in it, as in a frame around a text, keeps its own."""
    cells = [list(_lines(cell)) for cell in row if _kind(cell) == "tc"]
    if len(cells) == 1:
        yield from cells[0]
    else:
        texts = (" ".join(text for text, _ in cell if text) for cell in cells)
        yield "\t".join(text for text in texts if text), any(automatic for cell in cells for _, automatic in cell)


def _kind(element: Any) -> str:  # noqa: ANN401  (python-docx's classes)
    return str(element.tag).rpartition("}")[2]


def _numbered(paragraphs: Iterable[tuple[str, bool]]) -> Iterator[str]:
    """Write the numbers of a numbered list into its paragraphs, beginning anew after a heading."""
    number = 0
    for text, automatic in paragraphs:
        if not text:
            continue
        if is_heading(text):
            number = 0
        number += automatic
        yield f"{number}. {text}" if automatic else text
