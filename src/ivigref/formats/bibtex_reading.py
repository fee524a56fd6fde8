"""From the blocks of a BibTeX file to citations, as people write such files: macros, crossref, doubled fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import zip_longest
from typing import NamedTuple, get_args

from ivigref.dates import Date
from ivigref.errors import InputError
from ivigref.formats import mapping
from ivigref.formats.bibtex_macros import Macros, read_value, resolved
from ivigref.formats.bibtex_names import read_names, split_words
from ivigref.formats.bibtex_splitting import Block
from ivigref.formats.bibtex_writing import Dialect, container_field, is_balanced, read_type
from ivigref.formats.draft import Draft, Loaded
from ivigref.formats.latex_reading import decode
from ivigref.identifiers import normalize_pmcid, normalize_pmid
from ivigref.model import Kind, Origin
from ivigref.patterns import lazy
from ivigref.text import squeeze

_BRACE = lazy(r"(?<!\\)[{}]")
_LATER_FIELD = lazy(r"([A-Za-z][\w:-]*)\s*=\s*")
_BETWEEN = " \t\n,"  # what may stand between two fields
_GAP = lazy(f"[{_BETWEEN}]*+")
_DAYS = lazy(r"(\d{1,2}(?:\s?[–-]\s?\d{1,2})?)\.?\s([^\W\d_]{3,}\.?)")
_ESCAPED = lazy(r"\\([_%#&~$])|\{?\\text(?:less|greater)(?:\{\}|\s|(?=\}))\}?|\$[<>]\$")
_IN_URL = lazy(r"\s*\\url\s*\{(.*)\}\s*", re.DOTALL)
_IDENTIFIER_NOTE = lazy(r"(PMC?ID):?\s*(\w+)", re.IGNORECASE)

# What an entry takes over from the one that it names in crossref (BibLaTeX manual, appendix B).
_INHERITED_AS = {"title": "booktitle", "subtitle": "booksubtitle"}
_NOT_INHERITED = {
    "crossref", "keywords", "abstract", "doi", "pmid", "pmcid", "pages", "shorttitle",
    "eprint", "eprinttype", "eprintclass", "archiveprefix", "primaryclass",
}  # fmt: skip

_SPECIAL = {"author", "editor", "subtitle", "booksubtitle"}
_ARCHIVES = {"pubmed": "pmid", "pmid": "pmid", "medline": "pmid", "arxiv": "arxiv"}
_EDTF = lazy(r"[\dX~?%/.-]+")
_ORIGIN = frozenset({"database", "accession", "unique-id"})
_EPRINT_TYPES = ("eprinttype", "archiveprefix")
_ARCHIVED = frozenset(_EPRINT_TYPES)
_ARXIV = lazy(r"arxiv ?: ?", re.IGNORECASE)


def read(blocks: list[Block], macros: Mapping[str, str]) -> Loaded:
    """Make citations of the blocks of a file, and take them off the list; a block that is none is a finding."""
    strings = resolved(macros)
    loaded = Loaded()
    parents = {block.key.casefold(): block for block in reversed(blocks) if block.key} if _name_parents(blocks) else {}

    @cache
    def inherited(key: str) -> dict[str, str]:
        fields = _fields(parents[key], Draft("bibtex"), strings) if key in parents else {}
        return {_INHERITED_AS.get(name, name): value for name, value in fields.items() if name not in _NOT_INHERITED}

    blocks.reverse()
    while blocks:  # what was read is not there twice
        block = blocks.pop()
        draft = Draft("bibtex", key=block.key or None, line=None if block.line is None else block.line + 1)
        fields = _fields(block, draft, strings)
        if block.problem is not None:
            draft.find("unreadable", block.problem, severity="warning" if block.fields else "error")
        if block.fields or block.problem is None:
            if parent := fields.get("crossref"):
                taken = inherited(parent.casefold())
                strings.budget.spend(sum(map(len, taken.values())))
                fields = {**taken, **fields}
            _fill(draft, block.type, fields)
            loaded.append(draft.citation())
        loaded.findings += draft.findings
    return loaded


def _name_parents(blocks: Iterable[Block]) -> bool:
    """Tell whether entries may take over fields of others; of a plain one all fields are known by their names."""
    names = {name for block in blocks for name, _ in block.fields if block.is_plain}
    return "crossref" in map(str.lower, names) or not all(block.is_plain for block in blocks)


def _fields(block: Block, draft: Draft, strings: Macros) -> dict[str, str]:
    """Return the fields by their names in small letters; of a doubled one the first counts, as in BibTeX."""
    fields: dict[str, str] = {}
    if block.is_plain:
        fields = {
            name.lower(): raw[1:-1] if raw[0] == "{" else strings.expand(raw)
            for name, raw in block.fields
            if raw[0] != '"'
        }
        if len(fields) == len(block.fields):
            return fields
        fields.clear()
    waiting = [(name, raw, 0) for name, raw in reversed(block.fields)]
    while waiting:
        name, raw, start = waiting.pop()
        name = name.rpartition("\n")[2].strip().lower()  # a comment above a field is read as part of its name
        value, end = (raw[1:-1], len(raw)) if block.is_plain and raw[0] == "{" else read_value(raw, strings, start)
        if rest := raw[(after := _after(raw, end)) : after + 40].rstrip(_BETWEEN):
            draft.find("unreadable", f"expected a comma after the field {name}, found {rest!r}")
            if later := _LATER_FIELD.match(raw, after):
                waiting.append((later[1], raw, later.end()))
        if name not in fields:
            fields[name] = value
        elif name == "keywords":
            fields[name] += f", {value}"
        elif value != fields[name]:
            draft.find("unreadable", f"the field {name} is there twice; the second says {value!r}")
    return fields


def spans(block: Block, number: int, strings: Macros) -> Iterator[tuple[str, str, int, int]]:
    """Yield the name and value of a field as the reader finds them, and where in the field the value begins and ends.

    Where a comma is missing, there are several.

    >>> list(spans(Block("misc", "a", [("title", "{A} year = 1997")]), 0, Macros()))
    [('title', 'A', 0, 3), ('year', '1997', 11, 15)]
    """
    name, raw = block.fields[number]
    start = 0
    while True:
        is_whole = block.is_plain and raw[0] == "{"
        value, end = (raw[1:-1], len(raw)) if is_whole else read_value(raw, strings, start)
        yield name.rpartition("\n")[2].strip().lower(), value, start, end
        later = _LATER_FIELD.match(raw, _after(raw, end))
        if later is None:
            return
        name, start = later[1], later.end()


def _after(raw: str, end: int) -> int:
    """Return where something follows a value that ends here, past what may stand between two fields."""
    gap = _GAP.match(raw, end)
    return gap.end() if gap else end


def _fill(draft: Draft, entry_type: str, fields: dict[str, str]) -> None:  # noqa: C901  (one step after the other)
    """Put the fields where they belong."""
    draft.kind = _read_kind(entry_type, fields)
    draft.authors, draft.et_al = read_names(fields.get("author", ""))
    draft.editors, _ = read_names(fields.get("editor", ""))
    for title, subtitle in (("title", "subtitle"), ("booktitle", "booksubtitle")):
        if title in fields and fields.get(subtitle):
            fields[title] += f": {fields[subtitle]}"
    if not _ARCHIVED.isdisjoint(fields) and (archive := _archive(fields)):
        _take_eprint(draft, fields, archive)
    if not _ORIGIN.isdisjoint(fields):
        _take_origins(draft, fields)
    if "date" in fields and fields.get("year") and not is_of_year(decode(fields["date"]), decode(fields["year"])):
        draft.add("bibtex:date", fields.pop("date"))  # the year is what is cited
    steps = _steps(draft.kind)
    found = set()
    for _, name, datum, read in sorted([steps[name] for name in fields if name in steps]):
        if datum not in found and fields[name]:
            value = fields.pop(name)
            if datum in mapping.TYPED:
                draft.native.setdefault(datum, ((name, value),))
            read(draft, datum, value)
            found.add(datum)
    for name, value in fields.items():
        if name not in _SPECIAL:
            draft.add(f"bibtex:{name}", value)


def _read_kind(entry_type: str, fields: dict[str, str]) -> Kind:
    """Read the kind of work; a subtype is believed where it is one of this type of entry."""
    kind = read_type(entry_type) or Kind.OTHER
    narrower = Kind.of(fields["entrysubtype"]) if "entrysubtype" in fields else None
    if narrower is not None and kind in {read_type(narrower.word(dialect)) for dialect in get_args(Dialect)}:
        del fields["entrysubtype"]
        return narrower
    return kind


def _take_eprint(draft: Draft, fields: dict[str, str], archive: str) -> None:
    """Read an eprint as the number that it is, unless the entry has one; its type says nothing by itself."""
    eprint = fields.get("eprint", "")
    if eprint and any(fields.get(name) for name in field_names(draft.kind or Kind.OTHER)[archive]):
        return
    types = tuple((name, fields.pop(name)) for name in _EPRINT_TYPES if name in fields)
    fields.pop("eprint", None)
    if archive == "arxiv":
        eprint = _ARXIV.sub("", squeeze(eprint), count=1)
    if eprint:
        fields[archive], draft.native[archive] = eprint, (("eprint", eprint), *types)


def _take_origins(draft: Draft, fields: dict[str, str]) -> None:
    """Read the databases, and the numbers there in their order."""
    databases, accessions = (
        [decode(text) for text in split_words(fields.pop(name, ""))] for name in ("database", "accession")
    )
    if number := fields.pop("unique-id", ""):
        databases.append("Web of Science")
        accessions += [""] * (len(databases) - 1 - len(accessions)) + [decode(number)]
    for database, accession in zip_longest(databases, accessions, fillvalue=""):
        if database or accession:
            draft.origins.append(Origin(database=database, accession=accession))


def is_of_year(date: str, year: str) -> bool:
    """Tell whether a date is one of this year, and a year one of which it may be.

    >>> is_of_year("1997-05/1997-06", "1997"), is_of_year("1996-05", "1997"), is_of_year("in press", "1997")
    (True, False, False)
    """
    try:
        return Date.parse(date).year == Date.parse(year.zfill(4)).year
    except InputError:
        return False


def _archive(fields: Mapping[str, str]) -> str | None:
    """Return which of our identifiers the eprint of an entry is: only its type says so, and most are of others."""
    said = next((fields[name] for name in _EPRINT_TYPES if name in fields), "")
    return _ARCHIVES.get(said.strip("{}").lower())


def is_pubmed(fields: Mapping[str, str]) -> bool:
    """Tell whether the eprint of an entry is a PubMed number.

    >>> is_pubmed({"eprint": "1", "eprinttype": "PubMed"}), is_pubmed({"eprint": "1", "eprinttype": "jstor"})
    (True, False)
    """
    return _archive(fields) == "pmid"


@cache
def field_names(kind: Kind) -> dict[str, tuple[str, ...]]:
    """Return the fields in which either dialect may have each datum, the likeliest first.

    >>> field_names(Kind.BOOK_CHAPTER)["container_title"][:2]
    ('booktitle', 'journal')
    """
    names = {
        datum: tuple(dict.fromkeys(own + mapping.names("biblatex")[datum]))
        for datum, own in mapping.names("bibtex").items()
    }
    container = container_field(kind, "bibtex")
    return {
        **names,
        "container_title": tuple(dict.fromkeys((container, *names["container_title"]))),
        **{archive: tuple(name for name in names[archive] if name != "eprint") for archive in ("pmid", "arxiv")},
    }


class _Step(NamedTuple):
    """What a field is read as, and how; of two with the same datum the one of the lower rank counts."""

    rank: int  # of which no two steps have the same
    name: str
    datum: str
    read: Callable[[Draft, str, str], None]


@cache
def _steps(kind: Kind) -> dict[str, _Step]:
    """Return what every field of such an entry is read as, the likeliest of a datum first."""
    pairs = [(datum, name) for datum, names in field_names(kind).items() for name in names]
    return {
        name: _Step(rank, name, datum, _READERS.get(datum, _read_text))
        for rank, (datum, name) in reversed(list(enumerate(pairs)))
    }


def _read_text(draft: Draft, datum: str, value: str) -> None:
    draft.add(datum, decode(value))


def unwrapped(value: str) -> str:
    r"""Take a DOI or an address out of LaTeX's wrapping, and leave its own characters alone.

    >>> unwrapped(r"\url{https://example.org/a\_b}")
    'https://example.org/a_b'
    >>> unwrapped("{10.5555/x}")  # Web of Science writes two pairs of braces
    '10.5555/x'
    """
    if "\\" not in value and "{" not in value and "$" not in value:
        return value.strip()
    if wrapped := _IN_URL.fullmatch(value):
        value = wrapped[1]
    if value[:1] == "{" and value[-1:] == "}" and is_balanced(value[1:-1]):
        value = value[1:-1]
    return _ESCAPED.sub(
        lambda match: match[1] or ("<" if "less" in match[0] or "$<" in match[0] else ">"), value
    ).strip()


def _read_address(draft: Draft, datum: str, value: str) -> None:
    draft.add(datum, unwrapped(value))


def _read_date(draft: Draft, datum: str, value: str) -> None:
    """Read a year or a date, in which a tilde means about and no blank."""
    draft.add(datum, value if _EDTF.fullmatch(value) else decode(value))


def _read_month(draft: Draft, datum: str, value: str) -> None:
    """Read a month, or the days of one as classic styles want them: ``"10~" # jan``."""
    draft.add(datum, _DAYS.sub(r"\2 \1", decode(value)))


def _read_several(draft: Draft, datum: str, value: str) -> None:
    for text in split_words(value):
        draft.add(datum, decode(text))


def identifier_note(value: str) -> tuple[str, str] | None:
    """Return which identifier a note consists of, as Zotero writes it, and the identifier.

    >>> identifier_note("PMID: 9175027"), identifier_note("PMID: see there")
    (('pmid', '9175027'), None)
    """
    match = _IDENTIFIER_NOTE.fullmatch(value.strip())
    normalize = normalize_pmid if match and match[1].upper() == "PMID" else normalize_pmcid
    return (match[1].lower(), match[2]) if match and normalize(match[2]) else None


def _read_note(draft: Draft, datum: str, value: str) -> None:
    if found := identifier_note(value):
        draft.add(*found)
    else:
        draft.add(datum, decode(value))


_READERS: dict[str, Callable[[Draft, str, str], None]] = {
    "date": _read_date,
    "year": _read_date,
    "month": _read_month,
    "issn": _read_several,
    "isbn": _read_several,
    "doi": _read_address,
    "url": _read_address,
    "keyword": _read_several,
    "note": _read_note,
    "annotation": _read_note,
}
