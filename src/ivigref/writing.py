"""Write a file safely: at every moment either the old or the new one exists, complete."""

from __future__ import annotations

import errno
import io
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import IO, NamedTuple

from ivigref.errors import InputError

_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_STANDARD_INPUT = 0
_OPEN_STREAMS = (1, 2)  # standard output and standard error
# Errors that mean that no other file can take this place: a foreign folder, a mounted file.
_NOT_BESIDE = {errno.EACCES, errno.EPERM, errno.EBUSY, errno.EROFS}

_UNREAD = "what was written could not be read back"
_CHUNK = 1 << 20  # bytes that are read at once


class Written(NamedTuple):
    """How a file was written: ``names`` counts the hard links of a file that was changed in place."""

    names: int = 1


def write(
    path: Path, content: str | bytes, *, encoding: str = "utf-8", check: Callable[[str], object] = lambda _: None
) -> Written:
    """Put a text or bytes into a file's place, once it was written beside it, read back and found good by ``check``.

    The old file stays until then, also where a disk is full. A link is followed, and mode, owner, group and hard links
    stay. A device, a pipe, a socket, and what is open as standard output, are written into. Raises InputError for a
    file that may not be written, also for root, and for links that lead nowhere; OSError where the system says no.

    >>> import tempfile
    >>> place = Path(tempfile.mkdtemp(), "a.bib")
    >>> write(place, "new")
    Written(names=1)
    >>> place.read_text()
    'new'
    """
    data = content.encode(encoding) if isinstance(content, str) else content
    about = _about(path)
    if about is not None and (done := _poured(path, about, [data])) is not None:
        return done
    target = _target(path, about)

    def verify(back: bytes) -> None:
        read = back.decode(encoding) if isinstance(content, str) else back
        if read != content:
            raise InputError(_UNREAD, place=str(path))
        if isinstance(read, str):
            check(read)

    if about is None or about.st_nlink == 1:
        try:
            with _fresh(target.parent, [data]) as fresh:
                verify(fresh.read_bytes())
                _move(fresh, target, about)
        except OSError as error:
            if not _is_refused(error, about):
                raise
        else:
            return Written()
    verify(data)
    _overwrite(target, io.BytesIO(data), len(data))
    return Written(about.st_nlink if about else 1)


def write_parts(path: Path, parts: Iterable[str], *, encoding: str = "utf-8") -> Written:
    """Put a text that comes in parts into a file's place, as `write` does, and hold one part at a time.

    Whatever goes wrong while the parts are made, the old file stays, and there is no new one.

    >>> import tempfile
    >>> place = Path(tempfile.mkdtemp(), "a.html")
    >>> write_parts(place, (f"{number} " for number in range(3)))
    Written(names=1)
    >>> place.read_text()
    '0 1 2 '
    """
    chunks = (part.encode(encoding) for part in parts)
    about = _about(path)
    if about is not None and (done := _poured(path, about, chunks)) is not None:
        return done
    target = _target(path, about)
    folder = _room(target, about)
    written = blake2b()
    with _fresh(folder, _digested(chunks, written)) as fresh:
        back = blake2b()
        with fresh.open("rb") as file:
            while chunk := file.read(_CHUNK):
                back.update(chunk)
        if back.digest() != written.digest():
            raise InputError(_UNREAD, place=str(path))
        try:
            if folder is not None:
                _move(fresh, target, about)
                return Written()
        except OSError as error:
            if not _is_refused(error, about):
                raise
        with fresh.open("rb") as file:
            _overwrite(target, file, fresh.stat().st_size)
    return Written(about.st_nlink if about else 1)


def _digested(chunks: Iterable[bytes], digest: blake2b) -> Iterator[bytes]:
    for chunk in chunks:
        digest.update(chunk)
        yield chunk


def _room(target: Path, about: os.stat_result | None) -> Path | None:
    """Return the folder in which a file can be made that takes the target's place; None where there is no such."""
    if about is not None and about.st_nlink > 1:
        return None
    import tempfile  # noqa: PLC0415  (many programs write nothing)

    try:
        with tempfile.TemporaryFile(dir=target.parent):
            return target.parent
    except OSError as error:
        if not _is_refused(error, about):
            raise
        return None


def _is_refused(error: OSError, about: os.stat_result | None) -> bool:
    """Tell whether a file is there whose place no other can take."""
    return about is not None and error.errno in _NOT_BESIDE


