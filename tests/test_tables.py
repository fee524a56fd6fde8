"""One table for programs: the same columns, types and values in data frames and in every CSV, and back again."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivigref import Bibliography, Checked, Citation, Finding, Reference, Tag, examine, load, parse
from ivigref.model import Judgement
from ivigref.model.rows import TYPES, column_names, columns
from ivigref.names import Name
from ivigref.reports import drawn, table
from ivigref.serve.downloads import DOWNLOADS, Decided
from ivigref.tables import apart, csv_lines, guarded, unguarded
from tests.test_cli import run

# What the issue of these tables names, in its order; others follow.
FIRST = [
    "file", "number", "key", "status", "confidence", "doi", "pmid", "pmcid", "title", "authors", "year", "journal",
    "volume", "issue", "pages", "findings", "diseases", "designs", "odds",
]  # fmt: skip
NAMES = [column.name for column in columns()]
KINDS = {column.name: column.kind for column in columns()}
READ: dict[str, Callable[[str], Any]] = {"text": unguarded, "integer": int, "number": float}
TEXT = """References
1. Imbach P, Barandun S, d'Apuzzo V, et al. High-dose intravenous gammaglobulin for idiopathic thrombocytopenic purpura in childhood. Lancet. 1981;1:1228–31.
2. Krug P, Boyer O, et al. Nephrotic syndrome in Kawasaki disease: a report of three cases. Pediatr Nephrol. 2012;28(9):1547–50.
3. Müller É. An invented work on invented things. J Imag Med. 2019;12:300–8.
"""
LIBRARIES = pytest.mark.parametrize("library", ["pandas", "polars"])


def hostile() -> Checked:
    """Return a list whose values are whatever a spreadsheet, a CSV reader or a list in a cell could take wrongly."""
    texts = ["=1+1", "'=1+1", "''-x", "NA", "null", "007", "1e5", 'a "b", c', "two\nlines", "a; b", "b\\", "-", "\tx", "é‌ی\u3000x"]  # fmt: skip
    found = [
        Citation(
            reference=Reference(
                number=number,
                title=text,
                container_title=text,
                volume=text,
                issue=text,
                authors=(Name(family=text), Name(family=text), Name(literal="Skin; Hair Group")),
                et_al=True,
                year=-5 if number else None,
            ),
            key=text,
            confidence=0.1 + 0.2,
            tags=(
                Tag(axis="disease", term="lupus", label="L", odds=0.97, role="subject"),
                Tag(axis="disease", term="asthma", label="A", odds=0.31, role="mentioned"),
                Tag(axis="design", term="randomized-controlled-trial", label="R", odds=0.99),
                Tag(axis="design", term="double-blind-method", label="D", odds=0.9),
                Tag(axis="setting", term=text, label=text),
            ),
        )
        for number, text in enumerate(texts)
    ]
    finding = Finding(check="volume-differs", severity="error", message="x")
    return Checked(found, [[finding]] * len(found), ["findings"] * len(found), file="=list.txt")


LISTS: dict[str, Callable[[], Checked]] = {
    "the 57": lambda: examine(load()),
    "printed": lambda: examine(io.StringIO(TEXT)),
    "hostile": hostile,
    "empty": lambda: Checked([], [], []),
}


def typed(text: str) -> list[dict[str, Any]]:
    """Read a table as its documentation says."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    return [{name: READ[KINDS.get(name, "text")](cell) if cell else None for name, cell in row.items()} for row in rows]


def filled(rows: Iterable[Mapping[str, Any]], names: Iterable[str]) -> list[dict[str, Any]]:
    """Return rows with every column."""
    return [{name: row.get(name) for name in names} for row in rows]


def test_the_columns_are_these() -> None:
    """Scripts rely on names and order; each column says what is in it."""
    assert NAMES[: len(FIRST)] == FIRST
    assert len(set(NAMES)) == len(NAMES)
    assert all(column.meaning and column.kind in READ for column in columns())


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("bom", [False, True])
def test_a_table_read_back_has_the_same_values(name: str, bom: bool) -> None:  # noqa: FBT001  (a parameter)
    """No value is lost or changed by CSV, with the mark for Excel or without."""
    checked = LISTS[name]()
    text = checked.to_csv(bom=bom)
    assert text.startswith("\ufefffile," if bom else "file,")
    assert typed(text) == filled(checked.table(), column_names(checked))
    assert text == "".join(drawn("csv", checked, bom=bom))
    listed = Bibliography(checked)
    assert typed(listed.to_csv()) == filled(listed.table(), column_names(checked))
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not [cell for cell in row if cell.startswith(("=", "+", "@", "\t", "\r"))]


