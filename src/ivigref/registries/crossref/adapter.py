"""Crossref as a registry: works by DOI and by text, and who registered a DOI that it does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Unpack

from ivigref.errors import InputError, RegistryError
from ivigref.identifiers import doi_within, identifier_key, normalize_doi
from ivigref.matching import match_confidence, stands_there
from ivigref.model import Answer, Kind, Record, Reference, Route
from ivigref.patterns import lazy
from ivigref.registries.access import Access, Options
from ivigref.registries.asked import Asked, or_raise
from ivigref.registries.asker import Asker
from ivigref.registries.crossref.rest import BATCH, ROWS, Agencies, Place, Rest
from ivigref.registries.journals import JournalYear
from ivigref.registries.opened import Opened
from ivigref.registries.plan import Said, Step, Way, Ways
from ivigref.registries.rounds import Questions, ask_alone
from ivigref.text import squeeze

ADDRESS = "https://api.crossref.org"
LONGEST_QUERY = 600  # characters: a reference longer than this says nothing new at its end

_BY_DOI: tuple[Step, Step] = ("identifier", "carried")
LIKELY = 0.1  # what a search shows of a candidate that is less likely says enough

_LINK = lazy(r"(?:https?://|doi:\s*|\b10\.\d{4,9}/)\S+", re.IGNORECASE)


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

    @property
    def ways(self) -> Ways:
        """The routes on which Crossref is asked: fifty DOIs in a call, a call for each search."""
        return WAYS if self._rest.named_by is None else _WAYS_WITH_AGENCIES

    def leave_agencies_to(self, named_by: Agencies) -> None:
        """Have somebody else name the agencies of DOIs that Crossref lacks, who takes one call for many of them.

        Where the other does not answer for a DOI, Crossref itself is asked.
        """
        self._rest.named_by = named_by

    def ask(self, references: Sequence[Reference]) -> list[Answer]:
        """Return what Crossref knows of each reference: by its DOI, else by its text.

        A DOI that leads to a work that does not look like the printed one ends nothing: its record is answered, and
        what a search finds after it.
        """
        return ask_alone(self.name, self.ways, partial(self._look, short=False), references)

    def look(self, questions: Questions) -> dict[Step, list[Said]]:
        """Return what Crossref says of each reference on each route, or by the DOI that another registry has.

        Of what a search finds, only the records that may be the printed work are whole. All DOIs go together.
        """
        return self._look(questions, short=True)

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

    def of_journals(self, journals: Sequence[JournalYear]) -> dict[JournalYear, Asked[tuple[Record, ...]]]:
        """Return some works of each journal and year: by ISSN, else those of journals with names that are near.

        >>> with Crossref(offline=True) as crossref:
        ...     crossref.of_journals([])
        {}
        """
        asked = {one: one._replace(journal=squeeze(one.journal)[:LONGEST_QUERY]) for one in journals}
        found = self._rest.of_journals(asked.values())
        return {one: found[question] for one, question in asked.items()}

    def at_place(self, reference: Reference) -> tuple[Record, ...]:
        """Return the works that stand at the printed place: in that journal, volume and year, on that page.

        Raises RegistryError where Crossref cannot say.
        """
        place = _place(reference)
        if place is None:
            return ()
        found = or_raise(self._rest.at_places([place])[place])
        return tuple(record for record in found if stands_there(reference, record))

    def close(self) -> None:
        """Close connections and files."""
        self._asker.close()

    def _look(self, questions: Questions, *, short: bool) -> dict[Step, list[Said]]:
        printed, carried = (_keys(questions.get(step, ())) for step in _BY_DOI)
        within = {doi: identifier_key(work) for doi in printed if (work := doi_within(doi))}
        titled = questions.get("title", ())
        texts = [_query(reference) for reference in titled]
        found = self._rest.search(texts, short=short)
        searched = [(reference, found[text]) for reference, text in zip(titled, texts, strict=True)]
        likely = [doi for one in searched for doi in _likely(*one)] if short else []
        works = self._rest.works(printed, (*within.values(), *carried, *likely))
        agencies = self._rest.agencies(doi for doi in printed if works[doi] is None)
        answered: dict[Step, list[Said]] = {
            "identifier": [_known(works[d], works.get(within.get(d, "")), agencies.get(d, "")) for d in printed],
            "carried": [_known(works[doi], None, "") for doi in carried],
            "title": [_said(candidates, works if short else {}) for _, candidates in searched],
            "place": self._at_places(questions.get("place", ())),
        }
        return {step: answered[step] for step in questions}

    def _at_places(self, references: Sequence[Reference]) -> list[Said]:
        places = [_place(reference) for reference in references]
        found = self._rest.at_places(place for place in places if place)
        return [
            _at_place(reference, found[place]) if place else Said()
            for reference, place in zip(references, places, strict=True)
        ]


def _wanted_key(doi: str) -> str:
    wanted = normalize_doi(doi)
    if wanted is None:
        raise InputError(f"expected a DOI (10.…/…), found {doi!r}")
    return identifier_key(wanted)


def _known(stored: Asked[Record | None], within: Asked[Record | None], agency: Asked[str | None]) -> Said:
    """Say what a printed DOI leads to; one that is a part's, or that nobody has, to the work that it is made of."""
    if isinstance(within, Record) and (stored is None or (isinstance(stored, Record) and _is_part(stored))):
        return Said((within,))
    if isinstance(stored, RegistryError):
        return Said(problem=str(stored))
    if isinstance(agency, RegistryError):  # what a search finds can do without it
        return Said(problem=str(agency), ends=False)
    if stored is not None:
        return Said((stored,))
    return Said(unknown=("doi",)) if agency is None else Said(elsewhere=agency or None)


