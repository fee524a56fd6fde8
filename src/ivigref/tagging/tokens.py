"""A text as normalised words with their positions, so that a tag can point to the letters that it rests on."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from itertools import accumulate

from ivigref.conventions.spelling import american
from ivigref.text import APOSTROPHES, INVISIBLES, fold

_TOKEN = re.compile(
    rf"""
    ( [\w\u0300-\u036f{INVISIBLES}]++ (?: ['{APOSTROPHES}] [sS] (?!\w) )?    # a word, and its possessive
    | [.?!;] (?= ["')\]\s] | \Z )                                           # the end of a sentence
    | : | [\u2013\u2014] (?=\s) )                                           # the end of a title's half
    """,
    re.VERBOSE,
)
_SIGNS = {".": ".", "?": ".", "!": ".", ";": ".", ":": ":", "\u2013": ":", "\u2014": ":"}
_REMEMBERED = 65_536  # words, as many as a language has
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


class _Remembered(dict[str, str]):
    """What a function makes of words, remembered; every word of every text is looked up."""

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, word: str) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        made = self[word] = self._make(word)
        return made


def spell(word: str) -> str:
    """Return one word folded and in American spelling.

    >>> spell("Haemolytic"), spell("randomised"), spell("tumour"), spell("Sjögren’s"), spell("centre")
    ('hemolytic', 'randomized', 'tumor', 'sjogren', 'center')
    """
    plain = word.isascii() and word.isalnum()  # most words, and fold() is slow
    word = word.lower() if plain else fold(word).removesuffix("'s").replace(" ", "")
    return american(word)


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


def _piece(token: str) -> str:
    """Return a token as it stands in the stream."""
    return _SIGNS.get(token) or spell(token)


_PIECES, _STEMS = _Remembered(_piece), _Remembered(stem)


class Tokens:
    """The words of one text in order: ``words`` spelled, ``stems`` in the singular, as ``printed``, with their places.

    ``stream`` is all words with a blank after each and a point or colon where a sentence or a title's half ends;
    phrases are matched on it. ``places`` has the offset of each word in the stream, ``stops`` of each sentence's end.

    >>> tokens = Tokens("Randomised trials: a review.")
    >>> tokens.stream
    '. randomized trials : a review . '
    >>> tokens.span(0, 1)
    (0, 17)
    """

    __slots__ = ("ends", "places", "printed", "starts", "stems", "stops", "stream", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        if "<" in text or "&" in text:
            text = _MARKUP.sub(lambda markup: " " * len(markup.group()), text)
        parts = _TOKEN.split(text.replace("_", "-"))  # an underscore parts words, though patterns take it for a letter
        offsets = [*accumulate(map(len, parts))]
        self.words: list[str] = []
        self.printed: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.places: list[int] = []
        self.stops: list[int] = []
        pieces, before, length = ["."], ".", 2
        words, printed, starts, ends, places = self.words, self.printed, self.starts, self.ends, self.places
        tokens = parts[1::2]
        for token, piece, start, end in zip(
            tokens, map(_PIECES.__getitem__, tokens), offsets[:-1:2], offsets[1::2], strict=True
        ):
            if piece in _SIGNS:
                if before in _SIGNS:
                    continue
                if piece == ".":
                    self.stops.append(length)
            elif piece:
                words.append(piece)
                printed.append(token)
                starts.append(start)
                ends.append(end)
                places.append(length)
            else:
                continue
            pieces.append(piece)
            before = piece
            length += len(piece) + 1
        if before not in _SIGNS:
            self.stops.append(length)
            pieces.append(".")
        self.stream = " ".join(pieces) + " "
        self.stems = [*map(_STEMS.__getitem__, words)]

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

    def between(self, word: int) -> str:
        """Return what is printed between a word and the next one.

        >>> Tokens("breast, lung").between(0)
        ', '
        """
        return self.text[self.ends[word] : self.starts[word + 1]]
