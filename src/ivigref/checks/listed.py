"""What only the list as a whole shows: works that it names twice, as preprints too, and numbers that it gives twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ivigref.checks.preprints import articles, is_preprint
from ivigref.identifiers import identifier_key
from ivigref.model import Check, Citation, Finding
from ivigref.text import letters, words

_FEW_WORDS = 3  # a title of so many is no proof: "Editorial", "Case report" and "Letter to editor" are many works'


def in_list(citations: Iterable[Citation]) -> dict[int, list[Finding]]:
    """Find works that are listed twice, by identifier or by the words of title and year, and numbers used twice.

    A preprint and the article that it became are one work, too, by what the record says or by title and first author.
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
        if (
            twin is None
            and (other := next((seen[name] for name in _versions(citation) if name in seen), None)) is not None
        ):
            what = ("the article", "a preprint") if is_preprint(citation) else ("a preprint", "the article")
            message = f"{called[other]} is {what[0]} of which this is {what[1]}"
            findings.append(Finding.of(Check.PREPRINT_AND_VERSION, message))
        if number is not None:
            if f"number {number}" in seen:
                message = f"the number {number} is used twice"
                findings.append(Finding.of(Check.NUMBER_REPEATED, message, field="number"))
            names.append(f"number {number}")
        if findings:
            found[place] = findings
        for name in (*names, *_as_version(citation)):
            seen.setdefault(name, place)
    return found


def twins(citations: Iterable[Citation]) -> Iterator[tuple[int, int]]:
    """Yield works that are listed twice: the place of the later one in the list, and that of the earlier."""
    seen: dict[str, int] = {}
    for place, citation in enumerate(citations):
        names = list(_names(citation))
        if (twin := next((seen[name] for name in names if name in seen), None)) is not None:
            yield place, twin
        for name in names:
            seen.setdefault(name, place)


def _names(citation: Citation) -> Iterator[str]:
    """Yield by what two printings of one work are known as such."""
    yield from (f"{name} {identifier}" for name, identifier in citation.known_by.items())
    reference = citation.reference
    if reference.title and len(words(reference.title)) > _FEW_WORDS:
        pages = reference.pages.first if reference.pages else None
        yield f"title {letters(reference.title)} {reference.year} {reference.volume} {pages}"


def _as_version(citation: Citation) -> Iterator[str]:
    """Yield by what the other version of a work is to find this one."""
    of = "preprint" if is_preprint(citation) else "article"
    if of == "preprint":
        yield from (f"preprint of {identifier_key(doi)}" for doi, _ in articles(citation))
    if (worded := _worded(citation)) is not None:
        yield f"{of} {worded}"


def _worded(citation: Citation) -> str | None:
    """Return the letters of title and first author, by which two versions of a work are known as such."""
    reference = citation.reference
    if not reference.title or not reference.authors or len(words(reference.title)) <= _FEW_WORDS:
        return None
    return f"by {letters(reference.title)} {letters(reference.authors[0].surname)}"


def _versions(citation: Citation) -> Iterator[str]:
    """Yield by what the other version of a work is found: the article by its DOI, and either by title and author."""
    early = is_preprint(citation)
    if early:
        yield from (f"doi {identifier_key(doi)}" for doi, _ in articles(citation))
    elif citation.doi:
        yield f"preprint of {identifier_key(citation.doi)}"
    other = "article" if early else "preprint"
    if (worded := _worded(citation)) is not None:
        yield f"{other} {worded}"
