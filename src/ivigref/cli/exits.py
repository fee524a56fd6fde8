"""How a verb ends: the exit codes, and which of them a list deserves."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING, get_args

import typer

from ivigref.errors import InputError

if TYPE_CHECKING:
    from ivigref.model import Checked, Citation, Finding

FAIL_ON = "error,warning"

CLEAN, FINDINGS, UNREADABLE, UNASKED, FAULT, STORAGE, INTERRUPTED = 0, 1, 2, 3, 70, 74, 130
EXIT_CODES = {
    CLEAN: "clean",
    FINDINGS: "findings or a stale file",
    UNREADABLE: "bad usage or unreadable input",
    UNASKED: "a registry did not answer",
    FAULT: "internal error",
    STORAGE: "an index or a cache that cannot be used",
    INTERRUPTED: "interrupted",
}
EPILOG = f"Exit codes: {', '.join(f'{code} {means}' for code, means in EXIT_CODES.items())}."


def failing(on: str) -> frozenset[str]:
    """Return what makes a list fail: severities, checks or verdicts, between commas; "" is nothing.

    Raises InputError for what is none of these.
    """
    from ivigref.model import Check, Severity, Verdict  # noqa: PLC0415  (keeps --help fast)

    wanted = frozenset(name.strip() for name in on.split(",") if name.strip())
    known = {*get_args(Severity), *Check, *Verdict}
    for name in sorted(wanted - known):
        raise InputError(f"--fail-on: expected error, warning, note, a check or a verdict, found {name!r}")
    return wanted


def fails(checked: Checked, wanted: frozenset[str]) -> bool:
    """Tell whether a checked list has any of what ``failing`` returns; a verdict that is silenced is none."""
    found = chain(checked.problems, chain.from_iterable(checked.findings))
    return any({finding.severity, finding.check} & wanted for finding in found) or any(
        judgement.verdict in wanted and not judgement.is_silenced for judgement in checked.judgements
    )


def outcome(citations: Iterable[Citation], problems: Iterable[Finding] = (), otherwise: int = CLEAN) -> typer.Exit:
    """Return the exit of a verb: an unreachable registry takes precedence, then unreadable input."""
    from ivigref.model import Checked  # noqa: PLC0415  (as above)

    # A checked list says so itself, and is not unpacked for it.
    is_answered = citations.is_answered if isinstance(citations, Checked) else not any(c.unanswered for c in citations)
    if not is_answered:
        return typer.Exit(UNASKED)
    return typer.Exit(FINDINGS if any(problem.severity == "error" for problem in problems) else otherwise)
