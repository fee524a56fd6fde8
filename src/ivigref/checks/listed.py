"""What only the list as a whole shows: works that it names twice, and numbers that it gives twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ivigref.model import Check, Citation, Finding
from ivigref.text import letters, words

_FEW_WORDS = 3  # a title of so many is no proof: "Editorial", "Case report" and "Letter to editor" are many works'


def in_list(citations: Iterable[Citation]) -> dict[int, list[Finding]]:
    """Find works that are listed twice, by identifier or by the words of title and year, and numbers used twice.

    What is found belongs to the later of two citations, by its place in the list.
    """
    seen: dict[str, int] = {}
    called: list[str] = []
    found: dict[int, list[Finding]] = {}
    for place, citation in enumerate(citations):
        number = citation.number
        called.append(f"reference {number}" if number is not None else citation.key or f"item {place + 1}")
        names = list(_names(citation))
        twin = next((seen[name] for name in names if name in seen), None)
        findings = [] if twin is None else [Finding.of(Check.DUPLICATE, f"the same work as {called[twin]}")]
        if number is not None:
            if f"number {number}" in seen:
                message = f"the number {number} is used twice"
                findings.append(Finding.of(Check.NUMBER_REPEATED, message, field="number"))
            names.append(f"number {number}")
        if findings:
            found[place] = findings
        for name in names:
            seen.setdefault(name, place)
    return found


def _names(citation: Citation) -> Iterator[str]:
    """Yield by what two printings of one work are known as such."""
    yield from (f"{name} {identifier}" for name, identifier in citation.known_by.items())
    reference = citation.reference
    if reference.title and len(words(reference.title)) > _FEW_WORDS:
        pages = reference.pages.first if reference.pages else None
        yield f"title {letters(reference.title)} {reference.year} {reference.volume} {pages}"
