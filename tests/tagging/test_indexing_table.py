"""The table of what indexers call a work: complete, and of one mind with the terms."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from ivigref import tables
from ivigref.data import read_text
from ivigref.tagging.library import shipped_axes

ROWS = tables.rows(read_text("vocabularies/indexing.tsv"))


def test_every_term_is_there_and_has_the_uid_of_its_row() -> None:
    """A UID that the table has for a heading or a type is that of the term, or of what it is a case of."""
    terms = {(term.axis, term.slug): term for term in shipped_axes().terms}
    for row in (row for row in ROWS if row["term"]):
        term = terms[row["axis"], row["term"]]
        if row["uid"] != "none" and row["name"] == term.label:
            assert term.mesh == row["uid"], row
    assert {row["place"] for row in ROWS} == {"type", "heading", "emtree"}


def test_a_uid_has_one_name() -> None:
    """A name with two UIDs, or the other way round, is a slip of the hand."""
    pairs = {(row["uid"], row["name"]) for row in ROWS if row["uid"] != "none"}
    assert len({uid for uid, _ in pairs}) == len({name for _, name in pairs}) == len(pairs)


def test_a_name_means_one_design_in_one_place() -> None:
    """A further term of MeSH that belongs to two headings would tag works of one as the other."""
    seen: dict[tuple[str, str, str], str] = {}
    for row in (row for row in ROWS if row["term"] and row["term"] != "animal"):
        for name in (row["name"], *filter(None, row["also"].split("|"))):
            key = (row["place"], row["axis"], name.casefold())
            assert seen.setdefault(key, row["term"]) == row["term"], key


@pytest.mark.skipif("IVIGREF_SHARED" not in os.environ, reason="needs IVIGREF_SHARED, where MeSH's table is")
def test_no_publication_type_and_no_study_design_is_missing() -> None:
    """Each of V01 to V03 and of the study designs in E05 has a row, with its UID, if only to say that it decides nothing."""
    rows = {row["uid"]: row["name"] for row in ROWS}
    with (Path(os.environ["IVIGREF_SHARED"]) / "vocab/mesh2024_types_designs.tsv").open(encoding="utf-8") as stream:
        for known in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            if known["tree_numbers"].startswith(("V01", "V02", "V03", "E05.318.372", "E05.318.370")):
                assert rows.get(known["uid"]) == known["name"]


@pytest.mark.parametrize(
    ("name", "decides"), [("Surveys and Questionnaires", False), ("Sample Size", False), ("Animals", True)]
)
def test_a_technique_decides_nothing(name: str, decides: bool) -> None:  # noqa: FBT001
    """It is in the table, so that nobody wonders whether it was forgotten."""
    assert [bool(row["term"]) for row in ROWS if row["name"] == name] == [decides]
