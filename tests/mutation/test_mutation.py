"""Every number and comparison of the rooms that judge is noticed by a test, or is listed with the reason why not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutation.__main__ import ROOMS, ROOT, known, paths
from tests.mutation.mutants import mutants_of

SOURCE = """
LEAST = 0.5


def judge(a, b=3):
    if a is not None and a < LEAST * 2:
        return b[0]
    return -1
"""
CHANGES = [
    "LEAST: LEAST = 0.5 → LEAST = 0.625",
    "LEAST: LEAST = 0.5 → LEAST = 0.4",
    "judge: 3 → 4",
    "judge: 3 → 2",
    "judge: a is not None and a < LEAST * 2 → a < LEAST * 2",
    "judge: a is not None and a < LEAST * 2 → a is not None",
    "judge: a is not None and a < LEAST * 2 → a is None and a < LEAST * 2",
    "judge: a is not None and a < LEAST * 2 → a is not None and a <= LEAST * 2",
    "judge: a is not None and a < LEAST * 2 → a is not None and a < LEAST * 3",
    "judge: a is not None and a < LEAST * 2 → a is not None and a < LEAST * 1",
    "judge: return b[0] → return b[1]",
    "judge: return -1 → return -2",
    "judge: return -1 → return -0",
]


def test_what_is_changed(tmp_path: Path) -> None:
    """Each number by a step, each comparison at its edge, each condition of an ``and``; known by source, not by line."""
    path = tmp_path / "judge.py"
    path.write_text(SOURCE, encoding="utf-8")
    changes = [mutant.key for mutant in mutants_of(path)]
    assert sorted(changes) == sorted(CHANGES)
    path.write_text("\n\n" + SOURCE, encoding="utf-8")
    assert [mutant.key for mutant in mutants_of(path)] == changes


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_source_and_tests(room: str) -> None:
    """A folder that was renamed is found again in the table of rooms, or the suite would pass by changing nothing."""
    assert all(paths(room, what) for what in ("source", "tests"))


@pytest.mark.parametrize("room", ROOMS)
def test_a_survivor_is_a_change_that_there_is(room: str) -> None:
    """The list says why no test can notice it; what is gone from the source leaves the list as well."""
    changes = {mutant.key for path in paths(room, "source") for mutant in mutants_of(path)}
    for entry in known().get(room, ()):
        assert entry["reason"]
        assert not set(entry["changes"]) - changes


@pytest.mark.mutation
@pytest.mark.parametrize("room", ROOMS)
def test_the_changes_of_a_room_are_noticed(room: str) -> None:
    """Where a room is large, of a part of them; ``python -m tests.mutation`` takes all."""
    part, jobs = ROOMS[room].get("part", "1/1"), ROOMS[room].get("jobs", 1)
    command = [sys.executable, "-m", "tests.mutation", room, "--jobs", str(jobs), "--part", part]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603  (this project's own)
    assert ended.returncode == 0, ended.stdout[-4000:] + ended.stderr[-2000:]
