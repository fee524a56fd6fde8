"""The files of a folder or an archive, one after another, within bounds: its name and bytes, or why it has none."""

from __future__ import annotations

import bz2
import io
import lzma
import os
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from stat import S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFSOCK, S_ISLNK, S_ISREG
from typing import IO, NamedTuple, cast

from ivigref.budget import LIMIT, Budget, Counted
from ivigref.errors import FormatError, InputError, reason

MOST = 10_000  # files; a folder of a review's documents has some hundred
UNPACKED = 1 << 30  # bytes of all files of an archive together
_BLOCK = 1 << 16  # bytes that are read at once
_TAR = b"ustar"
_TAR_AT = 257


def _of_gzip(file: IO[bytes]) -> object:
    import gzip  # noqa: PLC0415  (few files are packed)

    return gzip.GzipFile(fileobj=file)


_PACKERS: dict[bytes, Callable[[IO[bytes]], object]] = {
    b"\x1f\x8b": _of_gzip,
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
}
# What other programs lay beside documents.
_ASIDE = frozenset(("__MACOSX", "__pycache__", "node_modules", "Thumbs.db", "desktop.ini"))
# What lies among files and has no end, or no beginning.
_KINDS = {
    S_IFBLK: "a device",
    S_IFCHR: "a device",
    S_IFDIR: "a folder",
    S_IFIFO: "a pipe",
    S_IFLNK: "a link",
    S_IFSOCK: "a socket",
}
_FAULTS = (lzma.LZMAError, zlib.error, EOFError, KeyError, NotImplementedError, OSError, RuntimeError, ValueError)


class Found(NamedTuple):
    """A file by its place in the folder or archive: its bytes, or the reason why there are none.

    ``path`` is where it lies, of a folder; nothing that is read from an archive is ever written anywhere.
    """

    name: str
    data: bytes = b""
    path: Path | None = None
    problem: str | None = None


def in_folder(folder: Path) -> Iterator[Found]:
    """Yield the files of a folder and of those in it, by their names, and last what is no file or cannot be opened.

    Hidden files and links out of the folder are left out. Raises InputError for a folder with more files than
    anybody's documents.
    """
    root = folder.resolve()
    left: list[Found] = []

    def leave(path: Path, problem: str) -> None:
        left.append(Found(path.relative_to(root).as_posix(), path=path, problem=problem))

    yield from (_of_path(path, path.relative_to(root).as_posix()) for path in files_of(folder, leave))
    yield from left


def files_of(folder: Path, leave: Callable[[Path, str], object] = lambda _path, _problem: None) -> Iterator[Path]:
    """Yield where the files of a folder lie, as ``in_folder`` takes them; ``leave`` hears what is left out, and why.

    Raises InputError for a folder with more files than anybody's documents.
    """
    root = folder.resolve()
    count = 0
    for where, folders, names in os.walk(root, onerror=lambda error: leave(Path(error.filename), _unreadable(error))):
        folders[:] = sorted(name for name in folders if not is_aside(name))
        for name in sorted(names):
            path = Path(where, name)
            if is_aside(name) or _leads_out(path, root):
                continue
            count += 1
            if count > MOST:
                raise InputError(f"expected at most {MOST:,} files, found more", place=str(folder))
            if problem := no_file(path):
                leave(path, problem)
            else:
                yield path


def _leads_out(path: Path, root: Path) -> bool:
    is_link = os.path.islink(path) and os.path.exists(path)  # noqa: PTH110, PTH114  (of a closed folder, Path raises)
    return is_link and not path.resolve().is_relative_to(root)


def no_file(path: Path) -> str | None:
    """Return why there is no file at a path: what would never end is not opened. None for a file, closed or not.

    >>> no_file(Path()), no_file(Path("nowhere.bib"))
    ('expected a file, found a folder', 'there is no such file')
    """
    try:
        mode = path.stat().st_mode
    except PermissionError:  # opening it says so
        return None
    except OSError as error:
        if os.path.islink(path):  # noqa: PTH114  (the same)
            return "expected a file, found a link that leads nowhere"
        return "there is no such file" if isinstance(error, FileNotFoundError) else _unreadable(error)
    return None if S_ISREG(mode) else _no_file(S_IFMT(mode))


def _no_file(kind: int) -> str:
    return f"expected a file, found {_KINDS.get(kind, 'something else')}"


def _unreadable(error: OSError) -> str:
    return f"cannot be read: {reason(error)}"


def _of_path(path: Path, name: str) -> Found:
    try:
        if path.stat().st_size > LIMIT:
            return Found(name, path=path, problem=f"expected at most {LIMIT // 1_000_000} MB, found more")
        return Found(name, path.read_bytes(), path)
    except OSError as error:
        return Found(name, path=path, problem=_unreadable(error))


