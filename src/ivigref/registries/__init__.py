"""Registries that are asked what they know of a reference: Crossref, PubMed, and stores of their answers."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ivigref.registries.crossref.adapter import Crossref
    from ivigref.registries.local import Local
    from ivigref.registries.pubmed.adapter import PubMed
    from ivigref.registries.recorded import Recorded
    from ivigref.registries.retraction_watch import RetractionWatch

# Imported where first used: whoever only loads the shipped list needs none of them.
_HOME = {
    "Crossref": "crossref.adapter",
    "Local": "local",
    "PubMed": "pubmed.adapter",
    "Recorded": "recorded",
    "RetractionWatch": "retraction_watch",
}

__all__ = ["Crossref", "Local", "PubMed", "Recorded", "RetractionWatch"]


def __getattr__(name: str) -> Any:  # noqa: ANN401  (a module's attribute may be anything)
    if name not in _HOME:
        raise AttributeError(f"module 'ivigref.registries' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"ivigref.registries.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
