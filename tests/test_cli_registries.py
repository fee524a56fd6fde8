"""Registries chosen on the command line: by kind of work, by name, and what is said of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ivigref import cli
from ivigref.registries import LIVE, pace, url_variable
from tests.server import RegistryServer, work
from tests.server.registers import datacite_attributes, stocked

TITLE, DOI, PREPRINT, ISBN = "The long way over the bridge", "10.5555/way", "10.1101/2003.01.01.111111", "9780306406157"
LIST = f"1. Doe J. {TITLE}. New York: Nova; 2003. ISBN {ISBN}.\n2. Doe J. An article about ways. J Ways. 2003;5:17-8.\n"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def server(registry_server: Callable[..., RegistryServer]) -> RegistryServer:
    """Return a server that has a book at Open Library and an article at Crossref."""
    fields = {"year": 2003, "container": "Journal of Ways", "volume": "5", "page": "17-18"}
    server = registry_server([work("10.5555/article", "An article about ways", authors=[("Doe", "J.")], **fields)])
    stocked(server.registers, TITLE, DOI, PREPRINT, ISBN)
    return server


@pytest.fixture
def run(
    server: RegistryServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Run:
    """Return what runs the command with every registry on loopback."""
    (tmp_path / "list.txt").write_text(LIST, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pace, "MARGIN", 0.001)
    for name in LIVE:
        monkeypatch.setenv(url_variable(name), server.url(name))

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["ivigref", *arguments, "--cache", str(tmp_path / "cache")])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        said = capsys.readouterr()
        return int(stopped.value.code or 0), said.out, said.err

    return run


def asked(out: str) -> list[list[str]]:
    """Return who was asked about each reference."""
    return [
        [i["registry"] for i in citation["inquiries"] if i["registry"] in LIVE]
        for citation in map(json.loads, out.splitlines())
    ]


def test_the_default_asks_open_library_about_the_book(run: Run, server: RegistryServer) -> None:
    """And nobody but Crossref and PubMed about the article."""
    code, out, _ = run("resolve", "list.txt", "--live", "--format", "jsonl")
    assert code == 0
    assert asked(out) == [["crossref", "pubmed", "openlibrary"], ["crossref", "pubmed"]]
    book, article = map(json.loads, out.splitlines())
    assert book["record"]["source"]["address"] == "https://openlibrary.org/books/OL1M"
    assert article["record"]["doi"] == "10.5555/article"
    assert not server.account.count("/europepmc/") + server.account.count("/doi/") + server.account.count("/openalex/")


@pytest.mark.parametrize("options", [("--registries", "openlibrary,Europepmc"), ("--live", "--registries", "openlibrary, europepmc")])  # fmt: skip
def test_named_registries_are_asked_alone(run: Run, server: RegistryServer, options: tuple[str, ...]) -> None:
    """About every reference, with --live or without."""
    code, out, _ = run("resolve", "list.txt", *options, "--format", "jsonl")
    assert code == 0
    assert asked(out) == [["openlibrary", "europepmc"]] * 2
    assert not server.account.count("/works?") + server.account.count("eutils")


@pytest.mark.parametrize("verb", ["check", "resolve", "export"])
def test_every_verb_that_asks_takes_names(run: Run, server: RegistryServer, verb: str) -> None:
    """As it takes --live."""
    options = ("--to", "bibtex") if verb == "export" else ()
    assert run(verb, "list.txt", "--registries", "openlibrary", *options)[0] in {0, 1}
    assert server.account.count("/openlibrary/")
    assert server.account.count() == server.account.count("/openlibrary/")


def test_a_name_that_is_none_stops_before_anything_is_asked(run: Run, server: RegistryServer) -> None:
    """With those that there are."""
    code, _, err = run("check", "list.txt", "--registries", "medline")
    assert code == 2
    assert "registries: expected some of crossref, pubmed, europepmc" in err
    assert not server.account.count()


def test_doctor_shows_each_registry(run: Run, server: RegistryServer) -> None:
    """All of them answer here."""
    code, out, _ = run("doctor")
    assert code == 0
    assert [line.split() for line in out.splitlines()[-len(LIVE) :]] == [[name, "answers"] for name in LIVE]
    assert server.account.count("/biorxiv/")


def test_doctor_says_whom_it_does_not_ask(run: Run, server: RegistryServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those without another server, where others have one."""
    monkeypatch.delenv(url_variable("datacite"))
    code, out, _ = run("doctor")
    assert code == 0
    assert "datacite   not asked: other servers are named, and none for it" in out
    assert not server.account.count("/datacite/")


@pytest.mark.parametrize(
    ("wish", "title", "source"),
    [
        (ISBN, TITLE, "openlibrary"),
        ("9781861972712", "Another invented way of counting", "openlibrary"),
        ("arXiv:2101.00001v2", "A way that only arXiv has", "datacite"),
        (PREPRINT, TITLE, "biorxiv"),
        (DOI, TITLE, "europepmc"),
    ],
)
def test_an_identifier_is_looked_up_by_all_who_may_know_it(
    run: Run, server: RegistryServer, wish: str, title: str, source: str
) -> None:
    """Fetched with every registry that is there, whatever kind of work it is."""
    server.registers.dois.append(datacite_attributes("10.48550/arxiv.2101.00001", "A way that only arXiv has"))
    code, out, err = run("fetch", wish)
    assert (code, title.rpartition(" ")[2] in out, source in out) == (0, True, True), err
