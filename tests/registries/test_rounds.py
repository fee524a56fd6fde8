"""Registries asked as the plan has it: fewer requests, the verdicts of asking everybody everything, nothing lost."""

from __future__ import annotations

import gzip
import json
import os
import random
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from pydantic import ValidationError

from benchmarks import dumps
from benchmarks.asking import Outright, printed, served
from ivigref import Citation, Name, Record, Reference, check, examine, resolve
from ivigref.checks import status
from ivigref.errors import BadAnswer
from ivigref.model import Answer
from ivigref.model.checked import Judged
from ivigref.registries import Access, Crossref, PubMed, Recorded, pace, transport
from ivigref.registries.choice import opened
from ivigref.registries.fetching import at_once
from ivigref.registries.plan import Said, Step, Way, Ways
from ivigref.registries.rounds import Questions, explained
from tests.server import Fault, RegistryServer, article, work

Serve = Callable[..., RegistryServer]


@pytest.fixture(autouse=True)
def _in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "BACKOFF", 0.01)
    monkeypatch.setattr(pace, "MARGIN", 0.01)


def both(server: RegistryServer, **options: Any) -> list[Crossref | PubMed]:  # noqa: ANN401  (options of an Access)
    """Return Crossref and PubMed as the server has them."""
    return [Crossref(server.crossref_url, **options), PubMed(server.pubmed_url, **options)]


# How many requests


@pytest.mark.parametrize(("count", "doi", "most"), [(57, False, 14), (100, True, 8)])
def test_a_list_takes_few_requests(*, count: int, doi: bool, most: int) -> None:
    """57 articles without identifiers took 65, of which PubMed knows nine in ten; 100 DOIs are a few batches."""
    works = list(dumps.works(count))
    with served(works) as server:
        citations = resolve(printed(works, doi=doi), both(server))
        assert server.account.count() <= most
        assert sum(citation.doi == made.doi for citation, made in zip(citations, works, strict=True)) == count
        known = [citation.pmid is not None for citation in citations]
        assert known == [(place + 1) % 10 != 0 for place in range(count)]


def test_the_same_list_once_more_takes_none(tmp_path: Path) -> None:
    """Whatever was answered is cached under its own question, the searches that several titles shared too."""
    works = list(dumps.works(30))
    with served(works) as server:
        first = resolve(printed(works, doi=False), both(server, cache=tmp_path))
        asked = server.account.count()
        assert resolve(printed(works, doi=False), both(server, cache=tmp_path)) == first
        assert resolve(printed(works, doi=False), both(server, cache=tmp_path, offline=True)) == first
        assert server.account.count() == asked


# The verdicts of asking everybody everything


def verdict(citation: Citation) -> dict[str, object]:
    """Return all that is said of a reference, but for when and where each record was read."""

    def plain(records: Sequence[Record]) -> list[Record]:
        return [record.model_copy(update={"source": None}) for record in records]

    findings = check([citation])
    return {
        "record": plain([citation.record] if citation.record else []),
        "records": plain(citation.records),
        "contradicting": plain(citation.contradicting),
        "unknown": citation.unknown,
        "confidence": citation.confidence,
        "findings": [(f.check, f.severity, f.printed, f.recorded) for f in findings],
        "status": status(citation, findings),
        "inquiries": [(inquiry.registry, inquiry.outcome) for inquiry in citation.inquiries],
    }


def differences(
    works: Sequence[Mapping[str, Any]], articles: Sequence[Element], printed: Sequence[Reference]
) -> list[str]:
    """Ask as planned and outright; return the references of which another thing is said."""
    with RegistryServer(works, articles) as server:
        planned = resolve(printed, both(server))
        few = server.account.count()
        outright = resolve(printed, [Outright(registry) for registry in both(server)])
        assert few < server.account.count() - few
    return [
        f"{one.reference.title}: {name}: {ours} for {theirs[name]}"
        for one, other in zip(planned, outright, strict=True)
        for theirs in [verdict(other)]
        for name, ours in verdict(one).items()
        if ours != theirs[name]
    ]


