"""check --annotate and --suggest: the author's own document with comments, and the original as it was."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from ivigref.cli import saving
from ivigref.cli.messages import say
from ivigref.errors import FormatError, InputError
from ivigref.text import counted
from ivigref.writing import same_file

if TYPE_CHECKING:
    from ivigref.model import Checked

Annotate = Annotated[
    bool,
    typer.Option(
        "--annotate",
        help="Write a copy of the document (.docx, .odt, .pdf) with a comment at each reference that has a finding; the"
        " original stays as it is.",
    ),
]
Suggest = Annotated[
    bool,
    typer.Option("--suggest", help="As --annotate, and with each sure correction as a tracked change to accept."),
]
Target = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="The copy that --annotate or --suggest writes.")
]


class Copy(NamedTuple):
    """A document and the copy that is to be written of it."""

    file: Path
    target: Path


def guarded(file: object, target: Path | None, *, wanted: bool, others: bool) -> Copy | None:
    """Return the copy that is wanted; refuse, before anybody is asked, what could not be written afterwards."""
    if not wanted and target is not None:
        raise InputError("--output names the copy that --annotate or --suggest writes: add one of them")
    if not wanted:
        return None
    if others:
        raise InputError("--annotate and --suggest return a document, and take no other way to show or correct")
    if not isinstance(file, str) or file == "-":
        raise InputError("--annotate and --suggest return a document: name its file")
    path = Path(file)
    if target is None:
        raise InputError(f"expected a name for the copy, such as --output {path.stem}.checked{path.suffix}")
    if same_file(target, [file]) is not None:
        raise InputError("expected a file other than the document itself, which stays as it is", place=str(target))
    return Copy(path, target)


def refuse_other_kinds(copy: Copy | None) -> None:
    """Refuse a document that has been read and can hold no comments, before anybody is asked about its list."""
    if copy is None:
        return
    from ivigref.annotating.returning import OTHERS, is_returned  # noqa: PLC0415  (only these options need it)

    if not is_returned(copy.file.read_bytes()):
        raise InputError(OTHERS, place=str(copy.file))


def write(copy: Copy, checked: Checked, *, suggest: bool, notes: bool) -> None:
    """Write the document with what was found, and say what it was given and what could not be put into it."""
    from datetime import UTC, datetime  # noqa: PLC0415  (only these options need it)

    from ivigref.annotating.remarks import remarks  # noqa: PLC0415  (the same)
    from ivigref.annotating.returning import returned  # noqa: PLC0415  (the same)

    file, target = copy
    found = list(remarks(checked, suggest=suggest, notes=notes))
    try:
        result = returned(file.read_bytes(), found, datetime.now(tz=UTC))
    except FormatError as error:
        raise InputError(str(error), place=str(file)) from error
    saving.put(target, result.data, saving.ANNOTATED)
    for line in result.told:
        say(f"{file}: {line}")
    changes = f", {counted(result.changes, 'suggested change')}" if suggest else ""
    say(f"{target}: {counted(result.comments, 'comment')}{changes}")
