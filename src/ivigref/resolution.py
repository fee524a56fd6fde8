"""Query registries about references, as their plan has it, and select the records of the same work.

Precision comes before recall: the record of another work is worse than none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from ivigref.holders import with_evidence
from ivigref.identifier_kinds import KINDS, IdentifierKind
from ivigref.identifiers import doi_within, identifier_key
from ivigref.keys import assign_keys
from ivigref.matching import (
    STORED,
    compare_authors,
    compare_pages,
    compare_titles,
    leads_elsewhere,
    match_confidence,
)
from ivigref.model import Answer, Certainty, Citation, Inquiry, Kind, Record, Reference, Work, complete, identifiers_of
from ivigref.model.citations import AT_HAND
from ivigref.registries.plan import SURE, Heard
from ivigref.registries.rounds import Registry, ask_in_rounds
from ivigref.rejected import distinct, is_any_of, nearest, one_work, standing_there

__all__ = ["ACCEPT", "Match", "Registry", "choose", "is_named", "resolve"]

# How sure an identity is that somebody else established, before the fields are compared.
CERTAINTY: dict[Certainty, float] = {"certain": 0.99, "probable": 0.9, "secondary": 0.75}
ACCEPT = 0.9  # a candidate below this is not the printed work
AHEAD = 6.0  # a candidate must be this many times as likely as the runner-up
MARGIN = 0.05  # what agreeing fields may add to an asserted identity
DISBELIEVED = 0.2  # an asserted identity whose fields agree less than this is not believed
MOST_SURE = SURE  # one route alone is never quite sure
_PARTS = (Kind.BOOK_CHAPTER, Kind.CONFERENCE_PAPER)  # of a book, whose ISBN they have


class Match(NamedTuple):
    """A record that is the printed work, with how sure that is (0 to 1)."""

    record: Record
    confidence: float


def resolve(
    references: Iterable[Reference | Citation],
    registries: Sequence[Registry],
    *,
    on_found: Callable[[int, Citation], object] | None = None,
) -> list[Citation]:
    """Join each reference to the records of the same work that the registries have, in the given order.

    They are asked round by round, those of the package at the same time, as `ivigref.registries.plan` has it. An
    identifier that one registry found is taken to the others that did not find the work by its print. Of a citation the
    reference is asked for; its key and its tags stay, and what registries said of it before is replaced. ``on_found``
    is called in this thread with the place and the citation of each work as soon as its last question is answered, but
    for works that nobody has: what shows who should have them is asked at the end. Raises what a registry raises, which
    those of the package do not.

    >>> from ivigref import parse, registries
    >>> item = "Basta M, Dalakas MC. High-dose intravenous immunoglobulin exerts its beneficial effect in patients with"
    >>> item += " dermatomyositis by blocking endomysial deposition of activated complement fragments. J Clin Invest."
    >>> [citation] = resolve(parse(item + " 1994;94:1729–35."), [registries.Recorded()])
    >>> citation.doi, citation.record.source.registry
    ('10.1172/JCI117520', 'recorded')
    """
    given = list(map(Citation.of, references))
    listed = [citation.reference for citation in given]
    names = [registry.name for registry in registries]

    def over(place: int, said: Sequence[Heard]) -> None:
        found = _joined(given[place], names, said)
        if on_found is not None and (found.record is not None or found.unanswered):
            on_found(place, found)

    heard = ask_in_rounds(registries, listed, choose, None if on_found is None else over)
    joined = [_joined(citation, names, [said[i] for said in heard]) for i, citation in enumerate(given)]
    return assign_keys(with_evidence(joined, registries))


def _joined(before: Citation, names: Sequence[str], heard: Sequence[Heard]) -> Citation:
    """Join a citation, which keeps its key and its tags, by what each registry says of it."""
    found = _join(
        before.reference,
        [said.answer(name) for name, said in zip(names, heard, strict=True)],
        [Match(said.match, said.confidence) if said.match else None for said in heard],
    )
    return found.model_copy(update={"key": before.key, "tags": before.tags})


def choose(reference: Reference, answer: Answer) -> Match | None:
    """Pick the record that is the printed work, or none where that is not sure."""
    if answer.identified and answer.records:
        return _identified(reference, answer.records[0])
    scored = sorted(
        (Match(record, _confidence(reference, record)) for record in answer.records),
        key=lambda match: -match.confidence,
    )
    if not scored or scored[0].confidence < ACCEPT:
        return None
    likely = [match.record for match in scored if match.confidence >= ACCEPT]
    best = next((match for match in scored if _is_asserted(reference, match, likely)), None)
    if best is None:
        best = scored[0]
        rival = next((m for m in scored[1:] if not one_work(m.record, best.record)), None)
        if rival is not None and _odds(rival) * AHEAD > _odds(best):
            return None
    return Match(best.record, min(best.confidence, _ceiling(best.record)))


def _is_asserted(reference: Reference, match: Match, likely: Sequence[Record]) -> bool:
    """Tell whether the print itself names a record that is believed: another that is as likely is then no rival."""
    return (
        match.confidence >= ACCEPT
        and (reference.is_identifier or _is_stored(reference, match.record))
        and not _is_of_many(reference)
        and not any(_is_beside(reference, match.record, other) for other in likely)
    )


def _is_of_many(reference: Reference) -> bool:
    """Tell whether a reference is the number of a trial alone: several works report one, and none is the trial's."""
    return reference.is_identifier and {one.field for one in identifiers_of(reference)} == {"trials"}


