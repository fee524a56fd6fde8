"""NBIB, PubMed's own export (MEDLINE format)."""

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
from ivigref.keys import TEMPLATE
from ivigref.model import Citation, Kind
from ivigref.names import Name
from ivigref.text import clean

_LINE = re.compile(r"\ufeff?([A-Z]{2,4}) {0,2}- ?(.*)")
# What was read and not understood goes back there, unless something better is known.
_ONCE = frozenset({"PMID", "PG", "PMC"})
_PLAIN = ("volume", "issue", "title", "publisher", "place", "language", "abstract", "edition")


def dumps(citations: Iterable[Citation], *, values: Values = "record", template: str = TEMPLATE) -> str:
    """Write citations as PubMed does; it has no place for addresses.

    >>> from ivigref import Name, Reference
    >>> print(dumps([Citation(reference=Reference(authors=(Name.parse("De Pità O"),), year=1997, pmid="9175027"))]))
    PMID- 9175027
    DP  - 1997
    FAU - De Pità, O.
    AU  - De Pità O
    GN  - Citation Key: DePita1997
    <BLANKLINE>
    """
    found = entries(citations, values, template)
    return "\n".join("".join(f"{tag:<4}- {text}\n" for tag, text in _lines(entry)) for entry in found)


def _lines(entry: Entry) -> Iterator[tuple[str, str]]:
    written = [(tag, text) for tag, text in _known(entry) if text]
    said = {tag for tag, _ in written} & _ONCE
    yield from written
    yield from ((tag, text) for tag, text in entry.own("nbib:") if tag not in said)


def _known(entry: Entry) -> Iterator[tuple[str, str]]:
    work, names = entry.work, mapping.names("nbib")
    container, is_chapter = untagged(work.container_title or ""), entry.kind.is_a(Kind.BOOK_CHAPTER)
    yield "PMID", work.pmid or ""
    yield "IS", entry.text("issn")
    yield "ISBN", entry.text("isbn")
    yield "DP", _date(entry)
    yield from ((names[datum][0], untagged(entry.text(datum))) for datum in _PLAIN)
    yield "PG", work.pages.expanded.replace("–", "-") if work.pages else ""
    yield "AID", f"{work.doi} [doi]" if work.doi else ""
    yield from (line for name in work.authors for line in _names(name, "FAU", "AU"))
    yield from (line for name in work.editors for line in _names(name, "FED", "ED"))
    yield "PT", entry.kind.word("nbib")
    yield "BTI", container if is_chapter else ""
    yield "TA", "" if is_chapter else untagged(entry.text("container_title_short")) or container
    yield "JT", "" if is_chapter else container
    yield from (("OT", clean(keyword)) for keyword in entry.keywords)
    yield "GN", ET_AL if work.et_al and work.authors else ""
    yield "GN", entry.text("note")
    yield "GN", f"Citation Key: {entry.key}"
    yield "PMC", work.pmcid or ""


def _date(entry: Entry) -> str:
    return entry.work.date.medline if entry.work.date else entry.text("year")


def _names(name: Name, full: str, short: str) -> Iterator[tuple[str, str]]:
    if name.literal is not None:
        yield ("CN", clean(name.literal)) if full == "FAU" else (full, inverted(name))
        return
    yield full, inverted(name)
    yield short, clean(name.short)


def loads(text: str) -> Loaded:
    r"""Read PubMed's export; its MeSH headings and publication types are kept as extra.

    >>> print(loads("PMID- 9175027\nTI  - A title\n      on two lines.\nDP  - 1989 May-Jun\nPG  - 151-6\n")[0])
    A title on two lines. 1989:151-6
    """
    loaded = Loaded()
    draft: Draft | None = None
    previous = ""
    for line in [*lines(text, _LINE), Line("", "", 0)]:
        if draft is not None and (not line.tag or (line.tag == "PMID" and draft.texts["pmid"])):
            loaded.append(_finish(draft))
            loaded.findings += draft.findings
            draft = None
        if line.tag and line.tag != "?":
            draft = draft or Draft("nbib", line=line.number)
            if f"F{line.tag}" != previous:  # the same name again, shorter
                _READERS.get(line.tag, _read_plain)(draft, line)
        previous = line.tag
    if text.strip("\ufeff \r\n\t") and not loaded:
        raise FormatError("expected PubMed's format (NBIB), found no tagged line (PMID- …)")
    return loaded


def _finish(draft: Draft) -> Citation:
    texts = draft.texts
    short, full = texts.get("container_title_short"), texts.get("container_title")
    if short and (not full or short == full):
        draft.texts["container_title"] = texts.pop("container_title_short")
    if texts.get("nbib:STAT") and texts.get("title"):  # PubMed ends every title with a full stop
        texts["title"] = [texts["title"][0].removesuffix(".")]
    if draft.kind is None and full and texts.get("volume"):
        draft.kind = Kind.JOURNAL_ARTICLE
    return draft.citation()


def _read_plain(draft: Draft, line: Line) -> None:
    draft.add(mapping.data("nbib").get(line.tag, f"nbib:{line.tag}"), line.text)


def _read_date(draft: Draft, line: Line) -> None:
    draft.add("year", line.text)


def _read_name(draft: Draft, line: Line) -> None:
    names = draft.authors if line.tag.endswith("AU") else draft.editors
    if name := read_inverted(line.text):
        names.append(name)


def _read_group(draft: Draft, line: Line) -> None:
    if line.text:
        draft.authors.append(Name(literal=line.text))


def _read_doi(draft: Draft, line: Line) -> None:
    identifier, _, kind = line.text.rpartition(" ")
    if kind == "[doi]" and identifier not in draft.texts["doi"]:
        draft.native.setdefault("doi", ((line.tag, line.text),))
        draft.add("doi", identifier)
    elif kind != "[doi]":
        draft.add(f"nbib:{line.tag}", line.text)


def _read_type(draft: Draft, line: Line) -> None:
    kind = Kind.read("nbib", line.text)
    draft.kind = draft.kind or kind
    draft.add("publication_types", line.text)


def _read_book(draft: Draft, line: Line) -> None:
    draft.kind = Kind.BOOK_CHAPTER
    draft.add("container_title", line.text)


_READERS: dict[str, Callable[[Draft, Line], None]] = {
    "DP": _read_date,
    **dict.fromkeys(("FAU", "AU", "FED", "ED"), _read_name),
    "CN": _read_group,
    **dict.fromkeys(("AID", "LID"), _read_doi),
    "PT": _read_type,
    "BTI": _read_book,
    "MH": lambda draft, line: draft.add("mesh", line.text),
    "IS": lambda draft, line: read_serial(draft, line.text),
    "ISBN": lambda draft, line: read_serial(draft, line.text),
    "GN": lambda draft, line: read_remark(draft, line.text, "note"),
}
