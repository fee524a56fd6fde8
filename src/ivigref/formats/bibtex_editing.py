"""Correct values in a .bib file, and leave every other byte unchanged."""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote

from ivigref.dates import Date
from ivigref.errors import FormatError, InputError
from ivigref.formats.bibtex_macros import Macros, resolved
from ivigref.formats.bibtex_names import write_names
from ivigref.formats.bibtex_reading import field_names, identifier_note, is_pubmed, spans, unwrapped
from ivigref.formats.bibtex_splitting import Block, blanked, split
from ivigref.formats.bibtex_writing import is_balanced
from ivigref.formats.latex_reading import decode
from ivigref.formats.latex_writing import encode, encode_title
from ivigref.identifiers import normalize_doi, normalize_pmcid, normalize_pmid
from ivigref.model import Kind
from ivigref.names import Name
from ivigref.pages import Pages
from ivigref.patterns import lazy
from ivigref.text import counted

_YEAR = lazy(r"-?\d{1,4}")
_DECADE = lazy(r"\d{2,3}X{1,2}")  # EDTF: no year of its own, so that another one takes its whole place
_NORMALIZE = {"doi": normalize_doi, "pmid": normalize_pmid, "pmcid": normalize_pmcid}
_VERBATIM = {*_NORMALIZE, "url", "year"}
_NOTES = ("note", "annotation", "annote")
_SUBTITLES = {"title": "subtitle", "booktitle": "booksubtitle"}
_DRESS = frozenset((("{", "}"), ('"', '"')))  # what stands around a value
_LINE_END = lazy(r"\r\n?")


class Edit(NamedTuple):
    """The new value of one field of one entry; ``field`` is a name of ours or of the file, such as ``issue``.

    ``et_al`` says that a list of names goes on after the last of them; ``line``, counted from 1, is where the entry
    begins, which tells entries with the same key apart.
    """

    key: str
    field: str
    value: str | Sequence[Name]
    et_al: bool = False
    line: int | None = None


class _Place(NamedTuple):
    """A field of an entry: its name, its value, and where in the text that begins and ends."""

    name: str
    value: str
    start: int
    end: int


def edit(
    text: str, edits: Iterable[Edit | tuple[str, str, str]], *, ascii_only: bool | None = None, encoding: str = "utf-8"
) -> str:
    r"""Return the text of a file with corrected values, and everything else kept: order, comments, braces, indents.

    New values are written in ASCII where the whole file is, unless ``ascii_only`` says otherwise, and where the file's
    ``encoding`` lacks their letters. Raises InputError for a key that is not there, FormatError for a value that
    cannot be put there without harm, and where the file would not read back as it was, but for the corrections.

    >>> old = "% mine\n@article{a,\n  volume = 16, % ?\n  title={On {IVIG}}\n}\n"
    >>> print(edit(old, [("a", "volume", "9"), ("a", "doi", "10.1234/x_y")]), end="")
    % mine
    @article{a,
      volume = 9, % ?
      title={On {IVIG}},
      doi = {10.1234/x_y}
    }
    """
    editor = Editor(text, ascii_only=ascii_only, encoding=encoding)
    for item in edits:
        editor.change(Edit(*item))
    return editor.text()


