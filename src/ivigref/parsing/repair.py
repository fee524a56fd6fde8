"""Characters that fonts, PDFs and wrong encodings put in the place of others, put right before a text is read."""

from __future__ import annotations

import re
import unicodedata

from ivigref.text import INVISIBLE

_LIGATURES = {c: unicodedata.normalize("NFKC", c) for c in "ﬀﬁﬂﬃﬄﬅﬆ"}
_FULL_WIDTH = {chr(c): unicodedata.normalize("NFKC", chr(c)) for c in (*range(0xFF01, 0xFF5F), 0x3000)}
_CONTROLS = {chr(c): " " for c in (*range(0x20), *range(0x7F, 0xA0))}
_TABLE = str.maketrans({**dict.fromkeys(INVISIBLE), **_LIGATURES, **_FULL_WIDTH, **_CONTROLS})
_RUN = re.compile(r"\s{2,}")
# An accent that a PDF prints beside its letter: "Giderog ˘lu", "Nedeljkovic´".
_COMBINING = {
    "´": "\u0301",
    "˘": "\u0306",
    "˛": "\u0328",
    "˚": "\u030a",
    "¨": "\u0308",
    "ˇ": "\u030c",
    "˜": "\u0303",
    "¸": "\u0327",
    "¯": "\u0304",
}
_APART = re.compile(rf"([A-Za-z])\s?([{''.join(_COMBINING)}])\s?")
_DAMAGED = frozenset((*map(chr, _TABLE), *_COMBINING))


def tidy(text: str) -> str:
    r"""Return a text on one line, with the letters that its characters stand for.

    No-break spaces and hyphens stay: they are print, not damage.

    >>> tidy("E\ufb03cacy\u00ad of \uff13\n  doses (Giderog ˘lu)")
    'Efficacy of 3 doses (Gideroğlu)'
    """
    if not (text.isascii() and text.isprintable()) and not _DAMAGED.isdisjoint(text):
        text = text.translate(_TABLE)
        if not text.isascii():
            text = _APART.sub(_joined, text)
    return (_RUN.sub(" ", text) if "  " in text else text).strip()


def _joined(match: re.Match[str]) -> str:
    letter = unicodedata.normalize("NFC", match.group(1) + _COMBINING[match.group(2)])
    return letter if len(letter) == 1 else match.group()
