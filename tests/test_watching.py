"""check --watch: a real process that is started, whose files are changed as people and editors do, and that is ended."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import ivigref
from ivigref.cli.watching import _folders, _seen
from ivigref.errors import MissingExtra
from tests.test_cli import run

PATIENCE = 90.0  # seconds: an end to waiting, however busy the machine is
READY = "watching for changes; Ctrl-C ends"
ENTRY = """@article{krug12,
  author  = {Krug, P. and Boyer, O. and Balzamo, E. and Sidi, D. and Lehnert, A. and Niaudet, P.},
  title   = {Nephrotic syndrome in {Kawasaki} disease: a report of three cases},
  journal = {Pediatric Nephrology},
  year    = 2012,
  volume  = VOLUME,
  number  = 9,
  pages   = {1547--1550},
}
"""
RIGHT, WRONG = ENTRY.replace("VOLUME", "27"), ENTRY.replace("VOLUME", "28")


class Watching:
    """A process that watches, and what it says line by line."""

    def __init__(self, folder: Path, *arguments: str, output: Path | None = None) -> None:
        self.folder = folder
        self._output = output or folder.parent / "output"
        environment = {**os.environ, "PYTHONPATH": str(Path(ivigref.__file__).parents[1])}
        with self._output.open("wb") as file:
            self.process = subprocess.Popen(  # noqa: S603  (our own code)
                [sys.executable, "-m", "ivigref", "check", *arguments, "--watch"],
                cwd=folder,
                env=environment,
                stdout=file,
                stderr=subprocess.PIPE,
                text=True,
                preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509  (no thread of ours holds a lock)
            )
        self._lines: queue.Queue[str] = queue.Queue()
        self.said: list[str] = []
        self._length = 0
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        with self.process.stderr as lines:
            for line in lines:
                self._lines.put(line.rstrip("\n"))

    def shown(self) -> str:
        """Return what the next run shows, once it is over."""
        while True:
            self.said.append(self._lines.get(timeout=PATIENCE))
            if self.said[-1].endswith(READY):
                before, self._length = self._length, self._output.stat().st_size
                return self._output.read_bytes()[before:].decode()

    def end(self) -> int:
        """Press Ctrl-C, and return the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=PATIENCE)

    def kill(self) -> None:
        """End it, whatever it does."""
        self.process.kill()
        self.process.wait(timeout=PATIENCE)
        self._listener.join(timeout=PATIENCE)


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Callable[..., Watching]]:
    """Start processes in a folder with a wrong entry, and end those that a test leaves."""
    started: list[Watching] = []
    folder = tmp_path / "paper"
    folder.mkdir()
    (folder / "refs.bib").write_text(WRONG, encoding="utf-8")

    def start(*arguments: str, **given: Any) -> Watching:  # noqa: ANN401  (of Watching)
        started.append(Watching(folder, *arguments, **given))
        return started[-1]

    yield start
    for one in started:
        one.kill()


@pytest.mark.slow
def test_a_file_is_checked_again_however_it_changes(watch: Callable[..., Watching]) -> None:
    """Written over, replaced by a rename as editors do, broken, deleted, and there again; it ends as the last run did."""
    watching = watch("refs.bib")
    file = watching.folder / "refs.bib"
    assert "printed 28, recorded 27" in watching.shown()
    file.write_text(RIGHT, encoding="utf-8")
    assert "no findings" in watching.shown()
    (watching.folder / ".refs.bib.swp").write_text(WRONG, encoding="utf-8")
    (watching.folder / ".refs.bib.swp").replace(file)
    assert "printed 28, recorded 27" in watching.shown()
    file.write_bytes(b"\0\1\2")
    assert watching.shown() == ""
    file.unlink()
    assert watching.shown() == ""
    assert watching.said[-2] == "ivigref: refs.bib: there is no such file"
    file.write_text(WRONG, encoding="utf-8")
    assert "printed 28, recorded 27" in watching.shown()
    assert watching.end() == 1
    assert "Traceback" not in "\n".join(watching.said)


