"""Where a reference says in which year, volume, issue and pages it stands: 2013;31(2 Suppl 76):151–6.

A style writes this as a template, such as ``{year};{volume}[({issue})]:{pages}``; square brackets hold what may be
absent. The template becomes a pattern that reads it, with the small liberties that print takes.
"""

from __future__ import annotations

import re
from functools import cache

from ivigref.text import DASHES

_DASH = rf"[{DASHES}-]"
_PAGE = r"[A-Za-z]{0,4}\.?\d{1,8}(?:\.[A-Za-z]?\d{1,6})?[A-Za-z]{0,2}"
_TOKENS = {
    "year": r"(?P<year>(?:1[5-9]|20)\d\d)[a-z]?",
    "volume": rf"(?P<volume>[A-Za-z]{{0,3}}\d{{1,4}}(?:[{DASHES}/-]\d{{1,4}})?[A-Za-z]{{0,2}})",
    "issue": r"(?P<issue>[^()]{1,60})",
    "pages": rf"(?P<pages>{_PAGE}(?:\s?{_DASH}\s?{_PAGE})?(?:,\s?{_PAGE}(?:\s?{_DASH}\s?{_PAGE})?){{0,3}})",
}
_PARTS = re.compile(r"\{(\w+)\}|([\[\]])|([^\[\]{}]+)")


@cache
def compile_tail(template: str) -> re.Pattern[str]:
    """Make the pattern that reads a template at the end of a text.

    >>> compile_tail("{year};{volume}[({issue})]:{pages}").search("Lupus. 2016;25(6):663–5.").groupdict()
    {'year': '2016', 'volume': '25', 'issue': '6', 'pages': '663–5'}
    """
    pattern = []
    for token, bracket, literal in _PARTS.findall(template):
        if token:
            pattern.append(_TOKENS[token])
        elif bracket:
            pattern.append("(?:" if bracket == "[" else ")?")
        else:
            pattern.append("".join(rf"\s?{re.escape(mark)}\s?" for mark in literal))
    return re.compile(rf"(?<![\w]){''.join(pattern)}\.?\s?$")
