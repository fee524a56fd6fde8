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
        ("Stimuli were shown in randomized order to 20 subjects.", {"undetermined"}),
        ("We tested it by randomly choosing 20 charts.", {"undetermined"}),
        ("Patients were randomized to steroids. Median follow-up was 24 months.", {"randomized-controlled-trial"}),
        ("Women of two clinics were studied. Median follow-up was 24 months.", {"follow-up-study"}),
        ("We did a nested case-control study within the randomized trial of aspirin.", {"nested-case-control"}),
        ("METHODS: Thirty healthy volunteers were tested.", {"undetermined"}),
        ("METHODS: Twenty patients with lupus and 20 healthy controls were tested.", {"case-control"}),
        ("METHODS: Women were assigned to receive 10 mg of the drug or placebo.",
         {"randomized-controlled-trial", "double-blind-method"}),
        ("BACKGROUND: In mice, a rat model was of use. METHODS: Women were randomized to rest.",
         {"randomized-controlled-trial"}),
        ("The data were presented by the Multicenter Trial Study Group.", {"undetermined"}),
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
        ("Outcome of lupus. The Lupus Study Protocol Group", {"undetermined"}),
        ("Diagnosis and management of myositis: guideline of the society", {"guideline"}),
        ("Placebo response in double-blind trials of antidepressants", {"undetermined"}),
        ("How to read a randomized controlled trial", {"undetermined"}),
        ("Emulating a target trial with observational data", {"undetermined"}),
        ("The blind spot of double-blind peer review", {"undetermined"}),
        ("Is a randomised trial needed?", {"undetermined"}),
        ("A nested case-control study within a randomized trial", {"nested-case-control"}),
    ],
)
def test_designs_of_titles(title: str, designs: set[str]) -> None:
    """What papers of research say as well as reviews shows no review."""
    assert terms(Record(title=title), "design") == designs


@pytest.mark.parametrize(
    ("title", "designs"),
    [
        ("Immunglobuline bei Dermatomyositis: eine randomisierte, doppelblinde Studie",
         {"randomized-controlled-trial", "double-blind-method"}),
        ("Fallbericht: Myositis nach Impfung", {"case-report"}),
        ("Systematische Übersichtsarbeit zu Immunglobulinen", {"systematic-review"}),
        ("Immunglobuline in der Dermatologie. Eine Übersicht", {"review"}),
        ("S1-Leitlinie Dermatomyositis", {"guideline"}),
        ("Traitement de la dermatomyosite : essai randomisé contrôlé", {"randomized-controlled-trial"}),
        ("Dermatomyosite : à propos d’un cas", {"case-report"}),
        ("Étude cas-témoins sur le lupus", {"case-control"}),
        ("Essai sur le don", {"undetermined"}),  # an essay
        ("Ensayo clínico aleatorizado, doble ciego", {"randomized-controlled-trial", "double-blind-method"}),
        ("Dermatomiositis: a propósito de un caso", {"case-report"}),
        ("En todo caso: notas", {"undetermined"}),
        ("Ensaio clínico randomizado", {"randomized-controlled-trial"}),
        ("Relato de caso: dermatomiosite", {"case-report"}),
        ("Studio randomizzato in doppio cieco", {"randomized-controlled-trial", "double-blind-method"}),
        ("Linee guida per la psoriasi", {"guideline"}),
    ],
)  # fmt: skip
def test_designs_of_titles_in_other_languages(title: str, designs: set[str]) -> None:
    """A few words a language, with or without their accents."""
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
