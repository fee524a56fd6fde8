"""How many requests a list takes, and how long, by the limits of Crossref's two pools and of NCBI.

usage: python -m benchmarks.asking [--quick]

The works are made up (benchmarks/dumps.py) and served on loopback (tests/server) with the limits of December 2025: ten
single works and three lists a second in the polite pool, three at once, five and one in the public one, one at once;
NCBI takes three a second. Crossref has every work, PubMed nine in ten. Each list is asked about twice: as the plan has
it, and outright, which asks every registry everything. ``--quick`` leaves out the limits.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from benchmarks import dumps
from ivigref import Name, Reference, resolve
from ivigref.registries import Crossref, PubMed
from tests.server import Limits, RegistryServer, article, work

POOLS = {
    "polite": Limits(single=10, list=3, ncbi=3, concurrency=3),
    "public": Limits(single=5, list=1, ncbi=3, concurrency=1),
}
LISTS = {"57 articles without identifiers": (57, False), "100 references with DOIs": (100, True)}
UNKNOWN = 10  # PubMed does not have one in so many


class Outright:
    """A registry that is asked for everything, whatever others know."""

    def __init__(self, registry: Crossref | PubMed) -> None:
        self.name, self.ask = registry.name, registry.ask
        self.of_journals = registry.of_journals  # asked afterwards of what nobody found, whatever the plan


def described(works: Sequence[dumps.Work]) -> tuple[list[dict[str, Any]], list[Element]]:
    """Return what Crossref has of the works, which is all, and PubMed, which is nine in ten."""
    known = [
        work(
            w.doi, w.title, authors=w.authors, container=w.journal, short=w.short, year=w.year, volume=str(w.volume),
            issue=str(w.issue), page=f"{w.first}-{w.last}",
        )
        for w in works
    ]  # fmt: skip
    articles = [
        article(
            w.pmid, f"{w.title}.", journal=w.journal, iso=w.short, year=w.year, volume=str(w.volume), doi=w.doi,
            issue=str(w.issue), start=str(w.first), end=str(w.last),
            authors=[(family, given, given[:1]) for family, given in w.authors],
        )
        for place, w in enumerate(works)
        if (place + 1) % UNKNOWN
    ]  # fmt: skip
    return known, articles


def served(works: Sequence[dumps.Work], limits: Limits | None = None) -> RegistryServer:
    """Return a server that has the works."""
    known, articles = described(works)
    return RegistryServer(known, articles, limits=limits)


def printed(works: Iterable[dumps.Work], *, doi: bool) -> list[Reference]:
    """Return the works as a list has them."""
    return [
        Reference(
            title=w.title, container_title=w.short, year=w.year, volume=str(w.volume), pages=f"{w.first}-{w.last}",
            authors=tuple(Name(family=family, given=given) for family, given in w.authors), doi=w.doi if doi else None,
        )
        for w in works
    ]  # fmt: skip


def measured(count: int, limits: Limits, *, doi: bool, outright: bool) -> dict[str, Any]:
    """Ask about a list; return requests and seconds, and how many were found and refused."""
    works = list(dumps.works(count))
    with (
        served(works, limits) as server,
        Crossref(server.crossref_url) as crossref,
        PubMed(server.pubmed_url) as pubmed,
    ):
        registries: list[Crossref | PubMed] = [crossref, pubmed]
        began = time.perf_counter()
        citations = resolve(printed(works, doi=doi), [*map(Outright, registries)] if outright else registries)
        seconds = time.perf_counter() - began
        return {
            "requests": server.account.count(),
            "seconds": round(seconds, 1),
            "found": sum(citation.record is not None for citation in citations),
            "refused": sum(server.account.broken.values()),
        }


def main() -> None:
    """Print a JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true")
    pools = {"none": Limits()} if parser.parse_args().quick else POOLS
    rows = [
        {"list": said, "pool": pool, "asked": how} | measured(count, limits, doi=doi, outright=how == "outright")
        for said, (count, doi) in LISTS.items()
        for pool, limits in pools.items()
        for how in ("as planned", "outright")
    ]
    print(json.dumps(rows, indent=2))


if __name__ == "__main__":
    main()
