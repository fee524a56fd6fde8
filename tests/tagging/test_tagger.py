from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivigref.bibliography import Bibliography
from ivigref.errors import DataError
from ivigref.model import Citation, MeshHeading, Record, Reference, Tag
from ivigref.tagging import Tagger, explain, tag, tag_record

AXIS = """
axis = "setting"
source = "our own"

[[term]]
slug = "hospital"
label = "Hospital"
mesh = "none"

[[term]]
slug = "emergency-room"
label = "Emergency room"
mesh = "none"
broader = ["hospital"]
title = ["emergency (room|department)"]
never = ["outside [the] emergency department"]
"""


def terms(record: Record, axis: str) -> list[str]:
    """Return the terms of one axis."""
    return [found.term for found in tag_record(record) if found.axis == axis]


def tagged(title: str, tagger: Tagger | None = None, **fields: object) -> Citation:
    """Return a citation with its tags."""
    citation = Citation(reference=Reference.model_validate({"title": title, **fields}))
    return (tagger or Tagger()).tag([citation])[0]


def test_everything_else_of_a_citation_stays() -> None:
    """Tagging adds tags and changes nothing."""
    record = Record(title="Lupus nephritis", doi="10.1000/1")
    citation = Citation(reference=Reference(number=7, raw="x", title="Lupus nephritis"), key="A1", record=record)
    [result] = tag([citation])
    assert result.model_copy(update={"tags": ()}) == citation
    assert result.tags


def test_what_records_say_is_read_beside_what_was_printed() -> None:
    """The abstract of one record and the indexing of another both count."""
    citation = Citation(
        reference=Reference(title="Immunoglobulin in myositis"),
        record=Record(abstract="We report a case of myositis."),
        records=(Record(publication_types=("Letter",)),),
    )
    [result] = tag([citation])
    assert {("form", "letter"), ("design", "case-report")} <= {(t.axis, t.term) for t in result.tags}


@pytest.mark.parametrize("text", ["", "?", "12", "x" * 10_000, "random " * 1_500, "lupus, " * 1_500, "(" * 10_000])
def test_hostile_titles_are_read(text: str) -> None:
    """Empty, ten thousand characters, nothing but brackets: no error, and an honest "undetermined" where nothing is."""
    assert terms(Record(title=text, abstract=text), "design") == ["undetermined"]


def test_a_record_without_a_title() -> None:
    """Nothing known, nothing claimed."""
    assert [(t.axis, t.term) for t in tag_record(Record())] == [("design", "undetermined")]


@given(st.text(max_size=120), st.text(max_size=300))
def test_spans_hold_the_very_words(title: str, abstract: str) -> None:
    """Whatever the text, evidence points at the words that it quotes."""
    record = Record(title=f"Lupus {title} case report", abstract=f"Randomised trial. {abstract}")
    for found in (evidence for one in tag_record(record) for evidence in one.evidence):
        if found.start is not None:
            text = {"title": record.title, "abstract": record.abstract}[found.source] or ""
            assert text[found.start : found.end] == found.text


def test_indexing_outranks_words_and_the_conflict_is_shown() -> None:
    """Where NLM indexed a review, a title that looks like a trial is a conflict, not a trial."""
    record = Record(
        title="A randomised trial of nothing in particular",
        publication_types=("Review",),
        mesh=(MeshHeading(name="Humans"),),
    )
    assert terms(record, "design") == ["review"]
    assert terms(record, "design-conflict") == ["randomized-controlled-trial"]


def test_without_headings_words_add_to_publication_types() -> None:
    """A record that NLM has not indexed yet has types from its publisher, and its words count."""
    record = Record(title="A randomised trial of immunoglobulin", publication_types=("Journal Article",))
    assert terms(record, "design") == ["randomized-controlled-trial"]


