"""The print and the record side by side: what is marked is what makes the finding."""

from __future__ import annotations

import pytest

from ivigref import parse_reference
from ivigref.checks import check
from ivigref.lsp.documents import Document, Seen
from ivigref.lsp.hovering import hover
from ivigref.lsp.positions import Text
from ivigref.model import Checked, Citation, Record, Reference
from ivigref.names import Name
from ivigref.reports.compare import printed_pieces, recorded, recorded_pieces

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


@pytest.mark.parametrize(
    ("authors", "printed", "shown"),
    [(0, 0, ""), (6, 0, "A0, A1, A2, A3, A4, A5. "), (7, 0, "A0, A1, A2, A3, A4, A5 and 1 more. "),
     (7, 7, "A0, A1, A2, A3, A4, A5, A6. "), (8, 7, "A0, A1, A2, A3, A4, A5, A6 and 1 more. ")],
)  # fmt: skip
def test_a_record_in_a_line_has_as_many_authors_as_beside_the_print(authors: int, printed: int, shown: str) -> None:
    """An editor and the report show the same: six authors, or as many as are printed, and how many there are besides."""
    people = tuple(Name(family=f"A{n}") for n in range(authors))
    reference, record = Reference(authors=people[:printed]), Record(authors=people, title="Skin", year=2001)
    assert recorded(reference, record) == f"{shown}Skin. 2001"
    assert recorded(reference, record) == "".join(p.text for p in recorded_pieces(reference, record, []))
    row = Citation(reference=reference, record=record)
    assert f": {shown}Skin. 2001" in hover(
        Seen(Document("file:///a.txt", "a.txt", Text("")), Checked([row], [[]], ["verified"])), 0
    )


def test_a_long_list_of_authors_is_cut_and_counted() -> None:
    """A record with hundreds of authors does not fill the page."""
    crowd = RECORD.model_copy(update={"authors": tuple(Name(family=f"Author{n}") for n in range(300))})
    assert "Author5 and 294 more" in "".join(p.text for p in recorded_pieces(parse_reference(KRUG), crowd, []))
