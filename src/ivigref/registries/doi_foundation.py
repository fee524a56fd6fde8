"""The DOI Foundation's doi.org: whether a DOI is registered anywhere, by which agency, and what that agency says of it.

``/doiRA/`` names the agencies of several DOIs in one call (https://www.doi.org/the-identifier/resources/factsheets/
doi-resolution-documentation). A DOI of which it names none, whatever it says instead, is looked up by the handle
interface (https://www.handle.net/proxy_servlet.html), whose code 100 is the authority for every agency: ``/doiRA/``
says that a DOI does not exist also where the server of its prefix is silent. Records come by content negotiation
(https://citation.doi.org/docs.html) from agencies that have no register of their own here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Unpack
from urllib.parse import quote

from ivigref.errors import RegistryError
from ivigref.identifiers import identifier_key
from ivigref.model import Answer, Kind, Record, Reference, Source
from ivigref.registries.access import Access, Options
from ivigref.registries.asked import Asked, or_raise
from ivigref.registries.asker import Asker
from ivigref.registries.batched import Found, Item, Lookup, Service
from ivigref.registries.cache import Stored
from ivigref.registries.crossref.record import record_from_work
from ivigref.registries.opened import Opened
from ivigref.registries.pace import Pace
from ivigref.registries.transport import Reply, Request
from ivigref.registries.ways import doi_key, first, printed_doi

ADDRESS = "https://doi.org"
BATCH = 50  # DOIs in one call; its address must stay below 8 kB
UNKNOWN_AGENCY = "unknown"  # of a DOI that is registered, by nobody whom doi.org can name
# Agencies whose records come from registers of their own.
ELSEWHERE = {"Crossref", "DataCite"}
# Who may answer for doi.org: the services of agencies that negotiate. Landing pages of publishers are not asked.
HOSTS = frozenset({
    "data.medra.org", "japanlinkcenter.org", "www.japanlinkcenter.org", "api.japanlinkcenter.org", "data.crosscite.org",
    "data.datacite.org", "api.datacite.org", "data.crossref.org", "api.crossref.org",
})  # fmt: skip
CSL = "application/vnd.citationstyles.csl+json"
_PACE = Pace(3)
_REGISTERED, _NOT_REGISTERED = 1, 100  # codes of the handle interface
_STATUSES = frozenset({HTTPStatus.OK, HTTPStatus.NOT_FOUND})


class DOIFoundation(Opened):
    """Asks doi.org about DOIs, the agencies of many in one call.

    >>> with DOIFoundation(offline=True) as register:
    ...     register.ask([Reference(doi="10.5555/way"), Reference(title="The long way")])
    [Answer(registry='doi', problem='doi: no answer in the cache, and offline'), Answer(registry='doi', skipped=True)]
    """

    name = "doi"

    def __init__(self, base_url: str | None = None, access: Access | None = None, **options: Unpack[Options]) -> None:
        """Open cache and transport; raises InputError for an address, of a server or for mail, that is none."""
        self._asker = Asker(self.name, ADDRESS, base_url, access, options)
        self._agencies = Lookup(
            self._asker, "ra", Service(BATCH, self._request_agencies, self._rows, _keys, _as_record)
        )
        self._records = Lookup(self._asker, "csl", Service(1, self._request_record, self._csl, _keys, _record))

    def ask(self, references: Sequence[Reference]) -> list[Answer]:
        """Return for each reference with a DOI whether it is registered, and its record where its agency is asked here.

        A reference without a DOI is none of doi.org's. ``unknown`` names a DOI that nobody has registered.
        """
        dois = list(map(printed_doi, references))
        agencies = self.agencies(filter(None, dois))
        others = [doi for doi, agency in agencies.items() if isinstance(agency, str) and agency not in ELSEWHERE]
        records = self._records.look_up(others)
        return [
            self._answer(agencies[doi], records.get(doi, ())) if doi else Answer(registry=self.name, skipped=True)
            for doi in dois
        ]

    def agencies(self, dois: Iterable[str]) -> dict[str, Asked[str | None]]:
        """Return who registered each DOI, None where nobody did, by the form in which DOIs are compared.

        A failure raises nothing: its error takes the place of the answer.
        """
        keys = list(dict.fromkeys(map(identifier_key, dois)))
        # A comma separates DOIs.
        rows = self._agencies.look_up(key for key in keys if "," not in key)
        found: dict[str, Asked[str | None]] = {}
        for key in keys:
            row = rows.get(key, ())
            if isinstance(row, RegistryError):
                found[key] = row
            elif row and row[0].publisher:
                found[key] = row[0].publisher
        registered = self._registered(key for key in keys if key not in found)
        return {key: found[key] if key in found else registered[key] for key in keys}

    def agency(self, doi: str) -> str | None:
        """Return who registered a DOI, such as "Crossref" or "mEDRA", or None where nobody did.

        Raises RegistryError where doi.org cannot say, and InputError for what is no DOI.
        """
        key = doi_key(doi)
        return or_raise(self.agencies([key])[key])

    def by_doi(self, doi: str) -> Record | None:
        """Return what the agency of a DOI says of it, by content negotiation, or None where it says nothing.

        Raises RegistryError where nobody can say, and InputError for what is no DOI.
        """
        key = doi_key(doi)
        return first(self._records.look_up([key])[key])

    def close(self) -> None:
        """Close connections and files."""
        self._asker.close()

    def _answer(self, agency: Asked[str | None], records: Found) -> Answer:
        if isinstance(agency, RegistryError):
            return Answer(registry=self.name, problem=str(agency))
        if agency is None:
            return Answer(registry=self.name, searched=("identifier",), unknown=("doi",))
        if agency in ELSEWHERE:  # its register is asked for the work; that the DOI is registered is all there is here
            return Answer(registry=self.name, skipped=True)
        if isinstance(records, RegistryError):
            return Answer(registry=self.name, problem=str(records))
        return Answer(registry=self.name, searched=("identifier",), records=records)

    # Agencies

    def _request_agencies(self, dois: Sequence[str]) -> Request:
        return self._asker.request(f"doiRA/{','.join(map(quote, dois))}", {}, _PACE)

    def _rows(self, reply: Reply) -> list[Item]:
        rows = self._asker.json(reply.body)
        if not isinstance(rows, list) or not all(
            isinstance(row, dict) and ("RA" in row or "status" in row) for row in rows
        ):
            raise self._asker.bad("no list of agencies")
        return rows

    def _registered(self, dois: Iterable[str]) -> dict[str, Asked[str | None]]:
        """Ask the handle interface for each DOI that no agency is known of."""
        asked = {doi: self._request_handle(doi) for doi in dois}
        outcomes = self._asker.each(asked.values(), self._code, self._handle)
        return {doi: outcomes[request.shown] for doi, request in asked.items()}

    def _request_handle(self, doi: str) -> Request:
        request = self._asker.request(f"api/handles/{quote(doi)}", {"type": "URL"}, _PACE)
        return replace(request, statuses=_STATUSES)

    def _handle(self, question: str, reply: Reply) -> Stored:
        stored = Stored(question, reply.address, reply.retrieved, reply.body)
        return replace(stored, found=self._code(stored) is not None)

    def _code(self, stored: Stored) -> str | None:
        """Read what the handle interface says of the DOI that was asked for; a 404 alone may be anybody's."""
        answer = self._asker.json(stored.body)
        code, handle = answer["responseCode"], str(answer["handle"])
        if code not in {_REGISTERED, _NOT_REGISTERED}:
            raise self._asker.bad("a code that is not known")
        if f"/{quote(identifier_key(handle))}?" not in stored.question:
            raise self._asker.bad("a different DOI from the one requested")
        return UNKNOWN_AGENCY if code == _REGISTERED else None

    # Records

    def _request_record(self, dois: Sequence[str]) -> Request:
        [doi] = dois
        request = self._asker.request(quote(doi), {}, _PACE)
        return replace(request, accept=CSL, hosts=HOSTS)

    def _csl(self, reply: Reply) -> list[Item]:
        item = self._asker.json(reply.body)
        if not isinstance(item, dict) or "title" not in item:
            raise self._asker.bad("no record")
        return [item]


def record_from_csl(item: Mapping[str, Any], source: Source | None = None) -> Record:
    """Translate a record in CSL-JSON as agencies write it, which is Crossref's own in the words of another vocabulary.

    >>> item = {"DOI": "10.5555/way", "type": "article-journal", "title": "La via", "issued": {"date-parts": [[2003]]}}
    >>> record_from_csl(item)
    Record(kind='journal-article', title='La via', year=2003, doi='10.5555/way')
    """
    kind = Kind.read("csl-json", str(item.get("type") or "")) or Kind.read("crossref", str(item.get("type") or ""))
    return record_from_work(item, source).model_copy(update={"kind": kind})


def _record(item: Item, source: Source) -> Record:
    return record_from_csl(item, source)


def _as_record(row: Item, source: Source) -> Record:
    """Keep the agency where a record has its publisher; "status" in its place says that none is named."""
    agency = row.get("RA")
    return Record(publisher=agency if isinstance(agency, str) else None, source=source)


def _keys(item: Item) -> list[str]:
    doi = item.get("DOI")
    return [identifier_key(doi)] if isinstance(doi, str) else []
