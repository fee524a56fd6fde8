"""Comments and tracked changes in a Word document, which is otherwise as its author has left it."""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zipfile import ZipFile

from ivigref.annotating.differences import Change, applied
from ivigref.annotating.edits import Edits, Rank, text
from ivigref.annotating.flow import Flow, Stretch
from ivigref.annotating.packages import part, repacked
from ivigref.annotating.remarks import AUTHOR, MANAGED, UNFOUND, Annotated, Remark, part_of, tracked, unplaced
from ivigref.annotating.word_flow import Run, Text, WordFlow, read_flow
from ivigref.annotating.word_parts import guards, with_comments
from ivigref.budget import Budget
from ivigref.documents.docx import related
from ivigref.documents.packed import FAULTS
from ivigref.errors import FormatError

_NOTES = ("footnotes", "endnotes")


def annotated(data: bytes, remarks: Sequence[Remark], when: datetime) -> Annotated:
    """Return a document with a comment at each remark and its changes tracked; raise FormatError for no such document.

    What cannot be put into it is told.
    """
    try:
        with ZipFile(io.BytesIO(data)) as package:
            return _annotated(data, package, remarks, when)
    except FormatError:
        raise
    except FAULTS as error:
        raise FormatError("expected a Word document (.docx), found another kind of file or a damaged one") from error


def _annotated(data: bytes, package: ZipFile, remarks: Sequence[Remark], when: datetime) -> Annotated:
    budget = Budget()
    main = related(package, "", budget).get("officeDocument", "word/document.xml")
    beside = related(package, main, budget)
    body = part(package, main, budget)
    comments = part(package, beside["comments"], budget) if beside.get("comments") in package.namelist() else None
    read = read_flow(body)
    writer = _Writer(body, read, when, read.highest + 1)
    if comments is not None:
        writer.number = max(writer.number, read_flow(comments).highest + 1)
    notes = [(kind, read_flow(part(package, beside[kind], budget))) for kind in _NOTES if kind in beside]
    for listed in (True, False):  # words of the text are not looked for behind the list
        chosen = [remark for remark in remarks if remark.is_listed is listed]
        _write(writer, chosen, notes)
    result = writer.edits.result()
    if read_flow(result).flow.text != applied(read.flow.text, writer.made):
        raise FormatError("the document would not read back with its changes accepted: nothing was written")
    parts = {main: result}
    if writer.comments:
        place = beside.get("comments") or posixpath.join(posixpath.dirname(main), "comments.xml")
        parts |= with_comments(package, main, place, comments, writer.comments, read, budget,
                               date=f"{when:%Y-%m-%dT%H:%M:%SZ}")  # fmt: skip
    managed = [MANAGED] if writer.is_managed else []
    told = (*guards(package, beside.get("settings"), budget), *managed, *writer.told)
    return Annotated(repacked(data, parts), len(writer.comments), len(writer.made), told)


def _write(writer: _Writer, remarks: Sequence[Remark], notes: Sequence[tuple[str, WordFlow]]) -> None:
    flow = writer.read.flow
    missed: list[tuple[str, str]] = []
    found = flow.find([remark.words for remark in remarks])
    for remark, stretch in zip(remarks, found, strict=True):
        if stretch is not None:
            writer.at_words(remark, stretch)
        elif (mark := _mark(writer, remark, notes)) is not None:
            writer.at_mark(remark, mark)
        else:
            missed.append((remark.name, " ".join(remark.lines)))
    writer.told += unplaced(UNFOUND, missed)


def _mark(writer: _Writer, remark: Remark, notes: Sequence[tuple[str, WordFlow]]) -> tuple[int, int] | None:
    """Return the mark of the note that prints the words: Word has no comments within a note."""
    for kind, read in notes:
        [stretch] = read.flow.find([remark.words])
        if stretch is not None:
            note = read.flow.pieces[read.flow.piece_at(stretch.start)].holder.run.note
            return writer.read.marks.get((kind, note))
    return None


