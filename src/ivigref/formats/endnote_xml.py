"""EndNote XML, as EndNote, Zotero and Bookends write and read it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from ivigref.conventions.months import SHORT
from ivigref.errors import FormatError
from ivigref.formats import mapping
from ivigref.formats.draft import ET_AL, Draft, Loaded
from ivigref.formats.entry import Entry, Values, entries
from ivigref.formats.markup import TAG, is_well_nested, scripts, untagged
from ivigref.formats.people import inverted, read_inverted
from ivigref.formats.tagged_lines import read_remark, read_serial
from ivigref.keys import TEMPLATE
from ivigref.model import Citation, Kind, Origin
from ivigref.text import clean, plain
from ivigref.xml import DEPTH, parse, refuse_entities

_FACES = {"i": "italic", "em": "italic", "b": "bold", "strong": "bold", "sub": "subscript", "sup": "superscript"}
_TAGS = {face: tag for tag, face in reversed(_FACES.items())}
_RECORD = re.compile(r"<record[\s>].*?(?:</record>|(?=<record[\s>])|\Z)", re.DOTALL)
_PMID = re.compile(r"\d{1,9}")
_IDENTIFIERS = ("accession-num", "electronic-resource-num", "custom2")  # as PMID, DOI, PMCID
_SEPARATOR = re.compile(r" ?; ?")


def dumps(citations: Iterable[Citation], *, values: Values = "record", template: str = TEMPLATE) -> str:
    """Write citations as EndNote XML.

    >>> from ivigref import Reference
    >>> "<volume>9</volume><number>4</number>" in dumps([Citation(reference=Reference(volume="9", issue="4"))])
    True
    """
    found = enumerate(entries(citations, values, template), start=1)
    records = "\n".join(f"<record>{''.join(_write(entry, number))}</record>" for number, entry in found)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<xml><records>\n{records}\n</records></xml>\n'


def _write(entry: Entry, number: int) -> Iterator[str]:
    work = entry.work
    own = dict(entry.own("endnote-xml:"))
    code, _, kind = entry.kind.word("endnote-xml").partition(" ")
    yield '<database name="ivigref">ivigref</database><source-app name="ivigref">ivigref</source-app>'
    yield f'<rec-number>{entry.number or number}</rec-number><ref-type name="{kind}">{code}</ref-type>'
    yield _wrap(
        "contributors",
        _wrap("authors", "".join(_element("author", inverted(name)) for name in work.authors)),
        _wrap("secondary-authors", "".join(_element("author", inverted(name)) for name in work.editors)),
    )
    container = untagged(work.container_title or "")
    yield _wrap("titles", _wrap("title", _runs(work.title or "")), _element("secondary-title", container))
    if entry.kind.is_a(Kind.JOURNAL_ARTICLE):
        short = entry.text("container_title_short")
        yield _wrap("periodical", _element("full-title", container), _element("abbr-1", untagged(short)))
    yield _element("pages", work.pages.expanded.replace("–", "-") if work.pages else own.get("pages", ""))
    yield _element("volume", entry.text("volume")) + _element("number", entry.text("issue"))
    yield _wrap("keywords", "".join(_element("keyword", clean(keyword)) for keyword in entry.keywords))
    date = SHORT[entry.month - 1] if entry.month else ""
    yield _wrap("dates", _element("year", entry.text("year")), _wrap("pub-dates", _element("date", date)))
    yield _element("pub-location", entry.text("place")) + _element("publisher", entry.text("publisher"))
    yield _element("isbn", entry.text("issn") or entry.text("isbn"))
    for name, identifier in zip(_IDENTIFIERS, (work.pmid, work.doi, work.pmcid), strict=True):
        yield _element(name, identifier or own.get(name, ""))
    yield _element("label", entry.key)
    yield _element("abstract", entry.text("abstract")) + _element("edition", entry.text("edition"))
    notes = (ET_AL if work.et_al and work.authors else "", entry.text("note"))
    yield _element("notes", "; ".join(filter(None, notes))) + _element("research-notes", entry.text("annotation"))
    yield _wrap("urls", _wrap("related-urls", _element("url", work.url or "")))
    yield _element("remote-database-name", "PubMed" if work.pmid else "") + _element("language", entry.text("language"))


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else ""


def _wrap(name: str, *children: str) -> str:
    inner = "".join(children)
    return f"<{name}>{inner}</{name}>" if inner else ""


def _runs(title: str) -> str:
    """Write a title as runs of one face each; EndNote has no faces within faces."""
    title = scripts(plain(clean(title), keep=_FACES))
    tags = list(TAG.finditer(title))
    if not tags or not is_well_nested(tags):
        return escape(untagged(title))
    runs, faces = [], ["normal"]
    marks = [
        (0, 0, "", ""),
        *((tag.start(), tag.end(), tag[1], tag[2].lower()) for tag in tags),
        (len(title), 0, "", ""),
    ]
    for (_, start, closing, tag), (end, *_) in pairwise(marks):
        if closing:
            faces.pop()
        elif tag:
            faces.append(_FACES[tag])
        if text := title[start:end]:
            runs.append(f'<style face="{faces[-1]}" font="default" size="100%">{escape(text)}</style>')
    return "".join(runs)


def loads(text: str) -> Loaded:
    """Read EndNote XML; a record that is broken is a finding, and entities are never followed.

    >>> loaded = loads("<xml><records><record><pages>93-105</pages></record><record><pages></record></records></xml>")
    >>> loaded[0].reference.pages.last, loaded.findings[0].check
    ('105', 'unreadable')
    """
    refuse_entities(text)
    loaded, line, end, within = Loaded(), 1, 0, 0
    for record in _RECORD.finditer(text):
        line, end = line + text.count("\n", end, record.start()), record.start()
        draft = Draft("endnote-xml", line=line)
        within = 0 if record[0].endswith("</record>") else within + 1
        if within > DEPTH:
            raise FormatError(f"expected records beside one another, found {within} within one another")
        try:
            element = parse(record[0])
        except FormatError as error:
            draft.find("unreadable", f"this record is not XML: {error}", severity="error")
        else:
            _read(draft, element)
            loaded.append(draft.citation())
        loaded.findings += draft.findings
    if text.strip("\ufeff \r\n\t") and not end and "<records" not in text:
        raise FormatError("expected EndNote XML, found no <record>")
    return loaded


def _read(draft: Draft, record: Element) -> None:
    data = mapping.data("endnote-xml")
    kind = record.find("ref-type")
    if kind is not None:
        name = f"{''.join(kind.itertext()).strip()} {kind.get('name', '')}"
        draft.kind = Kind.read("endnote-xml", name) or Kind.OTHER
    for into, path in ((draft.authors, "authors"), (draft.editors, "secondary-authors")):
        names = (read_inverted(_text(author)) for author in record.iterfind(f"contributors/{path}/author"))
        into.extend(name for name in names if name)
    for element in record.iter():
        if element.tag in _READERS:
            _READERS[element.tag](draft, element)
        elif (datum := data.get(element.tag)) and element.tag not in {"pub-dates", "related-urls"}:
            draft.add(datum, _text(element))
    texts = draft.texts
    texts["container_title"] = texts["container_title"][:1]
    if record.find("source-app[@name='ivigref']") is None:  # which names the database of every PMID
        draft.origins += [Origin(database=name) for name in map(_text, record.iter("remote-database-name")) if name]


def _read_pmid(draft: Draft, element: Element) -> None:
    """Take an accession number for PubMed's only where it looks like one; it may be that of any database."""
    draft.add("pmid" if _PMID.fullmatch(_text(element)) else "endnote-xml:accession-num", _text(element))


