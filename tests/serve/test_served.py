"""The server over HTTP: what it gives to whom, what it refuses, and what bad requests do to it."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Iterator

import pytest

from ivigref.serve.limits import Limits
from tests.serving import PATIENCE, TOKEN, Served, for_ever, one_reference, serving

PRIVATE = ("/", "/events", "/lists/x/", "/lists/x/events", "/lists/x/decisions", "/lists/x/files/list", "/nothing")
CHANGES = ("/lists", "/lists/x/cancel", "/lists/x/delete", "/lists/x/decisions")


@pytest.fixture
def stranger(quick: Served) -> Served:
    """Return somebody who has not come in."""
    return Served(quick.doors)


@pytest.mark.parametrize("path", PRIVATE)
def test_a_stranger_sees_the_door(stranger: Served, path: str) -> None:
    """Whatever they ask for, and whether it is there or not."""
    answer = stranger.ask("GET", path)
    assert answer.status == 401
    assert "Please come in" in answer.text


@pytest.mark.parametrize("path", CHANGES)
def test_a_stranger_changes_nothing(stranger: Served, path: str) -> None:
    """Not even what is there."""
    assert stranger.ask("POST", path).status == 401


@pytest.mark.parametrize(
    "path", ["/?token=", "/?token=wrong", f"/?token={TOKEN[:-1]}", f"/?token={TOKEN}x", "/?token=%00%ff", "/?token[]=a"]
)
def test_a_wrong_token_opens_nothing(stranger: Served, path: str) -> None:
    """Neither one that is nearly right."""
    answer = stranger.ask("GET", path)
    assert answer.status == 401
    assert "set-cookie" not in answer.headers


def test_the_token_is_exchanged_for_a_cookie_and_leaves_the_address(stranger: Served) -> None:
    """No script reads it, no other site sends it along, and the history of the browser does not have it."""
    answer = stranger.ask("GET", f"/?token={TOKEN}")
    assert (answer.status, answer.headers["location"]) == (303, "./")
    assert re.fullmatch(
        rf"ivigref-{stranger.doors.port}=[\w-]{{32}}; HttpOnly; Path=/; SameSite=lax", answer.headers["set-cookie"]
    )
    assert TOKEN not in str(answer)


def test_the_token_can_be_entered(stranger: Served) -> None:
    """As after the end of a session; a wrong one is said to be wrong."""
    form = "application/x-www-form-urlencoded"
    wrong = stranger.ask("POST", "/enter", "token=wrong", content_type=form)
    assert (wrong.status, "this is not the token" in wrong.text) == (401, True)
    right = stranger.ask("POST", "/enter", f"token={TOKEN}", content_type=form)
    assert right.status == 303
    stranger.cookie = right.headers["set-cookie"].partition(";")[0]
    assert stranger.ask("GET", "/").status == 200


def test_whoever_asks_whether_we_are_there_learns_that(stranger: Served) -> None:
    """A container's probe has no token; it gets nothing else."""
    answer = stranger.ask("GET", "/ready", host="10.0.0.7")
    assert (answer.status, answer.text) == (204, "")


@pytest.mark.parametrize("path", ["/", "/lists/x/", "/?token=" + TOKEN, "/ready"])
def test_every_answer_is_armoured(quick: Served, path: str) -> None:
    """No frame, no guess of types, no address that goes elsewhere, nothing stored, nothing loaded."""
    headers = quick.ask("GET", path).headers
    if path != "/ready":
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
        assert headers["content-security-policy"].startswith("default-src 'none'; ")
        assert headers["content-security-policy"].endswith("frame-ancestors 'none'")
    assert "server" not in headers


def test_another_name_and_another_page_are_refused(quick: Served) -> None:
    """With a cookie that is right: DNS rebinding, and a form on another site."""
    assert quick.ask("GET", "/", host="evil.example").status == 421
    assert quick.ask("POST", "/lists", host=f"evil.example:{quick.doors.port}").status == 421
    for origin in ("https://evil.example", "null", None):
        assert quick.ask("POST", "/lists", origin=origin).status == 403
    assert quick.ask("GET", "/", origin="https://evil.example").status == 200
    assert "access-control-allow-origin" not in quick.ask("GET", "/", origin="https://evil.example").headers


