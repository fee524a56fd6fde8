"""The works that reference managers leave in a manuscript's citation fields, and what the print makes of them."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from ivigref.documents.docx_fields import Fields
from ivigref.documents.entries import of_citation, of_csl
from ivigref.documents.items import Item, Items, Problem
from ivigref.errors import InputError
from ivigref.formats import endnote_xml
from ivigref.model import Check, Reference
from ivigref.parsing import read_printed
from ivigref.patterns import lazy
from ivigref.text import letters

_CSL = lazy(r"(?:ZOTERO_ITEM|CSL_CITATION|ZOTERO_TEMP)[^{]{0,40}(?=\{)")
_RECORD = ("<record>", "</record>")
_MENDELEY = lazy(r"MENDELEY_CITATION_v\d+_([A-Za-z0-9+/=_-]+)")
_CITAVI = lazy(r"CitaviPlaceholder\s*\{?([A-Za-z0-9+/=]{20,})\}?")
_MOST = 3_000  # works, and items, that are compared with one another; a long book has a third
_LETTERS = 12  # of a title by which a work is known in print; less is any title's beginning
_COMPARED = ("year", "volume", "issue", "doi")
_IDENTIFIERS = ("doi", "pmid", "pmcid")


def works(fields: Fields) -> tuple[Item, ...]:
    """Return the works that the fields hold, each once, in the order in which the text cites them.

    >>> fields = Fields()
    >>> fields.codes.append('ADDIN ZOTERO_ITEM CSL_CITATION {"citationItems": [{"itemData": {"title": "Skin"}}]}')
    >>> [item.data.title for item in works(fields)]
    ['Skin']
    """
    found = [*of_csl(_csl(fields)), *_endnote((*fields.codes, *map(_decoded, fields.data)))]
    each: dict[object, Item] = {}
    for item in found:
        if item.data is not None and item.data.title:
            each.setdefault((letters(item.data.title), item.data.year), item)
    return tuple(each.values())


def _csl(fields: Fields) -> Iterator[dict[str, Any]]:
    for code in fields.codes:
        if match := _CSL.search(code):
            yield from _cited(code[match.end() :])
        elif match := _CITAVI.search(code):
            yield from _citavi(_decoded(match[1]))
    for name in fields.names:
        if match := _MENDELEY.match(name):
            yield from _cited(_decoded(match[1]))


def _loaded(text: str) -> Any:  # noqa: ANN401  (whatever JSON may be)
    """Read the JSON that a text begins with, if it is any."""
    try:
        return json.JSONDecoder().raw_decode(text.strip())[0]
    except (ValueError, RecursionError):
        return None


def _cited(text: str) -> Iterator[dict[str, Any]]:
    value = _loaded(text)
    cited = value.get("citationItems") if isinstance(value, dict) else None
    for item in cited if isinstance(cited, list) else ():
        data = item.get("itemData") if isinstance(item, dict) else None
        if isinstance(data, dict):
            yield {name: part for name, part in data.items() if name not in {"id", "abstract"}}


def _citavi(text: str) -> Iterator[dict[str, Any]]:
    """Yield the works of a placeholder of Citavi in the words of CSL."""
    value = _loaded(text)
    cited = value.get("Entries") if isinstance(value, dict) else None
    for entry in cited if isinstance(cited, list) else ():
        work = entry.get("Reference") if isinstance(entry, dict) else None
        if isinstance(work, dict) and isinstance(work.get("Title"), str):
            journal = work.get("Periodical")
            people = [name for name in work.get("Authors") or () if isinstance(name, dict)]
            made = {
                "type": "article-journal" if work.get("ReferenceType") == "JournalArticle" else "document",
                "title": work["Title"],
                "author": [{"family": n["LastName"], "given": n.get("FirstName")} for n in people if n.get("LastName")],
                "container-title": journal.get("Name") if isinstance(journal, dict) else None,
                "volume": work.get("Volume"), "issue": work.get("Number"), "DOI": work.get("Doi"),
                "PMID": work.get("PubMedId"),
            }  # fmt: skip
            year = re.search(r"\d{4}", str(work.get("Year") or work.get("YearResolved") or ""))
            yield {name: part for name, part in made.items() if part} | (
                {"issued": {"date-parts": [[int(year.group())]]}} if year else {}
            )


def _endnote(codes: Iterable[str]) -> Iterator[Item]:
    """Yield the works of EndNote's fields, whose records are those of its XML."""
    for code in codes:
        if "<EndNote>" in code and (records := list(_records(code))):
            try:
                yield from map(of_citation, endnote_xml.loads(f"<xml><records>{''.join(records)}</records></xml>"))
            except InputError:
                continue


def _records(code: str) -> Iterator[str]:
    """Yield the records of a field; one that is cut off ends them."""
    end = 0
    while (begin := code.find(_RECORD[0], end)) >= 0 and (end := code.find(_RECORD[1], begin)) >= 0:
        end += len(_RECORD[1])
        yield code[begin:end]


def _decoded(text: str) -> str:
    try:
        padded = re.sub(r"\s", "", text).translate(str.maketrans("-_", "+/"))
        data = base64.b64decode(padded + "=" * (-len(padded) % 4))
    except (binascii.Error, ValueError):
        return ""
    return data.decode("utf-16" if b"\0" in data[:4] else "utf-8", "replace")


def joined(items: Items, found: Sequence[Item]) -> Items:
    """Give printed items the identifiers of the works in the fields, and report where the two differ.

    A work in a field that no item prints is cited and not listed.
    """
    printed = [letters(item.raw) for item in items.items[:_MOST]]
    known: list[Item] = list(items.items)
    problems: list[Problem] = list(items.problems)
    lost: list[str] = []
    for work in found[:_MOST]:
        data = work.data
        place = None if data is None else place_of(data, printed)
        if data is None:
            continue
        if place is None:
            lost.append(str(data.title))
            continue
        item = known[place]
        brought = {name: value for name in _IDENTIFIERS if (value := getattr(data, name)) is not None}
        reference = read_printed(item.raw, known=item.known)
        known[place] = replace(
            item, known={name: v for name, v in brought.items() if getattr(reference, name) is None} | item.known
        )
        problems += _differences(item, reference, data)
    if lost and len(lost) < len(found):
        more = f" and {len(lost) - 1} more" if len(lost) > 1 else ""
        problems.append(Problem(Check.CITED_UNLISTED, f"cited, but not in the list: {lost[0]!r:.100}{more}"))
    return replace(items, items=tuple(known), problems=tuple(problems))


def place_of(work: Reference, printed: Sequence[str]) -> int | None:
    """Return which item prints a work: its title, and with it its year or first author."""
    title = letters(work.title or "")
    family = letters(next((name.family or name.literal or "" for name in work.authors), ""))
    if len(title) < _LETTERS:
        return None
    for place, text in enumerate(printed):
        if title in text and ((work.year and str(work.year) in text) or (family and family in text)):
            return place
    return None


def _differences(item: Item, printed: Reference, work: Reference) -> Iterator[Problem]:
    pairs = [(name, getattr(printed, name), getattr(work, name)) for name in _COMPARED]
    pairs.append(("first page", printed.pages and printed.pages.first, work.pages and work.pages.first))
    for name, shown, held in pairs:
        if shown and held and letters(str(shown)) != letters(str(held)):
            where = f"item {item.number}" if item.number else f"“{item.raw[:40]}…”"
            message = f"{where}: the print has {name} {shown}, and the citation field {held}"
            yield Problem(Check.FIELD_DIFFERS, message, item.number, item.line)
