"""Records of every register: whatever JSON is sent, a record is made of what of it has the promised shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivigref.model import Kind, Record
from ivigref.registries.biorxiv import record_from_preprint
from ivigref.registries.datacite.record import record_from_datacite
from ivigref.registries.doi_foundation import record_from_csl
from ivigref.registries.europepmc.record import page_of, record_from_result
from ivigref.registries.openalex import record_from_openalex
from ivigref.registries.openlibrary import record_from_book, record_from_doc
from tests.server import registers

SHAPES: dict[str, tuple[Callable[[Mapping[str, Any]], Record], dict[str, Any]]] = {
    "europepmc": (record_from_result, registers.europepmc_result("7", "T")),
    "datacite": (record_from_datacite, registers.datacite_attributes("10.5555/x", "T")),
    "editions": (record_from_book, registers.openlibrary_book("T", "9780306406157")),
    "works": (record_from_doc, {"title": "T", "author_name": ["A B"], "isbn": ["1"], "publisher": ["P"],
                                "edition_count": 1, "first_publish_year": 1999, "publish_year": [1999]}),
    "biorxiv": (record_from_preprint, registers.biorxiv_version("10.1101/1", "T", "1")),
    "csl": (record_from_csl, {"DOI": "10.5555/x", "type": "book", "title": "T", "author": [{"family": "D"}]}),
    "openalex": (record_from_openalex, registers.openalex_work("7", "T", "10.5555/x")),
}  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["title", "name", "author", "journal", "doi", "publisher", "pubType", "commentCorrection", "source", "isbn_13"]
    ), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@settings(max_examples=60)
@given(data=st.data())
def test_any_value_in_any_field_costs_that_field(shape: str, data: st.DataObject) -> None:
    """Nothing is raised, and the other fields stay."""
    translate, whole = SHAPES[shape]
    field = data.draw(st.sampled_from(sorted(whole)))
    record = translate({**whole, field: data.draw(JSON)})
    assert record.title == "T" or field in {"title", "titles"}


def test_a_result_of_europe_pmc_is_read_whole() -> None:
    """As recorded of version 6.9, shortened: a letter in The Lancet."""
    journal = {"title": "Lancet (London, England)", "medlineAbbreviation": "Lancet", "isoabbreviation": "Lancet",
               "nlmid": "2985213R", "issn": "0140-6736", "essn": "1474-547X"}  # fmt: skip
    result = {
        "id": "39709209", "source": "MED", "pmid": "39709209", "doi": "10.1016/s0140-6736(24)02600-x",
        "title": "Abscopal response in a patient with fibrolamellar hepatocellular carcinoma following radiotherapy.",
        "authorList": {"author": [{"fullName": "O'Neill AF", "firstName": "Allison F", "lastName": "O'Neill", "initials": "AF"},
                                  {"collectiveName": "An Invented Group."}]},
        "journalInfo": {"issue": "10471", "volume": "404", "yearOfPublication": 2025, "journal": journal,
                        "printPublicationDate": "2025-12-01"},
        "pubYear": "2025", "pageInfo": "2603-2604", "language": "eng", "pubTypeList": {"pubType": ["Journal Article"]},
        "commentCorrectionList": {"commentCorrection": [
            {"id": "39293462", "source": "MED", "type": "Erratum for", "orderIn": 1,
             "reference": "Lancet. 2024 Sep 28;404(10459):1227-1239. doi: 10.1016/S0140-6736(24)01653-2."},
            {"id": "1", "source": "MED", "type": "Comment in", "orderIn": 2}]},
    }  # fmt: skip
    record = record_from_result(result)
    assert (record.kind, record.year, record.year_print, record.volume, record.issue) == (
        Kind.JOURNAL_ARTICLE, 2025, 2025, "404", "10471",
    )  # fmt: skip
    assert [name.short for name in record.authors] == ["O'Neill AF", "An Invented Group"]
    assert record.issn == ("0140-6736", "1474-547X")
    [update] = record.updates
    assert (update.kind, update.direction, update.pmid) == ("erratum", "to", "39293462")
    assert update.doi == "10.1016/S0140-6736(24)01653-2"
    assert page_of(result) == "https://europepmc.org/article/MED/39709209"


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"source": "PPR", "bookOrReportDetails": {"publisher": "medRxiv", "yearOfPublication": 2024}}, Kind.PREPRINT),
        ({"source": "ETH"}, Kind.THESIS), ({"source": "PAT"}, Kind.PATENT), ({"source": "HIR"}, Kind.GUIDELINE),
        ({"source": "MED", "bookOrReportDetails": {"comprisingTitle": "StatPearls"}}, Kind.BOOK_CHAPTER),
        ({"source": "MED", "bookOrReportDetails": {"publisher": "Nova"}}, Kind.BOOK),
        ({"source": "MED", "pubTypeList": {"pubType": ["Published Erratum", "correction"]}}, Kind.ERRATUM),
        ({"source": "MED"}, Kind.JOURNAL_ARTICLE),
    ],
)  # fmt: skip
def test_the_kind_of_a_result(fields: dict[str, Any], kind: Kind) -> None:
    """By its source, its publication types, or that it is of a book."""
    assert record_from_result(fields).kind is kind


def test_a_preprint_has_the_years_of_its_first_and_its_newest_version() -> None:
    """A list may cite either; as Europe PMC shows the four versions of one from medRxiv."""
    days = ("2023-08-21", "2023-11-22", "2024-03-12", "2024-04-16")
    versions = [{"source": "PPR", "firstPublishDate": day, "versionNumber": n} for n, day in enumerate(days, start=1)]
    details = {"publisher": "medRxiv", "yearOfPublication": 2024}
    record = record_from_result(
        {"source": "PPR", "bookOrReportDetails": details, "versionList": {"version": versions}, "pubYear": "2024"}
    )
    assert (record.year, record.year_online) == (2023, 2024)


def test_a_preprint_names_what_it_became() -> None:
    """In both registers; NA is nothing."""
    link = {"id": "38605817", "source": "MED", "reference": "F1000Research. \n    2023 ;12:1007", "type": "Preprint of"}
    [update] = record_from_result({"commentCorrectionList": {"commentCorrection": [link]}}).updates
    assert (update.kind, update.pmid, update.label) == ("published", "38605817", "F1000Research. 2023 ;12:1007")
    [update] = record_from_preprint({"published": "10.5555/way"}).updates
    assert (update.kind, update.doi) == ("published", "10.5555/way")
    assert record_from_preprint({"published": "NA"}).updates == ()
