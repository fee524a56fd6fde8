"""Silenced findings: each has a reason, is counted, and is missed when it is gone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ivigref import Reference, examine
from ivigref.cli.exits import failing, fails
from ivigref.errors import DataError, InputError
from ivigref.formats import bibtex
from ivigref.formats.bibtex_editing import edit
from ivigref.model import Check, Checked, Citation, Finding, Judgement, Likeness, Record
from ivigref.model.checked import checked_row_of
from ivigref.reports import github, html, markdown, sarif
from ivigref.reports.json import check_report
from ivigref.settings import find_settings
from ivigref.silences import from_bibtex, from_option, from_settings, silenced
from tests.test_cli import run

LATE = "@article{a, author = {Doe, J.}, title = {On lupus, invented}, journal = {Lupus}, year = {2099}}\n"
ENTRY = (
    "@article{b,\n  author = {Roe, R.},\n  title = {On skin, invented},\n  journal = {Lupus},\n  year = {2099},\n}\n"
)
NAMED = "year-impossible"


@pytest.mark.parametrize(
    ("text", "silent"),
    [
        (f"% ivigref: ignore {NAMED} -- they say so\n{LATE}{ENTRY}", ["a"]),
        (f"{LATE}% ivigref: ignore {NAMED} -- they say so\n{ENTRY}", ["b"]),
        (f"{LATE}\n%% IVIGREF: ignore {NAMED} — they say so\n% another comment\n\n{ENTRY}", ["b"]),
        (LATE + ENTRY.replace("  year", f"  % ivigref: ignore {NAMED}, pages-impossible -- they say so\n  year"), ["b"]),
        (LATE + ENTRY.replace("\n}", f"\n  % ivigref: ignore {NAMED} -- a {{ in a reason\n}}") + LATE.replace("{a,", "{c,"), ["b"]),
        ((LATE + ENTRY.replace("  year", f"  % ivigref: ignore {NAMED} -- so\n  year")).replace("\n", "\r\n"), ["b"]),
        (f"{LATE}{ENTRY}% ivigrefs: ignore {NAMED}\n", []),
        (f"{LATE}{ENTRY.replace('skin', f'% ivigref: ignore {NAMED} -- in a title')}", []),
    ],
)  # fmt: skip
def test_a_comment_above_an_entry_or_in_it_silences_it(tmp_path: Path, text: str, silent: list[str]) -> None:
    """It silences this entry and no other, and the entry is still read whole."""
    file = tmp_path / "list.bib"
    file.write_bytes(text.encode())
    checked = examine(file, registries=[], tag=False)
    assert [finding.key for finding, _ in checked.silenced] == silent
    late = [c.key for c, found, _ in checked.rows() if any(f.check == NAMED for f in found)]
    assert late == [c.key for c in checked if c.key not in silent]
    assert [c.reference.year for c in checked] == [2099] * len(checked)


def test_an_entry_with_a_comment_is_corrected_where_its_field_is() -> None:
    """A comment may name the field that is corrected, with any sign in it; it stays as it is."""
    text = ENTRY.replace("  year", f"  % ivigref: ignore {NAMED} -- year = {{2098}}, they say\n  year")
    assert edit(text, [("b", "year", "1999")]) == text.replace("{2099}", "{1999}")


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        (f"ignore {NAMED}", "list.bib:1: expected a reason, so that whoever reads this knows why"),
        (f"ignore {NAMED} --  ", "list.bib:1: expected a reason"),
        ("ignore year-imposible -- they say so", "list.bib:1: expected the name of a check, found 'year-imposible'"),
        ("skip this one", "list.bib:1: expected ignore CHECK -- reason, found 'skip this one'"),
    ],
)
def test_a_comment_that_silences_nothing_that_can_be_is_refused(comment: str, message: str) -> None:
    """A silence without a reason, or with a misspelt name, would be believed to work."""
    text = f"% ivigref: {comment}\n{LATE}"
    with pytest.raises(InputError, match=message):
        from_bibtex(text, "list.bib", bibtex.loads(text))
    with pytest.raises(InputError, match="expected an entry behind this comment"):
        from_bibtex(f"{LATE}% ivigref: ignore {NAMED} -- so", "list.bib", bibtex.loads(LATE))


@pytest.mark.parametrize(
    ("given", "check", "reference", "reason"),
    [
        (f"{NAMED}=why not", NAMED, None, "why not"),
        (f"{NAMED}:3=a=b", NAMED, "3", "a=b"),
        (f" {NAMED} : DBLP:conf/x/Doe = so ", NAMED, "DBLP:conf/x/Doe", "so"),
    ],
)
def test_an_option_names_check_reference_and_reason(given: str, check: str, reference: str | None, reason: str) -> None:
    """A key may have colons in it, a reason anything."""
    silence = from_option(given)
    assert (silence.check, silence.reference, silence.reason) == (check, reference, reason)


@pytest.mark.parametrize("given", ["", "=why", f"{NAMED}", f"{NAMED}=", f"{NAMED}:3", "nonsense=why", "a b=c"])
def test_an_option_that_is_none_is_refused(given: str) -> None:
    """With what was expected."""
    with pytest.raises(InputError, match="expected "):
        from_option(given)


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("pyproject.toml", f'[tool.ivigref]\nignore = [{{check = "{NAMED}", reference = 3, reason = "so"}}]', ["3"]),
        ("pyproject.toml", "[tool.other]\nx = 1", None),
        ("pyproject.toml", "[tool.ivigref]", []),
        ("ivigref.toml", f'ignore = [{{check = "{NAMED}", reason = "so"}}]', [None]),
    ],
)  # fmt: skip
def test_settings_are_those_of_the_nearest_folder(
    tmp_path: Path, name: str, text: str, found: list[str | None] | None
) -> None:
    """A file of another program's settings is passed over."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    inner = tmp_path / "text" / "chapter"
    inner.mkdir(parents=True)
    settings = find_settings(inner)
    if found is None:
        assert settings is None or not settings.place.startswith(str(tmp_path))
    else:
        assert settings is not None
        assert [silence.reference for silence in from_settings(settings)] == found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ignore = 3", "ivigref.toml: ignore: expected a list of tables"),
        ("ignore = [3]", "ignore 1: expected a table with check and reason"),
        (f'ignore = [{{check = "{NAMED}"}}]', "ignore 1: expected a reason"),
        (
            f'ignore = [{{check = "{NAMED}", reason = "x", key = "y"}}]',
            "expected check, reference, reason and file, found 'key'",
        ),
        ("ignore = [", "ivigref.toml: expected TOML: "),
    ],
)
def test_settings_that_cannot_be_read_are_refused(tmp_path: Path, text: str, message: str) -> None:
    """And never passed over: somebody believes that they work."""
    (tmp_path / "ivigref.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        from_settings(find_settings(tmp_path))  # type: ignore[arg-type]  # they are found, or raise
    assert issubclass(DataError, InputError)


def test_what_is_silenced_by_two_is_silenced_once_and_neither_is_unused() -> None:
    """A silence of all references and one of this reference both do their work."""
    wrong = Finding.of(Check.VOLUME_DIFFERS, "volume: 9", number=1, key="a")
    listed = Checked([Citation(reference=Reference(raw="x", number=1), key="a")], [[wrong]], ["findings"])
    quiet = silenced(listed, [from_option("volume-differs=so"), from_option("volume-differs:a=so")])
    assert (len(quiet.silenced), list(quiet.problems), list(quiet.statuses)) == (1, [], ["unverified"])


def test_the_command_line_counts_what_is_silenced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On request each is listed with its reason; what is unused is a note and changes no exit code."""
    file = tmp_path / "list.bib"
    file.write_text(LATE + ENTRY, encoding="utf-8")
    (tmp_path / "ivigref.toml").write_text(
        f'ignore = [{{check = "{NAMED}", reference = "a", reason = "they say so"}}]', encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)

    def check(*arguments: str) -> Any:  # noqa: ANN401  (code, output and what is said)
        return run(["check", "list.bib", *arguments], monkeypatch, capsys)

    code, _, err = check()
    assert (code, "1 finding silenced (--silenced lists them)" in err) == (1, True)
    code, out, err = check("--ignore", f"{NAMED}:b=so be it", "--silenced", "--ignore", "retracted=known")
    assert code == 0
    assert "more than one ahead" not in out
    assert f"  a: error: the year 2099 is more than one ahead of today [{NAMED}]: they say so (" in err
    assert "so be it (--ignore " in err
    assert "list.bib: note: retracted silences nothing; it is in --ignore 'retracted=known' [silence-unused]" in err
    assert check("--ignore", NAMED)[0] == 2


def test_a_problem_of_the_list_can_be_silenced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Then it is not said when the list is read, either."""
    file = tmp_path / "list.txt"
    file.write_text(
        "References\n1. Doe J. On lupus, invented. Lupus. 2001;1:1–2.\n3. Doe J. On skin. Lupus. 2002;1:3–4.\n"
    )
    assert run(["check", str(file)], monkeypatch, capsys)[0] == 1
    code, _, err = run(["check", str(file), "--ignore", "missing-number=cut out"], monkeypatch, capsys)
    assert (code, err) == (0, "1 finding silenced (--silenced lists them)\n")


JUDGED = (
    Judgement(verdict="not-found", reason="crossref knows no such work"),
    Judgement(verdict="place-holds-another", title_of=Likeness(record=Record(title="On skin"))),
    Judgement(verdict="not-found"),
)


def accused() -> Checked:
    """Return three references that are missed, the second of which is a mixture."""
    citations = [Citation(reference=Reference(raw="x", number=n), key=f"k{n}") for n in (1, 2, 3)]
    checks = (Check.NOT_FOUND, Check.CHIMERA, Check.NOT_FOUND)
    found = [[Finding.of(c, "missed", number=n, key=f"k{n}", line=n)] for n, c in enumerate(checks, start=1)]
    return Checked(citations, found, ["findings"] * 3, judgements=JUDGED, file="list.bib", text="x\ny\nz\n")


def test_a_key_that_is_cited_and_not_listed_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With its place among the findings, or as a problem of the list where nothing of the text is read."""
    listed = r"\begin{thebibliography}{9}\bibitem{a} Roe A. Skin. J Inv. 2009;1:2.\end{thebibliography}\end{document}"
    file = tmp_path / "m.tex"
    for text, printed, said in ((r"\cite{a, b}", "key b is cited", ""), (r"\nocite{b}", "", "not in the list: b")):
        file.write_text(rf"\begin{{document}}It is rare. {text} {listed}", encoding="utf-8")
        code, out, err = run(["check", str(file)], monkeypatch, capsys)
        assert (code, printed in out, said in err) == (1, True, True)
        assert (out + err).count("cited-unlisted") + (out + err).count("citation-key-missing") == 1


def test_a_verdict_whose_finding_is_silenced_fails_nothing_and_is_counted_apart() -> None:
    """The check not-found and the verdict have one name: who gave a reason is not asked for it again."""
    quiet = silenced(accused(), [from_option("not-found:1=asked the author"), from_option("chimera=two works")])
    assert [judgement.is_silenced for judgement in quiet.judgements] == [True, True, False]
    assert quiet.existence() == (
        "1 not found though expected, 1 not found though expected (silenced),"
        " 1 whose place holds another work (silenced)"
    )
    assert quiet.summary().splitlines()[-1] == "1 warning; 2 silenced"
    assert [fails(quiet, failing(name)) for name in ("not-found", "place-holds-another", "chimera")] == [
        True, False, False,
    ]  # fmt: skip
    assert not fails(quiet[:1], failing("not-found"))


def test_every_face_tells_a_silenced_verdict_from_one_that_is_not() -> None:
    """None has it as an error or a warning, and each that names the verdict says that it is silenced."""
    quiet = silenced(accused(), [from_option("not-found:1=asked the author"), from_option("chimera=two works")])
    report = check_report(quiet)
    assert report["list"]["silenced"] == 2
    assert [citation["verdict"]["silenced"] for citation in report["citations"]] == [True, True, False]
    assert "- **not found though it should be**: 3 k3\n" in markdown.dumps(quiet)
    assert "- **not found though it should be (silenced)**: 1 k1\n" in markdown.dumps(quiet)
    page = html.dumps(quiet)
    assert page.count('<span class="verdict">not found though it should be (silenced)</span>') == 1
    assert page.count('<span class="verdict not-found">not found though it should be</span>') == 1
    assert "1 warning, 0 notes; 2 silenced." in page
    assert [row["verdict"] for row in map(checked_row_of, quiet.judged())] == [
        "not-found", "place-holds-another", "not-found",
    ]  # fmt: skip
    assert [row["warnings"] for row in map(checked_row_of, quiet.judged())] == [None, None, "not-found"]
    assert github.dumps(quiet).count("::warning ") == 1


def test_sarif_has_silenced_findings_as_suppressed_notes_with_the_reason() -> None:
    """Who reads no suppressions sees a note, and who does sees why, and whether the list itself says so."""
    text = "% ivigref: ignore chimera -- two works\n@misc{k2, title = {On lupus}}\n"
    silences = [from_option("not-found:1=asked the author"), *from_bibtex(text, "list.bib", bibtex.loads(text))]
    quiet = silenced(accused(), silences)
    results = json.loads(sarif.dumps(quiet))["runs"][0]["results"]
    assert [(r["ruleId"], r["level"], r.get("suppressions")) for r in results] == [
        ("not-found", "warning", None),
        ("not-found", "note", [{"kind": "external", "justification": "asked the author"}]),
        ("chimera", "note", [{"kind": "inSource", "justification": "two works"}]),
    ]
    rules = json.loads(sarif.dumps(quiet))["runs"][0]["tool"]["driver"]["rules"]
    assert [rules[r["ruleIndex"]]["id"] for r in results] == [r["ruleId"] for r in results]
