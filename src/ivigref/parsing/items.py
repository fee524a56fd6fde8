"""Split a pasted text into the items of its reference list, whatever stands around and between them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ivigref.errors import InputError
from ivigref.parsing.numbering import Start, numbered_lists
from ivigref.parsing.page import cut_labels, is_after, is_heading, labels_of
from ivigref.parsing.repair import tidy
from ivigref.parsing.wraps import join

_BULLET = re.compile(r"\s*+[•·▪◦‣*–—-]\s++")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_REFERENCE = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)|in press|\bn\.\s?d\.|\bdoi\b|https?://", re.IGNORECASE)
_SOURCE_LINE = re.compile(r"[^()]{3,150}\((?:1[5-9]|20)\d\d\),?\s(?:pp?\.|Article|Art\.)\s?[\w\s.–-]{1,30}")
_NEXT_INLINE = re.compile(r"(?<=[.\d)\]])\s[\[(]?(\d{1,4})[.)\]]{1,2}\s(?=[^\W\d_a-z])")
_PAGE_LINE = re.compile(r"\s*+(?:page\s++)?\d{1,4}(?:\s(?:of|/)\s\d{1,4})?\s*+", re.IGNORECASE)
# An item that no number opens: a family name, then initials, a comma, or the year.
_AUTHOR_OPENS = re.compile(
    r"""\s*+(?:[a-z'’]{1,4}\s){0,3}[^\W\d_a-z][^\W\d_]*(?:[-'’ ][^\W\d_]+){0,4}
        (?: ,\s?[^\W\d_a-z] | \s[A-ZÀ-Þ]{1,4}(?:[,.:]|\sand\s|\set\sal|\s\() | \.?\s\(\d{4} | [.,]\s(?:1[5-9]|20)\d\d )
      | \s*+(?:[A-ZÀ-Þ]\.[\s-]?){1,4}[^\W\d_a-z][^\W\d_]+[,.\s]""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about the list itself that its author should know; the items come out all the same.

    ``check`` is one of duplicate-number, missing-number, no-heading, text-before, text-after, several-lists,
    encoding-assumed, encoding-repaired.
    """

    check: str
    message: str
    number: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list: its text without number and link labels, and the line of the input where it begins.

    ``known`` are the fields that the input itself tells apart, as JATS does; no grammar has to find them.
    """

    raw: str
    number: int | None = None
    links: tuple[str, ...] = ()
    line: int = 1
    known: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Items:
    """The items of one list in printed order, and what is wrong with the list; ``lists`` counts those in the text."""

    items: tuple[Item, ...]
    problems: tuple[Problem, ...] = ()
    lists: int = 1


def split(text: str, *, which: int | None = None) -> Items:
    r"""Find the reference list in a text and split it into items; raise InputError where there is none.

    ``which`` chooses among several numbered lists (from 1); without it the longest is taken.

    >>> text = "References\n 1. Bruton OC. A. 1952.\n  PubMed  CAS\n 3. Imbach P. B.\n    Lancet. 1981."
    >>> items = split(text).items
    >>> [(item.number, item.raw, item.links, item.line) for item in items]
    [(1, 'Bruton OC. A. 1952.', ('PubMed', 'CAS'), 2), (3, 'Imbach P. B. Lancet. 1981.', (), 4)]
    """
    if not text.strip():
        raise InputError("expected a reference list, found an empty text")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    first, last, headed = _section(lines)
    lists = numbered_lists(lines, first, last)
    if not lists or (headed and any(_AUTHOR_OPENS.match(line) for line in lines[first : lists[0][0].line])):
        return _unnumbered(lines, first, last, headed=headed)
    if which is not None and not 1 <= which <= len(lists):
        raise InputError(f"expected one of the {len(lists)} lists of the text, found {which}")
    chosen = lists[which - 1] if which is not None else max(lists, key=len)
    later = [starts[0].line for starts in lists if starts[0].line > chosen[0].line]
    items, end = _cut(lines, chosen, min(later, default=last))
    if not headed and not any(_is_reference(item.raw) for item in items):
        raise _no_list()
    problems = list(_numbering(items))
    if which is None and len(lists) > 1:
        sizes = ", ".join(str(len(starts)) for starts in lists)
        problems.append(
            Problem("several-lists", f"the text has {len(lists)} lists ({sizes} items); the longest is read")
        )
    return Items(items, (*problems, *_around(lines, first, chosen[0].line, end)), len(lists))


def _is_reference(text: str) -> bool:
    """Tell whether a text could be a reference: it has a year, or what stands for one."""
    return _REFERENCE.search(tidy(text)) is not None


def _no_list() -> InputError:
    return InputError("found no reference list: expected a heading such as “References”, or numbered items with years")


def _section(lines: Sequence[str]) -> tuple[int, int, bool]:
    """Find the list under a heading: the one with most references under it, since menus repeat the word."""
    best = (0, 0, len(lines))
    headings = [i for i, line in enumerate(lines) if is_heading(line)]
    for heading, following in zip(headings, [*headings, len(lines)][1:], strict=True):
        end = next((i for i in range(heading + 1, following) if is_after(lines[i])), following)
        found = sum(1 for line in lines[heading + 1 : end] if _is_reference(line))
        if found > best[0]:
            best = (found, heading + 1, end)
    return best[1], best[2], best[0] > 0


def _cut(lines: Sequence[str], starts: Sequence[Start], last: int) -> tuple[tuple[Item, ...], int]:
    """Gather each item's lines up to the next start; return the items and the line after the last of them."""
    items = []
    end = last
    furniture = _furniture(lines)
    for start, following in zip(starts, [*(s.line for s in starts[1:]), last], strict=True):
        parts, links, end = [start.rest], list[str](), following
        for i in range(start.line + 1, following):
            line = lines[i]
            if found := labels_of(line):
                links.extend(found)
            elif following == last and (
                is_heading(line) or (_is_blank(lines[i - 1]) and _YEAR.search(" ".join(parts)))
            ):
                if not _is_blank(line):
                    end = i
                    break
            elif line not in furniture:
                parts.append(line)
        for number, raw in _inline(start.number or 0, _joined(parts)):
            text, bracketed = cut_labels(raw)
            items.append(Item(text.strip(), number, bracketed, start.line + 1))
        items[-1] = replace(items[-1], links=(*links, *items[-1].links))
    return tuple(items), end


def _joined(parts: Sequence[str]) -> str:
    """Join an item's lines; where authors, title and source have a line each, as on ScienceDirect, the lines stay."""
    lines = [part.strip() for part in parts if not _is_blank(part)]
    return "\n".join(lines) if len(lines) > 2 and _SOURCE_LINE.fullmatch(lines[-1]) else join(lines)  # noqa: PLR2004  (the three)


def _inline(number: int, raw: str) -> Iterator[tuple[int, str]]:
    """Part items that stand one after another on a line: "1. … 16:722–8. 2. …"."""
    begin = 0
    for match in _NEXT_INLINE.finditer(raw):
        if int(match.group(1)) == number + 1 and _is_reference(raw[begin : match.start()]):
            yield number, raw[begin : match.start()]
            begin, number = match.end(), number + 1
    yield number, raw[begin:]


def _is_blank(line: str) -> bool:
    return not line or line.isspace()


def _furniture(lines: Sequence[str]) -> frozenset[str]:
    """Return page numbers and the running heads that stand three times or more."""
    counted = Counter(line for line in lines if not _is_blank(line) and len(line) < 120)  # noqa: PLR2004  (one line of a page)
    return frozenset(
        line
        for line, times in counted.items()
        if _PAGE_LINE.fullmatch(line) or (times >= 3 and not labels_of(line))  # noqa: PLR2004  (said above)
    )


def _numbering(items: Sequence[Item]) -> Iterator[Problem]:
    """Report numbers that stand twice and numbers that are left out."""
    lines: dict[int, int] = {}
    previous = 0
    for item in items:
        number = item.number or 0
        if number in lines:
            message = f"item {number} stands in line {lines[number]} and again in line {item.line}"
            yield Problem("duplicate-number", message, number, item.line)
        elif number > previous + 1 and previous:
            left_out = f"{previous + 1}" if number == previous + 2 else f"{previous + 1} to {number - 1}"
            yield Problem(
                "missing-number", f"after item {previous} comes item {number}: {left_out} is missing", number, item.line
            )
        lines.setdefault(number, item.line)
        previous = max(previous, number)


def _around(lines: Sequence[str], first: int, start: int, end: int) -> Iterator[Problem]:
    """Report text between the heading and the first item, and after the last item, that nothing has read."""
    for check, where, a, b in (
        ("text-before", "before item 1", first, start),
        ("text-after", "after the last item", end, len(lines)),
    ):
        skipped = [i for i in range(a, b) if not _is_blank(lines[i])]
        if skipped:
            message = f"{len(skipped)} lines {where} are not read, from {lines[skipped[0]].strip()[:60]!r}"
            yield Problem(check, message, line=skipped[0] + 1)


def _unnumbered(lines: Sequence[str], first: int, last: int, *, headed: bool) -> Items:
    """Split a list without numbers: by blank lines, by bullets and hanging indents, or by how an item opens."""
    blocks: list[Item] = []
    blank = True
    for i in range(first, last):
        line = lines[i]
        if _is_blank(line):
            blank = True
        elif found := labels_of(line):
            if blocks:
                blocks[-1] = replace(blocks[-1], links=(*blocks[-1].links, *found))
        else:
            bullet = _BULLET.match(line)
            text = line[bullet.end() :] if bullet else line
            if blank or bullet or not blocks or (_AUTHOR_OPENS.match(line) and _is_whole(blocks[-1].raw)):
                blocks.append(Item(text.strip(), line=i + 1))
            else:
                blocks[-1] = replace(blocks[-1], raw=join([blocks[-1].raw, text]))
            blank = False
    items = []
    for block in blocks:
        raw, links = cut_labels(block.raw)
        items.append(replace(block, raw=raw.strip(), links=(*block.links, *links)))
    readable = sum(1 for item in items if _is_reference(item.raw))
    if not items or not readable or (not headed and readable * 2 < len(items)):
        raise _no_list()
    problems = (
        ()
        if headed
        else (Problem("no-heading", "no heading such as “References”: the whole text is read as the list"),)
    )
    return Items(tuple(items), problems)


def _is_whole(raw: str) -> bool:
    """Tell whether an item could end here: a reference without its year goes on."""
    return _is_reference(raw) and raw.rstrip()[-1:] in ".)]0123456789/"
