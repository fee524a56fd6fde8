"""The last resort: an unforeseen exception becomes one line that explains how to report it, with its own exit code."""

from __future__ import annotations

import errno
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn, TypeVar

import typer

from ivigref.cli.exits import CLEAN, FAULT, INTERRUPTED, STORAGE, UNASKED, UNREADABLE
from ivigref.cli.messages import say
from ivigref.errors import IvigrefError, RegistryError, StorageError, reason

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
        sys.exit(unforeseen(error))


@contextmanager
def ended_by_ctrl_c() -> Iterator[None]:
    """Let Ctrl-C end the program at once: a server would wait for the thread that waits for more of standard input."""
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler:  # somebody ignores it, or has plans of their own
        yield
        return
    signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def foreseen(error: Exception) -> tuple[str, int] | None:
    """Return what is said of a fault that is not ours, and its exit code; None for any other.

    >>> foreseen(StorageError("is full", place="answers.sqlite"))
    ('answers.sqlite: is full', 74)
    """
    if isinstance(error, RegistryError):
        return str(error), UNASKED
    if isinstance(error, StorageError):
        return str(error), STORAGE
    if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
        return f"{error.filename or 'output'}: {reason(error)}", UNREADABLE
    # The second is a codec that the user chose and that is not for text.
    return (str(error), UNREADABLE) if isinstance(error, IvigrefError | UnicodeError) else None


def survived(work: Callable[[], object]) -> int:
    """Call a verb and return its exit code; a fault becomes a line on stderr, and ends nothing else.

    >>> survived(lambda: 7)
    0
    """
    try:
        work()
    except typer.Exit as ended:
        return ended.exit_code
    except BrokenPipeError:  # nobody reads any more
        raise
    except Exception as error:  # noqa: BLE001  (the last resort, as below)
        if (known := foreseen(error)) is None:
            return unforeseen(error)
        say(f"ivigref: {known[0]}")
        return known[1]
    return CLEAN


def _end(end: SystemExit) -> NoReturn:
    """End as typer does, except in two cases for which typer uses the exit code of findings."""
    before = end.__context__
    if isinstance(before, typer.Abort) and before.__cause__ is not None:
        sys.exit(unforeseen(before.__cause__))
    if isinstance(before, OSError) and before.errno == errno.EPIPE:  # the reader closed the pipe
        sys.exit(CLEAN)
    raise end


def unforeseen(error: BaseException) -> int:
    """Say that a fault is ours and how to report it, and return its exit code."""
    if os.environ.get(VARIABLE):
        say("".join(traceback.format_exception(error)).rstrip())
    found = " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")[:_SHOWN]
    say(
        f"ivigref: internal error ({found}): please file an issue with this command and the output of"
        f" ivigref --version; {VARIABLE}=1 shows the traceback"
    )
    return FAULT
