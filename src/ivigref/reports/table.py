"""Rows for programs: comma-separated values and JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import Any

from ivigref.model import Checked, Citation, Finding, Value, Verdict
from ivigref.model.rows import Known, column_names, row_of
from ivigref.tables import csv_lines
from ivigref.text import visible_json


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
    yield from array_of(value.model_dump(mode="json", exclude_defaults=True) for value in values)
    yield "\n"


def array_of(objects: Iterable[Mapping[str, Any]], indent: str = "") -> Iterator[str]:
    r"""Yield the parts of a JSON array that stands at an indent, as json.dumps writes it with an indent of 2.

    >>> "".join(array_of([{"a": 1}], "  ")), "".join(array_of([]))
    ('[\n    {\n      "a": 1\n    }\n  ]', '[]')
    """
    before = "["
    for one in objects:
        text = json.dumps(one, ensure_ascii=False, indent=2)
        yield f"{before}\n{indent}  " + visible_json(text).replace("\n", f"\n{indent}  ")
        before = ","
    yield "[]" if before == "[" else f"\n{indent}]"


def csv_rows(citations: Sequence[Citation], files: Iterable[str | None] = (), *, bom: bool = False) -> Iterator[str]:
    """Yield a table with a row for each citation, with the columns of a data frame; ``files`` are whence each is.

    >>> from ivigref import Reference
    >>> "".join(csv_rows([Citation(reference=Reference(number=1, raw="x", title="=1+1"))])).splitlines()[1][:18]
    ",1,,,,,,,'=1+1,,,,"
    """
    known = map(Known, citations, chain(files, repeat(None)))
    return csv_lines(column_names(citations), map(row_of, known), bom=bom)


def checked_csv(*lists: Checked, bom: bool = False) -> Iterator[str]:
    """Yield a table with a head row and a row for each citation of all lists, with the columns of a data frame."""
    names = column_names(chain.from_iterable(lists))
    return csv_lines(names, chain.from_iterable(checked.table() for checked in lists), bom=bom)


class _Judged(Finding):
    """A finding with the verdict on its citation, and the file that it is about: many lists may follow one another."""

    verdict: Verdict | None = None
    file: str


def findings_jsonl(*lists: Checked) -> Iterator[str]:
    """Yield every finding as a JSON object a line, with file and verdict, of each list those of it as a whole first."""
    return jsonl(chain.from_iterable(map(_findings, lists)))


def findings_csv(*lists: Checked, bom: bool = False) -> Iterator[str]:
    """Yield a table with a row for each finding, with file and verdict, of each list those of it as a whole first."""
    names = ["file", *(name for name in _Judged.model_fields if name not in {"file", *_NESTED})]
    found = chain.from_iterable(map(_findings, lists))
    return csv_lines(names, (finding.model_dump(mode="json", exclude=set(_NESTED)) for finding in found), bom=bom)


_NESTED = frozenset(("source", "places"))


def _findings(checked: Checked) -> Iterator[_Judged]:
    def of(finding: Finding, verdict: Verdict | None) -> _Judged:
        return _Judged.model_construct(**dict(finding), verdict=verdict, file=checked.name)

    yield from (of(problem, None) for problem in checked.problems)
    for row in checked.judged():
        verdict = row.judgement.verdict if row.judgement else None
        yield from (of(finding, verdict) for finding in row.findings)
