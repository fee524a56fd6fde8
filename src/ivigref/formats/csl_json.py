"""CSL-JSON, the language of citation processors: pandoc, citeproc, Zotero's word processor plug-ins."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ivigref.errors import FormatError
from ivigref.formats import mapping
from ivigref.formats.draft import ET_AL, Draft, Loaded
from ivigref.formats.entry import Entry, Values, entries
from ivigref.formats.people import spelled_given
from ivigref.formats.tagged_lines import read_remark
from ivigref.keys import TEMPLATE
from ivigref.model import Citation, Kind
from ivigref.names import Name
from ivigref.text import clean, controls, plain

_PLAIN = (
    "container_title_short", "publisher", "place", "volume", "issue", "doi", "pmid", "pmcid", "url", "issn", "isbn",
    "language", "abstract", "edition", "series",
)  # fmt: skip
_SMALL_CAPITALS = re.compile(r'<span style="font-variant:\s?small-caps;?">(.*?)</span>')
_SEPARATOR = re.compile(r" ?[,;] ?")
_DATE = re.compile(r"(-?\d{1,4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_PARTICLES = ("dropping-particle", "non-dropping-particle")
# What only a work has; "id", "type", "version" and "license" are in files of any program.
_TELLING = frozenset(
    """
    title author editor issued container-title DOI PMID PMCID ISBN ISSN URL page volume publisher collection-title
    """.split()
)
_NAMED = 6  # keys of what is no work
_HTML = {"i", "b", "sub", "sup", "scp"}


def dumps(citations: Iterable[Citation], *, values: Values = "record", template: str = TEMPLATE) -> str:
    """Write citations as CSL-JSON.

    >>> from ivigref import Reference
    >>> print(dumps([Citation(reference=Reference(title="On lupus", year=1997))]))
    [
     {
      "id": "Lupus1997",
      "citation-key": "Lupus1997",
      "type": "document",
      "title": "On lupus",
      "issued": {
       "date-parts": [
        [
         1997
        ]
       ]
      }
     }
    ]
    <BLANKLINE>
    """
    items = (json.dumps(_item(entry), ensure_ascii=False, indent=1) for entry in entries(citations, values, template))
    listed = ",\n".join(" " + item.replace("\n", "\n ") for item in items)
    return f"[\n{listed}\n]\n" if listed else "[]\n"


def to_items(
    citations: Iterable[Citation], *, values: Values = "record", template: str = TEMPLATE
) -> list[dict[str, Any]]:
    """Return citations as CSL items, for a citation processor: without what could not be read as an identifier."""
    names = mapping.names("csl-json")
    odd = {names[datum][0]: datum for datum in mapping.TYPED}
    return [
        {name: value for name, value in _item(entry).items() if name not in odd or entry.text(odd[name])}
        for entry in entries(citations, values, template)
    ]


def _item(entry: Entry) -> dict[str, Any]:
    work, names = entry.work, mapping.names("csl-json")
    date = [part for part in (work.year, entry.month, entry.day) if part is not None]
    notes = [ET_AL if work.et_al and work.authors else "", entry.text("note")]
    item = {
        "id": entry.key,
        "citation-key": entry.key,
        "type": entry.kind.word("csl-json"),
        "title": _to_html(work.title),
        "author": [_to_name(name) for name in work.authors],
        "container-title": _to_html(work.container_title),
        "editor": [_to_name(name) for name in work.editors],
        "issued": {"date-parts": [date]} if work.year is not None else None,
        "page": work.pages.expanded.replace("–", "-") if work.pages else None,
        **{names[datum][0]: entry.text(datum) for datum in _PLAIN},
        "keyword": ", ".join(_SEPARATOR.sub(" ", clean(keyword)) for keyword in entry.keywords),
        "note": "; ".join(filter(None, notes)),
    }
    return {**dict(entry.own("csl-json:")), **{key: value for key, value in item.items() if value}}


def _to_html(text: str | None) -> str:
    html = plain(clean(text or ""), keep=_HTML)
    return html.replace("<scp>", '<span style="font-variant:small-caps;">').replace("</scp>", "</span>")


def _to_name(name: Name) -> dict[str, str]:
    """Keep a particle with its family name: Zotero drops one that stands apart."""
    if name.literal is not None:
        return {"literal": clean(name.literal)}
    parts = {"family": name.surname, "given": spelled_given(name.given or ""), "suffix": name.suffix or ""}
    return {part: clean(text) for part, text in parts.items() if text}


def loads(text: str) -> Loaded:
    """Read CSL-JSON; an item that is none is a finding.

    >>> loaded = loads('[{"id": "a", "type": "chapter", "page": "191-204", "issued": {"raw": "2014-05"}}, 3]')
    >>> loaded[0].reference.pages.last, loaded[0].reference.year, loaded.findings[0].message
    ('204', 2014, 'item 2: expected an object, found 3')
    """
    loaded = Loaded()
    for number, item in enumerate(_items(text), start=1):
        draft = Draft("csl-json")
        if isinstance(item, dict) and _is_work(item):
            _read(draft, item)
            if lost := sum(len(controls(text)) for text in _texts(item)):
                count = "1 control character is" if lost == 1 else f"{lost} control characters are"
                draft.find("unreadable", f"{count} no text and left out", severity="note")
            loaded.append(draft.citation())
        else:
            draft.find("unreadable", f"item {number}: {_unlike(item)}", severity="error")
        loaded.findings += draft.findings
    return loaded


def _items(text: str) -> list[Any]:
    """Return the items of a file, of which at least one must be a work: any program writes JSON."""
    try:
        items = json.loads(text.removeprefix("\ufeff").strip() or "[]", strict=False)
    except json.JSONDecodeError as error:
        raise FormatError(f"expected CSL-JSON: {error.msg}", place=f"line {error.lineno}") from error
    except ValueError as error:
        raise FormatError("expected CSL-JSON, found a number too long to be one") from error
    except RecursionError as error:
        raise FormatError("expected CSL-JSON, found brackets too deep to be a reference") from error
    if isinstance(items, dict):
        items = items.get("items", [items])
    items = items if isinstance(items, list) else [items]
    objects = [item for item in items if isinstance(item, dict)]
    if objects and not any(map(_is_work, objects)):
        raise FormatError(_unlike(objects[0]))
    return items


def _texts(item: object) -> Iterator[str]:
    """Yield each text of an item, however deep; escapes hide what is no text from a look at the file."""
    waiting = [item]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, (dict, list)):
            waiting += value.values() if isinstance(value, dict) else value


def _is_work(item: Mapping[str, Any]) -> bool:
    """Tell whether an object is a work in the words of CSL; Zotero's own have another word for the type.

    >>> [_is_work(item) for item in ({"title": "Lupus"}, {"name": "a", "version": "1"}, {"itemType": "book"})]
    [True, False, False]
    """
    if "itemType" in item:
        return False
    return not item.keys().isdisjoint(_TELLING) or Kind.read("csl-json", str(item.get("type", ""))) is not None


def _unlike(item: object) -> str:
    if not isinstance(item, dict):
        return f"expected an object, found {item!r:.40}"
    if "itemType" in item:
        return "expected CSL-JSON, found Zotero's own JSON: export the list as CSL JSON"
    keys = ", ".join(map(str, list(item)[:_NAMED]))
    return f"expected CSL-JSON, found an object {f'with the keys {keys}' if keys else 'without keys'}"


def _read(draft: Draft, item: Mapping[str, Any]) -> None:
    data = mapping.data("csl-json")
    draft.kind = Kind.read("csl-json", str(item.get("type", ""))) or Kind.OTHER
    for key, value in item.items():
        if key in _READERS:
            _READERS[key](draft, value)
        elif isinstance(value, list):
            draft.add(data.get(key, f"csl-json:{key}"), ", ".join(map(str, value)))
        elif isinstance(value, (str, int, float)) and key != "type":
            draft.add(data.get(key, f"csl-json:{key}"), clean(str(value)))


def _read_key(draft: Draft, value: object) -> None:
    draft.key = clean(str(value)) or draft.key


def _read_names(into: str) -> Callable[[Draft, Any], None]:
    def read(draft: Draft, value: object) -> None:
        for item in value if isinstance(value, list) else ():
            if isinstance(item, dict) and (name := _from_name(item)):
                getattr(draft, into).append(name)

    return read


def _from_name(item: Mapping[str, Any]) -> Name | None:
    parts = {part: clean(str(text)) for part, text in item.items() if isinstance(text, str) and clean(text)}
    if "family" not in parts:
        literal = parts.get("literal") or parts.get("given")
        return Name(literal=literal) if literal else None
    particle = " ".join(parts[part] for part in _PARTICLES if part in parts)
    joint = "" if not particle or particle[-1] in "'’-" else " "
    return Name.from_surname(f"{particle}{joint}{parts['family']}", parts.get("given"), parts.get("suffix"))


def _read_date(draft: Draft, value: object) -> None:
    if not isinstance(value, dict):
        return
    listed = value.get("date-parts")
    if isinstance(listed, list) and listed and isinstance(listed[0], list):
        parts = [str(part) for part in listed[0]]
    else:
        text = str(value.get("raw") or value.get("literal") or "")
        match = _DATE.fullmatch(text)
        parts = [part or "" for part in match.groups()] if match else [text]
    for datum, part in zip(("year", "month", "day"), parts, strict=False):
        draft.add(datum, part.lstrip("0"))


def _read_title(datum: str) -> Callable[[Draft, Any], None]:
    def read(draft: Draft, value: object) -> None:
        text = str(value[0]) if isinstance(value, list) and value else str(value)
        draft.add(datum, clean(_SMALL_CAPITALS.sub(r"<scp>\1</scp>", text)))

    return read


def _read_keywords(draft: Draft, value: object) -> None:
    for text in _SEPARATOR.split(clean(str(value))):
        draft.add("keyword", text)


def _read_notes(draft: Draft, value: object) -> None:
    for text in re.split(r"\n|;\s", str(value)):
        read_remark(draft, text.strip(), "note")


def _read_pages(draft: Draft, value: object) -> None:
    draft.native["pages"] = (("page", clean(str(value))),)
    draft.add("pages", clean(str(value)).replace("-", "–"))


_READERS: dict[str, Callable[[Draft, Any], None]] = {
    "id": _read_key,
    "citation-key": _read_key,
    "author": _read_names("authors"),
    "editor": _read_names("editors"),
    "title": _read_title("title"),
    "container-title": _read_title("container_title"),
    "issued": _read_date,
    "keyword": _read_keywords,
    "note": _read_notes,
    "page": _read_pages,
}
