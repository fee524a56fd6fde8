"""The findings as a person reads them on a terminal: a block for each reference, whole, at any width."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len

from ivigref import Citation, Finding, Name, Record, Reference, examine
from ivigref.model import Check, Checked, Verdict
from ivigref.model.verdicts import Judgement
from ivigref.reading import shipped
from ivigref.reports import blocks, terminal
from ivigref.reports.styled import Terminal
from tests import test_cli

Run = Callable[..., tuple[int, str, str]]
DOI = "10.5555/" + "a-long-way-to-a-certain-answer." * 4 + "1"
RAW = "Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8."


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the command, and returns its exit code and what it has printed."""
    return lambda *arguments: test_cli.run(arguments, monkeypatch, capsys)


def finding(printed: str = "16", recorded: str | None = "9", field: str = "volume") -> Finding:
    """Make an error about a field."""
    message = f"{field}: printed {printed}, recorded {recorded}"
    return Finding.of(Check.VOLUME_DIFFERS, message, field=field, printed=printed, recorded=recorded)


def listed(raw: str = RAW, found: Finding | None = None, **fields: object) -> Checked:
    """Make a checked list of one reference with one finding, and one without."""
    reference = Reference(raw=raw, number=7, **fields)
    citation = Citation(reference=reference, key="Bruton1952", record=Record(title="x", doi=DOI), confidence=1.0)
    clean = Citation(reference=Reference(raw="Doe J. An innocent.", number=8, title="An innocent"))
    judged = [Judgement(verdict=Verdict.DESCRIBED_WRONGLY), Judgement(verdict=Verdict.NOT_ASKED)]
    return Checked([citation, clean], [[found or finding()], []], ["findings", "unverified"], judgements=judged)


def drawn(checked: Checked, width: int = 80, *, is_terminal: bool = False) -> str:
    """Draw the blocks as wide as that."""
    return "".join(terminal.drawn(blocks.check_blocks(checked), Terminal(width, is_styled=is_terminal)))


def test_signs_stand_under_the_words_that_are_wrong() -> None:
    """The volume that is printed, and nothing else."""
    printed, signs = drawn(listed()).splitlines()[1:3]
    assert printed.strip() == RAW
    assert [printed[m.start() : m.end()] for m in re.finditer(r"\^+", signs)] == ["16"]


@pytest.mark.parametrize("before", ["免疫グロブリンの研究", "Ünïted ", "a " * 60, "e\u0301tude "])
def test_signs_stand_under_wide_letters_too(before: str) -> None:
    """A Han letter takes two columns, a combining mark none; an item of several lines has its own signs."""
    lines = drawn(listed(raw=f"{before}. Skin. 1952;16:7."), 60).splitlines()
    at = next(number for number, line in enumerate(lines) if "^" in line)
    place = lines[at - 1].index("16")
    assert cell_len(lines[at - 1][:place]) == lines[at].index("^")
    assert lines[at].count("^") == 2


@pytest.mark.parametrize("width", [20, 40, 80, 140])
def test_nothing_that_is_copied_is_cut(width: int) -> None:
    """The DOI, the print and the finding are whole at any width, and no line is longer than it may be."""
    shown = drawn(listed(), width)
    whole = re.sub(r"\s", "", shown.replace("^", ""))
    assert DOI in whole
    assert re.sub(r"\s", "", RAW) in whole
    assert "volume:printed16,recorded9[volume-differs]" in whole
    assert max(map(cell_len, shown.splitlines())) <= width


def test_a_reference_without_findings_is_counted_and_not_shown() -> None:
    """Two thousand references do not print two thousand rows."""
    shown = drawn(listed())
    assert "An innocent" not in shown
    assert "2 references: 0 verified, 1 with findings, 1 unverified (each: --all)" in shown


def test_a_doi_is_a_link_on_a_terminal() -> None:
    """The whole address is behind it."""
    assert f"https://doi.org/{DOI}" in drawn(listed(), is_terminal=True)
    assert "https://" not in drawn(listed())


