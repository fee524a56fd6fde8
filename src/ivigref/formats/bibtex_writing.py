"""The fields of one BibTeX or BibLaTeX entry, each value as it stands in the file."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import Literal
from urllib.parse import quote

from ivigref.conventions.months import SHORT
from ivigref.formats import mapping
from ivigref.formats.bibtex_names import write_names
from ivigref.formats.bibtex_splitting import braces_close
from ivigref.formats.entry import Entry
from ivigref.formats.latex_writing import encode, encode_title
from ivigref.identifiers import doi_url
from ivigref.model import Kind
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
    **dict.fromkeys((Kind.BOOK, Kind.THESIS, Kind.REPORT), _both("series")),
    Kind.OTHER: _both("howpublished"),
}
_PUBLISHER: dict[Kind, dict[Dialect, str]] = {
    Kind.THESIS: {"bibtex": "school", "biblatex": "institution"},
    Kind.REPORT: _both("institution"),
    Kind.OTHER: _both("publisher"),
}
_ORDER = (
    "author", "title", "container_title", "container_title_short", "editor", "edition", "series", "publisher", "place",
    "year", "month", "day", "volume", "issue", "pages", "issn", "isbn", "doi", "pmid", "pmcid", "eprinttype", "url",
    "url_date", "keyword", "language", "abstract", "note", "annotation",
)  # fmt: skip
_TEXTS = ("edition", "series", "publisher", "place", "volume", "issue", "language")
_OWN = "bibtex:"
_FREE_BRACE = re.compile(r"(?<!\\)[{}]")
_DELIMITER = re.compile(r"[\\{}]")
_NOT_IN_URL = re.compile(r"[^!#$%&'()*+,./:=?@\[\]~\w-]", re.ASCII)
_NOT_IN_KEYWORD = re.compile(r"[,;{}]+")


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


def write_fields(entry: Entry, dialect: Dialect, *, ascii_only: bool) -> list[tuple[str, str]]:
    """Return the names and values of an entry's fields in the order in which they are written."""
    work = entry.work
    text = partial(encode, ascii_only=ascii_only)
    title = partial(encode_title, ascii_only=ascii_only)
    field = container_field(entry.kind, dialect)
    container = partial(title, whole=True) if field == "booktitle" else text
    values = {name: text(found[0]) for name, found in entry.extra.items() if ":" not in name}
    values |= {datum: text(getattr(work, datum) or "") for datum in _TEXTS}
    values |= {
        "author": write_names(work.authors, et_al=work.et_al, ascii_only=ascii_only),
        "title": title(work.title or ""),
        "container_title": container(work.container_title or ""),
        "editor": write_names(work.editors, et_al=False, ascii_only=ascii_only),
        "pages": ", ".join("--".join(filter(None, span)) for span in work.pages.ranges) if work.pages else "",
        "doi": _doi(work.doi or ""),
        "pmid": work.pmid or "",
        "pmcid": work.pmcid or "",
        "url": _url(work.url or ""),
        "issn": text(", ".join(work.issn)),
        "isbn": text(", ".join(work.isbn)),
        "keyword": ", ".join(text(_NOT_IN_KEYWORD.sub(" ", word)) for word in entry.keywords),
    }
    if work.year is not None:
        values["year"] = str(work.year)
    values |= {name: str(number) for name in ("month", "day") if (number := getattr(entry, name)) is not None}
    if dialect == "biblatex":
        _to_biblatex(values)
    native = _native(entry.kind, dialect)
    if native["pmid"] == "eprint":
        if not any(f"{_OWN}{name}" in entry.extra for name in ("eprint", "eprinttype", "archiveprefix")):
            values["eprinttype"] = "pubmed" if values["pmid"] else ""
        else:  # an entry has one eprint, and this has that of another archive
            native = {**native, "pmid": "pmid"}
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
    if datum == "month" and 1 <= (whole(value) or 0) <= len(MACROS):
        return MACROS[int(value) - 1]
    return f"{{{value}}}"


def _doi(doi: str) -> str:
    """Return a DOI as it is, or as an address where a brace or a backslash would end the field too early."""
    return doi if not _DELIMITER.search(doi) else doi_url(doi)


def _url(url: str) -> str:
    return _NOT_IN_URL.sub(lambda match: quote(match[0]), url.strip())


def _to_biblatex(values: dict[str, str]) -> None:
    """Say the date as BibLaTeX has it."""
    month = whole(values.get("month", ""))
    if "year" in values and month is not None:
        values["year"] += f"-{month:02}"
        del values["month"]