@dataclass
class World:
    """What two registries have of some works, with what is easily taken for them, and how a list prints them."""

    works: list[Mapping[str, Any]] = field(default_factory=list)
    articles: list[Element] = field(default_factory=list)
    printed: list[Reference] = field(default_factory=list)

    def add(self, number: int, made: dict[str, Any], shown: Mapping[str, Any], rng: random.Random) -> None:
        """Add a work: in both, in one, or in neither; with a second part, a twin or a preprint beside it."""
        kind = rng.choice(["both"] * 7 + ["crossref", "pubmed", "nowhere"])
        beside: dict[str, dict[str, Any]] = {
            "part": {"title": [f"{shown['title']}: part II"], "page": "901-909"},
            "twin": {},
            "preprint": {"type": "posted-content", "container-title": [], "volume": None, "page": None},
        }
        self.printed.append(self._printed(made, shown, rng))
        if kind in {"both", "crossref"}:
            self.works.append(made)
        if kind in {"both", "pubmed"}:
            numbers = {name: shown[name] for name in ("journal", "iso", "year", "volume", "start", "end", "authors")}
            doi = made["DOI"] if rng.random() < 0.9 else None
            self.articles.append(article(str(900_000_000 + number), f"{shown['title']}.", doi=doi, **numbers))
        if (near := rng.choice([*beside, None, None, None, None])) is not None:
            self.works.append({**made, **beside[near], "DOI": f"{made['DOI']}/{near}"})

    def _printed(self, made: Mapping[str, Any], shown: Mapping[str, Any], rng: random.Random) -> Reference:
        slips: list[dict[str, Any]] = [{}] * 12
        slips += [{"volume": "999"}, {"pages": "9999"}, {"year": shown["year"] + 1}, {"doi": made["DOI"]}]
        slips += [{"doi": f"{made['DOI']}9"}, {"doi": made["DOI"], "pmid": "123"}, {"title": None}]
        values = {
            "title": shown["title"], "container_title": shown["iso"], "year": shown["year"], "volume": shown["volume"],
            "pages": f"{shown['start']}-{shown['end']}" if shown["end"] else shown["start"],
            "authors": tuple(Name(family=family, given=given) for family, given, _ in shown["authors"]),
            "raw": f"{shown['title']}. {shown['iso']} {shown['year']};{shown['volume']}:{shown['start']}",
        }  # fmt: skip
        return Reference.model_validate(values | rng.choice(slips))


def test_invented_works_are_judged_as_if_everybody_was_asked_everything() -> None:
    """Near duplicates, works that one registry lacks, absent works, slips in every field, wrong identifiers."""
    world, rng = World(), random.Random(5)  # noqa: S311  (no secret)
    for number, made in enumerate(dumps.works(150)):
        crossref = work(
            made.doi, made.title, authors=made.authors, container=made.journal, short=made.short, year=made.year,
            volume=str(made.volume), page=f"{made.first}-{made.last}",
        )  # fmt: skip
        shown = {
            "title": made.title, "journal": made.journal, "iso": made.short, "year": made.year,
            "volume": str(made.volume), "start": str(made.first), "end": str(made.last),
            "authors": [(family, given, given[:1]) for family, given in made.authors],
        }  # fmt: skip
        world.add(number, crossref, shown, rng)
    assert differences(world.works, world.articles, world.printed) == []


SHARED = os.environ.get("IVIGREF_SHARED")


def real_works() -> Iterator[dict[str, Any]]:
    """Yield real works of Crossref that a list prints with all that names a place."""
    with gzip.open(Path(SHARED or "", "answers/crossref_works_dev.jsonl.gz"), "rt", encoding="utf-8") as lines:
        for made in map(json.loads, lines):
            people = made.get("author") or []
            has = all(made.get(name) for name in ("title", "container-title", "volume", "page"))
            if has and made["type"] == "journal-article" and people and all(p.get("family") for p in people):
                yield made


@pytest.mark.slow
@pytest.mark.skipif(SHARED is None, reason="IVIGREF_SHARED names no folder with recorded answers")
def test_real_works_are_judged_as_if_everybody_was_asked_everything() -> None:
    """With the titles, names and numbers that publishers deposit."""
    world, rng = World(), random.Random(6)  # noqa: S311  (no secret)
    for number, made in enumerate(real_works()):
        year = ((made.get("published-print") or made.get("issued") or {}).get("date-parts") or [[None]])[0][0]
        start, _, end = str(made["page"]).partition("-")
        if year:
            shown = {
                "title": made["title"][0], "journal": made["container-title"][0], "year": year, "start": start,
                "iso": next(iter(made.get("short-container-title") or ()), made["container-title"][0]),
                "volume": str(made["volume"]), "end": end,
                "authors": [(p["family"], p.get("given"), (p.get("given") or "")[:1]) for p in made["author"]],
            }  # fmt: skip
            with suppress(ValidationError):  # a "page" that is none
                world.add(number, made, shown, rng)
    assert len(world.printed) > 300
    assert differences(world.works, world.articles, world.printed) == []


