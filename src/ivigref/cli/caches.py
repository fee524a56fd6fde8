"""Where answers are cached, and what is reported if they cannot be."""

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
    """Return where answers are cached unless --cache names a folder: in the system's cache folder."""
    if sys.platform == "win32":
        return _folder("LOCALAPPDATA", "AppData", "Local") / "ivigref" / "Cache"
    if sys.platform == "darwin":
        return _home() / "Library" / "Caches" / "ivigref"
    return _folder("XDG_CACHE_HOME", ".cache") / "ivigref"


def former_cache_folder() -> Path:
    """Return where earlier versions cached answers by default: among the settings."""
    return Path(typer.get_app_dir("ivigref"))


def _folder(variable: str, *otherwise: str) -> Path:
    """Return the folder that a variable names, if it is absolute, otherwise one below the home folder."""
    named = Path(os.environ.get(variable, ""))
    return named if named.is_absolute() else _home().joinpath(*otherwise)


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:  # a user without a name, as in some containers
        return Path(os.sep)  # where a cache probably cannot be written, which is then reported


def once(say: Callable[[str], None]) -> Warn:
    """Return a function that reports storage errors: once per folder, for all its users."""
    told: set[str | None] = set()

    def warn(error: StorageError) -> None:
        if error.place not in told:
            told.add(error.place)
            say(f"ivigref: {error}")

    return warn
