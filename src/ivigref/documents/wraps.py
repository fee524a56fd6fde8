"""Lines that a page or a mail program broke, joined again."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from ivigref.parsing.repair import ACCENTS, BREAKS, FIRST_PARTS, SUSPENDED, without_splits
from ivigref.patterns import lazy

_BROKEN = lazy(r"([^\W\d_]{1,60})([-‐\u00ad])\Z")
_NEXT = lazy(r"[^\W\d_]+")
# The end of a line in which an identifier or an address begins, and how one goes on: never with a year and a volume.
# "….html[Accessed" ends one.
_ADDRESS = lazy(r"(?:://|\bwww\.|\b10\.\d{4,9}/)(?:(?!\[[A-Za-z]{2,20}\Z)\S)*\Z")
_GOES_ON = lazy(r"(?!(?:1[5-9]|20)\d\d(?:[;,:)\s]|\.?\Z|\.\s))(?=\S*[\d/_])[a-z\d(/._-]\S*")
_LONGEST = 300  # characters of a word or an address that are looked at
_STRAY = lazy(rf"\s[{''.join(ACCENTS)}]\Z")


class Joined(NamedTuple):
    """The text of some lines, and its words that were joined over two of them by guess."""

    text: str
    guessed: tuple[str, ...] = ()


def join(lines: Iterable[str]) -> str:
    """Join the wrapped lines of one item; a word that was broken over two lines is made whole.

    The hyphen stays where it belongs to the word: after a common first part, before a capital or a digit, in an
    address, and where the word already has one. "pre-" keeps it before "and", as a word of its own.

    >>> join(["High-", "  dose gammaglobulin in throm-", "bocytopenic purpura. Lancet. 1981;1:1228-", "31."])
    'High-dose gammaglobulin in thrombocytopenic purpura. Lancet. 1981;1:1228-31.'
    >>> join(["pre-", "and postoperative. doi:10.1000/abc.", "2003.01-", "x7"])
    'pre- and postoperative. doi:10.1000/abc.2003.01-x7'
    """
    return joined(lines).text


def joined(lines: Iterable[str], known: Container[str] = ()) -> Joined:
    """Join lines as ``join`` does; ``known`` has the words of the document as they stand within its lines.

    >>> joined(["Gamma-", "globulin and throm-", "bocytes in methyl-", "rich"], {"gamma-globulin", "thrombocytes"})
    Joined(text='Gamma-globulin and thrombocytes in methylrich', guessed=('methylrich',))
    """
    parts: list[str] = []
    guessed: list[str] = []
    for piece in chain.from_iterable(map(_pieces, lines)):
        if parts and piece:
            parts[-1], guess = _end(_STRAY.sub("", parts[-1]), piece, known)
            guessed += guess
        if piece:
            parts.append(piece)
    text = "".join(parts)
    return Joined(without_splits(text) if "10." in text else text, tuple(guessed))


def _pieces(line: str) -> Iterator[str]:
    """Yield a line, in two where a PDF marks that it was broken in the middle of a word."""
    *broken, last = BREAKS.split(line)
    yield from (f"{piece.strip()}-" for piece in broken)
    yield last.strip()


def _end(before: str, piece: str, known: Container[str]) -> tuple[str, tuple[str, ...]]:
    """Return how a line ends before the next one: without its hyphen or with a blank; and the word that is a guess."""
    if _ADDRESS.search(before, max(0, len(before) - _LONGEST)) and _GOES_ON.match(piece[:_LONGEST]):
        return before, ()
    if before.endswith(("-", "‐")) and SUSPENDED.match(piece):
        return f"{before} ", ()
    broken = _BROKEN.search(before, max(0, len(before) - 60))
    if broken and broken.group(2) == "\u00ad":
        return before[:-1], ()
    if broken and piece[0].islower():
        return _word(before, broken.group(1), _NEXT.match(piece), known)
    if before[-1] not in "-‐–/" or before[-2:-1].isspace():
        return f"{before} ", ()
    return before, ()


def _word(before: str, first: str, rest: re.Match[str] | None, known: Container[str]) -> tuple[str, tuple[str, ...]]:
    """Join the parts of a word as the document writes it elsewhere, else by how such words are written."""
    second = rest.group() if rest else ""
    if (first + second).casefold() in known:
        return before[:-1], ()
    if f"{first}-{second}".casefold() in known or not _is_broken(before, first):
        return before, ()
    return before[:-1], (first + second,)


def _is_broken(before: str, word: str) -> bool:
    return word.casefold() not in FIRST_PARTS and not before.rstrip("-‐")[: -len(word)].endswith(("-", "‐"))
