"""One way after another: a reference is looked for until a record is found that does not lead elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from ivigref.errors import InputError, RegistryError
from ivigref.identifiers import identifier_key, normalize_doi
from ivigref.matching import leads_elsewhere
from ivigref.model import Answer, Record, Reference, Route
from ivigref.registries.asked import Asked
from ivigref.registries.batched import Found

References = Mapping[int, Reference]


class Way(NamedTuple):
    """A way of asking: its route, and what asks; references that cannot be asked about on it have no answer there."""

    route: Route
    ask: Callable[[References], Mapping[int, Found]]


def by_key(
    look_up: Callable[[Iterable[str]], Mapping[str, Found]], key: Callable[[Reference], str | None]
) -> Callable[[References], dict[int, Found]]:
    """Return how to ask for references that have a key.

    >>> ask = by_key(lambda keys: {key: () for key in keys}, lambda reference: reference.pmid)
    >>> ask({3: Reference(pmid="7"), 4: Reference()})
    {3: ()}
    """

    def ask(references: References) -> dict[int, Found]:
        keys = {place: found for place, reference in references.items() if (found := key(reference))}
        outcomes = look_up(keys.values())
        return {place: outcomes[found] for place, found in keys.items()}

    return ask


def answers(name: str, references: Sequence[Reference], ways: Iterable[Way]) -> list[Answer]:
    """Return what a registry answers about each reference, asked on one way after another.

    A way that fails ends the search for its reference: what the next ways might lack would not be known.

    >>> finds_nothing = Way("title", lambda references: dict.fromkeys(references, ()))
    >>> answers("shelf", [Reference(title="On lupus")], [finds_nothing])
    [Answer(registry='shelf', searched=('title',))]
    """
    found: dict[int, dict[Record, None]] = {place: {} for place in range(len(references))}
    searched: dict[int, dict[Route, None]] = {place: {} for place in found}
    problems: dict[int, RegistryError] = {}
    for way in ways:
        wanted = {
            place: references[place]
            for place, records in found.items()
            if place not in problems and all(leads_elsewhere(references[place], record) for record in records)
        }
        for place, outcome in way.ask(wanted).items():
            if isinstance(outcome, RegistryError):
                problems[place] = outcome
            else:
                searched[place][way.route] = None
                found[place] |= dict.fromkeys(outcome)
    return [
        Answer(
            registry=name,
            records=() if place in problems else tuple(records),
            searched=tuple(searched[place]),
            problem=str(problems[place]) if place in problems else None,
        )
        for place, records in found.items()
    ]


def doi_key(doi: str) -> str:
    """Return a DOI in the form in which DOIs are compared; raises InputError for what is none.

    >>> doi_key("https://doi.org/10.5555/ABC")
    '10.5555/abc'
    """
    wanted = normalize_doi(doi)
    if wanted is None:
        raise InputError(f"expected a DOI (10.…/…), found {doi!r}")
    return identifier_key(wanted)


def printed_doi(reference: Reference) -> str | None:
    """Return the DOI of a reference in the form in which DOIs are compared, or None.

    >>> printed_doi(Reference(doi="10.5555/ABC"))
    '10.5555/abc'
    """
    return identifier_key(reference.doi) if reference.doi else None


def first(outcome: Asked[tuple[Record, ...]]) -> Record | None:
    """Return the first of what was found, or None; raises the RegistryError that says why nobody knows.

    >>> first(()) is None
    True
    """
    if isinstance(outcome, RegistryError):
        raise outcome
    return next(iter(outcome), None)
