"""A server that answers as Crossref and PubMed do with the works of a benchmark, and for everybody else with nothing.

Rivals ask other services, too; each hears, in that service's own shape, that it knows no such work, so that
all of them judge by the same records.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit
from xml.etree.ElementTree import Element

from tests.server import Limits, RegistryServer
from tests.server.faults import Answer

# What a search without a hit answers, by the host that is asked; who is not here answers 404.
NOTHING: dict[str, tuple[str, str]] = {
    "api.openalex.org": ("application/json", '{"meta": {"count": 0}, "results": []}'),
    "api.semanticscholar.org": ("application/json", '{"total": 0, "offset": 0, "data": []}'),
    "api.datacite.org": ("application/json", '{"data": [], "meta": {"total": 0}}'),
    "dblp.org": ("application/json", '{"result": {"hits": {"@total": "0", "@sent": "0"}}}'),
    "export.arxiv.org": ("application/atom+xml", '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"/>'),
    "openlibrary.org": ("application/json", '{"numFound": 0, "docs": []}'),
    "query.wikidata.org": ("application/json", '{"head": {"vars": []}, "results": {"bindings": []}}'),
    "sparql.dblp.org": ("application/json", '{"head": {"vars": []}, "results": {"bindings": []}}'),
    "www.ebi.ac.uk": ("application/json", '{"hitCount": 0, "resultList": {"result": []}}'),
}
# Routes of those that look up one thing, where "nothing" is a 404.
ONE_THING = ("/dois/", "/graph/v1/paper/DOI:", "/works/https://doi.org/", "/works/doi:", "/isbn/")


TEXTS = ("title", "container-title", "short-container-title")
DATES = ("published", "published-online")  # where rivals look for the year
CSL = "application/vnd.citationstyles.csl+json"


class StandIn(RegistryServer):
    """Crossref with these works and PubMed with these articles; all others know none.

    >>> with StandIn([{"DOI": "10.5555/a", "title": ["On lupus"]}]) as server:
    ...     server.address.startswith("http://127.0.0.1:")
    True
    """

    def __init__(
        self, works: Iterable[Mapping[str, Any]], articles: Iterable[Element] = (), *, limits: Limits | None = None
    ) -> None:
        """Let the server know the works, each with the date under every name that a rival may read."""
        dated = ((dict.fromkeys(DATES, work["issued"]) | dict(work)) if "issued" in work else work for work in works)
        super().__init__(dated, articles, limits=limits)
        self.bytes = 0  # of all answers, before they are packed

    def _answer(self, target: str, form: dict[str, str]) -> Answer:
        answer = self._of_whom(target, form)
        self.bytes += len(answer.body)
        return answer

    def _of_whom(self, target: str, form: dict[str, str]) -> Answer:
        parts = urlsplit(target)
        if parts.path.startswith("/nowhere/"):
            host, _, path = parts.path.removeprefix("/nowhere/").partition("/")
            return self._elsewhere(host, f"/{unquote(path)}")
        if parts.path == "/works":
            return super()._answer(f"/works?{urlencode(_as_one_query(parts.query))}", form)
        return super()._answer(target, form)

    def _eutils(self, tool: str, query: dict[str, str]) -> Answer:
        if tool != "esummary.fcgi":
            return super()._eutils(tool, query)
        uids = [pmid for pmid in query.get("id", "").split(",") if pmid in self.world.articles]
        result = {"uids": uids, **{pmid: _summary(pmid, self.world.articles[pmid]) for pmid in uids}}
        said = {"header": {"type": "esummary", "version": "0.3"}, "result": result}
        return Answer(200, json.dumps(said).encode(), "application/json")

    def _elsewhere(self, host: str, path: str) -> Answer:
        if host == "doi.org":
            return self._resolver(path)
        kind, body = NOTHING.get(host, ("text/plain", "not found"))
        is_known = host in NOTHING and not path.startswith(ONE_THING)
        return Answer(200 if is_known else 404, body.encode(), kind)

    def _resolver(self, path: str) -> Answer:
        if path.startswith("/doiRA/"):
            dois = path.removeprefix("/doiRA/").split(",")
            said = [
                {"DOI": doi, "RA": "Crossref"} if self.world.work(doi) else {"DOI": doi, "status": "DOI does not exist"}
                for doi in dois
            ]
            return Answer(200, json.dumps(said).encode(), "application/json")
        doi = path.removeprefix("/api/handles").lstrip("/")
        work = self.world.work(doi)
        if work is None:
            return Answer(404, b'{"responseCode": 100}', "application/json")
        # What content negotiation gives is the work with its first title as text.
        first = {name: value[0] if isinstance(value, list) else value for name in TEXTS if (value := work.get(name))}
        return Answer(200, json.dumps({"responseCode": 1, "handle": doi, **work, **first}).encode(), CSL)


def _summary(pmid: str, article: Element) -> dict[str, Any]:
    """Return what NCBI's summaries of version 2.0 say of an article, as its E-utilities Help shows them."""

    def said(path: str) -> str:
        return article.findtext(f"MedlineCitation/Article/{path}") or ""

    people = article.iterfind("MedlineCitation/Article/AuthorList/Author")
    parts = ((one.findtext("CollectiveName"), one.findtext("LastName"), one.findtext("Initials")) for one in people)
    names = (group or f"{family} {initials}" for group, family, initials in parts)
    identifiers = article.iterfind("PubmedData/ArticleIdList/ArticleId")
    return {
        "uid": pmid,
        "pubdate": said("Journal/JournalIssue/PubDate/Year"),
        "title": said("ArticleTitle"),
        "authors": [{"name": name, "authtype": "Author"} for name in names],
        "fulljournalname": said("Journal/Title"),
        "source": said("Journal/Title"),
        "volume": said("Journal/JournalIssue/Volume"),
        "issue": said("Journal/JournalIssue/Issue"),
        "pages": said("Pagination/MedlinePgn"),
        "pubtype": ["Journal Article"],
        "articleids": [{"idtype": each.get("IdType"), "value": each.text} for each in identifiers],
    }


def _as_one_query(query: str) -> dict[str, str]:
    """Turn the fields that Crossref searches by into the one that the server ranks by; filters of DOIs stay."""
    given = {name: values[-1] for name, values in parse_qs(query).items()}
    searched = " ".join(value for name, value in given.items() if name.partition(".")[0] == "query")
    dois = [part for part in given.get("filter", "").split(",") if part.startswith("doi:")]
    asked = {"rows": given.get("rows", "20")}
    return asked | ({"filter": ",".join(dois)} if dois else {"query.bibliographic": searched})
