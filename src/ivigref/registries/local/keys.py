"""The keys by which the index finds a work: 64-bit hashes of what a printed reference shares with its record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Literal, NamedTuple

from ivigref.identifiers import doi_key
from ivigref.model import Reference
from ivigref.text import letters

SHORTEST_TITLE = 12  # letters; "Editorial" and "Book reviews" would find tens of thousands
FIRST_YEAR = 1800  # years from here to 2054 fit the eight bits that a key of pages has for them
ANY_YEAR = 0

_FIRST_PAGE = re.compile(r"[^\s,;\u2010-\u2015\u2212-]+")
_SUBTITLE = re.compile(r"[:.?!]\s|\s[\u2010-\u2015-]\s")
_YEARS = 0xFF << 1

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
    return int.from_bytes(digest, "big", signed=True) & ~1 | identity


def page_key(page: str, volume: str, year: int | None) -> int:
    """Return the key of a first page in a volume, its years side by side.

    >>> page_key("321–7", "029", 2001) - page_key("321", "29", 2000)
    2
    """
    return _page_root(page, volume) | _year(year) << 1


def page_span(page: str, volume: str, year: int | None = None, within: int = 0) -> Span:
    """Return the keys of a first page in a volume, for the years around one, or for all.

    >>> span = page_span("321", "29", 2000, within=1)
    >>> span.low <= page_key("321", "29", 2001) <= span.high
    True
    """
    root = _page_root(page, volume)
    if year is None:
        return Span(root, root | _YEARS | 1)
    return Span(root | _year(year - within) << 1, root | _year(year + within) << 1 | 1)


def title_keys(titles: Iterable[str]) -> Iterator[int]:
    """Yield the keys of titles, each whole and without its subtitle.

    >>> lost = list(title_keys(["Lupus nephritis"]))
    >>> lost[0] in list(title_keys(["Lupus nephritis: a review"]))
    True
    """
    for title in titles:
        whole = letters(title)
        if len(whole) >= SHORTEST_TITLE:
            yield key("title", whole)
            boundary = _SUBTITLE.search(title)
            main = letters(title[: boundary.start()]) if boundary else whole
            if SHORTEST_TITLE <= len(main) < len(whole):
                yield key("title", main)


def identifier_keys(reference: Reference) -> Iterator[int]:
    """Yield the keys of a reference's identifiers, each as any registry may keep it."""
    for kind, value in (
        ("doi", doi_key(reference.doi) if reference.doi else None),
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
    match = _FIRST_PAGE.search(pages)
    return match.group() if match else ""


def _page_root(page: str, volume: str) -> int:
    text = f"{letters(first_page(page)).lstrip('0')} {letters(volume).lstrip('0')}"
    return key("page", text) & ~(_YEARS | 1)


def _year(year: int | None) -> int:
    return ANY_YEAR if year is None else min(0xFF, max(1, year - FIRST_YEAR))
