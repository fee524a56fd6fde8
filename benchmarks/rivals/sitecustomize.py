"""Sends what a rival asks of Crossref and PubMed to the benchmark's own server, and everything else nowhere.

Python runs this first where its folder is on PYTHONPATH. ``STAND_IN`` is the address of a server that answers as
they do; whoever else is asked answers 404, so that nothing leaves the machine and every rival hears the same.
"""

from __future__ import annotations

import contextlib
import os
import urllib.request
from typing import Any
from urllib.parse import urlsplit

STAND_IN = os.environ.get("STAND_IN", "")
KNOWING = ("api.crossref.org", "eutils.ncbi.nlm.nih.gov")  # whom the server stands for; all others know nothing


def moved(url: str) -> str:
    """Return the address that stands for another one."""
    parts = urlsplit(url)
    if not STAND_IN or url.startswith(STAND_IN):
        return url
    path = parts.path if parts.hostname in KNOWING else f"/nowhere/{parts.hostname}{parts.path}"
    return f"{STAND_IN}{path.replace('/v1/works', '/works')}{'?' if parts.query else ''}{parts.query}"


def _httpx() -> None:
    import httpx  # type: ignore[import-not-found]  # a rival's own  # noqa: PLC0415

    for transport in (httpx.HTTPTransport, httpx.AsyncHTTPTransport):
        name = "handle_request" if transport is httpx.HTTPTransport else "handle_async_request"
        asked = getattr(transport, name)

        def ask(self: Any, request: Any, asked: Any = asked) -> Any:  # noqa: ANN401
            request.url = httpx.URL(moved(str(request.url)))
            request.headers["Host"] = request.url.netloc.decode()
            return asked(self, request)

        setattr(transport, name, ask)


def _requests() -> None:
    from requests.adapters import HTTPAdapter  # noqa: PLC0415

    sent = HTTPAdapter.send

    def send(self: Any, request: Any, *rest: Any, **options: Any) -> Any:  # noqa: ANN401
        request.url = moved(request.url)
        return sent(self, request, *rest, **options)

    HTTPAdapter.send = send  # type: ignore[method-assign]


def _urllib() -> None:
    opened = urllib.request.OpenerDirector.open

    def open_moved(self: Any, url: Any, *rest: Any, **options: Any) -> Any:  # noqa: ANN401
        if isinstance(url, str):
            url = moved(url)
        else:
            url.full_url = moved(url.full_url)
        return opened(self, url, *rest, **options)

    urllib.request.OpenerDirector.open = open_moved  # type: ignore[method-assign, assignment]


if STAND_IN:
    _urllib()
    for patch in (_httpx, _requests):
        with contextlib.suppress(ImportError):
            patch()
