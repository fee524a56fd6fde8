"""Word's sources.xml, the list of Word's own citation manager.

Format: ISO/IEC 29500-1 (Office Open XML), 22.6 Bibliography; the DOI is of later editions of Word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from xml.etree.ElementTree import Element

from ivigref.dates import Date
from ivigref.errors import FormatError, InputError
from ivigref.formats import mapping
from ivigref.formats.broken import whole_xml
from ivigref.formats.dating import Statement, beside, read_slashed, state, with_year
from ivigref.formats.draft import ET_AL, Draft, Loaded
from ivigref.formats.entry import Entry, Values, entries
from ivigref.formats.markup import untagged
from ivigref.formats.people import SET_APART, inverted, read_inverted, spelled_given
from ivigref.formats.tagged_lines import read_addresses, read_remark, read_serial, unsaid
from ivigref.formats.xml_elements import element, elements, leaves, local, nested, said_by, wrap
from ivigref.keys import TEMPLATE
from ivigref.model import Citation, Kind
from ivigref.names import Name
from ivigref.tables import apart, joined
from ivigref.text import clean

_NAMESPACE = "http://schemas.openxmlformats.org/officeDocument/2006/bibliography"
_CONTAINERS = {"JournalArticle": "JournalName", "BookSection": "BookTitle", "ConferenceProceedings": "ConferenceName",
               "ArticleInAPeriodical": "PeriodicalTitle", "InternetSite": "InternetSiteTitle"}  # fmt: skip
_OTHER = "PublicationTitle"
_ROLES = {"Author": "authors", "Inventor": "authors", "Editor": "editors"}
_PLAIN = ("volume", "issue", "publisher", "place", "edition", "url")
_KEYWORDS = "Keywords: "
_LABELS = {"Series": "series", "Language": "language"}
_COUNTED = frozenset({"Guid", "RefOrder"})  # what Word counts for itself
_DATED = {name: f"date:{name}" for name in ("Year", "Month", "Day", "YearAccessed", "MonthAccessed", "DayAccessed")}


def dumps(citations: Iterable[Citation], *, values: Values = "record", template: str = TEMPLATE) -> str:
    """Write citations as Word's list of sources; what it has no field for stands in its comments.

    >>> from ivigref import Reference
    >>> "<b:Year>1997</b:Year>" in dumps([Citation(reference=Reference(title="On lupus", year=1997))])
    True
    """
    sources = "\n".join(wrap("b:Source", *_write(entry)) for entry in entries(citations, values, template))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<b:Sources SelectedStyle="" xmlns:b="{_NAMESPACE}" xmlns="{_NAMESPACE}">\n{sources}\n</b:Sources>\n'
    )


def _write(entry: Entry) -> Iterator[str]:
    work, names = entry.work, mapping.names("word-xml")
    own = list(entry.own("word-xml:"))
    odd = dict(own)
    kind = entry.kind.word("word-xml")
    yield element("b:Tag", entry.key) + element("b:SourceType", kind)
    people = {role: [_name(text) for name, text in own if name == f"name:{role}"] for role in _roles(own)}
    people = {"Author": list(work.authors), "Editor": list(work.editors)} | people
    yield wrap("b:Author", *(_people(role, listed) for role, listed in people.items()))
    yield element("b:Title", untagged(work.title or ""))
    yield element(f"b:{_CONTAINERS.get(kind, _OTHER)}", untagged(work.container_title or ""))
    yield from _dates(entry)
    yield from (elements(f"b:{names[datum][0]}", map(untagged, entry.texts(datum))) for datum in _PLAIN)
    yield element("b:Pages", work.pages.expanded.replace("–", "-") if work.pages else odd.get("Pages", ""))
    numbers = unsaid(
        (*entry.texts("issn"), *entry.texts("isbn")), (text for name, text in own if name == "StandardNumber")
    )
    yield element("b:StandardNumber", "; ".join(numbers))
    yield element("b:DOI", work.doi or odd.get("DOI", ""))
    yield element("b:Comments", "\n".join(filter(None, _comments(entry))))
    rest = [(name, text) for name, text in own if name not in {"Pages", "DOI"} and not name.startswith("name:")]
    yield nested([("/".join(f"b:{part}" for part in name.split("/")), text) for name, text in rest], "")


def _roles(own: Iterable[tuple[str, str]]) -> list[str]:
    return list(dict.fromkeys(name.removeprefix("name:") for name, _ in own if name.startswith("name:")))


def _name(text: str) -> Name:
    return read_inverted(text) or Name(literal=text)


def _people(role: str, names: list[Name]) -> str:
    if len(names) == 1 and names[0].literal is not None:
        return wrap(f"b:{role}", element("b:Corporate", clean(names[0].literal)))
    return wrap(f"b:{role}", wrap("b:NameList", *map(_person, names)))


def _person(name: Name) -> str:
    """Write a person; a group among persons is one with a family name and an empty given one."""
    if name.literal is not None:
        return f"<b:Person>{element('b:Last', clean(name.literal))}<b:First></b:First></b:Person>"
    family = ", ".join(filter(None, (clean(name.surname.translate(SET_APART)), clean(name.suffix or ""))))
    return wrap("b:Person", element("b:Last", family), element("b:First", spelled_given(name.given or "")))


def _dates(entry: Entry) -> Iterator[str]:
    date = entry.work.date
    yield element("b:Year", entry.text("year") or (str(date) if date else ""))
    if date is not None and not date.is_year and entry.text("year"):
        text = beside(date, lambda said: with_year(date.year, said))
        month, _, day = text.partition(" ") if date.is_plain else (text, "", "")
        yield element("b:Month", month) + element("b:Day", day)
    for text in entry.texts("url_date"):
        visit = with_year(None, text)
        is_day = visit is not None and visit.is_plain
        parts = text.split("-") if is_day else [text]
        yield from (
            element(f"b:{name}Accessed", part) for name, part in zip(("Year", "Month", "Day"), parts, strict=False)
        )


def _comments(entry: Entry) -> Iterator[str]:
    work = entry.work
    yield ET_AL if work.et_al and work.authors else ""
    yield f"PMID: {work.pmid}" if work.pmid else ""
    yield f"PMCID: {work.pmcid}" if work.pmcid else ""
    yield f"arXiv: {work.arxiv}" if work.arxiv else ""
    yield from (f"Trial: {trial}" for trial in work.trials)
    yield from (f"{label}: {untagged(text)}" for label, datum in _LABELS.items() for text in entry.texts(datum))
    yield _KEYWORDS + joined(map(clean, entry.keywords)) if entry.keywords else ""
    yield from map(untagged, entry.texts("note"))


def loads(text: str) -> Loaded:
    """Read Word's list of sources.

    >>> source = "<b:Source><b:Title>A title</b:Title><b:Year>2014</b:Year></b:Source>"
    >>> print(loads(f"<b:Sources xmlns:b='x'>{source}</b:Sources>")[0])
    A title. 2014
    """
    loaded = Loaded()
    if not text.strip("\ufeff \r\n\t"):
        return loaded
    text, loaded.findings = whole_xml(text, r"(?:\w{1,20}:)?Source")
    root = local(text)
    if root.tag != "Sources":
        raise FormatError(f"expected Word's list of sources, found <{root.tag}>")
    for number, item in enumerate(root.findall("Source"), start=1):
        draft = Draft("word-xml")
        if len(item):
            loaded.append(_read(draft, item))
        else:
            draft.find("unreadable", f"source {number}: expected fields, found none", severity="error")
        loaded.findings += draft.findings
    return loaded


def _read(draft: Draft, item: Element) -> Citation:
    kind = Kind.read("word-xml", said_by(item.find("SourceType")))
    draft.kind = kind or Kind.OTHER if item.find("SourceType") is not None else None
    for path, leaf in leaves(item, ""):
        if not path.startswith("Author/"):
            _READERS.get(path, _read_plain)(draft, leaf)
    for role in item.findall("Author/*"):
        _read_people(draft, role)
    texts = draft.texts
    texts["container_title"] = list(dict.fromkeys(texts["container_title"]))
    year, month, day, *visit = (" ".join(texts.pop(name, ())) for name in _DATED.values())
    beside_year = " ".join(filter(None, (month, day)))
    state(draft, [Statement("Year", year), Statement("Month", beside_year)])
    if any(visit):
        draft.add("url_date", _visit(visit))
    return draft.citation()


def _visit(parts: list[str]) -> str:
    text = "-".join(part.zfill(2) for part in parts if part)
    with suppress(InputError):
        return str(Date.parse(" ".join(filter(None, parts)) if not text.replace("-", "").isdecimal() else text))
    date = read_slashed(text)
    return str(date) if date else " ".join(filter(None, parts))


def _read_people(draft: Draft, role: Element) -> None:
    into = _ROLES.get(role.tag)
    for name in filter(None, _names(role)):
        if into is None:
            draft.add(f"word-xml:name:{role.tag}", inverted(name))
        else:
            getattr(draft, into).append(name)


def _names(role: Element) -> Iterator[Name | None]:
    for group in role.findall("Corporate"):
        yield Name(literal=said_by(group)) if said_by(group) else None
    for person in role.findall("NameList/Person"):
        first, last = person.find("First"), said_by(person.find("Last"))
        given = " ".join(filter(None, (said_by(first), said_by(person.find("Middle")))))
        if not last:
            yield Name(literal=given) if given else None
        elif not given and (first is not None or " " in last):
            yield Name(literal=last)
        else:
            yield read_inverted(", ".join((last.partition(", ")[0], given, last.partition(", ")[2])).rstrip(", "))


def _read_plain(draft: Draft, leaf: Element) -> None:
    datum = mapping.data("word-xml").get(leaf.tag)
    draft.add(datum or f"word-xml:{leaf.tag}", said_by(leaf))


def _read_comments(draft: Draft, leaf: Element) -> None:
    for line in map(clean, "".join(leaf.itertext()).splitlines()):
        if line.startswith(_KEYWORDS):
            for keyword in apart(line.removeprefix(_KEYWORDS)):
                draft.add("keyword", keyword)
        elif (datum := _LABELS.get((said := line.partition(": "))[0])) and said[2]:
            draft.add(datum, said[2])
        else:
            read_remark(draft, line, "note")


def _kept_for(name: str) -> Callable[[Draft, Element], None]:
    return lambda draft, leaf: draft.add(name, said_by(leaf))


def _as_it_stood(datum: str) -> Callable[[Draft, Element], None]:
    def read(draft: Draft, leaf: Element) -> None:
        draft.native[datum] = ((leaf.tag, said_by(leaf)),)
        draft.add(datum, said_by(leaf).replace("-", "–") if datum == "pages" else said_by(leaf))

    return read


_READERS: dict[str, Callable[[Draft, Element], None]] = {
    "Tag": lambda draft, leaf: setattr(draft, "key", said_by(leaf) or None),
    "SourceType": lambda *_: None,
    **dict.fromkeys(_COUNTED, lambda *_: None),
    **{name: _kept_for(into) for name, into in _DATED.items()},
    "Pages": _as_it_stood("pages"),
    "DOI": _as_it_stood("doi"),
    "StandardNumber": lambda draft, leaf: read_serial(draft, said_by(leaf), "StandardNumber"),
    **dict.fromkeys(("URL", "Url"), lambda draft, leaf: read_addresses(draft, said_by(leaf), "url")),
    "Comments": _read_comments,
}
