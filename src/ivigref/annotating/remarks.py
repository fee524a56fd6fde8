"""What is to be written into a document: remarks on printed words, and the changes that are suggested in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from ivigref.annotating.differences import Change
from ivigref.annotating.edits import one_line
from ivigref.annotating.flow import Flow, Stretch, carried
from ivigref.annotating.manner import Manner
from ivigref.annotating.printing import printed
from ivigref.corrections import Correction, corrections
from ivigref.model import Box, Checked, Citation, Finding
from ivigref.model.checked import Judged
from ivigref.model.in_text import Place
from ivigref.model.verdicts import SUSPECT

H = TypeVar("H")
T = TypeVar("T")

AUTHOR, INITIALS = "ivigref", "iv"
MANAGED = "a reference manager writes this list: correct the works there, too, or it brings the old values back"
UNFOUND = "not found in the document, so no comment"
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

    def shortfall(self, made: int, *, linked: bool) -> Iterator[str]:
        """Yield what an author has to know of its changes when so many were made: others are not, a link stays.

        >>> list(Remark("as shown", changes=(Change(0, 2, "so"),)).shortfall(0, linked=False))
        ['the text: 1 change is not suggested, in text that is boxed, moved or a formula']
        """
        if missed := len(self.changes) - made:
            what = "1 change is" if missed == 1 else f"{missed} changes are"
            yield f"{self.name}: {what} not suggested, in text that is boxed, moved or a formula"
        if linked:
            yield f"{self.name}: the text of a link is changed, and not where the link leads"


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
    of_list, in_text = _of_list(shown)
    for place, (row, whole) in enumerate(zip(shown.judged(), checked.findings, strict=True)):
        citation = row.citation
        lines = [*_lines(row), *of_list.get(place, ())]
        changes: tuple[Change, ...] = ()
        chosen = corrections(citation, whole) if accepted is None else accepted.get(place, ())
        if suggest and chosen:
            changes, _, unmade = printed(citation, chosen, manner)
            if unmade and lines:
                lines.append(f"Not suggested as a change, so please make it: {', '.join(map(_name, unmade))}.")
        if lines or changes:
            name, boxes = _named(citation, place + 1), citation.reference.boxes
            yield Remark(citation.reference.raw, tuple(lines), changes, name, is_listed=True, boxes=boxes)
    yield from (remark_at(place, said) for place, said in in_text.items())


def _of_list(checked: Checked) -> tuple[dict[int, list[str]], dict[Place, list[str]]]:
    """Return what is found about the list as a whole: by the reference that it is about, or by its places."""
    keys = {citation.key: place for place, citation in enumerate(checked.citations) if citation.key}
    of_list: defaultdict[int, list[str]] = defaultdict(list)
    in_text: defaultdict[Place, list[str]] = defaultdict(list)
    for problem in checked.problems:
        said = f"{problem.message} [{problem.check}]"
        for place in problem.places:
            in_text[place].append(said)
        if not problem.places and problem.key in keys:
            of_list[keys[problem.key]].append(said)
    return of_list, in_text


def remark_at(place: Place, lines: Iterable[str]) -> Remark:
    """Return a remark at words of the text: those of a citation, found by the sentence around them.

    >>> remark = remark_at(Place(paragraph=3, printed="[7]", sentence="It is rare [7]."), ["7 is not in the list"])
    >>> remark.words[remark.start : remark.end], remark.name
    ('[7]', 'the text, paragraph 3')
    """
    words = place.sentence if place.printed in place.sentence else place.printed
    start = words.find(place.printed)
    return Remark(words, tuple(lines), name=f"the text, {place}", start=start, end=start + len(place.printed))


def part_of(remark: Remark, stretch: Stretch) -> Stretch:
    """Return the letters of those words that a comment is about."""
    before = sum(map(str.isalnum, remark.words[: remark.start]))
    within = sum(map(str.isalnum, remark.words[remark.start : remark.end]))
    return Stretch(stretch.letters[before : before + within]) if within else stretch


def unplaced(why: str, missed: Sequence[tuple[str, str]]) -> Iterator[str]:
    r"""Yield what could not be noted in a document, each by its name and words: why is said once for all.

    >>> list(unplaced(UNFOUND, [("reference 1", "gone")]))
    ['reference 1: not found in the document, so no comment: gone']
    >>> print("\n".join(unplaced(UNFOUND, [("reference 1", "gone"), ("reference 7", "far")])))
    reference 1, reference 7: not found in the document, so no comment (2 of them):
      reference 1: gone
      reference 7: far
    """
    if len(missed) == 1:
        yield f"{missed[0][0]}: {why}: {missed[0][1]}"
    elif missed:
        yield f"{', '.join(dict.fromkeys(name for name, _ in missed))}: {why} ({len(missed)} of them):"
        yield from (f"  {name}: {said}" for name, said in missed)


def tracked(remark: Remark, flow: Flow[H], stretch: Stretch, track: Callable[[Change], T | None]) -> list[T]:
    """Track each change of a remark in the text of its document; return in what, for those that can be."""
    moved = (
        carried(change._replace(new=one_line(change.new)), remark.words, flow, stretch) for change in remark.changes
    )
    return [held for change in moved if change is not None and (held := track(change)) is not None]


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
