"""The verbs for big lists, as a shell sees them."""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import dumps
from ivigref import cli
from ivigref.cli import bulk
from ivigref.errors import MissingExtra
from ivigref.registries.local.words import is_installed
from tests.server import work

WORKS = [
    work("10.5555/one", "A long way to a certain answer", authors=[("Doe", "Jane")], year=2003, volume="8", page="1-9")
]


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Return `ivigref …` in a folder with a small dump: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    Path("0.json.gz").write_bytes(gzip.compress(json.dumps({"items": [*WORKS, {}]}).encode()))
    Path("list.txt").write_text("1. Doe J. A long way to a certain answer. J Ideas. 2003;7:1–9.\n", encoding="utf-8")

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["ivigref", *arguments])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        said = capsys.readouterr()
        return int(stopped.value.code or 0), said.out, said.err

    return run


def test_build_info_verify_check(run: Callable[..., tuple[int, str, str]]) -> None:
    """An index is built, described, verified, and then checks a list without a network."""
    code, out, err = run("index", "build", "own", "--crossref", "0.json.gz", "--workers", "1")
    assert code == 0
    assert err.startswith("crossref: sorting and counting keys\n")
    assert "crossref: 1 work read" in out
    assert "rejected: 1 × no DOI" in out
    code, out, err = run("index", "build", "own", "--crossref", "0.json.gz", "--workers", "1")
    assert (code, err) == (0, "")
    assert out.startswith("crossref: nothing new\ncrossref: 1 work from 1 file")
    code, out, _ = run("index", "info", "own", "--json")
    assert (code, json.loads(out)[0]["works"]) == (0, 1)
    assert run("index", "verify", "own") == (0, "", "own: sound\n")
    code, out, _ = run("check", "list.txt", "--registry", "own", "--format", "json")
    report = json.loads(out)
    assert (code, report["citations"][0]["doi"]) == (1, "10.5555/one")
    assert [r["name"] for r in report["registries"]] == ["local-crossref", "recorded"]
    [alarm] = [f for f in report["citations"][0]["findings"] if f["severity"] != "note"]
    assert (alarm["check"], alarm["source"]["address"]) == ("volume-differs", "0.json.gz")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("index", "build", "own"), 2, "expected a dump"),
        (("index", "build", "own", "--pubmed", "nowhere"), 2, "no such file"),
        (("index", "build", "list.txt", "--crossref", "0.json.gz"), 2, "list.txt: expected a folder for the index"),
        (("index", "build", "list.txt/own", "--crossref", "0.json.gz"), 2, "expected a folder for the index"),
        (("index", "info", "list.txt"), 2, "list.txt: expected the folder of an index, found a file"),
        (("index", "info", "no where"), 2, "build one with: ivigref index build 'no where' --crossref DUMP"),
        (("index", "info", "nowhere"), 2, "there is no index here"),
        (("index", "verify", "nowhere"), 2, "there is no index here"),
        (("check", "list.txt", "--registry", "nowhere"), 2, "there is no index here"),
    ],
)
def test_what_cannot_be_done_is_said(
    run: Callable[..., tuple[int, str, str]], arguments: tuple[str, ...], code: int, message: str
) -> None:
    """One line on stderr, and the exit code of bad usage."""
    found, out, err = run(*arguments)
    assert (found, out) == (code, "")
    assert message in err
    assert err.count("\n") == 1


def test_a_damaged_index_is_not_the_lists_fault(run: Callable[..., tuple[int, str, str]]) -> None:
    """A failing disk has an exit code of its own: mending the list would not help."""
    run("index", "build", "own", "--crossref", "0.json.gz", "--workers", "1")
    Path("own/crossref.sqlite").write_bytes(b"no database" * 100)
    code, out, err = run("check", "list.txt", "--registry", "own")
    assert (code, out) == (74, "")
    assert err == "ivigref: own/crossref.sqlite: expected an index: file is not a database\n"


@pytest.mark.skipif(not is_installed(), reason="needs tantivy, which the extra index brings")
@pytest.mark.parametrize(
    "verb", [("check", "list.txt"), ("batch", "list.jsonl", "-o", "results")], ids=["check", "batch"]
)
def test_a_search_for_words_that_cannot_be_used_is_said_once(
    run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch, verb: tuple[str, ...]
) -> None:
    """An index of two registries, built elsewhere and asked without tantivy, finds less: that is no secret."""
    if verb[0] == "batch":
        pytest.importorskip("pyarrow", reason="needs the extra batch")
    Path("list.jsonl").write_text(json.dumps({"text": "1. Doe J. A long way. J Ideas. 2003;7:1–9."}), encoding="utf-8")
    Path("n1.xml.gz").write_bytes(gzip.compress(dumps.pubmed_file("")))
    run("index", "build", "own", "--crossref", "0.json.gz", "--pubmed", "n1.xml.gz", "--workers", "1")
    said = f"own: word search is not used: {MissingExtra('index')}\n"
    assert said not in run(*verb, "--registry", "own")[2]
    monkeypatch.setattr("ivigref.registries.local.registry.is_installed", lambda: False)
    assert run(*verb, "--registry", "own")[2].count(said) == 1


