"""Registries that are asked what they know of a reference: Crossref, PubMed, and stores of their answers.

``LIVE`` are those that are asked over the network: the command line's options, ``doctor`` and what messages say of
``--live`` are made of it. A registry more is a module with its class, and one line there.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from ivigref.registries.access import Access
    from ivigref.registries.crossref.adapter import Crossref
    from ivigref.registries.crossref.works_of_habanero import citations_from_habanero
    from ivigref.registries.local import Local
    from ivigref.registries.pubmed.adapter import PubMed
    from ivigref.registries.recorded import Recorded
    from ivigref.registries.retraction_watch import RetractionWatch


class Live(NamedTuple):
    """A registry that is asked over the network: what people call it, and the module of its class.

    The class has the title for its name, without spaces.
    """

    title: str
    module: str

    @property
    def class_name(self) -> str:
        """The name of its class.

        >>> Live("Some Shelf", "shelf").class_name
        'SomeShelf'
        """
        return self.title.replace(" ", "")


# By the name that reports give, and that its options and variable begin with.
LIVE = {
    "crossref": Live("Crossref", "crossref.adapter"),
    "pubmed": Live("PubMed", "pubmed.adapter"),
}

# Imported where first used: a script that only loads the shipped list needs none of them.
_HOME = {
    "Access": "access",
    "Local": "local",
    "Recorded": "recorded",
    "RetractionWatch": "retraction_watch",
    "citations_from_habanero": "crossref.works_of_habanero",
} | {live.class_name: live.module for live in LIVE.values()}

__all__ = [
    "LIVE",
    "Access",
    "Crossref",
    "Live",
    "Local",
    "PubMed",
    "Recorded",
    "RetractionWatch",
    "citations_from_habanero",
    "live_titles",
    "open_live",
    "url_variable",
]


def live_titles() -> str:
    """Return what people call the registries that are asked, as a sentence lists them.

    >>> live_titles()
    'Crossref and PubMed'
    """
    *others, last = (live.title for live in LIVE.values())
    return f"{', '.join(others)} and {last}" if others else last


def url_variable(name: str) -> str:
    """Return the environment variable that names another server for a registry.

    >>> url_variable("crossref")
    'IVIGREF_CROSSREF_URL'
    """
    return f"IVIGREF_{name.upper()}_URL"


def open_live(name: str, base_url: str | None = None, access: Access | None = None) -> Any:  # noqa: ANN401  (any registry)
    """Open a registry of ``LIVE``, at its own address or at another.

    Raises InputError for an address that cannot be asked.

    >>> with open_live("pubmed") as registry:
    ...     registry.name
    'pubmed'
    """
    return __getattr__(LIVE[name].class_name)(base_url, access)


def __getattr__(name: str) -> Any:  # noqa: ANN401  (a module's attribute may be anything)
    if name not in _HOME:
        raise AttributeError(f"module 'ivigref.registries' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"ivigref.registries.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*__all__, *_HOME})
