"""The body of a Word document: its paragraphs, cells, notes and boxes, with superscripts, links and citation fields."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from ivigref.documents.contents import Contents
from ivigref.documents.docx import Reader, read_docx
from ivigref.documents.docx_fields import BIBLIOGRAPHY, Fields
from ivigref.manuscripts.bodies.text import where_of
from ivigref.manuscripts.bodies.unlisted import without_list
from ivigref.manuscripts.passages import Mark, MarkKind, Passage
from ivigref.model import Reference
from ivigref.model.in_text import Where
from ivigref.patterns import lazy

__all__ = ["attribute", "passages"]

_PARAGRAPH = lazy(r"wordprocessingml[^}]*\}p\Z")
_LINK = lazy(r"\s*HYPERLINK\b.*?\\l\s+\"([^\"]{1,200})\"")
_CITING = lazy(
    r"\s*(?:ADDIN\s+(?:ZOTERO_(?:ITEM|TEMP)|CSL_CITATION|EN\.CITE|Mendeley\s+Citation|Citavi)|CITATION\b|ADDIN\s+EN\.CITE)"
)
_CAPTION = lazy(r"caption|legend|beschriftung", re.IGNORECASE)
_ABSTRACT = lazy(r"abstract", re.IGNORECASE)
_BIBLIOGRAPHY = lazy(r"bibliography(?!\s?(?:title|heading))", re.IGNORECASE)


def passages(contents: Contents, references: Iterable[Reference]) -> list[Passage]:
    """Return the passages of a document, all changes accepted, without those that are its list.

    A passage's number is that of its ``w:p`` in its part, counted from 1 with those that are empty or deleted.
    """
    made: list[_Watching] = []

    def make(fields: Fields | None, part: str) -> Reader:
        watched = fields or _Fields()
        made.append(_Watching(watched, part))
        return made[-1]

    read_docx(contents.data, make)
    found = [passage for watching in made for passage in (*watching.passages, *watching.boxed)]
    return without_list(found, references)


class _Fields(Fields):
    """Tells who goes through the document where the result of a field begins and ends."""

    def __init__(self) -> None:
        super().__init__()
        self.watching: _Watching | None = None

    def _turn(self, what: str) -> None:
        depth = len(self._open)
        code = "".join(self._open[-1].code) if self._open else ""
        is_result = bool(self._open) and self._open[-1].is_result
        super()._turn(what)
        if self.watching is not None:
            if what == "separate" and not is_result:
                self.watching.open_field(code)
            elif what == "end" and depth and is_result:
                self.watching.close_field()


class _Paragraph(NamedTuple):
    """A paragraph that is being read, with what of it is marked."""

    number: int
    marks: list[Mark]


class _Watching(Reader):
    """Goes through a part as its reader does, and keeps of each paragraph where it stands and what is marked."""

    def __init__(self, fields: Fields, part: str) -> None:
        super().__init__(fields)
        if isinstance(fields, _Fields):
            fields.watching = self
        self.passages: list[Passage] = []
        self.boxed: list[Passage] = []
        self._part = part
        self._count = 0
        self._own: list[_Paragraph] = []
        self._is_raised = False
        self._opened: list[tuple[int, int, MarkKind | None, str]] = []  # links and fields: paragraph, start, what
        self._boxes = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Open an element, and count it where it is a paragraph."""
        self._count += _PARAGRAPH.search(name) is not None
        super().start(name, attributes)

    def _length(self) -> int:
        return sum(map(len, self._paragraphs[-1].pieces)) if self._paragraphs else 0

    def data(self, text: str) -> None:
        """Take text that is shown, and note whether it is raised."""
        before = len(self._paragraphs[-1].pieces) if self._paragraphs else 0
        super().data(text)
        if self._is_raised and self._own and self._paragraphs and len(self._paragraphs[-1].pieces) > before:
            end = self._length()
            self._own[-1].marks.append(Mark("raised", end - len(text), end))

    def _start_p(self, attributes: dict[str, str]) -> None:
        super()._start_p(attributes)
        self._own.append(_Paragraph(self._count, []))

    def _end_p(self) -> None:
        own, ended = self._own.pop(), self._paragraphs[-1]
        shown = "".join(ended.pieces)
        super()._end_p()
        if ended.is_joined or not shown.strip() or ended.is_listed or _BIBLIOGRAPHY.search(ended.style):
            return
        part = "boxes" if self._boxes else self._part
        marks = tuple(sorted(own.marks, key=lambda mark: (mark.start, mark.end)))
        text = shown.replace("\n", " ")
        passage = Passage(text, own.number, self._where(text, ended.style), part, marks=marks)
        (self.boxed if self._boxes else self.passages).append(passage)

    def _where(self, text: str, style: str) -> Where:
        if self._part in {"footnotes", "endnotes"}:
            return "footnote"
        if self._rows:
            return "table"
        if _CAPTION.search(style):
            return "caption"
        return "abstract" if _ABSTRACT.search(style) else where_of(text)

    def _start_r(self, _: dict[str, str]) -> None:
        self._is_raised = False

    def _end_r(self) -> None:
        self._is_raised = False

    def _start_vertAlign(self, attributes: dict[str, str]) -> None:  # noqa: N802  (Word's own word)
        self._is_raised = attribute(attributes, "val") == "superscript"

    def _start_rStyle(self, attributes: dict[str, str]) -> None:  # noqa: N802  (the same)
        self._is_raised = self._is_raised or "superscript" in attribute(attributes, "val").lower()

    def _start_hyperlink(self, attributes: dict[str, str]) -> None:
        anchor = attribute(attributes, "anchor")
        self._opened.append((len(self._own), self._length(), "link" if anchor else None, anchor))

    def _end_hyperlink(self) -> None:
        self.close_field()

    def open_field(self, code: str) -> None:
        """Take the code of a field whose result begins."""
        kind: MarkKind | None = None
        value = ""
        if (match := _LINK.match(code)) is not None:
            kind, value = "link", match[1]
        elif _CITING.match(code) and not BIBLIOGRAPHY.match(code):
            kind, value = "field", code
        self._opened.append((len(self._own), self._length(), kind, value))

    def close_field(self) -> None:
        """End a link or the result of a field; one that goes on in another paragraph marks nothing."""
        if not self._opened:
            return
        depth, start, kind, value = self._opened.pop()
        if kind is not None and depth == len(self._own) and self._own:
            self._own[-1].marks.append(Mark(kind, start, self._length(), value))

    def _start_txbxContent(self, attributes: dict[str, str]) -> None:  # noqa: N802  (Word's own word)
        super()._start_txbxContent(attributes)
        self._boxes += 1

    def _end_txbxContent(self) -> None:  # noqa: N802  (the same)
        super()._end_txbxContent()
        self._boxes -= 1


def attribute(attributes: dict[str, str], name: str) -> str:
    """Return an attribute by its name without a namespace; "" where there is none.

    >>> attribute({"urn:w}val": "superscript"}, "val")
    'superscript'
    """
    return next((value for full, value in attributes.items() if full.rpartition("}")[2] == name), "")
