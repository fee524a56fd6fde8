"""check --fix and --diff: write the values of certain records into a .bib file, and change nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand

from ivigref.cli.messages import say
from ivigref.cli.printing import print_text
from ivigref.errors import InputError

if TYPE_CHECKING:
    from ivigref.formats.bibtex_editing import Edit
    from ivigref.model import Checked

FIX = "--fix"


class Level(StrEnum):
    """How much is corrected: what cannot change which work is cited, or all that certain records prove wrong."""

    SAFE = "safe"
    ALL = "all"


class Fixing(TyperCommand):
    """A verb whose --fix may stand without a level, and is then --fix=all; a level is never the next argument."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401  (typer's own)
        """Write the level out before the options are read."""
        end = args.index("--") if "--" in args else len(args)
        named = [f"{FIX}={Level.ALL}" if argument == FIX else argument for argument in args[:end]]
        return super().parse_args(ctx, named + args[end:])


def fix(file: str | None, encoding: str | None, checked: Checked, level: Level | None, *, show: bool) -> None:
    """Correct a .bib file, or show what would be corrected, and then write nothing."""
    from ivigref import writing  # noqa: PLC0415  (only --fix needs it)
    from ivigref.encodings import read_exactly  # noqa: PLC0415  (the same)
    from ivigref.formats import bibtex, bibtex_editing  # noqa: PLC0415  (the same)

    if file is None or file == "-" or not file.endswith(".bib"):
        raise InputError("--fix and --diff correct a .bib file: name one")
    path = Path(file)
    old, found = read_exactly(path, encoding)
    editor = bibtex_editing.Editor(old, encoding=found)
    count = 0
    for change in edits(checked, level or Level.ALL):
        try:
            count += editor.change(change)
        except InputError as error:
            say(f"{file}: {change.field} is not corrected: {error}")
    new = editor.text()
    if show:
        print_text(bibtex_editing.diff(old, new, file))
        return
    if new == old:
        say(f"{file}: nothing to correct")
        return
    written = writing.write(path, new, encoding=found, check=bibtex.loads)
    if written.names > 1:
        say(f"{file}: one file with {written.names} names, and all of them now show the corrections")
    say(f"{file}: {count} values corrected")


def edits(checked: Checked, level: Level = Level.ALL) -> Iterator[Edit]:
    """Yield the corrections that certain records prove, as far as the level goes."""
    from ivigref.corrections import edit_of, proposed  # noqa: PLC0415  (as above)

    for citation, corrections, is_doubtful in proposed(checked, is_safe=level is Level.SAFE):
        if is_doubtful:
            say(f"{citation.key}: not corrected: another work or version may be meant than the one that was found")
        yield from (edit_of(citation, correction) for correction in corrections)
