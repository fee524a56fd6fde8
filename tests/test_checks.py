"""Each check both ways: the real mistake that it must find, and what looks alike and is right."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest

from ivigref.checks import check, findings_by_citation, status
from ivigref.checks import record as record_checks
from ivigref.checks.printed import year_impossible
from ivigref.model import Check, Checked, Citation, Inquiry, Record, Reference, Source, Update
from ivigref.reports.console import summary
from ivigref.reports.json import check_report

DOCS = Path(__file__).parent.parent / "docs/reference"


def alarms(reference: Reference, record: Record | None = None) -> set[str]:
    """Return the names of the findings that are no notes."""
    return {f.check for f in check([Citation(reference=reference, record=record)]) if f.severity != "note"}


@pytest.mark.parametrize(
    ("title", "garbled"),
    [
        ("High-dose immunoglobulins in the treatment of refractory kg/day for five days: open trial", True),
        ("Immunoglobulin each month for a 12-cutaneous lupus erythematosus: open trial", True),
        ("High-dose immunoglobulin in SjÃ¶gren syndrome", True),
        ("Lupus in G\ufffdn\ufffdreau's series", True),
        ("Immunoglobulin 0.4 g/kg/day in lupus", False),
        ("Immunoglobulin at 2 g/kg/month: a 12-month trial", False),
        ("Cyclophosphamide 500 mg/m2/day in a 12-patient series", False),
        ("Doses in mg/kg/day and kg/m2 in children", False),
        ("A 13-year experience with 3004 infusions", False),
        ("Traitement de la sclérodermie chez l'enfant: À propos d'un cas", False),
    ],
)
def test_foreign_words_in_a_title(title: str, garbled: bool) -> None:  # noqa: FBT001
    """A dose without an amount and a number that counts nothing strayed in; a dose with an amount belongs there."""
    assert ("title-garbled" in alarms(Reference(raw="x", title=title))) == garbled


@pytest.mark.parametrize(
    ("year", "pages", "impossible"),
    [
        (2012, "2012", True),
        (1993, "1993–2000", False),
        (2012, "2013", False),
        (2010, "211–23", False),
        (2010, "211–119", True),
        (2011, "829751", False),
        (2011, "CS1–7", False),
    ],
)
def test_impossible_pages(year: int, pages: str, impossible: bool) -> None:  # noqa: FBT001
    """A lone page that is the year is a date cut apart; a range that begins there is a page of a thick volume."""
    reference = Reference(raw="x", title="t", year=year, pages=pages)
    assert ("pages-impossible" in alarms(reference)) == impossible


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        (Update(kind="retraction", direction="by", doi="10.1000/notice"), "retracted"),
        (Update(kind="retraction", direction="to", doi="10.1000/article"), None),
        (Update(kind="expression_of_concern", direction="by"), "concern"),
        (Update(kind="correction", direction="by"), None),
        (Update(kind="new_version", direction="by"), None),
    ],
    ids=["retracted", "a notice is not retracted", "concern", "a correction is shown, not alarmed", "a new version"],
)
def test_updates(update: Update, expected: str | None) -> None:
    """Only what befell the work itself alarms."""
    found = alarms(Reference(raw="x", title="Lupus"), Record(title="Lupus", updates=(update,)))
    assert found == ({expected} if expected else set())


def test_a_stored_doi_that_leads_elsewhere_is_the_worst_error() -> None:
    """An identifier that resolves to another work is reported with that work's title."""
    reference = Reference(raw="x", title="Immunoglobulin in lupus nephritis", year=2000, doi="10.1000/a")
    record = Record(title="Chemistry of bread", year=1974, doi="10.1000/A")
    assert "doi-elsewhere" in alarms(reference, record)
    assert "doi-elsewhere" not in alarms(reference, Record(title="Immunoglobulin in lupus nephritis", doi="10.1000/A"))


