"""Crossref as a registry: works by DOI and by text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Unpack

from ivigref.errors import InputError, RegistryError
from ivigref.identifiers import identifier_key, normalize_doi
from ivigref.matching import leads_elsewhere
from ivigref.model import Answer, Record, Reference
from ivigref.registries.access import Access, Options
from ivigref.registries.asked import Asked, or_raise
from ivigref.registries.asker import Asker
from ivigref.registries.crossref.holdings import Holdings
from ivigref.registries.crossref.rest import ROWS, Rest
from ivigref.registries.opened import Opened
from ivigref.text import squeeze

ADDRESS = "https://api.crossref.org"
LONGEST_QUERY = 600  # characters: a reference longer than this says nothing new at its end

_LINK = re.compile(r"(?:https?://|doi:\s*|\b10\.\d{4,9}/)\S+", re.IGNORECASE)


class Crossref(Opened):
    """Asks Crossref, in batches where it can, as fast as its answers allow.

    ``access`` says how, or its fields do, given by name: ``Crossref(mailto=…, cache=…)``. A mail address (or the
    variable IVIGREF_MAILTO) brings the limits of the polite pool.

    >>> with Crossref(offline=True) as crossref:
    ...     crossref.ask([Reference(title="The long way")])
    [Answer(registry='crossref', problem='crossref: no answer in the cache, and offline')]
    """

    name = "crossref"

    def __init__(self, base_url: str | None = None, access: Access | None = None, **options: Unpack[Options]) -> None:
        """Open cache and transport; raises InputError for an address, of a server or for mail, that is none."""
        self._asker = Asker(self.name, ADDRESS, base_url, access, options)
        self._rest = Rest(self._asker)

    def ask(self, references: Sequence[Reference]) -> list[Answer]:
        """Return what Crossref knows of each reference: by its DOI, else by its text.

        A DOI that leads to a work that does not look like the printed one ends nothing: its record is answered, and
        what a search finds after it.
        """
        works = self._rest.works([reference.doi for reference in references if reference.doi])
        stored = [works[identifier_key(reference.doi)] if reference.doi else None for reference in references]
        agencies = self._rest.agencies(doi for doi, work in works.items() if work is None)
        texts = [
            "" if found is not None and not _is_doubtful(reference, found) else _query(reference)
            for reference, found in zip(references, stored, strict=True)
        ]
        searched = self._rest.search([text for text in texts if text])
        return [
            self._answer(found, searched.get(text, ()), agencies.get(identifier_key(reference.doi or ""), ""))
            for reference, found, text in zip(references, stored, texts, strict=True)
        ]

    def by_doi(self, doi: str) -> Record | None:
        """Return the work with this DOI, or None where Crossref has none.

        Raises RegistryError where it cannot say, and InputError for what is no DOI.
        """
        wanted = _wanted_key(doi)
        return or_raise(self._rest.works([wanted])[wanted])

    def agency(self, doi: str) -> str | None:
        """Return who registered a DOI, such as "Crossref" or "DataCite", or None where nobody did.

        Raises RegistryError where it cannot say, and InputError for what is no DOI.
        """
        wanted = _wanted_key(doi)
        return or_raise(self._rest.agencies([wanted])[wanted])

    def by_text(self, text: str, rows: int = ROWS, filters: Mapping[str, str] | None = None) -> tuple[Record, ...]:
        """Return the works that are nearest to a text, best first.

        ``filters`` are Crossref's own, such as ``{"from-pub-date": "1997", "type": "journal-article"}``. Raises
        RegistryError where it cannot say, and InputError for a filter that it does not have: it would be ignored.
        """
        text = squeeze(text)[:LONGEST_QUERY]
        return or_raise(self._rest.search([text], rows, _filter(filters))[text]) if text else ()

    def holdings(self, journal: str | None, issns: Iterable[str], year: int) -> int | None:
        """Return how many works of a year Crossref has of a journal, or None where it does not know the journal.

        Raises RegistryError where it cannot say.

        >>> with Crossref(offline=True) as crossref:
        ...     crossref.holdings(None, [], 2003) is None
        True
        """
        return or_raise(Holdings(self._asker).count(journal, issns, year))

    def close(self) -> None:
        """Close connections and files."""
        self._asker.close()

    def _answer(
        self, stored: Asked[Record | None], found: Asked[tuple[Record, ...]], agency: Asked[str | None]
    ) -> Answer:
        listed = (stored, *(found if isinstance(found, tuple) else ()))
        records = tuple(dict.fromkeys(record for record in listed if isinstance(record, Record)))
        # Who registered a DOI is asked last, and only what was found without the answer can do without it.
        asked = (stored, found) if records else (stored, found, agency)
        problem = next((said for said in asked if isinstance(said, RegistryError)), None)
        answer = self._asker.answer(records if problem is None else problem)
        return answer.model_copy(update={"unknown": ("doi",)}) if problem is None and agency is None else answer


def _wanted_key(doi: str) -> str:
    wanted = normalize_doi(doi)
    if wanted is None:
        raise InputError(f"expected a DOI (10.…/…), found {doi!r}")
    return identifier_key(wanted)


def _is_doubtful(reference: Reference, found: Asked[Record]) -> bool:
    return isinstance(found, Record) and leads_elsewhere(reference, found)


def _query(reference: Reference) -> str:
    """Compose what to search for: the title leads, and what is short and telling follows; else the text as printed."""
    if reference.is_identifier:
        return ""
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
