"""EndNote XML, as EndNote, Zotero and Bookends write and read it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from xml.etree.ElementTree import Element

from ivigref.errors import FormatError
from ivigref.formats import mapping
from ivigref.formats.dating import Statement, beside, state, with_year
from ivigref.formats.draft import ET_AL, Draft, Loaded
from ivigref.formats.entry import Entry, Values, entries, narrower
from ivigref.formats.markup import TAG, is_well_nested, scripts, untagged
from ivigref.formats.origins import is_pubmed, origins, pmid_among, pmid_of
from ivigref.formats.people import inverted, read_names
from ivigref.formats.tagged_lines import read_addresses, read_narrower, read_remarks, read_serial, unsaid
from ivigref.formats.xml_elements import element, elements, leaves, nested, wrap
from ivigref.identifiers import normalize_pmid
from ivigref.keys import TEMPLATE
from ivigref.model import Citation, Kind, Work
from ivigref.patterns import lazy
from ivigref.text import clean, plain
from ivigref.xml import DEPTH, escaped, parse, refuse_entities

_FACES = {"i": "italic", "em": "italic", "b": "bold", "strong": "bold", "sub": "subscript", "sup": "superscript"}
_TAGS = {face: tag for tag, face in reversed(_FACES.items())}
_RECORD = lazy(r"<record[\s>].*?(?:</record>|(?=<record[\s>])|\Z)", re.DOTALL)
_GROUPS = ("contributors", "titles", "periodical", "dates", "urls")  # elements that hold others
# What an EndNote library counts for itself, and the program that wrote the file.
_INTERNAL = frozenset({"database", "source-app", "rec-number", "ref-type", "key", "style"})
_ELSEWHERE = frozenset({"alt-periodical", "pdf-urls", "text-urls", "image-urls", "foreign-keys"})
_NLM = "NLM"  # whom EndNote names as the provider of PubMed


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
    own = list(entry.own("endnote-xml:"))
    odd = dict(own)
    code, _, kind = entry.kind.word("endnote-xml").partition(" ")
    yield '<database name="ivigref">ivigref</database><source-app name="ivigref">ivigref</source-app>'
    yield f'<rec-number>{entry.number or number}</rec-number><ref-type name="{kind}">{code}</ref-type>'
    group = {name: nested(own, f"{name}/") for name in _GROUPS}
    yield wrap(
        "contributors",
        wrap("authors", elements("author", map(inverted, work.authors))),
        wrap("secondary-authors", elements("author", map(inverted, work.editors))),
        group["contributors"],
    )
    yield from _container(entry, group)
    yield element("pages", work.pages.expanded.replace("–", "-") if work.pages else odd.get("pages", ""))
    for datum in ("volume", "issue", "edition", "place", "publisher", "language", "abstract", "annotation"):
        yield elements(mapping.names("endnote-xml")[datum][0], map(untagged, entry.texts(datum)))
    yield wrap("keywords", elements("keyword", map(clean, entry.keywords)))
    yield wrap("dates", element("year", entry.text("year")), _pub_dates(work), group["dates"])
    serials = unsaid((*entry.texts("issn"), *entry.texts("isbn")), (text for name, text in own if name == "isbn"))
    yield element("isbn", "\n".join(serials))
    yield element("electronic-resource-num", work.doi or odd.get("electronic-resource-num", ""))
    yield element("custom2", work.pmcid or odd.get("custom2", ""))
    yield element("work-type", narrower(entry.kind, "endnote-xml"))
    yield element("label", entry.key)
    yield from _origin(entry)
    yield wrap("urls", wrap("related-urls", elements("url", entry.texts("url"))), group["urls"])
    yield elements("access-date", entry.texts("url_date"))
    at_top = [(name, text) for name, text in own if name not in _IDENTIFIERS and name.partition("/")[0] not in _GROUPS]
    yield nested(at_top, "")


def _container(entry: Entry, group: Mapping[str, str]) -> Iterator[str]:
    container = untagged(entry.work.container_title or "")
    yield wrap(
        "titles",
        wrap("title", _runs(entry.work.title or "")),
        element("secondary-title", container),
        elements("tertiary-title", map(untagged, entry.texts("series"))),
        group["titles"],
    )
    is_article = entry.kind.is_a(Kind.JOURNAL_ARTICLE)
    known = [element("full-title", container), element("abbr-1", untagged(entry.text("container_title_short")))]
    yield wrap("periodical", *(known if is_article else ()), group["periodical"])


def _pub_dates(work: Work) -> str:
    date = work.date
    if date is None or date.is_year:
        return ""
    return wrap("pub-dates", element("date", beside(date, lambda text: with_year(date.year, text))))


def _origin(entry: Entry) -> Iterator[str]:
    """Write the database that has the PMID, else the first; EndNote has a place for one, and notes for a PMID."""
    pmid = entry.work.pmid
    chosen = next((o for o in entry.origins if pmid and pmid_of(o) == pmid), next(iter(entry.origins), None))
    notes = [ET_AL if entry.work.et_al and entry.work.authors else "", *entry.texts("note")]
    if chosen is None:
        yield element("accession-num", pmid or "") + element("remote-database-name", "PubMed" if pmid else "")
    else:
        yield element("accession-num", chosen.accession or "")
        yield element("remote-database-name", chosen.database or "")
        yield element("remote-database-provider", _NLM if chosen.database == "PubMed" else "")
        notes += [f"PMID: {pmid}"] if pmid and pmid_of(chosen) != pmid else []
    notes += [f"arXiv: {entry.work.arxiv}"] if entry.work.arxiv else []
    notes += [f"Trial: {trial}" for trial in entry.work.trials]
    yield element("notes", "\n".join(filter(None, notes)))


def _runs(title: str) -> str:
    """Write a title as runs of one face each; EndNote has no faces within faces."""
    title = scripts(plain(clean(title), keep=_FACES))
    tags = list(TAG.finditer(title))
    if not tags or not is_well_nested(tags):
        return escaped(untagged(title))
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
            runs.append(f'<style face="{faces[-1]}" font="default" size="100%">{escaped(text)}</style>')
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
            parsed = parse(record[0])
        except FormatError as error:
            draft.find("unreadable", f"this record is not XML: {error}", severity="error")
        else:
            if not len(parsed):
                draft.find("unreadable", "expected the fields of a record, found none", severity="error")
                loaded.findings += draft.findings
                continue
            _read(draft, parsed)
            loaded.append(draft.citation())
        loaded.findings += draft.findings
    if text.strip("\ufeff \r\n\t") and not end and "<records" not in text:
        raise FormatError("expected EndNote XML, found no <record>")
    return loaded


def _read(draft: Draft, record: Element) -> None:
    kind = record.find("ref-type")
    if kind is not None:
        name = f"{''.join(kind.itertext()).strip()} {kind.get('name', '')}"
        draft.kind = Kind.read("endnote-xml", name) or Kind.OTHER
    for path, leaf in leaves(record, ""):
        _read_leaf(draft, path, leaf)
    texts = draft.texts
    containers = [*texts.pop("full-title", ()), *texts["container_title"]]
    texts["container_title"] = list(dict.fromkeys(containers))[:1]
    dates = (Statement(path, text) for path in _DATES for text in texts.pop(path, ()))
    state(draft, dates)
    if not texts.get("pages") and (numbers := texts.get("endnote-xml:custom7")):
        draft.add("pages", numbers.pop(0))
    _read_origin(draft, record)


def _read_leaf(draft: Draft, path: str, element: Element) -> None:
    groups = set(path.split("/")[:-1])
    if "foreign-keys" in groups or (element.tag in _INTERNAL and element.tag != "style"):
        return
    datum = mapping.data("endnote-xml").get(element.tag)
    if path in _DATES:
        draft.add(path, _text(element))
    elif element.tag == "author" and groups & _NAMED.keys():
        read_names(draft, _text(element), into=_NAMED[(groups & _NAMED.keys()).pop()])
    elif element.tag in _READERS and not groups & _ELSEWHERE:
        _READERS[element.tag](draft, element)
    elif datum and not groups & _ELSEWHERE:
        draft.add(datum, _text(element))
    else:
        draft.add(f"endnote-xml:{path}", _text(element))


def _read_origin(draft: Draft, record: Element) -> None:
    """Take an accession number for PubMed's only where the record says PubMed; it may be that of any database."""
    texts = draft.texts
    numbers, databases, providers = (texts.pop(name, []) for name in ("accession", "database", "provider"))
    if not databases and _NLM in providers:
        databases = ["PubMed"]
    is_own = record.find("source-app[@name='ivigref']") is not None
    number = next(iter(numbers), None)
    stated = [("database", text) for text in databases] + [("accession", text) for text in numbers]
    found = origins(stated)
    if any(map(is_pubmed, (*databases, *providers))):
        draft.add("pmid", next((pmid for text in numbers if (pmid := normalize_pmid(text) or pmid_among(text))), ""))
    elif not texts.get("pmid"):
        draft.add("pmid", next(filter(None, map(pmid_of, found)), ""))
    is_remark = is_own and databases == ["PubMed"] and not providers  # which is how this module writes a PMID
    if not is_remark and not (not databases and number is not None and number in texts.get("pmid", ())):
        draft.origins += found
    for provider in providers if databases != ["PubMed"] or providers != [_NLM] else ():
        draft.add("endnote-xml:remote-database-provider", provider)


