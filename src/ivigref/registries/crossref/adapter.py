"""Crossref: works by DOI and by text, over its REST interface."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ivigref.errors import BadAnswer, InputError, RegistryError
from ivigref.identifiers import identifier_key, normalize_doi
from ivigref.matching import leads_elsewhere
from ivigref.model import Answer, Record, Reference, Source
from ivigref.registries.cache import MAX_AGE, Outcome, Progress, Stored, one_by_one, open_cache
from ivigref.registries.contact import base_address, mail_address
from ivigref.registries.crossref.record import record_from_work
from ivigref.registries.opened import Opened
from ivigref.registries.pace import Pace, Warn
from ivigref.registries.transport import Reply, Request, open_transport, or_raise, reading
from ivigref.text import squeeze

ADDRESS = "https://api.crossref.org"
BATCH = 50  # DOIs in one call: what two independent clients use
LONGEST_FILTER = 4000  # characters of an address that every server and proxy takes
ROWS = 5  # candidates of one search
LONGEST_QUERY = 600  # characters: a reference longer than this says nothing new at its end

# The pools of known records and of lists have limits of their own. Until an answer states them: the least known ones.
_SINGLE = Pace(5, concurrency=1)
_LIST = Pace(1, concurrency=1)

_SURROGATE = b"\\ud"  # how JSON writes one, in whole pairs too, and in small letters
_LINK = re.compile(r"(?:https?://|doi:\s*|\b10\.\d{4,9}/)\S+", re.IGNORECASE)


class Crossref(Opened):
    """Asks Crossref, in batches where it can, as fast as its answers allow.

    ``mailto`` (or the variable IVIGREF_MAILTO) brings the limits of the polite pool. ``cache`` is a folder for
    answers and for the account of requests; without it both live until it is closed. ``warn`` hears that the folder
    cannot be used, which stops nothing.

    >>> with Crossref(offline=True) as crossref:
    ...     crossref.ask([Reference(title="The long way")])
    [Answer(registry='crossref', problem='crossref: no answer in the cache, and offline')]
    """

    name = "crossref"

    def __init__(
        self,
        base_url: str | None = None,
        *,
        mailto: str | None = None,
        cache: Path | None = None,
        max_age: timedelta = MAX_AGE,
        refresh: bool = False,
        offline: bool = False,
        timeout: float = 20.0,
        patience: float = 90.0,
        progress: Progress | None = None,
        warn: Warn | None = None,
    ) -> None:
        self._base = base_address(base_url, os.environ.get("IVIGREF_CROSSREF_URL"), ADDRESS)
        mailto = mail_address(mailto)
        self._cache = open_cache(cache, max_age=max_age, refresh=refresh, offline=offline, progress=progress, warn=warn)
        self._transport = open_transport(
            self.name, offline=offline, mailto=mailto, cache=cache, timeout=timeout, patience=patience, warn=warn
        )

    def ask(self, references: Sequence[Reference]) -> list[Answer]:
        """Return what Crossref knows of each reference: by its DOI, else by its text.

        A DOI that leads to a work that does not look like the printed one ends nothing: its record is answered, and
        what a search finds after it.
        """
        works = self._works([reference.doi for reference in references if reference.doi])
        stored = [works[identifier_key(reference.doi)] if reference.doi else None for reference in references]
        agencies = self._agencies(doi for doi, work in works.items() if work is None)
        texts = [
            "" if found is not None and not _is_doubtful(reference, found) else _query(reference)
            for reference, found in zip(references, stored, strict=True)
        ]
        searched = self._search([text for text in texts if text])
        return [
            self._answer(found, searched.get(text, ()), agencies.get(identifier_key(reference.doi or ""), ""))
            for reference, found, text in zip(references, stored, texts, strict=True)
        ]

    def by_doi(self, doi: str) -> Record | None:
        """Return the work with this DOI, or None where Crossref has none; raise RegistryError where it cannot say."""
        wanted = normalize_doi(doi)
        if wanted is None:
            raise InputError(f"expected a DOI (10.…/…), found {doi!r}")
        return or_raise(self._works([wanted])[identifier_key(wanted)])

    def agency(self, doi: str) -> str | None:
        """Return who registered a DOI, such as "Crossref" or "DataCite", or None where nobody did."""
        wanted = normalize_doi(doi)
        if wanted is None:
            raise InputError(f"expected a DOI (10.…/…), found {doi!r}")
        return or_raise(self._agencies([identifier_key(wanted)])[identifier_key(wanted)])

    def by_text(self, text: str, rows: int = ROWS, filters: Mapping[str, str] | None = None) -> tuple[Record, ...]:
        """Return the works that are nearest to a text, best first.

        ``filters`` are Crossref's own, such as ``{"from-pub-date": "1997", "type": "journal-article"}``.
        """
        text = squeeze(text)[:LONGEST_QUERY]
        return or_raise(self._search([text], rows, _filter(filters))[text]) if text else ()

    def close(self) -> None:
        """Close connections and files."""
        self._transport.close()
        self._cache.close()

    def _answer(
        self,
        stored: Record | RegistryError | None,
        found: tuple[Record, ...] | RegistryError,
        agency: str | RegistryError | None,
    ) -> Answer:
        listed = (stored, *(found if isinstance(found, tuple) else ()))
        records = tuple(dict.fromkeys(record for record in listed if isinstance(record, Record)))
        # Who registered a DOI is asked last, and only what was found without the answer can do without it.
        asked = (stored, found) if records else (stored, found, agency)
        problem = next((said for said in asked if isinstance(said, RegistryError)), None)
        if problem is not None:
            return Answer(registry=self.name, problem=str(problem))
        return Answer(
            registry=self.name,
            records=records,
            unknown=("doi",) if agency is None else (),
        )

    def _works(self, dois: Iterable[str]) -> dict[str, Record | RegistryError | None]:
        """Return the work of each DOI, by the form in which DOIs are compared."""
        wanted = dict.fromkeys(map(identifier_key, dois))
        questions = {self._work_address(doi): doi for doi in wanted}
        outcomes = self._cache.through(
            questions,
            lambda missing: self._fetch_works([questions[q] for q in missing]),
            lambda stored: self._record(stored, questions[stored.question]),
        )
        return {doi: outcomes[question] for question, doi in questions.items()}

    def _record(self, stored: Stored, doi: str) -> Record | None:
        """Read what is kept of a DOI: its work, or that there is none."""
        if not stored.found:
            self._look_at_nothing(stored)
            return None
        with reading(self.name):
            return self._translate(self._of(doi, _parsed(stored.body)), stored)

    def _look_at_nothing(self, stored: Stored) -> None:
        """Look whether Crossref said that there is none, which only its own 404 says."""
        if stored.status != HTTPStatus.NOT_FOUND:
            raise self._bad("a work that is none")

    def _of(self, doi: str, work: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a work if it is the one that was asked for."""
        if identifier_key(str(work.get("DOI") or "")) != doi:
            raise self._bad("another work than the one that was asked for")
        return work

    def _translate(self, work: Mapping[str, Any], stored: Stored) -> Record:
        doi = str(work.get("DOI") or "")
        address = self._work_address(identifier_key(doi)) if doi else stored.address
        return record_from_work(work, Source(registry=self.name, address=address, retrieved=stored.date))

    def _fetch_works(self, dois: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
        """Ask for many DOIs at once, and once more singly for each that the list does not hold."""
        listed = [doi for doi in dois if "," not in doi]  # a comma separates filters
        outcomes: dict[str, Outcome] = {}
        for batch in _batches(listed) if len(dois) > 1 else ():
            works = self._transport.ask(self._batch_request(batch), self._read_works)
            told = dict.fromkeys(batch, works) if isinstance(works, RegistryError) else works
            yield from ((self._work_address(doi), told[doi]) for doi in batch if doi in told)
            outcomes |= told
        for doi in dois:
            if doi not in outcomes:
                yield self._work_address(doi), self._fetch_work(doi)

    def _batch_request(self, dois: Sequence[str]) -> Request:
        parameters = {"filter": ",".join(f"doi:{doi}" for doi in dois), "rows": str(len(dois))}
        return Request(f"{self._base}/works", parameters, route=f"{self._base} list", pace=_LIST)

    def _fetch_work(self, doi: str) -> Outcome:
        return self._transport.ask(self._single_request(self._work_address(doi)), partial(self._read_work, doi=doi))

    def _agencies(self, dois: Iterable[str]) -> dict[str, str | RegistryError | None]:
        """Return who registered each DOI: one that Crossref does not have may be another agency's."""
        questions = {f"{self._work_address(doi)}/agency": doi for doi in dois}
        fetch = one_by_one(
            lambda question: self._transport.ask(
                self._single_request(question), partial(self._read_agency, doi=questions[question])
            )
        )
        outcomes = self._cache.through(questions, fetch, self._agency)
        return {doi: outcomes[question] for question, doi in questions.items()}

    def _agency(self, stored: Stored) -> str | None:
        if not stored.found:
            self._look_at_nothing(stored)
            return None
        with reading(self.name):
            label = stored.body.decode()
        if not label:
            raise self._bad("no name of an agency")
        return label

    def _single_request(self, address: str) -> Request:
        return Request(address, route=f"{self._base} single", pace=_SINGLE, statuses=frozenset({200, 404}))

    def _search(
        self, texts: Iterable[str], rows: int = ROWS, filters: str | None = None
    ) -> dict[str, tuple[Record, ...] | RegistryError]:
        requests = {text: self._search_request(text, rows, filters) for text in dict.fromkeys(texts)}
        by_question = {request.shown: request for request in requests.values()}
        fetch = one_by_one(lambda question: self._transport.ask(by_question[question], self._read_search))
        outcomes = self._cache.through(by_question, fetch, self._candidates)
        return {text: outcomes[request.shown] for text, request in requests.items()}

    def _search_request(self, text: str, rows: int, filters: str | None) -> Request:
        parameters = {"query.bibliographic": text, "rows": str(rows)} | ({"filter": filters} if filters else {})
        return Request(f"{self._base}/works", parameters, route=f"{self._base} list", pace=_LIST)

    def _read_search(self, reply: Reply) -> Stored:
        return Stored(reply.address, reply.address, reply.retrieved, reply.body, found=bool(self._items(reply.body)))

    def _candidates(self, stored: Stored) -> tuple[Record, ...]:
        with reading(self.name):
            return tuple(self._translate(work, stored) for work in self._items(stored.body))

    def _read_work(self, reply: Reply, doi: str) -> Stored:
        """Read the answer to one DOI: its work, or that there is none."""
        if self._is_unknown(reply):
            return Stored(reply.address, reply.address, reply.retrieved, b"", found=False, status=reply.status)
        return self._stored(reply, doi, self._of(doi, self._message(reply.body, "work")))

    def _read_agency(self, reply: Reply, doi: str) -> Stored:
        if self._is_unknown(reply):
            return Stored(reply.address, reply.address, reply.retrieved, b"", found=False, status=reply.status)
        agency = self._of(doi, self._message(reply.body, "work-agency")).get("agency")
        label = agency.get("label") if isinstance(agency, dict) else None
        if not isinstance(label, str) or not label:
            raise self._bad("no name of an agency")
        return Stored(reply.address, reply.address, reply.retrieved, label.encode())

    def _is_unknown(self, reply: Reply) -> bool:
        """Tell whether Crossref itself says that there is no such DOI: a 404 may be anybody's."""
        if reply.status == HTTPStatus.OK:
            return False
        if b"Resource not found" not in reply.body[:200]:
            raise self._bad("a page that is not Crossref's")
        return True

    def _read_works(self, reply: Reply) -> dict[str, Stored]:
        """Read a list, each of its works as if it had been asked for singly."""
        works = {identifier_key(str(work.get("DOI") or "")): work for work in self._items(reply.body)}
        return {doi: self._stored(reply, doi, work) for doi, work in works.items()}

    def _stored(self, reply: Reply, doi: str, work: Mapping[str, Any]) -> Stored:
        body = json.dumps(work, ensure_ascii=False).encode()
        return Stored(self._work_address(doi), reply.address, reply.retrieved, body)

    def _items(self, body: bytes) -> list[dict[str, Any]]:
        items = self._message(body, "work-list").get("items")
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise self._bad("a list without items")
        return items

    def _message(self, body: bytes, kind: str) -> dict[str, Any]:
        try:
            answer = _parsed(body)
        except (ValueError, RecursionError) as error:
            raise self._bad("no readable JSON") from error
        if not isinstance(answer, dict) or answer.get("message-type") != kind:
            raise self._bad(f"JSON that is no {kind}")
        message = answer.get("message")
        if not isinstance(message, dict):
            raise self._bad(f"a {kind} without a message")
        return message

    def _work_address(self, doi: str) -> str:
        return f"{self._base}/works/{quote(doi, safe='')}"

    def _bad(self, what: str) -> BadAnswer:
        return BadAnswer(f"answered with {what}", registry=self.name)


def _parsed(body: bytes) -> Any:  # noqa: ANN401  (JSON)
    r"""Read JSON; half of a pair of surrogates, which no text can hold, becomes a question mark.

    >>> _parsed(b'{"title": ["\\ud83d"]}')
    {'title': ['?']}
    """
    value = json.loads(body)
    return (
        json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
        if _SURROGATE in body.lower()
        else value
    )


def _batches(dois: Iterable[str]) -> Iterator[list[str]]:
    """Put DOIs together, so many and so long that the address of a call stays an address that servers take."""
    batch: list[str] = []
    length = 0
    for doi in dois:
        size = len(quote(doi, safe="")) + len(",doi:")
        if batch and (len(batch) == BATCH or length + size > LONGEST_FILTER):
            yield batch
            batch, length = [], 0
        batch.append(doi)
        length += size
    if batch:
        yield batch


def _is_doubtful(reference: Reference, found: Record | RegistryError) -> bool:
    return isinstance(found, Record) and leads_elsewhere(reference, found)


def _query(reference: Reference) -> str:
    """Compose what to search for: the title leads, and what is short and telling follows; else the text as printed."""
    if not reference.title:
        return squeeze(_LINK.sub(" ", reference.raw))[:LONGEST_QUERY]
    parts = (
        reference.title,
        reference.authors[0].surname if reference.authors else None,
        reference.container_title,
        str(reference.year) if reference.year else None,
        reference.volume,
        reference.pages.first if reference.pages else None,
    )
    return squeeze(" ".join(part for part in parts if part))[:LONGEST_QUERY]


def _filter(filters: Mapping[str, str] | None) -> str | None:
    """Write filters as Crossref wants them, refusing names that habanero's list of them does not hold."""
    if not filters:
        return None
    # Imported here: 0.2 s that only a filtered search needs.
    import habanero  # type: ignore[import-untyped]  # it brings none  # noqa: PLC0415

    known = {name.replace("_", "-") for name in habanero.Crossref().filter_names("works")}
    for name, value in filters.items():
        if name not in known or "," in value:
            raise InputError(f"expected a filter of Crossref, found {name!r}: {value!r}")
    return ",".join(f"{name}:{value}" for name, value in filters.items())
