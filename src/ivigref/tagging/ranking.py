"""Weights that rank designs: hashed words and pairs of words, learned from records that have been indexed.

The package decides without them; ``scripts/train_designs.py`` makes them. Where a file of them is given, they set the
odds of what words decided, together with what those words were worth, and rank the designs of a work of which neither
indexing nor words decide any: on the axis "design-ranked", which is shown, and by which no selection finds a work.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, sqrt
from pathlib import Path
from typing import Any

from ivigref.errors import DataError, reason
from ivigref.model import Evidence, Tag
from ivigref.tagging.axes import INDEXING, Text
from ivigref.tagging.designs import AXIS, UNDETERMINED
from ivigref.tagging.vocabulary import Term

RANKED = "design-ranked"
MOST = 3_000  # weights of a label
_BITS = (1 << 22) - 1  # so many places to hash to that two features of a text hardly ever share one
_LEAST = 0.1  # odds below which a design is not worth a line
_SIZE = 20_000_000  # bytes of a file; one with thirty labels has a tenth


@dataclass(frozen=True, slots=True)
class Label:
    """The weights of one design."""

    bias: float
    weights: Mapping[int, float]

    def odds(self, features: Sequence[int]) -> float:
        """Return the probability of the design, by the weights of these features.

        >>> Label(0.0, {7: 2.0}).odds([7, 8, 9, 10])
        0.7310585786300049
        """
        known = sum(self.weights.get(feature, 0.0) for feature in features)
        score = self.bias + known / sqrt(max(1, len(features)))
        return 1 / (1 + exp(-max(-30.0, min(30.0, score))))


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of all labels, by slug, with the card that says what they were made of."""

    card: Mapping[str, Any]
    labels: Mapping[str, Label]

    def odds(self, texts: Iterable[Text]) -> dict[str, float]:
        """Return the probability of each design, the most likely first."""
        present = features(texts)
        odds = {slug: label.odds(present) for slug, label in self.labels.items()}
        return dict(sorted(odds.items(), key=lambda item: -item[1]))


def features(texts: Iterable[Text]) -> list[int]:
    """Return the words and pairs of words of title and abstract as hashes, each once; the abstract's by section.

    >>> from ivigref.model import Record
    >>> from ivigref.tagging.axes import texts_of
    >>> len(features(texts_of(Record(title="A case of lupus"))))
    7
    """
    return sorted({zlib.crc32(name.encode()) & _BITS for name in _names(texts)})


def _names(texts: Iterable[Text]) -> Iterator[str]:
    for text in texts:
        if text.source not in {"title", "abstract"}:
            continue
        before = ""
        for word, start in zip(text.tokens.words, text.tokens.starts, strict=True):
            place = "title" if text.sections is None else text.sections.at(start)
            shape = "#" if word.isdigit() else word
            yield f"{place}:{shape}"
            if before:
                yield f"{text.source}:{before} {shape}"
            before = shape


def weights_from(path: Path) -> Weights:
    """Read weights from a file that ``scripts/train_designs.py`` wrote. Raises DataError where it is no such file."""
    try:
        with path.open("rb") as source:
            data = source.read(_SIZE + 1)
        if len(data) > _SIZE:
            raise DataError(f"expected at most {_SIZE:,} bytes", place=str(path))
        stated = json.loads(data)
        labels = {
            slug: Label(float(of["bias"]), {int(key): float(weight) for key, weight in of["weights"].items()})
            for slug, of in stated["labels"].items()
        }
        return Weights(dict(stated["card"]), labels)
    except OSError as problem:
        raise DataError(f"cannot be read: {reason(problem)}", place=str(path)) from problem
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise DataError(f"expected weights with their card ({problem!s:.200})", place=str(path)) from problem


def ranked(weights: Weights, texts: Sequence[Text], tags: Iterable[Tag], terms: Iterable[Term]) -> Iterator[Tag]:
    """Yield the tags, those of designs with the odds that the weights give them, too, and what the weights rank."""
    odds = weights.odds(texts)
    for tag in tags:
        yield _weighed(tag, odds)
        if tag.axis == AXIS and tag.term == UNDETERMINED.term:
            yield from _guessed(odds, {term.slug: term for term in terms if term.axis == AXIS})


def _weighed(tag: Tag, odds: Mapping[str, float]) -> Tag:
    """Return a tag that words decided with the mean of its odds and those of the weights."""
    by_words = tag.axis == AXIS and not any(item.source in INDEXING for item in tag.evidence)
    if not by_words or tag.odds is None or tag.term not in odds:
        return tag
    return tag.model_copy(update={"odds": round((tag.odds + odds[tag.term]) / 2, 2)})


def _guessed(odds: Mapping[str, float], terms: Mapping[str, Term]) -> Iterator[Tag]:
    evidence = (Evidence(source="title", text="", rule="weights rank it", strength="weak"),)
    for slug, probability in odds.items():
        if probability >= _LEAST and slug in terms:
            tag = terms[slug].tag(evidence, axis=RANKED, coded=False)
            yield tag.model_copy(update={"odds": round(probability, 2)})
