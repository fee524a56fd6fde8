"""The fields of one BibTeX or BibLaTeX entry, each value as it stands in the file."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from typing import Literal
from urllib.parse import quote

from ivigref.conventions.months import SHORT
from ivigref.dates import Date
from ivigref.errors import InputError
from ivigref.formats import mapping
from ivigref.formats.bibtex_names import write_names
from ivigref.formats.bibtex_splitting import braces_close
from ivigref.formats.entry import Entry
from ivigref.formats.latex_writing import encode, encode_title
from ivigref.identifiers import doi_url
from ivigref.model import Kind
from ivigref.patterns import lazy
from ivigref.text import whole

Dialect = Literal["bibtex", "biblatex"]

MACROS = tuple(map(str.lower, SHORT))  # BibTeX's own names for the months


def _both(field: str) -> dict[Dialect, str]:
    return {"bibtex": field, "biblatex": field}


# Where the container and the publisher of a kind go, if not into booktitle and publisher.
_CONTAINER: dict[Kind, dict[Dialect, str]] = {
    Kind.JOURNAL_ARTICLE: {"bibtex": "journal", "biblatex": "journaltitle"},
    Kind.BOOK_CHAPTER: _both("booktitle"),
    Kind.CONFERENCE_PAPER: _both("booktitle"),
    **dict.fromkeys((Kind.BOOK, Kind.THESIS, Kind.REPORT), _both("booktitle")),
    Kind.OTHER: _both("howpublished"),
}
_PUBLISHER: dict[Kind, dict[Dialect, str]] = {
    Kind.THESIS: {"bibtex": "school", "biblatex": "institution"},
    Kind.REPORT: _both("institution"),
    Kind.OTHER: _both("publisher"),
}
_ORDER = (
    "author", "title", "container_title", "container_title_short", "editor", "edition", "series", "publisher", "place",
    "date", "year", "month", "day", "volume", "issue", "pages", "issn", "isbn", "doi", "pmid", "pmcid", "arxiv",
    "eprinttype", "archiveprefix", "url", "url_date", "entrysubtype", "keyword", "language", "abstract", "note",
    "annotation", "database", "accession",
)  # fmt: skip
_TEXTS = ("edition", "series", "publisher", "place", "volume", "issue", "language")
_OWN = "bibtex:"
_FREE_BRACE = lazy(r"(?<!\\)[{}]")
_DELIMITER = lazy(r"[\\{}]")
_NOT_IN_URL = lazy(r"[^!#$%&'()*+,./:;=?@\[\]~\w-]", re.ASCII)
_SEPARATOR = lazy(r"[,;]")


def container_field(kind: Kind, dialect: Dialect) -> str:
    """Return the field that names the journal or the book of this kind of work.

    >>> container_field(Kind.LETTER, "bibtex"), container_field(Kind.BOOK_CHAPTER, "bibtex")
    ('journal', 'booktitle')
    """
    return _of_kind(_CONTAINER, kind)[dialect]


def _of_kind(fields: dict[Kind, dict[Dialect, str]], kind: Kind | None) -> dict[Dialect, str]:
    """Return what holds for a kind, or for the nearest broader one."""
    kind = kind or Kind.OTHER
    return fields.get(kind) or _of_kind(fields, kind.broader)


@cache
def _native(kind: Kind, dialect: Dialect) -> dict[str, str]:
    """Return the field in which each datum of this kind of work is written."""
    return {datum: found[0] for datum, found in mapping.names(dialect).items() if found} | {
        "container_title": container_field(kind, dialect),
        "publisher": _of_kind(_PUBLISHER, kind)[dialect],
    }


def read_type(entry_type: str) -> Kind | None:
    """Return the kind of work that a type of entry means in either dialect.

    >>> read_type("article"), read_type("online"), read_type("nonsense")
    ('journal-article', 'web-page', None)
    """
    return Kind.read("bibtex", entry_type) or Kind.read("biblatex", entry_type)


@cache
def subtype(kind: Kind, dialect: Dialect) -> str:
    """Return what tells a kind from the others of its type of entry, where no type is its own.

    >>> subtype(Kind.LETTER, "bibtex"), subtype(Kind.JOURNAL_ARTICLE, "bibtex")
    ('letter', '')
    """
    if read_type(kind.word(dialect)) is kind:
        return ""
    word = kind.word("jats")
    return word if Kind.of(word) is kind else kind.value


def write_fields(entry: Entry, dialect: Dialect, *, ascii_only: bool) -> list[tuple[str, str]]:
    """Return the names and values of an entry's fields in the order in which they are written."""
    work = entry.work
    text = partial(encode, ascii_only=ascii_only)
    title = partial(encode_title, ascii_only=ascii_only)
    field = container_field(entry.kind, dialect)
    container = partial(title, whole=True) if field == "booktitle" else text
    values = {name: text("; ".join(found)) for name, found in entry.extra.items() if ":" not in name}
    own = {datum: text(getattr(work, datum) or "") for datum in _TEXTS} | {
        "author": write_names(work.authors, et_al=work.et_al, ascii_only=ascii_only),
        "title": title(work.title or ""),
        "container_title": container(work.container_title or ""),
        "editor": write_names(work.editors, et_al=False, ascii_only=ascii_only),
        "pages": ", ".join("--".join(filter(None, span)) for span in work.pages.ranges) if work.pages else "",
        "doi": _doi(work.doi or ""),
        "pmid": work.pmid or "",
        "pmcid": work.pmcid or "",
        "arxiv": work.arxiv or "",
        "url": _url(work.url or ""),
        "issn": text(", ".join(work.issn)),
        "isbn": text(", ".join(work.isbn)),
        "entrysubtype": subtype(entry.kind, dialect),
        "keyword": ", ".join(_keyword(text(word)) for word in entry.keywords),
        **_origins(entry, text),
        **_when(entry, dialect),
    }
    values |= {datum: value for datum, value in own.items() if value}
    native = {**_native(entry.kind, dialect), **_eprint(entry, values, dialect)}
    fields: dict[str, str] = {}
    for datum in _ORDER:
        if value := values.get(datum):
            fields.setdefault(native.get(datum, datum), _enclosed(datum, value))
    for name, value in entry.own(_OWN):
        if is_balanced(value):
            fields.setdefault(name, f"{{{value}}}")
    return list(fields.items())


