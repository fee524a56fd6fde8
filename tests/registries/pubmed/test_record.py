from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import tostring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivigref.errors import InputError
from ivigref.model import MeshHeading, Record, Update
from ivigref.names import Name
from ivigref.registries.pubmed.record import record_from_article
from ivigref.xml import parse
from tests.server import article

FIELDS: dict[str, tuple[dict[str, Any], str, object]] = {
    "MEDLINE's full stop is not part of a title": ({"title": "The long way."}, "title", "The long way"),
    "a question mark is": ({"title": "The long way?"}, "title", "The long way?"),
    "the brackets of a translation stay": ({"title": "[The long way]."}, "title", "[The long way]"),
    "a stop inside them goes": ({"title": "[The long way.]"}, "title", "[The long way]"),
    "the original title is the vernacular one": ({"vernacular": "Der Weg."}, "original_title", "Der Weg"),
    "the ISO abbreviation is the short title": ({"iso": "J Clin Invest"}, "container_title_short", "J Clin Invest"),
    "without it NLM's own": ({"ta": "J Clin Invest"}, "container_title_short", "J Clin Invest"),
    "elided pages are completed": ({"pages": "1228-31"}, "pages", ("1228", "1231")),
    "pages with a discussion keep the article's": ({"pages": "1228-31; discussion 1240"}, "pages", ("1228", "1231")),
    "start and end serve where there is no range": ({"start": "113", "end": "125"}, "pages", ("113", "125")),
    "an article number in the place of pages": ({"pages": "e2308", "pii": "e2308"}, "article_number", "e2308"),
    "a page is no article number": ({"pages": "113", "pii": "S0140"}, "article_number", None),
    "a MEDLINE date holds the year": ({"medline_date": "1998 Dec-1999 Jan"}, "year", 1998),
    "a print date is the year in print": ({"year": 1998}, "year_print", 1998),
    "the date of an electronic journal is not": ({"year": 1998, "model": "Electronic"}, "year_print", None),
    "it is the year online": ({"year": 1998, "model": "Electronic"}, "year_online", 1998),
    "the electronic date is the year online": (
        {"year": 1998, "online": 1997, "model": "Print-Electronic"}, "year_online", 1997,
    ),
    "the DOI is the article's, not one that it cites": ({"doi": "10.1016/x"}, "doi", "10.1016/x"),
    "an article without one has none": ({}, "doi", None),
    "the linking ISSN comes with the printed one": (
        {"issn": "0043-5325", "issn_linking": "0043-5325"}, "issn", ("0043-5325",),
    ),
    "a group stands among persons": (
        {"authors": [("van den Bosch", "Frank", "F"), "WHO Study Group."]},
        "authors", (Name(family="Bosch", given="Frank", particle="van den"), Name(literal="WHO Study Group")),
    ),
    "initials serve where the fore name is unknown": (
        {"authors": [("Doe", None, "AB", "Jr")]}, "authors", (Name(family="Doe", given="AB", suffix="Jr"),),
    ),
    "a list that was cut short says so": ({"authors": [("Doe", "A", "A")], "complete": "N"}, "et_al", True),
    "labels of an abstract's parts are kept": (
        {"abstract": [("AIM", "To see."), (None, "Seen.")]}, "abstract", "AIM: To see.\nSeen.",
    ),
    "publication types are named": (
        {"types": [("D016428", "Journal Article")]}, "publication_types", ("Journal Article",),
    ),
    "a heading is major where one of its qualifiers is": (
        {"mesh": [("D016756", "Immunoglobulins", True, ["therapeutic use"])]},
        "mesh", (MeshHeading(name="Immunoglobulins", uid="D016756", qualifiers=("therapeutic use",), major=("therapeutic use",)),),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("fields", "name", "expected"), FIELDS.values(), ids=FIELDS)
def test_fields(fields: dict[str, Any], name: str, expected: object) -> None:
    """The fact is the name of the case."""
    given = dict(fields)
    element = parse(tostring(article("1", given.pop("title", "Title."), **given)))
    found = getattr(record_from_article(element), name)
    assert ((found.first, found.last) if name == "pages" else found) == expected


UPDATES: dict[str, tuple[str, str, str]] = {
    "RetractionIn": ("RetractionIn", "retraction", "by"),
    "RetractionOf": ("RetractionOf", "retraction", "to"),
    "ErratumIn": ("ErratumIn", "erratum", "by"),
    "ErratumFor": ("ErratumFor", "erratum", "to"),
    "ExpressionOfConcernIn": ("ExpressionOfConcernIn", "expression_of_concern", "by"),
    "ExpressionOfConcernFor": ("ExpressionOfConcernFor", "expression_of_concern", "to"),
    "RetractedandRepublishedIn": ("RetractedandRepublishedIn", "retracted_and_republished", "by"),
    "CorrectedandRepublishedFrom": ("CorrectedandRepublishedFrom", "corrected_and_republished", "to"),
}


@pytest.mark.parametrize(("kind", "expected", "direction"), UPDATES.values(), ids=UPDATES)
def test_updates(kind: str, expected: str, direction: str) -> None:
    """What NLM calls In is said of the article, what it calls For, Of or From of the notice."""
    where = "Lancet. 2010 Feb 6;375(9713):445. doi: 10.5555/notice"
    made = article("1", "T.", corrections=[("Cites", "x", "2"), ("CommentIn", "y", "3"), (kind, where, "4")])
    assert record_from_article(made).updates == (
        Update(
            kind=expected, direction=direction, doi="10.5555/notice", pmid="4",
            date="2010-02-06", asserted_by="pubmed", label=where,
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("where", "date"),
    [
        ("Lancet. 2010 Feb 6;375:445", "2010-02-06"),
        ("Lancet. 2010 Feb;375:445", "2010-02"),
        ("Lancet. 2010;375", "2010"),
    ],
)
def test_the_day_of_a_notice_is_in_its_source(where: str, date: str) -> None:
    """PubMed says when a notice appeared only in the text of its source."""
    made = article("1", "T.", corrections=[("RetractionIn", where, "4")])
    assert record_from_article(made).updates[0].date == date


BOOK = b"""<PubmedBookArticle><BookDocument><PMID>21</PMID><Book><Publisher><PublisherName>College</PublisherName>
<PublisherLocation>London</PublisherLocation></Publisher><BookTitle>The Guideline</BookTitle><PubDate><Year>2009</Year>
</PubDate><AuthorList Type="editors"><Author><LastName>Roe</LastName><Initials>R</Initials></Author></AuthorList></Book>
%s<PublicationType UI="D016454">Review</PublicationType></BookDocument></PubmedBookArticle>"""


def test_a_book_is_a_book_and_its_chapter_a_chapter() -> None:
    """A chapter has a title of its own; the book is then what contains it."""
    book = record_from_article(parse(BOOK % b""))
    chapter = record_from_article(parse(BOOK % b"<ArticleTitle>The Chapter.</ArticleTitle>"))
    assert (book.kind, book.title, book.container_title, book.year) == ("book", "The Guideline", None, 2009)
    assert (chapter.kind, chapter.title, chapter.container_title) == ("book-chapter", "The Chapter", "The Guideline")
    assert (book.publisher, book.place, book.editors) == ("College", "London", (Name(family="Roe", given="R"),))


@pytest.mark.parametrize(
    "hostile",
    [
        b'<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>',
        b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>',
        b'<!DOCTYPE a [<!ENTITY % e SYSTEM "http://127.0.0.1:9/x"> %e;]><a/>',
        b"<a><b></a>",
        b"",
        b"<a>\xff</a>",
        b"<a>&undeclared;</a>",
    ],
)
def test_xml_that_is_hostile_or_broken_is_refused(hostile: bytes) -> None:
    """No entity is expanded, nothing is fetched, and what is cut is not read as whole."""
    with pytest.raises(InputError):
        parse(hostile)


def test_the_dtd_of_real_answers_is_not_fetched() -> None:
    """Every real answer names NLM's DTD; its entities are those of HTML."""
    text = b'<!DOCTYPE a PUBLIC "-//NLM//DTD X//EN" "https://127.0.0.1:9/x.dtd"><a>&alpha;-&#228;</a>'
    assert parse(text).text == "α-ä"


@given(st.binary(max_size=60) | st.text("<>/&;!DOCTYPE[ab 'x\"=#", max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused(text: bytes) -> None:
    """Whatever a server sends, it is XML or an InputError, and an element of another kind is an empty record."""
    with suppress(InputError):
        record_from_article(parse(text))


SHARED = os.environ.get("IVIGREF_SHARED")


@pytest.mark.skipif(SHARED is None, reason="IVIGREF_SHARED names no folder with recorded answers")
def test_recorded_articles_translate() -> None:
    """Every article in the recorded answers becomes a record with number and title, and without markup."""
    records: list[Record] = []
    for path in sorted((Path(SHARED or "") / "samples/pubmed").glob("*.xml")):
        root = parse(path.read_bytes())
        found = (element for element in (root, *root) if element.tag in ("PubmedArticle", "PubmedBookArticle"))
        records.extend(map(record_from_article, found))
    assert len(records) > 20
    assert all(record.pmid and record.title and "<" not in record.title for record in records)
    assert any(record.updates for record in records)
    assert any(record.kind == "book" for record in records)


def test_what_nlm_takes_a_part_of_the_abstract_to_be_is_said() -> None:
    """The category stays beside the line, for a label that says nothing by itself; parts without a text have none."""
    text = (
        b"<PubmedArticle><MedlineCitation><PMID>90000001</PMID><Article><ArticleTitle>T</ArticleTitle><Abstract>"
        b'<AbstractText Label="PLOT" NlmCategory="METHODS">We\n measured.</AbstractText><AbstractText/>'
        b'<AbstractText Label="END">It rose.</AbstractText></Abstract></Article></MedlineCitation></PubmedArticle>'
    )
    record = record_from_article(parse(text))
    assert record.abstract == "PLOT: We measured.\nEND: It rose."
    assert record.abstract_categories == ("METHODS", None)


def test_an_abstract_without_categories_has_none() -> None:
    """Nothing is said of lines of which NLM says nothing."""
    assert record_from_article(article("90000002", "T", abstract=[("AIM", "To see.")])).abstract_categories == ()
