"""Plain text: a pasted list, or a page that contains one. Whatever nothing else has recognised is read so."""

from __future__ import annotations

from ivigref.documents.contents import Contents
from ivigref.documents.items import Items
from ivigref.documents.splitting import split


def recognises(contents: Contents) -> bool:
    """Tell whether contents may be read as text: all may that have got so far."""
    del contents
    return True


def read(contents: Contents, which: int | None = None) -> Items:
    """Return the items of a list in a text; raise InputError where there is none."""
    return split(contents.shown, which=which)
