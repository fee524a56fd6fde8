"""Who comes in: hosts, origins, tokens, headers, and what is bounded; no server is needed for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from starlette.exceptions import HTTPException

from ivigref.errors import InputError
from ivigref.serve.doors import Doors, Sessions, Visit, is_loopback, planned, refusal
from ivigref.serve.guard import Bounded
from ivigref.serve.limits import Limits

TOKEN = "0123456789abcdef"  # noqa: S105  (of a server that is none)
HERE = Doors("127.0.0.1", 8765, TOKEN)
PUBLIC = Doors("0.0.0.0", 8765, TOKEN)  # noqa: S104  (nothing listens)
PROXIED = Doors("127.0.0.1", 8765, TOKEN, None, "https://refs.example.org/tools")
MOVED = Doors("127.0.0.1", 8765, TOKEN, None, "http://refs.example.org:8080")


@pytest.mark.parametrize(
    ("doors", "host", "is_ours"),
    [
        (HERE, "127.0.0.1:8765", True),
        (HERE, "localhost:8765", True),
        (HERE, "LOCALHOST:8765", True),
        (HERE, "[::1]:8765", True),
        (HERE, "127.0.0.1:8766", False),
        (HERE, "127.0.0.1", False),
        (HERE, "evil.example:8765", False),
        (HERE, "localhost.evil.example:8765", False),
        (HERE, "127.0.0.1.evil.example:8765", False),
        (HERE, "127.0.0.1:8765@evil.example", False),
        (HERE, "evil.example@127.0.0.1:8765", False),
        (HERE, "192.0.2.7:8765", False),
        (HERE, "", False),
        (HERE, "[::1", False),
        (HERE, "127.0.0.1:99999", False),
        (HERE, "localhost:8765/x", False),
        (PUBLIC, "192.0.2.7:8765", True),
        (PUBLIC, "[2001:db8::1]:8765", True),
        (PUBLIC, "refs.example.org:8765", False),
        (PROXIED, "refs.example.org", True),
        (PROXIED, "refs.example.org:443", True),
        (PROXIED, "refs.example.org:8765", False),
        (PROXIED, "127.0.0.1:8765", True),
        (PROXIED, "evil.example", False),
        (MOVED, "refs.example.org:8080", True),
        (MOVED, "refs.example.org", False),
    ],
)
def test_a_name_that_is_led_here_is_refused(doors: Doors, host: str, is_ours: bool) -> None:  # noqa: FBT001
    """Who serves a page at a name of their own, and then leads the name to this machine, reads nothing."""
    refused = refusal(doors, Visit("GET", {"host": host}))
    assert refused is None if is_ours else refused is not None and refused[0] == 421


@pytest.mark.parametrize(
    ("doors", "host", "origin", "status"),
    [
        (HERE, "127.0.0.1:8765", "http://127.0.0.1:8765", None),
        (HERE, "localhost:8765", "http://localhost:8765", None),
        (HERE, "localhost:8765", "http://127.0.0.1:8765", 403),
        (HERE, "127.0.0.1:8765", "https://evil.example", 403),
        (HERE, "127.0.0.1:8765", "http://127.0.0.1:8080", 403),
        (HERE, "127.0.0.1:8765", "https://127.0.0.1:8765", 403),
        (HERE, "127.0.0.1:8765", "null", 403),
        (HERE, "127.0.0.1:8765", "", 403),
        (HERE, "127.0.0.1:8765", None, 403),
        (PROXIED, "refs.example.org", "https://refs.example.org", None),
        (PROXIED, "127.0.0.1:8765", "https://refs.example.org", None),
        (PROXIED, "refs.example.org", "https://evil.example", 403),
    ],
)
def test_a_form_of_another_page_is_refused(doors: Doors, host: str, origin: str | None, status: int | None) -> None:
    """A browser says from which page a form comes; where it says nothing, nothing is believed."""
    headers = {"host": host} | ({} if origin is None else {"origin": origin})
    refused = refusal(doors, Visit("POST", headers))
    assert (refused and refused[0]) == status
    assert refusal(doors, Visit("GET", headers)) is None


def test_a_script_with_the_token_needs_no_page() -> None:
    """No page elsewhere can make a browser send it."""
    visit = Visit("POST", {"host": "127.0.0.1:8765", "authorization": f"Bearer {TOKEN}"})
    assert refusal(HERE, visit) is None
    assert Sessions(HERE, 9).person(visit) == "token"
    assert Sessions(HERE, 9).person(Visit("POST", {"authorization": "Bearer wrong"})) is None
    assert Sessions(HERE, 9).person(Visit("POST", {"authorization": f"Basic {TOKEN}"})) is None


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "get"])
def test_other_methods_do_nothing(method: str) -> None:
    """Neither do questions of other pages about what they may send."""
    refused = refusal(HERE, Visit(method, {"host": "127.0.0.1:8765", "origin": "http://127.0.0.1:8765"}))
    assert refused is not None
    assert refused[0] == 405


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("0.0.0.0", 1, None, None, None), "expected --token or --login-header, found neither"),  # noqa: S104
        (("::", 1, None, None, None), "expected --token or --login-header"),
        (("192.0.2.7", 1, None, None, None), "expected --token or --login-header"),
        (("name.example", 1, None, None, None), "expected --token or --login-header"),
        (("127.0.0.1", 1, TOKEN[:-1], None, None), "at least 16"),
        (("127.0.0.1", 1, "a token with blanks", None, None), "at least 16"),
        (("127.0.0.1", 1, "übergroßes-geheimnis", None, None), "at least 16"),
        (("127.0.0.1", 1, None, "X User", None), "the name of a header"),
        (("127.0.0.1", 1, None, "X-User:", None), "the name of a header"),
        (("127.0.0.1", 1, None, None, "refs.example.org"), "https:// and a name"),
        (("127.0.0.1", 1, None, None, "ftp://refs.example.org"), "https:// and a name"),
    ],
)
def test_doors_that_would_stand_open_are_refused(given: tuple[Any, ...], message: str) -> None:
    """Beyond this machine only with a login, and with a token that nobody guesses."""
    with pytest.raises(InputError, match=message):
        planned(*given)


@pytest.mark.parametrize(
    ("host", "token", "login"),
    [("127.0.0.1", None, None), ("::1", None, None), ("0.0.0.0", TOKEN, None), ("0.0.0.0", None, "X-User")],  # noqa: S104
)
def test_doors_that_are_kept(host: str, token: str | None, login: str | None) -> None:
    """A token is made where nobody gives one, and another one each time."""
    doors = planned(host, 1, token, login, None)
    assert doors.token != planned(host, 1, None, None, None).token if is_loopback(host) else doors.token == token
    assert (doors.token is None) == (login is not None)


def test_a_proxy_says_who_has_logged_in() -> None:
    """Each person has lists of their own; whom it does not name does not come in."""
    sessions = Sessions(planned("127.0.0.1", 1, None, "X-Remote-User", None), 9)
    assert sessions.person(Visit("GET", {"x-remote-user": "ada"})) == "login ada"
    assert sessions.person(Visit("GET", {"x-remote-user": " "})) is None
    assert sessions.person(Visit("GET", {})) is None
    assert sessions.person(Visit("GET", {"authorization": "Bearer None"})) is None


def test_the_oldest_session_is_forgotten() -> None:
    """The one that is used is not."""
    sessions = Sessions(HERE, 2)
    names = [sessions.open(), sessions.open()]

    def is_in(name: str) -> bool:
        return sessions.person(Visit("GET", {"cookie": f"a=b; ivigref-8765={name}"})) == name

    assert is_in(names[0])
    sessions.open()
    assert [is_in(name) for name in names] == [True, False]
    assert sessions.person(Visit("GET", {"cookie": "ivigref-8765"})) is None
    assert sessions.person(Visit("GET", {"cookie": 'ivigref-8765="'})) is None


def _parts(*sizes: int) -> Callable[[], Awaitable[dict[str, Any]]]:
    left = list(sizes)

    async def receive() -> dict[str, Any]:
        if not left:
            await asyncio.sleep(60)
        size = left.pop(0)
        return {"type": "http.request", "body": b"x" * size, "more_body": size != sizes[-1] or bool(left)}

    return receive


@pytest.mark.parametrize(
    ("sizes", "most", "status"), [((5, 5), 10, None), ((5, 6), 10, 413), ((11,), 10, 413), ((4, 4, 4), 10, 413)]
)
def test_no_more_is_taken_than_may_be(sizes: tuple[int, ...], most: int, status: int | None) -> None:
    """Whatever the head of the request says, or leaves out."""

    async def read() -> int | None:
        bounded = Bounded(_parts(*sizes), most, Limits())
        try:
            for _ in sizes:
                await bounded()
        except HTTPException as error:
            return error.status_code
        return None

    assert asyncio.run(read()) == status


@pytest.mark.parametrize("limits", [Limits(idle=0.01), Limits(sending=0.01)])
def test_a_slow_sender_is_not_waited_for(limits: Limits) -> None:
    """Neither between two parts nor for all of them; who has sent everything may wait for as long as they like."""

    async def read(*sizes: int) -> int | None:
        bounded = Bounded(_parts(*sizes), 100, limits)
        await bounded()
        try:
            async with asyncio.timeout(0.05):
                await bounded()
        except HTTPException as error:
            return error.status_code
        except TimeoutError:
            return None
        return 0

    async def unfinished() -> int | None:
        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"x", "more_body": True} if not asked.is_set() else await silent()

        asked = asyncio.Event()

        async def silent() -> dict[str, Any]:
            await asyncio.sleep(60)
            return {}

        bounded = Bounded(receive, 100, limits)
        await bounded()
        asked.set()
        try:
            await bounded()
        except HTTPException as error:
            return error.status_code
        return None

    assert asyncio.run(unfinished()) == 408
    assert asyncio.run(read(5)) is None
