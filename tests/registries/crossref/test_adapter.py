from __future__ import annotations

from collections.abc import Callable

import pytest

from ivigref.errors import InputError
from ivigref.model import Answer, Reference
from ivigref.registries.crossref.adapter import Crossref
from tests.server import Limits, RegistryServer, work

SICI = "10.1002/(SICI)1097-4598(199709)20:9<1102::AID-MUS2>3.0.CO;2-C"
ODD = "10.5555/a#b?c%2Fd,e f"
WORKS = [
    work(SICI, "A made up title about neuropathy", authors=[("Doe", "Jane")], year=1997, container="Muscle & Nerve"),
    work(ODD.replace(" f", ""), "An odd identifier", year=2001),
    work(
        "10.5555/part1", "The long way to an answer. Part I", authors=[("Roe", "R")], year=2003, volume="7", page="1-9"
    ),
    work(
        "10.5555/part2",
        "The long way to an answer. Part II",
        authors=[("Roe", "R")],
        year=2003,
        volume="7",
        page="10-19",
    ),
    *(work(f"10.5555/x{number}", f"Unrelated work number {number} on something else") for number in range(60)),
]

Serve = Callable[..., RegistryServer]


@pytest.fixture
def server(registry_server: Serve) -> RegistryServer:
    """Serve what stands above."""
    return registry_server(WORKS)


@pytest.mark.parametrize("doi", [SICI, SICI.lower(), ODD.replace(" f", "")])
def test_a_doi_with_every_awkward_character_finds_its_own_work(server: RegistryServer, doi: str) -> None:
    """#, ?, %, <, > and ; reach the registry whole, singly and in a batch."""
    crossref = Crossref(server.crossref_url)
    record = crossref.by_doi(doi)
    assert record is not None
    assert (record.doi or "").casefold() == doi.casefold()
    others = [Reference(doi="10.5555/x1"), Reference(doi=doi), Reference(doi="10.5555/x2")]
    answers = Crossref(server.crossref_url).ask(others)
    assert [(a.records[0].doi or "").casefold() for a in answers] == ["10.5555/x1", doi.casefold(), "10.5555/x2"]


def test_known_dois_are_asked_for_fifty_at_a_time(server: RegistryServer) -> None:
    """Sixty DOIs are two calls, and the same list once more is none."""
    crossref = Crossref(server.crossref_url)
    references = [Reference(doi=f"10.5555/x{number}") for number in range(60)]
    answers = crossref.ask(references)
    assert [answer.records[0].doi for answer in answers] == [reference.doi for reference in references]
    assert server.account.count() == 2
    assert crossref.ask(references[::-1]) == answers[::-1]
    assert server.account.count() == 2


def test_an_unknown_doi_is_none_and_its_agency_was_asked_once(server: RegistryServer) -> None:
    """A whole list without it, and the registry's own 404 for this very DOI, say that there is no such work."""
    crossref = Crossref(server.crossref_url)
    answers = crossref.ask([Reference(doi="10.5555/x1"), Reference(doi="10.5555/none")])
    assert answers[1] == Answer(registry="crossref", unknown=("doi",), searched=("identifier",))
    assert answers[0].unknown == ()
    assert crossref.by_doi("10.5555/none") is None
    asked = [f"{server.crossref_url}{target}" for target in server.account.targets]
    assert [target.rpartition("/works")[2] for target in asked[1:]] == ["/10.5555%2Fnone/agency"]


def test_a_doi_of_another_agency_is_not_unknown(server: RegistryServer) -> None:
    """DataCite, mEDRA, JaLC and others register DOIs that Crossref has no work for."""
    server.world.agencies["10.5555/elsewhere"] = "mEDRA"
    crossref = Crossref(server.crossref_url)
    assert crossref.ask([Reference(doi="10.5555/elsewhere")]) == [Answer(registry="crossref", searched=("identifier",))]
    assert [crossref.agency(f"10.5555/{name}") for name in ("x1", "elsewhere", "none")] == ["Crossref", "mEDRA", None]


def test_an_unknown_doi_does_not_hide_the_work(server: RegistryServer) -> None:
    """A misprinted DOI is no reason not to look for the title."""
    (answer,) = Crossref(server.crossref_url).ask([Reference(doi="10.5555/none", title="The long way to an answer")])
    assert {record.doi for record in answer.records} >= {"10.5555/part1", "10.5555/part2"}


def test_a_doi_that_leads_to_another_work_does_not_hide_the_right_one(server: RegistryServer) -> None:
    """The record behind the stored DOI comes first, since it is a fact; the printed work follows."""
    reference = Reference(
        doi="10.5555/x1", title="The long way to an answer. Part I", year=2003, volume="7", pages="1–9"
    )
    (answer,) = Crossref(server.crossref_url).ask([reference])
    assert [record.doi for record in answer.records[:2]] == ["10.5555/x1", "10.5555/part1"]


def test_text_is_ranked_and_carries_its_source(server: RegistryServer) -> None:
    """Parts I and II of one title are told apart by their pages; the source says where and when."""
    reference = Reference(title="The long way to an answer. Part II", year=2003, volume="7", pages="10–9")
    (answer,) = Crossref(server.crossref_url).ask([reference])
    first, second, *_ = answer.records
    assert (first.doi, second.doi) == ("10.5555/part2", "10.5555/part1")
    assert first.source is not None
    assert first.source.registry == "crossref"
    assert first.source.address == f"{server.crossref_url}/works/10.5555%2Fpart2"
    assert len(first.source.retrieved or "") == len("2026-11-22")


def test_raw_text_is_searched_without_its_links(server: RegistryServer) -> None:
    """A reference that nobody could parse is still searched for, but not for the words of an address."""
    raw = "Roe R, The long way to an answer Part I https://doi.org/10.1/x PubMed"
    (answer,) = Crossref(server.crossref_url).ask([Reference(raw=raw)])
    assert answer.records[0].doi == "10.5555/part1"
    assert "doi.org" not in server.account.targets[0]


def test_a_filter_is_crossrefs_own(server: RegistryServer) -> None:
    """A misspelt filter would be answered with everything, so it is refused before anybody is asked."""
    crossref = Crossref(server.crossref_url)
    with pytest.raises(InputError, match="expected a filter"):
        crossref.by_text("anything", filters={"from_pub": "1997"})
    assert server.account.count() == 0


def test_we_say_who_we_are(server: RegistryServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The polite pool wants a mail address in the User-Agent; it stands nowhere else."""
    monkeypatch.setenv("IVIGREF_MAILTO", "someone@example.org")
    (answer,) = Crossref(server.crossref_url).ask([Reference(doi="10.5555/x1")])
    (agent,) = server.account.agents
    assert agent.startswith("ivigref")
    assert "mailto:someone@example.org" in agent
    assert not server.account.count("example.org")
    assert "example.org" not in str(answer)


def test_the_variable_names_another_server(server: RegistryServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """IVIGREF_CROSSREF_URL stands for the real address."""
    monkeypatch.setenv("IVIGREF_CROSSREF_URL", server.crossref_url + "/")
    assert Crossref().by_doi("10.5555/x1") is not None


def test_the_servers_limit_is_kept_from_the_first_request_on(registry_server: Serve) -> None:
    """The first answer states it, and the second request is not sent on its heels."""
    server = registry_server(WORKS, limits=Limits(list=6, concurrency=3))
    answers = Crossref(server.crossref_url).ask([Reference(title=f"Unrelated work number {n}") for n in range(10)])
    assert all(answer.records for answer in answers)
    assert not server.account.broken
