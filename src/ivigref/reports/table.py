"""Rows for programs: comma-separated values and JSON lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from ivigref.bibliography import row_of
from ivigref.model import Citation, Value

# A cell that begins with one of these is a formula to a spreadsheet; an apostrophe keeps it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def jsonl_text(values: Sequence[Value]) -> str:
    r"""Return a JSON object a line, without the fields that are not known.

    >>> from ivigref import Reference
    >>> jsonl_text([Reference(raw="x", year=1952)])
    '{"year": 1952, "raw": "x"}\n'
    """
    rows = (json.dumps(value.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False) for value in values)
    return "".join(f"{row}\n" for row in rows)


def csv_text(values: Sequence[Value]) -> str:
    """Return a table with a head row; of citations a row each as in a data frame, of other values their fields.

    >>> from ivigref import Reference
    >>> csv_text([Citation(reference=Reference(number=1, raw="x", title="=1+1"))]).splitlines()[1][:14]
    "1,,,,'=1+1,,,,"
    """
    rows = [row_of(v) if isinstance(v, Citation) else v.model_dump(mode="json", exclude={"source"}) for v in values]
    names = list(dict.fromkeys(name for row in rows for name in row))
    target = io.StringIO()
    writer = csv.DictWriter(target, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return target.getvalue()


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