@LIBRARIES
@pytest.mark.parametrize("name", LISTS)
def test_a_data_frame_has_the_columns_and_the_types_even_without_a_row(name: str, library: Any) -> None:  # noqa: ANN401
    """Whole numbers stay whole where one is missing, and an empty list has the types of a full one."""
    pytest.importorskip(library)
    for listed in (checked := LISTS[name](), Bibliography(checked)):
        frame: Any = listed.to_dataframe(library)
        assert list(frame.columns) == column_names(checked)
        found = dict(zip(frame.columns, map(str, frame.dtypes), strict=True))
        assert found == {column: TYPES[library][KINDS.get(column, "text")] for column in frame.columns}
        values = (
            frame.astype(object).where(frame.notna(), None).to_dict("records")
            if library == "pandas"
            else frame.to_dicts()
        )
        assert values == filled(listed.table(), frame.columns)


def test_what_is_read_by_a_library_is_what_was_written(tmp_path: Path) -> None:
    """Both libraries read the file, mark and all, into the frame that `to_dataframe` gives."""
    pd, pl = pytest.importorskip("pandas"), pytest.importorskip("polars")
    checked = LISTS["the 57"]()
    file = tmp_path / "references.csv"
    file.write_text(checked.to_csv(bom=True), encoding="utf-8")
    types = {column.name: TYPES["pandas"][column.kind] for column in columns()}
    pd.testing.assert_frame_equal(
        pd.read_csv(file, dtype=types, keep_default_na=False, na_values=[""]), checked.to_dataframe("pandas")
    )
    schema = {column.name: getattr(pl, TYPES["polars"][column.kind]) for column in columns()}
    assert pl.read_csv(file, schema_overrides=schema).equals(checked.to_dataframe("polars"))
    assert pd.DataFrame({"n": checked.to_dataframe("pandas")["year"]})["n"].isna().sum() == 0


@LIBRARIES
def test_what_no_data_frame_holds_stops_none(library: Any) -> None:  # noqa: ANN401  (two names)
    """A year of more than 64 bits is none, and a half of a character is no text."""
    pytest.importorskip(library)
    frame = Bibliography([Citation(reference=Reference(year=10**20, title="a\ud800"))]).to_dataframe(library)
    assert list(frame["title"]) == ["a?"]
    assert str(frame["year"][0]) in {"None", "<NA>"}


