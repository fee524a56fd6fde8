"""How a study was carried out is no design beside its designs: maps count it apart, and selections find it."""

from __future__ import annotations

import re

import pytest

from ivigref import Bibliography, Checked, Citation, Reference, Tag
from ivigref.axes import parted
from ivigref.data import read_text
from ivigref.reports import console, html
from ivigref.reports.styled import Terminal
from ivigref.reports.terminal import drawn
from ivigref.tables import rows
from ivigref.tagging.library import shipped_axes

TRIAL, BLIND, FOLLOW_UP = "randomized-controlled-trial", "double-blind-method", "follow-up-study"


def one(*designs: str) -> Citation:
    """Return a citation about lupus."""
    found = (Tag(axis="design", term=term, label=f"The {term}") for term in designs)
    return Citation(reference=Reference(raw="x"), tags=(Tag(axis="disease", term="lupus", label="Lupus"), *found))


LISTED = Bibliography(
    [one(TRIAL, BLIND, FOLLOW_UP), one(TRIAL, "cross-over-studies", BLIND), one(FOLLOW_UP), one(BLIND)]
)


@pytest.mark.parametrize(
    ("given", "terms", "features"),
    [
        ([TRIAL, BLIND], {TRIAL}, {BLIND}),
        ([BLIND], set(), {BLIND}),
        ([TRIAL, FOLLOW_UP], {TRIAL}, {FOLLOW_UP}),
        ([FOLLOW_UP], {FOLLOW_UP}, set()),
        ([FOLLOW_UP, BLIND], {FOLLOW_UP}, {BLIND}),
        (["prospective-studies"], {"prospective-studies"}, set()),
        ([], set(), set()),
    ],
)
def test_a_feature_is_set_apart(given: list[str], terms: set[str], features: set[str]) -> None:
    """A follow-up says of a trial only how long it was, and is the design where there is no other."""
    assert tuple(map(set, parted("design", given))) == (terms, features)
    assert parted("setting", given).terms == set(given)


def test_every_feature_is_a_term_of_its_axis() -> None:
    """The table of features names what the vocabulary has."""
    table = rows(read_text("vocabularies/features.tsv"))
    assert [row for row in table if shipped_axes().named(row["axis"], row["term"]) is None] == []
    assert {row["is_one"] for row in table} == {"always", "beside"}


def test_a_map_counts_features_apart() -> None:
    """No column of a map is a feature, in rows as in columns; a selection finds it as before."""
    assert LISTED.crosstab("disease", "design") == {"lupus": {TRIAL: 2, FOLLOW_UP: 1}}
    assert LISTED.crosstab("disease", "design", features=True) == {
        "lupus": {BLIND: 3, "cross-over-studies": 1, FOLLOW_UP: 1}
    }
    assert LISTED.crosstab("design", "disease") == {TRIAL: {"lupus": 2}, FOLLOW_UP: {"lupus": 1}}
    assert [len(LISTED.select(design=name)) for name in (TRIAL, BLIND, FOLLOW_UP)] == [2, 3, 2]


def printed(citations: list[Citation]) -> str:
    """Return the map as a wide terminal shows it."""
    return "".join(drawn(console.map_table(citations), Terminal(200)))


def test_the_map_on_a_terminal_says_of_how_many() -> None:
    """With a column of its own, where there is something to say."""
    shown = printed(list(LISTED))
    assert re.search(rf"lupus +4 +{TRIAL} 2, {FOLLOW_UP} 1 +{BLIND} 3, cross-over-studies 1, {FOLLOW_UP} 1", shown)
    assert "Of these" in shown
    assert "Of these" not in printed([one(TRIAL)])
    assert re.search(rf"lupus +1 +{BLIND} 1", printed([one(BLIND)])), "no work is left out"


def test_the_map_of_the_report_names_what_it_leaves_out() -> None:
    """With the numbers of works of which it is a feature, and a link to them."""
    page = html.dumps(Checked(list(LISTED), [[]] * 4, ["unverified"] * 4))
    left = re.search(r"Left out, as they are features of designs:(.*)", page)
    assert left is not None
    assert re.findall(r"#design=([a-z-]+)\">[^<]+</a> (\d)", left[1]) == [
        ("cross-over-studies", "1"), (BLIND, "3"), (FOLLOW_UP, "1"),
    ]  # fmt: skip
    heads = page[page.index('class="map"') :].partition("</thead>")[0]
    assert (f"The {TRIAL}" in heads, f"The {BLIND}" in heads, f"The {FOLLOW_UP}" in heads) == (True, False, True)
