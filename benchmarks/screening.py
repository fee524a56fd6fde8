"""How rightly a verdict accuses: right references, references of works that registers lack, and invented ones.

usage: python -m benchmarks.screening [--limit N] [--show]

IVIGREF_SHARED names the folder with the real works (answers/crossref_works_dev.jsonl.gz) and with score_judge.py, whose
habits of print are used here. A server on loopback that answers as Crossref does knows exactly these works; of each, a
right reference is printed, and an invented one in the same journal, volume and year. Seeds are fixed.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import os
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import ModuleType
from typing import Any, NamedTuple

import ivigref
from ivigref import registries
from ivigref.checks import judge
from ivigref.model import SUSPECT, Citation, Judgement
from ivigref.reading import read
from tests.server import RegistryServer

FORMS = ("vancouver", "apa", "ama", "harvard", "bib")
# Titles and names that nobody has: each title says something new of something else.
_WHAT = ("Efficacy", "Safety", "Long-term outcomes", "Cost", "Feasibility", "Determinants", "Mechanisms", "Uptake")
_OF = (
    "graded marigold infusion", "nocturnal copper bathing", "twelve-week lantern training", "inhaled quartz vapour",
    "supervised kite therapy", "slow barley fasting", "intermittent violet light", "weighted felt bandaging",
)  # fmt: skip
_IN = (
    "adults with thimble neuropathy", "rural beekeepers", "infants of glassblowers", "retired lighthouse crews",
    "adolescents with amber syndrome", "cooled river trout", "two mountain valleys", "urban clockmakers",
)  # fmt: skip
_KIND = ("a randomised trial", "a cohort study", "a systematic review", "results of five years", "a pilot study")
_NAMES = ("Quillfeather", "Harrowgate", "Oyelaran", "Vantongeren", "Lindqvist-Marsh", "Marlowe", "Pellworth", "Ashdown")
_GIVEN = ("Rosa", "Tobias", "Bola", "Quentin", "Petra", "Isolde", "Jasper", "Wanda")


class Group(NamedTuple):
    """References of one sort in one form, with the verdict on each."""

    form: str
    sort: str
    citations: Sequence[Citation]
    judgements: Sequence[Judgement]

    @property
    def suspects(self) -> int:
        """How many are called not found, or in another's place."""
        return sum(judgement.verdict in SUSPECT for judgement in self.judgements)

    @property
    def share(self) -> float:
        """The same in per cent."""
        return 100 * self.suspects / max(1, len(self.judgements))


def measure(shared: Path, limit: int, forms: Sequence[str] = FORMS) -> Iterator[Group]:
    """Print works of the shared folder in each form, right and invented, and judge both."""
    print_ = _score_judge(shared)
    with gzip.open(shared / "answers/crossref_works_dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        works = {work["DOI"].casefold(): work for work in map(json.loads, lines)}
    known = sorted(doi for doi, work in works.items() if print_.usable(work))
    random.Random(7).shuffle(known)
    picked = [works[doi] for doi in known[:limit]]
    with RegistryServer(works.values()) as server:
        for form in forms:
            rng = random.Random(11)
            right = [print_.habits(print_.record(work), rng, form) for work in picked]
            yield _judged(print_, server, form, "right", right)
            invented = [_invented(print_.habits(print_.record(work), rng, form), rng) for work in picked]
            yield _judged(print_, server, form, "invented", invented)


def _judged(print_: ModuleType, server: RegistryServer, form: str, sort: str, shown: Sequence[Any]) -> Group:
    with registries.Crossref(server.crossref_url) as crossref:
        citations = ivigref.resolve(_references(print_, form, shown), [crossref])
    return Group(form, sort, citations, judge(citations))


def _references(print_: ModuleType, form: str, shown: Sequence[Any]) -> Sequence[Citation | ivigref.Reference]:
    """Print works in a form, and read them."""
    if form == "bib":
        with NamedTemporaryFile("w", suffix=".bib", encoding="utf-8") as file:
            file.write("\n".join(print_.bib(f"work{place}", work) for place, work in enumerate(shown)))
            file.flush()
            return read(file.name).citations
    printed = [print_.cite(work, form) for work in shown]
    numbered = form in {"vancouver", "ama"}
    items = (f"{place}. {item}" if numbered else f"{item}\n" for place, item in enumerate(printed, 1))
    return ivigref.parse("References\n\n" + "\n".join(items))


def _invented(printed: Mapping[str, Any], rng: random.Random) -> dict[str, Any]:
    """Return an article that nobody wrote, in the journal, volume and year of a real one."""
    title = f"{rng.choice(_WHAT)} of {rng.choice(_OF)} in {rng.choice(_IN)}: {rng.choice(_KIND)}"
    authors = [(family, rng.choice(_GIVEN), "") for family in rng.sample(_NAMES, 3)]
    first = rng.randint(11, 1900)
    place = {"page": f"{first}-{first + rng.randint(3, 12)}", "article": None, "printed_doi": False}
    return {**printed, "title": title, "authors": authors, **place}


def _score_judge(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_judge", shared / "tools/score_judge.py")
    if spec is None or spec.loader is None:
        raise ImportError(f"expected score_judge.py in {shared}/tools")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Print how many of each sort are accused, in each form."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--limit", type=int, default=700)
    options.add_argument("--show", action="store_true", help="print what is judged wrongly")
    chosen = options.parse_args()
    for group in measure(Path(os.environ["IVIGREF_SHARED"]), chosen.limit):
        counts = Counter(judgement.verdict for judgement in group.judgements)
        said = ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common())
        accused = f"accused {group.suspects} of {len(group.judgements)} ({group.share:.2f} %)"
        print(f"{group.form:10} {group.sort:9} {accused}: {said}")
        for citation, judgement in zip(group.citations, group.judgements, strict=True):
            if chosen.show and (judgement.verdict in SUSPECT) == (group.sort == "right"):
                print(f"    {judgement}\n      {citation.reference.raw}")


if __name__ == "__main__":
    main()
