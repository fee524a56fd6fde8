"""Everything that is measured, in one run: results as JSON, and a page with charts.

usage: python -m benchmarks.run [--quick] [--only PART …] [--again]

``--quick`` measures small sizes, to see that all runs, and writes to a temporary folder that it names. ``--only``
measures some parts and keeps the results of the others; results are saved after each part. ``--again`` measures nothing
and regenerates the pages. ``--results``, ``--page`` and ``--scale`` name other files than the project's own.
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
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from benchmarks import page, scale

SUITES: dict[str, tuple[list[str], list[str]]] = {  # name: (options of a full run, of a quick one)
    "startup": ([], ["--rounds", "3"]),
    "rates": ([], ["--records", "200"]),
    "library": ([], ["--references", "200", "--entries", "300"]),
    "index": (["--sizes", "10000", "100000", "1000000"], ["--sizes", "1000", "3000", "--references", "200"]),
    "batch": ([], ["--references", "2000", "--works", "2000", "--workers", "1", "2"]),
    "hosts": ([], ["--references", "2000", "--works", "500"]),
    "commands": ([], ["--references", "500", "1000"]),
    "tables": ([], ["--references", "1000"]),
    "pdf": ([], ["--papers", "1", "--pages", "4", "--rounds", "1"]),
    "asking": ([], ["--quick"]),
    "live": ([], ["--references", "5"]),
}
_PACKAGES = (
    "pydantic", "bibtexparser", "pybtex", "citerra", "refkit", "msgspec", "isal", "tantivy", "pyarrow", "distributed",
    "pdfminer.six", "docling-parse",
)  # fmt: skip


def measured(suite: str, options: Sequence[str]) -> Any:  # noqa: ANN401  (JSON)
    """Run one suite in a process of its own and return what it printed."""
    print(f"{suite} …", file=sys.stderr, flush=True)
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


def main() -> None:
    """Measure, keep the results, and write the pages."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--again", action="store_true", help="measure nothing; write the pages of the results")
    parser.add_argument("--only", choices=SUITES, nargs="+", help="measure these and keep the other results")
    parser.add_argument("--results", type=Path)
    parser.add_argument("--page", type=Path)
    parser.add_argument("--scale", type=Path)
    given = parser.parse_args()
    # What is measured in passing does not take the place of what the project claims.
    root = Path(mkdtemp(prefix="ivigref-benchmarks-")) if given.quick else Path()
    given.results = given.results or root / "benchmarks" / "results.json"
    given.page = given.page or root / "docs" / "reference" / "benchmarks.md"
    given.scale = given.scale or root / "docs" / "explanation" / "scale.md"
    for path in (given.results, given.page, given.scale):
        path.parent.mkdir(parents=True, exist_ok=True)
    results = json.loads(given.results.read_text(encoding="utf-8")) if given.again or given.only else {}
    for suite in () if given.again else given.only or SUITES:
        results["machine"] = machine()
        results[suite] = measured(suite, SUITES[suite][given.quick])
        given.results.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    page.write(given.page, results)
    scale.write(given.scale, results)
    print(f"written: {given.results}, {given.page}, {given.scale}", file=sys.stderr)


if __name__ == "__main__":
    main()
