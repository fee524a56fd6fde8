"""A list that is checked with the registries, beside what others install: requests, bytes and seconds.

usage: python -m benchmarks.live [--references 57] [--rival NAME=FOLDER …]

Made-up works as BibTeX with their DOIs and once without, all on one loopback server with the limits of December 2025 in
Crossref's polite pool (benchmarks.asking) and of NCBI; other services that a rival asks know nothing and have no limit.
``--rival`` names the virtual environment in which a rival was installed, as for benchmarks.judging. ``refused`` are the
requests that broke a limit and were answered with 429, ``reported`` the references that were reported although all are
right, and ``bytes`` what the server sent, before it is packed. No cache is used, by anybody.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import dumps
from benchmarks.asking import POOLS, described, printed
from benchmarks.judging import RIVALS, judged_by_rival, judged_by_us, version_in
from benchmarks.standin import StandIn
from ivigref import Citation, to_bibtex

Judge = Callable[[Path, StandIn], set[str]]
LISTS = {"with DOIs": True, "without DOIs": False}


def measured(judge: Judge, count: int, *, doi: bool) -> dict[str, int | float]:
    """Let somebody check a list; return what was asked, how long it took, and what was reported."""
    works = list(dumps.works(count))
    entries = [
        Citation(key=f"work{number}", reference=reference)
        for number, reference in enumerate(printed(works, doi=doi), start=1)
    ]
    with TemporaryDirectory() as folder, StandIn(*described(works), limits=POOLS["polite"]) as server:
        file = Path(folder) / "references.bib"
        file.write_text(to_bibtex(entries), encoding="utf-8")
        began = time.perf_counter()
        reported = judge(file, server)
        seconds = time.perf_counter() - began
        return {
            "requests": server.account.count(),
            "refused": sum(server.account.broken.values()),
            "bytes": server.bytes,
            "seconds": round(seconds, 1),
            "reported": len(reported),
        }


def main() -> None:
    """Print a JSON list with a row for each checker and list."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--references", type=int, default=57)
    parser.add_argument("--rival", action="append", default=[], metavar="NAME=FOLDER")
    given = parser.parse_args()
    judges: dict[str, tuple[str, Judge]] = {"ivigref": ("", judged_by_us)}
    for name, _, folder in (rival.partition("=") for rival in given.rival):
        judges[name] = version_in(Path(folder), name), partial(judged_by_rival, RIVALS[name], Path(folder))
    rows = []
    for name, (version, judge) in judges.items():
        for said, doi in LISTS.items():
            print(f"{name}, {said} …", file=sys.stderr, flush=True)
            row = {"checker": name, "version": version, "list": said, "references": given.references}
            rows.append(row | measured(judge, given.references, doi=doi))
    print(json.dumps(rows, indent=2))


if __name__ == "__main__":
    main()
