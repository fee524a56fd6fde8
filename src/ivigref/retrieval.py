"""From an identifier or a title to the record of its work: who was asked, what they agree on, and what else fits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Literal

from ivigref.checks import check
from ivigref.errors import InputError
from ivigref.identifier_kinds import identify
from ivigref.identifiers import arxiv_doi
from ivigref.keys import rename_found
from ivigref.matching import compare_titles, compare_years, leads_elsewhere, match_confidence
from ivigref.model import IDENTIFIERS, Answer, Check, Citation, Record, Reference, Work
from ivigref.model.citations import AT_HAND
from ivigref.names import Name
from ivigref.registries import LIVE
from ivigref.registries.choice import by_default, names_of, opened, reachable
from ivigref.resolution import Registry, is_named, resolve
from ivigref.text import letters

__all__ = ["Fetched", "Outcome", "Version", "fetch", "titled", "wanted", "whom"]

Outcome = Literal["found", "several", "not-found", "unreachable"]
Version = Literal["preprint", "published"]

NEAR = 3  # works that are named where none fits
# What somebody who cites the work should know of it, whoever says so.
_SAID = (Check.RETRACTED, Check.CONCERN, Check.REPUBLISHED, Check.CORRECTED, Check.REGISTRIES_DISAGREE)
_OF_WHOM = {
    "crossref": {"doi"},
    "pubmed": {"doi", "pmid", "pmcid", "trials"},
}  # which identifiers some registries can look up


@dataclass(frozen=True)
class Fetched:
    """What came of one wish: a citation with the record of the work, or the works that may be meant.

    ``outcome`` is "found", "several" where more than one work fits and none was chosen, "not-found" where all who were
    asked know no such work, and "unreachable" where one who might know it did not answer. ``candidates`` are the
    works that fit, or those that are nearest. ``remarks`` say what somebody who cites the work should know.
    """

    wish: str
    outcome: Outcome
    citation: Citation
    candidates: tuple[Record, ...] = ()
    remarks: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()

    @property
    def record(self) -> Record | None:
        """The record of the work, completed from all who know it; None unless it was found."""
        return self.citation.record if self.outcome == "found" else None

    @property
    def account(self) -> tuple[str, ...]:
        """Where the record is from and of which day, who else has it, and the remarks: a line each."""
        if self.outcome != "found":
            return (f"{self.wish}: {self.said}",)
        first, *others = self.citation.records or (self.citation.record or Record(),)
        lines = [f"{self.wish}: from {_source(first)}"]
        lines += [f"the same work in {_source(other)}" for other in others]
        confirmed = {record.source.registry for record in (first, *others) if record.source}
        silent = {inquiry.registry for inquiry in self.citation.unanswered}
        lines += [f"{name} did not answer" for name in sorted(silent - confirmed)]
        lines += [f"{name} has no record of it" for name in self.asked if name not in confirmed | silent]
        return (*lines, *self.remarks)

    @property
    def said(self) -> str:
        """The outcome in words."""
        silent = [inquiry.message or inquiry.registry for inquiry in self.citation.unanswered]
        *others, last = self.asked or ("",)
        asked = f"{', '.join(others)} and {last}" if others else last
        if self.outcome == "found":
            return "found"
        if self.outcome == "unreachable":
            return f"could not be looked up: {'; '.join(silent)}"
        if self.outcome == "several":
            return f"{len(self.candidates)} works fit, and none is chosen: name one by its identifier"
        if not asked:
            return "no registry that was asked can look up such an identifier"
        return f"not found: {asked} {'knows' if len(self.asked) == 1 else 'know'} no such work"


def fetch(
    *identifiers: str | Reference,
    title: str | None = None,
    author: Iterable[str] = (),
    year: int | None = None,
    prefer: Version | None = None,
    registries: str | Sequence[Registry] | None = None,
) -> list[Fetched]:
    """Look up works by DOI, PMID, PMCID, ISBN, arXiv number, number of a trial, or title, and return what came of each.

    ``registries`` are open ones, or names of live ones ("crossref,pubmed"); without them all that may know the work are
    asked, over the network. ``author`` and ``year`` narrow a title down.
    ``prefer`` takes the preprint or the published version of a work, where its record names the other one.

    Raises InputError for what is no identifier, and where nothing is asked for.

    >>> from ivigref import registries
    >>> [found] = fetch("10.1186/1478-7547-8-14", registries=[registries.Recorded()])
    >>> found.outcome, found.citation.key, found.record.year, found.record.pmcid
    ('found', 'Blackhouse2010', 2010, 'PMC2903512')
    """
    references = [_with_doi(one if isinstance(one, Reference) else wanted(one)) for one in identifiers]
    if title is not None:
        references.append(titled(title, author, year))
    if not references:
        raise InputError("expected an identifier or a title, found none")
    with ExitStack() as stack:
        if registries is None or isinstance(registries, str):
            names = whom() if registries is None else names_of(registries)
            registries = stack.enter_context(opened(names))
        heard = [_Heard(registry) for registry in registries or ()]
        found = _found(references, heard)
        if prefer is not None:
            found = _preferring(prefer, found, heard)
    keys = rename_found([one.citation for one in found])
    return [replace(one, citation=citation) for one, citation in zip(found, keys, strict=True)]


def whom(urls: Mapping[str, str | None] | None = None) -> list[str]:
    """Return the names of the registries that are asked for an identifier: the default ones, and the DOI Foundation.

    >>> whom({})
    ['crossref', 'pubmed', 'europepmc', 'datacite', 'openlibrary', 'biorxiv', 'doi']
    """
    return [*by_default(urls), *(name for name in reachable(urls) if name == "doi")]


def wanted(text: str) -> Reference:
    """Return an identifier as a reference of which nothing else is known.

    Raises InputError for what is no identifier.

    >>> wanted("https://pubmed.ncbi.nlm.nih.gov/6112565/")
    Reference(pmid='6112565', raw='https://pubmed.ncbi.nlm.nih.gov/6112565/')
    >>> wanted("978-0-306-40615-8")
    Traceback (most recent call last):
    ivigref.errors.InputError: expected an ISBN whose check digit is right, found '978-0-306-40615-8'
    """
    found = identify(text)
    if found is None:
        digits = "".join(filter(str.isalnum, text.upper().removeprefix("ISBN")))
        is_isbn = len(digits) in {10, 13} and digits[:-1].isdecimal()
        want = "an ISBN whose check digit is right" if is_isbn else _WANT
        raise InputError(f"expected {want}, found {text!r:.200}")
    return Reference.model_validate({**found.fields, "raw": text.strip()})


_WANT = "a DOI, PMID, PMCID, ISBN, arXiv number or number of a trial"


def titled(title: str, author: Iterable[str] = (), year: int | None = None) -> Reference:
    """Return a title, with authors and a year where they are known, as a reference to look for.

    Raises InputError for an empty title.

    >>> titled("Agammaglobulinemia", ["Bruton OC"], 1952).raw
    'Bruton OC. Agammaglobulinemia. 1952'
    """
    if not title.strip():
        raise InputError("expected a title, found an empty one")
    names = tuple(map(Name.parse, author))
    raw = ". ".join(filter(None, [", ".join(map(str, names)), title.strip(), str(year or "")]))
    return Reference(title=title.strip(), authors=names, year=year, raw=raw)


def _with_doi(reference: Reference) -> Reference:
    """Give a preprint of arXiv its DOI, by which more registries can be asked."""
    if reference.doi or not reference.arxiv or not reference.is_identifier:
        return reference
    return reference.model_copy(update={"doi": arxiv_doi(reference.arxiv)})


class _Heard:
    """A registry that remembers what it answered: the candidates that nobody chose, too."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self.name = registry.name
        self.answers: defaultdict[str, list[Answer]] = defaultdict(list)

    def ask(self, references: Sequence[Reference]) -> list[Answer]:
        """Ask the registry, and keep what it answers by what is printed."""
        answers = self._registry.ask(references)
        for reference, answer in zip(references, answers, strict=True):
            self.answers[reference.raw].append(answer)
        return answers

    def records(self, wish: str) -> Iterator[Record]:
        """Yield the candidates for a wish."""
        return (record for answer in self.answers[wish] for record in answer.records)

    def was_asked(self, reference: Reference) -> bool:
        """Tell whether it could look for such a reference."""
        answers = [answer for answer in self.answers[reference.raw] if not answer.skipped]
        return any(answer.searched or answer.records or self.name not in LIVE for answer in answers)


