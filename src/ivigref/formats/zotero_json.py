"""Zotero's JSON, as Better BibTeX exports a library ("BetterBibTeX JSON") and Zotero's web interface answers.

Format: Zotero, schema.json (github.com/zotero/zotero-schema); github.com/retorquere/zotero-better-bibtex.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from ivigref.errors import FormatError
from ivigref.formats.csl_values import packed
from ivigref.formats.dating import Statement, read_slashed, state
from ivigref.formats.draft import Draft, Loaded
from ivigref.formats.people import inverted
from ivigref.formats.tagged_lines import read_addresses, read_remarks, read_serial
from ivigref.model import Citation, Kind
from ivigref.names import Name
from ivigref.text import clean

# Zotero's fields that hold any text, by what they are here.
_TEXTS = {
    "title": "title", "caseName": "title", "nameOfAct": "title", "subject": "title",
    "publicationTitle": "container_title",
    "bookTitle": "container_title", "proceedingsTitle": "container_title", "encyclopediaTitle": "container_title",
    "dictionaryTitle": "container_title", "websiteTitle": "container_title", "blogTitle": "container_title",
    "journalAbbreviation": "container_title_short", "volume": "volume", "issue": "issue", "pages": "pages",
    "publisher": "publisher", "university": "publisher", "institution": "publisher", "repository": "publisher",
    "place": "place", "edition": "edition", "series": "series", "seriesTitle": "series", "language": "language",
    "abstractNote": "abstract", "DOI": "doi", "PMID": "pmid", "PMCID": "pmcid",
}  # fmt: skip
_SKIPPED = frozenset(
    """
    itemType itemID itemKey key version dateAdded dateModified collections relations attachments libraryID uri select
    accessDate creators tags notes citekey citationKey date ISSN ISBN url extra
    """.split()
)
_NO_WORKS = frozenset({"attachment", "note", "annotation"})


def loads(text: str) -> Loaded:
    """Read Zotero's JSON; its attachments and notes that stand alone are no works.

    >>> print(loads('[{"itemType": "book", "title": "Skin", "date": "2014", "creators": [{"name": "WHO"}]}]')[0])
    WHO. Skin. 2014
    """
    loaded = Loaded()
    if not text.strip("\ufeff \r\n\t"):
        return loaded
    items = _items(text)
    for number, item in enumerate(items, start=1):
        draft = Draft("zotero-json")
        if isinstance(item, dict) and item.get("itemType"):
            if item["itemType"] not in _NO_WORKS:
                loaded.append(_read(draft, item))
        else:
            draft.find("unreadable", f"item {number}: expected an item of Zotero, found {item!r:.60}", severity="error")
        loaded.findings += draft.findings
    if not items:
        raise FormatError("expected Zotero's JSON with items, found none")
    return loaded


def _items(text: str) -> list[Any]:
    try:
        value = json.loads(text.removeprefix("\ufeff").strip(), strict=False)
    except json.JSONDecodeError as error:
        raise FormatError(f"expected Zotero's JSON: {error.msg}", place=f"line {error.lineno}") from error
    except (ValueError, RecursionError) as error:
        raise FormatError("expected Zotero's JSON, found values too long or too deep") from error
    listed = value.get("items", [value]) if isinstance(value, dict) else value
    listed = listed if isinstance(listed, list) else [listed]
    return [item["data"] if isinstance(item, dict) and isinstance(item.get("data"), dict) else item for item in listed]


def _read(draft: Draft, item: Mapping[str, Any]) -> Citation:
    draft.kind = Kind.read("zotero", str(item["itemType"])) or Kind.OTHER
    draft.key = clean(str(item.get("citationKey") or item.get("citekey") or "")) or None
    for name, value in item.items():
        if name in _TEXTS:
            draft.add(_TEXTS[name], clean(_text(value)).replace("-", "–") if name == "pages" else clean(_text(value)))
        elif name in _READERS:
            _READERS[name](draft, value)
        elif name not in _SKIPPED and value not in (None, "", [], {}):
            draft.add(f"zotero-json:{name}", packed(value))
    return draft.citation()


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _read_people(draft: Draft, value: object) -> None:
    for person in _list(value):
        if not isinstance(person, dict):
            continue
        role, name = str(person.get("creatorType", "author")), _name(person)
        if name is None:
            continue
        if role in {"editor", "seriesEditor"}:
            draft.editors.append(name)
        elif role in {"translator", "contributor", "bookAuthor", "reviewedAuthor", "recipient"}:
            draft.add(f"zotero-json:{role}", inverted(name))
        else:
            draft.authors.append(name)


def _name(person: Mapping[str, Any]) -> Name | None:
    last, first = (clean(_text(person.get(part))) for part in ("lastName", "firstName"))
    whole = clean(_text(person.get("name")))
    if whole or not last:
        return Name(literal=whole or first) if whole or first else None
    return Name.from_surname(last, first or None)


def _read_date(draft: Draft, value: object) -> None:
    state(draft, [Statement("date", clean(_text(value)))])


def _read_tags(draft: Draft, value: object) -> None:
    for tag in _list(value):
        draft.add("keyword", clean(_text(tag.get("tag") if isinstance(tag, dict) else tag)))


def _read_notes(draft: Draft, value: object) -> None:
    for note in _list(value):
        draft.add("note", clean(_text(note.get("note") if isinstance(note, dict) else note)))


def _read_visit(draft: Draft, value: object) -> None:
    text = clean(_text(value)).partition(" ")[0].partition("T")[0]
    date = read_slashed(text)
    draft.add("url_date", str(date) if date else text)


_READERS: dict[str, Callable[[Draft, Any], None]] = {
    "creators": _read_people,
    "date": _read_date,
    "tags": _read_tags,
    "notes": _read_notes,
    "ISSN": lambda draft, value: read_serial(draft, clean(_text(value))) if value else None,
    "ISBN": lambda draft, value: read_serial(draft, clean(_text(value))) if value else None,
    "url": lambda draft, value: read_addresses(draft, clean(_text(value)), "url") if value else None,
    "extra": lambda draft, value: read_remarks(draft, _text(value)),
    "accessDate": _read_visit,
}
