"""ivigref: parse, check, tag and export the reference list of a medical review."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ivigref import formats, registries
    from ivigref.bibliography import Bibliography
    from ivigref.checks import check
    from ivigref.data import load
    from ivigref.documents import parse
    from ivigref.errors import IvigrefError
    from ivigref.formats.bibtex import to_bibtex
    from ivigref.manuscripts import read_citations
    from ivigref.model import Checked, Citation, CitedText, Finding, Record, Reference, Tag
    from ivigref.names import Name
    from ivigref.pages import Pages
    from ivigref.parsing import parse_reference
    from ivigref.pipeline import examine
    from ivigref.reading import Listing, read
    from ivigref.resolution import resolve
    from ivigref.retrieval import fetch
    from ivigref.tagging import tag, tag_record

# Imported where first used: pydantic alone costs more than everything else that a script may need from here.
_HOME = {
    "Bibliography": "bibliography",
    "Checked": "model",
    "Citation": "model",
    "CitedText": "model",
    "Finding": "model",
    "IvigrefError": "errors",
    "Listing": "reading",
    "Name": "names",
    "Pages": "pages",
    "Record": "model",
    "Reference": "model",
    "Tag": "model",
    "check": "checks",
    "examine": "pipeline",
    "fetch": "retrieval",
    "formats": "",
    "load": "data",
    "parse": "documents",
    "parse_reference": "parsing",
    "read": "reading",
    "read_citations": "manuscripts",
    "registries": "",
    "resolve": "resolution",
    "tag": "tagging",
    "tag_record": "tagging",
    "to_bibtex": "formats.bibtex",
}

__all__ = [
    "Bibliography",
    "Checked",
    "Citation",
    "CitedText",
    "Finding",
    "IvigrefError",
    "Listing",
    "Name",
    "Pages",
    "Record",
    "Reference",
    "Tag",
    "check",
    "examine",
    "fetch",
    "formats",
    "load",
    "parse",
    "parse_reference",
    "read",
    "read_citations",
    "registries",
    "resolve",
    "tag",
    "tag_record",
    "to_bibtex",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401  (a module's attribute may be anything)
    if name not in _HOME:
        raise AttributeError(f"module 'ivigref' has no attribute {name!r}")
    home = _HOME[name]
    value = (
        getattr(importlib.import_module(f"ivigref.{home}"), name)
        if home
        else importlib.import_module(f"ivigref.{name}")
    )
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
