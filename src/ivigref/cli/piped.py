"""Whether a list comes through standard input."""

from __future__ import annotations

import io
import os
import sys
from select import select
from stat import S_ISREG

from ivigref.cli.messages import say

SILENCE = 2.0  # seconds after which a silent open pipe is ignored


def is_piped() -> bool:
    """Tell whether a list arrives on standard input, as opposed to what cron or a CI server leaves open there."""
    try:
        if sys.stdin.isatty():
            return False
        descriptor = sys.stdin.fileno()
        is_file = S_ISREG(os.fstat(descriptor).st_mode)
        if not is_file and not select([descriptor], [], [], SILENCE)[0]:
            say(f"ivigref: no input arrived within {SILENCE:g} s; use - as FILE to wait for it")
            return False
        return isinstance(sys.stdin.buffer, io.BufferedReader) and bool(sys.stdin.buffer.peek(1))
    except (AttributeError, OSError, ValueError):  # there is none, it is closed, or it cannot be waited for
        return False
