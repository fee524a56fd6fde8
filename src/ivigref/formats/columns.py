"""Fields by the names that databases and programs give them: one table of names, and how what stands there is read.

``columns.tsv`` has a row for each name of each source: the columns of exported tables, the labels of records in text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import NamedTuple

from ivigref.conventions.addresses import shown_by
from ivigref.formats import mapping
from ivigref.formats.dating import Statement, read_slashed, state
from ivigref.formats.draft import Draft
from ivigref.formats.origins import origins, pmid_among, pmid_of
from ivigref.formats.people import is_et_al, read_names, read_natural
from ivigref.formats.source_lines import read_source
from ivigref.formats.tagged_lines import read_remarks, read_serial
from ivigref.model import Citation, Kind
from ivigref.model.kinds import Vocabulary
from ivigref.patterns import lazy
from ivigref.text import clean, whole

ANY = "*"
_AMERICAN = lazy(r"(\d{1,2})/(\d{1,2})/([12]\d{3})")  # month first
_TOGETHER = lazy(r"(?<=[A-Za-z])(?=[12]\d{3})")
_NUMBER_OF_A_PERSON = lazy(r" \(\d+\)")  # Scopus: Berg, Ole (57000000001)
_MARK_OF_PLACE = lazy(r"\(\d+(?:,\s?\d+)*\)")  # PubMed: Berg O(1)(2)
_OVID_QUALIFIER = lazy(r"(?<=/)[a-z]{2} \[([^\]]+)\]")  # Lupus Nephritis/dt [Drug Therapy]
_DATES = ("date", "year", "month")
_OF_SPREADSHEET = lazy(r'="(.*)"', re.DOTALL)  # EBSCO, so that Excel takes it for text
_LAST = lazy(r"\d{1,6}")
_DATUM_OF_PAGE = ("first_page", "last_page", "page_count", "article_number")


class Field(NamedTuple):
    """A row of the table."""

    source: str
    name: str
    datum: str
    apart: str


@cache
def names(source: str) -> dict[str, Field]:
    """Return the fields of a source by their names.

    >>> names("scopus")["Art. No."].datum, names("wos")["SO"].datum
    ('article_number', 'container_title')
    """
    rows = (Field(row["source"], row["name"], row["datum"], row["apart"] or "") for row in mapping.table("columns"))
    return {row.name: row for row in rows if row.source == source}


@cache
def tables() -> tuple[str, ...]:
    """Return the sources that export tables."""
    spoken = {"embase-text", "cochrane-text", "ovid", "refworks"}  # which have labels before their values
    sources = dict.fromkeys(row["source"] for row in mapping.table("columns"))
    return tuple(source for source in sources if source not in {ANY, *spoken} and not source.startswith("ris:"))


def source_of(columns: Sequence[str]) -> tuple[str, int]:
    """Return the source that has most of these columns as its own, and how many of them have a name there at all.

    >>> source_of(["Title", "Author full names", "Page start", "EID"]), source_of(["Title", "Year", "DOI"])
    (('scopus', 4), ('*', 3))
    """
    given = set(columns)
    own = {source: len(given & (names(source).keys() - {ANY})) for source in tables()}
    source = max(own, key=lambda name: own[name])
    return (source if own[source] else ANY), len(
        given & ((names(source) if own[source] else {}).keys() | names(ANY).keys())
    )


@cache
def known(source: str) -> frozenset[str]:
    """Name every column of a source that says something here."""
    return frozenset(names(source)) | frozenset(names(ANY))


def tells_title(source: str, columns: Sequence[str]) -> bool:
    """Tell whether a table of a source has a column for titles."""
    found = {**names(ANY), **names(source)}
    return any(found[name].datum.startswith("title") for name in columns if name in found)


def read(draft: Draft, source: str, pairs: Iterable[tuple[str, str]]) -> Citation:
    """Read the fields of one record, each with its name; what has none in the table is kept under that name."""
    own = names(source)
    shared = names(ANY) if source in {ANY, *tables()} else {}
    for name, text in pairs:
        field = own.get(name) or shared.get(name) or (_of_ours(name) if shared else None)
        whole_text = _OF_SPREADSHEET.sub(r"\1", text).strip()
        if not whole_text:
            continue
        if field is None:
            draft.add(f"{draft.of}:{name}", clean(whole_text))
        else:
            read_field(draft, whole_text, field)
    if (constant := own.get(ANY)) and not draft.texts["origin:database"]:
        draft.texts["origin:database"].append(constant.apart)
    return _finish(draft)


def read_field(draft: Draft, text: str, field: Field) -> None:
    """Read what stands in one field."""
    _READERS.get(field.datum, _read_plain)(draft, text, field)


@cache
def _of_ours(name: str) -> Field | None:
    """Return what a column is in our own tables, from which people add some."""
    datum = mapping.data("csv").get(name)
    return Field("csv", name, datum, ";" if datum == "keyword" else "") if datum else None


def _finish(draft: Draft) -> Citation:
    """Put together what several fields say of one thing."""
    texts = draft.texts
    full = texts.pop("authors:full", [])
    if full and len(full) >= len(draft.authors):  # a list of some of them is no list
        draft.authors.clear()
        read_names(draft, "; ".join(full))
    _finish_pages(draft)
    _finish_origins(draft)
    titles = texts["container_title"]
    texts["container_title"], more = list(dict.fromkeys(titles))[:1], list(dict.fromkeys(titles))[1:]
    for text in more:
        draft.add(f"{draft.of}:container_title", text)
    state(draft, [Statement(name, text) for name in _DATES for text in texts.pop(f"date:{name}", ())])
    texts["keyword"] = list(dict.fromkeys(texts["keyword"]))
    if draft.kind is None and texts["container_title"] and texts["volume"]:
        draft.kind = Kind.JOURNAL_ARTICLE
    return draft.citation()


def _finish_pages(draft: Draft) -> None:
    texts = draft.texts
    first, last, count, numbers = ([*dict.fromkeys(texts.pop(f"page:{name}", ()))] for name in _DATUM_OF_PAGE)
    if not last and first and count and _LAST.fullmatch(first[0]) and (pages := whole(count[0])):
        last = [str(int(first[0]) + pages - 1)]
    if first and not texts["pages"]:
        is_range = bool(last) and last[0] != first[0] and "-" not in first[0]
        texts["pages"] = [f"{first[0]}–{last[0]}" if is_range else first[0]]
    for text in numbers:
        draft.add("pages" if not texts["pages"] else f"{draft.of}:article_number", text)
    del texts["pages"][1:]


def _finish_origins(draft: Draft) -> None:
    texts = draft.texts
    databases, numbers = texts.pop("origin:database", []), texts.pop("origin:accession", [])
    if databases == ["PubMed"] and not numbers:
        numbers = texts["pmid"][:1]
    draft.origins += origins([("database", name) for name in databases] + [("accession", number) for number in numbers])
    if not texts["pmid"]:
        draft.add("pmid", next(filter(None, map(pmid_of, draft.origins)), ""))


def _parts(text: str, apart: str) -> list[str]:
    return [part for part in map(str.strip, text.split(apart) if apart else [text]) if part]


def _read_plain(draft: Draft, text: str, field: Field) -> None:
    """Read a field that the table of fields has; another value than its first is kept beside it."""
    if text not in draft.texts[field.datum]:
        draft.add(field.datum, clean(text))


def _read_names(into: str) -> Callable[[Draft, str, Field], None]:
    def read(draft: Draft, text: str, field: Field) -> None:
        names = _MARK_OF_PLACE.sub("", clean(text))
        names = names.removesuffix(".") if names.count(".") == 1 else names  # the end of PubMed's list, no initial's
        for part in _parts(names, field.apart):
            read_names(draft, part, into=into)

    return read


def _read_natural(draft: Draft, text: str, field: Field) -> None:
    for part in _parts(clean(text), field.apart):
        if is_et_al(part):
            draft.et_al = True
        else:
            draft.authors.append(read_natural(part))


def _read_full(draft: Draft, text: str, field: Field) -> None:
    draft.texts["authors:full"] += _parts(_NUMBER_OF_A_PERSON.sub("", clean(text)), field.apart)


def _read_several(datum: str) -> Callable[[Draft, str, Field], None]:
    def read(draft: Draft, text: str, field: Field) -> None:
        for part in _parts(clean(text), field.apart):
            draft.add(datum, part)

    return read


def _read_headings(draft: Draft, text: str, field: Field) -> None:
    for part in _parts(clean(text), field.apart):
        draft.add("mesh", _OVID_QUALIFIER.sub(lambda match: match[1].lower(), part))


def _read_type(vocabulary: Vocabulary) -> Callable[[Draft, str, Field], None]:
    """Read words for what a work is: the first that names a kind, a narrower one before a broader; others index it."""

    def read(draft: Draft, text: str, field: Field) -> None:
        for part in _parts(clean(text), field.apart):
            kind = Kind.read(vocabulary, part.replace(",", ""))
            if kind is None:
                draft.add("keyword", part)
            elif draft.kind is None or (kind.is_a(draft.kind) and kind is not draft.kind):
                draft.kind = kind

    return read


def _read_publication_type(draft: Draft, text: str, field: Field) -> None:
    for part in (part.removesuffix(".") for part in _parts(clean(text), field.apart)):
        kind = Kind.read("nbib", part)
        if kind is not None and (draft.kind is None or kind.is_a(draft.kind)):
            draft.kind = kind
        draft.add("publication_types", part)


def _read_serials(draft: Draft, text: str, field: Field) -> None:
    for part in _parts(text, field.apart):
        read_serial(draft, part)


def _read_pmid(draft: Draft, text: str, _: Field) -> None:
    shown = shown_by(text)
    if text != "0":  # Abstrackr: none
        draft.add("pmid", shown.value if shown and shown.scheme == "pmid" else text)


def _read_pmid_among(draft: Draft, text: str, field: Field) -> None:
    found = pmid_among(text)
    draft.add(*(("pmid", found) if found else (f"{draft.of}:{field.name}", text)))


def _read_accession(draft: Draft, text: str, _: Field) -> None:
    draft.texts["origin:accession"].append(clean(text))


def _read_database(draft: Draft, text: str, _: Field) -> None:
    draft.texts["origin:database"].append(clean(text))


def _read_american(draft: Draft, text: str, _: Field) -> None:
    """Read EBSCO's dates: 4/3/2024 is a day in April, Jun2023 a month."""
    spaced = _TOGETHER.sub(" ", text)
    draft.add("date:date", _AMERICAN.sub(lambda m: f"{m[3]}-{int(m[1]):02}-{int(m[2]):02}", spaced))


