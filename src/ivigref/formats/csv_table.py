"""CSV: one row a citation, for spreadsheets."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import TypeVar

from ivigref.errors import FormatError
from ivigref.formats import mapping
from ivigref.formats.dating import Statement, state
from ivigref.formats.draft import Draft, Loaded
from ivigref.formats.entry import Entry, Values, entries, indexed
from ivigref.formats.markup import untagged
from ivigref.formats.people import inverted, read_names
from ivigref.keys import TEMPLATE
from ivigref.model import Check, Citation, Finding, Kind, Origin, Severity
from ivigref.text import clean

Row = TypeVar("Row")

_PLAIN = (
    "title",
    "container_title",
    "publisher",
    "place",
    "year",
    "volume",
    "issue",
    "doi",
    "pmid",
    "pmcid",
    "url",
    "note",
)
# Further columns, each only where some citation has something for it; of a work, and of what only its file said.
_LISTS = ("issn", "isbn", "trials", "publication_types", "mesh")
_WORK = ("date", "edition", "series", "arxiv", "language", *_LISTS)
_ORIGINS = ("databases", "accessions")
COLUMNS = ("number", "key", "kind", "authors", "et_al", "editors", *_PLAIN[:7], "pages", *_PLAIN[7:], "keywords")

# Characters of one cell: Python's csv stops at 131,072, and 3,000 authors take more; nothing is read or written above.
LONGEST = 10_000_000
_SEMICOLON = "; "
_AND = " and "
_OWN = "csv:"
_TELLING = frozenset(("authors", "editors", "title", "container_title", "doi", "pmid", "pmcid", "url"))
_NARROW = 3  # columns; in so few, a line of an abstract may well have as many commas
_DIGITS = 7  # a longer number is nobody's place in a list

# A spreadsheet computes a cell that begins so; an apostrophe before it is not shown.
_FORMULA = re.compile(r"'*[=+\-@]")


def dumps(citations: Iterable[Citation], *, values: Values = "record", template: str = TEMPLATE) -> str:
    """Write citations as a table with a heading, and the columns of somebody's table after ours.

    Several names or keywords are set apart by semicolons.

    >>> from ivigref import Reference
    >>> dumps([Citation(reference=Reference(title="=1+1", year=1997, number=3))]).splitlines()[1]
    "3,Anonymous1997,other,,,,'=1+1,,,,1997,,,,,,,,,"
    """
    listed = citations if isinstance(citations, Sequence) else tuple(citations)
    named = (name.removeprefix(_OWN) for citation in listed for name, _ in _own(citation))
    others = [name for name in dict.fromkeys(named) if name not in COLUMNS]
    more = _further(entries(listed, values, template))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*COLUMNS, *more, *map(_cell, others)])
    for citation, entry in zip(listed, entries(listed, values, template), strict=True):
        own = {name.removeprefix(_OWN): text for name, text in _own(citation)}
        further = _more(entry)
        cells = [*_row(entry, own), *(further.get(name, "") for name in more)]
        cells += [clean(own.get(name, "")) for name in others]
        if max(map(len, cells)) >= LONGEST:
            raise FormatError(f"expected less than {LONGEST:,} characters in a cell", place=f"entry {entry.key}")
        writer.writerow(map(_cell, cells))
    return out.getvalue()


def _own(citation: Citation) -> Iterator[tuple[str, str]]:
    """Yield the columns of somebody's table, whose names may be any text, and what could not be read."""
    return ((name, text) for name, text in citation.reference.extra if name.startswith(_OWN))


def _row(entry: Entry, own: Mapping[str, str]) -> list[str]:
    work, indexing = entry.work, indexed(entry.work)
    row = {
        "number": "" if entry.number is None else str(entry.number),
        "key": entry.key,
        "kind": entry.kind,
        "authors": "; ".join(map(inverted, work.authors)),
        "et_al": "et al." if work.et_al else "",
        "editors": "; ".join(map(inverted, work.editors)),
        "pages": work.pages.expanded if work.pages else own.get("pages", ""),
        "keywords": _SEMICOLON.join(clean(keyword) for keyword in entry.keywords if keyword not in indexing),
    }
    texts = {column: untagged(entry.text(column)) or own.get(column, "") for column in COLUMNS if column not in row}
    return [(row | texts)[column] for column in COLUMNS]


def _further(listed: Iterable[Entry]) -> list[str]:
    """Name the further columns that some citation has something for."""
    named = {name for entry in listed for name, text in _more(entry).items() if text}
    first = [name for name in (*_WORK, *_ORIGINS) if name in named]
    return [*first, *sorted(named.difference(first))]


def _more(entry: Entry) -> dict[str, str]:
    date = entry.work.date
    texts = {name: _SEMICOLON.join(entry.texts(name)) for name in _WORK if name != "date"}
    said = {name: _SEMICOLON.join(entry.texts(name)) for name in _data() if name in entry.extra and name not in texts}
    numbers = [origin.accession or "" for origin in entry.origins]
    return {
        **said,
        **texts,
        "date": "" if date is None or date.is_year else str(date),
        "databases": _SEMICOLON.join(origin.database or "" for origin in entry.origins),
        "accessions": _SEMICOLON.join(numbers) if any(numbers) else "",
    }


def _data() -> frozenset[str]:
    """Name what stands in a column of its own, though not in every table."""
    return frozenset(mapping.names("csv")) - set(COLUMNS) - {"keyword", "month", "day"}


def places() -> frozenset[str]:
    """Name the data that a table can hold.

    >>> "abstract" in places(), "shelf" in places()
    (True, False)
    """
    return _data() | frozenset((*COLUMNS, *_WORK, *_ORIGINS))


