from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivigref.model import Record, Update
from ivigref.names import Name
from ivigref.registries.crossref.record import record_from_work

DOI = "10.5555/12345678"
KEYS = (
    "DOI type title subtitle original-title container-title short-container-title author editor publisher volume issue"
    " page article-number issued published-print published-online journal-issue ISSN abstract language updated-by"
    " update-to date-parts family given suffix name source updated date-time label"
).split()

FIELDS: dict[str, tuple[dict[str, Any], str, object]] = {
    "a year of 1e999 is none": ({"issued": {"date-parts": [[float("inf")]]}}, "year", None),
    "markup and double escapes leave a title, its words stay": (
        {"title": ["The <i>JAK2</i> &amp;amp; TNF-<sub>α</sub>\n axis"]}, "title", "The JAK2 & TNF-α axis",
    ),
    "a work may have no title": ({"title": []}, "title", None),
    "a title that is no text is no title": ({"title": {"en": "x"}}, "title", None),
    "a subtitle stands apart": ({"title": ["A"], "subtitle": ["a trial"]}, "subtitle", "a trial"),
    "a subtitle in a tag within the title is the subtitle": (
        {"title": ["AN INFANT<subtitle>Successful Treatment</subtitle>"]}, "subtitle", "Successful Treatment",
    ),
    "and no part of the title": ({"title": ["AN INFANT&lt;subtitle&gt;Successful&lt;/subtitle&gt;"]}, "title", "AN INFANT"),
    "a deposited subtitle counts before that in the title": (
        {"title": ["A<subtitle>b</subtitle>"], "subtitle": ["c"]}, "subtitle", "c",
    ),
    "any tag that is closed is no word of a title": (
        {"title": ["On <named-content>elves</named-content>, p <0.05"]}, "title", "On elves, p <0.05",
    ),
    "a translated work keeps its original title": ({"original-title": ["Titel"]}, "original_title", "Titel"),
    "a group in the byline has a name and no family": (
        {"author": [{"name": "WHO Study Group", "sequence": "first"}]}, "authors", (Name(literal="WHO Study Group"),),
    ),
    "a particle in the family name is told apart": (
        {"author": [{"given": "Ingrid", "family": "van der Pluijm"}]},
        "authors", (Name(family="Pluijm", given="Ingrid", particle="van der"),),
    ),
    "a suffix is neither family nor given name": (
        {"author": [{"given": "A B", "family": "Doe", "suffix": "Jr"}]},
        "authors", (Name(family="Doe", given="A B", suffix="Jr"),),
    ),
    "authors that are no objects are left out": ({"author": ["Doe", None, {}]}, "authors", ()),
    "the year in print counts before the earlier one online": (
        {"issued": {"date-parts": [[2017, 12]]}, "published-print": {"date-parts": [[2018, 6]]}}, "year", 2018,
    ),
    "where there is no print, the issued year counts": ({"issued": {"date-parts": [[2011, 1, 5]]}}, "year", 2011),
    "an issue's own date is a date in print": (
        {"journal-issue": {"issue": "3", "published-print": {"date-parts": [[1999]]}}}, "year_print", 1999,
    ),
    "an issued date may be null": ({"issued": {"date-parts": [[None]]}}, "year", None),
    "the online year is kept": ({"published-online": {"date-parts": [[2017, 9, 1]]}}, "year_online", 2017),
    "an issue may be named on the journal issue only": ({"journal-issue": {"issue": "3-4"}}, "issue", "3-4"),
    "pages are read as pages": ({"page": "S12-S4"}, "pages", "S12-S4"),
    "pages that are none are left out": ({"page": "n/a-n/a"}, "pages", None),
    "an article number may stand without pages": ({"article-number": "16696"}, "article_number", "16696"),
    "a chapter's book is named after its series": (
        {"type": "book-chapter", "container-title": ["Methods Mol Biol", "The Book"]}, "container_title", "The Book",
    ),
    "a journal's first title counts": ({"container-title": ["Brain", "Cerveau"]}, "container_title", "Brain"),
    "an ISSN with a wrong check digit is none": ({"ISSN": ["0043-5342", "0043-5341"]}, "issn", ("0043-5341",)),
    "an abstract loses its JATS and keeps its words apart": (
        {"abstract": "<jats:title>Aim</jats:title><jats:p>To <jats:italic>see</jats:italic>.</jats:p>"},
        "abstract", "Aim To see.",
    ),
    "a DOI that is none is left out": ({"DOI": "11.5/x"}, "doi", None),
}  # fmt: skip


@pytest.mark.parametrize(("fields", "name", "expected"), FIELDS.values(), ids=FIELDS)
def test_fields(fields: dict[str, Any], name: str, expected: object) -> None:
    """The fact is the name of the case."""
    found = getattr(record_from_work({"DOI": DOI} | fields), name)
    assert (str(found) if name == "pages" and found else found) == expected


def entry(doi: str, kind: str, source: str, date: str = "2010-02-06") -> dict[str, Any]:
    """Shape one entry of updated-by or update-to."""
    return {"DOI": doi, "type": kind, "source": source, "updated": {"date-time": f"{date}T00:00:00Z"}}


