"""The items of a list from the characters of its pages, and what is said of how they were read."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from ivigref.documents.edges import is_reference
from ivigref.documents.items import Item, Problem, numbering_problems
from ivigref.documents.layout.ends import edges, follows_list, of_size, own, usual_size, without_captions
from ivigref.documents.layout.glyphs import Page
from ivigref.documents.layout.heads import running, without_line_numbers
from ivigref.documents.layout.lines import Line, lines_of
from ivigref.documents.layout.starts import Begin, numbered, unnumbered
from ivigref.documents.sections import Section, printed_sections
from ivigref.documents.wraps import joined
from ivigref.model import Box, Check
from ivigref.parsing.labels import labels_of

_SMALL = 0.93  # of the size of a text is what notes under it have at most
_COLUMN = 60.0  # points under a line at most that the next one of its column is


class Printed(NamedTuple):
    """The lines of some pages without heads and the numbers of lines; which were left out, and how many numbers."""

    lines: list[Line]
    heads: list[Line]
    numbers: int


def printed(pages: Sequence[Page], texts: Sequence[Iterable[str]]) -> Printed:
    """Return the lines of pages; ``texts`` has those of every page of the file, in which heads are seen again."""
    numbers = 0
    lines = []
    for page in pages:
        kept, count = without_line_numbers(lines_of(page))
        lines.append(kept)
        numbers += count
    heads = running(pages, lines, texts)
    every = [line for page in lines for line in page]
    return Printed([line for line in every if line not in heads], [line for line in every if line in heads], numbers)


def items_of(found: Printed, before: int | None, words: Container[str]) -> tuple[tuple[Item, ...], list[Problem]]:
    """Read the list on some pages; ``words`` are those of the document.

    ``before`` counts the lists above it on the first of the pages, or is None where it has no heading.
    """
    lines, begins = _list(found.lines, before)
    parts, unread = _parts(lines, begins)
    items = [_item(begin, part, words) for begin, part in parts]
    guessed = [word for _, more in items for word in more]
    read = tuple(item for item, _ in items)
    problems = [replace(problem, line=None) for problem in numbering_problems(read)]
    problems += _said(found, unread)
    problems += _repaired([word for _, part in parts for line in part for word in line.repaired], guessed)
    return read, problems


def _list(lines: Sequence[Line], before: int | None) -> tuple[list[Line], list[Begin]]:
    """Return the lines of a list, without those of other size between them, and where its items begin."""
    section, end = Section(0, 0, len(lines)), len(lines)
    if before is None:
        notes = _notes(lines)
        if sum(is_reference(line.text) for line in notes) > 1 and (begins := numbered(notes)):
            return notes, begins
    else:
        sections = printed_sections([line.text for line in lines])
        section = sections[min(before, len(sections) - 1)] if sections else section
        end = next((other.first for other in sections if other.first > section.first), end)
    size = usual_size(lines[section.first : section.last])
    # A numbered list goes on behind what stands between its columns; any other ends at the next heading.
    whole = of_size(without_captions(lines[section.first : end]), size)
    if begins := numbered(whole):
        return whole, begins
    part = of_size(without_captions(lines[section.first : section.last]), size)
    return part, unnumbered(part)


def _notes(lines: Sequence[Line]) -> list[Line]:
    """Return the lines in small print; one of digits alone is of the size of the line before."""
    most = _SMALL * usual_size(lines)
    notes: list[Line] = []
    size = 0.0
    for line in lines:
        size = line.size or size
        notes += [line] if 0 < size < most else []
    return notes


def _parts(lines: Sequence[Line], begins: Sequence[Begin]) -> tuple[list[tuple[Begin, Sequence[Line]]], list[Line]]:
    """Give each item its lines; return those that are nobody's too."""
    ends = [*(begin.line for begin in begins[1:]), len(lines)]
    parts = [(begin, lines[begin.line : end]) for begin, end in zip(begins, ends, strict=True)]
    pitch = _pitch([part for _, part in parts])
    at = edges(lines)
    found: list[tuple[Begin, Sequence[Line]]] = []
    unread: list[Line] = []
    for begin, part in parts:
        if begin.number is None and found and follows_list(part[0]):
            unread += lines[begin.line :]
            break
        count = own(part, last=begin is begins[-1], pitch=pitch, at=at)
        unread += part[count:]
        found.append((begin, part[:count]))
    while found and found[-1][0].number is None and not any(is_reference(line.text) for line in found[-1][1]):
        unread = [*found.pop()[1], *unread]
    return found, unread


def _item(begin: Begin, lines: Sequence[Line], words: Container[str]) -> tuple[Item, tuple[str, ...]]:
    """Return an item, and those of its words that were joined by guess."""
    texts = [begin.rest, *(line.text for line in lines[1:])]
    links = tuple(label for text in texts for label in labels_of(text))
    text, guessed = joined((text for text in texts if not labels_of(text)), words)
    repaired = tuple(word for line in lines for word in line.repaired)
    known = {"line": None, "boxes": tuple(_boxes(lines))}
    return Item(text, begin.number, links, known=known, repaired=(*repaired, *guessed)), guessed


def _pitch(parts: Sequence[Sequence[Line]]) -> float:
    """Return by how much a line of an item usually stands under the one before it."""
    steps = [b.base - a.base for part in parts for a, b in pairwise(part) if 0 < b.base - a.base < _COLUMN]
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


def _said(found: Printed, unread: Sequence[Line]) -> Iterator[Problem]:
    if heads := found.heads:
        what = (
            "1 line that looks like a running head or page number is"
            if len(heads) == 1
            else f"{len(heads)} lines that look like running heads or page numbers are"
        )
        yield Problem(Check.RUNNING_LINES, f"{what} left out, such as {heads[0].text!r}")
    if found.numbers:
        yield Problem(Check.RUNNING_LINES, f"the numbers of {found.numbers} lines are left out")
    if unread:
        count = "1 line after an item is" if len(unread) == 1 else f"{len(unread)} lines after items are"
        yield Problem(Check.TEXT_AFTER, f"{count} not read, from {unread[0].text[:60]!r}, on page {unread[0].page}")
