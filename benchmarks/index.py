"""Builds and queries a private index at growing sizes: works and references per second, recall, latency, memory, disk.

usage: python -m benchmarks.index [--sizes 10000 100000] [--references 2000] [--folder DIR]

References are printed from the works with the faults that lists have (see dumps.printed), and parsed before the clock
starts. They are asked for one by one, which tells how long each waits, and in lists of 50. One in ten is printed from
a work that the index does not hold: joining it to anything is a false match. Each step runs in a process of its own,
whose highest memory is the figure. ``json_alone`` is what unpacking and parsing the same files takes with Python's
own gzip and json, one core: no reader of the dump can be much faster.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from operator import and_, not_
from pathlib import Path

from benchmarks import dumps
from ivigref.checks import judge
from ivigref.model import SUSPECT, Reference
from ivigref.parsing import parse_reference
from ivigref.registries.local import FORMS, Local, Store, build
from ivigref.registries.local.words import Words, is_installed
from ivigref.resolution import resolve

LIST = 50  # references that are asked for at once
JSON_FILES = 200  # of a million works: of more, Python's own json would take longer than the build
ABSENT = 10  # one reference in so many is to a work that the index does not hold


def cpu() -> float:
    """Return the processor time of this process and those that it has waited for, in seconds."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def own_cpu() -> float:
    """Return the processor time of this process alone, in seconds."""
    return sum(resource.getrusage(resource.RUSAGE_SELF)[:2])


