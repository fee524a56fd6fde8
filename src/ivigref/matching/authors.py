"""Are these the same authors? Registries file one person's name in many ways; another initial is another person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from ivigref.conventions import suffixes
from ivigref.conventions.letters import romanised
from ivigref.encodings import is_scrambled, unscramble
from ivigref.matching.agreement import Agreement, Verdict
from ivigref.matching.wording import a_letter_apart
from ivigref.model import Record, Reference
from ivigref.names import Name, readings_of
from ivigref.text import DASHES, fold, letters

_ROMANISED_VOWEL = re.compile(r"(?<![aeiouq])([aou])e")
_SUFFIX = re.compile(rf"(?:,|(?<!\s)\s)\s*+(?:{suffixes.PATTERN})\.?$", re.IGNORECASE)
_GAPS = re.compile(rf"[\s.{DASHES}-]+")
MOST = 50  # authors compared with each other where lists part
LONGEST = 8  # words in a name
SHOWN = 3  # differences in one message; the author will read the record anyway
MOST_INITIALS = 3  # capitals that are somebody's initials; more of them are a name in capitals
SHORT_FORM = 3  # letters of a given name; what is no longer may be a short form ("Jon", "Sam") or initials in a row
ELLIPSIS = 6  # authors that APA style prints before an ellipsis, at least; the last author follows it
LONE = 3  # printed authors from which on a record of one author is taken for a deposit of the first only
# NLM cut longer lists in these years: (first year, last year, authors kept, whether the last of them is the article's
# last). Source: PubMed User Guide, "NLM author indexing policy", pubmed.ncbi.nlm.nih.gov/help/#author-indexing-policy
NLM_LIMITS = ((1984, 1995, 10, False), (1996, 1999, 25, True))


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
    printed, recorded = _people(reference.authors, record.authors), _people(record.authors, reference.authors)
    if not printed or not recorded:
        return Agreement("authors", *_compare_groups(reference.authors, record.authors, shown))
    recorded = _without_doubles(recorded, printed)
    ours, theirs = _cut_alike(reference, record, printed, recorded)
    serious, harmless = _differences(ours, theirs)
    if len(ours) < len(printed) and not record.et_al and not _has_group(record):
        harmless.append(f"the record names {len(recorded)} of the printed authors")
    verdict: Verdict = "different" if serious else "close" if harmless else "same"
    return Agreement("authors", verdict, *shown, "; ".join((serious or harmless)[:SHOWN]) or None)


def same_first_author(reference: Reference, record: Record) -> bool | None:
    """Tell whether both begin with the same person's family name; None where it is unknown, or a slip of one letter."""
    if not reference.authors or not record.authors:
        return None
    first, other = reference.authors[0], record.authors[0]
    if letters(first.surname) == letters(other.surname):  # as it mostly is, at a tenth of the time
        return True
    if any(a.spellings & b.spellings for a, b in product(_ways(first), _ways(other))) or _swapped(first, other):
        return True
    return None if a_letter_apart(letters(first.surname), letters(other.surname)) else False


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
        if recorded.family and compare_names(printed, mended)[0] != "different":
            return "close", f"{reason}, in letters that were read in a wrong encoding"
    alike = [
        (a, b)
        for a, b in product(_ways(printed), _ways(recorded))
        if a.spellings & b.spellings and not (a.moved and b.moved)
    ]
    for a, b in alike:
        if a.initials == b.initials or (_agree(a.initials, b.initials) and not (a.moved or b.moved)):
            fewer = len(a.initials) < len(b.initials) or _other_given_name(printed, recorded)
            return ("close", reason) if fewer else ("same", "")
    if any(_agree(a.initials, b.initials) for a, b in alike):
        return "close", reason
    if _swapped(printed, recorded):
        return "close", f"{printed} is filed as {recorded.surname}, {recorded.given} in the record"
    nearly = _shares_compound(printed, recorded) or _unmarked(printed) == _unmarked(recorded)
    if nearly and not alike and _agree(_ways(printed)[0].initials, _ways(recorded)[0].initials):
        return "close", reason
    return "different", reason


