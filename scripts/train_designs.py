"""Count what phrases are worth, or train weights that rank designs, on records of PubMed that have been indexed.

usage: python scripts/train_designs.py count DESIGNS... [--diseases FILE]
       python scripts/train_designs.py evaluate DESIGNS...
       python scripts/train_designs.py train DESIGNS... --weights FILE

DESIGNS are records with their publication types and MeSH headings: files of PubMed's baseline or what efetch answers
(PubmedArticleSet, also as .gz), or lines of JSON with title, abstract, journal, year, publication_types and mesh; the
file of --diseases has lines of JSON with curated mentions. ``count`` writes src/ivigref/data/vocabularies/odds.tsv.
``evaluate`` prints how right rules, weights and both are, over ten parts by journal, and on the last years from the
rest; "paid" leaves out phrases that cost more than they brought in the other parts, "seen" all those that hit nothing
there. ``train`` writes weights and their card, and nothing of the records. Indexing is withheld from the tagger, and
is the truth, by UID. Needs nothing but the package.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from math import exp, log, sqrt
from pathlib import Path
from typing import Any

from ivigref import Record, Tag, tables, tag_record
from ivigref.data import read_text
from ivigref.tagging.axes import Found, Text, settle, texts_of
from ivigref.tagging.designs import AXIS, UNDETERMINED, design_tags
from ivigref.tagging.library import shipped_axes
from ivigref.tagging.odds import named_how
from ivigref.tagging.ranking import MOST, Label, features
from ivigref.xml import parse

ODDS = Path(__file__).parents[1] / "src/ivigref/data/vocabularies/odds.tsv"
HEAD = """\
# What words of designs and names of diseases are worth: how often an indexer agreed where they alone or among others
# decided. An empty rule stands for all of a term, an empty term for all terms. Written by scripts/train_designs.py.
# Source: articles of PubMed with NLM's indexing ({designs:,}), documents of BC5CDR and NCBI Disease ({diseases:,})
# Licence: MIT, as ivigref; counts of one's own, which hold nothing of those texts
"""
PARTS = 10
LEAST = 0.45  # of what a phrase brings alone that must be right
POSITIVES = 15  # records that a label needs
SEEN = 3  # records in which a feature must stand
EPOCHS, RATE, BIAS_RATE, DECAY = 8, 0.5, 0.02, 0.0005
_ARTICLE = re.compile(rb"<PubmedArticle[\s>].*?</PubmedArticle>", re.DOTALL)


@dataclass
class Row:
    """One record, and the UIDs that its indexers gave it."""

    record: Record
    journal: str
    year: int
    uids: frozenset[str]

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """The texts that the tagger reads."""
        return texts_of(self.record)

    @cached_property
    def found(self) -> list[Found]:
        """What the words show, before anything is settled."""
        return [*shipped_axes().shown(self.texts)]

    @cached_property
    def features(self) -> list[int]:
        """What the weights see."""
        return features(self.texts)

    @cached_property
    def part(self) -> int:
        """The part of its journal."""
        return int(hashlib.sha1(self.journal.encode(), usedforsecurity=False).hexdigest(), 16) % PARTS

    def tags(self, but: frozenset[tuple[str, str]] = frozenset()) -> list[Tag]:
        """Return the designs that the words show, without some phrases."""
        kept = (item for item in self.found if (item.term.slug, item.evidence.rule) not in but)
        return [tag for tag in design_tags(settle(kept), self.record) if tag.axis == AXIS]


def read(path: Path) -> Iterator[Row]:
    """Yield the records of a file."""
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
        if ".json" in path.name:
            yield from map(_from_json, stream)
        else:
            yield from (_from_xml(match.group()) for match in _ARTICLE.finditer(stream.read()))


def _from_json(line: bytes) -> Row:
    row = json.loads(line)
    uids = frozenset(item["ui"] for item in (*row["publication_types"], *row["mesh"]))
    record = Record(title=row["title"], abstract=row["abstract"])
    return Row(record, row["journal"], int(row["year"] or 0), uids)


def _from_xml(element: bytes) -> Row:
    from ivigref.registries.pubmed.record import record_from_article  # noqa: PLC0415  (only XML needs it)

    article = parse(element)
    said = record_from_article(article)
    places = ("PublicationType", "DescriptorName")
    uids = frozenset(found.get("UI", "") for place in places for found in article.iter(place))
    kept = {name: getattr(said, name) for name in ("title", "abstract", "abstract_categories")}
    return Row(Record(**kept), said.container_title or "", said.year or 0, uids)


# --- what phrases are worth -------------------------------------------------------------------------------------------


def counted(rows: Iterable[Row]) -> dict[tuple[str, str], list[int]]:
    """Return hits and errors of each phrase of a design that has a UID, and those where it alone decided."""
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in rows:
        for tag in row.tags():
            if tag.mesh is None:
                continue
            rules = {item.rule for item in tag.evidence}
            wrong = tag.mesh not in row.uids
            for key in (("", ""), (tag.term, ""), *((tag.term, rule) for rule in rules)):
                counts[key][wrong] += 1
                counts[key][2 + wrong] += len(rules) == 1
    return counts


def unpaid(counts: Mapping[tuple[str, str], Sequence[int]]) -> frozenset[tuple[str, str]]:
    """Return the phrases that cost more than they bring where they alone decide.

    More hits bring F1 up where their precision is over half of it; a few errors may be chance, so two hits of three are
    added to the counts.
    """
    alone = {key: (hits, errors) for key, (_, _, hits, errors) in counts.items() if key[1]}
    return frozenset(key for key, (hits, errors) in alone.items() if hits + 2 < LEAST * (hits + errors + 3))


def disease_counts(documents: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, bool]]:
    """Yield how each disease tag's words named it, and whether it is wrong."""
    for row in documents:
        curated = {uid for mention in row["mentions"] for uid in re.findall(r"D\d+", str(mention["id"] or ""))}
        for tag in tag_record(Record(title=row["title"], abstract=row.get("abstract"))):
            if tag.axis == "disease" and tag.mesh:
                yield named_how(tag), tag.mesh not in curated


