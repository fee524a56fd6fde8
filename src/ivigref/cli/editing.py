"""The verb that serves editors: lsp."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from ivigref.cli import options, silencing
from ivigref.cli.examples import ending
from ivigref.cli.exits import CLEAN, FINDINGS
from ivigref.cli.faults import ended_by_ctrl_c
from ivigref.cli.options import Asking
from ivigref.errors import MissingExtra

if TYPE_CHECKING:
    from ivigref.lsp.documents import Wanted
    from ivigref.resolution import Registry

app = typer.Typer()


@app.command(
    epilog=ending("lsp"),
)
@options.asks
def lsp(
    *,
    asking: Asking,
    profile: Annotated[
        str | None, typer.Option("--profile", metavar="NAME|TOML", help="Check a journal's own rules, too.")
    ] = None,
    ignore: silencing.Ignore = None,
) -> None:
    """Show findings in an editor while a list is edited, with quick fixes: a language server.

    An editor starts it and speaks with it on standard input and output. It reads .bib files, Markdown, LaTeX and plain
    reference lists, and obeys the settings of the folder that a document lies in. No registry is queried without
    --live, or "live": true among the editor's initialization options.
    """
    try:
        from ivigref.lsp.documents import Wanted  # noqa: PLC0415  (help is there at once)
        from ivigref.lsp.server import serve  # noqa: PLC0415  (the same)
    except ModuleNotFoundError as error:
        raise MissingExtra("lsp") from error
    wish = Wanted(asking.live, asking.registries, profile, tuple(ignore or ()))
    with ended_by_ctrl_c():
        is_shut_down = serve(wish, partial(_opened, asking))
    raise typer.Exit(CLEAN if is_shut_down else FINDINGS)


@contextmanager
def _opened(asking: Asking, wish: Wanted, mailto: str | None) -> Iterator[Sequence[Registry] | None]:
    """Open whom an editor wishes to ask; None for the shipped records alone."""
    from ivigref.cli.asking import asked_registries  # noqa: PLC0415  (as above)

    chosen = asking._replace(live=wish.live, registries=wish.registries)
    if chosen.is_content:
        yield None
        return
    with asked_registries(chosen, None, mailto) as found:
        yield found
