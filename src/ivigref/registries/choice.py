"""Which registries are asked: those that the kind of a work calls for, or those that somebody names.

What each registry holds is a column of ``LIVE``. By default Crossref and PubMed are asked about every reference, and
the others about the kinds that they are there for; whoever names registries has all of them asked about everything.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from ivigref.errors import InputError
from ivigref.model import Answer, Kind, Reference
from ivigref.registries import LIVE, open_live, url_variable

if TYPE_CHECKING:  # a cache and connections, which a name does not need
    from ivigref.registries.access import Access


def calls_for(name: str, reference: Reference) -> bool:
    """Tell whether a reference's kind calls for a registry of ``LIVE``.

    >>> [name for name in LIVE if calls_for(name, Reference(kind="edited-book"))]
    ['crossref', 'pubmed', 'openlibrary']
    >>> [name for name in LIVE if calls_for(name, Reference())]
    ['crossref', 'pubmed']
    """
    kinds = LIVE[name].kinds
    return kinds is None or (reference.kind is not None and any(reference.kind.is_a(Kind(word)) for word in kinds))


def names_of(given: str | Sequence[str]) -> list[str]:
    """Return the names of registries, listed with commas or one by one; raise InputError for one that is none.

    >>> names_of("crossref, PubMed"), names_of(["datacite"])
    (['crossref', 'pubmed'], ['datacite'])
    >>> names_of("medline")
    Traceback (most recent call last):
    ivigref.errors.InputError: registries: expected some of crossref, pubmed, europepmc, datacite, openlibrary, \
biorxiv, doi, openalex, found 'medline'
    """
    listed = given.split(",") if isinstance(given, str) else given
    names = list(dict.fromkeys(name.strip().casefold() for name in listed))
    strange = next((name for name in names or [""] if name not in LIVE), None)
    if strange is not None:
        raise InputError(f"expected some of {', '.join(LIVE)}, found {strange!r}", place="registries")
    return names


def reachable(urls: Mapping[str, str | None] | None = None) -> list[str]:
    """Return the registries that may be asked without being named.

    Where another server stands for one of them, given in ``urls`` or by a variable, nobody is asked at an address of
    their own beside it but those that are asked about everything: a closed network stays closed.

    >>> reachable({"crossref": "http://127.0.0.1:8089", "datacite": "http://127.0.0.1:8089"})
    ['crossref', 'pubmed', 'datacite']
    """
    elsewhere = {name for name in LIVE if (urls or {}).get(name) or os.environ.get(url_variable(name))}
    return [name for name, live in LIVE.items() if live.kinds is None or not elsewhere or name in elsewhere]


def by_default(urls: Mapping[str, str | None] | None = None) -> list[str]:
    """Return the registries that are open when nobody names any: those that some kind of work calls for.

    >>> by_default({})
    ['crossref', 'pubmed', 'europepmc', 'datacite', 'openlibrary', 'biorxiv']
    """
    return [name for name in reachable(urls) if LIVE[name].kinds != ()]


class ByKind:
    """A registry that is asked only about the kinds of works that it is there for."""

    def __init__(self, registry: Any) -> None:  # noqa: ANN401  (any registry)
        self._registry = registry
        self.name: str = registry.name
        self.of_agency = LIVE[self.name].agency

    def is_asked_about(self, reference: Reference) -> bool:
        """Tell whether the kind of a work calls for this registry."""
        return calls_for(self.name, reference)

    def ask(self, references: Sequence[Reference]) -> list[Answer]:
        """Return what the registry answers, and that it was not asked about all others."""
        wanted = [place for place, reference in enumerate(references) if self.is_asked_about(reference)]
        answers = [Answer(registry=self.name, skipped=True)] * len(references)
        asked = self._registry.ask([references[place] for place in wanted]) if wanted else []
        for place, answer in zip(wanted, asked, strict=True):
            answers[place] = answer
        return answers

    def ask_of_agency(self, references: Sequence[Reference]) -> list[Answer]:
        """Return what the registry answers about works of which its own agency registered the DOI, of any kind."""
        answers: list[Answer] = self._registry.ask(references)
        return answers


@contextmanager
def opened(
    names: Collection[str] | None = None,
    access: Access | None = None,
    urls: Mapping[str, str | None] | None = None,
) -> Iterator[list[Any]]:
    """Open the named registries, or those of the default, each for its kinds; close them at the end.

    Raises InputError for an address that cannot be asked.

    >>> with opened(["crossref", "datacite"]) as registries:
    ...     [registry.name for registry in registries]
    ['crossref', 'datacite']
    """
    with ExitStack() as stack:
        found = [
            stack.enter_context(open_live(name, (urls or {}).get(name), access))
            for name in (by_default(urls) if names is None else names)
        ]
        _share_agencies(found, stack, access, urls, is_default=names is None)
        yield [r if names is not None or LIVE[r.name].kinds is None else ByKind(r) for r in found]


def _share_agencies(
    found: Sequence[Any],
    stack: ExitStack,
    access: Access | None,
    urls: Mapping[str, str | None] | None,
    *,
    is_default: bool,
) -> None:
    """Let doi.org name the agencies of DOIs that Crossref lacks, where it is named or may be asked anyway."""
    by_name = {registry.name: registry for registry in found}
    if "crossref" not in by_name:
        return
    register = by_name.get("doi")
    if register is None and is_default and "doi" in reachable(urls):
        register = stack.enter_context(open_live("doi", (urls or {}).get("doi"), access))
    if register is not None:
        by_name["crossref"].leave_agencies_to(register.agencies)
