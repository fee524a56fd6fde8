"""Files that once were read wrongly, where they are at hand: how many references each has, and what they are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ivigref.errors import InputError
from ivigref.reading import read

SHARED = Path(os.environ.get("IVIGREF_SHARED", "/nowhere")) / "cases"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="set IVIGREF_SHARED to the folder that has cases/")

COUNTS = {
    "documents/accent_before_letter.txt": 1, "documents/journal_line_as_item.txt": 3, "documents/page_head_inside.txt": 2,
    "documents/advert_after_last.txt": 2, "documents/r_bibentry.txt": 3, "documents/ieee_no_pages.txt": 2,
    "documents/elsevier_hyphen_author.txt": 2, "documents/suspended_hyphen.txt": 1, "documents/doi_broken.txt": 2,
    "documents/plos_link_items.html": 5, "documents/th_ligature.txt": 2, "documents/bibliography_style_no_heading.docx": 3,
    "documents/jats_named_xml.xml": 2, "documents/ref_list_second.nxml": 3, "newcomer/html-media-query.html": 2,
    "newcomer/ol-numbers.html": 2, "newcomer/gd.html": 2, "newcomer/ms.tex": 2, "newcomer/footnotes.docx": 2,
    "newcomer/typed.odt": 15, "parse/amsrefs.tex": 2, "parse/bib1.tex": 5, "parse/bold.md": 2, "parse/br1.txt": 3,
    "parse/md1.md": 4, "parse/md2.md": 4, "parse/md3.md": 3, "parse/md4.md": 4, "parse/md5.md": 2, "parse/mdpi.txt": 5,
    "parse/nature.txt": 4, "parse/nejm.txt": 3, "parse/nodot.txt": 3, "parse/ol.html.md": 3, "parse/plos.txt": 2,
    "parse/pmc1.txt": 3, "parse/pmc2.md": 3, "parse/pmc3.md": 4, "parse/pmc4.txt": 3, "parse/pmc5.md": 3,
    "parse/sd.txt": 3, "parse/sd2.txt": 3, "parse/table.md": 2, "parse/wiley.txt": 3, "parse/gs.txt": 7,
}  # fmt: skip
MANUSCRIPTS = {
    "deep_rules.docx": 115, "deep_rules_revision.docx": 127, "ptds.docx": 18, "scoping_v1.docx": 21, "ptds.bbl": 23,
    "ptds.tex": 23, "PMC4521097.xml": 73, "PMC6093152.xml": 54, "PMC4569613.xml": 38, "PMC1397864.xml": 28,
    "PMC4736972.xml": 60,
}  # fmt: skip


@pytest.mark.parametrize("name", COUNTS)
def test_each_reference_of_a_file_is_one(name: str) -> None:
    """None is lost, none is made of something else."""
    assert len(read(SHARED / name).citations) == COUNTS[name]


@pytest.mark.parametrize("name", MANUSCRIPTS)
def test_each_reference_of_a_manuscript_is_one(name: str) -> None:
    """Real manuscripts, counted by what they cite."""
    assert len(read(SHARED.parent / "manuscripts" / name).citations) == MANUSCRIPTS[name]


@pytest.mark.parametrize(
    ("name", "place", "field", "value"),
    [
        ("documents/accent_before_letter.txt", 0, "title", "Changes in major bioactive compounds"),
        ("documents/page_head_inside.txt", 0, "title", "Mammary tumor gene int-3: a member of the notch gene family transforms mammary cells"),
        ("documents/advert_after_last.txt", 1, "doi", None),
        ("documents/advert_after_last.txt", 1, "year", 2009),
        ("documents/r_bibentry.txt", 0, "volume", "25"),
        ("documents/elsevier_hyphen_author.txt", 0, "year", 2022),
        ("documents/suspended_hyphen.txt", 0, "title", "A review of inter- and intraspecific variation in the placenta"),
        ("documents/doi_broken.txt", 0, "doi", "10.5555/j.chemosphere.2014.06.078"),
        ("documents/doi_broken.txt", 0, "container_title", "Chemosphere"),
        ("documents/th_ligature.txt", 0, "title", "The influence of the harvest on Thymus"),
        ("newcomer/ms.tex", 1, "issue", "9"),
        ("parse/amsrefs.tex", 1, "doi", "10.1000/xyz1"),
        ("parse/bold.md", 0, "volume", "2"),
        ("parse/table.md", 1, "pmid", "29000002"),
        ("parse/pmc4.txt", 0, "volume", "93"),
        ("parse/sd.txt", 0, "title", "Intravenous immunoglobulin in dermatomyositis: a systematic review"),
        ("parse/wiley.txt", 2, "year", 2019),
    ],
)  # fmt: skip
def test_fields_of_a_file(name: str, place: int, field: str, value: object) -> None:
    """What was wrong is right."""
    assert getattr(read(SHARED / name).citations[place].reference, field) == value


def test_keys_of_a_manuscript_are_kept() -> None:
    """The text cites them, and one that it cites is not in the list."""
    listing = read(SHARED / "newcomer/ms.tex")
    assert [citation.key for citation in listing.citations] == ["dalakas", "krug"]
    assert "missing" in listing.problems[0].message


def test_what_names_a_file_that_is_not_there_is_an_error() -> None:
    """Its list is in that file."""
    with pytest.raises(InputError, match=r"bibliography\.bib, which is not in the folder"):
        read(SHARED.parent / "manuscripts" / "gptscreenr.md")