def _read_extra(draft: Draft, text: str, _: Field) -> None:
    read_remarks(draft, text)


def _read_visit(draft: Draft, text: str, _: Field) -> None:
    date = read_slashed(text.partition(" ")[0])
    draft.add("url_date", str(date) if date else text)


def _read_title(draft: Draft, text: str, _: Field) -> None:
    draft.add("title", clean(text).removesuffix("."))


def _read_key(draft: Draft, text: str, _: Field) -> None:
    draft.key = clean(text)


def _sourced(of: str) -> Callable[[Draft, str, Field], None]:
    def read_line(draft: Draft, text: str, _: Field) -> None:
        read_source(draft, text, of)

    return read_line


def _dated(name: str) -> Callable[[Draft, str, Field], None]:
    return lambda draft, text, _: draft.add(f"date:{name}", clean(text))


def _paged(name: str) -> Callable[[Draft, str, Field], None]:
    return lambda draft, text, _: draft.add(f"page:{name}", clean(text))


_READERS: dict[str, Callable[[Draft, str, Field], None]] = {
    "title:stop": _read_title,
    "authors": _read_names("authors"),
    "editors": _read_names("editors"),
    "authors:natural": _read_natural,
    "authors:full": _read_full,
    **{datum: _read_several(datum) for datum in ("keyword", "trials")},
    "mesh": _read_headings,
    "publication_types": _read_publication_type,
    "type": _read_type("exports"),
    "type:zotero": _read_type("zotero"),
    "type:crossref": _read_type("crossref"),
    "serial": _read_serials,
    **{name: _dated(name) for name in _DATES},
    "date:us": _read_american,
    **{name: _paged(name) for name in _DATUM_OF_PAGE},
    "pmid": _read_pmid,
    "pmid:among": _read_pmid_among,
    "accession": _read_accession,
    "database": _read_database,
    **{f"source:{of}": _sourced(of) for of in ("pubmed", "embase", "ovid")},
    "extra": _read_extra,
    "url_date": _read_visit,
    "key": _read_key,
    "drop": lambda *_: None,
}
