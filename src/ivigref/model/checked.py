"""A list that was checked: its citations, where each stands, and what was found about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args, overload

from ivigref.model.checks import Severity
from ivigref.model.citations import Citation, Status
from ivigref.model.claims import Finding, Silence
from ivigref.model.in_text import CitedText
from ivigref.model.printed_as import PrintedAs
from ivigref.model.rows import Known, column_names, data_frame, row_of
from ivigref.model.verdicts import SILENCED, Judgement, Verdict
from ivigref.packing import Packed
from ivigref.tables import csv_lines
from ivigref.text import clean, counted

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

__all__ = ["Checked", "Judged", "Row", "severities"]

Row = tuple[Citation, Sequence[Finding], Status]


class Judged(NamedTuple):
    """A citation with all that is known of it; ``judgement`` is None in a list that was put together without any."""

    citation: Citation
    findings: Sequence[Finding]
    status: Status
    judgement: Judgement | None = None

    @property
    def told(self) -> str:
        """The verdict in a few words where it says more than the status; "" where it does not."""
        if self.judgement is None or self.judgement.verdict is Verdict.NOT_ASKED:
            return ""
        return "" if _STATUS_OF.get(self.judgement.verdict) == self.status else self.judgement.short


# The verdicts that a status says already.
_STATUS_OF: dict[Verdict, Status] = {
    Verdict.EXISTS: "verified",
    Verdict.DESCRIBED_WRONGLY: "findings",
    Verdict.NOT_ANSWERED: "unreachable",
}
_WORDS: dict[Status, str] = {
    "verified": "verified",
    "findings": "with findings",
    "unverified": "unverified",
    "unreachable": "unreachable",
}
# What the statuses do not say, in the order in which a summary counts it.
_COUNTED = (Verdict.NOT_FOUND, Verdict.PLACE_HOLDS_ANOTHER, Verdict.NOT_EXPECTED, Verdict.UNDECIDED)


@dataclass(frozen=True)
class Checked(Sequence[Citation]):
    """A list with its findings and the status of each citation; ``problems`` concern the list as a whole.

    ``file`` is where findings are located, in its ``text``; ``title`` is what the faces call the list, if another name.
    ``draw`` makes the report of it (see `to_html`) and ``write`` its text (see `to_letter`); ``judgements`` say of each
    citation whether its work exists.
    ``silenced`` are findings that somebody does not want to see, with the reasons, and ``cited`` the citations in the
    text of a manuscript, of which ``problems`` say what does not go with the list. ``printed_as`` is the list's style.

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
    judgements: Sequence[Judgement] = ()
    silenced: Sequence[tuple[Finding, Silence]] = ()
    write: Callable[[Checked, str, Mapping[int | str, Sequence[str]] | None], str] | None = field(
        default=None, repr=False, compare=False
    )
    cited: CitedText | None = None
    printed_as: PrintedAs | None = None

    @overload
    def __getitem__(self, place: int) -> Citation: ...
    @overload
    def __getitem__(self, place: slice) -> Checked: ...
    def __getitem__(self, place: int | slice) -> Citation | Checked:
        """Return a citation by its position, from 0; a slice gives a list with what was found about its citations."""
        if isinstance(place, int):
            return self.citations[place]
        cut = {name: getattr(self, name)[place] for name in ("citations", "findings", "statuses", "judgements")}
        return replace(self, **cut)

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

    @property
    def is_answered(self) -> bool:
        """Whether every registry answered that was asked; verdicts, where there are any, say so as citations do.

        >>> from ivigref.model import Reference
        >>> silent = Judgement(verdict="not-answered", unanswered=("crossref",))
        >>> Checked([Citation(reference=Reference())], [[]], ["unreachable"], judgements=[silent]).is_answered
        False
        """
        told = self.judgements if self.is_judged else self.citations
        return not any(one.unanswered for one in told)

    @property
    def is_judged(self) -> bool:
        """Whether there is a verdict on each citation: of a long list they are read in a fraction of the time."""
        return len(self.judgements) == len(self.citations)

    def rows(self) -> Iterator[Row]:
        """Yield each citation with its findings and status."""
        return zip(self.citations, self.findings, self.statuses, strict=True)

    def judged(self) -> Iterator[Judged]:
        """Yield each citation with its findings, its status and the verdict on it."""
        judgements: Iterator[Judgement | None] = chain(self.judgements, repeat(None))
        return map(Judged, self.citations, self.findings, self.statuses, judgements)

    def without_notes(self) -> Checked:
        """Return the same list without its harmless differences."""
        serious = (tuple(f for f in found if f.severity != "note") for found in self.findings)
        return replace(
            self,
            findings=Packed(serious),
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

    def existence(self) -> str:
        """Return how many works are missed, in another's place, or not to be expected in a registry; "" for none.

        >>> Checked([], [], [], judgements=[Judgement(verdict="not-found")] * 2).existence()
        '2 not found though expected'
        """
        count = Counter((judgement.verdict, judgement.is_silenced) for judgement in self.judgements)
        return ", ".join(
            f"{count[verdict, is_silenced]} {verdict.counted}{SILENCED if is_silenced else ''}"
            for verdict in _COUNTED
            for is_silenced in (False, True)
            if count[verdict, is_silenced]
        )

    def summary(self) -> str:
        r"""Return how many citations have each status, and in a second line how many findings there are.

        Where works are missed, another line between the two says how many, and of how many that is no wonder.

        >>> from ivigref import load
        >>> print(Checked(load()[:2], [[], []], ["verified", "unverified"]).summary())
        2 references: 1 verified, 0 with findings, 1 unverified
        no findings
        """
        standings = ", ".join(words for _, words in self.standings())
        lines = (f"{counted(len(self), 'reference')}: {standings}", self.existence(), self.tally())
        return "\n".join(filter(None, lines))

    def tally(self, hint: str = "") -> str:
        """Return how many findings there are of each severity, with a hint behind those about citations."""
        found = severities(finding for found in self.findings for finding in found)
        whole = severities(problem for problem in self.problems if problem.severity != "note")
        parts = [f"{found or 'no findings'}{hint}"]
        parts += [f"of the list as a whole {whole}"] if whole else []
        parts += [f"{len(self.silenced)} silenced"] if self.silenced else []
        return "; ".join(parts)

    def to_dataframe(self, library: Literal["pandas", "polars"] | None = None) -> pd.DataFrame | pl.DataFrame:
        """Return a table of pandas or polars, whichever is installed: a row a citation.

        The columns are those of model.rows. Raises ImportError where neither library is installed, or not the one that
        is asked for.
        """
        return data_frame(column_names(self.citations), self.table(), library)

    def to_csv(self, *, bom: bool = False) -> str:
        """Return the same table as CSV; ``bom`` puts a byte order mark before it, without which Excel mistakes é.

        >>> from ivigref.model import Reference
        >>> one = Checked([Citation(reference=Reference(number=7, title="=1+1"))], [[]], ["unverified"])
        >>> one.to_csv().splitlines()[1][:46]
        "references.txt,7,,unverified,,,,,'=1+1,,,,,,,,"
        """
        return "".join(csv_lines(column_names(self.citations), self.table(), bom=bom))

    def table(self) -> Iterator[dict[str, Any]]:
        """Yield a row for each citation, with the columns of every table of citations.

        >>> from ivigref import load
        >>> next(Checked(load()[:1], [[]], ["unverified"], file="mine.txt").table())["file"]
        'mine.txt'
        """
        return (checked_row_of(row, self.name) for row in self.judged())

    def to_html(self, *, made: str | None = None) -> str:
        """Return the report as one HTML page; ``made`` is the day that it shows.

        Raises TypeError for a list that was put together by hand, which ivigref.reports.html draws.
        """
        if self.draw is None:
            raise TypeError("expected a list that ivigref.examine checked, found one without a way to draw it")
        return self.draw(self, made)

    def to_letter(self, language: str = "en", *, cited: Mapping[int | str, Sequence[str]] | None = None) -> str:
        """Return a paragraph for a letter to the authors: what agrees, what differs, what could not be found.

        ``language`` is en, de, fr or es; ``cited`` has, by number or key, where a retracted work is cited, for a list
        without its text.
        Raises InputError for another language, and TypeError for a list that was put together by hand, of which
        ivigref.reports.letter writes.
        """
        if self.write is None:
            raise TypeError("expected a list that ivigref.examine checked, found one without a way to write of it")
        return self.write(self, language, cited)

    def _repr_html_(self) -> str:
        from ivigref.model.shown import in_notebook  # noqa: PLC0415  (it shows what is defined here)

        return in_notebook(self)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ANN401, ARG002, FBT001  (IPython calls it)
        printer.text(repr(self))


def checked_row_of(row: Judged, file: str | None = None) -> dict[str, Any]:
    """Return a citation with what was found about it as one flat row."""
    return row_of(Known(row.citation, file, row.findings, row.status, row.judgement))


def severities(findings: Iterable[Finding]) -> str:
    """Count findings by severity, in words; nothing where there are none.

    >>> severities([Finding(check="volume-differs", severity=s, message="x") for s in ("note", "error", "note")])
    '1 error, 2 notes'
    """
    count = Counter(finding.severity for finding in findings)
    return ", ".join(counted(count[severity], severity) for severity in get_args(Severity) if count[severity])
