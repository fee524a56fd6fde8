"""Measure how many references are read in a second, on one core, and how much memory a stream takes.

usage: PYTHONPATH=src python benchmarks/parse.py [GOLD.jsonl[.gz] ...]

Without files the invented example of every style is read; files hold JSON lines with a reference under "raw" or
"reference". What is loaded once (patterns, the table of journals) is timed apart, as "first".
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

from ivigref.documents import iter_references
from ivigref.parsing import parse_reference
from ivigref.parsing.styles import STYLES

REPEAT = 2000
STREAM = 20_000


def rate(texts: list[str]) -> float:
    """Return references per second of processor time: the best of three runs, since other work disturbs."""
    seconds = []
    for _ in range(3):
        start = time.process_time()
        for text in texts:
            parse_reference(text)
        seconds.append(time.process_time() - start)
    return len(texts) / min(seconds)


def texts_of(path: Path) -> list[str]:
    """Read the references of a file of JSON lines."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [re.sub(r"\s+", " ", row.get("raw") or row["reference"].replace("-\n", "")) for row in rows]


def peak(count: int) -> float:
    """Return the most memory, in MB, that a stream of so many references takes."""

    def lines() -> Iterator[str]:
        for number in range(count):
            yield f"{number}. Example AB, De Sample C. Invented light. J Imagin Med. 2011;{number % 900}:145-52."

    tracemalloc.start()
    for _ in iter_references(lines()):
        pass
    most = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return most


def main() -> None:
    """Print a line for each style or file."""
    start = time.perf_counter()
    parse_reference("Viable offspring derived from cells Nature 1997; 385:810-813.")
    print(f"first reference: {1000 * (time.perf_counter() - start):.0f} ms")
    if paths := [Path(name) for name in sys.argv[1:]]:
        for path in paths:
            print(f"{path.name:32} {rate(texts_of(path)):10,.0f} references/s")
    else:
        for style in STYLES:
            print(f"{style.name:32} {rate([style.example] * REPEAT):10,.0f} references/s")
    for count in (STREAM // 4, STREAM):
        print(f"stream of {count:6,}: at most {peak(count):.1f} MB")


if __name__ == "__main__":
    main()
