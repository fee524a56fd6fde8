"""A list that was checked: its citations, where each stands, and what was found about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, get_args, overload

from ivigref import notebook
from ivigref.model.checks import Severity
from ivigref.model.citations import Citation, Status
from ivigref.model.claims import Finding, Silence
from ivigref.model.rows import Column, data_frame, row_of
from ivigref.packing import Packed
from ivigref.text import clean

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

__all__ = ["CHECKED_COLUMNS", "Checked", "Row", "counted", "severities"]

Row = tuple[Citation, Sequence[Finding], Status]
SHOWN = 60  # rows in a notebook
_WORDS: dict[Status, str] = {
    "verified": "verified",
    "findings": "with findings",
    "unverified": "unverified",
    "unreachable": "unreachable",
}


@dataclass(frozen=True)
class Checked(Sequence[Citation]):
    """A list with its findings and the status of each citation; ``problems`` concern the list as a whole.

    ``file`` is where findings are located, in its ``text``; ``title`` is what the faces call the list, if another name.
    ``draw`` makes the report of it (see `to_html`). ``silenced`` are findings that somebody does not want to see, with
    the reasons.

    >>> from ivigref.model import Reference
    >>> checked = Checked([Citation(reference=Reference(raw="x"))], [[]], ["unverified"])
    >>> len(checked), checked[0].reference.raw, checked.name
    (1, 'x', 'references.txt')
    """

    citations: Sequence[Citation]
    findings: Sequence[Sequence[Finding]]
    statuses: Sequence[Status]
    problems: Sequence[Finding] = ()
    file: str = "references.txt"
    text: str | None = None
    title: str = ""
    draw: Callable[[Checked, str | None], str] | None = field(default=None, repr=False, compare=False)
    silenced: Sequence[tuple[Finding, Silence]] = ()

    @overload
    def __getitem__(self, place: int) -> Citation: ...
    @overload
    def __getitem__(self, place: slice) -> Checked: ...
    def __getitem__(self, place: int | slice) -> Citation | Checked:
        """Return a citation by its position, from 0; a slice gives a list with what was found about its citations."""
        if isinstance(place, int):
            return self.citations[place]
        return replace(
            self, citations=self.citations[place], findings=self.findings[place], statuses=self.statuses[place]
        )

    def __len__(self) -> int:
        return len(self.citations)

    def __iter__(self) -> Iterator[Citation]:
        return iter(self.citations)

    def __repr__(self) -> str:
        return f"<{clean(self.name)}: {self.summary().splitlines()[0]}>"

    @property
    def name(self) -> str:
        """What the faces call the list."""
        return self.title or ("standard input" if self.file == "-" else self.file)

    def rows(self) -> Iterator[Row]:
        """Yield each citation with its findings and status."""
        return zip(self.citations, self.findings, self.statuses, strict=True)

    def without_notes(self) -> Checked:
        """Return the same list without its harmless differences."""
        serious = (tuple(f for f in found if f.severity != "note") for found in self.findings)
        return replace(
            self,
            findings=Packed(tuple[Finding, ...], serious),
            problems=[f for f in self.problems if f.severity != "note"],
        )

    def standings(self) -> Iterator[tuple[Status, str]]:
        """Yield each status with the number of its citations in words; silence of a registry only where there was any.

        >>> list(Checked([], [], []).standings())[1]
        ('findings', '0 with findings')
        """
        count = Counter(self.statuses)
        for status, words in _WORDS.items():
            if count[status] or status != "unreachable":
                yield status, f"{count[status]} {words}"

    def summary(self) -> str:
        r"""Return how many citations have each status, and in a second line how many findings there are.

        >>> from ivigref import load
        >>> print(Checked(load()[:2], [[], []], ["verified", "unverified"]).summary())
        2 references: 1 verified, 0 with findings, 1 unverified
        no findings
        """
        standings = ", ".join(words for _, words in self.standings())
        return f"{counted(len(self), 'reference')}: {standings}\n{self.tally()}"

    def tally(self, hint: str = "") -> str:
        """Return how many findings there are of each severity, with a hint behind those about citations."""
        found = severities(finding for found in self.findings for finding in found)
        whole = severities(problem for problem in self.problems if problem.severity != "note")
        return f"{found or 'no findings'}{hint}" + (f"; of the list as a whole {whole}" if whole else "")

    def to_dataframe(self, library: Literal["pandas", "polars"] | None = None) -> pd.DataFrame | pl.DataFrame:
        """Return a table of pandas or polars, whichever is installed: a row a citation.

        The columns are those of a Bibliography, and CHECKED_COLUMNS. Raises ImportError where neither library is
        installed, or not the one that is asked for.
        """
        return data_frame(map(checked_row_of, self.rows()), library)

    def to_html(self, *, made: str | None = None) -> str:
        """Return the report as one HTML page; ``made`` is the day that it shows.

        Raises TypeError for a list that was put together by hand, which ivigref.reports.html draws.
        """
        if self.draw is None:
            raise TypeError("expected a list that ivigref.examine checked, found one without a way to draw it")
        return self.draw(self, made)

    def _repr_html_(self) -> str:
        rows = [
            (c.number, c.key, status, c.reference.title or c.reference.raw, "; ".join(f.check for f in found), c.links)
            for _, (c, found, status) in zip(range(SHOWN), self.rows(), strict=False)
        ]
        more = f"; the first {SHOWN} are shown" if len(self) > SHOWN else ""
        head = ("#", "Key", "Status", "Title", "Findings", "Identifiers")
        return notebook.table(head, rows, caption=f"{self.name}: {self.summary().splitlines()[0]}{more}")

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ANN401, ARG002, FBT001  (IPython calls it)
        printer.text(repr(self))


# What a table of checked citations has beside the columns of any table of citations.
CHECKED_COLUMNS: tuple[Column[Row], ...] = (
    Column("status", "verified, findings, unverified or unreachable", lambda row: row[2]),
    Column("confidence", "how sure it is that the record is the printed work, from 0 to 1", lambda r: r[0].confidence),
    Column("errors", "the names of the checks that found an error", lambda row: _found(row, "error")),
    Column("warnings", "the names of the checks that warn", lambda row: _found(row, "warning")),
    Column("notes", "the names of the checks that found a harmless difference", lambda row: _found(row, "note")),
)


def checked_row_of(row: Row) -> dict[str, Any]:
    """Return a citation with what was found about it as one flat row."""
    return row_of(row[0]) | {column.name: column.value(row) for column in CHECKED_COLUMNS}


def severities(findings: Iterable[Finding]) -> str:
    """Count findings by severity, in words; nothing where there are none.

    >>> severities([Finding(check="volume-differs", severity=s, message="x") for s in ("note", "error", "note")])
    '1 error, 2 notes'
    """
    count = Counter(finding.severity for finding in findings)
    return ", ".join(counted(count[severity], severity) for severity in get_args(Severity) if count[severity])


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "reference"), counted(2, "reference")
    ('1 reference', '2 references')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _found(row: Row, severity: Severity) -> str | None:
    return "; ".join(dict.fromkeys(f.check for f in row[1] if f.severity == severity)) or None