def is_balanced(value: str) -> bool:
    r"""Tell whether a value ends where it should, for BibTeX, which counts every brace, and for bibtexparser.

    >>> [is_balanced(value) for value in ("a {b} c", "a } b", r"a \{ b", r"a \}{", "a\\")]
    [True, False, False, False, False]
    """
    free = "".join(_FREE_BRACE.findall(value))
    return not value.endswith("\\") and braces_close(value) and braces_close(free)


def _enclosed(datum: str, value: str) -> str:
    if datum == "month" and (value in MACROS or 1 <= (whole(value) or 0) <= len(MACROS)):
        return value if value in MACROS else MACROS[int(value) - 1]
    return f"{{{value}}}"


def _doi(doi: str) -> str:
    """Return a DOI as it is, or as an address where a brace or a backslash would end the field too early."""
    return doi if not _DELIMITER.search(doi) else doi_url(doi)


def _url(url: str) -> str:
    return _NOT_IN_URL.sub(lambda match: quote(match[0]), url.strip())


def _eprint(entry: Entry, values: dict[str, str], dialect: Dialect) -> dict[str, str]:
    """Give the one eprint of an entry to whom it belongs, with its type; return the fields of the others."""
    others = {"pmid": "pmid", "arxiv": "arxiv"}
    if any(f"{_OWN}{name}" in entry.extra for name in ("eprint", "eprinttype", "archiveprefix")):
        return others  # another archive has it
    if values.get("arxiv"):
        values["archiveprefix" if dialect == "bibtex" else "eprinttype"] = "arXiv"
        return {**others, "arxiv": "eprint"}
    if values.get("pmid") and dialect == "biblatex":
        values["eprinttype"] = "pubmed"
        return {**others, "pmid": "eprint"}
    return others


def _keyword(latex: str) -> str:
    """Return a keyword so that it is read as one: braces hide what would end it."""
    return f"{{{latex}}}" if _SEPARATOR.search(latex) else latex


def _origins(entry: Entry, text: Callable[[str], str]) -> dict[str, str]:
    """Return databases and numbers, each at the place of the other; a number alone is a number all the same."""
    if not entry.origins:
        return {}
    origins = dict.fromkeys((o.database or "", o.accession or "") for o in entry.origins if o.database or o.accession)
    found: list[tuple[str, ...]] = [
        tuple(_keyword(text(part)) for part in column) for column in zip(*origins, strict=True)
    ]
    return {
        name: "; ".join(column) for name, column in zip(("database", "accession"), found, strict=False) if any(column)
    }


def _when(entry: Entry, dialect: Dialect) -> dict[str, str]:
    """Return the date in BibLaTeX's one field, or in BibTeX's three with what they cannot say beside them."""
    date, year = entry.date, entry.text("year")
    if dialect == "biblatex":
        return {"date": str(date or year)}
    if date is None:
        return {"year": year}
    if date.is_plain:
        return {"year": year, "month": str(date.month or ""), "day": str(date.day or "")}
    years = _years(date)
    return {"year": years} if years else {"year": year, "month": str(date.month or ""), "date": str(date)}


def _years(date: Date) -> str:
    """Return a date as a year that is read as that date, or nothing: 1991-92, 199X."""
    start, end = str(date.start or ""), str(date.end or "")
    tries = (f"{start}-{end[2:]}", f"{start}-{end}") if end else (start,)
    for text in tries:
        with suppress(InputError):
            if Date.parse(text) == date:
                return text
    return ""
