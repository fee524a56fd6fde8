"""Europe PMC: PubMed's articles, preprints, theses, guidelines and books, by identifier, title and place.

The interface is described at https://europepmc.org/RestfulWebService, its fields are listed by ``…/rest/fields``; it
needs no key and states no limit. It has no field for pages: the place is looked for by journal, volume and issue, and
the page compared here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Unpack

from ivigref.identifiers import identifier_key
from ivigref.model import Answer, Record, Reference, Source
from ivigref.registries.access import Access, Options
from ivigref.registries.asker import Asker
from ivigref.registries.batched import Found, Item, Lookup, Service
from ivigref.registries.cache import Stored
from ivigref.registries.europepmc.record import PUBLISHED, record_from_result
from ivigref.registries.opened import Opened
from ivigref.registries.pace import Pace
from ivigref.registries.transport import Reply, Request
from ivigref.registries.ways import References, Way, answers, by_key, doi_key, first, printed_doi
from ivigref.text import squeeze, words

ADDRESS = "https://www.ebi.ac.uk/europepmc/webservices/rest"
BATCH = 25  # identifiers joined by OR in one search; another client's figure
ROWS = 5  # candidates of one search for a title
ISSUE = 200  # articles of one issue; more than a page has cannot be compared
FEWEST_WORDS = 3  # of a title; fewer would find anything
MOST_WORDS = 15
_PACE = Pace(3)
# How each identifier is asked for; a PMID is a number that other sources use as well.
_FIELDS = {"doi": 'DOI:"{}"', "pmid": "(EXT_ID:{} AND SRC:MED)", "pmcid": "PMCID:{}"}
_STOP = {"a", "an", "and", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "not"}


class EuropePMC(Opened):
    """Asks Europe PMC, in batches where it can.

    >>> with EuropePMC(offline=True) as registry:
    ...     registry.ask([Reference(title="The long way", pmid="1")])
    [Answer(registry='europepmc', problem='europepmc: no answer in the cache, and offline')]
    """

    name = "europepmc"

    def __init__(self, base_url: str | None = None, access: Access | None = None, **options: Unpack[Options]) -> None:
        """Open cache and transport; raises InputError for an address, of a server or for mail, that is none."""
        self._asker = Asker(self.name, ADDRESS, base_url, access, options)
        self._lookups = {name: Lookup(self._asker, name, self._service(name)) for name in _FIELDS}

    def ask(self, references: Sequence[Reference]) -> list[Answer]:
        """Return what Europe PMC knows of each reference: by PMID, DOI and PMCID, else by place, else by title."""
        keys: dict[str, Callable[[Reference], str | None]] = {
            "pmid": lambda reference: reference.pmid,
            "doi": printed_doi,
            "pmcid": lambda reference: reference.pmcid,
        }
        ways = [Way("identifier", by_key(self._lookups[name].look_up, key)) for name, key in keys.items()]
        return answers(self.name, references, [*ways, Way("place", self._by_places), Way("title", self._by_titles)])

    def by_doi(self, doi: str) -> Record | None:
        """Return the work with this DOI, or None.

        Raises RegistryError where Europe PMC cannot say, and InputError for what is no DOI.
        """
        key = doi_key(doi)
        return first(self._lookups["doi"].look_up([key])[key])

    def published(self, doi: str) -> Record | None:
        """Return the work that a preprint with this DOI became, or None where none is known.

        Raises RegistryError where Europe PMC cannot say, and InputError for what is no DOI.
        """
        preprint = self.by_doi(doi)
        numbers = [update.pmid for update in preprint.updates if update.kind == PUBLISHED] if preprint else []
        pmid = next(filter(None, numbers), None)
        return first(self._lookups["pmid"].look_up([pmid])[pmid]) if pmid else None

    def by_text(self, title: str) -> tuple[Record, ...]:
        """Return the works whose title has all the words of this one, the most relevant first.

        Raises RegistryError where Europe PMC cannot say.
        """
        found = self._by_titles({0: Reference(title=title)}).get(0, ())
        if isinstance(found, tuple):
            return found
        raise found

    def close(self) -> None:
        """Close connections and files."""
        self._asker.close()

    def _service(self, name: str) -> Service:
        return Service(
            BATCH,
            lambda keys: self._request(" OR ".join(_FIELDS[name].format(_quoted(key)) for key in keys), 4 * len(keys)),
            self._results,
            partial(_keys, name),
            record_from_result,
        )

    def _request(self, query: str, rows: int) -> Request:
        parameters = {"query": query, "resultType": "core", "format": "json", "pageSize": str(rows)}
        return self._asker.request("search", parameters, _PACE)

    def _results(self, reply: Reply | Stored, *, whole: bool = True) -> list[Item]:
        """Read a list of results, the whole of it where that matters; raises BadAnswer where it is none."""
        answer = self._asker.json(reply.body)
        count, listed = answer["hitCount"], answer["resultList"]["result"]
        if not isinstance(count, int) or not isinstance(listed, list) or not all(isinstance(r, dict) for r in listed):
            raise self._asker.bad("a list without results")
        if count < len(listed) or (count > len(listed) and (whole or not listed)):
            raise self._asker.bad("a part of its results")
        return listed

    def _by_places(self, references: References) -> dict[int, Found]:
        asked = {place: request for place, r in references.items() if (request := self._place(r)) is not None}
        outcomes = self._asker.each(asked.values(), self._in_issue)
        return {
            place: _at(references[place], found) if isinstance(found := outcomes[request.shown], tuple) else found
            for place, request in asked.items()
        }

    def _place(self, reference: Reference) -> Request | None:
        """Ask for all articles of the issue, or None where too little is printed to name one."""
        journal = _quoted(reference.container_title or "")
        if not (journal and reference.volume and reference.issue and reference.pages):
            return None
        return self._request(
            f'JOURNAL:"{journal}" AND VOLUME:"{_quoted(reference.volume)}" AND ISSUE:"{_quoted(reference.issue)}"',
            ISSUE,
        )

    def _in_issue(self, stored: Stored) -> tuple[Record, ...]:
        return self._translated(stored, self._results(stored))

    def _by_titles(self, references: References) -> dict[int, Found]:
        asked = {
            place: self._request(query, ROWS) for place, r in references.items() if (query := _title_query(r.title))
        }
        outcomes = self._asker.each(
            asked.values(), lambda stored: self._translated(stored, self._results(stored, whole=False))
        )
        return {place: outcomes[request.shown] for place, request in asked.items()}

    def _translated(self, stored: Stored, results: Iterable[Item]) -> tuple[Record, ...]:
        source = Source(registry=self.name, address=stored.address, retrieved=stored.date)
        return tuple(record_from_result(result, source) for result in results)


def _keys(name: str, result: Item) -> list[str]:
    """Return the identifier of one kind that a result has, in the form in which it is asked for."""
    value: Any = result.get(name)
    return [identifier_key(value) if name == "doi" else value] if isinstance(value, str) else []


def _at(reference: Reference, records: Iterable[Record]) -> tuple[Record, ...]:
    """Return the records that begin on the printed page."""
    page = reference.pages.first.casefold() if reference.pages else None
    return tuple(record for record in records if record.pages and record.pages.first.casefold() == page)


def _title_query(title: str | None) -> str:
    """Search for the telling words of a title, all of them.

    >>> _title_query("The long way to an answer")
    'TITLE:long AND TITLE:way AND TITLE:answer'
    """
    telling = [word for word in words(title or "") if word not in _STOP][:MOST_WORDS]
    return " AND ".join(f"TITLE:{word}" for word in telling) if len(telling) >= FEWEST_WORDS else ""


def _quoted(text: str) -> str:
    """Return a text that cannot break out of its quotation marks; a DOI keeps its own signs.

    >>> _quoted('J "Clin" Invest'), _quoted("10.1016/s0140-6736(81)92400-4")
    ('J Clin Invest', '10.1016/s0140-6736(81)92400-4')
    """
    return squeeze(text.replace('"', "").replace("\\", " ")).strip()
