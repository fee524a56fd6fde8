"""bioRxiv and medRxiv: preprints by DOI, with the DOI of the work that each became.

The interface is described at https://api.biorxiv.org: ``/details/[server]/[DOI]/na/json`` lists the versions of a
preprint, and ``published`` is the DOI of the published work, or NA. It states no limit. A DOI that it does not know,
and one with the number of a version behind it, come back as an empty collection.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Unpack
from urllib.parse import quote

from ivigref.errors import RegistryError
from ivigref.identifiers import identifier_key, normalize_doi
from ivigref.model import Answer, Kind, Record, Reference, Source, Update
from ivigref.patterns import lazy
from ivigref.registries.access import Access, Options
from ivigref.registries.asker import Asker
from ivigref.registries.batched import Found, Item, Lookup, Service
from ivigref.registries.europepmc.record import PUBLISHED
from ivigref.registries.opened import Opened
from ivigref.registries.pace import Pace
from ivigref.registries.people import person
from ivigref.registries.transport import Reply, Request
from ivigref.registries.ways import Way, answers, by_key, doi_key, first, printed_doi
from ivigref.text import plain

ADDRESS = "https://api.biorxiv.org"
SERVERS = ("biorxiv", "medrxiv")
PREFIXES = ("10.1101/", "10.64898/")  # under which the two register, the second since December 2025
_PACE = Pace(1)
_VERSION = lazy(r"v[0-9]{1,2}$")


class BioRxiv(Opened):
    """Asks bioRxiv and medRxiv about DOIs that may be theirs, one at a time; about any other they are not asked.

    >>> with BioRxiv(offline=True) as registry:
    ...     registry.ask([Reference(doi="10.1101/2024.01.01.1"), Reference(doi="10.5555/way")])
    [Answer(registry='biorxiv', problem='biorxiv: no answer in the cache, and offline'), \
Answer(registry='biorxiv', skipped=True)]
    """

    name = "biorxiv"
    probe = Reference(doi="10.1101/641381")  # a preprint to see whether anybody answers

    def __init__(self, base_url: str | None = None, access: Access | None = None, **options: Unpack[Options]) -> None:
        """Open cache and transport; raises InputError for an address, of a server or for mail, that is none."""
        self._asker = Asker(self.name, ADDRESS, base_url, access, options)
        self._lookups = [
            Lookup(
                self._asker,
                server,
                Service(1, partial(self._request, server), self._versions, _keys, record_from_preprint),
            )
            for server in SERVERS
        ]

    def ask(self, references: Sequence[Reference]) -> list[Answer]:
        """Return the preprint of each reference whose DOI may be of one."""
        said = answers(self.name, references, [Way("identifier", by_key(self._look_up, _preprint))])
        return [
            answer if _preprint(reference) else Answer(registry=self.name, skipped=True)
            for reference, answer in zip(references, said, strict=True)
        ]

    def by_doi(self, doi: str) -> Record | None:
        """Return the preprint with this DOI, or None.

        Raises RegistryError where neither server can say, and InputError for what is no DOI.
        """
        key = _preprint(Reference(doi=doi_key(doi)))
        return first(self._look_up([key])[key]) if key else None

    def published(self, doi: str) -> str | None:
        """Return the DOI of the work that a preprint became, or None where it is not known to have become one.

        Raises RegistryError where neither server can say, and InputError for what is no DOI.
        """
        preprint = self.by_doi(doi)
        updates = preprint.updates if preprint else ()
        return next((update.doi for update in updates if update.kind == PUBLISHED), None)

    def close(self) -> None:
        """Close connections and files."""
        self._asker.close()

    def _look_up(self, dois: Iterable[str]) -> dict[str, Found]:
        """Ask the servers one after the other: a DOI does not show whose it is."""
        found: dict[str, Found] = dict.fromkeys(dois, ())
        for lookup in self._lookups:
            found |= lookup.look_up([doi for doi, records in found.items() if records == ()])
        return {doi: said if isinstance(said, RegistryError) else _united(said) for doi, said in found.items()}

    def _request(self, server: str, dois: Sequence[str]) -> Request:
        [doi] = dois
        return self._asker.request(f"details/{server}/{quote(doi)}/na/json", {}, _PACE)

    def _versions(self, reply: Reply) -> list[Item]:
        """Read the versions of a preprint, the newest last; raises BadAnswer where there is no collection."""
        answer = self._asker.json(reply.body)
        collection = answer["collection"]
        if not isinstance(answer["messages"], list) or not isinstance(collection, list):
            raise self._asker.bad("no collection")
        if not all(isinstance(version, dict) for version in collection):
            raise self._asker.bad("no collection")
        if any(message.get("count", len(collection)) != len(collection) for message in answer["messages"]):
            raise self._asker.bad("a part of its results")
        return sorted(collection, key=lambda version: int(str(version.get("version") or 0)))


def record_from_preprint(version: Mapping[str, Any], source: Source | None = None) -> Record:
    """Translate one version of a preprint; what has another shape than promised is left out.

    >>> version = {"doi": "10.1101/641381", "title": "On chromatin", "authors": "Tachiwana, H.; Dacher, M.",
    ...     "date": "2019-05-17", "server": "biorxiv", "published": "10.5555/way"}
    >>> record = record_from_preprint(version)
    >>> [name.short for name in record.authors], record.year, record.updates[0].doi
    (['Tachiwana H', 'Dacher M'], 2019, '10.5555/way')
    """
    date, server = str(version.get("date") or ""), _text(version.get("server"))
    doi = normalize_doi(str(version.get("doi") or ""))
    published = normalize_doi(str(version.get("published") or ""))
    became = Update(kind=PUBLISHED, direction="by", doi=published, asserted_by="biorxiv") if published else None
    address = f"https://www.{server.casefold()}.org/content/{doi}" if server and server.casefold() in SERVERS else None
    return Record(
        kind=Kind.PREPRINT,
        authors=tuple(filter(None, map(person, str(version.get("authors") or "").split(";")))),
        title=_text(version.get("title")),
        publisher=server,
        year=int(date[:4]) if date[:4].isdecimal() else None,
        doi=doi,
        abstract=_text(version.get("abstract")),
        updates=(became,) if became else (),
        source=source.model_copy(update={"address": address or source.address}) if source else None,
    )


def _united(versions: tuple[Record, ...]) -> tuple[Record, ...]:
    """Return the newest version with the year of the first: either is printed."""
    if not versions:
        return ()
    newest = versions[-1]
    return (newest.model_copy(update={"year": versions[0].year, "year_online": newest.year}),)


def _preprint(reference: Reference) -> str | None:
    """Return the DOI of a reference where it may be a preprint's, without the number of a version.

    >>> _preprint(Reference(doi="10.1101/2024.01.01.573838v2")), _preprint(Reference(doi="10.5555/x"))
    ('10.1101/2024.01.01.573838', None)
    """
    key = printed_doi(reference)
    return _VERSION.sub("", key) if key and key.startswith(PREFIXES) else None


def _keys(version: Item) -> list[str]:
    doi = version.get("doi")
    return [identifier_key(doi)] if isinstance(doi, str) else []


def _text(value: object) -> str | None:
    return plain(value) or None if isinstance(value, str) else None
