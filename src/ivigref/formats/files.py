"""Change a file so that at every moment either the old or the new one is there, whole."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from ivigref.encodings import decode
from ivigref.errors import InputError


def read_text(path: Path, encoding: str | None = None) -> tuple[str, str]:
    """Return a file's text with its own line ends, and its encoding; writing both again gives the same bytes."""
    data = path.read_bytes()
    text, found, _, _ = decode(data, encoding)
    if text.encode(found) != data:
        raise InputError(
            f"expected text that can be written as it was read, found {found} that cannot", place=str(path)
        )
    return text, found


def replace(path: Path, text: str, encoding: str = "utf-8", check: Callable[[str], object] = lambda _: None) -> None:
    """Put a text into a file's place, once it was written beside it, read back and found good by ``check``.

    The old file stays until then. A link is followed, and the file's permissions stay.

    >>> place = Path(tempfile.mkdtemp(), "a.bib")
    >>> replace(place, "new")
    >>> place.read_text()
    'new'
    """
    path = path.resolve()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode(encoding))
            file.flush()
            os.fsync(file.fileno())
        back = fresh.read_bytes().decode(encoding)
        if back != text:
            raise InputError("what was written could not be read back", place=str(path))
        check(back)
        if path.exists():
            shutil.copymode(path, fresh)
        else:  # what a new file gets from the shell, and not the privacy of a temporary one
            mask = os.umask(0)
            os.umask(mask)
            fresh.chmod(0o666 & ~mask)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
