"""What is checked is what was given, and every face says what that was."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ivigref import Citation, Record, Reference, cli
from ivigref.cli import asking, piped, remarks

TEXT = """1. Basta M, Dalakas MC. High-dose intravenous immunoglobulin exerts its beneficial effect in patients with dermatomyositis by blocking endomysial deposition of activated complement fragments. J Clin Invest. 1994;94:1729–35.
2. Krug P, Boyer O, et al. Nephrotic syndrome in Kawasaki disease: a report of three cases. Pediatr Nephrol. 2012;28(9):1547–50.
"""
VERBS = (
    ["check"],
    ["check", "--format", "json"],
    ["check", "--format", "sarif"],
    ["check", "--format", "junit"],
    ["check", "--format", "markdown"],
    ["check", "--format", "github"],
    ["check", "--format", "csv"],
    ["parse"],
    ["resolve"],
    ["tag"],
    ["tag", "--map"],
    ["export"],
)


def ivigref(*arguments: str, stdin: str | Path = "") -> tuple[str, str]:
    """Run the command as a shell does, with a text or a file as standard input; return stdout and stderr."""
    command = [sys.executable, "-m", "ivigref", *arguments]
    if isinstance(stdin, str):
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, input=stdin)  # noqa: S603  (ours)
    else:
        with stdin.open("rb") as source:
            done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, stdin=source)  # noqa: S603  (ours)
    return done.stdout, done.stderr


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """Return a list in a file."""
    file = tmp_path / "mine.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


def test_a_list_that_is_piped_in_is_read(mine: Path) -> None:
    """A pipe and a redirected file are lists, and nobody types - for them."""
    for given in (TEXT, mine):
        out, _ = ivigref("check", "--format", "json", stdin=given)
        assert json.loads(out)["list"] == {"name": "standard input", "references": 2, "findings": [], "silenced": 0}


def test_no_content_is_no_list(tmp_path: Path) -> None:
    """Cron and CI servers close standard input, leave it empty, or give an empty pipe: then it is the shipped list."""
    (tmp_path / "empty").touch()
    for given in (Path(os.devnull), "", tmp_path / "empty"):
        out, _ = ivigref("check", "--format", "json", stdin=given)
        listed = json.loads(out)["list"]
        assert (listed["name"], listed["references"]) == ("the shipped list", 57)


def test_a_pipe_that_nobody_writes_to_or_closes_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is waited for, and what is done then is said."""
    monkeypatch.setattr(piped, "SILENCE", 0.01)
    said: list[str] = []
    monkeypatch.setattr(piped, "say", said.append)
    reader, writer = os.pipe()
    with os.fdopen(reader) as open_end:
        monkeypatch.setattr("sys.stdin", open_end)
        assert not piped.is_piped()
        assert "no input arrived" in said[0]
        os.write(writer, b"1. Doe J.")
        assert piped.is_piped()
        assert open_end.read(2) == "1."  # nothing of it was taken
        os.close(writer)


@pytest.mark.parametrize("closed", [("stdout",), ("stderr",), ("stdout", "stderr")])
def test_what_goes_to_a_closed_stream_goes_nowhere(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, closed: tuple[str, ...]
) -> None:
    """It is None from the beginning, where a shell (>&-) or a service closed it; the exit code is as ever."""
    (tmp_path / "none.txt").write_text("", encoding="utf-8")
    for arguments, code in (("explain", "retracted"), 0), (("check", str(tmp_path / "none.txt")), 2):
        monkeypatch.setattr(sys, "argv", ["ivigref", *arguments])
        for name in closed:
            monkeypatch.setattr(sys, name, None)
        with pytest.raises(SystemExit, match=str(code)):
            cli.main()
        for name in closed:
            getattr(sys, name).close()
    out, err = capsys.readouterr()
    assert (bool(out), bool(err)) == ("stdout" not in closed, "stderr" not in closed)


