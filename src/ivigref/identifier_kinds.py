"""The kinds of identifiers that name a work, and how they are found: one table for lists, searches and print."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from ivigref.conventions.addresses import address_of, shown_by
from ivigref.identifiers import (
    TRIAL_NUMBER,
    Link,
    arxiv_key,
    doi_url,
    identifier_key,
    isbn_key,
    normalize_arxiv,
    normalize_doi,
    normalize_isbn,
    normalize_pmcid,
    normalize_pmid,
    normalize_trial,
    pmcid_url,
    pmid_url,
    trial_url,
)
from ivigref.patterns import lazy


class IdentifierKind(NamedTuple):
    """A kind of identifier that names a work.

    ``field`` is where a work has it, ``title`` what people call it and ``label`` what is printed before it.
    ``pattern`` finds it in a text, where ``normalize`` decides what it is; ``key`` is the form in which two are
    compared, and ``href`` where it leads. ``names`` is the kind of work that it is given to, if only to one.
    """

    field: str
    title: str
    label: str
    normalize: Callable[[str], str | None]
    key: Callable[[str], str]
    href: Callable[[str], str]
    pattern: str
    names: str | None = None


# What ends a DOI where another identifier follows without a blank: "10.5555/a,10.5555/b", "10.5555/a;19476018".
_NEXT = r"[,;|](?=\s?(?:10\.\d{4}|https?:|doi|pm|isbn|arxiv|\d{4,8}\s?(?:[,;|]|$)))"
_DASH = r"[\s\u2010-\u2015-]?"
# Of a text that may be two of these the first decides: a number of arXiv in a DOI is part of that.
KINDS = (
    IdentifierKind(
        "doi", "DOI", "doi ", normalize_doi, identifier_key, doi_url,
        r"(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|(?:info:|urn:)?\bdoi\s?[:=/]?\s?)?"
        rf"(?<![\w.])10\.\d{{4,9}}(?:\.\d{{1,9}})*/(?:(?!{_NEXT})[^\s\"])+",
    ),
    IdentifierKind(
        "pmcid", "PMCID", "", normalize_pmcid, identifier_key, pmcid_url,
        r"(?:\bPMCID\s?[:#=]?\s?)?\bPMC\s?\d{1,9}(?:\.\d{1,2})?\b",
    ),
    IdentifierKind("trials", "trial", "", normalize_trial, identifier_key, trial_url, rf"\b(?:{TRIAL_NUMBER})\b"),
    IdentifierKind(
        "arxiv", "arXiv", "arXiv:", normalize_arxiv, arxiv_key, lambda number: address_of("arxiv", number),
        r"(?:\barXiv\s?:?\s?|(?<![\w./-]))"
        r"(?:\d{4}\.\d{4,5}|[a-z-]{2,10}(?:\.[A-Z]{2})?/\d{7})(?:v\d{1,2})?(?![\w-]|\.\d)(?:\s?\[[a-zA-Z.-]{2,12}\])?",
        names="preprint",
    ),
    IdentifierKind(
        "isbn", "ISBN", "ISBN ", normalize_isbn, isbn_key, "https://openlibrary.org/isbn/{}".format,
        rf"\bISBN(?:-1[03])?\s?:?\s?\d(?:{_DASH}\d){{8,11}}{_DASH}[\dX](?![\w-])"
        rf"|(?<![\w./-])(?:97[89](?:{_DASH}\d){{10}}|\d(?:[\u2010-\u2015-]?\d){{8}}[\u2010-\u2015-]?[\dX])(?![\w-]|\.\d)",
        names="book",
    ),
    IdentifierKind(
        "pmid", "PMID", "PMID ", normalize_pmid, identifier_key, pmid_url,
        r"\b(?:PubMed\s?)?(?:PMID|PubMed\sID|PubMed)\s?[:#=]?\s?\d{1,9}\b",
    ),
)  # fmt: skip
KIND_OF = {kind.field: kind for kind in KINDS}
_REPEATED = frozenset({"isbn", "trials"})  # fields of which a work has several
_TRIAL_PAGE = lazy(
    r"(?:https?://)?(?:www\.)?clinicaltrials\.gov/(?:study|show|ct2/show(?:/study)?)/(NCT\d{8})\b\S*", re.IGNORECASE
)
_ANYWHERE = lazy(
    "|".join(
        [r"(?P<address>(?:https?://|(?:www|dx|pubmed|pmc)\.|doi\.org/)[^\s<>\"]+)"]
        + [rf"(?P<{kind.field}>{kind.pattern})" for kind in KINDS]
    ),
    re.IGNORECASE,
)


class Identifier(NamedTuple):
    """An identifier of a work: the field that holds it, its plain form, and where in a text it stands.

    >>> str(Identifier("pmid", "6112565")), Identifier("pmid", "6112565").link.href
    ('PMID 6112565', 'https://pubmed.ncbi.nlm.nih.gov/6112565/')
    """

    field: str
    value: str
    start: int = 0
    end: int = 0

    @property
    def kind(self) -> IdentifierKind:
        """What it is one of."""
        return KIND_OF[self.field]

    @property
    def link(self) -> Link:
        """Where it leads, as it is printed."""
        return Link(f"{self.kind.label}{self.value}", self.kind.href(self.value))

    @property
    def fields(self) -> dict[str, Any]:
        """What is known of a work that has this identifier: its field, and the kind of work if that is clear."""
        is_repeated = self.field in _REPEATED
        known: dict[str, Any] = {self.field: (self.value,) if is_repeated else self.value}
        return known | ({"kind": self.kind.names} if self.kind.names else {})

    def __str__(self) -> str:
        return f"{self.kind.title} {self.value}"


def identify(text: str) -> Identifier | None:
    """Return the identifier that a text is, in any form in which people write one; a bare number is one of PubMed.

    >>> [str(identify(text)) for text in ("https://doi.org/10.1172/JCI117520", "19476018", "arXiv:2101.00001v2")]
    ['DOI 10.1172/JCI117520', 'PMID 19476018', 'arXiv 2101.00001v2']
    >>> [str(identify(text)) for text in ("0-306-40615-2", "pmc3216365", "NCT01234567", "0-306-40615-3", "Lancet")]
    ['ISBN 0306406152', 'PMCID PMC3216365', 'trial NCT01234567', 'None', 'None']
    """
    text = text.strip()
    if (shown := _of_address(text)) is not None:
        return shown._replace(end=len(text))
    for kind in KINDS:
        if (value := kind.normalize(text)) is not None:
            return Identifier(kind.field, value, 0, len(text))
    return None


def find_identifiers(text: str) -> Iterator[Identifier]:
    """Yield the identifiers in a text, in its order; a number is one of PubMed only where it is labelled as such.

    >>> [str(found) for found in find_identifiers("see PMID: 19476018, doi:10.1186/1478-7547-8-14; 1998")]
    ['PMID 19476018', 'DOI 10.1186/1478-7547-8-14']
    """
    for match in _ANYWHERE.finditer(text):
        field, said = match.lastgroup or "", match.group()
        if field == "address":
            found = _of_address(said.rstrip(".,;:)]"))
        else:
            value = KIND_OF[field].normalize(said)
            found = None if value is None else Identifier(field, value)
        if found is not None:
            end = match.end()
            if found.field == "doi":  # without what the sentence has behind it
                end = match.start() + len(said.rstrip(".,;:!?'’”*"))
            yield found._replace(start=match.start(), end=end)


def _of_address(text: str) -> Identifier | None:
    if trial := _TRIAL_PAGE.fullmatch(text):
        return Identifier("trials", trial[1].upper())
    if "doi.org/" in text and (doi := normalize_doi(text)):
        return Identifier("doi", doi)
    if shown := shown_by(text):
        return Identifier(shown.scheme, KIND_OF[shown.scheme].normalize(shown.value) or shown.value)
    return None
