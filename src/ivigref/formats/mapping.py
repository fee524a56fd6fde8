"""Which field of each format holds what: the tables that all readers and writers, and the docs, are made from.

``fields.tsv`` has a row for each datum; the first name in a cell is the one that is written, the others are read too.
What each format calls a kind of work is said with the kinds, in the model.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ivigref import tables

# What has a grammar: a value without it is no good in the field of another format.
TYPED = frozenset({"pages", "doi", "pmid", "pmcid"})


@cache
def table(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the tables, as they stand in its file.

    >>> table("fields")[0]["bibtex"], table("losses")[0]["datum"]
    ('title', 'kind:proceedings')
    """
    text = Path(__file__).with_name(f"{name}.tsv").read_text(encoding="utf-8")
    return tables.rows(text)


@cache
def names(of: str) -> dict[str, tuple[str, ...]]:
    """Return the names of each datum in a format, the one to be written first; none in a format without a column.

    >>> names("ris")["title"], names("nbib")["url"]
    (('TI', 'T1'), ())
    """
    return {row["datum"]: tuple(filter(None, row.get(of, "").split(", "))) for row in table("fields")}


@cache
def data(of: str) -> dict[str, str]:
    """Return the datum that each name of a format stands for; a name that stands for several means the first.

    >>> data("ris")["T1"], data("nbib")["AID"]
    ('title', 'doi')
    """
    return {name: datum for datum, found in reversed(names(of).items()) for name in found}


@cache
def lost(of: str) -> frozenset[str]:
    """Return what a format has no place for.

    >>> sorted(lost("csv"))
    ['date_text', 'markup', 'note:more', 'unparsed']
    """
    return frozenset(row["datum"] for row in table("losses") if of in row["lost in"].split(", "))
