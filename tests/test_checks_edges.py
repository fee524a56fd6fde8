"""Where a check begins and where it ends: a case on either side of each number and condition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from ivigref.checks import check, findings_by_citation, status
from ivigref.model import Citation, Finding, Inquiry, Record, Reference, Source, Update

TITLE = "Invented treatments of imaginary diseases"


def found(name: str, *citations: Citation) -> list[Finding]:
    """Return the findings of one check."""
    return [finding for finding in check(citations) if finding.check == name]


@pytest.mark.parametrize(
    ("year", "pages", "impossible"),
    [
        (2010, "12–12", False),
        (2010, "12–11", True),
        (2010, "12", False),
        (2010, "2010", True),
        (None, "2010", False),
        (2010, "e12–11", False),
        (2010, "12–e11", False),
    ],
)
def test_a_range_may_end_where_it_begins(year: int | None, pages: str, *, impossible: bool) -> None:
    """But not a page before; numbers that have letters are not counted."""
    reference = Reference(raw="x", title=TITLE, year=year, pages=pages)
    assert bool(found("pages-impossible", Citation(reference=reference))) == impossible


@pytest.mark.parametrize(
    ("fields", "severity"),
    [
        ({"raw": "x"}, "warning"),
        ({"raw": "x", "title": TITLE}, None),
        ({"raw": "x", "container_title": "J Inv"}, None),
        ({"raw": "x", "title": TITLE, "unparsed": ("left",)}, "note"),
        ({"raw": "x", "container_title": "J Inv", "unparsed": ("left",)}, "note"),
    ],
)
def test_a_title_or_a_journal_makes_an_item_readable(fields: dict[str, object], severity: str | None) -> None:
    """Without either it is not; with text left over it is, and that is noted."""
    reference = Reference.model_validate(fields)
    assert [f.severity for f in found("unreadable", Citation(reference=reference))] == ([severity] if severity else [])


def test_what_cannot_be_read_is_shown_up_to_ninety_characters() -> None:
    """The ninetieth is shown, and where there are more, an ellipsis stands in its place."""
    for length, shown in ((90, "x" * 90), (91, "x" * 89 + "…"), (200, "x" * 89 + "…")):
        [finding] = found("unreadable", Citation(reference=Reference(raw="x" * length)))
        assert finding.message == f"could not be read: {shown}"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("A 12-cutaneous case", "A 12-cutaneous case"),
        ("12-cutaneous case", "12-cutaneous case"),
        ("On a 12-cutaneous", "a 12-cutaneous"),
        ("12-cutaneous", "12-cutaneous"),
        ("one two 12-cutaneous three four", "two 12-cutaneous three"),
        ("one b 12-cutaneous c four", "b 12-cutaneous c"),
        ("one two (12-cutaneous) three four", "(12-cutaneous)"),
        ("one two d-12-cutaneous: three four", "d-12-cutaneous:"),
    ],
)
def test_foreign_words_are_shown_with_a_word_on_either_side(title: str, shown: str) -> None:
    """So that the author finds the place; what is written together with them does for a word."""
    [finding] = found("title-garbled", Citation(reference=Reference(raw="x", title=title)))
    assert f"“{shown}”" in finding.message


@pytest.mark.parametrize(
    ("links", "doi", "noted"), [(("Article",), None, True), (("Article",), "10.5555/a", False), ((), None, False)]
)
def test_a_label_promises_what_is_not_known(links: tuple[str, ...], doi: str | None, *, noted: bool) -> None:
    """What is known needs no note, and what no label promises is not missed."""
    reference = Reference(raw="x", title=TITLE, links=links, doi=doi)
    assert bool(found("doi-missing", Citation(reference=reference))) == noted


@pytest.mark.parametrize(
    ("outcomes", "said"),
    [
        ({"crossref": "unreachable"}, "could not be looked up: crossref did not answer"),
        ({"crossref": "not-found", "pubmed": "unreachable"}, "could not be looked up: pubmed did not answer"),
        ({"crossref": "not-found", "pubmed": "not-found"}, "crossref and pubmed answered and have no such work"),
        ({"recorded": "not-found", "pubmed": "not-found"}, "pubmed answered and has"),
        (
            {"recorded": "not-found"},
            "no record is stored, and no registry was asked; --live queries Crossref and PubMed, --registries others",
        ),
        ({}, "no record is stored, and no registry was asked; --live queries Crossref and PubMed, --registries others"),
    ],
)
def test_who_was_asked_is_named(outcomes: dict[str, str], said: str) -> None:
    """The registries that did not answer, else those that know nothing; the shipped records are nobody to ask."""
    inquiries = tuple(Inquiry.model_validate({"registry": r, "outcome": o}) for r, o in outcomes.items())
    [finding] = found("unverified", Citation(reference=Reference(raw="x", title=TITLE), inquiries=inquiries))
    assert finding.message.startswith(said)


@pytest.mark.parametrize(
    ("asked", "unknown", "severity"),
    [
        ([("crossref", "found", ("identifier",))], (), "warning"),
        ([("crossref", "found", ("identifier",))], ("doi",), "error"),
        ([("crossref", "unreachable", ("identifier",))], (), "error"),
        ([("pubmed", "found", ("identifier",))], (), "error"),
        ([("crossref", "found", ("title",))], (), "error"),
        ([], (), "error"),
    ],
    ids=["another agency's", "nobody's", "not answered", "not asked", "not looked up", "offline"],
)
def test_a_doi_of_another_agency_may_be_that_of_a_copy(
    asked: list[tuple[str, str, tuple[str, ...]]], unknown: tuple[str, ...], severity: str
) -> None:
    """Crossref has no work of it and does not call it unknown: some repository registered it, maybe for this work."""
    inquiries = [Inquiry.model_validate({"registry": r, "outcome": o, "searched": s}) for r, o, s in asked]
    printed = Reference(raw="x", title=TITLE, doi="10.5555/copy")
    record = Record(title=TITLE, doi="10.5555/own")
    [finding] = found(
        "doi-elsewhere", Citation(reference=printed, record=record, unknown=unknown, inquiries=tuple(inquiries))
    )
    assert finding.severity == severity


SOURCES = {
    "certain": Source(registry="crossref", certainty="certain"),
    "secondary": Source(registry="recorded", address="a page", certainty="secondary"),
    "unsaid": Source(registry="crossref"),
    "none": None,
}


@pytest.mark.parametrize(
    ("shows", "source", "verified"),
    [
        ({"title": TITLE}, "certain", True),
        ({"title": TITLE}, "unsaid", True),
        ({"title": TITLE}, "none", True),
        ({"title": TITLE}, "secondary", False),
        ({"pages": "1-2"}, "certain", True),
        ({"authors": ({"family": "Nemo"},)}, "certain", True),
        ({"year": 2001}, "certain", False),
        ({"year": 2001}, "none", False),
    ],
)
def test_a_work_is_verified_by_a_record_that_shows_something(
    shows: dict[str, object], source: str, *, verified: bool
) -> None:
    """What is known at second hand, or by a record without title, authors and pages, is not verified."""
    record = Record.model_validate({**shows, "source": SOURCES[source]})
    citation = Citation(reference=Reference(raw="x", title=TITLE), record=record)
    findings = findings_by_citation([citation])[0]
    assert status(citation, findings) == ("verified" if verified else "unverified")
    assert any(finding.check == "weak-evidence" for finding in findings) == (not verified)


@pytest.mark.parametrize(
    ("title", "twice"),
    [
        ("Case report", False),
        ("A case report", False),
        ("A short case report", True),
        ("A short imaginary case report", True),
        (None, False),
    ],
)
def test_four_words_make_a_title_that_no_two_works_share(title: str | None, *, twice: bool) -> None:
    """Three, such as a heading has, do not."""
    citations = [Citation(reference=Reference(raw="x", title=title, year=2001)) for _ in range(2)]
    assert bool(found("duplicate", *citations)) == twice


@pytest.mark.parametrize("other", [{"year": 2002}, {"volume": "2"}, {"pages": "9"}, {"title": f"{TITLE} again"}])
def test_a_title_alone_makes_no_duplicate(other: dict[str, object]) -> None:
    """Year, volume or first page tell two works apart."""
    one = {"raw": "x", "title": TITLE, "year": 2001, "volume": "1", "pages": "7–8"}
    citations = [Citation(reference=Reference.model_validate(fields)) for fields in (one, one | other)]
    assert not found("duplicate", *citations)
    assert len(found("duplicate", *citations, citations[0])) == 1


def test_a_work_without_number_is_called_by_its_key_or_its_place() -> None:
    """The first item is item 1."""
    works = {n: Reference(raw="x", title=f"Invented works of volume {n}", year=2001) for n in (1, 2)}
    called = [Citation(reference=works[1]), Citation(reference=works[2], key="inv2001")]
    said = [finding.message for finding in found("duplicate", *called, *called)]
    assert said == ["the same work as item 1", "the same work as inv2001"]


def test_a_number_is_used_once() -> None:
    """Two items of one number are reported, and items without any are not."""
    references = [Reference(number=n, raw="x", title=f"Invented works of volume {v}") for v, n in enumerate((1, 2, 1))]
    bare = [Reference(raw="x", title=f"Imaginary works of volume {n}") for n in range(2)]
    repeated = found("number-repeated", *(Citation(reference=r) for r in (*references, *bare)))
    assert [finding.message for finding in repeated] == ["the number 1 is used twice"]


NOTICE, SECOND = (Update(kind="retraction", direction="by", doi=f"10.5555/{n}") for n in ("notice", "second"))


@pytest.mark.parametrize(
    ("updates", "times"),
    [
        ((NOTICE,), 1),
        ((NOTICE, NOTICE), 1),
        ((NOTICE, SECOND), 2),
        ((NOTICE, Update(kind="correction", direction="by", doi="10.5555/notice")), 1),
    ],
)
def test_one_notice_is_reported_once(updates: Iterable[Update], times: int) -> None:
    """Whichever registries say so; a second notice is a finding of its own."""
    records = tuple(Record(title=TITLE, updates=(update,)) for update in updates)
    citation = Citation(reference=Reference(raw="x", title=TITLE), record=records[0], records=records)
    assert len(found("retracted", citation)) == times


@pytest.mark.parametrize(
    ("registry", "said"), [("crossref", "(says crossref)"), ("recorded", "(says a page)"), (None, "recorded 9")]
)
def test_a_difference_says_who_says_so(registry: str | None, said: str) -> None:
    """A registry by its name, a page that was read by its address."""
    source = Source(registry=registry, address="a page") if registry else None
    record = Record(title=TITLE, volume="9", source=source)
    [finding] = found("volume-differs", Citation(reference=Reference(raw="x", title=TITLE, volume="8"), record=record))
    assert finding.message.endswith(said)


def disagreements(one: Mapping[str, object], other: Mapping[str, object]) -> list[str]:
    """Return what is said where two registries have these records."""
    first = Record.model_validate({"title": TITLE, "source": Source(registry="crossref"), **one})
    second = Record.model_validate({"title": TITLE, "source": Source(registry="pubmed"), **other})
    citation = Citation(reference=Reference(raw="x", title=TITLE), record=first, records=(first, second))
    return [finding.message for finding in found("registries-disagree", citation)]


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ({"volume": "8"}, {"volume": "9"}, ["crossref gives the volume as 8, pubmed as 9"]),
        ({"volume": "8"}, {}, []),
        (
            {"container_title": "J Inv Med"},
            {"container_title": "Acta Ficta"},
            ["crossref gives the journal as J Inv Med, pubmed as Acta Ficta"],
        ),
        ({"doi": "10.5555/a"}, {"doi": "10.5555/b"}, ["crossref gives the doi as 10.5555/a, pubmed as 10.5555/b"]),
        ({"doi": "10.5555/a"}, {"doi": "10.5555/A"}, []),
        ({"doi": "10.5555/a"}, {"doi": "10.5555/b", "doi_alternates": ("10.5555/a",)}, []),
        ({"pmid": "7"}, {"pmid": "8"}, ["crossref gives the pmid as 7, pubmed as 8"]),
        ({"pmid": "7"}, {}, []),
        ({}, {"pmid": "7"}, []),
        ({"doi": "10.5555/a"}, {"pmid": "7"}, []),
    ],
)
def test_registries_disagree_where_both_speak(
    one: dict[str, object], other: dict[str, object], said: list[str]
) -> None:
    """What only one of them knows is no disagreement, and neither is a second DOI."""
    assert disagreements(one, other) == said


@pytest.mark.parametrize("turned", [False, True])
def test_both_ways_have_to_differ(*, turned: bool) -> None:
    """A title that the other registry has as the original is no disagreement, whichever of them speaks first."""
    pair = {"title": "Erfundene Leiden"}, {"title": "Invented sufferings", "original_title": "Erfundene Leiden"}
    assert disagreements(*(pair[::-1] if turned else pair)) == []
    assert len(disagreements(pair[0], {"title": "Invented sufferings"})) == 1


@pytest.mark.parametrize(
    ("kind", "other", "said"),
    [
        ("citing-list", "9", "(says a list; so does another list)"),
        ("citing-list", "7", "(says a list)"),
        ("citing-list", None, "(says a list)"),
        ("publisher", "9", "(says a list)"),
    ],
)
def test_two_that_say_so_at_second_hand_are_both_named(kind: str, other: str | None, said: str) -> None:
    """Two say more than one; a page of the work itself needs nobody beside it."""
    sources = [
        Source(registry="recorded", address=f"{name} list", kind=k)
        for name, k in (("a", kind), ("another", "citing-list"))
    ]
    both = tuple(Record(title=TITLE, volume=v, source=s) for v, s in zip(("9", other), sources, strict=True))
    reference = Reference(raw="x", title=TITLE, volume="8")
    [finding] = found("volume-differs", Citation(reference=reference, record=both[0], records=both))
    assert finding.message.endswith(said)


@pytest.mark.parametrize(("pages", "impossible"), [("xi–2", False), ("2–xi", False)])
def test_roman_pages_are_not_counted(pages: str, *, impossible: bool) -> None:
    """A preface may end on a page of the text."""
    assert (
        bool(found("pages-impossible", Citation(reference=Reference(raw="x", title=TITLE, pages=pages)))) == impossible
    )
