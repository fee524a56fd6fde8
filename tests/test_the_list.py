"""The 57 references, from the publisher's page to references.bib: what must be found, and nothing else."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

import ivigref
from ivigref import data, registries
from ivigref.checks import findings_by_citation, status
from ivigref.data import recorded_facts, recorded_text, references_text
from ivigref.errors import DataError
from ivigref.formats.entry import UNDETERMINED
from ivigref.model import Record
from tests.scripts import script

ROOT = Path(__file__).parent.parent
SHARED = os.environ.get("IVIGREF_SHARED")
needs_shared = pytest.mark.skipif(not SHARED, reason="IVIGREF_SHARED is not set: the page and the facts are not here")


@pytest.fixture(scope="module")
def bibliography() -> ivigref.Bibliography:
    """Return the shipped list."""
    return ivigref.load()


def test_the_list_has_57_references(bibliography: ivigref.Bibliography) -> None:
    """The review prints 57 references, numbered from 1."""
    assert [citation.number for citation in bibliography] == list(range(1, 58))


def test_the_findings_are_those_that_were_read_one_by_one(bibliography: ivigref.Bibliography) -> None:
    """Neither more nor fewer findings than in the_list_findings.tsv, which was checked against the list by eye."""
    with (ROOT / "tests/data/the_list_findings.tsv").open(encoding="utf-8", newline="") as file:
        expected = [tuple(row) for row in csv.reader(file, delimiter="\t")][1:]
    found = [
        (str(f.number), f.severity, f.check, f.printed or "", f.recorded or "") for f in ivigref.check(bibliography)
    ]
    assert found == expected


@pytest.mark.parametrize(
    ("number", "check", "fact"),
    [
        (1, "volume-differs", "the record has volume 9 where the list has 16"),
        (14, "title-garbled", "a line of the abstract strayed into the title"),
        (30, "pages-impossible", "a date was cut apart into volume 18 and page 2012"),
    ],
)
def test_the_real_mistakes_are_found(bibliography: ivigref.Bibliography, number: int, check: str, fact: str) -> None:
    """The list has three mistakes that the records prove or the print itself shows."""
    [alarm] = [f for f in ivigref.check(bibliography) if f.number == number and f.severity != "note"]
    assert alarm.check == check, fact


def test_nothing_else_alarms(bibliography: ivigref.Bibliography) -> None:
    """A checker that cries wolf at 54 correct references would not be read."""
    alarms = {f.number for f in ivigref.check(bibliography) if f.severity != "note"}
    assert alarms == {1, 14, 30}


def test_what_is_not_known_is_unverified_and_says_how_to_ask(bibliography: ivigref.Bibliography) -> None:
    """Of 23 references nothing is known, of 5 at second hand only, of 1 nothing to compare; mistakes have findings."""
    findings = findings_by_citation(bibliography)
    unknown = {c.number for c in bibliography if c.record is None}
    assert len(unknown) == 23
    states = {c.number: status(c, found) for c, found in zip(bibliography, findings, strict=True)}
    assert {n for n, state in states.items() if state == "unverified"} == (unknown - {14, 30}) | {8, 16, 41, 50, 54}
    assert {n for n, state in states.items() if state == "findings"} == {1, 14, 30}
    for citation, found in zip(bibliography, findings, strict=True):
        says_how = any(f.check == "unverified" and "--live" in f.message for f in found)
        assert says_how == (citation.record is None)


def test_identifiers_are_those_of_the_facts(bibliography: ivigref.Bibliography) -> None:
    """22 DOIs, 21 PMIDs and 4 PMCIDs were seen, and not one more is there."""
    counts = [sum(getattr(c, name) is not None for c in bibliography) for name in ("doi", "pmid", "pmcid")]
    assert counts == [22, 21, 4]


def test_shipped_facts_are_not_presented_as_a_registrys_answers() -> None:
    """What was seen on a page is no answer of Crossref's or PubMed's interface."""
    assert len(list(recorded_facts())) == 34
    facts = [said for _, record in recorded_facts() for said in record.statements]
    assert len(facts) == 39
    for record in facts:
        assert record.source is not None
        assert record.source.registry == "recorded"
        assert record.source.certainty in {"certain", "probable", "secondary"}
        assert record.source.address


def test_shipped_citations_are_what_the_pipeline_makes() -> None:
    """The prepared file is the pipeline's own result, so that load() and the engine say the same."""
    made = script("make_citations").made()
    assert (ROOT / "src/ivigref/data/citations.jsonl").read_text(encoding="utf-8") == made


