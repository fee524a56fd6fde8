"""A text as normalised words with their positions, so that a tag can point to the letters that it rests on."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache

from ivigref.conventions.spelling import american
from ivigref.text import APOSTROPHES, INVISIBLE, fold

_TOKEN = re.compile(
    rf"""
    (?P<word> (?: [^\W_]++ | [\u0300-\u036f{INVISIBLE}]++ )+
              (?P<possessive> ['{APOSTROPHES}] [sS] (?![^\W_]) )? )
    | (?P<stop> [.?!;] (?= ["')\]\s] | \Z ) )     # the end of a sentence
    | (?P<colon> : | [\u2013\u2014] (?=\s) )      # the end of a title's half
    """,
    re.VERBOSE,
)
_MARKUP = re.compile(r"<[a-zA-Z/][^<>]{0,80}>|&[#\w]{2,10};")

_PLURALS = (
    (re.compile(r"(?<=[a-z]{2})ies$"), "y"),
    (re.compile(r"mata$"), "ma"),
    (re.compile(r"itides$"), "itis"),
    (re.compile(r"((?<!e)a|o|y)ses$"), r"\1sis"),
    (re.compile(r"(?<=ss)es$|(?<=x)es$|(?<=ch)es$|(?<=sh)es$"), ""),
    (re.compile(r"(?<=u)ses$"), "s"),
    (re.compile(r"(?<=[a-z]{2})(?<![sui])s$"), ""),
)


@lru_cache(maxsize=65536)
def spell(word: str) -> str:
    """Return one word folded and in American spelling.

    >>> spell("Haemolytic"), spell("randomised"), spell("tumour"), spell("Sjögren’s"), spell("centre")
    ('hemolytic', 'randomized', 'tumor', 'sjogren', 'center')
    """
    plain = word.isascii() and word.isalnum()  # most words, and fold() is slow
    word = word.lower() if plain else fold(word).removesuffix("'s").replace(" ", "")
    return american(word)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return a spelled word in the singular, as far as its ending shows.

    >>> [stem(w) for w in ("infusions", "studies", "metastases", "carcinomata", "arthritides", "diseases", "lupus")]
    ['infusion', 'study', 'metastasis', 'carcinoma', 'arthritis', 'disease', 'lupus']
    """
    for pattern, singular in _PLURALS:
        found, count = pattern.subn(singular, word)
        if count:
            return found
    return word


class Tokens:
    """The words of one text in order: ``words`` spelled, ``stems`` in the singular, with their places.

    ``stream`` is all words with a blank after each and a point or colon where a sentence or a title's half ends;
    phrases are matched on it. ``places`` has the offset of each word in the stream, ``stops`` of each sentence's end.

    >>> tokens = Tokens("Randomised trials: a review.")
    >>> tokens.stream
    '. randomized trials : a review . '
    >>> tokens.span(0, 1)
    (0, 17)
    """

    __slots__ = ("ends", "places", "starts", "stems", "stops", "stream", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        if "<" in text or "&" in text:
            text = _MARKUP.sub(lambda markup: " " * len(markup.group()), text)
        self.words: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.places: list[int] = []
        self.stops: list[int] = []
        pieces = ["."]
        length = 2
        words, starts, ends, places = self.words, self.starts, self.ends, self.places
        for match in _TOKEN.finditer(text):
            kind = match.lastgroup
            if kind == "word":
                piece = spell(match.group())
                if not piece:
                    continue
                words.append(piece)
                starts.append(match.start())
                ends.append(match.end())
                places.append(length)
            else:
                piece = "." if kind == "stop" else ":"
                if pieces[-1] in ".:":
                    continue
                if piece == ".":
                    self.stops.append(length)
            pieces.append(piece)
            length += len(piece) + 1
        if pieces[-1] not in ".:":
            self.stops.append(length)
            pieces.append(".")
        self.stream = " ".join(pieces) + " "
        self.stems = list(map(stem, self.words))

    def __len__(self) -> int:
        return len(self.words)

    def word_at(self, offset: int) -> int:
        """Return the number of the last word that begins at or before this offset of the stream."""
        return bisect_right(self.places, offset) - 1

    def sentence(self, word: int) -> int:
        """Return where in the stream the sentence of this word ends, which identifies the sentence.

        >>> tokens = Tokens("One sentence. Another: of two halves.")
        >>> [tokens.sentence(word) for word in range(len(tokens))]
        [15, 15, 41, 41, 41, 41]
        """
        following = bisect_left(self.stops, self.places[word])
        return self.stops[following] if following < len(self.stops) else -1

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return where these words are in the text, from the start of the first to the end of the last."""
        return self.starts[first], self.ends[last]

    def printed(self, word: int) -> str:
        """Return one word as it was printed."""
        return self.text[self.starts[word] : self.ends[word]]

    def between(self, word: int) -> str:
        """Return what is printed between a word and the next one.

        >>> Tokens("breast, lung").between(0)
        ', '
        """
        return self.text[self.ends[word] : self.starts[word + 1]]
