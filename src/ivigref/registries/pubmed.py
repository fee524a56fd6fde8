"""PubMed: articles by PMID, DOI, citation and text, over NCBI's E-utilities."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode, urljoin, urlsplit
from xml.etree.ElementTree import Element, tostring

from ivigref.errors import BadAnswer, InputError, Refused, RegistryError
from ivigref.identifiers import doi_key, normalize_doi, normalize_pmid
from ivigref.model import Answer, Record, Reference, Source
from ivigref.registries.articles import parse_xml, record_from_article
from ivigref.registries.cache import MAX_AGE, Cache, Outcome, Stored
from ivigref.registries.pace import Pace, Pacer
from ivigref.registries.transport import Offline, Reply, Request, Transport, base_address
from ivigref.text import fold, squeeze, words

ADDRESS = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
CONVERTER = "https://pmc.ncbi.nlm.nih.gov/tools/idconv/api/v1/articles/"
TOOL = "ivigref"
FETCH_BATCH = 200  # PMIDs of one efetch: what NCBI asks to send by POST, and what other clients send
DOI_BATCH = 20  # DOIs of one esearch
CITATION_BATCH = 100  # citations of one ecitmatch
CANDIDATES = 5
WORKERS = 3

# NCBI states 3 requests a second without a key and 10 with one (A General Introduction to the E-utilities).
_PACE, _PACE_WITH_KEY = Pace(3), Pace(10)

_STOP = {"a", "an", "and", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"}
_JOINED = re.compile(r"[|\r\n]+")

T = TypeVar("T")
Found = tuple[Record, ...] | RegistryError


class PubMed:
    """Asks PubMed, in batches where it can, no faster than NCBI allows.

    ``mailto`` (or IVIGREF_MAILTO) and ``api_key`` (or NCBI_API_KEY) are sent and never shown or kept. ``cache`` is a
    folder for answers and for the account of requests; without it both live as long as the object.

    >>> PubMed(offline=True).ask([Reference(title="The long way", pmid="1")])
    [Answer(registry='pubmed', problem='pubmed: no answer in the cache, and offline')]
    """

    name = "pubmed"

    def __init__(
        self,
        base_url: str | None = None,
        *,
        mailto: str | None = None,
        api_key: str | None = None,
        cache: Path | None = None,
        max_age: timedelta = MAX_AGE,
        refresh: bool = False,
        offline: bool = False,
        timeout: float = 20.0,
        patience: float = 90.0,
    ) -> None:
        self._base = base_address(base_url, os.environ.get("IVIGREF_PUBMED_URL"), ADDRESS)
        # Another server than NCBI's stands for the converter too.
        self._converter = CONVERTER if self._base == ADDRESS else urljoin(self._base, urlsplit(CONVERTER).path)
        mailto = mailto or os.environ.get("IVIGREF_MAILTO")
        api_key = api_key or os.environ.get("NCBI_API_KEY")
        self._secret = {name: value for name, value in (("email", mailto), ("api_key", api_key)) if value}
        self._pace = _PACE_WITH_KEY if api_key else _PACE
        self._cache = Cache(
            cache / "answers.sqlite" if cache else None, max_age=max_age, refresh=refresh and not offline, stale=offline
        )
        self._transport = (
            Offline(self.name)
            if offline
            else Transport(
                self.name,
                mailto=mailto,
                pacer=Pacer(cache / "pace.sqlite" if cache else None),
                timeout=timeout,
                patience=patience,
            )
        )

    def ask(self, references: Sequence[Reference]) -> list[Answer]:
        """Return what PubMed knows of each reference: by PMID, else DOI, else PMCID, else citation, else title."""
        found: dict[int, Found] = {}
        routes = (self._ask_pmids, self._ask_dois, self._ask_pmcids, self._ask_citations, self._ask_titles)
        for route in routes:
            open_places = {place: reference for place, reference in enumerate(references) if not found.get(place)}
            found |= {place: answer for place, answer in route(open_places).items() if answer}
        return [self._answer(found.get(place, ())) for place in range(len(references))]

    def by_pmid(self, pmid: str) -> Record | None:
        """Return the article with this number, or None; raise RegistryError where NCBI cannot say."""
        wanted = normalize_pmid(pmid)
        if wanted is None:  # NCBI would read "12,13" as two articles
            raise InputError(f"expected a PubMed number, found {pmid!r}")
        return _raised(self._articles([wanted])[wanted])

    def by_doi(self, doi: str) -> Record | None:
        """Return the article with this DOI, or None; raise RegistryError where NCBI cannot say."""
        wanted = normalize_doi(doi)
        if wanted is None:
            raise InputError(f"expected a DOI (10.…/…), found {doi!r}")
        return next(iter(_raised(self._by_dois([doi_key(wanted)])[doi_key(wanted)])), None)

    def by_citation(
        self,
        journal: str,
        *,
        year: int | None = None,
        volume: str | None = None,
        page: str | None = None,
        author: str | None = None,
    ) -> tuple[Record, ...]:
        """Return what NCBI's citation matcher finds; it weighs journal, volume and page, so compare before trusting."""
        line = _citation_line(journal, year, volume, page, author)
        return _raised(self._by_questions([line], self._citation_question, self._fetch_citations)[line])

    def by_text(self, title: str) -> tuple[Record, ...]:
        """Return the articles whose title has all the words of this one, the most relevant first."""
        term = _title_term(title)
        return _raised(self._by_questions([term], self._search_question, self._fetch_titles)[term]) if term else ()

    def close(self) -> None:
        """Close connections and files."""
        self._transport.close()
        self._cache.close()

    def _answer(self, found: Found) -> Answer:
        if isinstance(found, RegistryError):
            return Answer(registry=self.name, problem=str(found))
        return Answer(registry=self.name, records=found)

    # One method a route: which of the references it can ask about, and what it finds.

    def _ask_pmids(self, references: Mapping[int, Reference]) -> dict[int, Found]:
        pmids = {place: reference.pmid for place, reference in references.items() if reference.pmid}
        articles = self._articles(pmids.values())
        return {place: _listed(articles[pmid]) for place, pmid in pmids.items()}

    def _ask_dois(self, references: Mapping[int, Reference]) -> dict[int, Found]:
        dois = {place: doi_key(reference.doi) for place, reference in references.items() if reference.doi}
        found = self._by_dois(dois.values())
        return {place: found[doi] for place, doi in dois.items()}

    def _ask_pmcids(self, references: Mapping[int, Reference]) -> dict[int, Found]:
        pmcids = {place: reference.pmcid for place, reference in references.items() if reference.pmcid}
        found = self._by_questions(pmcids.values(), self._converter_question, self._fetch_pmcids)
        # The converter is another service than PubMed: where it does not answer, the next routes may.
        return {place: found[p] for place, p in pmcids.items() if not isinstance(found[p], RegistryError)}

    def _ask_citations(self, references: Mapping[int, Reference]) -> dict[int, Found]:
        lines = {place: line for place, reference in references.items() if (line := _line_of(reference))}
        found = self._by_questions(lines.values(), self._citation_question, self._fetch_citations)
        return {place: found[line] for place, line in lines.items()}

    def _ask_titles(self, references: Mapping[int, Reference]) -> dict[int, Found]:
        terms = {place: term for place, reference in references.items() if (term := _title_term(reference.title))}
        found = self._by_questions(terms.values(), self._search_question, self._fetch_titles)
        return {place: found[term] for place, term in terms.items()}

    def _by_dois(self, dois: Iterable[str]) -> dict[str, Found]:
        return self._by_questions(dois, lambda doi: self._search_question(_doi_term(doi)), self._fetch_dois)

    def _by_questions(
        self,
        wanted: Iterable[str],
        question: Callable[[str], str],
        fetch: Callable[[Sequence[str]], Iterator[tuple[str, Outcome]]],
    ) -> dict[str, Found]:
        """Answer questions whose answers are lists of PMIDs, and fetch the articles of all of them together."""
        keys = {question(text): text for text in wanted}
        outcomes = self._cache.through(
            keys, lambda missing: ((question(t), outcome) for t, outcome in fetch([keys[q] for q in missing]))
        )
        pmids = {q: json.loads(o.body) for q, o in outcomes.items() if isinstance(o, Stored)}
        articles = self._articles(pmid for listed in pmids.values() for pmid in listed)
        return {
            text: outcome
            if isinstance(outcome := outcomes[q], RegistryError)
            else _together(articles[pmid] for pmid in pmids[q])
            for q, text in keys.items()
        }

    # What is asked, and how the answers are read.

    def _articles(self, pmids: Iterable[str]) -> dict[str, Record | RegistryError | None]:
        questions = {self._article_question(pmid): pmid for pmid in pmids}
        outcomes = self._cache.through(questions, lambda missing: self._fetch_articles([questions[q] for q in missing]))
        return {pmid: self._record(outcomes[question], pmid) for question, pmid in questions.items()}

    def _record(self, outcome: Outcome, pmid: str) -> Record | RegistryError | None:
        if isinstance(outcome, RegistryError):
            return outcome
        if not outcome.found:
            return None
        source = Source(registry=self.name, address=self._article_question(pmid), retrieved=outcome.date)
        return record_from_article(parse_xml(outcome.body), source)

    def _fetch_articles(self, pmids: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
        for batch in _batches(pmids, FETCH_BATCH):
            request = self._request(
                "efetch.fcgi", {"db": "pubmed", "id": ",".join(batch), "retmode": "xml"}, {200, 400}
            )
            try:
                found = self._transport.ask(request, partial(self._read_articles, pmids=batch))
            except RegistryError as error:
                found = dict.fromkeys(batch, error)
            for pmid in batch:
                yield self._article_question(pmid), found[pmid]

    def _read_articles(self, reply: Reply, pmids: Sequence[str]) -> dict[str, Outcome]:
        """Read a set of articles; a number without one in the set has none."""
        self._refuse(reply)
        if reply.status == 400 and b"ID list is empty" not in reply.body:  # noqa: PLR2004  (what efetch says of no known id)
            raise self._bad("a refusal of the numbers")
        elements: dict[str, Element] = {}
        if reply.status == 200:  # noqa: PLR2004
            try:
                root = parse_xml(reply.body)
            except InputError as error:
                raise self._bad("no readable XML") from error
            if root.tag != "PubmedArticleSet":
                raise self._bad("XML that is no set of articles")
            for element in root:
                pmid = element.findtext("MedlineCitation/PMID") or element.findtext("BookDocument/PMID") or ""
                elements[pmid] = element
            if elements and not elements.keys() & set(pmids):
                raise self._bad("other articles than were asked for")
        return {pmid: self._stored_article(reply, pmid, elements.get(pmid)) for pmid in pmids}

    def _stored_article(self, reply: Reply, pmid: str, element: Element | None) -> Stored:
        body = tostring(element, encoding="utf-8") if element is not None else b""
        return Stored(self._article_question(pmid), reply.address, reply.retrieved, body, found=element is not None)

    def _fetch_dois(self, dois: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
        """Search many DOIs at once, and tell by the articles themselves which is whose."""
        for batch in _batches(dois, DOI_BATCH):
            try:
                reply, pmids = self._search(" OR ".join(map(_doi_term, batch)), 5 * len(batch))
            except RegistryError as error:
                yield from ((doi, error) for doi in batch)
                continue
            articles = self._articles(pmids)
            lost = next((a for a in articles.values() if isinstance(a, RegistryError)), None)
            owners: dict[str, list[str]] = {}
            for pmid, article in articles.items():
                if isinstance(article, Record):
                    for doi in (article.doi, *article.doi_alternates):
                        owners.setdefault(doi_key(doi or ""), []).append(pmid)
            for doi in batch:
                yield (
                    doi,
                    lost if lost and doi not in owners else self._listed(reply, _doi_term(doi), owners.get(doi, [])),
                )

    def _fetch_titles(self, terms: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
        def fetch(term: str) -> Outcome:
            try:
                reply, pmids = self._search(term, CANDIDATES)
            except RegistryError as error:
                return error
            return self._listed(reply, term, pmids)

        with ThreadPoolExecutor(WORKERS) as pool:
            yield from zip(terms, pool.map(fetch, terms), strict=True)

    def _listed(self, reply: Reply, term: str, pmids: Sequence[str]) -> Stored:
        return self._stored_list(reply, self._search_question(term), pmids)

    def _search(self, term: str, rows: int) -> tuple[Reply, list[str]]:
        parameters = {"db": "pubmed", "term": term, "retmax": str(rows), "retmode": "json", "sort": "relevance"}

        def read(reply: Reply) -> tuple[Reply, list[str]]:
            result = self._json(reply).get("esearchresult")
            pmids = result.get("idlist") if isinstance(result, dict) and "ERROR" not in result else None
            if not isinstance(pmids, list) or not all(isinstance(p, str) and normalize_pmid(p) for p in pmids):
                raise self._bad("a search without a list of numbers")
            return reply, pmids[:rows]

        return self._transport.ask(self._request("esearch.fcgi", parameters), read)

    def _fetch_citations(self, lines: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
        for batch in _batches(lines, CITATION_BATCH):
            data = "\r".join(f"{line}{number}|" for number, line in enumerate(batch))
            request = self._request("ecitmatch.cgi", {"db": "pubmed", "retmode": "xml", "bdata": data})
            try:
                found = self._transport.ask(request, partial(self._read_citations, lines=batch))
            except RegistryError as error:
                found = dict.fromkeys(batch, error)
            yield from found.items()

    def _read_citations(self, reply: Reply, lines: Sequence[str]) -> dict[str, Outcome]:
        """Read one line a citation: its key, then a number, several, or why there is none."""
        self._refuse(reply)
        told = {}
        for line in reply.body.decode("utf-8", "replace").splitlines():
            fields = line.split("|")
            if len(fields) == 7:  # noqa: PLR2004  (journal, year, volume, page, author, key, answer)
                told[fields[5]] = fields[6].strip()
        if missing := [number for number in range(len(lines)) if str(number) not in told]:
            raise self._bad(f"nothing on {len(missing)} of {len(lines)} citations")
        return {
            line: self._stored_list(reply, self._citation_question(line), _matched(told[str(number)]))
            for number, line in enumerate(lines)
        }

    def _fetch_pmcids(self, pmcids: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
        for batch in _batches(pmcids, FETCH_BATCH):
            parameters = {"ids": ",".join(batch), "idtype": "pmcid", "format": "json", "tool": TOOL}
            request = Request(self._converter, parameters, route=self._converter, pace=_PACE)
            try:
                found = self._transport.ask(request, partial(self._read_converted, pmcids=batch))
            except RegistryError as error:
                found = dict.fromkeys(batch, error)
            yield from found.items()

    def _read_converted(self, reply: Reply, pmcids: Sequence[str]) -> dict[str, Outcome]:
        records = self._json(reply).get("records")
        if not isinstance(records, list):
            raise self._bad("a conversion without records")
        pmids = {
            str(record.get("requested-id", record.get("pmcid"))): normalize_pmid(str(record.get("pmid") or ""))
            for record in records
            if isinstance(record, dict)
        }
        return {
            pmcid: self._stored_list(reply, self._converter_question(pmcid), [p] if (p := pmids.get(pmcid)) else [])
            for pmcid in pmcids
        }

    def _stored_list(self, reply: Reply, question: str, pmids: Sequence[str]) -> Stored:
        body = json.dumps(list(pmids)).encode()
        return Stored(question, reply.address, reply.retrieved, body, found=bool(pmids))

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
        if reply.body[:1000].lstrip()[:1] == b"{" and b"rate limit exceeded" in reply.body[:1000]:
            raise Refused("asked faster than it allows", registry=self.name)

    def _bad(self, what: str) -> BadAnswer:
        return BadAnswer(f"answered with {what}", registry=self.name)

    def _request(self, tool: str, parameters: dict[str, str], statuses: Iterable[int] = (200,)) -> Request:
        # Always by POST: keys and mail addresses are then in no address that anybody logs.
        return Request(
            f"{self._base}/{tool}",
            parameters | {"tool": TOOL},
            self._secret,
            route=self._base,
            pace=self._pace,
            post=True,
            statuses=frozenset(statuses),
        )

    def _article_question(self, pmid: str) -> str:
        return f"{self._base}/efetch.fcgi?{urlencode({'db': 'pubmed', 'id': pmid, 'retmode': 'xml'})}"

    def _search_question(self, term: str) -> str:
        return f"{self._base}/esearch.fcgi?{urlencode({'db': 'pubmed', 'term': term})}"

    def _citation_question(self, line: str) -> str:
        return f"{self._base}/ecitmatch.cgi?{urlencode({'db': 'pubmed', 'bdata': line})}"

    def _converter_question(self, pmcid: str) -> str:
        return f"{self._converter}?{urlencode({'ids': pmcid})}"


def _raised(found: T | RegistryError) -> T:
    if isinstance(found, RegistryError):
        raise found
    return found


def _listed(found: Record | RegistryError | None) -> Found:
    if isinstance(found, RegistryError):
        return found
    return (found,) if found is not None else ()


def _together(articles: Iterable[Record | RegistryError | None]) -> Found:
    listed = list(articles)
    records = tuple(article for article in listed if isinstance(article, Record))
    return records or next((article for article in listed if isinstance(article, RegistryError)), ())


def _batches(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _doi_term(doi: str) -> str:
    return f'"{doi}"[aid]'


def _title_term(title: str | None) -> str:
    """Search for the words of a title, all of them; where it has fewer than three, that would find anything.

    >>> _title_term("The long way to an answer")
    'long[ti] AND way[ti] AND answer[ti]'
    """
    telling = [word for word in words(title or "") if word not in _STOP][:15]
    return " AND ".join(f"{word}[ti]" for word in telling) if len(telling) > 2 else ""  # noqa: PLR2004


def _citation_line(journal: str, year: int | None, volume: str | None, page: str | None, author: str | None) -> str:
    fields = (journal, str(year or ""), volume or "", page or "", author or "")
    return "|".join(squeeze(_JOINED.sub(" ", fold(field))) for field in fields) + "|"


def _line_of(reference: Reference) -> str | None:
    """Write a reference as the citation matcher wants it, or None where there is too little to match."""
    page = reference.pages.first if reference.pages else None
    known = [part for part in (reference.year, reference.volume, page) if part]
    if not reference.container_title or len(known) < 2:  # noqa: PLR2004  (a journal and a year alone fit thousands)
        return None
    author = reference.authors[0] if reference.authors else None
    named = f"{author.surname} {author.initials}" if author else None
    return _citation_line(reference.container_title, reference.year, reference.volume, page, named)


def _matched(told: str) -> list[str]:
    """Read what the matcher says of one citation.

    >>> _matched("2014248"), _matched("AMBIGUOUS 26315901,25768914"), _matched("NOT_FOUND;INVALID_JOURNAL")
    (['2014248'], ['26315901', '25768914'], [])
    """
    numbers = told.removeprefix("AMBIGUOUS ").split(",")
    return numbers[:CANDIDATES] if all(number.isascii() and number.isdigit() for number in numbers) else []
