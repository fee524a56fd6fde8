"""Decide the designs of a work from the evidence: indexing first, then words, else undetermined."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping

from ivigref.model import Evidence, Record, Tag
from ivigref.tagging.axes import Found, evidence_of, is_above_another, is_coded, is_indexed
from ivigref.tagging.vocabulary import Term

AXIS = "design"
CONFLICT = "design-conflict"
NEGATED = "negated"
NOTICES = frozenset({"comment", "erratum", "retraction-notice"})  # their titles repeat the title of another work
_QUOTED_TITLE = re.compile(
    r"""
    \s* ["“„«]          # a title opens with another one in quotation marks,
    [^"“”„«»]{20,}       # long enough to be one,
    ["“”»] (?=\W*\w)     # and goes on: it speaks of that work
    """,
    re.VERBOSE,
)
UNDETERMINED = Tag(
    axis=AXIS,
    term="undetermined",
    label="Undetermined",
    evidence=(Evidence(source="title", text="", rule="neither indexing nor words decide", strength="weak"),),
)


def design_tags(settled: Mapping[Term, list[Found]], record: Record) -> list[Tag]:
    """Return the design tags of a record, at least "undetermined".

    Where NLM has indexed a record (it has MeSH headings), a design that has a code there and was not given it is kept
    on the axis "design-conflict": shown, and neither overwritten nor selected by.
    """
    if not settled:
        return [UNDETERMINED]
    terms = _refined(_own_designs(settled, record.title or ""))
    coded = {term.mesh for term, found in terms.items() if any(map(is_indexed, found))}
    given_names = {heading.name.casefold() for heading in record.mesh}  # a file has headings without their UIDs
    coded |= {heading.uid for heading in record.mesh}
    coded |= {term.mesh for term in terms if term.label.casefold() in given_names}
    given = {slug for term in terms if term.mesh in coded for slug in (term.slug, *term.above)}
    tags = []
    for term, found in terms.items():
        conflict = bool(record.mesh and term.mesh) and is_coded(found) and term.mesh not in coded
        if conflict and (term.slug in given or term.beside & given):
            continue  # a broader word for the indexed design
        if not any(map(is_indexed, found)) and is_above_another(term, terms):
            continue
        tags.append(term.tag(evidence_of(found), axis=CONFLICT if conflict else AXIS, coded=is_coded(found)))
    if not any(tag.axis == AXIS for tag in tags):
        tags.insert(0, UNDETERMINED)
    return tags


def denied_designs(found: Iterable[Found], settled: Container[Term]) -> Iterator[Tag]:
    """Yield the designs of which the text says only that the work is not one: shown, and not selected by.

    >>> from ivigref.tagging import tag_record
    >>> tags = tag_record(Record(title="A review", abstract="A meta-analysis was not performed."))
    >>> [(tag.axis, tag.term, tag.role) for tag in tags if tag.role]
    [('design-conflict', 'meta-analysis', 'negated')]
    """
    denied: dict[Term, list[Found]] = {}
    for item in found:
        if item.negated and item.term.axis == AXIS and item.term not in settled:
            denied.setdefault(item.term, []).append(item)
    for term, items in denied.items():
        tag = term.tag(evidence_of(items), axis=CONFLICT, coded=is_coded(items))
        yield tag.model_copy(update={"role": NEGATED})


def _own_designs(settled: Mapping[Term, list[Found]], title: str) -> dict[Term, list[Found]]:
    """Return the evidence of designs, except for words that a title quotes from another one."""
    notice = any(term.axis == "form" and term.slug in NOTICES for term in settled)
    quoted = _QUOTED_TITLE.match(title)
    repeated = len(title) if notice else quoted.end() if quoted else 0  # this share of the title belongs to another one
    designs = {
        term: [item for item in found if item.evidence.source != "title" or (item.evidence.start or 0) >= repeated]
        for term, found in settled.items()
        if term.axis == AXIS
    }
    return {term: found for term, found in designs.items() if found}


def _refined(terms: dict[Term, list[Found]]) -> dict[Term, list[Found]]:
    """Give a code of the indexing to the term of the same code that the words show: case series, not case report."""
    shown = {term.mesh: term for term, found in terms.items() if term.mesh and not any(map(is_indexed, found))}
    refined: dict[Term, list[Found]] = {}
    for term, found in terms.items():
        only_indexed = all(map(is_indexed, found))
        refined.setdefault(shown.get(term.mesh or "", term) if only_indexed else term, []).extend(found)
    return refined
