"""The small language of phrases in vocabularies.

==============  ==========================================================================================
``word``        this word, in any spelling of British and American English; case and accents do not count
``random*``     a word that begins so
``(a|b c)``     one of these
``[double]``    may be there
``~3``          up to three words of any kind
``#``           a number, in digits or words
``^`` ``$``     the sentence (or a title's half, before or after a colon) begins or ends here
``:``           a colon or a dash between the halves of a title
``@design``     first of all: in an abstract it counts in these sections only; ``@methods,results``: in either
``@!results``   first of all: in an abstract it counts in all sections but these
==============  ==========================================================================================

A phrase does not reach over the end of a sentence, nor over a colon that it does not name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from ivigref.errors import DataError
from ivigref.tagging.sections import BODY, SECTIONS
from ivigref.tagging.tokens import spell
from ivigref.text import whole

_NUMBER_WORDS = (
    "one two three four five six seven eight nine ten"
    " eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"
)
NUMBERS = {word: number for number, word in enumerate(_NUMBER_WORDS.split(), start=1)}
_WHERE = re.compile(r"\A\s*@(?P<but>!?)(?P<names>[a-z,]+)\s")
_PIECE = re.compile(r"[()\[\]|^$#]|~\d{1,2}|[^\s()\[\]|^$#~]+")
_SYNTAX = {
    "(": "(?:",
    "|": "|",
    ")": ")",
    "[": "(?:",
    "]": ")?",
    "^": r"(?<=[.:]\ )",
    "$": r"(?=[.:]\ )",
    "#": rf"(?:\d+|{'|'.join(NUMBERS)})\ ",
}
_CLOSING = {")": "(", "]": "["}
_LENGTH = 2000  # characters of a phrase, four times as many as the longest of the package has
_DEPTH = 20  # brackets within brackets
_WAYS = 10_000  # ways to try a phrase at one word; more would take forever
PREFIX = 4  # letters of a word by which phrases that have it with any ending are found
_NO_WORDS = frozenset({"", ":", "."})

EVERYWHERE = frozenset((*SECTIONS, BODY))


@dataclass(frozen=True)
class Phrase:
    """One phrase of a vocabulary, compiled when it is first needed.

    >>> bool(Phrase("random* ~2 trial").pattern.match("randomised controlled trial "))
    True
    >>> Phrase("(two|#) [more] cases").anchors == {"two", "#"}
    True
    """

    text: str

    @cached_property
    def pieces(self) -> tuple[str, ...]:
        """The phrase's words and signs, with words spelled as texts are.

        Raises DataError where it is too long or a sign is misused.
        """
        if len(self.text) > _LENGTH:
            raise DataError(f"expected a phrase of at most {_LENGTH} characters, found {len(self.text)}")
        text = _WHERE.sub("", self.text)
        pieces = tuple(p if p in _SYNTAX or p[0] == "~" else _spelled(p) for p in _PIECE.findall(text))
        if "".join(_PIECE.findall(text)) != "".join(text.split()):
            raise DataError(f"expected a phrase, found {self.text!r}")
        still_open = ""
        for piece in pieces:
            if piece in _CLOSING.values():
                still_open += piece
            elif piece in _CLOSING:
                still_open = still_open[:-1] if still_open.endswith(_CLOSING[piece]) else still_open + piece
        if still_open:
            raise DataError(f"expected a phrase with its brackets closed, found {self.text!r}")
        if max(accumulate((piece in "([") - (piece in ")]") for piece in pieces), default=0) > _DEPTH:
            raise DataError(f"expected at most {_DEPTH} brackets in brackets, found {self.text!r:.80}")
        if _ways(pieces, 0)[0] > _WAYS:
            raise DataError(f"expected fewer gaps and choices in one phrase, found {self.text!r:.80}")
        return pieces

    @cached_property
    def sections(self) -> frozenset[str]:
        """The sections of an abstract in which the phrase counts. Raises DataError where there is no such section.

        >>> sorted(Phrase("@design,objective cohort").sections), "results" in Phrase("@!results cohort").sections
        (['design', 'objective'], False)
        """
        match = _WHERE.match(self.text)
        if match is None:
            return EVERYWHERE
        named = set(match["names"].split(","))
        if unknown := sorted(named - set(SECTIONS)):
            raise DataError(f"expected sections ({', '.join(SECTIONS)}), found {unknown[0]!r} in {self.text!r:.80}")
        if match["but"]:
            return EVERYWHERE - named
        # The body of an abstract without labels has its methods and its results.
        return frozenset(named | ({BODY} if named & {"methods", "results"} else set()))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The regular expression, which matches at the first word; gaps are bounded, so it is linear."""
        return re.compile("".join(map(_regex, self.pieces)))

    @cached_property
    def anchors(self) -> frozenset[str]:
        """The words with which the phrase may begin. Raises DataError where it can begin with any word."""
        found = self._whole.words
        if gap := min((piece for piece in found if piece.startswith("~")), default=None):
            raise DataError(f"a phrase must begin with a word, found {gap!r} first")
        if _NO_WORDS & found:  # no word is a colon, so that nothing would ever be found
            raise DataError(f"a phrase must begin with a word, found {self.text!r}")
        if short := next((word for word in found if word.endswith("*") and len(word) <= PREFIX), None):
            raise DataError(f"a first word with any ending needs {PREFIX} letters, found {short!r} in {self.text!r}")
        return found

    @cached_property
    def certain(self) -> tuple[Certain, ...]:
        """The words of which a text must have one, part by part, with how many words may be before it.

        >>> [(sorted(part.words), part.least, part.most) for part in Phrase("[a] case ~3 (report|series)").certain]
        [(['case'], 0, 1), (['report', 'series'], 1, 5)]
        """
        self.anchors  # noqa: B018  (what may begin with any word is refused)
        branches, _ = _branches(self.pieces, 0)
        found, least, most = [], 0, 0
        for part in branches[0] if len(branches) == 1 else [self._whole]:
            if all(map(_is_certain, part.words)):
                found.append(Certain(part.words, least, most))
            least, most = least + part.least, most + part.most
        return tuple(found)

    @cached_property
    def _whole(self) -> _Part:
        return _any_of(_branches(self.pieces, 0)[0])


