"""Which registries are asked: by the kind of work, or by name; and nobody at an address that a closed network hides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ivigref import examine, parse
from ivigref.errors import InputError
from ivigref.model import Answer, Checked, Kind, Reference, Verdict
from ivigref.registries import LIVE, Access, choice, pace, transport, url_variable
from ivigref.resolution import resolve
from tests.server import Fault, RegistryServer, work
from tests.server.registers import PATHS, stocked

TITLE, DOI, PREPRINT, ISBN = "The long way over the bridge", "10.5555/way", "10.1101/2003.01.01.111111", "9780306406157"


@pytest.fixture
def server(registry_server: Callable[..., RegistryServer], monkeypatch: pytest.MonkeyPatch) -> RegistryServer:
    """Return a server that stands for all of them by their variables."""
    monkeypatch.setattr(pace, "MARGIN", 0.001)
    server = registry_server([work("10.5555/article", "An article about ways", year=2003, authors=[("Doe", "J.")])])
    stocked(server.registers, TITLE, DOI, PREPRINT, ISBN)
    for name in LIVE:
        monkeypatch.setenv(url_variable(name), server.url(name))
    return server


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        (None, ""), (Kind.JOURNAL_ARTICLE, ""), (Kind.LETTER, ""), (Kind.BOOK, "openlibrary"),
        (Kind.EDITED_BOOK, "openlibrary"), (Kind.BOOK_CHAPTER, ""), (Kind.DATASET, "datacite"),
        (Kind.SOFTWARE, "datacite"), (Kind.THESIS, "europepmc datacite"), (Kind.GUIDELINE, "europepmc"),
        (Kind.PREPRINT, "europepmc datacite biorxiv"), (Kind.WEB_PAGE, ""), (Kind.PATENT, ""),
    ],
)  # fmt: skip
def test_each_kind_has_its_registries(kind: Kind | None, asked: str) -> None:
    """Crossref and PubMed are asked about everything, as before there were others."""
    called = [name for name in LIVE if choice.calls_for(name, Reference(kind=kind))]
    assert called == ["crossref", "pubmed", *asked.split()]


@pytest.mark.parametrize("name", LIVE)
def test_a_row_of_the_table_is_sound(name: str) -> None:
    """Kinds are kinds, and who is asked has terms to be read."""
    live = LIVE[name]
    assert all(Kind(word) for word in live.kinds or ())
    assert (live.terms or "").startswith("https://")
    assert live.what


def test_the_default_asks_what_the_kind_calls_for(server: RegistryServer) -> None:
    """An article is no business of Open Library, and nobody says that it did not find it there."""
    references = [
        Reference(title="An article about ways", year=2003, authors=({"family": "Doe"},), kind=Kind.JOURNAL_ARTICLE),
        Reference(title=TITLE, year=2003, authors=({"family": "Doe"},), isbn=(ISBN,), kind=Kind.BOOK),
        Reference(title=TITLE, year=2003, authors=({"family": "Doe"},), doi=PREPRINT, kind=Kind.PREPRINT),
    ]
    with choice.opened() as registries:
        article, book, preprint = resolve(references, registries)
    assert [inquiry.registry for inquiry in article.inquiries] == ["crossref", "pubmed"]
    assert [inquiry.registry for inquiry in book.inquiries] == ["crossref", "pubmed", "openlibrary"]
    assert {i.registry: i.outcome for i in book.inquiries}["openlibrary"] == "found"
    assert [inquiry.registry for inquiry in preprint.inquiries] == [
        "crossref",
        "pubmed",
        *"europepmc datacite biorxiv".split(),
    ]
    assert server.account.count("/doi/") == 2  # who registered the preprint's, and whether anybody did
    assert not server.account.count("/openalex/")


@pytest.mark.parametrize("printed", [f"doi:{DOI}", f"1. Doe J. {TITLE}. J Ways. 2003;5:17–18. doi:{DOI}"])
@pytest.mark.parametrize("by", ["doi.org", "crossref"])
def test_datacite_is_asked_about_its_own_dois(
    server: RegistryServer, monkeypatch: pytest.MonkeyPatch, printed: str, by: str
) -> None:
    """Of a bare DOI nobody knows the kind of its work: who registered it says whom to ask."""
    server.registers.agencies[DOI] = "DataCite"
    if by == "crossref":
        server.world.agencies[DOI] = "DataCite"
        monkeypatch.delenv(url_variable("doi"))
    with choice.opened() as registries:
        [citation] = resolve(parse(printed) or [Reference(doi=DOI)], registries)
    assert {i.registry: i.outcome for i in citation.inquiries}["datacite"] == "found"
    assert citation.record is not None
    assert citation.record.title == TITLE
    assert server.account.count("/datacite/") == 1


def test_datacite_is_not_asked_about_the_dois_of_others(server: RegistryServer) -> None:
    """An article with a DOI of mEDRA is no business of DataCite's."""
    with choice.opened() as registries:
        [citation] = resolve([Reference(doi=DOI)], registries)
    assert "datacite" not in {inquiry.registry for inquiry in citation.inquiries}
    assert not server.account.count("/datacite/")


