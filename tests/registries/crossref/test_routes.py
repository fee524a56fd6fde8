"""Crossref by a DOI that is not quite one, by a place, and how little of a search is sent back."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from habanero.select import VALID_SELECTS  # type: ignore[import-untyped]  # it brings none

from ivigref import Name, Reference, check, resolve
from ivigref.errors import RegistryError
from ivigref.identifiers import doi_within
from ivigref.registries import Crossref, transport
from ivigref.registries.crossref.rest import ROWS_AT_A_PLACE
from tests.server import Fault, RegistryServer, work

Serve = Callable[..., RegistryServer]
PLACE = {"container": "Journal of Ideas", "year": 2003, "volume": "7"}
WORKS = [
    work("10.5555/abc.1", "A long way to a certain answer", authors=[("Doe", "Jane")], page="11-19", **PLACE),
    work("10.5555/abc.1.g001", "", type="component"),
    work(
        "10.5555/abc.2", "Quiet rivers of the north", authors=[("Roe", "R")], page="21-29", ISSN=["1234-5679"], **PLACE
    ),
    work("10.5555/abc.2/abstract", "Quiet rivers of the north: abstract", authors=[("Roe", "R")], year=2002),
    *(work(f"10.5555/x{n}", f"Unrelated work {n}", page=f"{n}1", volume="7", year=2003) for n in range(10)),
]


@pytest.fixture(autouse=True)
def _in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "BACKOFF", 0.01)


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("10.5555/abc.1/full", "10.5555/abc.1"),
        ("10.5555/abc.1/abstract", "10.5555/abc.1"),
        ("10.5555/abc.1/pdf", "10.5555/abc.1"),
        ("10.5555/abc.1/epdf", "10.5555/abc.1"),
        ("10.5555/abc.1/full/html", "10.5555/abc.1"),
        ("10.5555/abc.1.full.pdf", "10.5555/abc.1"),
        ("10.5555/abc.1.full-text", "10.5555/abc.1"),
        ("10.5555/abc.1.meta", "10.5555/abc.1"),
        ("10.5555/2020.01.02.123456v2.full", "10.5555/2020.01.02.123456"),
        ("10.5555/abc.1.g001", "10.5555/abc.1"),
        ("10.5555/abc.1.t012", "10.5555/abc.1"),
        ("10.5555/abc.1/s001", "10.5555/abc.1"),
        ("10.5555/abc.1/-/DC1", "10.5555/abc.1"),
        ("10.5555/abc.1/-/DCSupplemental", "10.5555/abc.1"),
        ("10.5555/abc.1/fig-3", "10.5555/abc.1"),
        ("10.5555/abc.1", None),
        ("10.5555/full", None),
        ("10.5555/s001", None),
        ("10.5555/abc.g1", None),
        ("10.5555/abc/fullness", None),
        ("10.5555/meta.12", None),
    ],
)
def test_a_doi_within_another(printed: str, meant: str | None) -> None:
    """The tails of publishers' addresses, and the ends by which figures, tables and supplements are told apart."""
    assert doi_within(printed) == meant


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        ("10.5555/abc.1/full", "10.5555/abc.1"),
        ("10.5555/abc.1.g001", "10.5555/abc.1"),
        ("10.5555/abc.1/s009", "10.5555/abc.1"),
        ("10.5555/abc.2/abstract", "10.5555/abc.2/abstract"),
    ],
    ids=["a tail", "a figure that has a record", "a supplement that has none", "a DOI that only looks like one"],
)
def test_the_record_is_the_works_own(registry_server: Serve, printed: str, kept: str) -> None:
    """What an address or a part leads to is the work, in one call with all others; nobody is told that it is unknown."""
    server = registry_server(WORKS)
    first, _ = Crossref(server.crossref_url).ask([Reference(doi=printed), Reference(doi="10.5555/x1")])
    assert [record.doi for record in first.records] == [kept]
    assert first.unknown == ()
    assert server.account.count("filter=doi") == 1


def test_a_tail_without_a_work_is_still_unknown(registry_server: Serve) -> None:
    """Neither the address nor what is in it is registered: the agency is asked once, about what is printed."""
    server = registry_server(WORKS)
    references = [Reference(doi="10.5555/none/full"), Reference(doi="10.5555/x1")]
    assert Crossref(server.crossref_url).ask(references)[0].unknown == ("doi",)
    assert [target.partition("/works/")[2] for target in server.account.targets[1:]] == ["10.5555%2Fnone%2Ffull/agency"]


def test_half_a_list_is_no_word_on_the_rest(registry_server: Serve) -> None:
    """A list that says itself that it is not whole: what it lacks is asked for singly."""
    server = registry_server(WORKS, (), [Fault("half a list", where="filter=doi")])
    answers = Crossref(server.crossref_url).ask([Reference(doi=f"10.5555/x{n}") for n in range(4)])
    assert [answer.records[0].doi for answer in answers] == [f"10.5555/x{n}" for n in range(4)]
    assert server.account.count("/agency") == 0


