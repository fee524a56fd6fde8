"""Faces of a checked list: blocks or a table for people, JSON and rows for programs, CI servers' forms, one HTML page.

Each takes a Checked and is a module of its own; FACES is the table that `ivigref check --format` chooses from.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from ivigref.model import Checked

__all__ = ["FACES", "LANGUAGES", "TABLES", "Face", "Reader", "drawn", "names"]

Reader = Literal["people", "programs", "CI"]


class Face(NamedTuple):
    """Who reads it, and the module and function of this room that draw it as text.

    Programs get everything; what puts each finding before somebody's eyes has harmless differences on request only.
    ``has_values`` tells that references without findings can be shown in that form, too.
    """

    reader: Reader
    place: str
    has_values: bool = False


LANGUAGES = ("en", "de", "fr", "es")  # of a letter

# What is for people is shown on a terminal, part by part, and not drawn as text.
FACES = {
    "text": Face("people", "blocks.check_blocks"),
    "table": Face("people", "console.check_table", has_values=True),
    "json": Face("programs", "json.parts", has_values=True),
    "jsonl": Face("programs", "table.findings_jsonl", has_values=True),
    "csv": Face("programs", "table.checked_csv", has_values=True),
    "findings": Face("programs", "table.findings_csv"),
    "sarif": Face("CI", "sarif.dumps"),
    "junit": Face("CI", "junit.dumps"),
    "markdown": Face("CI", "markdown.dumps"),
    "github": Face("CI", "github.log"),
}

TABLES = ("csv", "findings")  # faces that spreadsheets open


def names(*readers: Reader, of_values: bool = False) -> list[str]:
    """Return the names of the faces for these readers, of all or of those that show plain values.

    >>> names("people", "programs"), names("people", of_values=True)
    (['text', 'table', 'json', 'jsonl', 'csv', 'findings'], ['table'])
    """
    return [name for name, face in FACES.items() if face.reader in readers and face.has_values >= of_values]


def drawn(name: str, checked: Checked, *, notes: bool = False, bom: bool = False) -> Iterable[str]:
    r"""Return a checked list in one of the faces for programs and CI, in parts that make one text.

    ``bom`` puts a byte order mark before a table (see TABLES).

    >>> from ivigref.model import Checked
    >>> "".join(drawn("csv", Checked([], [], [])))[:16]
    'file,number,key,'
    """
    face = FACES[name]
    module, _, function = face.place.partition(".")
    shown = checked if notes or face.reader == "programs" else checked.without_notes()
    said = {"bom": bom} if name in TABLES else {}
    text: str | Iterable[str] = getattr(import_module(f"{__name__}.{module}"), function)(shown, **said)
    return [text] if isinstance(text, str) else text
