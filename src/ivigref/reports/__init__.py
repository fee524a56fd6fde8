"""Faces of a checked list: a table for people, JSON and rows for programs, what CI servers show, one HTML page.

Each takes a Checked and is a module of its own; FACES is the table that `ivigref check --format` chooses from.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from ivigref.model import Checked

__all__ = ["FACES", "LANGUAGES", "Face", "Reader", "drawn", "names"]

Reader = Literal["people", "programs", "CI"]


class Face(NamedTuple):
    """Who reads it, and the module and function of this room that draw it as text.

    Programs get everything; what puts each finding before somebody's eyes has harmless differences on request only.
    """

    reader: Reader
    place: str


LANGUAGES = ("en", "de", "fr", "es")  # of a letter

# The table for people is shown on a terminal, part by part, and not drawn as text.
FACES = {
    "table": Face("people", "console.check_table"),
    "json": Face("programs", "json.parts"),
    "jsonl": Face("programs", "table.findings_jsonl"),
    "csv": Face("programs", "table.findings_csv"),
    "sarif": Face("CI", "sarif.dumps"),
    "junit": Face("CI", "junit.dumps"),
    "markdown": Face("CI", "markdown.dumps"),
    "github": Face("CI", "github.log"),
}


def names(*readers: Reader) -> list[str]:
    """Return the names of the faces for these readers.

    >>> names("people", "programs")
    ['table', 'json', 'jsonl', 'csv']
    """
    return [name for name, face in FACES.items() if face.reader in readers]


def drawn(name: str, checked: Checked, *, notes: bool = False) -> Iterable[str]:
    r"""Return a checked list in one of the faces for programs and CI, in parts that make one text.

    >>> from ivigref.model import Checked
    >>> "".join(drawn("csv", Checked([], [], [])))
    '\n'
    """
    face = FACES[name]
    module, _, function = face.place.partition(".")
    shown = checked if notes or face.reader == "programs" else checked.without_notes()
    text: str | Iterable[str] = getattr(import_module(f"{__name__}.{module}"), function)(shown)
    return [text] if isinstance(text, str) else text
