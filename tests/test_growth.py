"""Twice the text takes twice the time: every pattern and every parser of the package, on what an enemy would send."""

import csv
import importlib
import inspect
import io
import json
import pkgutil
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from html import escape
from time import process_time
from types import FrameType

import pytest

import ivigref
from ivigref import (
    Citation,
    Finding,
    Name,
    Pages,
    Record,
    Reference,
    checks,
    formats,
    identifiers,
    keys,
    matching,
    parsing,
    text,
)
from ivigref.errors import IvigrefError
from ivigref.formats import bibtex_names, latex_reading, latex_writing, people
from ivigref.parsing import documents, html, tail
from ivigref.registries.articles import parse_xml, record_from_article
from ivigref.registries.works import record_from_work
from ivigref.reports import checked, compare, github, markdown
from ivigref.tagging import tag_record, vocabulary

WORST = 2.6  # times as long for twice the text; 4 is quadratic
SIZE = 4000  # characters of a pattern's text
AT_ONCE = 0.0016  # seconds in which a text of that size is read: 400 ns a character are linear, 4000 of them squared not
PATIENCE = 3.0  # seconds of processor time after which nobody waits any longer
SMALL, LARGE = 1500, 12_000

BLANKS = (" ", "\t", "\n", "\r\n", "\u00a0", "\f", " \n", "\u2003", "\u2028", "\x85")
SIGNS = (
    ",", ";", ".", ":", "-", "–", "—", "--", "(", ")", "()", "[", "]", "[1]", "{", "}", "{}", "\\", '"', "“", "'", "’",
    "<", ">", "&", "@", "#", "%", "*", "_", "/", "|", "=", "$", "~", "^", "+", "!", "?", "`", "…",
)  # fmt: skip
LETTERS = ("a", "A", "Aa", "aA", "é", "É", "ß", "α", "中", "1", "0", "a1", "1a", "I", "x", "\u0301", "\u200b", "\u00ad")
WORDS = (
    "et al", " et al", "et al. ", "and ", " and", "& ", "a ", "A ", "Ab ", "ab ", "A. ", "a. ", "Ab A, ", "Ab, A., ", "1 ",
    "1. ", "1, ", "1-", "1–", "1;", "1:", "1(1)", "2001 ", "2001;", "(2001)", " - ", " – ", ", ", "; ", ": ", " (", ") ",
    "In: ", "In ", "eds. ", "vol. ", "p. ", "pp. ", "doi:", "doi ", "10.1234/", "https://", "PMID: ", "PMC", "ISBN ",
    "Jan ", "Suppl ", "van ", "de la ", "d'", "St. ", "und ", "Group ", "lupus and ", "risk of lupus ", "Lancet ", "J. ",
    "<i ", "<i>", "</i>", "<li>", "<a href=", "<!--", "<!", "<?", "&#", "&amp;", "<record>", "<ref>", "@a{", "@a{b,c=", "\\a{",
    "\\text", "\\url{", "a = ", "# ", "TY  - ", "PMID- ", "AU  - A\n", "\n\n", "\n1. ", "a-\n", "[[", "]]", "~9 ", "a(", "(a|",
    "Available from: ", "[Internet] ", "a, b", "' ", '" ', "\\ ", "{ ", "} ", "$ ",
)  # fmt: skip
RUNS = (*BLANKS, *SIGNS, *LETTERS, *WORDS)
MIXED = tuple(a + b for a in (" ", *SIGNS[:9], "a", "1") for b in (" ", *SIGNS[:9], "A", "1") if a != b)
END = "\x01"  # what no pattern expects there


class TooSlow(Exception):  # noqa: N818  (reads as English where it is raised)
    """Patience is at its end."""