def _cell(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def loads(text: str) -> Loaded:
    r"""Read a table with these columns, in any order; others are kept as extra, and named.

    Raises FormatError where a quotation mark that is missing, or one too many, would make one row of several.

    >>> loaded = loads("year,title,shelf\n1997,Lupus,B\n")
    >>> loaded[0].reference.extra, loaded.findings[0].message
    ((('csv:shelf', 'B'),), 'unknown columns, preserved unchanged: shelf')
    """
    loaded, rows = Loaded(), _rows(text.removeprefix("\ufeff"))
    columns = next((cells for _, cells in rows), [])
    if columns:
        loaded.findings += _judged(columns)
    for line, row in rows:
        draft = Draft("csv", line=line)
        if len(row) > len(columns) and any(map(str.strip, row[len(columns) :])):
            more = ", ".join(map(repr, row[len(columns) :]))
            draft.find(
                "unreadable", f"the row has more cells than the table has columns: {more:.200}", severity="error"
            )
        cells = {name: _value(cell) for name, cell in zip(columns, row, strict=False) if cell}
        if any(map(str.strip, cells.values())):
            loaded.append(_read(draft, cells))
        loaded.findings += draft.findings
    return loaded


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not empty, each with the line in which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    width = line = 0
    try:
        for cells in _long_cells(reader):
            begun, line = line + 1, reader.line_num
            if not any(map(str.strip, cells)):
                continue
            width = width or len(cells)
            if line > begun and _is_several(cells, width):
                found = f"a quoted cell up to line {line} that holds rows of its own"
                raise FormatError(f"expected a row, found {found}: a quotation mark is missing", place=f"line {begun}")
            yield begun, cells
    except csv.Error as error:
        found = str(error).replace("unexpected end of data", "a quotation mark is never closed")
        raise FormatError(f"expected a table: {found}", place=f"line {line + 1}") from error


def _long_cells(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows with cells as long as those that ``dumps`` writes; the limit is csv's own, for all of a program."""
    listed = iter(rows)
    while True:
        before = csv.field_size_limit(LONGEST)
        try:
            row = next(listed, None)
        finally:
            csv.field_size_limit(before)
        if row is None:
            return
        yield row


def _is_several(cells: Sequence[str], width: int) -> bool:
    """Tell whether a row that goes over several lines holds others: cells are lacking, or a line in one is a row."""
    if len(cells) < width:
        return True
    lines = (line for cell in cells for line in cell.splitlines()[1:-1])
    return width > _NARROW and any(line.count(",") >= width - 1 for line in lines)


def _judged(columns: Sequence[str]) -> Iterator[Finding]:
    """Name the columns that say nothing here; refuse a table that has none by which a work is known."""
    if twice := sorted({name for name in columns if columns.count(name) > 1}):
        raise FormatError(f"expected each column once, found twice: {', '.join(twice)}", place="line 1")
    if not set(columns) & _TELLING:
        raise FormatError(
            f"expected a table with some of the columns {', '.join(COLUMNS)}, found {', '.join(columns):.200}"
        )
    known = places() | mapping.data("csv").keys()
    if others := [name.strip() or "(without a name)" for name in columns if name not in known]:
        severity: Severity = "note" if len(others) * 2 <= len(columns) else "warning"
        message = f"unknown columns, preserved unchanged: {', '.join(others)}"
        yield Finding.of(Check.UNREADABLE, message, severity=severity, line=1)


def _value(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell


def _apart(cell: str) -> list[str]:
    """Set names apart that have semicolons between them, or, as Rayyan writes, the word *and*."""
    if ";" not in cell and all("," in part for part in cell.split(_AND)):
        return cell.split(_AND)
    return cell.split(";")


def _read_origins(databases: str, accessions: str) -> list[Origin]:
    names, numbers = ([part.strip() for part in cell.split(";")] for cell in (databases, accessions))
    pairs = zip_longest(names, numbers, fillvalue="")
    return [Origin(database=name or None, accession=number or None) for name, number in pairs if name or number]


def _read(draft: Draft, cells: dict[str, str]) -> Citation:
    draft.kind = Kind.of(cells.pop("kind", ""))
    draft.key, draft.et_al = cells.pop("key", None), bool(cells.pop("et_al", ""))
    number = cells.pop("number", "").strip()
    for into in ("authors", "editors"):
        for part in _apart(cells.pop(into, "")):
            read_names(draft, part, into=into)
    for keyword in cells.pop("keywords", "").split(";"):
        draft.add("keyword", keyword.strip())
    draft.origins += _read_origins(cells.pop("databases", ""), cells.pop("accessions", ""))
    if "date" in cells:
        state(draft, [Statement(name, cells.pop(name).strip()) for name in ("year", "date") if name in cells])
    for column, text in cells.items():
        datum = column if column in _LISTS else mapping.data("csv").get(column)
        name = datum if datum and (datum == column or datum not in cells) else ""
        for part in text.split(";") if name in _LISTS else [text]:
            draft.add(name or f"{_OWN}{_value(column)}", clean(part))
    citation = draft.citation()
    if not number:
        return citation
    if number.isdecimal() and len(number) > _DIGITS:
        raise FormatError(
            f"expected the number of a reference, found {len(number):,} digits", place=f"line {draft.line}"
        )
    if not number.isdecimal():
        draft.find("unreadable", f"expected the number of a reference, found {number:.40}")
        return citation
    return citation.model_copy(update={"reference": citation.reference.model_copy(update={"number": int(number)})})
