"""What an article's file is made of, and which routes to an article are taken: each condition from either side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ivigref import Reference
from ivigref.errors import Unreachable
from ivigref.registries.local.dump import Part
from ivigref.registries.pubmed.adapter import PubMed
from ivigref.registries.pubmed.dump import read_articles
from ivigref.registries.transport import Request, Transport
from tests.server import RegistryServer, article

A = "<PubmedArticle><MedlineCitation><PMID>7</PMID></MedlineCitation></PubmedArticle>"
BOOK = "<PubmedBookArticle><BookDocument><PMID>8</PMID></BookDocument></PubmedBookArticle>"
NAMELESS = "<PubmedArticle></PubmedArticle>"
BROKEN = {"not well-formed XML": 1}


@pytest.mark.parametrize(
    ("text", "works", "rejected"),
    [
        (A, 1, {}),
        (f"<PubmedArticleSet>{A}{BOOK}{A}", 3, {}),
        (f"<PubmedArticle>{A}", 1, BROKEN),
        (f"</PubmedArticle>{A}", 1, BROKEN),
        (f"<PubmedArticle></PubmedBookArticle>{A}", 1, BROKEN),
        (f"<PubmedArticle><a></PubmedArticle>{A}", 1, BROKEN),
        (f"{A}<PubmedArticle>", 1, BROKEN),
        ("<PubmedArticle>", 0, BROKEN),
        (f"{NAMELESS}{A}{NAMELESS}", 1, {"no PMID": 2}),
        ("<DeleteCitation><PMID>3</PMID><DeleteCitation><PMID>4</PMID></DeleteCitation>", 1, BROKEN),
        ("<DeleteCitation><PMID>3</PMID><PMID>4</PMID><PMID/></DeleteCitation>", 2, {"a deletion without a PMID": 1}),
    ],
)
def test_an_element_ends_where_it_says(tmp_path: Path, text: str, works: int, rejected: dict[str, int]) -> None:
    """What has no end, no beginning or no number is counted, once, and its neighbours come through."""
    path = tmp_path / "0.xml"
    path.write_text(f"{text}</PubmedArticleSet>", encoding="utf-8")
    batch = read_articles(Part(path.name, path, "2026-01-01", path.stat().st_size))
    assert (len(batch.payloads), dict(batch.rejected)) == (works, rejected)


@pytest.mark.parametrize(
    ("known", "routes"),
    [
        ({"pmid": "11", "doi": "10.5555/a"}, ["efetch.fcgi"]),
        ({"doi": "10.5555/a"}, ["esearch.fcgi"]),
        ({"pmcid": "PMC1"}, ["", "esearch.fcgi"]),
        ({"pmcid": "PMC1", "doi": "10.5555/a"}, ["esearch.fcgi"]),
    ],
)
def test_where_ncbi_does_not_answer_no_other_route_is_taken(
    monkeypatch: pytest.MonkeyPatch, known: dict[str, str], routes: list[str]
) -> None:
    """But after the converter, which is another service."""
    asked: list[str] = []

    def ask(_: Transport, request: Request, read: object) -> Unreachable:
        del read
        asked.append(request.address.rpartition("/")[2])
        return Unreachable("the server is down", registry="pubmed")

    monkeypatch.setattr(Transport, "ask", ask)
    with PubMed("http://127.0.0.1:1") as pubmed:
        [answer] = pubmed.ask([Reference.model_validate({"title": "The long way to an answer", **known})])
    assert (asked, answer.problem) == (routes, "pubmed: the server is down")


@pytest.mark.parametrize(("doi", "is_asked"), [("10.5555/A", False), ("10.5555/b", True)])
def test_an_identifier_that_the_record_has_is_not_asked_for(
    registry_server: Callable[..., RegistryServer], doi: str, *, is_asked: bool
) -> None:
    """Another one is: of two that are printed, one may lead to another work."""
    server = registry_server((), [article("11", "The long way.", doi="10.5555/a")])
    with PubMed(server.pubmed_url) as pubmed:
        pubmed.ask([Reference(pmid="11", doi=doi, title="The long way")])
    assert bool(server.account.count("esearch")) == is_asked
