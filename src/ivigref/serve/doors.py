"""Who may come in: who uses our own address, sends changes from our own pages, and knows the token.

A page elsewhere may lead its own name to this machine (DNS rebinding): its name in Host gives it away. It may send a
form here: its Origin does. Either is refused before anything is read.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections import OrderedDict
from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from ivigref.errors import InputError

SHORTEST = 16  # characters of a token that somebody chooses
_NAMES = frozenset({"127.0.0.1", "::1", "localhost"})
_SAFE = frozenset({"GET", "HEAD"})
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
_ANOTHER = "expected an address of this machine in Host, found another; --address names that of a proxy"
_PORTS = {"http": 80, "https": 443}


class Doors(NamedTuple):
    """The address at which we listen, and how somebody shows that they may come in.

    ``login`` is the header in which a reverse proxy names who has logged in, and ``address`` where people see us then.
    """

    host: str
    port: int
    token: str | None = None
    login: str | None = None
    address: str | None = None

    @property
    def cookie(self) -> str:
        """The name of our cookie: browsers keep one jar for all ports of a machine."""
        return f"ivigref-{self.port}"

    @property
    def is_secure(self) -> bool:
        """Whether people see us by https."""
        return (self.address or "").startswith("https:")


class Visit(NamedTuple):
    """What a request says of where it comes from; header names are in small letters."""

    method: str
    headers: dict[str, str]

    def cookie(self, name: str) -> str | None:
        """Return the value of a cookie."""
        try:
            found = SimpleCookie(self.headers.get("cookie", "")).get(name)
        except CookieError:
            return None
        return found.value if found else None


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches an address.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def planned(host: str, port: int, token: str | None, login: str | None, address: str | None) -> Doors:
    """Return the doors for what somebody asks for; on this machine alone a token is made where none is given.

    Raises InputError where others could come in without one, and for what is no name of a header and no address.

    >>> len(planned("127.0.0.1", 8765, None, None, None).token)
    43
    >>> planned("0.0.0.0", 8765, None, None, None)
    Traceback (most recent call last):
    ivigref.errors.InputError: 0.0.0.0 is reached from other machines: expected --token or --login-header, found neither
    """
    if token is not None and (len(token) < SHORTEST or not token.isascii() or not token.isprintable() or " " in token):
        raise InputError(f"--token: expected at least {SHORTEST} letters, digits or signs, found others or fewer")
    if login is not None and not _HEADER.fullmatch(login):
        raise InputError(f"--login-header: expected the name of a header, found {login!r}")
    if not is_loopback(host) and token is None and login is None:
        raise InputError(f"{host} is reached from other machines: expected --token or --login-header, found neither")
    if address is not None and _origin(address) is None:
        raise InputError(f"--address: expected https:// and a name, found {address!r}")
    if token is None and login is None:
        token = secrets.token_urlsafe(32)
    return Doors(host, port, token, login, address)


def refusal(doors: Doors, visit: Visit) -> tuple[int, str] | None:
    """Return the status and the reason with which a request is refused before anybody is asked who they are.

    >>> doors = planned("127.0.0.1", 8765, None, None, None)
    >>> refusal(doors, Visit("GET", {"host": "127.0.0.1:8765"}))
    >>> refusal(doors, Visit("GET", {"host": "evil.example:8765"}))
    (421, 'expected an address of this machine in Host, found another; --address names that of a proxy')
    """
    host = visit.headers.get("host", "")
    if not _is_ours(doors, host):
        return 421, _ANOTHER
    if visit.method in _SAFE:
        return None
    if visit.method != "POST":
        return 405, "expected GET or POST, found another method"
    origin = visit.headers.get("origin")
    if origin is None and _bearer(visit) is not None:  # a script, which no page elsewhere can make send its token
        return None
    if origin is None or _origin(origin) not in {_origin(f"http://{host}"), _origin(doors.address or "")} - {None}:
        return 403, "expected a request from a page of this address (Origin), found one from elsewhere"
    return None


def knows_token(doors: Doors, given: str | None) -> bool:
    """Tell whether somebody knows the token; how long the answer takes says nothing about it."""
    shown = (given or "").encode("utf-8", "replace")
    return doors.token is not None and hmac.compare_digest(doors.token.encode(), shown)


def _bearer(visit: Visit) -> str | None:
    kind, _, token = visit.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else None


def _is_ours(doors: Doors, host: str) -> bool:
    """Tell whether Host names this machine; an address of numbers cannot be led elsewhere by a name server."""
    try:
        parts = urlsplit(f"//{host}")
        name, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if "@" in host or "/" in host or not name:
        return False
    if doors.address is not None and _origin(f"{urlsplit(doors.address).scheme}://{host}") == _origin(doors.address):
        return True
    if (port or _PORTS["http"]) != doors.port:
        return False
    return name in _NAMES or (not is_loopback(doors.host) and _is_number(name))


def _is_number(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _origin(address: str) -> tuple[str, str, int] | None:
    """Return scheme, name and port of an address; None for what has none."""
    try:
        parts = urlsplit(address)
        if parts.scheme not in _PORTS or not parts.hostname:
            return None
        return parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme]
    except ValueError:
        return None


class Sessions:
    """Who is in: a browser by its cookie, or a person by the header of the proxy; the oldest are forgotten.

    >>> doors = planned("127.0.0.1", 8765, "0123456789abcdef", None, None)
    >>> sessions = Sessions(doors, most=2)
    >>> name = sessions.open()
    >>> sessions.person(Visit("GET", {"cookie": f"ivigref-8765={name}"})) == name
    True
    >>> sessions.person(Visit("GET", {"cookie": "ivigref-8765=guessed"}))
    """

    def __init__(self, doors: Doors, most: int) -> None:
        self._doors = doors
        self._most = most
        self._known: OrderedDict[str, None] = OrderedDict()

    def open(self) -> str:
        """Return the name of a session for somebody who knew the token."""
        name = secrets.token_urlsafe(24)
        self._known[name] = None
        while len(self._known) > self._most:
            self._known.popitem(last=False)
        return name

    def person(self, visit: Visit) -> str | None:
        """Return who sends a request; None for somebody who may not come in."""
        if self._doors.login is not None and (named := visit.headers.get(self._doors.login.lower(), "").strip()):
            return f"login {named}"
        if self._doors.token is not None and (bearer := _bearer(visit)) is not None:
            return "token" if knows_token(self._doors, bearer) else None
        name = visit.cookie(self._doors.cookie)
        if name is None or name not in self._known:
            return None
        self._known.move_to_end(name)
        return name
