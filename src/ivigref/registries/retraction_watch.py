"""The Retraction Watch data, a CSV file that the user downloaded, as a registry of retractions by DOI and PMID."""

from __future__ import annotations

import csv
import warnings
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from ivigref.errors import DataError, reason
from ivigref.identifiers import identifier_key, normalize_doi, normalize_pmid
from ivigref.model import Answer, Record, Reference, Source, Update
from ivigref.text import plain

# In the order of the fields of a row.
_COLUMNS = (
    "Record ID", "Title", "Journal", "RetractionNature", "RetractionDate", "RetractionDOI", "RetractionPubMedID",
    "OriginalPaperDate", "OriginalPaperDOI", "OriginalPaperPubMedID",
)  # fmt: skip
# Lines that one row may have; where a quotation mark is not closed, a row would end with the file.
LONGEST_ROW = 50
SHOWN = 5  # rows that are left out, in what is said of them
_NONE = {"", "0", "unavailable"}  # how the file says that there is no identifier
_DAYS = ("%m/%d/%Y %H:%M", "%m/%d/%Y", "%Y-%m-%d")


class _Row(NamedTuple):
    number: str
    title: str
    journal: str
    nature: str
    notice_day: str
    notice_doi: str
    notice_pmid: str
    paper_day: str
    paper_doi: str
    paper_pmid: str


class RetractionWatch:
    """Answers which works were retracted, corrected or doubted, and which are the notices that say so.

    A work that is not in the file has an empty answer, which says only that: it is not in the file. Rows that cannot be
    read are in ``left_out``, each with its line, and are said when the file is read.

    >>> from io import StringIO
    >>> rows = StringIO('''Record ID,Title,Journal,RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDate,\
OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature
    ... 7,The long way,J Ways,2/6/2010 0:00,10.5555/notice,0,3/1/1998 0:00,10.5555/way,0,Retraction''')
    >>> watch = RetractionWatch(rows)
    >>> watch.about(doi="10.5555/WAY")[0].date, watch.about(doi="10.5555/notice")[0].direction
    ('2010-02-06', 'to')
    """

    name = "retraction-watch"

    def __init__(self, file: Path | Iterable[str], *, warn: Callable[[str], object] | None = None) -> None:
        """Read a file, or its lines; ``warn`` hears of rows that are left out, else Python's warnings say so.

        Raises DataError for what is no file of Retraction Watch.
        """
        self.left_out: tuple[str, ...] = ()
        self._warn = warn or partial(warnings.warn, category=RuntimeWarning, stacklevel=3)
        self._rows: dict[str, list[_Row]] = defaultdict(list)
        self._place, self._retrieved = "the file", None
        if not isinstance(file, Path):
            self._read(file)
            return
        self._place = str(file)
        try:
            with suppress(ValueError, OverflowError):  # a time beyond all calendars
                self._retrieved = datetime.fromtimestamp(file.stat().st_mtime, UTC).date().isoformat()
            # A stray byte in a title must not cost the other 60,000 rows; identifiers and dates are ASCII.
            with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
                self._read(lines)
        except (OSError, csv.Error) as error:
            raise DataError(f"cannot be read: {reason(error)}", place=self._place) from error

    def ask(self, references: Sequence[Reference]) -> list[Answer]:
        """Return what the file holds on each reference by its DOI and PMID."""
        return [Answer(registry=self.name, records=tuple(self._find(r.doi, r.pmid))) for r in references]

    def about(self, *, doi: str | None = None, pmid: str | None = None) -> tuple[Update, ...]:
        """Return what happened to a work ("by"), or what it says of another ("to")."""
        return tuple(dict.fromkeys(update for record in self._find(doi, pmid) for update in record.updates))

    def _read(self, lines: Iterable[str]) -> None:
        ahead = _Ahead(lines)
        header = ahead.row()
        if missing := [name for name in _COLUMNS if name not in header]:
            raise DataError(
                f"expected the columns of Retraction Watch, found none called {missing[0]!r}", place=self._place
            )
        columns = itemgetter(*map(header.index, _COLUMNS))
        left_out = []
        count = 0
        while ahead:
            line = ahead.line
            fields = ahead.row(len(header))
            if not any(map(str.strip, fields)):
                continue
            count += 1
            if len(fields) != len(header):
                left_out.append(f"line {line}: expected {len(header)} fields, found {len(fields)}")
            elif (strange := self._keep(_Row(*map(str.strip, columns(fields))))) is not None:
                left_out.append(f"line {line}: expected a DOI or PMID of the paper, found {strange!r}")
        self.left_out = tuple(left_out)
        if len(left_out) == count:
            raise DataError(f"expected rows of Retraction Watch, found {count} that cannot be read", place=self._place)
        if left_out:
            shown = "; ".join((*left_out[:SHOWN], *(["…"] if len(left_out) > SHOWN else [])))
            self._warn(f"{self._place}: {len(left_out)} of {count} rows were omitted: {shown}")

    def _keep(self, row: _Row) -> str | None:
        """Keep a row under its identifiers; return what the paper has instead of one, if that should be one."""
        paper = (normalize_doi(row.paper_doi), normalize_pmid(row.paper_pmid))
        notice = (normalize_doi(row.notice_doi), normalize_pmid(row.notice_pmid))
        for doi, pmid in (paper, notice):
            for identifier in filter(None, (doi and identifier_key(doi), pmid)):
                self._rows[identifier].append(row)
        if any(paper):
            return None
        return next((text for text in (row.paper_doi, row.paper_pmid) if text.casefold() not in _NONE), None)

    def _find(self, doi: str | None, pmid: str | None) -> Iterator[Record]:
        keys = {key for key in (identifier_key(doi) if doi else None, pmid) if key}
        for row in dict.fromkeys(row for key in keys for row in self._rows.get(key, ())):
            for record in self._records(row):
                if keys & {identifier_key(record.doi or ""), record.pmid}:
                    yield record

    def _records(self, row: _Row) -> Iterator[Record]:
        """Translate a row: a work, and the notice about it."""
        paper, notice = (
            {"doi": normalize_doi(doi), "pmid": normalize_pmid(pmid)}
            for doi, pmid in ((row.paper_doi, row.paper_pmid), (row.notice_doi, row.notice_pmid))
        )
        source = Source(registry=self.name, address=f"{self._place}, record {row.number}", retrieved=self._retrieved)
        kind, day = row.nature.casefold().replace(" ", "_"), _day(row.notice_day)
        said = {"kind": kind, "date": day, "asserted_by": self.name, "label": row.nature}
        whole = {"source": source, "container_title": plain(row.journal)}
        by = Update.model_validate(said | {"direction": "by"} | notice)
        title, year = plain(row.title), _year(_day(row.paper_day))
        yield Record.model_validate(whole | {"title": title, "year": year, "updates": (by,)} | paper)
        # Some notices are the page of the work itself: a work is never the notice of its own retraction.
        if not {*notice.values()} & {*paper.values()} - {None}:
            to = Update.model_validate(said | {"direction": "to"} | paper)
            yield Record.model_validate(whole | {"year": _year(day), "updates": (to,)} | notice)


