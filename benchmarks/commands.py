"""How each command grows from a thousand references to a hundred thousand: processor time, and what it holds.

usage: python -m benchmarks.commands [--references 1000 10000 100000] [--only check …]

One list of references that are printed from made-up works; they are checked, tagged, exported and reported by what they
print: no registry is asked. A batch of as many is measured by benchmarks.batch.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from benchmarks import processes
from benchmarks.batch import printed

COMMANDS = {
    "parse": (),
    "check": (),
    "tag": (),
    "export": ("--to", "bibtex"),
    "report": ("--output", "report.html"),
}


def main() -> None:
    """Print a JSON object with a row for each size, for each command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--references", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--only", nargs="+", choices=COMMANDS, default=list(COMMANDS))
    given = parser.parse_args()
    found: dict[str, list[dict[str, int]]] = {name: [] for name in given.only}
    with tempfile.TemporaryDirectory() as temporary:
        for count in given.references:
            path = Path(temporary) / f"list-{count}.txt"
            items = (f"{number}. {text}\n" for number, text in enumerate(printed(count, count), start=1))
            path.write_text("".join(items), encoding="utf-8")
            for name in given.only:
                options = [str(Path(temporary) / each) if "." in each else each for each in COMMANDS[name]]
                taken = processes.ivigref(name, str(path), *options)
                found[name].append(
                    {
                        "references": count,
                        "references_per_core_second": round(count / taken.processor_seconds),
                        "memory_mb": taken.memory_mb,
                    }
                )
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
