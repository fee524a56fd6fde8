"""Server-sent events: what is new of some lists, as long as somebody looks; a slow reader gets less often more."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence

from starlette.exceptions import HTTPException

from ivigref.serve.job import Cursor, Job
from ivigref.serve.jobs import Jobs

_PAUSE = 0.15  # seconds between two events: nobody reads faster, and many answers come together


class Streams:
    """The streams that are open, of which each person may have some."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._open: Counter[str] = Counter()

    def open(self, person: str, shown: Callable[[], Sequence[Job]], *, rows: bool) -> AsyncIterator[bytes]:
        """Return what is new of the lists that are shown; raises HTTPException for one stream too many."""
        if self._open[person] >= self._jobs.limits.streams:
            raise HTTPException(429, f"expected at most {self._jobs.limits.streams} open pages, found more: close some")
        return self._events(person, shown, rows=rows)

    async def _events(self, person: str, shown: Callable[[], Sequence[Job]], *, rows: bool) -> AsyncIterator[bytes]:
        self._open[person] += 1
        seen: dict[str, Cursor] = {}
        try:
            while not self._jobs.is_closed:
                bell = self._jobs.bell
                jobs = shown()
                said = [{"id": gone, "gone": True} for gone in seen.keys() - {job.id for job in jobs}]
                for job in jobs:
                    cursor = seen.get(job.id, Cursor())
                    if cursor.version != job.version:
                        news, seen[job.id] = job.since(cursor)
                        said.append(news if rows else {k: v for k, v in news.items() if k not in {"rows", "results"}})
                for gone in said:
                    if gone.get("gone"):
                        del seen[str(gone["id"])]
                yield b"".join(map(_event, said)) or b": here\n\n"
                await self._jobs.news(bell)
                await asyncio.sleep(_PAUSE)
        finally:
            self._open[person] -= 1


def _event(value: object) -> bytes:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n".encode()
