"""Files of lines that begin with a tag, RIS and NBIB: their lines, and what both say in the same way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ivigref.formats.draft import ET_AL, Draft
from ivigref.identifiers import normalize_isbn, normalize_issn, normalize_pmcid, normalize_pmid

_SERIAL = re.compile(r"\b\d{4}-\d{3}[\dXx]\b|\b(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx]\b|\b\d{7}[\dXx]\b")
_IDENTIFIER = re.compile(r"(PMC?ID|Citation Key)\s?:?\s?(\S+)", re.IGNORECASE)
_NORMALIZE = {"pmid": normalize_pmid, "pmcid": normalize_pmcid}
_LABELS = {"pmid": "pmid", "pmcid": "pmcid", "citation key": "key"}


@dataclass(frozen=True, slots=True)
class Line:
    """One tagged line; ``number`` counts from 1."""

    tag: str
    text: str
    number: int


def lines(text: str, pattern: re.Pattern[str], separate: frozenset[str] = frozenset()) -> Iterator[Line]:
    r"""Yield the tagged lines of a file; a line without a tag goes on with the one before.

    What goes on under one of the ``separate`` tags is a value of its own. An empty line has the tag "".

    >>> list(lines("TI  - A\n  B\n", re.compile(r"([A-Z]{2})  - (.*)")))
    [Line(tag='TI', text='A B', number=1)]
    """
    pending: Line | None = None
    for number, raw in enumerate(text.splitlines(), start=1):
        match = pattern.fullmatch(raw.rstrip())
        if match:
            if pending:
                yield pending
            pending = Line(match[1], (match[2] or "").strip(), number)
        elif not raw.strip(" \t\ufeff"):
            if pending:
                yield pending
                pending = None
            yield Line("", "", number)
        elif pending and pending.tag not in separate:
            pending = Line(pending.tag, f"{pending.text} {raw.strip()}".strip(), pending.number)
        else:
            if pending:
                yield pending
            pending = Line(pending.tag if pending else "?", raw.strip(), number)
    if pending:
        yield pending


def read_serial(draft: Draft, text: str) -> None:
    """Tell an ISSN from an ISBN; both may stand in one field with remarks."""
    found = [match[0] for match in _SERIAL.finditer(text)]
    for number in found:
        draft.add("isbn" if normalize_isbn(number) and not normalize_issn(number) else "issn", number)
    if not found:
        draft.add("issn", text)


def read_remark(draft: Draft, text: str, datum: str) -> None:
    """Read a note, which may hold an identifier or say that authors were left out."""
    if text == ET_AL:
        draft.et_al = True
    elif match := _IDENTIFIER.fullmatch(text):
        label = _LABELS[match[1].lower()]
        if label == "key":
            draft.key = match[2]
        else:  # what only looks like an identifier is a remark like any other
            draft.add(*((label, match[2]) if _NORMALIZE[label](match[2]) else (datum, text)))
    else:
        draft.add(datum, text)
