"""How long it takes until ivigref is there: import, load(), and the main command as a whole process.

usage: python -m benchmarks.startup [--rounds 7]

Each figure is the median of fresh processes; imports are timed beside ``import pydantic`` in the same run.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import subprocess
import sys
import time

TIMED = "import time; t = time.perf_counter(); {code}; print(time.perf_counter() - t)"
FIRST = "from ivigref import load; import time; t = time.perf_counter(); load(); print(time.perf_counter() - t)"
WARM = "import ivigref, timeit; ivigref.load(); print(min(timeit.repeat(ivigref.load, number=1, repeat=5)))"


def inside(code: str) -> float:
    """Return the seconds that a fresh process prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


def whole(*arguments: str) -> float:
    """Return the seconds that a whole process takes."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "ivigref", *arguments], capture_output=True, check=False)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = range(parser.parse_args().rounds)
    seconds = {
        "import pydantic": statistics.median(inside(TIMED.format(code="import pydantic")) for _ in rounds),
        "import ivigref": statistics.median(inside(TIMED.format(code="import ivigref")) for _ in rounds),
        "first load() after from ivigref import load": statistics.median(inside(FIRST) for _ in rounds),
        "load() again": statistics.median(inside(WARM) for _ in rounds),
        "import ivigref; ivigref.load()": statistics.median(
            inside(TIMED.format(code="import ivigref; ivigref.load()")) for _ in rounds
        ),
        "ivigref --help": statistics.median(whole("--help") for _ in rounds),
        "ivigref check": statistics.median(whole("check") for _ in rounds),
    }
    peer = seconds["import pydantic"]
    result = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "milliseconds": {name: round(1000 * value, 1) for name, value in seconds.items()},
        "times import pydantic": {name: round(value / peer, 2) for name, value in seconds.items()},
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
