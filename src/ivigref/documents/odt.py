"""OpenDocument text (.odt, .fodt) as its author sees it, with the fields of Zotero, Mendeley and LibreOffice."""

from __future__ import annotations

import io
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TypeVar
from zipfile import ZipFile

from ivigref import xml
from ivigref.budget import Budget, Counted
from ivigref.documents.contents import Contents
from ivigref.documents.docx import Paragraph, Shown
from ivigref.documents.docx_fields import BIBLIOGRAPHY, Fields
from ivigref.documents.entries import of_bibtex
from ivigref.documents.items import Item, Items
from ivigref.documents.packed import FAULTS
from ivigref.documents.word import read_shown
from ivigref.errors import FormatError
from ivigref.xml import root_of

R = TypeVar("R", bound="Reader")

_TYPES = ("application/vnd.oasis.opendocument.text", "application/vnd.sun.xml.writer")
_MANIFEST, _HEAD = "META-INF/manifest.xml", 1_000_000
_PLAIN = str.maketrans(dict.fromkeys("{}@\\", " "))  # what BibTeX would read as its own
SKIPPED = frozenset(
    ("tracked-changes", "annotation", "ruby-text", "index-title-template", "meta", "settings", "styles")
)
# The attributes of LibreOffice's own citations, and the fields of BibTeX that they are.
_OWN = {
    "author": "author", "title": "title", "year": "year", "journal": "journal", "volume": "volume", "number": "number",
    "pages": "pages", "publisher": "publisher", "booktitle": "booktitle", "address": "address", "edition": "edition",
    "isbn": "isbn", "url": "url", "editor": "editor", "series": "series",
}  # fmt: skip


def recognises(contents: Contents) -> bool:
    """Tell whether contents are a text of OpenDocument, packed or flat.

    >>> recognises(Contents(b"References"))
    False
    """
    return (contents.is_package and contents.media_type.startswith(_TYPES)) or _is_flat(contents.data)


def _is_flat(data: bytes) -> bool:
    head = data[:2_000]
    return b"office:document" in head and root_of(head.decode("utf-8", "replace")) == "office:document"


def read(contents: Contents, which: int | None = None) -> Items:
    """Return the items of a document, as those of a Word document are found.

    Raises FormatError for a damaged document, InputError for one without a list.
    """
    reader = gone_through(contents, Reader())
    notes = {kind: list(found) for kind, found in reader.notes.items()}
    return read_shown(Shown(reader.paragraphs, notes, reader.changes, reader.fields), which, own=reader.own())


def gone_through(contents: Contents, reader: R) -> R:
    """Let a reader go through a document, and return it; raise FormatError for a damaged one."""
    budget = Budget()
    try:
        if contents.is_package:
            with ZipFile(io.BytesIO(contents.data)) as package, package.open("content.xml") as stream:
                _refuse_locked(package, budget)
                xml.walk(stream, reader, budget)
        else:
            xml.walk(io.BytesIO(contents.data), reader, budget)
    except FormatError:
        raise
    except FAULTS as error:
        raise FormatError("expected an OpenDocument text (.odt), found a damaged file") from error
    return reader


def _refuse_locked(package: ZipFile, budget: Budget) -> None:
    """Raise FormatError where the parts are encrypted, as the manifest says that is in the clear."""
    if _MANIFEST in package.namelist():
        with package.open(_MANIFEST) as stream:
            manifest = Counted(stream, budget).read(_HEAD)
        if b"encryption-data" in manifest:
            raise FormatError("expected a text that can be read, found one with a password: save a copy without it")


@dataclass(slots=True)
class _Open:
    """A paragraph that is being read, and what of it Word's has as well."""

    pieces: list[str] = field(default_factory=list)
    is_numbered: bool = False
    style: str = ""


@dataclass(slots=True)
class Deletions:
    """Knows whether text is deleted that LibreOffice leaves in its place, as it does while changes are shown."""

    _names: set[str] = field(default_factory=set)
    _region: str = ""
    _open: set[str] = field(default_factory=set)

    @property
    def is_open(self) -> bool:
        """Whether text that comes now is deleted."""
        return bool(self._open)

    def start(self, local: str, given: dict[str, str]) -> None:
        """Take the beginning of an element."""
        if local == "changed-region":
            self._region = given.get("id", "")
        elif local == "deletion":
            self._names.add(self._region)
        elif local == "change-start" and (name := given.get("change-id", "")) in self._names:
            self._open.add(name)
        elif local == "change-end":
            self._open.discard(given.get("change-id", ""))


def holds_list(name: str) -> bool:
    """Tell whether a section holds the list of a reference manager, by its name.

    >>> holds_list("ZOTERO_BIBL {} RND7"), holds_list("Section1")
    (True, False)
    """
    return BIBLIOGRAPHY.match(name) is not None or BIBLIOGRAPHY.match(f"ADDIN {name}") is not None


