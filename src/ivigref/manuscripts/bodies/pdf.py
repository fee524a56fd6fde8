"""The body of a PDF: the text of each page without running heads and lists, with superscripts by their place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ivigref.documents.contents import Contents
from ivigref.documents.layout.glyphs import Glyph
from ivigref.documents.pdf_process import opened
from ivigref.documents.sections import printed_sections
from ivigref.manuscripts.passages import Break, Mark, Passage
from ivigref.model import Reference
from ivigref.model.in_text import Where
from ivigref.patterns import lazy

_OFTEN = 3  # pages on which a line is a running head
_MARGIN = 4  # lines from the top and from the bottom of a page among which such are
_HANGING = frozenset("gjpqy,;()[]{}/|QJ_&$@§")  # what stands deeper than the line does
_LIFTED = 0.25  # of its height by which a raised figure stands above the line
_APART = 14.0  # points between two lines
_HYPHEN = "\ufffe"  # as the reader writes one at the end of a line
_BROKEN = "\x02"  # the same, where it has put the next line behind it at once
_TABLE = lazy(
    r"\s*(?:Table|Tab|Tabelle|Tableau|Tabla|Tabela)\.?\s?[\dIVX]{1,4}\b(?!\s(?:and|shows?|lists?|gives?|summari[sz]es?|presents?))",
    re.IGNORECASE,
)
_DIGITS = lazy(r"\d+")


class _Line:
    """A line of a page: its characters, and which of them are raised."""

    __slots__ = ("raised", "text")

    def __init__(self) -> None:
        self.text = ""
        self.raised: list[int] = []


def passages(contents: Contents, references: Iterable[Reference]) -> list[Passage]:
    """Return the text of each page; of a document in which no heading says where its list is there is none."""
    del references
    pages: list[list[_Line]] = []
    with opened(contents.data) as pdf:
        pages += [_lines(pdf.page(number).glyphs) for number in range(pdf.pages)]
    every = [line.text for page in pages for line in page]
    sections = printed_sections(every)
    if not sections:
        return []
    listed = {place for section in sections for place in range(section.first - 1, section.last)}
    running = _running(pages)
    found: list[Passage] = []
    begin = 0
    for number, page in enumerate(pages, 1):
        kept = [
            (place, line) for place, line in enumerate(page, 1)
            if begin + place - 1 not in listed and _bare(line.text) not in running
        ]  # fmt: skip
        found += _passage(number, kept)
        begin += len(page)
    return found


def _lines(glyphs: Sequence[Glyph]) -> list[_Line]:
    lines = [_Line()]
    bottom: float | None = None
    for glyph in glyphs:
        text = glyph.text
        if text == "\n":
            lines.append(_Line())
            continue
        if text in {"\r", "\0"}:
            continue
        line = lines[-1]
        if line.text.endswith(_BROKEN):  # of "12-15" it is a dash, and of a word nothing
            line.text = line.text[:-1] + ("-" if line.text[-2:-1].isdigit() else "")
        is_figure = text.isdigit() or text in ",–-"
        if bottom is not None and not glyph.is_generated and is_figure and text != ",":
            lift = bottom - glyph.bottom
            if text.isdigit() and _LIFTED * (glyph.bottom - glyph.top) < lift < _APART:
                line.raised.append(len(line.text))
        if text.isalpha() and text not in _HANGING:
            bottom = glyph.bottom
        line.text += text
    return lines


def _bare(text: str) -> str:
    return _DIGITS.sub("#", " ".join(text.split()))


def _running(pages: Sequence[Sequence[_Line]]) -> frozenset[str]:
    """Return the lines, without their numbers, that stand at the edge of several pages."""
    edges = ({_bare(line.text) for line in (*page[:_MARGIN], *page[-_MARGIN:])} for page in pages)
    count = Counter(text for page in edges for text in page if text)
    return frozenset(text for text, times in count.items() if times >= _OFTEN)


def _passage(number: int, lines: Sequence[tuple[int, _Line]]) -> Iterator[Passage]:
    """Yield the text of a page as one passage; none where it has no text."""
    pieces: list[str] = []
    marks: list[Mark] = []
    breaks: list[Break] = []
    length = 0
    for place, line in lines:
        text = line.text
        breaks.append(Break(length, place))
        marks += (Mark("raised", length + begin, length + end) for begin, end in _runs(line))
        if text.endswith((_HYPHEN, _BROKEN)):
            text = text[:-1]
        elif not text.endswith("-"):
            text = text.rstrip() + " "
        pieces.append(text.replace(_HYPHEN, "-"))
        length += len(pieces[-1])
    if length:
        # What of a page with a table is the table does not show, and so nothing of it is in the order of the text.
        where: Where = "table" if any(_TABLE.match(line.text) for _, line in lines) else "text"
        yield Passage("".join(pieces), number, where, page=number, marks=tuple(marks), breaks=tuple(breaks))


def _runs(line: _Line) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a line that are raised; the marks between raised figures are so as well."""
    raised = line.raised
    begin = 0
    while begin < len(raised):
        end = begin
        while end + 1 < len(raised) and (
            raised[end + 1] == raised[end] + 1
            or (raised[end + 1] <= raised[end] + 3 and not line.text[raised[end] + 1 : raised[end + 1]].strip(" ,–-−"))
        ):
            end += 1
        yield raised[begin], raised[end] + 1
        begin = end + 1
