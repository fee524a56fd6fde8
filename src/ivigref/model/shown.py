"""What a notebook shows of a checked list: a summary, what needs a look and why, and each reference with its links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from ivigref import notebook
from ivigref.model.checked import Checked, Judged
from ivigref.model.claims import Finding
from ivigref.text import counted

SHOWN = 60  # rows of a table


def in_notebook(checked: Checked) -> str:
    """Return the face of a checked list; all of it is text, whatever the list says.

    >>> in_notebook(Checked([], [], [], file="a<b.txt"))[:48]
    '<p><b>a&lt;b.txt</b>: 0 references: 0 verified, '
    """
    looks = [row for row in checked.judged() if row.status == "findings"]
    problems = (f"{found.severity}: {found.message}" for found in checked.problems if found.severity != "note")
    rows = map(_shown, islice(checked.judged(), SHOWN))
    every = notebook.table(("#", "Key", "Status", "Title", "Findings", "Identifiers"), rows)
    return "".join(
        (
            notebook.sentence("; ".join(checked.summary().splitlines()), checked.name),
            notebook.bullets(problems),
            _looks(looks) if looks else "",
            notebook.folded(f"All {counted(len(checked), 'reference')}{_cut(checked)}", every, is_open=not looks),
        )
    )


def _cut(rows: Sequence[object]) -> str:
    return f"; the first {SHOWN} are shown" if len(rows) > SHOWN else ""


def _looks(rows: Sequence[Judged]) -> str:
    """Return the references that need a look, those with an error first, each with what is the matter."""
    graver = sorted(rows, key=lambda row: all(finding.severity != "error" for finding in row.findings))
    shown = (
        (c.number, c.key, c.reference.title or c.reference.raw, [*map(_matter, _serious(row))], c.links)
        for row in graver[:SHOWN]
        for c in (row.citation,)
    )
    head = ("#", "Key", "Title", "What is the matter", "Identifiers")
    return notebook.table(head, shown, caption=f"{counted(len(rows), 'reference')} to look at{_cut(rows)}")


def _serious(row: Judged) -> Iterator[Finding]:
    return (finding for finding in row.findings if finding.severity != "note")


def _matter(finding: Finding) -> str:
    return f"{finding.severity}: {finding.message} [{finding.check}]"


def _shown(row: Judged) -> tuple[notebook.Cell, ...]:
    citation = row.citation
    standing = f"{row.status}: {row.told}" if row.told else row.status
    found = "; ".join(finding.check for finding in row.findings)
    title = citation.reference.title or citation.reference.raw
    return (citation.number, citation.key, standing, title, found, citation.links)
