"""Titles and DOIs searched together: each article is told whose it is, and each answer is that of its own search."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ivigref import Reference
from ivigref.registries import PubMed, transport
from ivigref.registries.asked import or_raise
from ivigref.registries.journals import JournalYear
from tests.server import Fault, RegistryServer, article

Serve = Callable[..., RegistryServer]
TITLES = {
    "11": "Quiet rivers of the north",
    "12": "Quiet rivers of the north and of the south",
    "13": "Loud mountains of the south",
    "14": "Slow winds of the east",
}
ARTICLES = [article(pmid, f"{title}.", doi=f"10.5555/w{pmid}", year=2001) for pmid, title in TITLES.items()]


@pytest.fixture(autouse=True)
def _in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "BACKOFF", 0.01)
    monkeypatch.setattr(transport, "TRIES", 2)


def titled(*titles: str) -> list[Reference]:
    """Make references that have nothing but a title."""
    return [Reference(title=title) for title in titles]


def found(pubmed: PubMed, references: list[Reference]) -> list[list[str | None]]:
    """Return the numbers that PubMed answers for each reference."""
    return [[record.pmid for record in answer.records] for answer in pubmed.ask(references)]


def test_titles_are_searched_in_one_call(registry_server: Serve) -> None:
    """And each has the articles that its own search would have found."""
    server = registry_server((), ARTICLES)
    printed = titled("Quiet rivers of the north", "Loud mountains of the south", "Nobody wrote this work")
    together = found(PubMed(server.pubmed_url), printed)
    assert [server.account.count("esearch"), server.account.count("efetch")] == [1, 1]
    assert together == [["11", "12"], ["13"], []]
    assert together == [found(PubMed(server.pubmed_url), [one])[0] for one in printed]


def test_fifty_titles_go_into_one_call(registry_server: Serve) -> None:
    """And the next into another."""
    server = registry_server((), ARTICLES)
    PubMed(server.pubmed_url).ask(titled(*(f"A work of nobody number {n}" for n in range(51))))
    assert [form["term"].count(" OR ") + 1 for form in server.account.forms] == [50, 1]


def test_a_search_that_finds_more_than_it_shows_is_asked_by_halves(registry_server: Serve) -> None:
    """Three common words fit dozens of articles, which would crowd out those of the others."""
    many = [article(str(100 + n), f"Common words here, part {n}.") for n in range(40)]
    server = registry_server((), [*ARTICLES, *many])
    printed = titled("Common words here", "Quiet rivers of the north", "Loud mountains of the south")
    assert [len(numbers) for numbers in found(PubMed(server.pubmed_url), printed)] == [5, 2, 1]
    assert server.account.count("esearch") > 1


@pytest.mark.parametrize("kind", ["html", "400"])
def test_a_search_that_is_not_understood_is_asked_by_halves(registry_server: Serve, kind: str) -> None:
    """A server may take no search as long as that."""
    server = registry_server((), ARTICLES, [Fault(kind, where=" OR ")])  # type: ignore[arg-type]  # a name of one
    printed = titled("Quiet rivers of the north", "Loud mountains of the south")
    assert found(PubMed(server.pubmed_url), printed) == [["11", "12"], ["13"]]


def test_an_article_that_does_not_come_is_a_problem_of_those_that_lack_theirs(registry_server: Serve) -> None:
    """Two DOIs, and the article of one cannot be read: the other is answered."""
    server = registry_server((), ARTICLES, [Fault("cut", where="efetch")])
    answers = PubMed(server.pubmed_url).ask([Reference(doi="10.5555/w11"), Reference(doi="10.5555/w13")])
    assert all(answer.problem and not answer.records for answer in answers)


def test_numbers_that_were_found_are_not_searched_again(registry_server: Serve, tmp_path: Path) -> None:
    """The articles did not come: the next run has their numbers."""
    server = registry_server((), ARTICLES, [Fault("403", where="efetch")])
    printed = [Reference(doi="10.5555/w11"), Reference(doi="10.5555/w13")]
    assert all(answer.problem for answer in PubMed(server.pubmed_url, cache=tmp_path).ask(printed))
    server.faults = []
    assert found(PubMed(server.pubmed_url, cache=tmp_path), printed) == [["11"], ["13"]]
    assert server.account.count("esearch") == 1


def test_what_has_no_title_is_searched_alone(registry_server: Serve) -> None:
    """Articles do not tell for which journal or trial they were found, so that each has a search of its own."""
    placed = [article(str(20 + n), f"Work {n}.", journal=name, year=2001) for n, name in enumerate(("Brain", "Gut"))]
    server = registry_server((), placed)
    journals = [JournalYear(name, 2001) for name in ("Brain", "Gut", "Nowhere")]
    found = PubMed(server.pubmed_url).of_journals(journals)
    assert {one.journal: [record.pmid for record in or_raise(found[one])] for one in journals} == {
        "Brain": ["20"],
        "Gut": ["21"],
        "Nowhere": [],
    }
    assert server.account.count("esearch") == len(journals)
