"""NCBI's E-utilities and its ID converter: many questions in one call, and each answer kept by its own question."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TypeGuard
from urllib.parse import urlencode, urljoin, urlsplit
from xml.etree.ElementTree import Element, tostring

from ivigref.errors import BadAnswer, InputError, Refused, RegistryError
from ivigref.identifiers import normalize_pmid
from ivigref.model import Record, Source
from ivigref.registries.cache import Cache, Fetch, Outcome, Stored, one_by_one
from ivigref.registries.pace import Pace
from ivigref.registries.pubmed.record import record_from_article
from ivigref.registries.transport import Offline, Reply, Request, Transport, reading
from ivigref.xml import parse

ADDRESS = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
CONVERTER = "https://pmc.ncbi.nlm.nih.gov/tools/idconv/api/v1/articles/"
TOOL = "ivigref"
FETCH_BATCH = 200  # PMIDs of one efetch: what NCBI asks to send by POST, and what other clients send
DOI_BATCH = 20  # DOIs of one esearch
CITATION_BATCH = 100  # citations of one ecitmatch
CANDIDATES = 5

# 3 requests a second without a key, 10 with one (A General Introduction to the E-utilities).
_PACE, _PACE_WITH_KEY = Pace(3), Pace(10)
_EMPTY = b"ID list is empty"  # what efetch says, with status 400, where it knows none of the numbers

Found = tuple[Record, ...] | RegistryError


class EUtils:
    """Asks NCBI, by POST: keys and mail addresses are then in no address that anybody logs."""

    def __init__(
        self, registry: str, base: str, transport: Transport | Offline, cache: Cache, secret: Mapping[str, str]
    ) -> None:
        self._registry = registry
        self._base = base
        # Another server than NCBI's stands for the converter too.
        self._converter = CONVERTER if base == ADDRESS else urljoin(base, urlsplit(CONVERTER).path)
        self._transport = transport
        self._cache = cache
        self._secret = secret
        self._pace = _PACE_WITH_KEY if "api_key" in secret else _PACE

    def articles(self, pmids: Iterable[str]) -> dict[str, Record | RegistryError | None]:
        """Return the article of each number, None where there is none."""
        questions = {self._fetch_question(pmid): pmid for pmid in pmids}
        outcomes = self._cache.through(
            questions,
            lambda missing: self._fetch([questions[q] for q in missing]),
            lambda stored: self._record(stored, questions[stored.question]),
        )
        return {pmid: outcomes[question] for question, pmid in questions.items()}

    def by_dois(self, dois: Iterable[str]) -> dict[str, Found]:
        """Return the articles with each DOI, which is given in the form in which DOIs are compared."""
        return self._lists(dois, lambda doi: self._search_question(_doi_term(doi)), self._find_dois)

    def by_pmcids(self, pmcids: Iterable[str]) -> dict[str, Found]:
        """Return the article with each number of PubMed Central."""
        return self._lists(pmcids, self._convert_question, self._convert)

    def by_citations(self, lines: Iterable[str]) -> dict[str, Found]:
        """Return what the citation matcher finds for each "journal|year|volume|page|author|"."""
        return self._lists(lines, self._match_question, self._match)

    def by_terms(self, terms: Iterable[str]) -> dict[str, Found]:
        """Return the most relevant articles that each search finds."""
        return self._lists(terms, self._search_question, one_by_one(self._find))

    def _lists(self, keys: Iterable[str], question: Callable[[str], str], fetch: Fetch) -> dict[str, Found]:
        """Answer questions whose answers are lists of numbers, and fetch the articles of all of them together."""
        questions = {question(key): key for key in keys}
        pmids = self._cache.through(
            questions,
            lambda missing: ((question(key), o) for key, o in fetch([questions[q] for q in missing])),
            self._listed,
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

    def _listed(self, stored: Stored) -> list[str]:
        """Read a list of numbers as it is kept."""
        with reading(self._registry):
            pmids = json.loads(stored.body)
        if not _is_list(pmids) or bool(pmids) != stored.found:
            raise self._bad("no list of numbers")
        return list(pmids)

    def _record(self, stored: Stored, pmid: str) -> Record | None:
        """Read what is kept of a number: its article, or that there is none."""
        if not stored.found:
            return None
        source = Source(registry=self._registry, address=self._fetch_question(pmid), retrieved=stored.date)
        with reading(self._registry):
            article = parse(stored.body)
            if _pmid(article) != pmid:
                raise self._bad("another article than the one that was asked for")
            return record_from_article(article, source)

    # efetch

    def _fetch(self, pmids: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
        """Fetch articles, and ask once more for those that are not in the set: a short set may be a bad day."""
        missing: list[str] = []
        for batch in _batches(pmids, FETCH_BATCH):
            for pmid, outcome in self._fetch_batch(batch):
                if isinstance(outcome, Stored) and not outcome.found:
                    missing.append(pmid)
                else:
                    yield self._fetch_question(pmid), outcome
        for batch in _batches(missing, FETCH_BATCH):
            yield from ((self._fetch_question(pmid), outcome) for pmid, outcome in self._fetch_batch(batch))

    def _fetch_batch(self, pmids: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
        parameters = {"db": "pubmed", "id": ",".join(pmids), "retmode": "xml"}
        request = self._request("efetch.fcgi", parameters, {200, 400})
        return _each(pmids, self._transport.ask(request, partial(self._read_articles, pmids=pmids)))

    def _read_articles(self, reply: Reply, pmids: Sequence[str]) -> dict[str, Outcome]:
        """Read a set of articles; a number without one in the set has none."""
        self._refuse(reply)
        elements: dict[str, Element] = {}
        if _EMPTY not in reply.body:
            try:
                root = parse(reply.body)
            except InputError as error:
                raise self._bad("no readable XML") from error
            if root.tag != "PubmedArticleSet":
                raise self._bad("XML that is no set of articles")
            elements = {_pmid(element): element for element in root}
        if elements and not elements.keys() & set(pmids):
            raise self._bad("other articles than were asked for")
        return {pmid: self._stored_article(reply, pmid, elements.get(pmid)) for pmid in pmids}

    def _stored_article(self, reply: Reply, pmid: str, element: Element | None) -> Stored:
        body = tostring(element, encoding="utf-8") if element is not None else b""
        return Stored(self._fetch_question(pmid), reply.address, reply.retrieved, body, found=element is not None)

    # esearch

    def _find_dois(self, dois: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
        """Search many DOIs at once, and tell by the articles themselves which is whose."""
        for batch in _batches(dois, DOI_BATCH):
            searched = self._search(" OR ".join(map(_doi_term, batch)), 5 * len(batch))
            if isinstance(searched, RegistryError):
                yield from _each(batch, searched)
                continue
            reply, pmids = searched
            articles = self.articles(pmids)
            lost = next((article for article in articles.values() if isinstance(article, RegistryError)), None)
            owners: dict[str, list[str]] = {}
            for pmid, article in articles.items():
                if isinstance(article, Record):
                    for doi in article.known_as("doi"):
                        owners.setdefault(doi, []).append(pmid)
            for doi in batch:
                listed = self._stored_list(reply, self._search_question(_doi_term(doi)), owners.get(doi, []))
                yield doi, lost if lost is not None and doi not in owners else listed

    def _find(self, term: str) -> Outcome:
        searched = self._search(term, CANDIDATES)
        if isinstance(searched, RegistryError):
            return searched
        reply, pmids = searched
        return self._stored_list(reply, self._search_question(term), pmids)

    def _search(self, term: str, rows: int) -> tuple[Reply, list[str]] | RegistryError:
        parameters = {"db": "pubmed", "term": term, "retmax": str(rows), "retmode": "json", "sort": "relevance"}
        return self._transport.ask(self._request("esearch.fcgi", parameters), partial(self._read_search, rows=rows))

    def _read_search(self, reply: Reply, rows: int) -> tuple[Reply, list[str]]:
        result = self._json(reply).get("esearchresult")
        pmids = result.get("idlist") if isinstance(result, dict) and "ERROR" not in result else None
        if not _is_list(pmids):
            raise self._bad("a search without a list of numbers")
        return reply, pmids[:rows]

    # ecitmatch

    def _match(self, lines: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
        for batch in _batches(lines, CITATION_BATCH):
            data = "\r".join(f"{line}{number}|" for number, line in enumerate(batch))
            parameters = {"db": "pubmed", "retmode": "xml", "bdata": data}
            request = self._request("ecitmatch.cgi", parameters)
            yield from _each(batch, self._transport.ask(request, partial(self._read_matches, lines=batch)))

    def _read_matches(self, reply: Reply, lines: Sequence[str]) -> dict[str, Outcome]:
        """Read a line for each citation: its fields, our number for it, and what was found."""
        self._refuse(reply)
        told = {}
        for line in reply.body.decode("utf-8", "replace").splitlines():
            citation, number, found = ["", "", "", *line.rsplit("|", 2)][-3:]
            told[number, _digits(citation)] = found.strip()
        asked = {line: (str(number), _digits(line)) for number, line in enumerate(lines)}
        if missing := [line for line, key in asked.items() if key not in told]:
            raise self._bad(f"nothing on {len(missing)} of {len(lines)} citations")
        return {
            line: self._stored_list(reply, self._match_question(line), _matched(told[key]))
            for line, key in asked.items()
        }

    # The ID converter

    def _convert(self, pmcids: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
        for batch in _batches(pmcids, FETCH_BATCH):
            parameters = {"ids": ",".join(batch), "idtype": "pmcid", "format": "json", "tool": TOOL}
            request = Request(self._converter, parameters, route=self._converter, pace=_PACE)
            yield from _each(batch, self._transport.ask(request, partial(self._read_converted, pmcids=batch)))

    def _read_converted(self, reply: Reply, pmcids: Sequence[str]) -> dict[str, Outcome]:
        records = self._json(reply).get("records")
        if not isinstance(records, list):
            raise self._bad("a conversion without records")
        stated = [record if isinstance(record, dict) else {"requested-id": record} for record in records]
        pmids = {
            str(record.get("requested-id", record.get("pmcid"))): normalize_pmid(str(record.get("pmid") or ""))
            for record in stated
        }
        if missing := [pmcid for pmcid in pmcids if pmcid not in pmids]:
            raise self._bad(f"nothing on {len(missing)} of {len(pmcids)} numbers")
        return {
            pmcid: self._stored_list(reply, self._convert_question(pmcid), [p] if (p := pmids[pmcid]) else [])
            for pmcid in pmcids
        }

    # What all of them share

    def _request(self, tool: str, parameters: dict[str, str], statuses: Iterable[int] = (200,)) -> Request:
        return Request(
            f"{self._base}/{tool}",
            parameters | {"tool": TOOL},
            self._secret,
            route=self._base,
            pace=self._pace,
            method="POST",
            statuses=frozenset(statuses),
        )

    def _stored_list(self, reply: Reply, question: str, pmids: Sequence[str]) -> Stored:
        return Stored(question, reply.address, reply.retrieved, json.dumps(pmids).encode(), found=bool(pmids))

    def _json(self, reply: Reply) -> dict[str, object]:
        self._refuse(reply)
        try:
            answer = json.loads(reply.body)
        except (ValueError, RecursionError) as error:
            raise self._bad("no readable JSON") from error
        if not isinstance(answer, dict) or "error" in answer:
            raise self._bad("an error message")
        return answer

    def _refuse(self, reply: Reply) -> None:
        """Find the refusal that NCBI sometimes sends with status 200; it echoes the key, so its text goes nowhere."""
        if b"API rate limit exceeded" in reply.body[:1000]:
            raise Refused("asked faster than it allows", registry=self._registry)

    def _bad(self, what: str) -> BadAnswer:
        return BadAnswer(f"answered with {what}", registry=self._registry)

    # The names of questions in the cache: what the address of each would be if it were asked by itself.

    def _fetch_question(self, pmid: str) -> str:
        return f"{self._base}/efetch.fcgi?{urlencode({'db': 'pubmed', 'id': pmid, 'retmode': 'xml'})}"

    def _search_question(self, term: str) -> str:
        return f"{self._base}/esearch.fcgi?{urlencode({'db': 'pubmed', 'term': term})}"

    def _match_question(self, line: str) -> str:
        return f"{self._base}/ecitmatch.cgi?{urlencode({'db': 'pubmed', 'bdata': line})}"

    def _convert_question(self, pmcid: str) -> str:
        return f"{self._converter}?{urlencode({'ids': pmcid})}"


def _is_list(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(pmid, str) and normalize_pmid(pmid) == pmid for pmid in value)


def _together(articles: Sequence[Record | RegistryError | None]) -> Found:
    records = tuple(article for article in articles if isinstance(article, Record))
    return records or next((article for article in articles if isinstance(article, RegistryError)), ())


def _each(batch: Sequence[str], found: dict[str, Outcome] | RegistryError) -> Iterator[tuple[str, Outcome]]:
    """Return what was found of each question, or the one error for all of them."""
    return ((key, found if isinstance(found, RegistryError) else found[key]) for key in batch)


def _batches(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _pmid(element: Element) -> str:
    return element.findtext("MedlineCitation/PMID") or element.findtext("BookDocument/PMID") or ""


def _digits(citation: str) -> str:
    """Return the digits of a citation, by which its answer is told, however that spells the journal."""
    return "".join(letter for letter in citation if letter.isdigit())


def _doi_term(doi: str) -> str:
    return f'"{doi}"[aid]'


def _matched(told: str) -> list[str]:
    """Read what the matcher says of one citation.

    >>> _matched("2014248"), _matched("AMBIGUOUS 26315901,25768914"), _matched("NOT_FOUND;INVALID_JOURNAL")
    (['2014248'], ['26315901', '25768914'], [])
    """
    numbers = told.removeprefix("AMBIGUOUS ").split(",")
    return numbers[:CANDIDATES] if all(number.isascii() and number.isdigit() for number in numbers) else []
