"""One scorer for every registry: how likely is it that a record is the printed work?"""

from __future__ import annotations

import math

from ivigref.matching.authors import same_first_author
from ivigref.matching.journals import compare_journals
from ivigref.matching.numbers import compare_volumes, compare_years, same_first_page
from ivigref.matching.titles import compare_titles, content_words, distinguishing_words, title_similarity
from ivigref.model import Record, Reference

# Weight of evidence in natural logarithms of odds: what a field adds where both agree, and where they differ. A first
# page picks one of some thousands of works, a year one of some tens; an author's name is misspelt more seldom than a
# volume is mistyped.
AGREES = {"first_author": 3.0, "year": 1.5, "volume": 2.0, "first_page": 4.0, "journal": 2.0}
DIFFERS = {"first_author": -3.0, "year": -2.0, "volume": -1.5, "first_page": -2.5, "journal": -1.5}
PRIOR = -6.0  # before anything is compared: a candidate is some other work of the same words
STORED = 2.0  # a stored identifier leads to the right work more often than not
TITLE_WORD = 1.2  # what each content word of an agreeing title adds, up to …
TITLE_MOST = 8.0
TITLE_STEPS = ((0.9, 0.6), (0.8, 0.3), (0.65, 0.0), (0.5, -0.3), (0.0, -0.8))  # (similarity from, share of TITLE_MOST)
ANOTHER_WORK = -8.0  # part II, an erratum, a reply


def match_confidence(reference: Reference, record: Record, *, prior: float = PRIOR) -> float:
    """Return how sure it is, 0 to 1, that a record is the printed work, from the fields that both have.

    ``prior`` is the weight before anything is compared: that of a candidate, or STORED for a record that a stored
    identifier led to.

    >>> printed = Reference(title="Lupus nephritis: a review", year=2000, volume="29", pages="321–7")
    >>> round(match_confidence(printed, Record(title="Lupus Nephritis", year=2000, volume="29", pages="321")), 3)
    0.994
    """
    return 1 / (1 + math.exp(-prior - match_weight(reference, record)))


def match_weight(reference: Reference, record: Record) -> float:
    """Return the weight of the evidence that a record is the printed work, in natural logarithms of the odds."""
    weight = _title_weight(reference, record)
    journal = compare_journals(reference, record)
    volume, year = compare_volumes(reference, record), compare_years(reference, record)
    answers = {
        "first_author": same_first_author(reference, record),
        "first_page": same_first_page(reference, record),
        "journal": None if journal.verdict == "unknown" else journal.agrees,
        "volume": None if volume.verdict == "unknown" else volume.agrees,
        "year": None if year.verdict == "unknown" else year.agrees,
    }
    for field, agrees in answers.items():
        if agrees is not None:
            weight += AGREES[field] if agrees else DIFFERS[field]
    return weight


def _title_weight(reference: Reference, record: Record) -> float:
    agreement = compare_titles(reference, record)
    if agreement.verdict == "unknown" or reference.title is None:
        return 0.0
    full = min(TITLE_MOST, TITLE_WORD * len(content_words(reference.title)))
    if agreement.agrees:
        return full
    titles = [t for t in (record.title, agreement.recorded, record.original_title) if t]
    if all(distinguishing_words(reference.title, title) for title in titles):
        return ANOTHER_WORK
    similarity = max(title_similarity(reference.title, title) for title in titles)
    share = next(share for least, share in TITLE_STEPS if similarity >= least)
    return share * (full if share > 0 else TITLE_MOST)
