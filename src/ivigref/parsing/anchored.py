"""A print read again with what a record says of the work as anchors: a value that stands there was not misprinted.

The parser has to guess where names end, a title ends and a journal begins. Beside a record it need not: the record's
own authors, title and journal are looked for one after another, letter by letter, and what stands between them is read.
Only what is printed is taken; nothing is copied from the record, so that no slip is hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from ivigref.errors import InputError
from ivigref.matching import same_journal
from ivigref.matching.persons import printed_forms
from ivigref.model import Record, Reference
from ivigref.names import Name
from ivigref.pages import Pages
from ivigref.parsing.joiners import with_joiners
from ivigref.parsing.labelled import label_pattern
from ivigref.parsing.marks import take_marks
from ivigref.parsing.repair import tidy
from ivigref.parsing.styles import DATED, UNDATED
from ivigref.parsing.tail import YEAR, date_fields, read_tail
from ivigref.patterns import lazy
from ivigref.text import letters, plain

_LONGEST = 4_000  # characters; a page that came as one item is not read twice
_SHORTEST_TITLE = 9  # letters; fewer may stand anywhere
_MOST_ENDS = 12  # places at which a journal may end
_MOST_STARTS = 4  # places at which it may begin: behind the title, or behind a subtitle that the record has not
_MOST_WAYS = 8  # ways to read the names so far
_EDGES = " .,;:*_()[]\"“”'’"
_NUMBER = lazy(r"\s*[\[(]?\d{1,4}[\])]?\.?\s")
# The date between authors and title.
_DATE = lazy(rf"(?<![\s.,])[\s.,]*+\(?(?P<date>{YEAR})[a-z]?(?:,[^()]{{1,30}})?\)?[\s.,:;]*+\Z")
_FURTHER = lazy(r"(?:etal\w{0,4}|etcoll\w{0,2}|others|colleagues)\Z")
_AND = lazy(rf"&|\b(?:{label_pattern('and')})\b(?!\.?\s?al\b)(?![.’'])")
_BETWEEN = lazy(r"[\s.,:;?!\"“”'’*_)\]]*")
_STOP = lazy(r"[.?!][\"”’)\]]?\s+")
# What stands behind a journal: its numbers, or nothing.
_NUMBERS = lazy(
    r"(?<![\s.,;:*_])[\s.,;:*_]++(?=\(?(?:[A-Z]{0,2}-?\d|[IVXLC]{1,8}\b|[Vv]ol|[Nn]o\b))|(?<![\s.,;])[\s.,;]*+\Z"
)


def read_again(reference: Reference, record: Record) -> Reference:
    """Read a print again beside a record of the same work; what its words do not show stays as it was read.

    A field that is read between anchors is doubted no more, whatever stands in it. Where the record's title is not
    printed, its journal is the anchor, and the title what stands before it.

    >>> printed = "Invented A, Yuting Yin, Made U. On lupus in Bremen, Germany. PeerJ. 2019;6(1):77."
    >>> people = (Name(family="Invented", given="Ada"), Name(literal="Yuting Yin"), Name(family="Made", given="U"))
    >>> record = Record(authors=people, title="On lupus in Bremen, Germany", container_title="PeerJ")
    >>> again = read_again(Reference(raw=printed), record)
    >>> again.title, again.container_title, again.volume, len(again.authors)
    ('On lupus in Bremen, Germany', 'PeerJ', '6', 3)
    """
    if len(reference.raw) > _LONGEST:
        return reference
    text = take_marks(tidy(reference.raw)).text
    number = _NUMBER.match(text)
    printed = _Print.of(text[number.end() :] if number else text)
    place = next(filter(None, map(printed.find, _titles(record))), None)
    own = printed.find(reference.title or "")
    if place:
        found = _around(printed, *place, reference, record)
    elif own:
        found = _before_journal(printed, own[0], reference, record)
    else:
        found = {}
    if not found:
        return reference
    found = with_joiners(found, reference.raw)
    sure = found.keys() if place or "authors" in found else found.keys() - {"title"}
    return reference.model_copy(update=found | {"doubts": tuple(d for d in reference.doubts if d[0] not in sure)})


class _Print(NamedTuple):
    """A text, its letters as they are compared, and where in the text each of them stands."""

    text: str
    letters: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> _Print:
        spread = [(letter, place) for place, character in enumerate(text) for letter in letters(character)]
        return cls(text, "".join(letter for letter, _ in spread), tuple(place for _, place in spread))

    def find(self, words: str) -> tuple[int, int] | None:
        """Return where whole words stand in the text, whatever signs are between them."""
        wanted = letters(words)
        start = self.letters.find(wanted) if wanted else -1
        while start >= 0:
            begin, end = self.places[start], self.places[start + len(wanted) - 1] + 1
            if not (self.text[:begin][-1:].isalnum() or self.text[end : end + 1].isalnum()):
                return begin, end
            start = self.letters.find(wanted, start + 1)
        return None


def _titles(record: Record) -> Iterator[str]:
    """Yield the forms in which a title may stand in print, the longest first."""
    known = [plain(title) for title in (record.whole_title, record.title, record.original_title) if title]
    for title in (*known, *(title.split(": ")[0] for title in known)):
        if len(letters(title)) >= _SHORTEST_TITLE:
            yield title


def _around(printed: _Print, start: int, end: int, reference: Reference, record: Record) -> dict[str, Any]:
    """Read what stands before and behind a title."""
    text = printed.text
    date = _DATE.search(text[:start])
    found = read_people(text[: date.start() if date else start], record.authors)
    own = printed.find(reference.title or "")
    if not found and (own is None or own[0] != start):  # "Erratum: …" is before it, or a name that is another
        return {}
    journal = _journal(text, end, record)
    printed_date = date["date"] if date else None
    if journal is None:
        is_whole = _STOP.match(text, end) is not None
        if is_whole and reference.is_doubted("container_title"):
            found |= _before_numbers(text, end, printed_date, record)
        return found | ({"title": text[start:end]} if is_whole else {})
    begin, stop = journal
    found |= {"title": text[start:begin].rstrip(_EDGES[:4]), "container_title": text[begin:stop].strip(_EDGES)}
    return found | _numbers(text, stop, printed_date)


def _before_journal(printed: _Print, start: int, reference: Reference, record: Record) -> dict[str, Any]:
    """Read the title as what stands between the place where the parser took it to begin and the record's journal."""
    found = _around(printed, start, start, reference, record)
    return found if found.get("title") else {}


