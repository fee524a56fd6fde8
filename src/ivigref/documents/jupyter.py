"""Jupyter notebooks (.ipynb): the Markdown of their cells, and the list that it has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from ivigref.documents import markdown
from ivigref.documents.contents import Contents
from ivigref.documents.items import Items
from ivigref.errors import FormatError
from ivigref.patterns import lazy

_ENDS = 4_000  # bytes at either end, where the version of the form stands
_CELLS = lazy(rb"\"cells\"\s*:\s*\[")


def recognises(contents: Contents) -> bool:
    """Tell whether a text is a notebook.

    >>> recognises(Contents(b'{"cells": [], "nbformat": 4}')), recognises(Contents(b'[{"title": "nbformat"}]'))
    (True, False)
    """
    data = contents.data
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] != b"{":
        return False
    return b'"nbformat"' in data[:_ENDS] + data[-_ENDS:] and _CELLS.search(data) is not None


def read(contents: Contents, which: int | None = None) -> Items:
    """Return the items of the list in the cells of text; their lines are not those of the file, so none is named.

    Raises FormatError for what is no JSON, InputError for a notebook without a list.
    """
    try:
        cells = json.loads(contents.decoded.text).get("cells")
    except (ValueError, RecursionError) as error:
        raise FormatError("expected a Jupyter notebook, found damaged JSON") from error
    text = "\n\n".join(_texts(cells if isinstance(cells, list) else []))
    items = markdown.read(Contents(text=text, path=contents.path), which)
    return replace(items, problems=tuple(replace(problem, line=None) for problem in items.problems))


def _texts(cells: list[object]) -> Iterator[str]:
    for cell in cells:
        if isinstance(cell, dict) and cell.get("cell_type") in {"markdown", "raw", "heading"}:
            source = cell.get("source")
            pieces = source if isinstance(source, list) else [source]
            yield "".join(piece for piece in pieces if isinstance(piece, str))
