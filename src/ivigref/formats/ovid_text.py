"""Ovid text, the exports "Citation" and "Reprint/Medlars" of Ovid MEDLINE, Embase and PsycInfo.

Format: Wolters Kluwer, Ovid database guides (ospguides.ovid.com/OSPguides/medline.htm).
"""

from __future__ import annotations

from collections.abc import Iterator

from ivigref.formats.draft import Loaded
from ivigref.formats.labelled_text import loaded_from, read_tagged, records, separate
from ivigref.formats.tagged_lines import Line
from ivigref.patterns import lazy
from ivigref.text import PYTHON_ENDS, Lines

_SOURCE = "ovid"
_RECORD = lazy(r"<\d{1,9}>")
_TAGGED = lazy(r"\ufeff?([A-Z][A-Z0-9]) {1,2}- ?(.*)")
_WANT = "Ovid's text"


def loads(text: str) -> Loaded:
    r"""Read records as Ovid prints them, with labels before indented lines or with tags of two letters.

    >>> source = "Source\n  J Inv. 3(2):11-19, 2014 Mar.\n"
    >>> print(loads(f"<1>\nTitle\n  A title.\nAuthors\n  Berg O\n  Dahl M\n{source}")[0])
    Berg O, Dahl M. A title. J Inv. 2014;3(2):11-19
    """
    if _TAGGED.match(text.lstrip("\ufeff \r\n\t")):
        return read_tagged(text, _SOURCE, _TAGGED, "VN", want=_WANT)
    return loaded_from(records(_fields(text), "<>"), text, _SOURCE, _WANT)


def _fields(text: str) -> Iterator[Line]:
    alone = separate(_SOURCE)
    label, begun, parts = "", 0, list[str]()
    lines = Lines(text.removeprefix("\ufeff"), PYTHON_ENDS)
    for number, raw in (*lines.numbered(), (0, "<0>")):
        line = raw.strip()
        if raw[:1].isspace() and line and label not in alone:
            parts.append(line)
            continue
        if raw[:1].isspace() and line:
            yield Line(label, line, number)
        elif line:
            if parts:
                yield Line(label, " ".join(parts), begun)
            label, begun, parts = line, number, []
            if _RECORD.fullmatch(line) and line != "<0>":
                yield Line("<>", "", number)
