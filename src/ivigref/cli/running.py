"""Running the command line: each group of verbs has its module; this one combines them into one command."""

from __future__ import annotations

import importlib
import sys
from typing import Annotated, Any, NoReturn

import typer

from ivigref.cli import configuring, faults
from ivigref.cli.examples import ending
from ivigref.cli.exits import CLEAN, EPILOG
from ivigref.cli.messages import say
from ivigref.cli.options_as_given import spare
from ivigref.errors import IvigrefError

# Where verbs are, in the order of the help; a verb is run without the modules of the others.
VERBS = {
    "lists.app": ("parse", "resolve", "check", "tag"),
    "files.app": ("export", "format", "merge", "report"),
    "fetch.app": ("fetch",),
    "explaining.app": ("explain",),
    "configuring.app": ("config",),
    "doctor.app": ("doctor",),
    "serving.app": ("serve",),
    "editing.app": ("lsp",),
    "assisting.app": ("mcp",),
    "vocabulary.app": ("vocabulary",),
    "journals.app": ("journals",),
    "bulk.index": ("index",),
    "bulk.app": ("batch",),
}


def command_line(verb: str | None = None) -> Any:  # noqa: ANN401  (a class of typer's own)
    """Return the command with one verb, or with all of them."""
    app = typer.Typer(
        name="ivigref",
        help="Parse, check, tag and export the reference list of a medical review.\n\n"
        "Every verb takes a FILE, - for standard input, or nothing for the shipped list of 57 references on intravenous"
        " immunoglobulins in connective tissue diseases.",
        epilog=ending("", EPILOG),
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(invoke_without_command=True)(ivigref)
    asked = [place for place, verbs in VERBS.items() if verb in verbs]
    for place in asked or VERBS:
        module, _, name = place.partition(".")
        verbs = getattr(importlib.import_module(f"ivigref.cli.{module}"), name)
        app.add_typer(_only(verb, verbs) if asked else verbs)
    made = typer.main.get_command(app)
    spare(made)
    return made


def _only(verb: str | None, verbs: typer.Typer) -> typer.Typer:
    """Leave out the other verbs of a module; a verb that has verbs itself stays as it is."""
    wanted = [
        known for known in verbs.registered_commands if verb in {known.name, getattr(known.callback, "__name__", "")}
    ]
    if not wanted:
        return verbs
    alone = typer.Typer()
    alone.registered_commands = wanted
    return alone


def ivigref(
    ctx: typer.Context,
    version: Annotated[  # noqa: FBT002
        bool, typer.Option("--version", help="Print the version and what is installed, and exit.")
    ] = False,
) -> None:
    """Parse, check, tag and export the reference list of a medical review."""
    if version:
        from ivigref.cli import doctor  # noqa: PLC0415  (few ask for it)

        doctor.show_installed()
        raise typer.Exit(CLEAN)
    configuring.apply(ctx)


def run() -> NoReturn:
    """Run the command line; any error becomes one line on stderr and an exit code."""
    faults.guarded(_run)
    sys.exit(CLEAN)


def _run() -> None:
    """Run the command line, and end with one line if the input or a registry is at fault."""
    try:
        command_line(*sys.argv[1:2])(prog_name="ivigref")
    except BrokenPipeError:  # the reader closed the pipe
        sys.stderr.close()
        sys.exit(CLEAN)
    except (IvigrefError, OSError, UnicodeError) as error:
        if (known := faults.foreseen(error)) is None:
            raise
        say(f"ivigref: {known[0]}")
        sys.exit(known[1])
