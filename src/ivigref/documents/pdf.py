"""PDF files: the list is found in the order of their contents, and read from the boxes of its pages' characters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from statistics import median

from ivigref.documents.contents import Contents
from ivigref.documents.edges import is_reference
from ivigref.documents.headings import is_heading
from ivigref.documents.items import Item, Items, Problem, enumerated, no_list, no_such_list, numbering_problems
from ivigref.documents.layout.ends import edges, follows_list, of_size, own, usual_size, without_captions
from ivigref.documents.layout.heads import running, without_line_numbers
from ivigref.documents.layout.lines import Line, lines_of
from ivigref.documents.layout.starts import Begin, numbered, unnumbered
from ivigref.documents.numbering import numbered_lists
from ivigref.documents.pdf_process import Pdf, opened
from ivigref.documents.sections import Section, sections_of
from ivigref.documents.wraps import joined
from ivigref.errors import FormatError
from ivigref.model import Box, Check
from ivigref.parsing.labels import labels_of

_BEGINNING = 1_024  # bytes in which a PDF says that it is one: ISO 32000-1, annex H, note 13
_AROUND = re.compile(r"^[\s|■●▪•]*+(?:\d{1,2}\s?[|.]?\s++)?|(?:\s?\.{2,90})?\s\d{1,4}\s*+$|\s++$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def recognises(contents: Contents) -> bool:
    """Tell whether contents are a PDF, before which some servers write a line or two.

    >>> recognises(Contents(b"%PDF-1.7")), recognises(Contents(b"References"))
    (True, False)
    """
    return b"%PDF-" in contents.data[:_BEGINNING]


def read(contents: Contents, which: int | None = None) -> Items:
    """Return the items of a PDF's list, each with its boxes on the pages.

    Raises FormatError where the file cannot be read or has pictures for pages, InputError where it has no list.
    """
    with opened(contents.data) as pdf:
        texts = pdf.texts
        if not pdf.pages or not any(text.strip() for text in texts):
            raise FormatError(_pictures(pdf.pages))
        return _Reader(pdf).read(which)


def _pictures(pages: int) -> str:
    if not pages:
        return "expected a PDF with text, found one without pages"
    return "expected a PDF with text, found one whose pages are pictures: run OCR first (for example ocrmypdf)"


def is_printed_heading(line: str) -> bool:
    """Tell whether a line of print is the heading of a list; a number, a rule or blanks between letters may be with it.

    >>> is_printed_heading("6 | REFERENCES"), is_printed_heading("R E F E R E N C E S"), is_printed_heading("References 13")
    (True, True, True)
    """
    if len(line) > 80 or not line[-1:].isprintable():  # noqa: PLR2004  (headings are short)
        return False
    text = _AROUND.sub("", line)
    return is_heading(text) or is_heading(text.replace(" ", ""))


class _Reader:
    """A PDF whose text is known, of which the list is read."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._lines = [text.replace("\r\n", "\n").replace("\r", "\n").split("\n") for text in pdf.texts]
        self._words = _words(pdf.texts)
        self._guessed: list[str] = []

    def read(self, which: int | None) -> Items:
        every = [line for page in self._lines for line in page]
        sections = [section for section in sections_of(every, is_printed_heading) if section.found > 1]
        problems: list[Problem] = []
        if sections:
            sections = [section for section in sections if section.found * 8 >= max(s.found for s in sections)]
            if which is not None and not 1 <= which <= len(sections):
                raise no_such_list(len(sections), "lists of the PDF", which)
            chosen = sections[which - 1] if which else max(sections, key=lambda section: section.found)
            if which is None and len(sections) > 1:
                problems.append(_several(sections, chosen, self._page_of))
            following = [section.first for section in sections if section.first > chosen.first]
            first, last = chosen.first, min((*following, len(every)))
            begin = self._page_of(first - 1)
            before = sum(section.first < first and self._page_of(section.first - 1) == begin for section in sections)
        else:
            lists = numbered_lists(every, 0, len(every))
            if not lists:
                raise no_list()
            starts = max(lists, key=len)
            first, last = starts[0].line, len(every)
            problems.append(
                Problem(Check.NO_HEADING, "no heading such as “References”: the longest numbered list is read")
            )
        pages = self._pages(first, last)
        items, more = self._items(pages, before if sections else None)
        return Items(items, (*more, *problems), max(1, len(sections)))

    def _page_of(self, line: int) -> int:
        """Return the page of a line, counted from 0."""
        for number, page in enumerate(self._lines):
            line -= len(page)
            if line < 0:
                return number
        return len(self._lines) - 1

    def _pages(self, first: int, last: int) -> range:
        """Return the pages of a list, from the one of its heading to the last that has references."""
        begin, end = self._page_of(max(first - 1, 0)), self._page_of(max(last - 1, first))
        page = begin
        dated = [sum(map(is_reference, lines)) for lines in self._lines[: end + 1]]
        while page < end and (dated[page + 1] or max(dated[page + 2 : page + 3], default=0) > 1):
            page += 1
        return range(begin, page + 1)

    def _items(self, pages: range, before: int | None) -> tuple[tuple[Item, ...], list[Problem]]:
        """Read the list on some pages; ``before`` counts those that begin on the first of them above it, if it has a heading."""
        shown = [self._pdf.page(number) for number in pages]
        lines, numbers = [], 0
        for page in shown:
            kept, count = without_line_numbers(lines_of(page))
            lines.append(kept)
            numbers += count
        heads = running(shown, lines, self._lines)
        found = [line for page in lines for line in page]
        left_out = [line for line in found if line in heads]
        found = [line for line in found if line not in heads]
        section = Section(0, 0, len(found))
        end = len(found)
        if before is not None:
            sections = [s for s in sections_of([line.text for line in found], is_printed_heading) if s.found > 1]
            section = sections[min(before, len(sections) - 1)] if sections else section
            end = next((other.first for other in sections if other.first > section.first), end)
        size = usual_size(found[section.first : section.last])
        # A numbered list goes on behind what stands between its columns; any other ends at the next heading.
        own_lines = of_size(without_captions(found[section.first : end]), size)
        if not (starts := numbered(own_lines)):
            own_lines = of_size(without_captions(found[section.first : section.last]), size)
            starts = unnumbered(own_lines)
        items, unread = self._cut(own_lines, starts)
        if not items:
            raise no_list()
        problems = [replace(problem, line=None) for problem in numbering_problems(items)]
        problems += _said(left_out, numbers, unread)
        problems += _repaired([word for line in own_lines for word in line.repaired], self._guessed)
        return items, problems

    def _cut(self, lines: Sequence[Line], starts: Sequence[Begin]) -> tuple[tuple[Item, ...], list[Line]]:
        """Give each item its lines; return those that are nobody's too."""
        ends = [*(start.line for start in starts[1:]), len(lines)]
        parts = [(start, lines[start.line : end]) for start, end in zip(starts, ends, strict=True)]
        pitch = _pitch([part for _, part in parts[:-1]] or [part for _, part in parts])
        at = edges(lines)
        items: list[Item] = []
        unread: list[Line] = []
        for start, part in parts:
            if start.number is None and items and follows_list(part[0]):
                unread += lines[start.line :]
                break
            count = own(part, last=start is starts[-1], pitch=pitch, at=at)
            unread += part[count:]
            items.append(self._item(start, part[:count]))
        while items and items[-1].number is None and not is_reference(items[-1].raw):
            items.pop()
        return tuple(items), unread

    def _item(self, start: Begin, lines: Sequence[Line]) -> Item:
        texts = [start.rest, *(line.text for line in lines[1:])]
        links = tuple(label for text in texts for label in labels_of(text))
        text, guessed = joined((text for text in texts if not labels_of(text)), self._words)
        self._guessed += guessed
        repaired = tuple(word for line in lines for word in line.repaired)
        known = {"line": None, "boxes": tuple(_boxes(lines))}
        return Item(text, start.number, links, known=known, repaired=(*repaired, *guessed))


