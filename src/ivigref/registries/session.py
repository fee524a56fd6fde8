"""One exchange over HTTP, bounded in time and size; the only module that knows requests."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from http.client import HTTPException, HTTPResponse
from http.cookiejar import DefaultCookiePolicy
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from ivigref.errors import BadAnswer, Unreachable
from ivigref.patterns import lazy

LARGEST = 32 * 1024 * 1024  # bytes of one answer; 200 PubMed articles are about 6 MB, 50 Crossref works 5 MB
REDIRECTS = 3
UNWATCHED = 60.0  # seconds for an answer where no timeout was set

_SECRET = lazy(r"((?:^|[?&])(?:api_key|email|mailto)=)[^&\s]+")
# Signs in what requests and urllib3 say, the more telling ones first. Their own messages hold whole addresses.
_REASONS = (
    ("NameResolution", "the server’s name cannot be looked up: is there a network?"),
    ("Proxy", "the proxy did not let us through"),
    ("SSL", "its certificate could not be verified"),
    ("ConnectTimeout", "no connection within {timeout:g} s"),
    ("timed out", "no answer within {timeout:g} s"),
    ("refused", "connection refused"),
)
# What a server sends that cannot be read by any rule. What we send was looked at before: what is invalid came from it.
_UNREADABLE = (
    urllib3.exceptions.DecodeError,
    urllib3.exceptions.InvalidHeader,
    requests.exceptions.ContentDecodingError,
    ValueError,  # of requests' and urllib3's own errors, those of headers and addresses
)


class _Unsaid(logging.Filter):
    """Takes keys and mail addresses out of what urllib3 logs of each request, which is its whole address."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_SECRET.sub(r"\1…", arg) if isinstance(arg, str) else arg for arg in record.args)
        return True


logging.getLogger("urllib3.connectionpool").addFilter(_Unsaid())