def test_unregistered_dois_take_one_request_each(registry_server: Serve) -> None:
    """A whole list lacks them; who has them, if anybody, is asked once, and a second time never."""
    server = registry_server(WORKS)
    server.world.agencies["10.5555/elsewhere"] = "DataCite"
    printed = [Reference(doi=f"10.5555/{name}") for name in ("x1", "none", "elsewhere")]
    crossref = Crossref(server.crossref_url)
    answers = crossref.ask(printed)
    assert [answer.unknown for answer in answers] == [(), ("doi",), ()]
    assert crossref.ask(printed) == answers
    assert server.account.count() == 3


INVENTED = Reference(
    title="Peroxides in dentistry", container_title="J Ideas", year=2003, volume="7", pages="11–3",
    authors=(Name.parse("Quill R"),),
)  # fmt: skip


def test_who_stands_at_a_place_is_asked_last(registry_server: Serve) -> None:
    """An invented article at a real place: nothing is joined, and the work that stands there is a candidate."""
    other = {"authors": [("Quill", "R")], "container": "Ideas", "volume": "3"}
    crowd = [work(f"10.5555/p{n}", f"Peroxides in dentistry, part {n}", year=1990 + n, **other) for n in range(6)]
    server = registry_server([*WORKS, *crowd])
    [citation] = resolve([INVENTED], [crossref := Crossref(server.crossref_url)])
    assert citation.record is None
    asked = parse_qs(urlsplit(server.account.targets[-1]).query)
    assert asked["query.container-title"] == ["J Ideas"]
    assert asked["query.bibliographic"] == ["7 11"]
    assert asked["filter"] == ["type:journal-article,from-pub-date:2002,until-pub-date:2004"]
    assert asked["rows"] == [str(ROWS_AT_A_PLACE)]
    assert [record.doi for record in crossref.at_place(INVENTED)] == ["10.5555/abc.1"]
    assert server.account.count() == 2


def test_a_place_of_which_a_search_shows_the_work_is_not_asked_about(registry_server: Serve) -> None:
    """The work that stands there came among the candidates of the title."""
    server = registry_server(WORKS)
    [citation] = resolve([INVENTED], [Crossref(server.crossref_url)])
    assert citation.record is None
    assert server.account.count("container-title=") == 0


def test_a_place_by_issn(registry_server: Serve) -> None:
    """The journal's number says more than its name."""
    server = registry_server(WORKS)
    reference = INVENTED.model_copy(update={"issn": ("1234-5679",), "pages": Reference(pages="21").pages})
    with Crossref(server.crossref_url) as crossref:
        assert [record.doi for record in crossref.at_place(reference)] == ["10.5555/abc.2"]
        assert crossref.at_place(Reference(container_title="J Ideas", volume="7")) == ()
    assert "issn%3A1234-5679" in server.account.targets[0]
    assert "container-title=" not in server.account.targets[0]


def test_a_place_that_nobody_says_is_no_problem(registry_server: Serve) -> None:
    """The work was looked for by its title: that nobody says what stands there is no reason not to say so."""
    server = registry_server((), (), [Fault("403", where="container-title=")])
    with Crossref(server.crossref_url) as crossref:
        [citation] = resolve([INVENTED], [crossref])
        assert [inquiry.outcome for inquiry in citation.inquiries] == ["not-found"]
        with pytest.raises(RegistryError):
            crossref.at_place(INVENTED)


def test_what_is_selected_can_be(registry_server: Serve) -> None:
    """Crossref refuses a search that selects what it does not have; the answer has what is selected alone."""
    server = registry_server(WORKS)
    printed = Reference(title="Quiet rivers of the north", year=2003, volume="7", pages="21–9")
    [citation] = resolve([printed], [Crossref(server.crossref_url)])
    assert citation.doi == "10.5555/abc.2"
    [selected] = parse_qs(urlsplit(server.account.targets[0]).query)["select"]
    assert set(selected.split(",")) <= set(VALID_SELECTS)


def test_a_figure_is_no_finding_of_another_work(registry_server: Serve) -> None:
    """The printed DOI is a figure's: the work is joined, and the finding names the DOI that is its own."""
    server = registry_server(WORKS)
    printed = Reference(
        title="A long way to a certain answer", container_title="J Ideas", year=2003, volume="7", pages="11–9",
        authors=(Name.parse("Doe J"),), doi="10.5555/abc.1.g001",
    )  # fmt: skip
    [citation] = resolve([printed], [Crossref(server.crossref_url)])
    assert citation.record is not None
    assert citation.record.doi == "10.5555/abc.1"
    assert [(f.check, f.recorded) for f in check([citation]) if f.severity != "note"] == [
        ("doi-elsewhere", "10.5555/abc.1")
    ]