def test_a_data_frame_without_a_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither is installed by default; one that is named is missed by its own name."""
    for name in ("pandas", "polars"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImportError, match=r"^expected pandas or polars, found neither: install one of them$"):
        load().to_dataframe()
    with pytest.raises(ImportError, match="polars"):
        load().to_dataframe("polars")


def test_a_row_says_what_is_known() -> None:
    """Findings by severity, designs without their features, diseases without those that are only mentioned."""
    printed = typed(LISTS["printed"]().to_csv())
    assert [row["status"] for row in printed] == ["verified", "findings", "unverified"]
    assert (printed[1]["findings"], printed[1]["errors"], printed[1]["warnings"]) == ("volume-differs",) * 2 + (None,)
    assert printed[0]["authors"] == "Imbach P; Barandun S; d'Apuzzo V; et al."
    row = typed(hostile().to_csv())[0]
    assert (row["diseases"], row["mentioned"]) == ("lupus", "asthma")
    assert (row["designs"], row["features"]) == ("randomized-controlled-trial", "double-blind-method")
    assert row["odds"] == "lupus 0.97; asthma 0.31; randomized-controlled-trial 0.99; double-blind-method 0.9"
    assert apart(row["authors"]) == ["=1+1", "=1+1", "Skin; Hair Group", "et al."], "two of one name are two"
    judged = Checked(
        [Citation(reference=Reference())], [[]], ["unverified"], judgements=[Judgement(verdict="not-found")]
    )
    assert typed(judged.to_csv())[0]["verdict"] == "not-found"


def test_an_axis_of_ones_own_takes_no_column_of_another() -> None:
    """Its name may be that of a column, and both are there."""
    tags = tuple(Tag(axis=axis, term=f"t{place}", label="T") for place, axis in enumerate(("setting", "title", "odds")))
    rows = typed(
        Bibliography(
            [Citation(reference=Reference(title="Lupus"), tags=tags), Citation(reference=Reference())]
        ).to_csv()
    )
    assert [rows[0][name] for name in ("setting", "title_axis", "odds_axis", "title")] == ["t0", "t1", "t2", "Lupus"]
    assert rows[1]["setting"] is None


@pytest.mark.parametrize("sign", [*"=+-@\t\r\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_no_sign_begins_a_formula(sign: str) -> None:
    """Full-width ones do so in East Asian settings of a spreadsheet; in a word they are as they were."""
    assert [guarded(f"{sign}1"), guarded(f"'{sign}1"), guarded(f"a{sign}1")] == [
        f"'{sign}1",
        f"''{sign}1",
        f"a{sign}1",
    ]


@given(st.text())
def test_a_cell_that_is_guarded_is_read_as_it_was(text: str) -> None:
    """However many apostrophes it begins with."""
    assert unguarded(guarded(text)) == text


def test_a_table_is_written_a_row_at_a_time() -> None:
    """A long list is not held as text: each part is a line."""
    lines = csv_lines(["a"], ({"a": number} for number in range(3)))
    assert next(lines) == "a\n"
    assert list(lines) == ["0\n", "1\n", "2\n"]


@pytest.fixture
def ivigref(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:  # noqa: ANN401  (a command)
    """Return the command as a function of its arguments."""
    return lambda *arguments: run(arguments, monkeypatch, capsys)


@pytest.mark.parametrize("verb", ["parse", "resolve", "tag", "check"])
def test_every_verb_prints_the_same_table(ivigref: Any, tmp_path: Path, verb: str) -> None:  # noqa: ANN401
    """Of one file, and of several with the file of each; the mark is there on request."""
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    for file in (first, second):
        file.write_text(TEXT, encoding="utf-8")
    one = ivigref(verb, str(first), "--format", "csv")[1]
    two = ivigref(verb, str(first), str(second), "--format", "csv", "--bom")[1]
    assert one.splitlines()[0].split(",") == NAMES
    assert two.splitlines()[0].split(",") == ["\ufefffile", *NAMES[1:]]
    assert [row["file"] for row in typed(one)] == [str(first)] * 3
    assert [(row["file"], row["number"]) for row in typed(two)] == [
        (str(file), number) for file in (first, second) for number in (1, 2, 3)
    ]
    known = examine(first) if verb in {"tag", "check"} else Bibliography(map(Citation.of, parse(TEXT)))
    same = [name for name in FIRST if name not in {"status", "findings", "confidence", "doi", "pmid", "key"}]
    expected = filled(known.table(), same) if verb in {"tag", "check"} else None
    assert expected is None or [{name: row[name] or None for name in same} for row in typed(one)] == [
        row | {"file": str(first)} for row in expected
    ]


@pytest.mark.parametrize(
    ("verb", "output"), [("check", "json"), ("check", "text"), ("parse", "jsonl"), ("tag", "table")]
)
def test_a_mark_is_for_tables_only(ivigref: Any, verb: str, output: str) -> None:  # noqa: ANN401
    """Nothing is left out in silence."""
    code, out, err = ivigref(verb, "--format", output, "--bom")
    assert (code, out) == (2, "")
    assert f"--bom begins a table (--format csv or findings), found --format {output}" in err


def test_findings_are_a_table_with_a_head_even_where_there_are_none() -> None:
    """A script that reads the columns does not stop at a list without mistakes."""
    assert "".join(table.findings_csv(Checked([], [], []), bom=True)) == (
        "\ufefffile,number,key,check,severity,field,printed,recorded,message,line,verdict\n"
    )


def test_the_download_of_the_page_is_the_same_table(tmp_path: Path) -> None:
    """With the mark: who downloads it opens it in Excel."""
    checked = examine(io.StringIO(TEXT))
    data = DOWNLOADS["table"].make(Decided(checked, frozenset(), "", tmp_path, "list.txt"))
    assert data == checked.to_csv(bom=True).encode()


def test_the_results_of_a_batch_have_the_same_columns() -> None:
    """Those that a table says flat and a batch nested keep their name."""
    pytest.importorskip("pyarrow")
    from ivigref.batch import OUTPUT, process  # noqa: PLC0415  (an extra)
    from ivigref.batch.work import record_batch  # noqa: PLC0415  (the same)

    assert set(NAMES) <= {*OUTPUT.names}
    kinds = {name: str(OUTPUT.field(name).type) for name in NAMES}
    assert (kinds["title"], kinds["year"], kinds["confidence"]) == ("string", "int64", "double")
    lines = [line.partition(" ")[2] for line in TEXT.splitlines()[1:]]
    given_rows = [{"list": "a", "number": number, "text": line} for number, line in enumerate(lines, 1)]
    done = process(record_batch(given_rows, _input())).to_pylist()
    same = [name for name in NAMES if name not in {"file", "findings"}]
    assert [{name: row[name] for name in same} for row in done] == filled(examine(io.StringIO(TEXT)).table(), same)
    assert [row["file"] for row in done] == ["a"] * 3


def _input() -> Any:  # noqa: ANN401  (pyarrow's)
    from ivigref.batch.work import INPUT  # noqa: PLC0415  (an extra)

    return INPUT


def test_the_page_for_r_names_the_columns_that_are_numbers() -> None:
    """It reads every column as text, and these as what they are."""
    page = (Path(__file__).parent.parent / "docs/persons/r.md").read_text(encoding="utf-8")
    assert "whole <- c({})".format(", ".join(f'"{name}"' for name, kind in KINDS.items() if kind == "integer")) in page
    assert page.count("as.numeric(") == sum(kind == "number" for kind in KINDS.values())
    assert all(f"refs${name} <- as.numeric" in page for name, kind in KINDS.items() if kind == "number")
    assert {"status", "diseases", "doi", "findings"} <= set(NAMES)
