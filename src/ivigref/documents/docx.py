"""Word documents (.docx) as their author sees them: paragraphs, rows, footnotes, endnotes, and all changes accepted."""

from __future__ import annotations

import io
import posixpath
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar
from zipfile import ZipFile

from ivigref import xml
from ivigref.budget import Budget
from ivigref.documents.docx_fields import Fields
from ivigref.documents.packed import FAULTS
from ivigref.errors import FormatError
from ivigref.patterns import lazy

H = TypeVar("H", bound=xml.Handler)

# Deleted and moved text, the reading above a word, the properties that a paragraph had before, and what Word puts
# beside a drawing for programs that cannot show it.
SKIPPED = frozenset(("del", "moveFrom", "rt", "pPrChange", "rPrChange", "tblPrChange", "Fallback"))
_CHANGES = frozenset(("ins", "del", "moveFrom", "moveTo"))
_MARKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
TEXTS = lazy(r"wordprocessingml|/math\b")  # namespaces in which a t is text


class Paragraph(NamedTuple):
    """A paragraph or a row of a table: its text, whether Word numbers it, its style, and the key of its bookmark.

    ``is_listed`` says that a reference manager's field holds it as part of the list.
    """

    text: str
    is_numbered: bool = False
    style: str = ""
    is_listed: bool = False
    key: str | None = None


class Shown(NamedTuple):
    """What a document shows: its body and after it the text boxes, its notes by kind, and how many changes it holds.

    ``fields`` are the codes of its fields, and ``sources`` what Word itself has of the works.
    """

    paragraphs: list[Paragraph]
    notes: dict[str, list[str]]
    changes: int
    fields: Fields
    sources: str = ""


def read_docx(data: bytes, reader: Callable[[Fields | None, str], Reader] | None = None) -> Shown:
    """Read a Word document; raise FormatError for anything else, and for one that unpacks to more than it may.

    ``reader`` makes what goes through a part, of which it is told the name: the document, its footnotes, its endnotes.
    """
    try:
        with ZipFile(io.BytesIO(data)) as package:
            return _read_package(package, reader or (lambda fields, _: Reader(fields)))
    except FormatError:
        raise
    except FAULTS as error:
        raise FormatError("expected a Word document (.docx), found another kind of file or a damaged one") from error


def _read_package(package: ZipFile, reader: Callable[[Fields | None, str], Reader]) -> Shown:
    budget = Budget()
    main = related(package, "", budget).get("officeDocument", "word/document.xml")
    beside = related(package, main, budget)
    body = _walk(package, main, reader(None, "document"), budget)
    if not body.has_body:
        raise FormatError(f"expected a Word document (.docx), found <{body.root}> in it without a body")
    notes, changes = {}, body.changes
    fields = body.fields
    for kind, ids in body.cited.items():
        if kind in beside:
            found = _walk(package, beside[kind], reader(fields, kind), budget)
            changes += found.changes
            notes[kind] = [found.notes.get(each, "") for each in dict.fromkeys(ids)]
    fields.codes += _properties(package, budget)
    return Shown([*body.lines[0], *body.boxes], notes, changes, fields, _sources(package, budget))


def _properties(package: ZipFile, budget: Budget) -> list[str]:
    """Return what Zotero leaves among the document's own properties, in pieces, where it works with bookmarks."""
    if "docProps/custom.xml" not in package.namelist():
        return []
    found = _walk(package, "docProps/custom.xml", _Properties(), budget).found
    whole: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for name, text in found:
        stem, _, number = name.rpartition("_")
        if stem.startswith("ZOTERO_BREF") and number.isdecimal():
            whole[stem].append((int(number[:6]), text))
    return ["".join(text for _, text in sorted(pieces)) for pieces in whole.values()]


def _sources(package: ZipFile, budget: Budget) -> str:
    """Return the part in which Word has the works that its own citations mean."""
    for name in package.namelist():
        if name.startswith("customXml/item") and name.endswith(".xml") and "Props" not in name:
            budget.spend(package.getinfo(name).file_size)
            text = package.read(name).decode("utf-8-sig", "replace")
            if "Sources" in text[:1000] and "officeDocument/2006/bibliography" in text[:1000]:
                return text
    return ""


