"""Programs that we did not write, and how what each shows of a file that we wrote is compared with it.

What a client cannot show at all is not in its ``shows``.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from readers import (  # type: ignore[import-not-found]  # conftest.py puts it on the path
    HERE,
    Shown,
    bbt,
    biber,
    bibtex,
    bibutils,
    citation_js,
    jabref,
    letters,
    pandoc,
    same,
    typst,
)

from ivigref.formats import module
from ivigref.formats.entry import Entry, entries
from ivigref.formats.people import spelled_given
from ivigref.model import Citation
from ivigref.names import Name

ARTICLE = ("authors", "title", "container_title", "year", "volume", "issue", "pages", "doi")
CHAPTER = ("editors", "publisher", "place")
IDENTIFIERS = ("pmid", "pmcid")


@dataclass(frozen=True)
class Client:
    """A program, the format that it reads, and the fields that it can show."""

    name: str
    format: str
    shows: tuple[str, ...]
    read: Callable[[Path], Shown]
    missing: Callable[[], str | None]
    options: Mapping[str, Any] = field(default_factory=dict)
    suffix: str = ".bib"


def expected(entry: Entry) -> dict[str, Any]:
    """Return the fields of an entry in the spelling in which clients' fields are compared."""
    work = entry.work
    return {
        "authors": [person(name) for name in work.authors],
        "editors": [person(name) for name in work.editors],
        **{field: same(entry.text(field)) for field in ("title", "container_title", "publisher", "place", "issue")},
        "year": entry.text("year"),
        "volume": same(entry.text("volume")),
        "pages": same(work.pages.expanded) if work.pages else "",
        "doi": work.doi or "",
        "pmid": work.pmid or "",
        "pmcid": work.pmcid or "",
        "keywords": sorted(entry.keywords),
    }


def person(name: Name) -> tuple[str, str]:
    """Return a name as two texts; a suffix counts as a part of the given name."""
    given = " ".join(filter(None, (spelled_given(name.given or ""), name.suffix)))
    return letters(name.surname), letters(given)


def write(citations: list[Citation], client: Client, folder: Path) -> Path:
    """Write citations in the client's format."""
    path = folder / f"list{client.suffix}"
    path.write_bytes(module(client.format).dumps(citations, **dict(client.options)).encode())
    return path


def score(citations: list[Citation], client: Client, folder: Path) -> tuple[int, int, list[str]]:
    """Return how many fields a client shows as we have them, of how many, and those that it does not."""
    shown = client.read(write(citations, client, folder))
    equal, total, lost = 0, 0, []
    for entry in entries(citations):
        found = shown.get(entry.key, {})
        for datum, value in expected(entry).items():
            if not value or datum not in client.shows:
                continue
            total += 1
            if agrees(found, datum, value):
                equal += 1
            else:
                lost.append(f"{entry.key}.{datum}")
    return equal, total, lost


def agrees(found: Mapping[str, Any], datum: str, value: Any) -> bool:  # noqa: ANN401  (a text or a list of names)
    """Compare one field; of a client that prints, look for the value in what it prints."""
    if "printed" not in found:
        return bool(found.get(datum) == value)
    printed = letters(str(found["printed"])).casefold()
    if datum in {"authors", "editors"}:
        families = (re.sub(r"^[a-z]+(?=[A-Z])", "", family) for family, _ in value)  # a style may move a particle
        return all(family.casefold() in printed for family in families)
    return letters(str(value)).casefold() in printed


def needs_program(name: str) -> Callable[[], str | None]:
    """Say that a program is missing, if it is."""
    return lambda: None if shutil.which(name) else f"the program {name} is not installed"


def needs_module(name: str) -> Callable[[], str | None]:
    """Say that a Python package is missing, if it is."""
    return lambda: None if importlib.util.find_spec(name) else f"the package {name} is not installed"


def needs_node() -> str | None:
    """Say that the JavaScript clients are missing, if they are."""
    if not shutil.which("node"):
        return "node is not installed"
    return None if (HERE / "node_modules").is_dir() else f"npm install --no-package-lock was not run in {HERE.name}"


