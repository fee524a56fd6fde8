"""One search, exported from every database and program: the references are the same, whatever file brought them.

The three works are invented; the files are written to the letter of what each program exports.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from ivigref import formats, read
from ivigref.formats import EXPORTS, FORMATS
from ivigref.model import Kind, Reference

FILES = sorted(Path(__file__).parent.joinpath("data", "one_search").iterdir())
JOURNAL = {"journalofimaginarymedicine", "jimaginmed"}
# What a program does not export is not in its file.
WITHOUT_DOI = {"scholar.csv", "scholar.enw"}
WITHOUT_PMID = {
    "scholar.csv", "scholar.enw", "covidence.csv", "covidence.ris", "ebsco.csv", "ebsco.ris", "proquest.ris", "rayyan.ris",
    "eppi.csv", "wos.ris", "refworks.txt", "word.xml", "bibtexml.xml", "marc.xml", "CITATION.cff",
}  # fmt: skip


class Core(NamedTuple):
    """What every export says of a work."""

    authors: tuple[str, ...]
    title: str
    year: int | None
    volume: str | None
    issue: str | None
    pages: str | None


WORKS = (
    Core(("Berg OJ", "Dahl M"), "Immunoglobulin in invented dermatomyositis: a randomised trial", 2014, "3", "2", "11–19"),
    Core(("van der Holm LK", "Ek T"), "An article that has a number", 2018, "12", "1", "e1234"),
    Core(("Lind P",), 'On "lupus", skin and hair; a view from Århus', 2001, "7", "Suppl 1", "S5–S8"),
)  # fmt: skip
IDS = [path.name for path in FILES]


def core(reference: Reference, *, ends_early: bool) -> Core:
    """Return what is compared of a reference: names by initials, pages in full."""
    authors = tuple(f"{name.surname} {name.initials}" for name in reference.authors)
    pages = reference.pages.expanded if reference.pages else None
    pages = "S5–S8" if ends_early and pages == "S5" else pages
    issue = reference.issue.replace("-", " ") if reference.issue else None
    return Core(authors, reference.title or "", reference.year, reference.volume, issue, pages)


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_every_export_of_one_search_gives_the_same_references(path: Path) -> None:
    """Names, titles, journals, years, volumes, issues, pages and identifiers; and no item more or less."""
    loaded = formats.read(path.read_bytes(), name=path.name)
    assert [found.message for found in loaded.findings if found.severity != "note"] == []
    cited = [citation.reference for citation in loaded if citation.reference.title != "Invented software"]
    # EBSCO gives the number of pages, and only of some works.
    assert tuple(core(found, ends_early=path.name == "ebsco.csv") for found in cited) == WORKS
    assert {re.sub(r"\W", "", found.container_title or "").casefold() for found in cited} <= JOURNAL
    dois = [None] * 3 if path.name in WITHOUT_DOI else [f"10.9999/inv.{n}" for n in (1, 2, 3)]
    assert [found.doi for found in cited] == dois
    pmids = [None] * 3 if path.name in WITHOUT_PMID else [f"9000000{n}" for n in (1, 2, 3)]
    assert [found.pmid for found in cited] == pmids
    assert all(found.kind is None or found.kind.is_a(Kind.JOURNAL_ARTICLE) for found in cited)


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_no_file_of_a_format_that_is_known_is_taken_for_a_printed_list(path: Path) -> None:
    """Neither by its own name nor by another: each is told by its content, and read as what it is."""
    text = path.read_bytes().decode("utf-8")
    told = formats.sniff(text)
    assert told is not None
    assert told == formats.sniff(text, "references.txt") == formats.sniff(text, path.name)
    assert len(read(path).citations) == len(formats.loads(text))


def test_every_format_that_is_only_read_has_a_file_here() -> None:
    """A format without an export of this search would be one that nobody has tried."""
    told = {formats.sniff(path.read_bytes().decode("utf-8")) for path in FILES}
    assert EXPORTS.keys() <= told
    assert FORMATS.keys() - {"biblatex", "jsonl"} <= told