@pytest.mark.parametrize("hostile", ["\x1b[2J", "\x1b]8;;http://evil.example\x07", "\u202e", "[bold]", "[/]", "\x00"])
def test_no_reference_controls_the_terminal(hostile: str) -> None:
    """Neither by signs of the terminal nor by those of rich."""
    shown = drawn(listed(raw=f"{hostile} Skin. 1952;16:7.", title=hostile), is_terminal=True)
    assert hostile not in shown or hostile.startswith("[")
    assert "evil.example\x07" not in shown


def test_an_item_that_fills_the_screen_is_cut() -> None:
    """A megabyte that was read as one reference is no reference."""
    assert len(drawn(listed(raw="Lupus. " * 200_000))) < 2 * blocks.SHOWN


@pytest.mark.parametrize(
    ("arguments", "code", "has", "lacks"),
    [
        ((), 1, ("14  Piette1995", "57 references"), ("Imbach1981",)),
        (("--all",), 1, ("Imbach1981", "57 references"), ()),
        (("--format", "table"), 1, ("Imbach1981",), ()),
        (("--quiet",), 1, ("14  Piette1995",), ("57 references",)),
        (("-q", "--all"), 1, ("Imbach1981",), ("57 references",)),
        (("--statistics",), 1, ("1  error    title-garbled",), ("Piette1995", "pmid-missing")),
        (("--statistics", "--notes"), 1, ("pmid-missing",), ("Piette1995",)),
        (("--quiet", "--format", "csv"), 2, (), ()),
        (("--all", "--format", "json"), 2, (), ()),
        (("--statistics", "--format", "sarif"), 2, (), ()),
    ],
)
def test_how_much_is_shown_can_be_chosen(
    run: Run, arguments: tuple[str, ...], code: int, has: tuple[str, ...], lacks: tuple[str, ...]
) -> None:
    """Blocks, a row for each reference, findings alone, or counts alone."""
    ended, out, _ = run("check", *arguments)
    assert ended == code
    assert [part for part in has if part not in out] == []
    assert [part for part in lacks if part in out] == []


@pytest.mark.parametrize(("columns", "widest"), [("60", 60), ("200", 200), ("", terminal.PLAIN_WIDTH), ("x", 120)])
def test_columns_is_obeyed_in_a_pipe(monkeypatch: pytest.MonkeyPatch, run: Run, columns: str, widest: int) -> None:
    """As in other programs; without it lines are readable."""
    monkeypatch.setenv("COLUMNS", columns)
    _, out, _ = run("check")
    assert widest - 25 < max(map(cell_len, out.splitlines())) <= widest