def json_alone(dump: Path) -> float:
    """Return the seconds that unpacking and parsing take with the standard library alone, of many files by a part."""
    paths = sorted(dump.iterdir())
    part = paths[:: -(-len(paths) // JSON_FILES)]
    start = time.process_time()
    for path in part:
        json.loads(gzip.decompress(path.read_bytes()))
    return (time.process_time() - start) * len(paths) / len(part)


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


def prepare(folder: Path, size: int, count: int) -> dict[str, object]:
    """Write the dump and the references, where they are not there yet."""
    dump, drawn = folder / f"dump-{size}", folder / f"drawn-{size}-{count}.jsonl"
    if not dump.exists():
        dumps.write_crossref(folder / "unfinished", size)
        (folder / "unfinished").rename(dump)
    if not drawn.exists():
        lines = (json.dumps([reference.model_dump_json(), doi]) + "\n" for reference, doi in sampled(size, count))
        drawn.write_text("".join(lines), encoding="utf-8")
    return {"works": size, "dump_bytes_per_work": round(folder_size(dump) / size)}


def build_index(folder: Path, size: int, count: int) -> dict[str, object]:  # noqa: ARG001  (each step takes the same)
    """Build the keys and then the search for words, each beside the time that JSON alone takes."""
    dump, own = folder / f"dump-{size}", folder / f"index-{size}"
    alone, before, writing = json_alone(dump), cpu(), own_cpu()
    keys = build(own, FORMS["crossref"], [dump], with_words=False, rebuild=True, workers=2)
    used, before, writing = cpu() - before, cpu(), own_cpu() - writing
    words = build(own, FORMS["crossref"], [dump], workers=2)
    memory = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "build_works_per_second": round(size / keys.seconds),
        "build_works_per_core_second": round(size / used),
        "writer_us_per_work": round(1e6 * writing / size, 1),
        "build_processor_time_in_json_alone": round(used / alone, 2),
        "json_alone_works_per_core_second": round(size / alone),
        "words_works_per_core_second": round(size / (cpu() - before)),
        "build_memory_mb": round(memory / 1024),
        "key_bytes_per_work": round(keys.info.key_bytes / size, 1),
        "bytes_per_work": round(keys.info.bytes / size, 1),
        "words_bytes_per_work": round(folder_size(own / words.info.words) / size, 1) if words.info.words else None,
    }


@contextmanager
def asked(folder: Path, size: int, count: int) -> Iterator[tuple[Local, list[tuple[Reference, str | None]]]]:
    """Open the index, read the references, and ask for the first ones, which open files."""
    lines = (folder / f"drawn-{size}-{count}.jsonl").read_text(encoding="utf-8").splitlines()
    drawn = [(Reference.model_validate_json(printed), doi) for printed, doi in map(json.loads, lines)]
    with Local(folder / f"index-{size}") as local:
        resolve([reference for reference, _ in drawn[:LIST]], [local])
        yield local, drawn


def ask_lists(folder: Path, size: int, count: int) -> dict[str, object]:
    """Ask for lists, and judge of each reference whether its work exists."""
    with asked(folder, size, count) as (local, drawn):
        start, citations = time.process_time(), []
        for place in range(0, len(drawn), LIST):
            citations += resolve([reference for reference, _ in drawn[place : place + LIST]], [local])
        used = time.process_time() - start
        start = time.process_time()
        suspects = [judgement.verdict in SUSPECT for judgement in judge(citations)]
        judging = time.process_time() - start
    known = [doi is not None for _, doi in drawn]
    return {
        "references_per_core_second_in_lists": round(len(drawn) / used),
        "screened_per_core_second": round(len(drawn) / (used + judging)),
        "known_accused": sum(map(and_, suspects, known)),
        "of_known": sum(known),
        "absent_accused": sum(map(and_, suspects, map(not_, known))),
        "words_search_ms": search_ms(folder, size, drawn),
    }


def search_ms(folder: Path, size: int, drawn: list[tuple[Reference, str | None]]) -> float | None:
    """Return how long a search for words takes for a work that the index does not hold, where words can be searched."""
    with Store(folder / f"index-{size}", "crossref") as store:
        searched = store.words_folder()
    if searched is None or not is_installed():
        return None
    words, absent = Words(searched), [reference for reference, doi in drawn if doi is None]
    start = time.process_time()
    for reference in absent:
        words.find(f"{reference.title} {reference.authors[0].surname if reference.authors else ''}", 5)
    return round(1000 * (time.process_time() - start) / len(absent), 2)


def ask(folder: Path, size: int, count: int) -> dict[str, object]:
    """Ask for one reference at a time, and compare what comes with what should."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with asked(folder, size, count) as (local, drawn):
        taken: list[float] = []
        of_known = 0.0  # seconds of processor time
        outcomes: Counter[str] = Counter()
        start = time.process_time()
        for reference, doi in drawn:
            began, used = time.perf_counter(), time.process_time()
            [citation] = resolve([reference], [local])
            taken.append(time.perf_counter() - began)
            of_known += (time.process_time() - used) * (doi is not None)
            outcomes["missed" if citation.doi is None else "right" if citation.doi == doi else "wrong"] += (
                doi is not None
            )
            outcomes["false"] += doi is None and citation.doi is not None
    used = time.process_time() - start
    known = sum(doi is not None for _, doi in drawn)
    cuts = statistics.quantiles(taken, n=100)
    return {
        "references": len(drawn),
        "references_per_second": round(len(drawn) / sum(taken)),
        "references_per_core_second": round(len(drawn) / used),
        "known_references_per_core_second": round(known / of_known),
        "p50_ms": round(1000 * cuts[49], 2),
        "p99_ms": round(1000 * cuts[98], 2),
        "recall_at_1": round(outcomes["right"] / known, 4),
        "wrong": outcomes["wrong"],
        "false_matches": outcomes["false"],
        "of_absent": len(drawn) - known,
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "memory_before_asking_mb": round(before / 1024),
    }


STEPS = {"prepare": prepare, "build": build_index, "ask": ask, "lists": ask_lists}


def folder_size(folder: Path) -> int:
    """Return the bytes of a folder's files."""
    return sum(path.stat().st_size for path in folder.iterdir())


def measured(folder: Path, sizes: list[int], count: int) -> list[dict[str, object]]:
    """Run each step of each size in a process of its own; return a row of figures for each size."""
    rows = []
    for size in sizes:
        row: dict[str, object] = {}
        for step in STEPS:
            options = ["--folder", str(folder), "--sizes", str(size), "--references", str(count), "--step", step]
            command = [sys.executable, "-m", "benchmarks.index", *options]
            row |= json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
        rows.append(row)
    return rows


def main() -> None:
    """Print a JSON list with a row for each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--references", type=int, default=2_000)
    parser.add_argument("--folder", type=Path, help="the folder for dumps and indexes (default: a temporary one)")
    parser.add_argument("--step", choices=STEPS, help="one step of one size; used by this program itself")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        if given.step:
            print(json.dumps(STEPS[given.step](folder, given.sizes[0], given.references)))
        else:
            print(json.dumps(measured(folder, given.sizes, given.references), indent=2))


if __name__ == "__main__":
    main()
