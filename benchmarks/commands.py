"""What each command holds in memory, and takes, for one list of very many references.

usage: python -m benchmarks.commands [--references 100000]

The references are printed from made-up works and checked, tagged and exported by what they print: no registry is asked.
A batch of as many is measured by benchmarks.batch.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from benchmarks import processes
from benchmarks.batch import printed

COMMANDS = {"parse": (), "check": (), "tag": (), "export": ("--to", "bibtex")}


def main() -> None:
    """Print a JSON object with a row for each command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--references", type=int, default=100_000)
    count = parser.parse_args().references
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "list.txt"
        items = (f"{number}. {text}\n" for number, text in enumerate(printed(count, count), start=1))
        path.write_text("".join(items), encoding="utf-8")
        found = {}
        for name, options in COMMANDS.items():
            taken = processes.ivigref(name, str(path), *options)
            found[name] = {
                "references": count,
                "references_per_core_second": round(count / taken.processor_seconds),
                "memory_mb": taken.memory_mb,
            }
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
