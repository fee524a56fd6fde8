"""What people are told on stderr, beside the results: problems of a list, and registries that did not answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:  # each verb imports what it needs itself, so that --help is fast
    from ivigref.model import Citation
    from ivigref.reading import Listing, Stream


def say(message: str) -> None:
    """Print a message on stderr; nothing in it can control the terminal."""
    from ivigref.text import printable  # noqa: PLC0415  (as above)

    typer.echo(printable(message), err=True)


def say_problems(listing: Listing) -> None:
    """Say what is wrong with a list as a whole, and with each document of several."""
    for document in listing.documents:
        say_problems(document)
    for problem in listing.problems:
        where = f"{listing.name}:{problem.line}" if problem.line else listing.name
        say(f"{where}: {problem.severity}: {problem.message} [{problem.check}]")


def say_style(listing: Listing | Stream) -> None:
    """Say as what a printed list was read, and each document of several."""
    for document in listing.documents:
        say_style(document)
    if listing.printed_as is not None:
        say(f"{listing.name}: {listing.printed_as}")


def say_silence(citations: Sequence[Citation]) -> None:
    """Say which registries could not be asked, why, and for how many references."""
    from ivigref.model.citations import unheard  # noqa: PLC0415  (as above)

    for line in unheard(citations):
        say(f"ivigref: {line}")


def name_shipped(listing: Listing) -> None:
    """Say that it is the shipped list, where what is printed has no place for it and nobody named a file."""
    if listing.is_shipped:
        from ivigref.text import counted  # noqa: PLC0415  (as above)

        say(f"{listing.title}: {counted(len(listing.citations), 'reference')}")
