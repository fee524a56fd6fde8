"""One person's name as print and registries file it: in capitals, cut elsewhere, turned round, in broken letters."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from ivigref.conventions import suffixes
from ivigref.conventions.letters import romanised
from ivigref.encodings import is_scrambled, unscramble
from ivigref.matching.agreement import Verdict
from ivigref.names import Name, readings_of
from ivigref.patterns import lazy
from ivigref.text import DASHES, fold, letters

_ROMANISED_VOWEL = lazy(r"(?<![aeiouq])([aou])e")
_SUFFIX = lazy(rf"(?:,|(?<!\s)\s)\s*+(?:{suffixes.PATTERN})\.?$", re.IGNORECASE)
_GAPS = lazy(rf"[\s.{DASHES}-]+")
LONGEST = 8  # words in a name
MOST_INITIALS = 3  # capitals that are somebody's initials; more of them are a name in capitals
SHORT_FORM = 3  # letters of a given name; what is no longer may be a short form ("Jon", "Sam") or initials in a row


def compare_names(printed: Name, recorded: Name) -> tuple[Verdict, str]:
    """Compare two persons' names: a verdict as in Agreement and, unless they are the same, the reason.

    >>> compare_names(Name.parse("Kammler H‑J"), Name(family="Kammler", given="Hans-Jürgen"))
    ('same', '')
    >>> compare_names(Name.parse("Kammler HK"), Name(family="Kammler", given="Hans-Jürgen"))
    ('different', 'Kammler HK is Kammler HJ in the record')
    """
    reason = f"{printed} is {recorded.short} in the record"
    if is_scrambled(recorded.surname) and not is_scrambled(printed.surname):
        mended = recorded.model_copy(update={"family": _mended(printed, recorded), "particle": None})
        whole = recorded.family and not is_scrambled(mended.surname)
        if whole and compare_names(printed, mended)[0] != "different":
            return "close", f"{reason}, in letters that were decoded wrongly"
    alike = [
        (a, b)
        for a, b in product(ways(printed), ways(recorded))
        if a.spellings & b.spellings and not (a.moved and b.moved)
    ]
    for a, b in alike:
        if (a.initials == b.initials and not (a.exact and b.exact)) or (_agree(a, b) and not (a.moved or b.moved)):
            fewer = len(a.initials) < len(b.initials) or _other_given_name(printed, recorded)
            return ("close", reason) if fewer else ("same", "")
    if any(_agree(a, b) for a, b in alike):
        return "close", reason
    if is_swapped(printed, recorded):
        return "close", f"{printed} is filed as {recorded.surname}, {recorded.given} in the record"
    nearly = _shares_compound(printed, recorded) or _unmarked(printed) == _unmarked(recorded)
    if nearly and not alike and _agree(ways(printed)[0], ways(recorded)[0]):
        return "close", reason
    return "different", reason


def printed_forms(recorded: Name) -> dict[str, Name]:
    """Return the ways in which print may give a person, as letters without signs, each with the name as it gives it.

    >>> sorted(printed_forms(Name(family="Made", given="Uta")))
    ['made', 'madeu', 'madeuta', 'umade', 'utamade']
    """
    suffix, given = letters(recorded.suffix or ""), letters(recorded.given or "")
    forms: dict[str, Name] = {}
    for way in ways(recorded):
        if way.moved:
            continue
        for family, first in product(way.spellings, (*_beginnings(way.initials), given)):
            name = Name(family=recorded.surname, given=(first.upper() if first != given else recorded.given) or None)
            for form in (f"{family}{first}", f"{first}{family}"):
                for whole in (form, f"{form}{suffix}", f"{family}{suffix}{first}"):
                    forms.setdefault(whole, name)
    return forms


def _beginnings(text: str) -> list[str]:
    return [text[:end] for end in range(len(text), -1, -1)]


class Way(NamedTuple):
    """One way to part a name: spellings of the surname, initials, and whether words were moved out of the surname.

    ``exact`` is a less likely reading of initials, which proves nothing by its beginning.
    """

    spellings: frozenset[str]
    initials: str
    moved: bool = False
    exact: bool = False


def ways(name: Name) -> tuple[Way, ...]:
    """Return the ways to part a name, the likeliest first."""
    return _ways_to_part(name.surname, name.given, name.is_in_capitals)


@lru_cache(maxsize=4096)
def _ways_to_part(surname: str, given: str | None, in_capitals: bool) -> tuple[Way, ...]:  # noqa: FBT001  (cached)
    """Return the ways to part a name.

    Particles and first halves of compound names are filed as given names by some registries ("R. Della" + "Bitta"),
    second given names as family names by others ("T." + "Alex Perkins").
    """
    surname = _SUFFIX.sub("", surname) or surname
    given = _SUFFIX.sub("", given) if given else None
    parts = [part for part in re.split(r"[\s.]+", given or "") if part][:LONGEST]
    own, *others = _readings(given, in_capitals=in_capitals)
    ways = [Way(_spellings(surname), own), *(Way(_spellings(surname), other, exact=True) for other in others)]
    for start in range(len(parts) - 1, 0, -1):
        if len(parts[start]) > 1:
            tail, head = " ".join(parts[start:]), " ".join(parts[:start])
            ways.append(Way(_spellings(f"{tail} {surname}"), _initials(head)))
    halves = surname.split()
    for start in range(1, len(halves) if len(halves) <= LONGEST else 0):
        head, tail = " ".join(halves[:start]), " ".join(halves[start:])
        ways.append(Way(_spellings(tail), own + (_initials(head) or fold(head[0])), moved=True))
    if (
        not own and len(halves) > 1 and halves[-1].isupper() and len(halves[-1]) <= MOST_INITIALS
    ):  # "Bruton OC" filed whole
        ways.append(Way(_spellings(" ".join(halves[:-1])), fold(halves[-1])))
    return tuple(ways)


def _initials(given: str | None) -> str:
    return _readings(given)[0]


def _readings(given: str | None, *, in_capitals: bool = False) -> tuple[str, ...]:
    return tuple(map(fold, readings_of(given, in_capitals=in_capitals))) if given else ("",)


def _mended(printed: Name, recorded: Name) -> str:
    """Return a recorded surname in the letters that it had: those that a decoder gave up are taken from print."""
    mended = unscramble(recorded.surname)[0]
    pattern = "[^\\W_]{1,2}".join(map(letters, mended.split("\ufffd")))
    return printed.surname if "\ufffd" in mended and re.fullmatch(pattern, letters(printed.surname)) else mended


@lru_cache(maxsize=4096)
def _spellings(surname: str) -> frozenset[str]:
    lower = unscramble(surname)[0].casefold()
    return frozenset(map(letters, {lower, romanised(lower)}))


def _agree(a: Way, b: Way) -> bool:
    """One side may know fewer initials than the other; those that both know must be the same."""
    if a.exact or b.exact:
        return a.initials == b.initials and not (a.exact and b.exact)
    return _begins(a.initials, b.initials)


def _begins(a: str, b: str) -> bool:
    return a.startswith(b) or b.startswith(a)


def _other_given_name(printed: Name, recorded: Name) -> bool:
    """Tell whether both give a first name in full, and not the same: John and James."""
    a, b = (letters(_GAPS.split((name.given or "").strip())[0]) for name in (printed, recorded))
    in_a_row = sum(map(str.isupper, _GAPS.split((printed.given or "").strip())[0])) > 1
    written_out = min(len(a), len(b)) > SHORT_FORM and not in_a_row
    return written_out and not _begins(a, b)


def is_swapped(printed: Name, recorded: Name) -> bool:
    """Tell whether one side files a given name as the family name, as happens to Asian and Hungarian names."""
    return any(
        a.family is not None and (_is_given(a, b) or _is_rotated(a, b))
        for a, b in ((printed, recorded), (recorded, printed))
    )


def _is_given(a: Name, b: Name) -> bool:
    return (
        len(b.given or "") > 1
        and letters(a.surname) == letters(b.given or "")
        and _initials(b.surname).startswith(_initials(a.given)[:1])
    )


def _is_rotated(a: Name, b: Name) -> bool:
    """Tell whether one name begins where the other ends: Pham Minh Nhat, filed as Nhat, Pham Minh."""
    parts = [part for part in re.split(r"[\s.]+", b.given or "") if part]
    if not 1 < len(parts) <= LONGEST:
        return False
    family, own = letters(a.surname), _initials(a.given)
    return (family == letters(parts[0]) and own == _initials(" ".join([*parts[1:], b.surname]))) or (
        family == letters(parts[-1]) and own == _initials(" ".join([b.surname, *parts[:-1]]))
    )


def _unmarked(name: Name) -> str:
    return _ROMANISED_VOWEL.sub(r"\1", letters(name.surname))


def _shares_compound(printed: Name, recorded: Name) -> bool:
    """Tell whether one surname is the first or last part of the other's compound: "García" of "García Márquez"."""
    a, b = ([letters(part) for part in _GAPS.split(name.surname) if part] for name in (printed, recorded))
    shorter, longer = sorted((a, b), key=len)
    return len(shorter) < len(longer) and shorter in (longer[: len(shorter)], longer[-len(shorter) :])
