"""SARIF 2.1.0, which code scanning reads (OASIS Standard, errata 01)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ivigref.data.check_facts import check_facts
from ivigref.model import Box, Check, Checked, Finding, Place, Silence
from ivigref.reports.json import verdict_of
from ivigref.reports.places import Region, located, region_of
from ivigref.text import visible_json

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def dumps(checked: Checked) -> str:
    """Return a log of one run, with a rule for each check that found something.

    >>> json.loads(dumps(Checked([], [], [])))["runs"][0]["results"]
    []
    """
    found = list(located(checked))
    silent = [finding for finding, _ in checked.silenced]
    checks = list(dict.fromkeys(finding.check for finding in (*(finding for finding, _ in found), *silent)))
    places = {check: place for place, check in enumerate(checks)}
    uri = _uri(checked.file)
    boxes = {citation.key: citation.reference.boxes for citation in checked.citations if citation.reference.boxes}
    driver = {"name": "ivigref", "version": version("ivigref"), "rules": [_rule(check) for check in checks]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "artifacts": [{"location": {"uri": uri}, "description": {"text": checked.name}}],
        "results": [
            _result(finding, region, places[finding.check], uri, boxes.get(finding.key, ()))
            for finding, region in found
        ]
        + [_suppressed(finding, silence, places[finding.check], uri) for finding, silence in checked.silenced],
        "properties": {"verdicts": _verdicts(checked)},
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return visible_json(json.dumps(log, ensure_ascii=False, indent=2)) + "\n"


def _verdicts(checked: Checked) -> list[dict[str, Any]]:
    """Return the verdict on each citation, with its evidence: a reader of findings alone sees none on what exists."""
    return [
        {"number": row.citation.number, "key": row.citation.key, **verdict_of(row.judgement)}
        for row in checked.judged()
        if row.judgement is not None
    ]


def _rule(check: Check) -> dict[str, Any]:
    fact = check_facts()[check]
    return {
        "id": check,
        "shortDescription": {"text": check.summary},
        "fullDescription": {"text": fact.explanation},
        "help": {"text": fact.remedy},
        "defaultConfiguration": {"level": check.severity},
    }


def _result(finding: Finding, region: Region | None, rule: int, uri: str, boxes: Sequence[Box] = ()) -> dict[str, Any]:
    """Return a finding; of a PDF, which has no lines, its properties have the page and the boxes."""
    location: dict[str, Any] = {"artifactLocation": {"uri": uri, "index": 0}}
    if region is not None:
        named = ("startLine", "startColumn", "endLine", "endColumn")
        location["region"] = {name: value for name, value in zip(named, region, strict=True) if value is not None}
    said = finding.model_dump(mode="json", exclude_none=True, include={"number", "key", "field", "printed", "recorded"})
    source = finding.source.model_dump(mode="json", exclude_none=True) if finding.source else None
    cited = [_cited(place, uri) for place in finding.places]
    locations = cited if finding.check.is_in_text and cited else [{"physicalLocation": location}]
    related = {"relatedLocations": cited} if cited and not finding.check.is_in_text else {}
    return {
        "ruleId": finding.check,
        "ruleIndex": rule,
        "level": finding.severity,
        "message": {"text": finding.message or finding.check},
        "locations": locations,
        **related,
        "partialFingerprints": {"ivigref/v1": _fingerprint(finding)},
        "properties": said | ({"source": source} if source else {}) | _printed(boxes),
    }


def _cited(place: Place, uri: str) -> dict[str, Any]:
    """Return where the text cites something, with the sentence; a PDF or a Word document has no lines of a file."""
    location: dict[str, Any] = {"artifactLocation": {"uri": uri, "index": 0}}
    if region := region_of(place):
        named = ("startLine", "startColumn", "endLine", "endColumn")
        known = {name: value for name, value in zip(named, region, strict=True) if value is not None}
        location["region"] = known | {"snippet": {"text": place.printed}}
    properties = place.model_dump(mode="json", exclude_none=True, include={"where", "part", "paragraph", "page"})
    return {
        "physicalLocation": location,
        "message": {"text": place.sentence or place.printed},
        "properties": properties,
    }


def _suppressed(finding: Finding, silence: Silence, rule: int, uri: str) -> dict[str, Any]:
    """Return a finding that is silenced, with the reason; it is a note to those who read no suppressions."""
    suppression = {"kind": "inSource" if silence.is_in_list else "external", "justification": silence.reason}
    result = _result(finding, Region(finding.line) if finding.line else None, rule, uri)
    return result | {"level": "note", "suppressions": [suppression]}


def _printed(boxes: Sequence[Box]) -> dict[str, Any]:
    return {"page": boxes[0].page, "boxes": [box.model_dump() for box in boxes]} if boxes else {}


def _fingerprint(finding: Finding) -> str:
    """Return what stays the same when lines move: the finding is then known as an old one."""
    parts = (finding.check, finding.key, finding.field, finding.printed, finding.recorded)
    return hashlib.sha256("\x1f".join(part or "" for part in parts).encode("utf-8", "replace")).hexdigest()[:32]


def _uri(file: str) -> str:
    if file in {"-", "standard input"}:
        return "stdin"
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
