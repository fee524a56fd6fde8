"""Registries asked round by round, all of them at the same time, as the plan has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol, cast

from ivigref.model import Answer, Record, Reference
from ivigref.registries import LIVE
from ivigref.registries.fetching import at_once
from ivigref.registries.plan import Heard, Said, Step, Ways, next_round, stages


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


class Planned(Registry, Protocol):
    """A registry that several threads may ask, on one route at a time; without routes it is asked outright."""

    @property
    def ways(self) -> Ways:
        """The routes on which it can be asked."""

    def look(self, step: Step, references: Sequence[Reference]) -> list[Said]:
        """Return what it says of each reference on one route, or by identifiers that others found."""


Look = Callable[[Step, Sequence[Reference]], list[Said]]
Choice = Callable[[Reference, Answer], tuple[Record, float] | None]


class _Task(NamedTuple):
    """What is asked of one registry in one go: the references, each possibly with identifiers that others found."""

    registry: int
    step: Step
    questions: dict[int, Reference]


def ask_in_rounds(registries: Sequence[Registry], references: Sequence[Reference], choose: Choice) -> list[list[Heard]]:
    """Return what each registry says of each reference, by registry; ``choose`` tells which record is the printed work.

    Raises what a registry raises, which those of the package do not.
    """
    ways = [ways_of(registry) for registry in registries]
    heard = [[Heard() for _ in references] for _ in registries]
    while asked := next_round(references, ways, heard):
        tasks = [_Task(number, step, questions) for number, steps in asked.items() for step, questions in steps.items()]
        for task, said in _done(registries, tasks):
            hearing = heard[task.registry]
            for (place, question), one in zip(task.questions.items(), said, strict=True):
                told = hearing[place].told(task.step, one, question, references[place])
                hearing[place] = _matched(told, references[place], registries[task.registry].name, choose)
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
        name = registries[stage.registry].name
        route = "all" if stage.step == "outright" else stage.step
        if stage.step != "outright":
            yield Planning(stage.round, name, route, stage.references, stage.calls, stage.sends)
        else:
            yield Planning(stage.round, name, route, stage.references, None, stage.sends if name in LIVE else None)


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


def _done(registries: Sequence[Registry], tasks: Sequence[_Task]) -> Iterator[tuple[_Task, list[Said]]]:
    """Ask what is to be asked, and yield the answers as they come: whoever knows no threads is asked in this one."""
    threads: list[_Task] = []
    here_only: list[_Task] = []
    for task in tasks:
        registry = registries[task.registry]
        (threads if hasattr(registry, "ways") or registry.name in LIVE else here_only).append(task)
    here: list[tuple[_Task, list[Said]]] = []

    def ask(task: _Task) -> list[Said]:
        return _asked(registries[task.registry], task)

    def meanwhile() -> None:
        here.extend((task, ask(task)) for task in here_only)

    yield from at_once(threads, ask, len(threads), meanwhile)
    yield from here


def _asked(registry: Registry, task: _Task) -> list[Said]:
    questions = list(task.questions.values())
    if task.step != "outright":
        return cast("Planned", registry).look(task.step, questions)
    return [Said.whole(answer) for answer in registry.ask(questions)]


def _matched(heard: Heard, reference: Reference, registry: str, choose: Choice) -> Heard:
    """Return what is heard with the record that is the printed work: by its print, else by what others know."""
    if heard.problem is not None:
        return replace(heard, match=None, confidence=0.0)
    for records in (heard.records, heard.carried):
        answer = Answer(registry=registry, records=records, identified=heard.is_identified)
        if records and (match := choose(reference, answer)) is not None:
            return replace(heard, match=match[0], confidence=match[1])
    return replace(heard, match=None, confidence=0.0)
