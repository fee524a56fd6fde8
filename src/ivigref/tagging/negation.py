"""Negation of what a phrase says, before it, behind it and by a prefix: "no randomized trial", "was not performed"."""

from __future__ import annotations

import re

from ivigref.tagging.tokens import Tokens

_BEFORE = re.compile(
    r"""
    (?: \b (?: no | not | without | non | nor | neither | never | lacking | lack\sof | absence\sof | instead\sof
             | rather\sthan ) \s (?: (?:a|an|any|the|yet|been|being|formal|true|proper|such|previous) \s ){0,2}
    ) \Z
    """,
    re.VERBOSE,
)
_BUT_MEANT = re.compile(r"\b(?:whether\sor\snot|if\snot|not\sonly|not\sjust)\s(?:an?\s)?\Z")
_BEHIND = re.compile(
    r"""
    (?: (?:was|were|is|are|has|have|had|could|can|did|does) \s (?:\w+\s)? (?:not|never)
      | cannot )
    \s (?: (?:been|be|therefore|considered|deemed|judged) \s ){0,2}
    (?: performed|possible|done|conducted|undertaken|feasible|carried|attempted|appropriate|planned|used|applied
      | available|made|attempted|pooled|identified|found|exist ) \b
    | (?:was|were|is|are) \s (?: impossible|omitted|abandoned|lacking|inappropriate|unavailable|precluded ) \b
    """,
    re.VERBOSE,
)
_WITHIN = frozenset({"not", "never"})
_REACH = 60  # letters before a phrase in which its negation stands


def is_negated(tokens: Tokens, first: int, last: int) -> bool:
    """Tell whether the text says of these words that it was not so.

    >>> tokens = Tokens("Meta-analysis was not performed")
    >>> is_negated(tokens, 0, 1), is_negated(Tokens("A meta-analysis was performed"), 1, 2)
    (True, False)
    >>> is_negated(Tokens("Meta-analysis was not performed"), 0, 4)
    True
    >>> is_negated(Tokens("A non-systematic review"), 2, 3)
    True
    """
    if not _WITHIN.isdisjoint(tokens.words[first + 1 : last + 1]):
        return True
    start = tokens.places[first]
    before = tokens.stream[max(0, start - _REACH) : start]
    if _BEFORE.search(before) and not _BUT_MEANT.search(before):
        return True
    # The last word may be the verb that is negated.
    places = (tokens.places[last], tokens.places[last] + len(tokens.words[last]) + 1)
    return any(_BEHIND.match(tokens.stream, place) for place in places)
