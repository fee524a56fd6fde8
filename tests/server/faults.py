"""What can go wrong on the way: each fault spoils one answer, or all that it is told to."""

from __future__ import annotations

import json
import re
import socket
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any, Literal

Kind = Literal[
    "429", "429 retry-after", "429 html", "429 in 200", "503", "503 retry-after", "403", "400", "404 html", "html",
    "empty", "cut", "short", "wrong type", "latin-1", "reset", "no answer", "drip", "drip headers", "redirect",
    "redirect away", "redirect loop", "huge", "other doi", "entities", "moved nowhere", "redirect huge", "swapped", "429 odd", "gzip", "length",
    "status", "charset", "null", "half a pair", "shape", "deep", "deep xml", "odd limits", "drip gzip", "drip chunk", "drip to the end", "half a list",
]  # fmt: skip


@dataclass
class Fault:
    """One kind of fault for requests whose target holds ``where``, so many times (None: always).

    ``seconds`` is the Retry-After, or how long a silent or dripping server takes. One that swaps gives the answer to
    the first question to each of the others.
    """

    kind: Kind
    where: str = ""
    times: int | None = None
    seconds: float = 1.0
    after: int = 0  # requests that pass before the first fault
    every: int = 1  # of the requests that match, each so-manieth is spoilt
    seen: int = 0
    done: int = 0
    kept: Answer | None = None

    def strikes(self, target: str) -> bool:
        """Tell whether this fault spoils the answer to this request."""
        if self.where not in target or (self.times is not None and self.done >= self.times):
            return False
        self.seen += 1
        if self.seen <= self.after or (self.seen - self.after) % self.every:
            return False
        self.done += 1
        return True


@dataclass
class Answer:
    """What is about to be sent."""

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: dict[str, str] | None = None


_DOI = re.compile(rb'("doi": "(?:https://doi\.org/)?10\.)', re.IGNORECASE)
_LISTS = ("data", "result", "results", "resultList", "docs", "collection", "message", "items")
_ODD_LIMITS = {
    "x-rate-limit-limit": "1e-300",
    "x-rate-limit-interval": "nans",
    "x-ratelimit-limit": "1e-9",
    "x-concurrency-limit": "0.5",
    "Retry-After": "Sun, 99 Nov 99999 soon",
}
_HTML = b"<!DOCTYPE html><html><head><title>Just a moment</title></head><body>Checking your browser</body></html>"


