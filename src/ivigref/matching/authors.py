"""Are these the same authors? Registries file one person's name in many ways; another initial is another person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product

from ivigref.matching.agreement import Agreement, Verdict
from ivigref.model import Record, Reference
from ivigref.names import Name
from ivigref.text import DASHES, fold, letters

# How German, Scandinavian and Dutch letters are written without their marks, beside the bare letter.
_ROMANISED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae", "œ": "oe"})
SHOWN = 3  # differences in one message; the author will read the record anyway
_PARTS = re.compile(rf"[\s{DASHES}-]+")


def compare_authors(reference: Reference, record: Record) -> Agreement:
    """Compare the printed authors, in order, with the record's; after *et al.* only those that are printed.

    >>> compare_authors(
    ...     Reference(authors=(Name.parse("Della Bitta R"),), et_al=True),
    ...     Record(authors=(Name(family="Bitta", given="R. Della"), Name(family="Gabrielli", given="A."))),
    ... ).verdict
    'same'
    """
    shown = _list(reference.authors, et_al=reference.et_al), _list(record.authors, et_al=record.et_al)
    if not reference.authors or not record.authors:
        return Agreement("authors", "unknown", *shown)
    printed, recorded = _people(reference.authors), _people(record.authors)
    if not printed or not recorded:
        return Agreement("authors", *_compare_groups(reference.authors, record.authors, shown))
    cut_short = reference.et_al or record.et_al
    count = min(len(printed), len(recorded)) if cut_short else max(len(printed), len(recorded))
    pairs = [_pair(printed, recorded, place) for place in range(count)]
    serious = [reason for verdict, reason in pairs if verdict == "different"]
    if len(serious) > 1 and _same_people(printed, recorded):
        serious = ["the same authors in another order"]
    harmless = [reason for verdict, reason in pairs if verdict == "close"]
    verdict: Verdict = "different" if serious else "close" if harmless else "same"
    return Agreement("authors", verdict, *shown, "; ".join((serious or harmless)[:SHOWN]) or None)


def same_first_author(reference: Reference, record: Record) -> bool | None:
    """Tell whether both begin with the same person's family name; None where one of them does not say."""
    if not reference.authors or not record.authors:
        return None
    return bool(_surnames(reference.authors[0]) & _surnames(record.authors[0]))


def compare_names(printed: Name, recorded: Name) -> tuple[Verdict, str]:
    """Compare two persons' names: a verdict as in Agreement and, unless they are the same, the reason.

    >>> compare_names(Name.parse("Kammler H‑J"), Name(family="Kammler", given="Hans-Jürgen"))
    ('same', '')
    >>> compare_names(Name.parse("Kammler HK"), Name(family="Kammler", given="Hans-Jürgen"))
    ('different', 'Kammler HK is Kammler HJ in the record')
    """
    reason = f"{printed} is {_short(recorded)} in the record"
    splits = [(a, b) for a, b in product(_splits(printed), _splits(recorded)) if a[0] & b[0]]
    if any(_initials_agree(a[1], b[1]) for a, b in splits):
        return "same", ""
    if splits:
        return "different", reason
    if letters(printed.surname) == letters(recorded.given or "") and printed.surname:
        return "close", f"{printed} is filed as {recorded.surname}, {recorded.given} in the record"
    if _shares_compound(printed, recorded) and _initials_agree(printed.initials, recorded.initials):
        return "close", reason
    return "different", reason


def _pair(printed: Sequence[Name], recorded: Sequence[Name], place: int) -> tuple[Verdict, str]:
    if place >= len(recorded):
        return "different", f"{printed[place]} is not in the record"
    if place >= len(printed):
        return "different", f"{_short(recorded[place])} is missing"
    return compare_names(printed[place], recorded[place])


def _same_people(printed: Sequence[Name], recorded: Sequence[Name]) -> bool:
    return all(any(compare_names(a, b)[0] in {"same", "close"} for b in recorded) for a in printed)


def _people(names: Sequence[Name]) -> list[Name]:
    return [name for name in names if name.family]


def _compare_groups(
    printed: Sequence[Name], recorded: Sequence[Name], shown: tuple[str, str]
) -> tuple[Verdict, str, str, str | None]:
    if {letters(name.surname) for name in printed} & {letters(name.surname) for name in recorded}:
        return "same", *shown, None
    # Registries put a group into the byline, into the title, or nowhere: no ground for an alarm.
    return "close", *shown, "a group on one side, persons or another group on the other"


def _surnames(name: Name) -> frozenset[str]:
    return frozenset(surname for surnames, _ in _splits(name) for surname in surnames)


def _splits(name: Name) -> list[tuple[frozenset[str], str]]:
    """Return the ways to part a name: (spellings of the surname, initials).

    Particles and first halves of compound names are filed as given names by some registries ("R. Della" + "Bitta").
    """
    given = [part for part in re.split(r"[\s.]+", name.given or "") if part]
    ways = [(_spellings(name.surname), name.initials)]
    for start in range(len(given) - 1, 0, -1):
        if len(given[start]) > 1:
            tail, head = " ".join(given[start:]), " ".join(given[:start])
            ways.append((_spellings(f"{tail} {name.surname}"), Name(family="x", given=head).initials))
    return ways


def _spellings(surname: str) -> frozenset[str]:
    lower = surname.casefold()
    return frozenset({letters(lower), letters(lower.translate(_ROMANISED))})


def _initials_agree(a: str, b: str) -> bool:
    """One side may know fewer initials than the other; those that both know must be the same."""
    a, b = fold(a), fold(b)
    return a.startswith(b) or b.startswith(a)


def _shares_compound(printed: Name, recorded: Name) -> bool:
    """Tell whether one surname is the first or last part of the other's compound: "García" of "García Márquez"."""
    a, b = ([letters(part) for part in _PARTS.split(name.surname) if part] for name in (printed, recorded))
    shorter, longer = sorted((a, b), key=len)
    return len(shorter) < len(longer) and shorter in (longer[: len(shorter)], longer[-len(shorter) :])


def _short(name: Name) -> str:
    return " ".join(part for part in (name.surname, name.initials, name.suffix) if part)


def _list(names: Sequence[Name], *, et_al: bool) -> str:
    return ", ".join([*map(_short, names), *(["et al."] if et_al else [])])
