"""Building and asking an own index at growing sizes: works and references a second, recall, latency, memory, disk.

usage: python -m benchmarks.matching [--sizes 10000 100000] [--references 2000] [--folder DIR] [--no-words]

References are printed from the works with the faults that lists have (see dumps.printed), and parsed before the clock
starts. One in ten is printed from a work that the index does not hold: joining it to anything is a false match. Each
size is measured in a process of its own, whose highest memory is the figure; ``json`` is what reading and parsing the
same files takes with Python's json and gzip alone, on one core.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from benchmarks import dumps
from ivigref.model import Reference
from ivigref.parsing import parse_reference
from ivigref.registries.local import FORMS, Built, Local, build
from ivigref.resolution import resolve

ABSENT = 10  # one reference in so many is to a work that the index does not hold


def cpu() -> float:
    """Return the processor time of this process and those that it has waited for, in seconds."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def measured_build(folder: Path, dump: Path, *, words: bool) -> tuple[Built, float]:
    """Build the index of a dump; return what came of it and the processor time, in seconds."""
    before = cpu()
    built = build(folder, FORMS["crossref"], [dump], with_words=words, rebuild=True, workers=2)
    return built, cpu() - before


def json_alone(dump: Path) -> float:
    """Return the seconds that unpacking and parsing take with the standard library alone."""
    start = time.process_time()
    for path in dump.iterdir():
        json.loads(gzip.decompress(path.read_bytes()))
    return time.process_time() - start


def sampled(size: int, count: int) -> list[tuple[Reference, str | None]]:
    """Print works, known and unknown ones, and parse them again: references, and the DOI that each should lead to."""
    rng = random.Random(size)
    wanted = sorted(rng.sample(range(size), count - count // ABSENT))
    chosen = set(wanted)
    known = [work for work in dumps.works(size) if work.number in chosen]
    absent = islice(dumps.works(count, seed=2), count // ABSENT)
    drawn = [(work, work.doi) for work in known] + [(work, None) for work in absent]
    rng.shuffle(drawn)
    return [(parse_reference(dumps.printed(work, rng)), doi) for work, doi in drawn]


def measure(size: int, count: int, folder: Path, *, words: bool) -> dict[str, object]:
    """Build an index of this size and ask it."""
    dump = folder / f"dump-{size}"
    if not dump.exists():
        dumps.write_crossref(dump, size)
    built, seconds = measured_build(folder / f"index-{size}", dump, words=words)
    alone = json_alone(dump)
    drawn = sampled(size, count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    local = Local(folder / f"index-{size}")
    for reference, _ in drawn[:50]:  # the first ones open files
        resolve([reference], [local])
    taken, right, wrong, false = [], 0, 0, 0
    start = time.process_time()
    for reference, doi in drawn:
        began = time.perf_counter()
        [citation] = resolve([reference], [local])
        taken.append(time.perf_counter() - began)
        right += doi is not None and citation.doi == doi
        wrong += doi is not None and citation.doi not in (doi, None)
        false += doi is None and citation.doi is not None
    used = time.process_time() - start
    known = sum(doi is not None for _, doi in drawn)
    cuts = statistics.quantiles(taken, n=100)
    return {
        "works": size,
        "build_works_per_second": round(built.works_read / built.seconds),
        "build_works_per_processor_second": round(built.works_read / seconds),
        "build_times_json_alone": round(seconds / alone, 2),
        "key_bytes_per_work": round(built.info.key_bytes / built.info.works, 1),
        "bytes_per_work": round(built.info.bytes / built.info.works, 1),
        "words_bytes_per_work": round(folder_size(folder / f"index-{size}", built.info.words) / built.info.works, 1),
        "references": len(drawn),
        "references_per_second": round(len(drawn) / sum(taken)),
        "references_per_processor_second": round(len(drawn) / used),
        "p50_ms": round(1000 * cuts[49], 2),
        "p99_ms": round(1000 * cuts[98], 2),
        "recall_at_1": round(right / known, 4),
        "wrong": wrong,
        "false_matches": false,
        "absent": len(drawn) - known,
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "memory_before_mb": round(before / 1024),
    }


def folder_size(folder: Path, name: str | None) -> int:
    """Return the bytes of a folder within a folder, or 0 where there is none."""
    return sum(path.stat().st_size for path in (folder / name).iterdir()) if name else 0


def main() -> None:
    """Measure each size in a process of its own, and print a JSON list."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--references", type=int, default=2_000)
    parser.add_argument("--folder", type=Path, help="where dumps and indexes are kept; else a temporary folder")
    parser.add_argument("--no-words", action="store_true", help="without the search for words")
    given = parser.parse_args()
    if len(given.sizes) == 1 and given.folder:
        [size] = given.sizes
        print(json.dumps([measure(size, given.references, given.folder, words=not given.no_words)], indent=2))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        found = []
        for size in given.sizes:
            options = ["--folder", str(folder), "--references", str(given.references)]
            options += ["--no-words"] if given.no_words else []
            command = [sys.executable, "-m", "benchmarks.matching", "--sizes", str(size), *options]
            done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
            found += json.loads(done.stdout)
        print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
