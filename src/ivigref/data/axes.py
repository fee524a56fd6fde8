"""The axes of tags: which there are, in which order, and where each is shown."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from ivigref import tables
from ivigref.data import read_text

DISEASE = "disease"  # the one axis without a file of terms: MeSH, with a supplement and groups


class AxisFact(NamedTuple):
    """What the tables and pages need to know of an axis; ``says`` completes "the axis says …"."""

    name: str
    in_table: bool
    is_filter: bool
    says: str


@cache
def features(axis: str) -> frozenset[str]:
    """Return the terms of an axis that say how something was carried out, and are none of the things themselves.

    >>> "double-blind-method" in features("design"), "randomized-controlled-trial" in features("design")
    (True, False)
    """
    rows = tables.rows(read_text("vocabularies/features.tsv"))
    return frozenset(row["term"] for row in rows if row["axis"] == axis)


@cache
def axis_facts() -> tuple[AxisFact, ...]:
    """Return the facts about each axis, in the order in which tags are shown.

    >>> [fact.name for fact in axis_facts() if fact.in_table]
    ['disease', 'design', 'form', 'route', 'population']
    """
    return tuple(
        AxisFact(row["axis"], row["table"] == "yes", row["filter"] == "yes", row["says"])
        for row in tables.rows(read_text("vocabularies/axes.tsv"))
    )
