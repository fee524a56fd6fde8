"""Characters that fonts, PDFs and wrong encodings put in the place of others, put right before a text is read."""

from __future__ import annotations

import re
import unicodedata

from ivigref.parsing.glyphs import SIGNS, repaired
from ivigref.text import INVISIBLE

_LIGATURES = {c: unicodedata.normalize("NFKC", c) for c in "ﬀﬁﬂﬃﬄﬅﬆ"}
_FULL_WIDTH = {chr(c): unicodedata.normalize("NFKC", chr(c)) for c in (*range(0xFF01, 0xFF5F), 0x3000)}
_CONTROLS = {chr(c): " " for c in (*range(0x20), *range(0x7F, 0xA0))}
_TABLE = str.maketrans({**dict.fromkeys(INVISIBLE), **_LIGATURES, **_FULL_WIDTH, **_CONTROLS})
_RUN = re.compile(r"\s{2,}")
_DAMAGED = frozenset((*map(chr, _TABLE), *SIGNS))


def tidy(text: str) -> str:
    r"""Return a text on one line, with the letters that its characters stand for.

    No-break spaces and hyphens stay: they are print, not damage.

    >>> tidy("E\ufb03cacy\u00ad of \uff13\n  doses (Giderog ˘lu)")
    'Efficacy of 3 doses (Gideroğlu)'
    """
    if not (text.isascii() and text.isprintable()) and not _DAMAGED.isdisjoint(text):
        text = repaired(text).translate(_TABLE)
    elif "+" in text or "*" in text or "doi" in text:
        text = repaired(text)
    return (_RUN.sub(" ", text) if "  " in text else text).strip()


# UTF-8 read as Windows-1252: "Ã¼", "â€“", "Î±". Bytes that Windows-1252 leaves out come through as controls.
_SCRAMBLED = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{1,3}"
)


def unscramble(text: str) -> tuple[str, int]:
    """Put right letters that were UTF-8 and have been read as Windows-1252; return the text and how many there were.

    >>> unscramble("TyihÃ¡k E, BÃ¼hler C. Skin â€“ a survey")
    ('Tyihák E, Bühler C. Skin – a survey', 3)
    >>> unscramble("Ångström Ü, São Paulo")
    ('Ångström Ü, São Paulo', 0)
    """
    if text.isascii():
        return text, 0
    return (
        _SCRAMBLED.subn(_as_utf8, text)
        if any(_as_utf8(m) != m.group() for m in _SCRAMBLED.finditer(text))
        else (text, 0)
    )


def _as_utf8(match: re.Match[str]) -> str:
    try:
        return b"".join(_byte(c) for c in match.group()).decode("utf-8")
    except UnicodeError:
        return match.group()


def _byte(character: str) -> bytes:
    return character.encode("latin-1") if ord(character) < 0x100 else character.encode("cp1252")  # noqa: PLR2004  (Latin-1)
