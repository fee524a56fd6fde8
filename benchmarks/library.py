"""Parsing, checking, tagging and BibTeX on one core, beside the libraries that people would use instead.

usage: python -m benchmarks.library [--references 2000] [--entries 10000] [--rounds 3] [--tasks "BibTeX read" …]

Peers read and write the same entries in the same run; where one is not installed its row is left out. They do less:
they split and join what is given, without names or a check that it reads back, and most without LaTeX. bibtexparser 1,
which cannot stand beside bibtexparser 2, is looked for in the folder that ``--bibtexparser-1`` names (``pip install
--target``). Each figure is processor time of the first run in a fresh process, with nothing in a cache, and the median
of the rounds, in which the tasks take turns; ``memory_mb`` is the highest of the process.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import ivigref
from benchmarks import dumps
from ivigref.formats import bibtex
from ivigref.model import Citation, Record, Reference
from ivigref.names import Name
from ivigref.parsing import parse_reference
from ivigref.registries import Crossref, PubMed
from ivigref.registries.crossref.record import record_from_work

WORDS = (
    *"intravenous immunoglobulin therapy of refractory dermatomyositis in adults with Sjögren’s syndrome".split(),
    *"TNF-α IgG B-cell lupus erythematosus high-dose treatment 50% & randomised double-blind study patients".split(),
    "<i>in vitro</i>", "outcome",
)  # fmt: skip
SYLLABLES = "ma ri do van ko sen pi tà lov müll er dal nu ñez ka gó mez ør st ein".split()
COMMAND = [sys.executable, "-m", "benchmarks.library"]
MAKE = "make the file"
LARGE = 3  # times the entries: with 10,000 of them a file of 50 MB
LARGE_READ = f"BibTeX read of {LARGE} times as many"
RECORDS = 2  # of a work, in as many registries
IN_DICTS = "with names, LaTeX and dicts"
FEWER = 10  # times, for the peer that takes minutes

Task = Callable[[], object]
Read = Callable[[str], Any]
Write = Callable[[Any], object]


def printed(count: int) -> list[str]:
    """Print made-up works, with faults."""
    rng = random.Random(4)
    return [dumps.printed(work, rng) for work in dumps.works(count)]


def records(count: int) -> list[Record]:
    """Translate made-up works."""
    return [record_from_work(dumps.crossref_work(work)) for work in dumps.works(count)]


def entries(count: int) -> list[Citation]:
    """Make citations that all differ, with three to eight authors and an abstract of 150 words each."""
    rng = random.Random(1997)

    def name() -> Name:
        return Name(family="".join(rng.choices(SYLLABLES, k=3)).capitalize(), given=rng.choice("ABCDEFGÖ") + ".")

    return [
        Citation(
            key=f"Key{number}",
            reference=Reference(
                kind="journal-article",
                authors=tuple(name() for _ in range(rng.randint(3, 8))),
                title=" ".join(rng.choices(WORDS, k=14)),
                container_title="Wien Med Wochenschr",
                year=rng.randint(1980, 2026),
                volume=str(rng.randint(1, 200)),
                issue=str(rng.randint(1, 12)),
                pages=f"{number}–{number + 7}",
                doi=f"10.5555/{number}",
                extra=(("abstract", " ".join(rng.choices(WORDS, k=150))),),
            ),
        )
        for number in range(1, count + 1)
    ]


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


def check_with(kept: int, count: int) -> tuple[Task, int]:
    """Check printed references of which Crossref and PubMed have a record; only so many of the two are kept."""
    from benchmarks import asking  # noqa: PLC0415  (counts into nobody else's memory)
    from ivigref.data import serials  # noqa: PLC0415  (the same)

    texts = printed(count)
    with (
        asking.served(list(dumps.works(count))) as server,
        Crossref(server.crossref_url) as crossref,
        PubMed(server.pubmed_url) as pubmed,
    ):
        found = ivigref.resolve(map(parse_reference, texts), [crossref, pubmed])
    both = [citation for citation in found if len(citation.records) == RECORDS]
    known = [citation.model_copy(update={"records": citation.records[:kept]}) for citation in both]
    first = len(known) // 4
    serials.current()  # the list of journals is read once, and so are the patterns that read a print beside its record
    ivigref.check(known[:first])
    return lambda: ivigref.check(known[first:]), len(known) - first


def tag(count: int) -> tuple[Task, int]:
    """Tag records of which only title and abstract are known."""
    found = records(count)
    ivigref.tag_record(found[0])  # the vocabularies are read once
    return lambda: [ivigref.tag_record(record) for record in found], count


def write_bibtex(count: int) -> tuple[Task, int]:
    """Write BibTeX, and read it back, as always."""
    citations = entries(count)
    return lambda: bibtex.dumps(citations), count


def bibtexparser_2() -> tuple[Read, Write]:
    """Return how bibtexparser 2 reads and writes."""
    from bibtexparser.entrypoint import parse_string, write_string  # noqa: PLC0415  (the same)

    return parse_string, write_string


def bibtexparser_2_in_place() -> tuple[Read, Write]:
    """Return the same writing without a copy: what was given cannot be written again."""
    from bibtexparser.entrypoint import parse_string, write_string  # noqa: PLC0415  (the same)
    from bibtexparser.middlewares import default_unparse_stack  # noqa: PLC0415

    stack = default_unparse_stack(allow_inplace_modification=True)
    return parse_string, partial(write_string, unparse_stack=stack)


def bibtexparser_2_in_full() -> tuple[Read, Write]:
    """Return how it reads and writes with all that it has for LaTeX and names: what ours does, but for the check."""
    from bibtexparser import middlewares as each  # noqa: PLC0415  (the same)
    from bibtexparser.entrypoint import parse_string, write_string  # noqa: PLC0415

    reading = [*each.default_parse_stack(), each.LatexDecodingMiddleware(), each.SeparateCoAuthors()]
    writing = [each.MergeNameParts(), each.MergeCoAuthors(), each.LatexEncodingMiddleware()]
    last = each.default_unparse_stack(allow_inplace_modification=True)
    return (
        partial(parse_string, parse_stack=[*reading, each.SplitNameParts()]),
        partial(write_string, unparse_stack=[*writing, *last]),
    )


def bibtexparser_1() -> tuple[Read, Write]:
    """Return how bibtexparser 1 reads and writes."""
    first = import_module("bibtexparser")  # of which the second is what type checkers see
    return first.loads, first.dumps


def pybtex() -> tuple[Read, Write]:
    """Return how pybtex reads and writes."""
    from pybtex.database import parse_string  # noqa: PLC0415  (the same)

    return partial(parse_string, bib_format="bibtex"), lambda library: library.to_string("bibtex")


def citerra() -> tuple[Read, None]:
    """Return how citerra reads; what it writes is the text that it has kept."""
    from citerra import loads  # noqa: PLC0415  (the same)

    return loads, None


def refkit() -> tuple[Read, None]:
    """Return how refkit reads; what it writes is the text that it has kept."""
    from refkit import BibDocument  # noqa: PLC0415  (the same)

    return BibDocument.parse, None


def citerra_in_dicts() -> tuple[Read, None]:
    """Return how citerra reads into dictionaries, with LaTeX and names; of LaTeX it leaves tags and braces."""
    from citerra import loads  # noqa: PLC0415  (the same)

    parts = ("family", "given", "prefix", "suffix", "literal")

    def read(text: str) -> list[dict[str, Any]]:
        document = loads(text, latex_to_unicode=True)
        rows: list[dict[str, Any]] = document.to_dicts()
        for row, entry in zip(rows, document.entries, strict=True):
            for role, people in (("author", entry.authors), ("editor", entry.editors)):
                if role in row:
                    row[role] = [{part: getattr(name, part) for part in parts} for name in people()]
        return rows

    return read, None


def refkit_in_dicts() -> tuple[Read, None]:
    """Return how refkit reads into dictionaries, with LaTeX and names; it takes 16 MiB, and so a file in two halves."""
    from refkit import Library  # noqa: PLC0415  (the same)

    def read(text: str) -> list[Any]:
        half = text.index("\n@", len(text) // 2)
        return [row for part in (text[:half], text[half:]) for row in Library.parse_bibtex(part).to_records()]

    return read, None


class Peer(NamedTuple):
    """A library for BibTeX, and the module by which it is found."""

    module: str
    load: Callable[[], tuple[Read, Write | None]]


PEERS = {
    "bibtexparser 2": Peer("bibtexparser.entrypoint", bibtexparser_2),
    "bibtexparser 2 in place": Peer("bibtexparser.entrypoint", bibtexparser_2_in_place),
    "bibtexparser 2 in full": Peer("bibtexparser.entrypoint", bibtexparser_2_in_full),
    "bibtexparser 1": Peer("bibtexparser", bibtexparser_1),
    "pybtex": Peer("pybtex", pybtex),
    "citerra (compiled)": Peer("citerra", citerra),
    "refkit (compiled)": Peer("refkit", refkit),
    f"citerra (compiled) {IN_DICTS}": Peer("citerra", citerra_in_dicts),
    f"refkit (compiled) {IN_DICTS}": Peer("refkit", refkit_in_dicts),
}
OURS: dict[str, tuple[Callable[[int], tuple[Task, int]], str]] = {  # and what they count
    "parse": (parse, "references"),
    "check the 57": (check_57, "references"),
    "check the 57 again": (check_57_again, "references"),
    "check with one record": (partial(check_with, 1), "references"),
    "check with two records": (partial(check_with, RECORDS), "references"),
    "tag": (tag, "references"),
    "BibTeX write": (write_bibtex, "entries"),
}
TASKS = [
    *OURS,
    *(f"BibTeX write, {name}" for name in PEERS if "compiled" not in name),
    "BibTeX read",
    *(f"BibTeX read, {name}" for name in PEERS if "in place" not in name),
    LARGE_READ,
]


def task_of(name: str, given: argparse.Namespace) -> tuple[Task, int]:
    """Prepare a task."""
    if name in OURS:
        make, counted = OURS[name]
        return make(getattr(given, counted))
    kind, _, peer = name.partition(", ")
    text = given.file.read_text(encoding="utf-8")
    count = text.count("\n@article{") + 1
    read, write = PEERS[peer].load() if peer else (bibtex.loads, None)
    if kind != "BibTeX write" or write is None:
        return lambda: read(text), count
    library, write_all = read(text), write
    return lambda: write_all(library), count


def entries_of(name: str, given: argparse.Namespace) -> int:
    """Return how many entries a task has."""
    if name == LARGE_READ:
        return int(given.entries * LARGE)
    return int(given.entries // FEWER if name.endswith("in full") else given.entries)


def measured(name: str, given: argparse.Namespace, files: dict[int, Path]) -> dict[str, float] | None:
    """Run a task in a process of its own; None where a peer is not installed."""
    peer = name.partition(", ")[2]
    path = [os.environ.get("PYTHONPATH", "")]
    if peer == "bibtexparser 1":
        if given.bibtexparser_1 is None:
            return None
        path.insert(0, str(given.bibtexparser_1))
    elif peer and not is_there(PEERS[peer].module):
        return None
    sizes = ["--references", str(given.references), "--entries", str(given.entries)]
    command = [*COMMAND, *sizes, "--task", name, "--file", str(files[entries_of(name, given)])]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, path))}
    printed = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment).stdout
    found: dict[str, float] = json.loads(printed)
    return found


def is_there(module: str) -> bool:
    """Tell whether a module is installed."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # not even the package that would hold it
        return False


