"""The command line: exit codes, the JSON contract, and words for people."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ivigref import cli
from ivigref.data import read_text
from ivigref.reports import FACES

LIST = """References
1. Basta M, Dalakas MC. High-dose intravenous immunoglobulin exerts its beneficial effect in patients with
   dermatomyositis by blocking endomysial deposition of activated complement fragments. J Clin Invest.
   1994;94:1729–35.
2. Krug P, Boyer O, et al. Nephrotic syndrome in Kawasaki disease: a report of three cases. Pediatr Nephrol.
   2012;27(9):1547–50.
"""


def run(
    arguments: Sequence[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str, str]:
    """Run the command as a shell would, and return exit code, stdout and stderr."""
    monkeypatch.setattr("sys.argv", ["ivigref", *arguments])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    captured = capsys.readouterr()
    return int(stopped.value.code or 0), captured.out, captured.err


@pytest.fixture
def ivigref(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:  # noqa: ANN401  (a command)
    """Return the command as a function of its arguments."""
    return lambda *arguments: run(arguments, monkeypatch, capsys)


@pytest.fixture
def clean_list(tmp_path: Path) -> str:
    """Return a list whose references agree with the shipped records."""
    file = tmp_path / "clean.txt"
    file.write_text(LIST, encoding="utf-8")
    return str(file)


@pytest.mark.parametrize("verb", ["parse", "resolve", "tag"])
@pytest.mark.parametrize("output", ["table", "json", "jsonl", "csv"])
def test_every_verb_works_on_the_shipped_list(ivigref: Any, verb: str, output: str) -> None:  # noqa: ANN401
    """With no file a verb takes the 57, and says so: in the table's caption, or on stderr beside what programs read."""
    code, out, err = ivigref(verb, "--format", output)
    assert (code, err) == (0, "" if output == "table" else "the shipped list: 57 references\n")
    if output == "json":
        assert len(json.loads(out)) == 57
    elif output == "jsonl":
        assert [json.loads(line) for line in out.splitlines()]
        assert out.count("\n") == 57
    elif output == "csv":
        assert len(list(csv.DictReader(io.StringIO(out)))) == 57
    else:
        assert "57 references" in out


def test_records_are_written_as_they_were_seen(ivigref: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """`--record` writes every record under its own source; a list that prints no new facts gives the shipped file."""
    target = tmp_path / "records.jsonl"
    code, _, err = ivigref("resolve", "--record", str(target))
    assert (code, "34 records written" in err) == (0, True)
    assert target.read_text(encoding="utf-8") == read_text("records.jsonl")


def test_check_ends_with_1_when_there_are_findings(ivigref: Any) -> None:  # noqa: ANN401
    """The 57 have three mistakes."""
    code, out, _ = ivigref("check")
    assert code == 1
    assert "57 references: 28 verified, 3 with findings, 26 unverified" in out
    assert "printed 16, recorded 9" in out


def test_check_ends_with_0_when_all_is_well(ivigref: Any, clean_list: str) -> None:  # noqa: ANN401
    """Notes alone are no findings."""
    code, out, _ = ivigref("check", clean_list)
    assert code == 0
    assert "2 references: 2 verified" in out


def test_check_prints_the_contract(ivigref: Any) -> None:  # noqa: ANN401
    """Programs outside rely on these names."""
    _, out, _ = ivigref("check", "--format", "json")
    report = json.loads(out)
    assert report["schema"] == "ivigref.check/1.2"
    assert report["list"]["references"] == 57
    assert report["registries"] == [{"name": "recorded", "asked": 57, "answered": 57, "found": 34, "unreachable": 0}]
    first = report["citations"][0]
    assert {"number", "key", "status", "doi", "pmid", "confidence", "findings"} <= set(first)
    finding = first["findings"][0]
    assert finding["check"] == "volume-differs"
    assert (finding["field"], finding["printed"], finding["recorded"]) == ("volume", "16", "9")
    assert set(finding["source"]) == {"registry", "address", "retrieved"}


def test_check_reads_standard_input(ivigref: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN401
    """A list may come through a pipe."""

    class Piped:
        buffer = io.BytesIO(LIST.encode())

    monkeypatch.setattr("sys.stdin", Piped())
    code, out, _ = ivigref("check", "-")
    assert code == 0
    assert "2 references" in out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["parse", "missing.txt"], "missing.txt: there is no such file"),
        (["check", "--format", "xml"], "'xml' is not one of"),
        (["chekc"], "No such command 'chekc'"),
    ],
)
def test_bad_usage_ends_with_2_and_a_word_of_what_to_do(ivigref: Any, arguments: list[str], says: str) -> None:  # noqa: ANN401
    """The error is on stderr, and no traceback."""
    code, out, err = ivigref(*arguments)
    assert code == 2
    assert out == ""
    assert says in err
    assert "Traceback" not in err


