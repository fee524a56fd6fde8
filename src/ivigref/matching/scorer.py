"""One scorer for every registry: how likely is it that a record is the printed work?"""

from __future__ import annotations

import math

from ivigref.matching.agreement import Agreement
from ivigref.matching.authors import same_first_author
from ivigref.matching.journals import compare_journals
from ivigref.matching.numbers import compare_volumes, compare_years
from ivigref.matching.pagination import same_first_page
from ivigref.matching.titles import begins_with, wording_similarity
from ivigref.matching.wording import Wording, read
from ivigref.model import Record, Reference

# Weight of evidence in natural logarithms of odds: what a field adds where both agree, and where they differ. A first
# page picks one of some thousands of works, a year one of some tens; an author's name is misspelt more seldom than a
# volume is mistyped. Two numbers that differ outweigh a title: meeting abstracts have the article's.
AGREES = {"first_author": 3.0, "year": 1.5, "volume": 2.0, "first_page": 4.0, "journal": 2.0}
DIFFERS = {"first_author": -3.0, "year": -2.0, "volume": -2.5, "first_page": -4.0, "journal": -2.0}
PRIOR = -6.0  # before anything is compared: a candidate is some other work of the same words
STORED = 2.0  # a stored identifier leads to the right work more often than not
TITLE_WORD = 1.5  # what each content word of an agreeing title adds, up to …
TITLE_MOST = 8.0
TITLE_LEAST = 5.0  # and the least that a different title subtracts, however short
# (similarity from, share of that)
TITLE_STEPS = ((0.95, 0.9), (0.88, 0.75), (0.8, 0.5), (0.7, 0.25), (0.6, 0.0), (0.45, -0.4), (0.3, -0.7), (0.0, -1.0))
CUT_SHORT = ((0.95, 0.6), (0.75, 0.4))  # the same where one title stops short: (share of its words from, share)
SHORTEST_CUT = 3  # words
NUMBERS_DIFFER = -3.0  # of volume and first page one differs, and none agrees
ANOTHER_WORK = -8.0  # an erratum, a reply
ANOTHER_NUMBER = -4.0  # type I for type II, or a slip
NEVER = -4.0  # such odds make no candidate and no rival of one: not to work them out saves a third of the time
HOPELESS = -5.0  # only the page can outweigh a title with this much evidence against it


def match_confidence(reference: Reference, record: Record, *, prior: float = PRIOR) -> float:
    """Return how sure it is, 0 to 1, that a record is the printed work, from the fields that both have.

    ``prior`` is the weight before anything is compared: that of a candidate, or STORED for a record that a stored
    identifier led to.

    >>> printed = Reference(title="Lupus nephritis: a review", year=2000, volume="29", pages="321–7")
    >>> round(match_confidence(printed, Record(title="Lupus Nephritis", year=2000, volume="29", pages="321")), 3)
    0.989
    """
    return 1 / (1 + math.exp(-prior - match_weight(reference, record, least=NEVER - prior)))


def match_weight(reference: Reference, record: Record, *, least: float = -math.inf) -> float:
    """Return the weight of the evidence that a record is the printed work, in natural logarithms of the odds.

    A weight that stays below ``least``, whatever title and journal may say, is not worked out to the end.
    """
    same_page, volume = same_first_page(reference, record), _agrees(compare_volumes(reference, record))
    answers = {
        "first_author": same_first_author(reference, record),
        "first_page": same_page,
        "volume": volume,
        "year": _agrees(compare_years(reference, record)),
    }
    weight = sum(AGREES[field] if agrees else DIFFERS[field] for field, agrees in answers.items() if agrees is not None)
    if False in {same_page, volume} and True not in {same_page, volume}:
        weight += NUMBERS_DIFFER
    if (most := weight + TITLE_MOST + AGREES["journal"]) < least:
        return most
    title = title_weight(reference, record) or 0.0
    if title <= HOPELESS and not same_page:
        return title  # as most candidates of a search
    same_journal = _agrees(compare_journals(reference, record))
    if same_journal is not None:
        weight += AGREES["journal"] if same_journal else DIFFERS["journal"]
    return weight + title


def _agrees(compared: Agreement) -> bool | None:
    return None if compared.verdict == "unknown" else compared.agrees


def title_weight(reference: Reference, record: Record) -> float | None:
    """Return what the titles say for or against, or None where one side has none.

    >>> title_weight(Reference(title="Lupus nephritis"), Record(title="Lupus nephritis"))
    3.0
    """
    if reference.title is None:
        return None
    printed = read(reference.title)
    known = [read(title) for title in dict.fromkeys((record.whole_title, record.title, record.original_title)) if title]
    return max((_weigh(printed, recorded) for recorded in known), default=None)


def _weigh(a: Wording, b: Wording) -> float:
    length = min(len(a.content), len(b.content))
    full = min(TITLE_MOST, TITLE_WORD * length)
    if a.marks != b.marks:
        return ANOTHER_WORK
    if a.letters == b.letters or begins_with(a, b) or begins_with(b, a):
        return full
    if a.numbers - b.numbers and b.numbers - a.numbers:
        return ANOTHER_NUMBER
    similarity = wording_similarity(a, b)
    share = next(share for least, share in TITLE_STEPS if similarity >= least)
    if length >= SHORTEST_CUT:
        covered = similarity * (len(a.content) + len(b.content)) / 2 / length
        share = max([share, *(cut for least, cut in CUT_SHORT if covered >= least)])
    return share * (full if share > 0 else max(full, TITLE_LEAST))
