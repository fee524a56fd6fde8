"""Does a record stand where the print says, and may it be the printed work after all?"""

from __future__ import annotations

from ivigref.matching.authors import same_first_author
from ivigref.matching.identity import ON_BALANCE
from ivigref.matching.journals import compare_journals
from ivigref.matching.numbers import compare_issues, compare_volumes, compare_years
from ivigref.matching.pagination import same_first_page
from ivigref.matching.scorer import match_weight, title_weight
from ivigref.model import Record, Reference


def stands_there(reference: Reference, record: Record) -> bool:
    """Tell whether a record stands at the printed place: journal, volume and first page, with nothing against it.

    An issue or a year that differs is against it: many journals begin each issue, some each year, with page 1.

    >>> printed = Reference(container_title="J Ways", year=2001, volume="7", pages="12-19")
    >>> there = {"container_title": "Journal of Ways", "year": 2001, "pages": "12-15"}
    >>> stands_there(printed, Record(volume="7", **there)), stands_there(printed, Record(volume="8", **there))
    (True, False)
    """
    if not same_first_page(reference, record):
        return False
    numbers = compare_volumes(reference, record), compare_issues(reference, record), compare_years(reference, record)
    if any(compared.differs for compared in numbers):
        return False
    volume, _, year = numbers
    return (volume.agrees or (reference.volume is None and year.agrees)) and compare_journals(reference, record).agrees


def may_be(reference: Reference, record: Record) -> bool:
    """Tell whether a record that was not accepted may be the printed work: then its absence is nobody's fault.

    >>> may_be(Reference(title="Lupus nephritis", year=2001), Record(title="Lupus nephritis", year=2003))
    True
    >>> may_be(Reference(title="Lupus nephritis", year=2001), Record(title="Bread and butter", year=2001))
    False
    """
    same_author, title = same_first_author(reference, record), title_weight(reference, record)
    if same_author is None and title is None:  # an issue or a volume has records, too
        return stands_there(reference, record)
    return match_weight(reference, record) >= ON_BALANCE or (same_author is not False and (title or 0.0) > 0)
