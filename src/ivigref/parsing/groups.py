"""Societies and study groups that sign as authors do, and the words by which they are known."""

from __future__ import annotations

import re

from ivigref.data import alternatives, read_words
from ivigref.parsing.journals import is_known
from ivigref.patterns import lazy

_ACRONYM = 12  # letters of the longest acronym that is taken for a society
_CAPITALS = 30  # letters of a name all in capitals, as ABNT asks for: "THE ECONOMIST"
_ACRONYM_NAMED = lazy(r"[A-Z]{2,10}\s?[–—-]\s?[A-Z][a-z]+\s[A-Z]")  # "NBS–National Bureau of …"
_STATES = frozenset(("Brasil", "Brazil", "Argentina", "Colombia", "España", "México", "Portugal"))  # authors of laws
_LEADING = lazy(r"the\s", re.IGNORECASE)
_GROUP_WORD = lazy(rf"\b(?:{alternatives(read_words('groups'))})s?\b", re.VERBOSE | re.IGNORECASE)
GROUP = lazy(
    r"""(?:(?:for|on\sbehalf\sof)\s)?(?:the\s)?
    (?P<group>[^\W\d_a-z][^.:;,()“"?!|]{2,160}?(?:\s\([A-Z][\w\s-]{1,20}\)(?:\s(?:Study\s)?Group)?(?=[.:;,]))?)(?=[.:;,]\s|\s?\(|\.?$)""",
    re.VERBOSE,
)
# Commas inside a name: "Invented Academy Section on Gastroenterology, Hepatology, and Nutrition".
_SAID = rf"(?:{alternatives(read_words('groups'))}|nations|section)s?\b"
_PART = r"[A-Z][a-z]{3,20}(?:\s(?:[A-Z][a-z]{3,20}|of|on|for)){0,3}"
_WITH_COMMAS = lazy(
    rf"""(?:the\s)?(?P<group>[A-Z][^.:;,()“"]{{2,160}}(?:,\s{_PART}){{1,3}},?\s(?:and|&|e|y|et|und)\s{_PART})
        (?=\.\s|\s\()""",
    re.VERBOSE,
)
_SAYS_GROUP = lazy(rf"[^.,:;]{{0,120}}\b{_SAID}", re.IGNORECASE)
_CLOSED_BY = "group|investigators|collaborat(?:ion|ors|ive)|(?:sub)?committee|consortium|society|international"
# What closes a list of names before its colon or year, whatever it holds: "Made A, ABC (Fables) Committee:".
CLOSING = lazy(
    rf"""(?:for\s|on\sbehalf\sof\s)?(?:the\s)?(?P<group>[A-Z](?:[^.:;,()]|\([^()]{{2,60}}\)){{2,160}}?
        \b(?i:{_CLOSED_BY}))(?=:\s|\s\((?:19|20)\d\d)""",
    re.VERBOSE,
)
# A committee by letters and digits alone: "Made, A., & CEN WG6 TAG4. (2010)".
LETTERED = lazy(r"(?P<group>[A-Z]{2,8}(?:\s[A-Z]{1,4}\d{1,3}){1,3})(?=\.?\s\((?:19|20)\d\d)")
# A body by its acronym and in full: "NIH, National Institutes of Health, Trace Elements"
ACRONYM_AND_NAME = lazy(
    r"""(?P<group>(?P<acronym>[A-Z]{3,8}),\s(?P<name>[A-Z][a-z]+(?:\s(?:[A-Z][a-z]+|of|and|for|the|on)){2,12}))[.,]\s(?=[A-Z“"])""",
    re.VERBOSE,
)
_BEFORE_NUMBERS = lazy(r"\.\s(?P<journal>[^\d()]{2,120}?)[,.]?\s\(?\d")
_FURTHER = lazy(r"[.?!]\s[^\W\d_]{2}")
_SMALL_WORD = lazy(r"\b(?!(?:of|and|the|in|for|on|to|de|la|für|des|der)\b)[a-z]")
# The group that signs after "et al.": "et al; for the HOPE Investigators. Effects of …"
GROUP_BEHIND = lazy(
    r"""[.,;]?\s(?:(?:for|on\sbehalf\sof)\s)?(?:the\s)?
    (?P<group>[A-Z][^.:;,()“"]{2,100}?\b
        (?:[Ii]nvestigators|[Cc]ollaborat\w{1,6}|[Gg]roup|[Cc]ommittee|[Cc]onsortium))(?=\.\s)""",
    re.VERBOSE,
)


def match_with_commas(text: str, start: int) -> re.Match[str] | None:
    """Match the ``group`` whose name has commas, where a word before the first of them says that it is one.

    >>> text = "Invented Academy Section on Gastroenterology, Hepatology, and Nutrition. Skin"
    >>> match_with_commas(text, 0)["group"]
    'Invented Academy Section on Gastroenterology, Hepatology, and Nutrition'
    >>> match_with_commas("Uta Invented, Hepatology, and Nutrition. Skin", 0)
    """
    match = _WITH_COMMAS.match(text, start)
    return match if match and _SAYS_GROUP.match(text, match.start("group")) else None


def is_group(name: str) -> bool:
    """Tell whether words are a group's name: one of them says so, and they are not written small as a title's are."""
    told = list(_GROUP_WORD.finditer(name))
    if not told or _SMALL_WORD.search(name, told[-1].end()):
        return False
    return len(_SMALL_WORD.findall(name)) * 2 <= name.count(" ") + 1


def spells(acronym: str, name: str) -> bool:
    """Tell whether the capitals of a name begin with an acronym.

    >>> spells("NIH", "National Institutes of Health"), spells("DNA", "Methylation of Genes")
    (True, False)
    """
    return "".join(filter(str.isupper, name)).startswith(acronym)


def is_title_at(text: str, end: int) -> bool:
    """Tell whether what ends here is a title: the journal and its numbers follow, and nothing else.

    >>> printed = "Made AB, The Structure of an Invented Network. Brain Connect 6, 187–200 (2016)."
    >>> is_title_at(printed, printed.index(". Brain"))
    True
    """
    behind = _BEFORE_NUMBERS.match(text, end)
    return behind is not None and (
        is_known(behind["journal"]) or _FURTHER.search(text, behind.start("journal")) is None
    )


def signs(text: str, group: re.Match[str]) -> bool:
    """Tell whether what stands where authors stand is a group: by its words, as an acronym, as the journal itself."""
    name = group["group"].strip()
    return (
        _GROUP_WORD.search(name) is not None
        or (name.isupper() and len(name) < (_CAPITALS if " " in name and name.replace(" ", "").isalpha() else _ACRONYM))
        or name in _STATES
        or _ACRONYM_NAMED.match(name) is not None
        or _is_journal_itself(text, group)
    )


def _is_journal_itself(text: str, group: re.Match[str]) -> bool:
    """Tell whether a journal signs what stands in it: "The Lancet. Specialist nurses. The Lancet. 2011"."""
    name = _LEADING.sub("", group.group())
    return " " in group.group() and is_known(name) and name in text[group.end() :]
