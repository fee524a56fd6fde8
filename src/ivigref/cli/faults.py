"""The last resort: an unforeseen exception becomes one line that explains how to report it, with its own exit code."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Callable
from typing import NoReturn, TypeVar

import typer

from ivigref.cli.exits import CLEAN, FAULT, INTERRUPTED
from ivigref.cli.messages import say

T = TypeVar("T")

VARIABLE = "IVIGREF_TRACEBACK"
_SHOWN = 200  # characters of an error's own words


def guarded(work: Callable[[], T]) -> T:
    """Call a function; if it fails unexpectedly, end the program with one line and a separate exit code.

    >>> guarded(lambda: 7)
    7
    """
    try:
        return work()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except SystemExit as end:
        _end(end)
    except Exception as error:  # noqa: BLE001  (the last resort is for any exception)
        _report(error)


def _end(end: SystemExit) -> NoReturn:
    """End as typer does, except in two cases for which typer uses the exit code of findings."""
    before = end.__context__
    if isinstance(before, typer.Abort) and before.__cause__ is not None:
        _report(before.__cause__)
    if isinstance(before, OSError) and before.errno == errno.EPIPE:  # the reader closed the pipe
        sys.exit(CLEAN)
    raise end


def _report(error: BaseException) -> NoReturn:
    if os.environ.get(VARIABLE):
        say("".join(traceback.format_exception(error)).rstrip())
    found = " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")[:_SHOWN]
    say(
        f"ivigref: internal error ({found}): please file an issue with this command and the output of"
        f" ivigref --version; {VARIABLE}=1 shows the traceback"
    )
    sys.exit(FAULT)
