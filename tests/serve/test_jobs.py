"""Lists and their processes: turns, ends, limits, and nothing left on the disk."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ivigref.processes import Process
from ivigref.serve.job import Cursor, Job, Wish
from ivigref.serve.jobs import Full, Jobs
from ivigref.serve.limits import Limits
from tests.serving import PATIENCE, dies, for_ever, one_reference

pytestmark = pytest.mark.usefixtures("forked")
WORKS: dict[str, Any] = {"one": one_reference, "for ever": for_ever, "dies": dies}


@contextmanager
def _run(work: str, limits: Limits | None = None, workers: int = 1) -> Iterator[Jobs]:
    jobs = Jobs(WORKS[work], workers=workers, limits=limits or Limits())
    try:
        yield jobs
    finally:
        jobs.close()


def _bring(jobs: Jobs, owner: str = "ada", text: str = "text") -> Job:
    job = jobs.add(owner, "list.txt", Wish())
    job.file.write_text(text, encoding="utf-8")
    jobs.begin(job)
    return job


async def _until(jobs: Jobs, is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not is_so():
            await jobs.news(jobs.bell)


def test_a_list_is_read_known_and_done() -> None:
    """Each message is shown once to whoever looks on, however often they look."""

    async def run() -> tuple[Job, list[dict[str, Any]]]:
        with _run("one") as jobs:
            job = _bring(jobs)
            await _until(jobs, lambda: job.is_over)
            first, cursor = job.since(Cursor())
            job.take({"rows": [(2, "too late")]})
            jobs.changed(job)
            return job, [first, job.since(cursor)[0]]

    job, (first, second) = asyncio.run(run())
    assert (job.state, job.summary, job.corrections) == ("done", "text", frozenset({"0-volume"}))
    assert first["rows"] == [(1, "text")]
    assert first["results"] == [(0, "verified", "✓", "", "")]
    assert (first["asked"], first["answered"], first["known"], first["total"]) == (2, 1, 1, 1)
    assert (second["from"], second["rows"], second["results"]) == (1, [], [])


@pytest.mark.parametrize(
    ("work", "limits", "state", "problem"),
    [
        ("for ever", Limits(check=0.5), "failed", "longer than one list may take"),
        ("dies", Limits(), "failed", "want of memory"),
    ],
)
def test_a_list_that_never_ends_ends(work: str, limits: Limits, state: str, problem: str) -> None:
    """And says why."""

    async def run() -> Job:
        with _run(work, limits) as jobs:
            job = _bring(jobs)
            await _until(jobs, lambda: job.is_over)
            return job

    job = asyncio.run(run())
    assert job.state == state
    assert problem in job.problem


def test_one_list_stops_no_other() -> None:
    """Nobody's second list begins before everybody's first, and what is stopped lets the next one begin."""

    async def run() -> list[list[str]]:
        with _run("for ever", workers=2) as jobs:
            mine = [_bring(jobs) for _ in range(3)]
            yours = _bring(jobs, "grace", "quick")
            states: list[list[str]] = []
            await _until(jobs, lambda: mine[0].state == mine[1].state == "asking")
            states.append([job.state for job in (*mine, yours)])
            jobs.cancel(mine[0])
            await _until(jobs, lambda: yours.is_over and mine[2].state == "asking")
            states.append([job.state for job in (*mine, yours)])
            jobs.cancel(mine[2])
            jobs.delete(mine[1])
            await _until(jobs, lambda: not jobs._running)  # noqa: SLF001  (what nobody else sees)
            states.append([job.state for job in (*mine, yours)])
            return states

    assert asyncio.run(run()) == [
        ["asking", "asking", "waiting", "waiting"],
        ["cancelled", "asking", "asking", "done"],
        ["cancelled", "cancelled", "cancelled", "done"],
    ]


def test_nothing_is_left_on_the_disk() -> None:
    """A list takes its document and its results with it, the run takes everything; both are for their owner alone."""

    async def run() -> list[Any]:
        with _run("one") as jobs:
            first, second = _bring(jobs), _bring(jobs)
            await _until(jobs, lambda: first.is_over and second.is_over)
            modes = [path.stat().st_mode & 0o777 for path in (first.folder, first.folder.parent)]
            jobs.delete(first)
            there = [first.folder.exists(), second.folder.exists()]
        return [modes, there, second.folder.parent.exists()]

    assert asyncio.run(run()) == [[0o700, 0o700], [False, True], False]


def test_what_nobody_uses_is_deleted() -> None:
    """A list that somebody looks at stays."""

    async def run() -> list[bool]:
        with _run("one", Limits(keep=100)) as jobs:
            jobs_ = [_bring(jobs), _bring(jobs)]
            await _until(jobs, lambda: all(job.is_over for job in jobs_))
            jobs_[0].used = time.monotonic() - 101
            jobs_[1].used = time.monotonic() - 99
            jobs.tidy()
            return [job.folder.exists() for job in jobs_]

    assert asyncio.run(run()) == [False, True]


@pytest.mark.parametrize(
    ("limits", "owner", "message"),
    [
        (Limits(lists=2), "ada", "at most 2 lists"),
        (Limits(waiting=1), "grace", "too many lists are waiting"),
        (Limits(stored=8), "grace", "fill the space"),
    ],
)
def test_there_is_not_place_for_everything(limits: Limits, owner: str, message: str) -> None:
    """Of one person, of all, and on the disk."""

    async def run() -> None:
        with _run("for ever", limits) as jobs:
            _bring(jobs)
            _bring(jobs)
            with pytest.raises(Full, match=message):
                _bring(jobs, owner)

    asyncio.run(run())


def test_nobody_finds_what_another_has_brought() -> None:
    """Not even with its name."""

    async def run() -> None:
        with _run("for ever") as jobs:
            job = _bring(jobs)
            assert jobs.find("ada", job.id) is job
            assert jobs.find("grace", job.id) is None
            assert jobs.of("grace") == []

    asyncio.run(run())


@pytest.mark.parametrize(("answered", "asked", "left"), [(0, 9, None), (1, 1, 0), (5, 10, 10), (10, 5, 0)])
def test_the_time_left_goes_by_the_pace_so_far(answered: int, asked: int, left: int | None) -> None:
    """Nothing is said before there is a pace, and never less than nothing."""
    job = Job("ada", "list.txt", Path())
    job.take({"state": "asking", "asked": (asked, answered)})
    job.asking_since = time.monotonic() - 10
    assert job.seconds_left == left


def test_a_process_that_was_ended_before_it_began_does_nothing() -> None:
    """Somebody may stop a list in the very moment in which it begins."""
    process = Process(for_ever, None, "x", Wish())
    process.end()
    assert process.run(lambda _: None, PATIENCE) == "cancelled"
