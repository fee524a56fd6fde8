"""The keys by which the index finds a work: 64-bit hashes of what a printed reference shares with its record."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Literal, NamedTuple
from zlib import crc32

from ivigref.identifiers import identifier_key
from ivigref.model import Reference
from ivigref.patterns import lazy
from ivigref.text import letters

SHORTEST_TITLE = 12  # letters; "Editorial" and "Book reviews" would find tens of thousands
FIRST_YEAR = 1800  # years from here to 2054 fit the eight bits that a key of pages has for them
ANY = (None, None)

# What letters() makes of a text in ASCII, with tables that take a fraction of the time: titles are a build's work.
_SMALL = bytes(range(256)).lower()
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())
_FIRST_PAGE = lazy(r"[^\s,;\u2010-\u2015\u2212-]+")
# Marks are rarer than blanks: what stands before one is looked at last.
_SUBTITLE = lazy(r"[:.?!\u2010-\u2015-]\s(?:(?<=[:.?!]\s)|(?<=\s[\u2010-\u2015-]\s))")
_SIGNED = struct.Struct(">q")
_BELOW = 0x1FFFF  # the bits of a key of pages that author and year have, and the lowest

Kind = Literal["doi", "pmid", "pmcid", "title", "page"]


class Span(NamedTuple):
    """The keys from ``low`` to ``high``, both included."""

    low: int
    high: int


def key(kind: Kind, value: str, *, identity: bool = False) -> int:
    """Return the hash of one value; that of the identifier by which a registry knows its works is odd, all others even.

    >>> key("doi", "10.5555/1") % 2, key("doi", "10.5555/1", identity=True) - key("doi", "10.5555/1")
    (0, 1)
    """
    digest = blake2b(f"{kind} {value}".encode("utf-8", "replace"), digest_size=8).digest()
    (number,) = _SIGNED.unpack(digest)
    found: int = number & ~1 | identity
    return found


def page_key(page: str, volume: str, author: str, year: int | None) -> int:
    """Return the key of a first page in a volume; works that share these stand side by side, by author and year.

    >>> page_key("321–7", "029", "van Dam", 2001) - page_key("321", "29", "Dam", 2000)
    2
    """
    return _page_root(page, volume) | _author(author) << 9 | _year(year) << 1


def page_span(page: str, volume: str, author: str | None = None, years: tuple[int | None, int | None] = ANY) -> Span:
    """Return the keys of a first page in a volume: of one author and some years, of one author, or of all.

    >>> span = page_span("321", "29", "Dam", (1999, 2001))
    >>> span.low <= page_key("321", "29", "Dam", 2001) <= span.high
    True
    """
    root = _page_root(page, volume)
    if author is None:
        return Span(root, root | _BELOW)
    low, high = years
    root |= _author(author) << 9
    return Span(root | (_year(low) << 1), root | (0xFF if high is None else _year(high)) << 1 | 1)


def title_keys(titles: Iterable[str]) -> Iterator[int]:
    """Yield the keys of titles, each whole and without its subtitle.

    >>> lost = list(title_keys(["Lupus nephritis"]))
    >>> lost[0] in list(title_keys(["Lupus nephritis: a review"]))
    True
    """
    for title in titles:
        whole = _letters(title)
        if len(whole) >= SHORTEST_TITLE:
            yield key("title", whole)
            boundary = _SUBTITLE.search(title)
            main = _letters(title[: boundary.start()]) if boundary else whole
            if SHORTEST_TITLE <= len(main) < len(whole):
                yield key("title", main)


def identifier_keys(reference: Reference) -> Iterator[int]:
    """Yield the keys of a reference's identifiers, each as any registry may keep it."""
    for kind, value in (
        ("doi", identifier_key(reference.doi) if reference.doi else None),
        ("pmid", reference.pmid),
        ("pmcid", reference.pmcid),
    ):
        if value:
            found = key(kind, value)  # type: ignore[arg-type]  # the kinds of the table above
            yield from (found, found | 1)


def first_page(pages: str) -> str:
    """Return the first page of what a registry writes into its field of pages.

    >>> first_page("S12-S14, 20")
    'S12'
    """
    first = pages.partition("-")[0]
    if first.isalnum():  # most, told at once
        return first
    match = _FIRST_PAGE.search(pages)
    return match.group() if match else ""


def _page_root(page: str, volume: str) -> int:
    text = f"{_letters(first_page(page)).lstrip('0')} {_letters(volume).lstrip('0')}"
    return key("page", text) & ~_BELOW


def _letters(text: str) -> str:
    """Return what letters() does.

    >>> _letters("T-cell & NF_kB, p. 12") == letters("T-cell & NF_kB, p. 12") == "tcellnfkbp12"
    True
    """
    if text.isascii() and text.isalnum():
        return text.lower()
    if text.isascii() and "&" not in text and "<" not in text:
        return text.encode().translate(_SMALL, _NO_LETTERS).decode()
    return letters(text)


def _author(surname: str) -> int:
    """Return eight bits of the surname's last word: particles are kept with it by some and dropped by others."""
    return crc32(_letters(surname.rpartition(" ")[2]).encode()) & 0xFF


def _year(year: int | None) -> int:
    return 0 if year is None else min(0xFF, max(1, year - FIRST_YEAR))
