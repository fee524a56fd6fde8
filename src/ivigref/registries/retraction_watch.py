"""The Retraction Watch data, a CSV file that the user downloaded, as a registry of retractions by DOI and PMID."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from ivigref.errors import DataError
from ivigref.identifiers import doi_key, normalize_doi, normalize_pmid
from ivigref.model import Answer, Record, Reference, Source, Update
from ivigref.text import plain

_COLUMNS = ("Record ID", "Title", "Journal", "RetractionDate", "RetractionDOI", "RetractionPubMedID",
            "OriginalPaperDate", "OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionNature")  # fmt: skip
_DAYS = ("%m/%d/%Y %H:%M", "%m/%d/%Y", "%Y-%m-%d")


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
        self._records: dict[str, list[Record]] = defaultdict(list)
        if not isinstance(file, Path):
            self._read(file, "the file", None)
            return
        try:
            # The file has stray Latin-1 bytes in some titles; identifiers and dates are ASCII.
            with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
                self._read(
                    lines, str(file), datetime.fromtimestamp(file.stat().st_mtime).astimezone().date().isoformat()
                )
        except (OSError, csv.Error) as error:
            raise DataError(f"cannot be read: {error}", place=str(file)) from error

    def ask(self, references: Sequence[Reference]) -> list[Answer]:
        """Return what the file holds on each reference by its DOI and PMID."""
        return [Answer(registry=self.name, records=tuple(self._find(r.doi, r.pmid))) for r in references]

    def about(self, *, doi: str | None = None, pmid: str | None = None) -> tuple[Update, ...]:
        """Return what happened to a work ("by"), or what it says of another ("to")."""
        return tuple(dict.fromkeys(update for record in self._find(doi, pmid) for update in record.updates))

    def _find(self, doi: str | None, pmid: str | None) -> Iterator[Record]:
        keys = (doi_key(doi) if doi else None, pmid)
        yield from dict.fromkeys(record for key in keys if key for record in self._records.get(key, ()))

    def _read(self, lines: Iterable[str], place: str, retrieved: str | None) -> None:
        rows = csv.DictReader(lines)
        if missing := [name for name in _COLUMNS if name not in (rows.fieldnames or ())]:
            raise DataError(f"expected the columns of Retraction Watch, found none called {missing[0]!r}", place=place)
        for row in rows:
            source = Source(registry=self.name, address=f"{place}, record {row['Record ID']}", retrieved=retrieved)
            for record in _records_from_row(row, source):
                for key in (doi_key(record.doi) if record.doi else None, record.pmid):
                    if key is not None:
                        self._records[key].append(record)


def _records_from_row(row: Mapping[str, str | None], source: Source) -> Iterator[Record]:
    """Read one row: a work, the notice about it, and how the notice changes it."""
    said = {
        name: (value or "").strip() for name, value in row.items() if name is not None and not isinstance(value, list)
    }
    kind = said["RetractionNature"].casefold().replace(" ", "_")
    paper = (normalize_doi(said["OriginalPaperDOI"]), normalize_pmid(said["OriginalPaperPubMedID"]))
    notice = (normalize_doi(said["RetractionDOI"]), normalize_pmid(said["RetractionPubMedID"]))
    if not kind:
        return
    day, printed = _day(said["RetractionDate"]), _day(said["OriginalPaperDate"])
    update = {"kind": kind, "date": day, "asserted_by": "retraction-watch", "label": said["RetractionNature"]}
    whole = {"source": source, "container_title": plain(said["Journal"])}
    by = Update.model_validate(update | {"direction": "by", "doi": notice[0], "pmid": notice[1]})
    yield Record.model_validate(
        whole | {"title": plain(said["Title"]), "doi": paper[0], "pmid": paper[1], "updates": (by,)}
        | {"year": int(printed[:4]) if printed else None}
    )  # fmt: skip
    # Some notices are the page of the work itself: a work is never called the notice of its own retraction.
    if any(notice) and not {*notice} & {*paper} - {None}:
        to = Update.model_validate(update | {"direction": "to", "doi": paper[0], "pmid": paper[1]})
        yield Record.model_validate(
            whole | {"doi": notice[0], "pmid": notice[1], "updates": (to,), "year": int(day[:4]) if day else None}
        )


def _day(text: str) -> str | None:
    """Read a day as American forms write it.

    >>> _day("2/6/2010 0:00")
    '2010-02-06'
    """
    for form in _DAYS:
        with suppress(ValueError):
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007  (a day, in no zone)
    return None