def test_a_second_hand_source_warns_and_does_not_condemn() -> None:
    """Of two lists that differ, either may be wrong."""
    reference = Reference(raw="x", title="Agammaglobulinemia", volume="16")
    for certainty, severity in (("certain", "error"), ("secondary", "warning")):
        record = Record(
            title="Agammaglobulinemia",
            volume="9",
            source=Source(registry="recorded", address="a page", certainty=certainty),
        )
        [found] = [f for f in check([Citation(reference=reference, record=record)]) if f.check == "volume-differs"]
        assert found.severity == severity


def test_duplicates_are_found_by_identifier_and_by_title() -> None:
    """The second of two names the first; two editorials are not one."""
    first = Reference(number=1, raw="x", title="Immunoglobulin in lupus panniculitis", year=2010, doi="10.1000/a")
    citations = [
        Citation(reference=first),
        Citation(reference=first.model_copy(update={"number": 2, "doi": None})),
        Citation(reference=Reference(number=3, raw="y", title="Another work", doi="10.1000/A")),
        Citation(reference=Reference(number=4, raw="z", title="Editorial")),
        Citation(reference=Reference(number=5, raw="z", title="Editorial")),
    ]
    found = [(f.number, f.message) for f in check(citations) if f.check == "duplicate"]
    assert found == [(2, "the same work as reference 1"), (3, "the same work as reference 1")]


def test_silence_is_not_no() -> None:
    """A registry that did not answer leaves a reference unreachable; one that has no such work, unverified."""
    for outcome, expected in (("unreachable", "unreachable"), ("not-found", "unverified")):
        inquiry = Inquiry(registry="crossref", outcome=outcome)
        citation = Citation(reference=Reference(raw="x", title="Lupus"), inquiries=(inquiry,))
        assert status(citation, findings_by_citation([citation])[0]) == expected


