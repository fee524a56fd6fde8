"""Explain each tag in words."""

from __future__ import annotations

from collections.abc import Iterable

from ivigref.model import Evidence, Tag


def explain(tags: Iterable[Tag]) -> str:
    """Return a line for each tag and under it a line for each piece of its evidence.

    >>> from ivigref import Record
    >>> from ivigref.tagging import tag_record
    >>> print(explain(tag_record(Record(title="Lupus nephritis"))[:1]))
    disease: lupus-nephritis (Lupus Nephritis, D008181, subject, odds 0.62)
      title 1-15 "Lupus nephritis" by "name" [strong]
    """
    return "\n".join(line for tag in tags for line in (_headline(tag), *map(_reason, tag.evidence)))


def _headline(tag: Tag) -> str:
    odds = None if tag.odds is None else f"odds {tag.odds:.2f}"
    known = ", ".join(part for part in (tag.label, tag.mesh, tag.role, odds) if part)
    return f"{tag.axis}: {tag.term} ({known})"


def _reason(evidence: Evidence) -> str:
    place = "" if evidence.start is None or evidence.end is None else f" {evidence.start + 1}-{evidence.end}"
    words = f' "{evidence.text}"' if evidence.text else ""
    return f'  {evidence.source}{place}{words} by "{evidence.rule}" [{evidence.strength}]'
