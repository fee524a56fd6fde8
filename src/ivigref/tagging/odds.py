"""The odds of a tag: how often an indexer agreed where words like these, or a database, said it.

What words were worth was counted on records that had been indexed (``vocabularies/odds.tsv``, which
``scripts/train_designs.py`` writes): of each phrase of a design its hits and its errors; of the names of diseases, by
where and how often a work names one. Few counts are drawn towards those of the term, and these towards those of all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from statistics import fmean
from typing import NamedTuple

from ivigref import tables
from ivigref.axes import DISEASE
from ivigref.data import read_text
from ivigref.model import Tag
from ivigref.tagging.axes import INDEXING
from ivigref.tagging.designs import AXIS, UNDETERMINED

_PULL = 8  # counts by which a phrase is drawn towards its term; of 2, 4 and 8, this was right most often
_HIGHEST = 0.99  # of words, which nobody has checked
_TIMES = 4  # mentions of a disease from which on more say no more
# Not counted, but set: what an indexer assigned is so by definition, and a database's keywords map to MeSH with slips.
_OF_INDEXING = {"override": 1.0, "publication-type": 0.99, "mesh": 0.99, "keyword": 0.95}


class Counts(NamedTuple):
    """How often something was right and wrong."""

    hits: int = 0
    errors: int = 0

    def share(self, pull: float, towards: float) -> float:
        """Return the share of hits, drawn towards a value by so many counts.

        >>> Counts(3, 1).share(0, 0.5), Counts(3, 1).share(4, 0.5), Counts().share(4, 0.9)
        (0.75, 0.625, 0.9)
        """
        return (self.hits + pull * towards) / (self.hits + self.errors + pull)


def with_odds(tags: Iterable[Tag]) -> Iterator[Tag]:
    """Yield the tags of diseases and designs with their odds, and all others as they are."""
    for tag in tags:
        odds = odds_of(tag)
        yield tag if odds is None else tag.model_copy(update={"odds": odds})


def odds_of(tag: Tag) -> float | None:
    """Return the odds of a tag, or None for an axis on which nothing was counted, and where nothing decides.

    >>> from ivigref import Record
    >>> from ivigref.tagging import tag_record
    >>> trial, *_ = tag_record(Record(title="A randomised controlled trial", publication_types=("Case Reports",)))
    >>> odds_of(trial) > 0.9
    True
    """
    if tag.axis not in {AXIS, DISEASE} or tag.term == UNDETERMINED.term:
        return None
    sources = {item.source for item in tag.evidence}
    if indexed := sources & INDEXING:
        return max(_OF_INDEXING[source] for source in indexed)
    if tag.axis == DISEASE:
        return _of_disease(named_how(tag))
    counts = counted()
    overall = counts[AXIS, "", ""].share(1, 0.5)
    of_term = counts.get((AXIS, tag.term, ""), Counts()).share(_PULL, overall)
    rules = dict.fromkeys(item.rule for item in tag.evidence)
    shares = (counts.get((AXIS, tag.term, rule), Counts()).share(_PULL, of_term) for rule in rules)
    return round(min(_HIGHEST, fmean(shares)), 2)


@cache
def _of_disease(named: str) -> float:
    overall = counted()[DISEASE, "", ""].share(1, 0.5)
    return round(min(_HIGHEST, counted().get((DISEASE, "", named), Counts()).share(_PULL, overall)), 2)


def named_how(tag: Tag) -> str:
    """Return where and how often words name a disease, as the table calls it.

    >>> from ivigref.model import Evidence
    >>> named = Evidence(source="title", text="lupus", rule="name")
    >>> named_how(Tag(axis="disease", term="lupus", label="Lupus", evidence=(named,) * 9))
    'title, 4 times'
    """
    place = "title" if any(item.source == "title" for item in tag.evidence) else "abstract"
    return f"{place}, {min(len(tag.evidence), _TIMES)} times"


@cache
def counted() -> dict[tuple[str, str, str], Counts]:
    """Return what was counted, by axis, term and rule; an empty term or rule stands for all of them."""
    rows = tables.rows(read_text("vocabularies/odds.tsv"))
    return {(row["axis"], row["term"], row["rule"]): Counts(int(row["hits"]), int(row["errors"])) for row in rows}
