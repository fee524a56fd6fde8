"""Lines that a page or a mail program broke, joined again."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ivigref.data import read_words

_KEEP = frozenset(read_words("kept_hyphens", "part"))
_BROKEN = re.compile(r"([^\W\d_]{1,60})([-‐\u00ad])\Z")


def join(lines: Iterable[str]) -> str:
    """Join the wrapped lines of one item; a word that was broken over two lines is made whole.

    The hyphen stays where it belongs to the word: after a common first part, before a capital or a digit, and where the
    word already has one.

    >>> join(["High-", "  dose gammaglobulin in throm-", "bocytopenic purpura. Lancet. 1981;1:1228-", "31."])
    'High-dose gammaglobulin in thrombocytopenic purpura. Lancet. 1981;1:1228-31.'
    """
    parts: list[str] = []
    for line in lines:
        piece = line.strip()
        if not piece:
            continue
        if parts:
            before = parts[-1]
            broken = _BROKEN.search(before, max(0, len(before) - 60))
            if broken and (broken.group(2) == "\u00ad" or (piece[0].islower() and _is_broken(before, broken.group(1)))):
                parts[-1] = before[: broken.start(2)]
            elif before[-1] not in "-‐–/" or before[-2:-1].isspace():
                parts.append(" ")
        parts.append(piece)
    return "".join(parts)


def _is_broken(before: str, word: str) -> bool:
    return word.casefold() not in _KEEP and not before.rstrip("-‐")[: -len(word)].endswith(("-", "‐"))
