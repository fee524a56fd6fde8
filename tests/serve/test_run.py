"""The command itself: how it starts, how it ends, how it is refused, and twenty lists at once."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from typing import Any, NamedTuple

import pytest

import ivigref as package
from ivigref import cli
from ivigref.errors import InputError
from ivigref.serve.doors import Doors
from ivigref.serve.server import address, listening
from tests.server import RegistryServer
from tests.serving import PATIENCE, Served, references, written

SOURCE = str(Path(package.__file__).parent.parent)


@pytest.fixture
def ivigref(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:  # noqa: ANN401  (a command)
    """Return the command as a function of its arguments, with its exit code and what it says."""

    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["ivigref", *arguments])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        return int(stopped.value.code or 0), capsys.readouterr().err

    return run


class Ran(NamedTuple):
    """A command that runs, and where its page is."""

    process: subprocess.Popen[str]
    url: str
    served: Served
    folder: Path


@contextmanager
def _run(folder: Path, *options: str, **variables: str) -> Iterator[Ran]:
    """Run the command in a folder for its files, and end it whatever happens."""
    environment = {**os.environ, "PYTHONPATH": SOURCE, "TMPDIR": str(folder), **variables}
    command = [sys.executable, "-m", "ivigref", "serve", "--port", "0", *options]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True)  # noqa: S603
    lines: Queue[str] = Queue()
    assert process.stderr is not None

    def read() -> None:
        for line in process.stderr or ():
            lines.put(line)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        url = re.findall(r"http://\S+", lines.get(timeout=PATIENCE))[0]
        served = Served(Doors("127.0.0.1", int(re.findall(r":(\d+)/", url)[0])))
        answer = served.ask("GET", f"/{url.rpartition('/')[2]}")
        served.cookie = answer.headers["set-cookie"].partition(";")[0]
        yield Ran(process, url, served, folder)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE)
        reader.join(PATIENCE)
        process.stderr.close()


def _children(pid: int) -> list[int]:
    """Return the processes below one, wherever they are in the tree."""
    below = [int(child) for task in Path(f"/proc/{pid}/task").glob("*/children") for child in task.read_text().split()]
    return [*below, *(each for child in below for each in _children(child))]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_and_leaves_nothing(tmp_path: Path, sign: signal.Signals) -> None:
    """Amid a list that registries do not answer, with a page that waits for news: no process, no file, exit code 0."""
    with RegistryServer() as registry:
        end = threading.Event()
        registry.on_answer = lambda: end.wait(PATIENCE)
        urls = {"IVIGREF_CROSSREF_URL": registry.crossref_url, "IVIGREF_PUBMED_URL": registry.pubmed_url}
        with _run(tmp_path, "--cache", str(tmp_path / "cache"), **urls) as ran:
            place = f"/{ran.served.bring(('a.txt', references(3).encode()), ask='kind').headers['location']}"
            ran.served.news(f"{place}events", lambda news: news["asked"] > 0)
            assert list(tmp_path.glob("ivigref-*/*/document"))
            below = _children(ran.process.pid)
            assert len(below) > 1
            os.killpg(ran.process.pid, sign) if sign is signal.SIGINT else ran.process.send_signal(sign)
            assert ran.process.wait(PATIENCE) == 0
            assert list(tmp_path.glob("ivigref-*")) == []
            ends = time.monotonic() + PATIENCE
            while any(map(_is_alive, below)) and time.monotonic() < ends:
                time.sleep(0.05)
            assert [pid for pid in below if _is_alive(pid)] == []
        end.set()


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


@pytest.mark.slow
def test_twenty_lists_at_once_are_all_checked(tmp_path: Path) -> None:
    """Of 60 references each, from four people: none is lost, each is known once, and memory stays in bounds."""
    with RegistryServer(written(60)) as registry:
        urls = {"IVIGREF_CROSSREF_URL": registry.crossref_url, "IVIGREF_PUBMED_URL": registry.pubmed_url}
        with _run(tmp_path, "--cache", str(tmp_path / "cache"), "--jobs", "2", **urls) as ran:
            people = [ran.served, *(_another(ran) for _ in range(3))]
            data = references(60, volume=8).encode()
            for person in people:
                answer = person.bring(*((f"list {number}.txt", data) for number in range(5)), ask="kind")
                assert answer.status == 303
            states = [_all_over(person) for person in people]
            assert [sorted(news["name"] for news in each.values()) for each in states] == [
                [f"list {number}.txt" for number in range(5)]
            ] * 4
            for person, each in zip(people, states, strict=True):
                for place, news in each.items():
                    assert (news["state"], news["counts"]) == ("done", {"findings": 60}), news["problem"]
                    shown = person.wait(f"/lists/{place}/")
                    assert [row[0] for row in shown["rows"]] == list(range(1, 61))
                    assert sorted(result[0] for result in shown["results"]) == list(range(60))
            assert _peak(ran.process.pid) < 400
            ran.process.send_signal(signal.SIGTERM)
            assert ran.process.wait(PATIENCE) == 0
    assert list(tmp_path.glob("ivigref-*")) == []


def _another(ran: Ran) -> Served:
    served = Served(ran.served.doors)
    answer = served.ask("GET", f"/{ran.url.rpartition('/')[2]}")
    served.cookie = answer.headers["set-cookie"].partition(";")[0]
    return served


def _all_over(person: Served) -> dict[str, dict[str, Any]]:
    """Return what is last said of each of somebody's lists, once all are over."""
    found: dict[str, dict[str, Any]] = {}

    def is_over(news: dict[str, Any]) -> bool:
        found[news["id"]] = news
        return len(found) == 5 and all(each["over"] for each in found.values())

    person.news("/events", is_over, patience=10 * PATIENCE)
    return found


