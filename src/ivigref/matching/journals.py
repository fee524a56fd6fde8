"""Is it the same journal? Abbreviated words aligned in order, never a ratio: Phys Rev E is not Phys Rev Lett."""

from __future__ import annotations

import re
from functools import lru_cache

from ivigref.matching.agreement import Agreement
from ivigref.model import Record, Reference
from ivigref.text import fold, words

# Words that title abbreviations leave out (ISO 4 drops articles, conjunctions and prepositions).
_LEFT_OUT = frozenset(
    "the of and in for on a an to de la le les du des et der die das und für fur e y el los di del della delle dello do"
    " da dos das em en og och van voor".split()
)
_BRACKET = re.compile(r"\s*[\[(][^\])]{0,80}[\])]")
_SUBTITLE = re.compile(r"\s+[:=]\s+|\s*[:=]\s+|\.\s+(?=[a-z]{3})|;\s+")


def compare_journals(reference: Reference, record: Record) -> Agreement:
    """Compare the printed journal with the record's title and abbreviation.

    >>> def verdict(printed, recorded):
    ...     return compare_journals(Reference(container_title=printed), Record(container_title=recorded)).verdict
    >>> verdict("J Dtsch Dermatol Ges", "JDDG: Journal der Deutschen Dermatologischen Gesellschaft")
    'same'
    >>> verdict("Phys Rev E", "Physical Review Letters")
    'different'
    """
    printed = reference.container_title
    recorded = [name for name in (record.container_title, record.container_title_short) if name]
    if not printed or not recorded:
        return Agreement("container_title", "unknown", printed, record.container_title)
    if any(same_journal(printed, name) for name in recorded):
        return Agreement("container_title", "same", printed, recorded[0])
    return Agreement("container_title", "different", printed, recorded[0])


@lru_cache(maxsize=16384)
def same_journal(a: str, b: str) -> bool:
    """Tell whether two forms of a journal's name can mean the same journal.

    >>> same_journal("Rheumatology (Oxford)", "Rheumatology"), same_journal("Lancet", "Lancet Neurology")
    (True, False)
    """
    return any(
        _aligned(x, y) or _aligned(y, x) or _acronym(x, y) or _acronym(y, x) for x in _forms(a) for y in _forms(b)
    )


def _forms(name: str) -> list[tuple[str, ...]]:
    """Return the ways in which a name may be meant: whole, without its subtitle, hyphens joined or apart."""
    folded = fold(_BRACKET.sub(" ", name) or name)
    parts = [folded, *_SUBTITLE.split(folded)] if _SUBTITLE.search(folded) else [folded]
    found: dict[tuple[str, ...], None] = {}
    for part in parts:
        for form in (part, part.replace("-", "")):
            kept = tuple(word for word in words(form) if word not in _LEFT_OUT)
            if kept:
                found[kept] = None
    return list(found)


def _aligned(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    return len(short) == len(full) and all(_abbreviates(a, b) for a, b in zip(short, full, strict=True))


def _abbreviates(short: str, full: str) -> bool:
    """Tell whether a word abbreviates another: by its beginning, or by letters of it in order (Dtsch, Jpn, Natl).

    A contraction must keep at least three letters, since two fit too much.
    """
    if full.startswith(short):
        return True
    if len(short) < 3 or len(short) >= len(full) or short[0] != full[0]:  # noqa: PLR2004  (said above)
        return False
    rest = iter(full)
    return all(letter in rest for letter in short)


def _acronym(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    return len(short) == 1 and len(full) > 2 and short[0] == "".join(word[0] for word in full)  # noqa: PLR2004
