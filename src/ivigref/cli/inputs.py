"""Reading for a verb: files, folders, archives, standard input or the shipped list; problems are said on stderr."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ivigref.cli.messages import say, say_problems

if TYPE_CHECKING:
    from ivigref.reading import Listing
    from ivigref.sources import Source


def read(file: Source | None, encoding: str | None = None, which: int | None = None) -> Listing:
    """Read a list, the shipped one for None, and say what is wrong with it as a whole."""
    from ivigref import reading  # noqa: PLC0415  (help is there at once)

    listing = reading.shipped() if file is None else reading.read(file, encoding=encoding, which=which)
    say_problems(listing)
    return listing


def read_each(files: Sequence[Source] | None, encoding: str | None = None, which: int | None = None) -> Listing:
    """Read files as one list, and say which could not be read; raise InputError where none could."""
    from ivigref import reading  # noqa: PLC0415  (the same)
    from ivigref.errors import InputError  # noqa: PLC0415  (the same)

    if files is None or len(files) < 2:  # noqa: PLR2004  (one, or none)
        return read(files[0] if files else None, encoding, which)
    listings, faults = [], []
    for file in files:
        try:
            listings.append(read(file, encoding, which))
        except InputError as error:
            faults.append(error)
            say(f"ivigref: not read: {error}")
    if not listings:
        raise InputError(f"none of the {len(files)} files could be read") from faults[0]
    return reading.join(listings, f"{len(listings)} files")
