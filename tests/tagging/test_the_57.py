"""The 57 references are tagged rightly, read one by one against titles and records."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from ivigref.model import Record
from ivigref.tagging import tag_record

TABLE: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("the_57.toml").read_text(encoding="utf-8"))[
    "reference"
]
GIVEN = ("kind", "title", "container_title", "publication_types", "mesh", "abstract_note")
AXES = {"designs": "design", "forms": "form", "routes": "route", "populations": "population", "patients": "patients"}


def record_of(row: dict[str, Any]) -> Record:
    """Return what is known of one reference."""
    return Record.model_validate({name: row[name] for name in GIVEN if name in row})


@pytest.mark.parametrize("row", TABLE, ids=lambda row: str(row["number"]))
def test_diseases(row: dict[str, Any]) -> None:
    """Every disease of title and headings is there with its MeSH UID, and no other."""
    tags = [tag for tag in tag_record(record_of(row)) if tag.axis == "disease"]
    assert sorted(f"{tag.term} {tag.mesh or '-'}" for tag in tags) == row["diseases"]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: str(row["number"]))
def test_other_axes(row: dict[str, Any]) -> None:
    """Design, form, route, population and number of patients are what title and record say, and no more."""
    tags = tag_record(record_of(row))
    found = {name: sorted(tag.term for tag in tags if tag.axis == axis) for name, axis in AXES.items()}
    assert found == {name: row[name] for name in AXES}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: str(row["number"]))
def test_evidence_points_at_its_words(row: dict[str, Any]) -> None:
    """Every tag says where it was read, and a span holds the very words."""
    record = record_of(row)
    texts = {"title": record.title, "abstract-note": record.abstract_note, "container": record.container_title}
    for tag in tag_record(record):
        assert tag.evidence
        for evidence in tag.evidence:
            assert evidence.rule
            if evidence.start is not None and evidence.end is not None:
                text = texts[evidence.source]
                assert text is not None
                assert text[evidence.start : evidence.end] == evidence.text


def test_all_57_are_there() -> None:
    """The table is the whole list."""
    assert [row["number"] for row in TABLE] == list(range(1, 58))


def test_groups_of_the_review() -> None:
    """The review's own groups find their narrower terms, and lupus vulgaris is no lupus."""
    members: dict[str, list[int]] = {}
    for row in TABLE:
        for tag in tag_record(record_of(row)):
            if tag.axis == "disease":
                for group in ("lupus", "inflammatory-myopathy", "scleroderma-spectrum", "mctd"):
                    if tag.is_a(group) and row["number"] not in members.setdefault(group, []):
                        members[group].append(row["number"])
    assert members == {
        "lupus": [*range(8, 23)],
        "inflammatory-myopathy": [*range(24, 35), 42, 57],
        "scleroderma-spectrum": [4, *range(35, 41), 42],
        "mctd": [41, 43, 44],
    }
