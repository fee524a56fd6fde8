"""Citations by author and year, and the works that they mean."""

from __future__ import annotations

import pytest

from ivigref.manuscripts import author_year
from ivigref.manuscripts.listed import Listed
from ivigref.manuscripts.passages import Passage
from ivigref.model import Reference
from ivigref.names import Name

WORKS = [
    ("Smith", "Doe", 2019, ""), ("Roe", "Koe", 2020, "a"), ("Roe", "Koe", 2020, "b"), ("van der Berg", "", 2001, ""),
    ("Müller", "", 1999, ""), ("O’Brien", "Poe Moe", 2005, ""), ("World Health Organization", "", 2010, ""),
    ("Lundgren", "Poe Moe", 2014, ""), ("García López", "", 2007, ""), ("Young", "", 1997, ""), ("Li", "Wu", 2011, ""),
    ("World Trial Group", "", 2012, "a"), ("World Trial Group", "", 2012, "b"),
]  # fmt: skip


def reference(first: str, others: str, year: int, suffix: str) -> Reference:
    """Return an invented work."""
    authors = (
        [Name.from_surname(first, "A")] if " " not in first or first[0].islower() else [Name(family=first, given="A")]
    )
    authors = [Name(literal=first)] if first.startswith("World") else authors
    authors += [Name(family=other, given="B") for other in others.split()]
    return Reference(raw=f"{first}, {others} ({year}{suffix}) Skin.", authors=tuple(authors), year=year)


LISTED = Listed.of([reference(*work) for work in WORKS])


def read(text: str) -> list[tuple[str, str, str, tuple[int, ...]]]:
    """Return of each that is sure the first name, the year, the verdict, and the works."""
    common = frozenset("the in trial software since version young may".split())
    every = author_year.found([Passage(text, 1)], author_year.Known(LISTED, common=common))
    return [
        (one.names[0], one.year, one.verdict, tuple(e.place for e in one.entries))
        for one in every
        if one.is_sure and one.verdict != "none"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Smith and Doe 2019 saw it.", [("Smith", "2019", "linked", (0,))]),
        ("rare (Smith and Doe, 2019).", [("Smith", "2019", "linked", (0,))]),
        (
            "rare (Smith & Doe 2019; Müller, 1999)",
            [("Smith", "2019", "linked", (0,)), ("Müller", "1999", "linked", (4,))],
        ),
        ("Smith and Doe’s (2019) trial", [("Smith", "2019", "linked", (0,))]),
        ("(Roe and Koe 2020a, b)", [("Roe", "2020a", "linked", (1,)), ("Roe", "2020b", "linked", (2,))]),
        ("(see van der Berg, 2001, p. 5)", [("van der Berg", "2001", "linked", (3,))]),
        ("O’Brien et al. (2005)", [("O’Brien", "2005", "linked", (5,))]),
        ("However, Müller (1999) and others", [("Müller", "1999", "linked", (4,))]),
        ("(WHO, 2010)", [("WHO", "2010", "linked", (6,))]),
        ("(World Health Organization 2010)", [("World Health Organization", "2010", "linked", (6,))]),
        ("(World Trial Group 2012b)", [("World Trial Group", "2012b", "linked", (12,))]),
        ("(World Trial Group 2012a, 2012b)", [("World Trial Group", "2012a, 2012b", "linked", (11, 12))]),
        ("Lundgren and colleagues (2014)", [("Lundgren", "2014", "linked", (7,))]),
        ("(García López 2007)", [("García López", "2007", "linked", (8,))]),
        ("Li and Wu (2011)", [("Li", "2011", "linked", (10,))]),
        ("(Muller 1999)", [("Muller", "1999", "linked", (4,))]),
        ("(Roe and Koe 2020c)", [("Roe", "2020c", "year", (1, 2))]),
        ("(Müller, 1989)", [("Müller", "1989", "year", (4,))]),
        ("(Lundgern et al. 2014)", [("Lundgern", "2014", "name", (7,))]),
        ("(Smith and Dow 2019)", [("Smith", "2019", "linked", (0,))]),
        ("(Poe et al., 1988)", [("Poe", "1988", "unlisted", ())]),
        ("Poe and Moe (1988) saw it", [("Poe", "1988", "unlisted", ())]),
        ("(Wang and Young 1997)", [("Wang", "1997", "unlisted", ())]),
        ("rare (Invented 1988)", [("Invented", "1988", "unlisted", ())]),
        ("in May 2003, since March 2010", []),
        ("(version 2.1, 2019) of the Software (2012)", []),
        ("between 1998 and 2003 (Table 2, 2005)", []),
        ("the Trial (2012) in Germany (2014) and (USA, 2011)", []),
        ("Figure 3 of 2011 [95 % CI 1900–2001]", []),
    ],
)
def test_names_and_years(text: str, expected: list[tuple[str, str, str, tuple[int, ...]]]) -> None:
    """What is in the list is linked, what is nearly there is told apart from what is not, and dates are no citations."""
    assert read(text) == expected
