"""Zotero RDF, the graph in which Zotero exports a library with its collections and files.

Format: as Zotero writes it: Dublin Core, PRISM, FOAF and the bibliographic ontology of purl.org/net/biblio.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from ivigref.errors import FormatError
from ivigref.formats.broken import whole_xml
from ivigref.formats.dating import Statement, read_slashed, state
from ivigref.formats.draft import Draft, Loaded
from ivigref.formats.people import inverted
from ivigref.formats.tagged_lines import read_addresses, read_remarks, read_serial
from ivigref.formats.xml_elements import said_by
from ivigref.model import Citation, Kind
from ivigref.names import Name
from ivigref.patterns import lazy
from ivigref.xml import parse

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_ABOUT, _RESOURCE = f"{_RDF}about", f"{_RDF}resource"
_WHOLES = frozenset(
    {"Journal", "Book", "Document", "Series", "Proceedings", "CourtReporter", "Periodical", "Recording"}
)
_NO_WORKS = frozenset({"Attachment", "Collection", "Memo", "Series"})  # files, folders, notes
_LABELLED = lazy(r"(DOI|ISSN|ISBN|PMID|PMCID)\s(.+)", re.IGNORECASE)
_ROLES = {"authors": "authors", "editors": "editors", "seriesEditors": "editors"}
_TEXTS = {
    "volume": "volume", "number": "issue", "pages": "pages", "edition": "edition", "language": "language",
    "abstract": "abstract", "alternative": "container_title_short",
}  # fmt: skip


def loads(text: str) -> Loaded:
    """Read Zotero's RDF: each item that has a type there; attachments, notes and collections are no works."""
    loaded = Loaded()
    if not text.strip("\ufeff \r\n\t"):
        return loaded
    text, loaded.findings = whole_xml(text, r"\w{1,20}:\w{1,40}(?=\s[^<>]{0,20}\brdf:about=)")
    root = parse(text)
    if root.tag != f"{_RDF}RDF":
        raise FormatError(f"expected Zotero's RDF, found <{_local(root)}>")
    nodes = {node.get(_ABOUT, ""): node for node in root}
    wholes = {said for node in root for said in _parts_of(node)}
    for node in root:
        if _is_work(node, wholes):
            draft = Draft("zotero-rdf")
            loaded.append(_read(draft, node, nodes))
            loaded.findings += draft.findings
    if not loaded:
        raise FormatError("expected Zotero's RDF with items, found none")
    return loaded


def _local(node: Element) -> str:
    return node.tag.rpartition("}")[2]


def _parts_of(node: Element) -> Iterator[str]:
    for child in node:
        if _local(child) == "isPartOf" and (about := child.get(_RESOURCE)):
            yield about


def _is_work(node: Element, wholes: set[str]) -> bool:
    """Tell a work from a journal that others are in, and from what hangs on a work."""
    name, has_type = _local(node), any(_local(child) == "itemType" for child in node)
    if name in _NO_WORKS or any(_local(child) == "itemType" and said_by(child) == "attachment" for child in node):
        return False
    return has_type or (name in {"Article", "Book"} and node.get(_ABOUT, "") not in wholes)


def _read(draft: Draft, node: Element, nodes: dict[str, Element]) -> Citation:
    for child in node:
        name = _local(child)
        if name == "isPartOf":
            whole = nodes.get(child.get(_RESOURCE, ""))
            for found in child if whole is None else [whole]:
                _read_whole(draft, found)
        else:
            _read_field(draft, name, child, nodes, "title")
    state(draft, [Statement("date", text) for text in draft.texts.pop("date:", ())])
    return draft.citation()


def _read_whole(draft: Draft, whole: Element) -> None:
    """Read the journal, book or series that an item is in."""
    is_series = _local(whole) == "Series"
    for child in whole:
        name = _local(child)
        if name == "title":
            draft.add("series" if is_series else "container_title", said_by(child))
        elif name == "isPartOf":
            for found in child:
                _read_whole(draft, found)
        elif not is_series:
            _read_field(draft, name, child, {}, "container_title")


def _read_field(draft: Draft, name: str, child: Element, nodes: dict[str, Element], title: str) -> None:
    if name == "title":
        draft.add(title, said_by(child))
    elif name in _TEXTS:
        text = said_by(child)
        draft.add(_TEXTS[name], text.replace("-", "–") if name == "pages" else text)
    elif name in _ROLES:
        getattr(draft, _ROLES[name]).extend(_people(child))
    elif name in _READERS:
        _READERS[name](draft, child)
    elif name == "isReferencedBy":
        _read_memo(draft, nodes.get(child.get(_RESOURCE, "")))
    elif name.endswith("ors") and child.find(f"{_RDF}Seq") is not None:
        for person in _people(child):
            draft.add(f"zotero-rdf:{name}", inverted(person))
    elif name not in {"link", "type", "relation"} and said_by(child):
        draft.add(f"zotero-rdf:{name}", said_by(child))


def _people(child: Element) -> list[Name]:
    found = []
    for person in child.iter():
        if _local(person) in {"Person", "Organization"}:
            parts = {_local(part): said_by(part) for part in person}
            last, first = parts.get("surname", ""), parts.get("givenName") or parts.get("givenname", "")
            whole = parts.get("name") or ("" if first else last)
            if whole:
                found.append(Name(literal=whole))
            elif last:
                found.append(Name.from_surname(last, first))
    return found


def _read_type(draft: Draft, child: Element) -> None:
    draft.kind = Kind.read("zotero", said_by(child)) or Kind.OTHER


def _read_publisher(draft: Draft, child: Element) -> None:
    names = [part for part in child.iter() if _local(part) == "name"]
    places = [part for part in child.iter() if _local(part) == "locality"]
    draft.add("publisher", said_by(names[0]) if names else "" if places else said_by(child))
    draft.add("place", said_by(places[0]) if places else "")


def _read_identifier(draft: Draft, child: Element) -> None:
    text = said_by(child)
    match = _LABELLED.fullmatch(text)
    is_address = any(_local(part) == "URI" for part in child.iter())
    if match and match[1].upper() in {"ISSN", "ISBN"}:
        read_serial(draft, match[2])
    elif match:
        draft.add(match[1].lower(), match[2])
    elif is_address or text.startswith("http"):
        read_addresses(draft, text, "url")
    else:
        draft.add("zotero-rdf:identifier", text)


def _read_subject(draft: Draft, child: Element) -> None:
    draft.add("keyword", said_by(child))


def _read_visit(draft: Draft, child: Element) -> None:
    date = read_slashed(said_by(child).partition(" ")[0])
    draft.add("url_date", str(date) if date else said_by(child))


def _read_memo(draft: Draft, memo: Element | None) -> None:
    for child in memo if memo is not None else ():
        if _local(child) == "value":
            draft.add("note", said_by(child))


_READERS: dict[str, Callable[[Draft, Element], None]] = {
    "itemType": _read_type,
    "date": lambda draft, child: draft.add("date:", said_by(child)),
    "publisher": _read_publisher,
    "identifier": _read_identifier,
    "subject": _read_subject,
    "dateSubmitted": _read_visit,
    "description": lambda draft, child: read_remarks(draft, "".join(child.itertext())),
    "citationKey": lambda draft, child: setattr(draft, "key", said_by(child) or None),
}
