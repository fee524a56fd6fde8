"""An own index answers as the live registries do: the same works, the same verdicts."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from benchmarks import dumps
from ivigref import Reference, examine, parse_reference
from ivigref.checks import findings_by_citation, status
from ivigref.holders import Holder
from ivigref.model import Check, Citation, Verdict
from ivigref.registries import Crossref, Local, PubMed
from ivigref.registries.local import FORMS, build
from ivigref.registries.local.words import is_installed
from ivigref.resolution import Registry, resolve
from tests.server import RegistryServer, article, work

WORKS = [
    work("10.5555/one", "A long way to a certain answer in lupus nephritis", authors=[("Doe", "Jane"), ("Roe", "Richard")],
         year=2003, volume="8", page="1-9", container="Journal of Ideas"),
    work("10.5555/gone", "Immunoglobulin that was never given to anybody at all", authors=[("Poe", "Paul")], year=2010,
         volume="3", page="11-19", container="Journal of Ideas",
         updated_by=[{"DOI": "10.5555/notice", "type": "retraction", "source": "publisher", "label": "Retraction"}]),
    work("10.5555/part1", "Two ways to an answer. Part I", authors=[("Moe", "Mary")], year=2001, volume="1", page="5-9",
         container="Journal of Ideas"),
    work("10.5555/part2", "Two ways to an answer. Part II", authors=[("Moe", "Mary")], year=2001, volume="1", page="10-14",
         container="Journal of Ideas"),
    *(work(f"10.5555/x{n}", f"Unrelated work number {n} on something else", year=1990, volume=str(100 + n), page="1") for n in range(20)),
]  # fmt: skip
ARTICLES = [
    article("101", "A long way to a certain answer in lupus nephritis.", authors=[("Doe", "Jane", "J"), ("Roe", "Richard", "R")],
            journal="Journal of ideas", iso="J Ideas", year=2003, volume="8", pages="1-9", doi="10.5555/one",
            types=[("D016454", "Review")], mesh=[("D008181", "Lupus Nephritis", True, ())]),
    article("102", "Only PubMed knows about this one, on myositis.", authors=[("Voe", "Vera", "V")], journal="Journal of ideas",
            iso="J Ideas", year=2005, volume="9", pages="21-9"),
]  # fmt: skip
LIST = (
    "Doe J, Roe R. A long way to a certain answer in lupus nephritis. J Ideas. 2003;8:1–9.",
    "Doe J, Roe R. A long way to a certain answer in lupus nephritis. J Ideas. 2003;7:1–9.",
    "Doe J, Roe R. A long way to an uncertain answer in lupus nephritis. J Ideas. 2003;8:1–9.",
    "Doe H, Roe R. A long way to a certain answer in lupus nephritis. J Ideas. 2004;8:1–9. doi:10.5555/one",
    "Poe P. Immunoglobulin that was never given to anybody at all. J Ideas. 2010;3:11–9.",
    "Moe M. Two ways to an answer. Part II. J Ideas. 2001;1:10–4.",
    "Voe V. Only PubMed knows about this one, on myositis. J Ideas. 2005;9:21–9.",
    "Noe N. Nobody has ever registered this particular work. J Ideas. 2004;8:10–19.",
    "Noe N. Another work than the one that its identifier names. J Ideas. 1999;2:3–4. doi:10.5555/gone",
)

# Of its journal and year the live registries name another article, so that it is missed there; an index cannot know.
MISSED = LIST[7]
UNVERIFIED = [(Check.UNVERIFIED, "note", None, None, None)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build an index of the works and articles above."""
    root = tmp_path_factory.mktemp("local")
    body = "".join(ET.tostring(element, encoding="unicode") for element in ARTICLES)
    (root / "0.json.gz").write_bytes(gzip.compress(json.dumps({"items": WORKS}).encode()))
    (root / "n1.xml.gz").write_bytes(gzip.compress(dumps.pubmed_file(body)))
    for form in FORMS.values():
        build(root / "index", form, [root], workers=1)
    return root / "index"


def verdicts(citations: Sequence[Citation]) -> list[Any]:
    """Return all that a report says, but for who says it and where it was seen."""
    found = findings_by_citation(citations)
    return [
        (
            c.doi, c.pmid, c.confidence, status(c, findings), [i.outcome for i in c.inquiries], c.work(),
            [(f.check, f.severity, f.field, f.printed, f.recorded) for f in findings],
        )
        for c, findings in zip(citations, found, strict=True)
    ]  # fmt: skip


