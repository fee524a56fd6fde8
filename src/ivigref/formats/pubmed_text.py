"""PubMed text, what its page saves as "Summary (text)" and "Abstract (text)".

Format: NLM, PubMed Help, Citation display formats (pubmed.ncbi.nlm.nih.gov/help/#citation-display).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivigref.errors import FormatError
from ivigref.formats.columns import names, read, read_field
from ivigref.formats.draft import Draft, Loaded
from ivigref.formats.source_lines import read_source
from ivigref.formats.tagged_lines import read_remark
from ivigref.model import Kind
from ivigref.patterns import lazy
from ivigref.text import PYTHON_ENDS, Lines, clean

_ITEM = lazy(r"(\d{1,6})(\.|:)\s(?=\S)")
_NUMBERS = lazy(r"\b(PMID|PMCID):\s(PMC\d+|\d+)", re.IGNORECASE)
_SAID = lazy(
    r"(?:DOI|PMID|PMCID|Copyright|©|Conflict of interest|"
    r"(?:Update|Erratum|Retraction|Expression of concern|Republished|Comment) (?:in|on|of|for))\b[^\n]*",
    re.IGNORECASE,
)
_AUTHORS = lazy(r"(?P<authors>(?:[^.]|\.(?!\s))*+)\.\s(?P<rest>.*)", re.DOTALL)
_TITLE = lazy(r"(?P<title>.{3,}?[.?!])\s(?=[^.?!]{2,200}\.\s[12]\d{3}\b[^.]{0,40}[;:.])", re.DOTALL)
_ADDRESSES = ("Author information:", "Collaborators:")
_PARTS_BEFORE_ABSTRACT = 3  # where it is published, title, authors


def loads(text: str) -> Loaded:
    r"""Read what PubMed saves as text.

    >>> text = "1: Berg O, Dahl M. A title. J Inv. 2014 Mar;3(2):11-9. doi: 10.9999/inv.1. PMID: 90000001."
    >>> read = loads(text)[0].reference
    >>> read.title, str(read.pages), read.pmid, read.number
    ('A title', '11-9', '90000001', 1)
    """
    loaded = Loaded()
    for line, number, is_summary, item in _items(text):
        draft = Draft("pubmed-text", line=line)
        is_read = _read_summary(draft, item) if is_summary else _read_abstract(draft, item)
        if not is_read:
            draft.find("unreadable", f"item {number}: expected a citation of PubMed, found {clean(item):.80}")
        citation = read(draft, "pubmed", ())
        raw = citation.reference.raw if is_read else clean(item)
        reference = citation.reference.model_copy(update={"number": number, "raw": raw})
        loaded.append(citation.model_copy(update={"reference": reference}))
        loaded.findings += draft.findings
    if text.strip("\ufeff \r\n\t") and not loaded:
        raise FormatError("expected PubMed's text, found no numbered citation")
    return loaded


def _items(text: str) -> Iterator[tuple[int, int, bool, str]]:
    """Yield line, number and text of each item, and whether it is a summary; only the next number begins one."""
    begun: tuple[int, int, bool] | None = None
    lines: list[str] = []
    expected = None
    is_after_gap = True
    for place, line in Lines(text.removeprefix("\ufeff"), PYTHON_ENDS).numbered():
        match = _ITEM.match(line) if is_after_gap else None
        if match and (expected is None or int(match[1]) == expected):
            if begun:
                yield *begun, "\n".join(lines)
            begun, lines = (place, int(match[1]), match[2] == ":"), []
            expected = int(match[1]) + 1
            line = line[match.end() :]  # noqa: PLW2901  (the number is no part of the item)
        is_after_gap = not line.strip()
        lines.append(line)
    if begun:
        yield *begun, "\n".join(lines)


def _read_summary(draft: Draft, item: str) -> bool:
    text = clean(item)
    _read_numbers(draft, text)
    authors = _AUTHORS.fullmatch(text)
    title = _TITLE.match(authors["rest"]) if authors else None
    if authors is None or title is None:
        return False
    _name(draft, authors["authors"])
    _entitle(draft, title["title"])
    return _place(draft, authors["rest"][title.end() :])


def _read_abstract(draft: Draft, item: str) -> bool:
    parts = [clean(part) for part in re.split(r"\n\s*\n", item) if part.strip()]
    tail = " ".join(part for part in parts[1:] if _SAID.match(part))
    _read_numbers(draft, tail)
    said = [part for part in parts[1:] if not _SAID.match(part) and not part.startswith(_ADDRESSES)]
    if not parts or not said:
        return False
    _entitle(draft, said[0])
    if len(said) > 1:
        _name(draft, said[1])
    for part in said[_PARTS_BEFORE_ABSTRACT - 1 :]:
        draft.add("abstract", part)
    addresses = [part for part in parts[1:] if part.startswith(_ADDRESSES)]
    for part in addresses:
        draft.add("pubmed-text:address", part.partition(":")[2].strip())
    draft.texts["abstract"] = [" ".join(draft.texts["abstract"])] if draft.texts["abstract"] else []
    return _place(draft, parts[0])


def _entitle(draft: Draft, text: str) -> None:
    draft.add("title", text.removesuffix("."))
    draft.kind = Kind.JOURNAL_ARTICLE


def _name(draft: Draft, text: str) -> None:
    read_field(draft, text, names("pubmed")["Authors"])


def _place(draft: Draft, text: str) -> bool:
    return read_source(draft, _NUMBERS.sub("", text).rstrip(" ;."), "pubmed")


def _read_numbers(draft: Draft, text: str) -> None:
    for label, number in _NUMBERS.findall(text):
        read_remark(draft, f"{label}: {number}", "note")
