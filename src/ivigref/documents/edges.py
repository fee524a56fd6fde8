"""How an item of a reference list begins, and where it may end: what its lines show before anything reads them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ivigref.parsing.journals import is_known
from ivigref.parsing.labels import labels_of
from ivigref.parsing.repair import tidy
from ivigref.parsing.styles import DATED, UNDATED
from ivigref.parsing.tail import Tail, read_tail
from ivigref.patterns import lazy

_REFERENCE = lazy(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)|in press|\bn\.\s?d\.|\bdoi\b|https?://", re.IGNORECASE)
# A family name, then initials, a comma, or the year; or initials, then a family name.
_PARTICLES_AND_FAMILY = r"\s*+(?:[a-z'’]{1,4}\s){0,3}[^\W\d_a-z][^\W\d_]*(?:[-'’ ][^\W\d_]+){0,4}"
_PACKED = r"\s[A-ZÀ-Þ]{1,4}(?:[,.:]|\sand\s|\set\sal|\s\()"
_DIRECT = r"\s*+(?:[A-ZÀ-Þ]\.[\s-]?){1,4}[^\W\d_a-z][^\W\d_]+[,.\s]"
_OPENS = lazy(
    rf"""{_PARTICLES_AND_FAMILY} (?: ,\s?[^\W\d_a-z] | {_PACKED} | \.?\s\(\d{{4}} | [.,]\s(?:1[5-9]|20)\d\d )
      | {_DIRECT}""",
    re.VERBOSE,
)
# The same without what a publisher's place may look like: "Springer, Berlin", "Karger. 1998".
_CLEARLY_OPENS = lazy(
    rf"{_PARTICLES_AND_FAMILY} (?: ,\s?[A-ZÀ-Þ]{{1,3}}[.,\s-] | {_PACKED} | \s\(\d{{4}} ) | {_DIRECT}", re.VERBOSE
)
_ADDRESS = lazy(r"://|\bwww\.|\bdoi:|\b10\.\d{4,9}/|\.(?:html?|pdf|php|aspx?)\Z", re.IGNORECASE)
# "Imbach et al. Page 13", "J Imagin Med. Author manuscript; available in PMC 2013 May 01."
_RUNNING = lazy(
    r"""[^\W\d_][\w'’ -]{1,60}\s(?:et\sal\.?|and\s[^\W\d_a-z][\w'’-]{1,40})\sPage\s\d{1,4}
      | [^;]{2,90}\b[Mm]anuscript;\savailable\sin\sPMC\s\d{4}\s[A-Z][a-z]{2,8}(?:\s\d{1,2})?\.?
      | NIH-PA\sAuthor\sManuscript""",
    re.VERBOSE,
)
_HEAD = lazy(r"(?:[A-Z][\w&’'-]{0,30}\s(?:(?:of|and|the|in|for)\s)?){2,8}\d{1,4}|\d{1,4}(?:\s[A-Z][\w&’'-]{0,30}){2,8}")
_KNOWN = lazy(r"\b10\.\d{4,9}/\S|\bPMID\b|\bPMC\d{4}|\bISBN\b|\barXiv\b|\b(?:doi|pmid)\s?:", re.IGNORECASE)
# 12:34–56, 12(3):45, vol. 12, pp. 3–9, S. 3–9
_NUMBERED = lazy(
    r"\d\s?(?:\(\d[^()]{0,20}\))?\s?[:,]\s?[A-Za-z]?\d{1,6}\s?[-–]\s?[A-Za-z]?\d|\d\(\d{1,4}\)|\bvol\.?\s?\d|\bpp?\.\s?\d|\bS\.\s?\d",
    re.IGNORECASE,
)
_SITE = lazy(r"(?<!\s)\s*+(?<!\S)(?:https?://|www\.)\S++\s++")
_ONE_LINE = 120  # characters of the longest line of a page that could be a running head
_COMPLETE = lazy(r"\d[\])]?\.?\s*+\Z")
_PAGE_LINE = lazy(r"\s*+(?:page\s++)?(?!(?:1[5-9]|20)\d\d\s*+\Z)\d{1,4}(?:\s(?:of|/)\s\d{1,4})?\s*+", re.IGNORECASE)


def is_reference(text: str) -> bool:
    """Tell whether a text could be a reference: it has a year, or what stands for one.

    >>> is_reference("Lancet. 1981;1:1228–31."), is_reference("Lancet")
    (True, False)
    """
    return _REFERENCE.search(tidy(text)) is not None


def looks_like_reference(text: str) -> bool:
    """Tell whether a text has what a reference has: an author and a year, or the numbers of a journal, or a DOI.

    >>> looks_like_reference("Bruton OC. Skin. 1952"), looks_like_reference("Lancet 1981;1:1228–31")
    (True, True)
    >>> looks_like_reference("2024-01-01 12:00 started"), looks_like_reference("Since 1999 it has been so.")
    (False, False)
    """
    return (is_reference(text) and opens(text)) or _KNOWN.search(text) is not None or _NUMBERED.search(text) is not None


def opens(text: str, *, clearly: bool = False) -> bool:
    """Tell whether a text begins as an item does, with a name; ``clearly`` asks for initials or the year behind it.

    >>> opens("Springer, Berlin"), opens("Springer, Berlin", clearly=True), opens("Bruton OC. Skin", clearly=True)
    (True, False, True)
    """
    return (_CLEARLY_OPENS if clearly else _OPENS).match(tidy(text[:300])) is not None


def may_end(line: str) -> bool:
    """Tell whether an item could end with a line: a sentence, a bracket, a number or a web address ends there.

    >>> may_end("Lupus. 1952;16:722"), may_end("doi:10.1000/abc"), may_end("Treatment of")
    (True, True, False)
    """
    line = line.rstrip()
    if line[-1:].isalpha():
        return _ADDRESS.search(line, line.rfind(" ") + 1) is not None
    return line[-1:] in tuple(".)]0123456789/")


def is_running(line: str) -> bool:
    """Tell whether a line can be nothing but the head or foot of an author manuscript's page at the NIH.

    >>> is_running("Imbach et al. Page 13"), is_running("Lupus. Author manuscript; available in PMC 2013 May 01.")
    (True, True)
    """
    if "Page " not in line and "anuscript" not in line:  # nearly all lines
        return False
    return len(line) < _ONE_LINE and _RUNNING.fullmatch(line.strip()) is not None


def is_head(lines: Sequence[str]) -> bool:
    """Tell whether the second of three lines is the head or foot of a page between two parts of a sentence.

    It is a name and a page's number, much shorter than the full lines around it.

    >>> is_head(["Mammary tumor gene int-3: a member of the gene family", "Invented Cells 5", "transforms the cells"])
    True
    >>> is_head(["Mammary tumor gene int-3: infection with the herpes", "Human Herpesvirus 8 infects the", "cells of"])
    False
    """
    if len(lines) != 3 or not _HEAD.fullmatch(lines[1]):  # noqa: PLR2004  (said above)
        return False
    before, head, after = map(len, lines)
    return lines[0][-1:].isalpha() and lines[2][:1].islower() and max(head * 1.5, 40) < before and head < after


def running_lines(lines: Sequence[str]) -> frozenset[str]:
    """Return the lines that could be page numbers, or running heads, which stand three times or more.

    >>> sorted(running_lines(["J Imagin Med", "1. Bruton OC", "J Imagin Med", "12", "2012", "J Imagin Med"]))
    ['12', 'J Imagin Med']
    """
    counted = Counter(line for line in lines if line and not line.isspace() and len(line) < _ONE_LINE)
    return frozenset(
        line
        for line, times in counted.items()
        if _PAGE_LINE.fullmatch(line) or (times >= 3 and line.strip()[0].isalpha() and not labels_of(line))  # noqa: PLR2004  (said above)
    )


def without_running_lines(parts: Sequence[str], running: frozenset[str]) -> int:
    """Return how many of an item's lines stay: running heads and page numbers behind a complete item go.

    Anywhere else such a line may be the item's own: the rest of its pages, or the name of a journal.

    >>> running = frozenset(["12", "15"])
    >>> [without_running_lines(parts, running) for parts in (["Lupus. 2012;1:3–9.", "12"], ["Lupus. 2012;1:", "15"])]
    [1, 2]
    """
    begin = len(parts)
    while begin > 1 and (parts[begin - 1] in running or _is_another_source(parts, begin - 1)):
        begin -= 1
    dated = begin < len(parts) and any(map(is_reference, parts[:begin]))
    return next((n for n in range(begin, len(parts)) if dated and _COMPLETE.search(parts[n - 1][-20:])), len(parts))


def _is_another_source(parts: Sequence[str], place: int) -> bool:
    """Tell whether a line is a journal with year, volume and pages where the item before it has them already."""
    if len(parts[place]) > _ONE_LINE or not _COMPLETE.search(parts[place - 1][-20:]):
        return False
    line = tidy(_SITE.sub("", parts[place], count=1))
    if not (line[:1].isupper() and is_reference(line)):
        return False
    source = _numbers(line)
    return (
        source is not None
        and source.date is not None
        and is_known(line[: source.start])
        and _numbers(tidy(" ".join(parts[:place]))) is not None
    )


def _numbers(text: str) -> Tail | None:
    """Find the volume and the page range at the end of a text."""
    tail = read_tail(text, 0, DATED) or read_tail(text, 0, UNDATED)
    return tail if tail and tail.volume and tail.pages and not tail.pages.isdigit() else None
