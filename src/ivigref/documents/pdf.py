"""PDF files: the list is found in the order of their contents, and read from the boxes of its pages' characters."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, chain
from typing import NamedTuple

from ivigref.documents.contents import Contents
from ivigref.documents.edges import is_reference
from ivigref.documents.items import Items, Problem, enumerated, no_list, no_such_list
from ivigref.documents.layout.listed import items_of, printed
from ivigref.documents.numbering import numbered_lists
from ivigref.documents.pdf_process import Pdf, opened
from ivigref.documents.sections import printed_sections
from ivigref.errors import FormatError, InputError
from ivigref.model import Check
from ivigref.patterns import lazy

_PICTURES = "expected a PDF with text, found one whose pages are pictures: run OCR first (for example ocrmypdf)"
_MOST = 100  # pages that are read where no heading shows on which of them the list is
BEGINNING = 1_024  # bytes in which a PDF says that it is one: ISO 32000-1, annex H, note 13
_WORD = lazy(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def recognises(contents: Contents) -> bool:
    """Tell whether contents are a PDF, before which some servers write a line or two.

    >>> recognises(Contents(b"%PDF-1.7")), recognises(Contents(b"References"))
    (True, False)
    """
    return b"%PDF-" in contents.data[:BEGINNING]


def read(contents: Contents, which: int | None = None) -> Items:
    """Return the items of a PDF's list, each with its boxes on the pages.

    Raises FormatError where the file cannot be read or has pictures for pages, InputError where it has no list.
    """
    with opened(contents.data) as pdf:
        if not pdf.pages:
            raise FormatError("expected a PDF with text, found one without pages")
        lines = [text.replace("\r\n", "\n").replace("\r", "\n").split("\n") for text in pdf.texts]
        empty = sum(not any(line.strip() for line in page) for page in lines)
        if empty == pdf.pages:
            raise FormatError(_PICTURES)
        try:
            return _read(pdf, lines, which)
        except InputError as error:
            raise FormatError(_PICTURES) if empty * 2 > pdf.pages else error from error


def _read(pdf: Pdf, lines: Sequence[Sequence[str]], which: int | None) -> Items:
    """Find the list in the lines of each page, and read it from the boxes of its pages."""
    place = _headed(lines, which) or _unheaded(lines)
    found = printed([pdf.page(number) for number in place.pages], lines)
    items, problems = items_of(found, place.before, _words(lines))
    dated = sum(is_reference(item.raw) for item in items)
    if not items or (place.before is None and dated * 2 < len(items)):
        raise no_list()
    return Items(items, (*problems, *place.problems), place.lists)


class _Place(NamedTuple):
    """The pages of a list; how many begin above it on the first of them, or None where it has no heading."""

    pages: range
    before: int | None
    problems: tuple[Problem, ...] = ()
    lists: int = 1


def _headed(lines: Sequence[Sequence[str]], which: int | None) -> _Place | None:
    """Return where the list with most references is, or the one that is wanted; None where no heading has any."""
    every = list(chain.from_iterable(lines))
    sections = printed_sections(every)
    if not sections:
        return None
    if which is not None and not 1 <= which <= len(sections):
        raise no_such_list(len(sections), "lists of the PDF", which)
    longest = max(range(len(sections)), key=lambda i: sections[i].found)
    place = longest if which is None else which - 1
    ends = [*(section.first for section in sections[1:]), len(every)]
    starts = [_page_of(section.first - 1, lines) for section in sections]
    problems = (_several(starts, place),) if which is None and len(sections) > 1 else ()
    pages = _pages(lines, starts[place], _page_of(ends[place] - 1, lines))
    return _Place(pages, starts[:place].count(starts[place]), problems, len(sections))


def _unheaded(lines: Sequence[Sequence[str]]) -> _Place:
    """Return the pages from the first item of the longest numbered list on, or all: notes may be the list."""
    every = list(chain.from_iterable(lines))
    lists = numbered_lists(every, 0, len(every))
    begin = _page_of(max(lists, key=len)[0].line, lines) if lists else 0
    problem = Problem(Check.NO_HEADING, "no heading such as “References”: the longest numbered list is read")
    return _Place(range(begin, min(len(lines), begin + _MOST)), None, (problem,))


def _page_of(line: int, lines: Sequence[Sequence[str]]) -> int:
    """Return the page of a line, counted from 0."""
    ends = list(accumulate(map(len, lines)))
    return min(bisect_right(ends, line), len(lines) - 1)


def _pages(lines: Sequence[Sequence[str]], begin: int, end: int) -> range:
    """Return the pages of a list, from the one of its heading to the last that has references."""
    dated = [sum(map(is_reference, page)) for page in lines[: end + 1]]
    page = begin
    while page < end and (dated[page + 1] or max(dated[page + 2 : page + 3], default=0) > 1):
        page += 1
    return range(begin, page + 1)


def _words(lines: Sequence[Sequence[str]]) -> frozenset[str]:
    """Return the words that stand within the lines of a document, where none is broken."""
    return frozenset(word.casefold() for page in lines for line in page for word in _WORD.findall(line)[1:-1])


def _several(starts: Sequence[int], chosen: int) -> Problem:
    where = enumerated([str(page + 1) for page in starts])
    message = f"the PDF has {len(starts)} lists, on pages {where}; list {chosen + 1} is read (choose with --list)"
    return Problem(Check.SEVERAL_LISTS, message)