# What goes wrong


LIST = [
    Reference(
        title=f"A long way to answer number {n}", container_title="J Ideas", year=2003, volume="7", pages=f"{n}1-9"
    )
    for n in range(1, 9)
]
WORKS = [
    work(
        f"10.5555/w{n}",
        f"A long way to answer number {n}",
        container="J Ideas",
        year=2003,
        volume="7",
        page=f"{n}1-{n}9",
    )
    for n in range(1, 9)
]
ARTICLES = [
    article(
        str(10 + n), f"A long way to answer number {n}.", journal="J Ideas", iso="J Ideas", year=2003, volume="7",
        pages=f"{n}1-9", doi=f"10.5555/w{n}",
    )
    for n in range(1, 5)
]  # fmt: skip


def outcomes(citations: Sequence[Citation], registry: str) -> list[str]:
    """Return what came of asking one registry, reference by reference."""
    return [i.outcome for citation in citations for i in citation.inquiries if i.registry == registry]


@pytest.mark.parametrize("kind", ["html", "cut", "403", "503", "429 in 200", "empty", "null", "short"])
def test_a_registry_that_fails_leaves_the_work_to_the_other(registry_server: Serve, kind: Any) -> None:  # noqa: ANN401
    """PubMed answers with nonsense, or not: Crossref is searched for all, and PubMed could not be asked."""
    server = registry_server(WORKS, ARTICLES, [Fault(kind, where="entrez")])
    citations = resolve(LIST, both(server, patience=3))
    assert outcomes(citations, "crossref") == ["found"] * 8
    assert outcomes(citations, "pubmed") == ["unreachable"] * 8


def test_a_limit_in_the_middle_is_a_problem_of_those_only(registry_server: Serve, tmp_path: Path) -> None:
    """Two of four searches are refused; what was answered counts, and only the two are asked about again."""
    refused = Fault("403", where="query.bibliographic", after=2)
    server = registry_server(WORKS, ARTICLES, [refused])
    citations = resolve(LIST, both(server, cache=tmp_path))
    assert outcomes(citations, "crossref").count("unreachable") == 2
    assert outcomes(citations[:4], "crossref") == ["found"] * 4
    asked = server.account.count()
    server.faults = []
    assert outcomes(resolve(LIST, both(server, cache=tmp_path)), "crossref") == ["found"] * 8
    again = server.account.targets[asked:]
    assert sum("query.bibliographic" in target for target in again) == 2
    assert not any("ecitmatch" in target for target in again)


def test_the_record_that_is_kept_is_whole(registry_server: Serve) -> None:
    """A search shows no language and no year of the issue: the record of the DOI does; where it fails, nobody answered."""
    whole = WORKS[4] | {"language": "en", "journal-issue": {"published-print": {"date-parts": [[2004]]}}}
    server = registry_server([*WORKS[:4], whole, *WORKS[5:]])
    citations = resolve(LIST, [Crossref(server.crossref_url)])
    record = citations[4].record
    assert record is not None
    assert (record.language, record.year_print) == ("en", 2004)
    assert all("select=" in target for target in server.account.targets if "query.bibliographic" in target)
    server.faults = [Fault("403", where="filter=doi")]
    again = resolve(LIST, [Crossref(server.crossref_url)])
    assert outcomes(again, "crossref") == ["unreachable"] * 8


# Who is asked by whom


@dataclass
class Meets:
    """A registry that answers only while another is asked as well."""

    name: str
    barrier: threading.Barrier
    ways: Ways = field(default_factory=lambda: {"title": Way("the title", lambda _: True)})

    def ask(self, references: Sequence[Reference]) -> list[Answer]:
        """Say nothing."""
        return [Answer(registry=self.name) for _ in references]

    def look(self, questions: Questions) -> dict[Step, list[Said]]:
        """Wait for the other."""
        self.barrier.wait(timeout=30)
        return {step: [Said() for _ in references] for step, references in questions.items()}


@dataclass
class Here:
    """A registry that knows no threads."""

    name: str = "shelf"
    threads: list[threading.Thread] = field(default_factory=list)

    def ask(self, references: Sequence[Reference]) -> list[Answer]:
        """Remember who asked."""
        self.threads.append(threading.current_thread())
        return [Answer(registry=self.name) for _ in references]