def _found(references: Sequence[Reference], heard: Sequence[_Heard]) -> list[Fetched]:
    """Look references up, those by title in two steps: which work it is, and then its identifier everywhere."""
    citations = list(resolve(references, heard))
    fitting = {place: _fitting(one, heard) for place, one in enumerate(references) if not one.is_identifier}
    known = {place: _named(references[place], works[0]) for place, works in fitting.items() if len(works) == 1}
    again = {place: one for place, one in known.items() if one.is_identifier}
    for place, citation in zip(again, resolve(list(again.values()), heard), strict=True):
        # Who was silent when the title was looked for may know another work of that title.
        silent = tuple(inquiry for inquiry in citations[place].unanswered if inquiry not in citation.inquiries)
        citations[place] = citation.model_copy(update={"inquiries": (*citation.inquiries, *silent)})
    for place in known.keys() - again.keys():  # a record that has no identifier has nothing to be checked by
        record = fitting[place][0]
        citations[place] = Citation(reference=known[place], record=record, records=(record,), confidence=1.0)
    return [
        _several(citation, fitting[place], heard)
        if place in fitting and place not in known
        else _judged(citation, references[place], heard)
        for place, citation in enumerate(citations)
    ]


def _judged(citation: Citation, reference: Reference, heard: Sequence[_Heard]) -> Fetched:
    """Tell what came of an identifier: one work, works that contradict each other, none, or no answer."""
    wish = reference.raw
    asked = _who(reference, heard)
    works = _distinct(record for one in heard for record in one.records(wish) if is_named(reference, record))
    if citation.is_certain and citation.record is not None and not citation.contradicting:
        stranger = next(filter(None, (_stranger(citation.record, r) for r in citation.records)), None)
        if stranger is None:
            return Fetched(wish, "found", citation, remarks=tuple(_remarks(citation)), asked=asked)
        works = (citation.record, stranger)
    works = _distinct((*works, *citation.contradicting))
    if len(works) > 1:
        return Fetched(wish, "several", citation, works, asked=asked)
    outcome: Outcome = "unreachable" if citation.unanswered else "not-found"
    return Fetched(wish, outcome, citation, works or ((citation.record,) if citation.record else ()), asked=asked)


