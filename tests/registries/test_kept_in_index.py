"""What an index keeps of a work is what its record is made of, and its keys come from the same facts."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast
from xml.etree.ElementTree import Element

import pytest

from ivigref.model import Record, Reference
from ivigref.registries import Local
from ivigref.registries.crossref.dump import Person
from ivigref.registries.crossref.dump import Work as Kept
from ivigref.registries.crossref.record import first_author, record_from_work, titles_of, year_of
from ivigref.registries.local import FORMS, build
from ivigref.registries.pubmed import fields
from ivigref.registries.pubmed.record import record_from_article
from ivigref.xml import parse

WHOLE = {
    "DOI": "10.5555/Whole", "type": "book-chapter", "title": ["On lupus"], "subtitle": ["A tale"],
    "original-title": ["Vom Lupus"], "container-title": ["Invented series", "Invented book"],
    "short-container-title": ["Inv Book"], "publisher": "Nova", "publisher-location": "New York", "volume": "3",
    "issue": "2", "page": "17-19", "article-number": "e17", "language": "en", "edition-number": "4",
    "abstract": "<jats:p>Nobody was treated.</jats:p>", "ISSN": ["0317-8471"], "ISBN": ["978-0-306-40615-7"],
    "clinical-trial-number": [{"clinical-trial-number": "nct01234567"}],
    "author": [{"family": "Doe", "given": "Jane", "suffix": "Jr"}, {"name": "The Invented Group"}],
    "editor": [{"family": "Roe", "given": "Richard"}],
    "issued": {"date-parts": [[2001, 2]]}, "published-online": {"date-parts": [[2000, 5, 1]]},
    "published-print": {"date-parts": [[2001, 2, 3]]}, "published-other": {"date-parts": [[1999]]},
    "journal-issue": {"issue": "2", "published-print": {"date-parts": [[2001]]}},
    "updated-by": [{"DOI": "10.5555/notice", "type": "retraction", "source": "publisher"}],
    "update-to": [{"DOI": "10.5555/before", "type": "correction", "source": "publisher"}],
    "relation": {"is-preprint-of": [{"id-type": "doi", "id": "10.5555/later"}]},
}  # fmt: skip
ARTICLE = b"""<PubmedArticle><MedlineCitation><PMID>7</PMID><Article PubModel="Print"><Journal>
<ISSN>0317-8471</ISSN><JournalIssue><Volume>3</Volume><PubDate><Year>2001</Year></PubDate></JournalIssue>
<Title>Journal of invented medicine</Title></Journal><ArticleTitle>On lupus and trials.</ArticleTitle>
<Pagination><MedlinePgn>17-9</MedlinePgn></Pagination>
<ELocationID EIdType="doi" ValidYN="N">10.5555/wrong</ELocationID><ELocationID EIdType="doi">10.5555/right</ELocationID>
<AuthorList><Author ValidYN="N"><LastName>Doh</LastName></Author><Author><LastName>Doe</LastName></Author></AuthorList>
<DataBankList><DataBank><DataBankName>ClinicalTrials.gov</DataBankName><AccessionNumberList>
<AccessionNumber>NCT01234567</AccessionNumber></AccessionNumberList></DataBank></DataBankList></Article></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="doi">10.5555/second</ArticleId><ArticleId IdType="pmc">PMC8</ArticleId>
</ArticleIdList></PubmedData></PubmedArticle>"""
BOOK = b"""<PubmedBookArticle><BookDocument><PMID>9</PMID><Book><BookTitle>Invented book</BookTitle>
<PubDate><Year>2004</Year></PubDate><ELocationID EIdType="doi">10.5555/book</ELocationID>
<AuthorList Type="editors"><Author><LastName>Roe</LastName></Author></AuthorList></Book>
<ArticleTitle>A chapter on lupus</ArticleTitle>
<AuthorList Type="authors"><Author><LastName>Doe</LastName></Author></AuthorList></BookDocument></PubmedBookArticle>"""


@pytest.fixture
def kept(tmp_path: Path) -> Callable[..., Record]:
    """Build an index of one work, and return the record that it answers to its DOI."""

    def answered(registry: str, dump: bytes, **known: str) -> Record:
        ending = {"crossref": ".json.gz", "pubmed": ".xml.gz"}[registry]
        (tmp_path / f"one{ending}").write_bytes(gzip.compress(dump))
        build(tmp_path / "index", FORMS[registry], [tmp_path / f"one{ending}"], workers=1, with_words=False)
        with Local(tmp_path / "index") as local:
            [answer] = local.ask([Reference.model_validate(known)])
        [record] = answer.records
        return record.model_copy(update={"source": None})

    return answered


def test_an_index_keeps_all_that_a_record_of_crossref_has(kept: Callable[..., Record]) -> None:
    """The number of a book, its edition and its trials too."""
    whole = record_from_work(WHOLE)
    assert kept("crossref", json.dumps({"items": [WHOLE]}).encode(), doi="10.5555/whole") == whole
    assert (whole.isbn, whole.edition, whole.trials) == (("9780306406157",), "4", ("NCT01234567",))


def test_an_index_keeps_all_that_a_record_of_pubmed_has(kept: Callable[..., Record]) -> None:
    """The number of a trial, which MEDLINE files among data banks, too."""
    whole = record_from_article(parse(ARTICLE))
    dump = b"<PubmedArticleSet>" + ARTICLE + b"</PubmedArticleSet>"
    for known in ({"pmid": "7"}, {"doi": "10.5555/right"}, {"doi": "10.5555/second"}, {"pmcid": "PMC8"}):
        assert kept("pubmed", dump, **known) == whole
    assert whole.trials == ("NCT01234567",)


class Watched(dict[str, Any]):
    """A mapping that notes which of its names anybody asks for."""

    def __init__(self, values: dict[str, Any], asked: set[str]) -> None:
        super().__init__(values)
        self.asked = asked

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401  (JSON)
        """Return a value, and note its name."""
        self.asked.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401  (JSON)
        """Do the same."""
        self.asked.add(name)
        return super().get(name, default)

    def __contains__(self, name: object) -> bool:
        """Do the same."""
        self.asked.add(str(name))
        return super().__contains__(name)


def test_the_shape_of_a_work_is_what_its_record_reads() -> None:
    """A field that the record begins to read is kept from then on, or this fails."""
    asked: set[str] = set()
    asked_of_person: set[str] = set()
    people = {
        role: [Watched(cast("Any", person), asked_of_person) for person in cast("Any", WHOLE)[role]]
        for role in ("author", "editor")
    }
    record_from_work(Watched(WHOLE | people, asked))
    record_from_work(Watched({}, asked))  # where the first choice is absent, the others are looked at
    assert asked == set(Kept.__annotations__) == set(WHOLE)
    assert asked_of_person == set(Person.__annotations__)


@pytest.mark.parametrize(
    ("work", "year"),
    [
        ({"issued": {"date-parts": [[2001]]}, "published-online": {"date-parts": [[2000]]}}, 2001),
        ({"published-print": {"date-parts": [[2002]]}, "issued": {"date-parts": [[2001]]}}, 2002),
        ({"journal-issue": {"published-print": {"date-parts": [[2003]]}}, "issued": {"date-parts": [[2001]]}}, 2003),
        ({"issued": {"date-parts": [[None]]}, "published-other": {"date-parts": [[1999]]}}, 1999),
        ({"issued": {"date-parts": [[201]]}}, None),
    ],
)
def test_the_year_of_a_key_is_the_year_of_the_record(work: dict[str, Any], year: int | None) -> None:
    """A key with another year would hide the work from whoever looks for it with the printed one."""
    assert year_of(work) == record_from_work(work).year == year


@pytest.mark.parametrize(
    ("people", "name"),
    [
        ([{"family": "Doe", "given": "J"}], "Doe"),
        ([{"name": "The Invented Group"}, {"family": "Doe"}], "The Invented Group"),
        ([{"given": "A group in the wrong field"}], "A group in the wrong field"),
        ([{"family": "<i>Doe</i> "}], "Doe"),
        (["nobody", {}, {"family": "Doe"}], "Doe"),
        ({"family": "Doe"}, None),
    ],
)
def test_the_first_author_of_a_key_is_the_records(people: object, name: str | None) -> None:
    """A person by the surname, a group by its name, from wherever it was deposited."""
    authors = record_from_work({"author": people}).authors
    assert first_author({"author": people}) == name == (authors[0].surname if authors else None)


def test_titles_are_read_as_in_a_record() -> None:
    """With their markup resolved, from a list or from a text by itself."""
    assert titles_of({"title": ["<i>On</i> lupus", ""], "original-title": "Vom Lupus"}) == ["On lupus", "Vom Lupus"]


@pytest.mark.parametrize("xml", [ARTICLE, BOOK])
def test_the_facts_of_an_article_are_those_of_its_record(xml: bytes) -> None:
    """Number, DOIs, PMCID, year and first author, of an article and of a book."""
    element: Element = parse(xml)
    record = record_from_article(element)
    assert fields.pmid_of(element) == record.pmid
    assert fields.dois_of(element) == list(filter(None, (record.doi, *record.doi_alternates)))
    assert fields.pmcids_of(element) == ([record.pmcid] if record.pmcid else [])
    assert fields.year_of(element) == record.year
    assert fields.first_author(element) == record.authors[0].surname == "Doe"
    assert "10.5555/wrong" not in record.known_as("doi")
