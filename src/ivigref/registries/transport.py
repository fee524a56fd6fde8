"""HTTP as registries want it: polite, paced, patient within bounds, and never saying a key or an address aloud."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from importlib.metadata import PackageNotFoundError, metadata
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode, urljoin, urlsplit

from ivigref.errors import BadAnswer, InputError, Refused, RegistryError, Unreachable
from ivigref.registries.pace import LONGEST, Pace, Pacer

if TYPE_CHECKING:
    import requests

T = TypeVar("T")

LARGEST = 32 * 1024 * 1024  # bytes of one answer; 200 PubMed articles are about 6 MB, 50 Crossref works 5 MB
TRIES = 4
REDIRECTS = 3
BREAKER_FAILURES = 3  # questions in a row that nobody answered, after which nobody is asked for a while
BREAKER_SECONDS = 30.0

_DOWN = {408, 500, 502, 503, 504}
_REFUSED = {401: "not authorised", 403: "blocked", 407: "the proxy wants a login", 451: "blocked for legal reasons"}
# Signs in what requests and urllib3 say, the more telling ones first.
_REASONS = (
    ("NameResolution", "its name is not known"),
    ("Proxy", "the proxy did not let us through"),
    ("SSL", "its certificate could not be verified"),
    ("ConnectTimeout", "no connection within {timeout:g} s"),
    ("timed out", "no answer within {timeout:g} s"),
    ("Connection refused", "nobody listens there"),
    ("Errno 111", "nobody listens there"),
)


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: ``parameters`` may be kept and shown, the ``secret`` ones are only sent.

    ``route`` names what shares one rate limit, ``pace`` is its limit until an answer states one; ``statuses`` are
    those of answers that say something about the question.

    >>> Request("https://api.crossref.org/works", {"rows": "2"}, route="list", pace=Pace(1)).shown
    'https://api.crossref.org/works?rows=2'
    """

    address: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    secret: Mapping[str, str] = field(default_factory=dict)
    _: KW_ONLY
    route: str
    pace: Pace
    post: bool = False
    statuses: frozenset[int] = frozenset({HTTPStatus.OK})

    @property
    def shown(self) -> str:
        """The whole address, without anything secret."""
        return f"{self.address}?{urlencode(self.parameters)}" if self.parameters else self.address


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: header names in small letters, the body as bytes, the time in seconds since 1970."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    address: str
    retrieved: float


class Transport:
    """Sends requests for one registry: waits its turn, tries again what may pass, and gives up in bounded time."""

    def __init__(
        self,
        registry: str,
        *,
        mailto: str | None = None,
        pacer: Pacer | None = None,
        timeout: float = 20.0,
        patience: float = 90.0,
        backoff: float = 0.5,
    ) -> None:
        """Set the bounds, in seconds: ``timeout`` for one try, ``patience`` for one question with all its tries."""
        self._registry = registry
        self._agent = user_agent(mailto)
        self._pacer = pacer or Pacer()
        self._timeout = timeout
        self._patience = patience
        self._backoff = backoff
        self._lock = threading.Lock()
        self._session: requests.Session | None = None
        self._failures = 0
        self._closed_until = 0.0

    def ask(self, request: Request, read: Callable[[Reply], T]) -> T:
        """Send a request and return what ``read`` makes of its answer.

        ``read`` raises a RegistryError where the answer is not what the interface promises: it is asked for again,
        since cut and mixed-up answers pass. Raise RegistryError when all is tried.
        """
        tries = self._tries_allowed()
        ends = time.monotonic() + self._patience
        for number in range(tries):
            try:
                reply = self._reply(request, ends)
                result = read(reply)
            except _Failed as failed:
                error, again, pause = failed.error, failed.again, failed.pause
            except RegistryError as unreadable:
                error, again, pause = unreadable, True, None
            else:
                self._note(reached=True)
                return result
            wait = pause if pause is not None else self._backoff * 2**number * random.uniform(0.7, 1.3)  # noqa: S311  (no secret)
            if pause is not None or isinstance(error, Refused):
                self._pacer.pause(request.route, wait)  # for every process: all of them were meant
            elif number + 1 < tries and again:
                time.sleep(min(wait, max(0.0, ends - time.monotonic())))
            if not again or number + 1 == tries or time.monotonic() >= ends:
                break
        self._note(reached=not isinstance(error, Unreachable))
        raise error

    def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            self._session.close()

    def _reply(self, request: Request, ends: float) -> Reply:
        try:
            with self._pacer.turn(request.route, request.pace, max(0.0, ends - time.monotonic())):
                reply = self._send(request)
        except TimeoutError as error:
            raise _Failed(self._refused(str(error)), again=False) from error
        self._pacer.learn(request.route, request.pace, reply.headers)
        status = reply.status
        if status in request.statuses:
            return reply
        pause = retry_after(reply.headers.get("retry-after"))
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise _Failed(self._refused("asked faster than it allows (status 429)"), again=True, pause=pause)
        if status in _DOWN:
            raise _Failed(self._unreachable(f"the server is down (status {status})"), again=True, pause=pause)
        if status in _REFUSED:
            raise _Failed(self._refused(f"{_REFUSED[status]} (status {status})"), again=False)
        raise _Failed(self._bad(f"did not take the request (status {status})"), again=False)

    def _send(self, request: Request) -> Reply:
        """Exchange one request for one answer, following redirects that stay with the same host."""
        session = self._open()
        address, parameters = request.address, {**request.parameters, **request.secret}
        ends = time.monotonic() + self._timeout
        for _ in range(REDIRECTS + 1):
            try:
                with session.request(
                    "POST" if request.post else "GET",
                    address,
                    params=None if request.post else parameters,
                    data=parameters if request.post else None,
                    timeout=self._timeout,
                    allow_redirects=False,
                    stream=True,
                ) as response:
                    target = response.headers.get("location")
                    if not (response.is_redirect and target):
                        body = self._body(response, ends)
                        headers = {name.lower(): value for name, value in response.headers.items()}
                        return Reply(response.status_code, headers, body, request.shown, time.time())
            except _network_errors() as error:
                raise _Failed(self._unreachable(_reason(error, self._timeout)), again=True) from error
            moved = urljoin(address, target)
            if urlsplit(moved)[:2] != urlsplit(address)[:2]:  # the host may not change, nor https become http
                raise _Failed(self._bad("sent us on to another server"), again=False)
            address, parameters = moved, parameters if request.post else {}
        raise _Failed(self._bad(f"sent us on more than {REDIRECTS} times"), again=False)

    def _body(self, response: requests.Response, ends: float) -> bytes:
        """Read a body as it comes, so that neither its size nor its slowness has no end."""
        parts: list[bytes] = []
        size = 0
        while part := response.raw.read1(65536, decode_content=True):
            size += len(part)
            parts.append(part)
            if size > LARGEST:
                raise _Failed(self._bad(f"sent more than {LARGEST >> 20} MB"), again=False)
            if time.monotonic() > ends:
                raise _Failed(self._unreachable(f"no whole answer within {self._timeout:g} s"), again=True)
        return b"".join(parts)

    def _open(self) -> requests.Session:
        with self._lock:
            if self._session is None:
                import requests  # noqa: PLC0415  (0.2 s that an answer from the cache need not wait for)

                self._session = requests.Session()
                self._session.headers["User-Agent"] = self._agent
                self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
            return self._session

    def _tries_allowed(self) -> int:
        with self._lock:
            if self._failures < BREAKER_FAILURES:
                return TRIES
            wait = self._closed_until - time.monotonic()
            if wait <= 0:
                return 1
        raise self._unreachable(f"not asked for another {wait:.0f} s, since it did not answer {self._failures} times")

    def _note(self, *, reached: bool) -> None:
        with self._lock:
            self._failures = 0 if reached else self._failures + 1
            self._closed_until = time.monotonic() + BREAKER_SECONDS

    def _unreachable(self, message: str) -> Unreachable:
        return Unreachable(message, registry=self._registry)

    def _refused(self, message: str) -> Refused:
        return Refused(message, registry=self._registry)

    def _bad(self, message: str) -> BadAnswer:
        return BadAnswer(message, registry=self._registry)


