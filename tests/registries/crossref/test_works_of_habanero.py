"""What habanero brought becomes citations: its own answers, asked on loopback, in every form that it gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import habanero  # type: ignore[import-untyped]  # it brings none
import pytest

from ivigref import Bibliography, check, to_bibtex
from ivigref.errors import InputError
from ivigref.registries import Crossref, citations_from_habanero
from tests.server import RegistryServer, work

Serve = Callable[..., RegistryServer]
WORKS = [
    work(
        f"10.5555/h{n}",
        f"Invented lupus of kind {n}",
        authors=[("Doe", "Jane"), "The Invented Group"],
        printed=(2000 + n, 3),
        online=1999 + n,
        container="Journal of Invented Medicine",
        volume=str(n),
        page=f"{n}7-9",
    )
    for n in range(5)
]
WORKS[4] |= {
    "updated-by": [{"DOI": "10.5555/h9", "type": "retraction", "updated": {"date-parts": [[2010, 1, 2]]}}],
    "subtitle": ["A notice"],
    "article-number": "e17",
}
del WORKS[4]["page"]
DOIS = [made["DOI"] for made in WORKS]


@pytest.fixture
def server(registry_server: Serve) -> RegistryServer:
    """Return a server with five works."""
    return registry_server(WORKS)


@pytest.fixture
def asking(server: RegistryServer) -> habanero.Crossref:
    """Return habanero, asking that server."""
    return habanero.Crossref(base_url=server.crossref_url, mailto="someone@example.org")


def dois(answer: object) -> list[str | None]:
    """Return the DOIs of what becomes of an answer."""
    return [citation.doi for citation in citations_from_habanero(answer)]


def test_each_form_of_answer(asking: habanero.Crossref) -> None:
    """One work, several, a search, and the container of each of them."""
    one, several = asking.works(ids=DOIS[1]), asking.works(ids=DOIS[:3])
    search = asking.works(query_bibliographic="Invented lupus of kind", limit=5)
    assert (type(one), type(several), type(search)) == (dict, list, dict)
    assert dois(one) == DOIS[1:2]
    assert dois(several) == DOIS[:3]
    assert sorted(map(str, dois(search))) == DOIS
    for answer in (one, several, search):
        assert dois(habanero.WorksContainer(answer)) == dois(answer)
    assert dois(search["message"]["items"]) == dois(search)
    assert dois(one["message"]) == dois(search["message"]["items"][1:1]) + DOIS[1:2]


def test_the_pages_of_a_cursor(asking: habanero.Crossref, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of searches, each with a part of the works, in their order; a page may be empty."""
    pages = [search_answer(WORKS[:2]), search_answer(WORKS[2:]), search_answer([])]
    for page, cursor in zip(pages, ("a", "b", None), strict=True):
        page["message"]["next-cursor"] = cursor
        page["message"]["total-results"] = 7
    monkeypatch.setattr(habanero.request_class.Request, "_req", lambda *_, **__: pages.pop(0))
    answer = asking.works(query="lupus", cursor="*", cursor_max=7, limit=2)
    assert isinstance(answer, list)
    assert dois(answer) == DOIS


def test_what_was_not_found_is_left_out(asking: habanero.Crossref) -> None:
    """With ``warn`` habanero puts None in the place of a DOI that Crossref does not have."""
    with pytest.warns(UserWarning, match="404"):
        answer = asking.works(ids=[DOIS[0], "10.5555/none", DOIS[2]], warn=True)
    assert dois(answer) == [DOIS[0], DOIS[2]]


def test_the_record_is_that_of_the_registry(server: RegistryServer, asking: habanero.Crossref) -> None:
    """Dates, names, titles and kinds are read by the one rule; only the day of asking is not known."""
    for doi in DOIS:
        [citation] = citations_from_habanero(asking.works(ids=doi))
        with Crossref(server.crossref_url) as crossref:
            record = crossref.by_doi(doi)
        assert record is not None
        assert citation.record is not None
        assert citation.record.source is not None
        assert citation.record.source.address == f"https://api.crossref.org/works/10.5555%2F{doi[-2:]}"
        assert citation.record.source.retrieved is None
        assert citation.record.model_copy(update={"source": None}) == record.model_copy(update={"source": None})


def test_a_script_is_checked_without_asking_again(server: RegistryServer, asking: habanero.Crossref) -> None:
    """A work agrees with itself, and what Crossref says of notices is reported."""
    citations = citations_from_habanero(asking.works(ids=DOIS))
    asked = server.account.count()
    found = [(finding.key, finding.check) for finding in check(citations) if finding.severity != "note"]
    assert found == [("Doe2004", "retracted")]
    assert [citation.reference.title for citation in citations][-1] == "Invented lupus of kind 4: A notice"
    assert str(citations[-1].reference.pages) == "e17"
    assert [citation.key for citation in citations] == [f"Doe200{n}" for n in range(5)]
    assert to_bibtex(citations).count("@article{") == 5
    assert len(Bibliography(citations)) == 5
    assert server.account.count() == asked


def search_answer(items: list[Any]) -> dict[str, Any]:
    """Shape the answer to a search."""
    return {"status": "ok", "message-type": "work-list", "message": {"items": items, "total-results": len(items)}}


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("10.5555/h1", "answer: expected what habanero's works() returns, found str"),
        ([search_answer(WORKS), 7], "answer[1]: expected what habanero's works() returns, found int"),
        ({}, "answer: expected a work with one of DOI, title, type, author, container-title, found none of them"),
        (search_answer([WORKS[0], {"score": 1}]), "answer.message.items[1]: expected a work with one of DOI"),
        (search_answer([WORKS[0], "h"]), "answer.message.items[1]: expected a work, found str"),
        (search_answer([None]), "answer.message.items[0]: expected a work, found NoneType"),
        ({"message": {"message": {"DOI": "10.5555/h1"}}}, "answer.message: expected a work with one of DOI"),
        (
            {"message-type": "work-list", "message": {}},
            "answer.message.items: expected a list of works, found NoneType",
        ),
        ({"message-type": "work", "message": None}, "answer.message: expected a work or a list of works, found NoneT"),
        (
            [{"message-type": "work", "message": ["a"]}],
            "answer[0].message: expected a work or a list of works, found l",
        ),
        ({"message-type": "member", "message": {}}, "answer: expected a message-type of work or work-list, found 'me"),
        ({"message-type": "work", "message": {}}, "answer.message: expected a work with one of"),
    ],
)
def test_a_broken_answer_names_the_place(answer: object, message: str) -> None:
    """What is no answer about works is an error, and no list that is shorter than it should be."""
    with pytest.raises(InputError) as raised:
        citations_from_habanero(answer)
    assert str(raised.value).startswith(message)


@pytest.mark.parametrize("answer", [None, [], (), search_answer([])])
def test_nothing_found_is_no_error(answer: object) -> None:
    """A search may find nothing."""
    assert citations_from_habanero(answer) == []


@pytest.mark.parametrize(("lists", "is_answer"), [(3, True), (4, False), (100_000, False)])
def test_lists_of_lists_have_an_end(lists: int, is_answer: bool) -> None:  # noqa: FBT001  (a column of the table)
    """Calls whose answers were put together are read; what was nested by an attacker ends in words, not in a crash."""
    answer: Any = search_answer(WORKS)
    for _ in range(lists):
        answer = [answer]
    if is_answer:
        assert dois(answer) == DOIS
        return
    with pytest.raises(InputError, match="answer: expected answers, found lists in more than 3 lists"):
        citations_from_habanero(answer)
