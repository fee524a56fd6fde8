"""A batch on several hosts, which network namespaces stand for: references a second, and what a lost host changes.

usage: python -m benchmarks.hosts [--references 20000] [--works 10000] [--hosts 1 2]

A namespace has its own network and nothing else: interfaces, addresses and ports that only a cable of its own joins to
the others. The command and the scheduler are on one, a worker on each of the others; none of them can reach another by
loopback, as on machines of their own. All have the same files, as with a shared folder, and the same two cores, so that
the figures tell what the way over a network costs, and not how much faster more machines are. The results of all must
be equal to those of one process, row by row, and so must those of a run of which one host is lost in the middle, or no
figures are printed. Needs Linux, root and the command ``ip``; where it cannot run, a JSON object says
why.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from benchmarks import dumps, processes
from benchmarks.batch import printed, results
from ivigref.registries.local import FORMS, build

IP = shutil.which("ip") or "ip"
HUB = "ivigref-hub"  # where the command and the scheduler are
NET, PORT = "10.203.7", 8786  # of these namespaces alone: nobody else can reach them
ROWS = "500"  # references of a part
JOINED = 60  # seconds in which the workers must have come
EARLY = 1.5  # seconds after the first finished part at which a host is lost


def ip(*arguments: str) -> None:
    """Run the command ip, which must succeed."""
    subprocess.run([IP, *arguments], check=True, capture_output=True, text=True)


def inside(host: str, *command: str) -> list[str]:
    """Return what runs a command in a namespace."""
    return [IP, "netns", "exec", host, *command]


def missing() -> str | None:
    """Tell what keeps this machine from having namespaces, or None."""
    if not shutil.which(IP) or os.geteuid() != 0:
        return "needs Linux, root and the command ip"
    try:
        ip("netns", "add", HUB)
    except subprocess.CalledProcessError as error:
        return f"no network namespace can be made: {error.stderr.strip()}"
    ip("netns", "del", HUB)
    return None


@contextmanager
def network(count: int) -> Iterator[list[str]]:
    """Make a hub with a bridge and so many hosts on cables to it; yield their names, and remove all."""
    names = [f"ivigref-{number}" for number in range(1, count + 1)]
    with ExitStack() as made:
        for name in (HUB, *names):
            ip("netns", "add", name)
            made.callback(ip, "netns", "del", name)
            ip("-n", name, "link", "set", "lo", "up")
        ip("-n", HUB, "link", "add", "bridge", "type", "bridge")
        ip("-n", HUB, "addr", "add", f"{NET}.254/24", "dev", "bridge")
        ip("-n", HUB, "link", "set", "bridge", "up")
        for number, name in enumerate(names, start=1):
            ip("-n", HUB, "link", "add", f"to-{number}", "type", "veth", "peer", "name", "cable", "netns", name)
            ip("-n", HUB, "link", "set", f"to-{number}", "master", "bridge", "up")
            ip("-n", name, "addr", "add", f"{NET}.{number}/24", "dev", "cable")
            ip("-n", name, "link", "set", "cable", "up")
        yield names


@contextmanager
def running(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command until the block ends; what it prints is shown where it fails."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()


@contextmanager
def cluster(count: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Start a scheduler, and a worker on each of so many hosts; yield its address and the workers."""
    address, dask = f"tcp://{NET}.254:{PORT}", (sys.executable, "-m", "distributed.cli")
    with network(count) as names, ExitStack() as started:
        scheduler = (f"{dask[2]}.dask_scheduler", "--host", f"{NET}.254", "--port", str(PORT), "--no-dashboard")
        started.enter_context(running(*inside(HUB, sys.executable, "-m", *scheduler)))
        workers = []
        for number, name in enumerate(names, start=1):
            worker = (f"{dask[2]}.dask_worker", address, "--host", f"{NET}.{number}", "--nthreads", "1")
            more = ("--no-dashboard", "--death-timeout", str(JOINED))
            workers.append(started.enter_context(running(*inside(name, sys.executable, "-m", *worker, *more))))
        wait = (
            f"from distributed import Client\nClient({address!r}, timeout={JOINED}).wait_for_workers({count}, {JOINED})"
        )
        subprocess.run(inside(HUB, sys.executable, "-c", wait), check=True, stdout=subprocess.DEVNULL)
        yield address, workers


def batch(source: Path, output: Path, index: Path, address: str) -> list[str]:
    """Return the command of a batch on the hub."""
    command = (sys.executable, "-m", "ivigref", "batch", str(source), "--output", str(output))
    return inside(HUB, *command, "--registry", str(index), "--scheduler", address, "--rows", ROWS)


def measured(source: Path, folder: Path, index: Path, count: int) -> float:
    """Return the seconds of a batch on so many hosts, the start of the cluster not counted."""
    with cluster(count) as (address, _):
        start = time.perf_counter()
        subprocess.run(batch(source, folder / f"out-{count}", index, address), check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - start


def with_a_lost_host(source: Path, folder: Path, index: Path) -> bool:
    """Run a batch on two hosts of which one is lost after its first parts; tell whether it was lost in the middle."""
    output = folder / "out-lost"
    with cluster(2) as (address, workers):
        with subprocess.Popen(batch(source, output, index, address), stdout=subprocess.DEVNULL) as running_batch:
            while running_batch.poll() is None and not list(output.glob("part-*")):
                time.sleep(0.05)
            time.sleep(EARLY)
            is_early = running_batch.poll() is None
            ip("-n", "ivigref-1", "link", "set", "cable", "down")
            workers[0].kill()
        if running_batch.returncode != 0:
            raise SystemExit(f"the batch ended with {running_batch.returncode} when a host was lost")
    return is_early


def main() -> None:
    """Print a JSON list with a row for each number of hosts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--references", type=int, default=20_000)
    parser.add_argument("--works", type=int, default=10_000)
    parser.add_argument("--hosts", type=int, nargs="+", default=[1, 2])
    given = parser.parse_args()
    if reason := missing():
        print(json.dumps({"skipped": reason}))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        source, index = folder / "in.jsonl", folder / "index"
        dumps.write_crossref(folder / "dump", given.works)
        build(index, FORMS["crossref"], [folder / "dump"])
        source.write_text("".join(json.dumps({"text": text}) + "\n" for text in printed(given.references, given.works)))
        options = ["--output", str(folder / "out-here"), "--registry", str(index), "--workers", "1", "--rows", ROWS]
        here = processes.ivigref("batch", str(source), *options)
        rate = round(given.references / here.seconds)
        rows: list[dict[str, object]] = [
            {
                "hosts": 0,
                "references": given.references,
                "references_per_second": round(given.references / here.seconds),
            }
        ]
        for count in given.hosts:
            rate = round(given.references / measured(source, folder, index, count))
            rows.append({"hosts": count, "references": given.references, "references_per_second": rate})
        lost = with_a_lost_host(source, folder, index)
        for name in (*(f"out-{count}" for count in given.hosts), "out-lost"):
            if results(folder / name) != results(folder / "out-here"):
                raise SystemExit(f"{name}: other results than on one machine")
        rows[-1]["equal_with_a_lost_host"] = lost
    print(json.dumps(rows, indent=2))


if __name__ == "__main__":
    main()
