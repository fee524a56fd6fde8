"""Split a pasted text into the items of its reference list, whatever stands around and between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from ivigref.documents.edges import (
    is_head,
    is_reference,
    is_running,
    looks_like_reference,
    may_end,
    opens,
    running_lines,
    without_running_lines,
)
from ivigref.documents.headings import is_heading, is_heading_of_more
from ivigref.documents.numbering import Start, numbered_lists
from ivigref.documents.sections import Section, sections_of
from ivigref.documents.wraps import join
from ivigref.errors import InputError
from ivigref.model import Check, Reference
from ivigref.parsing.labels import cut_labels, labels_of

_FEW = 3  # lines, of which fewer show nothing
_NEARLY = 0.9  # of the lines of a list in which each item has its own
# The end of an element, the name of a value in JSON and in YAML.
_DATA = re.compile(r"</[A-Za-z][\w:.-]{0,50}>|\":|(?:(?<=\s)|^)[a-z][a-z-]{2,20}:(?=\s)")
_MARKS = 15  # of them that an item may have; a title with its tags has some
_APART = 30  # characters between two of them, on the average; in print there are some hundred
_JUDGED = 200  # items by which a text is known for a list
_BULLET = re.compile(r"\s*+[•·▪◦‣*–—-]\s++")
_SOURCE_LINE = re.compile(
    r"[^()]{3,150}(?:\([^()]{1,20}\)\s)?\((?:1[5-9]|20)\d\d\),?\s(?:pp?\.|Article|Art\.)\s?[\w\s.–-]{1,30}(?:,\s\S{5,200})?"
)
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)|in\spress|\bn\.\s?d\.", re.IGNORECASE)
_IDENTIFIER = re.compile(r"(?:https?://|\b10\.\d{4,9}/)\S{1,300}")
_JOURNAL = re.compile(r"\s*+((?:[A-Z][\w&-]{0,30}+\.?+\s?+){1,8}+)(?=\d|$)")  # a line of a journal's name, and numbers
_NEXT_INLINE = re.compile(r"(?<=[.\d)\]])\s[\[(]?(\d{1,4})[.)\]]{1,2}\s{1,8}(?=[^\W\d_a-z])")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about the list itself that its author should know; the items come out all the same."""

    check: Check
    message: str
    number: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list: its text without number and link labels, and the line of the input where it begins.

    ``known`` are the fields that the input itself tells apart, as JATS does; no grammar has to find them, and where
    they say what is ``unparsed``, none reads the item. ``repaired`` are its words in which characters were put right,
    so that they may be others. ``key`` is what the text cites it by, and ``data`` the work where the input has it as
    data only, as BibLaTeX's ``.bbl`` has.
    """

    raw: str
    number: int | None = None
    links: tuple[str, ...] = ()
    line: int = 1
    known: dict[str, Any] = field(default_factory=dict)
    repaired: tuple[str, ...] = ()
    key: str | None = None
    data: Reference | None = None


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
    sections = sections_of(lines)
    section = max(sections, key=lambda section: section.found, default=Section(0, 0, len(lines)))
    headed = bool(sections)
    lists = numbered_lists(lines, *section[1:])
    if not lists or (headed and any(map(opens, lines[section.first : lists[0][0].line]))):
        return _unnumbered(lines, section, headed=headed)
    longest = max(lists, key=len)
    lists += [starts for other in sections if other != section for starts in numbered_lists(lines, *other[1:])]
    lists.sort(key=lambda starts: starts[0].line)
    if which is not None and not 1 <= which <= len(lists):
        raise no_such_list(len(lists), "lists of the text", which)
    chosen = lists[which - 1] if which is not None else longest
    first, last = next((s[1:] for s in sections if s.first <= chosen[0].line < s.last), section[1:])
    later = [starts[0].line for starts in lists if starts[0].line > chosen[0].line]
    items, end, left_out = _cut(lines, chosen, min((last, *later)))
    if not headed and not any(is_reference(item.raw) for item in items):
        raise no_list()
    if not headed:
        _refuse_others(items)
    problems = list(numbering_problems(items))
    problems += _running(lines, left_out)
    if which is None and len(lists) > 1:
        sizes = enumerated([str(len(starts)) for starts in lists])
        message = (
            f"the text has {len(lists)} lists, of {sizes} items; list {lists.index(chosen) + 1} is read, --list chooses"
        )
        problems.append(Problem(Check.SEVERAL_LISTS, message))
    return Items(items, (*problems, *_around(lines, first, chosen[0].line, end)), len(lists))


def _running(lines: Sequence[str], left_out: Sequence[int]) -> Iterator[Problem]:
    """Report lines that are no part of any item, by their places."""
    if left_out:
        what = "1 line that looks like a running head or page number is"
        if len(left_out) > 1:
            what = f"{len(left_out)} lines that look like running heads or page numbers are"
        message = f"{what} left out, such as {lines[left_out[0]].strip()!r}"
        yield Problem(Check.RUNNING_LINES, message, line=left_out[0] + 1)


def enumerated(words: Sequence[str]) -> str:
    """Write words one after another as a sentence does."""
    return " and ".join((", ".join(words[:-1]), words[-1]) if len(words) > 1 else words)


def no_such_list(count: int, lists: str, which: int) -> InputError:
    """Return the error for the number of a list that is not there.

    >>> str(no_such_list(1, "lists of the text", 2)), str(no_such_list(3, "lists of notes", 4))
    ('expected list 1, the only one, found 2', 'expected one of the 3 lists of notes, found 4')
    """
    expected = f"one of the {count} {lists}" if count > 1 else "list 1, the only one"
    return InputError(f"expected {expected}, found {which}")


def no_list() -> InputError:
    """Return the error for a text without a list."""
    return InputError("found no reference list: expected a heading such as “References”, or numbered items with years")


def _refuse_others(items: Sequence[Item]) -> None:
    """Raise InputError where no heading says that it is a list and hardly an item has anything of a reference."""
    judged = items[:_JUDGED]
    marks = [len(_DATA.findall(item.raw)) for item in judged]
    if max(marks) > _MARKS or sum(marks) * _APART > sum(len(item.raw) for item in judged):
        raise InputError(
            f"this does not look like a reference list but like data for programs, from line {judged[0].line}; save the"
            " file as its program writes it, without anything in front"
        )
    found = sum(looks_like_reference(item.raw) for item in judged)
    if found * 4 < len(judged):
        raise InputError(
            f"this does not look like a reference list: {found} of {len(judged)} items have an author and a year, or"
            " volume and pages; a list under a heading such as “References” is read whatever it holds"
        )


def _cut(lines: Sequence[str], starts: Sequence[Start], last: int) -> tuple[tuple[Item, ...], int, list[int]]:
    """Gather each item's lines up to the next start; return the items, the line after them, and which were left out."""
    items = []
    left_out: list[int] = []
    end = last
    running = running_lines(lines)
    for start, following in zip(starts, [*(s.line for s in starts[1:]), last], strict=True):
        parts, places, links, end = [start.rest], [start.line], list[str](), following
        dated = is_reference(start.rest)
        for i in range(start.line + 1, following):
            line = lines[i]
            if found := labels_of(line):
                links.extend(found)
            elif _is_blank(line):
                continue
            elif is_running(line) or is_head(lines[i - 1 : i + 2]):
                left_out.append(i)
            elif following == last and (
                is_heading(line) or (dated and (_is_blank(lines[i - 1]) or is_heading_of_more(line)))
            ):
                end = i
                break
            else:
                parts.append(line)
                places.append(i)
                dated = dated or is_reference(line)
        staying = without_running_lines(parts, running)
        left_out += places[staying:]
        for number, raw in _inline(start.number, _joined(parts[:staying])):
            text, bracketed = cut_labels(raw)
            items.append(Item(text.strip(), number, bracketed, start.line + 1))
        items[-1] = replace(items[-1], links=(*links, *items[-1].links))
    return tuple(items), end, left_out


