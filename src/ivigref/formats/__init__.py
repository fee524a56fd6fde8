"""The formats of reference managers: which there are, how to tell them apart, and how to read a file of any of them.

Each is a module with ``dumps(citations) -> str`` and ``loads(text) -> list``; the list has ``findings`` about what
could not be read.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable
from pathlib import PurePath
from typing import TYPE_CHECKING, Protocol, cast

from ivigref.encodings import decode
from ivigref.errors import FormatError
from ivigref.text import clean, squeeze
from ivigref.xml import root_of

if TYPE_CHECKING:
    from ivigref.formats.draft import Loaded
    from ivigref.formats.entry import Values
    from ivigref.model import Citation

__all__ = ["COMMENTS", "FORMATS", "comment", "loads", "module", "read", "sniff", "title"]

# The name on the command line, the module, and the endings of its files.
FORMATS = {
    "bibtex": ("bibtex", (".bib", ".bibtex")),
    "biblatex": ("biblatex", ()),
    "ris": ("ris", (".ris",)),
    "nbib": ("nbib", (".nbib", ".medline")),
    "csl-json": ("csl_json", (".json",)),
    "endnote-xml": ("endnote_xml", (".xml",)),
    "jsonl": ("jsonl", (".jsonl",)),
    "csv": ("csv_table", (".csv",)),
}
MODULES = frozenset(place for place, _ in FORMATS.values())

# How a line of a comment stands in the formats that have comments; what stands in none of their entries is skipped.
COMMENTS = {"bibtex": "% {}", "biblatex": "% {}"}

# How a file of each begins; a byte order mark and blank lines may stand before it.
_BEGINNINGS = {
    "ris": re.compile(r"(?m)^\ufeff?[^\S\n]*+TY(?:  ?|\t)- "),
    "nbib": re.compile(r"(?m)^\ufeff?PMID ?- "),
    "jsonl": re.compile(r"\A\ufeff?\s*\{[^\n]*\"reference\""),
    "csl-json": re.compile(r"\A\ufeff?\s*[\[{]\s*[\]{\"]"),
    "bibtex": re.compile(r"(?m)^\ufeff?[ \t]*@[A-Za-z]+[ \t]*[{(]"),
}
_ENDNOTE = {
    "xml",
    "records",
    "record",
}  # what begins with any other element is a page, or XML that is no format of these
_LISTING = {"pre", "code"}  # but for what is set around a file to show it on a page
_UNSHOWN = re.compile(r"<(style|script)\b.*?(?:</\1|\Z)", re.DOTALL | re.IGNORECASE)  # "@media (" is no entry


_TITLE = re.compile(r"[,:]")


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
    if name not in FORMATS:
        raise FormatError(f"expected one of {', '.join(FORMATS)}, found {name!r}")
    return cast("Format", importlib.import_module(f"{__name__}.{FORMATS[name][0]}"))


def title(name: str) -> str:
    """Return what people call a format: the words before the first comma or colon of its module.

    >>> [title(name) for name in FORMATS]
    ['BibTeX', 'BibLaTeX', 'RIS', 'NBIB', 'CSL-JSON', 'EndNote XML', 'JSON lines', 'CSV']
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
    head = text[:100_000]
    root = root_of(head)
    if root is not None and root.lower() not in _LISTING:
        return "endnote-xml" if root in _ENDNOTE else None
    head = _UNSHOWN.sub("", head)
    found = next((of for of, beginning in _BEGINNINGS.items() if beginning.search(head)), None)
    ending = PurePath(name).suffix.lower()
    return found or next((of for of, (_, endings) in FORMATS.items() if ending and ending in endings), None)


def read(data: bytes, *, name: str = "", encoding: str | None = None) -> Loaded:
    r"""Read a file of any of the formats; the name only helps to tell which, and stands in messages.

    >>> read(b"TY  - JOUR\nTI  - Stra\xdfe\nER  - \n", name="x.ris")[0].reference.title
    'Straße'
    """
    return loads(decode(data, encoding).text, name=name)


def loads(text: str, *, name: str = "") -> Loaded:
    r"""Read a text of any of the formats.

    >>> loads("TY  - JOUR\nTI  - Skin\nER  - \n")[0].reference.title
    'Skin'
    """
    found = sniff(text, name)
    if found is None:
        raise FormatError(f"expected one of {', '.join(FORMATS)}", place=name or None)
    try:
        return module(found).loads(text)
    except FormatError as error:
        raise FormatError(str(error), place=name or None) from error


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
