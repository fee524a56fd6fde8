"""RIS, which Zotero, EndNote, Mendeley and publishers' pages exchange."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from ivigref.errors import FormatError
from ivigref.formats import mapping
from ivigref.formats.draft import ET_AL, Draft, Loaded
from ivigref.formats.entry import Entry, Values, entries
from ivigref.formats.markup import untagged
from ivigref.formats.people import inverted, read_inverted
from ivigref.formats.tagged_lines import Line, lines, read_remark, read_serial
from ivigref.identifiers import normalize_doi, normalize_pmcid, normalize_pmid
from ivigref.keys import TEMPLATE
from ivigref.model import Citation, Kind
from ivigref.pages import Pages
from ivigref.text import clean

_LINE = re.compile(r"^\ufeff?\s*+([A-Z][A-Z0-9])  ?-(?: (.*))?")
_DATE = re.compile(r"(\d{1,4})?(?:[/-](\d{1,2})?)?(?:[/-](\d{1,2})?)?(?:/.*)?")
_PUBMED = re.compile(r"https?://(?:www\.ncbi\.nlm\.nih\.gov/pubmed|pubmed\.ncbi\.nlm\.nih\.gov)/(\d+)/?")

_PUBMED_NAME = re.compile(r"pubmed|medline", re.IGNORECASE)

_ONCE = frozenset(
    {"SP", "EP", "DO"}
)  # what was read and not understood goes back there, unless something better is known

# JabRef lets the last of all numbers win, so the issue comes after what it also takes for one.
_PLAIN = (
    "title", "container_title_short", "year", "volume", "publisher", "place", "edition", "series", "issn", "isbn",
    "issue", "doi", "url", "url_date", "language", "abstract",
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
    written = [(tag, text) for tag, text in _known(entry) if text]
    said = {tag for tag, _ in written} & _ONCE
    yield from written
    yield from ((tag, text) for tag, text in entry.own("ris:") if tag not in said)


def _known(entry: Entry) -> Iterator[tuple[str, str]]:
    work, container = entry.work, untagged(entry.work.container_title or "")
    yield "TY", entry.kind.word("ris")
    yield "ID", entry.key
    yield from (("AU", inverted(name)) for name in work.authors)
    yield from (("ED", inverted(name)) for name in work.editors)
    yield "T2", container
    yield "JF", container if entry.kind.is_a(Kind.JOURNAL_ARTICLE) else ""
    yield "BT", container if entry.kind.is_a(Kind.BOOK_CHAPTER) else ""
    yield from ((mapping.names("ris")[datum][0], untagged(entry.text(datum))) for datum in _PLAIN)
    yield "DA", _date(entry)
    first, last = _first_and_last(work.pages)
    yield "SP", first
    yield "EP", last
    yield "M2", f"PMID: {work.pmid}" if work.pmid else ""
    yield "DB", "PubMed" if work.pmid else ""
    yield "M2", f"PMCID: {work.pmcid}" if work.pmcid else ""
    yield "M2", f"Citation Key: {entry.key}"
    yield from (("KW", clean(keyword)) for keyword in entry.keywords)
    yield "N1", ET_AL if work.et_al and work.authors else ""
    yield "N1", entry.text("note")


def _date(entry: Entry) -> str:
    return f"{entry.text('year')}/{entry.month:02}/{entry.day or ''}/" if entry.month else ""


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
    found = False

    def close(problem: str | None = None) -> None:
        nonlocal draft
        if draft is not None:
            if problem:
                draft.find("unreadable", problem)
            loaded.append(_finish(draft))
            loaded.findings += draft.findings
        draft = None

    for line in lines(text, _LINE, frozenset({"KW"})):
        if line.tag == "TY":
            close("this record has no end (ER)")
            draft, found = Draft("ris", line=line.number, kind=Kind.read("ris", line.text) or Kind.OTHER), True
        elif line.tag == "ER":
            close()
        elif draft is not None and line.tag:
            _READERS.get(line.tag, _read_plain)(draft, line)
    close("this record has no end (ER)")
    if text.strip("\ufeff \r\n\t") and not found:
        raise FormatError("expected RIS, found no record (TY  - …)")
    return loaded


def _finish(draft: Draft) -> Citation:
    """Put together what several lines say of one thing."""
    texts = draft.texts
    for short, full in (("container_title_short", "container_title"), ("ris:JO", "container_title")):
        if texts.get(short) and not texts.get(full):
            draft.add(full, texts.pop(short)[0])
    if journal := texts.pop("ris:JO", []):
        texts["container_title_short"] = list(dict.fromkeys(texts["container_title_short"] + journal))[:1]
    if len(set(texts["container_title"])) > 1 and draft.kind is Kind.BOOK_CHAPTER:
        texts["container_title"] = list(dict.fromkeys(texts["container_title"]))[:1]
    pages, end = texts.pop("pages", []), texts.pop("ris:EP", [])
    if pages and end and end[0] != pages[0]:
        draft.native["pages"] = (("SP", pages[0]), ("EP", end[0]))
        pages = [f"{pages[0]}–{end[0]}"]
    texts["pages"] = pages
    texts["ris:EP"] = [] if pages else end
    if not texts.get("doi") and (found := next(filter(normalize_doi, texts.get("ris:M3", ())), None)):
        draft.add("doi", found)
    is_pubmed = _PUBMED_NAME.search("".join(texts.get("ris:DB", ())))
    if not is_pubmed or not texts.get("pmid"):  # a PMID as a remark and its database are how this module writes one
        draft.databases += texts.get("ris:DB", ())
    if is_pubmed and not texts.get("pmid"):
        draft.add("pmid", next(filter(normalize_pmid, texts.get("ris:AN", ())), ""))
    if draft.texts.get("pmid"):
        texts.pop("ris:DB", None)
    return draft.citation()


def _read_plain(draft: Draft, line: Line) -> None:
    datum = mapping.data("ris").get(line.tag, f"ris:{line.tag}")
    if line.text and (line.text not in draft.texts[datum]):
        draft.texts[datum].append(line.text)


def _read_author(draft: Draft, line: Line) -> None:
    if name := read_inverted(line.text):
        draft.authors.append(name)


def _read_editor(draft: Draft, line: Line) -> None:
    name = read_inverted(line.text)
    if name and name not in draft.editors:
        draft.editors.append(name)


def _read_date(draft: Draft, line: Line) -> None:
    match = _DATE.fullmatch(line.text)
    if match is None:
        draft.add("year" if line.tag != "DA" else "ris:DA", line.text)
        return
    for datum, part in zip(("year", "month", "day"), match.groups(), strict=True):
        if part and int(part) and not draft.texts[datum]:
            draft.add(datum, part.lstrip("0"))


def _read_remark(draft: Draft, line: Line) -> None:
    read_remark(draft, line.text, "note" if line.tag == "N1" else f"ris:{line.tag}")


def _read_address(draft: Draft, line: Line) -> None:
    for address in line.text.split("; "):
        if match := _PUBMED.fullmatch(address):
            draft.add("pmid", match[1])
        else:
            draft.add("url" if line.tag == "UR" and not draft.texts["url"] else f"ris:{line.tag}", address)


def _read_key(draft: Draft, line: Line) -> None:
    draft.key = draft.key or line.text or None


_READERS: dict[str, Callable[[Draft, Line], None]] = {
    **dict.fromkeys(("AU", "A1"), _read_author),
    **dict.fromkeys(("ED", "A2"), _read_editor),
    **dict.fromkeys(("PY", "Y1", "DA"), _read_date),
    **dict.fromkeys(("N1", "M2", "AN"), _read_remark),
    "C2": lambda draft, line: draft.add("pmcid" if normalize_pmcid(line.text) else "ris:C2", line.text),
    **dict.fromkeys(("UR", "L2"), _read_address),
    "SN": lambda draft, line: read_serial(draft, line.text),
    "KW": lambda draft, line: draft.add("keyword", line.text),
    "JO": lambda draft, line: draft.add("ris:JO", line.text),
    "JA": lambda draft, line: draft.add("ris:JO", line.text),
    "EP": lambda draft, line: draft.add("ris:EP", line.text),
    "C7": lambda draft, line: draft.add("ris:C7" if draft.texts["pages"] else "pages", line.text),
    "ID": _read_key,
}