class _Ahead:
    """Reads rows off lines, and a line again by itself where a quotation mark made several rows into one."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.line = 1  # of the file, where the next row begins
        self._source = iter(lines)
        self._held: deque[str] = deque()

    def __bool__(self) -> bool:
        return any(True for _ in self._lines())

    def row(self, width: int | None = None) -> list[str]:
        """Return the fields of the next row; with a width, of its first line alone where the row is not so wide."""
        rows = csv.reader(islice(self._lines(), LONGEST_ROW), strict=True)
        try:
            fields = next(rows, [])
        except csv.Error:
            fields = None
        if fields is None or (width is not None and fields and self._is_broken(fields, width)):
            fields = next(self._lines()).replace('"', "").split(",")
            self._drop(1)
        else:
            self._drop(max(1, rows.line_num))
        return fields

    def _is_broken(self, fields: Sequence[str], width: int) -> bool:
        """Tell whether a row is not so wide, or holds lines within its quotation marks that are rows themselves."""
        return len(fields) != width or any(
            _holds_rows(field.splitlines(), width - 1 - place, width - 1)
            for place, field in enumerate(fields)
            if "\n" in field
        )

    def _lines(self) -> Iterator[str]:
        place = 0
        while place < len(self._held) or self._hold():
            yield self._held[place]
            place += 1

    def _hold(self) -> bool:
        line = next(self._source, None)
        if line is not None:
            self._held.append(line)
        return line is not None

    def _drop(self, count: int) -> None:
        for _ in range(min(count, len(self._held))):
            self._held.popleft()
        self.line += count


def _holds_rows(lines: Sequence[str], to_come: int, commas: int) -> bool:
    """Tell whether the first of a field's lines has all the fields to come, or a later one those of a whole row."""
    return 0 < to_come <= lines[0].count(",") or any(line.count(",") >= commas for line in lines[1:])


def _year(day: str | None) -> int | None:
    return int(day[:4]) if day else None


def _day(text: str) -> str | None:
    """Read a day as American forms write it.

    >>> _day("2/6/2010 0:00")
    '2010-02-06'
    """
    for form in _DAYS:
        with suppress(ValueError):
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007  (a day, in no zone)
    return None
