"""Registries asked round by round, all of them at the same time, as the plan has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple, Protocol, cast

from ivigref.model import Answer, Record, Reference
from ivigref.registries import LIVE
from ivigref.registries.fetching import at_once
from ivigref.registries.plan import Heard, Said, Step, Ways, is_over, next_round, stages


class Registry(Protocol):
    """Anything that answers questions about references: Crossref, PubMed, the shipped records, a private index.

    One answer is given for each reference, in order; a registry that cannot be reached says so in its answers and
    raises nothing.
    """

    @property
    def name(self) -> str:
        """The registry's name in reports: "crossref", "pubmed", "recorded"."""

    def ask(self, references: Sequence[Reference]) -> list[Answer]:
        """Return candidates for each reference."""


Questions = Mapping[Step, Sequence[Reference]]


class Planned(Registry, Protocol):
    """A registry that several threads may ask, on one route at a time; without routes it is asked outright."""

    @property
    def ways(self) -> Ways:
        """The routes on which it can be asked."""

    def look(self, questions: Questions) -> dict[Step, list[Said]]:
        """Return what it says of each reference on each route, or by identifiers that others found."""


Look = Callable[[Questions], Mapping[Step, list[Said]]]
Choice = Callable[[Reference, Answer], tuple[Record, float] | None]
Over = Callable[[int, Sequence[Heard]], object]


class _Task(NamedTuple):
    """What is asked of one registry in one round: of which references, by their places, at each step."""

    registry: int
    steps: dict[Step, dict[int, Reference]]

    @property
    def places(self) -> list[int]:
        """The references that are asked about, each once."""
        return list(dict.fromkeys(chain.from_iterable(self.steps.values())))

    @property
    def questions(self) -> Questions:
        return {step: list(wanted.values()) for step, wanted in self.steps.items()}


def ask_in_rounds(
    registries: Sequence[Registry], references: Sequence[Reference], choose: Choice, over: Over | None = None
) -> list[list[Heard]]:
    """Return what each registry says of each reference, by registry; ``choose`` tells which record is the printed work.

    ``over`` is called in this thread once for each reference when its last question is answered, with its place and
    what each registry says of it. Raises what a registry raises, which those of the package do not.
    """
    ways = [ways_of(registry) for registry in registries]
    agencies = [getattr(registry, "of_agency", None) for registry in registries]
    heard = [[Heard() for _ in references] for _ in registries]
    asking = set(range(len(references)))
    while asked := next_round(references, ways, heard, agencies):
        tasks = [_Task(*one) for one in asked.items()]
        waiting = Counter(chain.from_iterable(task.places for task in tasks))
        for task, answered in _done(registries, tasks):
            hearing, name = heard[task.registry], registries[task.registry].name
            for step, wanted in task.steps.items():
                for (place, question), said in zip(wanted.items(), answered[step], strict=True):
                    told = hearing[place].told(step, said, question, references[place])
                    hearing[place] = _matched(told, references[place], name, choose)
            waiting.subtract(task.places)
            if over is None:
                continue
            for place in task.places:
                known = [each[place] for each in heard]
                if not waiting[place] and is_over(references[place], ways, known, agencies):
                    asking.discard(place)
                    over(place, known)
    if over is not None:
        for place in sorted(asking):
            over(place, [each[place] for each in heard])
    return heard


class Planning(NamedTuple):
    """What would be asked of one registry in one round: on which route, of how many references, in how many calls.

    ``sends`` is what of a reference leaves this machine, None where nothing does.
    """

    round: int
    registry: str
    route: str
    references: int
    calls: int | None
    sends: str | None


def explained(references: Sequence[Reference], registries: Sequence[Registry]) -> Iterator[Planning]:
    """Yield what may be asked of registries: first, and in later rounds where nobody finds anything."""
    for stage in stages(references, [ways_of(registry) for registry in registries]):
        registry = registries[stage.registry]
        if stage.step != "outright":
            yield Planning(stage.round, registry.name, stage.step, stage.references, stage.calls, stage.sends)
        elif number := _outright(registry, references):
            sends = stage.sends if registry.name in LIVE else None
            yield Planning(stage.round, registry.name, "all", number, None, sends)


def _outright(registry: Registry, references: Sequence[Reference]) -> int:
    """Count the references that a registry is asked about without a plan; some are asked only about some kinds."""
    is_asked = getattr(registry, "is_asked_about", None)
    return len(references) if is_asked is None else sum(map(is_asked, references))


def ask_alone(name: str, ways: Ways, look: Look, references: Sequence[Reference]) -> list[Answer]:
    """Return all that one registry knows by itself, without the routes that are for what nobody else found."""
    alone = _Alone(name, {route: way for route, way in ways.items() if not way.late}, look)
    [heard] = ask_in_rounds([alone], references, lambda *_: None)
    return [said.answer(name) for said in heard]


class _Alone(NamedTuple):
    name: str
    ways: Ways
    look: Look

    def ask(self, references: Sequence[Reference]) -> list[Answer]:
        return ask_alone(self.name, self.ways, self.look, references)


def ways_of(registry: Registry) -> Ways:
    """Return the routes of a registry; none where it is asked outright."""
    found: Ways = getattr(registry, "ways", {})
    return found


_Answered = Mapping[Step, list[Said]]


def _done(registries: Sequence[Registry], tasks: Sequence[_Task]) -> Iterator[tuple[_Task, _Answered]]:
    """Ask what is to be asked, and yield the answers as they come: whoever knows no threads is asked in this one."""
    threads: list[_Task] = []
    here_only: list[_Task] = []
    for task in tasks:
        registry = registries[task.registry]
        (threads if hasattr(registry, "ways") or registry.name in LIVE else here_only).append(task)
    here: list[tuple[_Task, _Answered]] = []

    def ask(task: _Task) -> _Answered:
        return _asked(registries[task.registry], task.questions)

    def meanwhile() -> None:
        here.extend((task, ask(task)) for task in here_only)

    yield from at_once(threads, ask, len(threads), meanwhile)
    yield from here


def _asked(registry: Registry, questions: Questions) -> _Answered:
    if not questions.keys() & {"outright", "agency"}:
        return cast("Planned", registry).look(questions)
    asked = {"outright": registry.ask, "agency": getattr(registry, "ask_of_agency", registry.ask)}
    return {step: list(map(Said.whole, asked[step](wanted))) for step, wanted in questions.items()}


def _matched(heard: Heard, reference: Reference, registry: str, choose: Choice) -> Heard:
    """Return what is heard with the record that is the printed work: by its print, else by what others know."""
    if heard.problem is not None:
        return replace(heard, match=None, confidence=0.0)
    for records in (heard.records, heard.carried):
        answer = Answer(registry=registry, records=records, identified=heard.is_identified)
        if records and (match := choose(reference, answer)) is not None:
            return replace(heard, match=match[0], confidence=match[1])
    return replace(heard, match=None, confidence=0.0)
