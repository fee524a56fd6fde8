"""What our report has beside that of a file: the corrections to accept or reject, and the files to take away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ivigref.corrections import Correction, Proposed, proposed
from ivigref.model import Checked
from ivigref.model.citations import seen_at
from ivigref.names import Name
from ivigref.reports.html import Around
from ivigref.reports.templates import asset, template
from ivigref.serve.downloads import DOWNLOADS, STYLES, offered
from ivigref.serve.pages import ALLOWED

_FIELDS = {
    "container_title": "journal or book",
    "doi": "DOI",
    "pmid": "PMID",
}  # what people call a field that has another name here


class Fix(NamedTuple):
    """A correction as the card of its reference shows it."""

    name: str
    field: str
    printed: str
    recorded: str
    source: str


def around(checked: Checked, document: Path, name: str) -> tuple[list[str], Around]:
    """Return the names of the corrections that are offered, and what the report has around it."""
    fixes: defaultdict[int, list[Fix]] = defaultdict(list)
    for proposal in proposed(checked):
        for correction in proposal.corrections:
            fixes[proposal.place].append(_fix(proposal, correction))
    names = [fix.name for place in fixes.values() for fix in place]
    cards = template(__package__, "fixes.html")
    top = template(__package__, "bar.html").render(
        total=len(names), downloads=[(key, DOWNLOADS[key]) for key in offered(document, name)], styles=STYLES
    )
    drawn = [cards.render(fixes=fixes[place]) if place in fixes else "" for place in range(len(checked))]
    return names, Around(top, drawn, asset(__package__, "serve.css"), asset(__package__, "decide.js"), ALLOWED)


def _fix(proposal: Proposed, correction: Correction) -> Fix:
    record = proposal.citation.said_by(correction.field)
    source = seen_at(record)
    field = _FIELDS.get(correction.field, correction.field)
    return Fix(proposal.name(correction), field, _shown(correction.printed), _shown(correction.value), source)


def _shown(value: object) -> str:
    return ", ".join(_names(value)) if isinstance(value, tuple) else "" if value is None else str(value)


def _names(values: tuple[object, ...]) -> Iterator[str]:
    return (str(value) for value in values if isinstance(value, Name))
