"""Where answers are kept, and what is said where they cannot be."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from ivigref.errors import StorageError
    from ivigref.registries.pace import Warn


def cache_folder() -> Path:
    """Return where answers are kept unless --cache says otherwise: in the folder that the system has for caches."""
    if sys.platform == "win32":
        return _folder("LOCALAPPDATA", "AppData", "Local") / "ivigref" / "Cache"
    if sys.platform == "darwin":
        return _home() / "Library" / "Caches" / "ivigref"
    return _folder("XDG_CACHE_HOME", ".cache") / "ivigref"


def former_cache_folder() -> Path:
    """Return where answers were kept by default before: among the settings."""
    return Path(typer.get_app_dir("ivigref"))


def _folder(variable: str, *otherwise: str) -> Path:
    """Return the folder that a variable names, which has to be a whole path, else one below the user's own."""
    named = Path(os.environ.get(variable, ""))
    return named if named.is_absolute() else _home().joinpath(*otherwise)


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:  # a user without a name, as some containers have
        return Path(os.sep)  # where a cache most likely cannot be, which is said


def once(say: Callable[[str], None]) -> Warn:
    """Return how to say what goes on worse than it should: once a folder, whoever uses it."""
    told: set[str | None] = set()

    def warn(error: StorageError) -> None:
        if error.place not in told:
            told.add(error.place)
            say(f"ivigref: {error}")

    return warn