@pytest.mark.parametrize(
    ("abstract", "must", "must_not"),
    [
        ("A placebo-controlled study is necessary to confirm this.", "", "randomized-controlled-trial"),
        ("Angiography should be prospectively evaluated in several centres.", "", "prospective-studies"),
        ("Future work should begin with prospective validation.", "", "prospective-studies"),
        ("Whether it lasts remains to be seen; they were followed prospectively.", "prospective-studies", ""),
        ("This is a randomised trial. Further trials are needed.", "randomized-controlled-trial", ""),
        ("This trial was retrospectively registered.", "", "retrospective-studies"),
        ("These reports are all retrospective.", "", "retrospective-studies"),
        ("All charts are retrospective by nature; 60 charts were reviewed.", "retrospective-studies", ""),
        ("Stored images allow us to plan retrospective work.", "", "retrospective-studies"),
        ("The score was derived in a training cohort of 148 adults.", "", "cohort"),
        ("We studied a cohort of 148 adults.", "cohort", ""),
        ("At a 3-month follow-up assessment, gains were kept.", "", "follow-up-study"),
        ("At a 5-year follow-up, gains were kept.", "follow-up-study", ""),
        ("At last follow-up all were well.", "follow-up-study", ""),
        ("Patients and the treating physicians were blinded.", "double-blind-method", ""),
        ("Assessors were blinded.", "", "double-blind-method"),
        ("In this case, the algorithm stops.", "", "case-report"),
        ("A given case resembles the others and is kept.", "", "case-report"),
        ("A case of pompholyx is described.", "case-report", ""),
        ("The curves were combined using meta-analysis.", "meta-analysis", ""),
        ("The curves were computed for each database using meta-analysis software.", "", "meta-analysis"),
    ],
)
def test_abstracts_that_mislead(abstract: str, must: str, must_not: str) -> None:
    """What is hoped for was not done, a time point is no design, and what others did is theirs."""
    found = terms(Record(abstract=abstract), "design")
    assert not must or must in found
    assert must_not not in found


def test_a_title_may_speak_of_what_is_needed() -> None:
    """Only an abstract has sentences about what is to be done; a title asks a question and answers it."""
    record = Record(title="Should children be scuba diving? A randomised trial of whether lessons are needed")
    assert terms(record, "design") == ["randomized-controlled-trial"]


def test_a_series_without_a_number_has_no_code_of_its_own() -> None:
    """NLM gives Case Reports to few works that call themselves a case series; where it does, the code is there."""
    title = "Rituximab in pemphigus: a case series"
    [own] = designs(Record(title=title))
    assert (own.term, own.mesh) == ("case-series", None)
    [indexed] = designs(Record(title=title, publication_types=("Case Reports",)))
    assert (indexed.term, indexed.mesh) == ("case-series", "D002363")
    assert terms(Record(title=title, mesh=(MeshHeading(name="Humans"),)), "design-conflict") == []


def test_words_refine_a_code_of_the_indexing() -> None:
    """Case Reports is the code of one case and of several: the title tells which."""
    record = Record(title="Report of three cases", publication_types=("Case Reports",))
    [design] = designs(record)
    assert (design.term, design.mesh) == ("case-series", "D002363")
    assert [e.source for e in design.evidence][:1] == ["publication-type"]


def test_a_heading_may_be_known_by_name_or_uid() -> None:
    """PubMed gives both; a copied record often only the name."""
    by_name = terms(Record(mesh=(MeshHeading(name="Lupus Nephritis"),)), "disease")
    by_uid = terms(Record(mesh=(MeshHeading(name="renamed since", uid="D008181"),)), "disease")
    assert by_name == by_uid == ["lupus-nephritis"]


def test_a_disease_that_an_abstract_only_mentions_is_not_selected() -> None:
    """Named once in the middle of an abstract: shown, marked, and not found by a selection."""
    abstract = (
        "We studied psoriasis. Patients with asthma were left out. Doses were low. Psoriasis cleared. We conclude."
    )
    citation = Citation(reference=Reference(title="Treatment of psoriasis"), record=Record(abstract=abstract))
    [result] = tag([citation])
    roles = {t.term: t.role for t in result.tags if t.axis == "disease"}
    assert roles == {"psoriasis": "subject", "asthma": "mentioned"}
    assert len(Bibliography([result]).select(disease="asthma")) == 0
    assert len(Bibliography([result]).select(disease="skin diseases")) == 1


def test_an_abbreviation_explained_in_the_abstract_holds_in_the_title() -> None:
    """Abstracts are read before titles."""
    record = Record(title="Immunoglobulin in DM", abstract="We treated dermatomyositis (DM).")
    assert terms(record, "disease") == ["dermatomyositis"]


