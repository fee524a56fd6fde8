"""Records as no indexer made them: a tag or none, and never a stop."""

from __future__ import annotations

import pytest

from ivigref.model import Record
from ivigref.tagging import tag_record


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"title": "\u202e\u0000"},
        {"publication_types": ("", " ", "Unheard-of Type")},
        {"mesh": tuple(f"Heading {number}" for number in range(500))},
        {"abstract": "METHODS: " * 20_000},
        {"abstract": "random " * 30_000},
        {"abstract": "no a an the " * 5_000},
        {"abstract": "(" * 300_000},
        {"abstract": "x" * 300_000},
        {"title": "case " * 20_000},
        {"abstract": "One.\nTwo.", "abstract_categories": ("METHODS",)},
        {"abstract": "One.\nTwo.", "abstract_categories": (None, "NO SUCH CATEGORY")},
    ],
)
def test_no_record_stops_the_tagger(fields: dict[str, object]) -> None:
    """Where nothing is shown, nothing is said."""
    tags = tag_record(Record.model_validate({"title": "Outcome"} | fields))
    assert [t.term for t in tags if t.axis == "design"] == ["undetermined"]


@pytest.mark.slow
def test_an_abstract_of_a_megabyte_is_read_to_its_end() -> None:
    """The last of its sentences counts as the first does."""
    abstract = "We measured it again. " * 48_000 + "Patients were randomized to rest."
    assert "randomized-controlled-trial" in {t.term for t in tag_record(Record(title="Outcome", abstract=abstract))}
