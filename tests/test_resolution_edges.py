"""The numbers of resolution, from either side: how sure is sure enough, and how far ahead is far enough?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from ivigref import Record, Reference, resolution, resolve
from ivigref.matching import STORED
from ivigref.model import Answer, Certainty, Source
from ivigref.resolution import choose

PRINTED = Reference(raw="x", title="Invented treatments of imaginary diseases", year=2001)


def record(name: str, **values: object) -> Record:
    """Return a record that is known by its volume."""
    return Record.model_validate({"title": PRINTED.title, "volume": name, **values})


def judge(
    monkeypatch: pytest.MonkeyPatch, sure: Mapping[str, float], stored: Mapping[str, float] | None = None
) -> None:
    """Let each record be the printed work as surely as a table says; where an identifier leads to it, a second one."""

    def confidence(_: Reference, found: Record, prior: float = 0.0) -> float:
        return (stored if prior == STORED and stored else sure)[found.volume or ""]

    monkeypatch.setattr(resolution, "match_confidence", confidence)


@dataclass
class Told:
    """A registry that gives the same answer to each question, and remembers what it was asked."""

    name: str
    records: tuple[Record, ...] = ()
    asked: list[Reference] = field(default_factory=list)

    def ask(self, references: Sequence[Reference]) -> list[Answer]:
        """Answer as told."""
        self.asked += references
        return [Answer(registry=self.name, records=self.records) for _ in references]


def chosen(
    *candidates: Record, reference: Reference = PRINTED, identified: bool = False
) -> tuple[str | None, float] | None:
    """Return which candidate is taken, and how sure it is."""
    match = choose(reference, Answer(registry="crossref", records=candidates, identified=identified))
    return None if match is None else (match.record.volume, match.confidence)


@pytest.mark.parametrize(("sure", "taken"), [(0.9, True), (0.899, False), (0.75, False)])
def test_from_nine_in_ten_on_a_candidate_is_taken(monkeypatch: pytest.MonkeyPatch, sure: float, *, taken: bool) -> None:
    """One that is less sure is not the printed work."""
    judge(monkeypatch, {"a": sure})
    assert chosen(record("a")) == (("a", sure) if taken else None)


@pytest.mark.parametrize(("rival", "taken"), [(0.75, True), (0.79, True), (5 / 7, True), (0.81, False), (0.83, False)])
def test_the_best_is_six_times_as_likely_as_the_next(
    monkeypatch: pytest.MonkeyPatch, rival: float, *, taken: bool
) -> None:
    """At odds of 24 to 1, one of 4 to 1 is the last that leaves no doubt."""
    judge(monkeypatch, {"best": 0.96, "rival": rival})
    assert (chosen(record("rival"), record("best")) is not None) == taken


def test_exactly_six_times_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Odds of 15 to 1 against 5 to 2."""
    judge(monkeypatch, {"best": 15 / 16, "rival": 5 / 7})
    assert chosen(record("best"), record("rival")) == ("best", 15 / 16)


TWINS: dict[str, tuple[dict[str, object], dict[str, object], bool]] = {
    "two DOIs": ({"doi": "10.5555/a"}, {"doi": "10.5555/b"}, False),
    "one DOI": ({"doi": "10.5555/a"}, {"doi": "10.5555/A"}, True),
    "one PMID": ({"pmid": "7", "doi": "10.5555/a"}, {"pmid": "7", "doi": "10.5555/b"}, True),
    "two PMIDs": ({"pmid": "7"}, {"pmid": "8"}, False),
    "a PMID on one side": ({"pmid": "7"}, {}, False),
    "nothing": ({}, {}, False),
}


@pytest.mark.parametrize(("one", "other", "taken"), TWINS.values(), ids=TWINS)
def test_a_record_is_no_rival_of_itself(
    monkeypatch: pytest.MonkeyPatch, one: dict[str, object], other: dict[str, object], *, taken: bool
) -> None:
    """Two records with an identifier in common are one work; without, they are two that nobody can tell apart."""
    judge(monkeypatch, {"a": 0.95, "b": 0.95})
    assert (chosen(record("a", **one), record("b", **other)) is not None) == taken


