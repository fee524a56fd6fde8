"""What comes of one document among several: its exit code, what it adds to a table of all, and why it was not read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import typer

from ivigref.cli.exits import CLEAN
from ivigref.cli.faults import foreseen, unforeseen
from ivigref.errors import InputError

VERBS: dict[str, Callable[..., None]] = {}  # what judges one document, by the verb's name: other processes look here


class Judged(NamedTuple):
    """The exit code of one document, what it adds to a table of all, why it was not read, and what stops the others."""

    code: int = CLEAN
    gathered: tuple[Any, ...] = ()
    unread: str | None = None
    stops: str | None = None


def judged(verb: Callable[..., None], source: object, values: dict[str, Any]) -> Judged:
    """Judge one document; a fault of ours is said, and one of the disk or a registry's data stops them all.

    >>> judged(lambda file, among: among.append(file), "a.bib", {})
    Judged(code=0, gathered=('a.bib',), unread=None, stops=None)
    """
    gathered: list[Any] = []
    try:
        verb(file=_readable(source), among=gathered, **values)
    except typer.Exit as ended:
        return Judged(ended.exit_code, tuple(gathered))
    except InputError as error:
        return Judged(unread=str(error))
    except BrokenPipeError:  # nobody reads any more
        raise
    except Exception as error:  # noqa: BLE001  (a fault with one document is none with the others)
        if (known := foreseen(error)) is None:
            return Judged(unforeseen(error))
        return Judged(known[1], stops=known[0])
    return Judged(gathered=tuple(gathered))


def _readable(source: object) -> object:
    """Return a document; raise the InputError that stands for one that has no bytes."""
    if isinstance(source, InputError):
        raise source
    return source
