"""Tables whose rows are references: whole in one column, or authors, title, journal and year in a column each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from ivigref.documents.edges import is_reference
from ivigref.documents.items import Item, Items
from ivigref.documents.prose import shown
from ivigref.identifiers import normalize_doi, normalize_pmcid, normalize_pmid
from ivigref.patterns import lazy

_RULE = lazy(r"\s*+\|?+\s*+:?+-++:?+\s*+(?:\|\s*+:?+-++:?+\s*+)*+\|?+\s*+\Z")
_CELL = lazy(r"(?<!\\)\|")
_IDENTIFIERS: dict[str, Callable[[str], str | None]] = {
    "doi": normalize_doi, "pmid": normalize_pmid, "pubmed": normalize_pmid, "pubmed id": normalize_pmid,
    "pmcid": normalize_pmcid, "pmc": normalize_pmcid,
}  # fmt: skip
_NUMBER = frozenset(("#", "no", "no.", "nr", "nr.", "n", "n°", "number", "ref", "ref.", "id"))
_WHOLE = frozenset(("reference", "references", "citation", "citations", "full citation", "full reference", "source"))
# The columns of which a printed item is made, in its order, with what stands behind each.
_PARTS = (
    (("author", "authors", "first author", "author(s)"), ". "),
    (("title", "article", "paper", "article title"), ". "),
    (("journal", "source title", "venue", "publication", "journal/source", "published in"), ". "),
    (("year", "publication year", "date"), ";"),
    (("volume", "vol", "vol."), ""),
    (("issue", "no.", "number"), "()"),
    (("pages", "page", "pp"), ":"),
)
_NAMES = {"pubmed": "pmid", "pubmed id": "pmid", "pmc": "pmcid"}


def read(lines: Sequence[str]) -> Items | None:
    """Return the rows of the table that has most references, if most of its rows are; else None.

    >>> rows = "| # | Reference | PMID |", "|---|---|---|", "| 4 | Lund P. Skin. 2018;57:120. | 29000002 |"
    >>> items = read(rows).items
    >>> items[0].number, items[0].raw, items[0].known
    (4, 'Lund P. Skin. 2018;57:120.', {'pmid': '29000002'})
    """
    best: tuple[Item, ...] = ()
    until = 1  # where the table before ends, which may have rules in it
    for i, line in enumerate(lines):
        if i >= until and "-" in line and "|" in line and _RULE.match(line):
            until = next((n for n in range(i + 1, len(lines)) if "|" not in lines[n]), len(lines))
            items = _rows(lines, i, until)
            if len(items) > len(best) and sum(is_reference(item.raw) for item in items) * 2 > len(items):
                best = items
    return Items(best) if best else None


def _rows(lines: Sequence[str], rule: int, until: int) -> tuple[Item, ...]:
    names = [cell.strip(" *").casefold() for cell in _cells(lines[rule - 1])]
    rows = (_item(dict(zip(names, _cells(lines[i]), strict=False)), i + 1) for i in range(rule + 1, until))
    return tuple(filter(None, rows))


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in _CELL.split(line.strip().strip("|"))]


def _item(row: dict[str, str], line: int) -> Item | None:
    whole = next((row[name] for name in _WHOLE if row.get(name)), "")
    raw = whole or _joined(row)
    if not raw:
        return None
    number = next((int(row[n]) for n in _NUMBER if re.fullmatch(r"\d{1,5}", row.get(n, ""))), None)
    known: dict[str, Any] = {
        _NAMES.get(name, name): value
        for name, normalize in _IDENTIFIERS.items()
        if row.get(name) and (value := normalize(shown(Item(row[name])).raw))
    }
    return shown(Item(raw, number, line=line, known=known))


def _joined(row: dict[str, str]) -> str:
    """Write the columns of a row as one printed item; a title alone is none."""
    found = [(next((row[name] for name in names if row.get(name)), ""), behind) for names, behind in _PARTS]
    (authors, _), (title, _), (journal, _), (year, _), (volume, _), (issue, _), (pages, _) = found
    if not title or not (authors or journal or year):
        return ""
    numbers = f";{volume}" * bool(volume) + f"({issue})" * bool(issue and volume) + f":{pages}" * bool(pages)
    parts = (authors, title, journal, f"{year}{numbers}")
    return ". ".join(part.rstrip(". ") for part in parts if part.strip()) + "."
