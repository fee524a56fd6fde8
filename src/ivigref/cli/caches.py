"""Where answers are cached, and what is reported if they cannot be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ivigref.folders import cache_folder

if TYPE_CHECKING:
    from ivigref.errors import StorageError
    from ivigref.registries.pace import Warn

__all__ = ["cache_folder", "former_cache_folder", "once"]


def former_cache_folder() -> Path:
    """Return where earlier versions cached answers by default: among the settings."""
    return Path(typer.get_app_dir("ivigref"))


def once(say: Callable[[str], None]) -> Warn:
    """Return a function that reports storage errors: once per folder, for all its users."""
    told: set[str | None] = set()

    def warn(error: StorageError) -> None:
        if error.place not in told:
            told.add(error.place)
            say(f"ivigref: {error}")

    return warn
