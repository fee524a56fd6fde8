"""Write a file safely: at every moment either the old or the new one exists, complete."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from ivigref.errors import InputError

_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_STANDARD_INPUT = 0
_OPEN_STREAMS = (1, 2)  # standard output and standard error
# Errors that mean that no other file can take this place: a foreign folder, a mounted file.
_NOT_BESIDE = {errno.EACCES, errno.EPERM, errno.EBUSY, errno.EROFS}


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
    try:
        about = _about(path)
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        raise InputError("expected a file, found a link that leads back to itself", place=str(path)) from error
    if about is not None and (stream := _open_stream(about)) is not None:
        return _pour(stream, data)
    if about is not None and stat.S_ISSOCK(about.st_mode):
        return _send(path, data)
    if about is not None and not stat.S_ISREG(about.st_mode):
        with path.open("wb", buffering=0) as target:  # a folder fails here
            return _pour(target.fileno(), data)
    target_path = Path(os.path.realpath(path))
    if about is not None and not (about.st_mode & _WRITABLE and _may_write(target_path)):
        raise InputError("may not be written (its mode says so)", place=str(path))
    if about is not None and about.st_nlink > 1:
        _verify(data, content, encoding, check, path)
        _overwrite(target_path, data)
        return Written(about.st_nlink)
    try:
        _replace(target_path, data, about, lambda back: _verify(back, content, encoding, check, path))
    except OSError as error:
        if about is None or error.errno not in _NOT_BESIDE:
            raise
        _verify(data, content, encoding, check, path)
        _overwrite(target_path, data)
    return Written()


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


def _pour(number: int, data: bytes) -> Written:
    for stream in (sys.stdout, sys.stderr):  # so that earlier output comes before it
        stream.flush()
    view = memoryview(data)
    while view:
        view = view[os.write(number, view) :]
    return Written()


def _send(path: Path, data: bytes) -> Written:
    import socket  # noqa: PLC0415  (few outputs are one)

    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(path))
        connection.sendall(data)
    return Written()


def _verify(back: bytes, content: str | bytes, encoding: str, check: Callable[[str], object], path: Path) -> None:
    read = back.decode(encoding) if isinstance(content, str) else back
    if read != content:
        raise InputError("what was written could not be read back", place=str(path))
    if isinstance(read, str):
        check(read)


def _replace(path: Path, data: bytes, about: os.stat_result | None, verify: Callable[[bytes], None]) -> None:
    import tempfile  # noqa: PLC0415  (many programs write nothing)

    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".ivigref-")  # the name itself may be too long for a suffix
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        verify(fresh.read_bytes())
        if about is not None:
            _dress(fresh, path, about)
        else:  # the mode of a new file by umask, not that of a temporary one
            mask = os.umask(0)
            os.umask(mask)
            fresh.chmod(0o666 & ~mask)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


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


def _overwrite(path: Path, data: bytes) -> None:
    """Change a file in place, if no other can replace it; the space is reserved before anything changes."""
    with path.open("r+b", buffering=0) as file:
        old = file.seek(0, os.SEEK_END)
        try:
            if sys.platform == "linux" and data:
                os.posix_fallocate(file.fileno(), 0, len(data))
        except OSError as error:
            file.truncate(old)
            if error.errno not in {errno.EINVAL, errno.EOPNOTSUPP}:
                raise
        file.seek(0)
        view = memoryview(data)
        while view:
            view = view[file.write(view) :]
        file.truncate(len(data))
        os.fsync(file.fileno())
