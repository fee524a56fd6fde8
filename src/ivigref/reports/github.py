"""GitHub's workflow commands: a finding becomes a remark beside its line in a pull request."""

from __future__ import annotations

from ivigref.model import Checked, Finding, Severity
from ivigref.model.checked import counted
from ivigref.reports.places import Region, located
from ivigref.text import clean, printable

_COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}
# A line end would begin another command; a colon or comma would end a property.
_IN_MESSAGE = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_MESSAGE = str.maketrans(_IN_MESSAGE)
_PROPERTY = str.maketrans({**_IN_MESSAGE, ":": "%3A", ",": "%2C"})


def log(checked: Checked) -> str:
    """Name the list, where no command does, and count what is missed, in a line that is no command: a log shows it."""
    commands, existence = dumps(checked), checked.existence()
    if commands and checked.name == checked.file and not existence:
        return commands
    missed = f"; {existence}" if existence else ""
    return f"ivigref: {clean(checked.name)}: {counted(len(checked), 'reference')}{missed}\n{commands}"


def dumps(checked: Checked) -> str:
    """Return a line for each finding.

    >>> problem = Finding(check="missing-number", severity="warning", message="after 1 comes 3", line=7)
    >>> print(dumps(Checked([], [], [], [problem], file="a,b.txt")), end="")
    ::warning file=a%2Cb.txt,line=7,col=1,title=missing-number::after 1 comes 3
    """
    return "".join(_annotation(checked.file, finding, region) for finding, region in located(checked))


def _annotation(file: str, finding: Finding, region: Region | None) -> str:
    who = " ".join(str(part) for part in (finding.number, finding.key) if part is not None)
    properties: dict[str, object] = {"file": file}
    if region is not None:
        properties |= {"line": region.line, "col": region.column}
        if region.end_column is not None:
            properties["endLine"] = region.end_line
            if region.end_line == region.line:  # GitHub takes an end column within one line only
                properties["endColumn"] = region.end_column
    properties["title"] = f"{finding.check}: {who}" if who else finding.check
    named = ",".join(f"{name}={printable(str(value).translate(_PROPERTY))}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {named}::{printable(finding.message.translate(_MESSAGE))}\n"
