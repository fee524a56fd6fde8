"""E-books (.epub): the chapters in the order in which they are read, and the list that they print."""

from __future__ import annotations

import io
import posixpath
from urllib.parse import unquote
from zipfile import ZipFile

from ivigref.budget import Budget
from ivigref.documents import html
from ivigref.documents.contents import Contents
from ivigref.documents.items import Items
from ivigref.documents.packed import FAULTS
from ivigref.encodings import decode
from ivigref.errors import FormatError, InputError
from ivigref.xml import parse

_CONTAINER = "META-INF/container.xml"


def recognises(contents: Contents) -> bool:
    """Tell whether contents are packed as e-books are.

    >>> recognises(Contents(b"References"))
    False
    """
    return (
        contents.is_package and _CONTAINER in contents.parts and not contents.media_type.startswith("application/vnd.")
    )


def read(contents: Contents, which: int | None = None) -> Items:
    """Return the items of the last chapter that has a list, for the lists of a book stand at its end.

    Raises FormatError for a damaged book, InputError for one without a list.
    """
    try:
        with ZipFile(io.BytesIO(contents.data)) as package:
            chapters = _chapters(package)
    except InputError:
        raise
    except FAULTS as error:
        raise FormatError("expected an e-book (.epub), found a damaged one") from error
    found = []
    for text in chapters:
        try:
            found.append(html.read(Contents(text=text), which))
        except InputError:
            continue
    if not found:
        raise InputError("found no reference list in the chapters of the book")
    return max(found, key=lambda items: len(items.items))


def _chapters(package: ZipFile) -> list[str]:
    """Return the pages of a book in its own order."""
    budget = Budget()

    def part(name: str) -> bytes:
        budget.spend(package.getinfo(name).file_size)
        return package.read(name)

    root = next((e.get("full-path") for e in parse(part(_CONTAINER)).iter() if e.tag.endswith("rootfile")), None)
    if root is None:
        raise FormatError("expected an e-book (.epub), found none in the package")
    book = parse(part(root))
    places = {
        item.get("id"): posixpath.normpath(posixpath.join(posixpath.dirname(root), unquote(item.get("href") or "")))
        for item in book.iter()
        if item.tag.endswith("}item") or item.tag == "item"
    }
    spine = [places.get(each.get("idref")) for each in book.iter() if each.tag.rpartition("}")[2] == "itemref"]
    names = set(package.namelist())
    return [decode(part(place), None).text for place in spine if place in names]