SCHOLARLY = (*ARTICLE, *CHAPTER)
ALL = (*SCHOLARLY, *IDENTIFIERS, "keywords")
PRINTED = ("authors", "title", "container_title", "year", "volume", "issue", "pages")
PANDOC = needs_module("pypandoc")
CLIENTS = (
    Client("pandoc", "bibtex", (*SCHOLARLY, "pmid"), pandoc("bibtex"), PANDOC),
    Client("pandoc", "biblatex", SCHOLARLY, pandoc("biblatex"), PANDOC),
    Client("pandoc", "ris", SCHOLARLY, pandoc("ris"), PANDOC, suffix=".ris"),
    Client("pandoc", "csl-json", ALL, pandoc("csljson"), PANDOC, suffix=".json"),
    Client("citation.js", "bibtex", ALL, citation_js, needs_node),
    Client("citation.js", "csl-json", ALL, citation_js, needs_node, suffix=".json"),
    Client("citation.js", "ris", ARTICLE, citation_js, needs_node, suffix=".ris"),
    Client("Better BibTeX", "bibtex", ALL, bbt, needs_node),
    Client("biber", "biblatex", (*SCHOLARLY, "pmid"), biber, needs_program("biber")),
    Client("JabRef", "bibtex", (*SCHOLARLY, "keywords"), jabref, needs_program("jabref")),
    Client("bibutils", "bibtex", (*SCHOLARLY, "keywords"), bibutils("bib2xml"), needs_program("bib2xml")),
    Client("bibutils", "ris", ALL, bibutils("ris2xml"), needs_program("ris2xml"), suffix=".ris"),
    Client("bibutils", "endnote-xml", ARTICLE, bibutils("endx2xml"), needs_program("endx2xml"), suffix=".xml"),
    Client("bibutils", "refer", PRINTED, bibutils("end2xml"), needs_program("end2xml"), suffix=".enw"),
    Client("bibutils", "mods", ARTICLE, bibutils("modsclean"), needs_program("modsclean"), suffix=".xml"),
    Client("typst (apa)", "hayagriva", (*PRINTED, "doi"), typst, needs_module("typst"), suffix=".yml"),
    Client("BibTeX (abbrv)", "bibtex", PRINTED, bibtex, needs_program("bibtex"), {"encoding": "latex"}),
    Client("typst (apa)", "bibtex", (*PRINTED, "doi"), typst, needs_module("typst")),
)

# What a client cannot hold, however it is written: the client and format, what it loses, and why.
KNOWN = {
    ("pandoc", "bibtex", "Unbalanced1998.title"): "knows no command for a brace without its other half",
    ("pandoc", "biblatex", "Unbalanced1998.title"): "knows no command for a brace without its other half",
    ("pandoc", "ris", "Suffix1998.authors"): "puts the suffix before the given name",
    ("pandoc", "ris", "Chapter1998.place"): "does not read CY",
    ("pandoc", "ris", "Nikolov2014.place"): "does not read CY",
    ("Better BibTeX", "bibtex", "Less1998.title"): "reads < and > as ¡ and ¿; every other spelling fails elsewhere",
    ("JabRef", "bibtex", "Blackhouse2010.authors"): "takes the plain apostrophe of O'Reilly for an accent",
    ("JabRef", "bibtex", "Group1998.authors"): "splits a group at its blanks and at its *and*, in braces or not",
    ("JabRef", "bibtex", "Suffix1998.authors"): "puts the suffix before the given name",
    ("JabRef", "bibtex", "Special1998.title"): "exports no braces, # and _, and no commands for ~, ^ and a backslash",
    ("JabRef", "bibtex", "Unbalanced1998.title"): "knows no command for a brace without its other half",
    ("bibutils", "bibtex", "Special1998.title"): "knows no command for ^ and for a backslash",
    ("bibutils", "ris", "Group1998.authors"): "takes the words of a group for the parts of a name",
    ("bibutils", "endnote-xml", "Group1998.authors"): "takes the words of a group for the parts of a name",
    ("bibutils", "refer", "Group1998.authors"): "takes the words of a group for the parts of a name",
    ("typst (apa)", "bibtex", "Italics1998.title"): "prints the command for italics, which most others need",
    ("typst (apa)", "bibtex", "FiveHundred1998.authors"): "prints twenty, as its style wants",
    ("typst (apa)", "hayagriva", "FiveHundred1998.authors"): "prints twenty, as its style wants",
}
