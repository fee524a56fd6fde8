"""Titles that mislead: what a tag must and must not be there for, each with its reason."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ivigref.model import Record, Tag
from ivigref.tagging import tag_record

with Path(__file__).with_name("traps.tsv").open(encoding="utf-8", newline="") as _stream:
    TRAPS = list(csv.DictReader(_stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def names_of(tag: Tag) -> set[str]:
    """Return the names by which the table calls a tag."""
    return {f"{tag.axis}/{name}" for name in (tag.term, tag.mesh) if name}


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap["title"][:60])
def test_trap(trap: dict[str, str]) -> None:
    """Each title has the tags that it must have and none that it must not."""
    found = {name for tag in tag_record(Record(title=trap["title"])) for name in names_of(tag)}
    assert set(trap["must"].split()) <= found, trap["reason"]
    assert not set(trap["must not"].split()) & found, trap["reason"]


def test_the_list_is_long_and_gives_reasons() -> None:
    """At least 120 different titles, each with something to demand and its reason."""
    assert len({trap["title"] for trap in TRAPS}) == len(TRAPS) >= 120
    assert all(trap["reason"] and (trap["must"].strip() or trap["must not"].strip()) for trap in TRAPS)
