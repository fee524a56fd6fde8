"""What the command says of its own set-up, and what it says once."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ivigref import cli
from ivigref.cli import asking, caches, doctor
from ivigref.errors import command
from tests.server import RegistryServer


def run(arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Run the command, and return its exit code and what it printed."""
    monkeypatch.setattr("sys.argv", ["ivigref", *arguments])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    return int(stopped.value.code or 0), capsys.readouterr().out


def test_doctor_tells_who_answers(
    registry_server: Callable[..., RegistryServer], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty registry answers, too: it was asked, and it said what it knows."""
    server = registry_server()
    addresses = ["--crossref-url", server.crossref_url, "--pubmed-url", server.pubmed_url]
    code, out = run(["doctor", *addresses], monkeypatch, capsys)
    assert code == 0
    assert "crossref   answers" in out
    assert "pubmed     answers" in out


def test_doctor_tells_who_does_not_answer(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody listens at port 9 of this machine: the exit code is that of silence."""
    monkeypatch.setattr("time.sleep", lambda _: None)
    addresses = ["--crossref-url", "http://127.0.0.1:9", "--pubmed-url", "http://127.0.0.1:9"]
    code, out = run(["doctor", *addresses], monkeypatch, capsys)
    assert code == 3
    assert "answers" not in out
    assert re.search(r"crossref   (?!crossref:)\w.*\n  pubmed     (?!pubmed:)\w", out)  # each name once


def test_doctor_names_cache_and_extras(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is missing is named with the command that installs it; offline, nobody is asked."""
    needs = ["rich>=14", 'jinja2>=3; extra == "index"', "nosuch>=1; extra=='batch'"]
    monkeypatch.setattr("importlib.metadata.requires", lambda _: needs)
    (tmp_path / "answers").write_bytes(b"x" * 2_000_000)
    code, out = run(["doctor", "--offline", "--cache", str(tmp_path)], monkeypatch, capsys)
    assert code == 0
    assert "index      installed" in out
    assert f"batch      missing nosuch: {command('batch')}" in out
    assert f"{tmp_path} (2.0 MB)" in out
    assert "not asked" in out


def test_doctor_says_what_is_wrong_with_a_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a run would say it, with nothing made or mended."""
    (tmp_path / "answers.sqlite").write_text("no database" * 100)
    code, out = run(["doctor", "--offline", "--cache", str(tmp_path)], monkeypatch, capsys)
    assert code == 0
    assert f"{tmp_path}: answers.sqlite cannot be used: file is not a database" in out
    _, out = run(["doctor", "--offline", "--cache", str(tmp_path / "answers.sqlite")], monkeypatch, capsys)
    assert "expected a folder, found a file" in out
    _, out = run(["doctor", "--offline", "--cache", str(tmp_path / "none")], monkeypatch, capsys)
    assert "cannot be used" not in out
    assert not (tmp_path / "none").exists()


def test_doctor_names_the_place_of_answers_that_nobody_looks_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """They were kept among the settings before; what the user names is not held against it."""
    monkeypatch.setattr(doctor, "former_cache_folder", lambda: tmp_path / "settings")
    monkeypatch.setattr(doctor, "cache_folder", lambda: tmp_path / "cache")
    _, out = run(["doctor", "--offline"], monkeypatch, capsys)
    assert "an earlier ivigref" not in out
    (tmp_path / "settings").mkdir()
    (tmp_path / "settings" / "answers.sqlite").write_bytes(b"x" * 1_000_000)
    _, out = run(["doctor", "--offline"], monkeypatch, capsys)
    assert (
        f"{tmp_path / 'settings'} (1.0 MB): left by an earlier ivigref, not used; delete it, or name it with --cache"
        in out
    )
    _, out = run(["doctor", "--offline", "--cache", str(tmp_path)], monkeypatch, capsys)
    assert "an earlier ivigref" not in out


@pytest.mark.parametrize(
    ("platform", "variable", "value", "ending"),
    [
        ("linux", "XDG_CACHE_HOME", None, "home/.cache/ivigref"),
        ("linux", "XDG_CACHE_HOME", "/elsewhere", "/elsewhere/ivigref"),
        ("linux", "XDG_CACHE_HOME", "", "home/.cache/ivigref"),
        ("linux", "XDG_CACHE_HOME", "not/whole", "home/.cache/ivigref"),  # XDG: relative paths are to be ignored
        ("darwin", "XDG_CACHE_HOME", "/elsewhere", "home/Library/Caches/ivigref"),
        ("win32", "LOCALAPPDATA", None, "home/AppData/Local/ivigref/Cache"),
    ],
)
def test_answers_are_kept_where_caches_are(
    monkeypatch: pytest.MonkeyPatch, platform: str, variable: str, value: str | None, ending: str
) -> None:
    """Not among the settings, which are backed up and carried about."""
    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.setattr(Path, "home", lambda: Path("/home"))
    monkeypatch.delenv(variable, raising=False)
    if value is not None:
        monkeypatch.setenv(variable, value)
    assert caches.cache_folder().as_posix().removeprefix("/") == ending.removeprefix("/")


def test_live_is_explained_once_and_only_at_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A pipe is told nothing; a person is told the first time."""
    monkeypatch.setattr(asking, "cache_folder", lambda: tmp_path / "new")
    asking.welcome()
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    asking.welcome()
    asking.welcome()
    assert capsys.readouterr().err.count("--live queries Crossref and PubMed") == 1


def test_the_shell_completes_verbs() -> None:
    """Completion is there for whoever installs it with --install-completion."""
    environment = {
        "_IVIGREF_COMPLETE": "complete_zsh",
        "_TYPER_COMPLETE_ARGS": "ivigref re",
        "PYTHONPATH": ":".join(sys.path),
    }
    done = subprocess.run(
        [sys.executable, "-m", "ivigref"], capture_output=True, text=True, check=False, env=environment
    )
    assert "resolve" in done.stdout
    assert "report" in done.stdout
