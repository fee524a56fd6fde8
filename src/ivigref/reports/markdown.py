"""Markdown for a merge request's comment or a job's summary."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivigref.model import Checked, Finding, Severity, Verdict
from ivigref.reports.places import located
from ivigref.text import clean, printable

_SIGNS: dict[Severity, str] = {"error": "❌ error", "warning": "⚠️ warning", "note": "note"}
# What Markdown, or GitHub's dialect of it, takes for markup, a link or a mention anywhere in a line.
_MARKUP = re.compile(r"[\\`*_\[\]<>|~&@#!$]|(?<=:)/(?=/)|(?<=www)\.", re.IGNORECASE)


def dumps(checked: Checked) -> str:
    """Return a heading, the counts, and a table with a row for each finding.

    >>> print(dumps(Checked([], [], [])), end="")
    ## ivigref: references.txt
    <BLANKLINE>
    0 references: 0 verified, 0 with findings, 0 unverified
    """
    lines = [f"## ivigref: {escape(checked.name)}", "", checked.summary().splitlines()[0]]
    if verdicts := list(_verdicts(checked)):
        lines += ["", *verdicts]
    rows = [_row(finding) for finding, _ in located(checked)]
    if rows:
        lines += ["", "| # | key | | finding | check |", "|--:|---|---|---|---|", *rows]
    return "\n".join(lines) + "\n"


def _verdicts(checked: Checked) -> Iterator[str]:
    """Yield a line for each verdict that the statuses do not say, with the references of which it is."""
    found: dict[Verdict, list[str]] = {}
    for row in checked.judged():
        if row.told and row.judgement is not None:
            who = " ".join(str(part) for part in (row.citation.number, row.citation.key) if part is not None)
            found.setdefault(row.judgement.verdict, []).append(escape(who))
    yield from (f"- **{verdict.words}**: {', '.join(found[verdict])}" for verdict in Verdict if verdict in found)


def escape(text: str) -> str:
    r"""Return a text that Markdown shows as it is.

    >>> print(escape("<b>*p*</b> | see https://example.org"))
    \<b\>\*p\*\</b\> \| see https:\//example.org
    """
    return _MARKUP.sub(r"\\\g<0>", printable(clean(text)))


def _row(finding: Finding) -> str:
    number = "" if finding.number is None else str(finding.number)
    cells = (number, escape(finding.key or ""), _SIGNS[finding.severity], escape(finding.message), f"`{finding.check}`")
    return f"| {' | '.join(cells)} |"
