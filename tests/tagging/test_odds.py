"""The odds of tags: what words were worth, what a database is worth, and what may be selected by them."""

from __future__ import annotations

import re

import pytest

from ivigref import tables
from ivigref.bibliography import Bibliography
from ivigref.data import read_text
from ivigref.model import Checked, Citation, Evidence, Record, Reference, Tag
from ivigref.reports import console, counts, html
from ivigref.reports.styled import Terminal
from ivigref.reports.terminal import drawn
from ivigref.tagging import tag, tag_record
from ivigref.tagging.library import shipped_axes
from ivigref.tagging.odds import Counts, counted, odds_of


def odds(term: str, **fields: object) -> float | None:
    """Return the odds of one tag of a record."""
    [found] = [
        t for t in tag_record(Record.model_validate(fields)) if t.term == term and t.axis in {"design", "disease"}
    ]
    return found.odds


def test_an_indexer_is_believed_before_words() -> None:
    """A publication type leaves hardly a doubt, and words as many as they had errors."""
    given = odds("case-report", title="Outcome", publication_types=("Case Reports",))
    said = odds("case-report", title="A case report")
    unsure = odds("comparative-study", title="Immunoglobulins versus steroids")
    assert given == 0.99
    assert said is not None
    assert unsure is not None
    assert unsure < said < 1


def test_more_mentions_make_a_disease_more_likely() -> None:
    """A disease of which an abstract goes on to speak is what the work is about."""
    once = odds("psoriasis", title="Psoriasis", abstract="We treated adults.")
    often = odds("psoriasis", title="Psoriasis", abstract="Psoriasis is known. Psoriasis fell. We treated psoriasis.")
    assert once is not None
    assert often is not None
    assert once < often


def test_nothing_is_said_of_what_was_not_counted() -> None:
    """An axis without a truth to count by has no odds, and neither has what nothing decides."""
    tags = tag_record(Record(title="Letter to the editor: subcutaneous immunoglobulin"))
    assert {t.axis: t.odds for t in tags if t.axis in {"form", "route", "design"}} == {
        "form": None, "route": None, "design": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("counts", "pull", "towards", "share"),
    [((0, 0), 8, 0.9, 0.9), ((8, 0), 8, 0.5, 0.75), ((0, 8), 8, 0.5, 0.25), ((99, 1), 0, 0.5, 0.99)],
)
def test_few_counts_are_drawn_towards_the_rest(
    counts: tuple[int, int], pull: float, towards: float, share: float
) -> None:
    """One hit is no certainty."""
    assert Counts(*counts).share(pull, towards) == pytest.approx(share)


def test_the_table_names_phrases_that_are_there() -> None:
    """A phrase that was changed since is counted anew: python scripts/train_designs.py count."""
    terms = {term.slug: term for term in shipped_axes().terms if term.axis == "design"}
    for row in tables.rows(read_text("vocabularies/odds.tsv")):
        if row["axis"] == "design" and row["rule"]:
            term = terms[row["term"]]
            phrases = (*term.title, *term.abstract, *term.uncoded, *term.alone, *term.container)
            assert row["rule"] in {phrase.text for phrase in phrases}, row


def test_the_table_adds_up() -> None:
    """What holds for all terms is the sum over them."""
    whole = counted()["design", "", ""]
    parts = [counts for (axis, term, rule), counts in counted().items() if axis == "design" and term and not rule]
    assert whole == Counts(sum(part.hits for part in parts), sum(part.errors for part in parts))
    assert whole.hits > 600


def tagged() -> Bibliography:
    """Return two citations: one says what it is, the other may mean something else."""
    titles = ("A randomised controlled trial of immunoglobulin in lupus", "Immunoglobulin versus steroids in lupus")
    return Bibliography(tag(Citation(reference=Reference(title=title)) for title in titles))


def test_selection_by_odds() -> None:
    """A selection may ask for what is likely only; what was not counted stays."""
    found = tagged()
    assert len(found.select(design=["randomized-controlled-trial", "comparative-study"])) == 2
    assert len(found.select(design=["randomized-controlled-trial", "comparative-study"], odds=0.9)) == 1
    assert len(found.select(control="active", odds=0.9)) == 1


def test_the_map_leaves_out_what_is_rather_wrong() -> None:
    """A tag that is more often wrong than right counts in a map only where it is asked for."""
    tags = (
        Tag(axis="design", term="survey", label="Survey", odds=0.4),
        Tag(axis="disease", term="lupus", label="Lupus"),
    )
    found = Bibliography([Citation(reference=Reference(), tags=tags)])
    assert found.crosstab("disease", "design") == {}
    assert found.crosstab("disease", "design", odds=0.4) == {"lupus": {"survey": 1}}


ASIDE: dict[str, tuple[dict[str, object], bool]] = {
    "mentioned": ({"role": "mentioned"}, False),
    "denied": ({"role": "negated"}, False),
    "rather wrong": ({"odds": 0.49}, False),
    "as often right as wrong": ({"odds": 0.5}, True),
    "treated": ({"role": "subject"}, True),
    "not counted": ({}, True),
}


@pytest.mark.parametrize("name", ASIDE)
def test_every_map_counts_the_same(name: str) -> None:
    """In Python, on a terminal, and in the report with its filters: what a work only mentions is in none of them."""
    said, is_counted = ASIDE[name]
    shown = (
        Tag(axis="disease", term="lupus", label="Lupus"),
        Tag(axis="disease", term="uveitis", label="Uveitis").model_copy(update=said),
        Tag(axis="design", term="survey", label="Survey"),
    )
    citations = [
        Citation(reference=Reference(raw="x"), tags=shown),
        Citation(reference=Reference(raw="y"), tags=shown[:2]),
    ]
    number = 1 if is_counted else 0
    assert Bibliography(citations).crosstab("disease", "design").get("uveitis", {}).get("survey", 0) == number
    terminal = "".join(drawn(console.map_table(citations), Terminal(200)))
    assert re.findall(r"uveitis +(\d) +survey (\d)", terminal) == [("2", "1")] * number
    assert terminal.count("uveitis") == number
    found = counts.evidence_map(citations)
    assert found is not None
    assert [cells for term, _, cells in found["rows"] if term == "uveitis"] == [[1]] * number
    choices = {option.value: option.number for axis, options in counts.glossary(citations) for option in options}
    assert choices == {"lupus": 2, "survey": 1} | ({"uveitis": 2} if is_counted else {})
    page = html.dumps(Checked(citations, [[], []], ["unverified"] * 2))
    assert page.count("<li>Uveitis") == 2, "on the cards it stands, as before"
    assert ("#disease=uveitis" in page) is is_counted
    assert [len(numbers.split()) for numbers in re.findall(r'data-tags="([^"]*)"', page)] == [2 + number, 1 + number]


def test_a_correction_is_certain() -> None:
    """What the user corrected is so."""
    evidence = (Evidence(source="override", text="read in full", rule="o.toml, line 1"),)
    assert odds_of(Tag(axis="design", term="cohort", label="Cohort Studies", evidence=evidence)) == 1.0
