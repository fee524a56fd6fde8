"""Which registry is asked what next, and on which route: a pure function of the references and of what is known.

Whom many references can be asked about in one call is asked first, and the identifiers that it finds go to the others,
which take those fifty at a time. A search that takes one call for each reference is for what is left then, and for a
match that is less than sure: a work as near as the match is seen in a search only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Literal, NamedTuple

from ivigref.matching import (
    compare_pages,
    compare_titles,
    compare_volumes,
    compare_years,
    leads_elsewhere,
    stands_there,
)
from ivigref.model import Answer, Kind, Record, Reference, Route

# How a registry is asked: on one route, by identifiers that others found, for all that it has to say, or for that about
# a DOI of its own agency.
Step = Literal["identifier", "place", "title", "carried", "outright", "agency"]
Round = dict[int, dict[Step, dict[int, Reference]]]  # by registry and step: which references, by their places

SURE = 0.995  # how sure a match by one route can be; of one that is less so, or differs, rivals are looked for
_COMPARED = (compare_titles, compare_years, compare_volumes, compare_pages)  # in which another work would differ
_CARRIED = ("doi", "pmid")  # identifiers that one registry finds and others take


class Way(NamedTuple):
    """How a registry is asked on one route: what of a reference is sent, and of how many in one call.

    ``can`` tells whether a reference has what it takes. A ``late`` way is for what nobody found.
    """

    sends: str
    can: Callable[[Reference], bool]
    batch: int = 1
    late: bool = False


Ways = Mapping[Route, Way]
_OUTRIGHT = Way("all that it can be asked by", lambda _: True)


class Said(NamedTuple):
    """What a registry says of one reference on one route: candidates, or why it could not be asked.

    A problem ``ends`` the asking of this registry for this reference, unless it is one of several services that failed.
    ``elsewhere`` is the agency that registered the printed DOI, if that is none of this registry's. ``answer`` is the
    whole answer of one that is asked outright.
    """

    records: tuple[Record, ...] = ()
    unknown: tuple[Literal["doi", "pmid"], ...] = ()
    problem: str | None = None
    ends: bool = True
    elsewhere: str | None = None
    answer: Answer | None = None

    @classmethod
    def whole(cls, answer: Answer) -> Said:
        """Return what a registry says that is asked outright."""
        return cls(answer.records, answer.unknown, answer.problem, answer=answer)


@dataclass(frozen=True, slots=True)
class Heard:
    """What one registry has said of one reference so far.

    ``records`` are candidates by what is printed, ``carried`` those by the identifiers ``taken`` from other registries.
    ``match`` is the one that is the printed work, with how sure that is. ``passing`` is the problem of a service
    without which it may do, ``elsewhere`` the other agency that registered the printed DOI, ``whole`` the answer of one
    that was asked outright.
    """

    steps: frozenset[Step] = frozenset()
    searched: tuple[Route, ...] = ()
    records: tuple[Record, ...] = ()
    carried: tuple[Record, ...] = ()
    taken: frozenset[str] = frozenset()
    unknown: tuple[Literal["doi", "pmid"], ...] = ()
    problem: str | None = None
    passing: str | None = None
    elsewhere: str | None = None
    whole: Answer | None = None
    match: Record | None = None
    confidence: float = 0.0

    def told(self, step: Step, said: Said, question: Reference, printed: Reference) -> Heard:
        """Return what is known with one more answer; ``question`` may have more identifiers than ``printed``.

        >>> Heard().told("title", Said((Record(title="On lupus"),)), Reference(), Reference()).searched
        ('title',)
        """
        taken = frozenset(_identifiers(question)) - frozenset(_identifiers(printed))
        searched = said.answer.searched if said.answer else () if said.problem else (_route(step),)
        told = replace(
            self,
            steps=self.steps if taken else self.steps | {step},
            searched=tuple(dict.fromkeys((*self.searched, *searched))),
            taken=self.taken | taken,
            unknown=tuple(dict.fromkeys((*self.unknown, *said.unknown))),
            problem=self.problem or (said.problem if said.ends else None),
            # An identifier that could not be looked up may be the work's; who stands at a place may stay unknown.
            passing=self.passing or (None if said.ends or step == "place" else said.problem),
            elsewhere=self.elsewhere or said.elsewhere,
            # That it is none for works of this kind says less than what it said of a DOI of its own.
            whole=self.whole if said.answer and said.answer.skipped and self.whole else said.answer or self.whole,
        )
        if taken:
            return replace(told, carried=_each_once(self.carried, said.records))
        return replace(told, records=_each_once(self.records, said.records))

    def answer(self, registry: str) -> Answer:
        """Return all of it as the registry's answer: where it could not be asked for a part, there is none."""
        records = _each_once(self.carried, self.records)
        problem = self.problem or (None if records else self.passing)
        said = {
            "searched": self.searched,
            "records": () if problem else records,
            "unknown": () if problem else self.unknown,
            "problem": problem,
        }
        return (self.whole or Answer(registry=registry)).model_copy(update=said)

    @property
    def is_identified(self) -> bool:
        """Whether the registry has notes of this very reference."""
        return self.whole is not None and self.whole.identified

    @property
    def is_skipped(self) -> bool:
        """Whether the registry is not one for works of this kind, and is not asked."""
        return self.whole is not None and self.whole.skipped