def spoil(handler: BaseHTTPRequestHandler, answer: Answer, fault: Fault, key: str | None) -> Answer | None:
    """Return the spoilt answer, or None where something was sent already, or nothing will be."""
    if fault.kind == "swapped" and fault.kept is not None:
        return fault.kept
    fault.kept = answer
    status, kind, path = answer.status, answer.content_type, handler.path
    again = {"Retry-After": f"{fault.seconds:g}"}
    # The real refusal echoes the caller's key or address.
    limit = (
        b'{"error":"API rate limit exceeded","api-key":"%s","count":"4","limit":"3"}' % (key or "203.0.113.7").encode()
    )
    moved = f"{path}{'&' if '?' in path else '?'}moved=1"
    canned = {
        "429": Answer(429, limit),
        "429 retry-after": Answer(429, b"Too Many Requests", "text/plain", again),
        "429 html": Answer(429, _HTML, "text/html"),
        "429 in 200": Answer(200, limit),
        "503": Answer(503, b"Service Unavailable", "text/plain"),
        "503 retry-after": Answer(503, b"Service Unavailable", "text/plain", again),
        "403": Answer(403, _HTML, "text/html"),
        "400": Answer(400, b'{"status":"failed","message-type":"validation-failure","message":[]}'),
        "404 html": Answer(404, _HTML, "text/html"),
        "html": Answer(200, _HTML, "text/html;charset=utf-8"),
        "empty": Answer(200, b""),
        "cut": Answer(status, answer.body[: len(answer.body) // 2], kind),
        "wrong type": Answer(status, answer.body, "text/plain;charset=iso-8859-1"),
        "latin-1": Answer(status, answer.body.decode().encode("latin-1", "replace"), f"{kind};charset=utf-8"),
        "moved nowhere": Answer(302, b"", "text/plain", {"Location": "http://[::1"}),
        "429 odd": Answer(429, limit, "text/plain", {"Retry-After": "-1, or 1e400, or never"}),
        "gzip": Answer(status, answer.body, kind, {"Content-Encoding": "gzip"}),
        "charset": Answer(
            200, b'<?xml version="1.0" encoding="utf-99"?><PubmedArticleSet/>', "text/xml;charset=utf-99"
        ),
        "half a pair": Answer(status, answer.body.replace(b"lange ", b"lange \\ud83d "), kind),
        "null": Answer(200, b"null"),
        "shape": Answer(
            200, b'{"message-type": "work", "message": {"DOI": ["10.5555/way"], "title": 5}, "records": 7}'
        ),
        "deep": Answer(200, b'{"message":' + b"[" * 100_000),
        "deep xml": Answer(200, b"<PubmedArticleSet>" + b"<i>" * 5_000 + b"</i>" * 5_000 + b"</PubmedArticleSet>"),
        "odd limits": Answer(status, answer.body, kind, _ODD_LIMITS),
        "swapped": answer,
        "redirect": Answer(301, b"", "text/plain", {"Location": moved}),
        "redirect away": Answer(302, b"", "text/plain", {"Location": "http://127.0.0.2:9/elsewhere"}),
        "redirect loop": Answer(302, b"", "text/plain", {"Location": path}),
        "other doi": Answer(status, _DOI.sub(rb"\g<1>9999/other.", answer.body), kind),
        "half a list": Answer(status, halved(answer.body), kind),
        "entities": Answer(200, b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "text/xml"),
    }
    if fault.kind in canned:
        return canned[fault.kind]
    with suppress(OSError):
        _WIRE[fault.kind](handler, answer, fault)
    handler.close_connection = True
    return None


def halved(body: bytes) -> bytes:
    """Return JSON whose lists of records have lost their last half, one at least, while what counts them stays."""

    def less(value: Any) -> Any:  # noqa: ANN401  (JSON)
        if isinstance(value, list):
            return value[: len(value) // 2]
        if isinstance(value, dict) and value and all(key.startswith("ISBN:") for key in value):
            return dict(list(value.items())[: len(value) // 2])
        return {k: less(v) if k in _LISTS else v for k, v in value.items()} if isinstance(value, dict) else value

    try:
        return json.dumps(less(json.loads(body)), ensure_ascii=False).encode()
    except ValueError:  # XML has no such lists
        return body


def _head(handler: BaseHTTPRequestHandler, answer: Answer, length: int) -> None:
    lines = (
        f"HTTP/1.1 {answer.status} OK",
        f"Content-Type: {answer.content_type}",
        f"Content-Length: {length}",
        "",
        "",
    )
    handler.wfile.write("\r\n".join(lines).encode())


def _short(handler: BaseHTTPRequestHandler, answer: Answer, _: Fault) -> None:
    _head(handler, answer, len(answer.body))
    handler.wfile.write(answer.body[: len(answer.body) // 2])


def _reset(handler: BaseHTTPRequestHandler, answer: Answer, fault: Fault) -> None:
    _short(handler, answer, fault)
    handler.wfile.flush()
    # Closing with a linger of nothing sends RST instead of FIN.
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def _silence(_: BaseHTTPRequestHandler, __: Answer, fault: Fault) -> None:
    time.sleep(fault.seconds)


def _drip(handler: BaseHTTPRequestHandler, answer: Answer, fault: Fault) -> None:
    _head(handler, answer, len(answer.body))
    _trickle(handler, answer.body, fault.seconds)


def _drip_headers(handler: BaseHTTPRequestHandler, _: Answer, fault: Fault) -> None:
    _trickle(handler, b"HTTP/1.1 200 OK\r\nX-Slow: " + b"z" * 100_000, fault.seconds)


def _drip_gzip(handler: BaseHTTPRequestHandler, _: Answer, fault: Fault) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 100000\r\n\r\n")
    # A name of the packed file that does not end: nothing is unpacked, however much is read.
    _trickle(handler, b"\x1f\x8b\x08\x08\0\0\0\0\0\3" + b"a" * 99_990, fault.seconds)


def _drip_chunk(handler: BaseHTTPRequestHandler, _: Answer, fault: Fault) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    _trickle(handler, b"5;" + b"x" * 60_000, fault.seconds)


def _drip_to_the_end(handler: BaseHTTPRequestHandler, answer: Answer, fault: Fault) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + answer.body)
    _trickle(handler, b" " * 100_000, fault.seconds)


def _length(handler: BaseHTTPRequestHandler, answer: Answer, _: Fault) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10, 20\r\n\r\n" + answer.body)


def _status(handler: BaseHTTPRequestHandler, answer: Answer, _: Fault) -> None:
    handler.wfile.write(b"HTTP/1.1 two hundred\r\n\r\n" + answer.body)


def _trickle(handler: BaseHTTPRequestHandler, text: bytes, seconds: float) -> None:
    ends = time.monotonic() + seconds
    for number in range(len(text)):
        if time.monotonic() > ends:
            break
        handler.wfile.write(text[number : number + 1])
        time.sleep(0.05)


def _redirect_huge(handler: BaseHTTPRequestHandler, _: Answer, fault: Fault) -> None:
    handler.wfile.write(b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nConnection: close\r\n\r\n")
    _trickle(handler, b" " * 100_000, fault.seconds)


def _huge(handler: BaseHTTPRequestHandler, answer: Answer, _: Fault) -> None:
    block = b" " * (1 << 20)
    _head(handler, answer, 200 * len(block))
    for _number in range(200):
        handler.wfile.write(block)


_WIRE: dict[str, Callable[[BaseHTTPRequestHandler, Answer, Fault], None]] = {
    "short": _short,
    "reset": _reset,
    "no answer": _silence,
    "drip": _drip,
    "drip headers": _drip_headers,
    "huge": _huge,
    "redirect huge": _redirect_huge,
    "length": _length,
    "status": _status,
    "drip gzip": _drip_gzip,
    "drip chunk": _drip_chunk,
    "drip to the end": _drip_to_the_end,
}
