"""The print and the record side by side, with the words marked that make a finding."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from typing import NamedTuple

from ivigref.model import Finding, Record, Reference, Severity
from ivigref.reports.places import find_printed
from ivigref.text import letters

_MOST = 500  # words of either side that are compared each with each; no title and hardly any list has more
SHOWN = 6  # authors of a record, or as many as are printed where that is more
_WORD = re.compile(r"\S+")
_ET_AL = re.compile(r"(?<![\s,])[\s,]++et al\.?")
_QUOTED = re.compile(r"[^“]*+“([^”]++)”")


class Piece(NamedTuple):
    """Some text; ``mark`` is the severity of the finding that it belongs to."""

    text: str
    mark: Severity | None = None


class _Span(NamedTuple):
    start: int
    end: int
    mark: Severity


def printed_pieces(reference: Reference, findings: Sequence[Finding]) -> list[Piece]:
    """Return the item as printed; what is not as in the record is marked.

    >>> finding = Finding(check="duplicate", severity="error", field="volume", printed="16", recorded="9", message="")
    >>> for piece in printed_pieces(Reference(raw="Pediatrics. 1952;16:722–8."), [finding]):
    ...     print(piece.mark, piece.text)
    None Pediatrics. 1952;
    error 16
    None :722–8.
    """
    spans = []
    for finding in findings:
        found = find_printed(finding, reference, reference.raw) if finding.field and finding.printed else None
        if found is None:
            continue
        spans += [
            _Span(found.start + start, found.start + end, finding.severity)
            for start, end in _foreign(finding, reference.raw[found.start : found.end], finding.recorded)
        ]
    return list(_cut(reference.raw, spans))


def recorded_pieces(reference: Reference, record: Record, findings: Sequence[Finding]) -> list[Piece]:
    """Return the record in the order of a printed reference; what is not as in the print is marked."""
    about = {finding.field: finding for finding in findings if finding.recorded}
    parts = [
        _part("authors", _authors(record, len(reference.authors)), about, ". "),
        _part("title", record.whole_title, about, ". "),
        _part("container_title", record.container_title, about, ". "),
        _part("year", record.year, about),
        _part("volume", record.volume, about, before=";"),
        _part("issue", record.issue, about, ")", before="("),
        _part("pages", record.pages or record.article_number, about, before=":"),
    ]
    return [piece for part in parts for piece in part]


def recorded(reference: Reference, record: Record) -> str:
    """Return the record in one line, with as many authors as are printed, or some.

    >>> recorded(Reference(), Record(title="On lupus", container_title="J Ideas", year=2003, volume="7", issue="2"))
    'On lupus. J Ideas. 2003;7(2)'
    """
    return "".join(piece.text for piece in recorded_pieces(reference, record, ()))


def _part(
    field: str, value: object, about: dict[str | None, Finding], after: str = "", *, before: str = ""
) -> Iterator[Piece]:
    if value is None or value == "":
        return
    text = str(value)
    finding = about.get(field)
    spans = []
    if finding is not None:
        spans = [_Span(start, end, finding.severity) for start, end in _foreign(finding, text, finding.printed)]
    if before:
        yield Piece(before)
    yield from _cut(text, spans)
    if after:
        yield Piece(after.lstrip(".") if text.endswith((".", "?", "!")) else after)


def _foreign(finding: Finding, text: str, other: str | None) -> list[tuple[int, int]]:
    """Return the places of the words of one side that the other does not have there."""
    if other is None:  # the print itself gives it away; the message quotes the words where they are some of many
        quoted = _QUOTED.match(finding.message)
        start = text.find(quoted[1]) if quoted else -1
        return [(start, start + len(quoted[1]))] if quoted and start >= 0 else [(0, len(text))]
    words = list(_WORD.finditer(text))
    theirs = _WORD.findall(other)
    # Authors behind "et al." and those that only the record lists are no difference.
    if finding.field == "authors" and ("et al." in other or "et al." in text):
        end = min(len(_ET_AL.split(side)[0].split()) for side in (text, other))
        words, theirs = words[:end], theirs[:end]
    parts = _parted([_key(word[0]) for word in words], [_key(word) for word in theirs])
    return [(words[a].start(), words[b - 1].end()) for a, b in parts]


def _parted(ours: list[str], theirs: list[str]) -> Iterator[tuple[int, int]]:
    """Yield where words of ours are not theirs; of two long sides all is, from where they part."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(ours, theirs, strict=False))
    begin = sum(1 for _ in alike)
    ours, theirs = ours[begin:], theirs[begin:]
    if len(ours) * len(theirs) > _MOST**2:
        yield begin, begin + len(ours)
        return
    for kind, a, b, _, _ in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if kind in {"replace", "delete"}:
            yield begin + a, begin + b


def _key(word: str) -> str:
    return letters(word) or word


def _cut(text: str, spans: Sequence[_Span]) -> Iterator[Piece]:
    place = 0
    for span in sorted(spans):
        if span.start < place or span.end <= span.start:
            continue
        if span.start > place:
            yield Piece(text[place : span.start])
        yield Piece(text[span.start : span.end], span.mark)
        place = span.end
    if place < len(text):
        yield Piece(text[place:])


def _authors(record: Record, printed: int) -> str:
    count = max(SHOWN, printed)
    names = ", ".join(name.short for name in record.authors[:count])
    more = len(record.authors) - count
    if more > 0:
        return f"{names} and {more} more"
    return f"{names}, et al" if names and record.et_al else names
