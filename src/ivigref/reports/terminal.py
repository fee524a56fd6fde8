"""The terminal that standard output is: how wide it is, whether it has colours, and what is shown there."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Protocol

from ivigref.reports.styled import Terminal

PLAIN_WIDTH = 120  # columns where the output is no terminal
_LEAST = 20  # columns; in fewer nothing can be read
_USUAL = 80  # columns of a terminal that does not say how many it has


class Part(Protocol):
    """What is shown: a table, a text, a block."""

    def lines(self, terminal: Terminal) -> Iterator[str]:
        """Yield its lines, each as wide as the terminal at most."""
        ...


def show(parts: Iterable[Part]) -> None:
    """Print parts to stdout, one after another, so that a long list is never laid out as a whole."""
    sys.stdout.writelines(drawn(parts, here()))


def drawn(parts: Iterable[Part], terminal: Terminal) -> Iterator[str]:
    """Yield the lines of parts with their ends."""
    return (f"{line}\n" for part in parts for line in part.lines(terminal))


def here() -> Terminal:
    """Return what stdout is: as wide as COLUMNS says, and plain where NO_COLOR is set or it is no terminal."""
    is_terminal = _is_terminal()
    columns = os.environ.get("COLUMNS", "")
    width = int(columns) if columns.isdecimal() and len(columns) <= 5 else 0  # noqa: PLR2004  (more is no width)
    is_plain = not is_terminal or os.environ.get("NO_COLOR") or os.environ.get("TERM") in {"dumb", "unknown"}
    width = max(width or (_measured() if is_terminal else PLAIN_WIDTH), _LEAST)
    return Terminal(width, is_styled=not is_plain and _reads_signs())


def _is_terminal() -> bool:
    """Tell whether there are columns and colours; TTY_COMPATIBLE and FORCE_COLOR say so where it cannot be seen."""
    told = os.environ.get("TTY_COMPATIBLE")
    if told in {"0", "1"}:
        return told == "1"
    forced = os.environ.get("FORCE_COLOR")
    return sys.stdout.isatty() if forced is None else bool(forced)


def _measured() -> int:
    for stream in (0, 1, 2):  # any of them may be a pipe
        with suppress(OSError):
            if found := os.get_terminal_size(stream).columns:
                return found
    return _USUAL


def _reads_signs() -> bool:
    """Tell whether the signs of styles are understood: on Windows not everywhere, and rich knows where."""
    if os.name != "nt":
        return True
    from rich.console import Console  # noqa: PLC0415  (only there)

    return not Console().legacy_windows