def _is_part(record: Record) -> bool:
    """Tell whether a record is that of a figure or a supplement: of another kind than works that people cite."""
    return record.kind is Kind.OTHER or (record.kind is None and not record.authors)


def _keys(references: Sequence[Reference]) -> list[str]:
    return [identifier_key(reference.doi or "") for reference in references]


def _likely(reference: Reference, found: Asked[tuple[Record, ...]]) -> Iterator[str]:
    """Yield the DOIs of candidates that may be chosen, or be rivals of the one that is, once they are whole."""
    for record in () if isinstance(found, RegistryError) else found:
        if record.doi and (match_confidence(reference, record) >= LIKELY or record.doi == reference.doi):
            yield identifier_key(record.doi)


def _said(found: Asked[tuple[Record, ...]], wholes: Mapping[str, Asked[Record | None]]) -> Said:
    """Say what a search found, with whole records in the place of short ones."""
    if isinstance(found, RegistryError):
        return Said(problem=str(found))
    records = [wholes.get(identifier_key(record.doi or "")) or record for record in found]
    problem = next((record for record in records if isinstance(record, RegistryError)), None)
    if problem is not None:
        return Said(problem=str(problem))
    return Said(tuple(record for record in records if isinstance(record, Record)))


def _at_place(reference: Reference, found: Asked[tuple[Record, ...]]) -> Said:
    """Say what stands at a place; where nobody said, the work was looked for on other routes."""
    if isinstance(found, RegistryError):
        return Said(problem=str(found), ends=False)
    return Said(tuple(record for record in found if stands_there(reference, record)))


def _place(reference: Reference) -> Place | None:
    """Return the printed place, or None where it is not whole."""
    page = reference.pages.first if reference.pages else None
    issn = next(iter(reference.issn), None)
    if not reference.volume or not page or not (issn or reference.container_title):
        return None
    return Place(reference.container_title, issn, reference.year, reference.volume, page)


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


WAYS: dict[Route, Way] = {
    "identifier": Way("the DOI", lambda reference: reference.doi is not None, BATCH),
    "title": Way(
        "title, first author, journal, year, volume and first page, or the text as printed where no title was read",
        lambda reference: bool(_query(reference)),
    ),
    "place": Way("journal, year, volume and first page", lambda reference: _place(reference) is not None, late=True),
}
_WAYS_WITH_AGENCIES = WAYS | {
    "identifier": WAYS["identifier"]._replace(sends="the DOI, and to doi.org each DOI that Crossref does not have"),
}
