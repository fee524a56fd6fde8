"""Files of lines that begin with a tag, RIS and NBIB: their lines, and what both say in the same way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from ivigref.conventions.addresses import shown_by
from ivigref.formats.draft import ET_AL, Draft
from ivigref.identifiers import (
    normalize_isbn,
    normalize_issn,
    normalize_pmcid,
    normalize_pmid,
    normalize_trial,
)

_SERIAL = re.compile(r"\b\d{4}-\d{3}[\dXx]\b|\b(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx]\b|\b\d{7}[\dXx]\b")
_REMARK = re.compile(r"\b(?![ep]?-?IS[SB]N\b)[^\W\d_]{2,}", re.IGNORECASE)
_IDENTIFIER = re.compile(r"(PMC?ID|Citation Key|arXiv|Trial)\s?:?\s?(\S+)", re.IGNORECASE)
_NORMALIZE: dict[str, Callable[[str], str | None]] = {
    "pmid": normalize_pmid,
    "pmcid": normalize_pmcid,
    "arxiv": lambda text: shown.value if (shown := shown_by(f"arxiv.org/abs/{text}")) else None,
    "trial": normalize_trial,
}
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
    for number, raw in enumerate(text.splitlines(), start=1):
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
        draft.add("isbn" if normalize_isbn(number) and not normalize_issn(number) else "issn", number)
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
