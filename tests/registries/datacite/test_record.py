"""DOIs as DataCite really describes them, read as records."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from ivigref.identifiers import normalize_doi
from ivigref.model import Kind
from ivigref.registries.datacite.record import record_from_datacite

SHARED = os.environ.get("IVIGREF_SHARED")


def described(**attributes: Any) -> dict[str, Any]:  # noqa: ANN401  (DataCite's own JSON)
    """Make the attributes of a DOI of what a test is about."""
    return {"doi": "10.5555/x", "titles": [{"title": "T"}], "types": {}, "container": {}, **attributes}


@pytest.mark.parametrize(
    ("types", "container", "kind"),
    [
        ({"resourceTypeGeneral": "Dataset", "citeproc": "dataset"}, {}, Kind.DATASET),
        ({"resourceTypeGeneral": "JournalArticle", "citeproc": "article-journal"}, {}, Kind.JOURNAL_ARTICLE),
        ({"resourceTypeGeneral": "Text", "resourceType": "Journal article", "citeproc": "article-journal"}, {}, Kind.JOURNAL_ARTICLE),
        ({"resourceTypeGeneral": "Text", "resourceType": "Zeitschriftenartikel", "citeproc": "article-journal"}, {"volume": "14"}, Kind.JOURNAL_ARTICLE),
        ({"resourceTypeGeneral": "Text", "resourceType": "Text", "citeproc": "article-journal"}, {}, None),
        ({"resourceTypeGeneral": "Text", "resourceType": "ConferencePaper", "citeproc": "article-journal"}, {}, Kind.CONFERENCE_PAPER),
        ({"resourceTypeGeneral": "Text", "resourceType": "Academic thesis", "citeproc": "article-journal"}, {}, Kind.THESIS),
        ({"resourceTypeGeneral": "Other", "resourceType": "doctoralThesis", "citeproc": "article"}, {}, Kind.THESIS),
        ({"resourceTypeGeneral": "Other", "resourceType": "Thesis (PhD)", "citeproc": "article"}, {}, Kind.THESIS),
        ({"resourceTypeGeneral": "Dataset", "resourceType": "Dataset/UNITE Species Hypothesis"}, {}, Kind.DATASET),
        ({"resourceTypeGeneral": "Software", "citeproc": "article"}, {}, Kind.SOFTWARE),
        ({"resourceTypeGeneral": "Collection", "resourceType": "Collection", "citeproc": "article"}, {}, None),
        ({"resourceTypeGeneral": "Image", "resourceType": "Photo", "citeproc": "graphic"}, {}, None),
        ({"resourceTypeGeneral": "Preprint"}, {}, Kind.PREPRINT),
        ({}, {}, None),
    ],
)  # fmt: skip
def test_the_kind_is_what_three_vocabularies_say(types: Any, container: Any, kind: Kind | None) -> None:  # noqa: ANN401
    """What is text of any kind is called an article of a journal there, and is none."""
    assert record_from_datacite(described(types=types, container=container)).kind is kind


@pytest.mark.parametrize(
    ("creator", "short"),
    [
        ({"name": "Takatani, Sukeyoshi", "nameType": "Personal", "givenName": "Sukeyoshi", "familyName": "Takatani"}, "Takatani S"),
        ({"name": "McLain, Matt", "affiliation": []}, "McLain M"),
        ({"name": "Risso, G. L.", "nameType": "Personal"}, "Risso GL"),
        ({"name": "Jocelien Olivier", "nameType": "Personal", "givenName": "Jocelien Olivier", "familyName": None}, "Olivier J"),
        ({"name": "GBIF.org User", "nameType": "Organizational"}, "GBIF.org User"),
        ({"name": "CMS Collaboration"}, "CMS Collaboration"),
        ({"name": "(:Unav)"}, None), ({"name": "(:null)"}, None), ({"name": "Unknown"}, None), ({"name": "[S.N.]"}, None),
        ({"name": "NN"}, None), ({"name": ":(unav)"}, None), ({"name": "Nunn, A."}, "Nunn A"),
    ],
)  # fmt: skip
def test_a_creator_is_a_person_a_group_or_nobody(creator: dict[str, Any], short: str | None) -> None:
    """Depositors write names in every order, and codes where there is none."""
    assert [name.short for name in record_from_datacite(described(creators=[creator])).authors] == [short] * bool(short)


def test_an_alternative_title_is_the_title_in_another_language() -> None:
    """It may stand first."""
    titles = [{"title": "Μελέτη των όγκων", "titleType": "AlternativeTitle"}, {"title": "Study of tumors"}]
    record = record_from_datacite(described(titles=titles))
    assert (record.title, record.original_title) == ("Study of tumors", "Μελέτη των όγκων")
    assert record_from_datacite(described(titles=titles[:1])).title == "Μελέτη των όγκων"
    assert record_from_datacite(described(titles=[{"title": "(:tba)"}])).title is None


def test_an_article_has_its_place() -> None:
    """Volume, issue and pages are those of the container, as is the ISSN."""
    container = {"type": "Series", "identifier": "2040-8633", "identifierType": "EISSN", "volume": "31", "issue": "2",
                 "title": "Design and Technology Education", "firstPage": "323", "lastPage": "343"}  # fmt: skip
    record = record_from_datacite(described(container=container, publicationYear=2026, publisher={"name": "LJMU"}))
    assert (record.volume, record.issue, str(record.pages), record.issn) == ("31", "2", "323-343", ("2040-8633",))
    assert (record.container_title, record.year, record.publisher) == ("Design and Technology Education", 2026, "LJMU")


@pytest.mark.parametrize("year", [2541, 1, None, "2541", "soon"])
def test_a_year_of_another_calendar_is_none(year: object) -> None:
    """Thai theses have years of the Buddhist era."""
    assert record_from_datacite(described(publicationYear=year)).year is None


@pytest.mark.parametrize("value", [None, 7, "text", [], {}, [None], [7], {"title": 7}])
@pytest.mark.parametrize("field", ["creators", "titles", "container", "types", "dates", "publisher", "relatedIdentifiers",
    "identifiers", "descriptions", "contributors", "publicationYear", "language"])  # fmt: skip
def test_what_has_another_shape_is_left_out(field: str, value: object) -> None:
    """One field that is not what was promised costs that field."""
    assert record_from_datacite(described(**{field: value})).doi == "10.5555/x"


@pytest.mark.skipif(SHARED is None, reason="needs the recorded answers of IVIGREF_SHARED")
def test_a_thousand_real_records_are_read() -> None:
    """Every one has its DOI, its title where it has one, and as many authors as it names."""
    with gzip.open(Path(SHARED or "", "answers/datacite_1k_records.jsonl.gz"), "rt", encoding="utf-8") as lines:
        found = [json.loads(line)["attributes"] for line in lines]
    records = list(map(record_from_datacite, found))
    assert [r.doi for r in records] == [normalize_doi(a["doi"]) for a in found]
    assert sum(r.title is None for r in records) <= 12  # 2 have none, others a code for none
    assert sum(len(r.authors) == len(a["creators"]) for r, a in zip(records, found, strict=True)) >= 890
    assert sum(r.year is None for r in records) <= 30
    assert sum(r.kind is Kind.DATASET for r in records) >= 362


@pytest.mark.parametrize(
    ("issued", "year", "date"),
    [
        ("2019-05-02", "2019", "2019-05-02"),
        ("2019-05-02T10:00:00Z", "2019", "2019-05-02"),
        ("2019-05", "2019", "2019-05"),
        ("2019", "2019", None),
        ("2018-05-02", "2019", None),
        ("spring", "2019", None),
    ],
)
def test_a_year_alone_is_no_date(issued: str, year: str, date: str | None) -> None:
    """It says nothing that the year of publication does not; of another year it is the day of something else."""
    dates = [{"date": "2001-01-01", "dateType": "Created"}, {"date": issued, "dateType": "Issued"}]
    record = record_from_datacite(described(dates=dates, publicationYear=year))
    assert (record.year, str(record.date) if record.date else None) == (2019, date)
