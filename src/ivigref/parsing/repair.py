"""Characters that fonts, PDFs and wrong encodings put in the place of others, put right before a text is read."""

from __future__ import annotations

import re
import unicodedata

from ivigref.data import read_words
from ivigref.patterns import lazy
from ivigref.text import INVISIBLE

_LIGATURES = {c: unicodedata.normalize("NFKC", c) for c in "ﬀﬁﬂﬃﬄﬅﬆ"}
_FULL_WIDTH = {chr(c): unicodedata.normalize("NFKC", chr(c)) for c in (*range(0xFF01, 0xFF5F), 0x3000)}
_SEMICOLON = {"\u037e": ";"}  # the Greek question mark, which looks the same
_CONTROLS = {chr(c): " " for c in (*range(0x20), *range(0x7F, 0xA0))}
_TABLE = str.maketrans({**dict.fromkeys(INVISIBLE), **_LIGATURES, **_FULL_WIDTH, **_SEMICOLON, **_CONTROLS})
_RUN = lazy(r"\s{2,}")
# An accent that a PDF prints beside its letter: "Giderog ˘lu", "Nedeljkovic´".
ACCENTS = {
    "´": "\u0301",
    "˘": "\u0306",
    "˛": "\u0328",
    "˚": "\u030a",
    "¨": "\u0308",
    "ˇ": "\u030c",
    "˜": "\u0303",
    "¸": "\u0327",
    "¯": "\u0304",
    "ˆ": "\u0302",
    "˙": "\u0307",
    "˝": "\u030b",
}
# The letters that languages of Europe write with each. Source: the Multilingual European Subset 2 (CWA 13873:2000).
_LETTERS = {
    "´": "AEIOUYCNSZLRaeiouycnszlrı",
    "˘": "AGUEOIagueoi",
    "˛": "AEIUOaeiuo",
    "˚": "AUau",
    "¨": "AEIOUYaeiouyı",
    "ˇ": "CDENRSTZLcdenrstzl",
    "˜": "ANOIUanoiuı",
    "¸": "CSTGKLNRcstgklnr",
    "¯": "AEIOUaeiouı",
    "ˆ": "AEIOUCGHJSWYaeioucghjswyı",
    "˙": "ZEICGzeicg",
    "˝": "OUou",
}
# What is printed under its letter stands behind it, unless only the next one can have it: "C ¸elik", "Fran¸cois".
_BELOW = {"¸": "CSTcst", "˛": "AEIUaeiu"}
_LOOSE = "".join(ACCENTS)
_APART = lazy(rf"([A-Za-zı]?)(\s?)([{_LOOSE}])(\s?)(?=([A-Za-zı]?))")
_ALSO_BEHIND = lazy(rf"[^\W\d_]{{0,40}}?[A-Za-zı][{_LOOSE}](?![^\W\d_])")
# Where both letters can have an accent, what shows that it stands behind its own: the two, and what follows. "Mari´n"
# and "Sa´nchez" are Spanish, but "Kami´nski" is Polish; "Pe´rez" has no r of Slovak; "Mun˜oz" and "Joa˜o", "Sˇekular".
_BEHIND = {
    "´": lazy(r"[aeiou](?:[lr]|n(?!s|k|c(?!h))|s(?![cklmnw])|z(?![nd]))|ec[aeiou]|i[ao](?![^\W\d_])", re.IGNORECASE),
    "˜": lazy(r"n[aoiu]|ao", re.IGNORECASE),
    "ˇ": lazy(r"[cszr]e", re.IGNORECASE),
}
_DOTLESS = str.maketrans("ı", "i")
# Where a PDF marks that a line broke a word: PDFium's two marks, and the hyphen that some fonts have for it.
BREAKS = lazy(r"(?<=[^\W_])(?:[\ufffe\x02]\s?|\u2011\s)(?=\w)")
# "pre- and postoperative": the hyphen stands for a word that is left out.
SUSPENDED = lazy(r"(?:and|or|to|und|oder|bis|et|ou|y|o|e|en|of)\b")
FIRST_PARTS = frozenset(read_words("kept_hyphens", "part"))  # of words that have a hyphen
_LAST_WORD = lazy(r"[^\W\d_]{1,60}\Z")
# Blanks that a PDF leaves where a line ended within an identifier: "doi. org/10.1000", "j.chemospher e.2014.06.078".
_SPLIT = lazy(
    r"""\s (?: (?<=://\s)(?=(?:dx\.)?doi\.) | (?<=\bdoi\.\s)(?=org/) | (?<=org/\s)(?=10\.\d)
      | (?<=\w\s)(?=[a-z]{1,8}\.(?:19|20)\d\d\.\d{2}\.\d) )""",
    re.VERBOSE,
)
# A journal and its volume that have lost the blank between them: "Fabula9(2): 131-201".
_GLUED = lazy(r"(?<=[a-z]{4})(?=\d{1,3}\(\d{1,3}(?:-\d{1,3})?\)\s?:\s?\d)")
# What a PDF of Springer's prints once with its accent has its text twice: "Fabun´skaFabun´ska", "Lun´RLun´Lun´R".
_TWICE = lazy(
    rf"""(?<![^\W\d_]) (?: (?P<name>[^\W\d_]{{2,20}}[{_LOOSE}]) (?P<initials>[A-Z]{{1,3}}) (?P=name){{2}}(?P=initials)
      | (?P<word>[^\W\d_{_LOOSE}]{{0,20}}(?:[{_LOOSE}]|[^\x00-\x7f])[^\W\d_{_LOOSE}]{{1,20}})(?P=word) )
        (?![^\W\d_])""",
    re.VERBOSE,
)
_BEHIND_LETTER = lazy(rf"([A-Za-zı])([{_LOOSE}])")
_THE = lazy(r"(?<![^\s“\"‘(\[])[+*](?:e|is|ese)\s")
_TH = lazy(
    r"""(?<![^\s“"‘(\[]) (?: (?:\+|\*(?![^*]{0,100}\w\*))(?=[aeioruwy][a-z]*+(?:[\s,.:;”’)\]-]|\Z))
      | \d(?=(?:e|is|ese|eir|rough|ymus|ailand|ompson|omas
                |(?:ymo|yroid|erap|eor|erm|romb|orac|alass)\w*)\b) )""",
    re.VERBOSE,
)
_DAMAGED = frozenset((*map(chr, _TABLE), *ACCENTS, "\ufffe", "\u2011"))


