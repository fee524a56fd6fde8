"""The sections of an abstract: by its labels, else by where its sentences begin to speak of methods and conclusions."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from operator import itemgetter

from ivigref import tables
from ivigref.data import read_text
from ivigref.text import words

SECTIONS = ("background", "objective", "design", "methods", "results", "conclusions")
BODY = "body"  # of an abstract without labels: methods and results, between its introduction and its conclusions
_LABEL = re.compile(
    r"""
    (?: \A | \n | (?<=[.?!)\]]) ) \s{0,4}   # where a sentence begins,
    (?P<label> [A-Z] [A-Za-z()/&,\s]{2,60}? )   # a few words with a capital letter,
    (?: : | [ ] [-\u2013\u2014] ) (?=\s|\Z)
    """,
    re.VERBOSE,
)
_UNPUNCTUATED = re.compile(
    r"(?:\A|(?<=[.?!)]\s))(?P<label>Background|Introduction|Objectives?|Aims?|Purpose|(?:Materials? and )?Methods?"
    r"|Results|Findings|Conclusions?|Discussion|Interpretation)\s(?=[A-Z])"
)
_OF_METHODS = re.compile(
    r"""
    \b (?: we | i | the\sauthors?
         | (?: this | our | the\s(?:present|current) ) \s (?:study|paper|article|report|work|trial|review|analysis)
         | in\s (?:this|our|the\spresent|an?) \s (?:\w+[\s-]){0,3}? (?:study|trial|survey|analysis)
         | (?:patients|subjects|participants|women|men|children|volunteers|adults|infants|records|samples|rats|data)
           \s (?:\w+\s){0,6}? (?:was|were)
         | \d+\s (?:\w+\s){0,3}? (?:patients|subjects|women|men|children|volunteers|adults)
         | (?:was|were)\s (?:randomi[sz]ed|studied|examined|measured|evaluated|assessed|performed|conducted|investigated
           |treated|compared|done|enrolled|recruited|reviewed|analy[sz]ed|reported|described|used|obtained) ) \b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_OF_CONCLUSIONS = re.compile(
    r"\b(?:in (?:conclusion|summary)|we conclude|it is concluded|to conclude|conclusions?:"
    r"|(?:these|our|the|the present) (?:results|data|findings|observations)"
    r" (?:suggest|indicate|demonstrate|show|support))\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.?!]\s+(?=[A-Z0-9(])")


class Sections:
    """Which section of an abstract a place is in.

    >>> text = "OBJECTIVE: To compare. DESIGN: Cohort. RESULTS: None."
    >>> sections = Sections(text)
    >>> sections.at(text.index("Cohort")), sections.at(text.index("None"))
    ('design', 'results')
    """

    def __init__(self, text: str, categories: Sequence[str | None] = ()) -> None:
        """Take a text, whose sections are read when one is asked for.

        ``categories`` are NLM's own of its lines, where a registry gave them.
        """
        self._text = text
        self._categories = categories

    @cached_property
    def _found(self) -> list[tuple[int, str]]:
        text = self._text
        return list(_categorized(text, self._categories)) or list(_labelled(text)) or list(_unlabelled(text))

    def at(self, place: int) -> str:
        """Return the section of the letter at this place; before every label it is the background."""
        number = bisect_right(self._found, place, key=itemgetter(0)) - 1
        return self._found[number][1] if number >= 0 else "background"


def section_named(label: str) -> str | None:
    """Return the section that a label calls, or None where it calls none.

    >>> section_named("STUDY DESIGN AND SETTING"), section_named("Patients and methods"), section_named("Norway")
    ('design', 'methods', None)
    """
    called = f" {' '.join(words(label))} "
    return next((section for word, section in _words() if f" {word}" in called), None)


@cache
def _words() -> tuple[tuple[str, str], ...]:
    return tuple((row["word"], row["section"]) for row in tables.rows(read_text("words/sections.tsv")))


def _categorized(text: str, categories: Sequence[str | None]) -> Iterator[tuple[int, str]]:
    lines = text.split("\n")
    if len(lines) != len(categories) or not any(categories):
        return
    start = 0
    for line, category in zip(lines, categories, strict=True):
        label = _LABEL.match(line)
        printed = section_named(label["label"]) if label else None
        section = (category or "").casefold()
        # NLM has no category for designs, and files their label under methods.
        if printed == "design" or section not in SECTIONS:
            section = printed or BODY
        yield start, section
        start += len(line) + 1


def _labelled(text: str) -> Iterator[tuple[int, str]]:
    found = dict(_read(_LABEL.finditer(text)))
    if len(found) < 2:  # noqa: PLR2004  (one alone may be any word before a colon)
        found |= dict(_read(_UNPUNCTUATED.finditer(text)))
    strong = len(found) > 1 or 0 in found
    yield from sorted(found.items()) if strong else ()


def _read(matches: Iterable[re.Match[str]]) -> Iterator[tuple[int, str]]:
    for match in matches:
        if section := section_named(match["label"]):
            yield match.start("label"), section


def _unlabelled(text: str) -> Iterator[tuple[int, str]]:
    """Yield an introduction to the first sentence on methods, and conclusions from the first that draws them."""
    method = _OF_METHODS.search(text)
    start = 0
    for stop in _SENTENCE.finditer(text, 0, method.start() + 1) if method else ():
        start = stop.end()
    yield start, BODY
    if conclusion := _OF_CONCLUSIONS.search(text, method.end() if method else 0):
        yield conclusion.start(), "conclusions"