STORED_BY: dict[str, tuple[dict[str, object], dict[str, object], bool]] = {
    "its DOI": ({"doi": "10.5555/a"}, {"doi": "10.5555/A"}, True),
    "its PMID": ({"pmid": "7"}, {"pmid": "7"}, True),
    "another DOI": ({"doi": "10.5555/a"}, {"doi": "10.5555/b"}, False),
    "another PMID": ({"pmid": "7"}, {"pmid": "8"}, False),
    "a DOI that the record lacks": ({"doi": "10.5555/a"}, {}, False),
    "a DOI that the print lacks": ({}, {"doi": "10.5555/a"}, False),
    "a PMID that the record lacks": ({"pmid": "7"}, {}, False),
    "nothing": ({}, {}, False),
}


@pytest.mark.parametrize(("printed", "recorded", "stored"), STORED_BY.values(), ids=STORED_BY)
def test_a_record_that_the_print_leads_to_needs_less(
    monkeypatch: pytest.MonkeyPatch, printed: dict[str, object], recorded: dict[str, object], *, stored: bool
) -> None:
    """It needs the same identifier on both sides, and then no twin of other identifiers can call it into question."""
    judge(monkeypatch, {"a": 0.5, "twin": 0.95}, {"a": 0.95})
    reference = PRINTED.model_copy(update=printed)
    assert (chosen(record("a", **recorded), reference=reference) is not None) == stored
    taken = chosen(record("a", **recorded), record("twin", doi="10.5555/twin", pmid="9"), reference=reference)
    assert taken == (("a", 0.95) if stored else ("twin", 0.95))


@pytest.mark.parametrize(
    ("certainty", "fields", "sure"),
    [
        ("certain", 0.5, 0.99),
        ("certain", 0.9999, 0.995),
        ("probable", 0.5, 0.9),
        ("probable", 0.92, 0.92),
        ("probable", 0.949, 0.949),
        ("probable", 0.97, 0.95),
        ("secondary", 0.5, 0.75),
        ("secondary", 0.9999, 0.75),
        (None, 0.5, 0.9),
        ("probable", 0.2, 0.9),
        ("probable", 0.199, None),
        ("certain", 0.17, None),
    ],
)
def test_a_word_is_worth_what_its_source_is(
    monkeypatch: pytest.MonkeyPatch, certainty: Certainty | None, fields: float, sure: float | None
) -> None:
    """An identity that somebody established counts for itself; fields add a twentieth, and below a fifth deny it."""
    judge(monkeypatch, {"a": fields})
    found = record("a", source=Source(registry="recorded", certainty=certainty))
    match = choose(PRINTED, Answer(registry="recorded", records=(found,), identified=True))
    assert (match and match.confidence) == (sure and pytest.approx(sure))


def test_one_route_alone_is_never_quite_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    """However well the fields agree."""
    judge(monkeypatch, {"a": 0.99999, "b": 0.9949})
    assert chosen(record("a")) == ("a", 0.995)
    assert chosen(record("b")) == ("b", 0.9949)


def test_an_identity_without_a_record_is_none() -> None:
    """A source that was made for this reference may know nothing of it."""
    assert chosen(identified=True) is None


@pytest.mark.parametrize(
    ("printed", "found", "asked"),
    [
        ({}, {"doi": "10.5555/a"}, [None, "10.5555/a"]),
        ({}, {}, [None]),
        ({"doi": "10.5555/a"}, {"doi": "10.5555/a"}, ["10.5555/a"]),
        ({"doi": "10.5555/a"}, {"doi": "10.5555/a", "pmid": "7"}, ["10.5555/a", "10.5555/a"]),
    ],
    ids=["a new DOI", "no identifier", "the printed DOI", "a new PMID"],
)
def test_only_a_new_identifier_is_worth_a_second_question(
    monkeypatch: pytest.MonkeyPatch, printed: dict[str, object], found: dict[str, object], asked: list[str | None]
) -> None:
    """What the print has already was asked for the first time."""
    judge(monkeypatch, {"a": 0.95})
    silent = Told("pubmed")
    resolve([PRINTED.model_copy(update=printed)], [Told("crossref", (record("a", **found),)), silent])
    assert [reference.doi for reference in silent.asked] == asked


