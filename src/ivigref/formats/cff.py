"""Citation File Format, CITATION.cff: the software that it cites, its preferred citation and its references.

Format: github.com/citation-file-format/citation-file-format, schema guide 1.2.0.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ivigref import yaml_values
from ivigref.errors import FormatError
from ivigref.formats.broken import moved, whole_yaml
from ivigref.formats.csl_values import packed
from ivigref.formats.dating import Statement, state
from ivigref.formats.draft import Draft, Loaded
from ivigref.formats.tagged_lines import read_addresses, read_remark, read_serial
from ivigref.model import Check, Citation, Finding, Kind
from ivigref.names import Name
from ivigref.patterns import lazy
from ivigref.text import clean

_TEXTS = {
    "title": "title", "journal": "container_title", "collection-title": "container_title", "volume": "volume",
    "volume-title": "series", "issue": "issue", "edition": "edition", "doi": "doi", "abstract": "abstract",
    "notes": "note",
}  # fmt: skip
_REFERENCES = lazy(r"^references:[ \t]*\n(?P<items>(?:[ \t#-][^\n]*(?:\n|\Z)|\n)*+)", re.MULTILINE)
_FIRST = lazy(r"(?:\s*\n)?(?P<indent>[ ]*)-\s")
_DATES = ("date-published", "date-released")


def loads(text: str) -> Loaded:
    r"""Read a file that says how something is to be cited.

    >>> print(loads("cff-version: 1.2.0\ntitle: Skin\nauthors:\n- {name: WHO}\ndate-released: 2014-05-01\n")[0])
    WHO. Skin. 2014
    """
    loaded = Loaded()
    value, loaded.findings = _whole(text)
    if value is None:
        return loaded
    if not isinstance(value, dict) or "cff-version" not in value:
        raise FormatError("expected a Citation File Format with its version (cff-version)")
    for number, (item, kind) in enumerate(_items(value)):
        if not isinstance(item, dict):
            message = f"item {number} is not read: expected the fields of a reference, found {packed(item)!r}"
            loaded.findings.append(Finding.of(Check.UNREADABLE, message, severity="error"))
            continue
        draft = Draft("cff")
        draft.kind = Kind.read("exports", str(item.get("type") or kind)) or Kind.OTHER
        loaded.append(_read(draft, item))
        loaded.findings += draft.findings
    return loaded


def _whole(text: str) -> tuple[yaml_values.Value, list[Finding]]:
    """Return the values of a file, without those of its references that are broken, each of which is a finding."""
    try:
        return yaml_values.load(text), []
    except FormatError:
        block = _REFERENCES.search(text)
        if block is None or (first := _FIRST.match(block["items"])) is None:
            raise
        value = yaml_values.load(text[: block.start("items")] + text[block.end("items") :])
        if not isinstance(value, dict):
            raise
        values, findings = whole_yaml(block["items"], re.compile(rf"^{first['indent']}-(?=\s)", re.MULTILINE))
        items = [item for part in values if isinstance(part, list) for item in part]
        return value | {"references": items}, moved(findings, text.count("\n", 0, block.start("items")))


def _items(value: Mapping[str, Any]) -> Iterator[tuple[Any, str]]:
    """Yield the preferred citation or, without one, the work itself; then what it refers to."""
    preferred = value.get("preferred-citation")
    own = {name: item for name, item in value.items() if name not in {"references", "message", "cff-version"}}
    yield (preferred, "misc") if isinstance(preferred, dict) else (own, "software")
    references = value.get("references") or ()
    for item in references if isinstance(references, list | tuple) else (references,):
        yield item, "misc"


def _read(draft: Draft, item: Mapping[str, Any]) -> Citation:
    parts = "-".join(text.zfill(2) for name in ("year", "month", "day") if (text := _text(item.get(name))))
    stated = (*(_text(item.get(name)) for name in _DATES), parts)
    state(draft, [Statement("date", text) for text in stated])
    for name, value in item.items():
        if name in _TEXTS:
            draft.add(_TEXTS[name], _text(value))
        elif name in _READERS:
            _READERS[name](draft, value)
        elif name not in {"type", "year", "month", "day", "start", "end", *_DATES} and value not in (None, "", [], {}):
            draft.add(f"cff:{name}", packed(value))
    first, last = _text(item.get("start")), _text(item.get("end"))
    draft.add("pages", f"{first}–{last}" if first and last else first)
    return draft.citation()


def _text(value: object) -> str:
    return clean(value) if isinstance(value, str) else ""


def _names(value: object) -> Iterator[Name]:
    for person in value if isinstance(value, list) else ():
        parts = {name: _text(text) for name, text in person.items()} if isinstance(person, dict) else {}
        family = " ".join(filter(None, (parts.get("name-particle"), parts.get("family-names"))))
        if family:
            yield Name.from_surname(family, parts.get("given-names") or None, parts.get("name-suffix") or None)
        elif literal := parts.get("name") or parts.get("alias") or parts.get("given-names"):
            yield Name(literal=literal)


def _read_publisher(draft: Draft, value: object) -> None:
    for name in ("name", "city") if isinstance(value, dict) else ():
        draft.add(
            {"name": "publisher", "city": "place"}[name], _text(value.get(name)) if isinstance(value, dict) else ""
        )


def _read_identifiers(draft: Draft, value: object) -> None:
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict) and item.get("type") == "doi" and not draft.texts["doi"]:
            draft.add("doi", _text(item.get("value")))
        elif isinstance(item, dict):
            draft.add(f"cff:identifier:{_text(item.get('type'))}", _text(item.get("value")))


def _read_keywords(draft: Draft, value: object) -> None:
    for keyword in value if isinstance(value, list) else ():
        draft.add("keyword", _text(keyword))


_READERS: dict[str, Callable[[Draft, Any], None]] = {
    "authors": lambda draft, value: draft.authors.extend(_names(value)),
    "editors": lambda draft, value: draft.editors.extend(_names(value)),
    "publisher": _read_publisher,
    "institution": _read_publisher,
    "identifiers": _read_identifiers,
    "keywords": _read_keywords,
    "languages": lambda draft, value: draft.add(
        "language", ", ".join(filter(None, map(_text, value))) if isinstance(value, list) else _text(value)
    ),
    "issn": lambda draft, value: read_serial(draft, _text(value)),
    "isbn": lambda draft, value: read_serial(draft, _text(value)),
    "url": lambda draft, value: read_addresses(draft, _text(value), "url"),
    "pmcid": lambda draft, value: draft.add("pmcid", _text(value)),
    "date-accessed": lambda draft, value: draft.add("url_date", _text(value)),
    "loc": lambda draft, value: read_remark(draft, _text(value), "note"),
}
