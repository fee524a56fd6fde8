"""Real manuscripts come back with every wrong value suggested at its place, and all else as it was."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pypandoc  # type: ignore[import-untyped]
import pytest

from ivigref.annotating.remarks import remarks
from ivigref.annotating.returning import returned
from ivigref.reading import read
from tests.annotating.planting import planted
from tests.annotating.test_annotated_word import parts_of

SHARED = os.environ.get("IVIGREF_SHARED")
MANUSCRIPTS = Path(SHARED or "", "manuscripts")
WHEN = datetime(2026, 11, 29, 10, 30)  # noqa: DTZ001  (written as UTC)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(SHARED is None, reason="IVIGREF_SHARED names no folder with manuscripts"),
]
OURS = {"word/document.xml", "word/comments.xml", "[Content_Types].xml", "word/_rels/document.xml.rels", "content.xml"}


@pytest.mark.parametrize(
    ("name", "least", "ending"),
    [
        ("ptds", 8, ".docx"),
        ("scoping_v1", 7, ".docx"),
        ("deep_rules", 30, ".docx"),
        ("deep_rules_revision", 30, ".docx"),
        ("ptds", 8, ".odt"),
        ("deep_rules", 30, ".odt"),
        ("deep_rules_revision", 30, ".odt"),
    ],
)
def test_every_planted_error_is_suggested_at_its_place(tmp_path: Path, name: str, least: int, ending: str) -> None:
    """Accepted, each reference has the recorded volume and is otherwise as it was; no other part has changed."""
    old = MANUSCRIPTS / f"{name}.docx"
    if ending == ".odt":
        old = tmp_path / f"{name}.odt"
        pypandoc.convert_file(str(MANUSCRIPTS / f"{name}.docx"), "odt", outputfile=str(old))
    checked, volumes = planted(str(old))
    assert len(volumes) >= least
    found = list(remarks(checked, suggest=True))
    result = returned(old.read_bytes(), found, WHEN)
    assert (result.comments, result.changes, result.told) == (len(found), len(volumes), ())
    assert sum(map(bool, checked.without_notes().findings)) <= len(found)
    new = tmp_path / f"new{ending}"
    new.write_bytes(result.data)
    again = read(str(new)).citations
    assert len(again) == len(checked)
    for place, (before, after) in enumerate(zip(checked, again, strict=True)):
        wanted = before.reference.model_copy(update={"volume": volumes.get(place, before.reference.volume)})
        assert after.reference.volume == wanted.volume
        assert (after.reference.title, after.reference.year, after.reference.pages) == (
            wanted.title, wanted.year, wanted.pages,
        )  # fmt: skip
    parts = parts_of(old.read_bytes())
    assert {part for part, data in parts_of(result.data).items() if data != parts.get(part)} <= OURS
