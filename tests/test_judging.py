"""What the benchmark of judging prints and counts: slips that change one thing, and files without doubles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import judging
from benchmarks.slips import SLIPS
from benchmarks.standin import StandIn
from ivigref.model import Work
from tests.server.world import work

WORKS = [
    work(
        f"10.5555/lupus.{number}",
        f"{topic} in dermatomyositis of {people}",
        authors=[(family, "Tom M"), ("Oyelaran", "Bisi"), ("Quillfeather", "Ann")],
        year=2018,
        container=f"Journal of {topic} Reports",
        volume="12",
        page="145-152",
    )
    for number, (topic, people, family) in enumerate(
        [("Immunoglobulins", "adults", "Harrowgate"), ("Rituximab", "children", "Lindqvarn")]
    )
]


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_changes_what_it_is_named_for(name: str) -> None:
    """Each slip changes one field of a work; only what is printed without its DOI changes three."""
    one, other = judging.printable(WORKS)
    changed = SLIPS[name](one, other)
    assert changed is not None
    before, after = Work.fields_of(one), Work.fields_of(changed)
    expected = 0 if name == "unchanged" else 3 if name.startswith("without") else 2 if " and authors" in name else 1
    assert len([field for field in before if before[field] != after[field]]) == expected


def test_we_report_the_slips_and_nothing_else() -> None:
    """The whole path on two works: entries, files, the command, and the page with its sums."""
    entries = [e for e in judging.entries_of(list(judging.printable(WORKS))) if e.kind in ("unchanged", "volume")]
    with StandIn(WORKS) as server:
        found = judging.counted(entries, lambda file: judging.judged_by_us(file, server))
    assert found == {"unchanged": (0, 2, False), "volume": (2, 2, True)}
    page = judging.page({"versions": {}, "tools": {"ivigref": {"slips": found}}, "forms": {"apa": (0, 2)}})
    assert "| **wrong ones reported** | 2 | 2 |" in page
    assert "ivigref does worse" not in page


def test_the_page_says_where_we_lose() -> None:
    """A kind that another checker reports more of, or accuses less of, with what that checker accuses besides."""
    ours = {"right": (1, 9, False), "volume": (2, 3, True), "year": (3, 3, True)}
    theirs = {"right": (0, 9, False), "volume": (3, 3, True), "year": (1, 3, True)}
    eager = {"right": (9, 9, False), "volume": (3, 3, True), "year": (3, 3, True)}
    tools = {"ivigref": {"slips": ours}, "bibaudit": {"slips": theirs}, "bibguard": {"slips": eager}}
    page = judging.page({"versions": {}, "tools": tools, "forms": {}})
    assert [line for line in page.splitlines() if line.startswith("* slips")] == [
        "* slips, right: ivigref reports 1 of 9; bibaudit 0.",
        "* slips, volume: ivigref reports 2 of 3; bibaudit 3, bibguard 3 (and 9 of 9 right ones).",
    ]
    assert "No other checker" in judging.page({"versions": {}, "tools": {"ivigref": {}, "bibaudit": {}}, "forms": {}})


def test_the_public_benchmark_is_read(tmp_path: Path) -> None:
    """Its entries are known by source and kind, and its true ones become works and articles."""
    fields = {"title": "On lupus", "author": "TM Harrowgate and B Oyelaran", "year": "2018", "journal": "Skin Reports"}
    known = {"bibtex_type": "article", "source": "pubmed", "label": "VALID", "hallucination_type": None}
    path = tmp_path / "test.jsonl"
    row = known | {"fields": fields | {"doi": "10.5555/lupus", "pmid": "7"}}
    path.write_text(json.dumps(row) + "\n" + json.dumps(known | {"fields": fields, "label": "HALLUCINATED"}) + "\n")
    assert [(entry.kind, entry.is_wrong) for entry in judging.hallmark(path)] == [
        ("pubmed: valid", False),
        ("pubmed: valid", True),
    ]
    works, articles = judging.truth(path)
    assert [one["author"][0]["family"] for one in works] == ["Harrowgate"]
    assert [one.findtext("MedlineCitation/PMID") for one in articles] == ["7"]
