"""The verbs that write, and every way in which they may fail."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from ivigref.annotating.fixed import edits
from ivigref.corrections import Level
from ivigref.formats import bibtex
from ivigref.formats.bibtex_editing import edit
from ivigref.model import Check, Checked, Citation, Finding, Record
from ivigref.names import Name
from ivigref.pages import Pages
from tests.test_cli import run

ROOT = Path(__file__).parent.parent


@pytest.fixture
def ivigref(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:  # noqa: ANN401  (a command)
    """Return the command as a function of its arguments."""
    return lambda *arguments: run(arguments, monkeypatch, capsys)


@pytest.fixture
def bib(tmp_path: Path) -> Path:
    """Return a copy of the shipped .bib with two wrong volumes and a comment."""
    file = tmp_path / "mine.bib"
    text = (ROOT / "references.bib").read_text(encoding="utf-8").replace("volume       = {27}", "volume={28}")
    file.write_text("% mine, by hand\n" + text, encoding="utf-8")
    return file


@pytest.mark.parametrize("to", ["bibtex", "biblatex", "ris", "nbib", "csl-json", "endnote-xml", "jsonl", "csv"])
def test_what_is_exported_is_read_again(ivigref: Any, tmp_path: Path, to: str) -> None:  # noqa: ANN401
    """Every format that is written is one that every verb reads."""
    ending = {"bibtex": "bib", "biblatex": "bib", "csl-json": "json", "endnote-xml": "xml"}.get(to, to)
    file = tmp_path / f"out.{ending}"
    assert ivigref("export", "--to", to, "-o", str(file))[0] == 0
    code, out, _ = ivigref("parse", str(file), "--format", "jsonl")
    assert code == 0
    assert out.count("\n") == 57


def test_a_library_is_corrected_in_place_and_nothing_else_changes(ivigref: Any, bib: Path) -> None:  # noqa: ANN401
    """--diff shows the corrections, --fix makes them; comments and order stay."""
    before = bib.read_text(encoding="utf-8")
    _, shown, _ = ivigref("check", str(bib), "--diff")
    assert bib.read_text(encoding="utf-8") == before
    assert shown.count("\n-  volume={28},\n+  volume={27},\n") == 2
    assert ivigref("check", str(bib), "--fix")[2].splitlines()[-1].endswith("2 values corrected")
    assert bib.read_text(encoding="utf-8") == before.replace("volume={28}", "volume={27}")


def test_a_diff_writes_nothing_whatever_else_is_asked(ivigref: Any, bib: Path) -> None:  # noqa: ANN401
    """What a level would change is looked at before it is written."""
    before = bib.read_text(encoding="utf-8")
    for level in ("--fix", "--fix=all"):
        assert ivigref("check", str(bib), "--diff", level)[1].count("\n+  volume={27},\n") == 2
    assert ivigref("check", str(bib), "--diff", "--fix=safe")[1] == ""
    assert bib.read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("arguments", "volume", "has_pmid"),
    [(("--fix=safe",), "28", True), (("--fix=all",), "27", True), (("--fix",), "27", True), ((), "28", False)],
)
def test_a_safe_correction_changes_no_value(
    ivigref: Any,  # noqa: ANN401
    tmp_path: Path,
    arguments: tuple[str, ...],
    volume: str,
    has_pmid: bool,  # noqa: FBT001
) -> None:
    """A missing identifier of a sure match is added, and what the record has otherwise stays for people to look at."""
    file = tmp_path / "one.bib"
    entry = next(e for e in (ROOT / "references.bib").read_text(encoding="utf-8").split("\n\n") if "{27}" in e)
    entry = re.sub(r"\n  pmid .*", "", entry.replace("{27}", "{28}"))
    file.write_text(f"{entry}\n", encoding="utf-8")
    ivigref("check", *arguments[:1], str(file), *arguments[1:])
    text = file.read_text(encoding="utf-8")
    assert f"volume       = {{{volume}}}" in text
    assert ("pmid" in text) is has_pmid


@pytest.mark.parametrize(("level", "fields"), [(Level.SAFE, ["doi"]), (Level.ALL, ["doi", "year"])])
def test_an_identifier_that_leads_nowhere_is_replaced_at_every_level(level: Level, fields: list[str]) -> None:
    """It names no work, so that no other is named in its place; one that names another work is left to --fix=all."""
    reference = bibtex.loads("@article{a, title = {On lupus}, doi = {10.5555/wrong}, year = {1999}}")[0].reference
    record = Record(title="On lupus", doi="10.5555/right", year=1998)
    wrong = [
        Finding.of(Check.DOI_UNKNOWN, "nowhere", field="doi"),
        Finding.of(Check.YEAR_DIFFERS, "1998", field="year"),
    ]
    citation = Citation(reference=reference, key="a", record=record, confidence=1.0, unknown=("doi",))
    assert [change.field for change in edits(Checked([citation], [wrong], ["findings"]), level)] == fields
    elsewhere = [Finding.of(Check.DOI_ELSEWHERE, "another work's", field="doi")]
    moved = citation.model_copy(update={"unknown": ()})
    changes = list(edits(Checked([moved], [elsewhere], ["findings"]), level))
    assert [change.field for change in changes] == ([] if level is Level.SAFE else ["doi"])


@pytest.mark.parametrize(
    ("checks", "fields"),
    [
        ([Check.PAGES_DIFFER], ["doi", "pages"]),
        ([Check.AUTHORS_DIFFER, Check.PAGES_DIFFER], []),
        ([Check.TITLE_DIFFERS, Check.PAGES_DIFFER], []),
        ([Check.PAGES_DIFFER, Check.PREPRINT_AS_PUBLISHED], []),
    ],
)
def test_what_may_be_another_work_is_not_written_over_the_print(checks: list[Check], fields: list[str]) -> None:
    """A letter beside the printed one, or the preprint of an article, would become a mixture of the two."""
    reference = bibtex.loads("@article{a, title = {On lupus}, author = {Doe, J.}, pages = {7}}")[0].reference
    record = Record(title="On skin", authors=(Name.parse("Roe R"),), doi="10.5555/right", pages=Pages.parse("9"))
    named = {Check.PAGES_DIFFER: "pages", Check.AUTHORS_DIFFER: "authors", Check.TITLE_DIFFERS: "title"}
    wrong = [Finding.of(check, "another", field=named.get(check)) for check in checks]
    citation = Citation(reference=reference, key="a", record=record, confidence=1.0)
    assert [change.field for change in edits(Checked([citation], [wrong], ["findings"]))] == fields


@pytest.mark.parametrize(
    ("recorded", "written"),
    [
        (["De Pità O", "Kammler HJ"], "{De Pità}, O. and Kammler, H. J. and others"),
        (["De Pità O", "Kammler HJ", "d’Apuzzo V"], "{De Pità}, O. and Kammler, H. J. and d’Apuzzo, V."),
    ],
    ids=["as long as the printed list", "longer"],
)
def test_an_author_list_that_was_cut_short_stays_so(recorded: list[str], written: str) -> None:
    """*And others* goes only where the record names the others; databases cut lists too, and do not always say so."""
    text = "@article{a,\n  author = {De Pita, O. and Kammler, H. J. and others},\n}\n"
    reference = bibtex.loads(text)[0].reference
    record = Record(authors=tuple(map(Name.parse, recorded)))
    citation = Citation(reference=reference, key="a", record=record, confidence=1.0)
    wrong = Finding(
        check=Check.AUTHORS_DIFFER, severity="error", field="authors", message="De Pita is De Pità in the record"
    )
    changes = list(edits(Checked([citation], [[wrong]], ["findings"])))
    assert edit(text, changes, ascii_only=False) == f"@article{{a,\n  author = {{{written}}},\n}}\n"


def test_authors_of_a_record_that_is_cut_short_correct_nothing() -> None:
    """The printed list is then the better one, and is not written anew without its *and others*."""
    reference = bibtex.loads("@article{a, author = {De Pita, O. and others}}")[0].reference
    record = Record(authors=(Name.parse("De Pità O"),), et_al=True)
    citation = Citation(reference=reference, key="a", record=record, confidence=1.0)
    wrong = Finding(
        check=Check.AUTHORS_DIFFER, severity="error", field="authors", message="De Pita is De Pità in the record"
    )
    assert not list(edits(Checked([citation], [[wrong]], ["findings"])))


def test_only_a_bib_file_is_corrected(ivigref: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """A manuscript's list has no fields to write into."""
    assert ivigref("check", "--fix")[0] == 2
    file = tmp_path / "list.txt"
    file.write_text("References\n1. Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8.\n", encoding="utf-8")
    assert "name one" in ivigref("check", str(file), "--diff")[2]