def _several(citation: Citation, works: Sequence[Record], heard: Sequence[_Heard]) -> Fetched:
    """Tell what came of a title that is not exactly one work's: those that it is of, or those that are nearest."""
    reference = citation.reference
    asked = _who(reference, heard)
    if works:
        return Fetched(reference.raw, "several", citation, tuple(works), asked=asked)
    records = _distinct(record for one in heard for record in one.records(reference.raw))
    near = sorted(records, key=lambda record: -match_confidence(reference, record))[:NEAR]
    outcome: Outcome = "unreachable" if citation.unanswered else "not-found"
    return Fetched(reference.raw, outcome, citation, tuple(near), asked=asked)


def _who(reference: Reference, heard: Sequence[_Heard]) -> tuple[str, ...]:
    """Return the registries that could look for a work; what ships, and who knows some works only, is none."""
    return tuple(one.name for one in heard if one.name not in AT_HAND and one.was_asked(reference))


def _fitting(reference: Reference, heard: Sequence[_Heard]) -> tuple[Record, ...]:
    """Return the works that have all that was asked for: the title's words, the authors, and the year."""
    return _distinct(record for one in heard for record in one.records(reference.raw) if _fits(reference, record.whole))


def _fits(reference: Reference, record: Record) -> bool:
    authors = {letters(name.surname) for name in (*record.authors, *record.editors)}
    return (
        compare_titles(reference, record).agrees
        and not compare_years(reference, record).differs
        and all(letters(name.surname) in authors for name in reference.authors)
    )


