"""What a batch reads: Parquet, JSON lines, or lists in a folder, divided into partitions without splitting lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic_core import from_json

from ivigref.batch.work import INPUT, given, record_batch
from ivigref.errors import InputError
from ivigref.model import Reference
from ivigref.reading import read

_JSON = (".jsonl", ".ndjson")
_PARQUET = (".parquet",)
_TEXTS = ("text", "reference")  # of which an input has at least one
_STRINGS = (pa.string(), pa.large_string(), pa.string_view())
_ITEM = 150  # bytes of an item of a list, about: how many files make a partition need not be exact

_NAMED = 3  # files that a message names


class Partition(NamedTuple):
    """A part of the input that one worker reads: some rows of a file, or some whole files.

    ``start`` and ``end`` count rows of a Parquet file and bytes of a file of JSON lines; of lists they are None.
    """

    root: Path
    files: tuple[str, ...]
    start: int | None = None
    end: int | None = None

    def read(self) -> pa.RecordBatch:
        """Return the rows; raise InputError if the files cannot be read."""
        if self.start is None or self.end is None:
            return _batch([row for name in self.files for row in _list_rows(self.root, name)])
        path = self.root / self.files[0]
        return _batch(
            _json_rows(path, self.start, self.end)
            if path.suffix in _JSON
            else _parquet_rows(path, self.start, self.end)
        )


def partitions(source: Path, rows: int) -> list[Partition]:
    """Cut the input, a file or a folder, into parts of about so many references, in the order of names and rows.

    Raises InputError where there is nothing to read, or where a folder holds tables and other files as well, of which
    nobody can tell whether they are lists to be done.
    """
    if not source.exists():
        raise InputError("there is no such file or folder", place=str(source))
    root = source if source.is_dir() else source.parent
    found = (
        sorted(p for p in source.rglob("*") if p.is_file() and p.name[0] not in "._") if source.is_dir() else [source]
    )
    tables = [path for path in found if path.suffix in _JSON + _PARQUET]
    others = [path for path in found if path.suffix not in _JSON + _PARQUET]
    if tables and others:
        message = f"expected tables or lists, found both: {_some(tables)}; and {_some(others)}; give each a folder"
        raise InputError(message, place=str(source))
    if tables:
        cut = [part for path in tables for part in _cut_table(root, path, rows)]
    else:
        cut = list(_cut_lists(root, others, rows * _ITEM))
    if not cut:
        raise InputError("expected Parquet, JSON lines, or reference lists", place=str(source))
    return cut


def _some(paths: Sequence[Path]) -> str:
    names = ", ".join(path.name for path in paths[:_NAMED])
    return f"{names} and {len(paths) - _NAMED:,} more" if len(paths) > _NAMED else names


def _cut_table(root: Path, path: Path, rows: int) -> Iterator[Partition]:
    name = path.relative_to(root).as_posix()
    try:
        marks = list(_json_marks(path, rows) if path.suffix in _JSON else _parquet_marks(path, rows))
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"cannot be read: {error}", place=str(path)) from error
    for start, end in pairwise(marks):
        yield Partition(root, (name,), start, end)


def _cut_lists(root: Path, files: Iterable[Path], size: int) -> Iterator[Partition]:
    names: list[str] = []
    held = 0
    for path in files:
        if held >= size:
            yield Partition(root, tuple(names))
            names, held = [], 0
        names.append(path.relative_to(root).as_posix())
        held += path.stat().st_size
    if names:
        yield Partition(root, tuple(names))


def _parquet_marks(path: Path, rows: int) -> Iterator[int]:
    """Yield the first row of each partition and the number of rows."""
    with pq.ParquetFile(path) as file:
        total = file.metadata.num_rows
        if not any(field.name in _TEXTS and _is_text(field.type) for field in file.schema_arrow):
            found = ", ".join(f"{field.name} ({field.type})" for field in file.schema_arrow)
            raise InputError(f"expected a column text, of strings, found {found}", place=str(path))
        if "list" in file.schema_arrow.names:
            lists: Iterable[Any] = (v for b in file.iter_batches(columns=["list"]) for v in b.column(0).to_pylist())
        else:
            lists = (None for _ in range(total))
        yield from (place for place, _ in _cuts(enumerate(lists), rows))
    yield total


def _is_text(kind: pa.DataType) -> bool:
    return (kind.value_type if pa.types.is_dictionary(kind) else kind) in _STRINGS


def _json_marks(path: Path, rows: int) -> Iterator[int]:
    """Yield the first byte of each partition and the number of bytes."""
    with path.open("rb") as file:
        places = ((file.tell() - len(line), given(_parsed(line))["list"]) for line in iter(file.readline, b""))
        yield from (place for place, _ in _cuts(places, rows))
        yield file.tell()


def _cuts(places: Iterable[tuple[int, Any]], rows: int) -> Iterator[tuple[int, Any]]:
    """Yield where partitions begin: after so many rows, but never within a list."""
    held, last = rows, None
    for place, name in places:
        if held >= rows and (name is None or name != last):
            yield place, name
            held = 0
        held, last = held + 1, name


def _parquet_rows(path: Path, start: int, end: int) -> list[dict[str, Any]]:
    first, found = 0, []
    try:
        with pq.ParquetFile(path) as file:
            names = [name for name in INPUT.names if name in file.schema_arrow.names]
            for group in range(file.num_row_groups):
                rows = file.metadata.row_group(group).num_rows
                low, high = max(start - first, 0), min(end - first, rows)
                if low < high:
                    found += file.read_row_group(group, columns=names).slice(low, high - low).to_pylist()
                first += rows
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"cannot be read: {error}", place=str(path)) from error
    return found


def _json_rows(path: Path, start: int, end: int) -> list[dict[str, Any]]:
    with path.open("rb") as file:
        file.seek(start)
        return [_parsed(line) for line in file.read(end - start).splitlines() if line.strip()]


def _parsed(line: bytes) -> dict[str, Any]:
    """Parse a line; one that is not a JSON object is itself the text, so that it appears in the results."""
    try:
        row = from_json(line)
    except ValueError:
        row = None
    if isinstance(row, dict):
        return row
    return {"text": row if isinstance(row, str) else line.decode("utf-8", "replace").strip()}


def _list_rows(root: Path, name: str) -> Iterator[dict[str, Any]]:
    """Yield the items of a list; one that cannot be read is a row with the reason, and affects no other."""
    try:
        listing = read(str(root / name))
    except InputError as error:
        yield _unread(name, str(error))
        return
    for problem in listing.problems:  # of a reference manager's file, an entry that is not among the citations
        if problem.check == "unreadable" or not listing.citations:
            yield _unread(name, problem.message)
    for citation in listing.citations:
        reference = citation.reference
        fields = reference.model_dump_json(exclude_defaults=True)
        yield {"list": name, "number": reference.number, "text": reference.raw, "reference": fields}


def _unread(name: str, reason: str) -> dict[str, Any]:
    return {"list": name, "reference": Reference(unparsed=(reason,)).model_dump_json(exclude_defaults=True)}


def _batch(rows: list[dict[str, Any]]) -> pa.RecordBatch:
    return record_batch(list(map(given, rows)), INPUT)
