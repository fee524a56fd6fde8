"""The words that references label their parts with, by language: Bd., n., p., Hrsg., acesso em."""

from __future__ import annotations

from functools import cache

from ivigref import tables
from ivigref.data import alternatives, read_text


@cache
def _words() -> dict[str, tuple[str, ...]]:
    words: dict[str, dict[str, None]] = {}
    for row in tables.rows(read_text("words/printed.tsv")):
        words.setdefault(row["meaning"], {})[row["word"]] = None
    return {meaning: tuple(sorted(found, key=len, reverse=True)) for meaning, found in words.items()}


def label_words(meaning: str) -> tuple[str, ...]:
    """Return all words of a meaning, the longest first.

    >>> label_words("accessed")[0]
    'fecha de consulta'
    """
    return _words()[meaning]


def label_pattern(meaning: str) -> str:
    """Return one pattern of all words of a meaning, in every language; the longest come first.

    >>> import re
    >>> re.fullmatch(label_pattern("volume"), "Bd.", re.IGNORECASE) is not None
    True
    """
    return alternatives(label_words(meaning))