def _read_pages(draft: Draft, element: Element) -> None:
    draft.native["pages"] = (("pages", _text(element)),)
    draft.add("pages", _text(element).replace("-", "–"))


def _read_notes(draft: Draft, element: Element) -> None:
    for part in _SEPARATOR.split(_text(element)):
        read_remark(draft, part, "note")


def _read_month(draft: Draft, element: Element) -> None:
    draft.add("month", _text(element))


def _read_key(draft: Draft, element: Element) -> None:
    draft.key = _text(element) or None


def _read_journal(draft: Draft, element: Element) -> None:
    """Prefer the journal's full title to what stands under the title, which may be its abbreviation."""
    draft.texts["container_title"][:0] = filter(None, [_text(element)])


def _text(element: Element) -> str:
    return clean("".join(element.itertext()))


def _title(element: Element) -> str:
    runs = []
    for style in element.iterfind("style"):
        tag = next((_TAGS[face] for face in style.get("face", "").split() if face in _TAGS), None)
        text = "".join(style.itertext())
        runs.append(f"<{tag}>{text}</{tag}>" if tag and text.strip() else text)
    return clean("".join(runs)) or _text(element)


_READERS: dict[str, Callable[[Draft, Element], None]] = {
    "title": lambda draft, element: draft.add("title", _title(element)),
    "full-title": _read_journal,
    "isbn": lambda draft, element: read_serial(draft, _text(element)),
    "pages": _read_pages,
    "accession-num": _read_pmid,
    "notes": _read_notes,
    "date": _read_month,
    "url": lambda draft, element: draft.add("url", _text(element)),
    "label": _read_key,
}
