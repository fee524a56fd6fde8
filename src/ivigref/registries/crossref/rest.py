"""Crossref's REST interface: works by DOI in batches, who registered a DOI, and the search for a text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from ivigref.errors import RegistryError
from ivigref.identifiers import identifier_key
from ivigref.model import Record, Source
from ivigref.registries.asked import Asked, reading
from ivigref.registries.asker import Asker
from ivigref.registries.cache import Outcome, Stored
from ivigref.registries.crossref.record import record_from_work
from ivigref.registries.pace import Pace
from ivigref.registries.transport import Reply, Request

BATCH = 50  # DOIs in one call: what two independent clients use
LONGEST_FILTER = 4000  # characters of an address that every server and proxy takes
ROWS = 5  # candidates of one search

# The pools of known records and of lists have limits of their own. Until an answer states them: the least known ones.
_SINGLE = Pace(5, concurrency=1)
_LIST = Pace(1, concurrency=1)


class Rest:
    """Asks Crossref's own questions; an answer is looked at twice, when it comes and when it is read from the cache."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker

    def works(self, dois: Iterable[str]) -> dict[str, Asked[Record | None]]:
        """Return the work of each DOI, by the form in which DOIs are compared; None where Crossref has none.

        A failure raises nothing: its error takes the place of the answer.
        """
        wanted = dict.fromkeys(map(identifier_key, dois))
        questions = {self._work_address(doi): doi for doi in wanted}
        outcomes = self._asker.through(
            questions,
            lambda missing: self._fetch_works([questions[q] for q in missing]),
            lambda stored: self._record(stored, questions[stored.question]),
        )
        return {doi: outcomes[question] for question, doi in questions.items()}

    def agencies(self, dois: Iterable[str]) -> dict[str, Asked[str | None]]:
        """Return who registered each DOI: one that Crossref does not have may be another agency's.

        A failure raises nothing: its error takes the place of the answer.
        """
        questions = {f"{self._work_address(doi)}/agency": doi for doi in dois}
        outcomes = self._asker.each(
            map(self._single_request, questions),
            self._agency,
            lambda question, reply: self._read_agency(reply, questions[question]),
        )
        return {doi: outcomes[question] for question, doi in questions.items()}

    def search(
        self, texts: Iterable[str], rows: int = ROWS, filters: str | None = None
    ) -> dict[str, Asked[tuple[Record, ...]]]:
        """Return the works nearest to each text, best first."""
        requests = {text: self._search_request(text, rows, filters) for text in dict.fromkeys(texts)}
        outcomes = self._asker.each(requests.values(), self._candidates)
        return {text: outcomes[request.shown] for text, request in requests.items()}

    # Works

    def _record(self, stored: Stored, doi: str) -> Record | None:
        """Read what is kept of a DOI: its work, or that there is none."""
        if not stored.found:
            self._look_at_nothing(stored)
            return None
        with reading(self._asker.name):
            return self._translate(self._of(doi, self._asker.json(stored.body)), stored)

    def _look_at_nothing(self, stored: Stored) -> None:
        """Look whether Crossref said that there is none, which only its own 404 says."""
        if stored.status != HTTPStatus.NOT_FOUND:
            raise self._asker.bad("something that is not a work")

    def _of(self, doi: str, work: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a work if it is the one that was asked for."""
        if identifier_key(str(work.get("DOI") or "")) != doi:
            raise self._asker.bad("a different work from the one requested")
        return work

    def _translate(self, work: Mapping[str, Any], stored: Stored) -> Record:
        doi = str(work.get("DOI") or "")
        address = self._work_address(identifier_key(doi)) if doi else stored.address
        return record_from_work(work, Source(registry=self._asker.name, address=address, retrieved=stored.date))

    def _fetch_works(self, dois: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
        """Ask for many DOIs at once, and once more singly for each that the list does not hold."""
        listed = [doi for doi in dois if "," not in doi]  # a comma separates filters
        outcomes: dict[str, Outcome] = {}
        for batch in _batches(listed) if len(dois) > 1 else ():
            works = self._asker.ask(self._batch_request(batch), self._read_works)
            told = dict.fromkeys(batch, works) if isinstance(works, RegistryError) else works
            yield from ((self._work_address(doi), told[doi]) for doi in batch if doi in told)
            outcomes |= told
        for doi in dois:
            if doi not in outcomes:
                yield self._work_address(doi), self._fetch_work(doi)

    def _fetch_work(self, doi: str) -> Outcome:
        return self._asker.ask(self._single_request(self._work_address(doi)), partial(self._read_work, doi=doi))

    def _read_work(self, reply: Reply, doi: str) -> Stored:
        """Read the answer to one DOI: its work, or that there is none."""
        if self._is_unknown(reply):
            return _nothing(reply)
        return self._stored(reply, doi, self._of(doi, self._message(reply.body, "work")))

    def _read_works(self, reply: Reply) -> dict[str, Stored]:
        """Read a list, each of its works as if it had been asked for singly."""
        works = {identifier_key(str(work.get("DOI") or "")): work for work in self._items(reply.body)}
        return {doi: self._stored(reply, doi, work) for doi, work in works.items()}

    def _stored(self, reply: Reply, doi: str, work: Mapping[str, Any]) -> Stored:
        body = json.dumps(work, ensure_ascii=False).encode()
        return Stored(self._work_address(doi), reply.address, reply.retrieved, body)

    # Agencies

    def _read_agency(self, reply: Reply, doi: str) -> Stored:
        if self._is_unknown(reply):
            return _nothing(reply)
        agency = self._of(doi, self._message(reply.body, "work-agency")).get("agency")
        label = agency.get("label") if isinstance(agency, dict) else None
        if not isinstance(label, str) or not label:
            raise self._asker.bad("no name of an agency")
        return Stored(reply.address, reply.address, reply.retrieved, label.encode())

    def _agency(self, stored: Stored) -> str | None:
        if not stored.found:
            self._look_at_nothing(stored)
            return None
        label = stored.body.decode()
        if not label:
            raise self._asker.bad("no name of an agency")
        return label

    # The search

    def _candidates(self, stored: Stored) -> tuple[Record, ...]:
        return tuple(self._translate(work, stored) for work in self._items(stored.body))

    # Requests, and what all answers share

    def _batch_request(self, dois: Sequence[str]) -> Request:
        return self._list_request({"filter": ",".join(f"doi:{doi}" for doi in dois), "rows": str(len(dois))})

    def _search_request(self, text: str, rows: int, filters: str | None) -> Request:
        parameters = {"query.bibliographic": text, "rows": str(rows)}
        return self._list_request(parameters | ({"filter": filters} if filters else {}))

    def _list_request(self, parameters: Mapping[str, str]) -> Request:
        base = self._asker.base
        return Request(f"{base}/works", parameters, route=f"{base} list", pace=_LIST)

    def _single_request(self, address: str) -> Request:
        statuses = frozenset({HTTPStatus.OK, HTTPStatus.NOT_FOUND})
        return Request(address, route=f"{self._asker.base} single", pace=_SINGLE, statuses=statuses)

    def _is_unknown(self, reply: Reply) -> bool:
        """Tell whether Crossref itself says that there is no such DOI: a 404 may be anybody's."""
        if reply.status == HTTPStatus.OK:
            return False
        if b"Resource not found" not in reply.body[:200]:
            raise self._asker.bad("a page that is not Crossref's")
        return True

    def _items(self, body: bytes) -> list[dict[str, Any]]:
        items = self._message(body, "work-list").get("items")
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise self._asker.bad("a list without items")
        return items

    def _message(self, body: bytes, kind: str) -> dict[str, Any]:
        answer = self._asker.json(body)
        if not isinstance(answer, dict) or answer.get("message-type") != kind:
            raise self._asker.bad(f"JSON that is no {kind}")
        message = answer.get("message")
        if not isinstance(message, dict):
            raise self._asker.bad(f"a {kind} without a message")
        return message

    def _work_address(self, doi: str) -> str:
        return work_address(doi, self._asker.base)


def work_address(doi: str, base: str) -> str:
    """Return the address at which an interface of Crossref's kind has the work of a DOI.

    >>> work_address("10.5555/a(b)", "https://api.crossref.org")
    'https://api.crossref.org/works/10.5555%2Fa%28b%29'
    """
    return f"{base}/works/{quote(doi, safe='')}"


def _nothing(reply: Reply) -> Stored:
    return Stored(reply.address, reply.address, reply.retrieved, b"", found=False, status=reply.status)


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
