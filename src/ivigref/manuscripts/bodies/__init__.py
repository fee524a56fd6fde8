"""The body of a manuscript, a module for each kind of document; BODIES says which reads what."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ivigref.documents.contents import Contents
    from ivigref.manuscripts.passages import Passage
    from ivigref.model import Reference

__all__ = ["BODIES", "body"]

# The kinds of documents, as ivigref.documents names them, of which the text is read.
BODIES = frozenset(("html", "jats", "latex", "markdown", "odt", "pdf", "text", "word"))


def body(kind: str, contents: Contents, references: Iterable[Reference]) -> list[Passage]:
    """Return the passages of a document that are not its list; none of a kind whose text is not read.

    >>> from ivigref.documents.contents import Contents
    >>> [passage.text for passage in body("text", Contents(text="It is rare [1]."), ())], body("rtf", Contents(), ())
    (['It is rare [1].'], [])
    """
    if kind not in BODIES:
        return []
    passages: list[Passage] = import_module(f"{__name__}.{kind}").passages(contents, references)
    return passages
