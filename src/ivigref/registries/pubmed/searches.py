"""NCBI's search for many questions in one call, joined by OR; the articles that are found tell whose they are."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple, TypeAlias
from urllib.parse import urlencode

from ivigref.errors import BadAnswer, RegistryError
from ivigref.model import Record
from ivigref.registries.asked import Asked
from ivigref.registries.asker import Asker
from ivigref.registries.cache import Outcome, Stored
from ivigref.registries.pubmed.lists import CANDIDATES, batches, is_list, json_of, listed_in, stored_list
from ivigref.registries.transport import Reply, Request
from ivigref.text import words

DOI_BATCH = 50  # DOIs of one search: some 2 kB, which go in the body of the request
TITLE_BATCH = 50  # titles of one search, of up to fifteen words each: some 6 kB
_SHARED = 0.5  # of a title's words: what has fewer of them was found for another title

_TITLE, _BOTH = "[ti]", " AND "  # of a search: a word of a title, and what joins several

_Articles: TypeAlias = Mapping[str, Asked[Record | None]]


class _Listed(NamedTuple):
    """The numbers that a search found, and its answer as it is cached."""

    stored: Stored
    pmids: list[str]


class Searches:
    """Asks esearch; a search that finds more than can be told apart is asked again by halves.

    ``request`` makes a request to a tool of NCBI's, ``articles`` fetches articles by number.
    """

    def __init__(
        self,
        asker: Asker,
        request: Callable[[str, dict[str, str]], Request],
        articles: Callable[[Iterable[str]], _Articles],
    ) -> None:
        self._asker = asker
        self._request = request
        self._articles = articles

    def question(self, term: str) -> str:
        """Return the name of a search in the cache."""
        return f"{self._asker.base}/esearch.fcgi?{urlencode({'db': 'pubmed', 'term': term})}"

    def doi_question(self, doi: str) -> str:
        """Return the name of the search for a DOI in the cache."""
        return self.question(_doi_term(doi))

    def by_dois(self, dois: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
        """Search many DOIs at once, and tell by the articles themselves which is whose."""
        terms = {_doi_term(doi): doi for doi in dois}
        found = self._found(list(terms), DOI_BATCH)
        articles = self._articles_of(found)
        for batch, listed in found:
            for term in batch:
                doi = terms[term]
                yield doi, self._told(term, listed, articles, partial(_has_doi, doi))

    def by_terms(self, terms: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
        """Search for each term: titles many at once, all others alone, since no article tells whose it is."""
        titles = [term for term in terms if _is_of_title(term)]
        yield from self._by_titles(titles)
        yield from ((term, self._alone(term)) for term in terms if not _is_of_title(term))

    def _by_titles(self, terms: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
        """Search many titles at once, and tell by the words of the articles' own which is whose.

        Articles of which none belongs to any of them are the answer to another question.
        """
        found = self._found(terms, TITLE_BATCH)
        articles = self._articles_of(found)
        for batch, listed in found:
            if isinstance(listed, RegistryError):
                yield from ((term, listed) for term in batch)
                continue
            titled = {pmid: article for pmid in listed.pmids if isinstance(article := articles[pmid], Record)}
            owners = {pmid: _owners(batch, article) for pmid, article in titled.items()}
            if titled and not any(owners.values()) and len(titled) == len(listed.pmids):
                self._asker.forget(listed.stored.question)
                yield from ((term, self._asker.bad("what was not searched for")) for term in batch)
                continue
            for term in batch:
                if len(batch) == 1:
                    yield term, listed.stored
                    continue
                told = self._told(term, listed, articles, partial(_is_owned, term, owners))
                crowded = not isinstance(told, RegistryError) and len(listed_in(told, self._asker)) > CANDIDATES
                yield term, self._alone(term) if crowded else told

    def _found(self, terms: Sequence[str], size: int) -> list[tuple[Sequence[str], Asked[_Listed]]]:
        """Search terms some at a time; return those that were searched together, with what was found for them."""
        found: list[tuple[Sequence[str], Asked[_Listed]]] = []
        left = deque(batches(terms, size))
        while left:
            batch = left.popleft()
            searched = self._searched(_joined(batch), CANDIDATES * len(batch))
            if _is_too_much(searched, batch):
                left += batches(batch, (len(batch) + 1) // 2)
            else:
                found.append((batch, searched))
        return found

    def _articles_of(self, found: Iterable[tuple[Sequence[str], Asked[_Listed]]]) -> _Articles:
        """Fetch what was found, all of it together."""
        lists = (listed.pmids for _, listed in found if isinstance(listed, _Listed))
        return self._articles(dict.fromkeys(pmid for pmids in lists for pmid in pmids))

    def _told(
        self, term: str, listed: Asked[_Listed], articles: _Articles, is_its: Callable[[Record], bool]
    ) -> Outcome:
        """Return the numbers of a question's own articles, or why they are not known."""
        if isinstance(listed, RegistryError):
            return listed
        fetched = {pmid: articles[pmid] for pmid in listed.pmids}
        own = [pmid for pmid, article in fetched.items() if isinstance(article, Record) and is_its(article)]
        lost = next((article for article in fetched.values() if isinstance(article, RegistryError)), None)
        return lost if lost is not None and not own else self._kept(term, listed, own)

    def _kept(self, term: str, listed: _Listed, pmids: Sequence[str]) -> Stored:
        reply = Reply(listed.stored.status, b"", listed.stored.address, listed.stored.retrieved)
        return stored_list(reply, self.question(term), pmids)

    def _alone(self, term: str) -> Outcome:
        found = self._searched(term, CANDIDATES)
        return found if isinstance(found, RegistryError) else found.stored

    def _searched(self, term: str, rows: int) -> Asked[_Listed]:
        """Search, through the cache: where the articles are not there yet, the next run goes on with these numbers."""
        question = self.question(term)
        parameters = {"db": "pubmed", "term": term, "retmax": str(rows), "retmode": "json", "sort": "relevance"}
        request = self._request("esearch.fcgi", parameters)
        read = partial(self._read, question=question, rows=rows)

        def fetch(_: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
            yield question, self._asker.ask(request, read)

        return self._asker.through([question], fetch, self._looked_at)[question]

    def _looked_at(self, stored: Stored) -> _Listed:
        return _Listed(stored, listed_in(stored, self._asker))

    def _read(self, reply: Reply, question: str, rows: int) -> Stored:
        result = json_of(reply, self._asker).get("esearchresult")
        pmids = result.get("idlist") if isinstance(result, dict) and "ERROR" not in result else None
        if not is_list(pmids):
            raise self._asker.bad("a search without a list of numbers")
        return stored_list(reply, question, pmids[:rows])


def _is_of_title(term: str) -> bool:
    """Tell whether a term is one of words of a title.

    >>> _is_of_title("long[ti] AND way[ti]"), _is_of_title('"brain"[ta] AND 1994[dp]')
    (True, False)
    """
    return all(part.endswith(_TITLE) for part in term.split(_BOTH))


def title_term(telling: Iterable[str]) -> str:
    """Return the search for titles that have all of these words.

    >>> title_term(["long", "way"])
    'long[ti] AND way[ti]'
    """
    return _BOTH.join(f"{word}{_TITLE}" for word in telling)


def _is_too_much(found: Asked[_Listed], batch: Sequence[str]) -> bool:
    """Tell whether a search found more than it shows, or is longer than its answer shows it to be understood."""
    if len(batch) == 1:
        return False
    return isinstance(found, BadAnswer) or (isinstance(found, _Listed) and len(found.pmids) >= CANDIDATES * len(batch))


def _doi_term(doi: str) -> str:
    return f'"{doi}"[aid]'


def _has_doi(doi: str, article: Record) -> bool:
    return doi in article.known_as("doi")


def _is_owned(term: str, owners: Mapping[str, set[str]], article: Record) -> bool:
    return term in owners.get(article.pmid or "", ())


def _joined(terms: Sequence[str]) -> str:
    """Join searches, each in brackets where it has several parts.

    >>> _joined(["a[ti] AND b[ti]", "c[ti]"])
    '(a[ti] AND b[ti]) OR c[ti]'
    """
    return " OR ".join(f"({term})" if len(terms) > 1 and _BOTH in term else term for term in terms)


def _owners(terms: Sequence[str], article: Record) -> set[str]:
    """Return the searches that an article was found for: those whose words are all in its title, else the nearest.

    >>> sorted(_owners(["long[ti] AND way[ti]", "short[ti] AND way[ti]"], Record(title="A very long way")))
    ['long[ti] AND way[ti]']
    """
    titled = {word for title in (article.whole_title, article.original_title) for word in words(title or "")}
    wanted = {term: {word.removesuffix(_TITLE) for word in term.split(_BOTH)} for term in terms}
    shared = {term: len(titled.intersection(own)) / len(own) for term, own in wanted.items()}
    most = max(shared.values(), default=0.0)
    return {term for term, share in shared.items() if share == most >= _SHARED}
