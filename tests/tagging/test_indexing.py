"""Indexing that stands in a file: publication types, headings, and the keywords of databases that index."""

from __future__ import annotations

import pytest

from ivigref.formats import loads
from ivigref.model import Citation, Evidence, Record, Reference
from ivigref.model.works import Origin
from ivigref.tagging import tag, tag_record

# Invented; the field names and terms are PubMed's.
EXPORT = """PMID- 90000003
TI  - Outcome of an invented treatment.
PT  - Journal Article
PT  - Randomized Controlled Trial
MH  - *Dermatomyositis/drug therapy
MH  - Humans
OT  - meta-analysis
JT  - Journal of inventions
DP  - 2024
"""


def tags_of(citation: Citation) -> dict[tuple[str, str], tuple[Evidence, ...]]:
    """Return the evidence of each tag on the axes that indexing decides."""
    [tagged] = tag([citation])
    return {(t.axis, t.term): t.evidence for t in tagged.tags if t.axis in {"disease", "design", "design-conflict"}}


def test_publication_types_and_headings_of_a_file_tag_its_reference() -> None:
    """PubMed's export says what NLM's indexers found; an author's keyword (OT) in it says nothing of that weight."""
    [citation] = loads(EXPORT)
    found = tags_of(citation)
    assert list(found) == [("disease", "dermatomyositis"), ("design", "randomized-controlled-trial")]
    assert [(e.source, e.rule) for evidence in found.values() for e in evidence] == [
        ("mesh", "heading in the file"),
        ("publication-type", "publication type in the file means randomized-controlled-trial"),
    ]


def test_the_indexing_of_a_record_is_not_said_to_stand_in_the_file() -> None:
    """What a registry said is told from what the file said."""
    record = Record(title="Outcome", publication_types=("Case Reports",))
    found = tags_of(Citation(reference=Reference(title="Outcome"), record=record, confidence=1.0))
    assert [e.rule for e in found["design", "case-report"]] == ["publication type means case-report"]


def keyworded(keyword: str, *databases: str, **fields: object) -> Citation:
    """Return a citation whose words decide nothing, with one keyword, out of these databases."""
    origins = tuple(Origin(database=database) for database in databases)
    fields = {"title": "Outcome", "extra": (("keyword", keyword),), "origins": origins} | fields
    return Citation(reference=Reference.model_validate(fields))


@pytest.mark.parametrize(
    ("keyword", "database", "term"),
    [
        ("randomized controlled trial", "Embase", ("design", "randomized-controlled-trial")),
        ("*Dermatomyositis/dt [Drug Therapy]", "Ovid MEDLINE(R) ALL", ("disease", "dermatomyositis")),
        ("Double‐Blind Method", "Cochrane Central Register of Controlled Trials (CENTRAL)",
         ("design", "double-blind-method")),
        ("Dermatomyositis [*drug therapy]", "CENTRAL", ("disease", "dermatomyositis")),
        ("Lupus Erythematosus, Systemic", "PubMed", ("disease", "lupus-erythematosus-systemic")),
    ],
)  # fmt: skip
def test_a_keyword_of_a_database_that_indexes_is_indexing(keyword: str, database: str, term: tuple[str, str]) -> None:
    """Such databases export the terms of their indexing as keywords, with qualifiers behind them."""
    [evidence] = tags_of(keyworded(keyword, database))[term]
    assert (evidence.source, evidence.strength) == ("keyword", "moderate")
    assert database in evidence.rule


@pytest.mark.parametrize(
    ("keyword", "databases", "fields"),
    [
        ("randomized controlled trial", (), {}),  # nobody says where the file is from
        ("randomized controlled trial", ("Scopus",), {}),
        ("randomized controlled trial", ("Central & Eastern European Academic Source",), {}),
        ("randomized controlled trial", ("Embase", "Scopus"), {}),  # merged: whose keyword it is, is not known
        ("randomized controlled trial (topic)", ("Embase",), {}),  # Emtree's term for works about trials
        ("randomized controlled trial", ("PubMed",), {"publication_types": ("Journal Article",)}),
        ("lupus", ("PubMed",), {}),  # no heading
    ],
)
def test_any_other_keyword_says_nothing(keyword: str, databases: tuple[str, ...], fields: dict[str, object]) -> None:
    """A wrong tag is worse than none: an author's keyword may be what the work is compared with."""
    assert list(tags_of(keyworded(keyword, *databases, **fields))) == [("design", "undetermined")]


def test_the_abstract_of_a_file_is_read() -> None:
    """What an export brings of the text counts as a registry's does."""
    abstract = "Sixty patients were randomly assigned to receive the invention or placebo."
    found = tags_of(Citation(reference=Reference(title="Outcome", extra=(("abstract", abstract),))))
    assert ("design", "randomized-controlled-trial") in found


