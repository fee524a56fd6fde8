"""The citation fields of reference managers as links: the works that a field holds, found in the printed list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ivigref.documents.citation_fields import place_of, works
from ivigref.documents.docx_fields import Fields
from ivigref.manuscripts.passages import Mark, Passage
from ivigref.model import Reference
from ivigref.text import letters

__all__ = ["Fielded", "fielded", "held"]

_MOST = 3_000  # works of a list that fields are looked up in
_FIELD = "field:"  # before the number of a field, as the name of a link


class Fielded(NamedTuple):
    """Passages whose citation fields are links, and where these lead; one with a work not listed leads nowhere."""

    passages: list[Passage]
    anchors: dict[str, tuple[int, ...]]


def fielded(passages: Sequence[Passage], references: Sequence[Reference]) -> Fielded:
    """Return passages in which each citation field whose works the list has is a link to them.

    >>> data = '{"title": "Invented lupus", "issued": {"date-parts": [[1999]]}}'
    >>> code = 'ADDIN ZOTERO_ITEM CSL_CITATION {"citationItems": [{"itemData": ' + data + "}]}"
    >>> passage = Passage("Rare [1].", 1, marks=(Mark("field", 5, 8, code),))
    >>> fielded([passage], [Reference(raw="Doe J. Invented lupus. 1999.")]).anchors
    {'field:0': (0,)}
    """
    printed = [letters(reference.raw) for reference in references[:_MOST]]
    anchors: dict[str, tuple[int, ...]] = {}
    names: dict[str, str] = {}
    made = []
    for passage in passages:
        marks: list[Mark] = []
        for mark in passage.marks:
            if mark.kind != "field":
                marks.append(mark)
                continue
            if mark.value not in names:
                names[mark.value] = f"{_FIELD}{len(names)}"
                if targets := _targets(mark.value, printed):
                    anchors[names[mark.value]] = targets
            if names[mark.value] in anchors:
                marks.append(mark._replace(kind="link", value=names[mark.value]))
        made.append(passage._replace(marks=tuple(marks)))
    return Fielded(made, anchors)


def _targets(code: str, printed: Sequence[str]) -> tuple[int, ...]:
    """Return where the list has the works of a field; nothing unless it has all of them."""
    fields = Fields()
    fields.codes.append(code)
    places = [place_of(work.data, printed) for work in works(fields) if work.data is not None]
    return () if None in places else tuple(place for place in places if place is not None)


def held(passage: Passage) -> Iterator[Mark]:
    """Yield the links of a passage that are citation fields."""
    return (mark for mark in passage.marks if mark.kind == "link" and mark.value.startswith(_FIELD))
