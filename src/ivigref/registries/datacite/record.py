"""A DOI as DataCite describes it, translated into a record; pure, beside the adapter that fetches it.

The shapes are those of the REST API's attributes (https://support.datacite.org/docs/api-get-doi) and of the metadata
schema 4 (https://datacite-metadata-schema.readthedocs.io), read on real records.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from ivigref.dates import Date
from ivigref.errors import InputError
from ivigref.identifiers import normalize_doi, normalize_isbn, normalize_issn
from ivigref.model import Kind, Record, Source
from ivigref.names import Name
from ivigref.pages import Pages
from ivigref.patterns import lazy
from ivigref.registries.people import is_group, person
from ivigref.text import plain, squeeze

# What resourceTypeGeneral says of the kind; "Text" is decided by what is written beside it.
_KINDS = {
    "Audiovisual": Kind.AUDIOVISUAL, "Book": Kind.BOOK, "BookChapter": Kind.BOOK_CHAPTER,
    "ComputationalNotebook": Kind.SOFTWARE, "ConferencePaper": Kind.CONFERENCE_PAPER,
    "ConferenceProceeding": Kind.PROCEEDINGS, "DataPaper": Kind.JOURNAL_ARTICLE, "Dataset": Kind.DATASET,
    "Dissertation": Kind.THESIS, "JournalArticle": Kind.JOURNAL_ARTICLE, "PeerReview": Kind.PEER_REVIEW,
    "Preprint": Kind.PREPRINT, "Presentation": Kind.PRESENTATION, "Report": Kind.REPORT, "Software": Kind.SOFTWARE,
    "Sound": Kind.AUDIOVISUAL, "Standard": Kind.STANDARD,
}  # fmt: skip
# What is written beside "Text" or "Other" and is not MEDLINE's word.
_WORDS = {
    "article": Kind.JOURNAL_ARTICLE, "poster": Kind.PRESENTATION, "presentation": Kind.PRESENTATION,
    "report": Kind.REPORT, "conference paper": Kind.CONFERENCE_PAPER, "book": Kind.BOOK, "monograph": Kind.BOOK,
    "preprint": Kind.PREPRINT, "software": Kind.SOFTWARE, "working paper": Kind.REPORT,
}  # fmt: skip
# How depositors write that there is none: DataCite's codes (metadata schema, appendix 3), and words for it.
_NONE = lazy(
    r"[(:\[]*(?:un(?:ac|al|ap|as|av|kn)|none|null|tba|etal|unknown|unbekannt|anonymous|s\.?\s?n\.?|n\.?\s?n\.?)[)\]:]*",
    re.IGNORECASE,
)
_THESIS = lazy(r"\b(?:thesis|dissertation)\b")
_CAPITAL = lazy(r"(?<=[a-z])(?=[A-Z])")
_CONTRIBUTORS = {"Editor"}
_YEARS = range(1000, 2200)  # a Thai calendar's year is none of ours


def record_from_datacite(attributes: Mapping[str, Any], source: Source | None = None) -> Record:
    """Translate the attributes of a DOI; what has another shape than promised is left out.

    >>> attributes = {"doi": "10.5555/data", "titles": [{"title": "Cells of mice"}], "publicationYear": 2019,
    ...     "types": {"resourceTypeGeneral": "Dataset"}, "publisher": {"name": "A repository"}}
    >>> record_from_datacite(attributes)
    Record(kind='dataset', title='Cells of mice', publisher='A repository', year=2019, doi='10.5555/data')
    """
    title, subtitle, original = _titles(attributes)
    container = _dict(attributes.get("container"))
    date = _issued(attributes)
    return Record(
        kind=_kind(_dict(attributes.get("types")), container),
        authors=tuple(_names(attributes.get("creators"))),
        title=title,
        subtitle=subtitle,
        original_title=original,
        container_title=_text(container.get("title")),
        editors=tuple(_names([c for c in _list(attributes.get("contributors")) if _role(c) in _CONTRIBUTORS])),
        edition=_text(attributes.get("version")),
        publisher=_publisher(attributes.get("publisher")),
        year=_year(attributes.get("publicationYear")),
        date=date if date is not None and not date.is_year else None,
        volume=_text(container.get("volume")),
        issue=_text(container.get("issue")),
        pages=_pages(container),
        doi=normalize_doi(str(attributes.get("doi") or "")),
        arxiv=_identifier(attributes, "arXiv"),
        issn=tuple(_issns(attributes, container)),
        isbn=tuple(dict.fromkeys(filter(None, (normalize_isbn(text) for text in _identifiers(attributes, "ISBN"))))),
        url=_text(attributes.get("url")),
        language=_text(attributes.get("language")),
        abstract=_described(attributes, "Abstract"),
        source=source,
    )


def _kind(types: Mapping[str, Any], container: Mapping[str, Any]) -> Kind | None:
    """Return the kind by the words of three vocabularies, the most telling first."""
    general = str(types.get("resourceTypeGeneral") or "")
    written = squeeze(_CAPITAL.sub(" ", str(types.get("resourceType") or ""))).casefold()
    if _THESIS.search(written):
        return Kind.THESIS
    if general in _KINDS:
        return _KINDS[general]
    named = _WORDS.get(written) or Kind.read("nbib", written)
    if named is not None:
        return named
    style = str(types.get("citeproc") or "")
    # What is text of any kind is called an article, and one of a journal only where it is in one.
    if style == "article-journal" and not (container.get("volume") or container.get("issue")):
        return None
    return Kind.read("csl-json", style) if style not in {"", "article", "graphic"} else None


def _titles(attributes: Mapping[str, Any]) -> tuple[str | None, str | None, str | None]:
    """Return title, subtitle and the title in the original language: a title without a type is the title."""
    by_type: dict[str, str] = {}
    for entry in map(_dict, _list(attributes.get("titles"))):
        if (text := _text(entry.get("title"))) and not _NONE.fullmatch(text):
            by_type.setdefault(str(entry.get("titleType") or ""), text)
    other = by_type.get("AlternativeTitle")
    title = by_type.get("") or other or by_type.get("TranslatedTitle")
    original = other if title != other else None
    return title, by_type.get("Subtitle"), original


def _names(people: object) -> Iterator[Name]:
    for creator in map(_dict, _list(people)):
        written, family, given = (_text(creator.get(part)) for part in ("name", "familyName", "givenName"))
        if written and _NONE.fullmatch(written):
            continue
        if creator.get("nameType") == "Organizational" or (written and not family and is_group(written)):
            if written:
                yield Name(literal=written)
        elif family:
            yield Name.from_surname(family, given)
        elif (name := person(written or given or "")) is not None:
            yield name


def _role(contributor: object) -> str:
    return str(_dict(contributor).get("contributorType") or "")


def _publisher(value: object) -> str | None:
    return _text(_dict(value).get("name")) if isinstance(value, dict) else _text(value)


def _year(value: object) -> int | None:
    text = str(value or "")
    return int(text) if text.isdecimal() and len(text) == 4 and int(text) in _YEARS else None  # noqa: PLR2004


def _issued(attributes: Mapping[str, Any]) -> Date | None:
    dates = [_dict(date) for date in _list(attributes.get("dates"))]
    with suppress(InputError):
        found = next((str(date.get("date")) for date in dates if date.get("dateType") == "Issued"), None)
        read = Date.parse(found[:10]) if found else None
        return read if read is not None and read.year == _year(attributes.get("publicationYear")) else None
    return None


def _pages(container: Mapping[str, Any]) -> Pages | None:
    first, last = _text(container.get("firstPage")), _text(container.get("lastPage"))
    with suppress(InputError):
        return Pages.parse(f"{first}-{last}" if last and last != first else first) if first else None
    return None


def _issns(attributes: Mapping[str, Any], container: Mapping[str, Any]) -> Iterator[str]:
    written = [container.get("identifier"), *_identifiers(attributes, "ISSN"), *_related(attributes, "ISSN")]
    yield from dict.fromkeys(issn for text in written if text and (issn := normalize_issn(str(text))))


def _identifier(attributes: Mapping[str, Any], kind: str) -> str | None:
    return next(iter(_identifiers(attributes, kind)), None)


def _identifiers(attributes: Mapping[str, Any], kind: str) -> Iterator[str]:
    for entry in map(_dict, _list(attributes.get("identifiers"))):
        if str(entry.get("identifierType")).casefold() == kind.casefold() and (text := _text(entry.get("identifier"))):
            yield text


def _related(attributes: Mapping[str, Any], kind: str) -> Iterator[str]:
    """Yield the identifiers of what this work is a part of."""
    for entry in map(_dict, _list(attributes.get("relatedIdentifiers"))):
        if entry.get("relationType") in {"IsPartOf", "IsPublishedIn"} and kind in str(
            entry.get("relatedIdentifierType")
        ):
            yield str(entry.get("relatedIdentifier") or "")


def _described(attributes: Mapping[str, Any], kind: str) -> str | None:
    entries = map(_dict, _list(attributes.get("descriptions")))
    return next((_text(e.get("description")) for e in entries if e.get("descriptionType") == kind), None)


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str | None:
    return plain(str(value)) or None if isinstance(value, str | int | float) and not isinstance(value, bool) else None
