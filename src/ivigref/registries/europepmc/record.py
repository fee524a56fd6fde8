"""A result of Europe PMC's search, translated into a record; pure, beside the adapter that fetches it.

The shapes are those of resultType=core (https://europepmc.org/RestfulWebService, reference guide); a recorded answer
of version 6.9 is in the repository JonasHeinickeBio/pyEuropePMC, tests/fixtures/search_cancer_core.json.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from ivigref.errors import InputError
from ivigref.identifiers import normalize_doi, normalize_isbn, normalize_issn, normalize_pmcid, normalize_pmid
from ivigref.model import Kind, Record, Source, Update
from ivigref.names import Name
from ivigref.pages import Pages
from ivigref.patterns import lazy
from ivigref.text import plain, squeeze

PUBLISHED = "published"  # the kind of update by which a preprint names the work that it became

# What the sources hold that are of one kind each (https://europepmc.org/Help#contentsources).
_OF_SOURCE = {"PPR": Kind.PREPRINT, "ETH": Kind.THESIS, "PAT": Kind.PATENT, "HIR": Kind.GUIDELINE}
_UPDATES = {
    "Retraction in": ("retraction", "by"), "Retraction of": ("retraction", "to"),
    "Partial retraction in": ("partial_retraction", "by"), "Partial retraction of": ("partial_retraction", "to"),
    "Expression of concern in": ("expression_of_concern", "by"),
    "Expression of concern for": ("expression_of_concern", "to"),
    "Erratum in": ("erratum", "by"), "Erratum for": ("erratum", "to"),
    "Preprint of": (PUBLISHED, "by"),
}  # fmt: skip
_DOI = lazy(r"\b10\.\d{4,9}/[^\s;,]++")
_TAGS = lazy(r"</?h4>")


def record_from_result(result: Mapping[str, Any], source: Source | None = None) -> Record:
    """Translate a result; what has another shape than promised is left out.

    >>> journal = {"volume": "404", "yearOfPublication": 2025, "journal": {"title": "Lancet", "issn": "0140-6736"}}
    >>> result = {"source": "MED", "pmid": "7", "title": "On lupus.", "journalInfo": journal, "pageInfo": "2603-2604"}
    >>> record = record_from_result(result)
    >>> record.title, record.container_title, record.year, record.pages.last, record.issn
    ('On lupus', 'Lancet', 2025, '2604', ('0140-6736',))
    """
    info, book = _dict(result.get("journalInfo")), _dict(result.get("bookOrReportDetails"))
    journal = _dict(info.get("journal"))
    types = tuple(text for word in _list(result, "pubTypeList", "pubType") if (text := _text(word)))
    kind = _kind(result, types, book)
    year = info.get("yearOfPublication") or book.get("yearOfPublication") or result.get("pubYear")
    return Record(
        kind=kind,
        authors=tuple(_names(result)),
        title=(_text(result.get("title")) or "").removesuffix(".") or None,
        container_title=_text(journal.get("title")) or _text(book.get("comprisingTitle")),
        container_title_short=_text(journal.get("isoabbreviation")) or _text(journal.get("medlineAbbreviation")),
        series=_text(book.get("seriesName")),
        edition=_text(book.get("edition")),
        publisher=_text(book.get("publisher")),
        year=_first_version(result) or _year(year),
        year_print=_year(str(info.get("printPublicationDate") or "")[:4]),
        year_online=_year(str(result.get("electronicPublicationDate") or "")[:4])
        or (_year(year) if kind is Kind.PREPRINT else None),
        volume=_text(info.get("volume")),
        issue=_text(info.get("issue")),
        pages=_pages(result.get("pageInfo")),
        doi=normalize_doi(_text(result.get("doi")) or ""),
        pmid=normalize_pmid(_text(result.get("pmid")) or ""),
        pmcid=normalize_pmcid(_text(result.get("pmcid")) or ""),
        issn=_normal(normalize_issn, journal.get("issn"), journal.get("essn")),
        isbn=_normal(normalize_isbn, book.get("isbn13"), book.get("isbn10")),
        language=_text(result.get("language")),
        abstract=plain(_TAGS.sub(" ", _text(result.get("abstractText")) or "")) or None,
        publication_types=types,
        updates=tuple(_updates(result)),
        source=source.model_copy(update={"address": page_of(result) or source.address}) if source else None,
    )


def page_of(result: Mapping[str, Any]) -> str | None:
    """Return the address of a result's page.

    >>> page_of({"source": "PPR", "id": "PPR707121"})
    'https://europepmc.org/article/PPR/PPR707121'
    """
    kind, number = str(result.get("source") or ""), str(result.get("id") or "")
    return f"https://europepmc.org/article/{kind}/{number}" if kind.isalnum() and number.isalnum() else None


def _first_version(result: Mapping[str, Any]) -> int | None:
    """Return the year of the first version of a preprint: the others are later editions of the same work."""
    versions = map(_dict, _list(result, "versionList", "version"))
    return min((year for v in versions if (year := _year(str(v.get("firstPublishDate"))[:4]))), default=None)


def _kind(result: Mapping[str, Any], types: tuple[str, ...], book: Mapping[str, Any]) -> Kind:
    if (of_source := _OF_SOURCE.get(str(result.get("source")))) is not None:
        return of_source
    told = (Kind.read("nbib", word) for word in types)
    found = next((kind for kind in told if kind and kind is not Kind.JOURNAL_ARTICLE), None)
    if found is not None:
        return found
    if book:
        return Kind.BOOK_CHAPTER if book.get("comprisingTitle") else Kind.BOOK
    return Kind.JOURNAL_ARTICLE


def _names(result: Mapping[str, Any]) -> Iterator[Name]:
    for author in _list(result, "authorList", "author"):
        family, given, initials, collective, full = (
            _text(_dict(author).get(name))
            for name in ("lastName", "firstName", "initials", "collectiveName", "fullName")
        )
        if family:
            yield Name.from_surname(family, given or initials)
        elif collective or full:
            yield Name(literal=(collective or full or "").removesuffix("."))


def _updates(result: Mapping[str, Any]) -> Iterator[Update]:
    for link in map(_dict, _list(result, "commentCorrectionList", "commentCorrection")):
        kind, direction = _UPDATES.get(str(link.get("type")), (None, None))
        if kind is None:
            continue
        where = squeeze(str(link.get("reference") or ""))
        doi = _DOI.search(where)
        yield Update.model_validate(
            {
                "kind": kind,
                "direction": direction,
                "doi": normalize_doi(doi.group()) if doi else None,
                "pmid": normalize_pmid(str(link.get("id"))) if link.get("source") == "MED" else None,
                "asserted_by": "europepmc",
                "label": where,
            }
        )


def _pages(value: object) -> Pages | None:
    with suppress(InputError):
        return Pages.parse(text) if (text := _text(value)) else None
    return None


def _year(value: object) -> int | None:
    return int(text) if (text := str(value or "")).isdecimal() and len(text) == 4 else None  # noqa: PLR2004


def _normal(normalize: Any, *values: object) -> tuple[str, ...]:  # noqa: ANN401  (one of the functions for identifiers)
    return tuple(dict.fromkeys(found for value in values if (text := _text(value)) and (found := normalize(text))))


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(result: Mapping[str, Any], outer: str, inner: str) -> list[Any]:
    found = _dict(result.get(outer)).get(inner)
    return found if isinstance(found, list) else []


def _text(value: object) -> str | None:
    return plain(str(value)) or None if isinstance(value, str | int) else None
