"""The command line; its own help is read from a file, in a fifth of the time that importing the verbs takes."""

from __future__ import annotations

import atexit
import gc
import io
import os
import sys
from pathlib import Path
from shutil import get_terminal_size
from typing import NoReturn

HELP = Path(__file__).with_name("help.txt")  # written by scripts/make_docs.py
# New objects between two calls of the garbage collector, 700 by default: modules and values are in no cycle.
_SELDOM = 100_000
_WIDTH = 80  # columns that typer fills at most; for fewer the help is drawn when it is asked for


def main() -> NoReturn:
    """Run the command line; any error becomes one line on stderr and an exit code."""
    gc.set_threshold(_SELDOM)
    atexit.register(gc.freeze)  # else the interpreter looks for cycles in all that it is about to give back as a whole
    # Python has None for one that was closed before it began: what would go there goes nowhere.
    sys.stdout, sys.stderr = (
        stream or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  (as long as the program)
        for stream in (sys.stdout, sys.stderr)
    )
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a pipe may have an encoding that lacks most letters
            stream.reconfigure(encoding="utf-8", errors="replace")
    if sys.argv[1:] in (["--help"], ["-h"]) and _is_usual():
        sys.stdout.write(HELP.read_text(encoding="utf-8"))
        sys.exit(0)
    from ivigref.cli.running import run  # noqa: PLC0415  (what the help does not need)

    run()


def _is_usual() -> bool:
    return get_terminal_size().columns >= _WIDTH and "_IVIGREF_COMPLETE" not in os.environ
