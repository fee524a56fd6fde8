"""What is to be written into a document: remarks on printed words, and the changes that are suggested in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ivigref.annotating.differences import Change
from ivigref.annotating.flow import Stretch
from ivigref.annotating.manner import Manner
from ivigref.annotating.printing import printed
from ivigref.corrections import Correction, corrections
from ivigref.model import Box, Checked, Citation, Finding
from ivigref.model.checked import Judged
from ivigref.model.verdicts import SUSPECT

AUTHOR, INITIALS = "ivigref", "iv"
MANAGED = "a reference manager writes this list: correct the works there, too, or it brings the old values back"
_NAMES = {"container_title": "journal", "doi": "DOI", "pmid": "PMID"}


class Remark(NamedTuple):
    """Words that a document prints, and what is to be noted at them: the lines of a comment, the changes of the words.

    ``name`` is what messages call the place, and ``is_listed`` tells words of the reference list from those of the
    text. ``start`` and ``end`` cut out of the words those that the comment is about; without them it is about all.
    ``boxes`` is where they are printed in a PDF.
    """

    words: str
    lines: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    name: str = "the text"
    is_listed: bool = False
    start: int = 0
    end: int | None = None
    boxes: tuple[Box, ...] = ()

    def missed(self, count: int) -> str:
        """Say of how many changes there is no way to suggest them.

        >>> Remark("as shown").missed(1)
        '1 change is not suggested, in text that is boxed, moved or a formula'
        """
        what = "1 change is" if count == 1 else f"{count} changes are"
        return f"{what} not suggested, in text that is boxed, moved or a formula"


class Annotated(NamedTuple):
    """A document with its remarks: its bytes, how many comments and changes it was given, and what could not be."""

    data: bytes
    comments: int = 0
    changes: int = 0
    told: tuple[str, ...] = ()


def remarks(
    checked: Checked,
    *,
    suggest: bool = False,
    notes: bool = False,
    accepted: Mapping[int, Sequence[Correction]] | None = None,
) -> Iterator[Remark]:
    """Yield a remark for each reference with findings, and with the changes that are sure where they are wanted.

    ``accepted`` are the corrections that somebody chose, by the place of their reference; by default all are.

    >>> from ivigref import examine, parse
    >>> text = "1. Krug P, Boyer O, et al. Nephrotic syndrome in Kawasaki disease: a report of three cases."
    >>> [remark] = remarks(examine(parse(text + " Pediatr Nephrol. 2012;28(9):1547–50.")), suggest=True)
    >>> remark.lines[0], [change.new for change in remark.changes]
    ('volume: printed 28, recorded 27 (says PubMed page) [volume-differs]', ['27'])
    """
    shown = checked if notes else checked.without_notes()
    manner = Manner.of(checked.citations)
    for place, (row, whole) in enumerate(zip(shown.judged(), checked.findings, strict=True), 1):
        citation = row.citation
        lines = list(_lines(row))
        changes: tuple[Change, ...] = ()
        wanted = corrections(citation, whole) if accepted is None else accepted.get(place - 1, ())
        if suggest and wanted:
            changes, _, unmade = printed(citation, wanted, manner)
            if unmade and lines:
                lines.append(f"Not suggested as a change, so please make it: {', '.join(map(_name, unmade))}.")
        if lines or changes:
            name, boxes = _named(citation, place), citation.reference.boxes
            yield Remark(citation.reference.raw, tuple(lines), changes, name, is_listed=True, boxes=boxes)


def of_places(places: Iterable[tuple[str, str]], name: str = "the text") -> Iterator[Remark]:
    """Yield a remark for each pair of printed words and the text of a comment on them.

    >>> [remark.lines for remark in of_places([("as shown [7]", "7 is not in the list")])]
    [('7 is not in the list',)]
    """
    for words, said in places:
        yield Remark(words, tuple(said.splitlines()), name=name)


def part_of(remark: Remark, stretch: Stretch) -> Stretch:
    """Return the letters of those words that a comment is about."""
    before = sum(map(str.isalnum, remark.words[: remark.start]))
    within = sum(map(str.isalnum, remark.words[remark.start : remark.end]))
    return Stretch(stretch.letters[before : before + within]) if within else stretch


def _lines(row: Judged) -> Iterator[str]:
    """Yield what a comment says: each finding with both values and who says so, and where to look."""
    for finding in row.findings:
        yield from _of_finding(finding)
    judgement = row.judgement
    if judgement is not None and judgement.verdict in SUSPECT and not judgement.is_silenced:
        for likeness in filter(None, (judgement.at_place, judgement.nearest)):
            links = " ".join(link.href for link in likeness.links)
            yield f"Compare {likeness.named}: {likeness.compared}. {links}".rstrip()
    if row.findings and row.citation.links:
        yield f"The work: {' '.join(link.href for link in row.citation.links)}"


def _of_finding(finding: Finding) -> Iterator[str]:
    yield f"{finding.message} [{finding.check}]"
    for label, value in (("Printed", finding.printed), ("Recorded", finding.recorded)):
        if value and value not in finding.message:
            yield f"{label}: {value}"
    if (source := finding.source) is not None:
        where = [source.address] if source.address and source.address not in finding.message else []
        seen = [f"seen {source.retrieved}"] if source.retrieved else []
        yield f"Source: {', '.join((source.registry, *where, *seen))}"


def _named(citation: Citation, place: int) -> str:
    return f"reference {citation.number if citation.number is not None else citation.key or place}"


def _name(field: str) -> str:
    return _NAMES.get(field, field)
