"""From what somebody names to bytes: a path, an open file of text or bytes, or standard input."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike, fspath
from pathlib import Path
from typing import IO, Any, BinaryIO, TypeGuard

from ivigref.errors import InputError, reason

Source = str | PathLike[str] | IO[str] | IO[bytes]

STANDARD_INPUT = "standard input"
NAMELESS = "the file"
_LONGEST_NAME = 4_096  # characters; no system has a longer path
_NO_PATH = (
    "expected a path or an open file, found text: ivigref.parse(text) reads a printed list, and"
    " ivigref.read(io.StringIO(text)) whatever a file may hold"
)


class Named(io.BytesIO):
    """Bytes as an open file that has a name: a document of an archive, or one that somebody sends.

    ``path`` is where what lies beside it is looked for: that of a file which is edited and not saved yet.

    >>> name_of(Named(b"", "a.bib"))
    'a.bib'
    """

    def __init__(self, data: bytes, name: str, path: Path | None = None) -> None:
        super().__init__(data)
        self.name = name
        self.path = path


@contextmanager
def opened(source: object) -> Iterator[IO[Any]]:
    """Open a path, or standard input for ``-``; a file that is open stays so.

    Raises InputError for a path that cannot be opened, and TypeError for what is no path and no file.
    """
    if source == "-":
        if sys.stdin is None:
            raise InputError("is closed", place=STANDARD_INPUT)
        yield sys.stdin.buffer
    elif isinstance(source, str | PathLike):
        with _file(source) as file:
            yield file
    elif is_file(source):
        yield source
    else:
        hint = "; io.BytesIO makes a file of bytes" if isinstance(source, bytes | bytearray) else ""
        raise TypeError(f"expected a path or an open file, found {type(source).__name__}{hint}")


def is_file(source: object) -> TypeGuard[IO[Any]]:
    """Tell whether something is an open file: whatever can be read."""
    return hasattr(source, "read")


def _file(path: str | PathLike[str]) -> BinaryIO:
    name = fspath(path)
    try:
        return Path(path).open("rb")
    except IsADirectoryError as error:
        if not name:
            raise InputError("expected a path, found an empty one") from error
        raise InputError("expected a file, found a folder", place=name) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        if len(name.splitlines()) > 1 or len(name) > _LONGEST_NAME:
            raise InputError(_NO_PATH) from error
        missing = isinstance(error, FileNotFoundError)
        raise InputError(
            "there is no such file" if missing else f"cannot be read: {reason(error)}", place=name
        ) from error


def name_of(source: object) -> str:
    """Return what a file is called; one that is open may have a number for a name, or none.

    >>> import io
    >>> name_of("-"), name_of(Path("a.bib")), name_of(io.BytesIO())
    ('standard input', 'a.bib', 'the file')
    """
    name = source if isinstance(source, str | PathLike) else getattr(source, "name", None)
    if name in ("-", "<stdin>"):
        return STANDARD_INPUT
    return fspath(name) if isinstance(name, str | PathLike) else NAMELESS


def is_folder(source: object) -> bool:
    """Tell whether somebody names a folder.

    >>> is_folder("."), is_folder("-"), is_folder("")
    (True, False, False)
    """
    if not isinstance(source, str | PathLike) or not fspath(source):
        return False
    try:
        return Path(source).is_dir()
    except (OSError, ValueError):
        return False


def _left(file: IO[Any]) -> int:
    """Return how many bytes a file on disk still has; 0 for a stream, which tells that only when it is read."""
    try:
        return os.fstat(file.fileno()).st_size - file.tell() if isinstance(file, io.BufferedReader) else 0
    except (OSError, ValueError):
        return 0


def content(file: IO[Any], name: str, encoding: str | None = None, limit: int | None = None) -> bytes:
    r"""Read an open file; one that is open as text has been decoded by who opened it.

    Raises InputError where it cannot be read or is longer than it may be, and TypeError where it gives neither text nor
    bytes.

    >>> import io
    >>> content(io.StringIO("Pità"), "a.txt")
    b'Pit\xc3\xa0'
    """
    if limit is not None and _left(file) > limit:  # nothing of it is read
        raise InputError(f"expected at most {limit // 1_000_000} MB, found more", place=name)
    try:
        found: object = file.read() if limit is None else file.read(limit + 1)
    except UnicodeDecodeError as error:
        message = f"expected {error.encoding}, found byte 0x{error.object[error.start]:02x}"
        raise InputError(f"{message}; a file that is open in binary mode may have any encoding", place=name) from error
    except (OSError, ValueError) as error:  # ValueError: it has been closed
        raise InputError(f"cannot be read: {reason(error)}", place=name) from error
    if limit is not None and isinstance(found, str | bytes) and len(found) > limit:
        raise InputError(f"expected at most {limit // 1_000_000} MB, found more", place=name)
    if isinstance(found, bytes | bytearray):
        return bytes(found)
    if not isinstance(found, str):
        raise TypeError(f"{name}: expected a file of text or bytes, found one of {type(found).__name__}")
    if encoding is not None:
        raise InputError(f"expected no encoding of a file that is open as text, found {encoding!r}", place=name)
    try:
        return found.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        raise InputError(f"expected text, found half a character: {error.reason}", place=name) from error
