"""The findings as one JSON object, schema ivigref.check/1.2."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from ivigref.model import Checked, Citation, CitedText, Finding, Judgement, Likeness, Record
from ivigref.model.checked import Judged
from ivigref.reports.table import array_of
from ivigref.text import visible_json

SCHEMA = "ivigref.check/1.2"  # 1.1: each citation has its verdict; 1.2: what the text cites
_FINDING_FIELDS = ("check", "severity", "field", "printed", "recorded", "source", "message")
_AUTHORS = 20  # of a work in the evidence
_SOURCE_FIELDS = ("registry", "address", "retrieved")


def parts(checked: Checked) -> Iterator[str]:
    """Yield what ``ivigref check --format json`` prints, in parts that make one text."""
    whole = json.dumps({**_head(checked), "citations": []}, ensure_ascii=False, indent=2)
    yield visible_json(whole.removesuffix("[]\n}"))
    yield from array_of(map(citation_of, checked.judged()), "  ")
    yield "\n}\n"


def check_report(checked: Checked) -> dict[str, Any]:
    """Return the object that ``ivigref check --format json`` prints.

    >>> report = check_report(Checked([], [], [], file="a.txt"))
    >>> report["schema"], report["list"]
    ('ivigref.check/1.2', {'name': 'a.txt', 'references': 0, 'findings': [], 'silenced': 0})
    """
    return {**_head(checked), "citations": [citation_of(row) for row in checked.judged()]}


def _head(checked: Checked) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "list": {
            "name": checked.name,
            "references": len(checked.citations),
            "findings": [finding_of(problem) for problem in checked.problems],
            "silenced": len(checked.silenced),
        },
        "in_text": in_text(checked.cited),
        "registries": count_inquiries(checked.citations),
    }


def citation_of(row: Judged) -> dict[str, Any]:
    """Return where a reference stands, with the verdict on it and its findings."""
    citation, found, status, judgement = row
    return {
        "number": citation.number,
        "key": citation.key,
        "status": status,
        "verdict": judgement and verdict_of(judgement),
        "doi": citation.doi,
        "pmid": citation.pmid,
        "pmcid": citation.pmcid,
        "confidence": citation.confidence,
        "findings": [finding_of(finding) for finding in found],
    }


def in_text(cited: CitedText | None) -> dict[str, Any] | None:
    """Return how a manuscript cites and how far that is read; None for a list without a text.

    >>> in_text(CitedText(system="numbers", linked=1.0))
    {'system': 'numbers', 'citations': 0, 'linked': 1.0, 'cited': 0, 'remark': None}
    """
    if cited is None:
        return None
    counts = {"citations": len(cited), "linked": round(cited.linked, 4), "cited": len(cited.cited)}
    return {"system": cited.system, **counts, "remark": cited.remark}


def verdict_of(judgement: Judgement) -> dict[str, Any]:
    """Return a verdict with its evidence, the works in it as one object each.

    >>> verdict_of(Judgement(verdict="not-found", asked=("pubmed",), searched=("title",)))["words"]
    'not found though it should be'
    """
    works = {name: getattr(judgement, name) for name in ("at_place", "nearest", "title_of", "authors_of")}
    return {
        "name": judgement.verdict,
        "words": judgement.verdict.words,
        "reason": judgement.reason,
        "silenced": judgement.is_silenced,
        "asked": list(judgement.asked),
        "unanswered": list(judgement.unanswered),
        "searched": list(judgement.searched),
        "held": judgement.held,
        **{name: work and _work(work) for name, work in works.items()},
        "look": [{"label": link.label, "address": link.href} for link in judgement.look],
    }


def _work(likeness: Likeness) -> dict[str, Any]:
    return {**work_of(likeness.record), "agree": list(likeness.agree), "differ": list(likeness.differ)}


def work_of(record: Record) -> dict[str, Any]:
    """Return a work as its record describes it, and where that was seen."""
    source = record.source
    return {
        "title": record.whole_title,
        "authors": [str(author) for author in record.authors[:_AUTHORS]],
        "container_title": record.container_title,
        "year": record.year,
        "volume": record.volume,
        "pages": str(record.pages) if record.pages else record.article_number,
        "doi": record.doi,
        "pmid": record.pmid,
        "source": {name: getattr(source, name) for name in _SOURCE_FIELDS} if source else None,
    }


def count_inquiries(citations: Iterable[Citation]) -> list[dict[str, Any]]:
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


def finding_of(finding: Finding) -> dict[str, Any]:
    """Return what was found, with both values, who says so, and where the text cites it."""
    values = finding.model_dump(mode="json", include=set(_FINDING_FIELDS))
    if values["source"] is not None:
        values["source"] = {name: values["source"][name] for name in _SOURCE_FIELDS}
    places = [place.model_dump(mode="json") for place in finding.places]
    return {**{name: values[name] for name in _FINDING_FIELDS}, "places": places}
