"""The words under an item that lead elsewhere on a publisher's page: Article, PubMed, CAS, Google Scholar."""

from __future__ import annotations

import re

from ivigref.data import alternatives, read_words
from ivigref.patterns import lazy

# Most places begin no word; pages that set buttons side by side are copied as "CrossrefView in ScopusGoogle Scholar".
_BUTTON = r"(?: (?<=(?-i:[a-z\d)®])) (?=(?-i:[A-Z])) | (?<=(?-i:[A-Z])) (?=(?-i:[A-Z][a-z])) )"
_LABEL = rf"(?:\b|{_BUTTON})(?=\w)(?:{alternatives(read_words('labels', 'label'))})"
_LABEL_LINE = lazy(
    rf"\s*+(?:[\[(]?{_LABEL}[\])]?(?:\s?[|·•,;]\s*+|\s++|$|{_BUTTON}|(?<=\])(?=\[)))+", re.VERBOSE | re.IGNORECASE
)
_BRACKETED_TAIL = lazy(rf"(?<!\s)(?:\s*+\[\s?{_LABEL}\s?\])+\s*+$", re.VERBOSE | re.IGNORECASE)
_PLAIN_TAIL = lazy(
    rf"(?<=[.)\d\]])\s++(?:(?:{_LABEL}(?:\s++|$)){{2,}}|google\sscholar\s*+)$", re.VERBOSE | re.IGNORECASE
)
_ONE_LABEL = lazy(_LABEL, re.VERBOSE | re.IGNORECASE)


def labels_of(line: str) -> tuple[str, ...]:
    """Return the link labels of which a line consists, or nothing where it holds anything else.

    >>> labels_of("Article  PubMed  PubMed Central  CAS  Google Scholar ")
    ('Article', 'PubMed', 'PubMed Central', 'CAS', 'Google Scholar')
    >>> labels_of("Article on gammaglobulin")
    ()
    """
    if len(line) > 200 or not _LABEL_LINE.fullmatch(line.rstrip()):  # noqa: PLR2004  (a row of buttons is short)
        return ()
    return tuple(" ".join(label.split()) for label in _ONE_LABEL.findall(line))


def cut_labels(text: str) -> tuple[str, tuple[str, ...]]:
    """Take the labels off the end of an item: one or more in brackets, or a row of them without.

    >>> cut_labels("Lancet. 1981;1:1228–31. [PubMed] [Google Scholar]")
    ('Lancet. 1981;1:1228–31.', ('PubMed', 'Google Scholar'))
    >>> cut_labels("Lancet. 1981;1:1228–31. Article PubMed CAS Google Scholar")
    ('Lancet. 1981;1:1228–31.', ('Article', 'PubMed', 'CAS', 'Google Scholar'))
    """
    end = text.rstrip()
    tail = _BRACKETED_TAIL if end.endswith("]") else _PLAIN_TAIL if end[-1:].isalpha() else None
    match = tail.search(text, max(0, len(text) - 200)) if tail else None
    if match is None:
        return text, ()
    return text[: match.start()], tuple(" ".join(label.split()) for label in _ONE_LABEL.findall(match.group()))
