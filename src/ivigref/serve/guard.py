"""The gate before every page: refuses what comes from elsewhere, lets people in, and bounds what they send."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from ivigref.serve.doors import Doors, Sessions, Visit, knows_token, refusal
from ivigref.serve.limits import Limits

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

READY = "/ready"  # for a container that asks whether we are there; says nothing else, and to anybody
ENTER, BRING = "/enter", "/lists"  # where the token is sent to, and where documents are
_SMALL = 1_000_000  # bytes of any other request
# Beside the policy of each page: nobody may frame it, guess its type, store it, or learn its address.
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)
_POLICY = (b"content-security-policy", b"default-src 'none'; base-uri 'none'; frame-ancestors 'none'")


class Guard:
    """An application within its gate; the scope that it gets has ``person``, None only at the door."""

    def __init__(self, app: App, doors: Doors, limits: Limits) -> None:
        self._app = app
        self._doors = doors
        self._limits = limits
        self._sessions = Sessions(doors, limits.sessions)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): text.decode("latin-1") for name, text in scope["headers"]}
        visit = Visit(scope["method"], headers)
        answer = self._answered(scope, visit)
        scope["person"] = self._sessions.person(visit)
        scope["open_session"] = self._open_session
        guarded = _with_headers(send)
        if answer is not None:
            await answer(scope, receive, guarded)
        else:
            most = self._limits.request if scope["path"] == BRING else _SMALL
            await self._app(scope, Bounded(receive, most, self._limits), guarded)

    def _answered(self, scope: Scope, visit: Visit) -> Response | None:
        """Return the answer of the gate itself: to who may not come in, and to who shows the token."""
        if scope["path"] == READY and visit.method == "GET":
            return Response(status_code=204)
        if (refused := refusal(self._doors, visit)) is not None:
            status, reason = refused
            return PlainTextResponse(f"{reason}\n", status, {"connection": "close"})
        tokens = parse_qs(scope["query_string"].decode("latin-1")).get("token", ())
        if scope["path"] == "/" and visit.method == "GET" and any(knows_token(self._doors, one) for one in tokens):
            answer = RedirectResponse("./", 303)  # the token does not stay in the address
            self._open_session(answer)
            return answer
        most = self._limits.request if scope["path"] == BRING else _SMALL
        length = visit.headers.get("content-length", "0")
        if not length.isdigit() or int(length) > most:
            return PlainTextResponse(f"{_too_large(most)}\n", 413, {"connection": "close"})
        return None

    def _open_session(self, answer: Response) -> None:
        answer.set_cookie(
            self._doors.cookie, self._sessions.open(), httponly=True, samesite="lax", secure=self._doors.is_secure
        )


class Bounded:
    """What is received of a request, of at most so many bytes, which may not be long in coming."""

    def __init__(self, receive: Receive, most: int, limits: Limits) -> None:
        self._receive = receive
        self._left = most
        self._most = most
        self._idle = limits.idle
        self._late = time.monotonic() + limits.sending
        self._is_over = False

    async def __call__(self) -> Message:
        """Return the next part; raises HTTPException for one too many, or too late."""
        if self._is_over:
            return await self._receive()  # waits until the browser has gone
        try:
            async with asyncio.timeout(min(self._idle, self._late - time.monotonic())):
                message = await self._receive()
        except TimeoutError as error:
            raise HTTPException(408, "expected the whole request, found that nothing more came") from error
        self._is_over = message["type"] != "http.request" or not message.get("more_body", False)
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(413, _too_large(self._most))
        return message


def _too_large(most: int) -> str:
    return f"expected at most {most // 1_000_000} MB in one request, found more"


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", ()))
            named = {name.lower() for name, _ in headers}
            headers += [pair for pair in (*_HEADERS, _POLICY) if pair[0] not in named]
            message = {**message, "headers": headers}
        await send(message)

    return sent