class Reader:
    """Collects the paragraphs of a document."""

    def __init__(self) -> None:
        self.paragraphs: list[Paragraph] = []
        self.notes: defaultdict[str, list[str]] = defaultdict(list)
        self.fields = Fields()
        self.changes = 0
        self._entries: dict[str, str] = {}
        self._path: list[str] = []
        self._skipped = 0
        self._open: list[_Open] = []
        self._note: list[tuple[str, list[str]]] = []
        self._held: list[bool] = []  # the sections that are open, and whether each holds the list
        self._numbering: dict[str, bool] = {}
        self._style = ""
        self._lists: list[str] = []
        self._deletions = Deletions()
        self._is_first = False  # of a list's item, whose number stands before the first paragraph

    def own(self) -> tuple[Item, ...]:
        """Return the works that LibreOffice's own citations have as data."""
        return of_bibtex("\n".join(self._entries.values()))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Open an element."""
        local = name.rpartition("}")[2]
        self._path.append(local)
        given = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        self._deletions.start(local, given)
        if self._skipped:
            self.changes += local == "changed-region"
        elif local in SKIPPED:
            self._skipped = len(self._path)
        elif (opening := getattr(self, f"_start_{local.replace('-', '_')}", None)) is not None:
            opening(given)

    def end(self, name: str) -> None:
        """Close an element."""
        local = name.rpartition("}")[2]
        self._path.pop()
        if self._skipped:
            if len(self._path) < self._skipped:
                self._skipped = 0
        elif (closing := getattr(self, f"_end_{local.replace('-', '_')}", None)) is not None:
            closing()

    def data(self, text: str) -> None:
        """Take text that is shown."""
        if self._open and not (self._skipped or self._deletions.is_open or self._path[-1] == "note-citation"):
            self._open[-1].pieces.append(text.replace("\n", " "))

    def _start_p(self, given: dict[str, str]) -> None:
        is_numbered = self._is_first and self._numbering.get(next(filter(None, reversed(self._lists)), ""), False)
        self._is_first = False
        self._open.append(_Open(is_numbered=is_numbered, style=given.get("style-name", "")))

    _start_h = _start_p

    def _end_p(self) -> None:
        ended = self._open.pop()
        text = "".join(ended.pieces).strip()
        if not text:
            return
        if self._note:
            self._note[-1][1].append(text)
        else:
            self.paragraphs.append(Paragraph(text, ended.is_numbered, ended.style, is_listed=any(self._held)))

    _end_h = _end_p

    def _start_tab(self, _: dict[str, str]) -> None:
        self.data("\t")

    def _start_s(self, given: dict[str, str]) -> None:
        self.data(" " * min(int(c) if (c := given.get("c", "1")).isdecimal() and len(c) < 4 else 1, 80))  # noqa: PLR2004  (no line has more)

    def _start_line_break(self, _: dict[str, str]) -> None:
        if self._open:
            self._open[-1].pieces.append("\n")

    def _start_list_style(self, given: dict[str, str]) -> None:
        self._style = given.get("name", "")

    def _start_list_level_style_number(self, given: dict[str, str]) -> None:
        if given.get("level") == "1" and given.get("num-format", "1") == "1":
            self._numbering[self._style] = True

    def _start_list(self, given: dict[str, str]) -> None:
        self._lists.append(given.get("style-name", ""))

    def _end_list(self) -> None:
        self._lists.pop()

    def _start_list_item(self, _: dict[str, str]) -> None:
        self._is_first = True

    def _start_note(self, given: dict[str, str]) -> None:
        self._note.append((f"{given.get('note-class', 'footnote')}s", []))

    def _end_note(self) -> None:
        kind, texts = self._note.pop()
        self.notes[kind].append(" ".join(texts))

    def _start_section(self, given: dict[str, str]) -> None:
        self._held.append(holds_list(given.get("name", "")))

    def _end_section(self) -> None:
        self._held.pop()

    def _start_bibliography(self, _: dict[str, str]) -> None:
        self._held.append(True)

    _end_bibliography = _end_section

    def _start_reference_mark_start(self, given: dict[str, str]) -> None:
        self.fields.codes.append(given.get("name", ""))

    def _start_bibliography_mark(self, given: dict[str, str]) -> None:
        key = given.get("identifier", "")
        fields = ",\n".join(
            f"{_OWN[name]} = {{{value.translate(_PLAIN)}}}" for name, value in given.items() if name in _OWN and value
        )
        kind = given.get("bibliography-type", "misc")
        self._entries.setdefault(key, f"@{kind if kind.isalpha() else 'misc'}{{{key.translate(_PLAIN)},\n{fields}}}")