def test_a_closed_standard_input_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python has None for one that was closed before it began."""
    monkeypatch.setattr("sys.stdin", None)
    assert not piped.is_piped()


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_every_face_names_what_was_read(
    verb: list[str], mine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file by its name, and the shipped list as such: nobody takes the one for the other."""
    for file, name in ((str(mine), "mine.txt"), (None, "the shipped list")):
        if name == "mine.txt" and verb[-1] == "csv":
            continue  # rows have no place for it, and who named the file knows it
        monkeypatch.setattr("sys.argv", ["ivigref", *verb, *filter(None, [file])])
        with pytest.raises(SystemExit):
            cli.main()
        captured = capsys.readouterr()
        assert name in captured.out + captured.err


def test_the_page_names_the_shipped_list(tmp_path: Path) -> None:
    """The report's title and heading."""
    pytest.importorskip("jinja2", reason="the report needs the extra html")
    ivigref("report", "--output", str(tmp_path / "a.html"))
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "<title>the shipped list: references checked</title>" in page


def test_a_clean_list_is_named_on_github(tmp_path: Path) -> None:
    """Where there is nothing to remark, the log still says of what."""
    clean = tmp_path / "clean.txt"
    clean.write_text(TEXT.replace("28(9)", "27(9)"), encoding="utf-8")
    out, _ = ivigref("check", str(clean), "--format", "github")
    assert out == f"ivigref: {clean}: 2 references\n"


@pytest.mark.parametrize("verb", ["export", "format"])
def test_what_is_not_written_as_printed_is_said(verb: str, mine: Path) -> None:
    """The volume of the record goes out, and the remark says so and how to have the print's."""
    if verb == "format":
        pytest.importorskip("citeproc", reason="the extra styles is not installed")
    out, err = ivigref(verb, str(mine))
    assert "27" in out
    assert f"{mine}: " in err
    assert "1 volume" in err
    assert "--values printed" in err
    out, err = ivigref(verb, str(mine), "--values", "printed")
    assert "28" in out
    assert "from records" not in err


@pytest.mark.parametrize(
    ("printed", "record", "says"),
    [
        ({"volume": "16"}, {"volume": "9"}, ["1 value of reference 1 comes from its record (1 volume)"]),
        ({"volume": "16"}, {"volume": "16"}, []),
        ({"volume": None}, {"volume": "9"}, []),
        ({"pages": "228–31"}, {"pages": "228-231"}, []),
        ({"pages": "228–31"}, {"pages": "228-232"}, ["1 value of reference 1 comes from its record (1 pages)"]),
        (
            {"doi": "10.5555/wrong", "volume": "16", "year": 1953},
            {"doi": "10.5555/right", "volume": "9", "year": 1952},
            [
                "3 values of reference 1 come from records (1 year, 1 volume, 1 doi)",
                "an identifier that leads to another work, or nowhere, is omitted from reference 1",
            ],
        ),
    ],
)
def test_only_what_is_replaced_is_counted(printed: dict[str, Any], record: dict[str, Any], says: list[str]) -> None:
    """What the record adds is no loss, and an elided page is the same in full."""
    reference = Reference.model_validate({"number": 1, "title": "Agammaglobulinemia"} | printed)
    found = Record.model_validate({"title": "Agammaglobulinemia"} | record)
    citation = Citation(reference=reference, record=found, confidence=0.99)
    assert list(remarks.remarks([citation])) == says


@pytest.mark.parametrize(("runs", "says"), [(remarks.NAMED, ""), (remarks.NAMED + 1, " and 1 more")])
def test_a_long_remark_is_cut(runs: int, says: str) -> None:
    """Of a thousand references a dozen are named."""
    record = Record(title="A", volume="9")
    citations = [
        Citation(reference=Reference(number=2 * n, title="A", volume="1"), record=record, confidence=0.99)
        for n in range(runs)
    ]
    [line] = remarks.remarks(citations)
    assert line.split(" come ")[0].endswith(says or str(2 * (runs - 1)))


def test_nobody_is_said_to_be_asked_who_is_not(
    mine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """On a terminal, a list that is compared with what ships shows no bar of questions."""
    monkeypatch.setattr(asking, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr("sys.argv", ["ivigref", "check", str(mine)])
    with pytest.raises(SystemExit):
        cli.main()
    assert "Asking" not in capsys.readouterr().err
