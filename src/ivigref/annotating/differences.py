"""What differs between two wordings, word by word: the words that stay are left as they are printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from ivigref.patterns import lazy
from ivigref.text import letters

# A word with what joins it to the next without a blank: "anti-TNF", "L'effet", "O(2)".
_WORD = lazy(r"[^\W_]+(?:[^\w\s]+[^\W_]+)*")
_PART = lazy(r"\w+|\W")
_MOST = 400  # words; what is longer is no title, and comparing takes the square of its length
_LONG = 4  # letters of a word that shows whether a title has capitals


class Change(NamedTuple):
    """New words in the place of some of a text; nothing is taken out where ``start`` is ``end``."""

    start: int
    end: int
    new: str


def changed_words(old: str, new: str) -> tuple[Change, ...]:
    """Return which words of a text are to be others, so that it says what a new one does.

    Words that differ in capitals, accents or signs only stay as printed.

    >>> changed_words("On lupus in man.", "On Lupus in Women")
    (Change(start=12, end=15, new='women'),)
    >>> changed_words("On lupus", "On discoid lupus"), changed_words("On old lupus", "On lupus")
    ((Change(start=3, end=3, new='discoid '),), (Change(start=3, end=7, new=''),))
    """
    before, after = list(_WORD.finditer(old)), list(_WORD.finditer(new))
    if not before or not after or max(len(before), len(after)) > _MOST:
        return (Change(0, len(old), new),)
    matcher = SequenceMatcher(None, [letters(m[0]) for m in before], [letters(m[0]) for m in after], autojunk=False)
    is_lower = _has_capitals(new, after) and not _has_capitals(old, before)
    return tuple(_changes(new, matcher, before, after, is_lower=is_lower))


def _changes(
    new: str,
    matcher: SequenceMatcher[str],
    before: Sequence[re.Match[str]],
    after: Sequence[re.Match[str]],
    *,
    is_lower: bool,
) -> Iterator[Change]:
    for what, i, j, k, m in matcher.get_opcodes():
        if what == "equal":
            continue
        words = new[after[k].start() : after[m - 1].end()] if m > k else ""
        words = _lowered(words) if is_lower and k else words
        if what == "replace":
            yield Change(before[i].start(), before[j - 1].end(), words)
        elif what == "insert" and i < len(before):
            gap = new[after[m - 1].end() : after[m].start()]
            yield Change(before[i].start(), before[i].start(), words + gap)
        elif what == "insert":
            gap = new[after[k - 1].end() : after[k].start()]
            yield Change(before[-1].end(), before[-1].end(), gap + words)
        elif j < len(before):
            yield Change(before[i].start(), before[j].start(), "")
        else:
            yield Change(before[i - 1].end(), before[-1].end(), "")


def _has_capitals(text: str, found: Sequence[re.Match[str]]) -> bool:
    """Tell whether a title has capitals in most of its words, as English titles often have."""
    long = [text[m.start()] for m in found[1:] if m.end() - m.start() >= _LONG]
    return sum(map(str.isupper, long)) * 2 > len(long)


def _lowered(words: str) -> str:
    """Return words without the capitals of a title; what has others is a name of its own or an abbreviation.

    >>> _lowered("Treatment of SLE with IgG")
    'treatment of SLE with IgG'
    """
    return _WORD.sub(lambda m: m[0].lower() if m[0].istitle() else m[0], words)


def trimmed(text: str, change: Change) -> Change:
    """Return a change without the numbers and signs at its ends that stay.

    >>> trimmed("1547–50", Change(0, 7, "1647–50")), trimmed("7–9", Change(0, 3, "e1"))
    (Change(start=0, end=4, new='1647'), Change(start=0, end=3, new='e1'))
    """
    old, new = _PART.findall(text[change.start : change.end]), _PART.findall(change.new)
    most = min(len(old), len(new)) - 1
    before = next((i for i in range(most) if old[i] != new[i]), most)
    after = next((i for i in range(most - before) if old[-1 - i] != new[-1 - i]), max(most - before, 0))
    start = change.start + sum(map(len, old[:before]))
    end = change.end - sum(map(len, old[len(old) - after :]))
    return Change(start, end, "".join(new[before : len(new) - after]))


def applied(text: str, changes: Sequence[Change]) -> str:
    """Return a text with changes, none of which overlap.

    >>> applied("16:722", [Change(0, 2, "9")])
    '9:722'
    """
    parts: list[str] = []
    done = 0
    for change in sorted(changes):
        parts += (text[done : change.start], change.new)
        done = change.end
    return "".join((*parts, text[done:]))
