"""Which field of each format holds what: the tables that all readers and writers, and the docs, are made from.

``fields.tsv`` has a row for each datum, ``kinds.tsv`` one for each kind of work. The first name in a cell is the one
that is written, the others are read too.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

# What has a grammar: a value without it is no good in the field of another format.
TYPED = frozenset({"pages", "doi", "pmid", "pmcid"})


@cache
def table(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the tables, as they stand in its file.

    >>> table("fields")[0]["bibtex"], table("kinds")[1]["ris"]
    ('title', 'CHAP, ECHAP')
    """
    text = files(__package__).joinpath(f"{name}.tsv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), dialect="excel-tab"))


@cache
def names(of: str) -> dict[str, tuple[str, ...]]:
    """Return the names of each datum in a format, the one to be written first.

    >>> names("ris")["title"], names("nbib")["url"]
    (('TI', 'T1'), ())
    """
    return {row["datum"]: tuple(filter(None, row[of].split(", "))) for row in table("fields")}


@cache
def data(of: str) -> dict[str, str]:
    """Return the datum that each name of a format stands for; a name that stands for several means the first.

    >>> data("ris")["T1"], data("nbib")["AID"]
    ('title', 'doi')
    """
    return {name: datum for datum, found in reversed(names(of).items()) for name in found}


@cache
def types(of: str) -> dict[str, str]:
    """Return what a format calls each kind of work.

    >>> types("csl-json")["book-chapter"]
    'chapter'
    """
    return {row["kind"]: row[of].split(", ")[0] for row in table("kinds") if row[of]}


@cache
def kinds(of: str) -> dict[str, str]:
    """Return the kind of work that each type of a format stands for, in small letters.

    >>> kinds("bibtex")["inbook"], kinds("endnote-xml")["5 book section"]
    ('book-chapter', 'book-chapter')
    """
    return {name.lower(): row["kind"] for row in reversed(table("kinds")) for name in row[of].split(", ") if name}


@cache
def lost(of: str) -> frozenset[str]:
    """Return what a format has no place for.

    >>> sorted(lost("nbib"))
    ['groups', 'kind', 'url']
    """
    return frozenset(row["datum"] for row in table("losses") if of in row["lost in"].split(", "))
