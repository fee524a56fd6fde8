"""RIS, which Zotero, EndNote, Mendeley and publishers' pages exchange."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from ivigref.errors import FormatError
from ivigref.formats import mapping, ris_dialects
from ivigref.formats.dating import Statement, read_slashed, slashed, state, with_year
from ivigref.formats.draft import ET_AL, Draft, Loaded
from ivigref.formats.entry import Entry, Values, entries, narrower
from ivigref.formats.markup import untagged
from ivigref.formats.origins import EMBASE, is_pubmed, origins, pmid_among, pmid_of
from ivigref.formats.people import inverted, read_names
from ivigref.formats.tagged_lines import Line, lines, read_addresses, read_narrower, read_remark, read_serial, unsaid
from ivigref.identifiers import normalize_doi, normalize_pmcid, normalize_pmid
from ivigref.keys import TEMPLATE
from ivigref.model import Check, Citation, Finding, Kind, Severity
from ivigref.pages import Pages
from ivigref.patterns import lazy
from ivigref.text import clean

# Tags of RIS, as its specification (2011) and the databases have them. A line with one blank before its hyphen begins
# with a tag only if this is one: "OR - 2.3 (1.1 to 4.0)" is a line of an abstract.
_TAGS = """
    A1 A2 A3 A4 AB AD AN AR AU AV BT C1 C2 C3 C4 C5 C6 C7 C8 CA CN CP CT CY DA DB DO DP ED EP ER ET ID IS J1 J2 JA JF
    JO KW L1 L2 L3 L4 LA LB LK M1 M2 M3 N1 N2 NV OP PB PP PY RN RP SE SN SP ST SV T1 T2 T3 TA TI TT TY U1 U2 U3 U4 U5
    UR VL VO Y1 Y2
""".split()
_LINE = lazy(rf"^\ufeff?\s*+((?:[A-Z][A-Z0-9](?=  |\t)|{'|'.join(_TAGS)}))(?:  ?|\t)-(?:[ \t](.*))?")

_WITHIN = lazy(r"(?<=\S)\s{3,}+(?=[A-Z][A-Z0-9]  - )")  # Rayyan puts fields that it does not know behind others

# What was read and not understood goes back there, unless something better is known.
_ONCE = frozenset({"SP", "EP", "DO"})
# Where two fields have different names of the journal or the book, each goes back into its own.
_NAMES = ("JF", "BT")
_DATES = ("PY", "Y1", "DA")  # in the order in which they are believed
_ARTICLE_NUMBERS = ("C7", "AR", "PG")
# Ovid's number of a record in its ID; a key of a list has an author's name, or is short.
_NUMBER = lazy(r"(?:[A-Z]{0,3}\d{6,12}|\d{4}-\d{5}-\d{3})")
_MANY = 3  # texts outside of records that a message names

# JabRef lets the last of all numbers win, so the issue comes after what it also takes for one.
_PLAIN = (
    "title", "container_title_short", "year", "volume", "publisher", "place", "edition", "series", "issn", "isbn",
    "issue", "doi", "url", "language", "abstract",
)  # fmt: skip


def dumps(citations: Iterable[Citation], *, values: Values = "record", template: str = TEMPLATE) -> str:
    r"""Write citations as RIS, with the line ends of its specification.

    >>> from ivigref import Reference
    >>> dumps([Citation(reference=Reference(title="On <i>lupus</i>", pages="1228–31"))]).split("\r\n")[2:-2]
    ['TI  - On lupus', 'SP  - 1228', 'EP  - 1231', 'M2  - Citation Key: LupusNoYear']
    """
    found = entries(citations, values, template)
    return "".join(f"{tag}  - {text}\r\n" for entry in found for tag, text in (*_lines(entry), ("ER", "")))


def _lines(entry: Entry) -> Iterator[tuple[str, str]]:
    own = list(entry.own("ris:"))
    theirs = {tag for tag, _ in own if tag in _NAMES}
    written = [(tag, text) for tag, text in _known(entry, own) if text and tag not in theirs]
    said = {tag for tag, _ in written} & _ONCE
    yield from written
    yield from ((tag, text) for tag, text in own if tag not in said)


def _known(entry: Entry, own: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    work, container = entry.work, untagged(entry.work.container_title or "")
    yield "TY", entry.kind.word("ris")
    yield "ID", entry.key
    yield from (("AU", inverted(name)) for name in work.authors)
    yield from (("ED", inverted(name)) for name in work.editors)
    yield from (("T2", untagged(text)) for text in entry.texts("container_title"))
    yield "JF", container if entry.kind.is_a(Kind.JOURNAL_ARTICLE) else ""
    yield "BT", container if entry.kind.is_a(Kind.BOOK_CHAPTER) else ""
    serials = [text for tag, text in own if tag == "SN"]
    for datum in _PLAIN:
        texts = unsaid(entry.texts(datum), serials) if datum in {"issn", "isbn"} else entry.texts(datum)
        yield from ((mapping.names("ris")[datum][0], untagged(text)) for text in texts)
    yield "DA", slashed(work.date) if work.date and not work.date.is_year else ""
    yield from (("Y2", _day_of_visit(text)) for text in entry.texts("url_date"))
    first, last = _first_and_last(work.pages)
    yield "SP", first
    yield "EP", last
    yield "M3", narrower(entry.kind, "ris")
    yield "M2", f"PMID: {work.pmid}" if work.pmid else ""
    yield from _origins(entry)
    yield "M2", f"PMCID: {work.pmcid}" if work.pmcid else ""
    yield "M2", f"arXiv: {work.arxiv}" if work.arxiv else ""
    yield from (("M2", f"Trial: {trial}") for trial in work.trials)
    yield "M2", f"Citation Key: {entry.key}"
    yield from (("KW", clean(keyword)) for keyword in entry.keywords)
    yield "N1", ET_AL if work.et_al and work.authors else ""
    yield from (("N1", untagged(text)) for text in entry.texts("note"))


def _origins(entry: Entry) -> Iterator[tuple[str, str]]:
    """Write the databases and the record's numbers there; a PMID alone says PubMed, as it is read again."""
    if entry.work.pmid and not entry.origins:
        yield "DB", "PubMed"
    for origin in sorted(entry.origins, key=lambda origin: origin.database is None):
        yield "DB", origin.database or ""
        yield "AN", origin.accession or ""