def _before_numbers(text: str, end: int, date: str | None, record: Record) -> dict[str, Any]:
    """Read the journal as what stands between a title and the record's own volume and first page."""
    tail = read_tail(text, end, UNDATED if date else DATED)
    if tail is None or tail.volume is None or tail.volume != record.volume:
        return {}
    numbers = _numbers(text, tail.start, date)
    pages = numbers.get("pages")
    journal = text[end : tail.start].strip(_EDGES)
    is_there = journal and pages and record.pages and pages.first == record.pages.first
    return numbers | {"container_title": journal} if is_there else {}


def _journal(text: str, end: int, record: Record) -> tuple[int, int] | None:
    """Return where the record's journal stands as a whole behind a title, before its numbers."""
    names = [name for name in (record.container_title, record.container_title_short) if name]
    behind = _BETWEEN.match(text, end)
    starts = [behind.end() if behind else end, *(stop.end() for stop in _STOP.finditer(text, end + 1))]
    for begin in starts[:_MOST_STARTS]:
        for match in islice(_NUMBERS.finditer(text, begin), _MOST_ENDS):
            journal = text[begin : match.start()].strip(_EDGES)
            if any(same_journal(journal, name) or letters(journal) == letters(name) for name in names if journal):
                return begin, match.start()
    return None


def _numbers(text: str, start: int, date: str | None) -> dict[str, Any]:
    """Read year, volume, issue and pages right behind a journal."""
    found = date_fields(date)
    tail = read_tail(text, start, UNDATED if date else DATED)
    if tail is None or text[start : tail.start].strip(" .,;:*_") or not (tail.volume or tail.pages):
        return found
    try:
        pages = Pages.parse(tail.pages.replace("_", "–")) if tail.pages else None
    except InputError:
        return found
    return found | date_fields(tail.date) | {"volume": tail.volume, "issue": tail.issue, "pages": pages}


def read_people(text: str, recorded: Sequence[Name]) -> dict[str, Any]:
    """Read a list of names that is, letter by letter and to its end, the recorded one; empty where it is not.

    >>> people = (Name(family="Made", given="Uta B.", suffix="V"), Name(family="Real", given="Li"))
    >>> [str(name) for name in read_people("Made, U. B., V, & Real, L.", people)["authors"]]
    ['Made UB', 'Real L']
    >>> read_people("Made, U. B., & Rael, L.", people)
    {}
    """
    text = _AND.sub(" ", text)
    groups = [name for name in recorded if name.literal]
    for group in groups:  # registries put a group anywhere
        bare = re.sub(r"^the\s", "", group.literal or "", flags=re.IGNORECASE)
        if place := _Print.of(text).find(bare):
            text = re.sub(r"\b[Tt]he\s*\Z", "", text[: place[0]]) + text[place[1] :]
    return _consumed(letters(text), [name for name in recorded if not name.literal], groups)


def _consumed(printed: str, people: Sequence[Name], groups: Sequence[Name]) -> dict[str, Any]:
    """Walk along the letters of a list, a person after another."""
    ways: dict[int, tuple[Name, ...]] = {0: ()}
    for person in people:
        forms = printed_forms(Name(family=_AND.sub(" ", person.surname), given=person.given, suffix=person.suffix))
        if cut := next((names for at, names in ways.items() if names and _FURTHER.match(printed, at)), None):
            return {"authors": (*cut, *groups), "et_al": True}
        following: dict[int, tuple[Name, ...]] = {}
        for at, names in ways.items():
            for form, name in forms.items():
                if printed.startswith(form, at):
                    named = name.model_copy(update={"family": person.surname})
                    following.setdefault(at + len(form), (*names, named))
        ways = dict(islice(following.items(), _MOST_WAYS))
    whole = ways.get(len(printed))
    return {} if whole is None or not (whole or groups) else {"authors": (*whole, *groups), "et_al": False}
