"""format --mark and --output: the list in a style with its corrections shown, on a terminal or in a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ivigref.cli import saving
from ivigref.cli.messages import say
from ivigref.cli.printing import print_text
from ivigref.errors import InputError

if TYPE_CHECKING:
    from ivigref.annotating.marking import Marked
    from ivigref.model import Checked, Values

ENDINGS = (".docx", ".html", ".md", ".txt")
Mark = Annotated[
    bool,
    typer.Option(
        "--mark", help="Show what is corrected: old words struck, new ones underlined; doubts are left as printed."
    ),
]
Target = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="A file (.docx, .html, .md or .txt), instead of stdout."),
]


def guard(target: Path) -> None:
    """Refuse an ending that says nothing of a kind of file."""
    if target.suffix.lower() not in ENDINGS:
        raise InputError(f"expected a name that ends in {', '.join(ENDINGS)}", place=str(target))


def write(checked: Checked, style: str, values: Values, target: Path | None, *, mark: bool) -> None:
    """Write the list, or print it; say how many references were corrected and how many left as printed."""
    from ivigref.annotating import marking  # noqa: PLC0415  (citation processors are slow to load)

    found = marking.marked(checked, style, values=values, mark=mark)
    if target is not None:
        saving.put(target, _drawn(found, target, checked.name), saving.MARKED)
        say(f"{target}: {marking.summary(found)}")
        return
    if sys.stdout.isatty():
        from ivigref.reports import console, terminal  # noqa: PLC0415  (the same)

        terminal.show(console.marked_line(one.number, one.pieces, one.doubt) for one in found)
    else:
        print_text(marking.text(found))
    say(f"{checked.name}: {marking.summary(found)}")


def _drawn(found: list[Marked], target: Path, title: str) -> str | bytes:
    from datetime import UTC, datetime  # noqa: PLC0415  (only this needs it)

    from ivigref.annotating import marked_word, marking  # noqa: PLC0415  (as above)

    match target.suffix.lower():
        case ".docx":
            return marked_word.document(found, datetime.now(tz=UTC))
        case ".html":
            return marking.page(found, title)
        case ".md":
            return marking.markdown(found)
        case _:
            return marking.text(found)
