"""The text of an OpenDocument file as a flow, with the paragraphs and notes that hold it."""

from __future__ import annotations

from dataclasses import dataclass, field

from ivigref import xml
from ivigref.annotating.edits import tag_at
from ivigref.annotating.flow import Flow, Piece
from ivigref.documents.odt import SKIPPED, Deletions, holds_list

_WRAPPERS = frozenset(("span", "a"))


@dataclass(slots=True)
class Room:
    """Where contents begin and end: of a paragraph behind its tag, of a note all of it."""

    start: int
    end: int = 0


@dataclass(frozen=True, slots=True)
class Holder:
    """The element that holds text: its place, the tags around it in its paragraph, and where a comment may stand.

    ``host`` is the paragraph, for text in a box that around the box; ``note`` is that of a footnote. Text that is not
    ``is_open`` is not changed.
    """

    place: int
    tag: bytes
    around: tuple[bytes, ...]
    host: Room
    note: Room | None
    is_boxed: bool
    is_open: bool

    @property
    def is_linked(self) -> bool:
        """Whether it is the text of a link."""
        return any(tag.split()[0].rpartition(b":")[2].rstrip(b">") == b"a" for tag in self.around)


@dataclass
class TextFlow:
    """What was read of a file: its text, its root's tag, where changes are listed, and what is protected.

    ``body`` is the place behind the tag of the text's body and its forms, ``changes`` where the list of changes ends,
    or is where that is an empty element. ``is_managed`` says that a program writes the reference list.
    """

    flow: Flow[Holder]
    root: bytes
    body: int
    changes: tuple[int, int] | None
    is_protected: bool
    is_managed: bool


def read_flow(data: bytes) -> TextFlow:
    """Read the contents of a document; raise FormatError where they are no XML or hostile."""
    reader = _Reader(data)
    xml.walk_placed(data, reader)
    flow = Flow.of([*reader.pieces, *reader.aside])
    return TextFlow(flow, reader.root, reader.body, reader.changes, reader.is_protected, reader.is_managed)


@dataclass
class _Reader:
    """Collects the pieces of a document; those of notes and boxes, which interrupt a paragraph, by themselves."""

    _bytes: bytes
    pieces: list[Piece[Holder]] = field(default_factory=list)
    aside: list[Piece[Holder]] = field(default_factory=list)
    root: bytes = b""
    body: int = 0
    changes: tuple[int, int] | None = None
    is_protected: bool = False
    is_managed: bool = False
    _path: list[tuple[str, int]] = field(default_factory=list)
    _skipped: int = 0
    _number: int = 0
    _open: list[tuple[int, Room, int]] = field(default_factory=list)  # number, room and depth of each paragraph
    _notes: list[Room] = field(default_factory=list)
    _holder: Holder | None = None
    _deletions: Deletions = field(default_factory=Deletions)

    def start(self, name: str, attributes: dict[str, str], place: int) -> None:
        """Open an element."""
        local = name.rpartition("}")[2]
        self.root = self.root or tag_at(self._bytes, place)
        self._path.append((local, place))
        self._holder = None
        given = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        self._deletions.start(local, given)
        if self._skipped:
            return
        behind = place + len(tag_at(self._bytes, place))
        if local in SKIPPED:
            self._skipped = len(self._path)
        elif local in {"p", "h"}:
            self._number += 1
            self._open.append((self._number, Room(behind), len(self._path)))
        elif local == "note":
            self._notes.append(Room(place))
        elif local == "text" and self._path[-2:-1] and self._path[-2][0] == "body":
            self.body = behind
        elif local in {"section", "bibliography"}:
            self.is_protected |= given.get("protected") == "true"
            self.is_managed |= local == "bibliography" or holds_list(given.get("name", ""))

    def end(self, _: str, place: int) -> None:
        """Close an element."""
        local, start = self._path.pop()
        self._holder = None
        is_empty = self._bytes[place : place + 2] != b"</"
        behind = place if is_empty else place + len(tag_at(self._bytes, place))
        if local == "tracked-changes":
            self.changes = (start, behind) if is_empty else (place, place)
        if self._skipped:
            if len(self._path) < self._skipped:
                self._skipped = 0
        elif local in {"p", "h"}:
            self._open.pop()[1].end = place
        elif local == "note":
            self._notes.pop().end = behind
        elif local == "forms":
            self.body = behind

    def data(self, text: str, place: int) -> None:
        """Take text that is shown."""
        if not self._open or self._skipped or self._deletions.is_open or self._path[-1][0] == "note-citation":
            return
        is_entity = self._bytes[place : place + 1] == b"&"
        end = self._bytes.index(b";", place) + 1 if is_entity else place + len(text.encode())
        self._holder = self._holder or self._held()
        pieces = self.aside if len(self._open) > 1 else self.pieces
        pieces.append(Piece(text, place, end, self._open[-1][0], self._holder))

    def _held(self) -> Holder:
        depth = self._open[-1][2]
        around = self._path[depth:]
        note = self._notes[-1] if self._notes else None
        is_boxed = len(self._open) > 1 and note is None
        is_open = len(self._open) == 1 and all(name in _WRAPPERS for name, _ in around)
        tags = tuple(tag_at(self._bytes, place) for _, place in around)
        paragraph = tag_at(self._bytes, self._path[depth - 1][1])
        return Holder(self._path[-1][1], paragraph, tags, self._open[0][1], note, is_boxed, is_open)
