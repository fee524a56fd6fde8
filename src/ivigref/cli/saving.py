"""Where verbs write: inputs are not overwritten, and replacing a foreign file is reported."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from ivigref.cli.messages import say
from ivigref.cli.options import Asking
from ivigref.errors import InputError, reason
from ivigref.writing import same_file, write, write_parts

_LARGEST = 200_000_000  # bytes; a larger file is not examined for being ivigref's own
REPORT, RECORDS, LOSSES, ANNOTATED, MARKED = (
    "report",
    "records",
    "losses",
    "annotated",
    "marked",
)  # what verbs write besides the formats of reference managers
_UNTOLD = frozenset((ANNOTATED, MARKED))  # what does not show who has written it

Force = Annotated[bool, typer.Option("--force", help="Overwrite the output even if it is also an input.")]


def guard(output: Path, what: str, files: Iterable[str | Path | None], asking: Asking | None = None) -> None:
    """Refuse to overwrite an input, unless ivigref wrote it in exactly this form: then nothing is lost."""
    read = [file for file in (*files, asking and asking.retraction_watch) if file is not None]
    same = same_file(output, read)
    if same is not None and not _is_own(output, what):
        raise InputError(
            f"expected a file other than the input ({same}), which would be lost; name another file, or add --force",
            place=str(output),
        )


def guard_losses(
    lost: Path, output: Path | None, files: Iterable[str | Path | None], asking: Asking | None = None
) -> None:
    """Refuse to write the losses over an input, or where the list itself goes, be it there already or not."""
    if output is not None and lost.resolve() == output.resolve():
        raise InputError("expected a file other than the output, which would be lost", place=str(lost))
    guard(lost, LOSSES, [*files, output], asking)


def put(output: Path, text: str | bytes | Iterable[str], what: str) -> None:
    """Write a file; report if it replaces one that ivigref did not write in this form, or if it has other names."""
    is_foreign = output.is_file() and not _is_own(output, what)
    try:
        written = write(output, text) if isinstance(text, str | bytes) else write_parts(output, text)
    except OSError as error:
        raise InputError(f"cannot be written: {reason(error)}", place=str(output)) from error
    if is_foreign and what in _UNTOLD:
        say(f"{output}: replaced the file that was there")
    elif is_foreign:
        say(f"{output}: replaced a file that ivigref did not write ({what})")
    if written.names > 1:
        say(f"{output}: one file with {written.names} names, and all of them now show the new content")


def _is_own(path: Path, what: str) -> bool:
    """Tell whether a file is exactly what ivigref writes, or empty, so that it can be written again."""
    from ivigref import formats  # noqa: PLC0415  (40 ms that are needed only if the file exists)
    from ivigref.formats.losses import Loss  # noqa: PLC0415  (the same)
    from ivigref.reports.html import is_report  # noqa: PLC0415  (the same)

    if what in _UNTOLD:
        return False
    try:
        if path.stat().st_size > _LARGEST:
            return False
        text = path.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        return False
    if what == LOSSES:
        return not text or text.startswith(",".join(Loss._fields) + "\n")
    if not text or what == REPORT:
        return not text or is_report(text)
    return all(map(_is_record, text.splitlines())) if what == RECORDS else formats.is_own(text, what)


def _is_record(line: str) -> bool:
    try:
        return set(json.loads(line)) == {"printed", "record"}
    except (ValueError, TypeError, RecursionError):
        return False