@pytest.mark.parametrize(
    ("title", "roles"),
    [
        ("Aseptic meningitis after immunoglobulin infusion", {"meningitis-aseptic": "adverse-event"}),
        ("Remission of nephritis after immunoglobulin therapy", {"nephritis": "subject"}),
        (
            "Calcinosis in a patient with dermatomyositis",
            {"calcinosis": "complication", "dermatomyositis": "population"},
        ),
        ("Calcinosis. Dermatomyositis", {"calcinosis": "subject", "dermatomyositis": "subject"}),
        ("Risk of thrombosis with immunoglobulin", {"thrombosis": "adverse-event"}),
        ("Risk of thrombosis in the tropics", {"thrombosis": "subject"}),
    ],
)
def test_roles_where_words_show_them(title: str, roles: dict[str, str]) -> None:
    """Subject, adverse event, complication, population."""
    found = {one.term: one.role for one in tag_record(Record(title=title)) if one.axis == "disease"}
    assert found == roles


@pytest.mark.parametrize(
    ("title", "axis", "term"),
    [
        ("A double-blind trial of x", "blinding", "double-blind"),
        ("An open-label study of x", "blinding", "open"),
        ("A placebo-controlled trial of x", "control", "placebo"),
        ("Case series of 12 patients", "control", "none"),
        ("A multicentre trial of x", "centres", "multicentre"),
        ("A single-centre experience", "centres", "single-centre"),
        ("Systematic review of x", "evidence-level", "1"),
        ("A randomised trial of x", "evidence-level", "2"),
        ("A prospective cohort study of x", "evidence-level", "3"),
        ("Report of three cases", "evidence-level", "4"),
        ("Immunoglobulin in mice", "evidence-level", "5"),
    ],
)
def test_facets_are_derived(title: str, axis: str, term: str) -> None:
    """Blinding, control, centres and where a design starts on the Oxford scale: one of each at most."""
    assert terms(Record(title=title), axis) == [term]


def test_no_level_without_a_design_that_has_one() -> None:
    """A narrative review and an undetermined work have no level."""
    assert terms(Record(title="Lupus: a review"), "evidence-level") == []


def test_an_axis_of_ones_own_works_like_a_shipped_one(tmp_path: Path) -> None:
    """One file, and its terms are tagged, explained, selected and counted."""
    path = tmp_path / "setting.toml"
    path.write_text(AXIS, encoding="utf-8")
    tagger = Tagger([path])
    citation = tagged("Anaphylaxis in the emergency department", tagger)
    bibliography = Bibliography([citation, tagged("Asthma outside the emergency department", tagger)])
    assert len(bibliography.select(setting="hospital")) == 1
    assert bibliography.crosstab("setting", "disease") == {"emergency-room": {"anaphylaxis": 1}}
    assert 'setting: emergency-room (Emergency room)\n  title 20-39 "emergency department"' in explain(citation.tags)


@pytest.mark.parametrize("name", ["design", "disease"])
def test_an_axis_cannot_take_a_name_that_is_there(name: str, tmp_path: Path) -> None:
    """Two axes of one name could not be told apart."""
    path = tmp_path / "own.toml"
    path.write_text(AXIS.replace('"setting"', f'"{name}"'), encoding="utf-8")
    with pytest.raises(DataError, match=r"own\.toml: there is an axis"):
        Tagger([path])


@pytest.mark.parametrize(
    ("note", "interventions", "designs"),
    [
        ("3 patients unresponsive to corticosteroids, given rituximab", ["rituximab"], ["undetermined"]),
        ("3 patients given corticosteroids", ["corticosteroids"], ["undetermined"]),
        ("4 patients refractory to rituximab and methotrexate, given cyclophosphamide", ["cyclophosphamide"], None),
        ("letter, 3 patients given rituximab; one had earlier had intravenous immunoglobulin", ["rituximab"],
         ["case-series"]),
        ("letter, one patient given rituximab; no control group", ["rituximab"], ["case-report"]),
        ("30 patients given rituximab; no control group", ["rituximab"], ["clinical-trial-uncontrolled"]),
        ("letter, 30 patients given rituximab; no control group", ["rituximab"], ["clinical-trial-uncontrolled"]),
    ],
)  # fmt: skip
def test_what_was_had_in_vain_or_before_was_not_given(
    note: str, interventions: list[str], designs: list[str] | None
) -> None:
    """Neither is what patients did not respond to the treatment, nor are a few cases without controls a trial."""
    record = Record(title="Pemphigus", abstract_note=note)
    assert terms(record, "intervention") == interventions
    if designs is not None:
        assert terms(record, "design") == designs