def test_a_list_is_brought_watched_and_taken(quick: Served) -> None:
    """The report takes the place of the page on which it was watched."""
    answer = quick.bring(("a.txt", b"one"), style="apa")
    assert answer.status == 303
    place = f"/{answer.headers['location']}"
    last = quick.wait(place)
    assert (last["state"], last["summary"], last["name"]) == ("done", "one", "a.txt")
    assert quick.ask("GET", place).text == "<p>a.txt: apa</p>"
    home = quick.ask("GET", "/").text
    assert "a.txt" in home
    assert quick.ask("POST", f"{place}delete").headers["location"] == "../../"
    assert quick.ask("GET", place).status == 404


def test_several_lists_lead_home(quick: Served) -> None:
    """And the stream of all lists shows each."""
    someone = quick.come_in()
    answer = someone.bring(("a.txt", b"one"), ("b.txt", b"two"), text="three")
    assert answer.headers["location"] == "./"
    names: dict[str, str] = {}

    def is_all(news: dict[str, str]) -> bool:
        names[news["name"]] = news["state"]
        return list(names.values()).count("done") == 3

    assert "rows" not in someone.news("/events", is_all)[0]
    assert set(names) == {"a.txt", "b.txt", "pasted list.txt"}


def test_two_people_see_their_own_lists_only(quick: Served) -> None:
    """Another's list is as good as none, and nobody learns whether it is there."""
    ada, grace = quick.come_in(), quick.come_in()
    place = f"/{ada.bring(('ada.txt', b'one')).headers['location']}"
    ada.wait(place)
    nowhere = grace.ask("GET", "/lists/nowhere/").text.replace("../", "")
    for method, path in (
        ("GET", place),
        ("GET", f"{place}events"),
        ("GET", f"{place}files/list"),
        ("GET", f"{place}decisions"),
        ("POST", f"{place}delete"),
        ("POST", f"{place}cancel"),
    ):
        answer = grace.ask(method, path)
        assert (answer.status, answer.text.replace("../", "")) == (404, nowhere), path
    assert "ada.txt" not in grace.ask("GET", "/").text
    assert ada.ask("GET", place).status == 200


def test_decisions_are_stored_and_taken_back(quick: Served) -> None:
    """Only of corrections that there are, and only known ones."""
    place = f"/{quick.bring(('a.txt', b'one')).headers['location']}"
    quick.wait(place)

    def decide(body: str, content_type: str = "application/json") -> int:
        return quick.ask("POST", f"{place}decisions", body, content_type=content_type, accept="application/json").status

    assert decide('{"0-volume": "accept"}') == 200
    assert json.loads(quick.ask("GET", f"{place}decisions").text) == {"choices": {"0-volume": "accept"}, "total": 1}
    for body in (
        '{"1-volume": "accept"}',
        '{"0-volume": "perhaps"}',
        '{"0-volume": []}',
        "[]",
        "{",
        "[" * 90_000,
        "\xff",
    ):
        assert decide(body) == 422, body[:20]
    assert decide('{"0-volume": "accept"}', "text/plain") == 415
    assert decide('{"0-volume": "open"}') == 200
    assert json.loads(quick.ask("GET", f"{place}decisions").text)["choices"] == {}


@pytest.mark.parametrize(
    "path",
    [
        "/lists/../../etc/passwd/", "/lists/..%2f..%2fetc%2fpasswd/", "/lists/%2e%2e/", "/../../../etc/passwd",
        "/lists/x/files/../../document", "/lists/x/files/..%2fdocument", "//etc/passwd", "/static/../serve.css", "/%00",
        "/lists/\\..\\/",
    ],
)  # fmt: skip
def test_no_path_leads_to_a_file(quick: Served, path: str) -> None:
    """A path names a list or nothing; no file is found by its name."""
    answer = quick.ask("GET", path)
    assert answer.status == 404
    assert "root:" not in answer.text


