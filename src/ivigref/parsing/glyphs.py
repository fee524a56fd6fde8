"""What PDFs make of letters: accents beside them, marks of divided words, a ligature that has no character."""

from __future__ import annotations

import re
import unicodedata

from ivigref.data import read_words

# Accents that stand beside their letters, and the combining characters that they are.
ACCENTS = {
    "´": "\u0301", "˘": "\u0306", "˛": "\u0328", "˚": "\u030a", "¨": "\u0308", "ˇ": "\u030c", "˜": "\u0303",
    "¸": "\u0327", "¯": "\u0304", "ˆ": "\u0302", "˙": "\u0307", "˝": "\u030b",
}  # fmt: skip
_BELOW = "˛¸"  # these are printed behind their letter
_VOWELS = frozenset("aeiouyAEIOUYı")
_LOOSE = re.compile(rf"(\w?)( ?)([{''.join(ACCENTS)}])( ?)(\w?)")
_DOTLESS = {"ı": "i", "ȷ": "j"}
# Where a line divided a word: PDFium's marks, and a hyphen that does not break with a blank behind it.
_DIVIDED = re.compile(r"([\ufffe\u0002])(?=(and|or|to|und|oder|bis|et|ou|y|o|e|en|of)\b)?")
_FIRST_PARTS = frozenset(read_words("kept_hyphens", "part"))
_UNBROKEN = re.compile(r"([^\W\d_]{2,40})\u2011 (?!(?:and|or|to|und|oder|bis|et|ou|y|o|e|en|of)\b)(?=[^\W\d_A-Z])")
_THE = re.compile(
    r"""(?<![^\s"“‘'(\[])[+*] (?=
        (?: e|is|at|an|en|ese|ose|ere|eir|ree|rough|ird | (?:era|eor|yro|yr|ymu|romb|erm|alass|ora)[a-z]{1,20})
        \b) | (?<=\b[A-Z]\.\s)[+*](?=[a-z]{2,30}\b)""",
    re.VERBOSE,
)
_ALSO_THREE = re.compile(r"(?<![^\s\"“‘'(\[])3(?=[a-z]{4,30}\b)")
_ADDRESS = re.compile(r"(?:(https?://) ?)?((?:dx\.|www\.)?\bdoi\.) ?(org/) ?(?=10\.)", re.IGNORECASE)
_DOI = re.compile(
    r"(10\.\d{4,9}/\S{0,200}[a-z]) (?=[a-z]{1,20}\.(?:19|20)\d\d\.\S{0,100}\d\.?\s*\Z)"
)  # the end of a line
SIGNS = frozenset((*ACCENTS, "\ufffe", "\u0002", "\u037e", "\u2011", "\u017f"))


def repaired(text: str) -> str:
    r"""Return a text with the letters that its characters stand for.

    >>> repaired("E. Gonz´alez, Giderog ˘lu, Nedeljkovic´ D, bioactive ˘ compounds")
    'E. González, Gideroğlu, Nedeljković D, bioactive compounds'
    >>> repaired("Jack\ufffeson, inter\ufffeand intra, Che\u2011 mosphere\u037e “+e influence of 3ymus”")
    'Jackson, inter- and intra, Chemosphere; “The influence of Thymus”'
    """
    text = text.replace("\u037e", ";")
    if not text.isascii() or "\u0002" in text:
        text = _LOOSE.sub(_accented, text)
        text = _DIVIDED.sub(lambda match: "- " if match[2] else "", text)
        text = _UNBROKEN.sub(lambda match: match[1] + "\u2011" * (match[1].casefold() in _FIRST_PARTS), text)
    if "+" in text or "*" in text:
        text, found = _THE.subn("Th", text)
        text = _ALSO_THREE.sub("Th", text) if found else text
    return _DOI.sub(r"\1", _ADDRESS.sub(lambda m: f"{m[1] or ''}{m[2]}{m[3]}", text)) if "doi" in text else text


def _accented(match: re.Match[str]) -> str:
    """Give an accent to the letter behind it, else to the one before; alone between blanks it is dropped."""
    before, gap, accent, blank, after = match.groups()
    if gap and blank:
        return f"{before} {after}"
    onto_before = _composed(before, accent) if before else None
    onto_after = _composed(after, accent) if after and not blank else None
    prefers_before = (
        accent in _BELOW
        or before in _DOTLESS
        or (gap and not after.isupper())
        or (before in _VOWELS and after not in _VOWELS)
    )
    if onto_after and not (onto_before and prefers_before):
        return f"{before}{gap}{onto_after}"
    return f"{onto_before}{blank}{after}" if onto_before else match[0]


def _composed(letter: str, accent: str) -> str | None:
    whole = unicodedata.normalize("NFC", _DOTLESS.get(letter, letter) + ACCENTS[accent])
    return whole if len(whole) == 1 else None
