"""Records that differ from real references in one value, so that a correction is known beforehand."""

from __future__ import annotations

from ivigref import examine
from ivigref.model import Checked, Record, Source, Work
from ivigref.reading import read


def planted(path: str) -> tuple[Checked, dict[int, str]]:
    """Return a list that is checked against records with another volume, and those volumes by place."""
    citations, volumes = [], {}
    listing = read(path)
    for place, citation in enumerate(listing.citations):
        reference = citation.reference
        printed = reference.volume or ""
        if printed.isdecimal() and reference.title and reference.raw.count(printed) == 1:
            volumes[place] = str(int(printed) + 1)
            fields = Work.fields_of(reference) | {"volume": volumes[place]}
            source = Source(registry="crossref", address="https://example.org/a", retrieved="2026-11-29")
            record = Record(**fields, source=source)
            update = {"record": record, "records": (record,), "confidence": 1.0}
            citations.append(citation.model_copy(update=update))
        else:
            citations.append(citation)
    return examine(listing._replace(citations=citations)), volumes
