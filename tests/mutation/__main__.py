"""Run the tests of rooms against every change: ``python -m tests.mutation [ROOM …]``."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.mutation.mutants import mutants_of
from tests.mutation.running import Mutating

ROOT = Path(__file__).resolve().parents[2]
ROOMS: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_name("rooms.toml").read_text("utf-8"))
SURVIVORS = Path(__file__).with_name("survivors.toml")


def main() -> int:
    """Say of each room how many changes were noticed; end with 1 where one survives that is not listed, or too many do."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=f"of {', '.join(ROOMS)}; all, unless given")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at a time")
    parser.add_argument("--part", default="1/1", help="2/3 takes every third change, beginning with the second")
    parser.add_argument("--show", metavar="TEXT", help="only changes with this in them, and how tests notice them")
    asked = parser.parse_args()
    rooms = asked.rooms or list(ROOMS)
    if len(rooms) == 1:
        return _run(rooms[0], asked)
    # A process for each: what one has loaded and changed is nothing to the next.
    given = sys.argv[len(asked.rooms) + 1 :] if asked.rooms else sys.argv[1:]
    command = [sys.executable, "-m", "tests.mutation"]
    return max(subprocess.run([*command, room, *given], check=False).returncode for room in rooms)  # noqa: S603  (this module)


def _run(room: str, asked: argparse.Namespace) -> int:
    number, of = map(int, asked.part.split("/"))
    every = [mutant for path in paths(room, "source") for mutant in mutants_of(path)]
    mutants = every[number - 1 :: of]
    if asked.show:
        mutants = [mutant for mutant in mutants if asked.show in mutant.key]
    plugin = Mutating(ROOT / "src/ivigref", mutants, asked.jobs, talks=bool(asked.show))
    options = ["-q", "-s", "-p", "no:cacheprovider", "--hypothesis-seed=0", "--rootdir", str(ROOT)]
    options += ["-k", f"not ({ROOMS[room]['without']})"] if "without" in ROOMS[room] else []
    ended = pytest.main([*options, *map(str, paths(room, "tests"))], plugins=[plugin])
    if plugin.failed or ended:
        print(f"{room}: expected tests that pass, found {', '.join(plugin.failed) or ended}")  # noqa: T201  (a command)
        return 1
    listed = {change for entry in known().get(room, ()) for change in entry["changes"]}
    new = [mutant for mutant in plugin.survivors if mutant.key not in listed]
    stale = (listed & {mutant.key for mutant in mutants}) - {mutant.key for mutant in plugin.survivors}
    share = 1 - len(plugin.survivors) / (len(mutants) or 1)
    least = ROOMS[room].get("least")
    for mutant in new if least is None or share < least else ():
        print(f"survived, and is not listed: {mutant}")  # noqa: T201  (a command)
    for change in sorted(stale):
        print(f"listed as a survivor, and noticed or gone: {change}")  # noqa: T201
    print(f"{room}: {len(mutants) - len(plugin.survivors)} of {len(mutants)} changes noticed ({share:.1%})")  # noqa: T201
    return int(bool(stale) or (bool(new) if least is None else share < least))


def known() -> dict[str, list[dict[str, Any]]]:
    """Return the listed survivors of each room."""
    return tomllib.loads(SURVIVORS.read_text("utf-8")) if SURVIVORS.exists() else {}


def paths(room: str, what: str) -> list[Path]:
    """Return the files and folders of a room that there are."""
    return sorted({path for pattern in ROOMS[room][what] for path in ROOT.glob(pattern)})


if __name__ == "__main__":
    os.environ.pop("IVIGREF_SHARED", None)  # what everybody has who clones the repository
    sys.exit(main())
