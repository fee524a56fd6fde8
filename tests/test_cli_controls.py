"""Control characters: what is left out of a file is said, and no verb sends one to a terminal."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from ivigref import Citation, Name, Reference, formats, load
from tests.test_cli import run

ENTRY = "@article{a,\n  title = {Lu\x02pus\x9b2J of mice},\n  journal = {Skin},\n  year = {2001},\n  doi = {10.5555/in\x02v.1}\n}\n"
STEERING = ("\x02", "\x1b", "\x9b", "\u202e")


@pytest.fixture
def ivigref(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:  # noqa: ANN401  (a command)
    """Return the command as a function of its arguments."""
    return lambda *arguments: run(arguments, monkeypatch, capsys)


@pytest.mark.parametrize(
    ("ending", "text"), [("bib", ENTRY), ("txt", "\nReferences\n1. Bruton OC. Lu\x02p\x02us\x9b. 1999.")]
)
def test_what_is_no_text_in_a_file_is_said(ivigref: Any, tmp_path: Path, ending: str, text: str) -> None:  # noqa: ANN401
    """With the line of the first: an identifier loses it, and a link that is copied out of the list does not work."""
    file = tmp_path / f"list.{ending}"
    file.write_text(text, encoding="utf-8")
    line = text.count("\n", 0, text.index("\x02")) + 1
    said = f"{file}:{line}: note: 3 control characters are no text and will not be written, from U+0002"
    assert said in ivigref("parse", str(file))[2]


def test_escapes_hide_nothing(ivigref: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """JSON may say what is no text, and no look at the file shows it."""
    file = tmp_path / "list.json"
    library = [{"id": "a", "type": "book", "title": "Lu\x02p\x9bus", "author": [{"family": "Br\x1buton"}]}, {"id": "b"}]
    file.write_text(json.dumps([*library, {"id": "c", "type": "book", "title": "Skin"}]), encoding="utf-8")
    said = ivigref("parse", str(file))[2]
    assert said.count("control character") == 1
    assert "3 control characters are no text and left out [unreadable]" in said


@pytest.mark.parametrize("of", formats.FORMATS)
def test_a_writer_says_what_it_leaves_out(ivigref: Any, tmp_path: Path, of: str) -> None:  # noqa: ANN401
    """Only JSON has escapes for it."""
    file = tmp_path / "list.jsonl"
    reference = Reference(title="Lu\x02pus", authors=(Name(family="Br\x1buton"),), publisher="Skin", year=1999)
    file.write_text(formats.jsonl.dumps([Citation(reference=reference)]), encoding="utf-8")
    _, out, said = ivigref("export", str(file), "--to", of)
    said_so = f"{of} has no place for control characters: 2 values are without them: authors 1, title 1" in said
    assert ("Lupus" in out, said_so) == (of != "jsonl", of != "jsonl")


def test_nothing_is_said_where_nothing_is_left_out(ivigref: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """Tabs, line ends, soft hyphens and form feeds between pages are ways of writing."""
    file = tmp_path / "list.txt"
    file.write_text(
        "References\r\n1.\tBruton OC. Lu\u00adpus. Skin. 1999;1:2–9.\r\n\f2. Imbach P. A study. Lancet. 1981;1:1.\n"
    )
    for verb in (("parse",), ("export", "--to", "ris")):
        assert "control character" not in ivigref(*verb, str(file))[2]


@pytest.mark.parametrize(
    "verb",
    [("check", "--diff"), ("format",), ("export", "--to", "jsonl"), ("export",), ("merge",), ("report", "-o", "-")],
)
@pytest.mark.parametrize("is_terminal", [True, False])
def test_no_verb_steers_a_terminal(
    ivigref: Any,  # noqa: ANN401
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    verb: tuple[str, ...],
    *,
    is_terminal: bool,
) -> None:
    """What a file holds is shown as what cannot be shown; a program gets a diff letter for letter."""
    file = tmp_path / "list.bib"
    shipped = next(c for c in load() if c.reference.volume == "27" and c.record)
    entry = (
        formats.bibtex.dumps([shipped])
        .replace("{27}", "{2\x9b8}")
        .replace("title        = {", "title        = {\u202e\x1b[2J")
    )
    file.write_text(entry.replace("\n", "\r\n"), encoding="utf-8", newline="")
    with monkeypatch.context() as patch:
        patch.setattr(sys.stdout, "isatty", lambda: is_terminal)
        out = ivigref(*verb, str(file))[1]
    assert out
    if is_terminal:
        assert not [sign for sign in (*STEERING, "\r") if sign in out]
    elif verb == ("check", "--diff"):
        assert "\x9b" in out
