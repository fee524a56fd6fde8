"""The verb that explains a name that a report prints: a check, a verdict, a status, a term."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from ivigref.cli.examples import ending

app = typer.Typer()


@app.command(epilog=ending("explain"))
def explain(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="A check, a verdict, a status, or a term or disease that a tag names."),
    ],
) -> None:
    """Explain a check, a verdict, a status or a term: what it means, with an example, and what to do."""
    from ivigref.sheets import sheet  # noqa: PLC0415  (keeps --help fast)

    if sys.stdout.isatty():
        from ivigref.reports.rich_parts import show_page  # noqa: PLC0415  (rich only where it draws)

        show_page(sheet(name))
    else:
        typer.echo(sheet(name), nl=False)
