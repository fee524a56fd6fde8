"""From bytes to text: the one place that determines the encoding of a file, and reports when it had to guess."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

from ivigref.errors import InputError

_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SEARCHED = 100_000  # bytes in which a NUL or another alphabet would appear
# Western words have an accent here and there; only another alphabet needs a byte above ASCII for every letter.
_CROWDED = re.compile(rb"[\x80-\xff]{2,}+")
_ENOUGH = 12  # bytes; with fewer, no guess is better than another
_WESTERN = "LATIN"


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
