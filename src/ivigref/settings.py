"""The settings of a project: the table [tool.ivigref] of pyproject.toml, or the file ivigref.toml, near the work."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from stat import S_ISREG
from typing import Any, NamedTuple

from ivigref.errors import DataError
from ivigref.patterns import lazy

OWN, SHARED = "ivigref.toml", "pyproject.toml"
_LARGEST = 1_000_000  # bytes; nobody's settings are so long

# What a file that other programs share has where a table of it is ours, however that is written.
_OURS = lazy(
    r"""\btool["']?[ \t]*+\.[ \t]*+["']?ivigref|\\[uU]"""
    r"""|^[ \t]*+(?:\[[ \t]*+["']?tool["']?[ \t]*+\]|["']?tool["']?[ \t]*+[.=])""",
    re.MULTILINE,
)


class Setting(NamedTuple):
    """What a project may set, and the variable of the environment that has precedence; an option always has.

    ``is_default`` tells that it is the default of the option with its name, and of nothing else.
    """

    meaning: str
    variable: str | None = None
    is_default: bool = True


SETTINGS = {
    "mailto": Setting("your mail address, which registries request", "IVIGREF_MAILTO"),
    "registries": Setting("the registries that --live queries", is_default=False),
    "style": Setting("the citation style of ivigref format"),
    "profile": Setting("the rules of a journal that ivigref check applies"),
    "fail-on": Setting("what makes the exit code of ivigref check 1"),
    "ignore": Setting("findings that are not reported, each with a reason", is_default=False),
}


class Settings(NamedTuple):
    """A table of settings, and the file that it is from."""

    place: str
    table: Mapping[str, Any]

    def text(self, name: str) -> str | None:
        """Return a setting that is a text; a list of texts stands between commas. None where it is not set.

        Raises DataError for anything else.

        >>> Settings("ivigref.toml", {"registries": ["crossref", "pubmed"]}).text("registries")
        'crossref,pubmed'
        """
        value = self.table.get(name)
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            return ",".join(value)
        if value is None or isinstance(value, str):
            return value
        raise DataError(f"expected a text, found {value!r:.60}", place=f"{self.place}: {name}")


def find_settings(folder: Path) -> Settings | None:
    """Return the settings of the nearest folder that has any, this one or one above it; None where none has.

    Raises DataError for a file that is no TOML, for settings that are no table, and for a name that is not in SETTINGS.
    """
    for place in (folder, *folder.parents):
        for name in (OWN, SHARED):
            if (found := _read(place / name)) is not None:
                return found
    return None


def _read(file: Path) -> Settings | None:
    try:
        found = file.stat()
        if not S_ISREG(found.st_mode):
            return None
        if found.st_size > _LARGEST:
            raise DataError(f"expected at most {_LARGEST:,} bytes, found more", place=str(file))
        return _parsed(file, (found.st_ino, found.st_mtime_ns, found.st_size))
    except OSError:  # what nobody may read holds no settings for them
        return None


@lru_cache(maxsize=16)
def _parsed(file: Path, _state: tuple[int, int, int]) -> Settings | None:
    """Read a file once while it stays as it is: a command asks for its settings several times."""
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise DataError(f"expected TOML: {error}", place=str(file)) from error
    if file.name == SHARED and _OURS.search(text) is None:
        return None
    table = _toml(text, file)
    if file.name == OWN:
        return _of(file, table)
    tool = table.get("tool", {})
    own = tool.get("ivigref") if isinstance(tool, dict) else None
    if own is None:
        return None
    if not isinstance(own, dict):
        raise DataError("expected a table [tool.ivigref]", place=str(file))
    return _of(file, own)


def _toml(text: str, file: Path) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415  (few folders have settings)

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise DataError(f"expected TOML: {error}", place=str(file)) from error


def _of(file: Path, table: Mapping[str, Any]) -> Settings:
    if unknown := next((name for name in table if name not in SETTINGS), None):
        raise DataError(f"expected one of {', '.join(SETTINGS)}, found {unknown!r}", place=str(file))
    return Settings(str(file), table)