def _named(reference: Reference, record: Record) -> Reference:
    """Return the identifiers of a record, by which all can be asked for it."""
    known = {name: value for name in (*IDENTIFIERS, "arxiv", "isbn") if (value := getattr(record.whole, name))}
    return Reference.model_validate({**known, "raw": reference.raw})


def _distinct(records: Iterable[Record]) -> tuple[Record, ...]:
    """Return the records of works that differ, each by the first who has it, completed by nobody."""
    works: list[Record] = []
    for record in records:
        if not any(_is_same(record, other) for other in works):
            works.append(record)
    return tuple(works)


def _is_same(a: Record, b: Record) -> bool:
    return any(a.known_as(name) & b.known_as(name) for name in IDENTIFIERS) and _stranger(a, b) is None


def _stranger(first: Record, other: Record) -> Record | None:
    """Return the other of two records under one identifier if it describes another work."""
    return other if leads_elsewhere(Reference(**Work.fields_of(first)), other) else None


def _preferring(prefer: Version, found: Sequence[Fetched], heard: Sequence[_Heard]) -> list[Fetched]:
    """Take the version of each work that is preferred, where its record names it and it is found."""
    names = {place: doi for place, one in enumerate(found) if (doi := _other_version(one, prefer))}
    others = _found([Reference(doi=doi, raw=doi) for doi in names.values()], heard)
    taken = list(found)
    for place, other in zip(names, others, strict=True):
        one, version = taken[place], "published version" if prefer == "published" else "preprint"
        if other.outcome == "found":
            remarks = (*other.remarks, f"the {version} of {one.wish}, which was asked for")
            taken[place] = replace(other, wish=one.wish, remarks=remarks)
        else:
            remarks = (*one.remarks, f"the {version} {names[place]} {other.said}")
            inquiries = (*one.citation.inquiries, *other.citation.unanswered)
            citation = one.citation.model_copy(update={"inquiries": inquiries})
            taken[place] = replace(one, citation=citation, remarks=remarks)
    return taken


def _other_version(found: Fetched, prefer: Version) -> str | None:
    return next(_versions(found.citation, prefer), None) if found.outcome == "found" else None


def _versions(citation: Citation, version: Version) -> Iterator[str]:
    """Yield the DOIs of the articles that a preprint became, or of the preprints that an article was."""
    direction = "by" if version == "published" else "to"
    for record in citation.statements:
        for update in record.updates:
            if (update.kind, update.direction) == ("published", direction) and update.doi:
                yield update.doi


def _remarks(citation: Citation) -> Iterator[str]:
    """Yield what somebody who cites the work should know: notices, what registries differ in, and other versions."""
    for finding in check([citation]):
        if finding.check in _SAID:
            yield f"{finding.message} [{finding.check}]"
    for doi in dict.fromkeys(_versions(citation, "published")):
        yield f"this preprint was published since, as doi {doi}: --prefer published takes that"
    for doi in dict.fromkeys(_versions(citation, "preprint")):
        yield f"there is a preprint, doi {doi}: --prefer preprint takes that"


def _source(record: Record) -> str:
    """Say where a record was seen and when."""
    source = record.source
    if source is None:
        return "a record without a source"
    when = f", {source.retrieved}" if source.retrieved else ""
    return f"{source.registry}{f' ({source.address})' if source.address else ''}{when}"
