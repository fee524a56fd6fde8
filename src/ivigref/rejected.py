"""What registries answered and was not accepted: the works at the printed place, and the nearest candidates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ivigref.matching import compare_journals, compare_titles, leads_elsewhere, match_weight, stands_there
from ivigref.model import IDENTIFIERS, Record, Reference, complete
from ivigref.text import words

FEWEST_WORDS = 4  # of a title; one of three is many works'
NEAREST = 2  # candidates that are kept; one of the same journal and year comes on top, which shows who holds it
APART = 1  # years; who holds a journal in one year holds it in the next
_LEFT_OUT = {"abstract": None, "mesh": (), "publication_types": (), "trials": (), "updates": (), "also": ()}


def one_work(a: Record, b: Record) -> bool:
    """Tell whether two records name the same work by an identifier; one letter may have two DOIs.

    >>> one_work(Record(doi="10.1000/A", pmid="7"), Record(pmid="7")), one_work(Record(), Record())
    (True, False)
    """
    return any(a.known_as(name) & b.known_as(name) for name in IDENTIFIERS)


def is_any_of(record: Record, others: Iterable[Record]) -> bool:
    """Tell whether a record is of the same work as one of these."""
    return any(record is other or one_work(record, other) for other in others)


def distinct(records: Iterable[Record]) -> list[Record]:
    """Return each work once, with what every registry says of it.

    >>> distinct([Record(doi="10.1000/a"), Record(title="B"), Record(doi="10.1000/a", pmid="7")])
    [Record(doi='10.1000/a', pmid='7'), Record(title='B')]
    """
    found: list[Record] = []
    for record in records:
        place = next((i for i, other in enumerate(found) if one_work(record, other)), None)
        if place is None:
            found.append(record.whole)
        else:
            found[place] = complete((found[place], record.whole))
    return found


def standing_there(
    reference: Reference, others: Sequence[Record], accepted: Sequence[Record] = ()
) -> tuple[Record, ...]:
    """Return the other works that stand where the print says, unless the printed work itself stands there, too.

    A work of the printed authors may be the printed one under another title, unless that title is a third work's.
    """
    if any(stands_there(reference, record) for record in accepted):
        return ()
    there = [record for record in others if stands_there(reference, record)]
    is_mixed = there and any(has_title(reference, record) for record in (*others, *accepted))
    return tuple(
        _shown(record)
        for record in there
        if leads_elsewhere(reference, record) or (is_mixed and compare_titles(reference, record).differs)
    )


def has_title(reference: Reference, record: Record) -> bool:
    """Tell whether the printed title is a work's, and long enough to be no other's.

    >>> has_title(Reference(title="Lupus in small children"), Record(title="Lupus in Small Children"))
    True
    """
    return len(words(reference.title or "")) >= FEWEST_WORDS and compare_titles(reference, record).agrees


def nearest(reference: Reference, others: Sequence[Record]) -> tuple[Record, ...]:
    """Return the best candidates of a work that was not found, best first."""
    ranked = sorted(others, key=lambda record: -match_weight(reference, record))
    best, rest = ranked[:NEAREST], ranked[NEAREST:]
    if not any(is_near(reference, record) for record in best):
        best += [record for record in rest if is_near(reference, record)][:1]
    return tuple(map(_shown, best))


def is_near(reference: Reference, record: Record) -> bool:
    """Tell whether a record is of the printed journal, and of its year or the next to it.

    >>> is_near(Reference(container_title="J Ways", year=2001), Record(container_title="Journal of Ways", year=2002))
    True
    """
    years = (record.year, record.year_print, record.year_online)
    year = reference.year
    is_near = year is not None and any(abs(year - known) <= APART for known in years if known is not None)
    return is_near and compare_journals(reference, record).agrees


def _shown(record: Record) -> Record:
    """Return of a work what it is known by; of what is not the printed one nobody reads the abstract."""
    return record.model_copy(update=_LEFT_OUT)