@pytest.mark.parametrize(
    "name",
    ["../../../tmp/evil.txt", "/etc/cron.d/evil", "..\\evil.txt", "<img src=x onerror=alert(1)>.txt", "a\x1b[2Jb.txt", "%2e%2e%2fevil", "a" * 1_000],
    ids=range(7),
)  # fmt: skip
def test_a_hostile_name_is_only_shown(quick: Served, name: str) -> None:
    """As text; nothing is written where it points to."""
    someone = quick.come_in()
    answer = someone.bring((name, b"one"))
    place = f"/{answer.headers['location']}"
    shown = someone.wait(place)["name"]
    assert "/" not in shown
    assert "\x1b" not in shown
    page = someone.ask("GET", "/").text
    assert "<img" not in page
    assert someone.ask("GET", f"{place}files/nothing").status == 404


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"", "multipart/form-data; boundary=x", 422),
        (b"--x\r\n", "multipart/form-data; boundary=x", 422),
        (b"--x--\r\n", "multipart/form-data", 400),
        (b"--x--\r\n", "multipart/form-data; boundary=x", 422),
        (b"nonsense" * 1000, "multipart/form-data; boundary=x", 400),
        (b"text=1", "text/plain", 422),
        (b"", "application/x-www-form-urlencoded", 422),
        (b'--x\r\nContent-Disposition: form-data; name="files"; filename="%s"\r\n\r\na\r\n--x--' % (b"a" * 9_000), "multipart/form-data; boundary=x", 400),
        (b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--\r\n", "multipart/form-data; boundary=x", 400),
        (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\na\r\n' * 60 + b"--x--\r\n", "multipart/form-data; boundary=x", 400),
    ],
)  # fmt: skip
def test_what_is_no_form_is_refused(quick: Served, body: bytes, content_type: str, status: int) -> None:
    """With a status that says so, and a server that goes on."""
    assert quick.ask("POST", "/lists", body, content_type=content_type).status == status
    assert quick.ask("GET", "/").status == 200


@pytest.fixture(scope="module")
def small(forked: None) -> Iterator[Served]:  # noqa: ARG001  (is there)
    """Run a server with small limits, whose lists do not end."""
    limits = Limits(file=2_000_000, request=3_000_000, lists=3, streams=2, head=0.3, idle=0.3)
    with serving(for_ever, limits=limits) as served:
        yield served


@pytest.mark.parametrize(("size", "status"), [(1_999_999, 303), (2_000_001, 422), (3_000_001, 413), (300_000_000, 413)])
def test_an_oversized_upload_is_refused(small: Served, size: int, status: int) -> None:
    """A document that is too large with its name, a request that is too large before it is read."""
    someone = small.come_in()
    if size < 3_000_000:
        answer = someone.bring(("large.txt", b"x" * size))
        assert "large.txt: expected at most 2 MB" in answer.text or status == 303
    else:
        answer = someone.ask(
            "POST", "/lists", b"", content_type="multipart/form-data; boundary=x", content_length=str(size)
        )
    assert answer.status == status


def test_a_length_that_is_none_is_refused(small: Served) -> None:
    """It is no number."""
    for length in ("-1", "1e9", "0x10", "９"):
        try:
            answer = small.ask("POST", "/lists", b"", content_length=length)
        except OSError:
            continue
        assert answer.status in {400, 413}


def _raw(served: Served, data: bytes) -> bytes:
    """Send bytes, and return what comes until the server ends the connection."""
    with socket.create_connection(("127.0.0.1", served.doors.port), timeout=PATIENCE) as connection:
        connection.sendall(data)
        found = b""
        while block := connection.recv(65_536):
            found += block
        return found


