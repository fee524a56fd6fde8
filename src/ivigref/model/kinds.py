"""Kinds of works: one vocabulary, with the word of every format and registry for each.

``kinds.tsv`` has a row for each kind: the broader kind that stands for it where a format has no word of its own, and
the words of each vocabulary, the one that is written first. A word that stands in several rows means the first.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from ivigref import tables

# Whose words the table has: the formats of reference managers, Crossref's types, JATS' publication-type, what databases
# and tables call types of documents, Zotero's item types.
Vocabulary = Literal[
    "bibtex",
    "biblatex",
    "ris",
    "nbib",
    "csl-json",
    "endnote-xml",
    "crossref",
    "jats",
    "exports",
    "zotero",
    "refer",
    "mods",
    "word-xml",
    "hayagriva",
]


_OF_FILES = frozenset({"exports", "zotero"})  # whose words are short ones that mean this only in their files


class Kind(StrEnum):
    """What kind of work a reference is.

    >>> Kind.LETTER.broader, Kind.LETTER.is_a(Kind.JOURNAL_ARTICLE), Kind.LETTER.word("ris")
    ('journal-article', True, 'JOUR')
    >>> Kind.read("crossref", "monograph"), Kind.read("bibtex", "INBOOK"), Kind.read("ris", "XYZ")
    ('book', 'book-chapter', None)
    """

    JOURNAL_ARTICLE = "journal-article"
    LETTER = "letter"
    EDITORIAL = "editorial"
    COMMENT = "comment"
    ERRATUM = "erratum"
    RETRACTION_NOTICE = "retraction-notice"
    MEETING_ABSTRACT = "meeting-abstract"
    MAGAZINE_ARTICLE = "magazine-article"
    NEWSPAPER_ARTICLE = "newspaper-article"
    BOOK = "book"
    EDITED_BOOK = "edited-book"
    BOOK_CHAPTER = "book-chapter"
    REFERENCE_ENTRY = "reference-entry"
    CONFERENCE_PAPER = "conference-paper"
    PROCEEDINGS = "proceedings"
    PRESENTATION = "presentation"
    THESIS = "thesis"
    REPORT = "report"
    GUIDELINE = "guideline"
    PREPRINT = "preprint"
    MANUSCRIPT = "manuscript"
    DATASET = "dataset"
    SOFTWARE = "software"
    WEB_PAGE = "web-page"
    PATENT = "patent"
    LEGISLATION = "legislation"
    LEGAL_CASE = "legal-case"
    STANDARD = "standard"
    TRIAL_REGISTRATION = "trial-registration"
    PEER_REVIEW = "peer-review"
    AUDIOVISUAL = "audiovisual"
    PERSONAL_COMMUNICATION = "personal-communication"
    OTHER = "other"

    def __repr__(self) -> str:
        return repr(self.value)

    @property
    def broader(self) -> Kind | None:
        """The kind that this one is a kind of, or None for the broadest."""
        above = _rows()[self]["broader"]
        return Kind(above) if above else None

    def is_a(self, wanted: Kind) -> bool:
        """Tell whether this is the wanted kind or a narrower one."""
        return self is wanted or (self.broader is not None and self.broader.is_a(wanted))

    def word(self, vocabulary: Vocabulary) -> str:
        """Return what a vocabulary calls this kind, or the nearest broader kind that it has a word for; else ""."""
        return _words(vocabulary)[self]

    @classmethod
    def read(cls, vocabulary: Vocabulary, word: str) -> Kind | None:
        """Return the kind that a word of a vocabulary means, in any capitals; None where it has no such word."""
        return _kinds(vocabulary).get(word.strip().casefold())

    @classmethod
    def of(cls, word: str) -> Kind | None:
        """Return the kind of this name, or that some vocabulary calls so.

        >>> Kind.of("dissertation"), Kind.of("posted-content"), Kind.of("nonsense")
        ('thesis', 'preprint', None)
        """
        return _kinds_of_any().get(word.strip().casefold())


@cache
def _rows() -> dict[Kind, dict[str, str]]:
    text = Path(__file__).with_name("kinds.tsv").read_text(encoding="utf-8")
    return {Kind(row["kind"]): row for row in tables.rows(text)}


@cache
def _words(vocabulary: Vocabulary) -> dict[Kind, str]:
    def word(kind: Kind | None) -> str:
        if kind is None:
            return ""
        return _rows()[kind][vocabulary].split(", ")[0] or word(kind.broader)

    return {kind: word(kind) for kind in Kind}


@cache
def _kinds(vocabulary: Vocabulary) -> dict[str, Kind]:
    return {
        word.casefold(): kind for kind, row in reversed(_rows().items()) for word in row[vocabulary].split(", ") if word
    }


@cache
def _kinds_of_any() -> dict[str, Kind]:
    known: dict[str, Kind] = {}
    spoken = (name for name in get_args(Vocabulary) if name not in _OF_FILES)
    for vocabulary in reversed(tuple(spoken)):
        known |= _kinds(vocabulary)
    return known | {kind.value: kind for kind in Kind}
