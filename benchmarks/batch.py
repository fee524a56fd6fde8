"""A batch on one, two and four workers: references a second, start-up included, and memory.

usage: python -m benchmarks.batch [--references 20000] [--works 10000] [--workers 1 2 4]

References are printed from the works of an index that is built first. One worker is this process without an engine;
more are Dask's. The results of all must be equal, row by row, or the figures are not printed.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

import psutil
import pyarrow.parquet as pq

from benchmarks import dumps
from ivigref.batch import run
from ivigref.registries.local import FORMS, build


def memory() -> int:
    """Return what this process and its children hold, in megabytes; pages that they share count once."""
    me = psutil.Process()
    held: int = sum(process.memory_full_info().pss for process in (me, *me.children(recursive=True)))
    return round(held / 2**20)


def main() -> None:
    """Print a JSON list with a row for each number of workers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--references", type=int, default=20_000)
    parser.add_argument("--works", type=int, default=10_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        dumps.write_crossref(folder / "dump", given.works)
        build(folder / "index", FORMS["crossref"], [folder / "dump"])
        rng = random.Random(6)
        works = islice(cycle(list(dumps.works(given.works))), given.references)
        lines = (json.dumps({"text": dumps.printed(work, rng)}) + "\n" for work in works)
        (folder / "in.jsonl").write_text("".join(lines), encoding="utf-8")
        rows, first = [], None
        for workers in given.workers:
            highest = 0

            def look(done: int, total: int, what: str) -> None:  # noqa: ARG001  (a signature)
                nonlocal highest
                highest = max(highest, memory())

            start = time.perf_counter()
            output = folder / f"out-{workers}"
            run(folder / "in.jsonl", output, registry=folder / "index", workers=workers, rows=1_000, progress=look)
            taken = time.perf_counter() - start
            found = pq.read_table(sorted(output.glob("part-*")))
            first = first or found
            if not found.equals(first):
                raise SystemExit(f"{workers} workers gave other results than {given.workers[0]}")
            rows.append(
                {"workers": workers, "references_per_second": round(given.references / taken), "memory_mb": highest}
            )
    print(json.dumps(rows, indent=2))


if __name__ == "__main__":
    main()
