"""The body of a page in HTML: its paragraphs, cells and captions, with superscripts and links to the list."""

from __future__ import annotations

from collections.abc import Iterable
from html.parser import HTMLParser

from ivigref.documents.contents import Contents
from ivigref.documents.html import BLOCKS, SILENT, closed
from ivigref.manuscripts.bodies.text import where_of
from ivigref.manuscripts.bodies.unlisted import without_list
from ivigref.manuscripts.passages import Break, Mark, Passage
from ivigref.model import Reference
from ivigref.model.in_text import Where

_WITHIN = frozenset(("br",))  # blocks that only break a line
_WHERE: dict[str, Where] = {"td": "table", "th": "table", "figcaption": "caption", "caption": "caption"}
_DEEPEST = 300  # elements within one another of which is kept where they are


def passages(contents: Contents, references: Iterable[Reference]) -> list[Passage]:
    """Return the passages of a page without those that are its list, its menus and its buttons.

    >>> page = "<p>It is rare.<sup><a href='#ref-1'>1</a></sup></p><h2>References</h2>"
    >>> [passage, _] = passages(Contents(text=page), [Reference(raw="Bruton OC. 1952.")])
    >>> passage.text, [(mark.kind, mark.value) for mark in passage.marks]
    ('It is rare.1', [('link', 'ref-1'), ('raised', '')])
    """
    reader = _Reader()
    reader.feed(closed(contents.shown))
    reader.close()
    return without_list(reader.passages, references)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.passages: list[Passage] = []
        self._silent = 0
        self._pieces: list[str] = []
        self._length = 0
        self._marks: list[Mark] = []
        self._breaks: list[Break] = []
        self._open: list[tuple[str, int, str]] = []  # a, sup and what says where: the name, where it begins, its value

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        if tag in SILENT or tag == "nav":
            self._silent += 1
        if tag in BLOCKS and tag not in _WITHIN:
            self._end()
        elif tag == "br":
            self._add(" ")
        if (tag in {"a", "sup"} or tag in _WHERE) and len(self._open) < _DEEPEST:
            href = next((value or "" for name, value in attrs if name == "href"), "")
            self._open.append((tag, self._length, href[1:] if href.startswith("#") else ""))

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        if tag in SILENT or tag == "nav":
            self._silent = max(0, self._silent - 1)
        if tag in BLOCKS and tag not in _WITHIN:
            self._end()
        place = next(
            (i for i in range(len(self._open) - 1, max(-1, len(self._open) - 20), -1) if self._open[i][0] == tag), None
        )
        if place is None:
            return
        _, begin, value = self._open.pop(place)
        if tag == "sup":
            self._marks.append(Mark("raised", begin, self._length))
        elif tag == "a" and value:
            self._marks.append(Mark("link", begin, self._length, value))

    def handle_data(self, data: str) -> None:
        """Keep text as it is shown."""
        if not self._silent:
            self._breaks.append(Break(self._length, self.getpos()[0]))
            self._add(" ".join(f"x{data}x".split())[1:-1])

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)

    def close(self) -> None:
        """End the page."""
        super().close()
        self._end()

    def _end(self) -> None:
        text = "".join(self._pieces)
        if text.strip():
            where: Where = next((_WHERE[name] for name, _, _ in reversed(self._open) if name in _WHERE), where_of(text))
            marks = tuple(sorted((m for m in self._marks if m.end > m.start), key=lambda m: (m.start, m.kind)))
            number = len(self.passages) + 1
            self.passages.append(Passage(text, number, where, marks=marks, breaks=tuple(self._breaks)))
        self._pieces, self._length, self._marks, self._breaks = [], 0, [], []
        self._open = [(name, 0, value) for name, _, value in self._open]