def test_named_registries_are_asked_about_everything(server: RegistryServer) -> None:
    """Whoever names them knows why."""
    with choice.opened(choice.names_of("openlibrary,datacite")) as registries:
        [citation] = resolve([Reference(title="An article about ways", kind=Kind.JOURNAL_ARTICLE)], registries)
    assert [(i.registry, i.outcome) for i in citation.inquiries] == [
        ("openlibrary", "not-found"),
        ("datacite", "not-found"),
    ]
    assert not server.account.count("/works?")


@pytest.mark.parametrize("given", ["crossref, datacite", ["crossref", "datacite"], ["crossref,datacite"]])
def test_examine_takes_names(server: RegistryServer, given: str | list[str]) -> None:
    """One text or several; they are open for as long as the list is examined."""
    checked = examine(parse(f"1. Doe J. {TITLE}. doi:{DOI}"), given)
    [citation] = checked
    assert [inquiry.registry for inquiry in citation.inquiries] == ["crossref", "datacite"]
    assert server.account.count("/datacite/dois") >= 1


@pytest.mark.usefixtures("server")
def test_examine_takes_names_beside_registries() -> None:
    """In the order in which they are given."""

    class Shelf:
        name = "shelf"

        def ask(self, references: Sequence[Reference]) -> list[Answer]:
            return [Answer(registry="shelf") for _ in references]

    [citation] = examine(parse("1. Doe J. On ways of the north. J Ways. 2003;5:17–8."), [Shelf(), "crossref"])
    assert [inquiry.registry for inquiry in citation.inquiries] == ["shelf", "crossref"]


@pytest.mark.parametrize("given", ["medline", "crossref,,pubmed", "", []])
def test_a_name_that_is_none_is_refused(given: str | list[str]) -> None:
    """With those that there are."""
    with pytest.raises(InputError, match="registries: expected some of crossref, pubmed"):
        choice.names_of(given)


UNREGISTERED = [Reference(doi=f"10.5555/none{number}") for number in range(100)]


@pytest.mark.parametrize("names", [None, "crossref,doi"])
def test_doi_org_says_of_which_dois_nobody_registered_them(server: RegistryServer, names: str | None) -> None:
    """Two calls name the agencies; of each DOI without one the handle interface decides, and Crossref is spared."""
    with choice.opened(choice.names_of(names) if names else None) as registries:
        answers = registries[0].ask(UNREGISTERED)
    assert {answer.unknown for answer in answers} == {("doi",)}
    assert (server.account.count("/doiRA/"), server.account.count("/agency")) == (2, 0)
    assert server.account.count("/api/handles/") == len(UNREGISTERED)
    assert "doi.org" in registries[0].ways["identifier"].sends


def test_whoever_names_crossref_alone_has_nobody_else_asked(server: RegistryServer) -> None:
    """Crossref's own word is as good, and takes a call for each."""
    with choice.opened(["crossref"]) as registries:
        answers = registries[0].ask(UNREGISTERED[:3])
    assert {answer.unknown for answer in answers} == {("doi",)}
    assert (server.account.count("/doiRA/"), server.account.count("/agency")) == (0, 3)
    assert "doi.org" not in registries[0].ways["identifier"].sends


