"""Does a printed identifier lead to the printed work, or to another one?"""

from __future__ import annotations

from ivigref.matching.authors import same_first_author
from ivigref.matching.scorer import STORED, match_weight, title_weight
from ivigref.matching.titles import is_in_print
from ivigref.model import Record, Reference

# A record whose evidence, without what an identifier says for it, weighs less than this is another work.
ON_BALANCE = 0.0
# A title in another language says nothing: the first author and the year, or what weighs as much, must agree.
TRANSLATED = 4.5


def leads_elsewhere(reference: Reference, record: Record) -> bool:
    """Tell whether the record that a printed identifier led to is another work than the printed one.

    Place and year copied from the record do not outweigh a title and a first author that are both another's. Where
    neither is known on both sides, only what outweighs the identifier itself is evidence.

    >>> from ivigref import Name
    >>> invented = Reference(title="Peroxides in dentistry", authors=(Name.parse("Quill R"),), year=2018, pages="145")
    >>> place = {"year": 2018, "pages": "145-152", "authors": (Name.parse("Harrow T"),)}
    >>> leads_elsewhere(invented, Record(title="Early infusion", **place))
    True
    >>> leads_elsewhere(Reference(year=2018), Record(title="Early infusion", year=2017))
    False
    """
    first_author, title = same_first_author(reference, record), title_weight(reference, record)
    least = ON_BALANCE if title is not None or first_author is not None else -STORED
    is_invented = first_author is False and title is not None and title < 0
    if not is_invented and match_weight(reference, record) >= least:
        return False
    main_title = (record.title or "").split(": ")[0]
    titles = (record.whole_title, record.title, main_title)
    return not is_in_print(reference, titles) and not _is_translated(reference, record)


def _is_translated(reference: Reference, record: Record) -> bool:
    """Tell whether only the title's language speaks against the record: print and record are known to have two."""
    title = (reference.title or "").strip(" .")
    is_bracketed = title.startswith("[") and title.endswith("]")
    return (
        (is_bracketed or (record.language or "en")[:2].casefold() != "en")
        and same_first_author(reference, record) is True
        and match_weight(reference.model_copy(update={"title": None}), record) >= TRANSLATED
    )