def test_the_shipped_bib_is_not_stale(bibliography: ivigref.Bibliography) -> None:
    """references.bib at the root is what `ivigref export` writes."""
    assert (ROOT / "references.bib").read_text(encoding="utf-8") == ivigref.to_bibtex(bibliography)


@needs_shared
def test_the_shipped_list_is_cut_from_the_publishers_page() -> None:
    """references.txt is the page's list to the character, and the page itself parses to the same 57."""
    page = Path(SHARED or "", "facts/springerlink-page.txt").read_text(encoding="utf-8")
    assert references_text().strip() in page
    fields = {"line"}
    assert [r.model_dump(exclude=fields) for r in ivigref.parse(page)] == [
        r.model_dump(exclude=fields) for r in ivigref.parse(references_text())
    ]


@needs_shared
def test_the_shipped_records_are_the_noted_facts() -> None:
    """records.jsonl says what the facts say, with source and certainty."""
    texts = [
        Path(SHARED or "", "facts", name).read_text(encoding="utf-8") for name in ("records57.jsonl", "found.jsonl")
    ]
    assert script("ship_facts").shipped(*texts) == (ROOT / "src/ivigref/data/records.jsonl").read_text(encoding="utf-8")


def test_the_citations_hold_every_record_that_was_shipped(bibliography: ivigref.Bibliography) -> None:
    """`resolve --record` writes what it was given, each record under its own source, and loses none."""
    assert recorded_text(bibliography) == (ROOT / "src/ivigref/data/records.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("number", "doi", "pmid"),
    [
        (9, None, "2788058"),
        (18, None, None),
        (22, "10.1016/j.adengl.2012.07.002", None),
        (25, "10.1016/S0140-6736(03)14368-1", "14511932"),
        (27, "10.1172/JCI117520", "7962520"),
        (28, "10.1056/NEJM199312303292704", "8247075"),
        (48, "10.1212/wnl.44.2.223", "8309562"),
        (50, None, "3945295"),
    ],
)
def test_what_a_later_search_found_is_joined(
    bibliography: ivigref.Bibliography, number: int, doi: str | None, pmid: str | None
) -> None:
    """Two further searches brought identifiers of references that were known without, or not at all."""
    citation = bibliography.find(number)
    assert citation is not None
    assert (citation.doi, citation.pmid) == (doi, pmid)


@pytest.mark.parametrize(
    ("number", "field", "seen_in", "second_hand"),
    [
        (25, "title", "index page with the abstract", False),
        (25, "volume", "reference 1 of F1000Research article 7-60", True),
        (27, "doi", "copy of the PubMed page", False),
        (27, "title", "ClinicalTrials.gov record NCT00001287", True),
        (28, "container_title", "library index with abstract", False),
        (28, "pmid", "reference 6 of PMC3375426", True),
        (48, "pmid", "copy of the PubMed page", False),
        (48, "volume", "reference 15 of PMC3375426", True),
    ],
)
def test_second_hand_facts_stay_second_hand(
    bibliography: ivigref.Bibliography, number: int, field: str, seen_in: str, *, second_hand: bool
) -> None:
    """Nothing replaces a better source, and what only another list says is known by that list's word."""
    citation = bibliography.find(number)
    assert citation is not None
    record = citation.said_by(field)
    assert record is not None
    assert record.source is not None
    assert (record.source.address or "").startswith(seen_in)
    assert citation.is_second_hand(field) is second_hand


def test_two_places_of_one_mind_are_both_named(bibliography: ivigref.Bibliography) -> None:
    """Volume 9 of reference 1 is said twice, at second hand both times."""
    [alarm] = [f for f in ivigref.check(bibliography) if f.number == 1 and f.severity == "warning"]
    assert "a biographical site's citation" in alarm.message
    assert "so does a medical dictionary's citation" in alarm.message


