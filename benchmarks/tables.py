"""What a table for people costs beside the same list as JSON lines, and drawing it beside rich.

usage: python -m benchmarks.tables [--references 100000]

Processor seconds of whole commands, one after the other in the same run. For the drawing, the rows of a list are drawn
by our own table and by rich's, in the same columns and widths, without reading them again.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from benchmarks import processes
from benchmarks.batch import printed
from ivigref import pipeline, reading
from ivigref.reports import console
from ivigref.reports.grid import Table
from ivigref.reports.styled import Terminal
from ivigref.reports.terminal import PLAIN_WIDTH, Part, drawn

VERBS = ("parse", "resolve", "tag")
DRAWN = 2_000  # references; rich draws them as one table
ROUNDS = 5


def beside_jsonl(path: Path) -> dict[str, Any]:
    """Return for each verb the processor seconds of both forms, and how often the table takes those of JSON lines."""
    found = {}
    for verb in VERBS:
        rows = processes.ivigref(verb, str(path), "--format", "jsonl").processor_seconds
        table = processes.ivigref(verb, str(path)).processor_seconds
        found[verb] = {"jsonl": round(rows, 2), "table": round(table, 2), "ratio": round(table / rows, 2)}
    return found


def beside_rich(path: Path) -> dict[str, float]:
    """Return for each verb how many times as fast as rich its table is drawn."""
    listing = reading.read(str(path))
    known = pipeline.known(listing, tag=True)
    tables = {
        "parse": console.parse_table(listing.citations),
        "resolve": console.resolve_table(known),
        "tag": console.tag_table(known),
    }
    return {verb: _times(next(part for part in parts if isinstance(part, Table))) for verb, parts in tables.items()}


def _times(table: Table) -> float:
    return round(_seconds(lambda: _by_rich(table), rounds=1) / _seconds(lambda: _by_us([table])), 1)


def _seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    def once() -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    return statistics.median(once() for _ in range(rounds))


def _by_us(parts: Sequence[Part]) -> str:
    return "".join(drawn(parts, Terminal(PLAIN_WIDTH)))


def _by_rich(table: Table) -> str:
    target = RichTable(box=None, pad_edge=False, header_style="bold")
    for column in table.columns:
        side = "right" if column.is_right else "left"
        target.add_column(column.head, justify=side, overflow="fold", max_width=column.most)  # type: ignore[arg-type]
    for row in table.rows:
        target.add_row(*(Text(str(cell)) for cell in row))
    Console(width=PLAIN_WIDTH, file=(written := StringIO()), highlight=False).print(target)
    return written.getvalue()


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--references", type=int, default=100_000)
    count = parser.parse_args().references
    with tempfile.TemporaryDirectory() as temporary:
        whole, short = Path(temporary) / "list.txt", Path(temporary) / "short.txt"
        items = [f"{number}. {text}\n" for number, text in enumerate(printed(count, count), start=1)]
        whole.write_text("".join(items), encoding="utf-8")
        short.write_text("".join(items[:DRAWN]), encoding="utf-8")
        found = {"references": count, "verbs": beside_jsonl(whole), "drawn, × rich": beside_rich(short)}
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
