"""The tables of what a format cannot hold say what the writers do."""

from __future__ import annotations

import pytest

from ivigref.formats import FORMATS, mapping, module
from ivigref.formats.losses import lacking, unplaced
from ivigref.model import Citation, Kind, Origin, Reference
from ivigref.names import Name

WRITERS = sorted(FORMATS.keys() - {"jsonl"})
VALUES = {
    "container_title": "J Inv", "edition": "2nd", "series": "Monographs", "publisher": "Inventa", "place": "Oslo",
    "volume": "3", "issue": "4", "pages": "5–9", "doi": "10.5555/1", "pmid": "77", "pmcid": "PMC88",
    "arxiv": "2101.00001", "trials": ("NCT01234567",), "issn": ("0140-6736", "1474-547X"), "isbn": ("9780306406157",),
    "url": "https://example.org/a", "language": "en", "title": "A title",
}  # fmt: skip


def back(reference: Reference, of: str) -> Reference:
    """Write a reference and read it."""
    written = module(of).dumps([Citation(reference=reference, key="a")])
    return module(of).loads(written)[0].reference


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("of", WRITERS)
def test_every_kind_comes_back_or_is_reported(of: str, kind: Kind) -> None:
    """A kind that a format has no word and no other place for is in the table, and no other is."""
    reference = Reference(kind=kind, title="A title")
    is_held = back(reference, of).kind is kind
    assert is_held is (f"kind:{kind}" not in lacking(of))
    assert is_held is ("kind" not in dict(unplaced(Citation(reference=reference), of)))


@pytest.mark.parametrize("field", VALUES)
@pytest.mark.parametrize("of", WRITERS)
def test_every_field_comes_back_or_is_reported(of: str, field: str) -> None:
    """What has a cell in the table of fields is written and read; what has none is lost."""
    kind = Kind.BOOK_CHAPTER if field in {"isbn", "edition", "series", "publisher", "place"} else Kind.JOURNAL_ARTICLE
    work = {"title": "T", "container_title": "J", "year": 2001, "authors": (Name.parse("Berg O"),)}
    reference = Reference(**{**work, "kind": kind, field: VALUES[field]})
    found, given = getattr(back(reference, of), field), getattr(reference, field)
    same = found == given or (field == "pages" and found is not None and found.ranges == given.ranges)
    assert same is (field not in lacking(of))
    assert same is (field not in dict(unplaced(Citation(reference=reference), of)))


@pytest.mark.parametrize("of", WRITERS)
@pytest.mark.parametrize("datum", ["note", "abstract", "annotation", "url_date", "container_title_short"])
def test_what_a_file_says_beyond_comes_back_or_is_reported(of: str, datum: str) -> None:
    """CSL writes the day of a visit, and EndNote a series: the table says so, and so do they."""
    extra = ((datum, "2020-01-05" if datum == "url_date" else "Some words"),)
    reference = Reference(kind="journal-article", title="T", container_title="J", year=2001, extra=extra)
    assert (back(reference, of).extra == extra) is (datum not in lacking(of))


def test_every_row_of_losses_names_formats() -> None:
    """A row whose formats nobody has would say nothing."""
    for row in mapping.table("losses"):
        assert set(row["lost in"].split(", ")) <= FORMATS.keys(), row


@pytest.mark.parametrize("of", ["nbib", "csl-json"])
def test_pubmed_and_its_number_are_held_by_the_pmid(of: str) -> None:
    """The file that a record was read from is no part of it; a number that is not the PMID is one."""
    origin = Origin(database="PubMed", accession="77", file="a.nbib")
    held, other = (Citation(reference=Reference(pmid=pmid, origins=(origin,))) for pmid in ("77", "78"))
    assert list(unplaced(held, of)) == []
    assert [tuple(lost) for lost in unplaced(other, of)] == [("origins", "PubMed 77")]
