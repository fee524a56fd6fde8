"""How a printed reference is judged by a record: the checks that fire, with their severity."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ivigref import Citation, Record, Reference
from ivigref.checks.record import bibliographic_fields

Judge = Callable[[Reference, Record], dict[str, str]]


@pytest.fixture
def judge() -> Judge:
    """Return a function from a reference and a record to {check: severity}; notes are no alarms."""

    def judged(reference: Reference, record: Record) -> dict[str, str]:
        citation = Citation(reference=reference, record=record)
        return {finding.check: finding.severity for finding in bibliographic_fields(citation)}

    return judged
