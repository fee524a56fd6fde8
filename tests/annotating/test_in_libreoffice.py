"""What comes back opens in LibreOffice: comments and changes are there, and accepted it is the corrected list."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pypandoc  # type: ignore[import-untyped]
import pytest

from ivigref import examine, load
from ivigref.annotating.marked_word import document
from ivigref.annotating.marking import marked
from ivigref.annotating.remarks import remarks
from ivigref.annotating.returning import returned
from ivigref.xml import parse
from tests.annotating.libreoffice import LibreOffice, needs_libreoffice
from tests.annotating.planting import planted

pytestmark = [pytest.mark.slow, needs_libreoffice]
WHEN = datetime(2026, 11, 29, 10, 30)  # noqa: DTZ001  (written as UTC)
SHARED = os.environ.get("IVIGREF_SHARED")
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
RAWS = [citation.reference.raw for citation in load()]
WRONG = [raw.replace("2012;27(9)", "2012;28(9)").replace("2007;27(3)", "2007;28(3)") for raw in RAWS]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> LibreOffice:
    """Return an office."""
    return LibreOffice(tmp_path_factory.mktemp("office"))


def manuscript(place: Path) -> Path:
    """Write the list of 57 with two wrong volumes as pandoc writes documents."""
    lines = "\n".join(f"{number}. {raw}" for number, raw in enumerate(WRONG, 1))
    pypandoc.convert_text(f"# Skin\n\nAs shown [52].\n\n# References\n\n{lines}\n", place.suffix[1:], "markdown-smart",
                          outputfile=str(place))  # fmt: skip
    return place


def said(saved: bytes) -> tuple[int, int, int]:
    """Count the comments, deletions and insertions of ivigref."""
    root = parse(saved)
    own = [
        element.tag
        for name in (f"{OFFICE}annotation", f"{TEXT}deletion", f"{TEXT}insertion")
        for element in root.iter(name)
        if any(creator.text == "ivigref" for creator in element.iter(CREATOR))
    ]
    return own.count(f"{OFFICE}annotation"), own.count(f"{TEXT}deletion"), own.count(f"{TEXT}insertion")


@pytest.mark.parametrize("ending", [".docx", ".odt"])
def test_a_manuscript_comes_back(office: LibreOffice, tmp_path: Path, ending: str) -> None:
    """Accepted it is the corrected list; rejected it is the author's text, word for word."""
    old = manuscript(tmp_path / f"paper{ending}")
    checked = examine(str(old))
    found = list(remarks(checked, suggest=True, notes=True))
    new = tmp_path / f"paper.checked{ending}"
    new.write_bytes(returned(old.read_bytes(), found, WHEN).data)
    assert said(office.saved(new)) == (len(found), 2, 2)
    before = office.text(old)
    assert office.text(new, decided="Reject") == before
    assert before.count("2012;28(9)") == before.count("2007;28(3)") == 1
    assert office.text(new) == before.replace("2012;28(9)", "2012;27(9)").replace("2007;28(3)", "2007;27(3)")


def test_a_corrected_list_opens(office: LibreOffice, tmp_path: Path) -> None:
    """Its changes accepted, it is the list in its style; rejected, it is the list as printed in that style."""
    found = marked(examine(str(manuscript(tmp_path / "paper.docx"))))
    file = tmp_path / "list.docx"
    file.write_bytes(document(found, WHEN))
    for decided, gone in (("Accept", "old"), ("Reject", "new")):
        shown = ["".join(piece.text for piece in one.pieces if piece.kind != gone) for one in found]
        lines = [f"{one.number}. {text}" for one, text in zip(found, shown, strict=True)]
        assert office.text(file, decided=decided).splitlines() == lines


@pytest.mark.skipif(SHARED is None, reason="IVIGREF_SHARED names no folder with manuscripts")
@pytest.mark.parametrize("name", ["ptds.docx", "scoping_v1.docx", "deep_rules_revision.docx"])
def test_a_real_manuscript_comes_back(office: LibreOffice, tmp_path: Path, name: str) -> None:
    """With changes of others in it, too, which are accepted with ours."""
    old = Path(SHARED or "", "manuscripts", name)
    checked, values = planted(str(old))
    found = list(remarks(checked, suggest=True))
    result = returned(old.read_bytes(), found, WHEN)
    new = tmp_path / name
    new.write_bytes(result.data)
    assert (result.comments, result.changes, result.told) == (len(found), len(values), ())
    assert said(office.saved(new)) == (len(found), len(values), len(values))
    before = office.text(old).splitlines()
    after = office.text(new).splitlines()
    rejected = office.text(new, decided="Reject").splitlines()
    for place, volume in values.items():
        raw = checked[place].reference.raw.split("\n")[0]
        [line] = [number for number, text in enumerate(before) if raw in text]
        printed = checked[place].reference.volume or ""
        assert after[line].count(volume) > before[line].count(volume)
        assert after[line].replace(volume, printed) == before[line].replace(volume, printed)
        assert "revision" in name or rejected[line] == before[line]
