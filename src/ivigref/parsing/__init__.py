"""One printed reference read into fields, and written back.

>>> reference = parse_reference("Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8.")
>>> reference.title, reference.year, reference.pages.last
('Agammaglobulinemia', 1952, '728')
>>> format_reference(reference)
'Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8.'
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ivigref.model import Reference

if TYPE_CHECKING:
    from ivigref.parsing.forms import Form

__all__ = ["format_reference", "parse_reference", "read_printed"]


def parse_reference(text: str) -> Reference:
    """Read one printed reference; no text makes it raise. A number in front of it goes into ``number``.

    >>> parse_reference("no reference at all").unparsed
    ('no reference at all',)
    >>> parse_reference("see [this](https://example.org/x)").unparsed
    ('see this', 'https://example.org/x')
    """
    if not isinstance(text, str):
        raise TypeError(f"expected text, found {type(text).__name__}")
    return read_printed(text.strip())


def read_printed(
    raw: str,
    *,
    number: int | None = None,
    links: tuple[str, ...] = (),
    known: Mapping[str, Any] | None = None,
    by: Form | None = None,
) -> Reference:
    """Read one printed reference beside what its list tells of it: its number, link labels and known fields.

    Where several readings compete, that is chosen which is in the form ``by`` which the list is printed.
    """
    from ivigref.parsing.copied import joined  # noqa: PLC0415  (200 patterns that only a print needs)
    from ivigref.parsing.grammar import read_fields  # noqa: PLC0415  (the same)
    from ivigref.parsing.labels import cut_labels  # noqa: PLC0415  (the same)
    from ivigref.parsing.undress import linked, undress  # noqa: PLC0415  (the same)

    raw, bracketed = cut_labels(raw)
    text, beneath = joined(raw)
    shown = undress(cut_labels(text)[0])
    text, within = cut_labels(shown.text)
    known = {name: value for name, value in (known or {}).items() if value is not None}
    fields = linked(shown.addresses) | read_fields(text, by) | known
    if known:
        fields["doubts"] = tuple(doubt for doubt in fields.get("doubts", ()) if doubt[0] not in known)
    if "container_title" in known and fields.get("title") == known["container_title"]:  # the words are no title, then
        del fields["title"]
        fields["doubts"] = tuple(doubt for doubt in fields.get("doubts", ()) if doubt[0] != "title")
    if fields.keys() <= {"unparsed", "doubts"} and "unparsed" in fields:  # nothing else has what the links lead to
        fields["unparsed"] += tuple(address for address in shown.addresses if address not in shown.text)
    if number is not None:
        fields["number"] = number
    return Reference(raw=raw.strip(), links=(*links, *bracketed, *beneath, *within), **fields)


def format_reference(reference: Reference) -> str:
    """Print a reference from its fields alone; for the styles that are written here, this gives the item again."""
    from ivigref.parsing.styles import springer  # noqa: PLC0415  (as above)

    return springer.write(reference)
