"""DataCite: data, software, theses, reports and preprints of repositories, by DOI and by title.

The interface is described at https://support.datacite.org/docs/api; its limits at
https://support.datacite.org/docs/is-there-a-rate-limit-for-making-requests-against-the-datacite-apis: 500 requests in
five minutes, 1,000 with a mail address. Titles are searched page by page: with a cursor there is no relevance.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from ivigref.identifiers import identifier_key, normalize_doi
from ivigref.model import Answer, Record, Reference, Source
from ivigref.registries.access import Access, Options
from ivigref.registries.asker import Asker
from ivigref.registries.batched import Found, Item, Lookup, Service
from ivigref.registries.cache import Stored
from ivigref.registries.datacite.record import record_from_datacite
from ivigref.registries.opened import Opened
from ivigref.registries.pace import Pace
from ivigref.registries.transport import Reply, Request
from ivigref.registries.ways import References, Way, answers, by_key, doi_key, first, printed_doi
from ivigref.text import words

ADDRESS = "https://api.datacite.org"
BATCH = 50  # DOIs in one call; another client's figure
ROWS = 5  # candidates of one search
FEWEST_WORDS = 3  # of a title; fewer would find anything
MOST_WORDS = 15
_FIVE_MINUTES = 300.0


class DataCite(Opened):
    """Asks DataCite, in batches where it can. A mail address brings twice the pace.

    >>> with DataCite(offline=True) as registry:
    ...     registry.ask([Reference(doi="10.5555/data")])
    [Answer(registry='datacite', problem='datacite: no answer in the cache, and offline')]
    """

    name = "datacite"

    def __init__(self, base_url: str | None = None, access: Access | None = None, **options: Unpack[Options]) -> None:
        """Open cache and transport; raises InputError for an address, of a server or for mail, that is none."""
        self._asker = Asker(self.name, ADDRESS, base_url, access, options)
        self._pace = Pace(1000 if self._asker.mailto else 500, _FIVE_MINUTES)
        self._dois = Lookup(self._asker, "doi", Service(BATCH, self._request_dois, self._whole, _keys, _record))

    def ask(self, references: Sequence[Reference]) -> list[Answer]:
        """Return what DataCite knows of each reference: by its DOI, else by its title."""
        by_doi = by_key(self._dois.look_up, printed_doi)
        return answers(self.name, references, [Way("identifier", by_doi), Way("title", self._by_titles)])

    def by_doi(self, doi: str) -> Record | None:
        """Return the work with this DOI, or None where DataCite has none.

        Raises RegistryError where it cannot say, and InputError for what is no DOI.
        """
        key = doi_key(doi)
        return first(self._dois.look_up([key])[key])

    def by_text(self, title: str) -> tuple[Record, ...]:
        """Return the works whose title has all the words of this one, the most relevant first.

        Raises RegistryError where DataCite cannot say.
        """
        found = self._by_titles({0: Reference(title=title)}).get(0, ())
        if isinstance(found, tuple):
            return found
        raise found

    def close(self) -> None:
        """Close connections and files."""
        self._asker.close()

    def _request_dois(self, dois: Sequence[str]) -> Request:
        listed = " OR ".join(f'"{_escaped(doi)}"' for doi in dois)
        return self._request({"query": f"doi:({listed})", "page[size]": str(len(dois))})

    def _request(self, parameters: dict[str, str]) -> Request:
        return self._asker.request("dois", parameters, self._pace)

    def _whole(self, reply: Reply) -> list[Item]:
        """Read a whole list; raises BadAnswer where some of it is missing."""
        return self._items(reply, whole=True)

    def _items(self, reply: Reply | Stored, *, whole: bool) -> list[Item]:
        answer = self._asker.json(reply.body)
        listed, total = answer["data"], answer["meta"]["total"]
        if not isinstance(total, int) or not isinstance(listed, list):
            raise self._asker.bad("a list without data")
        items = [entry["attributes"] for entry in listed]
        if not all(isinstance(item, dict) for item in items):
            raise self._asker.bad("a list without data")
        if total < len(items) or (total > len(items) and (whole or not items)):
            raise self._asker.bad("a part of its results")
        return items

    def _by_titles(self, references: References) -> dict[int, Found]:
        asked = {
            place: self._request({"query": query, "sort": "relevance", "page[number]": "1", "page[size]": str(ROWS)})
            for place, reference in references.items()
            if (query := _title_query(reference.title))
        }
        outcomes = self._asker.each(asked.values(), self._candidates)
        return {place: outcomes[request.shown] for place, request in asked.items()}

    def _candidates(self, stored: Stored) -> tuple[Record, ...]:
        source = Source(registry=self.name, address=stored.address, retrieved=stored.date)
        return tuple(_record(item, source) for item in self._items(stored, whole=False))


def _record(attributes: Item, source: Source) -> Record:
    """Translate, with the page of the work for its address."""
    doi = normalize_doi(str(attributes.get("doi") or ""))
    address = f"https://commons.datacite.org/doi.org/{doi}" if doi else source.address
    return record_from_datacite(attributes, source.model_copy(update={"address": address}))


def _keys(attributes: Item) -> list[str]:
    doi = attributes.get("doi")
    return [identifier_key(doi)] if isinstance(doi, str) else []


def _escaped(doi: str) -> str:
    return doi.replace("\\", "\\\\").replace('"', '\\"')


def _title_query(title: str | None) -> str:
    """Search for the words of a title, all of them.

    >>> _title_query("The long way")
    'titles.title:(the AND long AND way)'
    """
    telling = list(words(title or ""))[:MOST_WORDS]
    return f"titles.title:({' AND '.join(telling)})" if len(telling) >= FEWEST_WORDS else ""
