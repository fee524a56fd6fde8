"""Where ivigref keeps what it stores for a user: the folders that the system has for it."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def cache_folder() -> Path:
    """Return where answers are cached unless --cache names a folder: in the system's cache folder."""
    if sys.platform == "win32":
        return _folder("LOCALAPPDATA", "AppData", "Local") / "ivigref" / "Cache"
    if sys.platform == "darwin":
        return _home() / "Library" / "Caches" / "ivigref"
    return _folder("XDG_CACHE_HOME", ".cache") / "ivigref"


def data_folder() -> Path:
    """Return where data that the user imported are stored: they cost more to bring back than a cache does."""
    if sys.platform == "win32":
        return _folder("LOCALAPPDATA", "AppData", "Local") / "ivigref" / "Data"
    if sys.platform == "darwin":
        return _home() / "Library" / "Application Support" / "ivigref"
    return _folder("XDG_DATA_HOME", ".local", "share") / "ivigref"


def _folder(variable: str, *otherwise: str) -> Path:
    """Return the folder that a variable names, if it is absolute, otherwise one below the home folder."""
    named = Path(os.environ.get(variable, ""))
    return named if named.is_absolute() else _home().joinpath(*otherwise)


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:  # a user without a name, as in some containers
        return Path(os.sep)  # where a folder probably cannot be written, which is then reported