def test_whoever_sends_no_head_is_not_waited_for(small: Served) -> None:
    """Neither nothing at all, nor one that does not end."""
    assert _raw(small, b"") == b""
    assert _raw(small, b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ") == b""


def test_whoever_sends_a_head_by_and_by_is_not_waited_for(small: Served) -> None:
    """A letter now and then is no request."""
    with socket.create_connection(("127.0.0.1", small.doors.port), timeout=PATIENCE) as connection:
        ended = False
        for _ in range(1_000):
            try:
                connection.sendall(b"x")
            except OSError:
                ended = True
                break
            time.sleep(0.01)
        assert ended


def test_a_body_that_does_not_come_is_not_waited_for(small: Served) -> None:
    """Half of a form is answered with the reason."""
    head = (
        f"POST /lists HTTP/1.1\r\nHost: 127.0.0.1:{small.doors.port}\r\nOrigin: {small.origin}\r\nCookie: {small.cookie}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000\r\nConnection: close\r\n\r\n--x"
    )
    assert b"408" in _raw(small, head.encode()).partition(b"\r\n")[0]


@pytest.mark.parametrize(
    "data",
    [b"\x16\x03\x01\x02\x00", b"GET / HTTP/9.9\r\n\r\n", b"GET\r\n\r\n", b"\r\n" * 100, b"GET / HTTP/1.1\r\nHost: " + b"x" * 100_000],
    ids=range(5),
)  # fmt: skip
def test_what_is_no_request_ends_the_connection(small: Served, data: bytes) -> None:
    """TLS, another protocol, nothing, too much."""
    try:
        answer = _raw(small, data)
    except OSError:
        answer = b""
    assert answer == b"" or re.match(rb"HTTP/1.1 4(?:00|21)", answer)
    assert small.ask("GET", "/").status == 200


def test_nobody_has_too_many_lists_and_pages(small: Served) -> None:
    """One person takes no place from another, and is told what to do."""
    someone = small.come_in()
    for _ in range(3):
        assert someone.bring(("a.txt", b"x")).status == 303
    answer = someone.bring(("a.txt", b"x"))
    assert (answer.status, "at most 3 lists, found more: delete some" in answer.text) == (503, True)
    assert small.come_in().bring(("a.txt", b"quick")).status == 303
    open_ = []
    for _ in range(2):
        connection = socket.create_connection(("127.0.0.1", small.doors.port), timeout=PATIENCE)
        host = f"127.0.0.1:{small.doors.port}"
        connection.sendall(f"GET /events HTTP/1.1\r\nHost: {host}\r\nCookie: {someone.cookie}\r\n\r\n".encode())
        assert connection.recv(20).startswith(b"HTTP/1.1 200")
        open_.append(connection)
    assert someone.ask("GET", "/events").status == 429
    for connection in open_:
        connection.close()


def test_a_list_is_stopped(small: Served) -> None:
    """What is known by then stays to be seen, and the page says that it was stopped."""
    someone = small.come_in()
    place = f"/{someone.bring(('a.txt', b'x')).headers['location']}"
    assert someone.ask("POST", f"{place}cancel").status == 303
    assert someone.wait(place)["state"] == "cancelled"
    assert "stopped" in someone.ask("GET", place).text


def test_a_proxy_lets_people_in(forked: None) -> None:  # noqa: ARG001  (is there)
    """By the header alone; the address is the public one, and a cookie is for https."""
    address = "https://refs.example.org/tools/"
    with serving(one_reference, token=None, login="X-Remote-User", address=address) as served:
        assert served.ask("GET", "/", host="refs.example.org").status == 401
        assert served.ask("GET", "/", host="evil.example", x_remote_user="ada").status == 421
        page = served.ask("GET", "/", host="refs.example.org", x_remote_user="ada")
        assert page.status == 200
        assert "Log in first" in served.ask("GET", "/lists/x/", host="refs.example.org").text
        answer = served.ask(
            "POST",
            "/lists",
            b"text=one&ask=nobody",
            host="refs.example.org",
            origin="https://refs.example.org",
            x_remote_user="ada",
            content_type="application/x-www-form-urlencoded",
        )
        assert answer.status == 303
        place = f"/{answer.headers['location']}"
        assert served.ask("GET", place, x_remote_user="grace").status == 404
        assert served.ask("GET", place, x_remote_user="ada").status == 200