def terms_of(*types: str, mesh: tuple[str, ...] = (), title: str = "Outcome") -> dict[str, str | None]:
    """Return the design terms of a record that is indexed so, each with its UID."""
    record = Record.model_validate({"title": title, "publication_types": types, "mesh": mesh})
    return {found.term: found.mesh for found in tag_record(record) if found.axis == "design"}


@pytest.mark.parametrize(
    ("types", "found"),
    [
        (("Practice Guideline",), {"practice-guideline": "D017065"}),
        (("Clinical Trial, Phase II",), {"clinical-trial-phase-ii": "D017427"}),
        (("Scoping Review",), {"scoping-review": None}),
        (("Equivalence Trial",), {"equivalence-trial": "D000073843"}),
        (("Pragmatic Clinical Trial",), {"pragmatic-clinical-trial": "D065007"}),
        (("Adaptive Clinical Trial",), {"adaptive-clinical-trial": "D000076362"}),
        (("Clinical Study",), {"clinical-study": "D000068397"}),
        (("Twin Study",), {"twin-study": "D018486"}),
        (("Validation Study",), {"validation-study": "D023361"}),
        (("Validation Studies",), {"validation-study": "D023361"}),  # as files of other years have it
        (("Evaluation Studies",), {"evaluation-study": "D023362"}),
        (("Consensus Development Conference, NIH",), {"consensus-development-conference-nih": "D016447"}),
        (("Randomized Controlled Trial, Veterinary",),
         {"animal": "D000818", "randomized-controlled-trial-veterinary": "D000081262"}),
        (("Observational Study, Veterinary",), {"animal": "D000818", "observational-study-veterinary": "D000078323"}),
    ],
)  # fmt: skip
def test_a_publication_type_keeps_its_own_code(types: tuple[str, ...], found: dict[str, str | None]) -> None:
    """A narrower type is a term of its own below the broader one, so that neither its UID nor its family is lost."""
    assert terms_of(*types) == found


def test_a_narrower_type_is_found_by_the_broader_one() -> None:
    """Who selects clinical trials wants their phases, too."""
    for name, broader in (
        ("Clinical Trial, Phase I", "clinical-trial"),
        ("Practice Guideline", "guideline"),
        ("Equivalence Trial", "randomized-controlled-trial"),
        ("Pragmatic Clinical Trial", "controlled-clinical-trial"),
        ("Consensus Development Conference, NIH", "guideline"),
    ):
        [found] = [t for t in tag_record(Record(title="Outcome", publication_types=(name,))) if t.axis == "design"]
        assert found.is_a(broader)


@pytest.mark.parametrize(
    ("mesh", "found"),
    [
        (("Animals",), {"animal": "D000818"}),
        (("Animals", "Humans"), {"undetermined": None}),  # a check tag of reviews and of assays, too
        (("Surveys and Questionnaires",), {"undetermined": None}),  # a technique that trials use
        (("Qualitative Research",), {"qualitative-study": "D036301"}),
        (("Sensitivity and Specificity",), {"diagnostic-accuracy": "D012680"}),
        (("Interrupted Time Series Analysis",), {"interrupted-time-series": "D065186"}),
        (("Controlled Before-After Studies",), {"controlled-before-after-study": "D065187"}),
        (("Historically Controlled Study",), {"historically-controlled-study": "D065386"}),
        (("Mendelian Randomization Analysis",), {"mendelian-randomization": None}),
        (("Genome-Wide Association Study",), {"genome-wide-association": "D055106"}),
        (("Pilot Projects",), {"pilot-study": "D010865"}),
        (("Feasibility Studies",), {"feasibility-study": "D005240"}),
        (("Random Allocation",), {"random-allocation": "D011897"}),
        (("Focus Groups",), {"focus-groups": "D017144"}),
        (("ROC Curve",), {"roc-curve": "D012372"}),
        (("Matched-Pair Analysis",), {"matched-pair-analysis": "D016555"}),
        (("Seroepidemiologic Studies",), {"seroepidemiologic-study": "D016036"}),
        (("Registries",), {"registry-study": "D012042"}),
        (("Delphi Technique",), {"delphi-study": None}),
        (("Network Meta-Analysis",), {"network-meta-analysis": "D000071076"}),
        (("Case Control Study",), {"case-control": "D016022"}),  # MeSH's own further term
        (("Sample Size",), {"undetermined": None}),
    ],
)
def test_headings_of_methods(mesh: tuple[str, ...], found: dict[str, str | None]) -> None:
    """A heading that names how a work was done is a design; one that names what was used for it is none."""
    assert terms_of(mesh=mesh) == found


def test_a_review_of_people_and_animals_has_the_level_of_a_review() -> None:
    """The check tag Animals beside Humans says nothing of the design, so that no level follows from it."""
    record = Record(title="Outcome", publication_types=("Review",), mesh=("Animals", "Humans"))
    assert [t.term for t in tag_record(record) if t.axis == "evidence-level"] == []


def test_words_agree_with_a_heading_that_a_file_gives_without_its_number() -> None:
    """PubMed's export names headings only; a survey whose heading it has is no conflict."""
    assert "survey" in terms_of("Journal Article", mesh=("Surveys and Questionnaires",), title="A survey of nurses")