def printed_forms(recorded: Name) -> dict[str, Name]:
    """Return the ways in which print may give a person, as letters without signs, each with the name as it gives it.

    >>> sorted(printed_forms(Name(family="Made", given="Uta")))
    ['made', 'madeu', 'madeuta', 'umade', 'utamade']
    """
    suffix, given = letters(recorded.suffix or ""), letters(recorded.given or "")
    forms: dict[str, Name] = {}
    for way in _ways(recorded):
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


def _without_doubles(recorded: list[Name], printed: list[Name]) -> list[Name]:
    """Leave out a name that MEDLINE files in two spellings, one after the other, where print has one of them."""

    def is_double(name: Name, beside: Name) -> bool:
        return (
            a_letter_apart(letters(name.surname), letters(beside.surname))
            and _ways(name)[0].initials == _ways(beside)[0].initials
            and _is_among(beside, printed)
            and not _is_among(name, printed)
        )

    return [
        name
        for place, name in enumerate(recorded)
        if not any(is_double(name, beside) for beside in (*recorded[max(0, place - 1) : place], *recorded[place + 1 : place + 2]))
    ]


def _is_among(name: Name, names: list[Name]) -> bool:
    return any(letters(name.surname) == letters(other.surname) for other in names)


def _cut_alike(
    reference: Reference, record: Record, printed: list[Name], recorded: list[Name]
) -> tuple[list[Name], list[Name]]:
    """Cut the longer list where the shorter one says, or is known, to stop before its end."""
    if len(recorded) > len(printed) and (reference.et_al or _has_group(reference)):
        ends_alike = len(printed) > ELLIPSIS and compare_names(printed[-1], recorded[-1])[0] == "same"
        kept = recorded[: len(printed)]
        recorded = [*kept[:-1], recorded[-1]] if ends_alike and reference.et_al else kept
    elif len(printed) > len(recorded) and (_is_cut(record, recorded, printed) or _has_group(record)):
        keeps_the_last = _nlm_limit(record, recorded)
        printed = [*printed[: len(recorded) - 1], printed[-1]] if keeps_the_last else printed[: len(recorded)]
    return printed, recorded


def _is_cut(record: Record, recorded: list[Name], printed: list[Name]) -> bool:
    if record.et_al or (len(recorded) == 1 and (len(printed) >= LONE or not recorded[0].given)):
        return True
    return _nlm_limit(record, recorded) is not None


def _nlm_limit(record: Record, recorded: list[Name]) -> bool | None:
    """Tell whether NLM kept the article's last author when it cut the list; None where it can have cut nothing."""
    year, count = record.year or 0, len(recorded)
    return next((ends for first, last, kept, ends in NLM_LIMITS if first <= year <= last and count == kept), None)


def _differences(printed: list[Name], recorded: list[Name]) -> tuple[list[str], list[str]]:
    """Return the serious and the harmless differences of two lists, told from where they part to where they meet."""
    harmless: list[str] = []

    def alike(a: Name, b: Name) -> bool:
        verdict, reason = compare_names(a, b)
        if verdict == "close":
            harmless.append(reason)
        return verdict != "different"

    shorter = min(len(printed), len(recorded))
    start = next((i for i in range(shorter) if not alike(printed[i], recorded[i])), shorter)
    most = shorter - start
    end = next((i for i in range(most) if not alike(printed[-1 - i], recorded[-1 - i])), most)
    # Two wrong lists of thousands are told apart by their first names.
    ours, theirs = printed[start : len(printed) - end][:MOST], recorded[start : len(recorded) - end][:MOST]
    lost = [name for name in theirs if not any(compare_names(a, name)[0] != "different" for a in ours)]
    added = [name for name in ours if not any(compare_names(name, b)[0] != "different" for b in theirs)]
    if ours and not lost and not added and len(ours) == len(theirs):
        return ["the same authors in a different order"], harmless
    if len(lost) == len(added):
        pairs = zip(added, lost, strict=True)
        return [compare_names(a, b)[1] for a, b in pairs] or _counted(ours, theirs), harmless
    return [
        *(f"{name} is not in the record" for name in added),
        *(f"{name.short} is missing" for name in lost),
    ], harmless


