"""Twenty lists at once on `ivigref serve`, beside one after another there, and beside a command for each list.

usage: python -m benchmarks.serve [--lists 20] [--references 60] [--rounds 3]

The lists are printed from made-up works, with faults, and no registry is asked. The server is a process of its own on
loopback, which stays for all rounds; each list is brought by somebody else, who waits for the events of it until its
report is there. ``ivigref report`` does the same work, ``ivigref check`` all but the page. The four take turns; figures
are medians of the rounds: lists a second, milliseconds of the processor a list (of the server with all its processes),
how long half and 95 of 100 lists wait, and the highest memory of all processes. References must have the same states
however the lists came, or no figures are printed.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import psutil

from benchmarks import processes
from benchmarks.batch import printed
from ivigref.serve.doors import Doors
from tests.serving import Served

AT_ONCE, IN_TURN = "`ivigref serve`, all at once", "`ivigref serve`, one after another"
VERBS = ("report", "check")
LONGEST = 1_800.0  # seconds: an end to waiting, as `ivigref serve` has it for one list


class Server(NamedTuple):
    """A server that runs, and its address with the token."""

    process: psutil.Process
    address: str


class Round(NamedTuple):
    """What all lists took together, and how long each was waited for, in seconds."""

    taken: processes.Taken
    waited: Sequence[float]


@contextmanager
def serving(*options: str) -> Iterator[Server]:
    """Run the command on a free port until the block ends."""
    command = [sys.executable, "-m", "ivigref", "serve", "--port", "0", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None  # noqa: S101  (a pipe)
        try:
            yield Server(psutil.Process(process.pid), process.stderr.readline().rpartition(" ")[2].strip())
        finally:
            process.terminate()


def comes_in(address: str) -> Served:
    """Open the address with the token, as another browser would."""
    found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)(/\?token=.+)", address)
    if found is None:
        raise SystemExit(f"ivigref serve: expected an address, found {address!r}")
    person = Served(Doors("127.0.0.1", int(found[1])))
    person.cookie = person.ask("GET", found[2]).headers["set-cookie"].partition(";")[0]
    return person


def brought(address: str, path: Path) -> tuple[float, dict[str, int]]:
    """Bring a list and wait until its report is there; return the seconds, and how many references have each state."""
    person, data = comes_in(address), path.read_bytes()
    start = time.perf_counter()
    place = person.bring((path.name, data)).headers["location"].strip("./")
    news = person.news(f"/{place}/events", lambda news: news["over"], patience=LONGEST)[-1]
    seconds = time.perf_counter() - start
    if news["state"] != "done":
        raise SystemExit(f"{path.name}: {news['state']}: {news['problem']}")
    return seconds, news["counts"]


def on_server(server: Server, paths: Sequence[Path], at_once: int) -> tuple[Round, list[dict[str, int]]]:
    """Bring all lists, so many of them at once."""
    with processes.watched(server.process) as taken, ThreadPoolExecutor(at_once) as people:
        found = list(people.map(partial(brought, server.address), paths))
        took = taken()
    return Round(took, [seconds for seconds, _ in found]), [counts for _, counts in found]


def by_command(verb: str, paths: Sequence[Path]) -> Round:
    """Run a command for each list, one after another."""
    more = {"report": lambda path: ("--output", str(path.with_suffix(".html")))}.get(verb, lambda _: ())
    each = [processes.ivigref(verb, str(path), *more(path)) for path in paths]
    whole = processes.Taken(
        sum(one.seconds for one in each), sum(one.processor_seconds for one in each), max(one.memory_mb for one in each)
    )
    return Round(whole, [one.seconds for one in each])


def rows(rounds: Sequence[dict[str, Round]], lists: int) -> list[dict[str, object]]:
    """Return a row for each way, the medians of the rounds; how long is waited also beside one list alone."""

    def middle(name: str, figure: Callable[[Round], float]) -> float:
        return statistics.median(figure(one[name]) for one in rounds)

    alone = middle(IN_TURN, lambda one: statistics.median(one.waited))
    found: list[dict[str, object]] = []
    for name in rounds[0]:
        p50 = middle(name, lambda one: statistics.median(one.waited))
        p95 = middle(name, lambda one: statistics.quantiles(one.waited, n=20, method="inclusive")[-1])
        found.append(
            {
                "way": name,
                "lists_per_second": round(lists / middle(name, lambda one: one.taken.seconds), 2),
                "processor_ms_a_list": round(1000 * middle(name, lambda one: one.taken.processor_seconds) / lists),
                "p50_ms": round(1000 * p50),
                "p95_ms": round(1000 * p95),
                "p50_times_alone": round(p50 / alone, 2),
                "p95_times_alone": round(p95 / alone, 2),
                "memory_mb": round(middle(name, lambda one: one.taken.memory_mb)),
            }
        )
    return found


def main() -> None:
    """Print a JSON object with a row for each way."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--lists", type=int, default=20)
    parser.add_argument("--references", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    count = given.lists * given.references
    with TemporaryDirectory() as temporary, serving("--offline") as server:
        texts, paths = printed(count, count), []
        for number in range(given.lists):
            items = (f"{place}. {text}\n" for place, text in enumerate(islice(texts, given.references), start=1))
            paths.append(Path(temporary, f"list-{number}.txt"))
            paths[-1].write_text("".join(items), encoding="utf-8")
        brought(server.address, paths[0])  # what is read for the first time is slow
        rounds = []
        for _ in range(given.rounds):
            at_once, states = on_server(server, paths, given.lists)
            in_turn, those_in_turn = on_server(server, paths, 1)
            if states != those_in_turn:
                raise SystemExit("lists at once were judged otherwise than one after another")
            commands = {f"`ivigref {verb}`, a process each": by_command(verb, paths) for verb in VERBS}
            rounds.append({AT_ONCE: at_once, IN_TURN: in_turn, **commands})
    found = {"lists": given.lists, "references": given.references, "ways": rows(rounds, given.lists)}
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
