"""Hayagriva, Typst's YAML for references: a mapping of keys to entries, each with what it is in as its parent.

Format: github.com/typst/hayagriva, docs/file-format.md. What it has no field for stands under ``ivigref``, which it
passes over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any

from ivigref import yaml_values
from ivigref.errors import FormatError, InputError
from ivigref.formats.broken import whole_yaml
from ivigref.formats.csl_values import packed, unpacked
from ivigref.formats.dating import read_slashed
from ivigref.formats.draft import Draft, Loaded
from ivigref.formats.entry import Entry, Values, entries
from ivigref.formats.hayagriva_values import formatted, from_name, shown, to_name
from ivigref.formats.markup import untagged
from ivigref.formats.tagged_lines import read_serial
from ivigref.keys import TEMPLATE
from ivigref.model import Citation, Kind, Origin
from ivigref.patterns import lazy
from ivigref.text import clean

_LANGUAGE = lazy(r"[a-z]{2,3}(?:-[A-Z]{2})?")
_DATE = lazy(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_URL = lazy(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:[/?#][^\s]*)?")
_ENTRY = lazy(r"^[^\s#][^\n]{0,200}:(?=\s|$)", re.MULTILINE)
_OURS = "ivigref"
_NUMBERS = ("doi", "pmid", "pmcid", "arxiv")

_LISTED = ("abstract", "note")  # the first in its own field, the others with ours


def dumps(citations: Iterable[Citation], *, values: Values = "record", template: str = TEMPLATE) -> str:
    """Write citations as Typst reads them.

    >>> from ivigref import Reference
    >>> print(dumps([Citation(reference=Reference(title="On lupus", year=1997, volume="6"))]))
    Lupus1997:
      type: misc
      title: On lupus
      date: 1997
      volume: '6'
    <BLANKLINE>
    """
    found = (yaml_values.dump({entry.key: _write(entry)}) for entry in entries(citations, values, template))
    return "\n".join(found)


def _write(entry: Entry) -> dict[str, Any]:
    work = entry.work
    own = {name: unpacked(text) for name, text in entry.own("hayagriva:")}
    kind, parent = _words(entry)
    where = _where(entry)
    item = {
        "type": kind,
        "title": formatted(work.title),
        "author": [from_name(name) for name in work.authors],
        "editor": [] if where else [from_name(name) for name in work.editors],
        "date": _date(entry),
        "publisher": formatted(entry.text("publisher")),
        "location": formatted(entry.text("place")),
        **({} if where else _counted(entry)),
        "edition": untagged(entry.text("edition")),
        "page-range": work.pages.expanded.replace("–", "-") if work.pages else None,
        "serial-number": {
            **own.pop("serial-number", {}),
            **{name: text for name in _NUMBERS if (text := getattr(work, name))},
            **({} if where else _serials(entry)),
        },
        "url": _url(entry),
        "language": work.language if _LANGUAGE.fullmatch(work.language or "") else None,
        "keywords": list(map(clean, entry.keywords)),
        **{name: formatted(entry.text(name)) for name in _LISTED},
        "parent": [*([{"type": parent, **where}] if where else []), *_series(entry)],
        _OURS: _ours(entry),
    }
    kept = {name: value for name, value in item.items() if value not in (None, "", [], {})}
    kept = {name: value[0] if name == "parent" and len(value) == 1 else value for name, value in kept.items()}
    return {**kept, **{name: value for name, value in own.items() if name not in kept}}


def _words(entry: Entry) -> tuple[str, str]:
    """Return the types of an entry and of what it is in, if it is in anything."""
    kind, _, parent = entry.kind.word("hayagriva").partition(" in ")
    return kind, (parent or "book") if entry.work.container_title else ""


def _kind(words: tuple[str, str]) -> Kind | None:
    both = " in ".join(filter(None, words)).casefold()
    return Kind.read("hayagriva", both) or Kind.read("hayagriva", words[0])


def _where(entry: Entry) -> dict[str, Any]:
    work = entry.work
    if not work.container_title:
        return {}
    title, short = formatted(work.container_title), untagged(entry.text("container_title_short"))
    editors = [from_name(name) for name in work.editors]
    item = {
        "title": {"value": title, "short": formatted(short)} if short else title,
        "editor": editors,
        **_counted(entry),
        "serial-number": _serials(entry),
    }
    return {name: value for name, value in item.items() if value}


def _counted(entry: Entry) -> dict[str, Any]:
    return {name: untagged(entry.text(name)) for name in ("volume", "issue") if entry.text(name)}


def _serials(entry: Entry) -> dict[str, str]:
    return {name: ", ".join(entry.texts(name)) for name in ("issn", "isbn") if entry.texts(name)}


def _series(entry: Entry) -> list[dict[str, Any]]:
    return [{"type": "anthology", "title": formatted(text), _OURS: "series"} for text in entry.texts("series")]


def _ours(entry: Entry) -> dict[str, Any]:
    """Return what hayagriva has no field for, or none that this value would be good in."""
    work = entry.work
    date, url = work.date, work.url
    value = {
        "kind": "" if _kind(_words(entry)) is entry.kind else entry.kind.value,
        "et-al": "true" if work.et_al and work.authors else "",
        "date": str(date) if date and not _DATE.fullmatch(str(date)) else "",
        "year": entry.text("year") if date and not _is_told(entry) else "",
        "language": work.language if work.language and not _LANGUAGE.fullmatch(work.language) else "",
        "url": url if url and not _URL.fullmatch(url) else "",
        "trials": list(work.trials),
        "origins": [_origin(origin) for origin in entry.origins],
        "short": "" if work.container_title else entry.text("container_title_short"),
        **{name: list(entry.texts(name))[1:] for name in (*_LISTED, "url", "publisher", "place", "edition", "volume",
           "issue", "language") if len(entry.texts(name)) > 1},
        "annotation": list(entry.texts("annotation")),
        "url_date": [text for text in entry.texts("url_date") if text != _visit(entry)],
    }  # fmt: skip
    return {name: item for name, item in value.items() if item}


def _is_told(entry: Entry) -> bool:
    date = entry.work.date
    return date is not None and date.year == entry.work.year


def _origin(origin: Origin) -> dict[str, str]:
    said = {"database": origin.database, "accession": origin.accession}
    return {name: text for name, text in said.items() if text}


def _date(entry: Entry) -> str | int | None:
    date = entry.work.date
    text = str(date) if date is not None and _DATE.fullmatch(str(date)) else entry.text("year").zfill(4)
    if not text.strip("0"):
        return None
    return int(text) if text.isdecimal() and not text.startswith("0") else text


def _url(entry: Entry) -> str | dict[str, str] | None:
    url, visit = entry.work.url or "", _visit(entry)
    if not _URL.fullmatch(url):
        return None
    return {"value": url, "date": visit} if visit else url


def _visit(entry: Entry) -> str:
    """Return the day of a visit that stands with the address, where there is one."""
    return next((t for t in entry.texts("url_date") if _DATE.fullmatch(t) and _URL.fullmatch(entry.work.url or "")), "")


def loads(text: str) -> Loaded:
    """Read hayagriva's YAML.

    >>> where = "parent: {type: periodical, title: J Inv, volume: 3}"
    >>> print(loads(f"a: {{type: article, title: A title, date: 2014, {where}}}")[0])
    A title. J Inv. 2014;3
    """
    loaded = Loaded()
    values, loaded.findings = whole_yaml(text, _ENTRY)
    listed: dict[str, Any] = {}
    for value in filter(None, values):
        listed |= value if isinstance(value, dict) else {"": value}
    if not any(values):
        return loaded
    if not any(isinstance(item, dict) and "type" in item for item in listed.values()):
        raise FormatError("expected hayagriva's YAML: keys, each with a type and other fields")
    for key, item in listed.items():
        draft = Draft("hayagriva", key=key)
        if isinstance(item, dict):
            _read(draft, item)
            loaded.append(draft.citation())
        else:
            draft.find("unreadable", f"{key:.60}: expected an entry, found {item!r:.60}", severity="error")
        loaded.findings += draft.findings
    return loaded


def _read(draft: Draft, item: Mapping[str, Any]) -> None:
    parents = [parent for parent in _list(item.get("parent")) if isinstance(parent, dict)]
    series = [parent for parent in parents if parent.get(_OURS) == "series"]
    where = next((parent for parent in parents if parent not in series), None)
    draft.kind = _kind((str(item.get("type", "")), str(where.get("type", "")) if where else "")) or Kind.OTHER
    for name, value in item.items():
        if name not in {"type", "parent"}:
            _READERS.get(name, _keep(name))(draft, value)
    if where is not None:
        _read_parent(draft, where)
    for parent in series:
        draft.add("series", shown(_text(parent.get("title"))))


def _read_parent(draft: Draft, parent: Mapping[str, Any]) -> None:
    title = parent.get("title")
    draft.add("container_title", shown(_text(title)))
    if isinstance(title, dict) and title.get("short"):
        draft.add("container_title_short", shown(_text(title["short"])))
    grandparent = parent.get("parent")
    for name, value in parent.items():
        if name in {"volume", "issue", "serial-number", "editor", "publisher", "location", "date", "edition"} and (
            not draft.texts.get(_DATA.get(name, name))
        ):
            _READERS[name](draft, value)
        elif name not in {"type", "title", "parent"}:
            _keep(f"parent.{name}")(draft, value)
    if isinstance(grandparent, dict):
        draft.add("series", shown(_text(grandparent.get("title"))))


_DATA = {"location": "place"}


def _keep(name: str) -> Callable[[Draft, Any], None]:
    return lambda draft, value: (
        draft.add(f"hayagriva:{name}", packed(value)) if value not in (None, "", [], {}) else None
    )


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: object) -> str:
    """Return a text, which may stand in a mapping that says how it is to be shown."""
    if isinstance(value, dict):
        value = value.get("value") or value.get("name")
    return clean(str(value)) if isinstance(value, str | int) else ""


def _read_text(datum: str) -> Callable[[Draft, Any], None]:
    return lambda draft, value: draft.add(datum, _text(value))


def _read_shown(datum: str) -> Callable[[Draft, Any], None]:
    return lambda draft, value: draft.add(datum, shown(_text(value)))


def _read_people(into: str) -> Callable[[Draft, Any], None]:
    def read(draft: Draft, value: object) -> None:
        for item in _list(value):
            if (name := to_name(item)) is not None:
                getattr(draft, into).append(name)

    return read


def _read_date(draft: Draft, value: object) -> None:
    if draft.texts.get("date"):
        return
    date = read_slashed(_text(value))
    draft.add("date" if date else "year", str(date) if date else _text(value))


def _read_publisher(draft: Draft, value: object) -> None:
    draft.add("publisher", shown(_text(value)))
    if isinstance(value, dict) and value.get("location"):
        draft.add("place", shown(_text(value["location"])))


def _read_numbers(draft: Draft, value: object) -> None:
    numbers = value if isinstance(value, dict) else {"serial": value}
    rest = {}
    for name, number in numbers.items():
        if name in {"issn", "isbn"}:
            for text in _text(number).split(", "):
                read_serial(draft, text)
        elif name in _NUMBERS:
            draft.native[name] = (("serial-number", packed({name: number})),)
            draft.add(name, _text(number))
        else:
            rest[name] = number
    _keep("serial-number")(draft, rest)


def _read_url(draft: Draft, value: object) -> None:
    draft.add("url", _text(value))
    if isinstance(value, dict) and value.get("date"):
        draft.add("url_date", _text(value["date"]))


def _read_keywords(draft: Draft, value: object) -> None:
    for keyword in _list(value):
        draft.add("keyword", _text(keyword))


def _read_ours(draft: Draft, value: object) -> None:
    """Read what ``_ours`` writes."""
    said = value if isinstance(value, dict) else {}
    draft.et_al = bool(said.get("et-al"))
    draft.kind = Kind.of(str(said.get("kind", ""))) or draft.kind
    if said.get("date"):
        draft.texts["date"] = [str(said["date"])]
    for name in (
        "trials",
        "annotation",
        "url_date",
        *_LISTED,
        "url",
        "publisher",
        "place",
        "edition",
        "volume",
        "issue",
        "language",
    ):
        for text in _list(said.get(name)):
            draft.add(name, _text(text))
    draft.add("container_title_short", _text(said.get("short")))
    for origin in _list(said.get("origins")):
        if isinstance(origin, dict):
            with suppress(InputError, ValueError):
                draft.origins.append(Origin(database=origin.get("database"), accession=origin.get("accession")))


def _read_pages(draft: Draft, value: object) -> None:
    draft.native["pages"] = (("page-range", packed(value)),)
    draft.add("pages", _text(value).replace("-", "–"))


_READERS: dict[str, Callable[[Draft, Any], None]] = {
    "title": _read_shown("title"),
    "author": _read_people("authors"),
    "editor": _read_people("editors"),
    "date": _read_date,
    "publisher": _read_publisher,
    "organization": _read_shown("publisher"),
    "location": _read_shown("place"),
    "volume": _read_text("volume"),
    "issue": _read_text("issue"),
    "edition": _read_text("edition"),
    "page-range": _read_pages,
    "serial-number": _read_numbers,
    "url": _read_url,
    "language": _read_text("language"),
    "keywords": _read_keywords,
    "abstract": _read_shown("abstract"),
    "note": _read_shown("note"),
    _OURS: _read_ours,
}
