"""How a verb ends: the exit codes, and which of them a list deserves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from ivigref.model import Citation, Finding

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


def outcome(citations: Iterable[Citation], problems: Iterable[Finding] = (), otherwise: int = CLEAN) -> typer.Exit:
    """Return the exit of a verb: an unreachable registry takes precedence, then unreadable input."""
    if any(citation.unanswered for citation in citations):
        return typer.Exit(UNASKED)
    return typer.Exit(FINDINGS if any(problem.severity == "error" for problem in problems) else otherwise)
