"""Five thousand references against a server that fails in every way: none lost, none doubled, no limit broken."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from ivigref.model import Answer, Reference
from ivigref.registries import transport
from ivigref.registries.crossref.adapter import Crossref
from ivigref.registries.pubmed.adapter import PubMed
from tests.server import Fault, Kind, Limits, RegistryServer, article, work

Serve = Callable[..., RegistryServer]
COUNT = 5000
FAULTS: tuple[tuple[Kind, int], ...] = (
    ("503", 17), ("429 retry-after", 97), ("429", 101), ("html", 41), ("cut", 43), ("reset", 47), ("short", 53),
    ("latin-1", 59), ("other doi", 61), ("redirect", 67), ("wrong type", 71), ("drip", 331), ("no answer", 337),
    ("429 in 200", 131), ("503 retry-after", 137), ("empty", 139),
)  # fmt: skip


def reference(number: int) -> Reference:
    """Make every second one known by an identifier, every tenth unknown."""
    title = f"Étude number {number} of something" if number % 10 else f"Nobody{number} wrote{number} this{number}"
    known: dict[str, object] = {
        "title": title,
        "container_title": f"J Made Up {chr(65 + number % 26)}",
        "year": 2000,
        "volume": "1",
    }
    if number % 2:
        known |= {"doi": f"10.5555/w{number}", "pmid": str(number)}
    return Reference.model_validate(known | {"pages": str(number)})


@pytest.mark.slow
@pytest.mark.parametrize("registry", ["crossref", "pubmed"])
def test_soak(registry_server: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, registry: str) -> None:
    """Every reference is answered rightly or marked as unanswered, and a second run asks for the rest only."""
    monkeypatch.setattr(transport, "BACKOFF", 0.05)
    numbers = [number for number in range(1, COUNT + 1) if number % 10]
    works = [
        work(f"10.5555/w{n}", f"Étude number {n} of something", year=2000, volume="1", page=str(n)) for n in numbers
    ]
    articles = [
        article(
            str(n),
            f"Étude number {n} of something.",
            iso=f"J Made Up {chr(65 + n % 26)}",
            year=2000,
            volume="1",
            pages=str(n),
        )
        for n in numbers
    ]
    faults = [Fault(kind, every=every, seconds=0.3) for kind, every in FAULTS]
    server = registry_server(works, articles, faults, limits=Limits(single=150, list=100, ncbi=50, concurrency=3))
    references = [reference(number) for number in range(1, COUNT + 1)]
    began = time.monotonic()
    answers = ask(registry, server, references, tmp_path)
    seconds, requests = time.monotonic() - began, server.account.count()
    outcomes = Counter(judged(r, a) for r, a in zip(references, answers, strict=True))
    server.faults.clear()
    again = ask(registry, server, references, tmp_path)
    spoilt, rest = sum(server.account.faults.values()), server.account.count() - requests
    figures = f"{registry}: {dict(outcomes)} in {seconds:.0f} s, {requests} requests, {spoilt} spoilt; then {rest}"
    print(figures)  # noqa: T201  (what the test is run for)
    assert outcomes["wrong"] == 0
    assert outcomes["unreachable"] < COUNT // 10
    assert not server.account.broken
    assert Counter(judged(r, a) for r, a in zip(references, again, strict=True)) == {"right": COUNT}


def ask(registry: str, server: RegistryServer, references: list[Reference], folder: Path) -> list[Answer]:
    """Ask the one or the other."""
    if registry == "crossref":
        return Crossref(server.crossref_url, cache=folder, timeout=1, patience=20).ask(references)
    return PubMed(server.pubmed_url, cache=folder, timeout=1, patience=20).ask(references)


def judged(reference: Reference, answer: Answer) -> str:
    """Say whether an answer is right, none, or about another work."""
    if answer.problem is not None:
        return "unreachable"
    titles = [record.title for record in answer.records]
    known = (reference.title or "").startswith("Étude")
    return (
        "right"
        if (reference.title in titles[:1] if known else not titles or reference.title not in titles)
        else "wrong"
    )
