"""Tab-separated tables of data, each with header lines that state what it is and where it comes from."""

from __future__ import annotations

import csv


def rows(text: str) -> list[dict[str, str]]:
    r"""Return the rows of a table by the names of its columns; lines that begin with # are comments.

    >>> rows("# Source: our own list.\nkind\tbroader\nletter\tjournal-article\n")
    [{'kind': 'letter', 'broader': 'journal-article'}]
    """
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return list(csv.DictReader(lines, dialect="excel-tab"))
