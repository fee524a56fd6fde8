"""The body of an article in JATS: abstracts, paragraphs, cells, captions and notes, with its cross-references."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from ivigref.documents.contents import Contents
from ivigref.documents.jats import works_of
from ivigref.manuscripts.passages import Break, Mark, Passage
from ivigref.model import Reference
from ivigref.model.in_text import Where
from ivigref.patterns import lazy
from ivigref.xml import parse

# Elements in which a text of its own stands; all others are parts of a sentence.
_BLOCKS = frozenset(
    """
    abstract ack app boxed-text caption def def-list disp-quote fig fn list list-item named-content-block p sec
    speech statement table table-wrap table-wrap-foot td term th title tr verse-group
    """.split()
)
_WHERE: dict[str, Where] = {
    "abstract": "abstract", "trans-abstract": "abstract", "caption": "caption", "fig": "caption", "td": "table",
    "th": "table", "fn": "footnote", "table-wrap-foot": "footnote",
}  # fmt: skip
_SKIPPED = frozenset(
    """
    ref-list journal-meta disp-formula inline-formula math tex-math label contrib-group aff author-notes pub-date
    permissions self-uri kwd-group article-id article-categories title-group history counts custom-meta-group
    funding-group related-article glyph-data graphic
    """.split()
)
_BIBLIOGRAPHIC = frozenset(("bibr", "ref"))
_PLACED = lazy(
    r"<!--(?:[^-]++|-(?!->))*+(?:-->|\Z)|<!\[CDATA\[(?:[^\]]++|\](?!\]>))*+(?:\]\]>|\Z)"
    r"|<(?:[\w-]{1,20}:)?(xref|p|td|th|title)(?=[\s/>])"
)


def passages(contents: Contents, references: Iterable[Reference]) -> list[Passage]:
    """Return the passages of an article, whose cross-references to its list are links.

    >>> body = "<body><p>It is <sup><xref ref-type='bibr' rid='B1'>1</xref></sup>.</p></body>"
    >>> [passage] = passages(Contents(text=f"<article>{body}<ref-list><ref/></ref-list></article>"), ())
    >>> passage.text, [(mark.kind, mark.value) for mark in passage.marks]
    ('It is 1.', [('link', 'B1'), ('raised', '')])
    """
    del references
    source = contents.shown
    root = parse(source)
    lines = _Lines(source)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        lines.take(element)
    reader = _Reader(lines)
    reader.read(root, "text", is_read=not root.tag.endswith("article"))
    reader.end("text")
    return reader.passages


def anchors(contents: Contents, which: int | None = None) -> dict[str, tuple[int, ...]]:
    """Return which works of the list each name of a cross-reference means."""
    found: dict[str, tuple[int, ...]] = {}
    place = 0
    for name, count in works_of(contents, which):
        if name:
            found[name] = tuple(range(place, place + count))
        place += count
    return found


class _Lines:
    """The lines on which elements begin, where the source shows as many as there are."""

    def __init__(self, source: str) -> None:
        ends = [match.start() for match in re.finditer("\n", source)]
        self._places: dict[str, Iterator[int]] = {}
        found: dict[str, list[int]] = {}
        for match in _PLACED.finditer(source):
            if match[1]:
                found.setdefault(match[1], []).append(bisect_right(ends, match.start()) + 1)
        self._places = {name: iter(lines) for name, lines in found.items()}
        self._of: dict[int, int] = {}

    def take(self, element: Element) -> None:
        """Note the line of an element; they come in the order of the source."""
        if element.tag in self._places and (line := next(self._places[element.tag], None)) is not None:
            self._of[id(element)] = line

    def of(self, element: Element) -> int | None:
        """Return the line of an element, if it is known."""
        return self._of.get(id(element))


class _Reader:
    def __init__(self, lines: _Lines) -> None:
        self.passages: list[Passage] = []
        self._lines = lines
        self._pieces: list[str] = []
        self._length = 0
        self._marks: list[Mark] = []
        self._breaks: list[Break] = []

    def read(self, element: Element, where: Where, *, is_read: bool) -> None:
        """Read an element and all that is in it."""
        if element.tag in _SKIPPED:
            self._add(" ")
            return
        inside: Where = _WHERE.get(element.tag, where) if where != "abstract" else where
        is_block = element.tag in _BLOCKS
        is_read = is_read or element.tag in {"body", "back", "abstract", "trans-abstract", "floats-group"}
        if is_block:
            self.end(where)
        begin = self._length
        if is_read:
            if line := self._lines.of(element):
                self._breaks.append(Break(self._length, line))
            self._add(element.text or "")
        for child in element:
            self.read(child, inside, is_read=is_read)
            if is_read:
                self._add(child.tail or "")
        if is_block:
            self.end(inside)
        else:
            self._mark(element, begin)

    def _mark(self, element: Element, begin: int) -> None:
        if element.tag == "sup":
            self._marks.append(Mark("raised", begin, self._length))
        elif element.tag == "xref" and element.get("ref-type") in _BIBLIOGRAPHIC:
            names = (element.get("rid") or "").split()
            self._marks += [Mark("link", begin, self._length, name) for name in names]

    def _add(self, text: str) -> None:
        text = text.replace("\n", " ")
        self._pieces.append(text)
        self._length += len(text)

    def end(self, where: Where) -> None:
        """End a passage."""
        text = "".join(self._pieces)
        if text.strip():
            number = len(self.passages) + 1
            marks = tuple(sorted(self._marks, key=lambda mark: (mark.start, mark.kind)))
            self.passages.append(Passage(text, number, where, marks=marks, breaks=tuple(self._breaks)))
        self._pieces, self._length, self._marks, self._breaks = [], 0, [], []
