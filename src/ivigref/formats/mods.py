"""MODS, the Library of Congress' description of works in XML, which catalogues, bibutils and Zotero exchange.

Format: Library of Congress, Metadata Object Description Schema 3.8 (loc.gov/standards/mods).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from xml.etree.ElementTree import Element

from ivigref.errors import FormatError
from ivigref.formats.dating import Statement, state
from ivigref.formats.draft import ET_AL, Draft, Loaded
from ivigref.formats.entry import Entry, Values, entries
from ivigref.formats.markup import untagged
from ivigref.formats.people import inverted, read_inverted, spelled_given
from ivigref.formats.tagged_lines import read_addresses, read_remark, read_serial
from ivigref.formats.xml_elements import element, elements, leaves, local, nested, said_by, wrap
from ivigref.keys import TEMPLATE
from ivigref.model import Citation, Kind, MeshHeading, Origin
from ivigref.names import Name
from ivigref.text import clean

_NAMESPACE = "http://www.loc.gov/mods/v3"
_ROLES = {"aut": "authors", "author": "authors", "cre": "authors", "creator": "authors", "": "authors"}
_ROLES |= {"edt": "editors", "editor": "editors"}
_IDENTIFIERS = {
    "doi": "doi", "pmid": "pmid", "pubmed": "pmid", "pmc": "pmcid", "pmcid": "pmcid", "arxiv": "arxiv", "uri": "url",
    "trial": "trials",
}  # fmt: skip
_UNREAD = {"doi": "doi", "pmid": "pmid", "pmcid": "pmc"}


def dumps(citations: Iterable[Citation], *, values: Values = "record", template: str = TEMPLATE) -> str:
    """Write citations as a collection of MODS.

    >>> from ivigref import Reference
    >>> '<detail type="volume"><number>9</number></detail>' in dumps([Citation(reference=Reference(volume="9"))])
    True
    """
    found = "\n".join(wrap("mods", *_write(entry), ID=entry.key) for entry in entries(citations, values, template))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<modsCollection xmlns="{_NAMESPACE}">\n{found}\n</modsCollection>\n'
    )


def _write(entry: Entry) -> Iterator[str]:
    work, own = entry.work, [*entry.own("mods:")]
    yield _titled(work.title)
    yield from (_person(name, "aut") for name in work.authors)
    yield "" if work.container_title else "".join(_person(name, "edt") for name in work.editors)
    yield from (_person(_name(text), name[5:]) for name, text in own if name.startswith("name:"))
    yield element("genre", entry.kind)
    dates = wrap("originInfo", element("dateIssued", str(work.date or entry.text("year")), encoding="edtf"))
    yield dates
    yield elements("languageTerm", entry.texts("language"), type="text").join(("<language>", "</language>")) * bool(
        entry.texts("language")
    )
    yield elements("abstract", map(untagged, entry.texts("abstract")))
    yield element("note", ET_AL if work.et_al and work.authors else "")
    yield elements("note", map(untagged, entry.texts("note")))
    yield elements("note", map(untagged, entry.texts("annotation")), type="annotation")
    yield from _subjects(entry)
    host, published = _published(entry)
    yield wrap("relatedItem", *host, published, type="host") if work.container_title else published
    yield "" if work.container_title else _part(entry, own)
    yield from (wrap("relatedItem", _titled(text), type="series") for text in entry.texts("series"))
    yield from _identifiers(entry, own)
    yield from _locations(entry)
    yield from (_record(origin) for origin in entry.origins)
    yield nested(((name, text) for name, text in own if ":" not in name and name != "pages"), "")


def _titled(title: str | None, **attributes: str) -> str:
    return wrap("titleInfo", element("title", untagged(title or "")), **attributes)


def _person(name: Name, role: str) -> str:
    term = wrap("role", element("roleTerm", role, type="code", authority="marcrelator"))
    if name.literal is not None:
        return wrap("name", element("namePart", clean(name.literal)), term, type="corporate")
    return wrap(
        "name",
        element("namePart", clean(name.surname), type="family"),
        element("namePart", spelled_given(name.given or ""), type="given"),
        element("namePart", clean(name.suffix or ""), type="termsOfAddress"),
        term,
        type="personal",
    )


def _name(text: str) -> Name:
    return read_inverted(text) or Name(literal=text)


def _subjects(entry: Entry) -> Iterator[str]:
    for heading in entry.work.mesh:
        parts = str(heading).split("/")
        yield wrap("subject", elements("topic", parts), authority="mesh")
    headings = set(map(str, entry.work.mesh))
    for keyword in entry.keywords:
        if keyword not in headings:
            yield wrap("subject", element("topic", clean(keyword)))


def _published(entry: Entry) -> tuple[list[str], str]:
    """Write what a work is in, and, of that or of the work itself, who published it and its numbers."""
    work = entry.work
    places = (wrap("place", element("placeTerm", text, type="text")) for text in map(untagged, entry.texts("place")))
    origin = wrap(
        "originInfo",
        *places,
        elements("publisher", map(untagged, entry.texts("publisher"))),
        elements("edition", map(untagged, entry.texts("edition"))),
    )
    numbers = elements("identifier", entry.texts("issn"), type="issn")
    numbers += elements("identifier", entry.texts("isbn"), type="isbn")
    host = [
        _titled(work.container_title),
        _titled(entry.text("container_title_short"), type="abbreviated"),
        *(_person(name, "edt") for name in work.editors),
        _part(entry, [*entry.own("mods:")]),
    ]
    short = "" if work.container_title else _titled(entry.text("container_title_short"), type="abbreviated")
    return host, origin + numbers + (wrap("relatedItem", short, type="host") if short else "")


def _part(entry: Entry, own: list[tuple[str, str]]) -> str:
    pages = entry.work.pages
    one = pages if pages and len(pages.ranges) == 1 else None
    extent = wrap(
        "extent",
        element("start", one.first if one else ""),
        element("end", (one.last or "") if one else ""),
        element("list", pages.expanded if pages and not one else ""),
        *(() if pages else (element("list", text) for name, text in own if name == "pages")),
        unit="pages",
    )
    details = (
        wrap("detail", element("number", untagged(text)), type=name)
        for name in ("volume", "issue")
        for text in entry.texts(name)
    )
    return wrap("part", *details, extent)


def _identifiers(entry: Entry, own: list[tuple[str, str]]) -> Iterator[str]:
    work = entry.work
    known = {"doi": work.doi, "pmid": work.pmid, "pmc": work.pmcid, "arxiv": work.arxiv}
    yield from (element("identifier", text or "", type=of) for of, text in known.items())
    yield from (element("identifier", trial, type="trial") for trial in work.trials)
    for name, text in own:
        of = name.removeprefix("identifier:")
        if of != name and not known.get(of):
            yield element("identifier", text, type=of)


def _locations(entry: Entry) -> Iterator[str]:
    """Write the addresses; the day of a visit stands with the first."""
    urls, days = entry.texts("url"), entry.texts("url_date")
    for place, url in enumerate(urls):
        day = {"dateLastAccessed": days[0]} if days and not place else {}
        yield wrap("location", element("url", url, **day))
    for rest in days[bool(urls) :]:
        yield wrap("location", element("url", "about:blank", dateLastAccessed=rest))


def _record(origin: Origin) -> str:
    source, number = origin.database or "", origin.accession or ""
    return wrap("recordInfo", element("recordContentSource", source), element("recordIdentifier", number))


def loads(text: str) -> Loaded:
    """Read MODS, a single description or a collection.

    >>> print(loads("<mods><titleInfo><title>A title</title></titleInfo><part><date>2014</date></part></mods>")[0])
    A title. 2014
    """
    loaded = Loaded()
    if not text.strip("\ufeff \r\n\t"):
        return loaded
    root = local(text)
    if root.tag not in {"mods", "modsCollection"}:
        raise FormatError(f"expected MODS, found <{root.tag}>")
    for number, item in enumerate([root] if root.tag == "mods" else root.findall("mods"), start=1):
        draft = Draft("mods")
        if len(item):
            _read(draft, item)
            loaded.append(_finish(draft))
        else:
            draft.find("unreadable", f"item {number}: expected a description, found an empty <mods>", severity="error")
        loaded.findings += draft.findings
    return loaded


def _read(draft: Draft, item: Element) -> None:
    draft.key = item.get("ID")
    for child in item:
        _READERS.get(child.tag, _read_other)(draft, child)
    host = item.find("relatedItem[@type='host']")
    if draft.kind is None and host is not None:
        genres = {said_by(genre).casefold() for genre in host.findall("genre")}
        draft.kind = Kind.BOOK_CHAPTER if "book" in genres else Kind.JOURNAL_ARTICLE if draft.texts["volume"] else None
    elif draft.kind is None and said_by(item.find("originInfo/issuance")) == "monographic":
        draft.kind = Kind.BOOK


def _finish(draft: Draft) -> Citation:
    state(draft, [Statement("dateIssued", text) for text in draft.texts.pop("date:", ())])
    return draft.citation()


def _read_other(draft: Draft, child: Element) -> None:
    """Keep what only MODS has, each leaf under the names of what it stands in."""
    if len(child):
        for path, leaf in leaves(child, f"{child.tag}/"):
            draft.add(f"mods:{path}", said_by(leaf))
    else:
        draft.add(f"mods:{child.tag}", said_by(child))


def _read_title(draft: Draft, child: Element) -> None:
    if child.get("type"):
        _read_other(draft, child)
    else:
        draft.add("title", _title(child))


def _title(child: Element) -> str:
    title = " ".join(filter(None, (said_by(child.find("nonSort")), said_by(child.find("title")))))
    subtitle = said_by(child.find("subTitle"))
    return f"{title}: {subtitle}" if subtitle else title


def _read_name(draft: Draft, child: Element) -> None:
    roles = [said_by(term).casefold() for term in child.findall("role/roleTerm")] or [""]
    into = next((_ROLES[role] for role in roles if role in _ROLES), None)
    name = _name_of(child)
    if name is None:
        return
    if into is None:
        draft.add(f"mods:name:{roles[0].replace(' ', '-')}", inverted(name))
    elif name not in getattr(draft, into):
        getattr(draft, into).append(name)


def _name_of(child: Element) -> Name | None:
    parts = {part.get("type", ""): said_by(part) for part in reversed(child.findall("namePart"))}
    if parts.get("family"):
        given = " ".join(said_by(part) for part in child.findall("namePart[@type='given']")) or None
        return Name.from_surname(parts["family"], given, parts.get("termsOfAddress"))
    whole = parts.get("") or next(iter(parts.values()), "")
    if child.get("type") in {"corporate", "conference"}:
        return Name(literal=whole) if whole else None
    return read_inverted(whole)


def _read_genre(draft: Draft, child: Element) -> None:
    word = said_by(child)
    kind = Kind.read("mods", word) or Kind.read("exports", word)
    if kind is None:
        draft.add("mods:genre", word)
    elif draft.kind is None or (kind.is_a(draft.kind) and kind is not draft.kind):
        draft.kind = kind


def _read_origin(draft: Draft, child: Element) -> None:
    for part in child:
        text = said_by(part)
        if part.tag in {"dateIssued", "copyrightDate"}:
            draft.add("date:", text)
        elif part.tag in {"publisher", "edition"}:
            draft.add(part.tag, text)
        elif part.tag == "place" and part.find("placeTerm[@type='code']") is None:
            draft.add("place", text)
        elif part.tag != "issuance":
            draft.add(f"mods:originInfo/{part.tag}", text)


def _read_host(draft: Draft, child: Element) -> None:
    if child.get("type") == "series":
        draft.add("series", _title(found) if (found := child.find("titleInfo")) is not None else "")
        return
    if child.get("type") != "host":
        _read_other(draft, child)
        return
    for part in child:
        if part.tag == "titleInfo":
            draft.add("container_title_short" if part.get("type") else "container_title", _title(part))
        elif part.tag == "name":
            _read_name(draft, part)
        elif part.tag not in {"genre", "typeOfResource"}:
            _READERS.get(part.tag, _read_other)(draft, part)


def _read_part(draft: Draft, child: Element) -> None:
    for part in child:
        of, number = part.get("type", ""), said_by(part.find("number")) or said_by(part)
        if part.tag == "detail" and of in {"volume", "issue", "number"}:
            draft.add("volume" if of == "volume" else "issue", number)
        elif part.tag == "detail" and of in {"page", "article-number", "elocation"}:
            draft.add("pages", number)
        elif part.tag == "extent":
            _read_pages(draft, part)
        elif part.tag == "date":
            draft.add("date:", said_by(part))
        else:
            draft.add(f"mods:part/{part.tag}", said_by(part))


def _read_pages(draft: Draft, part: Element) -> None:
    start, end, listed = (said_by(part.find(name)) for name in ("start", "end", "list"))
    text = f"{start}–{end}" if start and end and start != end else start or listed
    draft.native["pages"] = (("pages", text),)
    draft.add("pages", text)


def _read_identifier(draft: Draft, child: Element) -> None:
    of, text = child.get("type", "").casefold(), said_by(child)
    if of in {"issn", "isbn"}:
        read_serial(draft, text)
    elif of == "citekey":
        draft.key = draft.key or text
    elif of in _IDENTIFIERS:
        datum = _IDENTIFIERS[of]
        if datum in _UNREAD:
            draft.native.setdefault(datum, ((f"identifier:{_UNREAD[datum]}", text),))
        draft.add(datum, text)
    else:
        draft.add(f"mods:identifier:{of or 'local'}", text)


def _read_location(draft: Draft, child: Element) -> None:
    for part in child:
        if part.tag != "url":
            draft.add(f"mods:location/{part.tag}", said_by(part))
            continue
        if said_by(part) != "about:blank":
            read_addresses(draft, said_by(part), "url")
        draft.add("url_date", part.get("dateLastAccessed", ""))


def _read_subject(draft: Draft, child: Element) -> None:
    topics = [said_by(topic) for topic in child if said_by(topic)]
    if child.get("authority", "").casefold() == "mesh" and topics:
        draft.add("mesh", str(MeshHeading.model_validate("/".join(topics))))
    else:
        for topic in topics:
            draft.add("keyword", topic)


def _read_note(draft: Draft, child: Element) -> None:
    if child.get("type") == "annotation":
        draft.add("annotation", said_by(child))
    else:
        read_remark(draft, said_by(child), "note")


def _read_record(draft: Draft, child: Element) -> None:
    database, number = said_by(child.find("recordContentSource")), said_by(child.find("recordIdentifier"))
    if database or number:
        draft.origins.append(Origin(database=database or None, accession=number or None))


_READERS: dict[str, Callable[[Draft, Element], None]] = {
    "titleInfo": _read_title,
    "name": _read_name,
    "genre": _read_genre,
    "typeOfResource": lambda *_: None,
    "originInfo": _read_origin,
    "language": lambda draft, child: draft.add("language", said_by(child)),
    "abstract": lambda draft, child: draft.add("abstract", said_by(child)),
    "note": _read_note,
    "subject": _read_subject,
    "relatedItem": _read_host,
    "part": _read_part,
    "identifier": _read_identifier,
    "location": _read_location,
    "recordInfo": _read_record,
}
