"""The verb that shows ivigref in a browser: serve."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from ivigref.cli import options
from ivigref.cli.examples import ending
from ivigref.cli.messages import say
from ivigref.cli.options import Asking
from ivigref.errors import MissingExtra

if TYPE_CHECKING:  # help is there at once
    from ivigref.registries.cache import Progress
    from ivigref.resolution import Registry
    from ivigref.serve.job import Wish

app = typer.Typer()
_TOKEN = "IVIGREF_TOKEN"  # noqa: S105  (the name of a variable)


@app.command(epilog=ending("serve"))
@options.asks
def serve(
    *,
    opened: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    host: Annotated[str, typer.Option(help="The address to listen on; beyond this machine only with a login.")] = (
        "127.0.0.1"
    ),
    port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="The port; by default 8765, or any where that is taken.")
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(envvar=_TOKEN, show_envvar=False, help="What people enter to come in, instead of a random one."),
    ] = None,
    login: Annotated[
        str | None,
        typer.Option(
            "--login-header", metavar="NAME", help="The header in which a reverse proxy names who has logged in."
        ),
    ] = None,
    address: Annotated[
        str | None, typer.Option(metavar="URL", help="The address at which a reverse proxy shows the page.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="How many lists are checked at the same time.")] = 4,
    keep: Annotated[
        float, typer.Option(metavar="HOURS", min=0.01, help="Delete lists that nobody has used for so long.")
    ] = 12,
    largest: Annotated[int | None, typer.Option(metavar="MB", min=1, max=64, help="The largest document.")] = None,
    minutes: Annotated[
        float, typer.Option("--time-limit", metavar="MINUTES", min=0.01, help="The longest that one list may take.")
    ] = 30,
    asking: Asking,
) -> None:
    """Show a page in the browser: drop a list, watch it being checked, decide on corrections, take files away.

    It is reached from this machine only, and with the token in its address; nothing is stored after the end. Which
    registries are asked is chosen on the page, among those of --registries if that is given; --offline asks nobody.
    """
    try:
        from ivigref.serve.app import Offer  # noqa: PLC0415  (as above)
        from ivigref.serve.doors import planned  # noqa: PLC0415  (the same)
        from ivigref.serve.limits import Limits  # noqa: PLC0415  (the same)
        from ivigref.serve.server import Running, listening, welcome  # noqa: PLC0415  (the same)
        from ivigref.serve.work import check  # noqa: PLC0415  (the same)
    except ModuleNotFoundError as error:
        raise MissingExtra("serve") from error
    doors = planned(host, port or 0, token, login, address)
    given = Limits()
    limits = given._replace(
        keep=keep * 3_600, check=minutes * 60, file=given.file if largest is None else largest * 1_000_000
    )
    offer = Offer(partial(check, partial(_registries, asking)), _allowed(asking), jobs, limits)
    listener = listening(host, port)
    doors = doors._replace(port=listener.getsockname()[1])
    # A token that somebody chose is known to those who need it, and stays out of what a terminal or a log keeps.
    shown = doors if token is None else doors._replace(token=None)
    Running(listener, doors, offer, lambda: welcome(shown, say, is_opened=opened)).run()


def _allowed(asking: Asking) -> tuple[str, ...]:
    """Return the registries that people may choose among."""
    from ivigref.registries import LIVE  # noqa: PLC0415  (as above)
    from ivigref.registries.choice import names_of  # noqa: PLC0415  (the same)

    if asking.offline:
        return ()
    return tuple(LIVE) if asking.registries is None else tuple(names_of(asking.registries))


@contextmanager
def _registries(asking: Asking, wish: Wish, told: Progress) -> Iterator[list[Registry]]:
    """Open whom somebody wishes to ask, in the process of their list."""
    from ivigref.cli.asking import asked_registries  # noqa: PLC0415  (as above)

    names = asking.registries if wish.registries is None else ",".join(wish.registries)
    chosen = asking._replace(live=wish.registries != (), registries=names or None)
    with asked_registries(chosen, told, wish.mailto) as found:
        yield found
