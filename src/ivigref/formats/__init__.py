"""The formats of reference managers: which there are, how to tell them apart, and how to read a file of any of them.

Each is a module with ``dumps(citations) -> str`` and ``loads(text) -> list``; the list has ``findings`` about what
could not be read.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from ivigref.collecting import seldom
from ivigref.encodings import decode, with_line_feeds
from ivigref.errors import FormatError
from ivigref.model import Check, Finding
from ivigref.patterns import lazy
from ivigref.text import clean, squeeze
from ivigref.xml import root_of

if TYPE_CHECKING:
    from ivigref.formats.draft import Loaded
    from ivigref.formats.entry import Values
    from ivigref.model import Citation

__all__ = ["COMMENTS", "EXPORTS", "FORMATS", "comment", "loads", "module", "read", "sniff", "title"]


class Row(NamedTuple):
    """A format: its module, the endings of its files, and by what a text is known.

    ``opens`` is a pattern that begins where the format does; of XML, ``roots`` are the first elements, and ``opens``
    what stands near the beginning of one that others share.
    """

    module: str
    endings: tuple[str, ...] = ()
    opens: str = ""
    roots: frozenset[str] = frozenset()


# Pieces of the patterns: a byte order mark and blank lines; comments of YAML; a cell of a table.
_START = r"\A\ufeff?+\s*+"
_YAML = r"\A\ufeff?+(?:[^\S\n]*+(?:#[^\n]*+)?\n|---[^\S\n]*+\n|%YAML[^\n]*+\n)*+"
_TYPES = (
    "article|chapter|entry|anthos|report|thesis|web|scene|artwork|patent|case|newspaper|legislation|manuscript|original"
    "|post|misc|performance|periodical|proceedings|book|blog|reference|conference|anthology|repository|thread|video|audio"
    "|exhibition"
)
_TITLES = r"[Tt]itle|Article Title|Title Primary|TI|display_name"
_OTHERS = (
    r"[Aa]uthors?|Author\(s\)|Author/s|Author Names|Authors, Primary|AU|[Yy]ear|PY|PubYear|Publication Year|DOI|doi"
    r"|PMID|pmid|publication_year"
)


def _cell(names: str) -> str:
    return rf"(?=(?:[^\n]*[,;\t])?\"?(?:{names})\"?\s*(?:[,;\t]|$))"


# By the name on the command line; read and written.
FORMATS = {
    "bibtex": Row("bibtex", (".bib", ".bibtex"), r"^\ufeff?[ \t]*@[A-Za-z]+[ \t]*[{(]"),
    "biblatex": Row("biblatex"),
    "ris": Row("ris", (".ris",), r"^\ufeff?[^\S\n]*+TY(?:  ?|\t)- "),
    "nbib": Row(
        "nbib",
        (".nbib", ".medline"),
        r"^\ufeff?(?:PMID ?|OWN |STAT|FAU |JT  |LID |PST |MHDA|EDAT|CRDT|DP  (?=- [12]\d{3}))- ",
    ),
    "csl-json": Row("csl_json", (".json",), r"\A\ufeff?\s*[\[{]\s*[\]{\"]"),
    "endnote-xml": Row("endnote_xml", (".xml",), roots=frozenset({"xml", "records", "record"})),
    "jsonl": Row("jsonl", (".jsonl",), r"\A\ufeff?\s*\{[^\n]*\"reference\""),
    "csv": Row("csv_table", (".csv", ".tsv"), rf"\A\ufeff?(?:[^\n]*\n){{0,5}}?{_cell(_TITLES)}{_cell(_OTHERS)}"),
    "mods": Row("mods", (".mods",), roots=frozenset({"mods", "modsCollection", "mods:mods", "mods:modsCollection"})),
    "word-xml": Row("word_xml", roots=frozenset({"b:Sources", "Sources"})),
    "hayagriva": Row(
        "hayagriva",
        (),
        _YAML + r"(?!references:)[^\s#:\-\[{][^\n]{0,200}:[^\S\n]*+\n(?:[^\S\n]++[^\n]*+\n)*?[^\S\n]++type:[^\S\n]*+"
        r"[\"']?(?i:" + _TYPES + r")\b",
    ),
    "refer": Row(
        "refer", (".enw",), r"^\ufeff?%0 [A-Z]|" + _START + r"(?:%0 |%[ATEJBDR] [^\n]*+\n(?:[^%\n][^\n]*+\n)*+%[A-Z@] )"
    ),
}
# Only read.
EXPORTS = {
    "pubmed-text": Row(
        "pubmed_text",
        (),
        _START + r"1(?:: (?:[^\n]++\n)*?[^\n]*?PMID: \d|\. [^\n;]{2,200}\. [12]\d{3}\b[^\n]*+(?:\n[^\n]++)*+\n\n"
        r"(?:[^\n]*+\n)*?PMID: \d)",
    ),
    "wos": Row(
        "wos_text",
        (".ciw",),
        r"\A\ufeff?\s*+(?:FN [^\n]*+\n+VR |PT [JBSPC][^\S\n]*+\n(?:[A-Z0-9]{2} [^\n]*+\n|   [^\n]*+\n){2})",
    ),
    "ovid": Row("ovid_text", (), _START + r"(?:<\d{1,9}>[^\S\n]*+\n[A-Z][^\n]*+\n[^\S\n]++\S|VN {1,2}- Ovid)"),
    "embase-text": Row("embase_text", (), r"^[^\S\n]*+RECORD \d{1,9}[^\S\n]*+\n\s*TITLE\s*$"),
    "cochrane-text": Row(
        "cochrane_text", (), r"^\ufeff?Record #\d{1,9} of \d{1,9}[^\S\n]*+\n(?:[^\n]*+\n){0,4}?ID: \S"
    ),
    "refworks": Row("refworks", (), r"^\ufeff?RT [A-Z][^\n]*+\n(?:SR|ID|A1|T1|JF|YR) "),
    "csl-yaml": Row(
        "csl_yaml",
        (),
        _YAML + r"(?:references:[^\S\n]*+\n(?:[^\S\n]*+\n)*+[^\S\n]*+- ?|"
        r"-[^\S\n]++(?:id|type|title|author|DOI|container-title|issued):)",
    ),
    "zotero-json": Row("zotero_json", (), r"\A\ufeff?\s*+[\[{][\s\S]*?\"itemType\"\s*:"),
    "zotero-rdf": Row("zotero_rdf", (".rdf",), "zotero|purl.org/net/biblio", frozenset({"rdf:RDF"})),
    "cff": Row("cff", (".cff",), r"^\ufeff?cff-version:"),
    "bibtexml": Row("bibtexml", (), "bibtexml", frozenset({"bibtex:file", "file", "bibtex:entry"})),
    "marcxml": Row(
        "marcxml",
        (".mrcx",),
        "MARC21/slim|<(?:marc:)?datafield ",
        frozenset({"collection", "record", "marc:collection", "marc:record"}),
    ),
    "citavi": Row("citavi", (), "", frozenset({"CitaviExchangeData"})),
    "pubmed-xml": Row("pubmed_xml", roots=frozenset({"PubmedArticleSet", "PubmedArticle", "PubmedBookArticle"})),
}
MODULES = frozenset(row.module for row in (*FORMATS.values(), *EXPORTS.values()))

# How a line of a comment stands in the formats that have comments; what stands in none of their entries is skipped.
COMMENTS = {"bibtex": "% {}", "biblatex": "% {}"}

_LISTING = {"pre", "code"}  # but for what is set around a file to show it on a page
_UNSHOWN = lazy(r"<(style|script)\b.*?(?:</\1|\Z)", re.DOTALL | re.IGNORECASE)  # "@media (" is no entry


_TITLE = lazy(r"[,:]")
_HEAD = 100_000  # characters by which a format is recognised


class Format(Protocol):
    """What every module of this folder offers."""

    def dumps(self, citations: Iterable[Citation], *, values: Values = "record") -> str:
        """Write citations, with the values of their records or as printed."""

    def loads(self, text: str) -> Loaded:
        """Read citations."""


def module(name: str) -> Format:
    """Return the module of a format by its name on the command line.

    >>> module("csl-json").__name__
    'ivigref.formats.csl_json'
    """
    row = FORMATS.get(name) or EXPORTS.get(name)
    if row is None:
        raise FormatError(f"expected one of {', '.join(FORMATS)}, found {name!r}")
    return cast("Format", importlib.import_module(f"{__name__}.{row.module}"))


def title(name: str) -> str:
    """Return what people call a format: the words before the first comma or colon of its module.

    >>> [title(name) for name in ("bibtex", "ris", "csl-json", "jsonl", "wos")]
    ['BibTeX', 'RIS', 'CSL-JSON', 'JSON lines', 'Web of Science plain text']
    """
    return _TITLE.split(module(name).__doc__ or name, maxsplit=1)[0]


def comment(name: str, lines: Iterable[str]) -> str:
    r"""Return lines as comments in a format, or nothing where it has none; none of them can begin an entry.

    >>> comment("bibtex", ["from crossref,\n2026-11-29", "me@example.org"]), comment("ris", ["from crossref"])
    ('% from crossref, 2026-11-29\n% me(at)example.org\n', '')
    """
    form = COMMENTS.get(name)
    if form is None:
        return ""
    return "".join(f"{form.format(clean(squeeze(line)).replace('@', '(at)'))}\n" for line in lines)


def sniff(text: str, name: str = "") -> str | None:
    """Tell the format of a text by its beginning, else by its file's name; None where it may be a printed list.

    >>> sniff("TY  - JOUR"), sniff("@article{x,"), sniff("1. Bruton OC. Agammaglobulinemia."), sniff("", "a.nbib")
    ('ris', 'bibtex', None, 'nbib')
    """
    head = text[:_HEAD]
    root = root_of(head)
    if root is not None and root.lower() not in _LISTING:
        return next((of for of, row in _rows() if root in row.roots and _sign(row.opens).search(head)), None)
    head = _UNSHOWN.sub("", head)
    signs = ((of, _sign(row.opens).search(head)) for of, row in _rows() if row.opens and not row.roots)
    found = [(match.start(), -match.end(), of) for of, match in signs if match]
    if found:  # the first that begins, and of those that begin together the one that is sure of most
        return min(found)[2]
    ending = PurePath(name).suffix.lower()
    return next((of for of, row in _rows() if ending and ending in row.endings), None)


def _rows() -> Iterator[tuple[str, Row]]:
    """Yield the formats, what is recognised by more than its first element before what others share that with."""
    yield from sorted({**FORMATS, **EXPORTS}.items(), key=lambda item: not (item[1].roots and item[1].opens))


@cache
def _sign(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)


def read(data: bytes, *, name: str = "", encoding: str | None = None) -> Loaded:
    r"""Read a file of any of the formats; the name only helps to tell which, and stands in messages.

    >>> read(b"TY  - JOUR\nTI  - Stra\xdfe\nER  - \n", name="x.ris")[0].reference.title
    'Straße'
    """
    return loads(with_line_feeds(decode(data, encoding).text), name=name)


@seldom
def loads(text: str, *, name: str = "") -> Loaded:
    r"""Read a text of any of the formats.

    >>> loads("TY  - JOUR\nTI  - Skin\nER  - \n")[0].reference.title
    'Skin'
    """
    found = sniff(text, name)
    if found is None:
        raise FormatError(f"expected one of {', '.join(FORMATS)}", place=name or None)
    try:
        loaded = module(found).loads(text)
    except FormatError as error:
        raise FormatError(str(error), place=name or None) from error
    if not loaded and not loaded.findings and text.strip("\ufeff \r\n\t"):
        loaded.findings.append(Finding.of(Check.UNREADABLE, "expected references, found none", severity="warning"))
    return loaded


def is_own(text: str, of: str) -> bool:
    r"""Tell whether a text is exactly what this format's writer makes of it, so that nothing in it can be lost.

    >>> text = "@misc{a,\n  title        = {{IVIG} for all},\n}\n"
    >>> is_own(text, "bibtex"), is_own("% mine\n" + text, "bibtex"), is_own(text, "ris")
    (True, False, False)
    """
    try:
        citations = module(of).loads(text)
        if module(of).dumps(citations) == text:
            return True
        if of != "bibtex":
            return False
        from ivigref.formats import bibtex  # noqa: PLC0415  (60 ms that only BibTeX needs)

        return bibtex.dumps(citations, encoding="latex") == text
    except (ValueError, RecursionError):  # it may be anything
        return False


def __getattr__(name: str) -> Format:
    """Import a format where it is first used: ``formats.bibtex`` costs what bibtexparser costs."""
    if name not in MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return cast("Format", importlib.import_module(f"{__name__}.{name}"))
