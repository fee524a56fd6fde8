"""A correction as changes of the printed words, proved by reading the reference again with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from ivigref.annotating.differences import Change, applied, changed_words, trimmed
from ivigref.annotating.manner import Manner
from ivigref.annotating.naming import changed_names
from ivigref.corrections import ADDED, Correction
from ivigref.formats.markup import untagged
from ivigref.matching import compare_authors, same_journal
from ivigref.model import Citation, Record, Reference
from ivigref.pages import Pages
from ivigref.parsing import read_printed
from ivigref.patterns import lazy
from ivigref.text import DASHES, letters

_COMPARED = ("authors", "title", "container_title", "year", "volume", "issue", "pages", "doi", "pmid")
_TRIED = 12  # places of a value in a reference; a number that stands there more often is not told apart
_LONGEST = 6_000  # characters of a reference that is read again
_DASH = lazy(rf"\s?(?:--|[{DASHES}-])\s?")


class Printed(NamedTuple):
    """What of the corrections of a reference can be made in its print, and the fields of those that cannot."""

    changes: tuple[Change, ...] = ()
    made: tuple[str, ...] = ()
    unmade: tuple[str, ...] = ()


def printed(citation: Citation, corrections: Sequence[Correction], manner: Manner) -> Printed:
    """Return where the print of a reference is to be changed; each change is proved by reading it again.

    An identifier that is missing is added where the list prints those of others, and else is no correction.

    >>> from ivigref import parse_reference
    >>> bruton = Citation(reference=parse_reference("Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8."))
    >>> printed(bruton, [Correction("volume", "9")], Manner({})).changes
    (Change(start=48, end=50, new='9'),)
    """
    reference = citation.reference
    if len(reference.raw) > _LONGEST:
        return Printed(unmade=tuple(correction.field for correction in corrections))
    before = read_printed(reference.raw)
    changes: list[Change] = []
    made, unmade = [], []
    for correction in corrections:
        field = correction.field
        if getattr(reference, field) in (None, ()):
            if (text := manner.identifier(field, str(correction.value))) is None:
                unmade += [] if field in ADDED else [field]
                continue
            end = len(reference.raw)
            stop = "." if field != "doi" and reference.raw.endswith(".") else ""  # a DOI may end with it
            tries: Iterable[Sequence[Change]] = [[Change(end, end, f" {text}{stop}")]]
        else:
            tries = _TRIES[field](citation, correction, manner)
        found = next((t for t in islice(tries, _TRIED) if t and _proves(before, reference, t, [correction])), None)
        if found is None:
            unmade.append(field)
        else:
            changes += found
            made.append(field)
    wanted = [correction for correction in corrections if correction.field in made]
    if len(made) > 1 and not (_are_apart(changes) and _proves(before, reference, changes, wanted)):
        return Printed(unmade=(*made, *unmade))
    return Printed(tuple(sorted(changes)), tuple(made), tuple(unmade))


def corrected_print(citation: Citation, corrections: Sequence[Correction], manner: Manner) -> str | None:
    """Return a reference as it is printed but for its corrections; None where they cannot all be made in the print.

    >>> from ivigref import parse_reference
    >>> bruton = Citation(reference=parse_reference("Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8."))
    >>> corrected_print(bruton, [Correction("volume", "9")], Manner({}))
    'Bruton OC. Agammaglobulinemia. Pediatrics. 1952;9:722–8.'
    """
    if not (raw := citation.reference.raw):
        return None
    changes, _, unmade = printed(citation, corrections, manner) if corrections else Printed()
    return None if unmade else applied(raw, changes)


def _are_apart(changes: Sequence[Change]) -> bool:
    ordered = sorted(changes)
    return all(a.end < b.start for a, b in pairwise(ordered))


def _proves(
    before: Reference, reference: Reference, changes: Sequence[Change], corrections: Sequence[Correction]
) -> bool:
    """Tell whether a reference reads with its corrections, and as before in all other fields."""
    after = read_printed(applied(reference.raw, changes))
    wanted = {correction.field: correction for correction in corrections}
    return all(
        is_now(after, wanted[field]) if field in wanted else getattr(after, field) == getattr(before, field)
        for field in _COMPARED
    )


def is_now(after: Reference, correction: Correction) -> bool:
    """Tell whether a reference has the value of a correction."""
    value, now = correction.value, getattr(after, correction.field)
    if isinstance(value, tuple):
        return bool(now) and not compare_authors(after, Record(authors=value, et_al=correction.et_al)).differs
    if isinstance(value, Pages):
        return isinstance(now, Pages) and (now.first, now.last) == (value.first, value.last)
    if correction.field == "container_title":
        return now is not None and same_journal(now, str(value))
    return now == value or (now is not None and letters(str(now)) == letters(untagged(str(value))))


def _tokens(raw: str, old: str, new: str) -> Iterator[list[Change]]:
    """Yield the places of a number, a word or an identifier that is no part of a longer one."""
    pattern = re.compile(rf"(?<![^\W_]){re.escape(old)}(?![^\W_])" if len(old) < 4 else re.escape(old), re.IGNORECASE)  # noqa: PLR2004  (a year has a letter behind it)
    for match in pattern.finditer(raw):
        yield [Change(match.start(), match.end(), new)]


def _number(citation: Citation, correction: Correction, _: Manner) -> Iterator[list[Change]]:
    old = str(getattr(citation.reference, correction.field))
    return _tokens(citation.reference.raw, old, str(correction.value))


def _pages(citation: Citation, correction: Correction, _: Manner) -> Iterator[list[Change]]:
    old, new = citation.reference.pages, correction.value
    if old is None or not isinstance(new, Pages):
        return
    for match in re.finditer(re.escape(old.raw), citation.reference.raw):
        yield from (
            [trimmed(citation.reference.raw, Change(match.start(), match.end(), text))]
            for text in dict.fromkeys((_like(old, new), new.expanded, str(new)))
        )


def _like(old: Pages, new: Pages) -> str:
    """Return pages in the manner of others: their dash, and the digits of the last page that they would print.

    >>> _like(Pages.parse("722-8"), Pages.parse("1228–1231")), _like(Pages.parse("722–728"), Pages.parse("31-5"))
    ('1228-31', '31–35')
    """
    dash = found[0] if (found := _DASH.search(old.raw)) else "–"
    shown = _DASH.split(old.raw)[-1]
    is_elided = old.last is not None and len(shown) < len(old.last)
    return ", ".join(
        first if last is None else f"{first}{dash}{_elided(first, last) if is_elided else last}"
        for first, last in new.ranges
    )


def _elided(first: str, last: str) -> str:
    if len(first) != len(last) or not last.isdecimal():
        return last
    shared = next((i for i, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), len(last) - 1)
    return last[shared:]


def _title(citation: Citation, correction: Correction, manner: Manner) -> Iterator[list[Change]]:
    """Yield the words that are others in each place where the printed text may stand."""
    field, raw = correction.field, citation.reference.raw
    new = untagged(str(correction.value))
    if field == "container_title":
        new = manner.journal(citation.record, new)
    old = str(getattr(citation.reference, field))
    for start, end in _found(raw, old):
        yield [Change(start + a, start + b, words) for a, b, words in changed_words(raw[start:end], new)]
        yield [Change(start, end, new)]


def _found(raw: str, old: str) -> Iterator[tuple[int, int]]:
    """Yield where letters stand in a text, whatever signs and blanks are between them."""
    places = [i for i, c in enumerate(raw) if c.isalnum()]
    shown, wanted = "".join(raw[i] for i in places), "".join(filter(str.isalnum, old))
    at = shown.find(wanted) if wanted else -1
    while at >= 0:
        yield places[at], places[at + len(wanted) - 1] + 1
        at = shown.find(wanted, at + 1)


def _authors(citation: Citation, correction: Correction, _: Manner) -> Iterator[list[Change]]:
    """Yield the changes of the printed names that are others, missing or too many."""
    reference = citation.reference
    names = correction.value if isinstance(correction.value, tuple) else ()
    if reference.et_al:
        names = names[: len(reference.authors)]
    yield changed_names(reference, names)


_Tries = Callable[[Citation, Correction, Manner], Iterator[list[Change]]]
_TRIES: dict[str, _Tries] = {
    "title": _title,
    "container_title": _title,
    "authors": _authors,
    "pages": _pages,
    **dict.fromkeys(("year", "volume", "issue", "doi", "pmid"), _number),
}