def _day_of_visit(text: str) -> str:
    date = with_year(None, text)
    return slashed(date) if date else text


def _first_and_last(pages: Pages | None) -> tuple[str, str]:
    if pages is None or len(pages.ranges) > 1:
        return (pages.expanded if pages else ""), ""
    return pages.first, pages.last or ""


def loads(text: str) -> Loaded:
    r"""Read RIS as publishers, Ovid, Zotero and EndNote write it; a record without an end is a finding.

    >>> loaded = loads("TY  - JOUR\nAU  - De Pità, O.\nPY  - 1997/05//\nSP  - 415\nEP  - 7\n")
    >>> loaded[0].reference.pages.last, loaded.findings[0].message
    ('417', 'this record has no end (ER)')
    """
    loaded = Loaded()
    draft: Draft | None = None
    before: list[Line] = []
    body: list[Line] = []
    found = False

    def close(problem: str | None = None) -> None:
        nonlocal draft
        if draft is not None:
            _read(draft, body)
            if problem:
                draft.find("unreadable", problem)
            loaded.append(_finish(draft))
            loaded.findings += draft.findings
        draft = None
        body.clear()

    for line in _fields(text):
        if line.tag == "TY":
            close("this record has no end (ER)")
            draft, found = _begin(line, before), True
            body += [early for early in before if early.tag != "?"]
            before = [outside for outside in before if outside.tag == "?"]
        elif line.tag == "ER":
            close()
            before += [replace(line, tag="?")] if line.text else []
        elif draft is None:
            before.append(line)
        else:
            body.append(line)
    close("this record has no end (ER)")
    if text.strip("\ufeff \r\n\t") and not found:
        raise FormatError("expected RIS, found no record (TY  - …)")
    loaded.findings += _outside(before)
    return loaded