def write_odds(rows: Sequence[Row], diseases: Sequence[Mapping[str, Any]]) -> None:
    """Write the table of what words are worth."""
    counts = counted(rows)
    named: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for how, wrong in disease_counts(diseases):
        named[how][wrong] += 1
        named[""][wrong] += 1
    lines = [("design", term, rule, str(h), str(e)) for (term, rule), (h, e, *_) in sorted(counts.items())]
    lines += [("disease", "", how, str(h), str(e)) for how, (h, e) in sorted(named.items())]
    table = "".join("\t".join(line) + "\n" for line in (("axis", "term", "rule", "hits", "errors"), *lines))
    ODDS.write_text(HEAD.format(designs=len(rows), diseases=len(diseases)) + table, encoding="utf-8")
    for (term, rule), (_, _, hits, errors) in sorted(counts.items()):
        if (term, rule) in unpaid(counts):
            print(f"does not pay: {term}: {rule} ({hits} right, {errors} wrong alone)")


# --- weights ----------------------------------------------------------------------------------------------------------


def labels(rows: Sequence[Row]) -> dict[str, str]:
    """Return the designs that indexers gave often enough, each with its UID."""
    often = Counter(uid for row in rows for uid in row.uids)
    named = tables.rows(read_text("vocabularies/indexing.tsv"))
    return {r["term"]: r["uid"] for r in named if r["axis"] == AXIS and often[r["uid"]] >= POSITIVES}


def train(rows: Sequence[Row], uid: str) -> Label:
    """Learn the weights of one label: the features that tell most, by logistic regression with steps that shrink."""
    told = telling(rows, uid)
    documents = [
        ([feature for feature in row.features if feature in told], 1 / sqrt(max(1, len(row.features))), uid in row.uids)
        for row in rows
    ]
    share = sum(true for *_, true in documents) / len(documents)
    bias, weights, slopes = log(share / (1 - share)), dict.fromkeys(told, 0.0), dict.fromkeys(told, 1e-3)
    order = random.Random(0)  # noqa: S311  (the order of learning, the same each time)
    for _ in range(EPOCHS):
        order.shuffle(documents)
        for present, scale, true in documents:
            score = bias + scale * sum(map(weights.__getitem__, present))
            error = 1 / (1 + exp(-max(-30.0, min(30.0, score)))) - true
            bias -= BIAS_RATE * error
            for feature in present:
                slope = error * scale + DECAY * weights[feature]
                slopes[feature] += slope * slope
                weights[feature] -= RATE * slope / sqrt(slopes[feature])
    rounded = {feature: round(weight, 2) for feature, weight in weights.items()}
    return Label(round(bias, 3), {feature: weight for feature, weight in sorted(rounded.items()) if weight})


def telling(rows: Sequence[Row], uid: str) -> set[int]:
    """Return the features by which records with a label differ most from those without, by chi-square."""
    inside, outside = Counter[int](), Counter[int]()
    for row in rows:
        (inside if uid in row.uids else outside).update(row.features)
    many = sum(uid in row.uids for row in rows)
    few = len(rows) - many

    def differs(feature: int) -> float:
        a, b = inside[feature], outside[feature]
        c, d = many - a, few - b
        return len(rows) * (a * d - b * c) ** 2 / max(1, (a + b) * (c + d) * many * few)

    often = (feature for feature in inside | outside if inside[feature] + outside[feature] >= SEEN)
    return set(sorted(often, key=lambda feature: (-differs(feature), feature))[:MOST])


# --- how right it all is ----------------------------------------------------------------------------------------------