def _words(texts: Sequence[str]) -> frozenset[str]:
    """Return the words that stand within the lines of a document, where none is broken."""
    return frozenset(
        word.casefold() for text in texts for line in text.split("\n") for word in _WORD.findall(line)[1:-1]
    )


def _pitch(parts: Sequence[Sequence[Line]]) -> float:
    """Return by how much a line of an item usually stands under the one before it."""
    steps = [
        b.base - a.base for part in parts for a, b in zip(part, part[1:], strict=False) if 0 < b.base - a.base < 60
    ]  # noqa: PLR2004  (another column)
    return median(steps) if steps else 0.0


def _boxes(lines: Sequence[Line]) -> Iterator[Box]:
    """Yield the boxes in which lines stand, one for each column or page."""
    run: list[Line] = []
    for line in (*lines, None):
        if line is None or (run and (line.page != run[-1].page or line.top < run[-1].top - line.height)):
            yield Box(
                page=run[0].page,
                left=round(min(each.left for each in run), 1),
                top=round(min(each.top for each in run), 1),
                right=round(max(each.right for each in run), 1),
                bottom=round(max(each.bottom for each in run), 1),
            )
            run = []
        if line is not None:
            run.append(line)


def _several(sections: Sequence[Section], chosen: Section, page_of: Callable[[int], int]) -> Problem:
    where = enumerated([str(page_of(section.first) + 1) for section in sections])
    message = f"the PDF has {len(sections)} lists, on pages {where}; list {sections.index(chosen) + 1} is read, --list chooses"
    return Problem(Check.SEVERAL_LISTS, message)


def _repaired(letters: Sequence[str], joined_words: Sequence[str]) -> Iterator[Problem]:
    said = []
    if letters:
        count = "1 word" if len(letters) == 1 else f"{len(letters)} words"
        said.append(f"letters of {count}, such as {letters[0]!r}")
    if joined_words:
        count = (
            "1 word that a line end breaks"
            if len(joined_words) == 1
            else f"{len(joined_words)} words that line ends break"
        )
        said.append(f"{count}, such as {joined_words[0]!r}, which the hyphen may belong to")
    if said:
        yield Problem(Check.LETTERS_REPAIRED, f"put right: {'; '.join(said)}")


def _said(heads: Sequence[Line], numbers: int, unread: Sequence[Line]) -> Iterator[Problem]:
    if heads:
        what = (
            "1 line that looks like a running head or page number is"
            if len(heads) == 1
            else f"{len(heads)} lines that look like running heads or page numbers are"
        )
        yield Problem(Check.RUNNING_LINES, f"{what} left out, such as {heads[0].text!r}")
    if numbers:
        yield Problem(Check.RUNNING_LINES, f"the numbers of {numbers} lines are left out")
    if unread:
        count = "1 line after an item is" if len(unread) == 1 else f"{len(unread)} lines after items are"
        yield Problem(Check.TEXT_AFTER, f"{count} not read, from {unread[0].text[:60]!r}, on page {unread[0].page}")
