"""Where a title ends and the journal begins."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ivigref.parsing.journals import is_known

SURE, LIKELY, GUESS = 0.99, 0.9, 0.6

_QUOTED = re.compile(r"[“\"„«‘'](?P<title>.{2,600}?)\s?[.,]?\s?(?P<close>[”\"“»’']{1,2})(?:\s?[.,:]\s?|\s(?=[^\Wa-z]))")
_STOP = re.compile(r"(?P<mark>[.?!])[”\"’')\]]{0,2}\s?(?:[.,;]\s?)?(?=[^\s.,;])")
_COMMA = re.compile(r",\s(?=[^\W\d_a-z])")
_WORD_START = re.compile(r"(?<=\s)(?=[^\W\d_a-z])")
# The words of an abbreviated journal with points: "Proc. Natl. Acad. Sci. U.S.A.".
_ABBREVIATED = re.compile(r"(?:[^\W\d_a-z][^\W\d_]{0,9}(?:[-‐–][^\W\d_]{1,9})?\.(?:[^\W\d_a-z]\.){0,4}[\s,]{1,2}(?:(?:and|of|in|for|the|de|für|und|&)\s)?)+\Z")
_EDGES = " .,;:*_"
_MAX_WORDS = 14  # of a journal's title; the longest of Index Medicus has more, and is in the list


@dataclass(frozen=True, slots=True)
class Split:
    """A title and its container, and how sure it is that they part here."""

    title: str
    container: str
    confidence: float


def split_title(text: str) -> Split | None:
    """Part a title from the journal that follows it.

    >>> split_title("Anaphylactic reactions. Detection of IgE antibodies to IgA. N Engl J Med").container
    'N Engl J Med'
    >>> split_title("Viable offspring derived from fetal cells Nature")
    Split(title='Viable offspring derived from fetal cells', container='Nature', confidence=0.9)
    >>> split_title("Sequence of protein B23. J. Biol. Chem.").container
    'J. Biol. Chem'
    """
    text = text.strip(" ,;:*_")
    if quoted := _QUOTED.match(text):
        rest = text[quoted.end() :].strip(_EDGES)
        if rest and _matching(text[0], quoted["close"]):
            title = _trimmed(quoted["title"])
            return Split(title, rest, SURE if _is_plausible(rest) else LIKELY)
    stops = list(_STOP.finditer(text))
    if not stops:
        return _without_stop(text)
    split = _at(text, stops[-1])
    if is_known(split.container):
        return split
    if len(stops) > 1 and (longer := _abbreviation(text, stops)):
        return longer
    if not _is_plausible(split.container) or not _is_journal_like(split.container):
        return _without_stop(text) or _earlier(text, stops) or split
    return split


def _matching(opening: str, closing: str) -> bool:
    return closing[0] in {"“": "”\"“", '"': '"”', "„": "“”", "«": "»", "‘": "’'", "'": "'’"}[opening]


def _at(text: str, stop: re.Match[str], confidence: float = SURE) -> Split:
    title = text[: stop.end()].rstrip()
    return Split(_trimmed(title), text[stop.end() :].strip(_EDGES), confidence)


def _trimmed(title: str) -> str:
    """Take the stop off a title, but not the last point of an abbreviation or a question mark."""
    title = title.strip()
    while title and title[-1] in ".,;":
        title = title[:-1].rstrip()
    return title


def _abbreviation(text: str, stops: list[re.Match[str]]) -> Split | None:
    """Find a journal printed with points ("J. Biol. Chem."): the known one, else the longest run of short words."""
    first = next((i for i, stop in enumerate(stops) if _ABBREVIATED.match(text, stop.end(), stops[-1].end())), None)
    if first is None:
        return None
    for stop in stops[first:-1]:
        if is_known(text[stop.end() :]):
            return _at(text, stop)
    return _at(text, stops[first], LIKELY)


def _without_stop(text: str) -> Split | None:
    """Find the journal where no stop parts it: after a comma, or as the longest known name at the end."""
    commas = list(_COMMA.finditer(text))
    for comma in commas[-4:]:
        if is_known(text[comma.end() :]):
            return Split(_trimmed(text[: comma.start()]), text[comma.end() :].strip(_EDGES), LIKELY)
    starts = [m.start() for m in _WORD_START.finditer(text)][-_MAX_WORDS:]
    for start in starts:
        if is_known(text[start:]) and text[start - 2] != ".":
            return Split(_trimmed(text[:start]), text[start:].strip(_EDGES), LIKELY)
    if commas and _is_journal_like(text[commas[-1].end() :]):
        return Split(_trimmed(text[: commas[-1].start()]), text[commas[-1].end() :].strip(_EDGES), GUESS)
    return None


def _earlier(text: str, stops: list[re.Match[str]]) -> Split | None:
    """Take an earlier stop where what follows the last one is no journal."""
    for stop in reversed(stops[-4:-1]):
        if is_known(text[stop.end() :]):
            return _at(text, stop, LIKELY)
    return None


def _is_plausible(container: str) -> bool:
    return bool(container) and not container[0].islower() and container.count(" ") < _MAX_WORDS


_SMALL = frozenset(("of", "and", "the", "in", "for", "de", "la", "le", "des", "et", "für", "und", "der", "die", "on", "y", "e", "do", "da", "del", "van", "en", "&", "to", "di", "delle", "su", "an", "i", "og", "och"))


def _is_journal_like(container: str) -> bool:
    """Tell whether the words are capitalised as in a journal's title, and not as in a sentence."""
    words = [word for word in re.split(r"[\s-]+", container) if word and word[0].isalpha()]
    small = sum(1 for word in words if word[0].islower() and word not in _SMALL)
    return bool(words) and small * 3 <= len(words)
