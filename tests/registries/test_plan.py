"""Whom to ask what next: a pure function, tested by what is known before and what is asked then."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ivigref import Name, Record, Reference
from ivigref.model import Answer, Kind
from ivigref.pages import Pages
from ivigref.registries.crossref.adapter import WAYS as CROSSREF
from ivigref.registries.plan import SURE, Heard, Round, Said, Ways, next_round, stages
from ivigref.registries.pubmed.adapter import WAYS as PUBMED

TITLE = "A made up title about quiet rivers"
PRINTED = Reference(
    title=TITLE, container_title="J Ways", year=2003, volume="7", pages="11-19", authors=(Name.parse("Doe J"),)
)
RIGHT = Record(
    title=TITLE, container_title="J Ways", year=2003, volume="7", pages="11-19", authors=(Name.parse("Doe J"),),
    doi="10.5555/right", pmid="7",
)  # fmt: skip
OTHER = Record(title="Bread and butter", year=1970, volume="1", pages="1-2", authors=(Name.parse("Poe P"),))
THERE = Record(
    title="Bread and butter", container_title="J Ways", year=2003, volume="7", pages="11-12",
    authors=(Name.parse("Poe P"),),
)  # fmt: skip
BOTH: Sequence[Ways] = (CROSSREF, PUBMED)
NOTHING = Heard()


def said(*steps: str, records: Sequence[Record] = (), match: Record | None = None, sure: float = SURE) -> Heard:
    """Return what a registry said that was asked on some routes."""
    return Heard(
        steps=frozenset(steps),  # type: ignore[arg-type]  # names of steps
        records=tuple(records),
        match=match,
        confidence=sure if match else 0.0,
    )


def asked(reference: Reference, *heard: Heard, ways: Sequence[Ways] = BOTH) -> list[tuple[int, str]]:
    """Return who is asked what about one reference."""
    return _steps(next_round([reference], ways, [[one] for one in heard]))


def _steps(found: Round) -> list[tuple[int, str]]:
    return sorted((registry, step) for registry, steps in found.items() for step in steps)


DOI, PMID = PRINTED.model_copy(update={"doi": "10.5555/p"}), PRINTED.model_copy(update={"pmid": "7"})
SEARCHED = said("identifier", "place", "title")
BY_PLACE = said("place", records=[RIGHT], match=RIGHT)
BARE = RIGHT.model_copy(update={"doi": None})
CARRIED = Heard(carried=(RIGHT,), taken=frozenset({"10.5555/right"}), match=RIGHT, confidence=SURE)
UNSURE = Heard(carried=(RIGHT,), taken=frozenset({"10.5555/right"}), match=RIGHT, confidence=SURE - 0.001)
SILENT = Heard(problem="pubmed: no answer")

CASES: dict[str, tuple[Reference, Heard, Heard, list[tuple[int, str]]]] = {
    "without identifiers: the matcher first": (PRINTED, NOTHING, NOTHING, [(1, "place")]),
    "a DOI: both, at the same time": (DOI, NOTHING, NOTHING, [(0, "identifier"), (1, "identifier")]),
    "a PMID: PubMed, and Crossref waits": (PMID, NOTHING, NOTHING, [(1, "identifier")]),
    "found by the matcher: its DOI goes to Crossref": (PRINTED, NOTHING, BY_PLACE, [(0, "carried")]),
    "found without a DOI: Crossref has to search": (
        PRINTED, NOTHING, said("place", records=[BARE], match=BARE), [(0, "title")]),
    "not found by the matcher: titles at PubMed, in one call": (PRINTED, NOTHING, said("place"), [(1, "title")]),
    "another work at the place: titles at PubMed": (PRINTED, NOTHING, said("place", records=[THERE]), [(1, "title")]),
    "not found by PubMed at all: Crossref searches": (PRINTED, NOTHING, said("place", "title"), [(0, "title")]),
    "both sure: nobody": (PRINTED, CARRIED, BY_PLACE, []),
    "less than sure: its rivals are looked for": (PRINTED, UNSURE, BY_PLACE, [(0, "title")]),
    "sure, and a page differs: its rivals are looked for": (
        PRINTED.model_copy(update={"pages": Pages.parse("99-101")}), CARRIED, BY_PLACE, [(0, "title")]),
    "the DOI is no work of Crossref's: it searches": (
        PRINTED, Heard(taken=frozenset({"10.5555/right"})), BY_PLACE, [(0, "title")]),
    "PubMed is silent: Crossref searches": (PRINTED, NOTHING, SILENT, [(0, "title")]),
    "Crossref found it: its DOI goes to PubMed": (
        PRINTED, said("title", records=[RIGHT], match=RIGHT), said("place", "title"), [(1, "carried")]),
    "nobody found it: who stands there, of Crossref": (PRINTED, said("title"), said("place", "title"), [(0, "place")]),
    "nobody found it, and it is known who stands there": (
        PRINTED, said("title"), said("place", "title", records=[THERE]), []),
    "nobody found a thesis: nobody else is asked": (
        PRINTED.model_copy(update={"kind": Kind.THESIS}), said("title"), said("place", "title"), []),
    "nobody found it, and all is asked": (PRINTED, said("title", "place"), said("place", "title"), []),
    "the printed DOI leads elsewhere: the next routes": (
        DOI, said("identifier", records=[OTHER]), said("identifier"), [(1, "place")]),
    "a printed DOI is not replaced by another's": (
        DOI, said("identifier", "title"), said("identifier", "place", records=[RIGHT], match=RIGHT), []),
}  # fmt: skip


@pytest.mark.parametrize(("reference", "crossref", "pubmed", "wanted"), CASES.values(), ids=CASES)
def test_what_is_asked_next(
    reference: Reference, crossref: Heard, pubmed: Heard, wanted: list[tuple[int, str]]
) -> None:
    """What many can be asked about in one call goes first; a search by itself is for what is left."""
    assert asked(reference, crossref, pubmed) == wanted


def test_one_registry_alone_waits_for_nobody() -> None:
    """Crossref without PubMed searches at once."""
    assert asked(PRINTED, NOTHING, ways=[CROSSREF]) == [(0, "title")]


def test_what_is_asked_outright_goes_first() -> None:
    """A private index may spare a search, and gets the identifiers of others once they have been asked."""
    assert asked(PRINTED, NOTHING, NOTHING, ways=[CROSSREF, {}]) == [(1, "outright")]
    found = said("title", records=[RIGHT], match=RIGHT)
    assert asked(PRINTED, found, said("outright"), ways=[CROSSREF, {}]) == [(1, "outright")]
    question = next_round([PRINTED], [CROSSREF, {}], [[found], [said("outright")]])[1]["outright"][0]
    assert (question.doi, question.pmid) == ("10.5555/right", "7")
    assert asked(PRINTED, found, Heard(whole=Answer(registry="x", identified=True), steps=frozenset({"outright"})),
                 ways=[CROSSREF, {}]) == []  # fmt: skip


ELSEWHERE, SKIPPED = Heard(steps=frozenset({"identifier"}), elsewhere="DataCite"), Answer(registry="x", skipped=True)
NOT_ITS = Heard(steps=frozenset({"outright"}), whole=SKIPPED)


@pytest.mark.parametrize(
    ("first", "second", "agency", "wanted"),
    [
        (ELSEWHERE, NOT_ITS, "datacite", [(1, "agency")]),
        (ELSEWHERE, NOT_ITS, "mEDRA", [(0, "title")]),
        (ELSEWHERE, NOT_ITS, None, [(0, "title")]),
        (said("identifier"), NOT_ITS, "DataCite", [(0, "title")]),
        (ELSEWHERE, NOT_ITS.told("agency", Said.whole(SKIPPED), DOI, DOI), "DataCite", [(0, "title")]),
        (ELSEWHERE, said("outright"), "DataCite", [(0, "title")]),
    ],
)
def test_a_doi_of_its_agency_is_for_a_registry_whatever_the_work_is(
    first: Heard, second: Heard, agency: str | None, wanted: list[tuple[int, str]]
) -> None:
    """Before anybody searches, once, and only where it has not been asked about the work anyway."""
    found = next_round([DOI], [CROSSREF, {}], [[first], [second]], [None, agency])
    assert _steps(found) == wanted


def test_what_a_registry_said_of_its_own_doi_stays() -> None:
    """That it is none for works of this kind, when it is asked by what others found, takes nothing back."""
    asked_of_agency = NOT_ITS.told("agency", Said.whole(Answer(registry="x", records=(OTHER,))), DOI, DOI)
    more = asked_of_agency.told("outright", Said.whole(SKIPPED), DOI.model_copy(update={"pmid": "7"}), DOI)
    assert not more.is_skipped
    assert more.answer("x").records == (OTHER,)


def test_references_are_asked_for_together() -> None:
    """One round has all references of a route; each has its own place."""
    found = next_round([PRINTED, DOI, Reference()], BOTH, [[NOTHING] * 3] * 2)
    assert {(registry, step): list(who) for registry, steps in found.items() for step, who in steps.items()} == {
        (1, "place"): [0],
        (0, "identifier"): [1],
        (1, "identifier"): [1],
    }


def test_what_takes_a_call_each_waits_until_all_of_it_is_known() -> None:
    """A DOI for Crossref goes with those that PubMed's next search finds, in one call."""
    waiting = [[NOTHING, NOTHING], [BY_PLACE, said("place")]]
    assert _steps(next_round([PRINTED, PRINTED], BOTH, waiting)) == [(1, "title")]
    known = [[NOTHING, NOTHING], [BY_PLACE, said("place", "title")]]
    assert _steps(next_round([PRINTED, PRINTED], BOTH, known)) == [(0, "carried"), (0, "title")]


