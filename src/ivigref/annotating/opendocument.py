"""Comments and tracked changes in an OpenDocument text, packed or flat, otherwise as its author has left it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zipfile import ZipFile

from ivigref.annotating.differences import Change, applied
from ivigref.annotating.edits import Edits, Rank, quoted, text
from ivigref.annotating.flow import Stretch
from ivigref.annotating.opendocument_flow import Holder, TextFlow, read_flow
from ivigref.annotating.packages import part, repacked
from ivigref.annotating.remarks import AUTHOR, MANAGED, UNFOUND, Annotated, Remark, part_of, tracked, unplaced
from ivigref.budget import Budget
from ivigref.documents.contents import Contents
from ivigref.documents.packed import FAULTS
from ivigref.errors import FormatError

_CONTENT = "content.xml"
_SPACES = {
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
}


def annotated(data: bytes, remarks: Sequence[Remark], when: datetime) -> Annotated:
    """Return a document with a comment at each remark and its changes tracked; raise FormatError for no such document.

    What cannot be put into it is told.
    """
    if not Contents(data).is_package:
        body, writer = _written(data, remarks, when)
        return Annotated(body, writer.comments, len(writer.made), tuple(writer.told))
    try:
        with ZipFile(io.BytesIO(data)) as package:
            content = part(package, _CONTENT, Budget())
            signed = "META-INF/documentsignatures.xml" in package.namelist()
    except FormatError:
        raise
    except FAULTS as error:
        raise FormatError("expected an OpenDocument text (.odt), found a damaged file") from error
    body, writer = _written(content, remarks, when)
    told = ["the document was signed, and its signature does not hold for the copy"] if signed else []
    return Annotated(repacked(data, {_CONTENT: body}), writer.comments, len(writer.made), (*told, *writer.told))


def _written(content: bytes, remarks: Sequence[Remark], when: datetime) -> tuple[bytes, _Writer]:
    read = read_flow(content)
    writer = _Writer(content, read, when)
    if read.is_protected:
        writer.told.append("a section of the document is protected: take the protection off to accept changes in it")
    missed: list[tuple[str, str]] = []
    for listed in (True, False):
        chosen = [remark for remark in remarks if remark.is_listed is listed]
        for remark, stretch in zip(chosen, read.flow.find([each.words for each in chosen]), strict=True):
            if stretch is None:
                missed.append((remark.name, " ".join(remark.lines)))
            else:
                writer.at_words(remark, stretch)
    writer.told += unplaced(UNFOUND, missed)
    if read.is_managed and writer.made:
        writer.told.append(MANAGED)
    result = writer.result()
    if read_flow(result).flow.text != applied(read.flow.text, writer.made):
        raise FormatError("the document would not read back with its changes accepted: nothing was written")
    return result, writer


@dataclass
class _Writer:
    """The contents of a document and what is put into them."""

    content: bytes
    read: TextFlow
    when: datetime
    made: list[Change] = field(default_factory=list)
    comments: int = 0
    told: list[str] = field(default_factory=list)
    regions: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.edits = Edits(self.content)
        self._prefixes = {name: _prefix(self.read.root, space) for name, space in _SPACES.items()}
        taken = (int(found[1]) for found in re.finditer(rb'"ivigref(\d{1,9})"', self.content))
        self._number = max(taken, default=0)

    def at_words(self, remark: Remark, stretch: Stretch) -> None:
        """Comment on words, and track the changes in them."""
        held = tracked(remark, self.read.flow, stretch, self._change)
        self.told += remark.shortfall(len(held), linked=any(holder.is_linked for holder in held))
        if remark.lines:
            self.comments += 1
            self._comment(part_of(remark, stretch), remark.lines)

    def result(self) -> bytes:
        """Return the contents with all that was put into them."""
        if self.regions:
            listed = "".join(self.regions)
            if self.read.changes is not None and self.read.changes[0] == self.read.changes[1]:
                self.edits.put(self.read.changes[0], listed, Rank.CLOSED)
            else:
                tag = self._tag("text", "tracked-changes")
                whole = f'<{tag} {self._tag("text", "track-changes")}="false">{listed}</{tag}>'
                start, end = self.read.changes or (self.read.body, self.read.body)
                self.edits.replace(start, end, whole)
        return self.edits.result()

    def _tag(self, space: str, name: str) -> str:
        return f"{self._prefixes[space] or f'{space}:'}{name}"

    def _element(self, space: str, name: str, inner: str) -> str:
        """Write an element with text, and with its namespace where the document does not have it."""
        tag = self._tag(space, name)
        declared = "" if self._prefixes[space] else f" xmlns:{space}={quoted(_SPACES[space])}"
        return f"<{tag}{declared}>{inner}</{tag}>"

    def _signed(self) -> str:
        date = f"{self.when:%Y-%m-%dT%H:%M:%S}"
        return self._element("dc", "creator", AUTHOR) + self._element("dc", "date", date)

    def _next(self) -> str:
        self._number += 1
        return f"ivigref{self._number}"

    def _comment(self, stretch: Stretch, lines: tuple[str, ...]) -> None:
        flow, name = self.read.flow, self._next()
        first, last = (flow.pieces[flow.piece_at(offset)] for offset in (stretch.start, stretch.end - 1))
        said = "".join(self._element("text", "p", text(line)) for line in lines)
        tag, named = self._tag("office", "annotation"), f'{self._tag("office", "name")}="{name}"'
        if first.holder.note is not None or first.holder.is_boxed:  # at the mark, or at the paragraph around the box
            place = first.holder.note.end if first.holder.note is not None else first.holder.host.start
            self.edits.put(place, f"<{tag}>{self._signed()}{said}</{tag}>", Rank.BEGUN)
            return
        begin = first.place(stretch.start - flow.starts[flow.piece_at(stretch.start)])
        end = last.place(stretch.end - flow.starts[flow.piece_at(stretch.end - 1)])
        begin = first.holder.host.start if flow.opens(stretch.start) else begin
        end = last.holder.host.end if flow.closes(stretch.end) else end
        self.edits.put(begin, f"<{tag} {named}>{self._signed()}{said}</{tag}>", Rank.BEGUN)
        self.edits.put(end, f"<{tag}-end {named}/>", Rank.ENDED)

    def _change(self, change: Change) -> Holder | None:
        """Track a change; return the element in which it stands, or None where none may be tracked."""
        ranges = list(self._ranges(change))
        if not ranges or not all(holder.is_open for holder, _, _ in ranges):
            return None
        holder, _, end = ranges[-1]
        new = self._inserted(change.new) if change.new else ""
        if change.start == change.end:
            self.edits.put(end, new, Rank.CLOSED)
        else:
            for held, begin, finish in ranges:
                self.edits.replace(begin, finish, self._deleted(held, self.content[begin:finish]), Rank.OPENED)
            self.edits.put(end, new, Rank.CLOSED)
        self.made.append(change)
        return holder

    def _ranges(self, change: Change) -> Iterator[tuple[Holder, int, int]]:
        """Yield the pieces of text that a change is in, each with its bytes."""
        flow = self.read.flow
        if change.start < change.end:
            yield from ((piece.holder, begin, end) for piece, begin, end in flow.parts(change.start, change.end))
            return
        number = flow.piece_at(change.start if change.new[-1:].isspace() else max(change.start - 1, 0))
        place = flow.pieces[number].place(change.start - flow.starts[number])
        yield flow.pieces[number].holder, place, place

    def _region(self, kind: str, inner: str) -> str:
        """List a change, and return its name."""
        name = self._next()
        info = self._element("office", "change-info", self._signed())
        region, identity = self._tag("text", "changed-region"), f'{self._tag("text", "id")}="{name}"'
        what = self._element("text", kind, info + inner)
        self.regions.append(f'<{region} xml:id="{name}" {identity}>{what}</{region}>')
        return f'{self._tag("text", "change-id")}="{name}"'

    def _deleted(self, held: Holder, old: bytes) -> str:
        closed = "".join(f"</{_name(tag)}>" for tag in reversed(held.around))
        inner = b"".join((held.tag, *held.around, old)).decode() + f"{closed}</{_name(held.tag)}>"
        return f"<{self._tag('text', 'change')} {self._region('deletion', inner)}/>"

    def _inserted(self, new: str) -> str:
        named = self._region("insertion", "")
        start, end = self._tag("text", "change-start"), self._tag("text", "change-end")
        return f"<{start} {named}/>{text(new)}<{end} {named}/>"


def _prefix(root: bytes, space: str) -> str:
    """Return the prefix of a namespace in the tag of a root, with its colon; "" where it has none."""
    found = re.search(rb"xmlns:([\w.-]+)\s*=\s*[\"']" + re.escape(space.encode()) + rb"[\"']", root)
    return f"{found[1].decode()}:" if found else ""


def _name(tag: bytes) -> str:
    return tag[1:-1].split()[0].decode().rstrip("/")