def _read_pages(draft: Draft, element: Element) -> None:
    draft.native["pages"] = (("pages", _text(element)),)
    draft.add("pages", _text(element).replace("-", "–"))


def _read_notes(draft: Draft, element: Element) -> None:
    read_remarks(draft, "".join(element.itertext()))


def _read_key(draft: Draft, element: Element) -> None:
    draft.key = _text(element) or None


def _text(element: Element) -> str:
    return clean("".join(element.itertext()))


def _title(element: Element) -> str:
    runs = []
    for style in element.iterfind("style"):
        tag = next((_TAGS[face] for face in style.get("face", "").split() if face in _TAGS), None)
        text = "".join(style.itertext())
        runs.append(f"<{tag}>{text}</{tag}>" if tag and text.strip() else text)
    return clean("".join(runs)) or _text(element)


_DATES = ("dates/year", "dates/pub-dates/date")
_NAMED = {"authors": "authors", "secondary-authors": "editors"}
_IDENTIFIERS = frozenset({"pages", "electronic-resource-num", "custom2"})
_READERS: dict[str, Callable[[Draft, Element], None]] = {
    "title": lambda draft, element: draft.add("title", _title(element)),
    # The journal's full title goes before what stands under the title, which may be its abbreviation.
    "full-title": lambda draft, element: draft.add("full-title", _text(element)),
    "isbn": lambda draft, element: read_serial(draft, _text(element), "isbn"),
    "pages": _read_pages,
    "accession-num": lambda draft, element: draft.add("accession", _text(element)),
    "remote-database-name": lambda draft, element: draft.add("database", _text(element)),
    "remote-database-provider": lambda draft, element: draft.add("provider", _text(element)),
    "work-type": lambda draft, element: read_narrower(draft, _text(element), "endnote-xml", "endnote-xml:work-type"),
    "notes": _read_notes,
    "url": lambda draft, element: read_addresses(draft, _text(element), "url"),
    "label": _read_key,
}