def test_no_color_stops_every_sign(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    """Bold and dim, too: who sets it wants plain text."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in run("check")[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in run("check")[1]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("volume-differs", "# volume-differs\n\n*Error.*"),
        ("not-found", "*A verdict.*"),
        ("unreachable", "*A status.*"),
        ("Case Reports", "MeSH D002363"),
        ("case-report", "MeSH D002363"),
        ("D008180", "# Lupus Erythematosus, Systemic"),
        ("systemic lupus erythematosus", "# Lupus Erythematosus, Systemic"),
    ],
)
def test_a_name_is_explained(run: Run, name: str, says: str) -> None:
    """A check, a verdict, a status, a term by its slug or label, a disease by any of its names."""
    code, out, _ = run("explain", name)
    assert code == 0
    assert says in out


@pytest.mark.parametrize("name", [*Check, *Verdict])
def test_every_check_and_verdict_has_a_sheet(run: Run, name: str) -> None:
    """Each says what to do."""
    code, out, _ = run("explain", name)
    assert (code, "## What to do" in out) == (0, True)


def test_a_misspelt_name_gets_the_nearest(run: Run) -> None:
    """As other programs do."""
    code, _, err = run("explain", "volum-differs")
    assert code == 2
    assert "did you mean volume-differs?" in err


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("nonsens", None),
        ("volume", None),
        ("lupis", None),
        ("doi-wrong", None),
        ("case", "cases"),
        ("titel-differs", "title-differs"),
        ("not-fund", "not-found"),
        ("Randomised-Controlled-Trial", "randomized-controlled-trial"),
        ("retractd", "retracted"),
    ],
)
def test_only_a_name_that_is_close_is_suggested(run: Run, name: str, hint: str | None) -> None:
    """For another word it is said where names are found, and no name that has some letters of it."""
    code, _, err = run("explain", name)
    said = "ivigref check and ivigref tag print such names" if hint is None else f"did you mean {hint}?"
    assert (code, said in err, ("did you mean" in err)) == (2, True, hint is not None)


def test_several_files_have_a_line_each(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is found in each stands above its line, and a clean one has nothing else."""
    monkeypatch.chdir(tmp_path)
    for name, volume in (("a.txt", "16"), ("b.txt", "9")):
        text = f"1. Bruton OC. Agammaglobulinemia. Pediatrics. 1952;{volume}:722–8.\n"
        (tmp_path / name).write_text(text, encoding="utf-8")
    code, out, _ = run("check", "a.txt", "b.txt")
    assert code == 1
    assert [line[:18] for line in out.splitlines()[-3:]] == ["a.txt: 1 reference", "", "b.txt: 1 reference"]
    assert out.index("^^") < out.index("a.txt: 1 reference") < out.index("b.txt: 1 reference")


def test_a_quiet_check_does_not_say_how_a_text_cites(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong with its citations is shown, and stands apart from the blocks."""
    monkeypatch.chdir(tmp_path)
    works = "".join(f"{n}. Doe J. Skin of {n} kinds. Lupus. 1952;{n}:722–8.\n" for n in (1, 2, 3))
    text = f"It is rare [1], known [2] and old [3, 9].\n\nReferences\n{works}".replace("1952;2:722–8", "1952;2:1952")
    Path("a.txt").write_text(text, encoding="utf-8")
    loud, quiet = run("check", "a.txt")[1], run("check", "a.txt", "--quiet")[1]
    assert "\n\nCitations in the text" in loud
    assert "3 citations in the text, by number" in loud
    assert "9 is cited" in quiet
    assert "citations in the text, by" not in quiet


def test_statistics_of_a_clean_list() -> None:
    """Nothing is said in words."""
    [said] = blocks.statistics(Checked([], [], []))
    assert str(said) == "no findings"


def test_statistics_of_a_narrow_terminal_have_their_numbers() -> None:
    """A sentence wraps before a number or a name is cut."""
    shown = "".join(terminal.drawn(blocks.statistics(listed()), Terminal(50)))
    assert shown.split()[:4] == ["1", "error", "volume-differs", "The"]
    long = listed(found=Finding.of(Check.PROFILE_JOURNAL, "printed in full"))
    shown = "".join(terminal.drawn(blocks.statistics(long), Terminal(50)))
    assert shown.split()[:4] == ["1", "warning", "profile-journal", "The"]
    assert shown.split()[-1] == "form."


def test_the_shipped_list_fits_a_screen() -> None:
    """57 references with three findings, in 80 columns."""
    assert len(drawn(examine(shipped())).splitlines()) < 35


def test_names_of_authors_are_marked_alone() -> None:
    """Of three authors the one that is spelt otherwise."""
    found = finding("Krug P, Balzano E", "Krug P, Balzamo E", "authors")
    raw = "Krug P, Balzano E. Nephrotic syndrome. Skin. 2012;27:1."
    people = (Name(family="Krug", given="P"), Name(family="Balzano", given="E"))
    printed, signs = drawn(listed(raw, found, authors=people)).splitlines()[1:3]
    assert printed[signs.index("^") :][: signs.count("^")] == "Balzano"
