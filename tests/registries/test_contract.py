"""What both registries promise: tested on loopback, and with ``-m live`` on the real services too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from ivigref.model import Reference
from ivigref.registries import Crossref, PubMed
from tests.server import RegistryServer, article, work

# Number 2 of the shipped list, as its pages at both registries show it.
DOI, PMID = "10.1016/s0140-6736(81)92400-4", "6112565"
TITLE = "High-dose intravenous gammaglobulin for idiopathic thrombocytopenic purpura in childhood"
REFERENCE = Reference(
    title=TITLE, container_title="Lancet", year=1981, volume="1", pages="1228–31", authors=({"family": "Imbach"},)
)  # fmt: skip


class Registries(NamedTuple):
    """Both, at the same kind of place."""

    crossref: Crossref
    pubmed: PubMed


@pytest.fixture(params=["loopback", pytest.param("live", marks=[pytest.mark.live, pytest.mark.enable_socket])])
def registries(request: pytest.FixtureRequest, registry_server: Callable[..., RegistryServer]) -> Iterator[Registries]:
    """Return the registries on loopback, or the real ones where the tests marked live are asked for."""
    if request.param == "live":
        found = Registries(Crossref(), PubMed())
    else:
        server = registry_server(
            [
                work(
                    DOI,
                    TITLE,
                    authors=[("Imbach", "P.")],
                    year=1981,
                    container="The Lancet",
                    volume="317",
                    page="1228-1231",
                )
            ],
            [article(PMID, f"{TITLE}.", iso="Lancet", year=1981, volume="1", issue="8232", pages="1228-31", doi=DOI)],
        )
        found = Registries(Crossref(server.crossref_url), PubMed(server.pubmed_url))
    yield found
    found.crossref.close()
    found.pubmed.close()


def test_a_known_doi_has_its_work(registries: Registries) -> None:
    """Brackets and all."""
    record = registries.crossref.by_doi(DOI)
    assert record is not None
    assert (record.doi or "").casefold() == DOI
    assert (record.title or "").casefold().startswith("high-dose intravenous gammaglobulin")


def test_an_unregistered_doi_has_none(registries: Registries) -> None:
    """Neither a work nor an agency; the prefix is Crossref's own for tests."""
    doi = "10.5555/ivigref-no-such-work"
    assert registries.crossref.by_doi(doi) is None
    assert registries.crossref.agency(DOI) == "Crossref"
    assert registries.crossref.agency(doi) is None


def test_several_dois_in_one_call(registries: Registries) -> None:
    """The known one is answered, the unknown one is known to be unknown."""
    answers = registries.crossref.ask([Reference(doi=DOI.upper()), Reference(doi="10.5555/ivigref-no-such-work")])
    assert [len(answer.records) for answer in answers] == [1, 0]
    assert [answer.unknown for answer in answers] == [(), ("doi",)]


def test_text_finds_the_work(registries: Registries) -> None:
    """Among the first five."""
    (answer,) = registries.crossref.ask([REFERENCE])
    assert DOI in [(record.doi or "").casefold() for record in answer.records]


def test_an_article_by_number_and_by_doi(registries: Registries) -> None:
    """Both lead to the same record."""
    record = registries.pubmed.by_pmid(PMID)
    assert record is not None
    assert (record.pmid, record.year, record.volume) == (PMID, 1981, "1")
    assert registries.pubmed.by_doi(DOI) == record


def test_an_article_by_its_citation(registries: Registries) -> None:
    """The matcher needs no title, and the search no citation."""
    by_citation, by_title = registries.pubmed.ask(
        [REFERENCE.model_copy(update={"title": None}), Reference(title=TITLE)]
    )
    assert [record.pmid for record in by_citation.records] == [PMID]
    assert PMID in [record.pmid for record in by_title.records]


def test_a_number_without_an_article(registries: Registries) -> None:
    """PubMed has not reached 999 million yet."""
    assert registries.pubmed.by_pmid("999999999") is None