def related(package: ZipFile, part: str, budget: Budget) -> dict[str, str]:
    """Return the parts to which a part, or for "" the package, is related, by the last word of the relation's type."""
    folder, _, name = part.rpartition("/")
    place = posixpath.join(folder, "_rels", f"{name}.rels")
    if place not in package.namelist():
        return {}
    return _walk(package, place, _Relations(folder), budget).found


def _walk(package: ZipFile, part: str, handler: H, budget: Budget) -> H:
    if (size := package.getinfo(part).file_size) > budget.left:  # what it says of itself spares the unpacking
        budget.spend(size)
    with package.open(part) as stream:
        xml.walk(stream, handler, budget)
    return handler


def _attribute(attributes: dict[str, str], name: str) -> str:
    return next((value for full, value in attributes.items() if full.rpartition("}")[2] == name), "")


class _Relations:
    """Collects where the parts of a package lie."""

    def __init__(self, folder: str) -> None:
        self.found: dict[str, str] = {}
        self._folder = folder

    def start(self, _: str, attributes: dict[str, str]) -> None:
        """Take a relation to another part; one to an address elsewhere is never followed."""
        target = attributes.get("Target")
        if target and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found.setdefault(kind, posixpath.normpath(posixpath.join("/", self._folder, target)).lstrip("/"))

    def end(self, _: str) -> None:
        """Need nothing at the end of a relation."""

    def data(self, _: str) -> None:
        """Need no text."""


class _Properties:
    """Collects the properties that a document has of its own."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        self._pieces: list[str] = []
        self._name = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin a property."""
        if name.endswith("property"):
            self._name, self._pieces = attributes.get("name", ""), []

    def end(self, name: str) -> None:
        """End a property."""
        if name.endswith("property"):
            self.found.append((self._name, "".join(self._pieces)))

    def data(self, text: str) -> None:
        """Take a property's text."""
        self._pieces.append(text)


@dataclass(slots=True)
class _Open:
    """A paragraph that is being read; one whose mark is deleted goes on in the next."""

    pieces: list[str] = field(default_factory=list)
    is_numbered: bool = False
    is_joined: bool = False
    style: str = ""
    is_listed: bool = False
    key: str | None = None


