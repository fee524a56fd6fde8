"""How a citation is made of what was read, whatever the format."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from ivigref.errors import InputError
from ivigref.formats import mapping
from ivigref.identifiers import normalize_doi, normalize_pmcid, normalize_pmid
from ivigref.model import Citation, Finding, Reference, Tag
from ivigref.names import Name
from ivigref.packing import Packed
from ivigref.pages import Pages

ET_AL = "Author list truncated (et al.)"  # how formats that have no other word for it say so

_TAG = re.compile(r"([a-z][a-z0-9-]*):([a-z0-9]+(?:-[a-z0-9]+)*)")
_YEAR = re.compile(r"-?\d{1,4}(?!\d)")
_WHOLE = 10_000  # citations; a file with more is kept packed


class Loaded(Packed[Citation]):
    """The citations of a file, a list of any length, with findings about what could not be read.

    >>> loaded = Loaded([], findings=[Finding(check="unreadable", severity="error", message="no end", line=3)])
    >>> loaded, loaded.findings[0].line
    ([], 3)
    """

    def __init__(self, citations: Iterable[Citation] = (), findings: Iterable[Finding] = ()) -> None:
        super().__init__(Citation, citations, whole=_WHOLE)
        self.findings = list(findings)


@lru_cache(maxsize=4096)
def tag_of(text: str) -> Tag | None:
    """Return the tag that a keyword stands for, or None where it is a plain keyword.

    >>> tag_of("disease:lupus-nephritis")
    Tag(axis='disease', term='lupus-nephritis', label='lupus nephritis')
    """
    match = _TAG.fullmatch(text)
    return Tag(axis=match[1], term=match[2], label=match[2].replace("-", " ")) if match else None


@dataclass(slots=True)
class Draft:
    """What was read of one entry, as texts; a citation once it is complete.

    ``texts`` has every value of a field in the order of the file, under the names of the table of fields. ``of`` is the
    family of formats that it was read from, and ``native`` has, of fields that hold more than they say, what stood in
    the file: each with its name there. A value that cannot be read is kept as that, and only such a file gets it back.
    """

    of: str
    key: str | None = None
    line: int | None = None
    kind: str | None = None
    authors: list[Name] = field(default_factory=list)
    editors: list[Name] = field(default_factory=list)
    et_al: bool = False
    texts: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    native: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
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
        kept: list[tuple[str, str]] = []
        for name in ("title", "container_title", "publisher", "place", "volume", "issue", "url"):
            if found := texts.get(name):
                known[name] = found.pop(0)
        has_doi = bool(texts.get("doi"))
        for name, read in _READ.items():
            while name not in known and (found := texts.get(name)):
                text = found.pop(0)
                if (value := read(text)) is not None:
                    known[name] = value
                else:
                    self.find("unreadable", f"expected {_WANT[name]}, found {text!r:.100}; it is kept as it is")
                    kept += self._as_it_stood(name, text)
        if not has_doi and (doi := _doi_of_address(str(known.get("url") or ""))):
            known["doi"] = doi
        tags, extra = [], []
        for text in dict.fromkeys(texts.pop("keyword", ())):
            tag = tag_of(text)
            if tag is None:
                extra.append(("keyword", text))
            else:
                tags.append(tag)
        extra += kept
        extra += [(name, text) for name, found in texts.items() if found for text in dict.fromkeys(found)]
        reference = Reference(
            kind=self.kind,
            authors=tuple(self.authors),
            editors=tuple(self.editors),
            et_al=self.et_al,
            extra=tuple(extra),
            line=self.line,
            raw=_one_line(self.authors, known, et_al=self.et_al),
            **known,
        )
        return Citation(reference=reference, key=self.key, tags=tuple(tags))

    def _as_it_stood(self, name: str, text: str) -> Iterator[tuple[str, str]]:
        """Yield a value that cannot be read under its name in the file; as a year every format takes any text."""
        if name not in mapping.TYPED:
            yield name, text
            return
        written = name if self.of == "csv" else mapping.names(self.of)[name][0]
        for own, value in self.native.pop(name, ((written, text),)):
            yield f"{self.of}:{own}", value


def _doi_of_address(url: str) -> str | None:
    """Read the DOI that an address at doi.org has in it: most files print it so, and it leads where a DOI does."""
    return normalize_doi(url) if "doi.org/" in url else None


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


def _one_line(authors: Iterable[Name], known: Mapping[str, object], *, et_al: bool) -> str:
    """Write a work as one line to recognise it by: Bruton OC. Agammaglobulinemia. Pediatrics. 1952;9(6):722–8."""
    names = ", ".join([*map(str, authors), *(["et al"] if et_al else [])])
    volume, issue, pages = (str(known.get(name) or "") for name in ("volume", "issue", "pages"))
    issue = issue and f"({issue})"
    pages = pages and f":{pages}"
    when = f"{known.get('year', '')};{volume}{issue}" if volume or issue else str(known.get("year", ""))
    parts = (names, known.get("title"), known.get("container_title"), f"{when}{pages}".lstrip(";:"))
    return ". ".join(str(part).rstrip(".") for part in parts if part and not str(part).isspace())