def seconds(read: Callable[[str], object], hostile: str, times: int = 1) -> float:
    """Return the processor time of reading a text so many times; what is refused was read as well."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
    start = process_time()
    try:
        for _ in range(times):
            with suppress(IvigrefError):
                read(hostile)
    except TooSlow:
        return PATIENCE
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return process_time() - start


def growth(read: Callable[[str], object], run: str, size: int, enough: float) -> float:
    """Return how many times as long a text of twice the size takes, from two doublings; 1 where it is read at once."""
    for part in (size // 32, size // 8):  # an exponential one is stopped before it begins
        if seconds(read, run * (part // len(run) + 1) + END) >= PATIENCE / 2:
            return float("inf")
    once, more = (run * (n * size // len(run) + 1) + END for n in (1, 4))
    if seconds(read, once) < enough:
        return 1.0
    for _ in range(5):  # another program may have had the cache meanwhile
        # Four short readings take as long as a long one, where time is linear, and are disturbed as often.
        ratio = seconds(read, more) / max(seconds(read, once, 4), enough)
        if (times := 2 * ratio**0.5) <= WORST:
            break
    return times


def modules() -> Iterator[object]:
    """Yield every module of the package that can be imported here."""
    for found in pkgutil.walk_packages(ivigref.__path__, "ivigref."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def patterns() -> dict[str, re.Pattern[str]]:
    """Return every compiled pattern of the package by where it was found first, those that are built on demand too."""
    found: dict[tuple[str | bytes, int], tuple[str, re.Pattern[str]]] = {}

    def look(value: object, place: str, depth: int = 0) -> None:
        if isinstance(value, re.Pattern):
            found.setdefault((value.pattern, value.flags), (place, value))
        elif depth < 5 and isinstance(value, dict):
            for key, item in value.items():
                look(key, place, depth + 1)
                look(item, f"{place}[{key!r:.20}]", depth + 1)
        elif depth < 5 and isinstance(value, (tuple, list, set, frozenset)) and len(value) < 1000:
            for number, item in enumerate(value):
                look(item, f"{place}[{number}]", depth + 1)
        elif depth < 5 and getattr(type(value), "__module__", "").startswith("ivigref"):
            names = getattr(type(value), "__slots__", None) or vars(value)
            for name in names:
                look(getattr(value, name, None), f"{place}.{name}", depth + 1)
        elif depth < 5 and isinstance(value, type) and value.__module__.startswith("ivigref"):
            for name, item in vars(value).items():
                look(item, f"{place}.{name}", depth + 1)

    for module in modules():
        for name, value in vars(module).items():
            look(value, f"{getattr(module, '__name__', '')}.{name}")
    for style in parsing.styles.STYLES:
        for template in style.tails:
            look(tail.compile_tail(template), f"tail {style.name} {template}")
            look(tail.compile_tail(template, inside=True), f"tail {style.name} {template}, inside")
    return dict(found.values())


PATTERNS = patterns()


def is_searched(place: str) -> bool:
    """Tell whether the package looks for a pattern anywhere in a text, and does not only ask whether it stands here."""
    module, _, name = place.partition("[")[0].rpartition(".")
    if module not in sys.modules:
        return True
    source = inspect.getsource(sys.modules[module])
    # A pattern that is named in tables only is used by another name, which is in small letters.
    used = re.findall(rf"\b{name}\.(\w+)\(", source) or re.findall(r"\b(?!re\b)[a-z]\w*\.(search|finditer|sub|split)\(", source)
    return not set(used) <= {"match", "fullmatch"}


def every_match(pattern: re.Pattern[str]) -> Callable[[str], object]:
    """Return what finds all that a pattern matches, as search, split, sub and findall do."""
    if isinstance(pattern.pattern, bytes):
        return lambda hostile: pattern.sub(b"", hostile.encode())  # type: ignore[call-overload]
    return lambda hostile: sum(1 for _ in pattern.finditer(hostile))


def match_here(pattern: re.Pattern[str]) -> Callable[[str], object]:
    """Return what matches at the beginning of a text and inside it."""
    if isinstance(pattern.pattern, bytes):
        return lambda hostile: pattern.match(hostile.encode())  # type: ignore[call-overload]
    return lambda hostile: (pattern.match(hostile), pattern.match(hostile, len(hostile) // 2))


def whole_match(pattern: re.Pattern[str]) -> Callable[[str], object]:
    """Return what matches a whole text, where a pattern has to try all that it can."""
    if isinstance(pattern.pattern, bytes):
        return lambda hostile: pattern.fullmatch(hostile.encode())  # type: ignore[call-overload]
    return pattern.fullmatch


def slow_runs(read: Callable[[str], object], runs: tuple[str, ...], size: int, enough: float) -> dict[str, float]:
    """Return the runs on which reading grows too fast, with how fast."""
    grown = ((run, growth(read, run, size, enough)) for run in runs)
    return {run: round(times, 1) for run, times in grown if times > WORST}


@pytest.mark.parametrize("place", PATTERNS)
def test_a_pattern_is_linear(place: str) -> None:
    """No pattern reads any part of a text again and again."""
    read = every_match if is_searched(place) else match_here
    assert not slow_runs(read(PATTERNS[place]), RUNS[:60], SIZE, AT_ONCE)


@pytest.mark.slow
@pytest.mark.parametrize("place", PATTERNS)
def test_a_pattern_is_linear_on_everything(place: str) -> None:
    """The same on mixed runs, and where the whole text has to match."""
    read = every_match if is_searched(place) else match_here
    assert not slow_runs(read(PATTERNS[place]), (*RUNS[60:], *MIXED), SIZE, AT_ONCE)
    assert not slow_runs(whole_match(PATTERNS[place]), RUNS, SIZE, AT_ONCE)
