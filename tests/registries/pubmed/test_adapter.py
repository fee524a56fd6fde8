from __future__ import annotations

from collections.abc import Callable

import pytest

from ivigref.errors import InputError
from ivigref.model import Reference
from ivigref.registries.pubmed.adapter import PubMed
from tests.server import RegistryServer, article

DOI = "10.1002/(sici)1097-4598(199709)20:9<1102::aid-mus2>3.0.co;2-c"
BRAIN: dict[str, object] = {"journal": "Brain", "iso": "Brain", "year": 2001, "volume": "5"}
CELL: dict[str, object] = {"journal": "Cell", "iso": "Cell", "year": 2000, "volume": "1"}
ARTICLES = [
    article(
        "11", "A made up title about neuropathy.", journal="Muscle & nerve", iso="Muscle Nerve", year=1997, volume="20",
        pages="1102-7", doi=DOI, pmcid="PMC77", authors=[("Doe", "Jane", "J")],
    ),
    article("12", "The first letter.", pages="17", authors=[("Roe", "R", "R")], **BRAIN),
    article("13", "The second letter.", pages="17-8", authors=[("Poe", "P", "P")], **BRAIN),
    *(article(str(number), f"Unrelated article {number}.", pages=str(number), **CELL) for number in range(100, 360)),
]  # fmt: skip

Serve = Callable[..., RegistryServer]


@pytest.fixture
def server(registry_server: Serve) -> RegistryServer:
    """Serve what stands above."""
    return registry_server((), ARTICLES)


CITATION = {"container_title": "Muscle Nerve", "year": 1997, "volume": "20", "pages": "1102–7"}
ROUTES: dict[str, tuple[Reference, list[str], list[str]]] = {
    "by PMID": (Reference(pmid="11"), ["11"], ["efetch"]),
    "by DOI": (Reference(doi=DOI.upper().replace("SICI", "sici")), ["11"], ["esearch", "efetch"]),
    "by PMCID": (Reference(pmcid="PMC77"), ["11"], ["idconv", "efetch"]),
    "by citation": (Reference.model_validate(CITATION), ["11"], ["ecitmatch", "efetch"]),
    "by citation, where two fit": (
        Reference(container_title="Brain", year=2001, volume="5", pages="17"), ["12", "13"], ["ecitmatch", "efetch"],
    ),
    "by title, where the citation is misprinted": (
        Reference(title="A made up title about neuropathy", container_title="Muscle Nerve", year=1979, volume="2"),
        ["11"], ["ecitmatch", "esearch", "efetch"],
    ),
    "by the next route, where the PMID is unknown": (
        Reference.model_validate(CITATION | {"pmid": "999"}), ["11"], ["efetch", "efetch", "ecitmatch", "efetch"],
    ),
    "by the next route, where the DOI is unknown": (
        Reference.model_validate(CITATION | {"doi": "10.5555/none"}), ["11"], ["esearch", "ecitmatch", "efetch"],
    ),
    "by the citation, where the PMID leads to another work": (
        Reference.model_validate(CITATION | {"pmid": "12", "title": "A made up title about neuropathy"}),
        ["12", "11"], ["efetch", "ecitmatch", "efetch"],
    ),
    "nowhere": (
        Reference(title="Nobody wrote this work", container_title="Brain", year=1900, volume="1"),
        [], ["ecitmatch", "esearch"],
    ),
    "with nothing to ask by": (Reference(raw="?"), [], []),
}  # fmt: skip


@pytest.mark.parametrize(("reference", "pmids", "tools"), ROUTES.values(), ids=ROUTES)
def test_routes(server: RegistryServer, reference: Reference, pmids: list[str], tools: list[str]) -> None:
    """One reference is asked about by one route after the other until one finds it."""
    (answer,) = PubMed(server.pubmed_url).ask([reference])
    assert answer.problem is None
    assert [record.pmid for record in answer.records] == pmids
    assert answer.unknown == (("pmid",) if reference.pmid == "999" else ())
    asked = [
        next(t for t in ("efetch", "esearch", "ecitmatch", "idconv") if t in target)
        for target in server.account.targets
    ]
    assert asked == tools


def test_a_list_is_few_calls(server: RegistryServer) -> None:
    """260 PMIDs are two calls of efetch, 60 citations one of ecitmatch and one of efetch; once more, none."""
    pubmed = PubMed(server.pubmed_url)
    by_pmid = [Reference(pmid=str(number)) for number in range(100, 360)]
    assert [answer.records[0].pmid for answer in pubmed.ask(by_pmid)] == [reference.pmid for reference in by_pmid]
    assert server.account.count() == 2
    other = PubMed(server.pubmed_url)
    cited = [Reference(container_title="Cell", year=2000, volume="1", pages=str(number)) for number in range(100, 160)]
    answers = other.ask(cited)
    assert [answer.records[0].pmid for answer in answers] == [str(number) for number in range(100, 160)]
    assert server.account.count() == 4
    assert other.ask(cited) == answers
    assert server.account.count() == 4


def test_an_article_that_is_missing_once_is_not_unknown(server: RegistryServer) -> None:
    """NCBI may send a short set on a bad day; only what is missing twice is said not to exist."""
    hidden = server.world.articles.pop("101")
    server.on_answer = lambda: server.world.articles.setdefault("101", hidden)
    answers = PubMed(server.pubmed_url).ask([Reference(pmid="100"), Reference(pmid="101"), Reference(pmid="999")])
    assert [answer.unknown for answer in answers] == [(), (), ("pmid",)]
    assert [target.partition("id=")[2][:11] for target in server.account.targets] == ["100,101,999", "101,999&ret"]


def test_a_number_with_a_comma_is_no_pmid(server: RegistryServer) -> None:
    """NCBI would read it as two articles."""
    with pytest.raises(InputError, match="expected a PubMed number"):
        PubMed(server.pubmed_url).by_pmid("11,12")
    assert server.account.count() == 0


def test_typed_questions(server: RegistryServer) -> None:
    """Each route can be asked by itself; what is not there is None or nothing."""
    pubmed = PubMed(server.pubmed_url)
    by_doi = pubmed.by_doi(DOI)
    assert by_doi is not None
    assert by_doi.pmid == "11"
    assert pubmed.by_pmid("11") == by_doi
    assert pubmed.by_pmid("999") is None
    assert pubmed.by_doi("10.5555/none") is None
    assert [
        r.pmid for r in pubmed.by_citation("Muscle Nerve", year=1997, volume="20", page="1102", author="doe j")
    ] == ["11"]
    assert [r.pmid for r in pubmed.by_text("Made up title about neuropathy")] == ["11"]
    assert pubmed.by_text("of the") == ()


def test_a_pipe_cannot_break_out_of_its_field(server: RegistryServer) -> None:
    """The matcher's fields end at a pipe and its lines at a return, so a title that holds them must not."""
    (answer,) = PubMed(server.pubmed_url).ask([Reference(container_title="Muscle|Nerve\r", year=1997, volume="20|x")])
    assert answer.problem is None


def test_who_asks_is_sent_and_not_shown(server: RegistryServer) -> None:
    """Key and mail address go in the body of the request, never in an address that somebody logs."""
    pubmed = PubMed(server.pubmed_url, mailto="someone@example.org", api_key="s3cret")
    (answer,) = pubmed.ask([Reference(pmid="11")])
    (form,) = server.account.forms
    assert (form["tool"], form["email"], form["api_key"]) == ("ivigref", "someone@example.org", "s3cret")
    assert not server.account.count("s3cret")
    assert "s3cret" not in repr(answer)
