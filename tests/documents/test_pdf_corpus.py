"""Fourteen papers and a scan as their publishers made them, with the list that the publisher's own XML has of each.

The figures are a ratchet: whoever makes one better writes the better one here.
"""

from __future__ import annotations

import json
import os
import unicodedata
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ivigref import read
from ivigref.errors import InputError
from ivigref.model import Reference

SHARED = os.environ.get("IVIGREF_SHARED")
PAPERS = Path(SHARED or "") / "pdf"
pytestmark = pytest.mark.skipif(
    not (SHARED and (PAPERS / "truth.jsonl").exists()), reason="IVIGREF_SHARED does not say where the papers are"
)
SCAN = "scan_PMC5771181.pdf"
# Of 803 references that can be read: those that are found, those beyond, those of which every printed field is right.
FOUND, OVER, WHOLE = 791, 12, 759


@cache
def truth() -> dict[str, list[dict[str, Any]]]:
    """Return the fields of the references of each paper that the paper prints."""
    papers = defaultdict(list)
    for line in (PAPERS / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        papers[row["file"]].append({k: v for k, v in row["fields"].items() if k not in row.get("unseen", ())})
    return papers


def folded(value: object) -> str:
    """Return the letters and digits of a value."""
    return "".join(c for c in unicodedata.normalize("NFKC", str(value or "")).casefold() if c.isalnum())


def listed(name: str) -> list[Reference]:
    """Read the list of a paper."""
    return [citation.reference for citation in read(PAPERS / name).citations]


@pytest.mark.parametrize("name", ["ms_aorsf.pdf", "PMC4735909.pdf", "ms_candidaev_supplement.pdf"])
def test_a_short_paper_has_as_many_references_as_its_publisher_says(name: str) -> None:
    """One with a column in its margin, one in two columns, one whose hyphens are soft ones."""
    found = listed(name)
    assert len(found) == len(truth()[name])
    assert all(reference.boxes for reference in found)


def test_a_scan_is_refused_with_what_to_do() -> None:
    """Its pages are pictures, which hold no text."""
    with pytest.raises(InputError, match=r"pictures: run OCR first \(for example ocrmypdf\)"):
        read(PAPERS / SCAN)


@pytest.mark.slow
def test_the_lists_are_read_as_exactly_as_ever() -> None:
    """Each list has its items, none merged and none over; the fields are at least as right as they were."""
    found = over = whole = 0
    for name, golds in truth().items():
        if name == SCAN:
            continue
        references = listed(name)
        assert len(references) == len(golds), name
        for reference, gold in zip(references, golds, strict=True):
            right = _agreeing(reference, gold)
            found += "title" in right or {"author", "year"} <= right
            whole += right >= set(gold) & _COMPARED
        over = sum(map(len, truth().values())) - 28 - found
    assert (found >= FOUND, over <= OVER, whole >= WHOLE) == (True, True, True), (found, over, whole)


_COMPARED = {"author", "year", "title", "container", "volume", "pages"}


def _agreeing(reference: Reference, gold: dict[str, Any]) -> set[str]:
    """Return which fields of a reference are as its publisher has them; of pages the first, of authors the first."""
    first = reference.authors[0] if reference.authors else None
    family = (first.family or first.literal) if first else None
    names = {folded(family), folded(f"{first.particle or ''}{family}") if first else ""}
    author = (gold.get("author") or [{}])[0]
    same = {
        "author": folded(author.get("family") or author.get("literal")) in names,
        "year": folded(reference.year) == folded(gold.get("year"))[:4],
        "title": folded(reference.title) == folded(gold.get("title")),
        "container": folded(reference.container_title) == folded(gold.get("container")),
        "volume": folded(reference.volume) == folded(gold.get("volume")),
        "pages": reference.pages is not None
        and folded(reference.pages.first) == folded(str(gold.get("pages")).replace("–", "-").split("-")[0]),
    }
    return {name for name, is_same in same.items() if is_same}
