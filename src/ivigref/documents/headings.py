"""The headings between which a reference list stands, in the languages and on the pages that print it."""

from __future__ import annotations

import re

from ivigref.data import alternatives, read_words
from ivigref.patterns import lazy

HEADINGS = frozenset(read_words("headings", "heading"))
_HEADING = lazy(r"[\s#*_=【\[]*+(?:\d{1,2}[.)]?\s)?([^\W\d_][^\d:(]{1,40}?)[\s:\uff1a*_=】\]]*+(?:\(\d{1,4}\)\s*+)?")

# What is printed on the line of a heading: its number or a rule, and in a table of contents the page.
_AROUND = lazy(r"^[\s|■●▪•]*+(?:\d{1,2}\s?[|.]?\s++)?|(?:\s?\.{2,90})?\s\d{1,4}\s*+$|\s++$")

_MORE = lazy(r"\s*+[^\W\d_a-z][^\W\d_]{1,20}\s(?:\w{1,20}\s){0,2}(?i:references|literature|reading)\s*+:?\s*+")

_AFTER = lazy(rf"\s*+(?:{alternatives(read_words('after_lists', 'heading'))})\s*+:?\s*+", re.VERBOSE | re.IGNORECASE)


def is_heading(line: str) -> bool:
    """Tell whether a line is the heading of a reference list.

    >>> is_heading("References"), is_heading("6. Literatur:"), is_heading("Similar content being viewed by others")
    (True, True, False)
    """
    match = _HEADING.fullmatch(line) if len(line) < 80 else None  # noqa: PLR2004  (headings are short)
    return match is not None and match.group(1).rstrip().casefold() in HEADINGS


def is_printed_heading(line: str) -> bool:
    """Tell whether a line of print is the heading of a list, with a number or a rule, or blanks between its letters.

    >>> [is_printed_heading(line) for line in ("6 | REFERENCES", "R E F E R E N C E S", "References 13")]
    [True, True, True]
    """
    if len(line) > 80 or not line[-1:].isprintable():  # noqa: PLR2004  (headings are short)
        return False
    text = _AROUND.sub("", line)
    return is_heading(text) or is_heading(text.replace(" ", ""))


def is_heading_of_more(line: str) -> bool:
    """Tell whether a line is the heading of a further list, which another one may follow.

    >>> is_heading_of_more("Supplementary references"), is_heading_of_more("review of the literature")
    (True, False)
    """
    return _MORE.fullmatch(line) is not None


def is_after(line: str) -> bool:
    """Tell whether a line begins what follows a reference list on a publisher's page.

    >>> is_after("Download references"), is_after("Received: 01 March 2020; Accepted: 2 April 2020")
    (True, True)
    """
    return (len(line) < 80 or ":" in line[:30]) and _AFTER.fullmatch(line) is not None  # noqa: PLR2004  (the same)


def is_of_the_article(line: str) -> bool:
    """Tell whether a line names the article that has the list, above which its own DOI may stand.

    >>> is_of_the_article("Cite this article as: Kaur et al.: Skin. 2010"), is_of_the_article("Funding")
    (True, False)
    """
    return line.lstrip().casefold().startswith("cite this article as")
