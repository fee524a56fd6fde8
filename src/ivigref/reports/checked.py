"""A list that was checked, and where in its file each finding stands: what every face of the findings shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ivigref.model import Citation, Finding, Reference, Status
from ivigref.packing import Packed

__all__ = ["Checked", "Region"]


class Region(NamedTuple):
    """A place in a file: lines and columns count from 1, in characters; ``end_column`` is the first one after it.

    ``end_column`` is None where only the beginning of the item is known.
    """

    line: int
    column: int = 1
    end_line: int | None = None
    end_column: int | None = None


class Checked(NamedTuple):
    """A list with its findings and the status of each citation; ``problems`` concern the list as a whole.

    ``file`` names the list in the faces, ``text`` is its own text, in which findings are located.
    """

    citations: Sequence[Citation]
    findings: Sequence[Sequence[Finding]]
    statuses: Sequence[Status]
    problems: Sequence[Finding] = ()
    file: str = "references.txt"
    text: str | None = None

    def rows(self) -> Iterator[tuple[Citation, Sequence[Finding], Status]]:
        """Yield each citation with its findings and status."""
        return zip(self.citations, self.findings, self.statuses, strict=True)

    def without_notes(self) -> Checked:
        """Return the same list without its harmless differences."""
        return self._replace(
            findings=Packed(
                tuple[Finding, ...], (tuple(f for f in found if f.severity != "note") for found in self.findings)
            ),
            problems=[f for f in self.problems if f.severity != "note"],
        )

    def located(self) -> Iterator[tuple[Finding, Region | None]]:
        r"""Yield every finding with its place in the file, the list's own first.

        >>> from ivigref import parse
        >>> text = "References\n1. Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8."
        >>> finding = Finding(check="x", severity="error", field="volume", printed="16", message="x", line=2)
        >>> citation = Citation(reference=parse(text)[0])
        >>> [region] = [region for _, region in Checked([citation], [[finding]], ["findings"], text=text).located()]
        >>> region.line, text.splitlines()[1][region.column - 1 : region.end_column - 1]
        (2, '16')
        """
        for problem in self.problems:
            yield problem, Region(problem.line) if problem.line else None
        lines = _LINE_ENDS.sub("\n", self.text or "").split("\n")
        starts = sorted({c.reference.line for c in self.citations if c.reference.line is not None})
        ends = {start: following - 1 for start, following in pairwise(starts)}
        for citation, found, _ in self.rows():
            for finding in found:
                if finding.line is None:
                    yield finding, None
                else:
                    item = lines[finding.line - 1 : ends.get(finding.line)]
                    yield finding, _locate(finding, citation.reference, item)


# What the parser takes for the end of a line.
_LINE_ENDS = re.compile(r"\r\n?|\f")
# Fields in the order in which a reference prints them: a number is looked for behind what comes before it.
_PRINTED_ORDER = ("authors", "title", "container_title", "year", "volume", "issue", "pages", "doi", "pmid")
# What a field is called in a BibTeX file.
_BIBTEX = {
    "authors": "author",
    "container_title": "journal|journaltitle|booktitle",
    "year": "year|date",
    "issue": "number|issue",
}


def _locate(finding: Finding, reference: Reference, item: Sequence[str]) -> Region:
    """Find the printed value in the lines of its item; where it cannot be found, the item begins there."""
    start = finding.line or 1
    text = "\n".join(item)
    at_start = Region(start, len(text) - len(text.lstrip()) + 1 if item and not item[0].isspace() else 1)
    if not finding.field or not finding.printed:
        return at_start
    match = _entry_field(finding, text) or find_printed(finding, reference, text)
    return at_start if match is None else _region(text, start, match.start(), match.end())


def _entry_field(finding: Finding, text: str) -> re.Match[str] | None:
    """Find the value of a field of a BibTeX entry, on one line."""
    if not text.lstrip().startswith("@"):
        return None
    names = _BIBTEX.get(finding.field or "", re.escape(finding.field or ""))
    return re.search(rf"(?<=[{{\",\s])(?:{names})\s{{0,40}}=[^\n]*", text, re.IGNORECASE)


def find_printed(finding: Finding, reference: Reference, text: str) -> re.Match[str] | None:
    """Find the value that a finding is about in the text of its item, behind what is printed before it."""
    place = 0
    for field in _PRINTED_ORDER:
        if field == finding.field:
            pattern = _pattern(finding.printed or "")
            return pattern.search(text, place) or pattern.search(text)
        value = getattr(reference, field)
        shown = value[-1].surname if field == "authors" and value else value
        if shown and (match := _pattern(str(shown)).search(text, place)):
            place = match.end()
    return None


def _pattern(value: str) -> re.Pattern[str]:
    """Return a pattern for a value as it was printed: over line ends, and never inside a longer word or number."""
    return re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, value.split())) + r"(?!\w)")


def _region(text: str, first_line: int, start: int, end: int) -> Region:
    return Region(
        first_line + text.count("\n", 0, start),
        start - (text.rfind("\n", 0, start) + 1) + 1,
        first_line + text.count("\n", 0, end),
        end - (text.rfind("\n", 0, end) + 1) + 1,
    )