class Certain(NamedTuple):
    """Words of which a text must have one for a phrase to match, and how many of its words are before it."""

    words: frozenset[str]
    least: int
    most: int


class _Part(NamedTuple):
    """A part of a phrase: with what it may begin, with "" where it may be left out, and how many words it has."""

    words: frozenset[str]
    least: int = 1
    most: int = 1


def _spelled(piece: str) -> str:
    return spell(piece[:-1]) + "*" if piece.endswith("*") else spell(piece)


def _regex(piece: str) -> str:
    if piece in _SYNTAX:
        return _SYNTAX[piece]
    if piece[0] == "~":
        return rf"(?:[^\s.:]+\ ){{0,{piece[1:]}}}?"
    if piece.endswith("*"):
        return re.escape(piece[:-1]) + r"[^\s.:]*\ "
    return re.escape(piece) + r"\ "


def _ways(pieces: tuple[str, ...], at: int) -> tuple[int, int]:
    """Return in how many ways the branches that begin here can be tried, and where they end.

    Gaps, what may be left out, and branches that begin with the same letter are tried one after another.
    """
    branches: Counter[str] = Counter()
    ways, first = 1, ""
    while at < len(pieces) and pieces[at] not in ")]":
        piece = pieces[at]
        if piece == "|":
            branches[first] += ways
            ways, first = 1, ""
        elif piece in "([":
            inner, at = _ways(pieces, at + 1)
            ways *= inner + (piece == "[")
        elif piece[0] == "~":
            ways *= int(piece[1:]) + 1
        elif ways == 1 and not first:
            first = piece[0].strip("#^$")
        at += 1
    branches[first] += ways
    anything = branches.pop("", 0)
    return anything + max(branches.values(), default=0), at


def _branches(pieces: tuple[str, ...], at: int) -> tuple[list[list[_Part]], int]:
    """Return the parts of each branch that begins here, and where they end: at a closing bracket or the last piece."""
    branches: list[list[_Part]] = [[]]
    while at < len(pieces) and (piece := pieces[at]) not in _CLOSING:
        if piece == "|":
            branches.append([])
        elif piece in "([":
            inner, at = _branches(pieces, at + 1)
            part = _any_of(inner)
            branches[-1].append(part if piece == "(" else _Part(part.words | {""}, 0, part.most))
        elif piece[0] == "~":
            branches[-1].append(_Part(frozenset({piece, ""}), 0, int(piece[1:])))
        elif piece not in "^$":
            branches[-1].append(_Part(frozenset({piece}), int(piece not in ".:")))
        at += 1
    return branches, at


def _any_of(branches: Iterable[list[_Part]]) -> _Part:
    """Return branches as one part: it begins as one of them does, and where a part may be left out as the next one."""
    words: set[str] = set()
    lengths = [(sum(part.least for part in parts), sum(part.most for part in parts)) for parts in branches]
    for parts in branches:
        for part in parts:
            words |= part.words - {""}
            if "" not in part.words:
                break
        else:
            words.add("")
    return _Part(frozenset(words), min(least for least, _ in lengths), max(most for _, most in lengths))


def _is_certain(piece: str) -> bool:
    """Tell whether a text can be asked for what a piece matches: a word, or a beginning that is long enough."""
    return piece not in _NO_WORDS and piece[0] != "~" and not (piece.endswith("*") and len(piece) <= PREFIX)


def number_in(words: Iterable[str]) -> int | None:
    """Return the first number among these words.

    >>> number_in("a report of three cases".split())
    3
    """
    for word in words:
        if word in NUMBERS:
            return NUMBERS[word]
        if (number := whole(word)) is not None:
            return number
    return None
