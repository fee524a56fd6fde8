"""The print and the record side by side: what is marked is what makes the finding."""

from __future__ import annotations

import pytest

from ivigref import parse_reference
from ivigref.checks import check
from ivigref.model import Citation, Record
from ivigref.names import Name
from ivigref.reports.compare import printed_pieces, recorded_pieces

KRUG = "Krug P, Boyer O, Balzamo E, et al. Nephrotic syndrome in Kawasaki disease: a report of three cases. Pediatr Nephrol. 2012;27(9):1547–50."
RECORD = Record(
    authors=tuple(
        Name(family=f, given=g)
        for f, g in (("Krug", "Pauline"), ("Boyer", "Olivia"), ("Balzamo", "Eve"), ("Sidi", "Daniel"))
    ),
    title="Nephrotic syndrome in Kawasaki disease: a report of three cases",
    container_title="Pediatric nephrology (Berlin, Germany)",
    year=2012,
    volume="27",
    issue="9",
    pages="1547-50",
)


@pytest.mark.parametrize(
    ("was", "printed", "marked"),
    [
        ("Krug", "Krug", ([], [])),
        ("three cases", "two cases", (["two"], ["three"])),
        ("of three", "of not three", (["not"], [])),
        ("Balzamo", "Balzano", (["Balzano"], ["Balzamo"])),
        (";27(9)", ";26(9)", (["26"], ["27"])),
        ("1547–50", "1547–60", (["1547–60"], ["1547-50"])),
        (". 2012;", ". 2021;", (["2021"], ["2012"])),
        ("Pediatr Nephrol", "Pediatr Neurol", (["Pediatr Neurol"], ["Pediatric nephrology (Berlin, Germany)"])),
    ],
)
def test_only_the_words_that_differ_are_marked(was: str, printed: str, marked: tuple[list[str], list[str]]) -> None:
    """An elided page, a journal's abbreviation and authors behind et al. are no difference, so nothing is marked."""
    reference = parse_reference(KRUG.replace(was, printed))
    findings = [f for f in check([Citation(reference=reference, record=RECORD)]) if f.severity != "note"]
    left = printed_pieces(reference, findings)
    right = recorded_pieces(reference, RECORD, findings)
    assert ([p.text for p in left if p.mark], [p.text for p in right if p.mark]) == marked
    assert "".join(p.text for p in left) == reference.raw


def test_a_long_list_of_authors_is_cut_and_counted() -> None:
    """A record with hundreds of authors does not fill the page."""
    crowd = RECORD.model_copy(update={"authors": tuple(Name(family=f"Author{n}") for n in range(300))})
    assert "Author5 and 294 more" in "".join(p.text for p in recorded_pieces(parse_reference(KRUG), crowd, []))