@dataclass
class Score:
    """Hits, false alarms and misses."""

    hits: int = 0
    alarms: int = 0
    misses: int = 0

    def add(self, *, true: bool, found: bool) -> None:
        """Count one decision."""
        self.hits += true and found
        self.alarms += found and not true
        self.misses += true and not found

    @property
    def precision(self) -> float:
        """How many of the found are true."""
        return self.hits / max(1, self.hits + self.alarms)

    @property
    def recall(self) -> float:
        """How many of the true are found."""
        return self.hits / max(1, self.hits + self.misses)

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.hits / max(1, 2 * self.hits + self.alarms + self.misses)

    @property
    def cells(self) -> str:
        """Precision, recall, F1 as cells of a table."""
        return f"{self.precision:.3f} | {self.recall:.3f} | {self.f1:.3f}"


def evaluate(rows: Sequence[Row]) -> None:
    """Print F1 of rules, of rules whose phrases paid elsewhere, of weights, and of both, by journal and by year."""
    named = labels(rows)
    by_journal = [([r for r in rows if r.part != part], [r for r in rows if r.part == part]) for part in range(PARTS)]
    last = sorted(row.year for row in rows)[len(rows) * 4 // 5]
    by_year = [([row for row in rows if row.year < last], [row for row in rows if row.year >= last])]
    for title, splits in (("ten parts by journal", by_journal), (f"from years before {last}", by_year)):
        scores = {slug: [Score() for _ in range(5)] for slug in named}
        for learned_on, tried_on in splits:
            _try(scores, named, learned_on, tried_on)
        print(f"\n{title}: {sum(len(tried) for _, tried in splits):,} records tried")
        print(f"{'':28} {'records':>7} {'rules':>7} {'paid':>7} {'seen':>7} {'weights':>7} {'both':>7}")
        for slug, columns in scores.items():
            cells = " ".join(f"{score.f1:7.3f}" for score in columns)
            print(f"{slug:28} {columns[0].hits + columns[0].misses:7} {cells}")


def left_out(learned_on: Iterable[Row]) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
    """Return the phrases that cost more than they brought in these records, and with them those that hit nothing."""
    counts = counted(learned_on)
    costly = unpaid(counts)
    terms = [term for term in shipped_axes().terms if term.axis == AXIS and term.mesh]
    every = {(term.slug, phrase.text) for term in terms for phrase in (*term.title, *term.abstract, *term.alone)}
    return costly, costly | {key for key in every if key not in counts}


def _try(
    scores: Mapping[str, list[Score]], named: Mapping[str, str], learned_on: Sequence[Row], tried_on: Sequence[Row]
) -> None:
    costly, unseen = left_out(learned_on)
    weights = {
        slug: train(learned_on, uid) for slug, uid in named.items() if any(uid in row.uids for row in learned_on)
    }
    for row in tried_on:
        by_rules, paid, seen = ({tag.mesh for tag in row.tags(but)} for but in (frozenset(), costly, unseen))
        undetermined = [tag.term for tag in row.tags()] == [UNDETERMINED.term]
        for slug, uid in named.items():
            likely = slug in weights and weights[slug].odds(row.features) >= 0.5  # noqa: PLR2004  (more likely than not)
            for score, found in zip(
                scores[slug],
                (uid in by_rules, uid in paid, uid in seen, likely, uid in by_rules or (undetermined and likely)),
                strict=True,
            ):
                score.add(true=uid in row.uids, found=found)


def write_weights(rows: Sequence[Row], path: Path, sources: Sequence[Path]) -> None:
    """Write the weights of all labels with their card."""
    named = labels(rows)
    learned = {slug: train(rows, uid) for slug, uid in named.items()}
    years = [row.year for row in rows if row.year]
    card = {
        "what": "weights that rank designs by hashed words of title and abstract",
        "made": datetime.now(UTC).date().isoformat(),
        "from": [source.name for source in sources],
        "records": len(rows),
        "years": [min(years, default=None), max(years, default=None)],
        "labels": {slug: sum(uid in row.uids for row in rows) for slug, uid in named.items()},
    }
    stated = {slug: {"bias": of.bias, "weights": of.weights} for slug, of in learned.items()}
    path.write_text(json.dumps({"card": card, "labels": stated}, separators=(",", ":")), encoding="utf-8")
    print(f"{path.name}: {len(named)} labels, {path.stat().st_size / 1000:,.0f} kB")


def main() -> int:
    """Count, evaluate or train."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("what", choices=["count", "evaluate", "train"])
    options.add_argument("designs", nargs="+", type=Path)
    options.add_argument("--diseases", type=Path)
    options.add_argument("--weights", type=Path)
    given = options.parse_args()
    rows = [row for path in given.designs for row in read(path)]
    if given.what == "count":
        lines = gzip.decompress(given.diseases.read_bytes()).splitlines() if given.diseases else []
        write_odds(rows, [*map(json.loads, lines)])
    elif given.what == "evaluate":
        evaluate(rows)
    elif given.weights is None:
        options.error("train needs --weights FILE")
    else:
        write_weights(rows, given.weights, given.designs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
