"""CSL-JSON, the language of citation processors: pandoc, citeproc, Zotero's word processor plug-ins."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ivigref.errors import FormatError
from ivigref.formats import mapping
from ivigref.formats.csl_values import from_date, from_name, packed, to_date, to_name, unpacked
from ivigref.formats.dating import with_year
from ivigref.formats.draft import ET_AL, Draft, Loaded
from ivigref.formats.entry import Entry, Values, entries
from ivigref.formats.people import read_names
from ivigref.formats.tagged_lines import read_remarks, read_serial
from ivigref.keys import TEMPLATE
from ivigref.model import Citation, Kind, Work
from ivigref.patterns import lazy
from ivigref.text import clean, controls, plain

_PLAIN = (
    "container_title_short", "publisher", "place", "volume", "issue", "doi", "pmid", "pmcid", "url", "language",
    "abstract", "edition", "series",
)  # fmt: skip
_SMALL_CAPITALS = lazy(r'<span style="font-variant:\s?small-caps;?">(.*?)</span>')
_IN_KEYWORDS = lazy(r"\s?;\s?")  # what stands between them
_ARXIV = "arXiv"
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
    notes = [ET_AL if work.et_al and work.authors else "", *entry.texts("note")]
    item = {
        "id": entry.key,
        "citation-key": entry.key,
        "type": entry.kind.word("csl-json"),
        "title": _to_html(work.title),
        "author": [from_name(name) for name in work.authors],
        "container-title": _to_html(work.container_title),
        "editor": [from_name(name) for name in work.editors],
        "issued": _issued(work),
        "page": work.pages.expanded.replace("–", "-") if work.pages else None,
        **{names[datum][0]: entry.text(datum) for datum in _PLAIN},
        **{names[datum][0]: ", ".join(entry.texts(datum)) for datum in ("issn", "isbn")},
        "accessed": _accessed(entry.text("url_date")),
        "archive": _ARXIV if work.arxiv else None,
        "archive_location": work.arxiv,
        "keyword": _keywords(entry.keywords),
        "note": "\n".join(filter(None, notes)),
    }
    own: dict[str, Any] = {name: unpacked(text) for name, text in entry.own("csl-json:")}
    if work.trials:
        custom = own.get("custom")
        item["custom"] = {**(custom if isinstance(custom, dict) else {}), "trials": list(work.trials)}
    return {**own, **{key: value for key, value in item.items() if value}}


def _issued(work: Work) -> dict[str, Any] | None:
    if work.date is not None:
        return from_date(work.date)
    return {"date-parts": [[work.year]]} if work.year is not None else None


def _accessed(text: str) -> dict[str, Any] | None:
    date = with_year(None, text)
    return from_date(date) if date else {"literal": text} if text else None


def _keywords(keywords: Iterable[str]) -> str:
    """Write keywords with commas between them, or with semicolons where one of them has a comma of its own."""
    cleaned = [_IN_KEYWORDS.sub(" ", clean(keyword)) for keyword in keywords]
    if not any("," in keyword for keyword in cleaned):
        return ", ".join(cleaned)
    return "; ".join(cleaned) + (";" if len(cleaned) == 1 else "")


def _to_html(text: str | None) -> str:
    html = plain(clean(text or ""), keep=_HTML)
    return html.replace("<scp>", '<span style="font-variant:small-caps;">').replace("</scp>", "</span>")


def loads(text: str) -> Loaded:
    """Read CSL-JSON; an item that is none is a finding.

    >>> loaded = loads('[{"id": "a", "type": "chapter", "page": "191-204", "issued": {"raw": "2014-05"}}, 3]')
    >>> loaded[0].reference.pages.last, loaded[0].reference.year, loaded.findings[0].message
    ('204', 2014, 'item 2: expected an object, found 3')
    """
    return read_items(_items(text))


def read_items(items: Iterable[Any]) -> Loaded:
    """Read works in the words of CSL, from whatever held them."""
    loaded = Loaded()
    for number, item in enumerate(items, start=1):
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
    return works_of(items, "CSL-JSON") if text.strip("\ufeff \r\n\t") else []


def works_of(value: Any, want: str) -> list[Any]:  # noqa: ANN401  (any value of JSON or YAML)
    """Return the items that a value holds, itself or under the names that processors use; one must be a work."""
    if isinstance(value, dict):
        value = next((value[name] for name in ("items", "references") if name in value), [value])
    items = value if isinstance(value, list) else [value]
    objects = [item for item in items if isinstance(item, dict)]
    if items and not any(map(_is_work, objects)):
        raise FormatError(_unlike(objects[0] if objects else items[0]).replace("CSL-JSON", want))
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
        elif key != "type" and value not in (None, "", [], {}):
            datum = data.get(key)
            is_text = isinstance(value, (str, int, float)) and not isinstance(value, bool)
            draft.add(datum, clean(str(value))) if datum and is_text else draft.add(f"csl-json:{key}", packed(value))
    if draft.texts.get("arxiv") and item.get("archive") != _ARXIV:
        draft.add("csl-json:archive_location", draft.texts.pop("arxiv")[0])
    elif draft.texts.get("arxiv"):
        draft.texts.pop("csl-json:archive", None)


def _read_key(draft: Draft, value: object) -> None:
    draft.key = clean(str(value)) or draft.key


def _read_names(into: str) -> Callable[[Draft, Any], None]:
    def read(draft: Draft, value: object) -> None:
        names, unread = getattr(draft, into), []
        for item in value if isinstance(value, list) else [value]:
            name = to_name(item) if isinstance(item, dict) else None
            if name is not None:
                names.append(name)
            elif isinstance(item, str) and item is not value:  # one text for all of them has no sure end of a name
                read_names(draft, clean(item), into=into)
            elif item:
                unread.append(item)
        if unread and not names:
            _preserve(draft, into.removesuffix("s"), "names", value)
        elif unread:
            draft.find("unreadable", f"expected a name, found {unread[0]!r:.100}; it is left out")

    return read


def _preserve(draft: Draft, variable: str, want: str, value: object) -> None:
    """Keep a value that cannot be read, for this format alone."""
    draft.find("unreadable", f"expected {want}, found {value!r:.100}; it is preserved unchanged")
    draft.add(f"csl-json:{variable}", packed(value))


def _read_issued(draft: Draft, value: object) -> None:
    date = to_date(value)
    if date is not None:
        draft.texts["date"] = [str(date)]
        return
    text = value.get("literal") or value.get("raw") if isinstance(value, dict) else value
    if isinstance(text, (str, int, float)):
        draft.add("year", clean(str(text)))
    elif value:
        _preserve(draft, "issued", "a date", value)


def _read_accessed(draft: Draft, value: object) -> None:
    date = to_date(value)
    draft.add("url_date" if date else "csl-json:accessed", str(date) if date else packed(value))


def _read_custom(draft: Draft, value: object) -> None:
    """Read the numbers of trials, for which CSL has no variable."""
    rest = dict(value) if isinstance(value, dict) else {}
    trials = rest.pop("trials", None)
    if isinstance(trials, list):
        draft.texts["trials"] += [text for text in map(str, trials) if text]
    if rest or not isinstance(value, dict):
        draft.add("csl-json:custom", packed(rest or value))


def _read_title(datum: str) -> Callable[[Draft, Any], None]:
    def read(draft: Draft, value: object) -> None:
        text = str(value[0]) if isinstance(value, list) and value else str(value)
        draft.add(datum, clean(_SMALL_CAPITALS.sub(r"<scp>\1</scp>", text)))

    return read


def _read_keywords(draft: Draft, value: object) -> None:
    text = clean(", ".join(map(str, value)) if isinstance(value, list) else str(value))
    for keyword in text.split(";" if ";" in text else ","):
        draft.add("keyword", keyword.strip())


def _read_serials(draft: Draft, value: object) -> None:
    for text in value if isinstance(value, list) else [value]:
        read_serial(draft, clean(str(text)))


def _read_notes(draft: Draft, value: object) -> None:
    read_remarks(draft, str(value))


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
    "issued": _read_issued,
    "accessed": _read_accessed,
    "custom": _read_custom,
    "ISSN": _read_serials,
    "ISBN": _read_serials,
    "keyword": _read_keywords,
    "note": _read_notes,
    "page": _read_pages,
}
