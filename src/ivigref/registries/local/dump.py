"""What a dump consists of: files to be read one by one, works with their keys, and what had to be left out."""

from __future__ import annotations

import gzip
import tarfile
import zlib
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from ivigref.budget import DUMP, Budget
from ivigref.errors import FormatError, InputError
from ivigref.model import Record, Source

# An extra: the same format in half of the time. Its types call its error an instance, hence Any.
_deflate: Any = import_module("isal.isal_zlib") if find_spec("isal") else zlib
# Shows how far a build is: how much of how much is done, in bytes of the dump or in works, and what is being done.
# Another total is another stage; it is 0 where nobody can say how long a stage takes, which is known by its words then.
Show = Callable[[int, int, str], None]


class Part(NamedTuple):
    """One file of a dump, which may be a member of a tar: where its bytes are, and the day that it was written."""

    name: str
    path: Path
    date: str
    size: int
    offset: int | None = None

    def read(self) -> bytes:
        """Return the unpacked bytes; raise InputError where they cannot be had."""
        try:
            with self.path.open("rb") as file:
                if self.offset is not None:
                    file.seek(self.offset)
                data = file.read(self.size)
            return _unpack(data) if self.name.endswith(".gz") else data
        except FormatError as error:
            raise FormatError(str(error), place=self.name) from error
        except EOFError as error:
            raise InputError("the file is cut off: fetch it again", place=self.name) from error
        except (OSError, _deflate.error) as error:
            raise InputError(f"cannot be unpacked: {error}", place=self.name) from error


@dataclass(slots=True)
class Batch:
    """What one file of a dump held: works in its order, and how many records were left out, or mended, and why.

    It is flat, since every object that one process hands to another costs.
    """

    payloads: list[bytes | None] = field(default_factory=list)
    hashes: array[int] = field(default_factory=lambda: array("q"))
    owners: array[int] = field(default_factory=lambda: array("l"))  # the place of each hash's work in the file
    rejected: Counter[str] = field(default_factory=Counter)
    mended: Counter[str] = field(default_factory=Counter)

    def add(self, payload: bytes | None, keys: Iterable[int]) -> None:
        """Add a work as the index keeps it: the registry's own words, packed, and the keys that find it.

        Without a payload it says that the work of this identity was deleted.
        """
        found = set(keys)
        self.hashes.extend(found)
        self.owners.extend([len(self.payloads)] * len(found))
        self.payloads.append(payload)


class Form(NamedTuple):
    """How the dump of one registry is read, and how the index gives its works back."""

    name: str
    title: str  # what the dump is called in a record's source
    suffixes: tuple[str, ...]
    read: Callable[[Part], Batch]
    work: Callable[[bytes], Any]  # what is kept of a work, unpacked and parsed
    record: Callable[[Any, Source], Record]  # which is translated as a live answer is
    named: Callable[[Any], tuple[list[str], str]]  # and has titles and a first author's surname
    placed: Callable[[Any], tuple[str, list[str]]]  # and a volume and pages
    is_ordered: bool = False  # files must be added in the order of their names: later ones say what became of a work


def parts_of(dumps: Iterable[Path], suffixes: tuple[str, ...]) -> list[Part]:
    """Return the files of a dump, which may be folders, tar archives or single files, in the order of their names.

    Raises InputError for a dump that is none.

    PubMed numbers its files in the order in which they are to be applied, the updates after the baseline.
    """
    found = [part for dump in dumps for part in _parts(dump) if part.name.endswith(suffixes)]
    if not found:
        raise InputError(f"expected files that end in {', '.join(suffixes)}", place=", ".join(map(str, dumps)))
    parts = sorted(found, key=lambda part: (file_name(part.name), part.name))
    twice = [name for name, count in Counter(part.name for part in parts).items() if count > 1]
    if twice:
        raise InputError("the dump has two files of this name", place=twice[0])
    return parts


def file_name(name: str) -> str:
    """Return the name of a file without its folders.

    >>> file_name("updatefiles/pubmed26n1275.xml.gz")
    'pubmed26n1275.xml.gz'
    """
    return name.rpartition("/")[2]


def pack(payload: bytes, dictionary: bytes) -> bytes:
    """Compress one work, with what most works have in common known beforehand."""
    packer = _deflate.compressobj(level=1, wbits=-15, zdict=dictionary)
    packed: bytes = packer.compress(payload) + packer.flush()
    return packed


def unpack(packed: bytes, dictionary: bytes) -> bytes:
    """Give back what was packed.

    >>> unpack(pack(b'{"title":["The long way"]}', b'{"title":["'), b'{"title":["')
    b'{"title":["The long way"]}'
    """
    return zlib.decompressobj(wbits=-15, zdict=dictionary).decompress(packed)


def readable(data: bytes) -> bytes:
    r"""Return text in UTF-8: the same bytes, or, where some are none, with the sign for them.

    >>> readable(b"caf\xe9").decode()
    'caf�'
    """
    try:
        data.decode()
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace").encode()
    return data


def _parts(dump: Path) -> Iterator[Part]:
    if dump.is_dir():
        for path in dump.rglob("*"):
            if path.is_file() and not path.name.startswith("."):  # which other programs keep beside what they copy
                yield _part(path, path.relative_to(dump).as_posix())
    elif not dump.is_file():
        raise InputError("there is no such file or folder", place=str(dump))
    elif dump.name.endswith((".tar.gz", ".tgz", ".tar.xz", ".tar.bz2")):
        raise InputError("unpack the archive first: a packed tar cannot be read in parallel", place=str(dump))
    elif dump.suffix == ".tar":
        yield from _members(dump)
    else:
        yield _part(dump, dump.name)


def _part(path: Path, name: str) -> Part:
    about = path.stat()
    return Part(name, path, _day(about.st_mtime), about.st_size)


def _members(archive: Path) -> Iterator[Part]:
    """Yield where each file of a tar lies; nothing is unpacked, so that no path of the archive is ever written to."""
    try:
        with tarfile.open(archive, "r:") as tar:
            for member in tar:
                if member.isreg():
                    yield Part(member.name, archive, _day(member.mtime), member.size, member.offset_data)
        with archive.open("rb") as file:
            file.seek(-2 * tarfile.BLOCKSIZE, 2)
            if any(file.read()):  # the end is marked by two empty blocks, which tarfile does not ask for
                raise InputError("the archive is cut off: fetch it again", place=str(archive))
    except (tarfile.TarError, OSError, EOFError) as error:
        raise InputError(f"expected a tar archive: {error}", place=str(archive)) from error


def _day(seconds: float) -> str:
    """Return the day of a time that a file or an archive states, the first of all days where it states nonsense.

    >>> _day(1_795_305_600.0), _day(1e30)
    ('2026-11-22', '1970-01-01')
    """
    try:
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return "1970-01-01"


def _unpack(data: bytes) -> bytes:
    """Unpack gzip, which may be several streams after one another, refusing what unpacks to more than a file may."""
    if data[:2] != b"\x1f\x8b":
        raise gzip.BadGzipFile("not a gzip file")
    found: list[bytes] = []
    budget = Budget(DUMP)
    while data:
        stream = _deflate.decompressobj(wbits=31)
        found.append(stream.decompress(data, budget.left + 1))
        budget.spend(len(found[-1]))
        if not stream.eof:
            raise EOFError
        data = stream.unused_data.lstrip(b"\0")
    return b"".join(found)
