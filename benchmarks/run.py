"""Everything that is measured, in one run: results as JSON, and a page with charts.

usage: python -m benchmarks.run [--quick] [--large] [--only PART …] [--rival NAME=FOLDER …] [--again]

``--quick`` measures small sizes, to see that all runs, and writes to a temporary folder that it names. ``--large`` adds
an index of ten million works. ``--only`` measures some parts and keeps the results of the others; results are saved
after each part. A part that cannot run here is skipped, the page says why, and its older results stay. ``--rival`` and
``--bibtexparser-1`` say where peers are installed that cannot stand beside ours (benchmarks.live, benchmarks.library).
``--again`` measures nothing and regenerates the pages. ``--results``, ``--page`` and ``--scale`` name other files than
the project's own.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NamedTuple

from benchmarks import page, scale


class Suite(NamedTuple):
    """A part: its options in a full run and in a quick one, what it imports, and what a large run adds."""

    full: Sequence[str]
    quick: Sequence[str]
    needs: Sequence[str] = ()  # modules that are not everywhere; what else it needs it says itself
    large: Sequence[str] = ()


_ROWS = ("psutil", "pyarrow")
SUITES = {
    "startup": Suite([], ["--rounds", "3"]),
    "rates": Suite([], ["--records", "200"]),
    "library": Suite([], ["--references", "200", "--entries", "300"]),
    "index": Suite(
        ["--sizes", "10000", "100000", "1000000"],
        ["--sizes", "1000", "3000", "--references", "200"],
        ["msgspec", "isal", "tantivy"],
        large=["10000000"],
    ),
    "batch": Suite([], ["--references", "2000", "--works", "2000", "--workers", "1", "2"], [*_ROWS, "distributed"]),
    "hosts": Suite([], ["--references", "2000", "--works", "500"], [*_ROWS, "distributed"]),
    "commands": Suite([], ["--references", "500", "1000"], _ROWS),
    "tables": Suite([], ["--references", "1000"], _ROWS),
    "pdf": Suite([], ["--papers", "1", "--pages", "4", "--rounds", "1"], ["typst"]),
    "serve": Suite([], ["--lists", "4", "--references", "10", "--rounds", "1"], [*_ROWS, "uvicorn", "starlette"]),
    "browser": Suite([], ["--references", "100", "--rounds", "1"], [*_ROWS, "playwright", "pytest"]),
    "asking": Suite([], ["--quick"]),
    "live": Suite([], ["--references", "5"]),
    "ratios": Suite([], ["--runs", "1", "--only", "startup"], _ROWS),
}
LARGE = "ten million works take some 12 GB of temporary files, and an hour on two cores"
RESULTS = Path("benchmarks/results.json")
SKIPPED = "skipped"  # what a suite prints, with the reason, where it cannot run
_PACKAGES = (
    "pydantic", "bibtexparser", "pybtex", "citerra", "refkit", "msgspec", "isal", "tantivy", "pyarrow", "distributed",
    "pdfminer.six", "docling-parse",
)  # fmt: skip


def measured(suite: str, options: Sequence[str]) -> Any:  # noqa: ANN401  (JSON)
    """Run one suite in a process of its own and return what it printed, which may be why it was skipped."""
    print(f"{suite} …", file=sys.stderr, flush=True)
    if missing := [name for name in SUITES[suite].needs if find_spec(name) is None]:
        return {SKIPPED: f"needs {' and '.join(missing)}"}
    command = [sys.executable, "-m", f"benchmarks.{suite}", *options]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)


def machine() -> dict[str, Any]:
    """Say where and with what was measured."""
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "system": platform.system(),
        "architecture": platform.machine(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "packages": found,
    }


def options_of(suite: str, given: argparse.Namespace) -> list[str]:
    """Return the options of a suite in this run."""
    if given.quick:
        return list(SUITES[suite].quick)
    options = [*SUITES[suite].full, *(SUITES[suite].large if given.large else ())]
    if suite == "live":
        options += [part for rival in given.rival for part in ("--rival", rival)]
    if suite == "library" and given.bibtexparser_1:
        options += ["--bibtexparser-1", str(given.bibtexparser_1)]
    return options


def kept(results: dict[str, Any], suite: str, found: Any) -> None:  # noqa: ANN401  (JSON)
    """Put what a suite printed among the results; one that was skipped leaves its reason, and what there was.

    >>> results = {"hosts": [1], "skipped": {"browser": "needs Chromium"}}
    >>> kept(results, "hosts", {"skipped": "needs root"})
    >>> kept(results, "browser", {"reports": []})
    >>> results
    {'hosts': [1], 'skipped': {'hosts': 'needs root'}, 'browser': {'reports': []}}
    """
    reasons = results.setdefault(SKIPPED, {})
    reasons.pop(suite, None)
    if isinstance(found, dict) and SKIPPED in found:
        reasons[suite] = found[SKIPPED]
        print(f"{suite}: skipped: {found[SKIPPED]}", file=sys.stderr, flush=True)
    else:
        results[suite] = found
    if not reasons:
        del results[SKIPPED]


def main() -> None:
    """Measure, keep the results, and write the pages."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--again", action="store_true", help="measure nothing; write the pages of the results")
    parser.add_argument("--only", choices=SUITES, nargs="+", help="measure these and keep the other results")
    parser.add_argument("--large", action="store_true", help=LARGE)
    parser.add_argument("--rival", action="append", default=[], metavar="NAME=FOLDER", help="passed to live")
    parser.add_argument("--bibtexparser-1", type=Path, metavar="FOLDER", help="passed to library")
    parser.add_argument("--results", type=Path)
    parser.add_argument("--page", type=Path)
    parser.add_argument("--scale", type=Path)
    given = parser.parse_args()
    # What is measured in passing does not take the place of what the project claims.
    root = Path(mkdtemp(prefix="ivigref-benchmarks-")) if given.quick else Path()
    given.results = given.results or root / RESULTS
    given.page = given.page or root / "docs" / "reference" / "benchmarks.md"
    given.scale = given.scale or root / "docs" / "explanation" / "scale.md"
    for path in (given.results, given.page, given.scale):
        path.parent.mkdir(parents=True, exist_ok=True)
    # A quick run of some parts shows them among the project's own.
    known = RESULTS if given.only and not given.results.exists() else given.results
    results = json.loads(known.read_text(encoding="utf-8")) if known.exists() else {}
    if given.large and not given.quick:
        print(LARGE, file=sys.stderr)
    if not given.again:
        results["machine"] = machine()  # before anything of ours is its load
    for suite in () if given.again else given.only or SUITES:
        kept(results, suite, measured(suite, options_of(suite, given)))
        given.results.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    page.write(given.page, results)
    scale.write(given.scale, results)
    print(f"written: {given.results}, {given.page}, {given.scale}", file=sys.stderr)


if __name__ == "__main__":
    main()