class Reader:
    """Collects the paragraphs of a part of a document.

    ``lines`` are the paragraphs of what is open: the body, and in it the cells of tables, text boxes and notes.
    """

    def __init__(self, fields: Fields | None = None) -> None:
        self.fields = fields or Fields()
        self.root = ""
        self.has_body = False
        self.lines: list[list[Paragraph]] = [[]]
        self.boxes: list[Paragraph] = []
        self.notes: dict[str, str] = {}
        self.cited: defaultdict[str, list[str]] = defaultdict(list)
        self.changes = 0
        self._path: list[str] = []
        self._skipped = 0  # how deep the element lies in which nothing is read; 0 outside of any
        self._paragraphs: list[_Open] = []
        self._rows: list[list[list[Paragraph]]] = []
        self._note_ids: list[str] = []
        self._carried = ""
        self._key: str | None = None  # of a bookmark before its paragraph
        self._is_text = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Open an element."""
        local = name.rpartition("}")[2]
        self._path.append(local)
        self.root = self.root or local
        self.changes += local in _CHANGES
        if self._skipped:
            return
        self.fields.start(local, attributes)
        if local in SKIPPED:
            self._skipped = len(self._path)
            if self._path[-3:-1] == ["pPr", "rPr"] and self._paragraphs:
                self._paragraphs[-1].is_joined = True
        elif local == "t":
            self._is_text = TEXTS.search(name) is not None
        elif local in _MARKS:
            self._mark(local, _attribute(attributes, "type"))
        elif local in _NOTES:
            self.cited[_NOTES[local]].append(_attribute(attributes, "id"))
        elif self._path[-2:-1] in (["pPr"], ["numPr"]) and self._paragraphs:
            self._property(local, _attribute(attributes, "val"))
        elif (opening := getattr(self, f"_start_{local}", None)) is not None:
            opening(attributes)

    def end(self, _: str) -> None:
        """Close an element."""
        local = self._path.pop()
        self._is_text = False
        if self._skipped:
            if len(self._path) < self._skipped:
                self._skipped = 0
            return
        if self._paragraphs:
            self._paragraphs[-1].is_listed |= self.fields.is_list
        self.fields.end(local)
        if (closing := getattr(self, f"_end_{local}", None)) is not None:
            closing()

    def data(self, text: str) -> None:
        """Take text that is shown."""
        if self._is_text and not self._skipped and self._paragraphs:
            self._paragraphs[-1].pieces.append(text)
        elif not self._skipped:
            self.fields.text(text)

    def _mark(self, local: str, kind: str) -> None:
        if self._path[-2:-1] == ["r"] and self._paragraphs and kind not in {"page", "column"}:
            self._paragraphs[-1].pieces.append(_MARKS[local])

    def _property(self, local: str, value: str) -> None:
        if local == "pStyle":
            self._paragraphs[-1].style = value
        elif local in {"numPr", "numId"}:
            self._paragraphs[-1].is_numbered = value != "0"  # a number 0 takes a paragraph out of its list

    def _start_body(self, _: dict[str, str]) -> None:
        self.has_body = True

    def _start_bookmarkStart(self, attributes: dict[str, str]) -> None:  # noqa: N802  (Word's own word)
        name = _attribute(attributes, "name")
        if name.startswith("ref-"):  # as pandoc calls the entry of a key
            if self._paragraphs:
                self._paragraphs[-1].key = name.removeprefix("ref-")
            else:
                self._key = name.removeprefix("ref-")

    def _start_p(self, _: dict[str, str]) -> None:
        self._paragraphs.append(_Open([self._carried], key=self._key))
        self._carried, self._key = "", None

    def _end_p(self) -> None:
        ended = self._paragraphs.pop()
        text = "".join(ended.pieces)
        if ended.is_joined:
            self._carried = text
        elif text := text.strip():
            self.lines[-1].append(Paragraph(text, ended.is_numbered, ended.style, ended.is_listed, ended.key))

    def _start_tr(self, _: dict[str, str]) -> None:
        self._rows.append([])

    def _start_tc(self, _: dict[str, str]) -> None:
        self.lines.append([])

    def _end_tc(self) -> None:
        cell = self._closed()
        if self._rows:
            self._rows[-1].append(cell)
        else:
            self.lines[-1] += cell

    def _end_tr(self) -> None:
        self.lines[-1] += _row(self._rows.pop())

    def _end_body(self) -> None:
        self.lines.append(self._closed())

    def _start_txbxContent(self, _: dict[str, str]) -> None:  # noqa: N802  (Word's own word)
        self.lines.append([])

    def _end_txbxContent(self) -> None:  # noqa: N802  (the same)
        self.boxes += self._closed()

    def _start_footnote(self, attributes: dict[str, str]) -> None:
        self._note_ids.append(_attribute(attributes, "id"))
        self.lines.append([])

    def _end_footnote(self) -> None:
        self.notes[self._note_ids.pop()] = " ".join(paragraph.text for paragraph in self._closed())

    _start_endnote = _start_footnote
    _end_endnote = _end_footnote

    def _closed(self) -> list[Paragraph]:
        """Return the paragraphs of what is closed, with what a deleted mark at its end has left over."""
        paragraphs = self.lines.pop()
        if text := self._carried.strip():
            paragraphs.append(Paragraph(text))
        self._carried = ""
        return paragraphs


def _row(cells: list[list[Paragraph]]) -> list[Paragraph]:
    """Return a row as one paragraph; a cell that is alone in it, as in a frame around a text, keeps its own."""
    if len(cells) == 1:
        return cells[0]
    texts = (" ".join(paragraph.text for paragraph in cell) for cell in cells)
    is_numbered = any(paragraph.is_numbered for cell in cells for paragraph in cell)
    text = "\t".join(filter(None, texts))
    return [Paragraph(text, is_numbered)] if text else []
