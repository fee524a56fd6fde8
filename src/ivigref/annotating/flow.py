"""The text that a document shows as pieces of its file, in which printed references are found letter by letter."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Generic, NamedTuple, TypeVar

from ivigref.annotating.differences import Change

H = TypeVar("H")
_TRIED = 50  # places of a text that is no reference of its own, such as “In press”
_NUMBERED = 6  # letters that may stand before a reference in its paragraph: its number


class Piece(NamedTuple, Generic[H]):
    """Text as one stretch of the bytes holds it, the number of its paragraph, and what element holds it."""

    text: str
    start: int
    end: int
    paragraph: int
    holder: H

    def place(self, offset: int) -> int:
        """Return the byte of one of its characters; what is written as an entity has no inside."""
        if offset >= len(self.text):
            return self.end
        return self.start + len(self.text[:offset].encode())


class Stretch(NamedTuple):
    """Where a reference stands in a text: the offset there of each of its letters."""

    letters: Sequence[int]

    @property
    def start(self) -> int:
        """The offset of its first letter."""
        return self.letters[0]

    @property
    def end(self) -> int:
        """The offset behind its last letter."""
        return self.letters[-1] + 1


@dataclass(frozen=True)
class Flow(Generic[H]):
    """The pieces of a document in their order, and the offsets of its letters."""

    pieces: Sequence[Piece[H]]
    text: str
    starts: Sequence[int]
    letters: str
    places: Sequence[int]

    @classmethod
    def of(cls, pieces: Sequence[Piece[H]]) -> Flow[H]:
        """Return pieces as a flow.

        >>> Flow.of([Piece("On ", 0, 3, 0, None), Piece("skin.", 9, 14, 0, None)]).letters
        'Onskin'
        """
        text = "".join(piece.text for piece in pieces)
        places = array("I", (i for i, c in enumerate(text) if c.isalnum()))
        starts = array("I", accumulate((len(piece.text) for piece in pieces), initial=0))
        return cls(pieces, text, starts, "".join(text[i] for i in places), places)

    def piece_at(self, offset: int) -> int:
        """Return which piece holds a character."""
        return min(bisect_right(self.starts, offset) - 1, len(self.pieces) - 1)

    def paragraph_at(self, offset: int) -> int:
        """Return the number of a character's paragraph."""
        return self.pieces[self.piece_at(offset)].paragraph

    def parts(self, start: int, end: int) -> Iterator[tuple[Piece[H], int, int]]:
        """Yield the pieces of a range, each with the bytes of it that are in the range."""
        for number in range(self.piece_at(start), len(self.pieces)):
            begin = self.starts[number]
            if begin >= end:
                break
            piece = self.pieces[number]
            if piece.text:
                yield piece, piece.place(max(start - begin, 0)), piece.place(min(end - begin, len(piece.text)))

    def find(self, raws: Sequence[str]) -> list[Stretch | None]:
        """Return where each of some printed texts stands, one behind the other if that is so; None for one that is not.

        Of several places one at the beginning of a paragraph is taken, with no more than a number before it.

        >>> flow = Flow.of([Piece("As Roe 2001.", 0, 12, 0, None), Piece("1. Roe 2001.", 20, 32, 1, None)])
        >>> [stretch.start for stretch in flow.find(["Roe 2001."])]
        [15]
        """
        found: list[Stretch | None] = []
        after = 0
        for raw in raws:
            wanted = "".join(filter(str.isalnum, raw))
            at = self._place(wanted, after) if wanted else None
            if at is None and wanted:
                at = self._place(wanted, 0)
            if at is not None:
                after = at + len(wanted)
            found.append(None if at is None else Stretch(self.places[at : at + len(wanted)]))
        return found

    def _place(self, wanted: str, after: int) -> int | None:
        first = at = self.letters.find(wanted, after)
        for _ in range(_TRIED):
            if at < 0:
                break
            if self.opens(self.places[at]):
                return at
            at = self.letters.find(wanted, at + 1)
        return first if first >= 0 else None

    def opens(self, offset: int) -> bool:
        """Tell whether a character begins its paragraph, but for a number before it."""
        found = "".join(filter(str.isalnum, self._text_of(offset, before=True)))
        return len(found) <= _NUMBERED and (not found or found.isdecimal())

    def closes(self, offset: int) -> bool:
        """Tell whether nothing but signs stands from an offset to the end of the paragraph before it."""
        return not any(map(str.isalnum, self._text_of(offset, before=False)))

    def _text_of(self, offset: int, *, before: bool) -> str:
        """Return the text of a paragraph before an offset, or behind it."""
        number = self.piece_at(offset if before else max(offset - 1, 0))
        paragraph, step = self.pieces[number].paragraph, -1 if before else 1
        parts = [self.text[self.starts[number] : offset] if before else self.text[offset : self.starts[number + 1]]]
        number += step
        while 0 <= number < len(self.pieces) and self.pieces[number].paragraph == paragraph and len(parts) < 40:  # noqa: PLR2004  (pieces; what has more before it is no number)
            parts.append(self.pieces[number].text)
            number += step
        return "".join(reversed(parts)) if before else "".join(parts)


def carried(change: Change, raw: str, flow: Flow[H], stretch: Stretch) -> Change | None:
    """Return a change of a printed reference as one of its document's text; None where that cannot hold it.

    >>> flow = Flow.of([Piece("7.  Lupus 16 :722 .", 0, 19, 0, None)])
    >>> [stretch] = flow.find(["Lupus 16:722."])
    >>> carried(Change(6, 8, "9"), "Lupus 16:722.", flow, stretch)
    Change(start=10, end=12, new='9')
    >>> carried(Change(13, 13, " x"), "Lupus 16:722.", flow, stretch)
    Change(start=17, end=17, new=' x')
    """
    own = [i for i, c in enumerate(raw) if c.isalnum()]
    first, last = bisect_left(own, change.start), bisect_left(own, change.end) - 1
    if first > last and first < len(own) and own[first] == change.start:  # put before a word
        start = end = stretch.letters[first]
    elif first > last:  # put behind what stands before it, and its signs
        start = stretch.letters[first - 1] + 1
        start += _alike(raw[own[first - 1] + 1 : change.start], flow.text[start : start + 9])
        end = start + change.end - change.start
        if flow.text[start:end] != raw[change.start : change.end]:  # signs that the document has otherwise
            return None
    else:
        start, end = stretch.letters[first], stretch.letters[last] + 1
        end += _alike(raw[own[last] + 1 : change.end], flow.text[end : end + 9])
        before = raw[change.start : own[first]]
        start -= _alike(before[::-1], flow.text[max(0, start - 9) : start][::-1])
    if flow.paragraph_at(start) != flow.paragraph_at(max(end - 1, start)):
        return None
    return Change(start, end, change.new)


def _alike(text: str, other: str) -> int:
    """Count the characters with which two texts begin alike."""
    return next((i for i, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), min(len(text), len(other)))
