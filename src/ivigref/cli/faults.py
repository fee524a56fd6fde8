"""The last door: what nobody foresaw becomes one line that says how to report it, and no exit code of findings."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Callable
from typing import NoReturn, TypeVar

import typer

from ivigref.cli.options import CLEAN, FAULT, INTERRUPTED, say

T = TypeVar("T")

VARIABLE = "IVIGREF_TRACEBACK"
_SHOWN = 200  # characters of an error's own words


def guarded(work: Callable[[], T]) -> T:
    """Do a work; end the program with a line and an exit code of its own where it fails as nothing should.

    >>> guarded(lambda: 7)
    7
    """
    try:
        return work()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except SystemExit as end:
        _end(end)
    except Exception as error:  # noqa: BLE001  (the last door is for whatever it is)
        _report(error)


def _end(end: SystemExit) -> NoReturn:
    """End as typer does, but for two ends to which it gives the exit code of findings."""
    before = end.__context__
    if isinstance(before, typer.Abort) and before.__cause__ is not None:
        _report(before.__cause__)
    if isinstance(before, OSError) and before.errno == errno.EPIPE:  # the reader of a pipe has seen enough
        sys.exit(CLEAN)
    raise end


def _report(error: BaseException) -> NoReturn:
    if os.environ.get(VARIABLE):
        say("".join(traceback.format_exception(error)).rstrip())
    found = " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")[:_SHOWN]
    say(
        f"ivigref: a fault in ivigref ({found}): please file an issue with this command and the output of"
        f" ivigref --version; {VARIABLE}=1 shows where it arose"
    )
    sys.exit(FAULT)
