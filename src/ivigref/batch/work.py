"""The work of a batch: printed references in, results out, row by row; no engine, and no files except the index.

Rows of one list are consecutive, with one name in ``list``, and are processed like a list by `ivigref check`; a row
without a list is a list by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import groupby
from typing import Any

import pyarrow as pa
from pyarrow.json import ParseOptions, ReadOptions, read_json
from pydantic import ValidationError
from pydantic_core import to_json

from ivigref.errors import StorageError
from ivigref.model import Reference, Value
from ivigref.model.checked import Judged
from ivigref.model.rows import Known, columns, held
from ivigref.parsing import parse_reference
from ivigref.pipeline import examine
from ivigref.registries import Local, Recorded
from ivigref.resolution import Registry

# ``reference`` holds fields that are parsed already, as JSON; where it is null, ``text`` is parsed.
INPUT = pa.schema([("list", pa.string()), ("number", pa.int32()), ("text", pa.string()), ("reference", pa.string())])
Stamp = list[str | int]  # as JSON has it
_FINDING = ("check", "severity", "field", "printed", "recorded", "message")
_TAG = ("axis", "term", "label", "mesh")
_OVER = 1 << 31  # the first number that the column has no room for
_TYPES = {"text": pa.string(), "integer": pa.int64(), "number": pa.float64()}
# What the columns of every table say flat is nested here.
_NESTED = (
    ("record", pa.string()),
    ("findings", pa.list_(pa.struct([(name, pa.string()) for name in (*_FINDING, "registry", "address")]))),
    ("tags", pa.list_(pa.struct([(name, pa.string()) for name in _TAG]))),
)
_OWN = frozenset((*INPUT.names, *(name for name, _ in _NESTED)))
_FLAT = {column.name: column for column in columns() if column.name not in _OWN}
OUTPUT = pa.schema([*INPUT, *((name, _TYPES[column.kind]) for name, column in _FLAT.items()), *_NESTED])


def process(batch: pa.RecordBatch, registry: str | None = None, *, stamp: list[Stamp] | None = None) -> pa.RecordBatch:
    """Parse, resolve, check and tag the references of a batch, which has any of the columns of INPUT.

    ``registry`` is the folder of a private index, which is open for reading during the batch; live registries are never
    queried from here. The rows of OUTPUT are those of the batch, in its order. Raises StorageError if a ``stamp``
    is given (see `index_stamp`) and that of the index differs by now.

    >>> done = process(pa.record_batch({"text": ["Doe J. A case of lupus nephritis. J Ideas. 2003;7:1–9.", None]}))
    >>> done.column("status").to_pylist(), done.column("tags").to_pylist()[0][0]["term"]
    (['unverified', 'findings'], 'lupus-nephritis')
    """
    rows_given = [given(row) for row in batch.to_pylist()]
    with _index(registry) as local:
        if stamp is not None and _stamp(local) != stamp:
            message = (
                "the index was replaced while the batch ran, and its results would be of two; repeat the command into "
                "an empty folder, and leave the index as it is until the batch is done"
            )
            raise StorageError(message, place=registry)
        return record_batch(_rows(rows_given, (*local, _recorded())), OUTPUT)


def _rows(rows_given: Iterable[dict[str, Any]], registries: Sequence[Registry]) -> Iterator[dict[str, Any]]:
    # A row without a list is compared with no other: its place makes it a separate group.
    for _, members in groupby(enumerate(rows_given), key=lambda pair: pair[1]["list"] or pair[0]):
        group = [row for _, row in members]
        yield from map(_row, group, examine(map(_reference, group), registries).judged())


def given(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of INPUT, with null for a value of another type; the number of a list is as good as a name.

    >>> given({"text": "One", "list": 7, "number": 2**31, "other": "left out"})
    {'list': '7', 'number': None, 'text': 'One', 'reference': None}
    """
    listed, number = row.get("list"), row.get("number")
    return {
        "list": str(listed) if isinstance(listed, (str, int)) else None,
        "number": number if type(number) is int and abs(number) < _OVER else None,
        **{name: value if isinstance(value := row.get(name), str) else None for name in ("text", "reference")},
    }


def record_batch(rows: Iterable[dict[str, Any]], schema: pa.Schema) -> pa.RecordBatch:
    """Make a batch of rows, what they leave out being null.

    Arrow reads them as JSON: its way from Python's own values loads pandas where that is installed, 50 MB a process.
    Its own memory pool would keep what it took for that, 15 MB a process; the system's gives it back.

    >>> record_batch([{"text": "One"}, {"number": 2}], INPUT).to_pylist()[1]["number"]
    2
    """
    data = b"\n".join(map(to_json, rows))
    if not data:
        return pa.RecordBatch.from_pylist([], schema=schema)
    table = read_json(
        pa.BufferReader(data),
        ReadOptions(use_threads=False, block_size=len(data) + 1),
        ParseOptions(explicit_schema=schema, unexpected_field_behavior="error"),
        memory_pool=pa.system_memory_pool(),
    )
    [batch] = table.combine_chunks().to_batches()
    return batch


def _reference(row: dict[str, Any]) -> Reference:
    if row["reference"] is None:
        return parse_reference(row["text"] or "").model_copy(update={"number": row["number"]})
    try:
        return Reference.model_validate_json(row["reference"])
    except ValidationError:  # a row that cannot be read is a finding; the others come through
        return Reference(raw=row["text"] or "", number=row["number"], unparsed=(row["reference"],))


def _row(given: dict[str, Any], checked: Judged) -> dict[str, Any]:
    citation, findings, status, judgement = checked
    known = Known(citation, given["list"], findings, status, judgement)
    return given | {
        **{name: held(column.value(known)) for name, column in _FLAT.items()},
        "number": citation.number,
        "reference": _json(citation.reference),
        "record": _json(citation.record) if citation.record else None,
        "findings": [
            {name: getattr(finding, name) for name in _FINDING}
            | {name: getattr(finding.source, name, None) for name in ("registry", "address")}
            for finding in findings
        ],
        "tags": [{name: getattr(found, name) for name in _TAG} for found in citation.tags],
    }


def _json(value: Value) -> str:
    return value.model_dump_json(exclude_defaults=True)


def index_stamp(folder: str | None) -> list[Stamp]:
    """Return what distinguishes an index from its replacement: registry, number of works, time of the build.

    >>> index_stamp(None)
    []
    """
    with _index(folder) as local:
        return _stamp(local)


@contextmanager
def _index(folder: str | None) -> Iterator[list[Local]]:
    """Open the registries that `ivigref check --registry` queries before the shipped records."""
    with ExitStack() as opened:
        yield [opened.enter_context(local) for local in (Local.each(folder) if folder else ())]


def _stamp(local: Sequence[Local]) -> list[Stamp]:
    """Return the stamp of the files that are open, not of those that lie there a moment later."""
    return [[info.registry, info.works, info.built] for each in local for info in each.infos()]


@cache
def _recorded() -> Registry:
    return Recorded()
