"""A command with all its processes: how long it takes, on the clock and on the processors, and what it holds at most.

Memory is the highest sum of what its processes hold at one moment, looked at five times a second, and more often in its
first two seconds: a command that is over by then has held little before its end. A page that several
of them share is counted once (PSS, Linux); where the system does not say, each process counts whole (RSS).
"""

from __future__ import annotations

import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import NamedTuple

import psutil

PAUSE = 0.2  # seconds between two looks, at most
SHARE = 0.1  # and at most this share of the time that has passed: at the first look, hardly a byte is loaded


class Taken(NamedTuple):
    """What a command took: seconds on the clock, seconds of processors, and megabytes."""

    seconds: float
    processor_seconds: float
    memory_mb: int


def ivigref(*arguments: str, allowed: Sequence[int] = (0, 1)) -> Taken:
    """Run the command line with these arguments, and watch it to its end."""
    before, start, highest = _processor_seconds(), time.perf_counter(), 0
    with subprocess.Popen([sys.executable, "-m", "ivigref", *arguments], stdout=subprocess.DEVNULL) as command:
        watched = psutil.Process(command.pid)
        while command.poll() is None:
            highest = max(highest, _held(watched))
            time.sleep(min(PAUSE, SHARE * (time.perf_counter() - start)))
    if command.returncode not in allowed:
        raise SystemExit(f"ivigref {' '.join(arguments)}: exit code {command.returncode}")
    return Taken(time.perf_counter() - start, _processor_seconds() - before, round(highest / 2**20))


@contextmanager
def watched(process: psutil.Process) -> Iterator[Callable[[], Taken]]:
    """Watch a process that goes on, such as a server, with its children; yield what tells what it took since then."""
    before, start, highest, is_over = _tree_seconds(process), time.perf_counter(), [0], threading.Event()

    def look() -> None:
        while not is_over.wait(PAUSE):
            highest[0] = max(highest[0], _held(process))

    watching = threading.Thread(target=look)
    watching.start()

    def taken() -> Taken:
        held = max(highest[0], _held(process))
        return Taken(time.perf_counter() - start, _tree_seconds(process) - before, round(held / 2**20))

    try:
        yield taken
    finally:
        is_over.set()
        watching.join()


def _tree_seconds(process: psutil.Process) -> float:
    """Return the processor time of a process and its children, with that of those that have ended."""
    total = 0.0
    for each in (process, *process.children(recursive=True)):
        with suppress(psutil.Error):
            total += sum(each.cpu_times()[:4])  # own and of those it has waited for, each in the program and the system
    return total


def _held(process: psutil.Process) -> int:
    """Return the bytes that a process and its children hold; one that ends meanwhile holds nothing, the others do."""
    total = 0
    with suppress(psutil.Error):
        for each in (process, *process.children(recursive=True)):
            with suppress(psutil.Error):
                info = each.memory_full_info()
                total += getattr(info, "pss", info.rss)
    return total


def _processor_seconds() -> float:
    """Return the time of all processes that have ended and that their parents have waited for."""
    return sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
