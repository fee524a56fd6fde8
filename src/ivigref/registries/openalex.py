"""OpenAlex: works by DOI and PMID, in batches.

Limits and prices are at https://developers.openalex.org/api-reference/authentication: a free key brings ten times the
daily allowance, and a list of up to 100 works costs as little as looking at one page, while a search costs ten times
that, so that titles are not searched here. An answer to a filter states how many works there are, which tells "none"
from an error page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, Unpack

from ivigref.errors import InputError
from ivigref.identifiers import identifier_key, normalize_doi, normalize_issn, normalize_pmcid, normalize_pmid
from ivigref.model import Answer, Kind, Record, Reference, Source, Update
from ivigref.pages import Pages
from ivigref.registries.access import Access, Options
from ivigref.registries.asker import Asker
from ivigref.registries.batched import Item, Lookup, Service
from ivigref.registries.contact import sendable
from ivigref.registries.opened import Opened
from ivigref.registries.pace import Pace
from ivigref.registries.people import person
from ivigref.registries.transport import Reply, Request
from ivigref.registries.ways import Way, answers, by_key, doi_key, first, printed_doi
from ivigref.text import plain

ADDRESS = "https://api.openalex.org"
VARIABLE = "IVIGREF_OPENALEX_KEY"
BATCH = 50  # values of one filter, of 100 that are allowed
_PACE = Pace(10)  # of 100 a second that all plans have
_FIELDS = "id,ids,doi,title,publication_year,type,language,authorships,primary_location,biblio,is_retracted"
_KINDS = {
    "article": Kind.JOURNAL_ARTICLE, "review": Kind.JOURNAL_ARTICLE, "letter": Kind.LETTER,
    "editorial": Kind.EDITORIAL, "erratum": Kind.ERRATUM, "book": Kind.BOOK, "book-chapter": Kind.BOOK_CHAPTER,
    "reference-entry": Kind.REFERENCE_ENTRY, "dissertation": Kind.THESIS, "preprint": Kind.PREPRINT,
    "dataset": Kind.DATASET, "report": Kind.REPORT, "standard": Kind.STANDARD, "peer-review": Kind.PEER_REVIEW,
    "retraction": Kind.RETRACTION_NOTICE, "software": Kind.SOFTWARE,
}  # fmt: skip
_SEPARATORS = set(",|")  # of filters and of their values; a DOI with one of them cannot be asked for


class OpenAlex(Opened):
    """Asks OpenAlex. The key (or the variable IVIGREF_OPENALEX_KEY) is sent with each request, never shown or cached.

    >>> with OpenAlex(offline=True) as registry:
    ...     registry.ask([Reference(doi="10.5555/way")])
    [Answer(registry='openalex', problem='openalex: no answer in the cache, and offline')]
    """

    name = "openalex"

    def __init__(
        self,
        base_url: str | None = None,
        access: Access | None = None,
        *,
        api_key: str | None = None,
        **options: Unpack[Options],
    ) -> None:
        """Open cache and transport; raises InputError for an address or a key that cannot be sent."""
        key = sendable(api_key, "api_key", VARIABLE, "a key of OpenAlex")
        self._asker = Asker(self.name, ADDRESS, base_url, access, options)
        self._secret = {"api_key": key} if key else {}
        self._lookups = {name: Lookup(self._asker, name, self._service(name)) for name in _IDENTIFIERS}

    def ask(self, references: Sequence[Reference]) -> list[Answer]:
        """Return what OpenAlex knows of each reference: by its DOI, else by its PMID."""
        ways = (
            Way("identifier", by_key(self._lookups["doi"].look_up, _askable_doi)),
            Way("identifier", by_key(self._lookups["pmid"].look_up, lambda reference: reference.pmid)),
        )
        return answers(self.name, references, ways)

    def by_doi(self, doi: str) -> Record | None:
        """Return the work with this DOI, or None where OpenAlex has none.

        Raises RegistryError where it cannot say, and InputError for what is no DOI, or one that it cannot be asked for.
        """
        key = doi_key(doi)
        if _SEPARATORS & set(key):
            raise InputError(f"expected a DOI without commas and bars, found {doi!r}")
        return first(self._lookups["doi"].look_up([key])[key])

    def close(self) -> None:
        """Close connections and files."""
        self._asker.close()

    def _service(self, name: str) -> Service:
        return Service(BATCH, partial(self._request, name), self._results, partial(_keys, name), _record)

    def _request(self, name: str, keys: Sequence[str]) -> Request:
        parameters = {"filter": f"{name}:{'|'.join(keys)}", "per-page": str(2 * len(keys)), "select": _FIELDS}
        return replace(self._asker.request("works", parameters, _PACE), secret=self._secret)

    def _results(self, reply: Reply) -> list[Item]:
        """Read a whole list; raises BadAnswer where it is none, or some of it is missing."""
        answer = self._asker.json(reply.body)
        count, works = answer["meta"]["count"], answer["results"]
        if not isinstance(count, int) or not isinstance(works, list) or not all(isinstance(w, dict) for w in works):
            raise self._asker.bad("a list without works")
        if count != len(works):
            raise self._asker.bad("a part of its results")
        return works


def record_from_openalex(work: Mapping[str, Any], source: Source | None = None) -> Record:
    """Translate a work as OpenAlex describes it; what has another shape than promised is left out.

    >>> work = {"title": "On lupus", "publication_year": 2003, "type": "article", "doi": "https://doi.org/10.5555/way",
    ...     "biblio": {"volume": "5", "first_page": "17", "last_page": "18"}}
    >>> record_from_openalex(work).pages.last
    '18'
    """
    place, numbers, ids = (_dict(work.get(name)) for name in ("primary_location", "biblio", "ids"))
    journal = _dict(place.get("source"))
    year = work.get("publication_year")
    retracted = (Update(kind="retraction", direction="by", asserted_by="openalex"),)
    return Record(
        kind=_KINDS.get(str(work.get("type"))),
        authors=tuple(
            name
            for entry in _list(work.get("authorships"))
            if (name := person(_text(_dict(entry).get("raw_author_name")) or _named(entry))) is not None
        ),
        title=_text(work.get("title")),
        container_title=_text(journal.get("display_name")),
        year=year if isinstance(year, int) else None,
        volume=_text(numbers.get("volume")),
        issue=_text(numbers.get("issue")),
        pages=_pages(numbers),
        doi=normalize_doi(str(work.get("doi") or "")),
        pmid=normalize_pmid(_last(ids.get("pmid"))),
        pmcid=normalize_pmcid(_pmcid(_last(ids.get("pmcid")))),
        issn=tuple(dict.fromkeys(filter(None, map(normalize_issn, filter(_is_text, _list(journal.get("issn"))))))),
        language=_text(work.get("language")),
        updates=retracted if work.get("is_retracted") is True else (),
        source=source,
    )


_IDENTIFIERS: dict[str, Callable[[Mapping[str, Any]], str | None]] = {
    "doi": lambda work: normalize_doi(str(work.get("doi") or "")),
    "pmid": lambda work: normalize_pmid(_last(_dict(work.get("ids")).get("pmid"))),
}


def _keys(name: str, work: Item) -> list[str]:
    found = _IDENTIFIERS[name](work)
    return [identifier_key(found)] if found else []


def _record(work: Item, source: Source) -> Record:
    return record_from_openalex(work, source.model_copy(update={"address": _text(work.get("id")) or source.address}))


def _askable_doi(reference: Reference) -> str | None:
    key = printed_doi(reference)
    return None if key is None or _SEPARATORS & set(key) else key


def _pages(numbers: Mapping[str, Any]) -> Pages | None:
    begin, end = _text(numbers.get("first_page")), _text(numbers.get("last_page"))
    with suppress(InputError):
        return Pages.parse(f"{begin}-{end}" if end and end != begin else begin) if begin else None
    return None


def _named(entry: object) -> str:
    return _text(_dict(_dict(entry).get("author")).get("display_name")) or ""


def _last(address: object) -> str:
    """Return the identifier at the end of an address: OpenAlex writes all of them so."""
    return str(address or "").rstrip("/").rpartition("/")[2]


def _pmcid(number: str) -> str:
    return f"PMC{number}" if number.isdecimal() else number


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str | None:
    return plain(value) or None if isinstance(value, str) else None