def test_problems_of_a_list_are_said_and_counted(ivigref: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """A repeated number is told with its line, and ends with 1."""
    file = tmp_path / "list.txt"
    file.write_text(LIST.replace("2. Krug", "1. Krug"), encoding="utf-8")
    code, _, err = ivigref("check", str(file))
    assert code == 1
    assert "list.txt:5: warning: item 1 is in line 2 and again in line 5 [duplicate-number]" in err


def test_export_tells_a_stale_file(ivigref: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """--check writes nothing and ends with 1 where the file is not what would be written."""
    file = tmp_path / "out.bib"
    assert ivigref("export", "--check", "-o", str(file))[0] == 1
    assert ivigref("export", "-o", str(file))[0] == 0
    assert ivigref("export", "--check", "-o", str(file))[0] == 0
    file.write_text(file.read_text(encoding="utf-8") + "\n% changed\n", encoding="utf-8")
    code, _, err = ivigref("export", "--check", "-o", str(file))
    assert code == 1
    assert "is stale" in err


def test_every_help_has_an_example(ivigref: Any) -> None:  # noqa: ANN401
    """Help that shows one command is help that is used."""
    for verb in ("parse", "resolve", "check", "tag", "export"):
        code, out, _ = ivigref(verb, "--help")
        assert code == 0
        assert f"Example: ivigref {verb}" in out


def test_a_long_list_is_printed_as_it_comes(ivigref: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN401
    """What parse --format jsonl prints of a stream is what it prints of a list."""
    file = tmp_path / "long.txt"
    file.write_text("".join(f"{n}. Bruton OC. Skin. Lupus. 1952;{n}:722–8.\n" for n in range(1, 400)), encoding="utf-8")
    whole = ivigref("parse", str(file), "--format", "jsonl")
    monkeypatch.setattr("ivigref.reading._STREAMED", 4000)
    monkeypatch.setattr("ivigref.reading._listing", None)
    assert ivigref("parse", str(file), "--format", "jsonl") == whole


@pytest.mark.parametrize("verb", ["parse", "check", "resolve"])
def test_the_style_of_a_list_is_said(ivigref: Any, tmp_path: Path, verb: str) -> None:  # noqa: ANN401
    """Parse and check say in one line of standard error as what a list was read."""
    file = tmp_path / "list.txt"
    file.write_text("".join(f"{n}. Bruton OC. Skin. Lupus. 1952;{n}:722–8.\n" for n in range(1, 8)), encoding="utf-8")
    said = f"{file}: 7 of 7 articles are printed as Vancouver\n"
    assert (said in ivigref(verb, str(file))[2]) == (verb != "resolve")


@pytest.mark.parametrize("output", sorted(set(FACES) - {"csv"}))  # which has rows of references alone
def test_what_is_wrong_with_the_list_is_in_every_face(ivigref: Any, tmp_path: Path, output: str) -> None:  # noqa: ANN401
    """A check that ends with 1 says why on stdout, whatever reads it."""
    file = tmp_path / "gap.txt"
    items = (f"{n}. Bruton OC. Skin of {n} kinds. Lupus. 1952;{n}:722–8.\n" for n in (1, 2, 5))
    file.write_text("References\n" + "".join(items), encoding="utf-8")
    code, out, _ = ivigref("check", str(file), "--format", output)
    assert code == 1
    assert "1 warning" in out if output in {"text", "table"} else "missing-number" in out
