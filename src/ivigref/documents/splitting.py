"""Split a pasted text into the items of its reference list, whatever stands around and between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

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
from ivigref.documents.items import Item, Items, Problem, enumerated, no_list, no_such_list, numbering_problems
from ivigref.documents.numbering import Start, numbered_lists
from ivigref.documents.sections import Section, lasting, sections_of
from ivigref.documents.wraps import join
from ivigref.errors import InputError
from ivigref.model import Check
from ivigref.parsing.labels import cut_labels, labels_of
from ivigref.patterns import lazy
from ivigref.text import Lines

_FEW = 3  # lines, of which fewer show nothing
_NEARLY = 0.9  # of the lines of a list in which each item has its own
# The end of an element, the name of a value in JSON and in YAML.
_DATA = lazy(r"</[A-Za-z][\w:.-]{0,50}>|\":|(?:(?<=\s)|^)[a-z][a-z-]{2,20}:(?=\s)")
_MARKS = 15  # of them that an item may have; a title with its tags has some
_APART = 30  # characters between two of them, on the average; in print there are some hundred
_JUDGED = 200  # items by which a text is known for a list
_BULLET = lazy(r"\s*+[•·▪◦‣*–—-]\s++")
_SOURCE_LINE = lazy(
    r"[^()]{3,150}(?:\([^()]{1,20}\)\s)?\((?:1[5-9]|20)\d\d\),?\s(?:pp?\.|Article|Art\.)\s?[\w\s.–-]{1,30}(?:,\s\S{5,200})?"
)
_YEAR = lazy(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)|in\spress|\bn\.\s?d\.", re.IGNORECASE)
_IDENTIFIER = lazy(r"(?:https?://|\b10\.\d{4,9}/)\S{1,300}")
_JOURNAL = lazy(r"\s*+((?:[A-Z][\w&-]{0,30}+\.?+\s?+){1,8}+)(?=\d|$)")  # a line of a journal's name, and numbers
_NEXT_INLINE = lazy(r"(?<=[.\d)\]])\s[\[(]?(\d{1,4})[.)\]]{1,2}\s{1,8}(?=[^\W\d_a-z])")


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
    lines = Lines(text)
    sections = sections_of(lines)
    section = max(sections, key=lambda section: section.found, default=Section(0, 0, len(lines)))
    headed = bool(sections)
    lists = numbered_lists(lines, *section[1:])
    if not lists or (headed and any(map(opens, lines[section.first : lists[0][0].line]))):
        return _one_of(lines, lasting(sections), which) if headed else _unnumbered(lines, section, headed=False)
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


def _one_of(lines: Lines, sections: Sequence[Section], which: int | None) -> Items:
    """Split the list without numbers that is wanted, or the longest: chapters have a list each."""
    if which is not None and not 1 <= which <= len(sections):
        raise no_such_list(len(sections), "lists of the text", which)
    longest = max(range(len(sections)), key=lambda i: sections[i].found)
    chosen = longest if which is None else which - 1
    items = _unnumbered(lines, sections[chosen], headed=True)
    if which is not None or len(sections) == 1:
        return replace(items, lists=len(sections))
    where = enumerated([str(lines.numbers[section.first - 1]) for section in sections])
    message = (
        f"the text has {len(sections)} lists, under the headings on lines {where};"
        f" list {chosen + 1} is read, --list chooses"
    )
    return replace(items, problems=(Problem(Check.SEVERAL_LISTS, message), *items.problems), lists=len(sections))


def _running(lines: Lines, left_out: Sequence[int]) -> Iterator[Problem]:
    """Report lines that are no part of any item, by their places."""
    if left_out:
        what = "1 line that looks like a running head or page number is"
        if len(left_out) > 1:
            what = f"{len(left_out)} lines that look like running heads or page numbers are"
        message = f"{what} left out, such as {lines[left_out[0]].strip()!r}"
        yield Problem(Check.RUNNING_LINES, message, line=lines.numbers[left_out[0]])


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


def _cut(lines: Lines, starts: Sequence[Start], last: int) -> tuple[tuple[Item, ...], int, list[int]]:
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
            items.append(Item(text.strip(), number, bracketed, lines.numbers[start.line]))
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


def _around(lines: Lines, first: int, start: int, end: int) -> Iterator[Problem]:
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
            yield Problem(check, message, line=lines.numbers[skipped[0]])


def _has_lines(lines: Sequence[str]) -> bool:
    """Tell whether each item has a line of its own: nearly every line is dated and complete, and most begin with names.

    So an item is none of its neighbour's that begins with a body, or with its title.
    """
    said = [line for line in lines if not _is_blank(line)]
    whole = [line for line in said if is_reference(line) and may_end(line)]
    return len(whole) >= max(_FEW, len(said) * _NEARLY) and sum(map(opens, whole)) * 2 > len(whole)


def _unnumbered(lines: Lines, section: Section, *, headed: bool) -> Items:
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
                blocks.append((lines.numbers[i], [], []))
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