@pytest.mark.parametrize(
    ("title", "note", "diseases"),
    [
        ("Systemic lupus erythematosus", "3 patients with lupus", ["lupus-erythematosus-systemic"]),
        ("Lupus erythematosus, discoid", "lupus", ["lupus-erythematosus-discoid"]),
        ("Treatment of lupus", "3 patients with lupus", ["lupus-erythematosus"]),
        ("Lupus and dermatomyositis", "lupus", ["lupus-erythematosus", "dermatomyositis"]),
    ],
)
def test_a_family_is_not_called_unstated_where_its_form_is_named(title: str, note: str, diseases: list[str]) -> None:
    """The label says "form not stated", which would be untrue beside Systemic."""
    assert sorted(terms(Record(title=title, abstract_note=note), "disease")) == sorted(diseases)


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("Lupus in one patient", "1 patient"),
        ("Lupus in two patients", "2 patients"),
        ("Report of 1 case", None),
        ("Report of 12 cases", "12 patients"),
    ],
)
def test_a_number_of_patients_is_printed_with_its_noun(title: str, label: str | None) -> None:
    """One is one patient."""
    assert [found.label for found in tag_record(Record(title=title)) if found.axis == "patients"] == [label] * bool(
        label
    )


def test_the_evidence_map_counts_pairs() -> None:
    """Every row has every column, the fuller ones first."""
    bibliography = Bibliography(
        [
            tagged("A randomised trial in psoriasis"),
            tagged("A randomised trial in asthma"),
            tagged("Report of two cases of asthma"),
            tagged("Nothing in particular"),
        ]
    )
    table = bibliography.crosstab("disease", "design")
    assert list(table) == ["asthma", "psoriasis"]
    assert table["asthma"] == {"randomized-controlled-trial": 1, "case-series": 1}
    assert table["psoriasis"] == {"randomized-controlled-trial": 1, "case-series": 0}


def rows() -> Iterator[dict[str, Any]]:
    """Yield PubMed records with NLM's indexing."""
    path = Path(os.environ["IVIGREF_SHARED"]) / "eval/designs_dev.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        yield from map(json.loads, stream)


@pytest.mark.skipif("IVIGREF_SHARED" not in os.environ, reason="needs IVIGREF_SHARED, where PubMed records are")
def test_tags_agree_with_indexing_by_construction() -> None:
    """Given types and headings, design tags have the codes of the indexing, neither more nor fewer, for all rows."""
    codes = {
        "D016449", "D002363", "D016454", "D000078182", "D017418", "D004311", "D011446", "D012189", "D016022",
        "D003430", "D003362", "D015331", "D005500", "D008137",
    }  # fmt: skip
    for row in rows():
        record = Record.model_validate({key: row[key] for key in ("title", "abstract", "publication_types", "mesh")})
        given = {item["ui"] for item in (*row["publication_types"], *row["mesh"])}
        assert {design.mesh for design in designs(record)} & codes == given & codes, row["pmid"]


def designs(record: Record) -> list[Tag]:
    """Return the design tags of a record."""
    return [found for found in tag_record(record) if found.axis == "design"]


@pytest.mark.parametrize(
    ("title", "roles"),
    [
        ("No evidence of myositis in patients treated with rituximab", {"myositis": "negated"}),
        ("Asymptomatic hyperuricemia without gout", {"hyperuricemia": "subject", "gout": "negated"}),
        ("Myositis was excluded", {"myositis": "negated"}),
        ("Myositis was found", {"myositis": "subject"}),
        ("No myositis; later, severe myositis", {"myositis": "subject"}),
    ],
)
def test_a_disease_that_words_deny_is_flagged(title: str, roles: dict[str, str]) -> None:
    """A denied disease stays, marked, and is not selected; named elsewhere without denial it is a disease again."""
    citation = tagged(title)
    assert {one.term: one.role for one in citation.tags if one.axis == "disease"} == roles
    assert len(Bibliography([citation]).select(disease="myositis")) == (roles.get("myositis") == "subject")