def test_registries_are_asked_at_the_same_time_and_others_in_this_thread() -> None:
    """Neither waits for the other; an object that has `ask` alone is asked where it was made."""
    barrier, here = threading.Barrier(2), Here()
    [citation] = resolve(LIST[:1], [Meets("one", barrier), Meets("other", barrier), here])
    assert [inquiry.outcome for inquiry in citation.inquiries] == ["not-found"] * 3
    assert here.threads == [threading.current_thread()]


def test_what_was_begun_ends_with_whoever_waits() -> None:
    """Nobody waits for the answers: what is under way ends, and of what it would ask nothing more is asked."""
    began, goes_on, asked = threading.Event(), threading.Event(), list[int]()

    def ask(number: int) -> int:
        asked.append(number)
        began.set()
        goes_on.wait(timeout=30)
        return number

    ended = threading.Event()

    def outer(_: str) -> None:
        try:
            list(at_once(range(5), ask, 1))
        finally:
            ended.set()

    def give_up() -> None:
        began.wait(timeout=30)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(at_once(["all"], outer, 1, give_up))
    goes_on.set()
    assert ended.wait(timeout=30)
    assert asked == [0]


def test_what_asking_raises_is_raised() -> None:
    """Whatever a registry raises in its thread."""

    def ask(_: int) -> int:
        raise BadAnswer("answered with nonsense", registry="shelf")

    with pytest.raises(BadAnswer):
        list(at_once([1], ask, 1))


def test_the_plan_says_what_leaves_this_machine() -> None:
    """Of the shipped records nothing; of the others what they are asked by."""
    with Crossref(offline=True) as crossref, PubMed(offline=True) as pubmed:
        rows = list(explained(LIST, [crossref, pubmed, Recorded()]))
    assert [(row.round, row.registry, row.route, row.references, row.calls) for row in rows] == [
        (1, "pubmed", "place", 8, 1),
        (1, "recorded", "all", 8, None),
        (2, "pubmed", "title", 8, 1),
        (3, "crossref", "title", 8, 8),
        (4, "crossref", "place", 8, 8),
    ]
    assert [row.registry for row in rows if row.sends is None] == ["recorded"]


def test_a_registry_for_some_kinds_is_planned_for_these_alone() -> None:
    """An article is not sent to Open Library, and the plan does not say so; a book is."""
    article, book = Reference(title="On lupus", kind="journal-article"), Reference(title="On lupus", kind="book")
    with opened(access=Access(offline=True)) as registries:
        planned = {row.registry: row.references for row in explained([article, book, book], registries)}
        assert {name: planned.get(name) for name in ("openlibrary", "datacite")} == {"openlibrary": 2, "datacite": None}


# Results as they come


def test_a_result_is_shown_as_soon_as_it_is_final() -> None:
    """What PubMed finds is shown while others are searched for; each once, in this thread, as it ends up."""
    works = list(dumps.works(20))
    told: list[tuple[int | None, str, int]] = []
    absent = Reference(raw="x", title="Nobody ever wrote about lanterns", year=2001, volume="3", number=99,
                       container_title="J Ideas", pages="7-9")  # fmt: skip
    references = [
        absent,
        *(r.model_copy(update={"number": n}) for n, r in enumerate(printed(works, doi=False), start=1)),
    ]
    here = threading.current_thread()

    with served(works) as server:

        def tell(row: Judged) -> None:
            assert threading.current_thread() is here
            told.append((row.citation.number, row.judgement.verdict if row.judgement else "", server.account.count()))

        checked = examine(references, both(server), tag=False, on_result=tell)
        asked = server.account.count()
    final = {row.citation.number: row.judgement.verdict for row in checked.judged() if row.judgement}
    assert {number: verdict for number, verdict, _ in told} == final
    assert len(told) == len(references)
    assert told[-1][0] == absent.number
    assert told[0][2] < asked


def test_what_is_silenced_is_shown_so() -> None:
    """A result that comes early has the silences of the whole list, and no word of those that are for others."""
    works = list(dumps.works(1))
    [reference] = printed(works, doi=True)
    wrong = reference.model_copy(update={"volume": "999", "number": 1})
    told: list[Judged] = []
    with served(works) as server:
        for ignored in ([], ["volume-differs=as printed"]):
            checked = examine([wrong], both(server), tag=False, ignore=ignored, on_result=told.append)
            assert told[-1].findings == checked.findings[0]
            assert told[-1].status == checked.statuses[0]
    assert [len([f for f in row.findings if f.check == "volume-differs"]) for row in told] == [1, 0]