def _joined(parts: Sequence[str]) -> str:
    """Join an item's lines; where authors, title and source have a line each, as on ScienceDirect, the lines stay."""
    lines = [part.strip() for part in parts if not _is_blank(part)]
    return "\n".join(lines) if len(lines) > 2 and _SOURCE_LINE.fullmatch(lines[-1]) else join(lines)  # noqa: PLR2004  (the three)


def _inline(number: int | None, raw: str) -> Iterator[tuple[int | None, str]]:
    """Part items that stand one after another on a line: "1. … 16:722–8. 2. …"."""
    begin = 0
    for match in _NEXT_INLINE.finditer(raw) if number is not None else ():
        if int(match.group(1)) == (number or 0) + 1 and is_reference(raw[begin : match.start()]):
            yield number, raw[begin : match.start()]
            begin, number = match.end(), (number or 0) + 1
    yield number, raw[begin:]


def _is_source(lines: Sequence[str]) -> bool:
    """Tell whether lines go on with the journal of an item that has its year, though they begin like initials.

    >>> _is_source(["J. Neurophysiol.", "93", "3560–3572."]), _is_source(["J. Owen. Skin. 2001."])
    (True, False)
    """
    name = _JOURNAL.match(lines[0])
    if name is None or _YEAR.search(_IDENTIFIER.sub("", lines[0])):
        return False
    if name.end() == len(lines[0].rstrip()):  # the numbers are on lines of their own
        return any(line.strip()[:1].isdigit() for line in lines[1:2])
    return lines[0][name.end()].isdigit()


