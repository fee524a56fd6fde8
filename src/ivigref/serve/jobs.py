"""All lists of a run: who has brought which, whose turn it is, and what is deleted when."""

from __future__ import annotations

import asyncio
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from ivigref.errors import InputError
from ivigref.processes import Message, Process, Work
from ivigref.serve.job import Job, Wish
from ivigref.serve.limits import Limits

_REASONS = {
    "cancelled": ("cancelled", ""),
    "late": ("failed", "it took longer than one list may take, and was ended"),
    "died": ("failed", "the process that checked it ended, most likely for want of memory; the others go on"),
}


class Full(InputError):  # noqa: N818  (reads as English where it is raised)
    """There is no place for more lists, of somebody or of all."""


class Jobs:
    """The lists of a run, in a private folder that is deleted with it; used in the thread of the event loop alone.

    ``check`` is the work of a list: it is called with a way to send messages, the document, its name and the wish.
    At most ``workers`` lists are checked at a time, and nobody's second list before everybody's first.
    """

    def __init__(self, check: Work, *, workers: int, limits: Limits) -> None:
        self.limits = limits
        self.is_closed = False
        self._check = check
        self._workers = workers
        self._folder = Path(mkdtemp(prefix="ivigref-"))  # for its owner alone
        self._jobs: dict[str, Job] = {}
        self._running: dict[str, Process] = {}
        self._bell = asyncio.Event()

    def add(self, owner: str, name: str, wish: Wish) -> Job:
        """Return a new job with a folder, in which its document is then written; `begin` sets it going.

        Raises Full where there is no place.
        """
        self.tidy()
        if sum(job.owner == owner for job in self._jobs.values()) >= self.limits.lists:
            raise Full(f"expected at most {self.limits.lists} lists, found more: delete some")
        if sum(job.state == "waiting" for job in self._jobs.values()) >= self.limits.waiting:
            raise Full("too many lists are waiting: try again in a few minutes")
        if self._stored() >= self.limits.stored:
            raise Full("the documents of this run fill the space that it may use: delete some")
        job = Job(owner, name, Path(mkdtemp(dir=self._folder)), wish=wish)
        self._jobs[job.id] = job
        return job

    def begin(self, job: Job) -> None:
        """Let a job whose document is there take its turn."""
        job.size = job.file.stat().st_size
        job.touch()
        self._next()
        self._ring()

    def of(self, owner: str) -> list[Job]:
        """Return somebody's lists, the newest first."""
        return sorted((job for job in self._jobs.values() if job.owner == owner), key=lambda job: -job.created)

    def find(self, owner: str, name: str) -> Job | None:
        """Return one of somebody's lists; nobody finds another's."""
        job = self._jobs.get(name)
        return job if job is not None and job.owner == owner else None

    def cancel(self, job: Job) -> None:
        """End a job; what is known of its references by now stays to be seen."""
        job.end("cancelled")
        if job.id in self._running:
            self._running[job.id].end()
        self._next()
        self._ring()

    def delete(self, job: Job) -> None:
        """End a job and delete all that is stored of it."""
        self.cancel(job)
        self._jobs.pop(job.id, None)
        shutil.rmtree(job.folder, ignore_errors=True)
        self._ring()

    def changed(self, job: Job) -> None:
        """Let everybody who waits know that a job has changed."""
        job.touch()
        self._ring()

    def tidy(self) -> None:
        """Delete what nobody has used for long."""
        old = time.monotonic() - self.limits.keep
        for job in [job for job in self._jobs.values() if job.used < old and job.id not in self._running]:
            self.delete(job)

    @property
    def bell(self) -> asyncio.Event:
        """What is set when something changes next."""
        return self._bell

    async def news(self, bell: asyncio.Event) -> None:
        """Return when something has changed since the bell was taken, or after a while."""
        try:
            async with asyncio.timeout(self.limits.beat):
                await bell.wait()
        except TimeoutError:
            return

    def close(self) -> None:
        """End everything, and delete it."""
        self.is_closed = True
        for process in self._running.values():
            process.end()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._ring()

    def _next(self) -> None:
        """Begin what may begin: of those who have fewest lists running, whose first one waits longest."""
        while not self.is_closed and len(self._running) < self._workers:
            busy = Counter(self._jobs[name].owner for name in self._running if name in self._jobs)
            waiting = [job for job in self._jobs.values() if job.state == "waiting" and job.size]
            if not waiting:
                return
            self._begin(min(waiting, key=lambda job: (busy[job.owner], job.created)))

    def _begin(self, job: Job) -> None:
        job.take({"state": "reading"})
        loop = asyncio.get_running_loop()
        process = Process(self._check, job.folder, job.name, job.wish)  # which starts in the thread below
        self._running[job.id] = process

        def work() -> None:
            reason = process.run(partial(_send, loop, self._heard, job), self.limits.check)
            _send(loop, self._ended, job, reason)

        threading.Thread(target=work, daemon=True).start()

    def _heard(self, job: Job, message: Message) -> None:
        job.take(message)
        if message.get("parts") and job.id in self._jobs:
            self._divide(job, message["parts"])
        self._ring()

    def _divide(self, job: Job, parts: Sequence[tuple[str, str]]) -> None:
        """Make a list of each document of an archive, which has lain down the documents beside itself."""
        for name, file in parts:
            try:
                part = self.add(job.owner, name, job.wish)
            except Full as full:
                job.problem = str(full)
                break
            (job.folder / file).replace(part.file)
            self.begin(part)

    def _ended(self, job: Job, reason: str | None) -> None:
        self._running.pop(job.id, None)
        state, problem = _REASONS[reason or "died"]
        job.end(state, problem)  # type: ignore[arg-type]  # the table has states
        if job.id not in self._jobs:  # deleted meanwhile, and perhaps written to since
            shutil.rmtree(job.folder, ignore_errors=True)
        self._next()
        self._ring()

    def _stored(self) -> int:
        return sum(_size(job.folder) for job in self._jobs.values())

    def _ring(self) -> None:
        bell, self._bell = self._bell, asyncio.Event()
        bell.set()


def _size(folder: Path) -> int:
    return sum(size for path in folder.iterdir() if (size := path.stat().st_size)) if folder.is_dir() else 0


def _send(loop: asyncio.AbstractEventLoop, function: Callable[..., None], *given: Any) -> None:  # noqa: ANN401  (whatever it takes)
    try:
        loop.call_soon_threadsafe(function, *given)
    except RuntimeError:  # the loop is closed: nobody is there to hear it
        return