class Exchanged(NamedTuple):
    """Status, headers with their names in small letters, and body of an answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Session:
    """Connections to one registry, shared by the threads that ask it; no cookie is ever kept."""

    def __init__(self, registry: str, user_agent: str) -> None:
        self._registry = registry
        self._session = _Unmoved()
        self._session.headers["User-Agent"] = user_agent
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _Adapter())

    def exchange(
        self,
        method: str,
        address: str,
        parameters: Mapping[str, str],
        timeout: float,
        *,
        accept: str | None = None,
        hosts: Collection[str] = (),
    ) -> Exchanged:
        """Send a request and return its answer, following redirects that stay with the same server, or lead to hosts.

        Parameters go into the address of a GET and into the body of a POST. Raise Unreachable where no whole answer
        came in time, and BadAnswer where it has no end, cannot be unpacked, or leads elsewhere.
        """
        ends = time.monotonic() + timeout
        sent: dict[str, Any] = {"data" if method == "POST" else "params": parameters}
        if accept:
            sent["headers"] = {"Accept": accept}
        for _ in range(REDIRECTS + 1):
            answer = self._asked(method, address, timeout, ends, sent)
            if isinstance(answer, Exchanged):
                return answer
            address, sent = self._moved(address, answer, hosts), _sent_on(sent, method)
        raise BadAnswer(f"redirected more than {REDIRECTS} times", registry=self._registry)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _asked(
        self, method: str, address: str, timeout: float, ends: float, sent: Mapping[str, Any]
    ) -> Exchanged | str:
        """Send one request; return its answer, or where it sends us."""
        try:
            with self._session.request(
                method, address, timeout=timeout, allow_redirects=False, stream=True, **sent
            ) as response:
                target = response.headers.get("location")
                if response.is_redirect and target:
                    _watchdog_of(response).stop()
                    return target
                headers = {name.lower(): value for name, value in response.headers.items()}
                return Exchanged(response.status_code, headers, self._body(response, ends))
        except _UNREADABLE as error:
            raise BadAnswer("answered with what HTTP does not allow", registry=self._registry) from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            text = f"{type(error).__name__} {error}"
            reason = next((said for sign, said in _REASONS if sign in text), "the connection broke off")
            raise Unreachable(reason.format(timeout=timeout), registry=self._registry) from error

    def _moved(self, address: str, target: str, hosts: Collection[str]) -> str:
        """Return the address that a redirect leads to; neither the server may change, nor https become http.

        Only a host that may answer for the asked one is another server, by https, whatever the redirect says.
        """
        try:
            moved = urljoin(address, target)
            parts = urlsplit(moved)
            is_elsewhere = parts[:2] != urlsplit(address)[:2]
            if is_elsewhere and parts.netloc in hosts and parts.scheme in {"http", "https"}:
                return parts._replace(scheme="https").geturl()
        except ValueError as error:
            raise BadAnswer("sent us on to what is no address", registry=self._registry) from error
        if is_elsewhere:
            raise BadAnswer("redirected to another server", registry=self._registry)
        return moved

    def _body(self, response: requests.Response, ends: float) -> bytes:
        """Read a body as it comes, so that there is an end to its size and to its slowness."""
        watchdog = _watchdog_of(response)
        parts: list[bytes] = []
        size = 0
        try:
            while part := response.raw.read1(65536, decode_content=True):
                size += len(part)
                parts.append(part)
                if size > LARGEST:
                    raise BadAnswer(f"sent more than {LARGEST >> 20} MB", registry=self._registry)
                if time.monotonic() > ends:
                    watchdog.cut()
        except (OSError, urllib3.exceptions.HTTPError) as error:
            if not watchdog.has_cut:
                raise
            raise Unreachable("no whole answer in time", registry=self._registry) from error
        finally:
            watchdog.stop()
        if watchdog.has_cut:  # a body that ends with its connection looks whole wherever that is cut
            raise Unreachable("no whole answer in time", registry=self._registry)
        return b"".join(parts)


def _sent_on(sent: dict[str, Any], method: str) -> dict[str, Any]:
    """Return what is sent again after a redirect: all of a POST, and of a GET what is not in its address."""
    return sent if method == "POST" else {name: value for name, value in sent.items() if name == "headers"}


class _Watchdog:
    """Cuts a connection whose answer is not whole in time: a timeout alone starts anew with each byte."""

    def __init__(self, connection: socket.socket | None, seconds: float) -> None:
        self._connection = connection
        self.has_cut = False
        self._timer = threading.Timer(seconds, self.cut)
        self._timer.daemon = True
        self._timer.start()

    def cut(self) -> None:
        self.has_cut = True
        with suppress(OSError):
            if self._connection is not None:
                self._connection.shutdown(socket.SHUT_RDWR)

    def stop(self) -> None:
        self._timer.cancel()


class _InTime:
    """Gives each answer a watchdog, which whoever reads the body stops."""

    sock: socket.socket | None
    timeout: float | None
    _answer: HTTPResponse | None = None

    def response_class(self, *args: Any, **named: Any) -> HTTPResponse:  # noqa: ANN401  (as HTTPResponse has it)
        self._answer = HTTPResponse(*args, **named)
        return self._answer

    def getresponse(self) -> Any:  # noqa: ANN401  (urllib3's own response)
        """Return the response with its watchdog; raises TimeoutError where that has cut the connection."""
        watchdog = _Watchdog(self.sock, self.timeout or UNWATCHED)
        try:
            response = super().getresponse()  # type: ignore[misc]  # of the connection that this is mixed into
        except BaseException as error:
            watchdog.stop()
            if self._answer is not None:  # where its headers are nonsense, nobody else closes it
                self._answer.close()
            if watchdog.has_cut and isinstance(error, (OSError, HTTPException)):
                raise TimeoutError("timed out") from error
            raise
        response.watchdog = watchdog
        return response


class _Connection(_InTime, HTTPConnection):  # type: ignore[misc]  # a class of responses there, a method here
    pass


class _SecureConnection(_InTime, HTTPSConnection):  # type: ignore[misc]  # the same
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class _Unmoved(requests.Session):
    """Leaves redirects to whoever asks: requests would read their bodies first, which may have no end."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:  # noqa: ARG002  (as requests has it)
        return None


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **named: Any) -> None:  # noqa: ANN401  (as HTTPAdapter has it)
        super().init_poolmanager(*args, **named)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *args: Any, **named: Any) -> Any:  # noqa: ANN401  (the same)
        manager = super().proxy_manager_for(*args, **named)
        if type(manager) is urllib3.ProxyManager:  # one for SOCKS has connections of its own
            manager.pool_classes_by_scheme = _POOLS
        return manager


_POOLS = {"http": _Pool, "https": _SecurePool}


def _watchdog_of(response: requests.Response) -> _Watchdog:
    found: _Watchdog | None = getattr(response.raw, "watchdog", None)
    return found or _Watchdog(None, UNWATCHED)