def _confidence(reference: Reference, record: Record) -> float:
    """Score a candidate; a record that a printed identifier leads to is believed unless it is another work."""
    if reference.is_identifier:
        return CERTAINTY["certain"] if is_named(reference, record) else 0.0
    if not _is_stored(reference, record):
        return match_confidence(reference, record)
    if leads_elsewhere(reference, record):
        return 0.0
    return max(ACCEPT, match_confidence(reference, record, prior=STORED))


def _ceiling(record: Record) -> float:
    """Return the highest confidence that a record allows: second-hand remains second-hand, however well it fits."""
    return CERTAINTY["secondary"] if record.is_second_hand else MOST_SURE


def _odds(match: Match) -> float:
    return match.confidence / (1 - match.confidence)


def _identified(reference: Reference, record: Record) -> Match | None:
    matched = match_confidence(reference, record)
    if match_confidence(reference, record, prior=STORED) < DISBELIEVED:
        return None
    if _is_stored(reference, record) and leads_elsewhere(reference, record):
        return None
    if record.is_second_hand:
        return Match(record, _ceiling(record))
    certainty = record.source.certainty if record.source else None
    asserted = CERTAINTY[certainty] if certainty else ACCEPT
    # If the fields alone are conclusive, no asserted identity is needed.
    return Match(record, max(asserted, min(matched, asserted + MARGIN, MOST_SURE)))


def _is_stored(reference: Reference, record: Record) -> bool:
    """Tell whether a printed identifier leads to a record."""
    return any(key in record.known_as(name) for name, key in reference.known_by.items())


def is_named(reference: Reference, record: Record) -> bool:
    """Tell whether an identifier of a reference is one of this record, and none of another kind is another's.

    A chapter has the ISBN of its book, and is not it. A DOI with the tail of an address is the one without it.

    >>> is_named(Reference(isbn=("0306406152",)), Record(isbn=("9780306406157",)))
    True
    >>> is_named(Reference(doi="10.5555/a/full"), Record(doi="10.5555/a"))
    True
    >>> is_named(Reference(doi="10.5555/a", pmid="7"), Record(doi="10.5555/a", pmid="8"))
    False
    """
    is_part = record.kind is not None and any(map(record.kind.is_a, _PARTS))
    agree: set[bool] = set()
    for kind in KINDS:
        if kind.field == "isbn" and is_part:
            continue
        printed = _keys(kind, reference)
        known = frozenset[str]().union(*(_keys(kind, said) for said in record.statements))
        if kind.field == "doi":
            known |= record.known_as("doi")
            printed |= {identifier_key(doi) for one in printed if (doi := doi_within(one))}
        if printed and known:
            agree.add(bool(printed & known))
    return agree == {True}