@pytest.mark.parametrize(
    ("title", "term"),
    [
        ("A qualitative study of living with scleroderma", "qualitative-study"),
        ("Diagnostic accuracy of capillaroscopy", "diagnostic-accuracy"),
        ("Association of IL-6 and lupus: a Mendelian randomization study", "mendelian-randomization"),
        ("Immunoglobulins in myositis: a scoping review", "scoping-review"),
        ("Quantitative and qualitative changes of immunoglobulins", "undetermined"),
        ("Improved diagnostic methods for lupus", "undetermined"),
    ],
)
def test_words_of_methods_in_titles(title: str, term: str) -> None:
    """Words show such a design only where they say nothing else."""
    assert list(terms_of(title=title)) == [term]


RIS = "TY  - JOUR\nTI  - Outcome\nDB  - {}\nKW  - randomized controlled trial\nKW  - Dermatomyositis\n{}ER  - \n"
ENDNOTE = """<xml><records><record>{}<ref-type name="Journal Article">17</ref-type><titles><title>Outcome</title></titles>
<keywords><keyword>Dermatomyositis/dt [Drug Therapy]</keyword></keywords>
<accession-num>90000003</accession-num><remote-database-name>{}</remote-database-name></record></records></xml>"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (RIS.format("Embase", ""), ["dermatomyositis", "randomized-controlled-trial"]),
        (RIS.format("Ovid MEDLINE(R) ALL", "AN  - 90000003\n"), ["dermatomyositis", "randomized-controlled-trial"]),
        (RIS.format("Scopus", ""), ["undetermined"]),
        (RIS.format("PubMed", "M2  - PMID: 90000003\n"), ["undetermined"]),  # as ivigref writes a PMID
        (ENDNOTE.format("", "Embase"), ["dermatomyositis", "undetermined"]),
        (ENDNOTE.format("", "Web of Science"), ["undetermined"]),
        (ENDNOTE.format('<source-app name="ivigref">ivigref</source-app>', "PubMed"), ["undetermined"]),
    ],
)
def test_the_database_that_a_file_names_is_believed(text: str, found: list[str]) -> None:
    """RIS has it in DB, EndNote in its remote database; what ivigref writes beside every PMID is no export of it."""
    [citation] = loads(text)
    assert [term for _, term in tags_of(citation)] == found


@pytest.mark.parametrize(
    ("keyword", "database", "found"),
    [
        ("double blind procedure", "Embase", ["double-blind-method"]),
        ("cohort analysis", "Embase", ["cohort"]),
        ("phase 3 clinical trial", "Embase", ["clinical-trial-phase-iii"]),
        ("cohort analysis", "Scopus", ["undetermined"]),
        ("questionnaire", "Embase", ["undetermined"]),
    ],
)
def test_emtree_has_names_of_its_own(keyword: str, database: str, found: list[str]) -> None:
    """Embase calls its study types otherwise than MeSH."""
    assert [term for axis, term in tags_of(keyworded(keyword, database)) if axis == "design"] == found


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("Journal article; Randomized Controlled Trial", ["randomized-controlled-trial"]),
        ("Review", ["review"]),
        ("Conference Abstract", ["undetermined"]),
    ],
)
def test_ris_has_the_type_of_the_work_in_m3(field: str, found: list[str]) -> None:
    """One field holds what the database calls the work, several types behind one another."""
    [citation] = loads(f"TY  - JOUR\nTI  - Outcome\nDB  - Embase\nM3  - {field}\nER  - \n")
    assert [term for axis, term in tags_of(citation) if axis == "design"] == found


@pytest.mark.parametrize(
    ("types", "form"),
    [
        ("Retracted Publication", "retracted-publication"),
        ("Corrected and Republished Article", "corrected-and-republished"),
        ("Technical Report", "technical-report"),
        ("Historical Article", "historical-article"),
        ("Congresses", "meeting-abstract"),
        ("News", "news"),
    ],
)
def test_forms(types: str, form: str) -> None:
    """What kind of text a work is, is no design of it."""
    tags = tag_record(Record(title="Outcome", publication_types=(types,)))
    assert [t.term for t in tags if t.axis in {"form", "design"}] == ["undetermined", form]


def test_words_of_a_feature_leave_the_design() -> None:
    """Indexers call a pragmatic trial randomized, too."""
    assert terms_of(title="Immunoglobulins in myositis: a pragmatic randomised trial") == {
        "randomized-controlled-trial": "D016449",
        "pragmatic-clinical-trial": "D065007",
    }


def test_a_review_is_no_contradiction_of_a_meta_analysis() -> None:
    """An indexer who gave the closer name of a work meant the wider one, too."""
    tags = tag_record(Record(title="A review of trials", publication_types=("Meta-Analysis",), mesh=("Humans",)))
    assert [(t.axis, t.term) for t in tags if t.axis.startswith("design")] == [("design", "meta-analysis")]