PAGE = {
    "reference": 1, "doi": None, "pmid": None, "pmcid": None, "title": "Agammaglobulinemia", "container_title": None,
    "year": 1952, "volume": None, "issue": None, "pages": None, "authors_as_shown": None, "publication_types": None,
    "mesh_headings": None, "seen_in": "a page", "kind": "index", "identity": "certain", "abstract_says": None,
}  # fmt: skip


def noted(*looks: Mapping[str, object]) -> Record:
    """Return what is shipped of these looks at reference 1, each in a file of its own."""
    line = script("ship_facts").shipped(*(json.dumps({**PAGE, **look}) for look in looks))
    return Record.model_validate(json.loads(line)["record"])


def test_a_second_look_at_a_page_adds_and_overwrites_nothing() -> None:
    """What a look did not see, it does not say is not there."""
    record = noted({}, {"seen_in": "a page (at its address)", "year": None, "volume": "9"})
    assert (record.year, record.volume, record.also) == (1952, "9", ())
    assert record.source is not None
    assert record.source.address == "a page (at its address)"


def test_a_page_that_says_otherwise_than_before_stops_the_making() -> None:
    """Nobody can tell which look was wrong, so neither is taken silently."""
    with pytest.raises(
        ivigref.IvigrefError, match="reference 1, a page: expected what the page said before, found another year"
    ):
        noted({}, {"year": 1953})


def test_another_place_stands_beside_under_its_own_source() -> None:
    """What two places say differently is kept twice, the better one first, and the difference is a note."""
    citing = {"seen_in": "a list", "kind": "citing-list", "year": 1953, "volume": "9"}
    page: dict[str, object] = {}
    for first, second in ((page, citing), (citing, page)):
        record = noted(first, second)
        assert [(said.year, said.is_second_hand) for said in record.statements] == [(1952, False), (1953, True)]
        assert (record.whole.year, record.whole.volume) == (1952, "9")
    reference = ivigref.parse(references_text())[0]
    [citation] = ivigref.resolve([reference], [registries.Recorded([(reference.raw, record)])])
    messages = [f.message for f in ivigref.check([citation]) if f.check == "registries-disagree"]
    assert messages == ["a page gives the year as 1952, a list as 1953"]


def test_a_value_at_second_hand_is_not_exported_over_the_print() -> None:
    """However sure the work is: an issue that only a citing list gives is not exported, an identifier is."""
    citing = {"seen_in": "a list", "kind": "citing-list", "issue": "999", "doi": "10.5555/invented"}
    reference = ivigref.parse(references_text())[0]
    [citation] = ivigref.resolve([reference], [registries.Recorded([(reference.raw, noted({}, citing))])])
    assert citation.is_certain
    assert citation.record is not None
    assert citation.record.issue == "999"
    assert (citation.work().issue, citation.work().doi) == (None, "10.5555/invented")
    wrong = reference.model_copy(update={"doi": "10.5555/printed"})
    [printed] = ivigref.resolve([wrong], [registries.Recorded([(reference.raw, noted({}, citing))])])
    assert printed.work().doi == "10.5555/printed"


@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        (28, 28),
        ("Dalakas1993", 28),
        ("10.1172/jci117520", 27),
        ("https://doi.org/10.1172/JCI117520", 27),
        ("10.1016/j.ad.2011.10.013", 22),
        ("27623619", 33),
        ("PMID: 27623619", 33),
        ("PMC4387332", 20),
        ("Dalakas2001", None),
        (58, None),
    ],
)
def test_a_citation_is_found_by_number_key_doi_and_pmid(
    bibliography: ivigref.Bibliography, wanted: int | str, number: int | None
) -> None:
    """People have a number, a key or an identifier at hand, in any spelling; of two DOIs of one letter, either."""
    found = bibliography.find(wanted)
    assert (found.number if found else None) == number


def test_a_record_is_joined_wherever_its_reference_is_printed() -> None:
    """The shipped records serve another list that has the same item under another number."""
    item = next(r for r in ivigref.parse(references_text()) if r.number == 16).raw
    [citation] = ivigref.resolve(ivigref.parse(f"References\n1. {item}\n"), [registries.Recorded()])
    assert citation.doi == "10.1007/s10067-006-0222-5"


