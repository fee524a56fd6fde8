"""A batch on one, two and four workers: references a second, start-up included, and memory.

usage: python -m benchmarks.batch [--references 100000] [--works 10000] [--workers 1 2 4]

References are printed from the works of an index that is built first. One worker is a process without an engine; more
are Dask's. The results of all must be equal, row by row, or the figures are not printed. ``references_per_core_second``
counts processor time: on a machine that others use too it tells what the clock does not. What a machine gives to
several processes at once, which is not their number times what it gives to one, is measured in the same run:
``apart_references_per_second`` is the rate of as many processes that know nothing of each other, each with its share.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import dumps, processes
from ivigref.registries.local import FORMS, build


def printed(count: int, works: int) -> Iterator[str]:
    """Print made-up works, with faults, each anew whenever its turn comes."""
    rng = random.Random(6)
    return (dumps.printed(work, rng) for work in islice(cycle(list(dumps.works(works))), count))


def apart(lines: list[str], folder: Path, index: Path, count: int) -> float:
    """Return the seconds that so many processes take which run at once, each on its share of the references."""
    commands = []
    for place in range(count):
        source = folder / f"share-{count}-{place}.jsonl"
        source.write_text("".join(lines[place * len(lines) // count : (place + 1) * len(lines) // count]))
        output = folder / f"out-share-{count}-{place}"
        commands.append(("batch", str(source), "--output", str(output), "--registry", str(index), "--workers", "1"))
    start = time.perf_counter()
    with ThreadPoolExecutor(count) as each:
        list(each.map(lambda command: processes.ivigref(*command), commands))
    return time.perf_counter() - start


def results(output: Path) -> list[pa.Table]:
    """Return what a batch has written, file by file."""
    return [pq.read_table(path) for path in sorted(output.glob("part-*"))]


def main() -> None:
    """Print a JSON list with a row for each number of workers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--references", type=int, default=100_000)
    parser.add_argument("--works", type=int, default=10_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        source, index = folder / "in.jsonl", folder / "index"
        dumps.write_crossref(folder / "dump", given.works)
        build(index, FORMS["crossref"], [folder / "dump"])
        lines = [json.dumps({"text": text}) + "\n" for text in printed(given.references, given.works)]
        source.write_text("".join(lines))
        rows: list[dict[str, int]] = []
        for workers in given.workers:
            row = {"workers": workers, "references": given.references, "works": given.works}
            if 1 < workers <= (os.cpu_count() or 1):
                seconds = apart(lines, folder, index, workers)
                row["apart_references_per_second"] = round(given.references / seconds)
            output = folder / f"out-{workers}"
            options = ["--output", str(output), "--registry", str(index), "--workers", str(workers)]
            taken = processes.ivigref("batch", str(source), *options)
            if results(output) != results(folder / f"out-{given.workers[0]}"):
                raise SystemExit(f"{workers} workers gave other results than {given.workers[0]}")
            row["references_per_second"] = round(given.references / taken.seconds)
            row["references_per_core_second"] = round(given.references / taken.processor_seconds)
            rows.append(row | {"memory_mb": taken.memory_mb})
    print(json.dumps(rows, indent=2))


if __name__ == "__main__":
    main()
