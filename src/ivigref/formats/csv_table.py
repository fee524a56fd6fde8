"""CSV: one row a citation, for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest

from ivigref.errors import FormatError
from ivigref.formats import columns as exported
from ivigref.formats import csv_rows, mapping
from ivigref.formats.csv_rows import heading
from ivigref.formats.dating import Statement, state
from ivigref.formats.draft import Draft, Loaded
from ivigref.formats.entry import Entry, Values, entries, indexed
from ivigref.formats.markup import untagged
from ivigref.formats.people import marked_name, read_marked, read_names
from ivigref.keys import TEMPLATE
from ivigref.model import Check, Citation, Finding, Kind, Origin, Severity, rows
from ivigref.patterns import lazy
from ivigref.tables import apart, guarded, joined, set_apart, unguarded, unmarked
from ivigref.text import clean

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

_AND = " and "
_MARKED = lazy(r"\\[,;]")
_OWN = "csv:"
_TELLING = frozenset(("authors", "editors", "title", "container_title", "doi", "pmid", "pmcid", "url"))
_DIGITS = 7  # a longer number is nobody's place in a list


def dumps(citations: Iterable[Citation], *, values: Values = "record", template: str = TEMPLATE) -> str:
    """Write citations as a table with a heading, and the columns of somebody's table after ours.

    Several names or keywords are set apart by semicolons.

    >>> from ivigref import Reference
    >>> dumps([Citation(reference=Reference(title="=1+1", year=1997, number=3))]).splitlines()[1]
    "3,Anonymous1997,other,,,,'=1+1,,,,1997,,,,,,,,,"
    """
    listed = citations if isinstance(citations, Sequence) else tuple(citations)
    named = (name.removeprefix(_OWN) for citation in listed for name, _ in _own(citation))
    more = _further(entries(listed, values, template))
    others = [name for name in dict.fromkeys(named) if name not in COLUMNS]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*COLUMNS, *more, *(guarded(_head(name, more)) for name in others)])
    for citation, entry in zip(listed, entries(listed, values, template), strict=True):
        own = {name.removeprefix(_OWN): text for name, text in _own(citation)}
        further = _more(entry)
        cells = [*_row(entry, own), *(further.get(name, "") for name in more)]
        cells += [clean(own.get(name, "")) for name in others]
        if max(map(len, cells)) >= csv_rows.LONGEST:
            raise FormatError(
                f"expected less than {csv_rows.LONGEST:,} characters in a cell", place=f"entry {entry.key}"
            )
        writer.writerow(map(guarded, cells))
    return out.getvalue()


def _head(name: str, more: Sequence[str]) -> str:
    """Return the head of a column of somebody's: marked where it would be read as ours, as a check's notes would."""
    is_ours = name in more or mapping.data("csv").get(name, name) != name
    return f"{_OWN}{name}" if is_ours else name


def _own(citation: Citation) -> Iterator[tuple[str, str]]:
    """Yield the columns of somebody's table, whose names may be any text, and what could not be read."""
    return ((name, text) for name, text in citation.reference.extra if name.startswith(_OWN))


