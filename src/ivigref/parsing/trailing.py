"""What stands between a journal's name and its numbers, or in their place: a city, a month, a volume without a page."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ivigref.conventions.months import WORD, is_printed
from ivigref.errors import InputError
from ivigref.pages import Pages
from ivigref.parsing.journals import is_known
from ivigref.parsing.labelled import label_pattern
from ivigref.parsing.tail import Tail
from ivigref.patterns import lazy

_VOLUME_SAID = lazy(rf"(?:{label_pattern('volume')}|{label_pattern('issue')})", re.IGNORECASE | re.VERBOSE, opens=r"\D")
_FIRST_WORD = lazy(rf"\d|({WORD})")
_LONE_VOLUME = lazy(r"[.,]?\s(?P<volume>\d{1,4})[\s.,;:]*\Z")
_LONE_NUMBER = lazy(r"[.,]\s(?P<page>[A-Za-z]{1,6}\d{2}[\dA-Za-z]{3,12})[\s.,;:]*\Z")
_LONE_MONTH = lazy(rf"[.,]\s(?P<month>({WORD})\.?(?:\s?[/–-]\s?({WORD})\.?)?)[\s.,;:]*\Z")
# Of the Optical Society's journals: "#143936 -$15.00 USD Received 14 Mar 2011; …; published 9 May 2011".
_FOOT = lazy(r"#\d{4,6}\s?-\s?\$[\d.]{4,6}\sUSD\sReceived\s[^.]{10,160}?published\s\d{1,2}\s\w{3}\s\d{4}\s")
_RUNNING_TITLE = lazy(r"\.\s(?P<head>[^\W\d_a-z][^.:;,()]{15,120})\s\d{1,4}\Z")
# The words of a city's name, and the state behind it: "Rio de Janeiro, RJ", "Brasília (DF)".
_CITY_WORD = lazy(r"(?:St|Ste|Sta|Mt|D)\.|[A-ZÀ-Þ][\w’'-]*|d[aeo]s?|del|l[ae]s?|los|am|sur")
_TITLE_ENDS = lazy(r"[.?!][”\"’']?\s|[”\"»’'],?\s")
_STATE = lazy(r"[A-Z]{2}|[A-Z]\.\s?[A-Z]\.")
_YEAR_LIKE = lazy(r"(?:1[5-9]|20)\d\d")
_NO_JOURNAL = lazy(r"(?:Part|Pt|Chapter|Version|Phase|Type|Report|No|Number|Study|Trial|Book|Paper|Section)\b")
_MOST_NAMED = 2  # words of a journal that nobody knows: more may be the end of a title
_MOST_CITY_WORDS = 4


class Trailing(NamedTuple):
    """A text without what trailed its journal, and the fields that this was."""

    text: str
    fields: dict[str, Any]


def cut_place(text: str, tail: Tail, numbers: str) -> Trailing | None:
    """Take the city off a journal that is printed with labels, as ABNT asks for; ``numbers`` is what follows.

    >>> tail = Tail(0, 0, date="2008", volume="34")
    >>> cut_place("Sobre uma doença. Fábulas e Contos, São Paulo", tail, "v. 34, 2008").text
    'Sobre uma doença. Fábulas e Contos'
    """
    if not (_VOLUME_SAID.match(numbers) or (tail.volume is tail.pages is None and _begins_with_date(numbers))):
        return None
    parts = text.rstrip(" .,;").split(", ")
    state = len(parts) > 2 and _STATE.fullmatch(parts[-1]) is not None  # noqa: PLR2004  (journal, city and state)
    city = parts[-2] if state else parts[-1]
    words = city.split()
    kept = ", ".join(parts[: -2 if state else -1])
    if _TITLE_ENDS.search(kept) is None or not words or len(words) > _MOST_CITY_WORDS or not words[0][0].isupper():
        return None
    if not all(map(_CITY_WORD.fullmatch, words)):
        return None
    journal = re.split(r"[.?!]\s", text)[-1]
    return None if is_known(journal) else Trailing(kept, {"place": city + (f", {parts[-1]}" if state else "")})


def cut_lone_number(text: str) -> Trailing | None:
    """Take a volume without a page, or a number of letters and digits, off a known journal: "Elife 6".

    >>> cut_lone_number("Wiring of an invented circuit. Elife 6").fields
    {'volume': '6'}
    """
    for pattern in (_LONE_VOLUME, _LONE_NUMBER):
        match = pattern.search(text, max(0, len(text) - 40))
        if match is None or not _ends_with_journal(text[: match.start()], match):
            continue
        found = match.groupdict()
        if "volume" in found:
            return Trailing(text[: match.start()], found)
        try:
            return Trailing(text[: match.start()], {"pages": Pages.parse(found["page"])})
        except InputError:
            continue
    return None


def cut_running_title(text: str) -> Trailing | None:
    """Take off what a PDF's text has joined on: the title again and the page's number, or a foot with dates before it.

    >>> cut_running_title("Made A. Towards a new fable. Lupus. 2011;5:37-47. Towards a new fable 481").text
    'Made A. Towards a new fable. Lupus. 2011;5:37-47.'
    """
    if text.startswith("#") and (foot := _FOOT.match(text)):
        return Trailing(text[foot.end() :], {"unparsed": (foot.group().strip(),)})
    match = _RUNNING_TITLE.search(text, max(0, len(text) - 140))
    if match is None or not 0 <= text.find(match["head"]) < match.start():
        return None
    return Trailing(text[: match.start() + 1], {"unparsed": (match.group()[1:].strip(),)})


def cut_month(text: str) -> Trailing | None:
    """Take a month off that stands where a volume would: "Economic Record, December"."""
    match = _LONE_MONTH.search(text, max(0, len(text) - 40))
    if match is None or not all(map(is_printed, filter(None, match.groups()[1:]))):
        return None
    return Trailing(text[: match.start()], {"date_text": match["month"]})


def _begins_with_date(text: str) -> bool:
    first = _FIRST_WORD.match(text)
    return first is not None and (first[1] is None or is_printed(first[1]))


def _ends_with_journal(text: str, number: re.Match[str]) -> bool:
    """Tell whether the last sentence of a text, and not all of it, is a journal: a known one, or a short one."""
    stop = max(text.rfind(mark) for mark in (". ", "? ", "! ", ".” ", '." '))
    name = text[stop + 1 :].strip(' .,;”"')
    if stop <= 0 or not name:
        return False
    if is_known(name):
        return True
    if (
        _YEAR_LIKE.fullmatch(number.group().strip(" .,;:"))
        or _NO_JOURNAL.match(name)
        or len(name.split()) > _MOST_NAMED
    ):
        return False
    return all(word[0].isupper() for word in name.split())
