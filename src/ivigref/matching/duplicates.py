"""Works that a list names twice, and numbers that it gives twice."""

from __future__ import annotations

from collections.abc import Sequence

from ivigref.identifiers import identifier_key
from ivigref.model import Citation, Finding
from ivigref.text import letters, words


def duplicates(citations: Sequence[Citation]) -> dict[int, list[Finding]]:
    """Find works that are listed twice, by identifier or by the words of title and year, and numbers used twice."""
    seen: dict[str, int] = {}
    called: list[str] = []
    found: dict[int, list[Finding]] = {}
    for place, citation in enumerate(citations):
        reference = citation.reference
        numbered = f"reference {citation.number}" if citation.number is not None else None
        called.append(numbered or citation.key or f"item {place + 1}")
        names = [f"doi {identifier_key(citation.doi)}"] if citation.doi else []
        names += [f"pmid {citation.pmid}"] if citation.pmid else []
        if reference.title and len(words(reference.title)) > 3:  # noqa: PLR2004  ("Editorial" twice is no duplicate)
            pages = reference.pages.first if reference.pages else None
            names.append(f"title {letters(reference.title)} {reference.year} {reference.volume} {pages}")
        twin = next((seen[name] for name in names if name in seen), None)
        if twin is not None:
            message = f"the same work as {called[twin]}"
            found.setdefault(place, []).append(Finding(check="duplicate", severity="warning", message=message))
        if reference.number is not None:
            same_number = seen.get(f"number {reference.number}")
            if same_number is not None:
                message = f"the number {reference.number} is used twice"
                found.setdefault(place, []).append(
                    Finding(check="number-repeated", severity="warning", field="number", message=message)
                )
            names.append(f"number {reference.number}")
        for name in names:
            seen.setdefault(name, place)
    return found
