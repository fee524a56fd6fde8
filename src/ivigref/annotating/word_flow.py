"""A part of a Word document as a flow of text, with the runs and paragraphs that hold it."""

from __future__ import annotations

from dataclasses import dataclass, field

from ivigref import xml
from ivigref.annotating.edits import prefix_of, tag_at
from ivigref.annotating.flow import Flow, Piece
from ivigref.documents.docx import SKIPPED, TEXTS
from ivigref.documents.docx_fields import Fields

# Elements between a paragraph and a run in which a tracked change may stand.
_OPEN = frozenset(("p", "hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "ins", "customXml", "bdo", "dir"))
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}


@dataclass(slots=True)
class Paragraph:
    """Where the contents of a paragraph begin, behind its properties, and where they end."""

    start: int
    end: int = 0


@dataclass(slots=True)
class Run:
    """A run: its tag, its properties as they stand, and where it is.

    ``inserted`` is the tag of somebody's tracked insertion in which it stands, ``host`` the paragraph at which a
    comment on it may be put: that of the body, also for a text box. A run that is not ``is_open`` is not changed, and
    one that ``is_field`` is in the list that a reference manager has written.
    """

    tag: bytes
    start: int
    host: Paragraph
    is_open: bool
    is_boxed: bool
    inserted: bytes = b""
    properties: bytes = b""
    note: str = ""
    is_linked: bool = False
    is_field: bool = False


@dataclass(slots=True)
class Text:
    """An element that holds text: its name, its tag's place, and its run."""

    name: str
    start: int
    end: int
    run: Run
    is_text: bool = True


@dataclass
class WordFlow:
    """What was read of a part: its text, the places of its notes' marks, its root's name, and the highest number.

    ``marks`` are by kind and number the first and the last byte of the run that holds the mark of a note.
    """

    flow: Flow[Text]
    marks: dict[tuple[str, str], tuple[int, int]]
    prefix: str
    namespace: str
    highest: int


def read_flow(data: bytes) -> WordFlow:
    """Read a part of a document; raise FormatError where it is no XML or hostile."""
    reader = _Reader(data)
    xml.walk_placed(data, reader)
    return WordFlow(Flow.of(reader.pieces), reader.marks, reader.prefix, reader.namespace, reader.highest)


@dataclass
class _Reader:
    """Collects the pieces of a part."""

    _bytes: bytes
    pieces: list[Piece[Text]] = field(default_factory=list)
    marks: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    prefix: str = ""
    namespace: str = ""
    highest: int = 0
    _path: list[tuple[str, int]] = field(default_factory=list)
    _skipped: int = 0
    _number: int = 0
    _paragraphs: list[Paragraph] = field(default_factory=list)
    _numbers: list[int] = field(default_factory=list)
    _runs: list[Run] = field(default_factory=list)
    _text: Text | None = None
    _begun: tuple[str, str] | None = None
    _note: str = ""
    _fields: Fields = field(default_factory=Fields)

    def start(self, name: str, attributes: dict[str, str], place: int) -> None:
        """Open an element."""
        namespace, _, local = name.rpartition("}")
        if not self._path:
            self.namespace, self.prefix = namespace, prefix_of(tag_at(self._bytes, place))
        self._path.append((local, place))
        given = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        self._count(given.get("id", ""))
        if self._skipped:
            return
        self._fields.start(local, attributes)
        if local in SKIPPED:
            self._skipped = len(self._path)
        elif local == "p":
            self._number += 1
            self._numbers.append(self._number)
            self._paragraphs.append(Paragraph(place + len(tag_at(self._bytes, place))))
        elif local == "r" and self._paragraphs:
            self._runs.append(self._run(place))
        elif local == "t" and self._runs and self._paragraphs:
            tag = tag_at(self._bytes, place)
            kind = tag[1:-1].split()[0].rstrip(b"/").decode()
            self._text = Text(kind, place, place + len(tag), self._runs[-1], TEXTS.search(name) is not None)
        elif local in _NOTES and self._runs:
            self._begun = (_NOTES[local], given.get("id", ""))
        elif local in {"footnote", "endnote"}:
            self._note = given.get("id", "")

    def end(self, _: str, place: int) -> None:
        """Close an element."""
        local, start = self._path.pop()
        if self._skipped:
            if len(self._path) < self._skipped:
                self._skipped = 0
            return
        self._fields.end(local)
        behind = place if self._bytes[place : place + 2] != b"</" else place + len(tag_at(self._bytes, place))
        parent = self._path[-1][0] if self._path else ""
        if local == "t":
            self._text = None
        elif local == "rPr" and parent == "r" and self._runs:
            self._runs[-1].properties = self._bytes[start:behind]
        elif local == "pPr" and parent == "p" and self._paragraphs:
            self._paragraphs[-1].start = behind
        elif local == "r" and self._runs:
            run = self._runs.pop()
            if self._begun is not None:
                self.marks.setdefault(self._begun, (run.start, behind))
                self._begun = None
        elif local == "p" and self._paragraphs:
            self._paragraphs.pop().end = place
            self._numbers.pop()

    def data(self, text: str, place: int) -> None:
        """Take text that is shown."""
        if self._text is not None and self._text.is_text and not self._skipped:
            is_entity = self._bytes[place : place + 1] == b"&"
            end = self._bytes.index(b";", place) + 1 if is_entity else place + len(text.encode())
            self._text.run.is_field |= self._fields.is_list
            self.pieces.append(Piece(text, place, end, self._numbers[-1], self._text))
        elif not self._skipped:
            self._fields.text(text)

    def _count(self, given: str) -> None:
        digits = given.removeprefix("-")
        if digits.isdecimal() and len(digits) < 10:  # noqa: PLR2004  (of 32 bits)
            self.highest = max(self.highest, int(digits))

    def _run(self, place: int) -> Run:
        names = [name for name, _ in self._path[:-1]]
        within = names[len(names) - 1 - names[::-1].index("p") :] if "p" in names else names
        is_boxed = "txbxContent" in names
        inserted = b""
        if within[-1:] == ["ins"]:
            inserted = tag_at(self._bytes, self._path[-2][1])
        is_open = set(within) <= _OPEN and "ins" not in within[:-1] and not is_boxed
        host = self._paragraphs[0] if is_boxed else self._paragraphs[-1]
        return Run(tag_at(self._bytes, place), place, host, is_open, is_boxed, inserted, note=self._note,
                   is_linked="hyperlink" in within)  # fmt: skip
