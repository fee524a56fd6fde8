"""Which corrections are sure: the one rule for a .bib file, a manuscript's tracked changes and a corrected list."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:  # the command line needs the levels before anything else
    from ivigref.formats.bibtex_editing import Edit
    from ivigref.model import Checked, Citation, Finding, Reference
    from ivigref.names import Name
    from ivigref.pages import Pages

__all__ = ["ADDED", "Correction", "Level", "Proposed", "corrected", "corrections", "edit_of", "is_doubtful", "proposed"]


class Level(StrEnum):
    """How much is corrected: what cannot change which work is cited, or all that certain records prove wrong."""

    SAFE = "safe"
    ALL = "all"


# Findings about these fields are corrected; missing identifiers are added.
CORRECTED = frozenset({"title", "authors", "container_title", "year", "volume", "issue", "pages", "doi", "pmid"})
ADDED = ("doi", "pmid")
# Where two of these differ, or the record is of a preprint, another work than that of the record may be meant.
TELLING = frozenset({"title-differs", "authors-differ", "pages-differ"})
# What the level SAFE corrects besides: an identifier that leads nowhere names no work that another could replace.
SAFE = frozenset({"doi-unknown", "pmid-unknown"})


class Correction(NamedTuple):
    """The value that a field of a reference ought to have, and the one that is printed.

    ``et_al`` says that a list of names goes on after them.
    """

    field: str
    value: str | int | Pages | tuple[Name, ...]
    et_al: bool = False
    printed: Any = None


class Proposed(NamedTuple):
    """The corrections of the citation at ``place`` of a list; it is doubtful where another work may be meant."""

    place: int
    citation: Citation
    corrections: tuple[Correction, ...] = ()
    is_doubtful: bool = False

    def name(self, correction: Correction) -> str:
        """Return what tells a correction from the others of its list.

        >>> Proposed(3, None).name(Correction("volume", "9"))
        '3-volume'
        """
        return f"{self.place}-{correction.field}"


def corrections(citation: Citation, findings: Sequence[Finding], level: Level = Level.ALL) -> tuple[Correction, ...]:
    """Return what a certain record proves of a reference, as far as the level goes; nothing where it is doubtful.

    >>> from ivigref.model import Check, Citation, Finding, Record, Reference
    >>> printed, record = Reference(volume="16"), Record(volume="9", doi="10.5555/a")
    >>> citation = Citation(reference=printed, record=record, confidence=1.0)
    >>> found = [Finding.of(Check.VOLUME_DIFFERS, "", field="volume")]
    >>> [correction[:2] for correction in corrections(citation, found)]
    [('doi', '10.5555/a'), ('volume', '9')]
    """
    if not citation.is_certain or is_doubtful(findings):
        return ()
    alarms = [f for f in findings if f.severity != "note" and (level is Level.ALL or f.check in SAFE)]
    printed, work = citation.reference, citation.work()
    wrong = {finding.field for finding in alarms} & CORRECTED
    missing = {name for name in ADDED if not getattr(printed, name) and getattr(citation, name)}
    # A record may be cut short without saying so: only a longer list can be the whole one.
    et_al = printed.et_al and len(work.authors) <= len(printed.authors)
    return tuple(
        Correction(name, value, et_al, getattr(printed, name))
        for name in sorted(filter(None, wrong | missing))
        if (value := getattr(work, name)) and value != getattr(printed, name)
    )


def is_doubtful(findings: Sequence[Finding]) -> bool:
    """Tell whether findings leave it open which work is meant: nothing is then written over the print."""
    checks = {str(finding.check) for finding in findings if finding.severity != "note"}
    return len(checks & TELLING) > 1 or "preprint-as-published" in checks


def proposed(checked: Checked, level: Level = Level.ALL) -> Iterator[Proposed]:
    """Yield the corrections of each citation that has a certain record, as far as the level goes."""
    for place, (citation, findings, _) in enumerate(checked.rows()):
        if citation.is_certain:
            yield Proposed(place, citation, corrections(citation, findings, level), is_doubtful(findings))


def edit_of(citation: Citation, correction: Correction) -> Edit:
    """Return a correction as the change of an entry in a .bib file."""
    from ivigref.formats.bibtex_editing import Edit  # noqa: PLC0415  (60 ms that only BibTeX needs)

    value = correction.value
    new = value if isinstance(value, tuple) else str(value)
    return Edit(citation.key or "", correction.field, new, correction.et_al, citation.reference.line)


def corrected(reference: Reference, given: Collection[Correction]) -> Reference:
    """Return a reference with the recorded values in the places of the printed ones; its print stays as it is.

    >>> from ivigref.model import Reference
    >>> corrected(Reference(volume="16", year=1952), [Correction("volume", "9")]).volume
    '9'
    """
    values: dict[str, Any] = {correction.field: correction.value for correction in given}
    if any(correction.field == "authors" for correction in given):
        values["et_al"] = any(correction.et_al for correction in given if correction.field == "authors")
    return reference.model_copy(update=values)
