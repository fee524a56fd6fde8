"""Files that people pass by mistake: recognised, so that a message can say what they are and what to save them as.

``refused.tsv`` has a row for each. A kind that is read one day gets a module, and its row here goes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple, Never

from ivigref import tables
from ivigref.documents.contents import Contents, Document
from ivigref.errors import FormatError
from ivigref.patterns import lazy
from ivigref.xml import root_of

_HEAD = 20_000  # characters of a text in which XML shows itself
_DOCBOOK = lazy(r"xmlns(?::\w{1,20})?\s?=\s?[\"']http://docbook\.org/ns/docbook|<!DOCTYPE[^<>]{1,200}//DTD DocBook")
_OPENING = 12  # words by which a text is known, with one blank between them


class _Refused(NamedTuple):
    """A row of the table."""

    how: str
    sign: str
    what: str
    advice: str

    def __str__(self) -> str:
        return f"{self.what}: {self.advice}" if self.advice else self.what


@cache
def _rows(*ways: str) -> tuple[_Refused, ...]:
    text = Path(__file__).with_name("refused.tsv").read_text(encoding="utf-8")
    return tuple(row for row in (_Refused(**cells) for cells in tables.rows(text)) if row.how in ways)


def _beginning(contents: Contents) -> _Refused | None:
    return next((row for row in _rows("ole", "at", "begins") if _SIGNED[row.how](contents.data, row.sign)), None)


def _is_ole(data: bytes, name: str) -> bool:
    """Tell whether an old Office file has a part of this name, as which it is written."""
    return data.startswith(_OLE) and name.encode("utf-16-le") in data


def _is_at(data: bytes, sign: str) -> bool:
    place, _, expected = sign.partition(":")
    begin = int(place)
    is_binary = not _TEXT.fullmatch(data, 0, begin) or b"\x1e" in data[:_HEAD]
    return is_binary and data.startswith(bytes.fromhex(expected), begin)


_OLE = bytes.fromhex("d0cf11e0")
_TEXT = lazy(rb"[\t\n\r\x20-\xff]*+")
_SIGNED: dict[str, Callable[[bytes, str], bool]] = {
    "begins": lambda data, sign: data.startswith(bytes.fromhex(sign)),
    "ole": _is_ole,
    "at": _is_at,
}


def _package(contents: Contents) -> _Refused | None:
    if not contents.is_package:
        return None
    return next(
        (
            row
            for row in _rows("type", "part")
            if (contents.media_type.startswith(row.sign) if row.how == "type" else row.sign in contents.parts)
        ),
        None,
    )


def _opening(contents: Contents) -> _Refused | None:
    begun = " ".join(contents.shown[:_HEAD].split(maxsplit=_OPENING)[:_OPENING])
    return next((row for row in _rows("opens") if f"{begun} ".startswith(row.sign)), None)


def _element(contents: Contents) -> _Refused | None:
    """Name the first element of XML that nothing here understands."""
    text = contents.shown
    root = root_of(text)
    head = text[:_HEAD]
    if root is not None and _DOCBOOK.search(head):
        return _Refused("element", root, f"<{root}> of DocBook", "convert it to HTML or .docx")
    if root is None:
        return None
    from ivigref.documents.html import PARTS, WORDS  # noqa: PLC0415  (what only an element asks for)

    if root.lower() in PARTS | WORDS:
        return None
    if not ("<?xml" in head or "xmlns" in head or f"</{root}" in text):
        return None
    return next((row for row in _rows("element") if row.sign == root), _Refused("element", root, f"<{root}>", ""))


def _refuse_beginning(contents: Contents, which: int | None = None) -> Never:
    del which
    raise FormatError(f"expected text, found {_beginning(contents)}")


def _refuse_package(contents: Contents, which: int | None = None) -> Never:
    del which
    raise FormatError(f"expected a Word document (.docx), found {_package(contents)}")


def _refuse_opening(contents: Contents, which: int | None = None) -> Never:
    del which
    raise FormatError(f"expected a list in a format that ivigref reads, found {_opening(contents)}")


def _refuse_element(contents: Contents, which: int | None = None) -> Never:
    del which
    raise FormatError(f"expected JATS, EndNote XML or HTML, found {_element(contents)}")


PACKAGES = Document(lambda contents: _package(contents) is not None, _refuse_package)
BEGINNINGS = Document(lambda contents: _beginning(contents) is not None, _refuse_beginning)
OPENINGS = Document(lambda contents: _opening(contents) is not None, _refuse_opening)
ELEMENTS = Document(lambda contents: _element(contents) is not None, _refuse_element)
