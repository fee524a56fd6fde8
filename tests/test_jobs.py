"""check --jobs: as one process would print it, whatever happens to one of several."""

from __future__ import annotations

import os
import signal
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
import typer

from ivigref.cli.each import alone, each
from ivigref.cli.jobs import in_processes
from ivigref.cli.judging import VERBS, Judged
from ivigref.data import references_text
from ivigref.errors import StorageError
from tests.test_cli import run
from tests.test_interrupted import command
from tests.test_watching import RIGHT, WRONG

PATIENCE = 60.0  # seconds: an end to waiting, however busy the machine is


@each
def acting(file: str, *, folder: str, among: list[Any] | None = None) -> None:
    """Stand for a verb: a document says what happens while it is judged."""
    place = Path(folder)
    (place / f"{file}.begun").touch()
    if file == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    if file == "full":
        raise StorageError("is full", place="disk")
    if file == "broken":
        raise ZeroDivisionError("x")
    if file == "waits":  # for as many as may be judged before its own result is printed
        ends = time.monotonic() + PATIENCE
        while len(list(place.glob("*.begun"))) < 4 and time.monotonic() < ends:
            time.sleep(0.01)
        typer.echo(f"{len(list(place.glob('*.begun')))} begun")
    typer.echo(file)
    typer.echo(f"said {file}", err=True)
    if among is not None:
        among.append(file)
    raise typer.Exit(1)


def results(capsys: pytest.CaptureFixture[str], folder: Path, *files: str) -> tuple[list[Judged], str, str]:
    """Judge documents in two processes, and return what came of them with what was printed."""
    found = list(in_processes(VERBS["acting"], files, {"folder": str(folder)}, 2))
    return found, *capsys.readouterr()


@pytest.mark.slow
def test_a_process_that_dies_takes_one_document_with_it(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Killed, as for want of memory; a fault of ours, and one of the disk, which stops all: each in its place."""
    found, out, err = results(capsys, tmp_path, "a", "dies", "b", "broken", "dies", "c", "full")
    assert [result.code for result in found] == [1, 70, 1, 70, 70, 1, 74]
    assert [result.gathered for result in found] == [("a",), (), ("b",), (), (), ("c",), ()]
    assert found[-1].stops == "disk: is full"
    assert out == "a\nb\nc\n"
    lines = err.splitlines()
    assert lines[:3] == ["said a", "ivigref: not checked: dies: its process ended without a word", "said b"]
    assert lines[3].startswith("ivigref: internal error (ZeroDivisionError: x): please file an issue")
    assert lines[4:] == ["ivigref: not checked: dies: its process ended without a word", "said c"]


@pytest.mark.slow
def test_no_more_is_judged_than_what_may_wait(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Two for each process, behind one that takes long: so much memory is needed, however many documents there are."""
    found, out, _ = results(capsys, tmp_path, "waits", *map(str, range(30)))
    assert len(found) == 31
    assert out.splitlines()[:3] == ["4 begun", "waits", "0"]


@pytest.mark.slow
@pytest.mark.parametrize("more", [(), ("--format", "csv"), ("--format", "github", "--notes"), ("--quiet",)])
def test_what_is_printed_is_what_one_process_prints(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, more: tuple[str, ...]
) -> None:
    """Byte by byte, with the exit code: files, a folder, an archive, and what cannot be read of them."""
    monkeypatch.chdir(tmp_path)
    Path("lists").mkdir()
    for number in range(6):
        Path("lists", f"{number}.bib").write_text(WRONG if number % 2 else RIGHT, encoding="utf-8")
    Path("lists", "broken.docx").write_bytes(b"PK\x03\x04 no package")
    Path("57.txt").write_text(references_text(), encoding="utf-8")
    with zipfile.ZipFile("more.zip", "w") as archive:
        archive.writestr("a.bib", WRONG)
    files = ("57.txt", "lists", "lost.bib", "more.zip")
    one = run(("check", *files, *more), monkeypatch, capsys)
    assert one[0] == 2
    assert one[1].count("28") >= 4
    assert run(("check", *files, *more, "--jobs", "3"), monkeypatch, capsys) == one


@pytest.mark.slow
def test_ctrl_c_ends_all_processes(tmp_path: Path) -> None:
    """With the exit code of the house, not a word, and nobody left who works on."""
    for number in range(200):
        (tmp_path / f"{number}.bib").write_text(WRONG, encoding="utf-8")
    process = command("-m", "ivigref", "check", str(tmp_path), "--jobs", "2")
    assert process.stdout is not None
    assert process.stdout.readline().startswith("krug12")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (130, "")


def test_one_process_asks_and_writes() -> None:
    """Registries have one pace, and a file that is named twice is corrected once."""
    assert alone({"live": False, "registries": None, "offline": False, "fix": None}) is None
    assert alone({"live": False, "registries": "crossref", "offline": False}) == alone({"live": True})
    assert alone({"live": True, "offline": True}) is None
    assert alone({"fix": "all"}) == "one process writes the files"


def test_it_is_said_that_one_process_does_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """An option without effect is no secret."""
    for name in ("a.bib", "b.bib"):
        (tmp_path / name).write_text(WRONG, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    code, _, err = run(("check", "a.bib", "b.bib", "--fix", "--jobs", "2"), monkeypatch, capsys)
    assert code == 1
    assert err.splitlines()[0] == "ivigref: --jobs is not used: one process writes the files"
    assert [Path(name).read_text(encoding="utf-8").count("27,") for name in ("a.bib", "b.bib")] == [1, 1]