@pytest.mark.parametrize(
    ("arguments", "extra", "package"),
    [
        (("batch", "list.jsonl", "-o", "results"), "batch", "pyarrow"),
        (("index", "build", "own", "--crossref", "0.json.gz", "--words"), "index", "tantivy"),
    ],
)
def test_a_missing_extra_is_said_with_the_command_that_brings_it(
    run: Callable[..., tuple[int, str, str]],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    extra: str,
    package: str,
) -> None:
    """Before anything is done; each extra of the table has a verb that needs it."""
    Path("list.jsonl").write_text(json.dumps({"text": "1. Doe J. A long way. J Ideas. 2003;7:1–9."}), encoding="utf-8")
    for loaded in [name for name in sys.modules if name.startswith("ivigref.batch")]:
        monkeypatch.delitem(sys.modules, loaded)
    monkeypatch.setitem(sys.modules, package, None)
    assert run(*arguments) == (2, "", f"ivigref: {MissingExtra(extra)}\n")
    assert not Path("own").exists()
    assert not Path("results").exists()


def test_a_file_that_cannot_be_read_shows_in_the_exit_code(run: Callable[..., tuple[int, str, str]]) -> None:
    """The index is there, and the shell is told that it is not complete."""
    data = Path("0.json.gz").read_bytes()
    Path("1.json.gz").write_bytes(data[:-9])
    code, out, _ = run("index", "build", "own", "--crossref", ".", "--workers", "1", "--no-words")
    assert code == 1
    assert "left out: 1.json.gz: the file is cut off" in out


SHOWN = [
    (0, 0, "copying"),
    (0, 200, "reading"),
    (50, 200, "9 works"),
    (0, 0, "sorting"),
    (0, 0, "counting"),
    (0, 36, "words"),
    (9, 36, "words"),
]


def test_a_log_shows_how_far_a_build_is(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Under cron or nohup: a line when a stage begins, and every half minute how much is done and how long it takes."""
    clock = iter([0, 0, 1, 41, 50, 51, 60, 100])
    monkeypatch.setattr(bulk, "monotonic", lambda: next(clock))
    with bulk._bar("crossref") as show:  # noqa: SLF001  (what the verb shows)
        for one in SHOWN:
            show(*one)
    assert capsys.readouterr().err.splitlines() == [
        "crossref: copying",
        "crossref: reading",
        "crossref: 9 works, 25%, 0:02:00 left",
        "crossref: sorting",
        "crossref: counting",
        "crossref: words",
        "crossref: words, 25%, 0:02:00 left",
    ]


def test_a_terminal_shows_a_bar_for_each_stage(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A stage that nobody can count is its name; the next begins at nothing again."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with bulk._bar("crossref") as show:  # noqa: SLF001  (what the verb shows)
        for one in SHOWN:
            show(*one)
    lines = capsys.readouterr().err.split("\n")
    last = [re.sub(r"\x1b\[\?25.|[-#]", "", line.split("\r")[-1]).split() for line in lines]
    assert last == [
        ["crossref:", "copying"],
        ["crossref:", "9", "works", "[]", "25%"],
        ["crossref:", "sorting"],
        ["crossref:", "counting"],
        ["crossref:", "words", "[]", "25%"],
        [],
    ]


def test_a_batch_says_that_silences_are_not_applied(run: Callable[..., tuple[int, str, str]]) -> None:
    """Its results hold every finding: a number or a key means another reference in each of its lists."""
    pytest.importorskip("pyarrow", reason="needs the extra batch")
    Path("list.jsonl").write_text(json.dumps({"text": "1. Doe J. A long way. J Ideas. 2003;7:1–9."}), encoding="utf-8")
    said = "ivigref.toml: ignore is not applied to a batch, whose results hold every finding\n"
    assert said not in run("batch", "list.jsonl", "-o", "one")[2]
    Path("ivigref.toml").write_text(
        '[[ignore]]\ncheck = "year-differs"\nreason = "printed a year later"\n', encoding="utf-8"
    )
    assert run("batch", "list.jsonl", "-o", "two")[2].count(said) == 1
