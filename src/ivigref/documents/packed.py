"""Documents that are packed as Word, Excel and OpenDocument pack theirs: what one holds, and says that it is."""

from __future__ import annotations

import io
from lzma import LZMAError
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812  (a class like its neighbours)

# What a damaged or hostile package raises.
FAULTS = (BadZipFile, LZMAError, ZlibError, EOFError, KeyError, NotImplementedError, OSError, RuntimeError, ValueError)


def names_of(data: bytes) -> frozenset[str]:
    """Return the names of what is in a package; none where it is damaged.

    >>> names_of(b"1. Bruton OC.")
    frozenset()
    """
    try:
        with ZipFile(io.BytesIO(data)) as package:
            return frozenset(package.namelist())
    except FAULTS:
        return frozenset()


def media_type_of(data: bytes) -> str:
    """Return what a package says that it is, as OpenDocument and e-books do in a part of their own; else nothing.

    >>> media_type_of(b"1. Bruton OC.")
    ''
    """
    try:
        with ZipFile(io.BytesIO(data)) as package, package.open("mimetype") as stream:
            return stream.read(100).decode("ascii", "replace")
    except FAULTS:
        return ""
