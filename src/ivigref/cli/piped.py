"""Whether a list comes through standard input."""

from __future__ import annotations

import io
import os
import sys
from select import select
from stat import S_ISREG

from ivigref.cli.messages import say

SILENCE = 2.0  # seconds after which a pipe that nobody writes to or closes is taken for none


def is_piped() -> bool:
    """Tell whether a list comes through standard input, and not what cron or a CI server leaves open there."""
    try:
        if sys.stdin.isatty():
            return False
        descriptor = sys.stdin.fileno()
        is_file = S_ISREG(os.fstat(descriptor).st_mode)
        if not is_file and not select([descriptor], [], [], SILENCE)[0]:
            say(f"ivigref: nothing came through standard input within {SILENCE:g} s; a FILE of - waits for it")
            return False
        return isinstance(sys.stdin.buffer, io.BufferedReader) and bool(sys.stdin.buffer.peek(1))
    except (AttributeError, OSError, ValueError):  # there is none, it is closed, or it cannot be waited for
        return False
