"""Asked for A and given B: another's answer is none, and never another's record or "no such work"."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ivigref import parse
from ivigref.checks import judge
from ivigref.errors import BadAnswer
from ivigref.model import Answer, Reference, Verdict
from ivigref.registries import Crossref, PubMed, transport
from ivigref.resolution import resolve
from tests.server import Fault, RegistryServer, article, work

Serve = Callable[..., RegistryServer]
TITLES = {1: "Quiet rivers of the north", 2: "Loud mountains of the south", 3: "Slow winds of the east"}
WORKS = [work(f"10.5555/w{n}", title, year=2000 + n) for n, title in TITLES.items()]
ARTICLES = [
    article(str(10 + n), f"{title}.", doi=f"10.5555/w{n}", pmcid=f"PMC{n}", journal="Brain", year=2000 + n,
            volume=str(n), pages=f"{n}7-9")
    for n, title in TITLES.items()
]  # fmt: skip


@pytest.fixture(autouse=True)
def _in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "BACKOFF", 0.01)
    monkeypatch.setattr(transport, "TRIES", 2)


@pytest.fixture
def swapping(registry_server: Serve) -> RegistryServer:
    """Return a server that gives the answer to its first question to everybody."""
    return registry_server(WORKS, ARTICLES, [Fault("swapped")])


def by_doi(n: int) -> Reference:
    """Make a reference that has nothing but a DOI."""
    return Reference(doi=f"10.5555/w{n}")


def by_pmid(n: int) -> Reference:
    """And one that has nothing but a PMID."""
    return Reference(pmid=str(10 + n))


def silent(answers: list[Answer]) -> bool:
    """Tell whether nothing was answered, and nothing said to be unknown."""
    return all(answer.problem and not answer.records and not answer.unknown for answer in answers)


def test_crossref_by_doi(swapping: RegistryServer) -> None:
    """One by one: the work of the first for the second."""
    crossref = Crossref(swapping.crossref_url)
    assert crossref.by_doi("10.5555/w1") is not None
    with pytest.raises(BadAnswer, match="a different work from the one requested"):
        crossref.by_doi("10.5555/w2")
    assert silent(crossref.ask([by_doi(3)]))


def test_crossref_in_a_batch(swapping: RegistryServer) -> None:
    """A list of other works answers nobody, and those that it lacks are asked for singly."""
    crossref = Crossref(swapping.crossref_url)
    assert all(answer.records for answer in crossref.ask([by_doi(1), by_doi(2)]))
    assert silent(crossref.ask([by_doi(3), Reference(doi="10.5555/w4")]))


def test_an_agency_of_another_doi_is_none(registry_server: Serve) -> None:
    """What DataCite has says nothing of another DOI."""
    server = registry_server(WORKS, (), [Fault("swapped", where="/agency")])
    server.world.agencies = {"10.5555/other": "DataCite"}
    crossref = Crossref(server.crossref_url)
    assert crossref.agency("10.5555/other") == "DataCite"
    with pytest.raises(BadAnswer):
        crossref.agency("10.5555/nobody")
    assert silent(crossref.ask([Reference(doi="10.5555/nobody")]))


def test_pubmed_by_number(swapping: RegistryServer) -> None:
    """Singly and in a set; a set that has one of two answers that one, and the other is asked for once more."""
    pubmed = PubMed(swapping.pubmed_url)
    assert pubmed.by_pmid("11") is not None
    with pytest.raises(BadAnswer, match="different articles from those requested"):
        pubmed.by_pmid("12")
    assert silent(pubmed.ask([by_pmid(2), by_pmid(3)]))
    server = swapping
    server.faults = [Fault("swapped")]
    one, other = PubMed(server.pubmed_url).ask([by_pmid(1), by_pmid(2)])
    assert one.records
    assert other.records
    one, *others = PubMed(server.pubmed_url).ask([by_pmid(1), by_pmid(3)])
    assert one.records
    assert silent(others)


def test_pubmed_by_doi(registry_server: Serve) -> None:
    """A search does not say what was searched for; the article that it leads to says whose it is, and accuses nobody."""
    server = registry_server((), ARTICLES, [Fault("swapped", where="esearch")])
    pubmed = PubMed(server.pubmed_url)
    first, second = (pubmed.by_doi(f"10.5555/w{n}") for n in (1, 2))
    assert first is not None
    assert first.pmid == "11"
    assert second is None
    assert pubmed.ask([by_doi(2)]) == [Answer(registry="pubmed", searched=("identifier",))]


def test_pubmed_by_citation(registry_server: Serve) -> None:
    """The matcher says again what it was asked, so that another's answer is known by it."""
    server = registry_server((), ARTICLES, [Fault("swapped", where="ecitmatch")])
    pubmed = PubMed(server.pubmed_url)
    [record] = pubmed.by_citation("Brain", year=2001, volume="1", page="17")
    assert record.pmid == "11"
    with pytest.raises(BadAnswer, match="nothing on 1 of 1 citations"):
        pubmed.by_citation("Brain", year=2002, volume="2", page="27")