NOTICE, ARTICLE = "10.5555/notice", "10.5555/article"
UPDATES: dict[str, tuple[dict[str, Any], list[tuple[str, str, str | None]]]] = {
    "a retraction among several entries is found": (
        {"updated-by": [
            entry("10.5555/c", "correction", "publisher"), entry(NOTICE, "retraction", "retraction-watch"),
        ]},
        [("correction", "by", "10.5555/c"), ("retraction", "by", NOTICE)],
    ),
    "the notice is not retracted": (
        {"update-to": [entry(ARTICLE, "retraction", "publisher")]}, [("retraction", "to", ARTICLE)],
    ),
    "a new version that names itself changes nothing": (
        {"updated-by": [entry(DOI.upper(), "new_version", "publisher")]}, [],
    ),
    "a notice that its publisher called retracted is a notice": (
        {"updated-by": [entry(ARTICLE, "retraction", "publisher")],
         "update-to": [entry(ARTICLE, "retraction", "retraction-watch")]},
        [("retraction", "to", ARTICLE), ("retraction", "to", ARTICLE)],
    ),
    "an article that its publisher called a notice is retracted": (
        {"updated-by": [entry(NOTICE, "retraction", "retraction-watch")],
         "update-to": [entry(NOTICE, "retraction", "publisher")]},
        [("retraction", "by", NOTICE), ("retraction", "by", NOTICE)],
    ),
    "a notice of a correction that was retracted itself is both": (
        {"updated-by": [entry(NOTICE, "retraction", "retraction-watch")],
         "update-to": [entry(ARTICLE, "correction", "publisher")]},
        [("retraction", "by", NOTICE), ("correction", "to", ARTICLE)],
    ),
    "a kind is written one way": (
        {"updated-by": [entry(NOTICE, "Expression of Concern", "publisher")]},
        [("expression_of_concern", "by", NOTICE)],
    ),
    "entries that say nothing are left out": ({"updated-by": ["x", {}, None], "update-to": "x"}, []),
}  # fmt: skip


@pytest.mark.parametrize(("fields", "expected"), UPDATES.values(), ids=UPDATES)
def test_updates(fields: dict[str, Any], expected: list[tuple[str, str, str | None]]) -> None:
    """The fact is the name of the case."""
    updates = record_from_work({"DOI": DOI} | fields).updates
    assert [(update.kind, update.direction, update.doi) for update in updates] == expected


def test_an_update_says_who_and_when() -> None:
    """The day may be given as a time or in parts."""
    parts = {"DOI": NOTICE, "type": "erratum", "updated": {"date-parts": [[2008, 11, 25]]}, "label": "Erratum"}
    first, second = record_from_work({"updated-by": [entry(NOTICE, "retraction", "publisher"), parts]}).updates
    assert first == Update(kind="retraction", direction="by", doi=NOTICE, date="2010-02-06", asserted_by="publisher")
    assert second == Update(kind="erratum", direction="by", doi=NOTICE, date="2008-11-25", label="Erratum")


TEXTS = ("", " ", "a", "ä&amp;amp;", "<i>", "<", "\x00", "S1-5", "retraction", "10.5555/x", "2008-08-13T00:00:00Z")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(TEXTS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(KEYS), JSON, max_size=12))
def test_any_json_is_a_record(work: dict[str, Any]) -> None:
    """A work of whatever shape is read as far as it can be, and nothing is raised."""
    record = record_from_work(work)
    assert record.title is None or record.title.strip()


SHARED = os.environ.get("IVIGREF_SHARED")
needs_shared = pytest.mark.skipif(SHARED is None, reason="IVIGREF_SHARED names no folder with recorded answers")


def recorded(name: str) -> list[dict[str, Any]]:
    """Return the works in a recorded answer."""
    answer = json.loads((Path(SHARED or "") / "samples/crossref" / name).read_text("utf-8"))
    if "message_item" in answer:
        return [answer["message_item"]]
    message = (answer.get("body") or answer)["message"]
    works: list[dict[str, Any]] = message.get("items", [message])
    return works


@needs_shared
def test_recorded_works_translate() -> None:
    """Every work that Crossref sent in June 2026 becomes a record with its DOI."""
    folder = Path(SHARED or "") / "samples/crossref"
    names = [p.name for p in folder.iterdir() if p.name.startswith(("item_", "work_", "list_", "shape_"))]
    works = [work for name in names for work in recorded(name)]
    records = [record_from_work(work) for work in works]
    assert len(records) > 20
    assert all(isinstance(record, Record) and record.doi for record in records)


@needs_shared
@pytest.mark.parametrize(
    ("name", "field", "expected"),
    [
        ("item_i-tag.json", "title", None),
        ("item_chapter.json", "year", None),
        ("work_10.1038_srep16696.json", "article_number", "16696"),
        ("shape_updated-by_retraction_TRANSCRIBED.json", "title", "RETRACTED: Ileal-lymphoid-nodular hyperplasia"),
    ],
)
def test_recorded_fields(name: str, field: str, expected: object) -> None:
    """What the file's name promises is in the record, and no markup is."""
    found = getattr(record_from_work(recorded(name)[0]), field)
    assert "<" not in str(found)
    assert expected is None or found == expected
