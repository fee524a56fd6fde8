"""What the command says of its own set-up, and what it says once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ivigref import cli
from ivigref.cli import options
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


def test_live_is_explained_once_and_only_at_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A pipe is told nothing; a person is told the first time."""
    monkeypatch.setattr(options, "cache_folder", lambda: tmp_path / "new")
    options.welcome()
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    options.welcome()
    options.welcome()
    assert capsys.readouterr().err.count("--live asks Crossref and PubMed") == 1


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
