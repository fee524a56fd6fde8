"""What an article's file is made of, and which routes to an article are taken: each condition from either side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest

from ivigref import Record, Reference
from ivigref.errors import BadAnswer, Unreachable
from ivigref.registries.local.dump import Part
from ivigref.registries.pubmed.adapter import PubMed
from ivigref.registries.pubmed.dump import _trim, read_articles
from ivigref.registries.pubmed.eutils import _matched
from ivigref.registries.pubmed.fields import dois_of, pmcids_of
from ivigref.registries.pubmed.lists import is_list
from ivigref.registries.pubmed.record import record_from_article
from ivigref.registries.transport import Reply, Request, Transport
from ivigref.xml import parse
from tests.server import RegistryServer, article

A = "<PubmedArticle><MedlineCitation><PMID>7</PMID></MedlineCitation></PubmedArticle>"
BOOK = "<PubmedBookArticle><BookDocument><PMID>8</PMID></BookDocument></PubmedBookArticle>"
NAMELESS = "<PubmedArticle></PubmedArticle>"
BROKEN = {"not well-formed XML": 1}


@pytest.mark.parametrize(
    ("text", "works", "rejected"),
    [
        (A, 1, {}),
        (f"<PubmedArticleSet>{A}{BOOK}{A}", 3, {}),
        (f"<PubmedArticle>{A}", 1, BROKEN),
        (f"</PubmedArticle>{A}", 1, BROKEN),
        (f"<PubmedArticle></PubmedBookArticle>{A}", 1, BROKEN),
        (f"<PubmedArticle><a></PubmedArticle>{A}", 1, BROKEN),
        ("<DeleteCitation><PMID>3</PMID></PubmedArticle>", 0, BROKEN),
        (f"{A}<PubmedArticle>", 1, BROKEN),
        ("<PubmedArticle>", 0, BROKEN),
        (f"{NAMELESS}{A}{NAMELESS}", 1, {"no PMID": 2}),
        ("<DeleteCitation><PMID>3</PMID><DeleteCitation><PMID>4</PMID></DeleteCitation>", 1, BROKEN),
        ("<DeleteCitation><PMID>3</PMID><PMID>4</PMID><PMID/></DeleteCitation>", 2, {"a deletion without a PMID": 1}),
    ],
)
def test_an_element_ends_where_it_says(tmp_path: Path, text: str, works: int, rejected: dict[str, int]) -> None:
    """What has no end, no beginning or no number is counted, once, and its neighbours come through."""
    path = tmp_path / "0.xml"
    path.write_text(f"{text}</PubmedArticleSet>", encoding="utf-8")
    batch = read_articles(Part(path.name, path, "2026-01-01", path.stat().st_size))
    assert (len(batch.payloads), dict(batch.rejected)) == (works, rejected)


@pytest.mark.parametrize(
    ("known", "routes"),
    [
        ({"pmid": "11", "doi": "10.5555/a"}, ["efetch.fcgi"]),
        ({"doi": "10.5555/a"}, ["esearch.fcgi"]),
        ({"pmcid": "PMC1"}, ["", "esearch.fcgi"]),
        ({"pmcid": "PMC1", "doi": "10.5555/a"}, ["esearch.fcgi"]),
    ],
)
def test_where_ncbi_does_not_answer_no_other_route_is_taken(
    monkeypatch: pytest.MonkeyPatch, known: dict[str, str], routes: list[str]
) -> None:
    """But after the converter, which is another service."""
    asked: list[str] = []

    def ask(_: Transport, request: Request, read: object) -> Unreachable:
        del read
        asked.append(request.address.rpartition("/")[2])
        return Unreachable("the server is down", registry="pubmed")

    monkeypatch.setattr(Transport, "ask", ask)
    with PubMed("http://127.0.0.1:1") as pubmed:
        [answer] = pubmed.ask([Reference.model_validate({"title": "The long way to an answer", **known})])
    assert (asked, answer.problem) == (routes, "pubmed: the server is down")


@pytest.mark.parametrize(("doi", "is_asked"), [("10.5555/A", False), ("10.5555/b", True)])
def test_an_identifier_that_the_record_has_is_not_asked_for(
    registry_server: Callable[..., RegistryServer], doi: str, *, is_asked: bool
) -> None:
    """Another one is: of two that are printed, one may lead to another work."""
    server = registry_server((), [article("11", "The long way.", doi="10.5555/a")])
    with PubMed(server.pubmed_url) as pubmed:
        pubmed.ask([Reference(pmid="11", doi=doi, title="The long way")])
    assert bool(server.account.count("esearch")) == is_asked


@pytest.mark.parametrize(
    ("element", "left"),
    [
        (b"<GrantList><b/></GrantList><c/>", b"<c/>"),
        (b"<a><GrantList>x</GrantList><d/><GrantList>y</GrantList></a>", b"<a><d/></a>"),
        (b"<a><GrantList>x</a>", b"<a><GrantList>x</a>"),
        (b"<a></GrantList><GrantList>x</GrantList></a>", b"<a></GrantList></a>"),
        (b"<a/>", b"<a/>"),
    ],
)
def test_what_no_record_takes_anything_from_is_cut_out(element: bytes, left: bytes) -> None:
    """Wherever it stands, however often; what has no end stays."""
    assert _trim(element) == left


@pytest.mark.parametrize(
    ("result", "is_answer"),
    [
        ('{"idlist": []}', True),
        ('{"idlist": ["12"]}', True),
        ('{"idlist": [], "ERROR": "invented"}', False),
        ('{"idlist": [12]}', False),
        ("[]", False),
        ("null", False),
    ],
)
def test_a_search_has_a_list_and_no_error(monkeypatch: pytest.MonkeyPatch, result: str, *, is_answer: bool) -> None:
    """An error beside an empty list would else say that there is no such article."""
    read_well = []

    def ask(_: Transport, request: Request, read: Any) -> Any:  # noqa: ANN401  (as it is)
        if "esearch" not in request.address:
            return Unreachable("the server is down", registry="pubmed")
        try:
            read(Reply(200, f'{{"esearchresult": {result}}}'.encode(), request.shown, 0.0))
        except BadAnswer:
            read_well.append(False)
        else:
            read_well.append(True)
        return Unreachable("the server is down", registry="pubmed")

    monkeypatch.setattr(Transport, "ask", ask)
    with PubMed("http://127.0.0.1:1") as pubmed:
        pubmed.ask([Reference(title="The long way to an answer")])
    assert read_well == [is_answer]


@pytest.mark.parametrize(
    ("told", "numbers"), [("12", ["12"]), ("12,13", ["12", "13"]), ("1٣", []), ("12,x", []), ("", [])]
)
def test_what_the_matcher_says_is_numbers_or_nothing(told: str, numbers: list[str]) -> None:
    """Of PubMed's own digits."""
    assert _matched(told) == numbers
    assert is_list(numbers)
    assert not is_list([*numbers, 12])


