"""Every check, a function each: citation in, findings out.

A check has a name, which is a member of ``ivigref.model.Check``, and a function in one of the modules here, which its
row there names; ``ivigref.checks.listed`` sees the list as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from ivigref.checks import existence
from ivigref.checks.holdings import Holdings
from ivigref.checks.listed import in_list
from ivigref.checks.record import is_shown
from ivigref.model import Check, Citation, Finding, Judgement, Reference, Status

if TYPE_CHECKING:
    from ivigref.profiles import Profile

__all__ = ["CHECKS", "check", "findings_by_citation", "judge", "judged", "status"]

Finder = Callable[[Citation], Iterator[Finding]]


def _finder(place: str) -> Finder:
    """Return the function of a place: "printed.unreadable"."""
    module, _, name = place.partition(".")
    finder: Finder = getattr(import_module(f"{__name__}.{module}"), name)
    return finder


# The functions in the order in which findings are listed, each once: several checks may have one.
CHECKS = tuple(map(_finder, dict.fromkeys(member.found_by for member in Check if member.found_by)))


# Where each check is listed: those of one function stay as it found them.
_FIRST = {member.found_by: place for place, member in reversed(list(enumerate(Check))) if member.found_by}
_RANKS = {member: _FIRST.get(member.found_by or "", place) for place, member in enumerate(Check)}


def check(citations: Iterable[Citation | Reference]) -> list[Finding]:
    """Return every finding about these citations, in the order of the list.

    >>> from ivigref import load
    >>> for finding in check(load()):
    ...     if finding.severity != "note":
    ...         print(finding.number, finding.check, finding.recorded)
    1 volume-differs 9
    14 title-garbled None
    30 pages-impossible None
    """
    return [finding for findings in findings_by_citation(map(Citation.of, citations)) for finding in findings]


def findings_by_citation(citations: Iterable[Citation]) -> list[tuple[Finding, ...]]:
    """Return the findings of each citation, those that concern two of them with the later one."""
    return [findings for findings, *_ in judged(list(citations))]


def judged(
    citations: Sequence[Citation], profile: Profile | None = None
) -> Iterator[tuple[tuple[Finding, ...], Judgement, Status]]:
    """Yield for each citation its findings, the verdict on it and its status; the list is gone through twice.

    The rules of a ``profile`` are checked as well.
    """
    holdings = Holdings()
    whole = in_list(holdings.watching(citations))
    for place, finding in _against(citations, profile):
        whole.setdefault(place, []).append(finding)
    for place, c in enumerate(citations):
        found = [found for each in CHECKS for found in each(c)]
        judgement = existence.judge(c, found, holdings)
        found += (*existence.findings(judgement, c, holdings), *whole.get(place, ()))
        found.sort(key=lambda finding: _RANKS[finding.check])
        where = {"number": c.number, "key": c.key, "line": c.reference.line}
        yield tuple(finding.model_copy(update=where) for finding in found), judgement, status(c, found)


def _against(citations: Sequence[Citation], profile: Profile | None) -> Iterator[tuple[int, Finding]]:
    """Yield what citations do not do that a profile asks for, each with the place of its citation."""
    if profile is not None:
        from ivigref.checks.profiled import in_citations  # noqa: PLC0415  (what few lists are checked against)

        yield from in_citations(citations, profile)


def judge(citations: Iterable[Citation | Reference]) -> list[Judgement]:
    """Return the verdict on each citation: does its work exist?

    >>> from ivigref import load
    >>> [judgement.verdict for judgement in judge(load()[:2])]
    ['not-asked', 'exists']
    """
    return [judgement for _, judgement, _ in judged(list(map(Citation.of, citations)))]


def status(citation: Citation, findings: Sequence[Finding]) -> Status:
    """Return the status of a citation: notes alone are not findings, and no answer is not "unverified".

    What is known at second hand only, or by a record that shows nothing to compare, is not verified; what a profile
    asks for is of another kind, and counts for nothing here.

    >>> from ivigref import Reference
    >>> status(Citation(reference=Reference(raw="x")), [])
    'unverified'
    """
    if any(finding.severity != "note" and not finding.check.is_of_profile for finding in findings):
        return "findings"
    if is_shown(citation):
        return "verified"
    if citation.unanswered:
        return "unreachable"
    return "unverified"
