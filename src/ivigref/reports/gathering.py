"""What a page says of the whole list, before its first card: gathered in one pass, in which nothing else is held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ivigref.model import Check, Checked, Citation, Severity, Verdict
from ivigref.model.checked import Judged
from ivigref.reports import counts
from ivigref.reports.citing import of_text
from ivigref.reports.counts import Counts, Option
from ivigref.reports.once import Sentences
from ivigref.reports.overview import ALARMS, Look, Looks, registries


class Alarmed(NamedTuple):
    """A work that was retracted or put in doubt, as the top of the page names it."""

    anchor: str
    number: int | None
    title: str
    messages: tuple[str, ...]


class Gathered(NamedTuple):
    """What is known of a list once each of its citations was seen; of those themselves only what is shown twice."""

    counted: Counts
    severities: Counter[Severity]
    checks: list[Option]
    verdicts: list[Option]
    alarmed: list[Alarmed]
    looks: list[Look]
    looking: int
    anchors: dict[int, str]
    sentences: Sentences
    registries: list[dict[str, Any]]


def anchor(place: int) -> str:
    """Return the place in the page's address of the card at a place of the list, counted from 0.

    >>> anchor(0)
    'c1'
    """
    return f"c{place + 1}"


def heading(citation: Citation) -> str:
    """Return what a citation is called at the top of the page."""
    return citation.reference.title or citation.reference.raw


def gathered(checked: Checked) -> Gathered:
    """Go through a list once, and return what the page says of all of it.

    >>> gathered(Checked([], [], [])).checks
    []
    """
    counted, looks, sentences = Counts(), Looks(), Sentences()
    severities: Counter[Severity] = Counter()
    checks: Counter[Check] = Counter()
    verdicts: Counter[Verdict] = Counter()
    alarmed: list[Alarmed] = []
    linked = {finding.number for finding in of_text(checked)}
    anchors: dict[int, str] = {}

    def watched(rows: Iterable[Judged]) -> Iterator[Citation]:
        for place, row in enumerate(rows):
            citation, found = row.citation, row.findings
            severities.update(finding.severity for finding in found)
            checks.update(counts.serious(found))
            if row.told and row.judgement is not None:
                verdicts[row.judgement.verdict] += 1
            if alarms := tuple(finding.message for finding in found if finding.check in ALARMS):
                alarmed.append(Alarmed(anchor(place), citation.number, heading(citation), alarms))
            if citation.number in linked and citation.number is not None:
                anchors.setdefault(citation.number, anchor(place))
            counted.add(citation)
            looks.add(place, row)
            sentences.add(finding for finding in found if finding.check not in ALARMS)
            yield citation

    queried = registries(watched(checked.judged()))
    return Gathered(
        counted=counted,
        severities=severities,
        checks=counts.checks(checks),
        verdicts=[Option(verdict, verdict.words, verdicts[verdict]) for verdict in Verdict if verdicts[verdict]],
        alarmed=alarmed,
        looks=looks.gravest(),
        looking=looks.total,
        anchors=anchors,
        sentences=sentences,
        registries=queried,
    )
