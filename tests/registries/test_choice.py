"""Which registries are asked: by the kind of work, or by name; and nobody at an address that a closed network hides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ivigref import examine, parse
from ivigref.errors import InputError
from ivigref.model import Answer, Kind, Reference
from ivigref.registries import LIVE, Access, choice, pace, url_variable
from ivigref.resolution import resolve
from tests.server import RegistryServer, work
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
    assert not server.account.count("/doi/") + server.account.count("/openalex/")


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
