"""What it costs until ivigref has answered: load(), the help, and checks, each as a whole process.

usage: python -m benchmarks.startup [--rounds 11]

Each figure is the median of the processor seconds of fresh processes, which take turns; beside them in each round is
``python -c "import pydantic"``, and a ratio is the median of those of the rounds.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from ivigref.data import load, references_text
from ivigref.formats import bibtex

PEER = "import pydantic"
COMMAND = ["-m", "ivigref"]


def commands(folder: Path) -> dict[str, list[str]]:
    """Return what is measured: the arguments of Python, by what the page calls it."""
    printed, library = folder / "list.txt", folder / "own.bib"
    printed.write_text(references_text(), encoding="utf-8")
    library.write_text(bibtex.dumps(load()), encoding="utf-8")
    return {
        PEER: ["-c", PEER],
        "import ivigref": ["-c", "import ivigref"],
        "import ivigref; ivigref.load()": ["-c", "import ivigref; ivigref.load()"],
        "ivigref --help": [*COMMAND, "--help"],
        "ivigref check": [*COMMAND, "check"],
        "ivigref check list.txt": [*COMMAND, "check", str(printed)],
        "ivigref check own.bib": [*COMMAND, "check", str(library)],
    }


def seconds(arguments: list[str]) -> float:
    """Return the processor seconds of a process; compiled modules are stored, as they are where it is installed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=11)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        measured = commands(Path(folder))
        for arguments in measured.values():  # what is read for the first time is slow
            seconds(arguments)
        taken = [{name: seconds(arguments) for name, arguments in measured.items()} for _ in range(rounds)]
    result = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "milliseconds": {name: round(1000 * statistics.median(one[name] for one in taken), 1) for name in measured},
        "times import pydantic": {
            name: round(statistics.median(one[name] / one[PEER] for one in taken), 2) for name in measured
        },
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