def _keys(kind: IdentifierKind, work: Work) -> frozenset[str]:
    return frozenset(kind.key(one.value) for one in identifiers_of(work) if one.field == kind.field)


def _is_beside(reference: Reference, record: Record, best: Record) -> bool:
    """Tell whether a printed identifier leads to a work beside the printed one: its other part, the next abstract.

    Or the next letter of the same title, where authors and pages are those of the other one.
    """
    if not _is_stored(reference, record) or one_work(record, best) or not compare_pages(reference, record).differs:
        return False
    if compare_titles(reference, best).differs:
        return False
    return compare_titles(reference, record).differs or (
        compare_authors(reference, record).differs
        and compare_authors(reference, best).agrees
        and compare_pages(reference, best).agrees
    )


def _seconded(
    reference: Reference, answers: Sequence[Answer], matches: Sequence[Match | None]
) -> Sequence[Match | None]:
    """Add what others have of a work that was printed as an identifier, and found by an identifier of its record.

    The record that the printed identifier leads to stays first.
    """
    known = [match.record for match in matches if match is not None]
    if not reference.is_identifier or not known:
        return matches
    return [
        match or next((_second(r) for r in answer.records if any(one_work(r, one) for one in known)), None)
        for answer, match in zip(answers, matches, strict=True)
    ]


def _second(record: Record) -> Match:
    return Match(record, min(CERTAINTY["probable"], _ceiling(record)))


def _join(reference: Reference, answers: Sequence[Answer], matches: Sequence[Match | None]) -> Citation:
    matches = _seconded(reference, answers, matches)
    found = sorted((match for match in matches if match is not None), key=lambda match: -match.confidence)
    inquiries = tuple(
        Inquiry(
            registry=answer.registry,
            outcome="unreachable" if answer.problem else "found" if match else "not-found",
            message=answer.problem,
            searched=answer.searched,
        )
        for answer, match in zip(answers, matches, strict=True)
        if not answer.skipped
    )
    found = [m for m in found if not any(_is_beside(reference, m.record, other.record) for other in found)]
    accepted = [match.record for match in found]
    contradicting = tuple(
        record.whole
        for answer in answers
        for record in answer.records
        if _is_stored(reference, record) and not is_any_of(record, accepted)
    )
    unknown = tuple(dict.fromkeys(name for answer in answers for name in answer.unknown if getattr(reference, name)))
    asked = (answer for answer in answers if answer.registry not in AT_HAND)
    others = distinct(record for answer in asked for record in answer.records if not is_any_of(record, accepted))
    if not found:
        return Citation(
            reference=reference,
            contradicting=contradicting,
            at_place=standing_there(reference, others),
            nearest=nearest(reference, others),
            unknown=unknown,
            inquiries=inquiries,
        )
    best = found[0]
    same = [record for record in accepted if record is best.record or one_work(record, best.record)]
    if reference.is_identifier:
        named = Reference(**Work.fields_of(best.record))
        same = [record for record in same if record is best.record or not leads_elsewhere(named, record)]
    met = len(same) > 1
    return Citation(
        reference=reference,
        record=complete(_statements(same)),
        records=_statements(accepted),
        contradicting=contradicting,
        at_place=standing_there(reference, others, accepted),
        unknown=unknown,
        confidence=round(1 - (1 - best.confidence) ** 2 if met else best.confidence, 4),
        inquiries=inquiries,
    )


def _statements(records: Iterable[Record]) -> tuple[Record, ...]:
    """Return what every place says, the best match's first, and what is known at second hand last."""
    said = (statement for record in records for statement in record.statements)
    return tuple(sorted(said, key=lambda record: record.is_second_hand))
