"""NCBI's E-utilities: many questions in one call, and each answer kept by its own question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TypeAlias
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, tostring

from ivigref.errors import InputError, RegistryError
from ivigref.model import Record, Source
from ivigref.registries.asked import Asked, reading
from ivigref.registries.asker import Asker
from ivigref.registries.cache import Fetch, Outcome, Stored
from ivigref.registries.pace import Pace
from ivigref.registries.pubmed.converter import Converter
from ivigref.registries.pubmed.fields import pmid_of
from ivigref.registries.pubmed.lists import (
    CANDIDATES,
    FETCH_BATCH,
    PACE,
    TOOL,
    batches,
    each,
    listed_in,
    refuse,
    stored_list,
)
from ivigref.registries.pubmed.record import record_from_article
from ivigref.registries.pubmed.searches import Searches
from ivigref.registries.transport import Reply, Request
from ivigref.xml import parse

CITATION_BATCH = 100  # citations of one ecitmatch
_PACE_WITH_KEY = Pace(10)
_EMPTY = b"ID list is empty"  # what efetch says, with status 400, where it knows none of the numbers

Found: TypeAlias = Asked[tuple[Record, ...]]


class EUtils:
    """Asks NCBI, by POST: keys and mail addresses are then in no address that anybody logs."""

    def __init__(self, asker: Asker, secret: Mapping[str, str]) -> None:
        self._asker = asker
        self._converter = Converter(asker)
        self._secret = secret
        self._searches = Searches(asker, self._request, self.articles)
        self._pace = _PACE_WITH_KEY if "api_key" in secret else PACE

    def articles(self, pmids: Iterable[str]) -> dict[str, Asked[Record | None]]:
        """Return the article of each number, None where there is none.

        A failure raises nothing: its error takes the place of the answer.
        """
        questions = {self._fetch_question(pmid): pmid for pmid in pmids}
        outcomes = self._asker.through(
            questions,
            lambda missing: self._fetch([questions[q] for q in missing]),
            lambda stored: self._record(stored, questions[stored.question]),
        )
        return {pmid: outcomes[question] for question, pmid in questions.items()}

    def by_dois(self, dois: Iterable[str]) -> dict[str, Found]:
        """Return the articles with each DOI, which is given in the form in which DOIs are compared.

        A failure raises nothing: its error takes the place of the answer.
        """
        return self._lists(dois, self._searches.doi_question, self._searches.by_dois)

    def by_pmcids(self, pmcids: Iterable[str]) -> dict[str, Found]:
        """Return the article with each number of PubMed Central.

        A failure raises nothing: its error takes the place of the answer.
        """
        return self._lists(pmcids, self._converter.question, self._converter.convert)

    def by_citations(self, lines: Iterable[str]) -> dict[str, Found]:
        """Return what the citation matcher finds for each "journal|year|volume|page|author|".

        A failure raises nothing: its error takes the place of the answer.
        """
        return self._lists(lines, self._match_question, self._match)

    def by_terms(self, terms: Iterable[str]) -> dict[str, Found]:
        """Return the most relevant articles that each search finds.

        A failure raises nothing: its error takes the place of the answer.
        """
        return self._lists(terms, self._searches.question, self._searches.by_terms)

    def _lists(self, keys: Iterable[str], question: Callable[[str], str], fetch: Fetch) -> dict[str, Found]:
        """Answer questions whose answers are lists of numbers, and fetch the articles of all of them together."""
        questions = {question(key): key for key in keys}
        pmids = self._asker.through(
            questions,
            lambda missing: ((question(key), o) for key, o in fetch([questions[q] for q in missing])),
            lambda stored: listed_in(stored, self._asker),
        )
        articles = self.articles(
            p for listed in pmids.values() if not isinstance(listed, RegistryError) for p in listed
        )
        return {
            key: listed
            if isinstance(listed := pmids[q], RegistryError)
            else _together([articles[pmid] for pmid in listed])
            for q, key in questions.items()
        }

    def _record(self, stored: Stored, pmid: str) -> Record | None:
        """Read what is kept of a number: its article, or that there is none."""
        if not stored.found:
            return None
        source = Source(registry=self._asker.name, address=self._fetch_question(pmid), retrieved=stored.date)
        with reading(self._asker.name):
            article = parse(stored.body)
            if pmid_of(article) != pmid:
                raise self._asker.bad("a different article from the one requested")
            return record_from_article(article, source)

    # efetch

    def _fetch(self, pmids: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
        """Fetch articles, and ask once more for those that are not in the set: a short set may be a bad day."""
        missing: list[str] = []
        for batch in batches(pmids, FETCH_BATCH):
            for pmid, outcome in self._fetch_batch(batch):
                if isinstance(outcome, Stored) and not outcome.found:
                    missing.append(pmid)
                else:
                    yield self._fetch_question(pmid), outcome
        for batch in batches(missing, FETCH_BATCH):
            yield from ((self._fetch_question(pmid), outcome) for pmid, outcome in self._fetch_batch(batch))

    def _fetch_batch(self, pmids: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
        parameters = {"db": "pubmed", "id": ",".join(pmids), "retmode": "xml"}
        request = self._request("efetch.fcgi", parameters, {200, 400})
        return each(pmids, self._asker.ask(request, partial(self._read_articles, pmids=pmids)))

    def _read_articles(self, reply: Reply, pmids: Sequence[str]) -> dict[str, Outcome]:
        """Read a set of articles; a number without one in the set has none."""
        refuse(reply, self._asker.name)
        elements: dict[str | None, Element] = {}
        if _EMPTY not in reply.body:
            try:
                root = parse(reply.body)
            except InputError as error:
                raise self._asker.bad("no readable XML") from error
            if root.tag != "PubmedArticleSet":
                raise self._asker.bad("XML that is no set of articles")
            elements = {pmid_of(element): element for element in root}
        if elements and not elements.keys() & set(pmids):
            raise self._asker.bad("different articles from those requested")
        return {pmid: self._stored_article(reply, pmid, elements.get(pmid)) for pmid in pmids}

    def _stored_article(self, reply: Reply, pmid: str, element: Element | None) -> Stored:
        body = tostring(element, encoding="utf-8") if element is not None else b""
        return Stored(self._fetch_question(pmid), reply.address, reply.retrieved, body, found=element is not None)

    # ecitmatch

    def _match(self, lines: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
        for batch in batches(lines, CITATION_BATCH):
            data = "\r".join(f"{line}{number}|" for number, line in enumerate(batch))
            parameters = {"db": "pubmed", "retmode": "xml", "bdata": data}
            request = self._request("ecitmatch.cgi", parameters)
            yield from each(batch, self._asker.ask(request, partial(self._read_matches, lines=batch)))

    def _read_matches(self, reply: Reply, lines: Sequence[str]) -> dict[str, Outcome]:
        """Read a line for each citation: its fields, our number for it, and what was found."""
        refuse(reply, self._asker.name)
        told = {}
        for line in reply.body.decode("utf-8", "replace").splitlines():
            citation, number, found = ["", "", "", *line.rsplit("|", 2)][-3:]
            told[number, _digits(citation)] = found.strip()
        asked = {line: (str(number), _digits(line)) for number, line in enumerate(lines)}
        if missing := [line for line, key in asked.items() if key not in told]:
            raise self._asker.bad(f"nothing on {len(missing)} of {len(lines)} citations")
        return {
            line: stored_list(reply, self._match_question(line), _matched(told[key])) for line, key in asked.items()
        }

    # What all of them share

    def _request(self, tool: str, parameters: dict[str, str], statuses: Iterable[int] = (200,)) -> Request:
        return Request(
            f"{self._asker.base}/{tool}",
            parameters | {"tool": TOOL},
            self._secret,
            route=self._asker.base,
            pace=self._pace,
            method="POST",
            statuses=frozenset(statuses),
        )

    # The names of questions in the cache: what the address of each would be if it were asked by itself.

    def _fetch_question(self, pmid: str) -> str:
        return f"{self._asker.base}/efetch.fcgi?{urlencode({'db': 'pubmed', 'id': pmid, 'retmode': 'xml'})}"

    def _match_question(self, line: str) -> str:
        return f"{self._asker.base}/ecitmatch.cgi?{urlencode({'db': 'pubmed', 'bdata': line})}"


def _together(articles: Sequence[Asked[Record | None]]) -> Found:
    records = tuple(article for article in articles if isinstance(article, Record))
    return records or next((article for article in articles if isinstance(article, RegistryError)), ())


def _digits(citation: str) -> str:
    """Return the digits of a citation, by which its answer is told, however that spells the journal."""
    return "".join(letter for letter in citation if letter.isdigit())


def _matched(told: str) -> list[str]:
    """Read what the matcher says of one citation.

    >>> _matched("2014248"), _matched("AMBIGUOUS 26315901,25768914"), _matched("NOT_FOUND;INVALID_JOURNAL")
    (['2014248'], ['26315901', '25768914'], [])
    """
    numbers = told.removeprefix("AMBIGUOUS ").split(",")
    return numbers[:CANDIDATES] if all(number.isascii() and number.isdigit() for number in numbers) else []