def next_round(
    references: Sequence[Reference],
    ways: Sequence[Ways],
    heard: Sequence[Sequence[Heard]],
    agencies: Sequence[str | None] = (),
) -> Round:
    """Return what to ask next, of all registries at the same time; nothing where all is known that can be.

    ``ways`` has the routes of each registry, none for one that is asked outright; ``heard`` what each has said of each
    reference, and ``agencies`` the agency of each that has one, about whose DOIs it is asked whatever the work is.

    >>> by_doi = {"identifier": Way("the DOI", lambda reference: reference.doi is not None, batch=50)}
    >>> next_round([Reference(doi="10.5555/a"), Reference()], [by_doi], [[Heard(), Heard()]])
    {0: {'identifier': {0: Reference(doi='10.5555/a', raw='')}}}
    """
    wanted = [
        (place, *question)
        for place, reference in enumerate(references)
        for question in _questions(reference, ways, [said[place] for said in heard], agencies)
    ]
    early = [one for one in wanted if _is_early(one[2], ways[one[1]])]
    asked: Round = {}
    for place, number, step, question in early or wanted:  # later ones are asked together once all of them are known
        asked.setdefault(number, {}).setdefault(step, {})[place] = question
    return asked


def is_over(
    reference: Reference, ways: Sequence[Ways], heard: Sequence[Heard], agencies: Sequence[str | None] = ()
) -> bool:
    """Tell whether nothing is left to ask about one reference, of which the registries have said this.

    >>> by_doi = {"identifier": Way("the DOI", lambda reference: reference.doi is not None, batch=50)}
    >>> is_over(Reference(doi="10.5555/a"), [by_doi], [Heard()]), is_over(Reference(), [by_doi], [Heard()])
    (False, True)
    """
    return next(_questions(reference, ways, heard, agencies), None) is None


def _is_early(step: Step, ways: Ways) -> bool:
    """Tell whether a step takes one call for many references, and may spare others a search."""
    if step in {"identifier", "outright", "agency"}:
        return True
    way = ways[_route(step)]
    return step != "carried" and not way.late and way.batch > 1


def _questions(
    reference: Reference, ways: Sequence[Ways], heard: Sequence[Heard], agencies: Sequence[str | None]
) -> Iterator[tuple[int, Step, Reference]]:
    """Yield what is left to ask about one reference: registry and step, and the reference with what others know."""
    known = {name: _first(heard, name) for name in _CARRIED if getattr(reference, name) is None}
    new = {name: value for name, value in known.items() if value}
    wanted = [(number, _next(reference, ways[number], said, new)) for number, said in enumerate(heard)]
    steps = [(number, found) for number, found in wanted if found is not None]
    steps += [(number, ("agency", {})) for number in _of_agency(heard, agencies)]
    early = [one for one in steps if _is_early(one[1][0], ways[one[0]])]
    for number, (step, taken) in early or steps or _afterwards(reference, ways, heard, new):
        yield number, step, reference.model_copy(update=taken) if taken else reference


def _of_agency(heard: Sequence[Heard], agencies: Sequence[str | None]) -> Iterator[int]:
    """Yield each registry that is none for works of this kind, and of whose agency the printed DOI is."""
    named = {said.elsewhere.casefold() for said in heard if said.elsewhere}
    for number, agency in enumerate(agencies):
        if agency and agency.casefold() in named and heard[number].is_skipped and "agency" not in heard[number].steps:
            yield number


