"""How a list prints what may have to be added to it: its identifiers, and the names of its journals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from ivigref.model import Citation, Record
from ivigref.patterns import lazy
from ivigref.text import letters

_LABELS = {
    "doi": lazy(r"(?:https?://(?:dx\.)?doi\.org/|\b(?:doi|DOI):?\s?(?:https?://(?:dx\.)?doi\.org/)?)\Z"),
    "pmid": lazy(r"(?:https?://pubmed\.ncbi\.nlm\.nih\.gov/|\b(?:PubMed\s)?PMID:?\s?)\Z"),
}
_BEFORE = 45  # characters in which a label stands


class Manner(NamedTuple):
    r"""How a list prints things: what stands before an identifier, by its field, and whether journals are abbreviated.

    A list that prints no DOI has none among its ``labels``: nothing is then added to it, for that is its style.

    >>> from ivigref import parse
    >>> text = "1. Bruton OC. Skin. Lupus. 1952;16:7. doi: 10.5555/a\n2. Imbach P. Hair. Lupus. 1953;1:2."
    >>> Manner.of([Citation(reference=reference) for reference in parse(text)]).labels
    {'doi': 'doi: '}
    """

    labels: dict[str, str]
    is_abbreviated: bool = True

    @classmethod
    def of(cls, citations: Iterable[Citation]) -> Manner:
        """Return the manner of most references of a list."""
        labels: dict[str, Counter[str]] = {field: Counter() for field in _LABELS}
        short = whole = 0
        for citation in citations:
            reference = citation.reference
            for field, pattern in _LABELS.items():
                value = getattr(reference, field)
                place = reference.raw.casefold().find(value.casefold()) if value else -1
                if place >= 0 and (label := pattern.search(reference.raw[max(0, place - _BEFORE) : place])):
                    labels[field][label[0]] += 1
            if citation.record is not None and (printed := letters(reference.container_title or "")):
                short += printed == letters(citation.record.container_title_short or "")
                whole += printed == letters(citation.record.container_title or "")
        return cls({field: found.most_common(1)[0][0] for field, found in labels.items() if found}, short >= whole)

    def journal(self, record: Record | None, value: str) -> str:
        """Return a journal's name in the form of the list, where the record has both."""
        short = record.container_title_short if record is not None and self.is_abbreviated else None
        return short or value

    def identifier(self, field: str, value: str) -> str | None:
        """Return what is printed behind a reference for an identifier; None in a list that prints none of its kind."""
        return None if (label := self.labels.get(field)) is None else f"{label}{value}"