def test_beside_headings_an_abstract_adds_no_broader_disease() -> None:
    """What an abstract adds to headings is mentioned, what a title adds stands, and an ancestor is not added."""
    record = Record(
        title="Asthma",
        abstract="Nephritis was known. Psoriasis was common. Psoriasis healed.",
        mesh=(MeshHeading(name="Lupus Nephritis", uid="D008181"),),
    )
    roles = {one.term: one.role for one in tag_record(record) if one.axis == "disease"}
    assert roles == {"lupus-nephritis": None, "asthma": "subject", "psoriasis": "mentioned"}


@pytest.mark.parametrize("asked", ["dermatomyositis", "Scleroderma, systemic", "overlap-syndromes"])
def test_an_overlap_is_found_under_each_of_its_parts(asked: str) -> None:
    """Sclerodermatomyositis is both, and neither heading is claimed for it."""
    bibliography = Bibliography([tagged("Immunoglobulin in sclerodermatomyositis")])
    assert len(bibliography.select(disease=asked)) == 1


DERMATOMYOSITIS = MeshHeading(uid="D003882", name="Dermatomyositis", major=True)


@pytest.mark.parametrize(
    ("record", "axis", "expected"),
    [
        (Record(title="Nothing", mesh=(DERMATOMYOSITIS, MeshHeading(uid="D000208", name="Acute Disease"))), "disease", ["dermatomyositis"]),
        (Record(title="Nothing", mesh=(DERMATOMYOSITIS, MeshHeading(uid="D000208", name="Acute Disease"))), "disease-modifier", ["acute-disease"]),
        (Record(title="Nothing", mesh=(MeshHeading(uid="D012008", name="Recurrence"),)), "disease", []),
        (Record(title="Nothing", mesh=(MeshHeading(uid="D013577", name="Syndrome"),)), "disease-modifier", ["syndrome"]),
        (Record(title="Nothing", mesh=(MeshHeading(uid="D009336", name="Necrosis"),)), "disease", ["necrosis"]),
        (Record(title="No evidence of dermatomyositis after statins", mesh=(DERMATOMYOSITIS,)), "disease", ["dermatomyositis"]),
        (Record(title="No evidence of dermatomyositis after statins", mesh=(DERMATOMYOSITIS,)), "disease-conflict", ["dermatomyositis"]),
        (Record(title="Dermatomyositis after statins", mesh=(DERMATOMYOSITIS,)), "disease-conflict", []),
        (Record(title="Nothing", abstract="This was no myositis. It was myositis.", mesh=(DERMATOMYOSITIS,)), "disease", ["dermatomyositis"]),
    ],
)  # fmt: skip
def test_headings_and_words_on_diseases(record: Record, axis: str, expected: list[str]) -> None:
    """What only modifies is no disease, a denial of a heading is a conflict, an abstract adds no ancestor."""
    assert terms(record, axis) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Isoniazid-induced hepatitis", {"chemical-and-drug-induced-liver-injury", "hepatitis"}),
        ("Alcohol-induced hepatitis", {"hepatitis"}),
        ("Hepatitis caused by minocycline", {"chemical-and-drug-induced-liver-injury", "hepatitis"}),
        ("Hepatitis caused by a virus", {"hepatitis"}),
        ("Psychosis after treatment with corticosteroids", {"psychoses-substance-induced", "psychotic-disorders"}),
        ("Psychosis after childbirth", {"psychotic-disorders"}),
    ],
)
def test_a_disease_that_a_medicine_induced(title: str, expected: set[str]) -> None:
    """MeSH has headings of their own for some; a title's own word stays, and a selection by it finds the work."""
    tags = [tag for tag in tag_record(Record(title=title)) if tag.axis == "disease"]
    assert {tag.term for tag in tags} == expected
    assert all(tag.is_a("hepatitis" if "epatitis" in title else "psychotic disorders") for tag in tags)


def test_an_abstract_names_the_induced_form_alone() -> None:
    """One mention says what caused it, and the others are of the same disease."""
    record = Record(
        abstract="Psychosis is rare. Mefloquine-induced psychosis occurred in two patients; psychosis resolved."
    )
    assert terms(record, "disease") == ["psychoses-substance-induced"]
