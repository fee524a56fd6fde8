"""Does a printed identifier lead to the printed work, or to another one?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivigref.matching.authors import same_first_author
from ivigref.matching.scorer import STORED, match_weight
from ivigref.matching.titles import SHORTEST_MAIN_TITLE, whole_title
from ivigref.matching.wording import read
from ivigref.model import Record, Reference

# A record whose evidence, without what an identifier says for it, weighs less than this is another work.
ON_BALANCE = 0.0
# A title in another language says nothing: the first author and the year, or what weighs as much, must agree.
TRANSLATED = 4.5

SENTENCES = 24  # of a printed reference are looked at, alone and with as many after them as a title may have:
STRETCH = 4

_STOP = re.compile(r"(?:[.?!][\])\"'\u201d\u2019]?|\)\.?,?)\s+")


def leads_elsewhere(reference: Reference, record: Record) -> bool:
    """Tell whether the record that a printed identifier led to is another work than the printed one.

    Place and year copied from the record do not outweigh a title and a first author that are both another's. Where
    neither is known on both sides, only what outweighs the identifier itself is evidence.

    >>> invented = Reference(title="Peroxides in dental composites", authors=("Quill R",), year=2018, pages="145-52")
    >>> leads_elsewhere(invented, Record(title="Early infusion", authors=("Harrow T",), year=2018, pages="145-152"))
    True
    >>> leads_elsewhere(Reference(year=2018), Record(title="Early infusion", year=2017))
    False
    """
    is_named = reference.title and record.title or same_first_author(reference, record) is not None
    if match_weight(reference, record) >= (ON_BALANCE if is_named else -STORED):
        return False
    return not _is_printed(reference, record) and not _is_translated(reference, record)


def _is_printed(reference: Reference, record: Record) -> bool:
    """Tell whether the record's title is a sentence of the print, in whichever field the parser put its parts.

    The name of what a work is in is none, and neither is the article's title in that of its erratum.
    """
    main = (record.title or "").split(": ")[0]
    titles = {title for title in (whole_title(record), record.title, main) if title}
    container = read(reference.container_title or "").letters
    known = {wording.letters for wording in map(read, titles)} - {container}
    if not read(reference.title or "").marks <= read(record.title or "").marks:
        return False
    longest = 2 * max(map(len, titles), default=0)
    sentences = (read(text) for text in _sentences(reference.raw) if len(text) <= longest)
    return any(s.letters in known and len(s.letters) >= SHORTEST_MAIN_TITLE for s in sentences)


def _sentences(text: str) -> Iterator[str]:
    """Yield every stretch of a text between two stops, of one sentence or of some.

    >>> list(_sentences("Doe J. Lupus. A review. Lancet 2001."))[:4]
    ['Doe J', 'Doe J. Lupus', 'Doe J. Lupus. A review', 'Doe J. Lupus. A review. Lancet 2001.']
    """
    stops = [*_STOP.finditer(text)]
    starts = [0, *(stop.end() for stop in stops)]
    ends = [*(stop.start() for stop in stops), len(text)]
    for place, start in enumerate(starts[:SENTENCES]):
        yield from (text[start:end] for end in ends[place : place + STRETCH])


def _is_translated(reference: Reference, record: Record) -> bool:
    """Tell whether only the language of the title speaks against the record, which is known to be another than English."""
    title = (reference.title or "").strip(" .")
    is_other = title.startswith("[") and title.endswith("]") or (record.language or "en")[:2].casefold() != "en"
    return (
        is_other
        and same_first_author(reference, record) is True
        and match_weight(reference.model_copy(update={"title": None}), record) >= TRANSLATED
    )