def tidy(text: str) -> str:
    r"""Return a text on one line, with the letters that its characters stand for.

    No-break spaces and hyphens stay: they are print, not damage. An accent that stands apart belongs to the letter
    after it, for so fonts are written, or else to the one before.

    >>> tidy("E\ufb03cacy\u00ad of \uff13\n  doses (Giderog ˘lu)")
    'Efficacy of 3 doses (Gideroğlu)'
    >>> tidy("Gonz´alez, Nedeljkovic´ A, G´omez on bioactive ˘ compounds")
    'González, Nedeljković A, Gómez on bioactive compounds'
    >>> tidy("“+e high\u2011 dose” https:// doi.org/10.5555/a")
    '“The high‑dose” https://doi.org/10.5555/a'
    """
    if not (text.isascii() and text.isprintable()) and not _DAMAGED.isdisjoint(text):
        if BREAKS.search(text):
            text = BREAKS.sub(_whole_word, text)
        text = text.translate(_TABLE)
        if not text.isascii():
            text = _spread(_TWICE.sub(_once, text))
    if "+" in text or "*" in text:
        text, _ = with_th(text)
    if "(" in text:
        text = _GLUED.sub(" ", text)
    if "10." in text:
        text = without_splits(text)
    return (_RUN.sub(" ", text) if "  " in text else text).strip()


def _once(match: re.Match[str]) -> str:
    """Return a word that stands twice once; such a text has each accent behind its letter."""
    word = f"{match['name']} {match['initials']}" if match["name"] else match["word"]
    return _BEHIND_LETTER.sub(
        lambda found: _whole(*found.groups()) if found[1] in _LETTERS[found[2]] else found[0], word
    )