@pytest.mark.slow
def test_changes_of_one_moment_are_one_run(watch: Callable[..., Watching], tmp_path: Path) -> None:
    """Twenty of them while the process is stopped; and what goes into the folder by its own hand is no change."""
    folder = tmp_path / "paper"
    watching = watch(".", "--format", "github", output=folder / "shown.txt")
    watching.shown()
    os.kill(watching.process.pid, signal.SIGSTOP)
    for number in range(20):
        (folder / f"{number}.bib").write_text(WRONG, encoding="utf-8")
    (folder / "refs.bib").write_text(RIGHT, encoding="utf-8")
    os.kill(watching.process.pid, signal.SIGCONT)
    shown = watching.shown()
    assert [number for number in range(20) if f"/{number}.bib,line=" not in shown] == []
    (folder / "new").mkdir()
    (folder / "new" / "inner.bib").write_text(WRONG, encoding="utf-8")
    while "/new/inner.bib,line=" not in watching.shown():
        pass
    assert watching.end() == 1
    assert sum(line.endswith("changed") for line in watching.said) <= 3  # the folder, and what is in it


@pytest.mark.slow
def test_a_manuscript_is_checked_again_when_its_bibliography_changes(
    watch: Callable[..., Watching], tmp_path: Path
) -> None:
    """And when the project's settings do."""
    (tmp_path / "paper" / "paper.tex").write_text(r"Skin~\cite{krug12}. \bibliography{refs}", encoding="utf-8")
    watching = watch("paper.tex")
    assert "printed 28, recorded 27" in watching.shown()
    (watching.folder / "refs.bib").write_text(RIGHT, encoding="utf-8")
    assert "no findings" in watching.shown()
    (watching.folder / "refs.bib").write_text(WRONG, encoding="utf-8")
    assert "printed 28, recorded 27" in watching.shown()
    (watching.folder / "ivigref.toml").write_text('ignore = [{check = "volume-differs", reason = "looked up"}]')
    assert "printed 28" not in watching.shown()
    assert watching.end() == 0


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such a name")
def test_a_file_whose_name_is_no_text_ends_nothing(watch: Callable[..., Watching]) -> None:
    """It is checked when it changes, as any other is, and so are the others afterwards."""
    watching = watch(".")
    watching.shown()
    strange = watching.folder / os.fsdecode(b"na\xffme.bib")
    for file, text, wrong in (strange, RIGHT, 1), (strange, WRONG, 2), (watching.folder / "refs.bib", RIGHT, 1):
        file.write_text(text, encoding="utf-8")
        while "me.bib" not in (shown := watching.shown()):
            pass
        assert shown.count("printed 28, recorded 27") == wrong
    assert watching.end() == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "--watch waits for changes of files: name them"),
        (("-",), "--watch waits for changes of files: name them"),
        (("refs.bib", "--fix"), "--watch shows what is found, and takes no option that writes"),
        (("refs.bib", "--suggest", "-o", "x.docx"), "--watch shows what is found, and takes no option that writes"),
        (("lost.bib",), "lost.bib: there is no such file"),
        (("refs.bib",), str(MissingExtra("watch"))),
    ],
)
def test_what_cannot_be_watched_is_refused(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    said: str,
) -> None:
    """Before anything is read; the last one where the extra is not installed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("ivigref.cli.options.is_piped", lambda: False)
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    Path("refs.bib").write_text(WRONG, encoding="utf-8")
    assert run(("check", *arguments, "--watch"), monkeypatch, capsys) == (2, "", f"ivigref: {said}\n")


def test_what_a_run_writes_is_not_watched(tmp_path: Path) -> None:
    """Answers that are cached in a folder that is watched; a folder that is gone is waited for in the one above it."""
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "answers.sqlite").write_bytes(b"x")
    (tmp_path / "a.bib").write_text(RIGHT, encoding="utf-8")
    seen = _seen([str(tmp_path)], tmp_path / "kept")
    assert [path.name for path in seen if path.is_relative_to(tmp_path)] == ["a.bib"]
    assert _folders([str(tmp_path / "gone" / "far" / "a.bib")]) == {tmp_path}