def element(article: str = "", data: str = "", journal: str = "") -> Element:
    """Make an article's XML of what stands within its parts."""
    return parse(
        f"<PubmedArticle><MedlineCitation><PMID>1</PMID><Article><Journal>{journal}</Journal>{article}</Article>"
        f"</MedlineCitation><PubmedData><ArticleIdList>{data}</ArticleIdList></PubmedData></PubmedArticle>".encode()
    )


def record(article: str = "", journal: str = "") -> Record:
    """Translate an article."""
    return record_from_article(element(article, journal=journal))


def test_empty_identifiers_and_those_of_another_kind_are_none() -> None:
    """The number of PubMed is none of PubMed Central's."""
    made = element(
        '<ELocationID EIdType="doi"/><ELocationID EIdType="doi">10.5555/a</ELocationID>',
        '<ArticleId IdType="doi"/><ArticleId IdType="pmc"/><ArticleId IdType="pubmed">123</ArticleId>'
        '<ArticleId IdType="pmc">PMC456</ArticleId><ArticleId IdType="pii">10.5555/b</ArticleId>',
    )
    assert (dois_of(made), pmcids_of(made)) == (["10.5555/a"], ["PMC456"])
    assert record(journal="<ISSN/>").issn == ()
    assert record(journal="<ISSN>0140-6736</ISSN>").issn == ("0140-6736",)


@pytest.mark.parametrize(
    ("types", "kind"),
    [
        ((), "journal-article"),
        (("Research Support",), "journal-article"),
        (("Journal Article", "Letter"), "letter"),
        (("Research Support", "Journal Article", "Preprint"), "preprint"),
    ],
)
def test_the_first_kind_of_its_own_is_the_kind(types: tuple[str, ...], kind: str) -> None:
    """Who paid for a work is no kind, and a journal's article may be a letter as well."""
    told = "".join(f"<PublicationType>{name}</PublicationType>" for name in types)
    assert record(f"<PublicationTypeList>{told}</PublicationTypeList>").kind == kind


@pytest.mark.parametrize(
    ("pagination", "pages"),
    [
        ("<StartPage>17</StartPage>", "17"),
        ("<EndPage>23</EndPage>", None),
        ("<StartPage>17</StartPage><EndPage>23</EndPage>", "17–23"),
    ],
)
def test_pages_begin_somewhere(pagination: str, pages: str | None) -> None:
    """An end without a beginning is none."""
    found = record(f"<Pagination>{pagination}</Pagination>").pages
    assert (None if found is None else str(found).replace("-", "–")) == pages


def test_a_book_may_have_two_dois() -> None:
    """The first is its DOI, and the second is known as well."""
    made = (
        "<PubmedBookArticle><BookDocument><PMID>8</PMID><Book>"
        '<ELocationID EIdType="doi">10.5555/a</ELocationID><ELocationID EIdType="doi">10.5555/b</ELocationID>'
        "</Book></BookDocument></PubmedBookArticle>"
    )
    book = record_from_article(parse(made.encode()))
    assert (book.doi, book.doi_alternates) == ("10.5555/a", ("10.5555/b",))
