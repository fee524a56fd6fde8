"""The body of an OpenDocument text: its paragraphs, cells and notes, with superscripts, links and citation fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ivigref.documents.contents import Contents
from ivigref.documents.odt import Reader, gone_through
from ivigref.manuscripts.bodies.text import where_of
from ivigref.manuscripts.bodies.unlisted import without_list
from ivigref.manuscripts.passages import Mark, MarkKind, Passage
from ivigref.model import Reference
from ivigref.model.in_text import Where
from ivigref.patterns import lazy

_PARAGRAPH = lazy(r"opendocument:xmlns:text:1\.0\}[ph]\Z")
_CITING = lazy(r"ZOTERO_(?:ITEM|TEMP)|CSL_CITATION")


def passages(contents: Contents, references: Iterable[Reference]) -> list[Passage]:
    """Return the passages of a document, all changes accepted, without those that are its list.

    A passage's number is that of its ``text:p`` or ``text:h``, counted from 1 with those that are empty.
    """
    return without_list(gone_through(contents, _Watching()).passages, references)


class _Own(NamedTuple):
    number: int
    marks: list[Mark]
    is_note: bool


class _Watching(Reader):
    """Goes through a document as its reader does, and keeps of each paragraph where it stands and what is marked."""

    def __init__(self) -> None:
        super().__init__()
        self.passages: list[Passage] = []
        self._count = 0
        self._own: list[_Own] = []
        self._raising: set[str] = set()  # the styles that do
        self._named = ""
        self._spans: list[bool] = []
        self._links: list[tuple[int, int, MarkKind, str]] = []
        self._cells = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Open an element, and count it where it is a paragraph."""
        self._count += _PARAGRAPH.search(name) is not None
        super().start(name, attributes)

    def data(self, text: str) -> None:
        """Take text that is shown, and note whether it is raised."""
        start = self._length()
        super().data(text)
        if any(self._spans) and self._own and self._length() > start:
            self._own[-1].marks.append(Mark("raised", start, self._length()))

    def _length(self) -> int:
        return sum(map(len, self._open[-1].pieces)) if self._open else 0

    def _start_p(self, given: dict[str, str]) -> None:
        super()._start_p(given)
        self._own.append(_Own(self._count, [], bool(self._note)))

    _start_h = _start_p

    def _end_p(self) -> None:
        own, ended = self._own.pop(), self._open[-1]
        shown = "".join(ended.pieces).replace("\n", " ")
        super()._end_p()
        if not shown.strip() or any(self._held):
            return
        where: Where = "footnote" if own.is_note else "table" if self._cells else where_of(shown)
        marks = tuple(sorted(own.marks, key=lambda mark: (mark.start, mark.end)))
        self.passages.append(Passage(shown, own.number, where, marks=marks))

    _end_h = _end_p

    def _start_style(self, given: dict[str, str]) -> None:
        self._named = given.get("name", "")

    def _start_text_properties(self, given: dict[str, str]) -> None:
        place = given.get("text-position", "")
        if place.startswith("super") or (place[:1].isdigit() and not place.startswith("0")):
            self._raising.add(self._named)

    def _start_span(self, given: dict[str, str]) -> None:
        name = given.get("style-name", "")
        self._spans.append(name in self._raising or "superscript" in name.lower())

    def _end_span(self) -> None:
        self._spans.pop()

    def _start_a(self, given: dict[str, str]) -> None:
        target = given.get("href", "")
        self._links.append(
            (len(self._own), self._length(), "link", target.removeprefix("#") if target[:1] == "#" else "")
        )

    def _end_a(self) -> None:
        self._close()

    def _start_reference_mark_start(self, given: dict[str, str]) -> None:
        super()._start_reference_mark_start(given)
        name = given.get("name", "")
        self._links.append((len(self._own), self._length(), "field", name if _CITING.search(name) else ""))

    def _start_reference_mark_end(self, _: dict[str, str]) -> None:
        self._close()

    def _close(self) -> None:
        if not self._links:
            return
        depth, start, kind, value = self._links.pop()
        if value and depth == len(self._own) and self._own:
            self._own[-1].marks.append(Mark(kind, start, self._length(), value))

    def _start_table_cell(self, _: dict[str, str]) -> None:
        self._cells += 1

    def _end_table_cell(self) -> None:
        self._cells -= 1
