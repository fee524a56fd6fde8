"""Make one list of several: works that are in more than one are joined, and it is said which and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from ivigref.frozen import field_names
from ivigref.model import Citation, IdentifierName, Reference, Work
from ivigref.text import counted, letters

SameWork = Callable[[Reference, Reference], bool]


@dataclass(frozen=True, slots=True)
class Joined:
    """Two citations that became one: the keys of both, and why."""

    kept: str | None
    joined: str | None
    reason: str

    def __str__(self) -> str:
        return f"{self.joined} was merged with {self.kept}: {self.reason}"


def merge(lists: Iterable[Iterable[Citation]], same_work: SameWork) -> tuple[list[Citation], list[Joined]]:
    """Join lists in their order; the first to name a work is kept, and gets what only the others know of it.

    Works are the same if they share a DOI, a PMID or a PMCID; where at most one of two has an identifier of a kind, if
    ``same_work`` says so of two by the same first author or with titles that begin alike.

    >>> a = Citation(reference=Reference(title="A", doi="10.1234/x"), key="a")
    >>> b = Citation(reference=Reference(title="B", doi="10.1234/X", pmid="7"), key="b")
    >>> merged, joined = merge([[a], [b]], lambda a, b: False)
    >>> merged[0].pmid, str(joined[0])
    ('7', 'b was merged with a: the DOI 10.1234/X')
    """
    merged: list[Citation] = []
    joined: list[Joined] = []
    places: dict[tuple[IdentifierName, str], int] = {}
    alike: defaultdict[str, list[int]] = defaultdict(list)
    taken: set[str] = set()
    for citation in (citation for part in lists for citation in part):
        place, reason = _find(citation, merged, places, alike, same_work)
        if place is None:
            place = len(merged)
            key = citation.key if (citation.key or "").casefold() not in taken else None
            merged.append(citation if key == citation.key else citation.model_copy(update={"key": key}))
            taken.add((key or "").casefold())
        else:
            joined.append(Joined(merged[place].key, citation.key, reason))
            merged[place] = _join(merged[place], citation)
        for known in merged[place].known_by.items():
            places.setdefault(known, place)
        for trait in _traits(citation.reference):
            alike[trait].append(place)
    return merged, joined


def _find(
    citation: Citation,
    merged: list[Citation],
    places: dict[tuple[IdentifierName, str], int],
    alike: dict[str, list[int]],
    same_work: SameWork,
) -> tuple[int | None, str]:
    own = citation.known_by
    for name, identifier in own.items():
        if (place := places.get((name, identifier))) is not None:
            return place, f"the {name.upper()} {getattr(citation, name)}"
    candidates = dict.fromkeys(place for trait in _traits(citation.reference) for place in alike.get(trait, ()))
    for place in candidates:
        if own.keys() & merged[place].known_by.keys():  # two DOIs are two works, unless a registry says otherwise
            continue
        if same_work(merged[place].reference, citation.reference):
            return place, "the same title, authors and place"
    return None, ""


def _traits(reference: Reference) -> Iterator[str]:
    """Yield what two printings of a work share, so that not every pair needs to be compared."""
    if reference.authors:
        yield f"author {letters(reference.authors[0].surname)}"
    if reference.title:
        yield f"title {letters(reference.title)[:20]}"


def _join(kept: Citation, other: Citation) -> Citation:
    """Fill what the kept citation does not know; a whole list of authors is better than one cut short."""
    old, new = kept.reference, other.reference
    update = {
        name: getattr(new, name) for name in field_names(Work) if getattr(old, name) in (None, ()) and name != "et_al"
    }
    if old.et_al and not new.et_al and len(new.authors) >= len(old.authors):
        update |= {"authors": new.authors, "et_al": False}
    known = {name for name, _ in old.extra if name != "keyword"}
    extra = [pair for pair in new.extra if pair[0] not in known and pair not in old.extra]
    origins = tuple(dict.fromkeys((*old.origins, *new.origins)))
    tags = {(tag.axis, tag.term) for tag in kept.tags}
    return kept.model_copy(
        update={
            "reference": old.model_copy(update={**update, "extra": (*old.extra, *extra), "origins": origins}),
            "record": kept.record or other.record,
            "records": kept.records or other.records,
            "confidence": kept.confidence if kept.record else other.confidence,
            "tags": (*kept.tags, *(tag for tag in other.tags if (tag.axis, tag.term) not in tags)),
        }
    )


def counts(given: Iterable[Citation], merged: Sequence[Citation]) -> Iterator[str]:
    """Yield how many records each file and each database brought, and how many of the works only it has.

    A flow diagram of a review (PRISMA) starts from these numbers.

    >>> from ivigref.model import Origin
    >>> a = Reference(title="A", origins=(Origin(database="Embase", file="e.ris"),))
    >>> b = Reference(title="A", origins=(Origin(database="PubMed", file="p.nbib"),))
    >>> merged, _ = merge([[Citation(reference=a)], [Citation(reference=b)]], lambda a, b: True)
    >>> for line in counts([Citation(reference=a), Citation(reference=b)], merged):
    ...     print(line)
    2 records, 1 work, 1 duplicate
    file e.ris: 1 record, 0 works only there
    file p.nbib: 1 record, 0 works only there
    database Embase: 1 record, 0 works only there
    database PubMed: 1 record, 0 works only there
    works in both Embase and PubMed: 1
    """
    listed = list(given)
    numbers = {"record": len(listed), "work": len(merged), "duplicate": len(listed) - len(merged)}
    yield ", ".join(counted(number, noun, ",") for noun, number in numbers.items())
    for what in ("file", "database"):
        brought = Counter(name for citation in listed for name in _from(citation, what))
        held = [_from(citation, what) for citation in merged]
        alone = Counter(next(iter(names)) for names in held if len(names) == 1)
        for name in sorted(brought):
            records, works = counted(brought[name], "record", ","), counted(alone[name], "work", ",")
            yield f"{what} {name}: {records}, {works} only there"
    databases = [sorted(_from(citation, "database")) for citation in merged]
    shared = Counter(pair for names in databases for pair in combinations(names, 2))
    for (one, other), count in sorted(shared.items()):
        yield f"works in both {one} and {other}: {count}"


def _from(citation: Citation, what: str) -> set[str]:
    """Return the files or the databases that brought a citation."""
    return {name for origin in citation.reference.origins if (name := getattr(origin, what))}
