"""Findings as diagnostics: at the printed value, with the fact sheet of the check and what the record says."""

from __future__ import annotations

import tempfile
from pathlib import Path

from lsprotocol.types import (
    CodeDescription,
    Diagnostic,
    DiagnosticRelatedInformation,
    DiagnosticSeverity,
    Location,
)

from ivigref.data.check_facts import check_facts
from ivigref.lsp.documents import Seen
from ivigref.model import Check, Citation, Finding, Severity
from ivigref.model.citations import seen_at
from ivigref.reports.compare import recorded
from ivigref.sheets import check_sheet
from ivigref.text import clean, printable

SOURCE = "ivigref"
# A harmless difference is a hint, which editors do not list: `check` shows it on request only.
_SEVERITIES: dict[Severity, DiagnosticSeverity] = {
    "error": DiagnosticSeverity.Error,
    "warning": DiagnosticSeverity.Warning,
    "note": DiagnosticSeverity.Hint,
}


class Sheets:
    """The fact sheets of checks as files, which an editor opens from a diagnostic; they are deleted at the end."""

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._known: dict[Check, str | None] = {}

    def address(self, check: Check) -> str | None:
        """Return the address of a check's sheet; None where it cannot be written."""
        if check not in self._known:
            try:
                if self._folder is None:
                    self._folder = tempfile.TemporaryDirectory(prefix="ivigref-")
                file = Path(self._folder.name) / f"{check}.md"
                file.write_text(check_sheet(check_facts()[check]), encoding="utf-8")
                self._known[check] = file.as_uri()
            except OSError:
                self._known[check] = None
        return self._known[check]

    def close(self) -> None:
        """Delete them."""
        if self._folder is not None:
            self._folder.cleanup()


def diagnostics(seen: Seen, sheets: Sheets) -> list[Diagnostic]:
    """Return a diagnostic for each finding, or the one that says why the document could not be judged."""
    text = seen.document.text
    if seen.fault is not None:
        place = text.range(0, text.line(0)[1]) if seen.line is None else text.range(*text.line(seen.line - 1))
        return [] if seen.quiet else [Diagnostic(place, _said(seen.fault), DiagnosticSeverity.Error, source=SOURCE)]
    return [_diagnostic(seen, finding, place, sheets) for place, (finding, _, _) in enumerate(seen.located)]


def _diagnostic(seen: Seen, finding: Finding, place: int, sheets: Sheets) -> Diagnostic:
    _, region, number = seen.located[place]
    href = sheets.address(finding.check)
    citation = None if number is None or seen.checked is None else seen.checked[number]
    return Diagnostic(
        seen.document.text.of_region(region),
        _said(finding.message or finding.check),
        _SEVERITIES[finding.severity],
        str(finding.check),
        CodeDescription(href) if href else None,
        SOURCE,
        related_information=None if citation is None else _related(seen, citation, number),
    )


def _related(seen: Seen, citation: Citation, number: int | None) -> list[DiagnosticRelatedInformation] | None:
    """Return what the record says as a whole; it stands nowhere in the file, so the reference is its place."""
    if citation.record is None or number is None:
        return None
    start, end = seen.items.get(number, (0, 0))
    place = Location(seen.document.uri, seen.document.text.range(start, end))
    told = " ".join(
        (
            f"{seen_at(citation.record)}:",
            recorded(citation.reference, citation.record),
            *(link.href for link in citation.links),
        )
    )
    return [DiagnosticRelatedInformation(place, _said(told))]


def _said(text: str) -> str:
    return printable(clean(text))
