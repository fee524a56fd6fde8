"""Printed references read into fields, and written back.

>>> reference = parse_reference("Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8.")
>>> reference.title, reference.year, reference.pages.last
('Agammaglobulinemia', 1952, '728')
>>> format_reference(reference)
'Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8.'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ivigref.model import Reference
from ivigref.parsing.documents import read_file, read_items
from ivigref.parsing.grammar import read
from ivigref.parsing.items import Item, Items, Problem, split
from ivigref.parsing.numbering import take_number
from ivigref.parsing.page import cut_labels
from ivigref.parsing.styles import springer

__all__ = [
    "Item",
    "Items",
    "Problem",
    "format_reference",
    "iter_references",
    "parse",
    "parse_reference",
    "read_file",
    "read_items",
    "reference_from_item",
    "split",
]


def parse(text: str, *, which: int | None = None) -> list[Reference]:
    r"""Return the references of a pasted list, or of a page that contains one; HTML and JATS are read as such.

    ``which`` chooses among several lists (from 1). Raises InputError where there is no list; an item that cannot be
    read comes out with its text in ``unparsed``.

    >>> text = "References\n1. Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8.\n2. (lost)"
    >>> [reference.number for reference in parse(text)]
    [1, 2]
    """
    return [reference_from_item(item) for item in read_items(text, which=which).items]


def iter_references(lines: Iterable[str], *, first: int = 1) -> Iterator[Reference]:
    """Read references that stand one on a line, as they come: memory stays flat however many there are.

    ``first`` is the line of the first of them, counted from 1; what stands before it is left out.

    >>> lines = ["1. Bruton OC. Skin. Lupus. 1952;16:722–8.", "", "2. Imbach P. Hair. Lupus. 1953;1:2."]
    >>> [(reference.number, reference.year) for reference in iter_references(lines)]
    [(1, 1952), (2, 1953)]
    """
    for number, line in enumerate(lines, 1):
        if number >= first and line and not line.isspace():
            place, item = take_number(line)
            yield _reference(item.strip(), (), {"line": number}, number=place)


def parse_reference(text: str) -> Reference:
    """Read one printed reference; never raises. A number in front of it goes into ``number``.

    >>> parse_reference("no reference at all").unparsed
    ('no reference at all',)
    """
    return _reference(text.strip(), (), {})


def reference_from_item(item: Item) -> Reference:
    """Read one item of a list that is already split, keeping its number, link labels and line."""
    return _reference(item.raw, item.links, {"line": item.line, **item.known}, number=item.number)


def _reference(raw: str, links: tuple[str, ...], known: dict[str, Any], number: int | None = None) -> Reference:
    raw, bracketed = cut_labels(raw)
    fields = read(raw) | {name: value for name, value in known.items() if value is not None}
    if number is not None:
        fields["number"] = number
    return Reference(raw=raw.strip(), links=(*links, *bracketed), **fields)


def format_reference(reference: Reference) -> str:
    """Print a reference from its fields alone; for the styles that are written here, this gives the item again."""
    return springer.write(reference)