class Editor:
    """A file's text and the changes to be made in it, each of which may be refused by itself.

    >>> editor = Editor("@misc{a, eprint = {2951882}, eprinttype = {jstor}}")
    >>> editor.change(Edit("a", "pmid", "23910617"))
    True
    >>> editor.text()
    '@misc{a, eprint = {2951882}, eprinttype = {jstor}, pmid = {23910617}}'
    """

    def __init__(self, text: str, *, ascii_only: bool | None = None, encoding: str = "utf-8") -> None:
        self._given = text
        self._ascii_only = text.isascii() if ascii_only is None else ascii_only
        self._encoding = encoding
        # Read as loads reads it, with plain line ends; places are led back to the file's own.
        self._mark = len(text) - len(text.removeprefix("\ufeff"))
        self._text = blanked(_LINE_END.sub("\n", text[self._mark :]))
        ends = [match.start() - self._mark for match in re.finditer("\r\n", text)]
        self._dropped = [place - number for number, place in enumerate(ends)]
        self._blocks, self._macros = split(self._text)
        self._strings = resolved(self._macros)
        self._by_key: defaultdict[str, list[int]] = defaultdict(list)
        for number, block in enumerate(self._blocks):
            self._by_key[block.key].append(number)
        self._places: dict[int, list[_Place]] = {}
        self._changed: dict[int, dict[int, str]] = defaultdict(dict)  # by entry and field, the new value as it stands
        self._added: dict[int, list[tuple[str, str]]] = defaultdict(list)

    def change(self, item: Edit) -> bool:
        """Note a new value, and tell whether it is one; raise InputError where it cannot be put there without harm."""
        number = self._entry(item)
        places = self._fields_of(number)
        name, found = _find(item.field, self._blocks[number], places)
        if found is None:
            self._added[number].append((name, f"{{{self._value(item, name, None)}}}"))
            return True
        is_new = False
        for at in (found, *_repetitions(item.field, found, places)):
            place = places[at]
            old = self._given[self._given_place(place.start) : self._given_place(place.end)]
            renewed = self._renewed(item, place.name, place, old, places)
            if renewed != old:
                self._changed[number][at] = renewed
                is_new = True
        return is_new

    def text(self) -> str:
        """Return the whole text with the changes."""
        changes: list[tuple[int, int, str]] = []
        for number in {*self._changed, *self._added}:
            places = self._places[number]
            changes += ((places[at].start, places[at].end, new) for at, new in self._changed[number].items())
            last = places[-1]
            written = "".join(f",{self._indent(last)}{name} = {value}" for name, value in self._added[number])
            changes.append((last.end, last.end, written))
        parts: list[str] = []
        done = 0
        for start, end, written in sorted(changes, key=lambda change: change[:2]):
            parts += (self._given[done : self._given_place(start)], written)
            done = self._given_place(end)
        new = "".join([*parts, self._given[done:]])
        self._check(new)
        return new

    def _entry(self, item: Edit) -> int:
        found = [n for n in self._by_key[item.key] if item.line in {None, (self._blocks[n].line or 0) + 1}]
        if not found or not item.key:
            raise InputError(f"expected the key of an entry, found {item.key!r}")
        if item.line is not None and len(found) > 1:
            raise InputError(f"expected one entry with this key in line {item.line}", place=f"entry {item.key}")
        return found[0]

    def _fields_of(self, number: int) -> list[_Place]:
        """Return the fields of an entry as the reader finds them; those of one entry stand in the order of the text."""
        if number not in self._places:
            self._places[number] = list(_places(self._text, self._blocks[number], self._strings))
        if not self._places[number]:
            raise FormatError("expected fields", place=f"entry {self._blocks[number].key}")
        return self._places[number]

    def _given_place(self, place: int) -> int:
        """Return the place in the file of a place in the text with plain line ends."""
        return self._mark + place + bisect_left(self._dropped, place)

    def _renewed(self, item: Edit, name: str, place: _Place, old: str, places: Sequence[_Place]) -> str:
        """Return the new value as it is to stand in the place of the old one."""
        where = f"entry {item.key}"
        if not old:
            raise FormatError(f"the field {name} has no value to be corrected", place=where)
        if item.field in _NORMALIZE and isinstance(item.value, str):
            renewed = _identifier(item.field, item.value, name, place, old)
            if renewed is not None:
                return renewed
            if place.value.strip():
                message = (
                    f"the field {name} says {place.value!r}, which cannot be parsed and stays; recorded: {item.value}"
                )
                raise FormatError(message, place=where)
        if item.field == "pages" and place.value.strip() and not _are_pages(decode(place.value)):
            raise FormatError(f"the field {name} says {place.value!r}, which cannot be parsed and stays", place=where)
        if item.field == "year" and isinstance(item.value, str):
            said = decode(place.value)
            found = _YEAR.match(said)
            # The month of a date stays, and so does whatever else is there.
            is_dated = _year_of(said) is not None  # "20%" is no date, and would become one
            if (
                is_dated
                and found
                and found[0] in old
                and _year_of(said.replace(found[0], item.value, 1)) == int(item.value)
            ):
                return old.replace(found[0], item.value, 1)
            if place.value.strip() and not _DECADE.fullmatch(said):
                raise FormatError(
                    f"the field {name} says {place.value!r}, in which no year can be replaced", place=where
                )
        rest = next((decode(other.value) for other in places if other.name == _SUBTITLES.get(name)), "")
        return _dressed(old, name, self._value(item, name, rest))

    def _value(self, item: Edit, name: str, rest: str | None) -> str:
        """Return a value in LaTeX; of a title that goes on in a field of its own (``rest``) its first part."""
        if rest and isinstance(item.value, str):
            head = item.value[: -len(rest)].rstrip(" :.")
            if not item.value.casefold().endswith(rest.casefold()) or not head:
                message = f"the title continues in another field, {rest!r}; it is {item.value!r}"
                raise FormatError(message, place=f"entry {item.key}")
            item = item._replace(value=head)
        value = _latex(item, name, ascii_only=self._ascii_only)
        if not self._ascii_only and not self._holds(value):
            value = _latex(item, name, ascii_only=True)
        if not is_balanced(value):
            raise FormatError(f"this value would end its field too early: {value!r}", place=f"entry {item.key}")
        if not self._holds(value):
            raise FormatError(f"{self._encoding} has no letters for {value!r}", place=f"entry {item.key}")
        return value

    def _holds(self, value: str) -> bool:
        try:
            value.encode(self._encoding)
        except UnicodeEncodeError:
            return False
        return True

    def _indent(self, place: _Place) -> str:
        """Return what stands before a field: the line's end and its indentation, or a blank."""
        line = self._text.rfind("\n", 0, place.start) + 1
        before = self._text[line : place.start]
        if before.strip()[:1] == "@" or not line:
            return " "
        end = self._given[self._given_place(line - 1) : self._given_place(line)]
        return f"{end}{before[: len(before) - len(before.lstrip())]}"

    def _check(self, new: str) -> None:
        """Make sure that whoever reads the file again finds the corrections, and all else as it was."""
        read = Editor(new)
        before, after = self._blocks, read._blocks
        if len(before) != len(after):
            raise FormatError(f"{counted(len(before), 'entry', plural='entries')} would be read as {len(after)}")
        for number, (old, now) in enumerate(zip(before, after, strict=True)):
            if (old.type, old.key, old.problem is None) != (now.type, now.key, now.problem is None):
                raise FormatError("the corrected file would not read back as it was", place=f"entry {old.key}")
            if number not in self._places:
                is_same = old.fields == now.fields
            else:
                wanted = [(p.name, self._text[p.start : p.end]) for p in self._places[number]]
                for at, written in self._changed[number].items():
                    wanted[at] = (wanted[at][0], _LINE_END.sub("\n", written))
                wanted += self._added[number]
                is_same = wanted == [
                    (p.name, read._text[p.start : p.end]) for p in _places(read._text, now, read._strings)
                ]
            if not is_same:
                raise FormatError("the corrected file would not read back as it was", place=f"entry {old.key}")
        if read._macros != self._macros:
            raise FormatError("the corrected file would not read back as it was")


