"""What an editor shows of the reference below the pointer: status, record, findings, tags, addresses."""

from __future__ import annotations

from collections.abc import Iterator

from ivigref.lsp.documents import Seen
from ivigref.model import Citation
from ivigref.model.citations import seen_at
from ivigref.reports.compare import recorded
from ivigref.reports.markdown import escape

_MOST = 12  # findings, and tags


def hover(seen: Seen, number: int) -> str:
    """Return what is known of a reference, in Markdown that shows every text as it is."""
    if seen.checked is None:
        return ""
    row = next(iter(seen.checked[number : number + 1].judged()))
    who = " ".join(str(part) for part in (row.citation.number, row.citation.key) if part is not None)
    status = f"**{row.status}**" + (f", {escape(row.told)}" if row.told else "")
    found = [
        f"- {finding.severity}: {escape(finding.message)} `{finding.check}`"
        for finding in sorted(row.findings, key=lambda finding: finding.severity)[:_MOST]
    ]
    paragraphs = (
        f"{escape(who)}: {status}" if who else status,
        "\n".join(found),
        "\n\n".join(_record(row.citation)),
        ", ".join(_tags(row.citation)),
        " · ".join(f"[{escape(link.label)}](<{link.href}>)" for link in row.citation.links),
    )
    return "\n\n".join(filter(None, paragraphs))


def _record(citation: Citation) -> Iterator[str]:
    if citation.record is None:
        yield "no certain record is known"
        return
    sure = "" if citation.confidence is None else f", confidence {citation.confidence:.2f}"
    yield f"{escape(seen_at(citation.record))}{sure}: {escape(recorded(citation.reference, citation.record))}"


def _tags(citation: Citation) -> Iterator[str]:
    from ivigref import tagging  # noqa: PLC0415  (vocabularies that findings do not need)

    for tag in tagging.tag([citation])[0].tags[:_MOST]:
        yield f"{escape(tag.axis)} *{escape(tag.label)}*"