def test_a_problem_says_nothing_of_what_was_searched() -> None:
    """Only a route on which an answer came counts; a service without which it may do ends nothing."""
    heard = NOTHING.told("place", Said((THERE,)), PRINTED, PRINTED)
    assert heard.answer("pubmed") == Answer(registry="pubmed", searched=("place",), records=(THERE,))
    ended = heard.told("title", Said(problem="pubmed: no answer"), PRINTED, PRINTED)
    assert ended.answer("pubmed") == Answer(registry="pubmed", searched=("place",), problem="pubmed: no answer")
    soft = Said(problem="pubmed: no answer", ends=False)
    assert heard.told("identifier", soft, PRINTED, PRINTED).answer("pubmed").records == (THERE,)
    assert NOTHING.told("identifier", soft, PRINTED, PRINTED).answer("pubmed").problem == "pubmed: no answer"
    assert NOTHING.told("place", soft, PRINTED, PRINTED).answer("pubmed") == Answer(registry="pubmed")


def test_what_was_taken_from_others_is_told_apart() -> None:
    """A record by another's DOI is no candidate by the print, and the same DOI is not taken twice."""
    heard = NOTHING.told("carried", Said((RIGHT,)), DOI, PRINTED)
    assert (heard.records, heard.carried, heard.taken) == ((), (RIGHT,), frozenset({"10.5555/p"}))
    assert heard.answer("crossref").searched == ("identifier",)


def test_the_plan_for_reading_ends() -> None:
    """As if nobody found anything, each route is passed once, and calls are counted by what one holds."""
    rows = [(row.round, row.registry, row.step, row.references, row.calls) for row in stages([PRINTED] * 101, BOTH)]
    assert rows == [
        (1, 1, "place", 101, 2),
        (2, 1, "title", 101, 3),
        (3, 0, "title", 101, 101),
        (4, 0, "place", 101, 101),
    ]
