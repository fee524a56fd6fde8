"""Sections of abstracts: by NLM's categories, by printed labels, by the first sentence on methods."""

from __future__ import annotations

import pytest

from ivigref.errors import DataError
from ivigref.model import Record
from ivigref.tagging import tag_record
from ivigref.tagging.phrases import Phrase
from ivigref.tagging.sections import Sections, section_named


@pytest.mark.parametrize(
    ("label", "section"),
    [
        ("DESIGN", "design"),
        ("DESIGN/METHODS", "design"),
        ("STUDY DESIGN AND SETTING", "design"),
        ("Research design and methods", "design"),
        ("SELECTION CRITERIA", "methods"),
        ("DATA COLLECTION AND ANALYSIS", "methods"),
        ("MAIN OUTCOME MEASURES", "methods"),
        ("METHODS AND RESULTS", "methods"),
        ("MEASUREMENTS AND MAIN RESULTS", "results"),
        ("PRINCIPAL FINDINGS", "results"),
        ("AUTHORS' CONCLUSIONS", "conclusions"),
        ("BACKGROUND & AIMS", "objective"),
        ("SUMMARY OF BACKGROUND DATA", "background"),
        ("Norway", None),
    ],
)
def test_labels(label: str, section: str | None) -> None:
    """A label is the section of the word in it that says most."""
    assert section_named(label) == section


@pytest.mark.parametrize(
    ("text", "at", "section"),
    [
        ("BACKGROUND: Known. METHODS: We measured. RESULTS: It rose.", "measured", "methods"),
        ("BACKGROUND: Known. METHODS: We measured. RESULTS: It rose.", "Known", "background"),
        ("Background Much is known. Methods We measured. Results It rose.", "rose", "results"),
        ("OBJECTIVE - To measure. DESIGN - Cohort.", "Cohort", "design"),
        ("DESIGN: Cohort.", "Cohort", "design"),
        ("Little is known of it. We studied 40 patients. In conclusion, it rose.", "Little", "background"),
        ("Little is known of it. We studied 40 patients. In conclusion, it rose.", "studied", "body"),
        ("Little is known of it. We studied 40 patients. In conclusion, it rose.", "rose", "conclusions"),
        ("We followed three groups: results: none.", "none", "body"),  # small letters are no label
        ("Nobody knows.", "Nobody", "body"),  # no introduction without what it introduces
        ("", "", "body"),
    ],
)
def test_printed_sections(text: str, at: str, section: str) -> None:
    """Labels decide; where there are none, the first sentence on methods ends the introduction."""
    assert Sections(text).at(text.index(at)) == section


def test_the_categories_of_nlm_decide() -> None:
    """A label that says nothing by itself has the category that NLM gave it; DESIGN stays apart from METHODS."""
    text = "MERITS: Known.\nDESIGN: Cohort.\nPLOT: We measured.\nNobody labelled this."
    sections = Sections(text, ("BACKGROUND", "METHODS", "METHODS", "UNASSIGNED"))
    places = [sections.at(text.index(word)) for word in ("Known", "Cohort", "measured", "labelled")]
    assert places == ["background", "design", "methods", "body"]


def test_categories_that_do_not_fit_the_lines_are_not_read() -> None:
    """An abstract from elsewhere has other lines."""
    assert Sections("PLOT: We measured.\nMore.", ("METHODS",)).at(8) == "body"


@pytest.mark.parametrize(
    ("abstract", "designs"),
    [
        ("BACKGROUND: A cross-sectional study found it. METHODS: We modelled it.", {"undetermined"}),
        ("BACKGROUND: It is known. METHODS: A cross-sectional study was done.", {"cross-sectional"}),
        ("DESIGN: Open trial. RESULTS: In a cohort of 90 patients it rose.", {"clinical-trial-uncontrolled"}),
        ("OBJECTIVE: To follow a cohort of 90 patients. RESULTS: It rose.", {"cohort"}),
    ],
)
def test_a_phrase_counts_where_it_says(abstract: str, designs: set[str]) -> None:
    """The same words are the design of this work in one section, and of others in another."""
    tags = tag_record(Record(title="Outcome", abstract=abstract))
    assert {found.term for found in tags if found.axis == "design"} == designs


def test_a_title_has_no_sections() -> None:
    """A phrase that is restricted to sections of abstracts counts in every title."""
    tags = tag_record(Record(title="Cross-sectional findings in nurses"))
    assert "cross-sectional" in {found.term for found in tags}


def test_an_unknown_section_is_an_error() -> None:
    """A vocabulary of one's own with a misspelled section is refused with its phrase."""
    with pytest.raises(DataError, match=r"expected sections .*, found 'method' in '@method cohort'"):
        Phrase("@method cohort").sections  # noqa: B018


@pytest.mark.parametrize("text", ["A. " * 300_000, "METHODS: " * 100_000, "x" * 1_000_000, "\n" * 1_000_000])
def test_long_abstracts_are_read_in_linear_time(text: str) -> None:
    """A megabyte of anything has sections, and no stop."""
    assert Sections(text).at(len(text) - 1)
