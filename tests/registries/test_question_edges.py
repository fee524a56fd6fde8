"""What goes into one question, and what is not asked at all: each number from either side."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest

from ivigref import Name, Record, Reference
from ivigref.registries.crossref.adapter import Crossref
from ivigref.registries.crossref.record import record_from_work
from ivigref.registries.local.keys import first_page, key, page_key, page_span, title_keys
from ivigref.registries.local.sifting import is_elsewhere, is_foreign
from ivigref.registries.pubmed.adapter import PubMed
from ivigref.registries.recorded import Recorded
from tests.server import RegistryServer, article, work

Serve = Callable[..., RegistryServer]


def queries(server: RegistryServer, path: str) -> list[dict[str, list[str]]]:
    """Return the parameters of each request to a path."""
    return [
        parse_qs(urlsplit(target).query) for target in server.account.targets if urlsplit(target).path.endswith(path)
    ]


# Crossref


@pytest.mark.parametrize(("dois", "calls"), [(2, [2]), (50, [50]), (51, [50, 1]), (101, [50, 50, 1])])
def test_fifty_dois_go_into_one_call(registry_server: Serve, dois: int, calls: list[int]) -> None:
    """What two independent clients use."""
    works = [work(f"10.5555/x{n}", f"Unrelated work {n}") for n in range(dois)]
    server = registry_server(works)
    Crossref(server.crossref_url).ask([Reference(doi=made["DOI"], title=made["title"][0]) for made in works])
    asked = queries(server, "/works")
    assert [len(query["filter"][0].split(",")) for query in asked] == calls
    assert [query["rows"] for query in asked] == [[str(call)] for call in calls]


@pytest.mark.parametrize(("letters", "calls"), [(2000, 1), (2001, 2)])
def test_an_address_stays_one_that_servers_take(registry_server: Serve, letters: int, calls: int) -> None:
    """Four thousand characters of DOIs, with what parts them."""
    dois = [f"10.5555/{end}{'x' * (letters - len(',doi:') - len('10.5555%2F') - 1)}" for end in "ab"]
    server = registry_server([work(doi, f"Unrelated work {doi[8]}") for doi in dois])
    Crossref(server.crossref_url).ask([Reference(doi=doi, title=f"Unrelated work {doi[8]}") for doi in dois])
    assert server.account.count("/works?filter") == calls


def test_a_search_asks_for_five_and_reads_six_hundred_characters(registry_server: Serve) -> None:
    """A reference that is longer says nothing new at its end."""
    server = registry_server([])
    for letters in (600, 601):
        Crossref(server.crossref_url).ask([Reference(raw="x" * letters)])
        Crossref(server.crossref_url).ask([Reference(title="x" * letters)])
        Crossref(server.crossref_url).by_text("x" * letters)
    asked = queries(server, "/works")
    assert {query["rows"][0] for query in asked} == {"5"}
    assert {len(query["query.bibliographic"][0]) for query in asked} == {600}


def test_one_doi_is_asked_for_by_itself(registry_server: Serve) -> None:
    """And so is one with a comma, which parts filters."""
    works = [work(f"10.5555/{name}", f"Unrelated work {name}") for name in ("a", "b", "c,d")]
    server = registry_server(works)
    Crossref(server.crossref_url).ask([Reference(doi="10.5555/a", title="Unrelated work a")])
    assert server.account.count("filter=") == 0
    Crossref(server.crossref_url).ask([Reference(doi=w["DOI"], title=w["title"][0]) for w in works])
    assert [query["filter"] for query in queries(server, "/works")] == [["doi:10.5555/a,doi:10.5555/b"]]


@pytest.mark.parametrize(
    ("fields", "query"),
    [
        ({"title": "The long way"}, "The long way"),
        ({"title": "The long way", "authors": (Name(family="Nemo", given="A"), Name(family="Utopus"))}, "The long way Nemo"),
        ({"title": "The long way", "year": 2001, "volume": "8", "pages": "17–23"}, "The long way 2001 8 17"),
        ({"raw": "Nemo A. The long way. https://a.example/x doi: 10.5555/x 2001"}, "Nemo A. The long way. 2001"),
    ],
)  # fmt: skip
def test_the_title_leads(registry_server: Serve, fields: dict[str, object], query: str) -> None:
    """What is short and telling follows; without a title, the text as printed but for its links."""
    server = registry_server([])
    Crossref(server.crossref_url).ask([Reference.model_validate(fields)])
    [asked] = queries(server, "/works")
    assert asked["query.bibliographic"] == [query]


# PubMed


@pytest.mark.parametrize(
    ("title", "terms"),
    [
        ("long way", None),
        ("the long way of", None),
        ("long way answer", 3),
        (" ".join(f"word{n}" for n in range(15)), 15),
        (" ".join(f"word{n}" for n in range(16)), 15),
    ],
)
def test_a_title_is_searched_for_by_three_to_fifteen_words(
    registry_server: Serve, title: str, terms: int | None
) -> None:
    """Fewer would find anything; what is long enough needs no more."""
    server = registry_server()
    PubMed(server.pubmed_url).ask([Reference(title=title)])
    asked = queries(server, "/esearch.fcgi")
    assert [query["term"][0].count("[ti]") for query in asked] == ([terms] if terms else [])
    assert [query["retmax"] for query in asked] == ([["5"]] if terms else [])


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"year": 2001, "volume": "8"}, "j inv med|2001|8|||0|"),
        ({"volume": "8", "pages": "17–23"}, "j inv med||8|17||0|"),
        (
            {"year": 2001, "pages": "17", "authors": (Name(family="Nemo", given="A B"),)},
            "j inv med|2001||17|nemo ab|0|",
        ),
        ({"year": 2001}, None),
        ({"volume": "8"}, None),
    ],
)
def test_a_citation_is_matched_by_two_numbers(
    registry_server: Serve, fields: dict[str, object], line: str | None
) -> None:
    """A journal and a year alone fit thousands."""
    server = registry_server()
    PubMed(server.pubmed_url).ask([Reference.model_validate({"container_title": "J Inv Med", **fields})])
    assert [form["bdata"] for form in server.account.forms if "bdata" in form] == ([line] if line else [])


@pytest.mark.parametrize(
    ("field", "route", "name", "size"),
    [("pmid", "efetch", "id", 200), ("doi", "esearch", "term", 50), ("pmcid", "idconv", "ids", 200)],
)
def test_what_goes_into_one_call_of_ncbi(registry_server: Serve, field: str, route: str, name: str, size: int) -> None:
    """200 numbers, 50 DOIs; one more is a call of its own."""
    for many, calls in ((size, [size]), (size + 1, [size, 1])):
        server = registry_server()
        made = {"pmid": "9{:04}", "doi": "10.5555/x{}", "pmcid": "PMC{:04}"}[field]
        references = [Reference.model_validate({field: made.format(n + 1)}) for n in range(many)]
        PubMed(server.pubmed_url).ask(references)
        targets = [parse_qs(urlsplit(t).query) for t in server.account.targets if route in t]
        sizes = [len(query[name][0].replace(" OR ", ",").split(",")) for query in targets]
        assert sizes[: len(calls)] == calls
        if field == "doi":
            assert [query["retmax"] for query in targets] == [[str(5 * call)] for call in calls]


def test_a_hundred_citations_go_into_one_call(registry_server: Serve) -> None:
    """And the next into another."""
    server = registry_server()
    PubMed(server.pubmed_url).ask(
        [
            Reference.model_validate({"container_title": "J Inv Med", "year": 2001, "volume": f"{n}"})
            for n in range(1, 102)
        ]
    )
    assert [form["bdata"].count("\r") + 1 for form in server.account.forms if "bdata" in form] == [100, 1]


def test_articles_that_nobody_knows_are_asked_for_twice(registry_server: Serve) -> None:
    """A short set may be a bad day; those that came are not asked for again."""
    server = registry_server((), [article("11", "The long way.")])
    PubMed(server.pubmed_url).ask([Reference(pmid="11", title="The long way"), Reference(pmid="12")])
    assert [form["id"] for form in server.account.forms if "id" in form] == ["11,12", "12"]


# What is written down


@pytest.mark.parametrize(
    ("title", "author", "year", "identified"),
    [
        ("x" * 25, "Nemo", 2001, True),
        ("x" * 24, "Nemo", 2001, False),
        ("x" * 25, None, 2001, False),
        ("x" * 25, "Nemo", None, False),
        ("x" * 25, "Nemo", 2002, False),
        ("x" * 25, "Utopus", 2001, False),
    ],
)
def test_a_title_of_25_letters_tells_where_it_was_printed(
    title: str, author: str | None, year: int | None, *, identified: bool
) -> None:
    """With the first author and the year, and not without."""
    facts = [(f"Nemo A. {title}. J Inv Med. 2001;8:1.", Record(volume="8"))]
    printed = Reference(raw="other", title=title, year=year, authors=(Name(family=author),) if author else ())
    [answer] = Recorded(facts).ask([printed])
    assert answer.identified == identified


@pytest.mark.parametrize(
    ("title", "alike"),
    [
        ("lupus nephritis", True),
        ("lupus vasculitis", True),
        ("lupus vasculitis xylography", False),
        ("gout attacks", False),
    ],
)
def test_half_of_the_words_make_titles_alike(title: str, *, alike: bool) -> None:
    """The scorer decides which of them is the printed work."""
    facts = [("printed otherwise", Record(title="lupus nephritis"))]
    [answer] = Recorded(facts).ask([Reference(raw="x", title=title)])
    assert bool(answer.records) == alike


# Works as Crossref describes them


@pytest.mark.parametrize(
    ("year", "read"), [(999, None), (1000, 1000), (2999, 2999), (3000, None), (None, None), ("2001", 2001)]
)
def test_a_year_has_four_digits(year: object, read: int | None) -> None:
    """And begins with no three."""
    assert record_from_work({"issued": {"date-parts": [[year, 8]]}}).year == read


@pytest.mark.parametrize(("kind", "title"), [("book-chapter", "The Book"), ("journal-article", "The Series")])
def test_of_a_chapter_the_last_container_is_the_book(kind: str, title: str) -> None:
    """Crossref names the series first."""
    assert record_from_work({"type": kind, "container-title": ["The Series", "The Book"]}).container_title == title


# The own index


@pytest.mark.parametrize(
    ("title", "keys"),
    [
        ("x" * 12, 1),
        ("x" * 11, 0),
        (f"{'x' * 12}: review", 2),
        (f"{'x' * 11}: review", 1),
        ("xxxxxxx: review", 1),
        (f"{'x' * 12}:", 1),
    ],
)
def test_a_title_of_twelve_letters_is_a_key(title: str, keys: int) -> None:
    """Whole, and without its subtitle."""
    assert len(list(title_keys([title]))) == keys


@pytest.mark.parametrize(("year", "same_as"), [(1800, 1801), (1799, 1801), (2055, 2056), (2054, 2054)])
def test_years_have_eight_bits(year: int, same_as: int) -> None:
    """From 1801 to 2055; what lies beyond counts as the last of them, and no year as none."""
    assert page_key("1", "1", "Nemo", year) == page_key("1", "1", "Nemo", same_as)
    assert page_key("1", "1", "Nemo", 1801) - page_key("1", "1", "Nemo", None) == 2
    assert page_key("1", "1", "Nemo", 2055) - page_key("1", "1", "Nemo", 2054) == 2
    assert page_key("1", "1", "Nemo", 2054) - page_key("1", "1", "Nemo", 2053) == 2


def test_a_span_holds_its_years_and_no_other() -> None:
    """The first and the last of them included, works without a year where no beginning is given."""
    span = page_span("17", "8", "Nemo", (1999, 2001))
    held = [
        year
        for year in (None, 1998, 1999, 2000, 2001, 2002)
        if span.low <= page_key("17", "8", "Nemo", year) <= span.high
    ]
    assert held == [1999, 2000, 2001]
    for whole in (page_span("17", "8"), page_span("17", "8", "Nemo")):
        assert all(
            whole.low <= page_key("17", "8", "Nemo", year) <= whole.high for year in (None, 1000, 1801, 2056, 3000)
        )
    assert page_span("17", "8") != page_span("17", "9")
    assert page_key("S17", "8", "Nemo", 2001) != page_key("17", "8", "Nemo", 2001)
    assert key("doi", "x", identity=True) & 1


@pytest.mark.parametrize(
    ("pages", "first"),
    [("17-23", "17"), ("S12-S14, 20", "S12"), ("17, 20", "17"), ("-", ""), ("17;20", "17"), ("e1.2-3", "e1.2")],
)
def test_the_first_page_of_a_field(pages: str, first: str) -> None:
    """As registries write it."""
    assert first_page(pages) == first


@pytest.mark.parametrize(
    ("shared", "own", "other", "foreign"),
    [(1, 3, 3, False), (1, 3, 4, True), (1, 0, 6, False), (1, 0, 7, True), (0, 1, 1, True)],
)
def test_titles_that_share_an_eighth_of_their_words_are_looked_at(
    shared: int, own: int, other: int, *, foreign: bool
) -> None:
    """Dice's coefficient of a quarter: the scorer accepts none below."""
    ours = " ".join([*(f"same{'abc'[n]}" for n in range(shared)), *(f"own{'abcdefg'[n]}" for n in range(own))])
    theirs = " ".join([*(f"same{'abc'[n]}" for n in range(shared)), *(f"other{'abcdefg'[n]}" for n in range(other))])
    assert is_foreign(Reference(title=ours), [theirs]) == foreign
    assert not is_foreign(Reference(), [theirs])


@pytest.mark.parametrize(
    ("volume", "pages", "elsewhere"),
    [
        ("30", ["114-118"], True),
        ("29", ["114-118"], False),
        ("30", ["321-7"], False),
        ("30", ["114", "321"], False),
        ("30", [], False),
        ("XXX", ["114"], False),
        ("1", ["114"], False),
        ("2", ["114"], False),
        ("3", ["114"], True),
        ("30", ["S114"], False),
        ("029", ["114"], False),
    ],
)
def test_another_volume_and_another_page_are_another_place(volume: str, pages: list[str], *, elsewhere: bool) -> None:
    """Only plain numbers are told apart, and none that may be counted within the year or the article."""
    assert is_elsewhere(Reference(volume="29", pages="321–7"), volume, pages) == elsewhere
    assert not is_elsewhere(Reference(volume="29"), volume, pages)
