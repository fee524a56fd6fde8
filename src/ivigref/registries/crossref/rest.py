"""Crossref's REST interface: works by DOI in batches, who registered a DOI, and the search for a text."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote

from ivigref.errors import RegistryError
from ivigref.identifiers import identifier_key
from ivigref.model import Record, Source
from ivigref.registries.asked import Asked, reading
from ivigref.registries.asker import Asker
from ivigref.registries.cache import Outcome, Stored
from ivigref.registries.crossref.record import record_from_work
from ivigref.registries.crossref.swapped import Shown, answered_for_others
from ivigref.registries.journals import JournalYear
from ivigref.registries.pace import Pace
from ivigref.registries.transport import Reply, Request

BATCH = 50  # DOIs in one call: what two independent clients use
LONGEST_FILTER = 4000  # characters of an address that every server and proxy takes
ROWS = 5  # candidates of one search
ROWS_OF_A_NAME = 10  # works of a year, of which one may be of the journal
ROWS_AT_A_PLACE = 20  # numbers are poor words to search by: the work is among more

# The pools of known records and of lists have limits of their own. Until an answer states them: the least known ones.
_SINGLE = Pace(5, concurrency=1)
_LIST = Pace(1, concurrency=1)


# What tells works apart, and, by their scores, searches; the language and a year that is said of the issue alone cannot
# be selected.
_SELECTED = (
    "DOI", "type", "title", "subtitle", "original-title", "author", "container-title", "short-container-title",
    "issued", "published-print", "published-online", "volume", "issue", "page", "article-number", "ISSN", "editor",
    "publisher", "score",
)  # fmt: skip
_SHORT = {"select": ",".join(_SELECTED)}

Agencies = Callable[[Sequence[str]], Mapping[str, Asked[str | None]]]
K = TypeVar("K")


class Place(NamedTuple):
    """Where a work stands: its journal, by ISSN or by name, year, volume and first page."""

    journal: str | None
    issn: str | None
    year: int | None
    volume: str
    page: str

    @property
    def parameters(self) -> dict[str, str]:
        """How Crossref is asked for the works that may stand there.

        >>> Place("J Ways", None, 2001, "7", "12").parameters["filter"]
        'type:journal-article,from-pub-date:2000,until-pub-date:2002'
        """
        journal = {"query.container-title": self.journal} if self.journal and not self.issn else {}
        years = (f"from-pub-date:{self.year - 1}", f"until-pub-date:{self.year + 1}") if self.year else ()
        filters = (f"issn:{self.issn}" if self.issn else "type:journal-article", *years)
        query = {"query.bibliographic": f"{self.volume} {self.page}", "rows": str(ROWS_AT_A_PLACE)}
        return query | journal | {"filter": ",".join(filters)}


class _Works(NamedTuple):
    """The works of a list, and whether it is whole by its own word."""

    by_doi: dict[str, Stored]
    is_whole: bool


class Rest:
    """Asks Crossref's own questions; an answer is looked at twice, when it comes and when it is read from the cache."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self.named_by: Agencies | None = None  # who is asked for agencies first

    def works(self, dois: Iterable[str], guesses: Iterable[str] = ()) -> dict[str, Asked[Record | None]]:
        """Return the work of each DOI, by the form in which DOIs are compared; None where Crossref has none.

        ``guesses`` are DOIs that nobody printed: a list without them is the answer, and they are asked for no more. A
        failure raises nothing: its error takes the place of the answer.
        """
        printed = dict.fromkeys(map(identifier_key, dois))
        guessed = dict.fromkeys(doi for doi in map(identifier_key, guesses) if doi not in printed)
        questions = {self._work_address(doi): doi for doi in (*printed, *guessed)}
        outcomes = self._asker.through(
            questions,
            lambda missing: self._fetch_works([questions[q] for q in missing], guessed),
            lambda stored: self._record(stored, questions[stored.question]),
        )
        return {doi: outcomes.get(question) for question, doi in questions.items()}

    def agencies(self, dois: Iterable[str]) -> dict[str, Asked[str | None]]:
        """Return who registered each DOI: one that Crossref does not have may be another agency's.

        Crossref, which takes a call for each, is asked for those of which nobody else says anything. A failure raises
        nothing: its error takes the place of the answer.
        """
        wanted = list(dois)
        named = dict(self.named_by(wanted)) if self.named_by and wanted else {}
        return named | self._own_agencies(d for d in wanted if d not in named or isinstance(named[d], RegistryError))

    def _own_agencies(self, dois: Iterable[str]) -> dict[str, Asked[str | None]]:
        questions = {f"{self._work_address(doi)}/agency": doi for doi in dois}
        outcomes = self._asker.each(
            map(self._single_request, questions),
            self._agency,
            lambda question, reply: self._read_agency(reply, questions[question]),
        )
        return {doi: outcomes[question] for question, doi in questions.items()}

    def search(
        self, texts: Iterable[str], rows: int = ROWS, filters: str | None = None, *, short: bool = False
    ) -> dict[str, Asked[tuple[Record, ...]]]:
        """Return the works nearest to each text, best first; ``short`` ones only with what tells them apart.

        An answer that was given to another text raises nothing: it is a BadAnswer, and is not cached.
        """
        shared = {"rows": str(rows)} | ({"filter": filters} if filters else {}) | (_SHORT if short else {})
        requests = {text: self._list_request({"query.bibliographic": text} | shared) for text in texts}
        answers = self._asker.each(requests.values(), self._shown)
        outcomes = {text: answers[request.shown] for text, request in requests.items()}
        shown = {text: one for text, one in outcomes.items() if isinstance(one, Shown)}
        found: dict[str, Asked[tuple[Record, ...]]] = {
            text: one.records if isinstance(one, Shown) else one for text, one in outcomes.items()
        }
        for text in list(answered_for_others(shown)):
            self._asker.forget(requests[text].shown)
            found[text] = self._asker.bad("what another search found")
        return found

    def at_places(self, places: Iterable[Place]) -> dict[Place, Asked[tuple[Record, ...]]]:
        """Return the works that are nearest to each place, a journal's of some years."""
        return self._listed({place: place.parameters | _SHORT for place in places})

    def of_journals(self, asked: Iterable[JournalYear]) -> dict[JournalYear, Asked[tuple[Record, ...]]]:
        """Return works of each journal and year, or those that are nearest to the journal's name."""
        return self._listed({one: _of_journal(one) | _SHORT for one in asked})

    def _listed(self, questions: Mapping[K, Mapping[str, str]]) -> dict[K, Asked[tuple[Record, ...]]]:
        requests = {key: self._list_request(parameters) for key, parameters in questions.items()}
        outcomes = self._asker.each(requests.values(), self._candidates)
        return {key: outcomes[request.shown] for key, request in requests.items()}

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

    def _fetch_works(self, dois: Sequence[str], guessed: Container[str]) -> Iterator[tuple[str, Outcome]]:
        """Ask for many DOIs at once; of those that a list lacks, who has them, where it is the whole list."""
        listed = [doi for doi in dois if "," not in doi]  # a comma separates filters
        done, absent = set[str](), list[str]()
        for batch in _batches(listed) if len(dois) > 1 else ():
            works = self._asker.ask(self._batch_request(batch), self._read_works)
            told = dict.fromkeys(batch, works) if isinstance(works, RegistryError) else works.by_doi
            yield from ((self._work_address(doi), told[doi]) for doi in batch if doi in told)
            done |= told.keys()
            if not isinstance(works, RegistryError) and works.is_whole:
                absent += (doi for doi in batch if doi not in told)
        done |= {doi for doi in absent if doi in guessed}
        elsewhere = self._elsewhere([doi for doi in absent if doi not in guessed])
        yield from ((self._work_address(doi), outcome) for doi, outcome in elsewhere.items())
        for doi in dois:
            if doi not in done and doi not in elsewhere:
                yield self._work_address(doi), self._fetch_work(doi)

    def _elsewhere(self, dois: Sequence[str]) -> dict[str, Stored]:
        """Return, of DOIs that a whole list lacks, that Crossref has none: of those that are another's, or nobody's."""
        now, nobody = time.time(), HTTPStatus.NOT_FOUND
        return {
            doi: Stored(address := self._work_address(doi), f"{address}/agency", now, b"", found=False, status=nobody)
            for doi, agency in self.agencies(dois).items()
            if not isinstance(agency, RegistryError) and (agency or "").casefold() != self._asker.name
        }

    def _fetch_work(self, doi: str) -> Outcome:
        return self._asker.ask(self._single_request(self._work_address(doi)), partial(self._read_work, doi=doi))

    def _read_work(self, reply: Reply, doi: str) -> Stored:
        """Read the answer to one DOI: its work, or that there is none."""
        if self._is_unknown(reply):
            return _nothing(reply)
        return self._stored(reply, doi, self._of(doi, self._message(reply.body, "work")))

    def _read_works(self, reply: Reply) -> _Works:
        """Read a list, each of its works as if it had been asked for singly."""
        items, total = self._list(reply.body)
        works = {identifier_key(str(work.get("DOI") or "")): work for work in items}
        return _Works({doi: self._stored(reply, doi, work) for doi, work in works.items()}, len(items) == total)

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

    def _shown(self, stored: Stored) -> Shown:
        return Shown(self._candidates(stored), stored.body)

    def _candidates(self, stored: Stored) -> tuple[Record, ...]:
        return tuple(self._translate(work, stored) for work in self._list(stored.body)[0])

    # Requests, and what all answers share

    def _batch_request(self, dois: Sequence[str]) -> Request:
        return self._list_request({"filter": ",".join(f"doi:{doi}" for doi in dois), "rows": str(len(dois))})

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

    def _list(self, body: bytes) -> tuple[list[dict[str, Any]], object]:
        """Return the items of a list, and how many there are by its own word."""
        message = self._message(body, "work-list")
        items = message.get("items")
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise self._asker.bad("a list without items")
        return items, message.get("total-results")

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


def _of_journal(wanted: JournalYear) -> dict[str, str]:
    """Return how Crossref is asked for works of a journal and year; one is enough where the ISSN is known.

    >>> _of_journal(JournalYear("J Ways", 2001, ("2049-3630",)))["filter"]
    'issn:2049-3630,from-pub-date:2001,until-pub-date:2001'
    """
    by = [f"issn:{issn}" for issn in wanted.issns] or ["type:journal-article"]  # any of several ISSNs, says its manual
    name = wanted.journal
    named = {} if wanted.issns else {"query.container-title": name, "query.bibliographic": name}
    filters = ",".join((*by, f"from-pub-date:{wanted.year}", f"until-pub-date:{wanted.year}"))
    return named | {"filter": filters, "rows": str(1 if wanted.issns else ROWS_OF_A_NAME)}


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
