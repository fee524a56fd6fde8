"""The words that references label their parts with, by language: Bd., n., p., Hrsg., acesso em."""

from __future__ import annotations

from functools import cache

from ivigref import tables
from ivigref.data import alternatives, read_text


@cache
def _rows() -> tuple[dict[str, str], ...]:
    return tuple(tables.rows(read_text("words/printed.tsv")))


def label_words(meaning: str, *languages: str) -> tuple[str, ...]:
    """Return all words of a meaning, or those of some languages, the longest first.

    >>> label_words("accessed")[0], label_words("issue", "zh", "ja")
    ('fecha de consulta', ('期', '号'))
    """
    found = (
        row["word"] for row in _rows() if row["meaning"] == meaning and (not languages or row["language"] in languages)
    )
    return tuple(sorted(dict.fromkeys(found), key=len, reverse=True))


def label_pattern(meaning: str, *languages: str) -> str:
    """Return one pattern of all words of a meaning, in every language or in some; the longest come first.

    >>> import re
    >>> re.fullmatch(label_pattern("volume"), "Bd.", re.IGNORECASE) is not None
    True
    """
    return alternatives(label_words(meaning, *languages))
