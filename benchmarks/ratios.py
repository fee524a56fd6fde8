"""Ratios that must not get worse: each is measured small, beside something else in the same run.

usage: python -m benchmarks.ratios [--runs 3] [--only SUITE …]

A small run has another ratio than a large one, since starts count for more: so the page has those of small runs as
well, and a marked test measures them again (``worse``). A ratio is our cost: our processor time beside that of the
other, or the other's rate beside ours. What a library needs that is not installed is left out.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.library import is_there
from benchmarks.startup import PEER

ROOT = Path(__file__).parent.parent
WORSE = 1.2  # times what the page says
ATTEMPTS = 3  # of which the best counts: another program may have had the processor
SMALL = {  # the options of the small run of a suite
    "startup": ("--rounds", "5"),
    "library": (
        "--references", "300", "--entries", "1000", "--tasks", "BibTeX read", "BibTeX read, bibtexparser 2",
        "BibTeX write", "BibTeX write, bibtexparser 2", "check with one record", "check with two records",
    ),
    "tables": ("--references", "1000"),
    "pdf": ("--papers", "1", "--pages", "4", "--rounds", "2"),
    "index": ("--sizes", "20000", "--references", "100"),
}  # fmt: skip
Place = tuple[str | int, ...]


class Ratio(NamedTuple):
    """What we take beside another: a suite, where both figures are in what it prints, and whether these are rates."""

    suite: str
    ours: Place
    other: Place
    are_rates: bool = False
    needs: str | None = None  # a module

    def of(self, printed: Any) -> float:  # noqa: ANN401  (JSON)
        """Return our cost as a multiple of the other's."""
        ours, other = (reduce(getitem, place, printed) for place in (self.ours, self.other))
        return float(other / ours if self.are_rates else ours / other)


def _library(ours: str, other: str, needs: str | None = None) -> Ratio:
    return Ratio("library", (ours, "per_core_second"), (other, "per_core_second"), are_rates=True, needs=needs)


def _start(name: str) -> Ratio:
    return Ratio("startup", ("milliseconds", name), ("milliseconds", PEER))


RATIOS = {
    **{
        f"`{name}` beside `{PEER}`": _start(name)
        for name in (
            "import ivigref; ivigref.load()", "ivigref --help", "ivigref check", "ivigref check list.txt",
            "ivigref check own.bib",
        )
    },
    **{
        f"BibTeX {verb} beside bibtexparser 2": _library(
            f"BibTeX {verb}", f"BibTeX {verb}, bibtexparser 2", "bibtexparser.entrypoint"
        )
        for verb in ("read", "write")
    },
    "check with two records beside one": _library("check with two records", "check with one record"),
    **{
        f"`ivigref {verb}` as a table beside JSON lines": Ratio(
            "tables", ("verbs", verb, "table"), ("verbs", verb, "jsonl")
        )
        for verb in ("parse", "resolve", "tag")
    },
    "PDF pages beside pdfminer.six": Ratio(
        "pdf",
        ("readers", "ivigref", "milliseconds_a_page"),
        ("readers", "pdfminer.six", "milliseconds_a_page"),
        needs="pdfminer",
    ),
    "build of an index beside JSON alone": Ratio(
        "index", (0, "build_works_per_core_second"), (0, "json_alone_works_per_core_second"), are_rates=True
    ),
}  # fmt: skip


def wanted(suite: str) -> dict[str, Ratio]:
    """Return the ratios of a suite that can be measured here."""
    return {
        name: each
        for name, each in RATIOS.items()
        if each.suite == suite and (each.needs is None or is_there(each.needs))
    }


def small(suite: str) -> dict[str, float]:
    """Run a suite small, in a process of its own; return our cost in each of its ratios."""
    command = [sys.executable, "-m", f"benchmarks.{suite}", *SMALL[suite]]
    printed = json.loads(subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout)
    return {name: round(each.of(printed), 3) for name, each in wanted(suite).items()}


def worse(published: Mapping[str, float], runs: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """Return what was in each run a fifth worse than published, with the best that was seen; runs end with nothing.

    >>> worse({"a": 1.0, "b": 1.0}, [{"a": 1.1, "b": 1.5}, {"a": 2.0, "b": 1.3}])
    {'b': 1.3}
    """
    best: dict[str, float] = {}
    left: dict[str, float] = {}
    for run in runs:
        best = {name: min(times, best.get(name, times)) for name, times in run.items() if name in published}
        left = {name: times for name, times in best.items() if times > WORSE * published[name]}
        if not left:
            break
    return left


def medians(runs: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the median of each ratio."""
    return {name: round(statistics.median(run[name] for run in runs), 3) for name in runs[0]}


def main() -> None:
    """Print a JSON object with our cost in each ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=ATTEMPTS)
    parser.add_argument("--only", nargs="+", choices=SMALL, default=list(SMALL))
    given = parser.parse_args()
    found: dict[str, float] = {}
    for suite in filter(wanted, given.only):
        found |= medians([small(suite) for _ in range(given.runs)])
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
