"""NLM's own files of journals, read as a list: the table of journals in PubMed, and the records of its catalogue.

Three kinds of file are read, and told apart by what they begin with:

* ``J_Medline.txt`` and ``J_Entrez.txt`` (https://ftp.ncbi.nlm.nih.gov/pubmed/; described at
  https://www.nlm.nih.gov/bsd/serfile_addedinfo.html): titles, abbreviations and ISSNs, without years.
* NLM Catalog's XML, ``NLMCatalogRecordSet`` ("Send to: File", format XML, of a search such as reportedmedline at
  https://www.ncbi.nlm.nih.gov/nlmcatalog): years of indexing by source, and related titles.
* NLM's list of serials, ``SerialsSet`` (https://dtd.nlm.nih.gov, nlmserials): years by subset.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, cast
from xml.etree.ElementTree import Element

from ivigref.data.serials import Serial, Span
from ivigref.errors import DataError, FormatError
from ivigref.identifiers import normalize_issn
from ivigref.patterns import lazy
from ivigref.text import squeeze
from ivigref.xml import parts

ADDRESS = "https://ftp.ncbi.nlm.nih.gov/pubmed/J_Medline.txt"

# What the lines of the table are called; older editions call the ISSNs otherwise.
_FIELDS = ("JrId", "JournalTitle", "MedAbbr", "IsoAbbr", "ISSN (Print)", "ISSN (Online)", "ISSN", "ESSN", "NlmId")
_NAMED = ("MedAbbr", "IsoAbbr")
_NUMBERED = ("ISSN (Print)", "ISSN (Online)", "ISSN", "ESSN")
# The sources whose articles PubMed has; Index Medicus alone is print.
_IN_PUBMED = {"medline", "pubmed", "oldmedline", "pmc"}
# The same journal under another title. What was absorbed, merged or split is another one.
_SAME = {"preceding", "succeeding", "continues", "continuedby", "continued-by"}
_YEAR = lazy(r"(?<![0-9])(1[6-9][0-9]{2}|20[0-9]{2})(?![0-9])")
_NOTE = lazy(r"\b(?:selected|selectively|citations?|abstracts|articles)\b", re.IGNORECASE)
_HEAD = 4096  # bytes within which a file shows of which kind it is


def read_nlm(path: Path) -> Iterator[Serial]:
    """Yield the journals of a file of NLM's, gzipped or not. Raises DataError where it is none."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as opened:
            stream = cast("IO[bytes]", opened)
            head = stream.read(_HEAD).lstrip(b"\xef\xbb\xbf \r\n\t")
            stream.seek(0)
            yield from _reader(head)(stream)
    except (FormatError, OSError, EOFError, zlib.error) as problem:
        raise DataError(f"expected NLM's file of journals ({problem})", place=str(path)) from problem


def _reader(head: bytes) -> Callable[[IO[bytes]], Iterator[Serial]]:
    """Return what reads a file that begins so; raise FormatError where nothing does."""
    if head.startswith(b"<"):
        return _catalogue if b"NLMCatalogRecord" in head else _serials_set
    if b"JournalTitle:" in head:
        return _table
    raise FormatError("found neither its table nor its XML")


def united(serials: Iterable[Serial]) -> list[Serial]:
    """Unite what several files say of the same number; the first title stays.

    >>> united([Serial("7", "Ways", ("W",)), Serial("7", "Ways of", (), ("2049-3630",), (Span(1974),))])[0].names
    ('W', 'Ways of')
    """
    found: dict[str, Serial] = {}
    for serial in serials:
        known = found.get(serial.id)
        if known is None:
            found[serial.id] = serial
            continue
        names = dict.fromkeys((*known.names, serial.title, *serial.names))
        names.pop(known.title, None)
        found[serial.id] = known._replace(
            names=tuple(names),
            issns=tuple(dict.fromkeys((*known.issns, *serial.issns))),
            spans=tuple(dict.fromkeys((*known.spans, *serial.spans))),
            continues=tuple(dict.fromkeys((*known.continues, *serial.continues))),
        )
    return list(found.values())


