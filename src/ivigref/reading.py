"""From a file, standard input or the shipped list to citations: what every verb of the command line begins with."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ivigref.data import load
from ivigref.errors import InputError
from ivigref.keys import assign_keys
from ivigref.model import Citation, Finding, Severity

if TYPE_CHECKING:
    from ivigref.parsing import Problem

ASSUMED = "windows-1252"  # what Western European text is that is no UTF-8; it is said whenever it is assumed
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What about a list deserves a look; the rest says only what was left unread.
PROBLEMS: dict[str, Severity] = {"duplicate-number": "warning", "missing-number": "warning"}
# How files begin that people pass by mistake; what they are, and what to do.
_BINARY = (
    (b"%PDF", "a PDF file: copy the reference list out of it as text"),
    (b"PK\x03\x04", "a Word, ZIP or EPUB file: save the reference list as text"),
    (b"\xd0\xcf\x11\xe0", "an old Word file: save the reference list as text"),
    (b"\x1f\x8b", "a gzip file: unpack it first"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)


class Listing(NamedTuple):
    """What was read: citations, what is wrong with the list as a whole, and remarks for the person who asked."""

    citations: Sequence[Citation]
    problems: tuple[Finding, ...] = ()
    remarks: tuple[str, ...] = ()
    is_shipped: bool = False


def read(file: str | None = None, encoding: str | None = None, which: int | None = None) -> Listing:
    """Read a list from a file, from standard input for ``-``, or the shipped 57 for None.

    ``which`` chooses among several lists in one text, counted from 1; without it the longest is read.

    InputError says why a file cannot be read; a broken item in it is a finding and the others come through.

    >>> len(read().citations)
    57
    """
    if file is None:
        return Listing(tuple(load()), is_shipped=True)
    name = "standard input" if file == "-" else file
    text, remark = decode(_bytes(file), name, encoding)
    from ivigref.parsing import reference_from_item, split  # noqa: PLC0415  (40 ms that the shipped list need not wait)

    try:
        items = split(text, which=which)
    except InputError as error:
        raise InputError(str(error), place=name) from error
    citations = assign_keys(Citation(reference=reference_from_item(item)) for item in items.items)
    return Listing(citations, tuple(map(_finding, items.problems)), (remark,) if remark else ())


def _finding(problem: Problem) -> Finding:
    return Finding(
        check=problem.check,
        severity=PROBLEMS.get(problem.check, "note"),
        message=problem.message,
        number=problem.number,
        line=problem.line,
    )


def decode(data: bytes, name: str, encoding: str | None = None) -> tuple[str, str | None]:
    """Return the text of a file and, where an encoding had to be assumed, a remark that says so.

    >>> decode("Généreau T".encode("latin-1"), "list.txt")
    ('Généreau T', 'list.txt is not UTF-8; read as windows-1252. Name another with --encoding')
    """
    for start, what in _BINARY:
        if data.startswith(start):
            raise InputError(f"expected text, found {what}", place=name)
    if not data.strip():
        raise InputError("expected a reference list, found an empty file", place=name)
    if encoding is not None:
        return _decode_as(data, name, encoding), None
    for bom, named in _BOMS:
        if data.startswith(bom):
            return _decode_as(data, name, named), None
    if b"\x00" in data:
        raise InputError("expected text, found a binary file (it has NUL bytes)", place=name)
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        remark = f"{name} is not UTF-8; read as {ASSUMED}. Name another with --encoding"
        return data.decode(ASSUMED, errors="replace"), remark


def _decode_as(data: bytes, name: str, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except LookupError as error:
        raise InputError(f"expected the name of an encoding such as utf-8 or latin-1, found {encoding!r}") from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"is not {encoding}: byte {error.start} cannot be read", place=f"{name}:{line}") from error


def _bytes(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except IsADirectoryError as error:
        raise InputError("expected a file, found a folder", place=file) from error
    except FileNotFoundError as error:
        raise InputError("there is no such file", place=file) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", place=file) from error
