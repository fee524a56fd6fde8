"""Runs a batch, in this process or on Dask's cluster, and writes the results partition by partition.

Each partition is one Parquet file, which appears whole or not at all; what is there already is not done again, so that
the same command goes on after a stop. The order of the files is that of the input.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from ivigref.batch.inputs import Partition, partitions
from ivigref.batch.work import Stamp, index_stamp, process
from ivigref.errors import InputError, MissingExtra, StorageError
from ivigref.writing import write

if TYPE_CHECKING:
    from distributed import Client, Future

ROWS = 1_000  # references of a partition: seconds of work, what a stop costs at most, and what a worker holds
MANIFEST = "_batch.json"  # readers of a folder of Parquet skip names like this
SCHEMA = "ivigref.batch/2"
_STATUSES = b"ivigref.statuses"  # in each file's footer, so that counting reads no rows


class Summary(NamedTuple):
    """The result of a batch: references by status, and how many of the partitions were done in this run."""

    statuses: dict[str, int]
    done: int
    partitions: int


def run(
    source: Path,
    output: Path,
    *,
    registry: Path | None = None,
    workers: int = 1,
    scheduler: str | None = None,
    rows: int = ROWS,
    progress: Callable[[int, int, str], None] = lambda done, total, what: None,  # noqa: ARG005  (a signature)
) -> Summary:
    """Process every reference of the input into a folder of Parquet files.

    With one worker and no scheduler the work is done here; else on Dask, in a cluster of this machine's processes or in
    the one at ``scheduler``, whose workers must see the same files. Raises InputError where the input cannot be read,
    or where the folder holds the results of another run, and StorageError where a disk or a worker fails.
    """
    if output.resolve().is_relative_to(source.resolve()):
        raise InputError("the results cannot lie in the input; name another folder", place=str(output))
    parts = partitions(source, rows)
    folder = str(registry.absolute()) if registry else None
    stamp = index_stamp(folder)
    _claim(output, {"schema": SCHEMA, "input": _seen(parts), "rows": rows, "index": stamp})
    targets = [output / f"part-{place:06d}.parquet" for place in range(len(parts))]
    todo = [(part, target) for part, target in zip(parts, targets, strict=True) if not target.exists()]
    do = partial(work, registry=folder, stamp=stamp)
    done = _here(todo, do) if workers == 1 and scheduler is None else _on_dask(todo, do, workers, scheduler)
    for count, _ in enumerate(done, start=1):
        progress(count, len(todo), f"{count} of {len(todo)} partitions")
    statuses: Counter[str] = Counter()
    for target in targets:
        statuses.update(_counted(target))
    return Summary(dict(sorted(statuses.items())), len(todo), len(parts))


def work(part: Partition, target: Path, *, registry: str | None, stamp: list[Stamp]) -> None:
    """Process one partition, and put its file in place when it is complete; doing it twice does no harm."""
    result = process(part.read(), registry, stamp=stamp)
    counts = Counter(result.column("status").to_pylist())
    table = pa.Table.from_batches([result]).replace_schema_metadata({_STATUSES: json.dumps(counts)})
    unfinished = target.with_name(f".{target.stem}-{uuid4().hex[:8]}")
    try:
        pq.write_table(table, unfinished, compression="zstd")
        unfinished.replace(target)
    except OSError as error:
        raise StorageError(f"cannot be written: {error}", place=str(target)) from error
    finally:
        unfinished.unlink(missing_ok=True)


def _counted(target: Path) -> dict[str, int]:
    try:
        counts: dict[str, int] = json.loads(pq.read_metadata(target).metadata[_STATUSES])
    except (OSError, pa.ArrowException, KeyError) as error:
        raise StorageError("is not what a batch wrote; remove it and repeat the command", place=str(target)) from error
    return counts


def _here(todo: Iterable[tuple[Partition, Path]], do: Callable[[Partition, Path], None]) -> Iterator[None]:
    for part, target in todo:
        do(part, target)
        yield


def _on_dask(
    todo: Sequence[tuple[Partition, Path]], do: Callable[[Partition, Path], None], workers: int, scheduler: str | None
) -> Iterator[None]:
    if not todo:
        return
    try:
        from distributed import KilledWorker, as_completed  # noqa: PLC0415  (an extra)
    except ImportError as error:
        raise MissingExtra("batch") from error
    with _client(min(workers, len(todo)), scheduler) as client:
        futures: list[Future[None]] = [
            client.submit(do, part, target.absolute(), pure=False, retries=0) for part, target in todo
        ]
        try:
            for future in as_completed(futures):
                yield future.result()
        except KilledWorker as error:
            raise StorageError(f"a partition ended several workers, most likely for want of memory: {error}") from error


@contextmanager
def _client(workers: int, scheduler: str | None) -> Iterator[Client]:
    """Connect to a cluster, or start one of local processes that no other machine can reach."""
    import dask  # noqa: PLC0415  (an extra)
    from distributed import Client, LocalCluster  # noqa: PLC0415

    if scheduler is not None:
        try:
            with Client(scheduler, timeout=20) as client:
                yield client
        except (OSError, ValueError) as error:
            raise InputError(f"expected the address of a Dask scheduler: {error}", place=scheduler) from error
        return
    options: dict[str, Any] = {"threads_per_worker": 1, "processes": True, "dashboard_address": "127.0.0.1:0"}
    # Dask samples its workers a hundred times a second, for a page that nobody opens.
    quiet = dask.config.set({"distributed.worker.profile.enabled": False})
    with (
        quiet,
        LocalCluster(n_workers=workers, host="127.0.0.1", silence_logs=50, **options) as cluster,
        Client(cluster) as client,
    ):
        yield client


def _claim(output: Path, manifest: dict[str, Any]) -> None:
    """Write in the folder whose results it contains, or verify that it contains those of this run."""
    said = output / MANIFEST
    if said.exists():
        try:
            held = json.loads(said.read_text(encoding="utf-8"))
            other = [name for name, value in manifest.items() if held[name] != value]
        except (ValueError, LookupError, TypeError) as error:
            raise InputError("is not what a batch wrote; name an empty folder", place=str(said)) from error
        if other:
            message = f"holds the results of a batch with other {' and '.join(other)}; name an empty folder"
            raise InputError(message, place=str(output))
        return
    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise InputError("expected an empty folder for the results", place=str(output))
    output.mkdir(parents=True, exist_ok=True)
    write(said, json.dumps(manifest, indent=2))


def _seen(parts: Iterable[Partition]) -> list[list[Any]]:
    """Name each file of the input with its size and time, so that another input is not taken for this one."""
    paths = dict.fromkeys((part.root, name) for part in parts for name in part.files)
    about = ((name, (root / name).stat()) for root, name in paths)
    return [[name, stat.st_size, stat.st_mtime_ns] for name, stat in about]
