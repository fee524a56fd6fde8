"""Normalisation of text: the one place that decides which differences between printed texts do not count."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from ivigref.patterns import lazy

# U+2010–2015 are the dashes that Unicode calls so; the others are what fonts, keyboards and PDFs put in their place.
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
APOSTROPHES = "\u2018\u2019\u201b\u02bc\u02b9\u2032\u00b4`\uff07"
QUOTES = "\u201c\u201d\u201e\u00ab\u00bb\u2033\uff02"
# Soft hyphen, joiners, direction marks, variation selectors and tags: characters that are invisible.
_INVISIBLE = "\u00ad\u034f\u061c\u180e\ufeff"
_INVISIBLE_RANGES = ((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F), (0xE0020, 0xE007F))
INVISIBLE = _INVISIBLE + "".join(chr(c) for begin, end in _INVISIBLE_RANGES for c in range(begin, end + 1))
# The same for a class in a pattern: what is beyond U+FFFF is compared one by one unless it is a range.
INVISIBLES = _INVISIBLE + "".join(f"{chr(begin)}-{chr(end)}" for begin, end in _INVISIBLE_RANGES)


def _class_of(numbers: Iterable[int]) -> str:
    """Write characters for a class in a pattern; a run of them is one item, which is compiled faster than many."""
    runs = [[n for _, n in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    return "".join(
        f"{chr(run[0])}-{chr(run[-1])}" if len(run) > 3 else "".join(map(chr, run))  # noqa: PLR2004  (as long as it is short)
        for run in runs
    )


# Capital letters of Latin, Greek and Cyrillic print, for a class in a pattern.
UPPER = "A-ZÀ-ÖØ-Þ" + _class_of(
    n for n in (*range(0x100, 0x250), *range(0x386, 0x430), *range(0x48A, 0x500)) if chr(n).isupper()
)

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ο": "omicron", "π": "pi",
    "ρ": "rho", "σ": "sigma", "ς": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi",
    "ω": "omega",
}  # fmt: skip

# BGN/PCGN of 1947 as passports and PubMed print it, without its marks and the signs ъ and ь, and letter by letter: е is
# always e. Letters of other Slavic languages follow their own romanisations, of which the marks are left out as well.
CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu",
    "я": "ya", "і": "i", "ї": "yi", "є": "ye", "ґ": "g", "ў": "u", "ђ": "d", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c",
    "џ": "dz", "ѓ": "g", "ќ": "k", "ѕ": "dz",
}  # fmt: skip

# Letters that Unicode does not decompose into a base letter and a mark, as English indexes romanise them.
UNDECOMPOSED = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "ŋ": "n",
}  # fmt: skip

_CHARACTERS = str.maketrans(
    {
        **dict.fromkeys(DASHES, "-"),
        **dict.fromkeys(APOSTROPHES, "'"),
        **dict.fromkeys(QUOTES, '"'),
        **dict.fromkeys(INVISIBLE),
    }
)
_LETTERS = str.maketrans({**UNDECOMPOSED, **GREEK})
_FROM_CYRILLIC = str.maketrans(CYRILLIC | {small.upper(): latin.capitalize() for small, latin in CYRILLIC.items()})

# Only tags that registries are known to put into titles and abstracts: "p < 0.05 and n > 3" must stay.
_TAG = lazy(
    r"""</?(
        i | b | u | em | strong | sub | sup | scp | sc | small | tt | span | br | p | a | bold | italic | underline
      | title | sec | list | list-item | label | xref | ext-link | inline-formula | alternatives | tex-math | math
      | (?:mml|jats):[a-z-]{1,30} | m(?:i|n|o|s|row|sub|sup|subsup|text|frac|over|under|style|space)
    )(?:\s[^<>]*)?/?>""",
    re.VERBOSE | re.IGNORECASE,
)
# Any other tag is known by its end: "p <a and b> c" has none.
_CLOSED = lazy(r"</([A-Za-z][\w:.-]{0,30})\s?>")
_ANY_TAG = lazy(r"</?([A-Za-z][\w:.-]{0,30})(?:\s[^<>]*)?/?>")
# Control characters except white space, which XML cannot contain or which control a terminal, and unpaired surrogates.
_CONTROLS = r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"
_UNPRINTABLE = lazy(f"[{_CONTROLS}]")
_UNSEEN = lazy(f"[{_CONTROLS}{INVISIBLES}\U000e0000-\U000e007f]")
_NOT_IN_JSON = lazy(rf"[{_CONTROLS}{INVISIBLES}\t\x0b-\x0d\x1c-\x1f\x85\u2028\u2029\U000e0000-\U000e007f]")
# What Python does not call printable and yet steers nothing: spaces of any width (Zs), two ends, and two joiners.
_HARMLESS = lazy("[\t\n\u00a0\u1680\u2000-\u200a\u200c\u200d\u202f\u205f\u3000]+")
# What Python takes for the end of a line, and no editor does.
PYTHON_ENDS = "\x0b\f\x1c-\x1e\x85\u2028\u2029"
_DIGITS = 18  # Python itself refuses to read more than 4,300
_WORD = lazy(r"[^\W_]+")


class Lines(list[str]):
    r"""The lines of a text, with their ``numbers`` as editors count them: from 1, up to each line feed or return.

    ``parted`` are characters behind which a line goes on as another without being one more for an editor: a form feed
    between two pages. As everywhere, behind the last line end there is no line.

    >>> lines = Lines("a\r\n\fb\nc\n")
    >>> lines, list(lines.numbers)
    (['a', '', 'b', 'c'], [1, 2, 2, 3])
    """

    def __init__(self, text: str, parted: str = "\f") -> None:
        whole = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if not whole[-1]:
            whole.pop()
        self.numbers: Sequence[int] = range(1, len(whole) + 1)
        if parted and (ends := re.compile(f"[{parted}]")).search(text):
            parts = [(number, part) for number, line in enumerate(whole, 1) for part in ends.split(line)]
            self.numbers, whole = [number for number, _ in parts], [part for _, part in parts]
        super().__init__(whole)

    def numbered(self) -> Iterator[tuple[int, str]]:
        """Yield each line with its number."""
        return zip(self.numbers, self, strict=True)


def squeeze(text: str) -> str:
    r"""Collapse every run of white space to one space, and strip the ends.

    >>> squeeze("  Google\u00a0Scholar \n")
    'Google Scholar'
    """
    if text.isprintable() and "  " not in text:  # most texts, recognised at a tenth of the cost
        return text.strip(" ")
    return " ".join(text.split())


def clean(text: str) -> str:
    r"""Return a text that a field of a file can hold: one line without control characters.

    >>> clean("a\x00 title\n on two lines")
    'a title on two lines'
    """
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    return squeeze(_UNPRINTABLE.sub("", text))


def controls(text: str) -> list[tuple[int, str]]:
    r"""Return where control characters stand that no format holds and no text means, and which they are.

    >>> controls("a\x02 title\n"), controls("Straße\t中")
    ([(1, '\x02')], [])
    """
    return [] if text.isprintable() else [(match.start(), match[0]) for match in _UNPRINTABLE.finditer(text)]


def visible(text: str) -> str:
    r"""Drop invisible characters: control characters except white space, soft hyphens, joiners, direction marks, tags.

    >>> visible("10.1172/\u200bJCI\x02117520")
    '10.1172/JCI117520'
    """
    return text if text.isprintable() else _UNSEEN.sub("", text)


def visible_json(document: str) -> str:
    r"""Escape invisible characters in a JSON document: the same document, but it cannot control a terminal.

    >>> visible_json('["a\x9b\u202eb"]')
    '["a\\u009b\\u202eb"]'
    """
    return document if document.isprintable() else _NOT_IN_JSON.sub(lambda match: json.dumps(match[0])[1:-1], document)


def whole(text: str) -> int | None:
    """Parse an integer; None if the text is not one, or has more digits than any volume, page or year.

    >>> whole("12"), whole("²"), whole("9" * 5000)
    (12, None, None)
    """
    return int(text) if text.isdecimal() and len(text) <= _DIGITS else None


def counted(number: int, noun: str, form: str = "", *, plural: str = "") -> str:
    """Return a number with its noun; ``form`` is how the number is written, ``plural`` the noun's if it has no other s.

    >>> counted(1, "reference"), counted(2_000, "reference", ","), counted(2, "entry", plural="entries")
    ('1 reference', '2,000 references', '2 entries')
    """
    return f"{number:{form}} {noun if number == 1 else plural or f'{noun}s'}"


def printable(text: str) -> str:
    r"""Make control characters and direction marks visible, so that no text can control a terminal.

    Spaces of any width are kept, and so are the joiners with which Persian and Indic words are spelled.

    >>> printable("title\x1b[2J")
    'title�[2J'
    """
    if text.isprintable() or _HARMLESS.sub("", text).isprintable():
        return text
    return "".join(c if c.isprintable() or _HARMLESS.match(c) else "\ufffd" for c in text)


def plain(text: str, keep: Container[str] = ()) -> str:
    """Remove markup and character entities from a registry's text, but no words, and none of the tags in ``keep``.

    Entities are unescaped twice, since Crossref carries titles such as ``&amp;lt;i&amp;gt;``.

    >>> plain("<i>Mycoplasma</i> &amp;amp; TNF-<mml:math><mml:mi>α</mml:mi></mml:math>, p < 0.05")
    'Mycoplasma & TNF-α, p < 0.05'
    """
    if text.isalnum():  # most names and numbers
        return text
    if "&" in text:
        from html import unescape  # noqa: PLC0415  (with every entity of HTML, which few texts need)

        text = unescape(unescape(text))
    if "<" in text:
        text = _TAG.sub(lambda tag: tag[0] if tag[1].lower() in keep else "", text)
        if not keep and (closed := {name.lower() for name in _CLOSED.findall(text)}):
            text = _ANY_TAG.sub(lambda tag: "" if tag[1].lower() in closed else tag[0], text)
    return squeeze(text)


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Reduce a text to what two printings of it share: no markup, case, accents, Greek or kinds of dash.

    >>> fold("Anti–TNF-α in <i>Sjögren’s</i> syndrome")
    "anti-tnf-alpha in sjogren's syndrome"
    """
    if text.isascii() and "&" not in text and "<" not in text:
        return squeeze(text.translate(_CHARACTERS)).casefold()
    folded = unicodedata.normalize("NFKC", plain(text)).translate(_CHARACTERS).casefold().translate(_LETTERS)
    decomposed = unicodedata.normalize("NFKD", folded)
    # A second look-up: an accented Greek letter is in the table only once its accent is off.
    return squeeze("".join(c for c in decomposed if not unicodedata.combining(c)).translate(_LETTERS))