def test_the_bib_reads_back_with_every_field_equal(bibliography: ivigref.Bibliography) -> None:
    """Bibtexparser reads 57 entries without a failed block, and ours is read as it was meant."""
    from bibtexparser.entrypoint import parse_string  # noqa: PLC0415  (only here)

    text = (ROOT / "references.bib").read_text(encoding="utf-8")
    library = parse_string(text)
    assert not library.failed_blocks
    assert [entry.key for entry in library.entries] == [citation.key for citation in bibliography]
    for citation, entry in zip(bibliography, library.entries, strict=True):
        meant = citation.work()
        fields = {name: field.value for name, field in entry.fields_dict.items()}
        assert fields.get("doi") == meant.doi
        assert fields.get("pmid") == meant.pmid
        assert fields.get("pmcid") == meant.pmcid
        assert fields["year"] == str(meant.year)
        assert fields.get("volume") == meant.volume
        assert fields.get("number", "").replace("--", "-") == (meant.issue or "").replace("–", "-")
        assert fields["pages"].replace("--", "–") == (meant.pages.expanded if meant.pages else None)
        wanted_type = "incollection" if meant.kind == "book-chapter" else "article"
        assert entry.entry_type == wanted_type
        assert fields["author"].count(" and ") + 1 == len(meant.authors) + meant.et_al
    from ivigref.formats.bibtex import loads  # noqa: PLC0415  (the same)

    for citation, read in zip(bibliography, loads(text), strict=True):
        meant, got = citation.work(), read.reference
        for name in (
            "title",
            "container_title",
            "year",
            "volume",
            "doi",
            "pmid",
            "pmcid",
            "publisher",
            "place",
            "et_al",
        ):
            wanted = getattr(meant, name)
            # A no-break space of the page is a blank in a reference manager.
            wanted = wanted.replace("\u00a0", " ") if isinstance(wanted, str) else wanted
            assert getattr(got, name) == wanted, (citation.key, name)
        assert [a.surname for a in got.authors] == [a.surname for a in meant.authors]
        assert [a.initials for a in got.authors] == [a.initials for a in meant.authors]
        meant_tags = [(t.axis, t.term) for t in citation.tags if t.term != UNDETERMINED]
        assert [(t.axis, t.term) for t in read.tags] == meant_tags


@pytest.mark.parametrize(
    ("disease", "numbers"),
    [
        ("lupus-nephritis", [10, 11]),
        ("Lupus Nephritis", [10, 11]),
        ("D008181", [10, 11]),
        ("systemic sclerosis", [4, 36, 37, 38, 39, 40, 42]),  # an overlap syndrome is found under each of its parts
        ("Kawasaki disease", [52]),
        ("SLE", [9, 10, 11, 12, 19]),
        ("mixed connective tissue disease", [41, 43, 44]),
        ("gout", []),
        ([], []),
    ],
)
def test_a_disease_is_selected_by_any_of_its_names(
    bibliography: ivigref.Bibliography, disease: str | list[str], numbers: list[int]
) -> None:
    """People write what titles write: a slug, a heading, an everyday name or an abbreviation that a title uses."""
    assert [c.number for c in bibliography.select(disease=disease)] == numbers


def test_a_selection_that_cannot_be_meant_is_refused(bibliography: ivigref.Bibliography) -> None:
    """A misspelt axis or a year in words is an error, not an empty list."""
    with pytest.raises(ivigref.IvigrefError, match="expected an axis of this list"):
        bibliography.select(colour="red")
    with pytest.raises(ivigref.IvigrefError, match="expected a year"):
        bibliography.select(year="1999")  # type: ignore[arg-type]


@pytest.mark.parametrize("line", ['{"printed": "x"', "null", "[]", '{"printed": "x"}', '{"printed": "x", "record": 7}'])
def test_a_damaged_line_of_the_records_is_named(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    """What ships may be damaged where it is installed; no record is left out of it in silence."""
    monkeypatch.setattr(data, "read_text", lambda _: f'{{"printed": "y", "record": {{"title": "Y"}}}}\n{line}\n')
    with pytest.raises(DataError, match=r"^records\.jsonl:2: expected a printed reference and its record"):
        list(recorded_facts())
