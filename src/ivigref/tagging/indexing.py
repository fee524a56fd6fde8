"""Indexing of a work: publication types and headings of its record or its file, and keywords.

A keyword counts as indexing only where a database that indexes its records gave it (`DATABASES`) and the file has no
headings or publication types of its own: beside those, and in every other file, keywords are the author's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ivigref.model import Citation, Record, Reference
from ivigref.text import DASHES

Place = Literal["publication-type", "mesh", "keyword"]
# Databases whose exports have the terms of their own indexing in the field for keywords: MeSH headings and publication
# types in MEDLINE and CENTRAL, Emtree in Embase, which shares many names with them.
DATABASES = re.compile(r"pubmed|medline|embase|cochrane|\ACENTRAL\Z", re.IGNORECASE)
_INDEXED = frozenset({"keyword", "ris:M3"})  # RIS has the type of the work, as the database calls it, in M3
_QUALIFIED = re.compile(r"[/\[].*", re.DOTALL)  # Ovid: *Lupus Nephritis/dt [Drug Therapy]; CENTRAL: … [therapy]

_DASH = re.compile(f"[{DASHES}]")  # CENTRAL prints the hyphen that does not break


@dataclass(frozen=True, slots=True)
class Statement:
    """One term of the indexing; ``said`` names its place if that is not the matched record."""

    place: Place
    name: str
    uid: str | None = None
    said: str = ""


def recorded(record: Record, *, types: str = "", headings: str = "") -> Iterator[Statement]:
    """Yield the publication types and headings of a record; those of a file name their place.

    >>> [said.name for said in recorded(Record(publication_types=("Letter",), mesh=("Psoriasis / therapy*",)))]
    ['Letter', 'Psoriasis']
    """
    yield from (Statement("publication-type", name, said=types) for name in record.publication_types)
    yield from (Statement("mesh", heading.name, heading.uid, headings) for heading in record.mesh)


def indexing(citation: Citation, known: Record) -> tuple[Statement, ...]:
    """Return the indexing of a citation: that of its records, and the keywords of a database's file.

    >>> from ivigref.model import Origin
    >>> reference = Reference(extra=(("keyword", "*Dermatomyositis/dt [Drug Therapy]"),))
    >>> indexing(Citation(reference=reference), Record())
    ()
    >>> listed = reference.model_copy(update={"origins": (Origin(database="Ovid MEDLINE(R)"),)})
    >>> [(said.name, said.said) for said in indexing(Citation(reference=listed), Record())]
    [('Dermatomyositis', 'of Ovid MEDLINE(R)')]
    """
    reference = citation.reference
    types = "in the file" if known.publication_types == reference.publication_types else ""
    headings = "in the file" if known.mesh == reference.mesh else ""
    return (*recorded(known, types=types, headings=headings), *_keywords(reference))


def _keywords(reference: Reference) -> Iterator[Statement]:
    databases = dict.fromkeys(o.database for o in reference.origins if o.database)
    if reference.publication_types or reference.mesh or not databases or not all(map(DATABASES.search, databases)):
        return
    said = f"of {', '.join(databases)}"
    for name, text in reference.extra:
        if name in _INDEXED:
            for term in text.split(";"):
                yield Statement("keyword", _QUALIFIED.sub("", _DASH.sub("-", term)).strip("* "), said=said)
