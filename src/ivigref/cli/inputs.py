"""Reading for a verb: a file, standard input or the shipped list, with its problems said on stderr."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ivigref.cli.messages import say_problems

if TYPE_CHECKING:
    from ivigref.reading import Listing


def read(file: str | None, encoding: str | None = None, which: int | None = None) -> Listing:
    """Read a list, the shipped one for None, and say what is wrong with it as a whole."""
    from ivigref import reading  # noqa: PLC0415  (help is there at once)

    listing = reading.shipped() if file is None else reading.read(file, encoding=encoding, which=which)
    say_problems(listing)
    return listing
