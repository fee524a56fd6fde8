"""The pages and what they lead to: bring lists, watch them, decide, take files away, delete."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from ivigref.errors import InputError, reason
from ivigref.processes import Process, Work
from ivigref.serve import pages
from ivigref.serve.doors import Doors, knows_token
from ivigref.serve.downloads import DOWNLOADS, file_name, style_named
from ivigref.serve.guard import BRING, ENTER, App, Guard
from ivigref.serve.job import CHOICES, Job
from ivigref.serve.jobs import Full, Jobs
from ivigref.serve.limits import Limits
from ivigref.serve.stream import Streams
from ivigref.serve.uploads import Brought, brought, wished
from ivigref.serve.work import REPORT, Taken, make

_TIDIED = 60.0  # seconds between two looks at what nobody uses any more
_EVENTS = {"cache-control": "no-store", "x-accel-buffering": "no"}  # a proxy passes each event on at once


class Offer(NamedTuple):
    """What a run offers to those who come: the registries that may be asked, and how many lists at a time."""

    check: Work
    registries: Sequence[str]
    workers: int
    limits: Limits = Limits()


def application(doors: Doors, offer: Offer) -> tuple[App, Jobs]:
    """Return the application behind its gate, and its lists, to be closed at the end."""
    jobs = Jobs(offer.check, workers=offer.workers, limits=offer.limits)
    desk = Desk(jobs, doors, offer)
    routes = [
        Route("/", desk.home),
        Route("/events", desk.all_events),
        Route(ENTER, desk.enter, methods=["POST"]),
        Route(BRING, desk.bring, methods=["POST"]),
        Route("/lists/{name}/", desk.show),
        Route("/lists/{name}/events", desk.events),
        Route("/lists/{name}/decisions", desk.decisions, methods=["GET", "POST"]),
        Route("/lists/{name}/cancel", desk.cancel, methods=["POST"]),
        Route("/lists/{name}/delete", desk.delete, methods=["POST"]),
        Route("/lists/{name}/files/{file}", desk.take_away),
    ]
    handlers: dict[Any, Any] = {HTTPException: desk.refuse, InputError: desk.refuse}
    inner = Starlette(routes=routes, exception_handlers=handlers, lifespan=_closing(jobs))
    return Guard(inner, doors, offer.limits), jobs


def _closing(jobs: Jobs) -> Any:  # noqa: ANN401  (Starlette's own)
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        tidying = asyncio.create_task(_tidying(jobs))
        try:
            yield
        finally:
            tidying.cancel()
            jobs.close()

    return lifespan


async def _tidying(jobs: Jobs) -> None:
    while True:
        await asyncio.sleep(min(_TIDIED, jobs.limits.keep))
        jobs.tidy()


class Desk:
    """What is done for somebody who has come in."""

    def __init__(self, jobs: Jobs, doors: Doors, offer: Offer) -> None:
        self._jobs = jobs
        self._doors = doors
        self._offer = offer
        self._streams = Streams(jobs)
        self._making = asyncio.Semaphore(offer.workers)

    async def home(self, request: Request) -> Response:
        """Show where to drop a document, and the lists of this person."""
        return self._home(request)

    async def enter(self, request: Request) -> Response:
        """Let somebody in who sends the token."""
        async with request.form(max_files=0, max_fields=2) as form:
            if not knows_token(self._doors, str(form.get("token") or "")):
                raise HTTPException(401, "this is not the token; the terminal in which ivigref runs shows it")
        answer = RedirectResponse("./", 303)
        request.scope["open_session"](answer)
        return answer

    async def bring(self, request: Request) -> Response:
        """Take documents, begin to check each, and lead to it."""
        person = _person(request)
        limits = self._offer.limits
        async with request.form(max_files=limits.files, max_fields=50, max_part_size=limits.text) as form:
            wish = wished(form, self._offer.registries)
            jobs = []
            for document in brought(form, limits):
                job = self._jobs.add(person, document.name, wish)
                jobs.append(job)
                try:
                    await _write(job, document)
                except OSError as error:
                    self._jobs.delete(job)
                    raise HTTPException(507, f"{document.name}: cannot be stored: {reason(error)}") from error
                self._jobs.begin(job)
        return RedirectResponse(f"lists/{jobs[0].id}/" if len(jobs) == 1 else "./", 303)

    async def show(self, request: Request) -> Response:
        """Show a list: the report once it is there, and until then what is known of it."""
        job = self._job(request)
        job.touch()
        if job.state == "done":
            return FileResponse(job.folder / REPORT, media_type="text/html; charset=utf-8", headers=pages.REPORTED)
        return _page(pages.waiting(job))

    async def all_events(self, request: Request) -> Response:
        """Stream how far this person's lists are."""
        person = _person(request)
        return _stream(self._streams.open(person, lambda: self._jobs.of(person), rows=False))

    async def events(self, request: Request) -> Response:
        """Stream what is known of one list."""
        person, name = _person(request), self._job(request).id
        shown = lambda: [job] if (job := self._jobs.find(person, name)) else []  # noqa: E731  (said in one line)
        return _stream(self._streams.open(person, shown, rows=True))

    async def decisions(self, request: Request) -> Response:
        """Take what was decided of corrections, and return what is decided by now."""
        job = self._job(request)
        if request.method == "POST":
            given = await _json(request)
            if not all(name in job.corrections and choice in CHOICES for name, choice in given.items()):
                raise HTTPException(422, "expected corrections of this list, each accepted, rejected or open")
            job.decide(given)
            self._jobs.changed(job)
        return JSONResponse({"choices": job.choices, "total": len(job.corrections)})

    async def cancel(self, request: Request) -> Response:
        """End the check of a list."""
        job = self._job(request)
        self._jobs.cancel(job)
        return RedirectResponse("./", 303)

    async def delete(self, request: Request) -> Response:
        """Delete a list."""
        self._jobs.delete(self._job(request))
        return RedirectResponse("../../", 303)

    async def take_away(self, request: Request) -> Response:
        """Make a file as it was decided, and send it."""
        job = self._job(request)
        download = DOWNLOADS.get(request.path_params["file"])
        if job.state != "done" or download is None:
            raise HTTPException(404, "there is no such file of this list")
        style = style_named(request.query_params.get("style", job.wish.style))
        target = job.folder / f"download-{secrets.token_hex(8)}"
        said: list[Mapping[str, Any]] = []
        taken = Taken(request.path_params["file"], style, job.accepted, target)
        process = Process(make, job.folder, job.name, taken)
        async with self._making:
            reason = await asyncio.to_thread(process.run, said.append, self._offer.limits.download)
        problem = "the file could not be made" if reason else next((m["problem"] for m in said if "problem" in m), "")
        if problem:
            target.unlink(missing_ok=True)
            raise HTTPException(409, problem)
        job.touch()
        return FileResponse(
            target,
            media_type=download.media,
            filename=file_name(job.name, download),
            background=BackgroundTask(target.unlink, missing_ok=True),
        )

    async def refuse(self, request: Request, error: Exception) -> Response:
        """Show why something is not done, on the page from which it was asked."""
        if isinstance(error, HTTPException):
            status, message = error.status_code, str(error.detail)
        else:
            status, message = (503 if isinstance(error, Full) else 422), str(error)
        person = request.scope.get("person")
        if person is None:
            said = message if request.url.path == ENTER else ""
            return _page(pages.door(_root(request), said, self._doors.token is not None), 401)
        if request.headers.get("accept", "").startswith("application/json"):
            return JSONResponse({"problem": message}, status)
        return self._home(request, message, status)

    def _home(self, request: Request, problem: str = "", status: int = 200) -> Response:
        jobs = self._jobs.of(_person(request))
        return _page(pages.home(_root(request), jobs, self._offer.registries, self._offer.limits, problem), status)

    def _job(self, request: Request) -> Job:
        job = self._jobs.find(_person(request), request.path_params["name"])
        if job is None:
            raise HTTPException(404, "there is no such list, or no longer")
        return job


async def _write(job: Job, document: Brought) -> None:
    with job.file.open("wb") as file:  # blocks of a megabyte, into the cache of the system
        async for block in document.blocks():
            file.write(block)


async def _json(request: Request) -> dict[str, Any]:
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise HTTPException(415, "expected JSON")
    try:
        value = await request.json()
    except (ValueError, RecursionError) as error:
        raise HTTPException(422, "expected JSON") from error
    if not isinstance(value, dict):
        raise HTTPException(422, "expected a JSON object")
    return value


def _person(request: Request) -> str:
    person = request.scope["person"]
    if person is None:
        raise HTTPException(401)
    return str(person)


def _root(request: Request) -> str:
    """Return the way from this address to the first page: a proxy may show us in a folder of its own."""
    return "../" * (request.url.path.count("/") - 1) or "./"


def _page(page: pages.Page, status: int = 200) -> Response:
    return HTMLResponse(page.text, status, {"content-security-policy": f"{page.policy}; frame-ancestors 'none'"})


def _stream(events: AsyncIterator[bytes]) -> Response:
    return StreamingResponse(events, media_type="text/event-stream", headers=_EVENTS)
