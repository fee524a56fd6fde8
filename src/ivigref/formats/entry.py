"""What all formats share: which values of a citation are written, and how a citation is made of what was read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from ivigref.errors import InputError
from ivigref.identifiers import normalize_doi, normalize_pmcid, normalize_pmid
from ivigref.keys import TEMPLATE, assign_keys
from ivigref.model import Citation, Finding, Reference, Tag, Work
from ivigref.names import Name
from ivigref.pages import Pages
from ivigref.text import squeeze

Values = Literal["record", "printed"]

ET_AL = "Author list truncated (et al.)"

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_TAG = re.compile(r"([a-z][a-z0-9-]*):([a-z0-9]+(?:-[a-z0-9]+)*)")
_NOT_IN_KEY = re.compile(r"[\s{}()\[\],;=#%\"\\~@$^&<>|`]+")
_YEAR = re.compile(r"-?\d{1,4}")
_INITIALS = re.compile(r"(?<![^\W\d_])[^\W\d_a-z]{1,3}(?![^\W\d_])[.]?")


@dataclass(frozen=True, slots=True)
class Entry:
    """What is written of one citation; ``extra`` names follow the table of fields."""

    key: str
    kind: str
    work: Work
    keywords: tuple[str, ...]
    extra: dict[str, str]
    number: int | None


class Loaded(list[Citation]):
    """The citations of a file, with findings about what could not be read.

    >>> loaded = Loaded([], findings=[Finding(check="unreadable", severity="error", message="no end", line=3)])
    >>> loaded, loaded.findings[0].line
    ([], 3)
    """

    def __init__(self, citations: Iterable[Citation] = (), findings: Iterable[Finding] = ()) -> None:
        super().__init__(citations)
        self.findings = list(findings)


def entries(citations: Iterable[Citation], values: Values = "record", template: str = TEMPLATE) -> Iterator[Entry]:
    """Yield what is to be written of each citation, each under a key of its own that every client takes.

    >>> [entry.key for entry in entries([Citation(reference=Reference(year=1952)), Citation(reference=Reference())])]
    ['Anonymous1952', 'AnonymousNoYear']
    """
    for citation in assign_keys(_with_safe_keys(citations), template):
        work = citation.work(values)
        extra: dict[str, str] = {}
        keywords = [keyword(tag) for tag in citation.tags]
        for name, text in citation.reference.extra:
            if name == "keyword":
                keywords.append(text)
            else:
                extra.setdefault(name, text)
        if citation.is_certain and citation.record and values == "record":
            record = citation.record
            recorded = {"container_title_short": record.container_title_short, "issn": ", ".join(record.issn)}
            extra |= {name: text for name, text in recorded.items() if text}
        if work.url:
            extra["url"] = work.url
        if work.url and work.doi and normalize_doi(work.url) == work.doi:
            del extra["url"]  # says nothing that the DOI does not
        yield Entry(
            key=citation.key or "",
            kind=kind_of(work),
            work=work,
            keywords=tuple(dict.fromkeys(keywords)),
            extra=extra,
            number=citation.number,
        )


def _with_safe_keys(citations: Iterable[Citation]) -> Iterator[Citation]:
    taken: set[str] = set()
    for citation in citations:
        key = _NOT_IN_KEY.sub("", citation.key or "")
        if key.casefold() in taken:
            key = ""
        taken.add(key.casefold())
        yield citation if citation.key == (key or None) else citation.model_copy(update={"key": key or None})


def kind_of(work: Work) -> str:
    """Return what kind of work this is, told by its fields where it is not said.

    >>> kind_of(Work(container_title="Plasmopheresis", publisher="Nova")), kind_of(Work(title="x"))
    ('book-chapter', 'other')
    """
    if work.kind:
        return work.kind
    if work.container_title:
        return "book-chapter" if work.editors or (work.publisher and not work.volume) else "journal-article"
    return "book" if work.publisher else "other"


def keyword(tag: Tag) -> str:
    """Return a tag as a keyword, ``disease:lupus-nephritis``."""
    return f"{tag.axis}:{tag.term}"


@lru_cache(maxsize=4096)
def tag_of(text: str) -> Tag | None:
    """Return the tag that a keyword stands for, or None where it is a plain keyword.

    >>> tag_of("disease:lupus-nephritis")
    Tag(axis='disease', term='lupus-nephritis', label='lupus nephritis')
    """
    match = _TAG.fullmatch(text)
    return Tag(axis=match[1], term=match[2], label=match[2].replace("-", " ")) if match else None


@lru_cache(maxsize=8192)
def spelled_given(given: str) -> str:
    """Write initials with full stops and plain hyphens, as every client and classic BibTeX style reads them.

    >>> [spelled_given(given) for given in ("MC", "H‑J", "Hans-Jürgen", "Ornella M", "O.C.")]
    ['M. C.', 'H.-J.', 'Hans-Jürgen', 'Ornella M.', 'O. C.']
    """
    given = _one_line(given).translate(_HYPHENS)
    spelled = _INITIALS.sub(_with_stops, given)
    return re.sub(r"\.(?=[^\W\d_])", ". ", spelled)


def _with_stops(initials: re.Match[str]) -> str:
    letters = initials[0].rstrip(".")
    return ". ".join(letters) + "." if letters.isupper() else initials[0]


def inverted(name: Name) -> str:
    """Write a name family first, as RIS, EndNote and MEDLINE want it; a group ends in a comma.

    >>> inverted(Name(family="Meer", given="JW", particle="van der", suffix="Jr")), inverted(Name(literal="WHO Group"))
    ('van der Meer, J. W., Jr', 'WHO Group,')
    """
    if name.literal is not None:
        return _one_line(name.literal) + ","
    parts = (name.surname, spelled_given(name.given or ""), name.suffix or "")
    return _one_line(", ".join(parts)).rstrip(", ")


_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011", "-"))


def _one_line(text: str) -> str:
    return squeeze(_CONTROL.sub("", text))


@dataclass(slots=True)
class Draft:
    """What was read of one entry, as texts; a citation once it is complete.

    ``texts`` has every value of a field in the order of the file, under the names of the table of fields.
    """

    key: str | None = None
    line: int | None = None
    kind: str | None = None
    authors: list[Name] = field(default_factory=list)
    editors: list[Name] = field(default_factory=list)
    et_al: bool = False
    texts: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    findings: list[Finding] = field(default_factory=list)

    def add(self, name: str, text: str) -> None:
        """Keep a value that says something."""
        if text:
            self.texts[name].append(text)

    def find(self, check: str, message: str, *, severity: Literal["error", "warning"] = "warning") -> None:
        """Say what is wrong with this entry."""
        self.findings.append(Finding(check=check, severity=severity, message=message, key=self.key, line=self.line))

    def citation(self) -> Citation:
        """Return the citation; what the model has no field for, or what does not fit its field, is kept as extra."""
        texts = self.texts
        known: dict[str, object] = {}
        for name in ("title", "container_title", "publisher", "place", "volume", "issue", "url"):
            if found := texts.get(name):
                known[name] = found.pop(0)
        for name, read in _READ.items():
            for text in texts.get(name, ())[:1]:
                value = read(text)
                if value is None:
                    self.find("unreadable", f"expected {_WANT[name]}, found {text!r}; it is kept as it is")
                else:
                    known[name] = value
                    texts[name].pop(0)
        tags, extra = [], []
        for text in dict.fromkeys(texts.pop("keyword", ())):
            tag = tag_of(text)
            if tag is None:
                extra.append(("keyword", text))
            else:
                tags.append(tag)
        extra += [(name, text) for name, found in texts.items() for text in dict.fromkeys(found)]
        reference = Reference(
            kind=self.kind,
            authors=tuple(self.authors),
            editors=tuple(self.editors),
            et_al=self.et_al,
            extra=tuple(extra),
            line=self.line,
            **known,
        )
        reference = reference.model_copy(update={"raw": one_line(reference)})
        return Citation(reference=reference, key=self.key, tags=tuple(tags))


def _read_year(text: str) -> int | None:
    match = _YEAR.match(text)
    return int(match[0]) if match else None


def _read_pages(text: str) -> Pages | None:
    try:
        return Pages.parse(text)
    except InputError:
        return None


_READ = {
    "year": _read_year,
    "pages": _read_pages,
    "doi": normalize_doi,
    "pmid": normalize_pmid,
    "pmcid": normalize_pmcid,
}
_WANT = {"year": "a year", "pages": "pages", "doi": "a DOI", "pmid": "a PubMed number", "pmcid": "a PMC number"}


def one_line(work: Work) -> str:
    """Write a work as one line to recognise it by.

    >>> one_line(Work(authors=(Name.parse("Bruton OC"),), title="Agammaglobulinemia", year=1952, volume="9"))
    'Bruton OC. Agammaglobulinemia. 1952;9'
    """
    authors = ", ".join([*map(str, work.authors), *(["et al"] if work.et_al else [])])
    issue = f"({work.issue})" if work.issue else ""
    pages = f":{work.pages}" if work.pages else ""
    when = f"{'' if work.year is None else work.year};{work.volume or ''}{issue}{pages}".strip(";")
    return ". ".join(part for part in (authors, work.title, work.container_title, when) if part)
