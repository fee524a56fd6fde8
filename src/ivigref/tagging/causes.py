"""Tell from the words beside a disease whether a medicine caused it, for which MeSH may have a heading of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ivigref.tagging.tokens import Tokens
from ivigref.text import DASHES

_HYPHENS = frozenset({"-", *DASHES})
_QUALIFIERS = 3  # words that may stand between a disease and what caused it
_CAUSE = 7  # words behind a disease in which its cause is named
_BY = frozenset({"induced", "associated", "related", "provoked"})
_CAUSED_BY = re.compile(
    r"(?:\w+ )?(?:induced|caused|produced|provoked) by (?:the |an? )?(?P<cause>\w+)"
    r"|(?:\w+ )?(?:after|following|during|due to|related to|secondary to|associated with|to) (?:\w+ ){0,3}?"
    r"(?:treatment|therapy|administration|infusion|exposure|use|ingestion|drug|medication|antibiotic|overdose)\b"
)


class Causes:
    """Diseases that have a form which medicines induce, and the words that are no medicines."""

    def __init__(self) -> None:
        self.induced: dict[str, str] = {}
        self._others: set[str] = set()

    def add(self, form: str, of: Iterable[str], others: Iterable[str]) -> None:
        """Note the induced form of some diseases, and causes that are no medicines."""
        self.induced |= dict.fromkeys(of, form)
        self._others.update(others)

    def names_a_medicine(self, tokens: Tokens, first: int, last: int) -> bool:
        """Tell whether the words beside a disease say that a medicine caused it.

        >>> causes = Causes()
        >>> causes.add("D056486", ["D006505"], ["virus"])
        >>> text = Tokens("Isoniazid-induced severe hepatitis, hepatitis induced by isoniazid, virus-induced hepatitis")
        >>> [causes.names_a_medicine(text, word, word) for word in (3, 4, 10)]
        [True, True, False]
        """
        stems = tokens.stems
        for word in range(max(1, first - _QUALIFIERS), first):
            if stems[word] in _BY and tokens.between(word - 1) in _HYPHENS:
                return stems[word - 1] not in self._others
        found = _CAUSED_BY.match(" ".join(stems[last + 1 : last + 1 + _CAUSE]))
        return found is not None and found["cause"] not in self._others
