"""Packages in which some parts are others and all else is as it was: order, dates, packing and every byte."""

from __future__ import annotations

import io
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from ivigref.budget import LIMIT, Budget, Counted
from ivigref.documents.packed import FAULTS
from ivigref.errors import FormatError

_CHUNK = 1 << 20
_PICTURES = 16 * LIMIT  # bytes of all parts; what is only copied is never held whole


def part(package: ZipFile, name: str, budget: Budget) -> bytes:
    """Return a part of a package; raise FormatError where it unpacks to more than it may, or is not there."""
    if name not in package.namelist():
        raise FormatError(f"expected {name} in the document, found none")
    if (size := package.getinfo(name).file_size) > budget.left:  # what it says of itself spares the unpacking
        budget.spend(size)
    with package.open(name) as stream:
        return Counted(stream, budget).read(LIMIT + 1)


def repacked(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Return a package with these parts in the place of its own, or behind them; raise FormatError for a damaged one.

    >>> file = io.BytesIO()
    >>> with ZipFile(file, "w") as package:
    ...     package.writestr("a", "old"), package.writestr("b", "stays")
    (None, None)
    >>> with ZipFile(io.BytesIO(repacked(file.getvalue(), {"a": b"new", "c": b"more"}))) as package:
    ...     [(name, package.read(name)) for name in package.namelist()]
    [('a', b'new'), ('b', b'stays'), ('c', b'more')]
    """
    target = io.BytesIO()
    budget = Budget(_PICTURES)
    try:
        with ZipFile(io.BytesIO(data)) as source, ZipFile(target, "w", ZIP_DEFLATED) as result:
            for info in source.infolist():
                named = _copied(info)
                if info.filename in parts:
                    result.writestr(named, parts[info.filename])
                elif info.is_dir():
                    result.writestr(named, b"")
                else:
                    with (
                        source.open(info) as old,
                        result.open(named, "w", force_zip64=info.file_size >= 1 << 31) as new,
                    ):
                        counted = Counted(old, budget)
                        while chunk := counted.read(_CHUNK):
                            new.write(chunk)
            for name in sorted(parts.keys() - set(source.namelist())):
                result.writestr(ZipInfo(name), parts[name], ZIP_DEFLATED)
            result.comment = source.comment
    except FormatError:
        raise
    except FAULTS as error:
        raise FormatError("expected a whole document, found a damaged package") from error
    return target.getvalue()


def _copied(info: ZipInfo) -> ZipInfo:
    """Return what a package says of a part, without where it lies and what is worked out again."""
    new = ZipInfo(info.filename, info.date_time)
    new.compress_type = info.compress_type
    new.external_attr, new.create_system, new.comment = info.external_attr, info.create_system, info.comment
    return new