def test_only_what_the_print_leads_to_contradicts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the record that is the work, and not a candidate of a search that is none."""
    judge(monkeypatch, {"right": 0.95, "search": 0.1, "led to": 0.1})
    right, search, led_to = (
        record("right", pmid="7"),
        record("search", doi="10.5555/x"),
        record("led to", doi="10.5555/y"),
    )
    reference = PRINTED.model_copy(update={"pmid": "7", "doi": "10.5555/y"})
    [citation] = resolve([reference], [Told("crossref", (right, search, led_to))])
    assert (citation.records, citation.contradicting) == ((right,), (led_to,))


@pytest.mark.parametrize(
    ("other", "sure"), [({"doi": "10.5555/A"}, 0.9976), ({"doi": "10.5555/b"}, 0.9512)], ids=["the same", "another"]
)
def test_two_routes_to_one_work_are_surer_than_one(
    monkeypatch: pytest.MonkeyPatch, other: dict[str, object], sure: float
) -> None:
    """Both would have to be wrong: 1 − (1 − 0.9512)², said with four digits."""
    judge(monkeypatch, {"a": 0.95123, "b": 0.91})
    crossref, pubmed = Told("crossref", (record("a", doi="10.5555/a"),)), Told("pubmed", (record("b", **other),))
    [citation] = resolve([PRINTED], [crossref, pubmed])
    assert citation.confidence == sure


def test_a_record_is_completed_from_the_same_work_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the best leaves out comes from a record with an identifier in common, and from no other."""
    judge(monkeypatch, {"a": 0.95, "b": 0.94, "c": 0.93})
    registries = [
        Told("crossref", (record("a", doi="10.5555/a"),)),
        Told("pubmed", (record("b", doi="10.5555/a", issue="4"),)),
        Told("local", (record("c", doi="10.5555/c", language="en"),)),
    ]
    [citation] = resolve([PRINTED], registries)
    assert citation.record is not None
    assert (citation.record.volume, citation.record.issue, citation.record.language) == ("a", "4", None)


LONG = "Invented treatments of imaginary diseases in nine kingdoms of letters"
PLACE: dict[str, object] = {
    "container_title": "J Inv Med", "volume": "8", "year": 2001, "authors": ({"family": "Nemo", "given": "A"},)
}  # fmt: skip
RIGHT = {**PLACE, "title": LONG, "pages": "17-23", "doi": "10.5555/right"}
# It fits less well than the right one, and well enough.
BESIDE = {
    "authors": PLACE["authors"],
    "title": LONG.replace("kingdoms", "empires"),
    "pages": "24-30",
    "doi": "10.5555/led",
}
LED_TO: dict[str, tuple[dict[str, object], dict[str, object], str]] = {
    "the next abstract": (BESIDE, RIGHT, "right"),
    "the same work by its PMID": (BESIDE | {"pmid": "7"}, RIGHT | {"pmid": "7"}, "led"),
    "the same title on other pages": (BESIDE | {"title": LONG}, RIGHT, "led"),
    "another title on the same pages": (BESIDE | {"pages": "17-23"}, RIGHT, "led"),
    "no title fits better": (BESIDE, RIGHT | {"title": LONG.replace("letters", "numbers")}, "led"),
    "a stranger in the same place": (
        PLACE | BESIDE | {"title": "Basalt under pressure", "pages": "17-23", "authors": ({"family": "Utopus"},)}, RIGHT, "right",
    ),
    "nothing to compare": ({"doi": "10.5555/led"}, RIGHT, "led"),
}  # fmt: skip


@pytest.mark.parametrize(("led_to", "other", "taken"), LED_TO.values(), ids=LED_TO)
def test_the_record_that_the_print_names_is_taken(
    led_to: dict[str, object], other: dict[str, object], taken: str
) -> None:
    """Unless it is a work beside the printed one, which another record fits, or is quite another work."""
    printed = Reference.model_validate({**PLACE, "title": LONG, "pages": "17–23", "doi": "10.5555/led"})
    records = (Record.model_validate(led_to), Record.model_validate(other))
    match = choose(printed, Answer(registry="crossref", records=records))
    assert match is not None
    assert match.record.doi == f"10.5555/{taken}"


def test_a_second_registrys_record_is_dropped_only_where_the_print_names_it() -> None:
    """A record that a search found stays, however the registries disagree."""
    for doi, kept in ((None, 2), ("10.5555/led", 1)):
        printed = Reference.model_validate({**PLACE, "title": LONG, "pages": "17–23", "doi": doi})
        registries = [
            Told(name, (Record.model_validate(r),)) for name, r in (("crossref", RIGHT), ("pubmed", PLACE | BESIDE))
        ]
        [citation] = resolve([printed], registries)
        assert len(citation.records) == kept


def test_an_established_record_that_the_print_names_stays() -> None:
    """Where it is no other work."""
    printed = Reference.model_validate({**PLACE, "title": LONG, "pages": "17–23", "doi": "10.5555/right"})
    answer = Answer(registry="recorded", records=(Record.model_validate(RIGHT),), identified=True)
    assert choose(printed, answer) is not None
