"""The body of a plain text: its paragraphs, without the lines of the list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ivigref.documents.contents import Contents
from ivigref.documents.headings import is_heading
from ivigref.documents.sections import sections_of
from ivigref.manuscripts.passages import Passage, paragraphs
from ivigref.model import Reference
from ivigref.model.in_text import Where
from ivigref.patterns import lazy
from ivigref.text import Lines

_CAPTION = lazy(r"\s*(?:Fig(?:ure)?|Table|Tab|Abbildung|Tabelle|Tableau|Figura|Tabla)\.?\s?\d{1,3}", re.IGNORECASE)


def passages(contents: Contents, references: Iterable[Reference]) -> list[Passage]:
    r"""Return the paragraphs of a text that are not its list.

    >>> text = "It is rare [1].\n\nReferences\n1. Bruton OC. Skin. 1952."
    >>> [passage.text for passage in passages(Contents(text=text), [Reference(raw="Bruton OC. Skin. 1952.", line=4)])]
    ['It is rare [1].']
    """
    lines = Lines(contents.shown, parted="")
    for place in listed_lines([line.replace("\f", " ") for line in lines], references):
        lines[place] = ""
    return of_lines(lines)


def of_lines(lines: Sequence[str]) -> list[Passage]:
    """Return the paragraphs of lines; of print that wraps, a line end is a blank."""
    text = "\n".join(lines)
    return [
        Passage(text[begin:end].replace("\n", " "), number, where_of(text[begin:end]), breaks=breaks)
        for number, (begin, end, breaks) in enumerate(paragraphs(text), 1)
    ]


def where_of(text: str) -> Where:
    r"""Tell a caption and a row of a table from other text.

    >>> where_of("Table 3. Patients [7]"), where_of("Doe [3]\t12\t4.5"), where_of("It is rare.")
    ('caption', 'table', 'text')
    """
    if _CAPTION.match(text):
        return "caption"
    return "table" if text.count("\t") > 1 or text.count("|") > 2 else "text"  # noqa: PLR2004  (cells)


def listed_lines(lines: Sequence[str], references: Iterable[Reference]) -> set[int]:
    """Return the lines, from 0, of reference lists, from their headings on, and of the items that are read.

    >>> sorted(listed_lines(["It is rare.", "References", "Bruton OC. Skin. 1952."], ()))
    [1, 2]
    """
    listed: set[int] = set()
    for section in sections_of(lines):
        listed.update(range(section.first - 1, section.last))
    starts = sorted({reference.line - 1 for reference in references if reference.line and not reference.origins})
    for start, following in zip(starts, [*starts[1:], None], strict=False):
        end = following if following is not None else _end(lines, start)
        listed.update(range(start, min(end, len(lines))))
    if starts:
        before = next((i for i in range(starts[0] - 1, -1, -1) if lines[i].strip()), None)
        if before is not None and is_heading(lines[before]):
            listed.add(before)
    return listed


def _end(lines: Sequence[str], start: int) -> int:
    """Return the line behind the last item: the next blank one."""
    return next((i for i in range(start, len(lines)) if not lines[i].strip()), len(lines))
