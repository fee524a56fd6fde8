"""Dialects of RIS: what a tag means in the files of one database alone.

Each is recognised by what its records say of themselves; its tags stand in ``columns.tsv`` under ``ris:`` and its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from ivigref.formats import mapping
from ivigref.formats.columns import ANY, Field, names, read_field
from ivigref.formats.draft import Draft
from ivigref.formats.tagged_lines import Line
from ivigref.patterns import lazy

_PREFIX = "ris:"
_TOLD = "told"
_NUMBER = lazy(r"Accession Number: (\w[\w-]{3,30})")


@cache
def _dialects() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Return each dialect with the tag, and the form of its text, that tell it."""
    sources = dict.fromkeys(row["source"] for row in mapping.table("columns") if row["source"].startswith(_PREFIX))
    rows = (row for source in sources for row in names(source).values() if row.datum == _TOLD)
    return tuple((row.source, row.name, re.compile(row.apart)) for row in rows)


def spoken(record: Iterable[Line]) -> dict[str, Field]:
    """Return what tags mean in the dialects that a record is written in, by the first that says so.

    >>> sorted(spoken([Line("DP", "EBSCOhost", 1)])), spoken([Line("TI", "EBSCOhost", 1)])
    (['L3', 'N1', 'T1'], {})
    """
    stated = [(line.tag, line.text) for line in record]
    found: dict[str, Field] = {}
    for source, tag, form in _dialects():
        if any(name == tag and form.search(text) for name, text in stated):
            rows = (row for row in names(source).values() if row.datum != _TOLD)
            found = {**{row.name: row for row in rows}, **found}
    return found


def read(draft: Draft, line: Line, field: Field) -> None:
    """Read a line of a dialect."""
    if field.datum == "accession":
        draft.texts["origin"].append(f"accession\n{line.text}")
    elif field.datum == "note:ebsco":
        if match := _NUMBER.match(line.text):
            draft.texts["origin"].append(f"accession\n{match[1]}")
        draft.add("note", line.text)
    elif line.text:
        read_field(draft, line.text, field)


def read_rest(draft: Draft, dialect: dict[str, Field]) -> None:
    """Add what every record of a dialect says, though no tag does."""
    if ANY in dialect:
        draft.texts["origin"].append(f"database\n{dialect[ANY].apart}")
