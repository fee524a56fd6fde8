"""What was read of a reference and finds no place in a file of another format: the one place that knows."""

from __future__ import annotations

from collections.abc import Iterator

from ivigref.formats import mapping
from ivigref.formats.csv_table import places
from ivigref.model import Citation, Work
from ivigref.text import controls

_FAMILIES = {"biblatex": "bibtex"}  # which write each other's fields


def unplaced(citation: Citation, of: str) -> Iterator[tuple[str, str]]:
    """Yield the name and text of each value that this format has no field for, or none that it would be good in.

    >>> from ivigref.formats import bibtex
    >>> [read] = bibtex.loads("@misc{a, pages = {xxi + 346}, file = {a.pdf}}")
    >>> list(unplaced(read, "ris")), list(unplaced(read, "biblatex"))
    ([('bibtex:pages', 'xxi + 346'), ('bibtex:file', 'a.pdf')], [])
    """
    if of == "jsonl":
        return
    known = places() if of == "csv" else {datum for datum, names in mapping.names(of).items() if names}
    for name, text in citation.reference.extra:
        family, _, own = name.partition(":")
        if own:
            is_placed = family == _FAMILIES.get(of, of)
        else:
            is_placed = name == "keyword" or (name in known and name not in mapping.TYPED)
        if not is_placed:
            yield name, text


def unwritable(citation: Citation, of: str) -> Iterator[str]:
    r"""Yield the names of the values from which this format's writer drops control characters; JSON has escapes.

    >>> from ivigref import Reference
    >>> hostile = Citation(reference=Reference(title="Lu\x02pus", volume="9"))
    >>> list(unwritable(hostile, "ris")), list(unwritable(hostile, "jsonl"))
    (['title'], [])
    """
    if of == "jsonl":
        return
    works = [citation.reference, *([citation.record] if citation.record else [])]
    for name in Work.model_fields:
        if any(controls(_text(getattr(work, name))) for work in works):
            yield name
    for name, text in citation.reference.extra:
        if controls(text):
            yield name.rpartition(":")[2]


def _text(value: object) -> str:
    return "".join(map(str, value)) if isinstance(value, tuple) else str(value)
