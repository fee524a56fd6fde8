"""Each picture of the documentation is made by a script, and shows what there is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from benchmarks.page import CURVES
from tests.scripts import ROOT, script

PICTURES = ROOT / "docs" / "pictures"


def test_each_picture_is_made_by_a_script() -> None:
    """Screenshots, what a terminal shows at two widths, and the curves of the benchmarks; no other lies there."""
    taken = set(json.loads((PICTURES / "taken-of.json").read_text(encoding="utf-8")))
    drawn = {f"{name}.svg" for name in script("make_docs").PICTURE_WIDTHS}
    measured = json.loads((ROOT / "benchmarks/results.json").read_text(encoding="utf-8"))
    curves = {f"index-{name}.svg" for name, *_ in CURVES} | {f"growth-{name}.svg" for name in measured["commands"]}
    assert {path.name for path in PICTURES.iterdir()} == taken | drawn | curves | {"taken-of.json"}


def test_each_picture_that_is_shown_is_there() -> None:
    """In a page of the documentation or in README."""
    for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"!\[[^]]*\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
            assert Path(page.parent, target).is_file(), (page, target)


@pytest.mark.slow
def test_no_screenshot_is_stale() -> None:
    """Each shows the report, the page or the manuscript as they are now; else `python scripts/make_pictures.py`."""
    pytest.importorskip("playwright.sync_api", reason="the script that takes pictures needs playwright (group dev)")
    taken = json.loads((PICTURES / "taken-of.json").read_text(encoding="utf-8"))
    assert script("make_pictures").digests() == taken
