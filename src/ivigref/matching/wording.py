"""The words of a title in one spelling: what two editors of one title would agree on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from ivigref.conventions.letters import romanised
from ivigref.conventions.numerals import TITLE_NUMERALS
from ivigref.conventions.spelling import american
from ivigref.encodings import unscramble
from ivigref.patterns import lazy
from ivigref.text import fold

# Words that editors add and drop without changing what a title says.
ARTICLES = frozenset("a an the and s der die das und le la les el los las il lo et e y o os i".split())
# Small words that do not change what a title says, but are somebody's slip where they change; never a negation.
SMALL = ARTICLES | frozenset(
    "of in on for with to by at from as or into via von im den de du des del di da do dos".split()
)
# German has ß after a vowel only; elsewhere a keyboard without Greek meant beta.
_SHARP_S_FOR_BETA = lazy(r"(?<![aeiouyäöüAEIOUYÄÖÜ])ß")
_LONG_DASH = lazy("[\u2013\u2014\u2015]")

# What a registry or a list puts before or after a title: notices, kinds of article, languages.
_LABELS = lazy(
    r"""
    ^\W*(?:retracted(?:\sarticle)?|withdrawn(?:\sarticle)?|removed|temporary\sremoval)\W?\s?[:.\]-]\W*
  | [\[(-]\s?(?:retracted(?:\sarticle)?|withdrawn)\b[^\])]{0,80}[\])]?\W*$
  | ^\W*(?:letters?(?:\sto\sthe\seditor)?|correspondence|editorial|proceedings|original\s(?:article|paper|communication)
        |research\s(?:article|paper)|review(?:\sarticle)?|brief\s(?:report|communication)|short\scommunication
        |case\sreports?)\s?:\s
  | ^\W*(?:abstract|poster)\s(?:no\.?\s)?[a-z]{0,4}[\s-]?\d{1,5}[a-z]?\s?:\s
  | \s?[\[(](?:letters?|letter\sto\sthe\seditor|see\scomments?|comments?|author'?s\stransl|editorial|reviews?|abstract
        |meeting\sabstract|corrected|sic|in\sprocess\scitation|published\serrat[^\])]{0,200}
        |(?:article\s)?(?:in\s)?(?:english|german|french|spanish|italian|russian|japanese|chinese|polish|portuguese|czech
            |hungarian|turkish|hebrew|dutch|danish|swedish|norwegian|bulgarian|korean|croatian|serbian|romanian|greek))
        (?:[;,\s][^\])]{0,80})?[\])]\s?
    """,
    re.VERBOSE,
)
# Headings that make another work of the same title, at its beginning or as its last part; of words of which each has
# one, those that are not its forms themselves.
_NOTICES = (
    ("correction", "erratum errata corrigendum corrigenda correction corrections addendum", ""),
    ("retraction", "retraction", ""),
    ("concern", "expression~of~concern", "expression"),
    ("reply", "reply response re in~reply in~response author'?s?'?~(?:reply|response)", "reply response re"),
    (
        "comment",
        "comments? commentary invited~commentary discussion editorial~comment(?:ary)?",
        "comment comments commentary discussion",
    ),
    ("protocol", "(?:study~|trial~|review~)?protocol rationale~and~(?:study~)?design", "protocol rationale"),
)
_NOTICE = tuple(
    (
        name,
        frozenset((said or forms).split()),
        lazy(
            r"^\W*(?:{0})(?:\s(?:to|on|for|regarding|note|notice)\b|\s?[:.\]-]|\W*$)"
            r"|[:.?)\[(-]\s?(?:a\s|the\s)?(?:{0})(?:\s(?:to|on|for)\b[^:]{{0,200}})?\W*$".format(
                forms.replace(" ", "|").replace("~", r"\s")
            )
        ),
    )
    for name, forms, said in _NOTICES
)
# Words of which every notice and part has one, and most titles none.
_TELLING = frozenset(("part", "pt", "chapter", "section")).union(*(said for _, said, _ in _NOTICE))
_PART = lazy(r"\b(?:part|pt|chapter|section)\W{0,2}([a-z]+|\d+)\b")
_VERSUS = {"versus", "v"}
LONG_WORD = 5  # letters; shorter words that are a letter apart are other words
_WORD = lazy(r"[^\W_]+")
_BREAK = lazy(r"[:;?!]|\.\s|\s-|-\s")


class Wording(NamedTuple):
    """A title read for comparison.

    ``words`` are all its words in one spelling, ``content`` those that carry meaning, ``letters`` the same joined and
    ``numbers`` the numbers among them. ``breaks`` are the places in ``words`` at which a subtitle may begin, and
    ``marks`` says what makes another work of the same title.
    """

    words: tuple[str, ...]
    content: frozenset[str]
    letters: str
    numbers: frozenset[str]
    breaks: tuple[int, ...]
    marks: frozenset[str]


@lru_cache(maxsize=4096)
def read(title: str) -> Wording:
    """Read a title without markup, labels, case, accents and national spelling.

    >>> read("RETRACTED: Tumour-necrosis factor–α, part II [letter]").words
    ('tumor', 'necrosis', 'factor', 'alpha', 'part', '2')
    >>> sorted(read("Lupus: a review. Reply").marks)
    ['reply']
    """
    return _read(fold(_without_signs(title)))


def spelled(text: str) -> tuple[str, ...]:
    """Return the words of a part of a title in the spelling in which titles are compared.

    >>> spelled("5% Tumour")
    ('5', 'percent', 'tumor')
    """
    return tuple(map(_common, _WORD.findall(fold(_without_signs(text)))))


def _without_signs(title: str) -> str:
    title = title.replace("%", " percent ")
    return title if title.isascii() else _LONG_DASH.sub(" - ", _SHARP_S_FOR_BETA.sub("β", unscramble(title)[0]))


@lru_cache(maxsize=4096)
def _read(folded: str) -> Wording:
    """Read a folded title: a printed and a recorded one that differ in capitals only are read once."""
    bare = _LABELS.sub(" ", folded)
    printed = _WORD.findall(bare)
    found = tuple(map(_common, printed))
    content = [word for word in found if word not in SMALL]
    return Wording(
        words=found,
        content=frozenset(content),
        letters="".join(content),
        numbers=frozenset(filter(str.isdigit, content)),
        breaks=tuple(place for place in dict.fromkeys(_breaks(bare)) if 0 < place < len(found)),
        marks=frozenset() if _TELLING.isdisjoint(printed) else frozenset(_marks(bare, printed)),
    )


def readings(title: str) -> tuple[Wording, ...]:
    """Read a title as it stands and, where it has umlauts, as lists without them spell it ("fuer").

    >>> [reading.words[-1] for reading in readings("Immunglobuline für Müller")]
    ['muller', 'mueller']
    """
    other = romanised(title)
    return (read(title),) if other == title else (read(title), read(other))


def joined(found: Sequence[str]) -> str:
    """Write words as one, since hyphens and blanks come and go; but 2–3 is not 23, and 1.5 not 15.

    >>> joined(["t", "cell"]) == joined(["tcell"]), joined(["2", "3"]) == joined(["23"])
    (True, False)
    """
    parts: list[str] = []
    before = ""
    for word in found:
        thousands = len(word) == 3 and len(before) <= 3  # noqa: PLR2004  (1,000 is 1000)
        if before[-1:].isdigit() and word[0].isdigit() and not thousands:
            parts.append(".")
        parts.append(word)
        before = word
    return "".join(parts)


def a_letter_apart(a: str, b: str) -> bool:
    """Tell whether one letter was lost, added, changed, or exchanged with its neighbour, in a word of some length.

    >>> a_letter_apart("jacknife", "jackknife"), a_letter_apart("mice", "rice")
    (True, False)
    """
    short, full = sorted((a, b), key=len)
    if len(full) < LONG_WORD or len(full) - len(short) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(short, full, strict=False)) if x != y), len(short))
    ours, theirs = short[start:], full[start:]
    if len(short) < len(full):
        return ours == theirs[1:]
    return ours[1:] == theirs[1:] or (ours[:2] == theirs[1::-1] and ours[2:] == theirs[2:])


@lru_cache(maxsize=65536)
def _common(word: str) -> str:
    if word in TITLE_NUMERALS:
        return TITLE_NUMERALS[word]
    return "vs" if word in _VERSUS else american(word)


def _breaks(folded: str) -> Iterator[int]:
    """Yield how many words stand before each sign after which a subtitle may begin."""
    place = count = 0
    for sign in _BREAK.finditer(folded):
        count += len(_WORD.findall(folded, place, sign.start()))
        place = sign.start()
        yield count


def _marks(folded: str, printed: Sequence[str]) -> list[str]:
    marks = [name for name, said, pattern in _NOTICE if not said.isdisjoint(printed) and pattern.search(folded)]
    for match in _PART.finditer(folded):
        number = TITLE_NUMERALS.get(match.group(1), match.group(1))
        if number.isdigit() or len(number) == 1:
            marks.append(f"part {number}")
    return marks
