r"""Lists in LaTeX and Markdown are corrected value by value: a diff shows it, and nothing else of the file changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ivigref import examine
from ivigref.annotating.texts import corrected
from ivigref.corrections import Level
from ivigref.errors import InputError
from ivigref.model import Checked
from tests.test_cli import run

KRUG = "Krug P, Boyer O, Balzamo E, et al. Nephrotic syndrome in Kawasaki disease: a report of three cases."
NEGI = (
    "Negi VS, Elluru S, Siberil S, et al. Intravenous immunoglobulin: an update on the clinical use and mechanisms of"
    " action. J Clin Immunol. 2007;27(3):233–45."
)
WRONG = f"{KRUG} Pediatr Nephrol. 2012;28(9):1547–50."
MARKDOWN = f"# Skin\n\nOf 28 (9).\n\n# References\n\n1. {{}}\n2. {NEGI}\n\n# Notes\n\n28(9)\n"
LATEX = (
    "\\documentclass{{article}}\n\\begin{{document}}\nOf 28(9)~\\cite{{krug,negi}}.\n\\begin{{thebibliography}}{{9}}\n"
    "\\bibitem{{krug}} {}\n\\bibitem{{negi}} " + NEGI + "\n\\end{{thebibliography}}\n28(9)\n\\end{{document}}\n"
)


def checked(text: str, tmp_path: Path, name: str) -> Checked:
    """Return a list that was read from a file, checked with the shipped records."""
    file = tmp_path / name
    file.write_bytes(text.encode())
    return examine(str(file))


@pytest.mark.parametrize(
    ("name", "frame", "item", "old", "new"),
    [
        ("a.md", MARKDOWN, f"*{KRUG}* _Pediatr Nephrol_. 2012;**28**(9):1547–50.", "**28**", "**27**"),
        ("a.md", MARKDOWN, f"{KRUG}\n   Pediatr Nephrol.\n   2012;28(9):1547–50.", "2012;28(", "2012;27("),
        ("a.md", MARKDOWN, f"{KRUG} Pediatr Nephrol. 2012;27(9):1647–50.", "1647", "1547"),
        ("a.md", MARKDOWN.replace("\n", "\r\n"), WRONG, "2012;28(", "2012;27("),
        (
            "a.tex",
            LATEX,
            f"{KRUG}\n\\newblock {{\\em Pediatr. Nephrol.}}, 28(9):1547--1550, 2012.",
            "28(9):1547",
            "27(9):1547",
        ),
        ("a.tex", LATEX, f"{KRUG} Pediatr Nephrol. 2012;\\textbf{{28}}(9):1547--50. % 28", "{28}", "{27}"),
        ("a.tex", LATEX, f"{KRUG} Pediatr Nephrol. 2012;27(9):1647--50.", "1647--50", "1547--50"),
        ("a.tex", LATEX, f"{KRUG} Pediatr Nephrol. 2012;27(9):1647--1650.", "1647--1650", "1547--1550"),
        (
            "a.tex",
            LATEX,
            f"{KRUG.replace('syndrome', 'syndrom')} Pediatr Nephrol. 2012;27(9):1547--50.",
            "syndrom ",
            "syndrome ",
        ),
    ],
    ids=["bold", "wrapped", "pages", "line ends", "newblock", "command", "dashes", "both pages", "title"],
)
def test_only_the_value_changes(tmp_path: Path, name: str, frame: str, item: str, old: str, new: str) -> None:  # noqa: PLR0917  (a case)
    """The same number elsewhere in the file stays, and so does all markup."""
    text = frame.format(item)
    result = corrected(text, checked(text, tmp_path, name))
    assert (result.text, result.values, result.unmade) == (text.replace(old, new), 1, ())


def test_what_cannot_be_proved_is_named_and_stays(tmp_path: Path) -> None:
    """A value behind a macro is not printed in the file."""
    text = LATEX.format(f"{KRUG} Pediatr Nephrol. 2012;\\vol(9):1547--50.").replace(
        "\\begin{document}", "\\newcommand{\\vol}{28}\n\\begin{document}"
    )
    result = corrected(text, checked(text, tmp_path, "a.tex"))
    assert (result.text, result.values, result.unmade) == (text, 0, (("1", ("volume",)),))


def test_the_safe_level_changes_no_value(tmp_path: Path) -> None:
    """As in a .bib file."""
    text = MARKDOWN.format(WRONG)
    assert corrected(text, checked(text, tmp_path, "a.md"), Level.SAFE).text == text


def test_a_list_that_reads_otherwise_is_refused(tmp_path: Path) -> None:
    """What was checked must be what is corrected."""
    text = MARKDOWN.format(WRONG)
    with pytest.raises(InputError, match="would be read as 2 references instead of 1"):
        corrected(text, checked(text, tmp_path, "a.md")[:1])


@pytest.mark.parametrize(("name", "frame"), [("a.md", MARKDOWN), ("a.tex", LATEX)])
def test_a_diff_comes_first(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, frame: str
) -> None:
    """--diff writes nothing; --fix shows what it writes; a second run finds nothing to correct."""

    def ivigref(*arguments: str) -> Any:  # noqa: ANN401  (what run returns)
        return run(arguments, monkeypatch, capsys)

    file = tmp_path / name
    text = frame.format(WRONG)
    file.write_text(text, encoding="utf-8")
    code, shown, _ = ivigref("check", str(file), "--diff")
    assert code == 1
    assert f"-{'1. ' if name == 'a.md' else chr(92) + 'bibitem{krug} '}{WRONG}" in shown.splitlines()
    assert file.read_text(encoding="utf-8") == text
    _, again, said = ivigref("check", str(file), "--fix")
    assert (again, said.splitlines()[-1]) == (shown, f"{file}: 1 value corrected")
    assert file.read_text(encoding="utf-8") == text.replace("2012;28", "2012;27")
    _, nothing, said = ivigref("check", str(file), "--fix")
    assert (nothing, said.splitlines()[-1]) == ("", f"{file}: nothing to correct")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", f"References\n1. {WRONG}\n"),
        ("a.html", f"<html><body><h2>References</h2><ol><li>{WRONG}</li><li>{NEGI}</li></ol></body></html>"),
    ],
)
def test_other_texts_are_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, text: str
) -> None:
    """A page is made by a program, and a pasted list is nobody's file."""
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    code, _, said = run(["check", str(file), "--fix"], monkeypatch, capsys)
    assert code == 2
    assert "a list in LaTeX or Markdown" in said