def _whole_word(match: re.Match[str]) -> str:
    hyphen = "\u2011" if match[0][0] == "\u2011" else "-"
    following = match.string[match.end() : match.end() + 12]
    if SUSPENDED.match(following):
        return f"{hyphen} "
    first = _LAST_WORD.search(match.string, max(0, match.start() - 60), match.start())
    is_broken = following[:1].islower() and (first is None or first[0].casefold() not in FIRST_PARTS)
    return "" if is_broken else hyphen


def without_splits(text: str) -> str:
    """Take out the blanks that the end of a line has left within an identifier.

    >>> without_splits("https://doi. org/ 10.5555/j.inv.lupu s.2014.06.078")
    'https://doi.org/10.5555/j.inv.lupus.2014.06.078'
    """
    return _SPLIT.sub("", text)


def with_th(text: str) -> tuple[str, int]:
    """Write "Th" where a font gives another character for it; return the text and how often.

    "+e" or "*e" for "The" shows that a text comes from such a font; words that begin with a sign and go on as after Th
    are then repaired, and words that begin with a digit where they are known to begin with Th.

    >>> with_th("“+e harvest of 3ymus” in 3 months by A. +orsen")
    ('“The harvest of Thymus” in 3 months by A. Thorsen', 3)
    >>> with_th("*in vitro* and 3rd + 4th")
    ('*in vitro* and 3rd + 4th', 0)
    >>> with_th("*e *in vitro* test")
    ('The *in vitro* test', 1)
    """
    return _TH.subn("Th", text) if _THE.search(text) else (text, 0)


def _is_apostrophe(before: str, accent: str, text: str, start: int, end: int) -> bool:
    """Tell whether an accent between two letters stands for an apostrophe: "O´Brien", "Made´s", "d´Orsi", "l´été"."""
    if accent != "´" or not before or not text[end : end + 1].isalpha():
        return before.isupper() and text[end : end + 1].isupper()
    if before.isupper() and text[end].isupper():
        return True
    if text[end] == "s" and not text[end + 1 : end + 2].isalpha():
        return True
    return before in "dlDL" and not text[max(0, start - 1) : start].isalpha()


def _spread(text: str) -> str:
    """Give each loose accent to its letter; one that has lost its letter, alone between two words, is left out."""
    parts: list[str] = []
    end = 0
    for match in _APART.finditer(text):
        before, gap, accent, blank, after = match.groups()
        parts.append(text[end : match.start()])
        end = match.end()
        if gap and blank and text.startswith(".", end) and before.isupper() and before in _LETTERS[accent]:
            parts.append(_whole(before, accent))  # an initial: "and O ¨ . Made"
        elif gap and blank:
            parts.append(f"{before} ")
        elif not gap and not blank and _is_apostrophe(before, accent, text, match.start(), end):
            parts.append(match.group())
        elif _is_of_next(before, accent, "" if blank else after, text, end, apart=bool(gap)):
            parts.append(f"{before}{gap}{_whole(after, accent)}")
            end += 1
        elif before in _LETTERS[accent] and before:
            parts.append(f"{_whole(before, accent)}{blank if not gap and not after.islower() else ''}")
        else:
            parts.append(match.group())
    return "".join((*parts, text[end:]))


def _is_of_next(before: str, accent: str, after: str, text: str, end: int, *, apart: bool) -> bool:
    """Tell whether an accent belongs to the letter after it, as fonts write it, and not to the one before."""
    if not after or after not in _LETTERS[accent]:
        return False
    if accent in _BELOW:
        return before not in _BELOW[accent] and after in _BELOW[accent]
    if before == "" or before not in _LETTERS[accent] or (apart and after.isupper()):
        return True
    shown = _BEHIND.get(accent)
    is_behind = shown is not None and shown.match(before + text[end : end + 3])
    return not (before == "ı" or is_behind or _ALSO_BEHIND.match(text, end))


def _whole(letter: str, accent: str) -> str:
    return unicodedata.normalize("NFC", letter.translate(_DOTLESS) + ACCENTS[accent])


def count_loose(text: str) -> int:
    """Count the accents that stand apart from their letters.

    >>> count_loose("Gonz´alez, Nedeljkovic´ and Müller")
    2
    """
    return 0 if text.isascii() else sum(text.count(accent) for accent in ACCENTS)