def test_the_report_keeps_its_schema() -> None:
    """What programs read validates against the published schema."""
    reference = Reference(number=1, raw="x", title="Lupus", volume="16", links=("PubMed",))
    record = Record(title="Lupus", volume="9", source=Source(registry="recorded", address="a page"))
    citations = [Citation(reference=reference, record=record, confidence=0.97), Citation(reference=Reference())]
    findings = findings_by_citation(citations)
    statuses = [status(c, found) for c, found in zip(citations, findings, strict=True)]
    schema = json.loads((DOCS / "check.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(check_report(Checked(citations, findings, statuses)), schema)


def test_registries_are_compared_by_the_rules_for_print() -> None:
    """An elided page, an abbreviation or a second DOI is no disagreement; another volume is."""
    crossref = Record(title="Lupus", subtitle="A review", container_title="The Lancet", year=1981, volume="317",
                      pages="1228-1231", doi="10.1000/a", source=Source(registry="crossref"))  # fmt: skip
    pubmed = Record(title="Lupus: a review.", container_title="Lancet (London, England)", year=1981, volume="1",
                    pages="1228-31", doi="10.1000/b", doi_alternates=("10.1000/A",), source=Source(registry="pubmed"))  # fmt: skip
    citation = Citation(reference=Reference(), record=crossref, records=(crossref, pubmed))
    assert not [finding for finding in check([citation]) if finding.check == "registries-disagree"]
    other = citation.model_copy(update={"records": (crossref, pubmed.model_copy(update={"volume": "2"}))})
    [finding] = [finding for finding in check([other]) if finding.check == "registries-disagree"]
    assert (finding.field, finding.printed, finding.recorded) == ("volume", "317", "2")


@pytest.mark.parametrize(
    ("others", "conversions"),
    [([], 0), ([{}], 1), ([{}, {}], 1), ([{"volume": "2"}], 2), ([{}, {"volume": "2", "year": 1999}, {}], 2)],
)
def test_a_record_is_taken_for_print_once(
    others: list[dict[str, object]], conversions: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The best record is converted once for all others, and another one only where something differs."""
    converted = []

    def counted(**fields: object) -> Reference:
        converted.append(fields)
        return Reference.model_validate(fields)

    monkeypatch.setattr(record_checks, "Reference", counted)
    first = Record(title="Lupus", year=1981, volume="1", doi="10.1000/a")
    records = (first, *(first.model_copy(update=values) for values in others))
    found = check([Citation(reference=Reference(), record=first, records=records)])
    assert len(converted) == conversions
    assert [f.field for f in found if f.check == Check.REGISTRIES_DISAGREE] == [
        field for field in ("year", "volume") if any(field in values for values in others)
    ]


def test_a_pmcid_names_a_work_too() -> None:
    """Two items with one number of PubMed Central are one work, whatever case it is printed in."""
    twice = [Citation(reference=Reference(number=n, raw="x", title="Lupus", pmcid="PMC7654321")) for n in (1, 2)]
    assert [(f.number, f.message) for f in check(twice) if f.check == Check.DUPLICATE] == [
        (2, "the same work as reference 1")
    ]


def test_a_second_doi_that_a_registry_confirms_is_right() -> None:
    """One letter may have two DOIs; a printed one that no record has is not this work's."""
    reference = Reference(title="Immunoglobulin in lupus nephritis", doi="10.1000/second")
    first, second = (Record(title=reference.title, doi=f"10.1000/{name}") for name in ("first", "second"))
    both = Citation(reference=reference, record=first, records=(first, second))
    assert not [finding for finding in check([both]) if finding.check == "doi-elsewhere"]
    [finding] = [
        finding for finding in check([Citation(reference=reference, record=first)]) if finding.severity == "error"
    ]
    assert finding.check == "doi-elsewhere"


@pytest.mark.parametrize(
    ("year", "today", "impossible"),
    [(2031, 2026, True), (2028, 2026, True), (2027, 2026, False), (2026, 2026, False), (None, 2026, False)],
)
def test_a_year_more_than_one_ahead_is_impossible(year: int | None, today: int, impossible: bool) -> None:  # noqa: FBT001
    """Journals date the issue of January in the year before, and none of the year after that."""
    found = list(year_impossible(Citation(reference=Reference(year=year)), today))
    assert [f.check for f in found] == ["year-impossible"] * impossible


def test_the_year_of_today_is_the_calendars() -> None:
    """A list of this year and the next is right in any year in which it is checked."""
    this_year = datetime.now(tz=UTC).year
    assert [("year-impossible" in alarms(Reference(title="t", year=this_year + ahead))) for ahead in (1, 3)] == [False, True]  # fmt: skip


@pytest.mark.parametrize(
    ("pages", "impossible"),
    [
        ("12–11", True),
        ("12–12", False),
        ("12–13", False),
        ("255, 14–17", False),
        ("1–3, 17–12", True),
    ],
)
def test_a_last_page_may_be_the_first(pages: str, impossible: bool) -> None:  # noqa: FBT001
    """Some lists print a single page as a range, and each range has its own last page."""
    assert ("pages-impossible" in alarms(Reference(raw="x", title="t", pages=pages))) == impossible


@pytest.mark.parametrize(("title", "twice"), [("A case report", False), ("A case of lupus", True)])
def test_a_title_of_three_words_twice_is_no_duplicate(title: str, twice: bool) -> None:  # noqa: FBT001
    """Headings have up to three words."""
    found = check([Citation(reference=Reference(number=n, title=title, year=2001)) for n in (1, 2)])
    assert ("duplicate" in {f.check for f in found}) == twice


def test_one_notice_is_reported_once() -> None:
    """Two registries that tell of one retraction tell of one; another notice is another finding."""
    notices = [Update(kind="retraction", direction="by", doi=f"10.1000/{name}") for name in ("one", "one", "two")]
    records = tuple(Record(title="Lupus", updates=(notice,)) for notice in notices)
    found = check([Citation(reference=Reference(title="Lupus"), record=records[0], records=records)])
    assert [f.recorded for f in found if f.check == "retracted"] == ["10.1000/one", "10.1000/two"]


def test_an_identifier_judged_wrong_makes_no_two_works_one() -> None:
    """A PMID that leads to reference 1 is an error of reference 2, which is another work."""
    krug = Record(title="Nephrotic syndrome in Kawasaki disease", pmid="22527534", doi="10.1000/krug")
    first = Citation(reference=Reference(number=1, title=krug.title), record=krug, confidence=0.99)
    printed = Reference(number=2, title="Immunoglobulin in lupus nephritis", pmid="22527534", doi="10.1000/nowhere")
    second = Citation(reference=printed, contradicting=(krug,), unknown=("doi",))
    found = [f for f in check([first, second]) if f.severity != "note"]
    assert [(f.number, f.check) for f in found] == [(2, "pmid-elsewhere"), (2, "doi-unknown")]
    assert (second.doi, second.pmid, second.links, second.work().pmid) == (None, None, (), None)
    assert second.work("printed").pmid == "22527534"


def test_a_wrong_pmid_says_nothing_of_the_doi_beside_it() -> None:
    """Only a record that is this work tells which DOI this work has."""
    other = Record(title="Chemistry of bread", pmid="7", doi="10.1000/bread")
    reference = Reference(title="Immunoglobulin in lupus nephritis", pmid="7", doi="10.1000/lupus")
    citation = Citation(reference=reference, contradicting=(other,))
    assert [f.check for f in check([citation]) if f.severity == "error"] == ["pmid-elsewhere"]
    assert citation.doi == "10.1000/lupus"


def test_a_work_without_a_title_is_named_by_its_place() -> None:
    """No message ends in "None"."""
    other = Record(container_title="Cereal Chemistry", year=1974, volume="2", pages="1-9", pmid="7")
    citation = Citation(reference=Reference(title="Lupus nephritis", pmid="7"), contradicting=(other,))
    assert check([citation])[0].message.endswith("leads to another work: Cereal Chemistry, 1974, 2, 1-9")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("recorded",), "--live queries Crossref and PubMed, --registries others"),
        (("recorded", "retraction-watch"), "--live queries Crossref and PubMed, --registries others"),
        (("crossref", "pubmed", "recorded"), "crossref and pubmed answered and have no such work; look for it by hand"),
        (("local-crossref",), "local-crossref answered and has no such work; look for it by hand"),
    ],
)
def test_who_was_asked_already_is_not_advised_to_ask(asked: tuple[str, ...], says: str) -> None:
    """The advice in the notes and below the table is about what has not been done yet."""
    inquiries = tuple(Inquiry(registry=name, outcome="not-found") for name in asked)
    citation = Citation(reference=Reference(title="Lupus"), inquiries=inquiries)
    [note] = [f for f in check([citation]) if f.check == "unverified"]
    assert note.message.endswith(says)
    below = summary(Checked([citation], [[note]], ["unverified"])).plain
    assert ("--live" in below) == ("--live" in says)