def is_tar(data: bytes) -> bool:
    """Tell whether bytes are an archive of tar, packed or not.

    >>> is_tar(b"1. Bruton OC."), is_tar(bytes(257) + b"ustar")
    (False, True)
    """
    try:
        return _opened(data).read(_TAR_AT + len(_TAR))[_TAR_AT:] == _TAR
    except _FAULTS:
        return False


def is_packed(data: bytes) -> bool:
    """Tell whether bytes are packed by gzip, bzip2 or xz.

    >>> import gzip
    >>> is_packed(gzip.compress(b"1. Bruton OC.")), is_packed(b"1. Bruton OC.")
    (True, False)
    """
    return data.startswith(tuple(_PACKERS))


def unpacked(data: bytes) -> bytes:
    """Return the one file that gzip, bzip2 or xz has packed; raise FormatError where it is damaged or too long.

    >>> import gzip
    >>> unpacked(gzip.compress(b"1. Bruton OC."))
    b'1. Bruton OC.'
    """
    try:
        found = _opened(data).read(LIMIT + 1)
    except _FAULTS as error:
        raise FormatError("expected a packed file, found a damaged one") from error
    Budget(LIMIT).spend(len(found))
    return found


def _opened(data: bytes) -> IO[bytes]:
    begun = next((packer for sign, packer in _PACKERS.items() if data.startswith(sign)), None)
    return cast("IO[bytes]", begun(io.BytesIO(data)) if begun else io.BytesIO(data))


def in_archive(data: bytes) -> Iterator[Found]:
    """Yield the files of an archive, zip or tar; raise FormatError where it is damaged or unpacks to too much."""
    from zipfile import BadZipFile  # noqa: PLC0415  (few files are archives)

    from ivigref import tars  # noqa: PLC0415  (the same)

    try:
        yield from _in_tar(data) if is_tar(data) else _in_zip(data)
    except FormatError:
        raise
    except (*_FAULTS, tars.Fault, BadZipFile) as error:
        raise FormatError("expected an archive, found a damaged one") from error


def _in_zip(data: bytes) -> Iterator[Found]:
    from zipfile import BadZipFile, ZipFile  # noqa: PLC0415  (few files are archives)

    budget = Budget(UNPACKED)
    with ZipFile(io.BytesIO(data)) as package:
        members = [member for member in package.infolist() if not member.is_dir() and not _is_hidden(member.filename)]
        _refuse_many(len(members))
        for member in sorted(members, key=lambda member: member.filename):
            if S_ISLNK(member.external_attr >> 16):  # its bytes are the name of another
                yield Found(member.filename, problem=_no_file(S_IFLNK))
                continue
            try:
                with package.open(member) as stream:
                    yield _read(member.filename, stream, budget)
            except FormatError:
                raise
            except (*_FAULTS, BadZipFile) as error:
                yield Found(member.filename, problem=f"cannot be unpacked: {error}")


def _in_tar(data: bytes) -> Iterator[Found]:
    from ivigref import tars  # noqa: PLC0415  (few files are archives)

    counted = cast("IO[bytes]", Counted(_opened(data), Budget(UNPACKED)))  # counts what is passed over as well
    count = 0
    with tars.opened(counted) as archive:
        for member in archive:
            if not member.isfile() or _is_hidden(member.name):
                continue
            count += 1
            _refuse_many(count)
            stream = archive.extractfile(member)
            if stream is not None:
                yield _read(member.name, stream, Budget(UNPACKED))
    while counted.read(_BLOCK):  # only at its end a packed file shows whether it is whole
        pass


def _read(name: str, stream: IO[bytes], budget: Budget) -> Found:
    data = stream.read(LIMIT + 1)
    budget.spend(len(data))
    if len(data) > LIMIT:
        return Found(name, problem=f"expected at most {LIMIT // 1_000_000} MB, found more")
    return Found(name, data)


def _refuse_many(count: int) -> None:
    if count > MOST:
        raise FormatError(f"expected at most {MOST:,} files in an archive, found more")


def _is_hidden(name: str) -> bool:
    return any(map(is_aside, name.replace("\\", "/").split("/")))


def is_aside(name: str) -> bool:
    """Tell whether a file or folder is hidden, or one that another program lays beside documents.

    >>> is_aside(".git"), is_aside("__MACOSX"), is_aside("a.bib")
    (True, True, False)
    """
    return name in _ASIDE or (name.startswith(".") and name not in {".", ".."})
