"""The server itself: a port of this machine, pages until Ctrl-C, and nothing left behind."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from ivigref.errors import InputError, reason
from ivigref.processes import warm_up
from ivigref.serve.app import Offer, application
from ivigref.serve.doors import Doors
from ivigref.serve.jobs import Jobs
from ivigref.serve.limits import Limits

PORT = 8765
# What the process of a list needs, but for what draws charts: that begins threads, which are not forked.
_WARM = (
    "ivigref.serve.work",
    "ivigref.cli.serving",
    "ivigref.cli.asking",
    "ivigref.tagging",
    "ivigref.formats.bibtex",
    "ivigref.formats.styles",
    "ivigref.documents.contents",
    "ivigref.registries.choice",
    "jinja2",
    "requests",
)
_GRACE = 3  # seconds that answers under way have at the end


def listening(host: str, port: int | None) -> socket.socket:
    """Return a socket that listens: on the port, or without one on ours or, where that is taken, on any.

    Raises InputError where that cannot be.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    ports = (PORT, 0) if port is None else (port,)
    fault: OSError | None = None
    for one in ports:
        try:
            return socket.create_server((host, one), family=family)
        except OSError as error:
            fault = error
    why = reason(fault) if fault else "no port"
    raise InputError(f"cannot listen there: {why}; --port chooses another", place=f"{host}:{port}") from fault


class Running:
    """The pages on a port, until somebody ends it by Ctrl-C or `stop`."""

    def __init__(self, listener: socket.socket, doors: Doors, offer: Offer, started: Callable[[], None]) -> None:
        self._listener = listener
        self._doors = doors
        self._offer = offer
        self._started = started
        self._server: _Server | None = None

    def run(self) -> None:
        """Show pages; at the end, end what is under way, and delete what was stored."""
        logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # requests that are none are nobody's concern
        warm_up(*_WARM)
        asyncio.run(self._serve())

    def stop(self) -> None:
        """End it, from another thread."""
        if self._server is not None:
            self._server.should_exit = True

    async def _serve(self) -> None:
        app, jobs = application(self._doors, self._offer)
        config = uvicorn.Config(
            app,
            http=_protocol(self._offer.limits),
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="on",
            limit_concurrency=self._offer.limits.connections,
            timeout_graceful_shutdown=_GRACE,
        )
        self._server = _Server(config, jobs, self._started)
        await self._server.serve(sockets=[self._listener])


def address(doors: Doors) -> str:
    """Return what somebody opens, with the token in it if there is one.

    >>> address(Doors("127.0.0.1", 8765, "t"))
    'http://127.0.0.1:8765/?token=t'
    """
    host = f"[{doors.host}]" if ":" in doors.host else doors.host
    place = (doors.address or f"http://{host}:{doors.port}").rstrip("/")
    return f"{place}/{f'?token={doors.token}' if doors.token else ''}"


def welcome(doors: Doors, say: Callable[[str], None], *, is_opened: bool) -> None:
    """Say where the pages are, and open them in the browser where that is wanted."""
    say(f"ivigref: open {address(doors)}")
    say("ivigref: Ctrl-C ends it and deletes what was uploaded")
    if is_opened:
        threading.Thread(target=webbrowser.open, args=(address(doors),), daemon=True).start()


class _Server(uvicorn.Server):
    """A server that ends at the first Ctrl-C, by itself: pages that wait for news are not waited for."""

    def __init__(self, config: uvicorn.Config, jobs: Jobs, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._jobs = jobs
        self._when_started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._when_started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._jobs.close()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take the signals that end a program for the end that was wanted: they are not raised again."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {sign: signal.signal(sign, self.handle_exit) for sign in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for sign, handler in before.items():
                signal.signal(sign, handler)


def _protocol(limits: Limits) -> type[asyncio.Protocol]:
    class Patient(H11Protocol):
        """A connection that is closed where the head of a request does not come."""

        _waiting: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:  # noqa: ANN401  (asyncio's own)
            super().connection_made(transport)
            self._wait()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self.conn.their_state is not h11.IDLE:
                self._rest()
            elif self._waiting is None:
                self._wait()

        def connection_lost(self, exc: Exception | None) -> None:
            self._rest()
            super().connection_lost(exc)

        def _wait(self) -> None:
            self._waiting = self.loop.call_later(limits.head, self.transport.close)

        def _rest(self) -> None:
            if self._waiting is not None:
                self._waiting.cancel()
                self._waiting = None

    return Patient
