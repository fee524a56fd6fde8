"""The faces that `ivigref check --format` offers besides the table for people, each as one text in parts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from itertools import chain

from ivigref.model import Finding
from ivigref.packing import Packed
from ivigref.reports import github, junit, markdown, sarif, table
from ivigref.reports.checked import Checked
from ivigref.reports.json import check_report
from ivigref.text import clean, visible_json


def _findings(checked: Checked) -> Iterator[Finding]:
    return chain(checked.problems, chain.from_iterable(checked.findings))


def _json(checked: Checked) -> Iterator[str]:
    yield from map(visible_json, json.JSONEncoder(ensure_ascii=False, indent=2).iterencode(check_report(checked)))
    yield "\n"


def _sarif(checked: Checked) -> str:
    return sarif.dumps(checked, version("ivigref"))


def _github(checked: Checked) -> str:
    """Name the list, where no command does, in a line that is none: the log of a job shows it as it is."""
    commands, total = github.dumps(checked), len(checked.citations)
    if commands and checked.name == checked.file:
        return commands
    return f"ivigref: {clean(checked.name)}: {total} reference{'' if total == 1 else 's'}\n{commands}"


# For programs, which get everything.
COMPLETE: dict[str, Callable[[Checked], Iterable[str]]] = {
    "json": _json,
    "jsonl": lambda checked: table.jsonl(_findings(checked)),
    "csv": lambda checked: table.csv_rows(Packed(Finding, _findings(checked))),
}
# For what puts each finding before somebody's eyes: harmless differences on request only.
SHOWN: dict[str, Callable[[Checked], str]] = {
    "sarif": _sarif,
    "junit": junit.dumps,
    "markdown": markdown.dumps,
    "github": _github,
}


def face(name: str, checked: Checked, *, notes: bool = False) -> Iterable[str]:
    r"""Return the findings in one of the formats for programs, in parts that make one text.

    >>> "".join(face("csv", Checked([], [], [])))
    '\n'
    """
    if name in COMPLETE:
        return COMPLETE[name](checked)
    return [SHOWN[name](checked if notes else checked.without_notes())]