def _fields(text: str) -> Iterator[Line]:
    for line in lines(text, _LINE, frozenset({"KW", "ER"}), gaps=True):
        first, *others = _WITHIN.split(line.text)
        yield replace(line, text=first)
        yield from (Line(other[:2], other[6:].strip(), line.number) for other in others)


def _begin(line: Line, before: list[Line]) -> Draft:
    """Begin a record; some programs write its type behind other fields."""
    draft = Draft("ris", line=line.number, kind=Kind.read("ris", line.text) or Kind.OTHER)
    for early in before:
        if early.tag != "?":
            draft.line = min(draft.line or early.number, early.number)
    return draft


def _read(draft: Draft, body: list[Line]) -> None:
    """Read the lines of a record, each as the program that wrote it means it."""
    dialect = ris_dialects.spoken(body)
    for line in body:
        if line.tag in dialect:
            ris_dialects.read(draft, line, dialect[line.tag])
        else:
            _READERS.get(line.tag, _read_plain)(draft, line)
    ris_dialects.read_rest(draft, dialect)


def _outside(left: list[Line]) -> Iterator[Finding]:
    """Say what stands outside of all records, since it is not written again."""
    if not left:
        return
    shown = ", ".join(repr(f"{line.text:.60}") for line in left[:_MANY])
    more = f" and {len(left) - _MANY} more" if len(left) > _MANY else ""
    tagged = any(line.tag != "?" for line in left)
    message = f"expected lines of a record (TY to ER), found others, which are left out: {shown}{more}"
    severity: Severity = "warning" if tagged else "note"
    yield Finding.of(Check.UNREADABLE, message, severity=severity, line=left[0].number)


def _finish(draft: Draft) -> Citation:
    """Put together what several lines say of one thing."""
    texts = draft.texts
    _finish_container(draft)
    _finish_pages(draft)
    state(draft, [Statement(tag, text) for tag in _DATES for text in texts.pop(f"date:{tag}", ())])
    if not texts.get("doi"):
        places = ("ris:L3", "ris:M3")
        found = next(((p, text) for p in places for text in texts.get(p, ()) if normalize_doi(text)), None)
        if found:
            texts[found[0]].remove(found[1])
            draft.add("doi", found[1])
    _finish_origins(draft)
    return draft.citation()


def _finish_container(draft: Draft) -> None:
    texts = draft.texts
    for short, full in (("container_title_short", "container_title"), ("ris:JO", "container_title")):
        if texts.get(short) and not texts.get(full):
            draft.add(full, texts[short].pop(0))
    if journal := texts.pop("ris:JO", []):
        known = [*texts["container_title_short"], *texts["container_title"]]
        texts["container_title_short"] += [text for text in dict.fromkeys(journal) if text not in known]
    named = texts["container_title"]
    for tag in _NAMES:  # the same name under two tags is one
        texts[f"ris:{tag}"] = [text for text in texts.pop(f"name:{tag}", []) if named and text not in named[:1]]
        named[1:] = [text for text in named[1:] if text not in texts[f"ris:{tag}"]]


def _finish_pages(draft: Draft) -> None:
    texts = draft.texts
    pages, end = texts.pop("pages", []), texts.pop("ris:EP", [])
    if pages and end and end[0] != pages[0]:
        draft.native["pages"] = (("SP", pages[0]), ("EP", end[0]))
        pages = [f"{pages[0]}–{end[0]}"]
    for tag in _ARTICLE_NUMBERS:
        if not pages and (number := texts.get(f"ris:{tag}")):
            pages = [number.pop(0)]
    texts["pages"] = pages
    texts["ris:EP"] = [] if pages else end


def _finish_origins(draft: Draft) -> None:
    """Read the databases and the numbers there; a PMID as a remark and its database are how this module writes one."""
    texts = draft.texts
    stated = [(what, text) for what, _, text in (said.partition("\n") for said in texts.pop("origin", ()))]
    names = [text for what, text in stated if what == "database"]
    is_numbered = len(stated) > len(names)
    key = next(iter(texts.pop("id", ())), None)
    if names and key and not draft.key and not is_numbered and _is_number(key, names):
        stated.append(("accession", key))
        key = None if any(map(is_pubmed, names)) else key
    elif texts.get("pmid") and not is_numbered and names == ["PubMed"]:
        stated = []
    draft.key = draft.key or key
    draft.origins += origins(stated)
    found = (*map(pmid_of, draft.origins), *map(pmid_among, texts.get("ris:C3", ())))
    if not texts.get("pmid"):
        draft.add("pmid", next(filter(None, found), ""))