def value_place(entry: str, field: str) -> tuple[int, int] | None:
    """Return where the value of a field stands in the text of an entry, without braces or quotes; None where it is not.

    >>> entry = "@article{a, volume = {28}, number = 9}"
    >>> [entry[slice(*value_place(entry, field))] for field in ("volume", "issue")]
    ['28', '9']
    """
    text = blanked(_LINE_END.sub("\n", entry))
    blocks, macros = split(text)
    if not blocks or blocks[0].problem is not None:
        return None
    places = list(_places(text, blocks[0], resolved(macros)))
    _, found = _find(field, blocks[0], places)
    if found is None:
        return None
    start, end = places[found].start, places[found].end
    while end - start > 1 and (text[start], text[end - 1]) in _DRESS and is_balanced(text[start + 1 : end - 1]):
        start, end = start + 1, end - 1
    return start, end


def diff(old: str, new: str, name: str) -> str:
    r"""Return what would change, as a unified diff.

    >>> print(diff("a\nb\n", "a\nc\n", "refs.bib").splitlines()[-1])
    +c
    """
    lines = difflib.unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True), name, f"{name} (corrected)"
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _places(text: str, block: Block, strings: Macros) -> Iterator[_Place]:
    """Yield where the value of each field stands; a block has its fields in order, and each as it stands."""
    place = text.index(",", block.start) if block.fields else 0
    for number, (name, raw) in enumerate(block.fields):
        equals = text.index("=", text.index(name, place) + len(name))
        place = text.index(raw, equals + 1)
        for own, value, start, end in spans(block, number, strings):
            yield _Place(own, value, place + start, place + end)
        place += len(raw)


