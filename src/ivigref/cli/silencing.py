"""Which findings a project does not want to see: its settings and --ignore, and what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ivigref.cli.messages import say, say_problems
from ivigref.text import counted

if TYPE_CHECKING:
    from ivigref.model import Checked, Finding, Silence
    from ivigref.reading import Listing

Ignore = Annotated[
    list[str] | None,
    typer.Option(
        "--ignore",
        metavar="CHECK[:REF]=REASON",
        help="Do not report a finding, for one reference or for all; repeatable.",
    ),
]
ListSilenced = Annotated[bool, typer.Option("--silenced", help="List the silenced findings with their reasons.")]


def silences(ignored: Sequence[str] | None, file: str | None) -> list[Silence]:
    """Return what the options silence, and the settings of the folder that the work is done in, for a file."""
    from ivigref.settings import find_settings  # noqa: PLC0415  (help is there at once)
    from ivigref.silences import from_option, from_settings  # noqa: PLC0415  (the same)

    settings = find_settings(Path.cwd())
    return [*map(from_option, ignored or ()), *(from_settings(settings, file) if settings else ())]


def read(file: str | None, encoding: str | None, which: int | None, silent: Sequence[Silence]) -> Listing:
    """Read a list for a verb, and say what is wrong with it as a whole, but for what is silenced.

    Keys that are cited and not listed are said by the report: the check of the text may find them with their places.
    """
    from ivigref import reading  # noqa: PLC0415  (as above)

    listing = reading.shipped() if file is None else reading.read(file, encoding=encoding, which=which)
    heard = tuple(p for p in _at_once(listing) if not any(silence.covers(p) for silence in silent))
    say_problems(listing._replace(problems=heard))
    return listing


def report(checked: Checked, listing: Listing, *, listed: bool) -> None:
    """Say how many findings are silenced, on request which and why, and what the check says of the list as a whole."""
    if checked.silenced:
        say(f"{counted(len(checked.silenced), 'finding')} silenced{'' if listed else ' (--silenced lists them)'}")
    for finding, silence in checked.silenced if listed else ():
        say(f"  {finding}: {silence.reason} ({silence.place})")
    # What the text cites is shown with the findings.
    said = _at_once(listing)
    later = tuple(p for p in checked.problems if p not in said and not p.check.is_in_text)
    say_problems(listing._replace(problems=later, documents=()))


def _at_once(listing: Listing) -> list[Finding]:
    from ivigref.model import Check  # noqa: PLC0415  (help is there at once)

    return [problem for problem in listing.problems if problem.check is not Check.CITED_UNLISTED]