@dataclass
class _Writer:
    """The body of a document and what is put into it."""

    body: bytes
    read: WordFlow
    when: datetime
    number: int
    made: list[Change] = field(default_factory=list)
    comments: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    is_managed: bool = False

    def __post_init__(self) -> None:
        self.edits = Edits(self.body)
        self._p = self.read.prefix
        self._signed = f'{self._p}author="{AUTHOR}" {self._p}date="{self.when:%Y-%m-%dT%H:%M:%SZ}"'

    def at_words(self, remark: Remark, stretch: Stretch) -> None:
        """Comment on words, and track the changes in them."""
        runs = tracked(remark, self.read.flow, stretch, self._change)
        self.is_managed = self.is_managed or any(run.is_field for run in runs)
        self.told += remark.shortfall(len(runs), linked=any(run.is_linked for run in runs))
        if remark.lines:
            words = part_of(remark, stretch)
            before, behind = self._commented(remark.lines)
            self._anchor(words.start, before, is_end=False)
            self._anchor(words.end, behind, is_end=True)

    def at_mark(self, remark: Remark, mark: tuple[int, int]) -> None:
        """Comment on the mark of a note."""
        if remark.changes:
            self.told.append(f"{remark.name}: changes are not suggested in notes; the comment is at the note's mark")
        if remark.lines:
            before, behind = self._commented(remark.lines)
            self.edits.put(mark[0], before, Rank.BEGUN)
            self.edits.put(mark[1], behind, Rank.ENDED)

    def _next(self) -> int:
        self.number += 1
        return self.number - 1

    def _commented(self, lines: tuple[str, ...]) -> tuple[str, str]:
        """Take a comment, and return the marks before and behind what it is about."""
        p, number = self._p, self._next()
        self.comments.append((number, lines))
        begin = f'<{p}commentRangeStart {p}id="{number}"/>'
        end = f'<{p}commentRangeEnd {p}id="{number}"/><{p}r><{p}commentReference {p}id="{number}"/></{p}r>'
        return begin, end

    def _anchor(self, offset: int, markup: str, *, is_end: bool) -> None:
        """Put a mark before or behind words: at the edge of their paragraph, or between two halves of a run."""
        flow = self.read.flow
        number = flow.piece_at(offset - 1 if is_end else offset)
        piece = flow.pieces[number]
        run, rank = piece.holder.run, Rank.ENDED if is_end else Rank.BEGUN
        is_edge = flow.closes(offset) if is_end else flow.opens(offset)
        if is_edge or run.is_boxed or not piece.holder.name.startswith(self._p):
            self.edits.put(run.host.end if is_end else run.host.start, markup, rank)
            return
        self._kept(piece.holder)
        self.edits.put(piece.place(offset - flow.starts[number]), self._split(piece.holder, markup), rank)

    def _kept(self, holder: Text) -> None:
        """Keep the blanks at the ends of a text that is cut in two."""
        self.edits.replace(holder.start, holder.end, f'<{holder.name} xml:space="preserve">')

    def _split(self, holder: Text, markup: str) -> str:
        return f"</{holder.name}></{self._p}r>{markup}{self._again(holder.run)}"

    def _again(self, run: Run, name: str = "t") -> str:
        return f'{run.tag.decode()}{run.properties.decode()}<{self._p}{name} xml:space="preserve">'

    def _change(self, change: Change) -> Run | None:
        """Track a change; return the run in which it stands, or None where none may be tracked."""
        flow, p = self.read.flow, self._p
        ranges = _ranges(flow, change)
        if not ranges or not all(holder.run.is_open for holder, _, _ in ranges):
            return None
        holder, _, end = ranges[-1]
        new = self._inserted(holder.run, change.new) if change.new else ""
        for held, begin, finish in ranges:
            self._kept(held)
            if change.start == change.end:
                self.edits.put(begin, self._split(held, new), Rank.CLOSED)
                continue
            tag = f'<{p}del {p}id="{self._next()}" {self._signed}>{self._again(held.run, "delText")}'
            self.edits.put(begin, f"</{held.name}></{p}r>{tag}", Rank.OPENED)
            closing = f"</{p}delText></{p}r></{p}del>{new if finish == end and held is holder else ''}"
            self.edits.put(finish, f"{closing}{self._again(held.run)}", Rank.CLOSED)
        self.made.append(change)
        return holder.run

    def _inserted(self, run: Run, new: str) -> str:
        p = self._p
        words = f"{self._again(run)}{text(new)}</{p}t></{p}r>"
        own = f'<{p}ins {p}id="{self._next()}" {self._signed}>{words}</{p}ins>'
        if not run.inserted:
            return own
        # Somebody's insertion goes on behind it, under another number.
        again = re.sub(rf"(?<=\b{p}id=)[\"'][^\"']*[\"']", f'"{self._next()}"', run.inserted.decode())
        return f"</{p}ins>{own}{again}"


def _ranges(flow: Flow[Text], change: Change) -> list[tuple[Text, int, int]]:
    """Return the elements of text that a change is in, each with its bytes."""
    if change.start == change.end:
        is_before = change.new[-1:].isspace()  # a word that is put before another
        number = flow.piece_at(change.start if is_before else max(change.start - 1, 0))
        piece = flow.pieces[number]
        place = piece.place(change.start - flow.starts[number])
        return [(piece.holder, place, place)]
    found: list[tuple[Text, int, int]] = []
    for piece, begin, end in flow.parts(change.start, change.end):
        if found and found[-1][0] is piece.holder:
            found[-1] = (piece.holder, found[-1][1], end)
        else:
            found.append((piece.holder, begin, end))
    return found
