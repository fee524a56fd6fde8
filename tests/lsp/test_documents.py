"""What an editor is shown of a document, without an editor: exact places, corrections, silences, faults."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol.types import CodeActionKind, Diagnostic, DiagnosticSeverity, Position, Range, TextEdit

from ivigref.annotating.fixed import fixed_library
from ivigref.corrections import Level
from ivigref.data import read_text
from ivigref.errors import MissingExtra
from ivigref.lsp.actions import FIX_ALL, REASON, made, offers
from ivigref.lsp.diagnostics import Sheets, diagnostics
from ivigref.lsp.documents import Document, Seen, Superseded, Wanted, examined
from ivigref.lsp.hovering import hover
from ivigref.lsp.positions import Text, edits
from ivigref.reports.places import Region
from ivigref.resolution import Registry
from tests.lsp.client import WHOLE, applied
from tests.lsp.texts import DOCUMENTS, MARKDOWN, PLAIN, THREE
from tests.test_cli import run
from tests.test_watching import RIGHT, WRONG

TEXTS = {name: text for name, (_, text) in DOCUMENTS.items()} | {"list.txt": PLAIN, "marked.bib": f"\ufeff{WRONG}"}


@contextmanager
def nobody(_wish: Wanted, _mailto: str | None) -> Iterator[Sequence[Registry] | None]:
    """Open no registry."""
    yield None


def seen(name: str, text: str, folder: Path | None = None, units: str = "utf-16", **wish: str) -> Seen:
    """Return what is known of a document."""
    path = folder / name if folder else None
    document = Document(f"file:///{name}", str(path or name), Text(text, units), 1, path)
    return examined(document, Wanted(**wish), nobody, lambda: True)  # type: ignore[arg-type]  # names of texts alone


def shown(name: str, text: str, **given: str) -> list[Diagnostic]:
    """Return the diagnostics of a document."""
    sheets = Sheets()
    try:
        return diagnostics(seen(name, text, **given), sheets)  # type: ignore[arg-type]  # as above
    finally:
        sheets.close()


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("units", ["utf-8", "utf-16", "utf-32"])
def test_a_diagnostic_is_exactly_at_the_value(name: str, units: str) -> None:
    """Behind an emoji and a combining character, whichever units an editor counts, and after any line end."""
    text = TEXTS[name]
    wrong = [one for one in shown(name, text, units=units) if one.code == "volume-differs"]
    lines = text.replace("\r\n", "\n").split("\n")
    width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[units]
    codec = units if units == "utf-8" else f"{units}-le"
    for one in wrong:
        assert one.range.start.line == one.range.end.line
        line = lines[one.range.start.line].encode(codec)
        assert line[one.range.start.character * width : one.range.end.character * width].decode(codec) == "28"
    assert len(wrong) == text.count("28")


@settings(max_examples=60)
@given(st.text("a😀\u0308\r\n\u2028\f\x85é", max_size=40), st.text("a😀\u0308\r\n\u2028\f\x85é", max_size=40))
def test_edits_make_one_text_of_the_other(old: str, new: str) -> None:
    """Wherever lines end, and whatever counts twice."""
    assert applied(old, edits(Text(old), new)) == new
    text = Text(old)
    places = [offset for offset in range(len(old) + 1) if old[offset - 1 : offset + 1] != "\r\n"]
    assert [text.offset_of(text.position(offset)) for offset in places] == places


def test_a_place_behind_the_end_is_the_end() -> None:
    """Of the line, or of the text: editors and readers may not agree for a moment."""
    text = Text("ab\ncd")
    assert [text.offset_of(Position(0, 9)), text.offset_of(Position(9, 9))] == [2, 5]
    assert text.of_region(Region(1)) == Range(Position(0, 0), Position(0, 2))
    assert text.of_region(Region(9, 9, 9, 99)) == Range(Position(1, 2), Position(1, 2))
    assert text.of_region(None) == Range(Position(0, 0), Position(0, 2))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_values_are_corrected_one_by_one_or_all_at_once(name: str) -> None:
    """Each action changes the value that it names, and nothing else."""
    text = DOCUMENTS[name][1]
    known = seen(name, text)
    listed = shown(name, text)
    found = list(offers(known, WHOLE, listed, None))
    volumes = [one for one in found if one.title == "Correct volume: 28 → 27"]
    assert len(volumes) == text.count("28")
    assert all(one.is_preferred and next(d.code for d in one.solved) == "volume-differs" for one in volumes)
    [place] = [at for at in range(len(text)) if text.startswith("28", at)][:1]
    changes, _ = made(known, volumes[0].names)
    assert applied(text, changes) == f"{text[:place]}27{text[place + 2 :]}"
    assert [one.kind for one in found][-1] == FIX_ALL
    assert "28" not in applied(text, made(known, None)[0])
    assert list(offers(known, WHOLE, listed, [CodeActionKind.SourceOrganizeImports.value])) == []
    assert [one.kind for one in offers(known, WHOLE, listed, ["source"])] == [FIX_ALL]


def test_a_plain_list_and_a_right_one_offer_nothing() -> None:
    """A file that `--fix` does not write has no quick fix; a list that is right has nothing to be mended."""
    assert list(offers(seen("list.txt", PLAIN), WHOLE, [], None)) == []
    complete = fixed_library(Path("a.bib"), WRONG, seen("a.bib", WRONG).checked, Level.ALL, encoding="utf-8").text  # type: ignore[arg-type]  # it was checked
    assert list(offers(seen("a.bib", complete), WHOLE, [], ["quickfix"])) == []
    assert "Add DOI: 10.1007/s00467-012-2172-2" in [one.title for one in offers(seen("a.bib", RIGHT), WHOLE, [], None)]


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        (WRONG, 1),
        (THREE.replace("\n", "\r\n"), 2),
        (f"@misc{{x, title = {{On}}}} {WRONG}", 0),  # a comment above would be the other entry's, too
    ],
)
def test_a_silence_is_a_comment_above_the_entry(text: str, offered: int) -> None:
    """With the line ends of the file; not where a line holds more than the entry."""
    known = seen("refs.bib", text)
    silences = [one for one in offers(known, WHOLE, [], None) if one.silenced and one.silenced[1] == "volume-differs"]
    assert len(silences) == offered
    for one in silences[:1]:
        after = applied(text, made(known, None, one.silenced)[0])
        assert f"% ivigref: ignore volume-differs -- {REASON}{Text(text).line_end}@article{{krug12," in after
        left = [d for d in shown("refs.bib", after) if d.code == "volume-differs"]
        assert len(left) == text.count("28") - 1


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.bib", f"\n\n% ivigref: ignore volume-differs\n{WRONG}", [(2, "expected a reason")]),
        ("a.bib", "@article{a, title = {\0}}", [(0, "expected text")]),
        ("a.md", "# Skin\n\nNo list.\n", []),
        ("a.py", "import os\n", []),
    ],
)
def test_a_fault_of_the_text_is_a_diagnostic_at_its_line(name: str, text: str, said: list[tuple[int, str]]) -> None:
    """A text that holds no list, as most texts, is none; a .bib file is one by its name."""
    found = [(one.range.start.line, one.message) for one in shown(name, text)]
    assert [line for line, _ in found] == [line for line, _ in said]
    assert all(wanted in message for (_, message), (_, wanted) in zip(found, said, strict=True)), found


def test_the_settings_of_its_folder_hold(tmp_path: Path) -> None:
    """A profile is looked for beside them; what is wished by an option comes before it, and a fault is said."""
    (tmp_path / "inner").mkdir()
    (tmp_path / "own.toml").write_text(read_text("profiles/apa.toml"), encoding="utf-8")
    (tmp_path / "ivigref.toml").write_text('profile = "own.toml"', encoding="utf-8")
    found = {str(finding.check) for finding, _, _ in seen("list.txt", PLAIN, tmp_path / "inner").located}
    assert found == {str(finding.check) for finding, _, _ in seen("list.txt", PLAIN, profile="apa").located}
    assert any(check.startswith("profile-") for check in found)
    lost = seen("a.bib", WRONG, tmp_path / "inner", profile="no-such-journal")
    assert "no-such-journal" in (lost.fault or "")
    (tmp_path / "ivigref.toml").write_text("surprise = 1", encoding="utf-8")
    assert "found 'surprise'" in (seen("a.bib", WRONG, tmp_path / "inner").fault or "")


def test_a_document_that_has_changed_is_read_no_further() -> None:
    """What is known of it would be of no use."""
    document = Document("file:///a.bib", "a.bib", Text(WRONG))
    turns = iter([True, False, True])
    with pytest.raises(Superseded):
        examined(document, Wanted(), nobody, lambda: next(turns))
    assert list(turns) == [True]


def test_what_is_shown_of_a_reference_is_no_markup() -> None:
    """Titles, keys and messages may hold anything; addresses are made of identifiers."""
    known = seen("a.md", MARKDOWN.replace("Erfundene", "[x](command:evil) <img src=x> Erfundene"))
    for number in (0, 1):
        text = hover(known, number)
        assert "<img" not in text.replace("\\<", "")
        assert "[x]" not in text.replace("\\[", "")
    assert "2 Krug2012: **findings**" in text


def test_severities_are_those_of_the_findings() -> None:
    """A harmless difference is a hint, which no editor lists."""
    found = {one.code: one.severity for one in shown("a.bib", WRONG.replace("Pediatric Nephrology", "Pediatr Nefrol"))}
    assert found["volume-differs"] is DiagnosticSeverity.Error
    assert set(found.values()) <= {DiagnosticSeverity.Error, DiagnosticSeverity.Warning, DiagnosticSeverity.Hint}


def test_an_edit_is_of_whole_lines() -> None:
    """So that what an editor shows before it is applied can be read."""
    changes = edits(Text("a\r\nb\r\nc"), "a\r\nB\r\nc")
    assert changes == [TextEdit(Range(Position(1, 0), Position(2, 0)), "B\r\n")]


def test_without_the_extra_the_command_that_brings_it_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As for every extra."""
    for loaded in [name for name in sys.modules if name.startswith("ivigref.lsp")]:
        monkeypatch.delitem(sys.modules, loaded)
    monkeypatch.setitem(sys.modules, "lsprotocol", None)
    assert run(("lsp",), monkeypatch, capsys) == (2, "", f"ivigref: {MissingExtra('lsp')}\n")
