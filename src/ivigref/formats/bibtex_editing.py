"""Correct values in somebody's .bib file, and leave every other byte as it is."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ivigref.errors import FormatError, InputError
from ivigref.formats import mapping
from ivigref.formats.bibtex_names import write_names
from ivigref.formats.bibtex_reading import field_names
from ivigref.formats.bibtex_splitting import Block, split
from ivigref.formats.bibtex_writing import is_balanced
from ivigref.formats.latex_writing import encode, encode_title
from ivigref.names import Name
from ivigref.pages import Pages

_YEAR = re.compile(r"-?\d{1,4}")
_VERBATIM = {"doi", "pmid", "pmcid", "url", "year"}


class Edit(NamedTuple):
    """The new value of one field of one entry; ``field`` is a name of ours or of the file, such as ``issue``.

    ``et_al`` says that a list of names goes on after the last of them.
    """

    key: str
    field: str
    value: str | Sequence[Name]
    et_al: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a field's value stands in the text; an empty place is where a new field goes."""

    name: str
    start: int
    end: int


def edit(text: str, edits: Iterable[Edit | tuple[str, str, str]], *, ascii_only: bool | None = None) -> str:
    r"""Return the text of a file with corrected values, and everything else kept: order, comments, braces, indents.

    New values are written in ASCII where the whole file is, unless ``ascii_only`` says otherwise. Raises InputError for
    a key that is not there, FormatError where the file would not read back as it was, but for the corrections.

    >>> old = "% mine\n@article{a,\n  volume = 16, % ?\n  title={On {IVIG}}\n}\n"
    >>> print(edit(old, [("a", "volume", "9"), ("a", "doi", "10.1234/x_y")]), end="")
    % mine
    @article{a,
      volume = 9, % ?
      title={On {IVIG}},
      doi = {10.1234/x_y}
    }
    """
    wanted = [Edit(*item) for item in edits]
    ascii_only = text.isascii() if ascii_only is None else ascii_only
    blocks, _ = split(text)
    by_key: dict[str, Block] = {}
    for block in blocks:
        by_key.setdefault(block.key, block)
    changes: dict[tuple[int, int], list[str]] = defaultdict(list)
    for item in wanted:
        if item.key not in by_key:
            raise InputError(f"expected the key of an entry, found {item.key!r}")
        block = by_key[item.key]
        places = _places(text, block)
        name, place = _find(item.field, block, places)
        value = _value(item, name, ascii_only=ascii_only)
        if place is None:
            last = places[-1]
            changes[last.end, last.end].append(f",{_indent(text, last)}{name} = {{{value}}}")
        else:
            changes[place.start, place.end] = [_dressed(text[place.start : place.end], name, value)]
    new = text
    for (start, end), written in sorted(changes.items(), reverse=True):
        new = new[:start] + "".join(written) + new[end:]
    _check(text, new, wanted)
    return new


def diff(old: str, new: str, name: str) -> str:
    r"""Return what would change, as a unified diff.

    >>> print(diff("a\nb\n", "a\nc\n", "refs.bib").splitlines()[-1])
    +c
    """
    lines = difflib.unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True), name, f"{name} (corrected)"
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _places(text: str, block: Block) -> list[_Place]:
    """Return where the value of each field stands; bibtexparser gives the values in order, and each as it stands."""
    place = text.index(",", text.index(block.key, block.start)) if block.fields else 0
    places = []
    for name, value in block.fields:
        equals = text.index("=", text.index(name, place) + len(name))
        start = text.index(value, equals + 1)
        places.append(_Place(name.rpartition("\n")[2].strip().lower(), start, start + len(value)))
        place = start + len(value)
    if not places:
        raise FormatError(f"expected fields in the entry {block.key}")
    return places


def _find(field: str, block: Block, places: list[_Place]) -> tuple[str, _Place | None]:
    """Return the file's name for a field of ours, and where it stands if it does."""
    kind = mapping.kinds("biblatex").get(block.type) or mapping.kinds("bibtex").get(block.type, "other")
    names = field_names(kind).get(field, (field,))
    found = next((place for name in names for place in places if place.name == name), None)
    if found is None and field in {"authors", "editors"}:
        return _find(field.removesuffix("s"), block, places)
    return (found.name if found else names[0]), found


def _value(item: Edit, name: str, *, ascii_only: bool) -> str:
    if not isinstance(item.value, str):
        return write_names(tuple(item.value), et_al=item.et_al, ascii_only=ascii_only)
    if item.field in _VERBATIM:
        value = item.value
    elif item.field == "pages":
        value = ", ".join("--".join(filter(None, span)) for span in Pages.parse(item.value).ranges)
    elif name in {"title", "booktitle"}:
        value = encode_title(item.value, whole=name == "booktitle", ascii_only=ascii_only)
    else:
        value = encode(item.value, ascii_only=ascii_only)
    if not is_balanced(value):
        raise FormatError(f"this value would end its field too early: {value!r}", place=f"entry {item.key}")
    return value


def _dressed(old: str, name: str, value: str) -> str:
    """Give a new value the quotes, braces or bareness of the old one."""
    if name == "date" and _YEAR.fullmatch(value):
        return _YEAR.sub(value, old, count=1)
    if old[:1] == '"' == old[-1:] and '"' not in value:
        return f'"{value}"'
    if old.isdecimal() and value.isdecimal():
        return value
    return f"{{{value}}}"


def _indent(text: str, place: _Place) -> str:
    """Return what stands before a field: the line's end and its indentation, or a blank."""
    line = text.rfind("\n", 0, place.start) + 1
    before = text[line : place.start]
    blanks = before[: len(before) - len(before.lstrip())]
    newline = "\r\n" if text[:line].endswith("\r\n") else "\n"
    return f"{newline}{blanks}" if before.strip()[:1] != "@" and line else " "


def _check(old: str, new: str, wanted: list[Edit]) -> None:
    """Make sure that nothing else has changed."""
    before, macros = split(old)
    after, macros_after = split(new)
    touched = {item.key for item in wanted}
    kept = [(block.type, block.key, block.fields) for block in before if block.key not in touched]
    if macros != macros_after or kept != [(b.type, b.key, b.fields) for b in after if b.key not in touched]:
        raise FormatError("the corrected file would not read back as it was")
    if len(before) != len(after):
        raise FormatError(f"{len(before)} entries would be read as {len(after)}")
