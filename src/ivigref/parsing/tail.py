"""Where a reference says in which year, volume, issue and pages it stands: 2013;31(2 Suppl 76):151–6.

A style writes this as a template of four tokens, such as ``{date};{volume}{issue}:{pages}``; the issue may always be
absent, and so may what stands in square brackets. The template becomes a pattern that reads it at the end of a text,
with the small liberties that print takes. What the pieces look like is written once, here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from ivigref.conventions.months import MARK, MONTH, has_month, marked
from ivigref.dates import Date
from ivigref.errors import InputError
from ivigref.parsing.labelled import label_pattern
from ivigref.patterns import lazy
from ivigref.text import DASHES

_DASH = rf"[{DASHES}-]"
YEAR = r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d|[‐-―-]\d)"
_DAY = rf"\d{{1,2}}(?:st|nd|rd|th)?(?:\s?{_DASH}\s?\d{{1,2}})?"
# No year stands behind "p." or "vol.": that is a page, and a volume that is counted by years.
_NO_PAGE = (
    r"(?<!\b[Pp]\.)(?<!\b[Pp]\.\s)(?<!\b[Pp][Pp]\.)(?<!\b[Pp][Pp]\.\s)"
    r"(?<!\b[Vv]ol\.\s)(?<!\b[Vv]\.\s)(?<!\bBd\.\s)"
)
_DATE = rf"""(?: {_NO_PAGE}
    {YEAR}[a-z]?(?:[,.]?\s?{MONTH}(?:\s?[/{DASHES}-]\s?{MONTH})?(?:\s{_DAY}(?!\d))?+\.?(?!\w))?
  | (?:{_DAY}\.?\s(?:de\s)?)?{MONTH}(?:\s?[/{DASHES}-]\s?{MONTH})?(?:\s{_DAY})?,?\s(?:de\s)?{YEAR}[a-z]?
)"""
_YEAR_ALONE = rf"(?:{_NO_PAGE}{YEAR}[a-z]?)"
# Article numbers have up to 16 digits (SAGE), or letters inside (05LT01); a page has a letter behind it (2165-a).
_PAGE = (
    r"(?:S\d{4}-?\d{3}[\dX]\(\d\d\)\d{5}-?[\dX]"  # Elsevier's number of an article ahead of print
    r"|[A-Za-z]\d{1,5}[A-Za-z]\d{1,5}|\d{1,3}[A-Z]{1,2}\d{1,4}|\d{1,5}-[a-z](?![a-z])"
    r"|(?:(?i:suppl):|[A-Za-zµ]{0,5}[.]?)\d{1,16}(?:\.[A-Za-z]?\d{1,6})?[A-Za-z]{0,2})"
)
_ROMAN = r"(?:[ivxlcdm]{1,8}|[IVXLC]{1,8}(?=\s?[‐-―-]\s?\d))"
_RANGE = rf"(?:{_PAGE}|{_ROMAN})(?:\s?(?:--|_|{_DASH})\s?(?:{_PAGE}|{_ROMAN}))?"
_RANGES = rf"{_RANGE}(?:\s?[,;]\s?(?:{_PAGE})(?:\s?{_DASH}\s?(?:{_PAGE}))?){{0,4}}"
_LETTERED = rf"[A-Z](?:\s|{_DASH})\d{{1,5}}(?:\s?{_DASH}\s?(?:[A-Z](?:\s|{_DASH})?)?\d{{1,5}})?"  # A-1234-8
_PAGES_LABEL = rf"(?i:(?:{label_pattern('pages')}):?|art(?:icle)?\b\.?(?:\s(?:no\b\.?|number|id))?:?|id\b)\s?"
_VOLUME_LABEL = rf"(?i:{label_pattern('volume')})\s?"
_ISSUE_LABEL = rf"(?i:{label_pattern('issue')})"
_PART = r"(?i:supp?l(?:ement)?|pt|part|spec\sno|special\sissue|s(?!\.))\b\.?"

_TOKENS = {
    "date": rf"(?P<date>{_DATE})",
    "volume": rf"""(?:{_VOLUME_LABEL})? (?P<volume>
        (?:(?<=Union\s)|(?<=Union,\s)|(?<=Communities\s)|(?<=Communities,\s)|(?<=\d;)|(?<=\d;\s))
        [CL]\s\d{{1,4}}(?=[:,\s])  # a series of the Official Journal
      | (?!S\d{{4}}-\d{{4}}\() (?<!\b[Nn]\.\s) (?<!\b[Nn]\.)
        [A-Za-z]{{0,3}}{_DASH}?\d{{1,5}}(?:\s?[/{DASHES}-]\s?\d{{1,4}})?[A-Za-z]{{0,2}}
      | [IVXLCDM]{{1,8}} | i{{1,3}}(?=,)
    )""",
    "issue": rf"""(?:
        \s?[(\[](?P<issue>[^()]{{1,60}}(?:\([^()]{{1,30}}\)[^()]{{0,30}})?)[)\]]
      | (?:[,;]|(?<=\d)\.)?\s{_ISSUE_LABEL}\s?
        (?P<number>(?:{_PART}\s)?[^\s,;:().]{{1,12}}(?:\s(?:{_PART})(?:\s\w{{1,4}})?)?)
      | ,\s?(?P<second>\d{{1,3}})(?=:|\s\()
      | \s(?P<double>\d{{1,3}}{_DASH}\d{{1,3}})(?=:)
      | \.(?P<point>\d{{1,3}})(?=\s\()
      | [,;]?\s?(?P<part>{_PART}(?:\s?[^\W_]{{1,6}})?(?:\s(?i:pt|part)\s?\d{{1,2}})?)
    )?""",
    "range": rf"(?:{_PAGES_LABEL})?(?P<pages>{_PAGE}\s?{_DASH}\s?{_PAGE})",
    "online": rf"(?P<online>{_DATE})",
    "pages": rf"""(?:{_PAGES_LABEL})?(?P<pages>{_LETTERED}|{_RANGES})
        (?P<also>\s[Ee]\d{{1,5}}(?=\W|$) | (?<=\d),\sp\.\s?\d{{1,5}}-\d{{1,5}} | ,\s\d{{1,3}}\spages(?=,))?""",
    "within": r"\s?\((?P<issue>[^()\s]{1,12}(?:\s\d{1,3})?)\)",
    "numbered": rf"{_ISSUE_LABEL}\s?(?P<issue>\d{{1,5}}(?:[/{DASHES}-]\d{{1,4}})?)",
    "second": r"(?P<issue>\d{1,3})",
    "labelled": rf"{_VOLUME_LABEL}(?P<volume>\d{{1,4}}|[IVXLCDM]{{1,8}})",
    "said": rf"{_PAGES_LABEL}(?P<pages>{_RANGES})",
}
# How loosely each mark of a template may be printed.
_MARKS = {
    ";": r"\s?;\s?",
    ":": r"(?:\s?[:;,.]{1,2}\s?|\s|(?<=\d\)))",
    ",": r"\s?,\s?",
    " ": r"(?:[,.]?\s|\s?,)",
    "(": r"\s?\(\s?",
    ")": r"\s?\)\s?",
    ".": r"\.\s",
    "[": "(?:",
    "]": ")?",
}
_YEAR = lazy(YEAR)
_END = rf"{_DASH}?[\s.,;]{{0,3}}$"  # "3:281–." of a record without a last page
_PIECE = lazy(r"\{(\w+)\}|(.)")
_BOTH = lazy(rf"(\d{{1,4}}){_DASH}(\d{{1,2}})")  # volume and issue, as French lists print them: 155-3
_DATE_LENGTH = 40
_MONTH_LENGTH = 14  # with the signs before it, behind a year
_ISSUES = ("issue", "number", "second", "double", "point", "part")  # the groups in which one may stand
_TAIL_LENGTH = 200  # the longest that print needs; a tail is looked for in so many last characters
_LAST_LENGTH = 70  # of these the longest date with its mark
_DATE_ENDS = (rf"[\d.{MARK}]", r"\d[a-z]", r"\d(?:st|nd|rd|th)")


def _behind_date(sign: str) -> str:
    """Make the pattern of a sign behind what may be a date's end; a sign alone is found fastest."""
    return sign + "(?:" + "|".join(rf"(?<={end}{blank}{sign})" for end in _DATE_ENDS for blank in ("", r"\s")) + ")"


# What a text must have for a piece of a template, the end of one being "$": else its pattern need not be made.
_ASKED = {
    "{date}:{volume}": lazy(
        rf"(?:[\d{MARK}]|\d[a-z]|\d(?:st|nd|rd|th))\.?{_MARKS[':']}(?:{_VOLUME_LABEL})?"
        rf"(?:[CL]\s\d|[A-Za-z]{{0,3}}{_DASH}?\d|[IVXLCDM]|i{{1,3}},)"
    ),
    ";": lazy(";"),
    "(": lazy(r"\("),
    ",": lazy(","),
    ",{second},": lazy(r",\s?\d{1,3}\s?,"),
    "{date};": lazy(_behind_date(";")),
    "{date},": lazy(_behind_date(",")),
    ",{date},": lazy(rf",\s?{_DATE}\s?,", re.VERBOSE),
    "({date})": lazy(rf"\(\s?{_DATE}\s?\)", re.VERBOSE),
    "{date}$": lazy(rf"{_DATE}{_END}", re.VERBOSE),
    ",{date}$": lazy(rf",\s?{_DATE}{_END}", re.VERBOSE),
    ")$": lazy(rf"\){_END}"),
}


@dataclass(frozen=True, slots=True)
class Tail:
    """The numbers of a reference as printed, and where in the text they stand."""

    start: int
    end: int
    date: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    online: str | None = None
    also: str | None = None  # EndNote's second number behind the pages (e22), or how many there are: "6 pages"


@cache
def compile_tail(template: str, *, inside: bool = False, months: bool = True) -> re.Pattern[str]:
    """Make the pattern that reads a template at the end of a text, or anywhere inside one.

    Its months are marks (see ``ivigref.conventions.months``); without ``months`` its dates are years alone.

    >>> compile_tail("{date};{volume}{issue}:{pages}").search("Lupus. 2016;25(6):663–5.")["pages"]
    '663–5'
    """
    tokens = _TOKENS if months else _TOKENS | {name: rf"(?P<{name}>{_YEAR_ALONE})" for name in ("date", "online")}
    pattern = "".join(tokens[token] if token else _MARKS[mark] for token, mark in _PIECE.findall(template))
    end = r"(?![\w–-])" if inside else _END
    return re.compile(rf"(?<![^\s.,;:(“\"’”])(?<!\d\.){pattern}{end}", re.VERBOSE)


def read_tail(text: str, start: int, templates: tuple[str, ...], *, inside: bool = False) -> Tail | None:
    """Read the first of the templates that stands at the end of a text.

    >>> tail = read_tail("Lupus. 1995;38 Suppl 9:304.", 0, ("{date};{volume}{issue}:{pages}",))
    >>> tail.date, tail.volume, tail.issue, tail.pages
    ('1995', '38', 'Suppl 9', '304')
    """
    begin = start if inside else max(start, len(text) - _TAIL_LENGTH)
    last = max(begin, len(text) - _LAST_LENGTH)
    years = _YEAR.finditer(text, begin)
    months = any(has_month(text[max(0, y.start() - _DATE_LENGTH) : y.end() + _MONTH_LENGTH]) for y in years)
    looked_at = marked(text) if months else text
    known: dict[str, bool] = {}
    for template in templates:
        for piece in _pieces(template, inside=inside):
            if piece not in known:
                place = last if piece[-1] == "$" else begin
                known[piece] = _ASKED[piece].search(looked_at, place) is not None
            if not known[piece]:
                break
        else:
            semicolon = text.rfind(";") if template.startswith("{date};") and not inside else -1
            pattern = compile_tail(template, inside=inside, months=months)
            match = pattern.search(looked_at, max(begin, semicolon - _DATE_LENGTH))
            if match is not None:
                return _tail(text, match)
    return None


@cache
def _pieces(template: str, *, inside: bool) -> tuple[str, ...]:
    """Return the pieces of a template for which a text must have something."""
    whole = template if inside else f"{template}$"
    return tuple(piece for piece in _ASKED if piece in whole)


def _tail(text: str, match: re.Match[str]) -> Tail:
    """Take the numbers out of a text; the match may be one of the same text with marks."""
    found = {name: text[slice(*match.span(name))] for name in match.re.groupindex if match.start(name) >= 0}
    volume = found.get("volume")
    issue = next((value for name in _ISSUES if (value := found.get(name))), None)
    if issue is None and volume and (both := _BOTH.fullmatch(volume)) and int(both[2]) < int(both[1]):
        volume, issue = both[1], both[2]
    return Tail(
        match.start(),
        match.end(),
        found.get("date"),
        volume,
        issue.strip() if issue else None,
        found.get("pages"),
        found.get("online"),
        found.get("also"),
    )


def date_fields(date: str | None) -> dict[str, Any]:
    """Return the year, the date where it says more, and what is printed in its place where it is none.

    >>> date_fields("2018 Feb 27"), date_fields("in press")
    ({'year': 2018, 'date': Date('2018-02-27')}, {'date_text': 'in press'})
    """
    if date is None:
        return {}
    year = _YEAR.search(date)
    try:
        read = Date.parse(date)
    except InputError:
        return {"date_text": date} | ({"year": int(year.group())} if year else {})
    fields: dict[str, Any] = {"year": read.year if year is None else int(year.group())}
    return fields if read.is_year else fields | {"date": read}
