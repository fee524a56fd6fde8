"""What a citation holds and a format has no place for: the one place that knows, by two tables.

A format has no place for a datum whose cell in ``fields.tsv`` is empty, and for what ``losses.tsv`` lists with the
reason. Whatever one format alone has ("ris:M1") goes back there and nowhere else.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from ivigref.formats import mapping
from ivigref.formats.entry import Entry, entry_of
from ivigref.formats.markup import TAG, scripts
from ivigref.frozen import field_names
from ivigref.model import Citation, Kind, Origin, Reference, Values, Work
from ivigref.patterns import lazy
from ivigref.text import controls, printable, squeeze

_WHOLE = "jsonl"  # which holds whatever the model holds
_FAMILIES = {"biblatex": "bibtex"}  # which write each other's fields
_ONCE = frozenset({"bibtex", "biblatex"})  # whose entries have each field once
_NAMES = ("authors", "editors")
_INDEXING = ("mesh", "publication_types")
_FREE = (*_NAMES, *_INDEXING, "kind", "et_al", "date")  # fields of a work that the table of fields does not list
# How a datum is called in a report, where its name does not say it.
_LABELS = {
    "mesh": "MeSH heading", "publication_types": "publication type", "trials": "trial number", "kind": "kind of work",
    "container_title": "journal", "container_title_short": "short journal title", "origins": "database",
    "markup": "title with italics or other marks",
    "unparsed": "part that could not be read", "date_text": "word for a date", "url_date": "date of access",
    "nbib:AD": "address", "ris:AD": "address", "endnote-xml:auth-address": "address", "arxiv": "arXiv number",
    "issn": "ISSN", "isbn": "ISBN", "doi": "DOI", "pmid": "PMID", "pmcid": "PMCID", "url": "web address",
}  # fmt: skip
_PLURALS = {
    "kind of work": "kinds of works", "series": "series", "word for a date": "words for a date",
    "title with italics or other marks": "titles with italics or other marks",
    "part that could not be read": "parts that could not be read", "date of access": "dates of access",
}  # fmt: skip
_OF_A_NUMBER = lazy(r"\APUBMED |\s\((?:Electronic|Print|Linking)\)\Z|\s\[(?:doi|pii)\]\Z")
_FORMULA = ("=", "+", "-", "@")


class Unplaced(NamedTuple):
    """A value that a format has no place for: the name of its field, and its text."""

    field: str
    value: str


class Loss(NamedTuple):
    """A value of a reference that was not written in a format."""

    reference: str
    field: str
    value: str
    format: str


def unplaced(citation: Citation, of: str, *, values: Values = "record") -> Iterator[Unplaced]:
    """Yield each value that this format has no field for, or none that it would be good in.

    >>> from ivigref.formats import bibtex
    >>> [read] = bibtex.loads("@misc{a, pages = {xxi + 346}, file = {a.pdf}}")
    >>> [tuple(lost) for lost in unplaced(read, "ris")], list(unplaced(read, "biblatex"))
    ([('bibtex:pages', 'xxi + 346'), ('bibtex:file', 'a.pdf')], [])
    """
    if of == _WHOLE:
        return
    entry = entry_of(citation, values=values)
    lost = lacking(of)
    for narrowed, said in _said(citation, entry):
        if not lost.isdisjoint(narrowed):
            yield said
    again = _identifying(entry, lost)
    for name, texts in entry.extra.items():
        places = _places(name, texts, of, entry)
        if ":" in name and not places:
            places = tuple(text for text in texts if _said_again(text) in again)
        kept = Counter(places)
        for text in texts:
            if kept[text]:
                kept[text] -= 1
            else:
                yield Unplaced(name, text)


def _places(name: str, texts: tuple[str, ...], of: str, entry: Entry) -> tuple[str, ...]:
    """Return those texts of a field beyond the model that are written."""
    family, _, own = name.partition(":")
    lost = lacking(of)
    if own:
        return texts[: 1 if of in _ONCE else None] if family == _FAMILIES.get(of, of) else ()
    if name in mapping.TYPED:
        return texts if of == "csv" else ()
    if name in lost or name not in mapping.names(of):
        return ()
    is_said = getattr(entry.work, name, None) not in (None, ())
    return () if is_said else texts[: 1 if f"{name}:more" in lost else None]


def _identifying(entry: Entry, lost: frozenset[str]) -> frozenset[str]:
    """Return the numbers of a work and of its records that are written, whatever else says them again."""
    work = entry.work
    numbers = [*(getattr(work, name) for name in ("doi", "pmid", "pmcid") if name not in lost), *work.issn, *work.isbn]
    numbers += [work.pages.raw, work.pages.expanded.replace("–", "-"), work.pages.first] if work.pages else []
    numbers += [origin.accession for origin in entry.origins if "origins" not in lost]
    return frozenset(filter(None, numbers))


def _said_again(text: str) -> str:
    """Return the number that a field of a database says again, without what it says of it.

    >>> [_said_again(text) for text in ("1399-3003 (Electronic)", "2400512 [pii]", "PUBMED 38400001", "L643000001")]
    ['1399-3003', '2400512', '38400001', 'L643000001']
    """
    return _OF_A_NUMBER.sub("", text)


@cache
def lacking(of: str) -> frozenset[str]:
    """Return what a format has no place for, by both tables; narrower data after a colon.

    >>> sorted(lacking("biblatex") - lacking("ris"))
    ['date:contradicting', 'trials']
    """
    listed = {datum for datum, names in mapping.names(of).items() if not names}
    has_column = len(listed) < len(mapping.names(of))  # a format without one says nothing of fields
    return mapping.lost(of) | (listed - {"date", "database", "accession"} if has_column else set())


def _said(citation: Citation, entry: Entry) -> Iterator[tuple[frozenset[str], Unplaced]]:
    """Yield every value of a citation with the names that the tables may have for it."""
    yield from _said_of_work(citation.reference, entry)
    yield from _said_beyond(citation.reference, entry)


def _said_of_work(reference: Reference, entry: Entry) -> Iterator[tuple[frozenset[str], Unplaced]]:
    work = entry.work
    if work.kind is not None:
        yield frozenset({"kind", f"kind:{work.kind}"}), Unplaced("kind", work.kind)
    if work.date is not None and not work.date.is_year:
        yield frozenset(_sorts_of_date(entry)), Unplaced("date", str(work.date))
    for text in filter(None, (work.title, work.container_title)):
        if TAG.search(scripts(text)):
            yield frozenset({"markup"}), Unplaced("markup", text)
    for field in field_names(Work):
        value = getattr(reference if field in _INDEXING else work, field)
        if (field in _FREE and field not in _INDEXING) or value in (None, ()):
            continue
        for item in value if isinstance(value, tuple) else (value,):
            if field != "publication_types" or Kind.read("nbib", item) is None:  # one that is a kind is held as that
                yield frozenset({field}), Unplaced(field, str(item))


def _said_beyond(reference: Reference, entry: Entry) -> Iterator[tuple[frozenset[str], Unplaced]]:
    work = entry.work
    held = _origin(Origin(database="PubMed", accession=work.pmid))  # which every format says by the PMID
    origins = [text for origin in entry.origins if (text := _origin(origin)) != held]
    for place, text in enumerate(origins):
        yield frozenset({"origins", "origins:more"} if place else {"origins"}), Unplaced("origins", text)
    for text in reference.unparsed:
        yield frozenset({"unparsed"}), Unplaced("unparsed", text)
    if reference.date_text:
        yield frozenset({"date_text"}), Unplaced("date_text", reference.date_text)


def _origin(origin: Origin) -> str:
    """Return the database and the number there; the file that was read is no part of what stands in it."""
    return " ".join(filter(None, (origin.database, origin.accession)))


def _sorts_of_date(entry: Entry) -> Iterator[str]:
    yield "date"
    date = entry.work.date
    if date is not None and date is not entry.date:
        yield "date:contradicting"


def unwritable(citation: Citation, of: str) -> Iterator[str]:
    r"""Yield the names of the values from which this format's writer drops control characters; JSON has escapes.

    >>> from ivigref import Reference
    >>> hostile = Citation(reference=Reference(title="Lu\x02pus", volume="9"))
    >>> list(unwritable(hostile, "ris")), list(unwritable(hostile, "jsonl"))
    (['title'], [])
    """
    if of == "jsonl":
        return
    works = [citation.reference, *([citation.record] if citation.record else [])]
    for name in field_names(Work):
        if any(controls(_text(getattr(work, name))) for work in works):
            yield name
    for name, text in citation.reference.extra:
        if controls(text):
            yield name.rpartition(":")[2]


def _text(value: object) -> str:
    return "".join(map(str, value)) if isinstance(value, tuple) else str(value)


def losses(citations: Iterable[Citation], of: str, *, values: Values = "record") -> Iterator[Loss]:
    """Yield every value that is lost when these citations are written in a format.

    >>> from ivigref import Reference
    >>> citation = Citation(reference=Reference(number=3, trials=("NCT01234567",)))
    >>> [tuple(loss) for loss in losses([citation], "bibtex")]
    [('3', 'trials', 'NCT01234567', 'bibtex')]
    """
    for place, citation in enumerate(citations, start=1):
        name = citation.key or (str(citation.number) if citation.number is not None else f"item {place}")
        for field, value in unplaced(citation, of, values=values):
            yield Loss(name, field, value, of)


def summary(fields: Iterable[str]) -> str:
    """Count what is lost, by what it is.

    >>> summary(["mesh", "mesh", "nbib:AD", "ris:M1"])
    '2 MeSH headings (written as keywords), 1 address, 1 M1'
    """
    counts = Counter(fields)
    return ", ".join(f"{count} {_label(field, count)}" for field, count in counts.most_common())


def _label(field: str, count: int) -> str:
    label = _LABELS.get(field) or field.rpartition(":")[2].replace("_", " ")
    if count > 1 and (":" not in field or field in _LABELS):
        label = _PLURALS.get(label) or (f"{label}es" if label.endswith("s") else f"{label}s")
    return f"{label} (written as keywords)" if field in _INDEXING else label


def table(lost: Iterable[Loss]) -> str:
    """Return losses as a table of comma-separated values, a value a line.

    >>> print(table([Loss("a", "trials", "NCT01234567", "bibtex")]), end="")
    reference,field,value,format
    a,trials,NCT01234567,bibtex
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(Loss._fields)
    writer.writerows([_cell(text) for text in loss] for loss in lost)
    return out.getvalue()


def _cell(text: str) -> str:
    """Return a cell on one line that no spreadsheet computes."""
    text = printable(squeeze(text))
    return f"'{text}" if text.startswith(_FORMULA) else text
