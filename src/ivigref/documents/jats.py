"""Reference lists in JATS, the XML of PubMed Central and most publishers: the structure is known, so it is used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from ivigref.documents.contents import Contents
from ivigref.documents.items import Item, Items, Problem, no_such_list
from ivigref.errors import InputError
from ivigref.identifiers import normalize_doi, normalize_pmcid, normalize_pmid
from ivigref.model import Check, Kind
from ivigref.names import Name
from ivigref.pages import Pages
from ivigref.patterns import lazy
from ivigref.text import squeeze
from ivigref.xml import parse

_NUMBER = lazy(r"\D{0,3}(\d{1,5})\D{0,3}")
_TEXTS = {
    "container_title": "source",
    "volume": "volume",
    "issue": "issue",
    "publisher": "publisher-name",
    "place": "publisher-loc",
    "edition": "edition",
}
_IDENTIFIERS = {"doi": normalize_doi, "pmid": normalize_pmid, "pmcid": normalize_pmcid}


def recognises(contents: Contents) -> bool:
    """Tell whether a text is an article, or a part of one, in JATS.

    >>> recognises(Contents(text="<ref-list><ref/></ref-list>")), recognises(Contents(text="1. Bruton OC. Skin."))
    (True, False)
    """
    text = contents.shown
    return "<ref-list" in text or "<mixed-citation" in text or "<element-citation" in text


def read(contents: Contents, which: int | None = None) -> Items:
    """Return the items of all reference lists of an article, or of the one that is asked for.

    Raises FormatError for XML that is not well formed or that declares entities, InputError where it has no list.

    >>> item, = read(Contents(text=
    ...     "<ref-list><ref><label>1</label><mixed-citation publication-type='journal'><name><surname>Bruton</surname>"
    ...     "<given-names>OC</given-names></name>. <article-title>Agammaglobulinemia</article-title>. "
    ...     "<source>Pediatrics</source> <year>1952</year>;<volume>16</volume>:<fpage>722</fpage>–<lpage>8</lpage>."
    ...     "</mixed-citation></ref></ref-list>"
    ... )).items
    >>> item.number, item.known["title"], item.known["pages"].last
    (1, 'Agammaglobulinemia', '728')
    """
    lists, references = _references(contents, which)
    items = tuple(item for ref in references for item in _items(ref))
    if not items:
        raise InputError("found no reference list: expected <ref-list> with <ref> in it")
    message = f"the article has {len(lists)} reference lists; all are read as one (choose with --list)"
    problems = (Problem(Check.SEVERAL_LISTS, message),) if lists[1:] and which is None else ()
    return Items(items, problems, max(1, len(lists)))


def works_of(contents: Contents, which: int | None = None) -> list[tuple[str | None, int]]:
    """Return the names that cross-references lead to, each with how many works of the list it has.

    >>> ref = "<ref id='B1'><mixed-citation>Bruton OC. 1952.</mixed-citation></ref>"
    >>> works_of(Contents(text=f"<ref-list>{ref}</ref-list>"))
    [('B1', 1)]
    """
    return [(ref.get("id"), sum(1 for _ in _items(ref))) for ref in _references(contents, which)[1]]


def _references(contents: Contents, which: int | None) -> tuple[list[Element], list[Element]]:
    """Return the lists of an article, and the references of the one that is wanted, or of all."""
    root = parse(contents.shown)
    for element in root.iter():  # some publishers write the names with a namespace
        element.tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    lists = [found for found in root.iter("ref-list") if found.find("ref") is not None]
    if which is not None and lists and not 1 <= which <= len(lists):
        raise no_such_list(len(lists), "lists of the article", which)
    return lists, lists[which - 1].findall("ref") if which is not None and lists else [*root.iter("ref")]


def _items(ref: Element) -> Iterator[Item]:
    label = _NUMBER.fullmatch(squeeze(ref.findtext("label") or ""))
    number = int(label.group(1)) if label else None
    for tag in ("mixed-citation", "element-citation", "citation", "nlm-citation"):
        for citation in ref.iter(tag):
            _part_names(citation)
            raw = squeeze("".join(citation.itertext()) if tag == "mixed-citation" else " ".join(citation.itertext()))
            yield Item(raw, number, known=_fields(citation))
            number = None  # a reference may hold several works under one number
        if number is None and label:
            return


def _part_names(citation: Element) -> None:
    """Put a blank between a name's parts, and a comma between names, where the file has them side by side."""
    for name in citation.iter():
        if name.tag in {"name", "string-name"}:
            for part in list(name)[:-1]:
                part.tail = part.tail or " "
        elif name.tag == "person-group":
            for part in list(name)[:-1]:
                part.tail = part.tail or ", "


def _fields(citation: Element) -> dict[str, Any]:
    fields: dict[str, Any] = {name: _text(citation, tag) for name, tag in _TEXTS.items()}
    fields["title"] = (
        _text(citation, "article-title") or _text(citation, "chapter-title") or _text(citation, "data-title")
    )
    kind = Kind.read("jats", citation.get("publication-type") or citation.get("citation-type") or "")
    if kind is Kind.BOOK and fields["title"]:
        kind = Kind.BOOK_CHAPTER
    elif fields["title"] is None and not (kind and kind.is_a(Kind.JOURNAL_ARTICLE)):
        fields["title"], fields["container_title"] = fields["container_title"], None
    fields["kind"] = kind
    year = re.search(r"\d{4}", _text(citation, "year") or "")
    fields["year"] = int(year.group()) if year else None
    fields["authors"] = _names(citation, "author")
    fields["editors"] = _names(citation, "editor")
    fields["et_al"] = citation.find(".//etal") is not None
    first, last = _text(citation, "fpage") or _text(citation, "elocation-id"), _text(citation, "lpage")
    try:
        fields["pages"] = Pages.parse(f"{first}–{last}" if last and last != first else first) if first else None
    except InputError:
        fields["unparsed"] = (first or "",)
    for identifier in citation.iter("pub-id"):
        normalize = _IDENTIFIERS.get(identifier.get("pub-id-type") or "")
        if normalize and (value := normalize(squeeze("".join(identifier.itertext())))):
            fields[identifier.get("pub-id-type") or ""] = value
    return {name: value for name, value in fields.items() if value not in (None, (), False)}


def _text(citation: Element, tag: str) -> str | None:
    found = citation.find(f".//{tag}")
    return squeeze("".join(found.itertext())).rstrip(".,;: ") or None if found is not None else None


def _names(citation: Element, role: str) -> tuple[Name, ...]:
    groups = [g for g in citation.iter("person-group") if (g.get("person-group-type") or "author").startswith(role)]
    if not groups and role == "author" and citation.find(".//person-group") is None:
        groups = [citation]
    return tuple(name for group in groups for element in group.iter() if (name := _name(element)))


def _name(element: Element) -> Name | None:
    if element.tag in {"name", "string-name"} and element.findtext("surname"):
        given = squeeze(element.findtext("given-names") or "") or None
        suffix = squeeze(element.findtext("suffix") or "") or None
        return Name.from_surname(squeeze(element.findtext("surname") or ""), given, suffix)
    if element.tag == "collab" and (literal := squeeze("".join(element.itertext()))):
        return Name(literal=literal)
    return None
