"""Do pages agree? First and last page with all their digits; an article number stands for pages."""

from __future__ import annotations

import re
from functools import lru_cache

from ivigref.errors import InputError
from ivigref.matching.agreement import Agreement
from ivigref.matching.numbers import is_supplement
from ivigref.model import Record, Reference
from ivigref.pages import Pages
from ivigref.patterns import lazy
from ivigref.text import fold

_TOKEN = lazy(r"[a-z]+|\d+")
# "829751", "e39006", "CD002298": nobody's first page
_ARTICLE_NUMBER = lazy(r"[a-z]{0,6}\d{4,20}|(?:e|cd|art)\d{1,20}", re.IGNORECASE)
_TWO_KINDS = "an article number on one side, pages within the article on the other"
_VERSION = lazy(r"\.pub\d+$")  # of a Cochrane review

_Page = tuple[str, ...]


def compare_pages(reference: Reference, record: Record) -> Agreement:
    """Compare first and last pages with all their digits; an article number stands for pages.

    >>> compare_pages(Reference(pages="1228–31"), Record(pages="1228-1231")).verdict
    'same'
    """
    printed, known = reference.pages, _known(record)
    if printed is None or not known:
        return Agreement("pages", "unknown", _text(printed), _text(known[0] if known else None))
    supplement = is_supplement(reference) or is_supplement(record)
    ours = _ranges(printed, supplement=supplement)
    harmless: tuple[Pages, str] | None = None
    for recorded in known:
        theirs = _ranges(recorded, supplement=supplement)
        if len(ours) == len(theirs) and all(map(_same_range, ours, theirs)):
            return Agreement("pages", "same", str(printed), str(recorded))
        reason = _harmless(ours, theirs)
        if harmless is None and reason is not None:
            harmless = recorded, reason
    if harmless:
        return Agreement("pages", "close", str(printed), str(harmless[0]), harmless[1])
    return Agreement("pages", "different", str(printed), " or ".join(str(pages) for pages in known))


def same_first_page(reference: Reference, record: Record) -> bool | None:
    """Tell whether both begin on the same page or have the same article number; None where one does not say."""
    printed, known = reference.pages, _known(record)
    if printed is None or not known:
        return None
    if any(printed.first == recorded.first for recorded in known):
        return True
    supplement = is_supplement(reference) or is_supplement(record)
    first = _bare(_page(printed.first, supplement=supplement))
    if any(first == _bare(_page(recorded.first, supplement=supplement)) for recorded in known):
        return True
    ours = _ranges(printed, supplement=supplement)
    of_two_kinds = any(_harmless(ours, _ranges(pages, supplement=supplement)) == _TWO_KINDS for pages in known)
    return None if of_two_kinds else False


def _harmless(ours: list[tuple[_Page, _Page | None]], theirs: list[tuple[_Page, _Page | None]]) -> str | None:
    """Say why pages that are not the same are no contradiction, or None where they are one."""
    (our_first, our_last), (their_first, their_last) = ours[0], theirs[0]
    if our_first == their_first:
        if our_last is None or their_last is None:
            return "only one side gives the last page"
        if len(ours) != len(theirs) and _same_range(ours[0], theirs[0]):
            return "only one side gives further pages"
    if our_last is None and their_last is None and _bare(our_first) == _bare(their_first):
        return "an electronic page with its “e” on one side only"
    for lone, other in ((ours, theirs), (theirs, ours)):
        if lone[0][1] is None and _ARTICLE_NUMBER.fullmatch("".join(lone[0][0])) and other[0][0] == ("1",):
            return _TWO_KINDS
    return None


def _same_range(ours: tuple[_Page, _Page | None], theirs: tuple[_Page, _Page | None]) -> bool:
    if ours[0] != theirs[0]:
        return False
    a, b = ours[1] or ours[0], theirs[1] or theirs[0]
    # "721S–724" is 721S–724S: the last page may go without the first one's letter.
    return a == b or (_digits(a) == _digits(b) and (a == _digits(a) or b == _digits(b)))


def _ranges(pages: Pages, *, supplement: bool) -> list[tuple[_Page, _Page | None]]:
    return [
        (_page(first, supplement=supplement), None if last is None else _page(last, supplement=supplement))
        for first, last in pages.ranges
    ]


@lru_cache(maxsize=4096)
def _page(text: str, *, supplement: bool) -> _Page:
    """Part a page into letters and digits; in a supplement S151 and 151 are the same page."""
    tokens = tuple(token.lstrip("0") or "0" for token in _TOKEN.findall(fold(text)))
    return tuple(part for part in tokens if part != "suppl" and (part != "s" or not supplement))


def _digits(page: _Page) -> _Page:
    return tuple(token for token in page if token.isdigit())


def _bare(page: _Page) -> _Page:
    return page[1:] if page[:1] == ("e",) else page


def _known(record: Record) -> list[Pages]:
    known = (record.pages, _article_number(record.article_number))
    return [pages for pages in known if pages is not None and pages.first.strip("0")]  # "000" is deposited for none


def _article_number(text: str | None) -> Pages | None:
    try:
        return Pages.parse(_VERSION.sub("", text)) if text else None
    except InputError:
        return None


def _text(value: Pages | None) -> str | None:
    return None if value is None else str(value)
