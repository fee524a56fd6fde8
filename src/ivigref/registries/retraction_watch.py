"""The Retraction Watch data, a CSV file that the user downloaded, as a registry of retractions by DOI and PMID."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from ivigref.errors import DataError
from ivigref.identifiers import doi_key, normalize_doi, normalize_pmid
from ivigref.model import Answer, Record, Reference, Source, Update
from ivigref.text import plain

# In the order of the fields of a row.
_COLUMNS = (
    "Record ID", "Title", "Journal", "RetractionNature", "RetractionDate", "RetractionDOI", "RetractionPubMedID",
    "OriginalPaperDate", "OriginalPaperDOI", "OriginalPaperPubMedID",
)  # fmt: skip
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

    A work that is not in the file has an empty answer, which says only that: it is not in the file.

    >>> from io import StringIO
    >>> rows = StringIO('''Record ID,Title,Journal,RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDate,\
OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature
    ... 7,The long way,J Ways,2/6/2010 0:00,10.5555/notice,0,3/1/1998 0:00,10.5555/way,0,Retraction''')
    >>> watch = RetractionWatch(rows)
    >>> watch.about(doi="10.5555/WAY")[0].date, watch.about(doi="10.5555/notice")[0].direction
    ('2010-02-06', 'to')
    """

    name = "retraction-watch"

    def __init__(self, file: Path | Iterable[str]) -> None:
        """Read a file, or its lines."""
        self._rows: dict[str, list[_Row]] = defaultdict(list)
        self._place, self._retrieved = "the file", None
        if not isinstance(file, Path):
            self._read(file)
            return
        self._place = str(file)
        try:
            self._retrieved = datetime.fromtimestamp(file.stat().st_mtime, UTC).date().isoformat()
            # A stray byte in a title must not cost the other 60,000 rows; identifiers and dates are ASCII.
            with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
                self._read(lines)
        except (OSError, csv.Error) as error:
            raise DataError(f"cannot be read: {error}", place=self._place) from error

    def ask(self, references: Sequence[Reference]) -> list[Answer]:
        """Return what the file holds on each reference by its DOI and PMID."""
        return [Answer(registry=self.name, records=tuple(self._find(r.doi, r.pmid))) for r in references]

    def about(self, *, doi: str | None = None, pmid: str | None = None) -> tuple[Update, ...]:
        """Return what happened to a work ("by"), or what it says of another ("to")."""
        return tuple(dict.fromkeys(update for record in self._find(doi, pmid) for update in record.updates))

    def _read(self, lines: Iterable[str]) -> None:
        rows = csv.reader(lines)
        header = next(rows, [])
        if missing := [name for name in _COLUMNS if name not in header]:
            raise DataError(
                f"expected the columns of Retraction Watch, found none called {missing[0]!r}", place=self._place
            )
        columns = itemgetter(*map(header.index, _COLUMNS))
        for fields in rows:
            if len(fields) < len(header):
                continue
            row = _Row(*map(str.strip, columns(fields)))
            for doi in (row.paper_doi, row.notice_doi):
                self._rows[doi_key(doi)].append(row)
            for pmid in (row.paper_pmid, row.notice_pmid):
                self._rows[pmid].append(row)

    def _find(self, doi: str | None, pmid: str | None) -> Iterator[Record]:
        keys = {key for key in (doi_key(doi) if doi else None, pmid) if key}
        for row in dict.fromkeys(row for key in keys for row in self._rows.get(key, ())):
            for record in self._records(row):
                if keys & {doi_key(record.doi or ""), record.pmid}:
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
