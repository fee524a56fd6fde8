"""The verb that serves assistants by the Model Context Protocol: mcp."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ivigref.cli import configuring, options
from ivigref.cli.examples import ending
from ivigref.cli.faults import ended_by_ctrl_c
from ivigref.cli.messages import say
from ivigref.cli.options import Asking
from ivigref.errors import MissingExtra

if TYPE_CHECKING:  # help is there at once
    from ivigref.assistants.work import Sought
    from ivigref.model import Silence
    from ivigref.registries.cache import Progress
    from ivigref.resolution import Registry

app = typer.Typer()


@app.command(epilog=ending("mcp"))
@options.asks
def mcp(
    *,
    allow: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FOLDER", help="A folder whose documents may be read, instead of this one; may be repeated."
        ),
    ] = None,
    minutes: Annotated[
        float, typer.Option("--time-limit", metavar="MINUTES", min=0.001, help="The longest that a call may take.")
    ] = 10,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="How many calls are answered at the same time.")] = 4,
    asking: Asking,
) -> None:
    """Let an assistant check references, by the Model Context Protocol over standard input and output.

    It can check, look up, explain, tag and format, and only read: documents of this folder, or of those that --allow
    names. Registries are asked with --live only.
    """
    try:
        from ivigref.assistants import server  # noqa: PLC0415  (as above)
    except ModuleNotFoundError as error:
        raise MissingExtra("mcp") from error
    from ivigref.assistants.folders import Folders  # noqa: PLC0415  (the same)
    from ivigref.assistants.work import Means  # noqa: PLC0415  (the same)
    from ivigref.cli.remarks import remarks  # noqa: PLC0415  (the same)

    folders = Folders(allow or [Path.cwd()])
    means = Means(
        partial(_registries, asking),
        _silences,
        remarks,
        is_live=asking.live and not asking.offline,
        profile=configuring.chosen("profile"),
        style=configuring.chosen("style") or "vancouver",
    )
    if server.is_terminal():
        say("ivigref mcp is started by an assistant, which it hears on standard input; Ctrl-C ends it")
    with ended_by_ctrl_c():
        server.run(folders, means, server.Limits(minutes * 60, jobs))


@contextmanager
def _registries(asking: Asking, sought: Sought, told: Progress) -> Iterator[list[Registry]]:
    """Open whom to ask, in the process of a call."""
    from ivigref import retrieval  # noqa: PLC0415  (as above)
    from ivigref.cli.asking import asked_registries  # noqa: PLC0415  (the same)

    if sought == "identifier" and asking.live:
        asking = asking._replace(registries=asking.registries or ",".join(retrieval.whom(asking.urls)))
    with asked_registries(asking, told) as found:
        yield found


def _silences(file: str | None) -> list[Silence]:
    from ivigref.cli.silencing import silences  # noqa: PLC0415  (the same)

    return silences(None, file)
