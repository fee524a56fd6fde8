"""Printed references read into fields, and written back.

>>> reference = parse_reference("Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8.")
>>> reference.title, reference.year, reference.pages.last
('Agammaglobulinemia', 1952, '728')
>>> format_reference(reference)
'Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8.'
"""

from __future__ import annotations

from ivigref.model import Reference
from ivigref.parsing.grammar import read
from ivigref.parsing.items import Item, Items, Problem, split
from ivigref.parsing.page import cut_labels
from ivigref.parsing.styles import springer

__all__ = ["Item", "Items", "Problem", "format_reference", "parse", "parse_reference", "reference_from_item", "split"]


def parse(text: str) -> list[Reference]:
    r"""Return the references of a pasted list, or of a page that contains one.

    Raises InputError where there is no list; an item that cannot be read comes out with its text in ``unparsed``.

    >>> text = "References\n1. Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8.\n2. (lost)"
    >>> [reference.number for reference in parse(text)]
    [1, 2]
    """
    return [reference_from_item(item) for item in split(text).items]


def reference_from_item(item: Item) -> Reference:
    """Read one item of a list that is already split, keeping its number, link labels and line."""
    return Reference(number=item.number, raw=item.raw, links=item.links, line=item.line, **read(item.raw))


def parse_reference(text: str) -> Reference:
    """Read one printed reference, without its number; never raises.

    >>> parse_reference("no reference at all").unparsed
    ('no reference at all',)
    """
    raw, links = cut_labels(text)
    return Reference(raw=raw.strip(), links=links, **read(raw.strip()))


def format_reference(reference: Reference) -> str:
    """Print a reference from its fields alone; for the styles that are written here, this gives the item again."""
    return springer.write(reference)
