"""One exchange over HTTP, bounded in time and size; the only module that knows requests."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPException
from http.cookiejar import DefaultCookiePolicy
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from ivigref.errors import BadAnswer, Unreachable

LARGEST = 32 * 1024 * 1024  # bytes of one answer; 200 PubMed articles are about 6 MB, 50 Crossref works 5 MB
REDIRECTS = 3

# Signs in what requests and urllib3 say, the more telling ones first. Their own messages hold whole addresses.
_REASONS = (
    ("NameResolution", "the server’s name cannot be looked up: is there a network?"),
    ("Proxy", "the proxy did not let us through"),
    ("SSL", "its certificate could not be verified"),
    ("ConnectTimeout", "no connection within {timeout:g} s"),
    ("timed out", "no answer within {timeout:g} s"),
    ("refused", "nobody listens there"),
)


class Exchanged(NamedTuple):
    """Status, headers with their names in small letters, and body of an answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Session:
    """Connections to one registry, shared by the threads that ask it; no cookie is ever kept."""

    def __init__(self, registry: str, user_agent: str) -> None:
        self._registry = registry
        self._session = requests.Session()
        self._session.headers["User-Agent"] = user_agent
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _Adapter())

    def exchange(self, method: str, address: str, parameters: Mapping[str, str], timeout: float) -> Exchanged:
        """Send a request and return its answer, following redirects that stay with the same server.

        Parameters go into the address of a GET and into the body of a POST. Raise Unreachable where no whole answer
        came in time, and BadAnswer where it has no end or leads elsewhere.
        """
        ends = time.monotonic() + timeout
        sent: dict[str, Any] = {"data" if method == "POST" else "params": parameters}
        for _ in range(REDIRECTS + 1):
            try:
                with self._session.request(
                    method, address, timeout=timeout, allow_redirects=False, stream=True, **sent
                ) as response:
                    target = response.headers.get("location")
                    if not (response.is_redirect and target):
                        headers = {name.lower(): value for name, value in response.headers.items()}
                        return Exchanged(response.status_code, headers, self._body(response, ends))
            except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
                text = f"{type(error).__name__} {error}"
                reason = next((said for sign, said in _REASONS if sign in text), "the connection broke off")
                raise Unreachable(reason.format(timeout=timeout), registry=self._registry) from error
            moved = urljoin(address, target)
            if urlsplit(moved)[:2] != urlsplit(address)[:2]:  # neither the server may change, nor https become http
                raise BadAnswer("sent us on to another server", registry=self._registry)
            address, sent = moved, sent if method == "POST" else {}
        raise BadAnswer(f"sent us on more than {REDIRECTS} times", registry=self._registry)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _body(self, response: requests.Response, ends: float) -> bytes:
        """Read a body as it comes, so that there is an end to its size and to its slowness."""
        parts: list[bytes] = []
        size = 0
        while part := response.raw.read1(65536, decode_content=True):
            size += len(part)
            parts.append(part)
            if size > LARGEST:
                raise BadAnswer(f"sent more than {LARGEST >> 20} MB", registry=self._registry)
            if time.monotonic() > ends:
                raise Unreachable("no whole answer in time", registry=self._registry)
        return b"".join(parts)


class _InTime:
    """Cuts a connection whose headers do not come in time: a timeout alone starts anew with each byte."""

    sock: socket.socket | None
    timeout: float | None
    _late = False

    def getresponse(self) -> Any:  # noqa: ANN401  (urllib3's own response)
        watchdog = threading.Timer(self.timeout or 60.0, self._cut)
        watchdog.daemon = True
        watchdog.start()
        try:
            return super().getresponse()  # type: ignore[misc]  # of the connection that this is mixed into
        except (OSError, HTTPException) as error:
            if self._late:
                raise TimeoutError("timed out") from error
            raise
        finally:
            watchdog.cancel()

    def _cut(self) -> None:
        self._late = True
        with suppress(OSError):
            if self.sock is not None:
                self.sock.shutdown(socket.SHUT_RDWR)


class _Connection(_InTime, HTTPConnection):
    pass


class _SecureConnection(_InTime, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **named: Any) -> None:  # noqa: ANN401  (as HTTPAdapter has it)
        super().init_poolmanager(*args, **named)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