def spans(text: str, *, whole: bool = True) -> tuple[Span, ...]:
    """Read the years that a note on coverage states; the parts of one with a gap are apart by semicolons.

    >>> spans("v2n1,May 1974-"), spans("v18n9, Sept, 1965-v45n5,May 1992; v68n1, 2018-")
    ((Span(first=1974, last=None, whole=True),), (Span(first=1965, last=1992, whole=True), \
Span(first=2018, last=None, whole=True)))
    """
    found = []
    for part in text.split(";"):
        stated = _NOTE.split(part, maxsplit=1)[0].strip(" ,(")
        years = [int(year) for year in _YEAR.findall(stated)]
        if years:
            found.append(Span(years[0], None if stated.endswith("-") else max(years), whole))
    return tuple(found)


def _table(stream: IO[bytes]) -> Iterator[Serial]:
    """Read the table: a line for each field, a row of dashes between two journals."""
    said: dict[str, str] = {}
    for line in stream:
        name, sign, value = line.decode("utf-8", "replace").partition(":")
        if sign and name in _FIELDS:
            said[name] = squeeze(value)
        elif line.startswith(b"---"):
            yield from _of_table(said)
            said = {}
    yield from _of_table(said)


def _of_table(said: dict[str, str]) -> Iterator[Serial]:
    title = said.get("JournalTitle", "").rstrip(".")
    if title and (number := said.get("NlmId")):
        names = dict.fromkeys(said[name] for name in _NAMED if said.get(name, "").strip("- "))
        yield Serial(number, title, tuple(names), _issns(said.get(name) for name in _NUMBERED))


def _catalogue(stream: IO[bytes]) -> Iterator[Serial]:
    """Read the catalogue's records."""
    for record in parts(stream, "NLMCatalogRecord"):
        years: list[Span] = []
        for source in record.iterfind("IndexingSourceList/IndexingSource"):
            name = source.find("IndexingSourceName")
            if name is not None and squeeze(name.text or "").casefold() in _IN_PUBMED:
                whole = name.get("IndexingTreatment") == "Full"
                years += spans(source.findtext("Coverage") or "", whole=whole)
        yield from _of_record(record, record.findtext("TitleMain/Title"), years)


def _serials_set(stream: IO[bytes]) -> Iterator[Serial]:
    """Read the list of serials: every history of indexing in it is MEDLINE's."""
    for record in parts(stream, "Serial"):
        years: list[Span] = []
        for history in record.iterfind("IndexingHistoryList/IndexingHistory"):
            whole = history.get("IndexingTreatment") == "Full"
            years += spans(history.findtext("Coverage") or "", whole=whole)
        yield from _of_record(record, record.findtext("Title"), years)


def _of_record(record: Element, title: str | None, years: Iterable[Span]) -> Iterator[Serial]:
    number, title = squeeze(record.findtext("NlmUniqueID") or ""), squeeze(title or "").rstrip(".")
    if not number or not title:
        return
    named = (record.findtext(name) for name in ("MedlineTA", "ISOAbbreviation"))
    others = (other.findtext("Title") for other in record.iterfind("TitleAlternate"))
    crossed = (other.findtext("XrTitle") for other in record.iterfind("CrossReferenceList/CrossReference"))
    names = dict.fromkeys(squeeze(name).rstrip(".") for name in (*named, *others, *crossed) if name)
    names.pop(title, None)
    issns = [element.text for element in record.iterfind("ISSN") if element.get("ValidYN") != "N"]
    yield Serial(
        number,
        title,
        tuple(filter(None, names)),
        _issns([*issns, record.findtext("ISSNLinking")]),
        tuple(dict.fromkeys(years)),
        tuple(dict.fromkeys(_continued(record))),
    )


def _continued(record: Element) -> Iterator[str]:
    """Yield the numbers and ISSNs of the journals that this one is under another title."""
    for related in record.iterfind("TitleRelated"):
        if squeeze(related.get("TitleType") or "").replace(" ", "").casefold() not in _SAME:
            continue
        numbers = [squeeze(r.text or "") for r in related.iterfind("RecordID") if r.get("Source") == "NLM"]
        yield from filter(None, numbers) if any(numbers) else _issns(issn.text for issn in related.iterfind("ISSN"))


def _issns(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(issn for value in values if value and (issn := normalize_issn(value))))
