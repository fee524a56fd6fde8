"""Registries that are asked what they know of a reference: Crossref, PubMed and others, and stores of their answers.

``LIVE`` are those that are asked over the network: the command line's options, ``doctor``, what messages say of
``--live`` and which registry a kind of work calls for are made of it. A registry more is a module with its class, and
one line there.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from ivigref.registries.access import Access
    from ivigref.registries.biorxiv import BioRxiv
    from ivigref.registries.crossref.adapter import Crossref
    from ivigref.registries.crossref.works_of_habanero import citations_from_habanero
    from ivigref.registries.datacite.adapter import DataCite
    from ivigref.registries.doi_foundation import DOIFoundation
    from ivigref.registries.europepmc.adapter import EuropePMC
    from ivigref.registries.local import Local
    from ivigref.registries.openalex import OpenAlex
    from ivigref.registries.openlibrary import OpenLibrary
    from ivigref.registries.pubmed.adapter import PubMed
    from ivigref.registries.recorded import Recorded
    from ivigref.registries.retraction_watch import RetractionWatch


class Live(NamedTuple):
    """A registry that is asked over the network: what people call it, and the module of its class.

    The class has the title for its name, without spaces and with a capital. ``kinds`` are the kinds of works about
    which it is asked unless somebody names it: None means all, and an empty tuple none. ``terms`` is the page that says
    on which terms it may be asked, and ``what`` says what it holds. About a DOI that its ``agency`` registered it is
    asked whatever the work is.
    """

    title: str
    module: str
    kinds: tuple[str, ...] | None = None
    terms: str | None = None
    what: str | None = None
    agency: str | None = None

    @property
    def class_name(self) -> str:
        """The name of its class.

        >>> Live("Some Shelf", "shelf").class_name
        'SomeShelf'
        """
        joined = self.title.replace(" ", "")
        return joined[:1].upper() + joined[1:]


# By the name that reports give, and that its options and variable begin with.
LIVE = {
    "crossref": Live(
        "Crossref", "crossref.adapter", None, "https://www.crossref.org/documentation/retrieve-metadata/rest-api/",
        "works of publishers, by DOI and text",
    ),
    "pubmed": Live(
        "PubMed", "pubmed.adapter", None, "https://www.ncbi.nlm.nih.gov/home/about/policies/",
        "articles of medicine and the life sciences, by number, DOI, place and title",
    ),
    "europepmc": Live(
        "Europe PMC", "europepmc.adapter", ("preprint", "thesis", "report"), "https://europepmc.org/Copyright",
        "PubMed's articles, preprints, theses, guidelines, books",
    ),
    "datacite": Live(
        "DataCite", "datacite.adapter", ("dataset", "software", "thesis", "preprint", "presentation", "audiovisual"),
        "https://datacite.org/terms-of-use/", "data, software, theses, reports of repositories, by DOI and title",
        "DataCite",
    ),
    "openlibrary": Live(
        "Open Library", "openlibrary", ("book",), "https://openlibrary.org/developers/api",
        "books, by ISBN and title",
    ),
    "biorxiv": Live(
        "bioRxiv", "biorxiv", ("preprint",), "https://api.biorxiv.org",
        "preprints of bioRxiv and medRxiv, and the articles that they became",
    ),
    "doi": Live(
        "DOI Foundation", "doi_foundation", (), "https://www.doi.org/the-identifier/resources/handbook/",
        "whether a DOI is registered anywhere, and records of agencies that have no adapter here",
    ),
    "openalex": Live(
        "OpenAlex", "openalex", (), "https://developers.openalex.org/api-reference/authentication",
        "works of all kinds, by DOI and PMID; needs your key in IVIGREF_OPENALEX_KEY",
    ),
}  # fmt: skip

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
    "BioRxiv",
    "Crossref",
    "DOIFoundation",
    "DataCite",
    "EuropePMC",
    "Live",
    "Local",
    "OpenAlex",
    "OpenLibrary",
    "PubMed",
    "Recorded",
    "RetractionWatch",
    "citations_from_habanero",
    "further_titles",
    "live_titles",
    "open_live",
    "url_variable",
]


def live_titles() -> str:
    """Return what people call the registries that are asked about every reference, as a sentence lists them.

    >>> live_titles()
    'Crossref and PubMed'
    """
    return _listed(live.title for live in LIVE.values() if live.kinds is None)


def further_titles() -> str:
    """Return what people call the registries that some kinds of works call for, as a sentence lists them.

    >>> further_titles()
    'Europe PMC, DataCite, Open Library and bioRxiv'
    """
    return _listed(live.title for live in LIVE.values() if live.kinds)


def _listed(titles: Iterable[str]) -> str:
    *others, last = titles
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