def test_where_doi_org_is_silent_crossref_is_asked(server: RegistryServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The silence of both is no word on a DOI."""
    monkeypatch.setattr(transport, "TRIES", 1)
    server.faults = [Fault("503", where="/doi/")]
    with choice.opened() as registries:
        [answer] = registries[0].ask(UNREGISTERED[:1])
    assert (answer.unknown, server.account.count("/agency")) == (("doi",), 1)
    server.faults += [Fault("503", where="/agency")]
    with choice.opened() as registries:
        [answer] = registries[0].ask(UNREGISTERED[1:2])
    assert answer.unknown == ()
    assert (answer.problem or "").startswith("crossref: ")


def test_a_server_in_the_place_of_crossref_is_the_only_one_that_is_asked(
    server: RegistryServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A closed network stays closed: nobody goes to doi.org for an agency."""
    for name in LIVE:
        monkeypatch.delenv(url_variable(name))
    urls = {"crossref": server.crossref_url, "pubmed": server.pubmed_url}
    with choice.opened(urls=urls) as registries:
        assert "doi.org" not in registries[0].ways["identifier"].sends
        assert registries[0].ask(UNREGISTERED[:1])[0].unknown == ("doi",)
    assert server.account.count("/agency") == 1


# What nobody knows: who is asked about it by default, and what is then to be thought of it.
UNKNOWN = [
    (
        "1. Doe J, Roe R. Felt bandaging of seven mountain valleys. An Article Gazette. 2003;5(2):17–28.",
        "crossref pubmed", Verdict.NOT_EXPECTED, Verdict.NOT_FOUND,
    ),
    (
        "1. Doe J, Roe R. Felt bandaging of seven mountain valleys. 3rd ed. New York: Nova Press; 2003.",
        "crossref pubmed openlibrary", Verdict.NOT_EXPECTED, Verdict.NOT_EXPECTED,
    ),
    (
        "1. Doe J. Felt bandaging of seven mountain valleys [dissertation]. Leeds: University of Leeds; 2014.",
        "crossref pubmed europepmc datacite", Verdict.NOT_EXPECTED, Verdict.NOT_EXPECTED,
    ),
    (
        "1. Doe J, Roe R. Felt bandaging of seven mountain valleys [dataset]. Zenodo; 2019.",
        "crossref pubmed datacite", Verdict.NOT_EXPECTED, Verdict.NOT_EXPECTED,
    ),
    (
        "1. Doe J, Roe R. Felt bandaging of seven mountain valleys [Preprint]. medRxiv. 2021.",
        "crossref pubmed europepmc datacite", Verdict.NOT_EXPECTED, Verdict.NOT_EXPECTED,
    ),
    (
        "1. Doe J, Roe R. Felt bandaging of seven mountain valleys [Preprint]. medRxiv. 2021. doi:10.1101/2021.05.05.21",
        "crossref pubmed europepmc datacite biorxiv", Verdict.NOT_EXPECTED, Verdict.NOT_EXPECTED,
    ),
    (
        "1. Doe J. Felt bandaging of seven mountain valleys. Available from: https://felt.example.org/valleys.",
        "crossref pubmed", Verdict.NOT_EXPECTED, Verdict.NOT_EXPECTED,
    ),
]  # fmt: skip
IDS = ["article", "book", "thesis", "dataset", "preprint", "preprint with DOI", "web page"]


def _by_default(printed: str) -> Checked:
    with choice.opened() as registries:
        return examine(parse(printed), registries)


@pytest.mark.parametrize(("printed", "asked", "unheld", "held"), UNKNOWN, ids=IDS)
def test_what_nobody_knows_is_judged_by_its_kind(
    server: RegistryServer, printed: str, asked: str, unheld: Verdict, held: Verdict
) -> None:
    """Only those are named that were asked; an article alone is missed, and only where its journal is held."""
    for verdict in (unheld, held):
        checked = _by_default(printed)
        [citation], [judgement] = checked.citations, checked.judgements
        assert [inquiry.registry for inquiry in citation.inquiries] == asked.split()
        assert judgement.asked == tuple(asked.split())
        assert (judgement.verdict, judgement.unanswered) == (verdict, ())
        server.world.add_work(work("10.5555/neighbour", "Another", year=2003, container="An Article Gazette"))


@pytest.mark.parametrize(("printed", "asked", "held"), [(*row[:2], row[3]) for row in UNKNOWN], ids=IDS)
def test_one_that_is_silent_accuses_nobody(
    server: RegistryServer, monkeypatch: pytest.MonkeyPatch, printed: str, asked: str, held: Verdict
) -> None:
    """Whoever it is of those asked, and whatever the others say; who is not asked about this kind may be silent."""
    monkeypatch.setattr(transport, "TRIES", 1)
    server.world.add_work(work("10.5555/neighbour", "Another", year=2003, container="An Article Gazette"))
    for name in choice.by_default():
        server.faults = [Fault("503", where={"crossref": "/works", "pubmed": "/entrez/"}.get(name, f"/{name}/"))]
        [judgement] = _by_default(printed).judgements
        assert judgement.verdict is (Verdict.NOT_ANSWERED if name in asked.split() else held), name
        assert judgement.unanswered == ((name,) if name in asked.split() else ())


def test_a_closed_network_stays_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another server stands for one of them, no other is asked at an address of its own by default."""
    for name in LIVE:
        monkeypatch.delenv(url_variable(name), raising=False)
    assert choice.by_default() == [name for name in LIVE if LIVE[name].kinds != ()]
    assert choice.by_default({"pubmed": "http://127.0.0.1:9"}) == ["crossref", "pubmed"]
    monkeypatch.setenv(url_variable("datacite"), "http://127.0.0.1:9")
    assert choice.by_default() == ["crossref", "pubmed", "datacite"]
    assert choice.reachable({"doi": "http://127.0.0.1:9"}) == ["crossref", "pubmed", "datacite", "doi"]


def test_a_mirror_of_all_is_asked_for_all(server: RegistryServer, tmp_path: Path) -> None:
    """The variables name one server for each."""
    assert server.address
    assert choice.reachable() == list(LIVE)
    with choice.opened(list(PATHS), Access(cache=tmp_path)) as registries:
        assert [registry.name for registry in registries] == list(PATHS)
