"""The settings of a project: the table [tool.ivigref] of pyproject.toml, or the file ivigref.toml, near the work."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ivigref.errors import DataError

OWN, SHARED = "ivigref.toml", "pyproject.toml"
_LARGEST = 1_000_000  # bytes; nobody's settings are so long


class Settings(NamedTuple):
    """A table of settings, and the file that it is from."""

    place: str
    table: Mapping[str, Any]


def find_settings(folder: Path) -> Settings | None:
    """Return the settings of the nearest folder that has any, this one or one above it; None where none has.

    Raises DataError for a file that is no TOML, and for settings that are no table.
    """
    for place in (folder, *folder.parents):
        for name in (OWN, SHARED):
            if (found := _read(place / name)) is not None:
                return found
    return None


def _read(file: Path) -> Settings | None:
    try:
        if not file.is_file():
            return None
        if file.stat().st_size > _LARGEST:
            raise DataError(f"expected at most {_LARGEST:,} bytes, found more", place=str(file))
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError:  # what nobody may read holds no settings for them
        return None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DataError(f"expected TOML: {error}", place=str(file)) from error
    if file.name == OWN:
        return Settings(str(file), table)
    tool = table.get("tool", {})
    own = tool.get("ivigref") if isinstance(tool, dict) else None
    if own is None:
        return None
    if not isinstance(own, dict):
        raise DataError("expected a table [tool.ivigref]", place=str(file))
    return Settings(str(file), own)
