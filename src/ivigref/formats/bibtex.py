"""BibTeX, in UTF-8 by default: written so that every client reads the same, read as people write it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from ivigref.collecting import seldom
from ivigref.errors import FormatError
from ivigref.formats.bibtex_reading import read
from ivigref.formats.bibtex_splitting import Block, split
from ivigref.formats.bibtex_writing import Dialect, write_fields
from ivigref.formats.draft import Loaded
from ivigref.formats.entry import Values, entries
from ivigref.keys import TEMPLATE
from ivigref.model import Citation, Reference
from ivigref.packing import blocks
from ivigref.text import counted

_CHECKED = 50  # entries that are written and read back at a time: few enough not to call for the garbage collector


def dumps(
    citations: Iterable[Citation],
    *,
    values: Values = "record",
    template: str = TEMPLATE,
    encoding: Literal["utf-8", "latex"] = "utf-8",
    dialect: Dialect = "bibtex",
) -> str:
    r"""Write citations as BibTeX, and make sure that it reads back.

    ``encoding="latex"`` writes every letter in ASCII, which classic styles that abbreviate names need. Raises
    FormatError where not every field would be read as it was meant.

    >>> from ivigref import Reference
    >>> print(dumps([Citation(reference=Reference(title="IVIG & TNF-α", year=1952))]), end="")
    @misc{IVIG1952,
      title        = {{IVIG} \& {TNF-α}},
      year         = {1952},
    }
    """
    ascii_only = encoding == "latex"
    parts = []
    for block in blocks(entries(citations, values, template), _CHECKED):
        written = [
            Block(entry.kind.word(dialect), entry.key, write_fields(entry, dialect, ascii_only=ascii_only))
            for entry in block
        ]
        part = "\n".join(map(_write, written))
        _check(part, written)
        parts.append(part)
    return "\n".join(parts)


def to_bibtex(citations: Iterable[Citation | Reference], *, values: Values = "record") -> str:
    """Return citations as the text of a BibTeX file.

    >>> from ivigref import Name, Reference
    >>> print(to_bibtex([Citation(reference=Reference(authors=(Name.parse("Bruton OC"),), year=1952))]), end="")
    @misc{Bruton1952,
      author       = {Bruton, O. C.},
      year         = {1952},
    }
    """
    return dumps(map(Citation.of, citations), values=values)


@seldom
def loads(text: str) -> Loaded:
    r"""Read BibTeX or BibLaTeX; what cannot be read is a finding, and the other entries come through.

    >>> loaded = loads("@article{a, author = {De Pit{\\`a}, O. and others}, year = 1997}\n@article{b, title = {no end")
    >>> loaded[0].reference.authors, loaded[0].reference.et_al, loaded.findings[0].line
    ((Name(family='De Pità', given='O.'),), True, 2)
    """
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    blocks, macros = split(text)
    if not blocks and not macros and "@" not in text and text.strip():
        raise FormatError("expected BibTeX, found no entry (@article{…)")
    return read(blocks, macros)


def _write(block: Block) -> str:
    fields = "".join(f"  {name:<12} = {value},\n" for name, value in block.fields)
    return f"@{block.type}{{{block.key},\n{fields}}}\n"


def _check(text: str, written: list[Block]) -> None:
    found, _ = split(text)
    for block, back in zip(written, found, strict=False):
        if (back.type, back.key, back.fields) != (block.type, block.key, block.fields):
            raise FormatError(f"this would be read as {back}, not as {block}", place=f"entry {block.key}")
    if len(found) != len(written):
        raise FormatError(f"{counted(len(written), 'entry', plural='entries')} would be read as {len(found)}")