def main() -> None:
    """Measure each task in processes of its own, and print a JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--references", type=int, default=2_000)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tasks", nargs="+", choices=TASKS, default=TASKS, metavar="TASK", help="some tasks only")
    parser.add_argument("--bibtexparser-1", type=Path, metavar="FOLDER")
    parser.add_argument("--task", choices=[MAKE, *TASKS], help="one task; used by this program itself")
    parser.add_argument("--file", type=Path, help="what it reads; the same")
    given = parser.parse_args()
    if given.task == MAKE:
        given.file.write_text(bibtex.dumps(entries(given.entries)), encoding="utf-8")
        return
    if given.task:
        task, count = task_of(given.task, given)
        start = time.process_time()
        task()
        rate = count / (time.process_time() - start)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"per_core_second": round(rate), "items": count, "memory_mb": round(memory)}))
        return
    rounds: dict[str, list[dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        files = {size: Path(folder, f"{size}.bib") for size in {entries_of(name, given) for name in given.tasks}}
        for size, file in files.items():  # elsewhere: what this process holds would count as its children's memory
            subprocess.run([*COMMAND, "--entries", str(size), "--task", MAKE, "--file", str(file)], check=True)
        for _ in range(given.rounds):
            for name in given.tasks:
                if row := measured(name, given, files):
                    rounds.setdefault(name, []).append(row)
    found = {name: {key: round(median(row[key] for row in rows)) for key in rows[0]} for name, rows in rounds.items()}
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
