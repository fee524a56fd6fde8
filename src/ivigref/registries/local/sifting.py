"""A look at a work before it is translated and compared in whole: most of what a search finds is quite another one."""

from __future__ import annotations

from collections.abc import Iterable

from ivigref.matching.wording import SMALL
from ivigref.model import Reference
from ivigref.registries.local.keys import first_page
from ivigref.text import words

# Dice's coefficient of two titles; the scorer accepts none below 0.45, misspelt words counted as nearly right.
ALIKE = 0.25
_COUNTED_ANEW = {"1", "2"}  # volumes within a year, pages within an article: another number need not be another place


def is_foreign(reference: Reference, titles: Iterable[str]) -> bool:
    """Tell whether each title shares so few words with the printed one that the scorer cannot take them for one.

    >>> is_foreign(Reference(title="Lupus nephritis in children"), ["Gout", "Pregnancy in systemic sclerosis"])
    True
    """
    if reference.title is None:
        return False
    ours = _content(reference.title)
    return all(2 * len(ours & theirs) < ALIKE * (len(ours) + len(theirs)) for theirs in map(_content, titles))


def is_elsewhere(reference: Reference, volume: str, pages: Iterable[str]) -> bool:
    """Tell whether a work is in another volume and on another page: no agreement of other fields outweighs both.

    Only plain numbers are told apart here: "S151" may be page 151, and "XII" volume 12.

    >>> printed = Reference(volume="29", pages="321–7")
    >>> is_elsewhere(printed, "30", ["114-118"]), is_elsewhere(printed, "30", ["0321"]), is_elsewhere(printed, "30", [])
    (True, False, False)
    """
    if reference.pages is None or not _differ(reference.volume or "", volume):
        return False
    known = [first_page(page) for page in pages]
    return bool(known) and all(_differ(reference.pages.first, page) for page in known)


def _differ(a: str, b: str) -> bool:
    if not (a.isdecimal() and b.isdecimal()) or a in _COUNTED_ANEW or b in _COUNTED_ANEW:
        return False
    return a.lstrip("0") != b.lstrip("0")


def _content(title: str) -> set[str]:
    return set(words(title)) - SMALL
