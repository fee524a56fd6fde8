"""What a text denies is no design of the work, and stays visible as denied."""

from __future__ import annotations

import pytest

from ivigref.model import Record
from ivigref.tagging import tag_record


@pytest.mark.parametrize(
    ("abstract", "designs", "denied"),
    [
        ("Meta-analysis was not performed because of heterogeneity.", {"undetermined"}, {"meta-analysis"}),
        ("A meta-analysis was not performed.", {"undetermined"}, {"meta-analysis"}),
        ("A meta-analysis was not considered appropriate.", {"undetermined"}, {"meta-analysis"}),
        ("A meta-analysis was performed.", {"meta-analysis"}, set()),
        ("METHODS: A systematic review without meta-analysis was done.", {"systematic-review"}, set()),
        ("We did a non-systematic review of the literature.", {"review"}, {"systematic-review"}),
        ("We performed not only a systematic review.", {"systematic-review"}, set()),
        ("This was no cohort study.", {"undetermined"}, {"cohort"}),
        ("This study was not cross-sectional.", {"undetermined"}, {"cross-sectional"}),
        ("A meta-analysis was impossible.", {"undetermined"}, {"meta-analysis"}),
    ],
)
def test_negation(abstract: str, designs: set[str], denied: set[str]) -> None:
    """Before the words, behind them, in them and by a prefix."""
    tags = tag_record(Record(title="Outcome", abstract=abstract))
    assert {found.term for found in tags if found.axis == "design"} == designs
    conflicts = [found for found in tags if found.axis == "design-conflict"]
    assert {found.term for found in conflicts} == denied
    assert all(found.role == "negated" and found.evidence[0].rule.startswith("negated: ") for found in conflicts)


def test_what_is_said_elsewhere_stands() -> None:
    """A design that is denied in one place and shown in another is shown."""
    record = Record(title="Immunoglobulins: a meta-analysis", abstract="In adults meta-analysis was not performed.")
    assert [(t.axis, t.term) for t in tag_record(record) if t.axis.startswith("design")] == [
        ("design", "meta-analysis")
    ]
