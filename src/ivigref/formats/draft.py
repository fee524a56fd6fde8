"""How a citation is made of what was read, whatever the format."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ivigref.conventions.months import month_number
from ivigref.dates import Date
from ivigref.errors import InputError
from ivigref.formats import mapping
from ivigref.formats.markup import unescaped
from ivigref.identifiers import normalize_doi, normalize_pmcid, normalize_pmid
from ivigref.model import Check, Citation, Finding, Kind, Origin, Reference, Severity, Tag
from ivigref.model.values import MeshHeading, known_or_none
from ivigref.names import Name
from ivigref.packing import Packed
from ivigref.pages import Pages
from ivigref.patterns import lazy
from ivigref.text import whole

_TEXTS = frozenset({
    "title", "container_title", "edition", "series", "publisher", "place", "volume", "issue", "arxiv", "url",
    "language",
})  # fmt: skip
# Fields of several values, and what each is of a text.
_REPEATED: dict[str, Callable[[str], object]] = {
    **dict.fromkeys(("trials", "issn", "isbn", "publication_types"), str),
    "mesh": MeshHeading.model_validate,
}
_PLAIN_YEAR = lazy(r"[12][0-9]{3}")
ET_AL = "Author list truncated (et al.)"  # how formats that have no other word for it say so

_TAG = lazy(r"([a-z][a-z0-9-]*):([a-z0-9]+(?:-[a-z0-9]+)*)")
_WHOLE = 10_000  # citations; a file with more is kept packed


class Loaded(Packed[Citation]):
    """The citations of a file, a list of any length, with findings about what could not be read.

    >>> loaded = Loaded([], findings=[Finding.of(Check.UNREADABLE, "no end", line=3)])
    >>> loaded, loaded.findings[0].line
    ([], 3)
    """

    def __init__(self, citations: Iterable[Citation] = (), findings: Iterable[Finding] = ()) -> None:
        super().__init__(citations, whole=_WHOLE)
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
    ``origins`` are the databases that the entry says it was exported from, each with its number there.
    """

    of: str
    key: str | None = None
    line: int | None = None
    kind: Kind | None = None
    authors: list[Name] = field(default_factory=list)
    editors: list[Name] = field(default_factory=list)
    et_al: bool = False
    texts: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    native: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    origins: list[Origin] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def add(self, name: str, text: str) -> None:
        """Keep a value that says something; what only one format has stays as it stands there."""
        if text:
            self.texts[name].append(unescaped(text) if "&" in text and ":" not in name else text)

    def find(self, check: str, message: str, *, severity: Severity = "warning") -> None:
        """Say what is wrong with this entry."""
        self.findings.append(
            Finding(check=Check(check), severity=severity, message=message, key=self.key, line=self.line)
        )

    def citation(self) -> Citation:
        """Return the citation; what the model has no field for, or what does not fit its field, is kept as extra."""
        has_doi = bool(self.texts.get("doi"))
        known = self._plain()
        known.update(_take_date(self.texts))
        kept = self._read_into(known)
        if not has_doi and (doi := _doi_of_address(known.get("url") or "")):
            known["doi"] = doi
        free, tags = _keywords(self.texts.pop("keyword")) if "keyword" in self.texts else ((), ())
        rest = [
            (name, text)
            for name, found in self.texts.items()
            for text in (found if len(found) <= 1 else dict.fromkeys(found))
        ]
        # All is in its form already: texts as they were read, and what the readers of the fields have made of them.
        reference = Reference.model_construct(
            kind=self.kind,
            authors=tuple(self.authors),
            editors=tuple(self.editors),
            et_al=self.et_al,
            extra=(*free, *kept, *rest),
            origins=tuple(dict.fromkeys(self.origins)) if self.origins else (),
            line=self.line,
            raw=summed_up(self.authors, known, et_al=self.et_al),
            **known,
        )
        return Citation.model_construct(reference=reference, key=known_or_none(self.key), tags=tags)

    def _plain(self) -> dict[str, Any]:
        """Take the fields that hold any text: the first of a field that has one value, all of one that has several."""
        known: dict[str, Any] = {}
        for name, found in self.texts.items():
            if name in _TEXTS and found:
                known[name] = known_or_none(found.pop(0))
            elif name in _REPEATED and found:
                known[name] = tuple(map(_REPEATED[name], dict.fromkeys(found)))
                found.clear()
        return known

    def _read_into(self, known: dict[str, Any]) -> list[tuple[str, str]]:
        """Read the fields that have a grammar; return what does not fit it, as it is kept."""
        kept: list[tuple[str, str]] = []
        for name in [name for name in _READ if name in self.texts and name not in known]:
            found, read = self.texts[name], _READ[name]
            while found and name not in known:
                text = found.pop(0)
                if (value := read(text)) is not None:
                    known[name] = value
                else:
                    self.find("unreadable", f"expected {_WANT[name]}, found {text!r:.100}; it is preserved unchanged")
                    kept += self._as_it_stood(name, text)
        return kept

    def _as_it_stood(self, name: str, text: str) -> Iterator[tuple[str, str]]:
        """Yield a value that cannot be read under its name in the file; as a year every format takes any text."""
        if name not in mapping.TYPED:
            yield name, text
            return
        written = name if self.of == "csv" else next(iter(mapping.names(self.of)[name]), name)
        for own, value in self.native.pop(name, ((written, text),)):
            yield f"{self.of}:{own}", value


