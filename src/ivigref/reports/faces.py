"""The faces that `ivigref check --format` offers besides the table for people, each as one text."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.metadata import version

from ivigref.reports import github, junit, markdown, sarif, table
from ivigref.reports.checked import Checked
from ivigref.reports.json import check_report


def _json(checked: Checked) -> str:
    report = check_report(checked.citations, checked.findings, checked.statuses, checked.problems)
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _sarif(checked: Checked) -> str:
    return sarif.dumps(checked, version("ivigref"))


# For programs, which get everything.
COMPLETE: dict[str, Callable[[Checked], str]] = {
    "json": _json,
    "jsonl": lambda checked: table.jsonl_text([f for found in checked.findings for f in found]),
    "csv": lambda checked: table.csv_text([f for found in checked.findings for f in found]),
}
# For what puts each finding before somebody's eyes: harmless differences on request only.
SHOWN: dict[str, Callable[[Checked], str]] = {
    "sarif": _sarif,
    "junit": junit.dumps,
    "markdown": markdown.dumps,
    "github": github.dumps,
}


def face(name: str, checked: Checked, *, notes: bool = False) -> str:
    r"""Return the findings in one of the formats for programs.

    >>> face("csv", Checked([], [], []))
    '\n'
    """
    if name in COMPLETE:
        return COMPLETE[name](checked)
    return SHOWN[name](checked if notes else checked.without_notes())