def _row(entry: Entry, own: Mapping[str, str]) -> list[str]:
    work, indexing = entry.work, indexed(entry.work)
    row = {
        "number": "" if entry.number is None else str(entry.number),
        "key": entry.key,
        "kind": entry.kind,
        "authors": joined(map(marked_name, work.authors)),
        "et_al": "et al." if work.et_al else "",
        "editors": joined(map(marked_name, work.editors)),
        "pages": work.pages.expanded if work.pages else own.get("pages", ""),
        "keywords": joined(clean(keyword) for keyword in entry.keywords if keyword not in indexing),
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
    texts = {name: joined(entry.texts(name)) for name in _WORK if name != "date"}
    said = {name: joined(entry.texts(name)) for name in _data() if name in entry.extra and name not in texts}
    numbers = [origin.accession or "" for origin in entry.origins]
    return {
        **said,
        **texts,
        "date": "" if date is None or date.is_year else str(date),
        "databases": joined(origin.database or "" for origin in entry.origins),
        "accessions": joined(numbers) if any(numbers) else "",
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


def loads(text: str) -> Loaded:
    r"""Read a table with these columns, or as a database exports it; others are kept as extra, and named.

    Raises FormatError where a quotation mark that is missing, or one too many, would make one row of several.

    >>> loaded = loads("year,title,shelf\n1997,Lupus,B\n")
    >>> loaded[0].reference.extra, loaded.findings[0].message
    ((('csv:shelf', 'B'),), 'unknown columns, preserved unchanged: shelf')
    >>> loads("Title;Publication Year;Page start;Page end\nLupus;1997;11;19\n")[0].reference.pages.expanded
    '11–19'
    """
    loaded, text = Loaded(), text.removeprefix("\ufeff")
    head = heading(text, _familiarity)
    source, columns, reported = _source(head.columns), head.columns, _reported(head.columns)
    if any(columns):
        loaded.findings += _judged(columns, source, head.line)
    # Web of Science puts no quotation marks round what has some of its own.
    for line, row in csv_rows.rows(text, head, quoted=(source, head.separator) != ("wos", "\t")):
        draft = Draft("csv", line=line)
        if len(row) > len(columns) and any(map(str.strip, row[len(columns) :])):
            more = ", ".join(map(repr, row[len(columns) :]))
            draft.find(
                "unreadable", f"the row has more cells than the table has columns: {more:.200}", severity="error"
            )
        pairs = [(name, unguarded(cell)) for name, cell in zip(columns, row, strict=False) if cell]
        if any(cell.strip() for _, cell in pairs):
            cells = dict(pairs)
            loaded.append(exported.read(draft, source, pairs) if source else _read(draft, cells, reported))
        loaded.findings += draft.findings
    return loaded


def _familiarity(columns: Sequence[str]) -> int:
    return max(len(set(columns) & _known(columns)), exported.source_of(columns)[1])


def _known(columns: Iterable[str]) -> frozenset[str]:
    return places() | mapping.data("csv").keys() | _reported(columns)


def _reported(columns: Iterable[str]) -> frozenset[str]:
    """Name what says what was found about a work, where most of it is there: then the table is what a verb printed.

    What is called so elsewhere may be said of the work: a column of notes.
    """
    return rows.found() if len(rows.found().intersection(columns)) * 2 > len(rows.found()) else frozenset()


def _source(columns: Sequence[str]) -> str | None:
    """Return the source whose names these are, or None for a table of ours, or of somebody with our names."""
    source, matching = exported.source_of(columns)
    return source if matching > len(set(columns) & _known(columns)) and exported.tells_title(source, columns) else None


def _judged(columns: Sequence[str], source: str | None, line: int) -> Iterator[Finding]:
    """Name the columns that say nothing here; refuse a table that has none by which a work is known."""
    twice = sorted(name for name, times in Counter(columns).items() if times > 1)
    if twice and source is None:
        raise FormatError(f"expected each column once, found twice: {', '.join(twice)}", place=f"line {line}")
    if source is None and not set(columns) & _TELLING:
        raise FormatError(
            f"expected a table with some of the columns {', '.join(COLUMNS)}, found {', '.join(columns):.200}"
        )
    known = _known(columns) | (exported.known(source) if source else frozenset())
    if others := [
        name.strip() or "(without a name)" for name in columns if name not in known and not name.startswith(_OWN)
    ]:
        is_familiar = source is not None or len(others) * 2 <= len(columns)
        severity: Severity = "note" if is_familiar else "warning"
        message = f"unknown columns, preserved unchanged: {', '.join(others)}"
        yield Finding.of(Check.UNREADABLE, message, severity=severity, line=line)


def _read_people(draft: Draft, cell: str, into: str) -> None:
    """Read names that have semicolons between them, or, as Rayyan writes, the word *and*; some have marked signs."""
    is_rayyan = not {";", "\\"} & set(cell) and all("," in part for part in cell.split(_AND))
    for part in cell.split(_AND) if is_rayyan else set_apart(cell, ";"):
        if not _MARKED.search(part):
            read_names(draft, part, into=into)
        elif name := read_marked(unmarked(part, ";")):
            getattr(draft, into).append(name)


def _read_origins(databases: str, accessions: str) -> list[Origin]:
    names, numbers = (apart(cell) for cell in (databases, accessions))
    pairs = zip_longest(names, numbers, fillvalue="")
    return [Origin(database=name or None, accession=number or None) for name, number in pairs if name or number]


def _read(draft: Draft, cells: dict[str, str], reported: frozenset[str]) -> Citation:
    draft.kind = Kind.of(cells.pop("kind", ""))
    draft.key, draft.et_al = cells.pop("key", None), bool(cells.pop("et_al", ""))
    number = cells.pop("number", "").strip()
    for into in ("authors", "editors"):
        _read_people(draft, cells.pop(into, ""), into)
    for keyword in apart(cells.pop("keywords", "")):
        draft.add("keyword", keyword)
    draft.origins += _read_origins(cells.pop("databases", ""), cells.pop("accessions", ""))
    if "date" in cells:
        state(draft, [Statement(name, cells.pop(name).strip()) for name in ("year", "date") if name in cells])
    for column, text in cells.items():
        datum = column if column in _LISTS else None if column in reported else mapping.data("csv").get(column)
        name = datum if datum and (datum == column or datum not in cells) else ""
        for part in apart(text) if name in _LISTS else [text]:
            draft.add(name or f"{_OWN}{unguarded(column).removeprefix(_OWN)}", clean(part))
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