@pytest.mark.parametrize("printed", LIST)
def test_the_same_verdicts_as_the_live_registries(
    registry_server: Callable[..., RegistryServer], folder: Path, printed: str
) -> None:
    """Found, not found, wrong in a field, retracted, led astray by its DOI: the index says what the registries say.

    But for one thing: what it does not hold it never calls missing.
    """
    server = registry_server(WORKS, ARTICLES)
    references = [parse_reference(printed)]
    with ExitStack() as opened:
        own: list[Registry] = [opened.enter_context(local) for local in Local.each(folder)]
        live: list[Registry] = [
            opened.enter_context(Crossref(server.crossref_url)),
            opened.enter_context(PubMed(server.pubmed_url)),
        ]
        said, expected = verdicts(resolve(references, own)), verdicts(resolve(references, live))
        if printed == MISSED:
            assert expected[0][-1] == [(Check.NOT_FOUND, "warning", None, None, None)]
            expected[0] = (*expected[0][:3], "unverified", *expected[0][4:-1], UNVERIFIED)
        assert said == expected


def test_an_index_accuses_nobody_of_inventing(folder: Path) -> None:
    """It may be a part of a dump, and has no list of journals: what it lacks is not missed, whatever else it holds."""
    with ExitStack() as opened:
        own: list[Registry] = [opened.enter_context(local) for local in Local.each(folder)]
        checked = examine([parse_reference(printed) for printed in (MISSED, *LIST)], own)
    assert not any(isinstance(registry, Holder) for registry in own)
    assert {judgement.verdict for judgement in checked.judgements}.isdisjoint({Verdict.NOT_FOUND})
    [first, *_] = checked.judgements
    assert (first.verdict, first.reason) == (Verdict.UNDECIDED, "no general registry was asked")


def test_one_index_may_be_asked_as_one_registry(folder: Path) -> None:
    """Local(folder) answers with the records of every registry that is in it, each with its file and day."""
    with Local(folder) as local:
        [citation] = resolve([parse_reference(LIST[0])], [local])
        [answer] = local.ask([parse_reference(LIST[0])])
    assert (citation.doi, [inquiry.registry for inquiry in citation.inquiries]) == ("10.5555/one", ["local"])
    sources = [record.source for record in answer.records if record.source]
    assert [(s.registry, s.address, s.kind) for s in sources] == [
        ("local", "0.json.gz", "Crossref's public data file"),
        ("local", "n1.xml.gz", "PubMed's baseline and update files"),
    ]
    assert all(source.retrieved for source in sources)


@pytest.mark.parametrize(
    ("printed", "doi"),
    [
        (Reference(title="A long way to a certain answer in lupus nephritis"), "10.5555/one"),
        (Reference(pages="1–9", volume="8", year=2003), "10.5555/one"),
        (Reference(pages="1–9", volume="8", year=2009), "10.5555/one"),
        (Reference(pages="1–9", volume="8"), "10.5555/one"),
        (Reference(doi="10.5555/ONE"), "10.5555/one"),
        (Reference(pmid="102"), None),
        (Reference(), None),
    ],
)
def test_each_route_finds(folder: Path, printed: Reference, doi: str | None) -> None:
    """By title, by page and volume with the year right, wrong or unknown, and by identifier in any capitals."""
    with Local(folder, "crossref") as local:
        [answer] = local.ask([printed])
    assert [record.doi for record in answer.records][:1] == ([doi] if doi else [])


@pytest.mark.skipif(not is_installed(), reason="needs tantivy, which the extra index brings")
@pytest.mark.parametrize(
    "title",
    [
        "A logn way to a certain answer in lupus nephritis",
        "Lupus nephritis: the certain answer",
        "AND OR lupus NOT (nephritis",
    ],
)
def test_words_find_what_no_key_does(folder: Path, title: str) -> None:
    """A misspelt or rearranged title is found by its rare words, and what looks like a query is only words."""
    with Local(folder, "crossref") as local:
        [answer] = local.ask([Reference(title=title, year=2003)])
    assert "10.5555/one" in [record.doi for record in answer.records]


def test_recall_on_made_up_works(tmp_path: Path) -> None:
    """Of references with the faults that lists have, nearly all are joined, and none to another work."""
    dumps.write_crossref(tmp_path / "dump", 2_000)
    build(tmp_path / "index", FORMS["crossref"], [tmp_path / "dump"], workers=1)
    rng = random.Random(3)  # noqa: S311  (no secret)
    works = rng.sample(list(dumps.works(2_000)), 200)
    with Local(tmp_path / "index") as local:
        citations = resolve([parse_reference(dumps.printed(work, rng)) for work in works], [local])
    found = [citation.doi for citation in citations]
    assert sum(doi == work.doi for doi, work in zip(found, works, strict=True)) >= 195
    assert all(doi in (work.doi, None) for doi, work in zip(found, works, strict=True))
