"""check --fix and --diff: write the values of certain records into a file of text, and change nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand

from ivigref.cli.messages import say
from ivigref.cli.printing import print_text
from ivigref.corrections import Level
from ivigref.errors import InputError
from ivigref.text import counted

if TYPE_CHECKING:
    from ivigref.model import Checked

FIX = "--fix"
_KINDS = "--fix and --diff correct a .bib file, or a list in LaTeX or Markdown: name one"


class Fixing(TyperCommand):
    """A verb whose --fix may stand without a level, and is then --fix=all; a level is never the next argument."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401  (typer's own)
        """Write the level out before the options are read."""
        end = args.index("--") if "--" in args else len(args)
        named = [f"{FIX}={Level.ALL}" if argument == FIX else argument for argument in args[:end]]
        return super().parse_args(ctx, named + args[end:])


def fix(
    file: str | None, encoding: str | None, checked: Checked, level: Level | None, *, show: bool, which: int | None
) -> None:
    """Correct a .bib file or a list in a text, or show what would be corrected, and then write nothing."""
    from ivigref.encodings import read_exactly  # noqa: PLC0415  (only --fix needs it)

    if not isinstance(file, str) or file == "-":
        raise InputError(_KINDS)
    from ivigref.annotating.fixed import is_library  # noqa: PLC0415  (the same)

    path = Path(file)
    if is_library(file):
        old, found = read_exactly(path, encoding)
        _fix_library(path, old, found, checked, level or Level.ALL, show=show)
        return
    from ivigref.documents import Contents, is_told_by_bytes  # noqa: PLC0415  (as above)

    if is_told_by_bytes(Contents(path.read_bytes())):
        raise InputError(f"{_KINDS}, or add --suggest, which returns a document with its corrections", place=file)
    old, found = read_exactly(path, encoding)
    _fix_text(path, old, found, checked, level or Level.ALL, show=show, which=which)


def _fix_library(path: Path, old: str, encoding: str, checked: Checked, level: Level, *, show: bool) -> None:
    from ivigref.annotating.fixed import fixed_library  # noqa: PLC0415  (as above)
    from ivigref.formats import bibtex, bibtex_editing  # noqa: PLC0415  (the same)

    result = fixed_library(path, old, checked, level, encoding=encoding)
    for line in result.said:
        say(line)
    if show:
        print_text(bibtex_editing.diff(old, result.text, str(path)))
    else:
        _write(path, (old, result.text), encoding, result.values, bibtex.loads)


def _fix_text(
    path: Path, old: str, encoding: str, checked: Checked, level: Level, *, show: bool, which: int | None
) -> None:
    """Correct the values of a list in a text; its changes are shown, also where they are then written."""
    from ivigref.annotating.fixed import fixed_text  # noqa: PLC0415  (as above)
    from ivigref.annotating.texts import is_markup  # noqa: PLC0415  (the same)
    from ivigref.formats.bibtex_editing import diff  # noqa: PLC0415  (the same)

    if not is_markup(old):
        raise InputError(_KINDS, place=str(path))
    result = fixed_text(path, old, checked, level, which=which)
    for line in result.said:
        say(line)
    print_text(diff(old, result.text, str(path)))
    if not show:
        _write(path, (old, result.text), encoding, result.values, lambda _: None)


def _write(path: Path, text: tuple[str, str], encoding: str, count: int, check: Callable[[str], object]) -> None:
    from ivigref import writing  # noqa: PLC0415  (as above)

    old, new = text
    if new == old:
        say(f"{path}: nothing to correct")
        return
    written = writing.write(path, new, encoding=encoding, check=check)
    if written.names > 1:
        say(f"{path}: one file with {written.names} names, and all of them now show the corrections")
    say(f"{path}: {counted(count, 'value')} corrected")
