"""Rows for programs: comma-separated values and JSON lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from ivigref.model import Checked, Citation, Finding, Value, Verdict
from ivigref.model.checked import FILE
from ivigref.model.rows import row_of
from ivigref.packing import Packed
from ivigref.text import printable, visible_json

# A cell that begins with one of these is a formula to a spreadsheet; an apostrophe keeps it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def jsonl(values: Iterable[Value]) -> Iterator[str]:
    r"""Yield a JSON object a line, without the fields that are not known.

    >>> from ivigref import Reference
    >>> list(jsonl([Reference(raw="x", year=1952)]))
    ['{"year": 1952, "raw": "x"}\n']
    """
    for value in values:
        yield visible_json(json.dumps(value.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False)) + "\n"


def json_array(values: Iterable[Value]) -> Iterator[str]:
    r"""Yield the parts of one JSON array, as json.dumps writes it with an indent of 2.

    >>> from ivigref import Reference
    >>> "".join(json_array([Reference(raw="x")])), "".join(json_array([]))
    ('[\n  {\n    "raw": "x"\n  }\n]\n', '[]\n')
    """
    before = "[\n"
    for value in values:
        text = json.dumps(value.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False, indent=2)
        yield before + "  " + visible_json(text).replace("\n", "\n  ")
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def csv_rows(values: Sequence[Value]) -> Iterator[str]:
    """Yield a table with a head row; of citations a row each as in a data frame, of other values their fields.

    >>> from ivigref import Reference
    >>> "".join(csv_rows([Citation(reference=Reference(number=1, raw="x", title="=1+1"))])).splitlines()[1][:14]
    "1,,,,'=1+1,,,,"
    """
    return _csv(lambda: map(_row, values))


def _csv(rows: Callable[[], Iterable[Mapping[str, Any]]]) -> Iterator[str]:
    """Yield a table of rows, which are gone through twice: a later one may have a column that no earlier one has."""
    names = list(dict.fromkeys(name for row in rows() for name in row))
    target = io.StringIO()
    writer = csv.DictWriter(target, names, lineterminator="\n")
    writer.writeheader()
    for row in rows():
        writer.writerow({name: _cell(cell) for name, cell in row.items()})
        yield target.getvalue()
        target.seek(0)
        target.truncate()
    yield target.getvalue()


def checked_csv(*lists: Checked) -> Iterator[str]:
    """Yield a table with a head row and a row for each citation of all lists, with the columns of a data frame."""
    return _csv(lambda: chain.from_iterable(checked.table() for checked in lists))


class _Judged(Finding):
    """A finding with the verdict on its citation, and the file that it is about: many lists may follow one another."""

    verdict: Verdict | None = None
    file: str


def findings_jsonl(*lists: Checked) -> Iterator[str]:
    """Yield every finding as a JSON object a line, with file and verdict, of each list those of it as a whole first."""
    return jsonl(chain.from_iterable(map(_findings, lists)))


def findings_csv(*lists: Checked) -> Iterator[str]:
    """Yield a table with a row for each finding, with file and verdict, of each list those of it as a whole first."""
    found = Packed(_Judged, chain.from_iterable(map(_findings, lists)))
    return _csv(lambda: ({FILE: finding.file} | _row(finding) for finding in found))


def _findings(checked: Checked) -> Iterator[_Judged]:
    def of(finding: Finding, verdict: Verdict | None) -> _Judged:
        return _Judged.model_construct(**dict(finding), verdict=verdict, file=checked.name)

    yield from (of(problem, None) for problem in checked.problems)
    for row in checked.judged():
        verdict = row.judgement.verdict if row.judgement else None
        yield from (of(finding, verdict) for finding in row.findings)


def _row(value: Value) -> dict[str, Any]:
    return row_of(value) if isinstance(value, Citation) else value.model_dump(mode="json", exclude={"source", "places"})


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    return printable(f"'{value}" if value.startswith(_FORMULA) else value)
