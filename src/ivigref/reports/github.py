"""GitHub's workflow commands: a finding becomes a remark beside its line in a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ivigref.model import Checked, Finding, Severity
from ivigref.reports.places import Region, located
from ivigref.text import clean, counted, printable

_COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}
# A line end would begin another command; a colon or comma would end a property.
_IN_MESSAGE = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_MESSAGE = str.maketrans(_IN_MESSAGE)
_PROPERTY = str.maketrans({**_IN_MESSAGE, ":": "%3A", ",": "%2C"})


def log(checked: Checked) -> str:
    """Name the list, where no command does, in a line that is none: the log of a job shows it as it is."""
    commands = dumps(checked)
    if commands and checked.name == checked.file:
        return commands
    return f"ivigref: {clean(checked.name)}: {counted(len(checked), 'reference')}\n{commands}"


def dumps(checked: Checked) -> str:
    """Return a line for each finding, and one that counts what is missed.

    >>> problem = Finding(check="missing-number", severity="warning", message="after 1 comes 3", line=7)
    >>> print(dumps(Checked([], [], [], [problem], file="a,b.txt")), end="")
    ::warning file=a%2Cb.txt,line=7,col=1,title=missing-number::after 1 comes 3
    """
    found = [_annotation(checked.file, finding, region) for finding, region in located(checked)]
    return "".join([*found, *_verdicts(checked)])


def _verdicts(checked: Checked) -> Iterator[str]:
    """Count what is missed, in a remark on the file as a whole."""
    if existence := checked.existence():
        named = {"file": checked.file, "title": "verdicts"}
        yield f"::notice {_named(named)}::{printable(existence.translate(_MESSAGE))}\n"


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
    said = printable(finding.message.translate(_MESSAGE))
    return f"::{_COMMANDS[finding.severity]} {_named(properties)}::{said}\n"


def _named(properties: Mapping[str, object]) -> str:
    return ",".join(f"{name}={printable(str(value).translate(_PROPERTY))}" for name, value in properties.items())
