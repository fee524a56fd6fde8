"""The small language of phrases in vocabularies, and an index that finds many phrases in one pass.

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
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Generic, TypeVar

from ivigref.errors import DataError
from ivigref.tagging.sections import BODY, SECTIONS
from ivigref.tagging.tokens import Tokens, spell
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
_PREFIX = 4  # letters of a word by which phrases that begin with an open word are found

EVERYWHERE = frozenset((*SECTIONS, BODY))
_REMEMBERED = 50_000  # words whose phrases are remembered

K = TypeVar("K", bound=Hashable)


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
        found, _ = _first(self.pieces, 0)
        if {"", ":"} & found:  # no word is a colon, so that nothing would ever be found
            raise DataError(f"a phrase must begin with a word, found {self.text!r}")
        if short := next((word for word in found if word.endswith("*") and len(word) <= _PREFIX), None):
            raise DataError(f"a first word with any ending needs {_PREFIX} letters, found {short!r} in {self.text!r}")
        return frozenset(found)


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


def _first(pieces: tuple[str, ...], at: int) -> tuple[set[str], int]:
    """Return the words that may come first from here on, and where the reading ended.

    A group is read to its closing bracket: the first words of each of its branches, and, where a branch or the whole
    may be left out, those of what follows.
    """
    found: set[str] = set()
    open_ended = True  # everything so far was optional
    while at < len(pieces):
        piece = pieces[at]
        if piece in "([":
            inner, at = _first_of_group(pieces, at + 1)
            if open_ended:
                found |= inner - {""}
                open_ended = piece == "[" or "" in inner
            at += 1
            continue
        if piece in "|)]":
            break
        if open_ended and piece not in "^$":
            if piece[0] == "~":
                raise DataError(f"a phrase must begin with a word, found {piece!r} first")
            found.add(piece)
            open_ended = False
        at += 1
    if open_ended:
        found.add("")
    return found, at


def _first_of_group(pieces: tuple[str, ...], at: int) -> tuple[set[str], int]:
    found: set[str] = set()
    while True:
        branch, at = _first(pieces, at)
        found |= branch
        if at >= len(pieces) or pieces[at] != "|":
            return found, at
        at += 1


@dataclass(frozen=True, slots=True)
class Hit(Generic[K]):
    """A phrase found in a text: for which key, and from which word to which."""

    key: K
    phrase: Phrase
    first: int
    last: int


class PhraseIndex(Generic[K]):
    """Many phrases, found in one pass: each word of a text looks up the phrases that may begin with it.

    >>> index = PhraseIndex([("trial", Phrase("random* ~2 trial"))])
    >>> [(hit.key, hit.first, hit.last) for hit in index.find(Tokens("A randomised controlled trial"))]
    [('trial', 1, 3)]
    """

    def __init__(self, phrases: Iterable[tuple[K, Phrase]]) -> None:
        self._words: defaultdict[str, list[tuple[K, Phrase]]] = defaultdict(list)
        self._prefixes: defaultdict[str, list[tuple[K, Phrase]]] = defaultdict(list)
        for key, phrase in phrases:
            for anchor in phrase.anchors:
                if not anchor.endswith("*"):
                    self._words[anchor].append((key, phrase))
                else:
                    self._prefixes[anchor[:_PREFIX]].append((key, phrase))
        self._remembered: dict[str, tuple[tuple[K, Phrase], ...]] = {}

    def find(self, tokens: Tokens) -> Iterator[Hit[K]]:
        """Yield every phrase that the text holds, in the order of the text."""
        stream, places, remembered = tokens.stream, tokens.places, self._remembered
        for number, word in enumerate(tokens.words):
            candidates = remembered.get(word)
            if candidates is None:
                candidates = self._candidates(word)
            for key, phrase in candidates:
                if match := phrase.pattern.match(stream, places[number]):
                    yield Hit(key, phrase, number, max(number, tokens.word_at(match.end() - 1)))

    def _candidates(self, word: str) -> tuple[tuple[K, Phrase], ...]:
        """Return the phrases that may begin with this word, and remember them."""
        is_number = word in NUMBERS or word.isdigit()
        numbers = self._words.get("#", ()) if is_number else ()
        found = (*self._words.get(word, ()), *self._prefixes.get(word[:_PREFIX], ()), *numbers)
        if len(self._remembered) < _REMEMBERED:
            self._remembered[word] = found
        return found


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
