"""NBIB, PubMed's own export (MEDLINE format)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from ivigref.errors import FormatError
from ivigref.formats import mapping
from ivigref.formats.dating import Statement, in_words, state
from ivigref.formats.draft import ET_AL, Draft, Loaded
from ivigref.formats.entry import Entry, Values, entries, indexed
from ivigref.formats.markup import unescaped, untagged
from ivigref.formats.people import inverted, read_names
from ivigref.formats.tagged_lines import Line, lines, read_remark, read_serial, unsaid
from ivigref.identifiers import normalize_trial
from ivigref.keys import TEMPLATE
from ivigref.model import Citation, Kind, Origin
from ivigref.names import Name
from ivigref.patterns import lazy
from ivigref.text import clean

_LINE = lazy(r"\ufeff?([A-Z]{2,4}) {0,2}- ?(.*)")
# What was read and not understood goes back there, unless something better is known.
_ONCE = frozenset({"PMID", "PG", "PMC"})
_PLAIN = ("volume", "issue", "title", "publisher", "place", "language", "abstract", "edition", "series")
# What a number that is no DOI says of itself there.
_PII = lazy(r"(?:pii:?\s?)?([A-Za-z]{0,3}\d{1,12})(?: \[pii\])?")
_ARXIV = lazy(r"arXiv:(\S{1,40})(?: \[pii\])?", re.IGNORECASE)
# The data banks that MEDLINE names before the numbers of trials; all others as their numbers begin.
_REGISTERS = {"NCT": "ClinicalTrials.gov", "ACTRN": "ANZCTR"}
_LETTERS = lazy(r"[A-Za-z]+")


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
    own = list(entry.own("nbib:"))
    container, is_chapter = untagged(work.container_title or ""), entry.kind.is_a(Kind.BOOK_CHAPTER)
    yield "PMID", work.pmid or ""
    serials = [text for tag, text in own if tag in {"IS", "ISBN"}]
    yield from (("IS", text) for text in unsaid(entry.texts("issn"), serials))
    yield from (("ISBN", text) for text in unsaid(entry.texts("isbn"), serials))
    yield "DP", in_words(work.date) if work.date else entry.text("year")
    yield from ((names[datum][0], untagged(text)) for datum in _PLAIN for text in entry.texts(datum))
    yield "PG", work.pages.expanded.replace("–", "-") if work.pages else ""
    yield "AID", f"{work.doi} [doi]" if work.doi else ""
    yield "AID", f"arXiv:{work.arxiv} [pii]" if work.arxiv else ""
    yield from (line for name in work.authors for line in _names(name, "FAU", "AU"))
    yield from (line for name in work.editors for line in _names(name, "FED", "ED"))
    yield from (("PT", text) for text in _types(entry))
    yield "BTI", container if is_chapter else ""
    yield "TA", "" if is_chapter else untagged(entry.text("container_title_short")) or container
    yield "JT", "" if is_chapter else container
    yield from (("MH", str(heading)) for heading in work.mesh)
    indexing = indexed(work)
    yield from (("OT", clean(keyword)) for keyword in entry.keywords if keyword not in indexing)
    banks = [text for tag, text in own if tag == "SI"]
    yield from (("SI", f"{_register(trial)}/{trial}") for trial in unsaid(work.trials, banks))
    yield "GN", ET_AL if work.et_al and work.authors else ""
    yield from (("GN", untagged(text)) for text in entry.texts("note"))
    yield "GN", f"Citation Key: {entry.key}"
    yield "PMC", work.pmcid or ""


def _types(entry: Entry) -> tuple[str, ...]:
    """Return the publication types, with the word for the kind where none of them says it."""
    types = entry.work.publication_types
    said = any(Kind.read("nbib", name) is entry.kind for name in types)
    return types if said else tuple(filter(None, (entry.kind.word("nbib"), *types)))


def _register(trial: str) -> str:
    letters = _LETTERS.match(trial)
    return _REGISTERS.get(letters[0], letters[0]) if letters else ""


def _names(name: Name, full: str, short: str) -> Iterator[tuple[str, str]]:
    if name.literal is not None:
        yield ("CN", clean(name.literal)) if full == "FAU" else (full, inverted(name))
        return
    yield full, inverted(name)
    yield short, clean(name.short)


def loads(text: str) -> Loaded:
    r"""Read PubMed's export; what only it has goes back into its fields.

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
        texts["title"][0] = texts["title"][0].removesuffix(".")
    if draft.kind is None and full and texts.get("volume"):
        draft.kind = Kind.JOURNAL_ARTICLE
    state(draft, [Statement("DP", text) for text in texts.pop("date:DP", ())])
    _finish_pages(draft)
    trials = (normalize_trial(text.rpartition("/")[2]) for text in texts.get("nbib:SI", ()))
    texts["trials"] += filter(None, trials)
    if texts.get("nbib:OWN") or texts.get("nbib:STAT"):  # only NLM's own records have them
        draft.origins.append(Origin(database="PubMed", accession=next(iter(texts.get("pmid", ())), None)))
    elif draft.kind is not None and texts.get("publication_types") == [draft.kind.word("nbib")]:
        del texts["publication_types"]  # it says the kind, and is no indexing
    return draft.citation()


