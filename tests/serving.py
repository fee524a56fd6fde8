"""A run of `ivigref serve` for the tests: its server in a thread, requests as scripts send them, and works of its own."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from ivigref.cli.options import Asking
from ivigref.cli.serving import _allowed, _registries
from ivigref.processes import Work, warm_up
from ivigref.serve.app import Offer
from ivigref.serve.doors import Doors, planned
from ivigref.serve.job import Wish
from ivigref.serve.limits import Limits
from ivigref.serve.server import Running
from ivigref.serve.work import check
from tests.server import work

warm_up("pytest", "ivigref.serve.work", "ivigref.cli.serving", "tests.serving")
PATIENCE = 90.0  # seconds: an end to waiting, however busy the machine is
TOKEN = "a-token-of-the-tests"  # noqa: S105  (of servers that end with their test)
Tell = Callable[[Mapping[str, Any]], None]


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str


class Served:
    """A server that runs, and somebody who has come in."""

    def __init__(self, doors: Doors) -> None:
        self.doors = doors
        self.origin = f"http://127.0.0.1:{doors.port}"
        self.url = f"{self.origin}/?token={TOKEN}"
        self.cookie = ""

    def ask(self, method: str, path: str, body: bytes | str = b"", **headers: str | None) -> Answer:
        """Send a request as our own page does, but for the headers that are given; None leaves one out."""
        named = {"host": f"127.0.0.1:{self.doors.port}", "origin": self.origin, "cookie": self.cookie}
        sent = {**named, **{name.replace("_", "-"): value for name, value in headers.items()}}
        connection = http.client.HTTPConnection("127.0.0.1", self.doors.port, timeout=PATIENCE)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in sent.items():
                if value is not None:
                    connection.putheader(name, value.encode("latin-1", "replace"))
            data = body.encode() if isinstance(body, str) else body
            if (data or method == "POST") and "content-length" not in sent:
                connection.putheader("content-length", str(len(data)))
            connection.endheaders(data)
            answer = connection.getresponse()
            return Answer(
                answer.status,
                {name.lower(): value for name, value in answer.getheaders()},
                answer.read().decode("utf-8", "replace"),
            )
        finally:
            connection.close()

    def come_in(self) -> Served:
        """Open the address with the token, as another browser would."""
        other = Served(self.doors)
        answer = other.ask("GET", f"/?token={TOKEN}")
        assert answer.status == 303
        other.cookie = answer.headers["set-cookie"].partition(";")[0]
        return other

    def bring(self, *documents: tuple[str, bytes], **fields: str) -> Answer:
        """Send documents and fields as a browser sends the form."""
        fields = {"ask": "nobody"} | fields
        mark = "----the-form-of-the-tests"
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode() for n, v in fields.items()
        ]
        for name, data in documents:
            head = f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
            parts.append(head.encode() + data + b"\r\n")
        body = b"".join(parts) + f"--{mark}--\r\n".encode()
        return self.ask("POST", "/lists", body, content_type=f"multipart/form-data; boundary={mark}")

    def news(
        self, path: str, until: Callable[[dict[str, Any]], bool], *, patience: float = PATIENCE
    ) -> list[dict[str, Any]]:
        """Return the events of a stream up to the one that is waited for."""
        connection = http.client.HTTPConnection("127.0.0.1", self.doors.port, timeout=PATIENCE)
        found: list[dict[str, Any]] = []
        ends = time.monotonic() + patience
        try:
            connection.request("GET", path, headers={"cookie": self.cookie})
            answer = connection.getresponse()
            if answer.status != 200:
                raise AssertionError(f"{path}: {answer.status} {answer.read()!r}")
            while time.monotonic() < ends:
                line = answer.readline()
                if not line:
                    raise AssertionError(f"{path} ended: {found[-1:]}")
                if line.startswith(b"data: "):
                    found.append(json.loads(line[6:]))
                    if until(found[-1]):
                        return found
        finally:
            connection.close()
        raise AssertionError(f"nothing came in time: {found[-1:]}")

    def wait(self, address: str) -> dict[str, Any]:
        """Return what is said of a list once it is over."""
        return self.news(f"/{address.strip('./')}/events", lambda news: news["over"])[-1]


@contextmanager
def serving(
    work: Work | None = None,
    *,
    urls: Mapping[str, str | None] | None = None,
    cache: Path | None = None,
    workers: int = 2,
    limits: Limits | None = None,
    **doors: Any,  # noqa: ANN401  (what planned takes)
) -> Iterator[Served]:
    """Run a server, and come in; without other work it checks lists as the command does."""
    asking = Asking(urls=dict(urls or {}), cache=cache, offline=urls is None)
    offer = Offer(work or partial(check, partial(_registries, asking)), _allowed(asking), workers, limits or Limits())
    listener = socket.create_server(("127.0.0.1", 0))
    given = {"host": "127.0.0.1", "token": TOKEN, "login": None, "address": None} | doors
    plan = planned(given["host"], listener.getsockname()[1], given["token"], given["login"], given["address"])
    started = threading.Event()
    running = Running(listener, plan, offer, started.set)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    try:
        assert started.wait(PATIENCE)
        served = Served(plan)
        yield served.come_in() if plan.token else served
    finally:
        running.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def one_reference(tell: Tell, folder: Path, name: str, wish: Wish) -> None:
    """Say that there is one reference, and that it is the document's text."""
    text = (folder / "document").read_text(encoding="utf-8")
    tell({"rows": [(1, text)], "total": 1, "state": "asking"})
    tell({"results": [(0, "verified", "✓", "", "")], "known": 1, "asked": (2, 1)})
    (folder / "report.html").write_text(f"<p>{name}: {wish.style}</p>", encoding="utf-8")
    tell({"state": "done", "summary": text, "corrections": frozenset({"0-volume"})})