def _is_number(key: str, databases: Iterable[str]) -> bool:
    """Tell whether an ID is the record's number in its database, as in Ovid's files, and no key of a list."""
    if any(map(is_pubmed, databases)):
        return normalize_pmid(key) is not None
    return _NUMBER.fullmatch(key) is not None


def _read_plain(draft: Draft, line: Line) -> None:
    datum = mapping.data("ris").get(line.tag, f"ris:{line.tag}")
    if line.text and (line.text not in draft.texts[datum]):
        draft.add(datum, line.text)
    if line.tag in _NAMES:
        draft.add(f"name:{line.tag}", line.text)


def _read_author(draft: Draft, line: Line) -> None:
    read_names(draft, line.text)


def _read_editor(draft: Draft, line: Line) -> None:
    read_names(draft, line.text, into="editors")


def _read_remark(draft: Draft, line: Line) -> None:
    read_remark(draft, line.text, "note" if line.tag == "N1" else f"ris:{line.tag}")


def _read_address(draft: Draft, line: Line) -> None:
    read_addresses(draft, line.text, "url" if line.tag == "UR" else f"ris:{line.tag}")


def _read_key(draft: Draft, line: Line) -> None:
    draft.add("id", line.text)


def _read_origin(what: str) -> Callable[[Draft, Line], None]:
    def read(draft: Draft, line: Line) -> None:
        if line.text:
            draft.texts["origin"].append(f"{what}\n{line.text}")

    return read


def _read_embase(draft: Draft, line: Line) -> None:
    """Read Embase's own number, which other databases' files use for anything."""
    if EMBASE.fullmatch(line.text):
        _read_origin("accession")(draft, line)
    draft.add("ris:U2", line.text)


def _read_number(draft: Draft, line: Line) -> None:
    """Read a custom field, in which Embase (C5) and Scopus (C2) have the PMID, EndNote (C2) the PMCID."""
    if normalize_pmcid(line.text):
        draft.add("pmcid", line.text)
    elif normalize_pmid(line.text) and not draft.texts["pmid"]:
        draft.add("pmid", line.text)
    else:
        draft.add(f"ris:{line.tag}", line.text)


def _read_visit(draft: Draft, line: Line) -> None:
    date = read_slashed(line.text)
    draft.add("url_date", str(date) if date else line.text)


def _read_date(draft: Draft, line: Line) -> None:
    draft.add(f"date:{line.tag}", line.text)


_READERS: dict[str, Callable[[Draft, Line], None]] = {
    **dict.fromkeys(("AU", "A1"), _read_author),
    **dict.fromkeys(("ED", "A2"), _read_editor),
    **dict.fromkeys(_DATES, _read_date),
    **dict.fromkeys(("N1", "M2"), _read_remark),
    **dict.fromkeys(("C2", "C5"), _read_number),
    **dict.fromkeys(("UR", "L1", "L2"), _read_address),
    **dict.fromkeys(_ARTICLE_NUMBERS, lambda draft, line: draft.add(f"ris:{line.tag}", line.text)),
    "AN": _read_origin("accession"),
    "DB": _read_origin("database"),
    "U2": _read_embase,
    "M3": lambda draft, line: read_narrower(draft, line.text, "ris", "ris:M3"),
    "Y2": _read_visit,
    "SN": lambda draft, line: read_serial(draft, line.text, "SN"),
    "KW": lambda draft, line: draft.add("keyword", line.text),
    "JO": lambda draft, line: draft.add("ris:JO", line.text),
    "JA": lambda draft, line: draft.add("ris:JO", line.text),
    "EP": lambda draft, line: draft.add("ris:EP", line.text),
    **dict.fromkeys(("ID", "UI"), _read_key),
}