def _finish_pages(draft: Draft) -> None:
    """Take an article number for the page of a work that has no other."""
    texts = draft.texts
    for tag in ("LID", "AID"):
        for text in texts.get(f"nbib:{tag}", ()) if not texts.get("pages") else ():
            if match := _PII.fullmatch(text):
                texts["pages"] = [match[1]]
                return


def _read_plain(draft: Draft, line: Line) -> None:
    draft.add(mapping.data("nbib").get(line.tag, f"nbib:{line.tag}"), line.text)


def _read_date(draft: Draft, line: Line) -> None:
    draft.add("date:DP", line.text)


def _read_name(draft: Draft, line: Line) -> None:
    read_names(draft, line.text, into="authors" if line.tag.endswith("AU") else "editors")


def _read_group(draft: Draft, line: Line) -> None:
    if line.text:
        draft.authors.append(Name(literal=unescaped(line.text)))


def _read_identifier(draft: Draft, line: Line) -> None:
    """Read a DOI or a number of arXiv; any other number of the work is of the publisher, and stays."""
    identifier, _, kind = line.text.rpartition(" ")
    if kind == "[doi]":
        if identifier not in draft.texts["doi"]:
            draft.native.setdefault("doi", ((line.tag, line.text),))
            draft.add("doi", identifier)
    elif match := _ARXIV.fullmatch(line.text):
        draft.texts["arxiv"] = [match[1]]
    else:
        draft.add(f"nbib:{line.tag}", line.text)


def _read_type(draft: Draft, line: Line) -> None:
    """Read a publication type: the first that names a kind says which it is, a narrower one before a broader."""
    kind = Kind.read("nbib", line.text)
    if kind is not None and (draft.kind is None or kind.is_a(draft.kind)):
        draft.kind = kind
    draft.add("publication_types", line.text)


def _read_book(draft: Draft, line: Line) -> None:
    draft.kind = Kind.BOOK_CHAPTER
    draft.add("container_title", line.text)


_READERS: dict[str, Callable[[Draft, Line], None]] = {
    "DP": _read_date,
    **dict.fromkeys(("FAU", "AU", "FED", "ED"), _read_name),
    "CN": _read_group,
    **dict.fromkeys(("AID", "LID"), _read_identifier),
    "PT": _read_type,
    "BTI": _read_book,
    "SI": lambda draft, line: draft.add("nbib:SI", line.text),
    "MH": lambda draft, line: draft.add("mesh", line.text),
    "IS": lambda draft, line: read_serial(draft, line.text, "IS"),
    "ISBN": lambda draft, line: read_serial(draft, line.text, "ISBN"),
    "GN": lambda draft, line: read_remark(draft, line.text, "note"),
}