def for_ever(tell: Tell, folder: Path, name: str, wish: Wish) -> None:  # noqa: ARG001  (as all works)
    """Read, and then do something that no message ends; a list that says "quick" is done at once."""
    tell({"rows": [(1, name)], "total": 1, "state": "asking"})
    if (folder / "document").read_bytes() == b"quick":
        tell({"state": "done"})
        return
    while True:
        time.sleep(60)


def dies(tell: Tell, folder: Path, name: str, wish: Wish) -> None:  # noqa: ARG001  (the same)
    """End without a word, as where there is no memory."""
    import os  # noqa: PLC0415  (of this process alone)

    os._exit(9)


def title(number: int) -> str:
    """Return the title of a work that nobody has written; no two of 64 have the same words."""
    which, noun = divmod(number % 64, 8)
    first = ("Early", "Late", "Oral", "Topical", "Systemic", "Local", "Rapid", "Slow")[which]
    second = ("answers", "failures", "relapses", "remissions", "courses", "doses", "infusions", "reactions")[noun]
    return f"{first} {second} of lupus nephritis in town {number // 64 + 1}"


def references(count: int, *, volume: int = 7) -> str:
    r"""Return a list of references to works that nobody has written, all of which `written` has in volume 7.

    >>> references(1)
    '1. Doe J, Roe R. Late failures of lupus nephritis in town 1. J Ideas. 2003;7:91–8.\n'
    """
    return "".join(
        f"{number}. Doe J, Roe R. {title(number + 8)}. J Ideas. 2003;{volume}:{number * 10 + 81}–{number * 10 + 88}.\n"
        for number in range(1, count + 1)
    ).replace(":91–98", ":91–8")


def written(count: int) -> list[dict[str, Any]]:
    """Return the works of a list of references as Crossref has them."""
    return [
        work(
            f"10.5555/way.{number}",
            title(number + 8),
            authors=[("Doe", "Jane"), ("Roe", "Richard")],
            year=2003,
            volume="7",
            page=f"{number * 10 + 81}-{number * 10 + 88}",
            container="Journal of Ideas",
            short="J Ideas",
        )
        for number in range(1, count + 1)
    ]


def nothing(tell: Tell) -> None:
    """Do nothing."""
