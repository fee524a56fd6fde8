"""Embase text, the export "plain text" of Embase.com: each label in capitals on a line of its own.

Format: as Elsevier's Embase.com writes it (embase.com, Export, Plain text).
"""

from __future__ import annotations

from collections.abc import Iterator

from ivigref.formats.columns import names
from ivigref.formats.draft import Loaded
from ivigref.formats.labelled_text import loaded_from, records
from ivigref.formats.tagged_lines import Line
from ivigref.patterns import lazy
from ivigref.text import PYTHON_ENDS, Lines

_RECORD = lazy(r"\s*+RECORD \d{1,9}\s*+")
_LABEL = lazy(r"[A-Z][A-Z/ ()-]{2,60}")


def loads(text: str) -> Loaded:
    r"""Read records as Embase.com prints them.

    >>> text = "RECORD 1\n\nTITLE\nA title\nAUTHOR NAMES\nBerg O., Dahl M.\nSOURCE\nJ Inv (2014) 3:2 (11-19).\n"
    >>> print(loads(text)[0])
    Berg O., Dahl M. A title. J Inv. 2014;3(2):11-19
    """
    return loaded_from(records(_fields(text), "RECORD"), text, "embase-text", "Embase's text")


def _fields(text: str) -> Iterator[Line]:
    """Yield fields; capitals that follow a label at once are its value, unless they are a label that is known."""
    known = names("embase-text")
    label, begun, parts = "", 0, list[str]()
    for number, raw in Lines(text.removeprefix("\ufeff"), PYTHON_ENDS).numbered():
        line = raw.strip()
        is_label = line in known or (bool(parts) and _LABEL.fullmatch(line) is not None)
        if _RECORD.fullmatch(line) or is_label:
            if label:
                yield Line(label, " ".join(parts), begun)
            label, begun, parts = ("" if not is_label else line), number, []
            if not is_label:
                yield Line("RECORD", "", number)
        elif line:
            parts.append(line)
    if label:
        yield Line(label, " ".join(parts), begun)