def test_a_print_that_shows_nothing_is_not_verified() -> None:
    """A bare DOI leads somewhere, and whether that is what was meant, nobody can tell."""
    record = Record(title="Lupus nephritis", doi="10.1000/a")
    for reference, expected in ((Reference(doi="10.1000/a"), "unverified"), (Reference(doi="10.1000/a", title="Lupus nephritis"), "verified")):  # fmt: skip
        citation = Citation(reference=reference, record=record)
        found = check([citation])
        assert status(citation, [f for f in found if f.check != "unreadable"]) == expected
        assert ("weak-evidence" in {f.check for f in found}) == (expected == "unverified")


@pytest.mark.parametrize("printed", ["10.5555/a.1/full", "10.5555/a.1.s001"])
def test_the_address_of_a_work_or_its_supplement_is_no_other_doi(printed: str) -> None:
    """A publisher's page adds /full to a DOI, and a supplement has its own: the work is the one that was found."""
    record = Record(title="On lupus of the skin", doi="10.5555/a.1")
    reference = Reference(title="On lupus of the skin", doi=printed)
    citation = Citation(reference=reference, record=record, records=(record,), confidence=0.99, unknown=("doi",))
    assert not {finding.check for finding in check([citation])} & {"doi-elsewhere", "doi-unknown"}
