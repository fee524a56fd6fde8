"""Which files an assistant may have read: those that lie in the folders that a person has allowed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from ivigref.budget import LIMIT
from ivigref.errors import InputError


class Folders:
    """The folders whose documents may be read; links are followed first, and lead nowhere else.

    >>> Folders([Path()]).document("../secret.txt")
    Traceback (most recent call last):
    ivigref.errors.InputError: ../secret.txt: expected a file in an allowed folder, found one outside: ...
    """

    def __init__(self, allowed: Iterable[Path]) -> None:
        self._allowed = [_folder(path) for path in allowed]

    def document(self, name: str) -> Path:
        """Return the place of a document that may be read, without links; a relative name starts at the first folder.

        Whether something is outside is said before whether it is there: nobody learns what else this machine has.

        Raises InputError for anything else.
        """
        try:
            path = (self._allowed[0] / name).resolve()
        except (OSError, ValueError, RuntimeError) as error:  # a NUL in the name, or links in a circle
            raise InputError(f"expected a path, found none: {error}", place=name[:100]) from error
        if not any(path.is_relative_to(folder) for folder in self._allowed):
            raise InputError(f"expected a file in an allowed folder, found one outside: {_OTHERS}", place=name)
        try:
            found = os.stat(path, follow_symlinks=False)  # noqa: PTH116  (Path.stat does the same with more words)
        except OSError as error:
            where = "" if Path(name).is_absolute() else f"; relative names start at {self._allowed[0]}"
            raise InputError(f"expected a file, found none that can be read{where}", place=name) from error
        if S_ISDIR(found.st_mode):
            raise InputError("expected a file, found a folder: name one document in it", place=name)
        if not S_ISREG(found.st_mode):
            raise InputError("expected a file, found what is none", place=name)
        if found.st_size > LIMIT:
            raise InputError(f"expected at most {LIMIT // 1_000_000} MB, found more", place=name)
        return path

    def name(self, path: Path) -> str:
        """Return what a document is called in an answer: its path in the first folder, or all of it."""
        return str(path.relative_to(self._allowed[0])) if path.is_relative_to(self._allowed[0]) else str(path)


_OTHERS = "the person who starts ivigref mcp can allow other folders by --allow FOLDER"


def _folder(path: Path) -> Path:
    try:
        found = path.resolve(strict=True)
        if found.is_dir():
            return found
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError("expected a folder, found none that can be read", place=f"--allow {path}") from error
    raise InputError("expected a folder, found a file", place=f"--allow {path}")
