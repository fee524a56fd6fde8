"""The settings of a project: which hold, what has precedence, and what is refused."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from ivigref.data import read_text
from ivigref.settings import SETTINGS, find_settings
from tests import test_cli
from tests.server import RegistryServer, work

Run = Callable[..., tuple[int, str, str]]
TABLE = """
mailto = "me@example.org"
registries = ["crossref"]
style = "apa"
profile = "apa"
fail-on = "retracted"
ignore = [{check = "title-garbled", reference = 14, reason = "as printed", file = "*.txt"}]
"""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Return a function that runs the command in a folder of its own, with COLUMNS 200."""
    (tmp_path / "list.txt").write_text(read_text("references.txt"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("IVIGREF_MAILTO", "")
    monkeypatch.delenv("IVIGREF_MAILTO")

    return lambda *arguments: test_cli.run(arguments, monkeypatch, capsys)


@pytest.mark.parametrize("file", ["ivigref.toml", "pyproject.toml"])
@pytest.mark.parametrize("where", [".", ".."])
def test_each_setting_is_a_default(run: Run, tmp_path: Path, file: str, where: str) -> None:
    """In this folder or one above, in either file: what counts as a failure, the style, what is silenced."""
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "list.txt").write_bytes((tmp_path / "list.txt").read_bytes())
    os.chdir(inner)
    head = "" if file == "ivigref.toml" else "[tool.ivigref]"
    (inner / where / file).write_text(head + TABLE, encoding="utf-8")
    code, out, err = run("check", "list.txt")
    assert (code, "1 silenced" in out, "rules of APA 7" in out) == (0, True, True), err
    assert run("format", "list.txt")[1].startswith("1. Bruton, O. C. (1952).")
    _, out, _ = run("config")
    assert [line.partition(":")[0] for line in out.splitlines()] == list(SETTINGS)
    assert "not set" not in out


@pytest.mark.parametrize(
    "text",
    [
        "[tool.ivigref]\nstyle = 'apa'",
        "[ tool . \"ivigref\" ]\nstyle = 'apa'",
        "['tool'.ivigref]\nstyle = 'apa'",
        "[tool]\nother = 1\nivigref.style = 'apa'",
        " [ 'tool' ]\nivigref = {style = 'apa'}",
        "tool.ivigref.style = 'apa'",
        "\"tool\" . 'ivigref'.style = 'apa'",
        "tool = {ivigref = {style = 'apa'}}",
        "[\"t\\u006fol\".ivigref]\nstyle = 'apa'",
    ],
)
def test_our_table_is_found_however_it_is_written(tmp_path: Path, text: str) -> None:
    """A file that programs share is read as TOML where it may have a table of ours."""
    (tmp_path / "pyproject.toml").write_text(f"[project]\nname = 'x'\n{text}" if text[0] in " [" else text)
    found = find_settings(tmp_path)
    assert found is not None
    assert found.table == {"style": "apa"}


@pytest.mark.parametrize(
    "text", ["[project]\nname = 'ivigref'\n[project.scripts]\nivigref = 'x'", "[tool.x]\na = ['ivigref']", "a = "]
)
def test_a_shared_file_without_our_table_has_no_settings(tmp_path: Path, text: str) -> None:
    """Whatever else it says of us, and whether others can read it or not."""
    (tmp_path / "pyproject.toml").write_text(text)
    assert find_settings(tmp_path) is None


def test_an_option_has_precedence(run: Run, tmp_path: Path) -> None:
    """What is typed is meant."""
    (tmp_path / "ivigref.toml").write_text(TABLE, encoding="utf-8")
    assert run("check", "list.txt", "--fail-on", "warning")[0] == 1
    assert run("format", "list.txt", "--style", "vancouver")[1].startswith("1. Bruton OC. ")


def test_a_variable_has_precedence(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in other programs, and config shows it."""
    (tmp_path / "ivigref.toml").write_text(TABLE, encoding="utf-8")
    monkeypatch.setenv("IVIGREF_MAILTO", "you@example.org")
    assert "mailto: you@example.org, from IVIGREF_MAILTO" in run("config")[1]


def test_settings_are_read_once(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command asks for them several times, a check of several files more often; what has changed is read again."""
    read: list[str] = []
    loads = tomllib.loads

    def load(text: str) -> dict[str, object]:
        read.append(text)
        return loads(text)

    monkeypatch.setattr("tomllib.loads", load)
    (tmp_path / "other.txt").write_bytes((tmp_path / "list.txt").read_bytes())
    settings = tmp_path / "ivigref.toml"
    settings.write_text(TABLE, encoding="utf-8")
    run("check", "list.txt", "other.txt", "--quiet")
    assert read == [TABLE]
    settings.write_text('style = "vancouver"\n', encoding="utf-8")
    assert run("format", "list.txt")[1].startswith("1. Bruton OC. ")
    assert len(read) == 2


def test_a_silence_of_other_files_is_not_for_this(run: Run, tmp_path: Path) -> None:
    """It names the files by a pattern."""
    (tmp_path / "ivigref.toml").write_text(TABLE.replace("*.txt", "other/*.txt"), encoding="utf-8")
    assert "silenced" not in run("check", "list.txt")[1]


def test_registries_of_the_settings_are_asked_with_live_alone(
    run: Run, tmp_path: Path, registry_server: Callable[..., RegistryServer]
) -> None:
    """Nobody is asked because a file of settings says whom; with --live nobody else is."""
    (tmp_path / "ivigref.toml").write_text('registries = "crossref"\nmailto = "me@example.org"', encoding="utf-8")
    server = registry_server([work("10.5555/a", "A long way to a certain answer about an invented matter", year=2003)])
    urls = ("--crossref-url", server.crossref_url, "--pubmed-url", server.pubmed_url, "--cache", "cache")
    (tmp_path / "list.txt").write_text(
        "1. Doe J. A long way to a certain answer about an invented matter. J Ideas. 2003;7:1.\n"
    )
    run("check", "list.txt", *urls)
    assert server.account.targets == []
    run("check", "list.txt", "--live", *urls)
    assert server.account.targets
    assert not [target for target in server.account.targets if "/works" not in target]
    assert [agent for agent in server.account.agents if "mailto:me@example.org" not in agent] == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "registry = 'crossref'",
            "expected one of mailto, registries, style, profile, fail-on, ignore, found 'registry'",
        ),
        ("style = 3", "style: expected a text, found 3"),
        ("mailto = ['a', 3]", "mailto: expected a text"),
        ("ignore = 3", "ignore: expected a list of tables"),
        ("ignore = [{check = 'year-differs', reason = 'x', place = 'y'}]", "found 'place'"),
        ("style = ", "expected TOML"),
    ],
)
def test_what_is_no_setting_is_refused(run: Run, tmp_path: Path, text: str, says: str) -> None:
    """With the file, what is expected, and what is there."""
    (tmp_path / "ivigref.toml").write_text(text, encoding="utf-8")
    code, _, err = run("check", "list.txt")
    assert code == 2
    assert "ivigref.toml" in err
    assert says in err


def test_without_settings_config_says_where_they_would_be(run: Run) -> None:
    """And names each."""
    code, out, _ = run("config")
    assert code == 0
    assert all(f"{name}: not set" in out for name in SETTINGS)
