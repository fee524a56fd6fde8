"""PubMed: articles by PMID, DOI, PMCID, citation and title."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Unpack

from ivigref.errors import InputError, RegistryError
from ivigref.identifiers import identifier_key, normalize_doi, normalize_pmid
from ivigref.matching import leads_elsewhere
from ivigref.model import Answer, IdentifierName, Record, Reference
from ivigref.patterns import lazy
from ivigref.registries.access import Access, Options
from ivigref.registries.asked import Asked, or_raise
from ivigref.registries.asker import Asker
from ivigref.registries.contact import sendable
from ivigref.registries.journals import JournalYear
from ivigref.registries.opened import Opened
from ivigref.registries.plan import Said, Step, Way, Ways
from ivigref.registries.pubmed.eutils import CITATION_BATCH, EUtils, Found
from ivigref.registries.pubmed.lists import ADDRESS
from ivigref.registries.pubmed.searches import DOI_BATCH, TITLE_BATCH, title_term
from ivigref.registries.rounds import Questions, ask_alone
from ivigref.text import fold, squeeze, words

FEWEST_WORDS = 3  # of a title; fewer would find anything

_STOP = {"a", "an", "and", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"}
_SEPARATORS = lazy(r"[|\r\n]+")


_Ask = Callable[[Mapping[int, Reference]], dict[int, Found]]


class PubMed(Opened):
    """Asks PubMed, in batches where it can, no faster than NCBI allows.

    ``access`` says how, or its fields do, given by name: ``PubMed(mailto=…, cache=…)``. ``api_key`` (or the variable
    NCBI_API_KEY) is sent with each request and never shown or cached, as the mail address is.

    >>> with PubMed(offline=True) as pubmed:
    ...     pubmed.ask([Reference(title="The long way", pmid="1")])
    [Answer(registry='pubmed', problem='pubmed: no answer in the cache, and offline')]
    """

    name = "pubmed"

    def __init__(
        self,
        base_url: str | None = None,
        access: Access | None = None,
        *,
        api_key: str | None = None,
        **options: Unpack[Options],
    ) -> None:
        """Open cache and transport; raises InputError for an address or a key that cannot be sent."""
        api_key = sendable(api_key, "api_key", "NCBI_API_KEY", "a key of NCBI")
        self._asker = Asker(self.name, ADDRESS, base_url, access, options)
        secret = {name: value for name, value in (("email", self._asker.mailto), ("api_key", api_key)) if value}
        self._ncbi = EUtils(self._asker, secret)

    @property
    def ways(self) -> Ways:
        """The routes on which PubMed is asked, all of them for many references in one call."""
        return WAYS

    def ask(self, references: Sequence[Reference]) -> list[Answer]:
        """Return what PubMed knows of each reference: by PMID, else DOI, else PMCID, else citation, else title.

        An identifier that leads to a work that does not look like the printed one ends nothing: its record is
        answered, and what the next routes find after it. Each printed identifier is asked for, unless a record that
        was found has it: of two that are printed, one may be right and the other lead to another work.
        """
        return ask_alone(self.name, self.ways, self.look, references)

    def look(self, questions: Questions) -> dict[Step, list[Said]]:
        """Return what PubMed says of each reference on each route, or by identifiers that other registries have."""
        return {step: self._look(step, references) for step, references in questions.items()}

    def by_pmid(self, pmid: str) -> Record | None:
        """Return the article with this number, or None.

        Raises RegistryError where NCBI cannot say, and InputError for what is no number.
        """
        wanted = normalize_pmid(pmid)
        if wanted is None:  # NCBI would read "12,13" as two articles
            raise InputError(f"expected a PubMed number, found {pmid!r}")
        return or_raise(self._ncbi.articles([wanted])[wanted])

    def by_doi(self, doi: str) -> Record | None:
        """Return the article with this DOI, or None.

        Raises RegistryError where NCBI cannot say, and InputError for what is no DOI.
        """
        wanted = normalize_doi(doi)
        if wanted is None:
            raise InputError(f"expected a DOI (10.…/…), found {doi!r}")
        return next(iter(or_raise(self._ncbi.by_dois([identifier_key(wanted)])[identifier_key(wanted)])), None)

    def by_citation(
        self,
        journal: str,
        *,
        year: int | None = None,
        volume: str | None = None,
        page: str | None = None,
        author: str | None = None,
    ) -> tuple[Record, ...]:
        """Return what NCBI's citation matcher finds; it weighs journal, volume and page, so compare before trusting.

        Raises RegistryError where NCBI cannot say.
        """
        line = _citation_line(journal, year, volume, page, author)
        return or_raise(self._ncbi.by_citations([line])[line])

    def by_text(self, title: str) -> tuple[Record, ...]:
        """Return the articles whose title has all the words of this one, the most relevant first.

        Raises RegistryError where NCBI cannot say.
        """
        term = _title_term(title)
        return or_raise(self._ncbi.by_terms([term])[term]) if term else ()

    def of_journals(self, journals: Sequence[JournalYear]) -> dict[JournalYear, Found]:
        """Return some articles of each journal and year, by the words that PubMed knows the journal by."""
        terms = {one: _journal_term(one.journal, one.year) for one in journals}
        found = self._ncbi.by_terms(term for term in terms.values() if term)
        return {one: found[term] for one, term in terms.items() if term}

    def close(self) -> None:
        """Close connections and files."""
        self._asker.close()

    def _look(self, step: Step, references: Sequence[Reference]) -> list[Said]:
        if step in {"identifier", "carried"}:
            return self._by_identifiers(references)
        wanted = dict(enumerate(references))
        found = self._by_citations(wanted) if step == "place" else self._by_titles(wanted)
        return [_said(found.get(place, ())) for place in wanted]

    def _by_identifiers(self, references: Sequence[Reference]) -> list[Said]:
        found: dict[int, tuple[Record, ...]] = {}
        problems: dict[int, RegistryError] = {}
        unconverted: dict[int, RegistryError] = {}
        routes: tuple[tuple[_Ask, IdentifierName | None], ...] = (
            (self._by_pmids, "pmid"), (self._by_dois, "doi"), (self._by_pmcids, "pmcid"), (self._by_trials, None),
        )  # fmt: skip
        for route, name in routes:
            wanted = {
                place: reference
                for place, reference in enumerate(references)
                if place not in problems and _is_wanted(reference, found.get(place, ()), name)
            }
            for place, answer in route(wanted).items():
                if isinstance(answer, RegistryError):
                    # The converter is another service than PubMed: where it does not answer, the next routes may.
                    (unconverted if name == "pmcid" else problems)[place] = answer
                else:
                    found[place] = tuple(dict.fromkeys((*found.get(place, ()), *answer)))
        return [
            _identified(reference, found.get(place, ()), problems.get(place), unconverted.get(place))
            for place, reference in enumerate(references)
        ]

    # One method a question: of which references it can be asked, and what it finds.

    def _by_pmids(self, references: Mapping[int, Reference]) -> dict[int, Found]:
        pmids = {place: reference.pmid for place, reference in references.items() if reference.pmid}
        articles = self._ncbi.articles(pmids.values())
        return {place: _listed(articles[pmid]) for place, pmid in pmids.items()}

    def _by_dois(self, references: Mapping[int, Reference]) -> dict[int, Found]:
        dois = {place: identifier_key(reference.doi) for place, reference in references.items() if reference.doi}
        found = self._ncbi.by_dois(dois.values())
        return {place: found[doi] for place, doi in dois.items()}

    def _by_pmcids(self, references: Mapping[int, Reference]) -> dict[int, Found]:
        pmcids = {place: reference.pmcid for place, reference in references.items() if reference.pmcid}
        found = self._ncbi.by_pmcids(pmcids.values())
        return {place: found[pmcid] for place, pmcid in pmcids.items()}

    def _by_trials(self, references: Mapping[int, Reference]) -> dict[int, Found]:
        """Find the articles that report a trial, where its number is all that is known: others may name it, too."""
        terms = {place: trial_term(r.trials[0]) for place, r in references.items() if _is_trial(r)}
        found = self._ncbi.by_terms(terms.values())
        return {place: found[term] for place, term in terms.items()}

    def _by_citations(self, references: Mapping[int, Reference]) -> dict[int, Found]:
        lines = {place: line for place, reference in references.items() if (line := _line_of(reference))}
        found = self._ncbi.by_citations(lines.values())
        return {place: found[line] for place, line in lines.items()}

    def _by_titles(self, references: Mapping[int, Reference]) -> dict[int, Found]:
        terms = {place: term for place, reference in references.items() if (term := _title_term(reference.title))}
        found = self._ncbi.by_terms(terms.values())
        return {place: found[term] for place, term in terms.items()}


def _is_wanted(reference: Reference, found: tuple[Record, ...], name: IdentifierName | None) -> bool:
    """Tell whether to look on: for the printed work, or for where a printed identifier leads."""
    if all(leads_elsewhere(reference, record) for record in found):
        return True
    printed = getattr(reference, name) if name else None
    return (
        name is not None
        and printed is not None
        and all(identifier_key(printed) not in record.known_as(name) for record in found)
    )


def _identified(
    reference: Reference, records: tuple[Record, ...], problem: RegistryError | None, passing: RegistryError | None
) -> Said:
    if problem is not None:
        return Said(problem=str(problem))
    known = reference.pmid is None or any(record.pmid == reference.pmid for record in records)
    said = Said(records, () if known else ("pmid",))
    return said if passing is None or records else said._replace(problem=str(passing), ends=False)


def _said(found: Found) -> Said:
    return Said(problem=str(found)) if isinstance(found, RegistryError) else Said(found)


def _listed(found: Asked[Record | None]) -> Found:
    if isinstance(found, RegistryError):
        return found
    return (found,) if found is not None else ()


def _is_trial(reference: Reference) -> bool:
    return reference.is_identifier and bool(reference.trials)


def trial_term(trial: str) -> str:
    """Search for the number of a trial where PubMed has it, in the secondary source ID.

    >>> trial_term("NCT01234567")
    'nct01234567[si]'
    """
    return f"{trial.casefold()}[si]"


def _title_term(title: str | None) -> str:
    """Search for the telling words of a title, all of them.

    >>> _title_term("The long way to an answer")
    'long[ti] AND way[ti] AND answer[ti]'
    """
    telling = [word for word in words(title or "") if word not in _STOP][:15]
    return title_term(telling) if len(telling) >= FEWEST_WORDS else ""


def _journal_term(journal: str, year: int) -> str:
    """Search for a journal by its title or abbreviation, in one year.

    >>> _journal_term('J. "Clin" Invest.', 1994)
    '"j clin invest"[ta] AND 1994[dp]'
    """
    name = " ".join(words(journal))
    return f'"{name}"[ta] AND {year}[dp]' if name else ""


def _line_of(reference: Reference) -> str | None:
    """Write a reference as the citation matcher wants it, or None where there is too little to match."""
    page = reference.pages.first if reference.pages else None
    known = [part for part in (reference.year, reference.volume, page) if part]
    if not reference.container_title or len(known) < 2:  # noqa: PLR2004  (a journal and a year alone fit thousands)
        return None
    author = reference.authors[0] if reference.authors else None
    named = f"{author.surname} {author.initials}" if author else None
    return _citation_line(reference.container_title, reference.year, reference.volume, page, named)


def _citation_line(journal: str, year: int | None, volume: str | None, page: str | None, author: str | None) -> str:
    """Write the fields of a citation, none of which may break out of its place.

    >>> _citation_line("J|Clin Invest", 1994, "94", "1729", "Basta M")
    'j clin invest|1994|94|1729|basta m|'
    """
    fields = (journal, str(year or ""), volume or "", page or "", author or "")
    return "|".join(squeeze(_SEPARATORS.sub(" ", fold(field))) for field in fields) + "|"


WAYS: Ways = {
    "identifier": Way(
        "PMID, DOI and PMCID, or the number of a trial alone",
        lambda reference: bool(reference.pmid or reference.doi or reference.pmcid or _is_trial(reference)),
        DOI_BATCH,
    ),
    "place": Way(
        "journal, year, volume, first page and first author", lambda r: _line_of(r) is not None, CITATION_BATCH
    ),
    "title": Way("the telling words of the title", lambda r: bool(_title_term(r.title)), TITLE_BATCH),
}
