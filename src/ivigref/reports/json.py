"""The findings as one JSON object, schema ivigref.check/1."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from ivigref.model import Checked, Citation, Finding
from ivigref.text import visible_json

SCHEMA = "ivigref.check/1"
_FINDING_FIELDS = ("check", "severity", "field", "printed", "recorded", "source", "message")
_SOURCE_FIELDS = ("registry", "address", "retrieved")


def parts(checked: Checked) -> Iterator[str]:
    """Yield what ``ivigref check --format json`` prints, in parts that make one text."""
    yield from map(visible_json, json.JSONEncoder(ensure_ascii=False, indent=2).iterencode(check_report(checked)))
    yield "\n"


def check_report(checked: Checked) -> dict[str, Any]:
    """Return the object that ``ivigref check --format json`` prints.

    >>> report = check_report(Checked([], [], [], file="a.txt"))
    >>> report["schema"], report["list"]
    ('ivigref.check/1', {'name': 'a.txt', 'references': 0, 'findings': []})
    """
    return {
        "schema": SCHEMA,
        "list": {
            "name": checked.name,
            "references": len(checked.citations),
            "findings": [_finding(problem) for problem in checked.problems],
        },
        "registries": count_inquiries(checked.citations),
        "citations": [
            {
                "number": citation.number,
                "key": citation.key,
                "status": status,
                "doi": citation.doi,
                "pmid": citation.pmid,
                "pmcid": citation.pmcid,
                "confidence": citation.confidence,
                "findings": [_finding(finding) for finding in found],
            }
            for citation, found, status in checked.rows()
        ],
    }


def count_inquiries(citations: Sequence[Citation]) -> list[dict[str, Any]]:
    """Count, for each registry, how many references it was asked for and how many times it answered."""
    counts: dict[str, dict[str, Any]] = {}
    for citation in citations:
        for inquiry in citation.inquiries:
            empty = {"name": inquiry.registry, "asked": 0, "answered": 0, "found": 0, "unreachable": 0}
            count = counts.setdefault(inquiry.registry, empty)
            count["asked"] += 1
            count["unreachable" if inquiry.outcome == "unreachable" else "answered"] += 1
            count["found"] += inquiry.outcome == "found"
    return list(counts.values())


def _finding(finding: Finding) -> dict[str, Any]:
    values = finding.model_dump(mode="json", include=set(_FINDING_FIELDS))
    if values["source"] is not None:
        values["source"] = {name: values["source"][name] for name in _SOURCE_FIELDS}
    return {name: values[name] for name in _FINDING_FIELDS}