def test_pubmed_by_pmcid(registry_server: Serve) -> None:
    """A conversion that lacks what was asked for is none, and does not say that the article is not there."""
    server = registry_server((), ARTICLES, [Fault("swapped", where="idconv")])
    pubmed = PubMed(server.pubmed_url)
    [answer] = pubmed.ask([Reference(pmcid="PMC1")])
    assert answer.records
    assert silent(pubmed.ask([Reference(pmcid="PMC2")]))


@pytest.mark.parametrize(("registry", "make"), [(Crossref, by_doi), (PubMed, by_pmid)])
def test_what_was_swapped_is_not_kept(
    swapping: RegistryServer,
    tmp_path: Path,
    registry: type[Crossref | PubMed],
    make: Callable[[int], Reference],
) -> None:
    """When the server is itself again, everything is asked for again and right."""
    url = swapping.crossref_url if registry is Crossref else swapping.pubmed_url
    registry(url, cache=tmp_path).ask([make(3)])
    assert silent(registry(url, cache=tmp_path).ask([make(2), make(1)]))
    swapping.faults = []
    answers = registry(url, cache=tmp_path).ask([make(2), make(1), make(3)])
    assert [answer.records[0].title for answer in answers] == [TITLES[2], TITLES[1], TITLES[3]]


def titled(n: int) -> Reference:
    """Make a reference that has nothing but a title."""
    return Reference(title=TITLES[n])


def test_pubmed_by_title(registry_server: Serve, tmp_path: Path) -> None:
    """Articles of which none has the words that were searched for are the answer to another search, and not kept."""
    server = registry_server((), ARTICLES, [Fault("swapped", where="esearch")])
    pubmed = PubMed(server.pubmed_url, cache=tmp_path)
    assert pubmed.ask([titled(1)])[0].records
    assert silent(pubmed.ask([titled(2)]))
    assert silent(pubmed.ask([titled(2), titled(3)]))
    server.faults = []
    answers = PubMed(server.pubmed_url, cache=tmp_path).ask([titled(2), titled(3)])
    assert [answer.records[0].title for answer in answers] == [TITLES[2], TITLES[3]]


# Works of which two and two share words, so that a search shows two of them.
QUIET, SLOW = ("Quiet northern rivers", "Quiet northern bread"), ("Slow eastern winds", "Slow eastern salt")
PAIRS = [work(f"10.5555/p{n}", title, year=2010) for n, title in enumerate((*QUIET, *SLOW))]


def test_crossref_by_title(registry_server: Serve, tmp_path: Path) -> None:
    """One list for unlike searches, and nothing in it that is like the second: nobody said that it is not there."""
    server = registry_server(PAIRS, (), [Fault("swapped", where="query.bibliographic")])
    crossref = Crossref(server.crossref_url, cache=tmp_path)
    assert [record.title for record in crossref.by_text(QUIET[0])] == list(QUIET)
    first, like, other = crossref.ask([Reference(title=title) for title in (*QUIET, SLOW[0])])
    assert [record.title for record in (*first.records, *like.records)] == [*QUIET, *QUIET]
    assert silent([other])
    server.faults = []
    [again] = Crossref(server.crossref_url, cache=tmp_path).ask([Reference(title=SLOW[0])])
    assert [record.title for record in again.records] == list(SLOW)


def test_one_search_alone_is_believed(registry_server: Serve) -> None:
    """Nothing tells that a list belongs to another search where there is no other."""
    server = registry_server(PAIRS, (), [Fault("swapped", where="query.bibliographic")])
    crossref = Crossref(server.crossref_url)
    crossref.by_text(QUIET[0])
    [answer] = crossref.ask([Reference(title=SLOW[0])])
    assert answer.records
    assert not answer.problem


def test_a_server_that_answers_every_question_alike_makes_nobody_missed(registry_server: Serve) -> None:
    """Of a list that is right nothing is called not found: where nothing can be believed, nothing is asked for."""
    printed = [
        f"{n}. Doe J. {title}. Brain. {2000 + n};{n}:{n}7–9." for n, title in TITLES.items()
    ]  # fmt: skip
    for where in ("query.bibliographic", "esearch"):
        server = registry_server(
            [*WORKS, *PAIRS], ARTICLES, [Fault("swapped", where=where), Fault("503", where="ecitmatch")]
        )
        with Crossref(server.crossref_url) as crossref, PubMed(server.pubmed_url) as pubmed:
            judged = judge(resolve(parse("\n".join(printed)), [crossref, pubmed]))
        assert not {judgement.verdict for judgement in judged} & {Verdict.NOT_FOUND, Verdict.PLACE_HOLDS_ANOTHER}
