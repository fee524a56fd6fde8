"""What words show and what they do not: sentences of titles and abstracts, each with all of its tags."""

from __future__ import annotations

import pytest

from ivigref.model import Record
from ivigref.tagging import tag_record


def terms(record: Record, axis: str) -> set[str]:
    """Return the terms of one axis."""
    return {found.term for found in tag_record(record) if found.axis == axis}


@pytest.mark.parametrize(
    ("abstract", "designs"),
    [
        ("Sixty-one subjects participated in a double-blind, placebo-controlled trial of amantadine.",
         {"randomized-controlled-trial", "double-blind-method"}),
        ("We interviewed nurses participating in a randomized trial.", {"undetermined"}),
        ("METHODS: Case report and non-systematic review of the relevant literature.", {"case-report", "review"}),
        ("METHODS: A systematic review of the relevant literature.", {"systematic-review"}),
        ("DESIGN: Cohort. SETTING: Two hospitals.", {"cohort"}),
        ("DESIGN: Prospective cohort. SETTING: Two hospitals.", {"cohort-prospective"}),
        ("The study design: cohorts of nurses are described elsewhere.", {"undetermined"}),
    ],
)  # fmt: skip
def test_designs_of_abstracts(abstract: str, designs: set[str]) -> None:
    """A label states the design; who took part in a trial was studied by it, who takes part may be asked about it."""
    assert terms(Record(title="Outcome", abstract=abstract), "design") == designs


@pytest.mark.parametrize(
    ("title", "designs"),
    [
        ("Proteomics provides new insights into root growth", {"undetermined"}),
        ("Urgent colonoscopy for the diagnosis and treatment of diverticular hemorrhage", {"undetermined"}),
        ("Dermatomyositis: diagnosis and treatment", {"review"}),
    ],
)
def test_designs_of_titles(title: str, designs: set[str]) -> None:
    """What papers of research say as well as reviews shows no review."""
    assert terms(Record(title=title), "design") == designs


@pytest.mark.parametrize(
    ("title", "diseases"),
    [
        ("Acute tubular necrosis", {"kidney-tubular-necrosis-acute"}),
        ("Antisynthetase syndrome", {"antisynthetase-syndrome", "myositis"}),
        ("Chilblain lupus", {"chilblain-lupus", "chilblains", "lupus-erythematosus-cutaneous"}),
        ("Lupus tumidus", {"lupus-tumidus", "lupus-erythematosus-cutaneous"}),
        ("Promyelocytic leukemia protein bodies", set()),
        ("Acute promyelocytic leukemia", {"leukemia-promyelocytic-acute"}),
        ("Breast and prostate cancer", {"breast-neoplasms", "prostatic-neoplasms"}),
        ("Breast, brain and prostate cancer", {"breast-neoplasms", "brain-neoplasms", "prostatic-neoplasms"}),
        ("Breast, brain, and prostate cancer", {"breast-neoplasms", "brain-neoplasms", "prostatic-neoplasms"}),
        ("Surgery of the breast; brain and prostate cancer", {"brain-neoplasms", "prostatic-neoplasms"}),
        ("Hyper- or hypotension", {"hypertension", "hypotension"}),
        ("Hypo\u2010 and hyperthyroidism", {"hypothyroidism", "hyperthyroidism"}),
        ("Hyper or hypotension", {"hypotension"}),  # no hyphen: no ending is left out
        ("Blood- and hypotension", {"hypotension"}),
    ],
)
def test_diseases_of_titles(title: str, diseases: set[str]) -> None:
    """Names in a row share their ending, as a hyphen or a comma shows."""
    assert terms(Record(title=title), "disease") == diseases
