"""Corrected names of authors in the manner of those that are printed beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from ivigref.annotating.differences import Change
from ivigref.model import Reference
from ivigref.names import Name
from ivigref.text import letters

_NEAR = 3  # characters between the parts of a name: a comma, a blank
_MOST = 500  # names of a reference; the longest lists have some thousand, and nobody prints them


class _Shown(NamedTuple):
    """Where a name is printed, its family name, and its given names if they are."""

    start: int
    end: int
    family: tuple[int, int]
    given: tuple[int, int] | None


def changed_names(reference: Reference, names: Sequence[Name]) -> list[Change]:
    """Return the changes by which a reference prints these authors; none where its names cannot be told apart.

    >>> raw = "Doe J, Roe A, & Poe B. Skin."
    >>> authors = tuple(map(Name.parse, ("Doe J", "Roe A", "Poe B")))
    >>> wanted = tuple(map(Name.parse, ("Doe J", "Row A", "Poe BC", "Loe D")))
    >>> [change[2] for change in changed_names(Reference(raw=raw, authors=authors), wanted)]
    ['Row', ', ', 'BC', ', & Loe D']
    """
    printed = reference.authors
    if not names or max(len(printed), len(names)) > _MOST or any(name.suffix for name in (*printed, *names)):
        return []
    shown = list(_shown(reference))
    if len(shown) != len(printed):
        return []
    ours, theirs = ([letters(name.surname) for name in side] for side in (printed, names))
    if len(printed) == len(names):
        return [change for pair in zip(shown, printed, names, strict=True) for change in _renamed(reference, *pair)]
    changes: list[Change] = []
    for what, i, j, k, m in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if what in {"equal", "replace"} and j - i == m - k:
            pairs = zip(shown[i:j], printed[i:j], names[k:m], strict=True)
            changes += (change for pair in pairs for change in _renamed(reference, *pair))
        elif what == "insert":
            changes += _added(reference, shown, i, names[k:m])
        elif what == "delete":
            changes += _removed(reference.raw, shown, i, j)
        else:
            return []
    return sorted(changes)


def _shown(reference: Reference) -> Iterator[_Shown]:
    """Yield where each author is printed, as long as each is found behind the one before."""
    raw, place = reference.raw, 0
    for name in reference.authors:
        start = raw.find(name.surname, place)
        if start < 0:
            return
        end = start + len(name.surname)
        given = _given(raw, name, place, start, end)
        yield _Shown(
            min(start, given[0]) if given else start, max(end, given[1]) if given else end, (start, end), given
        )
        place = max(end, given[1]) if given else end


def _given(raw: str, name: Name, place: int, start: int, end: int) -> tuple[int, int] | None:
    """Return where given names are printed, behind the family name or before it."""
    if not name.given:
        return None
    behind = raw.find(name.given, end, end + _NEAR + len(name.given))
    if behind >= 0:
        return behind, behind + len(name.given)
    before = raw.rfind(name.given, max(place, start - _NEAR - len(name.given)), start)
    return (before, before + len(name.given)) if before >= 0 else None


def _renamed(reference: Reference, shown: _Shown, old: Name, new: Name) -> Iterator[Change]:
    """Yield the changes of one name: of its family name, of its initials."""
    if letters(old.surname) != letters(new.surname):
        yield Change(*shown.family, new.surname)
    if shown.given is not None and old.initials != new.initials and new.given:
        yield Change(*shown.given, _like_given(old.given or "", given_as(reference.authors, reference.raw, new)))


def _added(reference: Reference, shown: Sequence[_Shown], place: int, names: Sequence[Name]) -> Iterator[Change]:
    """Yield the changes that put names before the one in a place, or behind the last."""
    raw, texts = reference.raw, [_written(reference, shown[0], name) for name in names]
    between, last = _separators(raw, shown)
    if place == 0:
        yield Change(shown[0].start, shown[0].start, "".join(f"{text}{between}" for text in texts))
    elif place < len(shown):
        yield Change(shown[place - 1].end, shown[place - 1].end, "".join(f"{between}{text}" for text in texts))
    else:
        if last != between:
            yield Change(shown[-2].end, shown[-1].start, between)
        seps = [*([between] * (len(texts) - 1)), last]
        new = "".join(f"{sep}{text}" for sep, text in zip(seps, texts, strict=True))
        yield Change(shown[-1].end, shown[-1].end, new)


def _removed(raw: str, shown: Sequence[_Shown], begin: int, end: int) -> Iterator[Change]:
    """Yield the changes that take names out, and make what is then before the last name what was there."""
    between, last = _separators(raw, shown)
    if begin == 0:
        yield Change(shown[0].start, shown[end].start, "")
        return
    if end == len(shown) and last != between and begin > 1:
        yield Change(shown[begin - 2].end, shown[begin - 1].start, last)
    yield Change(shown[begin - 1].end, shown[end - 1].end, "")


def _separators(raw: str, shown: Sequence[_Shown]) -> tuple[str, str]:
    """Return what stands between two names, and before the last one."""
    between = raw[shown[0].end : shown[1].start] if len(shown) > 2 else ", "  # noqa: PLR2004  (of two, the one is the last)
    return between, raw[shown[-2].end : shown[-1].start] if len(shown) > 1 else between


def _written(reference: Reference, like: _Shown, name: Name) -> str:
    """Write a name as another is printed."""
    raw, given = reference.raw, given_as(reference.authors, reference.raw, name)
    if like.given is None or not given:
        return name.surname
    given = _like_given(raw[slice(*like.given)], given)
    if like.given[0] > like.family[0]:
        return f"{name.surname}{raw[like.family[1] : like.given[0]]}{given}"
    return f"{given}{raw[like.given[1] : like.family[0]]}{name.surname}"


def given_as(printed: Sequence[Name], raw: str, name: Name) -> str:
    """Return given names as a list of printed names has them: whole or as initials, with dots and blanks or without.

    >>> given_as([Name(family="Doe", given="J.")], "Doe, J. M.", Name(family="Roe", given="Ann Beth"))
    'A. B.'
    >>> given_as([Name(family="Doe", given="JM")], "Doe JM", Name(family="Roe", given="Ann Beth"))
    'AB'
    """
    shown = [other.given for other in printed if other.given]
    if name.given and any(len(max(re.findall(r"[^\W\d_]+", given), key=len, default="")) > 3 for given in shown):  # noqa: PLR2004  (longer than initials)
        return name.given
    dotted = any("." in given for given in shown)
    spaced = any("." in given and " " in given for given in shown) or re.search(r"\b[A-Z]\. [A-Z]\.", raw) is not None
    if not dotted:
        return name.initials
    return (". " if spaced else ".").join(name.initials) + "." if name.initials else ""


def _like_given(old: str, new: str) -> str:
    """Leave out the last dot where the printed given names do not hold it."""
    return new if old.endswith(".") else new.removesuffix(".")