def _next(reference: Reference, ways: Ways, heard: Heard, new: dict[str, str]) -> tuple[Step, dict[str, str]] | None:
    """Return the next step with one registry, and the identifiers that are taken to it."""
    if heard.problem is not None:
        return None
    if not ways:
        return None if "outright" in heard.steps else ("outright", {})
    if (by := ways.get("identifier")) is not None:
        if "identifier" not in heard.steps and by.can(reference):
            return "identifier", {}
        if taken := _news(heard, new, by):
            return "carried", taken
    if _is_settled(reference, heard):
        return None
    routes: tuple[Route, ...] = ("place", "title")
    left = (route for route in routes if (way := ways.get(route)) and not way.late and way.can(reference))
    return next(((route, {}) for route in left if route not in heard.steps), None)


def _is_settled(reference: Reference, heard: Heard) -> bool:
    """Tell whether a registry need not look on: by what is printed it found what may be the work, or it is sure."""
    if heard.match is not None and not heard.records and heard.confidence >= SURE:
        return not any(compare(reference, heard.match).differs for compare in _COMPARED)
    return any(not leads_elsewhere(reference, record) for record in heard.records)


def _afterwards(
    reference: Reference, ways: Sequence[Ways], heard: Sequence[Heard], new: dict[str, str]
) -> Iterator[tuple[int, tuple[Step, dict[str, str]]]]:
    """Yield what is asked when nothing else is: identifiers of those asked outright, and who stands at the place."""
    for number, said in enumerate(heard):
        if not ways[number] and said.problem is None and (taken := _news(said, new, _OUTRIGHT)):
            yield number, ("outright", taken)
    if any(said.match is not None for said in heard) or not _is_article(reference):
        return
    late = [
        (number, route)
        for number, said in enumerate(heard)
        for route, way in ways[number].items()
        if way.late and said.problem is None and route not in said.steps and way.can(reference)
    ]
    if late and not any(stands_there(reference, record) for said in heard for record in said.records):
        yield from ((number, (route, {})) for number, route in late)


def _each_once(first: tuple[Record, ...], more: tuple[Record, ...]) -> tuple[Record, ...]:
    """Put records together, each once; to compare them takes time that most answers can do without."""
    return tuple(dict.fromkeys((*first, *more))) if first and more else first or more


def _route(step: Step) -> Route:
    """Return the route of a step: what others found is an identifier."""
    return "identifier" if step in {"carried", "outright", "agency"} else step  # type: ignore[return-value]  # the other three


def _news(heard: Heard, new: dict[str, str], way: Way) -> dict[str, str]:
    """Return the identifiers of others that are of use, and news, to a registry that did not find the work."""
    if heard.match is not None or heard.is_identified or heard.is_skipped:
        return {}
    left = {name: value for name, value in new.items() if value not in heard.taken}
    return {name: value for name, value in left.items() if way.can(Reference.model_validate({name: value}))}


def _is_article(reference: Reference) -> bool:
    return reference.kind is None or reference.kind.is_a(Kind.JOURNAL_ARTICLE)


def _first(heard: Sequence[Heard], name: str) -> str | None:
    """Return an identifier of the matches, the first that one of them has."""
    wholes = (said.match.whole for said in heard if said.match is not None)
    return next((value for record in wholes if (value := getattr(record, name))), None)


def _identifiers(reference: Reference) -> Iterator[str]:
    return (value for name in _CARRIED if (value := getattr(reference, name)))


class Stage(NamedTuple):
    """A part of the plan as people read it: in which round who is asked how, about how many, in how many calls."""

    round: int
    registry: int
    step: Step
    references: int
    calls: int
    sends: str


def stages(references: Sequence[Reference], ways: Sequence[Ways]) -> Iterator[Stage]:
    """Yield all that may be asked: what is asked first, and in later rounds what is where nobody finds anything.

    >>> by_doi = {"identifier": Way("the DOI", lambda reference: reference.doi is not None, batch=50)}
    >>> list(stages([Reference(doi="10.5555/a")] * 51, [by_doi]))
    [Stage(round=1, registry=0, step='identifier', references=51, calls=2, sends='the DOI')]
    """
    heard = [[Heard() for _ in references] for _ in ways]
    for number in count(1):
        asked = next_round(references, ways, heard)
        if not asked:
            return
        for registry, steps in sorted(asked.items()):
            for step, questions in steps.items():
                way = ways[registry].get(_route(step), _OUTRIGHT)
                calls = -(-len(questions) // way.batch)
                yield Stage(number, registry, step, len(questions), calls, way.sends)
                for place, question in questions.items():
                    heard[registry][place] = heard[registry][place].told(step, Said(), question, references[place])
