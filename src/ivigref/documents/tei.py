"""Reference lists in TEI, as GROBID writes what it finds in a PDF, and as editors write their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from ivigref.documents.contents import Contents
from ivigref.documents.headings import is_heading
from ivigref.documents.items import Item, Items
from ivigref.errors import InputError
from ivigref.identifiers import normalize_doi, normalize_pmcid, normalize_pmid
from ivigref.model import Kind
from ivigref.names import Name
from ivigref.pages import Pages
from ivigref.patterns import lazy
from ivigref.text import squeeze
from ivigref.xml import parse, root_of

_IDENTIFIERS = {"doi": normalize_doi, "pmid": normalize_pmid, "pmcid": normalize_pmcid, "pmc": normalize_pmcid}
_SCOPES = {"volume": "volume", "vol": "volume", "issue": "issue"}
_YEAR = lazy(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_ROOTS = frozenset(("TEI", "teiCorpus", "TEI.2"))


def recognises(contents: Contents) -> bool:
    """Tell whether a text is TEI.

    >>> recognises(Contents(text="<TEI xmlns='http://www.tei-c.org/ns/1.0'/>")), recognises(Contents(text="<p>TEI</p>"))
    (True, False)
    """
    return (root_of(contents.shown) or "").rpartition(":")[2] in _ROOTS


def read(contents: Contents, which: int | None = None) -> Items:
    """Return the works of the lists of a text.

    Raises FormatError for XML that is not well formed or that declares entities, InputError where it has no list.

    >>> item, = read(Contents(text=
    ...     "<TEI><listBibl><biblStruct><analytic><title>Skin</title><author><persName><forename>P</forename>"
    ...     "<surname>Lund</surname></persName></author></analytic><monogr><title>Lupus</title><imprint>"
    ...     "<date when='2018-02'/></imprint></monogr></biblStruct></listBibl></TEI>"
    ... )).items
    >>> item.known["title"], item.known["container_title"], item.known["year"], item.raw
    ('Skin', 'Lupus', 2018, 'Lund P. Skin. Lupus. 2018.')
    """
    del which
    root = parse(contents.shown)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    items = tuple(
        _item(work) for lists in root.iter("listBibl") for work in lists if work.tag in {"biblStruct", "bibl"}
    )
    items = items or tuple(_printed_items(root))
    if not items:
        raise InputError("found no reference list in <TEI>: expected <listBibl> with <biblStruct> in it")
    return Items(items)


def _printed_items(root: Element) -> Iterator[Item]:
    """Yield the items of a list that stands under a heading as any other text does."""
    taken: set[Element] = set()  # of parts in parts
    for part in root.iter("div"):
        title = part.find("head")
        if part not in taken and title is not None and is_heading(squeeze("".join(title.itertext()))):
            taken.update(part.iter("div"))
            for number, item in enumerate(part.iter("item"), 1):
                yield Item(squeeze("".join(item.itertext())), number)


def _item(work: Element) -> Item:
    key = work.get("{http://www.w3.org/XML/1998/namespace}id")
    raw = next((squeeze("".join(n.itertext())) for n in work.iter("note") if n.get("type") == "raw_reference"), "")
    known = dict(_fields(work)) if work.tag == "biblStruct" else {}
    number = re.fullmatch(r"b(\d{1,5})", key or "")  # GROBID counts from 0
    return Item(raw or _printed(work, known), int(number[1]) + 1 if number else None, known=known)


def _fields(work: Element) -> Iterator[tuple[str, Any]]:
    analytic, monograph = work.find("analytic"), work.find("monogr")
    title = _text(analytic, "title")
    container = _text(monograph, "title")
    yield "title", title or container
    if title and container:
        yield "container_title", container
    if title and monograph is not None and any(t.get("level") == "j" for t in monograph.iter("title")):
        yield "kind", Kind.JOURNAL_ARTICLE
    whose = analytic if analytic is not None and analytic.find("author") is not None else monograph
    if authors := tuple(filter(None, map(_name, whose.findall("author") if whose is not None else ()))):
        yield "authors", authors
    if editors := tuple(filter(None, map(_name, work.iter("editor")))):
        yield "editors", editors
    for scope in work.iter("biblScope"):
        yield from _scope(scope)
    if publisher := _text(work, "publisher"):
        yield "publisher", publisher
    dated = (_YEAR.search(f"{date.get('when', '')} {''.join(date.itertext())}") for date in work.iter("date"))
    if year := next(filter(None, dated), None):
        yield "year", int(year[1])
    for identifier in work.iter("idno"):
        scheme = (identifier.get("type") or "").casefold()
        normalize = _IDENTIFIERS.get(scheme)
        if normalize and (value := normalize(squeeze("".join(identifier.itertext())))):
            yield ("pmcid" if scheme == "pmc" else scheme), value


def _scope(scope: Element) -> Iterator[tuple[str, Any]]:
    unit, text = (scope.get("unit") or scope.get("type") or "").casefold(), squeeze("".join(scope.itertext()))
    if unit in _SCOPES and text:
        yield _SCOPES[unit], text
    elif unit in {"page", "pages", "pp"}:
        first, last = scope.get("from"), scope.get("to")
        try:
            yield "pages", Pages.parse((f"{first}–{last}" if last and last != first else first) if first else text)
        except InputError:
            yield "unparsed", (text or f"{first}–{last}",)


def _text(element: Element | None, tag: str) -> str | None:
    found = element.find(f".//{tag}") if element is not None else None
    return squeeze("".join(found.itertext())).rstrip(".,;: ") or None if found is not None else None


def _name(element: Element) -> Name | None:
    person = element.find("persName")
    person = element if person is None else person
    given = " ".join(squeeze("".join(part.itertext())) for part in person.iter("forename")) or None
    if surname := _text(person, "surname"):
        return Name.from_surname(surname, given)
    literal = squeeze("".join(element.itertext()))
    return Name(literal=literal) if literal else None


def _printed(work: Element, known: dict[str, Any]) -> str:
    """Write a work as one line where the file has no print of it."""
    if not known:
        return squeeze("".join(work.itertext()))
    names = ", ".join(map(str, known.get("authors", ())))
    volume, issue, pages = (str(known.get(name, "")) for name in ("volume", "issue", "pages"))
    numbers = f";{volume}" * bool(volume) + f"({issue})" * bool(issue) + f":{pages}" * bool(pages)
    parts = (names, known.get("title"), known.get("container_title"), f"{known.get('year', '')}{numbers}")
    return ". ".join(str(part).rstrip(". ") for part in parts if part) + "."
