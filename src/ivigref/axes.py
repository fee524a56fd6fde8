"""The axes of tags: which there are, in which order, where each is shown, and which terms say only how."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ivigref import tables

DISEASE = "disease"  # the one axis without a file of terms: MeSH, with a supplement and groups


class AxisFact(NamedTuple):
    """What the tables and pages need to know of an axis; ``says`` completes "the axis says …"."""

    name: str
    in_table: bool
    is_filter: bool
    says: str


class Parted(NamedTuple):
    """The terms of one citation on one axis: the things themselves, and the features of how they were carried out."""

    terms: frozenset[str]
    features: frozenset[str]


def parted(axis: str, terms: Iterable[str]) -> Parted:
    """Set features apart from what they are features of; some are the thing itself where they stand alone.

    >>> parted("design", ["randomized-controlled-trial", "double-blind-method", "follow-up-study"]).terms
    frozenset({'randomized-controlled-trial'})
    >>> parted("design", ["follow-up-study"]).terms
    frozenset({'follow-up-study'})
    """
    given, known = frozenset(terms), _features().get(axis, {})
    others = given.difference(known)
    features = frozenset(term for term in given - others if others or known[term] == _ALWAYS)
    return Parted(given - features, features)


_ALWAYS = "always"


@cache
def _features() -> dict[str, dict[str, str]]:
    """Return, by axis, the terms that are features, and whether they are so always or beside others only."""
    found: dict[str, dict[str, str]] = {}
    for row in _rows("features"):
        found.setdefault(row["axis"], {})[row["term"]] = row["is_one"]
    return found


@cache
def axis_facts() -> tuple[AxisFact, ...]:
    """Return the facts about each axis, in the order in which tags are shown.

    >>> [fact.name for fact in axis_facts() if fact.in_table]
    ['disease', 'design', 'form', 'route', 'population']
    """
    return tuple(
        AxisFact(row["axis"], row["table"] == "yes", row["filter"] == "yes", row["says"]) for row in _rows("axes")
    )


def _rows(name: str) -> list[dict[str, str]]:
    place = Path(__file__).parent.joinpath(f"data/vocabularies/{name}.tsv")
    return tables.rows(place.read_text(encoding="utf-8"))