class Offline:
    """Stands where a transport stands and asks nobody."""

    def __init__(self, registry: str) -> None:
        self._registry = registry

    def ask(self, request: Request, read: Callable[[Reply], T]) -> T:  # noqa: ARG002  (a transport's own signature)
        """Raise Unreachable: the answer is not in the cache, and nothing else may be asked."""
        raise Unreachable("no answer in the cache, and offline", registry=self._registry)

    def close(self) -> None:
        """Close nothing."""


class _Failed(Exception):  # noqa: N818  (never leaves this module)
    """One try that failed: with which error, whether another may help, and what pause the server wants, in seconds."""

    def __init__(self, error: RegistryError, *, again: bool, pause: float | None = None) -> None:
        self.error = error
        self.again = again
        self.pause = pause
        super().__init__(str(error))


def user_agent(mailto: str | None = None) -> str:
    """Return how we name ourselves to a registry: project, version, address of the project, and who asks.

    >>> user_agent("me@example.org").endswith("mailto:me@example.org)")
    True
    """
    try:
        about = metadata("ivigref")
    except PackageNotFoundError:  # run from a source tree
        name, contact = "ivigref", []
    else:
        name = f"ivigref/{about['Version']}"
        contact = [url.partition(",")[2].strip() for url in about.get_all("Project-URL") or ()][:1]
    contact += [f"mailto:{mailto}"] if mailto else []
    return f"{name} ({'; '.join(contact)})" if contact else name


def base_address(given: str | None, variable: str | None, default: str) -> str:
    """Return the address of a service without its last slash: the given one, the variable's, or its own.

    >>> base_address("http://127.0.0.1:8080/", None, "https://api.crossref.org")
    'http://127.0.0.1:8080'
    """
    address = (given or variable or default).strip().rstrip("/")
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError("expected an address that begins with http:// or https://", place="registry address")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise InputError("expected an address without login, query and fragment", place="registry address")
    return address


def retry_after(header: str | None) -> float | None:
    """Return the seconds that a Retry-After header asks for, which is a number or a date (RFC 9110, 10.2.3).

    >>> retry_after("120"), retry_after("Sun, 06 Nov 1994 08:49:37 GMT"), retry_after("soon")
    (120.0, 0.0, None)
    """
    if header is None:
        return None
    if header.strip().isascii() and header.strip().isdigit():
        return min(float(header), LONGEST)
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return min(max(0.0, (until - datetime.now(UTC)).total_seconds()), LONGEST)


def _network_errors() -> tuple[type[Exception], ...]:
    import requests  # noqa: PLC0415  (loaded by now)
    import urllib3  # noqa: PLC0415

    return (requests.RequestException, urllib3.exceptions.HTTPError, OSError)


def _reason(error: Exception, timeout: float) -> str:
    """Say what kept an answer from coming, without the address that the library puts into its own messages."""
    text = f"{type(error).__name__} {error}"
    return next((said for sign, said in _REASONS if sign in text), "the connection broke off").format(timeout=timeout)
