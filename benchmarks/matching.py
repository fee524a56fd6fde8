"""How often is the right record picked, a wrong one, or none? Printed fields against a store full of near duplicates.

usage: python benchmarks/matching.py GOLD.jsonl.gz [--queries 1500] [--part held-out] [--misses 20]

GOLD has a line for each printed reference with its fields and its DOI (atitle, jtitle, volume, firstPage, firstAuthor,
doi, reference). Every work of it goes into the store, and for each work eleven others that are easily taken for it: a
second part, an erratum, a reply, a comment, a meeting abstract and a conference paper of the same title, a title with
one word or one number changed, another article on the next page, another of the same author. The printed fields are
then damaged as lists damage them, and each is looked up twice: in the whole store, and without its own work.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ivigref import Name, Record, Reference
from ivigref.errors import InputError
from ivigref.identifiers import normalize_doi
from ivigref.matching import match_confidence
from ivigref.matching.wording import read
from ivigref.model import Answer
from ivigref.pages import Pages
from ivigref.resolution import choose

CANDIDATES = 20  # a registry's answer has about so many
WORDS = ("mice", "children", "plasma", "chronic", "regional", "protein")


def works(path: Path) -> list[Record]:
    """Return the works of the gold file, one for each DOI, the year as the reference prints it."""
    found: dict[str, Record] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            years = set(re.findall(r"\b(?:19\d\d|20[01]\d)\b", row["reference"]))
            doi = normalize_doi(row["doi"].replace(" ", "").lower())
            if doi and doi not in found and row.get("atitle"):
                found[doi] = Record(
                    doi=doi,
                    title=row["atitle"],
                    container_title=row["jtitle"],
                    volume=row.get("volume"),
                    year=int(years.pop()) if len(years) == 1 else None,
                    pages=_pages(row.get("firstPage")),
                    authors=(Name(family=row["firstAuthor"]),) if row.get("firstAuthor") else (),
                )
    return list(found.values())


def near_duplicates(work: Record, other: Record, rng: random.Random) -> Iterator[Record]:
    """Yield works that are easily taken for another one, and are not."""
    title, words = work.title or "", (work.title or "").split()
    volume, page, year = _moved(work.volume, 1), _moved(_first(work), 9), (work.year or 2000)
    before, after = words[: (place := rng.randrange(len(words)))], words[place + 1 :]
    proceedings = {"container_title": "Proceedings of the Annual Meeting", "volume": None}
    next_number = re.sub(r"\d+", lambda digits: str(int(digits.group()[:6]) + 1), title)
    made: list[dict[str, Any]] = [
        {"title": f"{title.rstrip('.')}. Part II", "pages": page},
        {"title": f"Erratum: {title}", "volume": volume, "pages": page},
        {"title": f"{title}: reply", "pages": page, "authors": other.authors},
        {"title": f"Comment on: {title}", "volume": volume, "pages": page, "authors": other.authors},
        {"volume": _moved(work.volume, 2), "pages": _moved(page, 300), "year": year - 1},
        {**proceedings, "pages": _moved(page, 70), "year": year - 1},
        {"title": " ".join([*before, rng.choice(WORDS), *after]), "volume": volume, "pages": page},
        {"title": next_number, "volume": volume, "pages": page},
        {"title": other.title, "pages": page, "authors": other.authors},
        {"title": other.title, "container_title": other.container_title, "volume": volume, "pages": page},
        {
            "title": " ".join(words[: max(2, len(words) // 2)]),
            "volume": volume,
            "pages": page,
            "authors": other.authors,
        },
    ]
    for number, changed in enumerate(made):
        pages = _pages(changed.pop("pages", None))
        values = {"doi": f"{work.doi}/near{number}", "pages": pages, **changed}
        if changed.get("title", "") != title:
            yield work.model_copy(update=values)


def damaged(work: Record, rng: random.Random) -> Reference:
    """Return the printed fields of a work with the damage that lists, PDFs and parsers do."""

    def happens(chance: float) -> bool:
        return rng.random() < chance

    words = (work.title or "").split()
    if happens(0.15):
        words = words[: max(3, len(words) * 2 // 3)]
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2))):
        place = rng.randrange(len(words))
        words[place] = _misspelt(words[place], rng)
    if happens(0.05) and len(words) > 3:
        words.pop(rng.randrange(len(words)))
    slip = rng.choice((-100, -10, -9, -2, -1, 1, 2, 9, 10, 100))
    author = work.authors[0].family if work.authors and happens(0.9) else None
    volume = _moved(work.volume, slip) if happens(0.03) else work.volume
    page = _moved(_first(work), slip) if happens(0.03) else _first(work)
    return Reference(
        title=None if happens(0.06) else " ".join(words),
        container_title=None if happens(0.05) else work.container_title,
        volume=None if happens(0.05) else volume,
        year=None if happens(0.05) else work.year and work.year + (rng.choice((-1, 1)) if happens(0.04) else 0),
        pages=None if happens(0.05) else _pages(page),
        authors=(Name(family=_misspelt(author, rng) if happens(0.03) else author),) if author else (),
    )


class Store:
    """Works by the words of their titles and by volume and first page, as a registry would find them."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records = list(records)
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._by_page: dict[tuple[str | int | None, str], list[int]] = defaultdict(list)
        for place, record in enumerate(self.records):
            for word in read(record.title or "").content:
                self._by_word[word].append(place)
            if record.pages:
                for number in (record.volume, record.year):
                    self._by_page[number, record.pages.first].append(place)

    def candidates(self, reference: Reference) -> list[Record]:
        """Return the records that share most rare words, and those on the same page."""
        score: Counter[int] = Counter()
        for word in read(reference.title or "").content:
            found = self._by_word.get(word, ())
            for place in found if len(found) < len(self.records) // 20 else ():
                score[place] += 1_000_000 // len(found)
        numbers = [number for number in (reference.volume, reference.year) if number is not None]
        on_page = [place for n in numbers if reference.pages for place in self._by_page[n, reference.pages.first]]
        places = dict.fromkeys([*on_page, *(place for place, _ in score.most_common(CANDIDATES))])
        return [self.records[place] for place in places]


