"""From bytes to text: the one place that determines the encoding of a file, and reports when it had to guess."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

from ivigref.errors import InputError
from ivigref.patterns import lazy

_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\0\0", "utf-32"),  # before UTF-16's, with which it begins
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SEARCHED = 100_000  # bytes in which a NUL or another alphabet would appear
# Western words have an accent here and there; only another alphabet needs a byte above ASCII for every letter.
_CROWDED = lazy(rb"[\x80-\xff]{2,}+")
_ENOUGH = 12  # bytes; with fewer, no guess is better than another
DEEPEST_QUOTE = 20  # answers to answers
_QUOTE = lazy(r"^> ?", re.MULTILINE)
_UNQUOTED = lazy(r"^(?!>)[^\S\n]*+[^\s]", re.MULTILINE)
_PAGE = lazy(
    r"\s*+(?:<!DOCTYPE[^<>]{0,200}>)?\s*+<html[^<>]{0,300}>\s*+(?:<head[^<>]{0,300}>(?:(?!</head>|<body)[\s\S]){0,5000}</head>)?"
    r"\s*+<body[^<>]{0,300}>\s*+<pre[^<>]{0,500}>",
    re.IGNORECASE,
)
_PAGE_END = lazy(r"</pre>\s*+(?:</body>)?\s*+(?:</html>)?\s*+", re.IGNORECASE)
_WESTERN = "LATIN"
# UTF-8 read as Windows-1252: "Ã¼", "â€“", "Î±". Bytes that Windows-1252 leaves out come through as controls.
_SCRAMBLED = lazy(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{1,3}"
)


class Decoded(NamedTuple):
    """A file's text, the encoding that reproduces its bytes, and, if that is a guess, how and where it was made.

    ``line`` is the first line that is not UTF-8, counted from 1.
    """

    text: str
    encoding: str
    guess: str | None = None
    line: int | None = None


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Decode a file as UTF-8 or by its byte order mark, otherwise by a guess, which is reported.

    Raises InputError for a binary file, and where ``encoding`` is none or not the file's.

    >>> decode("Pità".encode())
    Decoded(text='Pità', encoding='utf-8', guess=None, line=None)
    >>> decode("Pità".encode("cp1252")).encoding, decode("Иванов ИИ. Кожа у детей.".encode("cp1251")).encoding
    ('cp1252', 'cp1251')
    """
    found = encoding or next((name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), None)
    if found is None and b"\x00" in data[:_SEARCHED]:
        raise InputError("expected text, found a binary file")
    found = found or "utf-8"
    try:
        return Decoded(data.decode(found), found)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        if found != "utf-8" or encoding:
            raise InputError(f"expected {found}, found byte 0x{data[error.start]:02x}", place=f"line {line}") from error
    except (LookupError, ValueError) as error:  # ValueError: a NUL in the name, or a codec that only ever refuses
        raise InputError(f"expected the name of an encoding, found {found!r}") from error
    for likely in (_foreign(data), "cp1252"):
        try:
            text = data.decode(likely or "")
        except (UnicodeDecodeError, LookupError):
            continue
        return Decoded(text, str(likely), _said(str(likely)), line)
    return Decoded(data.decode("latin-1"), "latin-1", _said("latin-1"), line)  # every byte is a letter here


def with_line_feeds(text: str) -> str:
    r"""Return a text in which lines end as everywhere; until 2001 a Mac ended them with a carriage return alone.

    >>> with_line_feeds("Title,Year\rSkin,1999\r"), with_line_feeds("a\r\nb\rc")
    ('Title,Year\nSkin,1999\n', 'a\r\nb\rc')
    """
    return text.replace("\r", "\n") if "\r" in text and "\n" not in text else text


def unquoted(text: str) -> str:
    r"""Return a text without the signs in front of its lines as a mail quotes it; only where all lines have one.

    >>> unquoted("> @book{a,\n>\n> }\n"), unquoted("> a\nb")
    ('@book{a,\n\n}\n', '> a\nb')
    """
    for _ in range(DEEPEST_QUOTE):
        if not text.startswith(">") or _UNQUOTED.search(text) is not None:
            break
        text = _QUOTE.sub("", text)
    return text


def unwrapped(text: str) -> str:
    r"""Return the text that a browser has saved as a page of one block, with its lines where they were.

    >>> unwrapped("<html><body><pre>@book{a,\ntitle = {A &amp; B}}</pre></body></html>"), unwrapped("<pre>a</pre>")
    ('@book{a,\ntitle = {A & B}}', '<pre>a</pre>')
    """
    begun = _PAGE.match(text)
    ended = text.rfind("</pre>")
    if (
        begun is None
        or ended < begun.end()
        or "<" in (shown := text[begun.end() : ended])
        or not _PAGE_END.fullmatch(text, ended)
    ):
        return text
    from html import unescape  # noqa: PLC0415  (few files are pages)

    return "\n" * begun[0].count("\n") + unescape(shown)


def read_exactly(path: Path, encoding: str | None = None) -> tuple[str, str]:
    """Return a file's text with its own line ends, and its encoding; writing both again gives the same bytes.

    Raises InputError as `decode`, and where the same bytes would not come out.
    """
    data = path.read_bytes()
    text, found, _, _ = decode(data, encoding)
    if text.encode(found) != data:
        raise InputError(
            f"expected text that can be written as it was read, found {found} that cannot", place=str(path)
        )
    return text, found


def _said(encoding: str) -> str:
    name = "Windows-1252" if encoding == "cp1252" else encoding
    return f"the text is not UTF-8 and was read as {name}; --encoding chooses another"


def _foreign(data: bytes) -> str | None:
    """Name the encoding of a text in another alphabet; None if the bytes look Western."""
    crowded = b" ".join(_CROWDED.findall(data[:_SEARCHED]))
    if len(crowded) < _ENOUGH or len(crowded) * 2 < sum(byte > 0x7F for byte in data[:_SEARCHED]):  # noqa: PLR2004  (ASCII's last)
        return None
    from charset_normalizer import from_bytes  # noqa: PLC0415  (30 ms that few files need)

    best = from_bytes(data[:_SEARCHED]).best()
    if best is None:
        return None
    letters = [c for c in str(best) if not c.isascii() and c.isalpha()]
    western = sum(unicodedata.name(c, "").startswith(_WESTERN) for c in letters)
    return best.encoding if western * 2 < len(letters) else None


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


def is_scrambled(text: str) -> bool:
    """Tell whether letters of a text were read in a wrong encoding, or given up by a decoder.

    >>> is_scrambled("LÃ¼cking"), is_scrambled("Fern\ufffdndez"), is_scrambled("São Paulo")
    (True, True, False)
    """
    return not text.isascii() and ("\ufffd" in text or unscramble(text)[0] != text)


def _as_utf8(match: re.Match[str]) -> str:
    try:
        return b"".join(_byte(c) for c in match.group()).decode("utf-8")
    except UnicodeError:
        return match.group()


def _byte(character: str) -> bytes:
    return character.encode("latin-1") if ord(character) < 0x100 else character.encode("cp1252")  # noqa: PLR2004  (Latin-1)