def test_keys_of_an_older_file_stay(ivigref: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """A key stands in manuscripts: a newcomer of the same author and year does not move it."""
    first = "1. Wollina U. One thing. Lupus. 1998;1:1–9.\n2. Wollina U. Another. Lupus. 1998;2:1–9.\n"
    listed, out = tmp_path / "list.txt", tmp_path / "out.bib"
    listed.write_text(f"References\n{first}", encoding="utf-8")
    ivigref("export", str(listed), "-o", str(out))
    newcomer = "0. Wollina U. The newcomer. Lupus. 1998;3:1–9.\n"
    listed.write_text(f"References\n{newcomer}{first}", encoding="utf-8")
    ivigref("export", str(listed), "-o", str(out))
    text = out.read_text(encoding="utf-8")
    keys = [line[9:-1] for line in text.splitlines() if line.startswith("@article")]
    assert keys == ["Wollina1998c", "Wollina1998a", "Wollina1998b"]


def test_lists_are_merged_and_it_is_said_what_was_joined(ivigref: Any, bib: Path, tmp_path: Path) -> None:  # noqa: ANN401
    """The same work under another name in another format is one work."""
    other = tmp_path / "other.ris"
    other.write_text(
        "TY  - JOUR\nTI  - Agammaglobulinemia\nAU  - Bruton, O. C.\nT2  - Pediatrics\nPY  - 1952\nVL  - 16\nSP  - 722\n"
        "EP  - 728\nER  - \nTY  - JOUR\nTI  - Something new\nAU  - New, A.\nPY  - 2020\nER  - \n",
        encoding="utf-8",
    )
    out = tmp_path / "all.bib"
    code, _, err = ivigref("merge", str(bib), str(other), "-o", str(out))
    assert code == 0
    assert "58 references written, 1 merged" in err
    assert out.read_text(encoding="utf-8").count("@article") == 57


@pytest.mark.parametrize(("target", "says"), [("missing/out.bib", "cannot be written"), (".", "cannot be written")])
def test_a_file_that_cannot_be_written_is_told(ivigref: Any, tmp_path: Path, target: str, says: str) -> None:  # noqa: ANN401
    """No traceback, and the exit code of bad usage."""
    code, _, err = ivigref("export", "-o", str(tmp_path / target))
    assert code == 2
    assert says in err


def test_nothing_in_a_list_steers_the_terminal(ivigref: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """Escape sequences in a title are shown as what they are."""
    file = tmp_path / "list.txt"
    file.write_text(
        "References\n1. Doe J. A \x1b[31mred\x9b title. Lupus. 1999;1:2.\n2. Roe R. B. Lupus. 1998;1:3.\n", "utf-8"
    )
    for verb in ("parse", "check", "tag"):
        _, out, err = ivigref(verb, str(file))
        assert "\x1b" not in out + err
        assert "\x9b" not in out + err


def test_a_vocabulary_of_ones_own_and_corrections_are_used(ivigref: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """An axis that the user adds works like a built-in one; a broken one is told with its place."""
    axis = tmp_path / "setting.toml"
    axis.write_text(
        'axis = "setting"\nversion = "1"\nsource = "ours"\n\n[[term]]\nslug = "international"\nlabel = "International"\nmesh = "none"\n'
        'text = ["international"]\n',
        encoding="utf-8",
    )
    _, out, _ = ivigref("tag", "--vocabulary", str(axis), "--format", "jsonl")
    assert '"term": "international"' in out
    axis.write_text("axis = ", encoding="utf-8")
    code, _, err = ivigref("tag", "--vocabulary", str(axis))
    assert code == 2
    assert "setting.toml" in err


def test_the_evidence_map_is_printed(ivigref: Any) -> None:  # noqa: ANN401
    """Diseases by designs, counted."""
    _, out, _ = ivigref("tag", "--map")
    assert "randomized-controlled-trial 1" in out


def test_tags_that_are_less_likely_are_left_out(ivigref: Any) -> None:  # noqa: ANN401
    """--min-odds leaves what is likely, and what nobody counted."""
    _, every, _ = ivigref("tag", "--format", "jsonl")
    _, likely, _ = ivigref("tag", "--min-odds", "0.9", "--format", "jsonl")
    odds = [tag.get("odds") for line in likely.splitlines() for tag in json.loads(line)["tags"]]
    assert min(value for value in odds if value is not None) >= 0.9
    assert None in odds
    assert len(odds) < sum(len(json.loads(line)["tags"]) for line in every.splitlines())
    _, explained, _ = ivigref("tag", "--explain")
    assert "design: Randomized Controlled Trial (0.9" in explained


def test_weights_of_ones_own_rank_what_is_left_open(ivigref: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """A file that is none is told with its place."""
    file = tmp_path / "weights.json"
    file.write_text('{"card": {}, "labels": {"cohort": {"bias": 2.0, "weights": {}}}}', encoding="utf-8")
    _, out, _ = ivigref("tag", "--weights", str(file), "--format", "jsonl")
    assert '"axis": "design-ranked", "term": "cohort"' in out
    file.write_text("{}", encoding="utf-8")
    code, _, err = ivigref("tag", "--weights", str(file))
    assert code == 2
    assert "weights.json" in err


def test_formatted_references_keep_numbers_and_order(ivigref: Any) -> None:  # noqa: ANN401
    """A checked list is pasted back into the manuscript."""
    pytest.importorskip("citeproc", reason="the extra `styles` is not installed")
    _, out, _ = ivigref("format", "--style", "apa")
    assert [line.split(".")[0] for line in out.splitlines()] == [str(n) for n in range(1, 58)]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["export", "--to", "ris", "--encoding", "latex"], "latex is for --to bibtex"),
        (["export", "--to", "ris", "--check"], "name one"),
        (["tag", "--map", "--format", "csv"], "each print a table"),
        (["tag", "--map", "--explain"], "each print a table"),
        (["format", "--style", "harvard"], "harvard-cite-them-right"),
    ],
)
def test_options_that_do_not_go_together_are_refused(ivigref: Any, arguments: list[str], says: str) -> None:  # noqa: ANN401
    """An option that would be ignored is bad usage, and the message says what goes."""
    code, out, err = ivigref(*arguments)
    assert (code, out) == (2, "")
    assert says in err


def test_a_stale_file_is_told_with_the_command_that_makes_it(ivigref: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """The command names the list that was asked about, and can be pasted into a shell."""
    listed, target = tmp_path / "my list.txt", tmp_path / "old.ris"
    listed.write_text("References\n1. Bruton OC. Skin. Lupus. 1952;16:722–8.\n", encoding="utf-8")
    code, _, err = ivigref("export", str(listed), "--to", "ris", "--check", "--output", str(target))
    assert code == 1
    assert f"ivigref export '{listed}' --to ris --output {target}" in err


@pytest.mark.parametrize("verb", ["parse", "resolve", "tag", "export", "format"])
def test_an_entry_that_cannot_be_read_ends_every_verb_with_findings(ivigref: Any, tmp_path: Path, verb: str) -> None:  # noqa: ANN401
    """The others come through, and a script is told that one did not."""
    file = tmp_path / "broken.bib"
    file.write_text("@article{a, title={Skin}, year={1999}}\n@article{b, title={Hair\n", encoding="utf-8")
    code, out, err = ivigref(verb, str(file))
    assert code == 1
    assert "error" in err
    assert "Skin" in out or verb in {"resolve", "tag"}


def test_what_no_style_prints_is_said(ivigref: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """An item that was not understood is printed as it was, and words that have no field are named."""
    file = tmp_path / "odd.txt"
    items = ("Bruton OC. Skin. Lupus. 1952;16:722–8.", "see above", "Imbach P. Hair. Lupus. 1953;1:2. Erratum in: X.")
    file.write_text("References\n" + "".join(f"{n}. {item}\n" for n, item in enumerate(items, 1)), encoding="utf-8")
    code, out, err = ivigref("format", str(file))
    assert code == 0
    assert out.splitlines()[1] == "2. see above"
    assert "Erratum" in out + err


def test_a_file_of_the_57_is_known_as_the_57(ivigref: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """A reference manager keeps no printed text: title, first author and year tell whose record it is."""
    file = tmp_path / "mine.bib"
    assert ivigref("export", "-o", str(file), "--values", "printed")[0] == 0
    assert "28 verified" in ivigref("check", str(file))[1]
