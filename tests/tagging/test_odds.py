"""The odds of tags: what words were worth, what a database is worth, and what may be selected by them."""

from __future__ import annotations

import pytest

from ivigref import tables
from ivigref.bibliography import Bibliography
from ivigref.data import read_text
from ivigref.model import Citation, Evidence, Record, Reference, Tag
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


def test_a_correction_is_certain() -> None:
    """What the user corrected is so."""
    evidence = (Evidence(source="override", text="read in full", rule="o.toml, line 1"),)
    assert odds_of(Tag(axis="design", term="cohort", label="Cohort Studies", evidence=evidence)) == 1.0
