"""A work as Crossref describes it, translated into a record; pure, beside the adapter that fetches it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Literal

from ivigref.dates import Date
from ivigref.errors import InputError
from ivigref.identifiers import identifier_key, normalize_doi, normalize_isbn, normalize_issn
from ivigref.model import Kind, Record, Source, Update
from ivigref.names import Name
from ivigref.pages import Pages
from ivigref.patterns import lazy
from ivigref.text import plain

_BLOCK = lazy(r"</?(?:jats:)?(?:p|title|sec|list|list-item)(?:\s[^<>]*)?/?>")
_SUBTITLE = lazy(r"<(?:jats:)?subtitle(?:\s[^<>]*)?>", re.IGNORECASE)
_PRINTED = (str, int)
_TEXTS = {  # fields of a record that are one text of the work
    "title": "title", "subtitle": "subtitle", "original_title": "original-title",
    "container_title_short": "short-container-title", "publisher": "publisher", "place": "publisher-location",
    "volume": "volume", "issue": "issue", "article_number": "article-number", "language": "language",
    "edition": "edition-number",
}  # fmt: skip
# Of a part of a book Crossref names the series first and the book last.
_PARTS = (Kind.BOOK_CHAPTER, Kind.CONFERENCE_PAPER)
# Crossref's relations between a preprint and its article, and which of the two has been published by the other.
_VERSIONS: tuple[tuple[str, Literal["by", "to"]], ...] = (("is-preprint-of", "by"), ("has-preprint", "to"))
# Where the date of a work stands, that of print before all others.
_DATES = ("published-print", "issued", "published-online", "published-other")


def record_from_work(work: Mapping[str, Any], source: Source | None = None) -> Record:
    """Translate a work as Crossref describes it; what has another shape than promised is left out.

    >>> work = {"DOI": "10.5555/12345678", "title": ["<i>Title</i>"], "issued": {"date-parts": [[2008, 8]]}}
    >>> record_from_work(work)
    Record(title='Title', year=2008, date=Date('2008-08'), doi='10.5555/12345678')
    """
    texts: dict[str, Any] = {field: _text(work[name]) for field, name in _TEXTS.items() if name in work}
    texts |= _subtitled(work, texts)
    texts["issue"] = texts.get("issue") or _text(_issue(work).get("issue"))
    doi = doi_of(work)
    containers = texts_of(work.get("container-title"))
    kind = Kind.read("crossref", str(work.get("type") or ""))
    is_part = kind is not None and any(map(kind.is_a, _PARTS))
    date = next(filter(None, (_date(work.get(name)) for name in _DATES)), None)
    return Record(
        **texts,
        kind=kind,
        authors=tuple(_names(work.get("author"))),
        container_title=(containers[-1] if is_part else containers[0]) if containers else None,
        series=containers[0] if is_part and len(containers) > 1 else None,
        editors=tuple(_names(work.get("editor"))),
        year=year_of(work),
        date=date,
        year_print=_year_of_print(work),
        year_online=_year(work.get("published-online")),
        pages=_pages(work.get("page")),
        doi=doi,
        issn=tuple(dict.fromkeys(filter(None, map(normalize_issn, texts_of(work.get("ISSN")))))),
        isbn=tuple(dict.fromkeys(filter(None, map(normalize_isbn, texts_of(work.get("ISBN")))))),
        trials=tuple(dict.fromkeys(_trials(work.get("clinical-trial-number")))),
        abstract=_abstract(work.get("abstract")),
        updates=_updates(work, doi),
        source=source,
    )


def doi_of(work: Mapping[str, Any]) -> str | None:
    """Return the DOI of a work."""
    return normalize_doi(str(work.get("DOI") or ""))


def year_of(work: Mapping[str, Any]) -> int | None:
    """Return the year of a work: that of print before all others.

    >>> year_of({"journal-issue": {"published-print": {"date-parts": [[2001]]}}, "issued": {"date-parts": [[2000]]}})
    2001
    """
    others = ("issued", "published-online", "published-other")
    return _year_of_print(work) or next(filter(None, (_year(work.get(name)) for name in others)), None)


def first_author(work: Mapping[str, Any]) -> str | None:
    """Return the surname of the first author of a work, or the name of a group.

    >>> first_author({"author": [{"name": "The Invented Group"}, {"family": "Doe"}]})
    'The Invented Group'
    """
    return next(filter(None, map(_surname, _people(work.get("author")))), None)


def titles_of(work: Mapping[str, Any]) -> list[str]:
    """Return the titles of a work, in its language and in that of the original."""
    return [*texts_of(work.get("title")), *texts_of(work.get("original-title"))]


def _subtitled(work: Mapping[str, Any], texts: Mapping[str, Any]) -> dict[str, str | None]:
    """Part a title from the subtitle that was deposited inside it, in a tag of its own."""
    first = next((text for text in _list(work.get("title")) if isinstance(text, str)), "")
    title, *rest = _SUBTITLE.split(html.unescape(first), maxsplit=1)
    return {"title": plain(title), "subtitle": texts.get("subtitle") or plain(rest[0])} if title and rest else {}


def _issue(work: Mapping[str, Any]) -> Mapping[str, Any]:
    issue = work.get("journal-issue")
    return issue if isinstance(issue, dict) else {}


def _year_of_print(work: Mapping[str, Any]) -> int | None:
    return _year(work.get("published-print")) or _year(_issue(work).get("published-print"))


def texts_of(value: object) -> list[str]:
    """Return the texts of a field, which may be one or a list of them."""
    values = value if isinstance(value, list) else [value]
    return [text for item in values if isinstance(item, _PRINTED) and (text := plain(str(item)))]


def _text(value: object) -> str | None:
    if isinstance(value, str):
        return plain(value) or None
    return next(iter(texts_of(value)), None)


def _year(dated: object) -> int | None:
    """Read the year of ``{"date-parts": [[2008, 8, 13]]}``, which may be ``[[null]]``."""
    if not isinstance(dated, dict):
        return None
    with suppress(KeyError, IndexError, TypeError, ValueError, OverflowError):
        year = int(dated["date-parts"][0][0])
        return year if 1000 <= year < 3000 else None  # noqa: PLR2004  (four digits)
    return None


def _date(dated: object) -> Date | None:
    """Read the date where it says more than its year."""
    year = _year(dated)
    if year is None or not isinstance(dated, dict):
        return None
    parts = [part for part in dated["date-parts"][0][:3] if isinstance(part, int)]
    date = Date.of(year, *parts[1:])
    return None if date.is_year else date


def _trials(numbers: object) -> Iterator[str]:
    for number in _list(numbers):
        if isinstance(number, dict) and (text := _text(number.get("clinical-trial-number"))):
            yield text.upper() if text.islower() else text


def _pages(value: object) -> Pages | None:
    with suppress(InputError):
        return Pages.parse(text) if (text := _text(value)) else None
    return None


def _abstract(value: object) -> str | None:
    return plain(_BLOCK.sub(" ", value)) or None if isinstance(value, str) else None


def _names(people: object) -> Iterator[Name]:
    for person in _people(people):
        surname = _surname(person)
        if surname and _text(person.get("family")):
            yield Name.from_surname(surname, _text(person.get("given")), _text(person.get("suffix")))
        elif surname:
            yield Name(literal=surname)


def _people(people: object) -> Iterator[Mapping[str, Any]]:
    return (person for person in _list(people) if isinstance(person, dict))


def _surname(person: Mapping[str, Any]) -> str | None:
    """Return the surname of a person, or the name of a group, which some deposit as a given name."""
    return _text(person.get("family")) or _text(person.get("name")) or _text(person.get("given"))


def _updates(work: Mapping[str, Any], doi: str | None) -> tuple[Update, ...]:
    """Read who changed this work and what it changes, setting right what was deposited the wrong way round.

    Retraction Watch reads the notices itself: where it says that this record is the notice of a retraction, and never
    that it was retracted, a publisher who says the opposite has mixed up the two. The same the other way.
    """
    stated = [
        update
        for key, direction in (("updated-by", "by"), ("update-to", "to"))
        for entry in _list(work.get(key))
        if (update := _update(entry, direction)) is not None
        and not (doi and update.doi and identifier_key(update.doi) == identifier_key(doi))  # a new version names itself
    ]
    watched: dict[str, set[str]] = {}
    for update in stated:
        if update.asserted_by == "retraction-watch":
            watched.setdefault(update.kind, set()).add(update.direction)
    turned = (
        update.model_copy(update={"direction": next(iter(directions))})
        if len(directions := watched.get(update.kind, set())) == 1
        else update
        for update in stated
    )
    return tuple(dict.fromkeys((*turned, *_published(work))))


def _published(work: Mapping[str, Any]) -> Iterator[Update]:
    """Read which articles a preprint became, and which preprint an article was."""
    relations = work.get("relation")
    for name, direction in _VERSIONS:
        stated = _list(relations.get(name)) if isinstance(relations, dict) else []
        named = (normalize_doi(str(one.get("id") or "")) for one in stated if isinstance(one, dict))
        yield from (Update(kind="published", direction=direction, doi=doi) for doi in named if doi is not None)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _update(entry: object, direction: str) -> Update | None:
    kind = _text(entry.get("type")) if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or kind is None:
        return None
    updated = entry.get("updated")
    updated = updated if isinstance(updated, dict) else {}
    parts = updated.get("date-parts")
    date = str(updated.get("date-time") or "")[:10] or None
    if date is None:
        with suppress(IndexError, TypeError, ValueError):
            date = "-".join(f"{int(part):02d}" for part in parts[0])  # type: ignore[index]
    return Update.model_validate(
        {
            "kind": kind.replace("-", "_").replace(" ", "_").casefold(),
            "direction": direction,
            "doi": normalize_doi(str(entry.get("DOI") or "")),
            "date": date,
            "asserted_by": _text(entry.get("source")),
            "label": _text(entry.get("label")),
        }
    )
