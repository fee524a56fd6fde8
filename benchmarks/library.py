"""Parsing, checking, tagging and BibTeX on one core, beside the libraries that people would use instead.

usage: python -m benchmarks.library [--references 2000] [--entries 10000]

Peers read and write the same entries in the same run; where one is not installed its row is left out. Each figure is
processor time of the first run in a fresh process, with nothing in a cache; ``memory_mb`` is the highest of it.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec

import ivigref
from benchmarks import dumps
from ivigref.formats import bibtex
from ivigref.model import Citation, Record
from ivigref.parsing import parse_reference
from ivigref.registries.works import record_from_work

Task = Callable[[], object]


def printed(count: int) -> list[str]:
    """Print made-up works, with faults."""
    rng = random.Random(4)
    return [dumps.printed(work, rng) for work in dumps.works(count)]


def records(count: int) -> list[Record]:
    """Translate made-up works."""
    return [record_from_work(dumps.crossref_work(work)) for work in dumps.works(count)]


def bib(count: int) -> str:
    """Write entries that every peer can read."""
    return bibtex.dumps(cited(count))


def cited(count: int) -> list[Citation]:
    """Make citations of printed references."""
    return ivigref.resolve([parse_reference(text) for text in printed(count)], [])


def parse(count: int) -> tuple[Task, int]:
    """Parse printed references."""
    texts = printed(count)
    return lambda: [parse_reference(text) for text in texts], count


def check_57(_: int) -> tuple[Task, int]:
    """Check the shipped list for the first time."""
    citations = ivigref.load()
    return lambda: ivigref.check(citations), len(citations)


def check_57_again(_: int) -> tuple[Task, int]:
    """Check the shipped list once more."""
    citations = ivigref.load()
    ivigref.check(citations)
    return lambda: ivigref.check(citations), len(citations)


def tag(count: int) -> tuple[Task, int]:
    """Tag records of which only title and abstract are known."""
    found = records(count)
    ivigref.tag_record(found[0])  # the vocabularies are read once
    return lambda: [ivigref.tag_record(record) for record in found], count


def write_bibtex(count: int) -> tuple[Task, int]:
    """Write BibTeX, and read it back, as always."""
    citations = cited(count)
    return lambda: bibtex.dumps(citations), count


def read_bibtex(count: int) -> tuple[Task, int]:
    """Read BibTeX into citations."""
    text = bib(count)
    return lambda: bibtex.loads(text), count


def bibtexparser_read(count: int) -> tuple[Task, int]:
    """Read with bibtexparser 2."""
    import bibtexparser.entrypoint  # noqa: PLC0415  (a peer, which counts into nobody else's memory)

    text = bib(count)
    return lambda: bibtexparser.entrypoint.parse_string(text), count


def bibtexparser_write(count: int) -> tuple[Task, int]:
    """Write with bibtexparser 2."""
    import bibtexparser.entrypoint  # noqa: PLC0415  (a peer, which counts into nobody else's memory)

    library = bibtexparser.entrypoint.parse_string(bib(count))
    return lambda: bibtexparser.entrypoint.write_string(library), count


def pybtex_read(count: int) -> tuple[Task, int]:
    """Read with pybtex."""
    from pybtex.database import parse_string  # noqa: PLC0415  (the same)

    text = bib(count)
    return lambda: parse_string(text, "bibtex"), count


def pybtex_write(count: int) -> tuple[Task, int]:
    """Write with pybtex."""
    from pybtex.database import parse_string  # noqa: PLC0415  (the same)

    library = parse_string(bib(count), "bibtex")
    return lambda: library.to_string("bibtex"), count


# name: (task, whether it counts references or BibTeX entries, the peer it needs)
TASKS: dict[str, tuple[Callable[[int], tuple[Task, int]], str, str | None]] = {
    "parse": (parse, "references", None),
    "check the 57": (check_57, "references", None),
    "check the 57 again": (check_57_again, "references", None),
    "tag": (tag, "references", None),
    "BibTeX write": (write_bibtex, "entries", None),
    "BibTeX write, bibtexparser 2": (bibtexparser_write, "entries", "bibtexparser"),
    "BibTeX write, pybtex": (pybtex_write, "entries", "pybtex"),
    "BibTeX read": (read_bibtex, "entries", None),
    "BibTeX read, bibtexparser 2": (bibtexparser_read, "entries", "bibtexparser"),
    "BibTeX read, pybtex": (pybtex_read, "entries", "pybtex"),
}


def main() -> None:
    """Measure each task in a process of its own, and print a JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--references", type=int, default=2_000)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--task", choices=TASKS, help="one task; used by this program itself")
    given = parser.parse_args()
    if given.task:
        make, counted, _ = TASKS[given.task]
        task, count = make(getattr(given, counted))
        start = time.process_time()
        task()
        rate = count / (time.process_time() - start)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"per_core_second": round(rate), "items": count, "memory_mb": round(memory)}))
        return
    found = {}
    for name, (_, _, peer) in TASKS.items():
        if peer is None or find_spec(peer):
            options = ["--references", str(given.references), "--entries", str(given.entries), "--task", name]
            command = [sys.executable, "-m", "benchmarks.library", *options]
            found[name] = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
