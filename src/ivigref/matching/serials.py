"""Journals of two names that a list of journals knows for one: shortened by a register, or renamed since."""

from __future__ import annotations

from ivigref.data.serials import Serial, current
from ivigref.matching.agreement import Agreement
from ivigref.matching.journals import compare_journals
from ivigref.model import Record, Reference


def compare_listed_journals(reference: Reference, record: Record) -> Agreement:
    """Compare journals by their names and, where those differ, by ISSN and the list of journals; never by likeness.

    Raises DataError where the user's list of journals cannot be read.

    >>> printed, recorded = Reference(container_title="Ann Intern Med"), Record(container_title="Annals of Physics")
    >>> compare_listed_journals(printed, recorded).verdict
    'different'
    """
    by_name = compare_journals(reference, record)
    if not by_name.differs or not _is_one(reference.container_title or "", record):
        return by_name
    return by_name._replace(verdict="close", reason=f"{by_name.printed} and {by_name.recorded} are one journal")


def _is_one(printed: str, record: Record) -> bool:
    known = current()
    ours = known.find(printed)
    named = (record.container_title, record.container_title_short)
    theirs = (*known.find(None, record.issn), *(each for name in named if name for each in known.find(name)))
    return any(a == b or _continues(a, b) or _continues(b, a) for a in ours for b in theirs)


def _continues(later: Serial, earlier: Serial) -> bool:
    """Tell whether a journal goes on where another ended: a step, since of three sections none is the other."""
    return not {earlier.id, *earlier.issns}.isdisjoint(set(later.continues) - {""})