def main() -> None:
    """Read the command line, look all queries up and print the rates."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--queries", type=int, default=1500)
    parser.add_argument("--part", choices=("tuning", "held-out"), default="held-out")
    parser.add_argument("--misses", type=int, default=0, help="print so many wrong answers")
    arguments = parser.parse_args()
    rates = measure(arguments.gold, arguments.part, arguments.queries)
    print(
        f"precision {rates.precision:.4f}  recall {rates.recall:.4f}  false matches without the work {rates.false:.4f}"
    )
    print(f"{rates.candidates:.0f} candidates each, {rates.seconds * 1e6:.0f} µs a candidate")
    for name, reference, record, work in rates.wrong[: arguments.misses]:
        print(f"\n{name}, {match_confidence(reference, work):.3f}\n  printed  {reference!r}")
        print(f"  record   {record!r}\n  true     {work!r}")


class Rates(NamedTuple):
    """What came of the queries; ``seconds`` is the time a candidate took, its title read for the first time."""

    precision: float
    recall: float
    false: float
    candidates: float
    seconds: float
    wrong: list[tuple[str, Reference, Record | None, Record]]


def measure(gold: Path, part: str, size: int) -> Rates:
    """Look queries up with and without their own work; the weights were set on "tuning", so "held-out" counts."""
    rng = random.Random(11)
    truth = works(gold)
    store = Store(record for work in truth for record in (work, *near_duplicates(work, rng.choice(truth), rng)))
    halves = {"tuning": 0, "held-out": 1}
    queries = [work for work in truth if zlib.crc32((work.doi or "").encode()) % 2 == halves[part]]
    queries = rng.sample(queries, min(size, len(queries)))
    outcome: Counter[str] = Counter()
    wrong: list[tuple[str, Reference, Record | None, Record]] = []
    scored, spent = 0, 0.0
    for work in queries:
        reference = damaged(work, rng)
        candidates = store.candidates(reference)
        others = [record for record in candidates if record.doi != work.doi]
        start = time.perf_counter()
        found = choose(reference, Answer(registry="store", records=tuple(candidates)))
        spent += time.perf_counter() - start
        scored += len(candidates)
        name = "nothing" if found is None else "right" if found.record.doi == work.doi else "wrong"
        outcome[name] += 1
        if name != "right":
            wrong.append((name, reference, found and found.record, work))
        false = choose(reference, Answer(registry="store", records=tuple(others)))
        if false is not None:
            outcome["false"] += 1
            wrong.append(("false", reference, false.record, work))
    return Rates(
        precision=outcome["right"] / (outcome["right"] + outcome["wrong"]),
        recall=outcome["right"] / len(queries),
        false=outcome["false"] / len(queries),
        candidates=scored / len(queries),
        seconds=spent / scored,
        wrong=wrong,
    )


def _pages(text: str | None) -> Pages | None:
    try:
        return Pages.parse(text) if text else None
    except InputError:
        return None


def _first(work: Record) -> str | None:
    return work.pages.first if work.pages else None


def _moved(number: str | None, step: int) -> str | None:
    """Return a volume or page some numbers on."""
    return number and re.sub(r"\d+", lambda digits: str(max(1, int(digits.group()) + step)), number, count=1)


def _misspelt(word: str, rng: random.Random) -> str:
    place = rng.randrange(len(word))
    return word[:place] + rng.choice("aeinrt") + word[place + rng.choice((0, 1)) :]


if __name__ == "__main__":
    main()
