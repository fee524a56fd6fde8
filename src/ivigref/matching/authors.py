"""Are these the same authors? Registries cut lists short and file groups anywhere; another order is another list."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from ivigref.matching.agreement import Agreement, Verdict
from ivigref.matching.persons import compare_names, is_swapped, ways
from ivigref.matching.wording import a_letter_apart
from ivigref.model import Record, Reference
from ivigref.names import Name
from ivigref.text import counted, letters

MOST = 50  # authors compared with each other where lists part
SHOWN = 3  # differences in one message; the author will read the record anyway
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
    if reference.authors == record.authors:  # as in two registries mostly, at a tenth of the time
        return Agreement("authors", "same", *shown)
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
    if any(a.spellings & b.spellings for a, b in product(ways(first), ways(other))) or is_swapped(first, other):
        return True
    return None if a_letter_apart(letters(first.surname), letters(other.surname)) else False


def _without_doubles(recorded: list[Name], printed: list[Name]) -> list[Name]:
    """Leave out a name that MEDLINE files in two spellings, one after the other, where print has one of them."""
    shown = {letters(name.surname) for name in printed}

    def is_double(name: Name, beside: Name) -> bool:
        ours, theirs = letters(name.surname), letters(beside.surname)
        return theirs in shown and a_letter_apart(ours, theirs) and ways(name)[0].initials == ways(beside)[0].initials

    return [
        name
        for place, name in enumerate(recorded)
        if letters(name.surname) in shown  # as mostly
        or not any(is_double(name, beside) for beside in recorded[max(0, place - 1) : place + 2])
    ]


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
        if a == b:  # as mostly, at a tenth of the time
            return True
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
    if len(ours) == len(theirs):
        return []
    return [f"{counted(len(ours), 'author')} {'is' if len(ours) == 1 else 'are'} {len(theirs)} in the record"]


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


def _list(names: Sequence[Name], *, et_al: bool) -> str:
    return ", ".join([*(name.short for name in names), *(["et al."] if et_al else [])])
