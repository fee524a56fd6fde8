"""From the blocks of a BibTeX file to citations, as people write such files: macros, crossref, doubled fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from ivigref.budget import Budget
from ivigref.formats import mapping
from ivigref.formats.bibtex_names import read_names
from ivigref.formats.bibtex_splitting import Block
from ivigref.formats.bibtex_writing import MONTHS, container_field
from ivigref.formats.draft import Draft, Loaded
from ivigref.formats.latex_reading import decode

_MONTHS = {month: str(number) for number, month in enumerate(MONTHS, start=1)}
_BRACE = re.compile(r"(?<!\\)[{}]")
_BRACE_OR_QUOTE = re.compile(r"(?<!\\)[{}\"]")
_BARE = re.compile(r"[^\s#,{}\"]+")
_LATER_FIELD = re.compile(r"([A-Za-z][\w:-]*)\s*=\s*")
_JOINT = re.compile(r"\s*#\s*")
_SEPARATOR = re.compile(r"[,;]")
_ESCAPED = re.compile(r"\\([_%#&~$])|\{?\\text(?:less|greater)(?:\{\}|\s|(?=\}))\}?|\$[<>]\$")
_IN_URL = re.compile(r"\s*\\url\s*\{(.*)\}\s*", re.DOTALL)
_IDENTIFIER_NOTE = re.compile(r"(PMC?ID):?\s*(\w+)", re.IGNORECASE)
_DATE = re.compile(r"(-?\d{1,4})(?!\d)(?:-(\d{1,2}))?(?:-(\d{1,2}))?")

# What an entry takes over from the one that it names in crossref (BibLaTeX manual, appendix B).
_INHERITED_AS = {"title": "booktitle", "subtitle": "booksubtitle"}
_NOT_INHERITED = {"crossref", "author", "keywords", "abstract", "doi", "pmid", "pmcid", "pages", "shorttitle"}

_SPECIAL = {"author", "editor", "subtitle", "booksubtitle", "eprint", "eprinttype", "archiveprefix"}
_PUBMED = {"pubmed", "pmid", "medline"}


def read(blocks: Sequence[Block], macros: Mapping[str, str]) -> Loaded:
    """Make citations of the blocks of a file; a block that is none is a finding."""
    strings = Macros()
    for name, value in macros.items():
        strings.define(name, value)
    loaded = Loaded()
    parents = {block.key.casefold(): block for block in reversed(blocks) if block.key}

    @cache
    def inherited(key: str) -> dict[str, str]:
        fields = _fields(parents[key], Draft(), strings) if key in parents else {}
        return {_INHERITED_AS.get(name, name): value for name, value in fields.items() if name not in _NOT_INHERITED}

    for block in blocks:
        draft = Draft(key=block.key or None, line=None if block.line is None else block.line + 1)
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


class Macros:
    """What words without braces stand for: the months, and what a file defines; all that they expand to is counted.

    >>> macros = Macros()
    >>> macros.define("lupus", '"Lupus" # " Sci"')
    >>> macros.expand("LUPUS"), macros.expand("may"), macros.expand("1997")
    ('Lupus Sci', '5', '1997')
    """

    def __init__(self) -> None:
        self.budget = Budget()
        self._texts = dict(_MONTHS)

    def define(self, name: str, value: str) -> None:
        """Define a macro by a value, in which others may stand."""
        self._texts[name] = _value(value, self)[0]

    def expand(self, word: str) -> str:
        """Return what a word stands for, itself where it is no macro."""
        text = self._texts.get(word.lower())
        if text is None:
            return word
        self.budget.spend(len(text))
        return text


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
    waiting = list(reversed(block.fields))
    while waiting:
        name, raw = waiting.pop()
        name = name.rpartition("\n")[2].strip().lower()  # a comment above a field is read as part of its name
        value, rest = (raw[1:-1], "") if block.is_plain and raw[0] == "{" else _value(raw, strings)
        if rest:
            draft.find("unreadable", f"expected a comma after the field {name}, found {rest[:40]!r}")
            if later := _LATER_FIELD.match(rest):
                waiting.append((later[1], rest[later.end() :]))
        if name not in fields:
            fields[name] = value
        elif name == "keywords":
            fields[name] += f", {value}"
        elif value != fields[name]:
            draft.find("unreadable", f"the field {name} is there twice; the second says {value!r}")
    return fields


def _value(raw: str, strings: Macros) -> tuple[str, str]:
    """Return a value without its braces or quotes, parts joined and macros replaced, and what follows it."""
    parts, place = [], 0
    joined: re.Match[str] | bool | None = True
    while joined:
        start = raw[place : place + 1]
        if start in ("{", '"') and start:
            end = _closing(raw, place)
            parts.append(raw[place + 1 : end])
            place = end + 1
        elif bare := _BARE.match(raw, place):
            parts.append(strings.expand(bare[0]))
            place = bare.end()
        joined = _JOINT.match(raw, place)
        place = joined.end() if joined else place
    return "".join(parts), raw[place:].strip(" \t\n,")


def _closing(raw: str, place: int) -> int:
    """Return where the brace or quote that stands at this place closes."""
    quoted, depth = raw[place] == '"', 0
    for mark in _BRACE_OR_QUOTE.finditer(raw, place + 1 if quoted else place):
        if mark[0] == '"':
            if quoted and depth == 0:
                return mark.start()
            continue
        depth += 1 if mark[0] == "{" else -1
        if not quoted and depth == 0:
            return mark.start()
    return len(raw)


def _fill(draft: Draft, entry_type: str, fields: dict[str, str]) -> None:
    """Put the fields where they belong."""
    draft.kind = mapping.kinds("bibtex").get(entry_type) or mapping.kinds("biblatex").get(entry_type, "other")
    draft.authors, draft.et_al = read_names(fields.get("author", ""))
    draft.editors, _ = read_names(fields.get("editor", ""))
    for title, subtitle in (("title", "subtitle"), ("booktitle", "booksubtitle")):
        if title in fields and fields.get(subtitle):
            fields[title] += f": {fields[subtitle]}"
    if fields.get("eprinttype", fields.get("archiveprefix", "")).lower() in _PUBMED:
        fields.setdefault("pmid", fields.pop("eprint", ""))
        fields.pop("eprinttype", None)
        fields.pop("archiveprefix", None)
    found = None
    for datum, name, read in _steps(draft.kind):
        if name in fields and datum != found and fields[name]:
            read(draft, datum, fields.pop(name))
            found = datum
    for name, value in fields.items():
        if name not in _SPECIAL:
            draft.add(f"bibtex:{name}", value)


@cache
def field_names(kind: str) -> dict[str, tuple[str, ...]]:
    """Return the fields in which either dialect may have each datum, the likeliest first.

    >>> field_names("book-chapter")["container_title"][:2]
    ('booktitle', 'journal')
    """
    names = {
        datum: tuple(dict.fromkeys(own + mapping.names("biblatex")[datum]))
        for datum, own in mapping.names("bibtex").items()
    }
    container = container_field(kind, "bibtex")
    return {**names, "container_title": tuple(dict.fromkeys((container, *names["container_title"])))}


@cache
def _steps(kind: str) -> tuple[tuple[str, str, Callable[[Draft, str, str], None]], ...]:
    """Return every field of such an entry with its datum and its reader, the likeliest of a datum first."""
    return tuple(
        (datum, name, _READERS.get(datum, _read_text)) for datum, names in field_names(kind).items() for name in names
    )


def _read_text(draft: Draft, datum: str, value: str) -> None:
    draft.add(datum, decode(value))


def _read_address(draft: Draft, datum: str, value: str) -> None:
    r"""Take a DOI or an address out of LaTeX's wrapping, and leave its own characters alone."""
    if wrapped := _IN_URL.fullmatch(value):
        value = wrapped[1]
    draft.add(
        datum,
        _ESCAPED.sub(lambda match: match[1] or ("<" if "less" in match[0] or "$<" in match[0] else ">"), value).strip(),
    )


def _read_date(draft: Draft, _: str, value: str) -> None:
    text = decode(value)
    if match := _DATE.match(text):
        for datum, part in zip(("year", "month", "day"), match.groups(), strict=True):
            draft.add(datum, (part or "").removeprefix("0"))
    else:
        draft.add("year", text)


def _read_month(draft: Draft, datum: str, value: str) -> None:
    text = decode(value)
    draft.texts[datum] = [_MONTHS.get(text[:3].lower(), text.removeprefix("0"))] if text.isalnum() else [text]


def _read_keywords(draft: Draft, datum: str, value: str) -> None:
    for text in _SEPARATOR.split(value):
        draft.add(datum, decode(text))


def _read_note(draft: Draft, datum: str, value: str) -> None:
    if match := _IDENTIFIER_NOTE.fullmatch(value.strip()):
        draft.add(match[1].lower(), match[2])
    else:
        draft.add(datum, decode(value))


_READERS: dict[str, Callable[[Draft, str, str], None]] = {
    "year": _read_date,
    "month": _read_month,
    "doi": _read_address,
    "url": _read_address,
    "keyword": _read_keywords,
    "note": _read_note,
    "annotation": _read_note,
}