def romanize(text: str) -> str:
    """Spell a text in ASCII as English indexes do, preserving capitals; characters without such a spelling are omitted.

    >>> romanize("De Pità, Łukasz, McCarthy, TNF-α, Ødegaard")
    'De Pita, Lukasz, McCarthy, TNF-alpha, Odegaard'
    >>> romanize("Щербаков, Юрий Гоголь")
    'Shcherbakov, Yuriy Gogol'
    """
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.translate(_CHARACTERS).translate(_FROM_CYRILLIC))
    return "".join(map(_romanize_letter, decomposed))


def _romanize_letter(letter: str) -> str:
    if letter.isascii():
        return letter
    small = letter.lower()
    spelled = UNDECOMPOSED.get(small) or GREEK.get(small, "")
    return spelled if small == letter else spelled.capitalize()


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of a text, without punctuation.

    >>> words("T‑cell repertoire: NF-κB")
    ('t', 'cell', 'repertoire', 'nf', 'kappab')
    """
    return tuple(_WORD.findall(fold(text)))


@lru_cache(maxsize=8192)
def letters(text: str) -> str:
    """Return only the folded letters and digits, for comparing names and short forms.

    >>> letters("D’APUZZO") == letters("d'Apuzzo")
    True
    """
    return "".join(words(text))
