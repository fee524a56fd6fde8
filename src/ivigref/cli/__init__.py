"""The command line: each group of verbs has its module; this one combines them into one command."""

from __future__ import annotations

import io
import sys
from typing import Annotated, NoReturn

import typer

from ivigref.cli import (
    assisting,
    bulk,
    configuring,
    doctor,
    explaining,
    faults,
    fetch,
    files,
    journals,
    lists,
    serving,
    vocabulary,
)
from ivigref.cli.exits import CLEAN, EPILOG, STORAGE, UNASKED, UNREADABLE
from ivigref.cli.messages import say
from ivigref.errors import IvigrefError, RegistryError, StorageError

app = typer.Typer(
    name="ivigref",
    help="Parse, check, tag and export the reference list of a medical review.\n\n"
    "Every verb takes a FILE, - for standard input, or nothing for the shipped list of 57 references on intravenous"
    " immunoglobulins in connective tissue diseases.",
    epilog=f"Example: ivigref check manuscript.txt --live\n\n{EPILOG}",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(lists.app)
app.add_typer(files.app)
app.add_typer(fetch.app)
app.add_typer(explaining.app)
app.add_typer(configuring.app)
app.add_typer(doctor.app)
app.add_typer(serving.app)
app.add_typer(assisting.app)
app.add_typer(vocabulary.app, name="vocabulary")
app.add_typer(journals.app, name="journals")
app.add_typer(bulk.index, name="index")
app.add_typer(bulk.app)


@app.callback(invoke_without_command=True)
def ivigref(
    ctx: typer.Context,
    version: Annotated[  # noqa: FBT002
        bool, typer.Option("--version", help="Print the version and what is installed, and exit.")
    ] = False,
) -> None:
    """Parse, check, tag and export the reference list of a medical review."""
    if version:
        doctor.show_installed()
        raise typer.Exit(CLEAN)
    configuring.apply(ctx)


def main() -> NoReturn:
    """Run the command line; any error becomes one line on stderr and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a pipe may have an encoding that lacks most letters
            stream.reconfigure(encoding="utf-8", errors="replace")
    faults.guarded(_run)
    sys.exit(CLEAN)


def _run() -> None:
    """Run the command line, and end with one line if the input or a registry is at fault."""
    try:
        app(prog_name="ivigref")
    except RegistryError as error:
        _stop(str(error), UNASKED)
    except StorageError as error:
        _stop(str(error), STORAGE)
    except IvigrefError as error:
        _stop(str(error), UNREADABLE)
    except BrokenPipeError:  # the reader closed the pipe
        sys.stderr.close()
        sys.exit(CLEAN)
    except OSError as error:
        _stop(f"{error.filename or 'output'}: {error.strerror}", UNREADABLE)
    except UnicodeError as error:  # the user chose a codec that is not for text
        _stop(str(error), UNREADABLE)


def _stop(message: str, code: int) -> NoReturn:
    say(f"ivigref: {message}")
    sys.exit(code)