def _keywords(texts: Iterable[str]) -> tuple[tuple[tuple[str, str], ...], tuple[Tag, ...]]:
    """Tell plain keywords, as they are kept, from those that stand for tags."""
    found = {text: tag_of(text) for text in texts}
    free = tuple(("keyword", text) for text, tag in found.items() if tag is None)
    return free, tuple(tag for tag in found.values() if tag is not None)


def _doi_of_address(url: str) -> str | None:
    """Read the DOI that an address at doi.org has in it: most files print it so, and it leads where a DOI does."""
    return normalize_doi(url) if "doi.org/" in url else None


def _take_date(texts: dict[str, list[str]]) -> dict[str, object]:
    """Read the year and the date, all parts from one statement; what is no date stays where it is."""
    years = texts.get("year")
    if years and _PLAIN_YEAR.fullmatch(years[0]) and not texts.get("date") and not texts.get("month"):
        return {"year": int(years.pop(0))}  # as most entries say it, without the general way
    for name, parts in (("date", ()), ("year", ("month", "day")), ("year", ("month",)), ("year", ())):
        if not texts.get(name) or not all(texts.get(part) for part in parts):
            continue
        stated = [texts[name][0], *(texts[part][0] for part in parts)]
        date = _read_date(stated)
        if date is None:
            continue
        for part in (name, *parts):
            texts[part].pop(0)
        _drop_repetitions(texts, date)
        return {"year": date.year} if date.is_year else {"year": date.year, "date": date}
    return {}


def _drop_repetitions(texts: dict[str, list[str]], date: Date) -> None:
    """Take away what says a part of the date once more."""
    for name in ("year", "month", "day"):
        number = getattr(date, name)
        if texts.get(name) and number is not None and number in (whole(texts[name][0]), month_number(texts[name][0])):
            texts[name].pop(0)


def _read_date(stated: list[str]) -> Date | None:
    text = "-".join(part.zfill(2) for part in stated) if all(map(str.isdecimal, stated)) else " ".join(stated)
    with suppress(InputError):
        return Date.parse(text if len(stated) > 1 else _year_alone(text))
    return None


def _year_alone(text: str) -> str:
    """Write a year of fewer than four digits as a date has it."""
    return text.zfill(4) if text.isdecimal() else text


def _read_pages(text: str) -> Pages | None:
    try:
        return Pages.parse(text)
    except InputError:
        return None


def _unread_year(_: str) -> None:
    """Return None: a year that is left when the date was taken could not be read."""


_READ: dict[str, Callable[[str], object]] = {
    "year": _unread_year,
    "pages": _read_pages,
    "doi": normalize_doi,
    "pmid": normalize_pmid,
    "pmcid": normalize_pmcid,
}
_WANT = {"year": "a year", "pages": "pages", "doi": "a DOI", "pmid": "a PubMed number", "pmcid": "a PMC number"}


def summed_up(authors: Iterable[Name], known: Mapping[str, object], *, et_al: bool) -> str:
    """Write a work as one line to recognise it by: Bruton OC. Agammaglobulinemia. Pediatrics. 1952;9(6):722–8."""
    get = known.get
    names = ", ".join(map(str, authors))
    if et_al:
        names = f"{names}, et al" if names else "et al"
    volume, issue, pages = get("volume") or "", get("issue"), get("pages")
    when = f"{get('year') or ''}"
    when += f";{volume}({issue})" if issue else f";{volume}" if volume else ""
    when += f":{pages}" if pages else ""
    parts = (names, get("title"), get("container_title"), when.lstrip(";:"))
    return ". ".join([f"{part}".rstrip(".") for part in parts if part and not f"{part}".isspace()])
