"""Stopped at any moment, by Ctrl-C or by kill -9: what was there is whole, and what was answered is not asked again."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

import ivigref
from tests.server import Fault, RegistryServer, work

Serve = Callable[..., RegistryServer]
COUNT = 6
TITLES = [f"A long way to a certain answer about invented matter {letter}" for letter in "abcdef"]
WORKS = [
    work(
        f"10.5555/w{n}", title, authors=[("Doe", "Jane")], year=2003, volume="7", page=f"{n}1-{n}9", container="J Ideas"
    )
    for n, title in enumerate(TITLES, start=1)
]
LIST = "References\n" + "".join(
    f"{n}. Doe J. {title}. J Ideas. 2003;7:{n}1–{n}9.\n" for n, title in enumerate(TITLES, start=1)
)
# Ends itself without a word, as kill -9 does, at the n-th time that something is about to be opened, moved or removed
# in the folder of the test; it says how often that is where it is never.
STOPS = """
import os, signal, sys
folder, last, seen = sys.argv.pop(1), int(sys.argv.pop(1)), 0

def stop(event, arguments):
    global seen
    if event in ("open", "os.rename", "os.remove", "os.chmod", "sqlite3.connect", "tempfile.mkstemp", "os.link"):
        if any(isinstance(a, (str, os.PathLike)) and os.fspath(a).startswith(folder) for a in arguments):
            seen += 1
            if seen == last:
                os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(stop)
from ivigref.cli import main
try:
    main()
finally:
    print("seen", seen, file=sys.stderr)
"""


def command(*arguments: str, stdin: int | None = None) -> subprocess.Popen[str]:
    """Start a Python process that has the package, and that a signal reaches even where the shell behind pytest ignores it."""
    environment = {**os.environ, "PYTHONPATH": str(Path(ivigref.__file__).parents[1])}
    return subprocess.Popen(  # noqa: S603  (our own code)
        [sys.executable, *arguments],
        env=environment,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509  (no thread of ours holds a lock)
    )


def live(folder: Path, server: RegistryServer, verb: str = "check", *more: str) -> list[str]:
    """Return a command that asks the server about the list in a folder."""
    (folder / "list.txt").write_text(LIST, encoding="utf-8")
    asked = ["--crossref-url", server.crossref_url, "--pubmed-url", server.pubmed_url, "--cache", str(folder / "kept")]
    return ["-m", "ivigref", verb, str(folder / "list.txt"), "--live", *asked, *more]


def is_sound(folder: Path) -> bool:
    """Tell whether the cache is whole, where there is one."""
    with closing(sqlite3.connect(folder / "kept" / "answers.sqlite")) as db:
        return bool(db.execute("PRAGMA integrity_check").fetchone() == ("ok",))


HELLO = (
    '{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}, "processId": null, "rootUri":'
    ' null, "protocolVersion": "2025-06-18", "clientInfo": {"name": "test", "version": "1"}}}'
)


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["lsp", "mcp"])
def test_ctrl_c_ends_a_server_that_waits_for_its_client(verb: str) -> None:
    """Standard input is still open, and a thread reads it; the exit code is that of the house, without a word."""
    head = f"Content-Length: {len(HELLO)}\r\n\r\n" if verb == "lsp" else ""
    with command("-m", "ivigref", verb, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(f"{head}{HELLO}\n")
        process.stdin.flush()
        assert process.stdout.read(1) != ""
        process.send_signal(signal.SIGINT)
        try:
            assert process.wait(timeout=60) == 130
        finally:
            process.kill()
        assert process.stderr.read() == ""


def test_ctrl_c_waits_for_nobody(registry_server: Serve, tmp_path: Path) -> None:
    """The servers are silent for minutes, and have been asked; the process ends before they say anything."""
    server = registry_server(WORKS, (), [Fault("no answer", seconds=600)])
    process = command(*live(tmp_path, server))
    while server.account.count() < 1:
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert out == ""
    assert "Traceback" not in err


@pytest.mark.slow
@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("answers", range(1, COUNT + 1, 2))
def test_a_live_run_that_is_stopped_goes_on(
    registry_server: Serve, tmp_path: Path, way: signal.Signals, answers: int
) -> None:
    """After so many answers, whichever; nothing that was under way counts as "no such work"."""
    server = registry_server(WORKS)
    process = command(*live(tmp_path, server))
    server.on_answer = lambda: process.send_signal(way) if server.account.count() == answers else None
    process.communicate(timeout=60)
    assert process.returncode in {130, -signal.SIGKILL}
    server.on_answer = lambda: None
    before = server.account.count()
    again = command(*live(tmp_path, server, "check", "--format", "jsonl"))
    out, err = again.communicate(timeout=60)
    assert is_sound(tmp_path)
    assert (again.returncode, out) == (0, ""), err  # no finding of any kind
    assert server.account.count() - before <= COUNT * 4 - answers + 3


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["export", "report"])
def test_an_output_is_the_old_or_the_new_whenever_it_is_killed(tmp_path: Path, verb: str) -> None:
    """At each moment at which something is opened, moved or removed beside it."""
    (tmp_path / "list.txt").write_text(LIST, encoding="utf-8")
    output = tmp_path / ("out.ris" if verb == "export" else "out.html")
    more = ["--to", "ris"] if verb == "export" else []
    arguments = [verb, str(tmp_path / "list.txt"), *more, "-o", str(output)]

    def run(moment: int) -> tuple[int, str]:
        process = command("-c", STOPS, str(tmp_path), str(moment), *arguments)
        _, err = process.communicate(timeout=120)
        return process.returncode, err

    code, err = run(0)
    assert code == 0, err
    moments = int(err.rsplit("seen ", 1)[1])
    assert moments >= 3  # the list, the new file, its move
    new = output.read_bytes()
    old = new.replace(TITLES[0].encode(), b"An older title")
    for moment in range(1, moments + 1):
        output.write_bytes(old)
        code, err = run(moment)
        assert code == -signal.SIGKILL, err
        assert output.read_bytes() in {old, new}
    assert run(0)[0] == 0
    assert output.read_bytes() == new


@pytest.mark.slow
def test_two_at_once_on_one_cache_ask_once_and_agree(registry_server: Serve, tmp_path: Path) -> None:
    """Both are answered, nothing is damaged, and a third asks nobody."""
    server = registry_server(WORKS)
    processes = [command(*live(tmp_path, server, "check", "--format", "jsonl")) for _ in range(2)]
    first, second = (process.communicate(timeout=60) for process in processes)
    assert first == second
    assert [process.returncode for process in processes] == [0, 0]
    asked = server.account.count()
    third = command(*live(tmp_path, server, "check", "--format", "jsonl"))
    assert third.communicate(timeout=60)[0] == first[0]
    assert server.account.count() == asked
    assert is_sound(tmp_path)