def _is_blank(line: str) -> bool:
    return not line or line.isspace()


def numbering_problems(items: Sequence[Item]) -> Iterator[Problem]:
    """Report numbers that stand twice, are left out, or stand after a higher one."""
    printed = {item.number for item in items}
    lines: dict[int, int] = {}
    highest = 0
    for item in items:
        number = item.number
        if number is None:
            continue
        if number in lines:
            message = f"item {number} is in line {lines[number]} and again in line {item.line}"
            yield Problem(Check.DUPLICATE_NUMBER, message, number, item.line)
        elif number < highest:
            message = f"item {number} comes after item {highest}"
            yield Problem(Check.NUMBERS_OUT_OF_ORDER, message, number, item.line)
        elif missing := [n for n in range(highest + 1, number) if n not in printed]:
            where = f"after item {highest} comes item {number}" if highest else f"the list begins with item {number}"
            message = f"{where}: {_ranges(missing)} {'is' if len(missing) == 1 else 'are'} missing"
            yield Problem(Check.MISSING_NUMBER, message, number, item.line)
        lines.setdefault(number, item.line)
        highest = max(highest, number)


def _ranges(numbers: Sequence[int]) -> str:
    """Write numbers that ascend: "3 and 4", "3 to 7", "3, 5 to 8 and 10"."""
    runs = [[n for _, n in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    words = [[f"{run[0]} to {run[-1]}"] if len(run) > 2 else [str(n) for n in run] for run in runs]  # noqa: PLR2004  (two are both named)
    return enumerated([word for run in words for word in run])


def _around(lines: Sequence[str], first: int, start: int, end: int) -> Iterator[Problem]:
    """Report text between the heading and the first item, and after the last item, that nothing has read."""
    for check, where, a, b in (
        (Check.TEXT_BEFORE, "before the first item", first, start),
        (Check.TEXT_AFTER, "after the last item", end, len(lines)),
    ):
        skipped = [i for i in range(a, b) if not _is_blank(lines[i])]
        if skipped:
            count = "1 line {} is" if len(skipped) == 1 else f"{len(skipped)} lines {{}} are"
            message = f"{count.format(where)} not read, from {lines[skipped[0]].strip()[:60]!r}"
            if found := sum(is_reference(lines[i]) and opens(lines[i]) for i in skipped):
                message += f"; {'1 looks like a reference' if found == 1 else f'{found} look like references'}"
            yield Problem(check, message, line=skipped[0] + 1)


def _has_lines(lines: Sequence[str]) -> bool:
    """Tell whether each item has a line of its own: nearly every line is dated and complete, and most begin with names.

    So an item is none of its neighbour's that begins with a body, or with its title.
    """
    said = [line for line in lines if not _is_blank(line)]
    whole = [line for line in said if is_reference(line) and may_end(line)]
    return len(whole) >= max(_FEW, len(said) * _NEARLY) and sum(map(opens, whole)) * 2 > len(whole)


def _unnumbered(lines: Sequence[str], section: Section, *, headed: bool) -> Items:
    """Split a list without numbers: by blank lines, by bullets and hanging indents, or by how an item opens."""
    blocks: list[tuple[int, list[str], list[str]]] = []  # the line, the parts and the labels of each item
    left_out: list[int] = []
    has_lines = _has_lines(lines[section.first : section.last])
    blank, dated = True, False
    for i in range(section.first, section.last):
        line = lines[i]
        if _is_blank(line):
            blank = True
        elif is_running(line):
            left_out.append(i)
        elif found := labels_of(line):
            if blocks:
                blocks[-1][2].extend(found)
                blank = True  # nothing of an item stands behind its buttons
        else:
            bullet = _BULLET.match(line)
            text = line[bullet.end() :] if bullet else line
            if (
                blank
                or bullet
                or not blocks
                or (
                    dated
                    and may_end(blocks[-1][1][-1])
                    and (has_lines or opens(line))
                    and not _is_source(lines[i : i + 4])
                )
            ):
                blocks.append((i + 1, [], []))
                dated = False
            blocks[-1][1].append(text)
            dated = dated or is_reference(text)
            blank = bool(cut_labels(text)[1])
    items = []
    for number, parts, labels in blocks:
        raw, links = cut_labels(join(parts))
        items.append(Item(raw.strip(), links=(*labels, *links), line=number))
    readable = sum(1 for item in items if is_reference(item.raw))
    if not items or not readable or (not headed and readable * 2 < len(items)):
        raise no_list()
    problems = [*_running(lines, left_out), *_around(lines, section.first, section.first, section.last)]
    if not headed:
        _refuse_others(items)
        problems.append(
            Problem(Check.NO_HEADING, "no heading such as “References”: the whole text is read as the list")
        )
    return Items(tuple(items), tuple(problems))