def _counted(ours: list[Name], theirs: list[Name]) -> list[str]:
    """Say of two lists of the same names that one has a name more than once."""
    return [f"{len(ours)} authors are {len(theirs)} in the record"] if len(ours) != len(theirs) else []


def _people(names: Sequence[Name], others: Sequence[Name]) -> list[Name]:
    """Return the persons; a name without family and given name is one if the other list has a person of that name."""
    return [name for name in names if name.family or any(_named(name, other) for other in others if other.family)]


def _named(literal: Name, person: Name) -> bool:
    given = person.given or ""
    whole = {letters(person.surname), letters(f"{given} {person.surname}"), letters(f"{person.surname} {given}")}
    return letters(literal.surname) in whole


def _has_group(work: Reference | Record) -> bool:
    return any(name.literal for name in work.authors)


def _compare_groups(
    printed: Sequence[Name], recorded: Sequence[Name], shown: tuple[str, str]
) -> tuple[Verdict, str, str, str | None]:
    if {letters(name.surname) for name in printed} & {letters(name.surname) for name in recorded}:
        return "same", *shown, None
    # Registries put a group into the byline, into the title, or nowhere: no ground for an alarm.
    return "close", *shown, "a group on one side, persons or another group on the other"


class _Way(NamedTuple):
    """One way to part a name: spellings of the surname, initials, and whether words were moved out of the surname."""

    spellings: frozenset[str]
    initials: str
    moved: bool = False


def _ways(name: Name) -> tuple[_Way, ...]:
    return _ways_to_part(name.surname, name.given, name.is_in_capitals)


@lru_cache(maxsize=4096)
def _ways_to_part(surname: str, given: str | None, in_capitals: bool) -> tuple[_Way, ...]:  # noqa: FBT001  (cached)
    """Return the ways to part a name.

    Particles and first halves of compound names are filed as given names by some registries ("R. Della" + "Bitta"),
    second given names as family names by others ("T." + "Alex Perkins").
    """
    surname = _SUFFIX.sub("", surname) or surname
    given = _SUFFIX.sub("", given) if given else None
    parts = [part for part in re.split(r"[\s.]+", given or "") if part][:LONGEST]
    own, *others = _readings(given, in_capitals=in_capitals)
    ways = [_Way(_spellings(surname), own), *(_Way(_spellings(surname), other) for other in others)]
    for start in range(len(parts) - 1, 0, -1):
        if len(parts[start]) > 1:
            tail, head = " ".join(parts[start:]), " ".join(parts[:start])
            ways.append(_Way(_spellings(f"{tail} {surname}"), _initials(head)))
    halves = surname.split()
    for start in range(1, len(halves) if len(halves) <= LONGEST else 0):
        head, tail = " ".join(halves[:start]), " ".join(halves[start:])
        ways.append(_Way(_spellings(tail), own + _initials(head), moved=True))
    if (
        not own and len(halves) > 1 and halves[-1].isupper() and len(halves[-1]) <= MOST_INITIALS
    ):  # "Bruton OC" filed whole
        ways.append(_Way(_spellings(" ".join(halves[:-1])), fold(halves[-1])))
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


def _agree(a: str, b: str) -> bool:
    """One side may know fewer initials than the other; those that both know must be the same."""
    return a.startswith(b) or b.startswith(a)


def _other_given_name(printed: Name, recorded: Name) -> bool:
    """Tell whether both give a first name in full, and not the same: John and James."""
    a, b = (letters(_GAPS.split((name.given or "").strip())[0]) for name in (printed, recorded))
    written_out = min(len(a), len(b)) > SHORT_FORM and not (printed.given or "").isupper()
    return written_out and not _agree(a, b)


def _swapped(printed: Name, recorded: Name) -> bool:
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


def _list(names: Sequence[Name], *, et_al: bool) -> str:
    return ", ".join([*(name.short for name in names), *(["et al."] if et_al else [])])