def _find(field: str, block: Block, places: Sequence[_Place]) -> tuple[str, int | None]:
    """Return the file's name for a field of ours, and which one it is if it is there: the one that is read."""
    firsts = {place.name: number for number, place in reversed(list(enumerate(places)))}  # a doubled one is not read
    kind = Kind.read("bibtex", block.type) or Kind.read("biblatex", block.type) or Kind.OTHER
    known = field_names(kind)
    names = known.get(field) or (field.removesuffix("s") if field in {"authors", "editors"} else field,)
    there = [name for name in ((*names, *known["date"]) if field == "year" else names) if name in firsts]
    said = [name for name in there if places[firsts[name]].value.strip()]
    if not said and field in _NORMALIZE:
        # An identifier is read from a field of many uses only where that says of which kind it is.
        if field == "pmid" and "eprint" in firsts and is_pubmed({p.name: p.value for p in reversed(places)}):
            said = ["eprint"]
        else:
            notes = ((name, identifier_note(places[firsts[name]].value)) for name in _NOTES if name in firsts)
            said = [name for name, found in notes if found and found[0] == field][:1]
    name = (said or there or names)[0]
    return name, firsts.get(name)


def _repetitions(field: str, found: int, places: Sequence[_Place]) -> Iterator[int]:
    """Yield which further field says the same: the date of an entry that has its year, too."""
    if field == "year" and places[found].name == "year":
        year = _year_of(decode(places[found].value))
        dates = [number for number, place in enumerate(places) if place.name == "date"][:1]
        yield from (number for number in dates if year is not None and _year_of(decode(places[number].value)) == year)


def _identifier(field: str, new: str, name: str, place: _Place, old: str) -> str | None:
    """Put an identifier exactly where the old one stands, and leave its label or address; None where there is none."""
    note = identifier_note(place.value) if name in _NOTES else None
    held = note[1] if note else _NORMALIZE[field](unwrapped(place.value.strip()))
    if held is None:
        return None
    before, found, after = old.partition(held)
    if not found:
        return _dressed(old, name, new)
    return f"{before}{quote(new, safe='/:;()') if 'doi.org/' in before else new}{after}"


def _latex(item: Edit, name: str, *, ascii_only: bool) -> str:
    if not isinstance(item.value, str):
        return write_names(tuple(item.value), et_al=item.et_al, ascii_only=ascii_only)
    if item.field in _VERBATIM:
        return item.value
    if item.field == "pages":
        return ", ".join("--".join(filter(None, span)) for span in Pages.parse(item.value).ranges)
    if name in {"title", "booktitle"}:
        return encode_title(item.value, whole=name == "booktitle", ascii_only=ascii_only)
    return encode(item.value, ascii_only=ascii_only)


def _year_of(date: str) -> int | None:
    """Return the year that a date begins with, or None where it cannot be read."""
    try:
        return Date.parse(date.zfill(4) if date.isdecimal() else date).year
    except InputError:
        return None


def _are_pages(text: str) -> bool:
    try:
        Pages.parse(text)
    except InputError:
        return False
    return True


def _dressed(old: str, name: str, value: str) -> str:
    """Give a new value the quotes, braces or bareness of the old one."""
    if old[:1] == '"' == old[-1:] and '"' not in value:
        return f'"{value}"'
    if old.isdecimal() and value.isdecimal():
        return value
    is_doubled = old[:2] == "{{" and old[-2:] == "}}" and is_balanced(old[2:-2]) and name not in {"author", "editor"}
    return f"{{{{{value}}}}}" if is_doubled else f"{{{value}}}"