def same_file(output: Path, inputs: Iterable[str | Path]) -> str | None:
    """Return the input that is the same file as the output, under any link or name; - is stdin.

    >>> import tempfile
    >>> place = Path(tempfile.mkdtemp(), "a.bib")
    >>> _ = write(place, "new")
    >>> same_file(place, ["other.bib"]), same_file(place, [place]) == str(place)
    (None, True)
    """
    about = _seen(output)
    if about is None or not stat.S_ISREG(about.st_mode):
        return None
    for given in inputs:
        other = os.fstat(_STANDARD_INPUT) if str(given) == "-" and not sys.stdin.closed else _seen(Path(given))
        if other is not None and os.path.samestat(about, other):
            return str(given)
    return None


def _about(path: Path) -> os.stat_result | None:
    """Return the file in a place, following all links; None if there is none."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        raise InputError("expected a file, found a link that leads back to itself", place=str(path)) from error


def _target(path: Path, about: os.stat_result | None) -> Path:
    """Return the file that a place leads to; raise InputError where it may not be written."""
    target = Path(os.path.realpath(path))
    if about is not None and not (about.st_mode & _WRITABLE and _may_write(target)):
        raise InputError("may not be written (its mode says so)", place=str(path))
    return target


def _poured(path: Path, about: os.stat_result, chunks: Iterable[bytes]) -> Written | None:
    """Write into what is no regular file, or is open as our own output; None for any other file."""
    if (stream := _open_stream(about)) is not None:
        _pour(stream, chunks)
    elif stat.S_ISSOCK(about.st_mode):
        _send(path, chunks)
    elif not stat.S_ISREG(about.st_mode):
        with path.open("wb", buffering=0) as target:  # a folder fails here
            _pour(target.fileno(), chunks)
    else:
        return None
    return Written()


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _seen(path: Path) -> os.stat_result | None:
    with suppress(OSError, ValueError):  # a file that cannot be examined is reported when it is read or written
        return path.stat()
    return None


def _open_stream(about: os.stat_result) -> int | None:
    """Return the descriptor of standard output or error if it is this very file, device or pipe."""
    for number in _OPEN_STREAMS:
        with suppress(OSError):  # a program may run without one
            if os.path.samestat(os.fstat(number), about):
                return number
    return None


def _pour(number: int, chunks: Iterable[bytes]) -> None:
    for stream in (sys.stdout, sys.stderr):  # so that earlier output comes before it
        stream.flush()
    for chunk in chunks:
        view = memoryview(chunk)
        while view:
            view = view[os.write(number, view) :]


def _send(path: Path, chunks: Iterable[bytes]) -> None:
    import socket  # noqa: PLC0415  (few outputs are one)

    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(path))
        for chunk in chunks:
            connection.sendall(chunk)


@contextmanager
def _fresh(folder: Path | None, chunks: Iterable[bytes]) -> Iterator[Path]:
    """Give a new file that is written to the disk, in a folder or in that for temporary files; it is removed after."""
    import tempfile  # noqa: PLC0415  (many programs write nothing)

    handle, name = tempfile.mkstemp(dir=folder, prefix=".ivigref-")  # the name itself may be too long for a suffix
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(chunks)
            file.flush()
            os.fsync(file.fileno())
        yield fresh
    finally:
        fresh.unlink(missing_ok=True)


def _move(fresh: Path, path: Path, about: os.stat_result | None) -> None:
    """Let a new file take the place of an old one."""
    if about is not None:
        _dress(fresh, path, about)
    else:  # the mode of a new file by umask, not that of a temporary one
        mask = os.umask(0)
        os.umask(mask)
        fresh.chmod(0o666 & ~mask)
    fresh.replace(path)


def _dress(fresh: Path, path: Path, about: os.stat_result) -> None:
    """Give a new file the owner, group, mode and extended attributes of the old one."""
    now = fresh.stat()
    if sys.platform != "win32" and (now.st_uid, now.st_gid) != (about.st_uid, about.st_gid):
        os.chown(fresh, about.st_uid, about.st_gid)
    if sys.platform == "linux":
        with suppress(OSError):  # a file system may have none, and some belong to the system
            for name in os.listxattr(path):
                os.setxattr(fresh, name, os.getxattr(path, name))
    shutil.copymode(path, fresh)


def _overwrite(path: Path, source: IO[bytes], size: int) -> None:
    """Change a file in place, if no other can replace it; the space is reserved before anything changes."""
    with path.open("r+b", buffering=0) as file:
        old = file.seek(0, os.SEEK_END)
        try:
            if sys.platform == "linux" and size:
                os.posix_fallocate(file.fileno(), 0, size)
        except OSError as error:
            file.truncate(old)
            if error.errno not in {errno.EINVAL, errno.EOPNOTSUPP}:
                raise
        file.seek(0)
        while chunk := source.read(_CHUNK):
            view = memoryview(chunk)
            while view:
                view = view[file.write(view) :]
        file.truncate(size)
        os.fsync(file.fileno())
