"""What manuscripts in light markup have in common: headings that end a list, notes, and marks around words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from ivigref.documents.edges import is_reference
from ivigref.documents.headings import is_heading
from ivigref.documents.items import Item, Items
from ivigref.documents.splitting import split
from ivigref.errors import InputError
from ivigref.parsing.undress import Undressed, linked, undress
from ivigref.patterns import lazy

LONGEST = 300  # characters of a line that may be a heading
_NUMBER = lazy(r"[0-9]{1,5}")
_DASHED = lazy(r"((?<![^\s])[^\s/]{0,60}\d[A-Z]?)--(?=[A-Za-z]?\d)")  # "123--9", and no address


class Heading(NamedTuple):
    """A line that is a heading: its place, how deep it is, and its words; 0 is the title of a part of its own."""

    line: int
    level: int
    title: str


def under_heading(
    lines: Sequence[str], headings: Sequence[Heading], which: int | None, words: Callable[[str], Undressed] = undress
) -> Items | None:
    """Return the items under the headings of reference lists; None where there is no such heading, or nothing under it.

    >>> lines = ["# Skin", "A 1999.", "# References", "- Bruton OC. Skin. 1952.", "# Notes", "B 2001."]
    >>> headings = [Heading(0, 1, "Skin"), Heading(2, 1, "References"), Heading(4, 1, "Notes")]
    >>> [item.raw for item in under_heading(lines, headings, None).items]
    ['Bruton OC. Skin. 1952.']
    """
    kept = [""] * len(lines)
    for place, heading in enumerate(headings):
        if not is_heading(heading.title):
            continue
        end = next(
            (other.line for other in islice(headings, place + 1, None) if other.level <= heading.level), len(lines)
        )
        kept[heading.line : end] = lines[heading.line : end]
        for other in islice(headings, place, None):
            if other.line >= end:
                break
            kept[other.line] = ""
        kept[heading.line] = "References"
    if not any(map(is_reference, kept)):
        return None
    try:
        items = split("\n".join(kept), which=which)
    except InputError:
        if which is not None:
            raise
        return None
    return replace(items, items=tuple(shown(item, words) for item in items.items))


def of_notes(notes: Iterable[Item], words: Callable[[str], Undressed] = undress) -> Items | None:
    """Return notes as the list where most of them are references; else None."""
    found = tuple(shown(note, words) for note in notes)
    if not found or sum(is_reference(item.raw) or bool(item.known) for item in found) * 2 <= len(found):
        return None
    return Items(found)


def rest(
    lines: Sequence[str], headings: Iterable[Heading], which: int | None, words: Callable[[str], Undressed] = undress
) -> Items:
    """Return the items of a text without the heading of a list; raise InputError where it has none.

    >>> [item.raw for item in rest(["# Own", "- Bruton OC. Skin. 1952;9:1."], [Heading(0, 1, "Own")], None).items]
    ['Bruton OC. Skin. 1952;9:1.']
    """
    others = {heading.line for heading in headings if not is_heading(heading.title)}
    whole = split("\n".join("" if i in others else line for i, line in enumerate(lines)), which=which)
    return replace(whole, items=tuple(shown(item, words) for item in whole.items))


def listed(
    lines: list[str],
    headings: Iterable[Heading],
    which: int | None,
    words: Callable[[str], Undressed],
    *,
    named: Callable[[], Items | None],
    notes: re.Pattern[str] | None = None,
    marker: re.Pattern[str] | None = None,
) -> Items:
    """Return the notes, else what stands under the heading, else what the files hold that are named, else the rest.

    ``headings`` may blank out lines as it goes, which the notes are still to be found in. ``marker`` is the sign in
    front of items that the markup numbers.
    """
    if notes and (found := of_notes(keyed_notes(lines, notes), words)):
        return found
    marked = list(headings)
    if marker:
        numbered(lines, marker, marked)
    return under_heading(lines, marked, which, words) or named() or rest(lines, marked, which, words)


def keyed_notes(lines: Sequence[str], opening: re.Pattern[str]) -> Iterator[Item]:
    r"""Yield the notes that a text has by their keys; the further lines of one follow it, or are indented.

    >>> [note.raw for note in keyed_notes(["[^a]: Lund P.", "  Skin.", "", "Text"], re.compile(r"\[\^(\w+)\]: (.*)"))]
    ['Lund P. Skin.']
    """
    note: list[str] = []
    key, begin = "", 0
    for i, line in enumerate((*lines, "x")):
        match = opening.match(line)
        is_other = line.strip() and not line.startswith((" ", "\t")) and not (note and lines[i - 1].strip())
        if match or is_other or i == len(lines):
            if note:
                yield Item(" ".join(note), int(key) if _NUMBER.fullmatch(key) else None, line=begin, key=key)
            note, key, begin = ([match[2]], match[1], i + 1) if match else ([], "", 0)
        elif note and line.strip():
            note.append(line.strip())


def numbered(lines: list[str], marker: re.Pattern[str], headings: Iterable[Heading]) -> None:
    r"""Write the numbers in front of items that only a sign numbers; each heading begins another list.

    >>> lines = [". Bruton OC. Skin.", "1952.", ". Imbach P."]
    >>> numbered(lines, re.compile(r"\. "), [])
    >>> lines
    ['1. Bruton OC. Skin.', '1952.', '2. Imbach P.']
    """
    titles = {heading.line for heading in headings}
    number = 0
    for i, line in enumerate(lines):
        if i in titles:
            number = 0
        elif match := marker.match(line):
            number += 1
            lines[i] = f"{number}. {line[match.end() :]}"


def with_links(text: str, link: re.Pattern[str], address: int, *marks: re.Pattern[str]) -> Undressed:
    """Return a text as it is shown, and where its links lead, which have their address and their words in two groups.

    ``marks`` are what stands around words besides, which are the first group of each.

    >>> with_links("in $Skin$ <a.org|there>", re.compile(r"<(.*?)[|](.*?)>"), 1, re.compile(r"[$](.*?)[$]"))
    Undressed(text='in Skin there', addresses=('a.org',))
    """
    words = 3 - address
    addresses = [match[address] for match in link.finditer(text)]
    text = link.sub(lambda match: match[words] or match[address], text)
    for mark in marks:
        text = mark.sub(r"\1", text)
    seen = undress(text)
    return Undressed(seen.text, (*addresses, *seen.addresses))


def shown(item: Item, words: Callable[[str], Undressed] = undress) -> Item:
    """Return an item as its readers see it, with the identifiers that its links lead to.

    >>> shown(Item("[Lupus](https://doi.org/10.5555/x). *Skin*.")).known
    {'doi': '10.5555/x'}
    """
    seen = words(_DASHED.sub(r"\1–", item.raw) if "--" in item.raw else item.raw)
    return replace(item, raw=seen.text.strip(), known={**linked(seen.addresses), **item.known})
