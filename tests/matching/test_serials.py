"""Journals of two names: one that a list knows for one is no other journal."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivigref import Record, Reference
from ivigref.data.serials import VARIABLE, Serial, Serials, list_text
from ivigref.matching import compare_listed_journals

LIST = Serials(
    [
        Serial("1", "Fables of the Skin Society", ("Fables Skin Soc",), ("2049-3630",)),
        Serial("2", "Skin Tales", ("Skin Tales",), ("0043-5341",), (), ("1",)),
        Serial("3", "Skin Tales. Series A", ("Skin Tales A",), ("1432-1904",), (), ("2",)),
        Serial("4", "Skin Tales. Series B", ("Skin Tales B",), ("0028-0836",), (), ("2",)),
    ],
    "invented",
    "2026",
)


@pytest.mark.parametrize(
    ("printed", "record", "verdict"),
    [
        ("Fables Skin Soc", Record(container_title="The Fables", issn=("2049-3630",)), "close"),
        ("Fables Skin Soc", Record(container_title="Skin Tales"), "close"),
        ("Skin Tales", Record(container_title="Fables Skin Soc"), "close"),
        ("Skin Tales A", Record(container_title="Skin Tales B"), "different"),
        ("Fables Skin Soc", Record(container_title="Skin Tales B"), "different"),
        ("Fables Skin Soc", Record(container_title="Skin Stories"), "different"),
        ("Skin Yarns", Record(container_title="Skin Tales", issn=("0043-5341",)), "different"),
    ],
)
def test_a_list_decides(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, printed: str, record: Record, verdict: str
) -> None:
    """A journal that goes on under another title is the same; two sections of one, and strangers, are not."""
    path = tmp_path / "journals.tsv"
    path.write_text(list_text(LIST), encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(path))
    assert compare_listed_journals(Reference(container_title=printed), record).verdict == verdict
