"""The settings of a project as defaults of options, and the verb that shows which hold and where they are from."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ivigref.cli.examples import ending

if TYPE_CHECKING:
    from ivigref.settings import Settings

app = typer.Typer()


def apply(ctx: typer.Context) -> None:
    """Make the settings of this folder the defaults of a verb's options; options and variables have precedence."""
    from ivigref.settings import SETTINGS, find_settings  # noqa: PLC0415  (tomllib, which --help does not need)

    settings = find_settings(Path.cwd())
    if settings is None or ctx.invoked_subcommand is None:
        return
    defaults = {}
    for name, setting in SETTINGS.items():
        if setting.is_default and (value := settings.text(name)) is not None:
            if setting.variable:
                os.environ.setdefault(setting.variable, value)
            else:
                defaults[name.replace("-", "_")] = value
    ctx.default_map = {ctx.invoked_subcommand: defaults}


def chosen(name: str) -> str | None:
    """Return a setting that an option cannot have as its default, because the option says more: --registries asks."""
    from ivigref.settings import find_settings  # noqa: PLC0415  (as above)

    settings = find_settings(Path.cwd())
    return settings.text(name) if settings else None


@app.command(epilog=ending("config"))
def config() -> None:
    """Show the settings that hold in this folder, and which file or variable each is from."""
    from ivigref.settings import OWN, SETTINGS, SHARED, find_settings  # noqa: PLC0415  (as above)
    from ivigref.text import printable  # noqa: PLC0415  (as above)

    settings = find_settings(Path.cwd())
    if settings is None:
        typer.echo(f"found no {OWN} and no [tool.ivigref] in {SHARED}, in this folder or above it")
    for name, setting in SETTINGS.items():
        typer.echo(printable(f"{name}: {_held(name, settings)}  # {setting.meaning}"))


def _held(name: str, settings: Settings | None) -> str:
    from ivigref.settings import SETTINGS  # noqa: PLC0415  (as above)
    from ivigref.silences import from_settings  # noqa: PLC0415  (as above)

    variable = SETTINGS[name].variable
    said = os.environ.get(variable) if variable else None
    if settings is None or name not in settings.table:
        return f"{said}, from {variable}" if said else "not set"
    if name == "ignore":
        from_settings(settings)  # raises what ivigref check would
        return f"{len(settings.table[name])}, from {settings.place}"
    written = settings.text(name)
    return f"{written}, from {settings.place}" if said in {None, written} else f"{said}, from {variable}"
