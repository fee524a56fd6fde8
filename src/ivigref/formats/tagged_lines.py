"""Files of lines that begin with a tag, RIS and NBIB, and what fields say in the same way in several formats."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from ivigref.conventions.addresses import shown_by
from ivigref.formats.draft import ET_AL, Draft
from ivigref.formats.entry import narrower
from ivigref.identifiers import (
    normalize_pmcid,
    normalize_pmid,
    normalize_trial,
)
from ivigref.model import Kind
from ivigref.model.kinds import Vocabulary
from ivigref.patterns import lazy
from ivigref.text import PYTHON_ENDS, Lines, clean

_SERIAL = lazy(r"\b\d{4}-\d{3}[\dXx]\b|\b(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx]\b|\b\d{7}[\dXx]\b")
_REMARK = lazy(r"\b(?![ep]?-?IS[SB]N\b)[^\W\d_]{2,}", re.IGNORECASE)
_IDENTIFIER = lazy(r"(PMC?ID|Citation Key|arXiv|Trial)\s?:?\s?(\S+)", re.IGNORECASE)
_NORMALIZE: dict[str, Callable[[str], str | None]] = {
    "pmid": normalize_pmid,
    "pmcid": normalize_pmcid,
    "arxiv": lambda text: shown.value if (shown := shown_by(f"arxiv.org/abs/{text}")) else None,
    "trial": normalize_trial,
}
_ISSN_LENGTH = 8
_NEXT_ADDRESS = lazy(r"(?<!\s);?\s++(?=https?://)|; ")
_DATA = {"trial": "trials"}  # what a label names, where the model has another word


@dataclass(frozen=True, slots=True)
class Line:
    """One tagged line; ``number`` counts from 1."""

    tag: str
    text: str
    number: int


def lines(
    text: str, pattern: re.Pattern[str], separate: frozenset[str] = frozenset(), *, gaps: bool = False
) -> Iterator[Line]:
    r"""Yield the tagged lines of a file; a line without a tag goes on with the one before.

    What goes on under one of the ``separate`` tags is a value of its own. An empty line has the tag "", and ends a
    value unless the format has ``gaps``, as RIS has in abstracts and notes.

    >>> list(lines("TI  - A\n  B\n", re.compile(r"([A-Z]{2})  - (.*)")))
    [Line(tag='TI', text='A B', number=1)]
    """
    pending: Line | None = None
    parts: list[str] = []
    for number, raw in Lines(text, PYTHON_ENDS).numbered():
        match = pattern.fullmatch(raw.rstrip())
        is_empty = not match and not raw.strip(" \t\ufeff")
        goes_on = not match and pending is not None and pending.tag not in separate
        if (is_empty and gaps) or (goes_on and not is_empty):
            parts.append(raw.strip())
            continue
        if pending:
            yield replace(pending, text=" ".join(filter(None, parts)))
        if match:
            pending, parts = Line(match[1], "", number), [(match[2] or "").strip()]
        elif is_empty:
            pending = None
            yield Line("", "", number)
        else:
            pending, parts = Line(pending.tag if pending else "?", "", number), [raw.strip()]
    if pending:
        yield replace(pending, text=" ".join(filter(None, parts)))


def read_serial(draft: Draft, text: str, tag: str = "") -> None:
    """Tell an ISSN from an ISBN; both may stand in one field with remarks, for which the field is kept, too."""
    found = [match[0] for match in _SERIAL.finditer(text)]
    for number in found:
        digits = sum(letter not in "- " for letter in number)
        draft.add("isbn" if digits > _ISSN_LENGTH else "issn", number)
    if not found:
        draft.add("issn", text)
    elif tag and _REMARK.search(_SERIAL.sub("", text)):
        draft.add(f"{draft.of}:{tag}", text)


def unsaid(texts: Iterable[str], own: Iterable[str]) -> Iterator[str]:
    """Yield the texts that do not already stand in what goes back as it was read.

    >>> list(unsaid(("1399-3003", "0903-1936"), ["1399-3003 (Electronic)"]))
    ['0903-1936']
    """
    said = "\n".join(own)
    return (text for text in texts if text not in said)


def read_remarks(draft: Draft, text: str) -> None:
    """Read notes, one a line; behind a semicolon an identifier is a statement of its own, other words go on.

    >>> draft = Draft("csl-json")
    >>> read_remarks(draft, "Seen; not read; PMID: 7")
    >>> draft.texts["note"], draft.texts["pmid"]
    (['Seen; not read'], ['7'])
    """
    for line in text.splitlines():
        parts = [part.strip() for part in line.split(";")]
        remarks = [part for part in parts if part == ET_AL or _IDENTIFIER.fullmatch(part)]
        for part in remarks:
            read_remark(draft, part, "note")
        rest = "; ".join(part for part in parts if part not in remarks) if remarks else line
        draft.add("note", clean(rest))


def read_remark(draft: Draft, text: str, datum: str) -> None:
    """Read a note, which may hold an identifier or say that authors were left out."""
    if text == ET_AL:
        draft.et_al = True
    elif match := _IDENTIFIER.fullmatch(text):
        label = match[1].lower()
        if label == "citation key":
            draft.key = match[2]
        else:  # what only looks like an identifier is a remark like any other
            is_one = _NORMALIZE[label](match[2]) is not None
            draft.add(*((_DATA.get(label, label), match[2]) if is_one else (datum, text)))
    else:
        draft.add(datum, text)


def read_addresses(draft: Draft, text: str, datum: str) -> None:
    """Read web addresses, one or several; one that only shows an identifier of the work is that."""
    for address in _NEXT_ADDRESS.split(text):
        shown = shown_by(address)
        known = draft.texts[shown.scheme] if shown is not None else []
        if shown is not None and not known:
            draft.add(shown.scheme, shown.value)
        if shown is None or shown.scheme == "doi" or known[0] != shown.value:
            draft.add(datum, address)


def read_narrower(draft: Draft, text: str, of: Vocabulary, name: str) -> None:
    """Read a type of work beside the type of the record: the kind, where that is a narrower one; else it stays."""
    kind = Kind.of(text) or Kind.of(text.replace(" ", "-"))
    is_narrower = kind is not None and draft.kind is not None and narrower(kind, of) and kind.is_a(draft.kind)
    if is_narrower:
        draft.kind = kind
    if not is_narrower or kind is None or text != narrower(kind, of):
        draft.add(name, text)