def _peak(pid: int) -> float:
    """Return the most memory that a process had, in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1024


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--host", "0.0.0.0"], "0.0.0.0 is reached from other machines: expected --token or --login-header"),  # noqa: S104
        (["--token", "short"], "--token: expected at least 16"),
        (["--address", "refs.example.org"], "--address: expected https:// and a name"),
        (["--registries", "nowhere"], "expected some of crossref"),
    ],
)
def test_what_cannot_be_served_is_refused(ivigref: Any, options: list[str], message: str) -> None:  # noqa: ANN401
    """Before anything listens; exit code 2."""
    code, said = ivigref("serve", *options)
    assert code == 2
    assert message in said


def test_without_the_extra_the_command_names_it(ivigref: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN401
    """As every command that needs one."""
    for name in [name for name in sys.modules if name.startswith(("starlette", "uvicorn", "ivigref.serve"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "starlette", None)
    code, said = ivigref("serve")
    assert code == 2
    assert "the page in a browser needs the extra 'serve'" in said
    assert "requirements-serve.txt" in said


def test_a_port_that_is_taken_is_said_or_another_one_found() -> None:
    """Who names a port wants this one."""
    with listening("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=rf"127.0.0.1:{port}: cannot listen there"):
            listening("127.0.0.1", port)
    with listening("127.0.0.1", None) as first, listening("127.0.0.1", None) as second:
        assert first.getsockname()[1] != second.getsockname()[1]


@pytest.mark.parametrize(
    ("doors", "shown"),
    [
        (Doors("127.0.0.1", 8765, "t"), "http://127.0.0.1:8765/?token=t"),
        (Doors("::1", 8765, "t"), "http://[::1]:8765/?token=t"),
        (
            Doors("127.0.0.1", 8765, None, "X-User", "https://refs.example.org/tools/"),
            "https://refs.example.org/tools/",
        ),
    ],
)
def test_the_address_is_what_people_open(doors: Doors, shown: str) -> None:
    """With the token where there is one."""
    assert address(doors) == shown
