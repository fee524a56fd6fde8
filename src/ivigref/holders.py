"""Asks registers for articles of a journal and a year, where a work is unknown: should they have it?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, runtime_checkable

from ivigref.data.serials import coverage
from ivigref.errors import RegistryError
from ivigref.identifiers import normalize_issn
from ivigref.model import Citation, Kind, Record, Reference
from ivigref.registries.journals import JournalYear
from ivigref.rejected import is_near

SILENT = "did not say whether it holds the journal"
NAMES_NONE = "names no article of that journal and year"


@runtime_checkable
class Holder(Protocol):
    """A registry that can be asked for articles of a journal."""

    @property
    def name(self) -> str:
        """The registry's name in reports."""

    def of_journals(self, journals: Sequence[JournalYear]) -> Mapping[JournalYear, tuple[Record, ...] | RegistryError]:
        """Return some articles of each journal and year, or why there is no answer."""


def with_evidence(citations: Iterable[Citation], registries: Sequence[object]) -> list[Citation]:
    """Add to each work that was not found an article of its journal and year, where a register has one.

    Each journal and year is asked for once, and only where no list of journals and no candidate answers already. The
    last registry comes first: the first one is the most general, and knows the names of journals least exactly.
    """
    listed = list(citations)
    for registry in reversed(registries):
        if isinstance(registry, Holder):
            wanted = {place: volume for place, c in enumerate(listed) if (volume := _wanted(c)) is not None}
            said = registry.of_journals(list(dict.fromkeys(wanted.values()))) if wanted else {}
            for place, volume in wanted.items():
                listed[place] = _told(listed[place], registry.name, said.get(volume, ()))
    return listed


def _wanted(citation: Citation) -> JournalYear | None:
    """Return the journal and year of an article that every register was asked for, if nothing shows who holds them."""
    reference = citation.reference
    if citation.record is not None or citation.unanswered or citation.unknown or not _is_article(reference):
        return None
    journal, year = reference.container_title, reference.year
    if not journal or year is None or any(is_near(reference, record) for record in citation.nearest):
        return None
    issns = tuple(dict.fromkeys(filter(None, map(normalize_issn, reference.issn))))
    return JournalYear(journal, year, issns) if coverage(journal, reference.issn, year).known is None else None


def _is_article(reference: Reference) -> bool:
    kind: Kind | None = reference.kind
    return reference.volume is not None and (kind is None or kind.is_a(Kind.JOURNAL_ARTICLE))


def _told(citation: Citation, registry: str, said: tuple[Record, ...] | RegistryError) -> Citation:
    """Return a citation with the evidence, or with what came of asking for it: none, or silence."""
    is_silent = isinstance(said, RegistryError)
    records = () if isinstance(said, RegistryError) else said
    shown = next((record for record in records if is_near(citation.reference, record)), None)
    if shown is not None:
        return citation.model_copy(update={"nearest": (*citation.nearest, shown)})
    message = SILENT if is_silent else NAMES_NONE
    inquiries = tuple(
        inquiry.model_copy(update={"message": message}) if inquiry.registry == registry else inquiry
        for inquiry in citation.inquiries
    )
    return citation.model_copy(update={"inquiries": inquiries})
