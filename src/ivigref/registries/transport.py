"""How a registry is asked: politely, in its own pace, and with patience that has an end."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode

from ivigref.errors import BadAnswer, Refused, RegistryError, Unreachable
from ivigref.registries.asked import Asked, reading
from ivigref.registries.contact import user_agent
from ivigref.registries.opened import Opened
from ivigref.registries.pace import LONGEST, Pace, Pacer

if TYPE_CHECKING:
    from ivigref.registries.session import Session

T = TypeVar("T")

TIMEOUT = 20.0  # seconds for one try
PATIENCE = 90.0  # and for one question with all its tries
TRIES = 4
BACKOFF = 1.0  # seconds before the second try, doubled before each further one, give or take a third
BREAKER_FAILURES = 3  # questions in a row that nobody answered, after which nobody is asked for a while
BREAKER_SECONDS = 30.0

_DOWN = {408, 500, 502, 503, 504}
_REFUSED = {401: "not authorised", 403: "blocked", 407: "the proxy wants a login", 451: "blocked for legal reasons"}


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: ``parameters`` may be kept and shown, the ``secret`` ones are only sent.

    ``route`` names what shares one rate limit, ``pace`` is its limit until an answer states one; ``statuses`` are
    those of answers that say something about the question. ``accept`` is the form of answer that is asked for, where
    there are several, and ``hosts`` are servers that may answer for the asked one: to any other nobody is sent on.

    >>> Request("https://api.crossref.org/works", {"rows": "2"}, route="list", pace=Pace(1)).shown
    'https://api.crossref.org/works?rows=2'
    """

    address: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    secret: Mapping[str, str] = field(default_factory=dict)
    _: KW_ONLY
    route: str
    pace: Pace
    method: str = "GET"
    statuses: frozenset[int] = frozenset({HTTPStatus.OK})
    accept: str | None = None
    hosts: frozenset[str] = frozenset()

    @property
    def shown(self) -> str:
        """The whole address, without anything secret."""
        return f"{self.address}?{urlencode(self.parameters)}" if self.parameters else self.address


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: status, body, from which address, and when, in seconds since 1970."""

    status: int
    body: bytes
    address: str
    retrieved: float


class Transport(Opened):
    """Asks one registry: waits its turn, tries again what may pass, and gives up in bounded time.

    After some questions in a row that nobody answered, it asks nobody for a while.
    """

    def __init__(
        self,
        registry: str,
        *,
        mailto: str | None = None,
        pacer: Pacer | None = None,
        timeout: float = TIMEOUT,
        patience: float = PATIENCE,
    ) -> None:
        """Set the bounds, in seconds: ``timeout`` for one try, ``patience`` for one question with all its tries."""
        self._registry = registry
        self._agent = user_agent(mailto)
        self._pacer = pacer or Pacer()
        self._timeout = timeout
        self._patience = patience
        self._lock = threading.Lock()
        self._session: Session | None = None
        self._failures = 0
        self._closed_until = 0.0

    def ask(self, request: Request, read: Callable[[Reply], T]) -> Asked[T]:
        """Send a request and return what ``read`` makes of its answer, or why there is none when all is tried.

        ``read`` raises a RegistryError where the answer is not what the interface promises: it is asked for again,
        since cut and mixed-up answers pass.
        """
        tries = self._tries_allowed()
        if isinstance(tries, RegistryError):
            return tries
        ends = time.monotonic() + self._patience
        for number in range(1, tries + 1):
            outcome = self._try(request, read, ends)
            if not isinstance(outcome, _Failure):
                break
            wait = BACKOFF * 2 ** (number - 1) * random.uniform(0.7, 1.3)  # noqa: S311  (no secret)
            if outcome.pause is not None:
                wait = outcome.pause
            if outcome.everybody:
                self._pacer.pause(request.route, wait)
            if not outcome.again or number == tries or time.monotonic() + wait > ends:
                break
            if not outcome.everybody:
                time.sleep(wait)
        self._note(reached=not isinstance(outcome, _Failure) or outcome.specific)
        return outcome.error if isinstance(outcome, _Failure) else outcome

    def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            self._session.close()
        self._pacer.close()

    def _try(self, request: Request, read: Callable[[Reply], T], ends: float) -> T | _Failure:
        parameters = {**request.parameters, **request.secret}
        session = self._open()
        try:
            with self._pacer.turn(request.route, request.pace, max(0.0, ends - time.monotonic())):
                answer = session.exchange(
                    request.method,
                    request.address,
                    parameters,
                    self._timeout,
                    accept=request.accept,
                    hosts=request.hosts,
                )
        except TimeoutError as error:
            return _Failure(Refused(str(error), registry=self._registry), again=False)
        except Unreachable as error:
            return _Failure(error)
        except BadAnswer as error:
            return _Failure(error, again=False)
        self._pacer.learn(request.route, request.pace, answer.headers)
        if answer.status not in request.statuses:
            return self._failure(answer.status, retry_after(answer.headers.get("retry-after")))
        try:
            with reading(self._registry):
                return read(Reply(answer.status, answer.body, request.shown, time.time()))
        except RegistryError as error:
            return _Failure(error, everybody=isinstance(error, Refused))

    def _failure(self, status: int, pause: float | None) -> _Failure:
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            refused = Refused("asked faster than it allows (status 429)", registry=self._registry)
            return _Failure(refused, pause=pause, everybody=True)
        if status in _DOWN:
            down = Unreachable(f"the server is down (status {status})", registry=self._registry)
            return _Failure(down, pause=pause, everybody=pause is not None)
        if status in _REFUSED:
            return _Failure(Refused(f"{_REFUSED[status]} (status {status})", registry=self._registry), again=False)
        bad = BadAnswer(f"answered with status {status}", registry=self._registry)
        return _Failure(bad, again=False, specific=True)

    def _open(self) -> Session:
        with self._lock:
            if self._session is None:
                from ivigref.registries.session import Session  # noqa: PLC0415  (0.2 s that the cache does not need)

                self._session = Session(self._registry, self._agent)
            return self._session

    def _tries_allowed(self) -> int | RegistryError:
        with self._lock:
            wait = self._closed_until - time.monotonic()
            if self._failures < BREAKER_FAILURES:
                return TRIES
            if wait <= 0:
                return 1
        message = f"not asked for another {wait:.0f} s, since it did not answer {self._failures} times"
        return Unreachable(message, registry=self._registry)

    def _note(self, *, reached: bool) -> None:
        with self._lock:
            self._failures = 0 if reached else self._failures + 1
            self._closed_until = time.monotonic() + BREAKER_SECONDS


class Offline(Opened):
    """Stands where a transport stands and asks nobody."""

    def __init__(self, registry: str) -> None:
        self._registry = registry

    def ask(self, request: Request, read: Callable[[Reply], T]) -> Asked[T]:  # noqa: ARG002  (as a transport)
        """Return that the answer is not in the cache, and that nobody else may be asked."""
        return Unreachable("no answer in the cache, and offline", registry=self._registry)

    def close(self) -> None:
        """Close nothing."""


@dataclass(frozen=True, slots=True)
class _Failure:
    """A try that failed: whether another may help, after which pause in seconds, and whether everybody has to wait.

    ``specific`` failures say something about this question only; all others are counted before nobody is asked.
    """

    error: RegistryError
    again: bool = True
    pause: float | None = None
    everybody: bool = False
    specific: bool = False


def retry_after(header: str | None) -> float | None:
    """Return the seconds that a Retry-After header asks for, which is a number or a date (RFC 9110, 10.2.3).

    >>> retry_after("120"), retry_after("Sun, 06 Nov 1994 08:49:37 GMT"), retry_after("soon")
    (120.0, 0.0, None)
    """
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), LONGEST)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return min(max(0.0, (until - datetime.now(UTC)).total_seconds()), LONGEST)
