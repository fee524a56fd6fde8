"""Which values of a list certain records prove wrong, and the list with those corrected that somebody accepts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ivigref.model import Checked, Citation, Finding, Reference

if TYPE_CHECKING:
    from ivigref.formats.bibtex_editing import Edit

__all__ = ["Correction", "Proposed", "corrected", "edit_of", "is_doubtful", "proposed"]

# Findings about these fields are corrected; missing identifiers are added.
CORRECTED = frozenset({"title", "authors", "container_title", "year", "volume", "issue", "pages", "doi", "pmid"})
ADDED = ("doi", "pmid")
# Where two of these differ, or the record is of a preprint, another work than that of the record may be meant.
TELLING = frozenset({"title-differs", "authors-differ", "pages-differ"})
# What is corrected in any case: an identifier that leads nowhere names no work that another one could replace.
SAFE = frozenset({"doi-unknown", "pmid-unknown"})


class Correction(NamedTuple):
    """One value of a record that is to stand for a printed one, of the citation at ``place`` of the list.

    ``et_al`` says that a list of names goes on after the last of them; ``finding`` is None where an identifier is
    missing.
    """

    place: int
    field: str
    printed: Any
    recorded: Any
    et_al: bool = False
    finding: Finding | None = None

    @property
    def name(self) -> str:
        """What tells it from the others of its list.

        >>> Correction(3, "volume", "16", "9").name
        '3-volume'
        """
        return f"{self.place}-{self.field}"


class Proposed(NamedTuple):
    """The corrections of one citation; it is doubtful, and there are none, where another work may be meant."""

    citation: Citation
    corrections: tuple[Correction, ...] = ()
    is_doubtful: bool = False


def proposed(checked: Checked, *, is_safe: bool = False) -> Iterator[Proposed]:
    """Yield, for each citation with a certain record, what that proves wrong.

    ``is_safe`` leaves it at what cannot change which work is cited.
    """
    for place, (citation, findings, _) in enumerate(checked.rows()):
        if not citation.is_certain or citation.key is None:
            continue
        if is_doubtful(findings):
            yield Proposed(citation, is_doubtful=True)
        else:
            serious = (finding for finding in findings if finding.severity != "note")
            alarms = [finding for finding in serious if not is_safe or finding.check in SAFE]
            yield Proposed(citation, tuple(_of(place, citation, alarms)))


def _of(place: int, citation: Citation, alarms: Sequence[Finding]) -> Iterator[Correction]:
    about = {finding.field: finding for finding in alarms}
    missing = {name for name in ADDED if not getattr(citation.reference, name) and getattr(citation, name)}
    printed, work = citation.reference, citation.work()
    for name in sorted(({field for field in about if field} & CORRECTED) | missing):
        value = getattr(work, name)
        if not value or value == getattr(printed, name):
            continue
        # A record may be cut short without saying so: only a longer list can be the whole one.
        et_al = printed.et_al and len(work.authors) <= len(printed.authors)
        yield Correction(place, name, getattr(printed, name), value, et_al, about.get(name))


def is_doubtful(found: Sequence[Finding]) -> bool:
    """Tell whether findings leave it open which work is meant: nothing is then written over the print."""
    checks = {str(finding.check) for finding in found if finding.severity != "note"}
    return len(checks & TELLING) > 1 or "preprint-as-published" in checks


def edit_of(citation: Citation, correction: Correction) -> Edit:
    """Return a correction as the change of an entry in a .bib file."""
    from ivigref.formats.bibtex_editing import Edit  # noqa: PLC0415  (60 ms that only BibTeX needs)

    value = correction.recorded
    new = value if isinstance(value, tuple) else str(value)
    return Edit(citation.key or "", correction.field, new, correction.et_al, citation.reference.line)


def corrected(reference: Reference, corrections: Collection[Correction]) -> Reference:
    """Return a reference with the recorded values in the places of the printed ones; its print stays as it is.

    >>> corrected(Reference(volume="16", year=1952), [Correction(0, "volume", "16", "9")]).volume
    '9'
    """
    values: dict[str, Any] = {correction.field: correction.recorded for correction in corrections}
    if any(correction.field == "authors" for correction in corrections):
        values["et_al"] = any(correction.et_al for correction in corrections if correction.field == "authors")
    return reference.model_copy(update=values)
