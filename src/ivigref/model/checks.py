"""Every check by its name: its severity, its summary, and the function that finds it.

The order of the members is that in which findings are listed. ``data/checks.toml`` has a sheet for each: the rule, what
to do, and examples.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, Self

Severity = Literal["error", "warning", "note"]


class Check(StrEnum):
    """What can be wrong with a reference or with a list, by name.

    ``severity`` is what the check is worth where nothing speaks for less, ``summary`` its sentence. ``found_by`` names
    the function of ``ivigref.checks`` that finds it in a citation, and is None for what shows in the list as a whole
    only, to the checks of lists or to who reads the file.

    >>> Check("volume-differs").severity, Check.VOLUME_DIFFERS.summary
    ('error', 'The volume is different.')
    """

    severity: Severity
    summary: str
    found_by: str | None

    # Without the defaults a type checker takes Check("unreadable"), which looks a member up, for a new one.
    def __new__(cls, name: str, severity: Severity = "note", summary: str = "", found_by: str | None = None) -> Self:
        """Make a member of its row."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.severity, member.summary, member.found_by = severity, summary, found_by
        member.__doc__ = summary
        return member

    UNREADABLE = "unreadable", "warning", "The item could not be read, in whole or in part.", "printed.unreadable"
    DOI_ELSEWHERE = (
        "doi-elsewhere",
        "error",
        "The printed DOI leads to another work, or this work has a different one.",
        "record.identity",
    )
    PMID_ELSEWHERE = (
        "pmid-elsewhere",
        "error",
        "The printed PMID leads to another work, or this work has a different one.",
        "record.identity",
    )
    PMCID_ELSEWHERE = (
        "pmcid-elsewhere",
        "error",
        "The printed PMCID leads to another work, or this work has a different one.",
        "record.identity",
    )
    DOI_UNKNOWN = "doi-unknown", "error", "The printed DOI is registered nowhere.", "record.unregistered"
    PMID_UNKNOWN = "pmid-unknown", "error", "The printed PMID is registered nowhere.", "record.unregistered"
    RETRACTED = (
        "retracted",
        "error",
        "The work was retracted, in whole or in part, removed or withdrawn.",
        "record.updates",
    )
    CONCERN = "concern", "warning", "There is an expression of concern about the work.", "record.updates"
    CORRECTED = "corrected", "note", "The work was corrected.", "record.updates"
    REPUBLISHED = "republished", "warning", "The work was retracted and republished.", "record.updates"
    TITLE_GARBLED = (
        "title-garbled",
        "error",
        "The title contains stray words from elsewhere, or characters read in the wrong encoding.",
        "printed.title_garbled",
    )
    TITLE_DIFFERS = (
        "title-differs",
        "error",
        "A content word of the title, or a “not”, was changed, added or lost.",
        "record.bibliographic_fields",
    )
    AUTHORS_DIFFER = (
        "authors-differ",
        "error",
        "An author has a different initial, spelling or position, or is missing or extra.",
        "record.bibliographic_fields",
    )
    JOURNAL_DIFFERS = (
        "journal-differs",
        "error",
        "The journal's printed name cannot be aligned with the record's.",
        "record.bibliographic_fields",
    )
    YEAR_DIFFERS = (
        "year-differs",
        "error",
        "The year is not that of print, online publication or issue.",
        "record.bibliographic_fields",
    )
    VOLUME_DIFFERS = "volume-differs", "error", "The volume is different.", "record.bibliographic_fields"
    ISSUE_DIFFERS = (
        "issue-differs",
        "warning",
        "Neither the issue nor the supplement agrees.",
        "record.bibliographic_fields",
    )
    PAGES_DIFFER = "pages-differ", "error", "The first or the last page is different.", "record.bibliographic_fields"
    PAGES_IMPOSSIBLE = (
        "pages-impossible",
        "warning",
        "A lone page repeats the year, or the last page comes before the first.",
        "printed.pages_impossible",
    )
    YEAR_IMPOSSIBLE = (
        "year-impossible",
        "error",
        "The year is more than one year in the future.",
        "printed.year_impossible",
    )
    PREPRINT_AS_PUBLISHED = (
        "preprint-as-published",
        "warning",
        "The work is a preprint, and is printed with a journal, volume or pages.",
        "preprints.as_published",
    )
    PREPRINT_PUBLISHED = (
        "preprint-published",
        "note",
        "The preprint has been published since.",
        "preprints.published",
    )
    REGISTRIES_DISAGREE = (
        "registries-disagree",
        "note",
        "Two records of the work differ, so one of them must be wrong.",
        "record.registries_disagree",
    )
    NOT_FOUND = (
        "not-found",
        "warning",
        "No registry has the work, although registries hold its journal for that year.",
    )
    PLACE_HOLDS_ANOTHER = (
        "place-holds-another",
        "warning",
        "Another work stands at the printed place: journal, volume and first page.",
    )
    CHIMERA = "chimera", "warning", "The title is one work's, the authors or the place another's."
    VOLUME_YEAR_MISMATCH = (
        "volume-year-mismatch",
        "warning",
        "The journal has no issue with this volume and this year.",
    )
    UNVERIFIED = "unverified", "note", "No record could be matched to the reference."
    DOI_MISSING = (
        "doi-missing",
        "note",
        "The publisher's page announces a DOI, but none is known.",
        "record.promised_identifiers",
    )
    PMID_MISSING = (
        "pmid-missing",
        "note",
        "The publisher's page announces a PMID, but none is known.",
        "record.promised_identifiers",
    )
    PMCID_MISSING = (
        "pmcid-missing",
        "note",
        "The publisher's page announces a PMCID, but none is known.",
        "record.promised_identifiers",
    )
    WEAK_EVIDENCE = (
        "weak-evidence",
        "note",
        "The record was seen at second hand only, or there is nothing to compare.",
        "record.weak_evidence",
    )
    DUPLICATE = "duplicate", "warning", "The same work appears earlier in the list."
    PREPRINT_AND_VERSION = (
        "preprint-and-version",
        "warning",
        "A preprint and the article that it became are listed as two works.",
    )
    NUMBER_REPEATED = "number-repeated", "warning", "Two citations have the same number."
    DUPLICATE_NUMBER = "duplicate-number", "warning", "A number occurs twice in the printed list."
    MISSING_NUMBER = "missing-number", "warning", "A number is missing from the printed list."
    NUMBERS_OUT_OF_ORDER = "numbers-out-of-order", "warning", "A number follows a higher one in the printed list."
    SEVERAL_LISTS = (
        "several-lists",
        "warning",
        "The file contains several lists: the longest is read, or all of them if it is JATS.",
    )
    TEXT_BEFORE = "text-before", "warning", "Lines between the heading and the first item are not read."
    TEXT_AFTER = "text-after", "note", "Lines after the last item are not read."
    NO_HEADING = (
        "no-heading",
        "note",
        "There is no heading such as “References”, and no numbers: the whole text is read as the list.",
    )
    IDENTIFIERS_ONLY = "identifiers-only", "note", "Some items are identifiers and nothing else."
    RUNNING_LINES = "running-lines", "note", "Lines that look like running heads or page numbers are left out."
    SILENCE_UNUSED = "silence-unused", "note", "A silence matches no finding."
    ENCODING_ASSUMED = (
        "encoding-assumed",
        "note",
        "The file does not say its encoding, and was read in the likeliest one.",
    )
    ENCODING_REPAIRED = "encoding-repaired", "note", "Letters that a wrong encoding had scrambled were put right."
    LETTERS_REPAIRED = (
        "letters-repaired",
        "note",
        "Accents and ligatures that a PDF had broken were repaired.",
    )
    TRACKED_CHANGES = (
        "tracked-changes",
        "note",
        "The document has tracked changes, and was read as if all were accepted.",
    )
    NOT_READ = (
        "not-read",
        "warning",
        "One of several files, or a bibliography that is named, could not be read.",
    )
    CITED_UNLISTED = "cited-unlisted", "warning", "The text cites a key that is not in the list."
    FIELD_DIFFERS = (
        "field-differs",
        "warning",
        "The printed reference differs from the document's own citation fields.",
    )
    PROFILE_AUTHORS = (
        "profile-authors",
        "warning",
        "More or fewer authors are named than the profile asks for.",
    )
    PROFILE_JOURNAL = (
        "profile-journal",
        "warning",
        "The journal's name is printed in full or abbreviated, and the profile asks for the other form.",
    )
    PROFILE_ISSUE = (
        "profile-issue",
        "warning",
        "The issue is printed, or is not, against what the profile asks for.",
    )
    PROFILE_PAGES = (
        "profile-pages",
        "warning",
        "The last page is cut short, or is not, against what the profile asks for.",
    )
    PROFILE_DOI = "profile-doi", "warning", "The DOI is printed in another form than the profile asks for."
    PROFILE_PREPRINT = "profile-preprint", "warning", "A preprint is listed, and the profile asks for none."
    PROFILE_ACCESS_DATE = (
        "profile-access-date",
        "warning",
        "A web page is listed without a date of access, which the profile asks for.",
    )
    PROFILE_ORDER = "profile-order", "warning", "The list is in another order than the profile asks for."
    PROFILE_LENGTH = "profile-length", "warning", "The list is longer than the profile allows."
    PROFILE_RECENT = "profile-recent", "warning", "Fewer references are recent than the profile asks for."
    CITED_NOT_LISTED = "cited-not-listed", "error", "The text cites a work that is not in the list."
    CITATION_KEY_MISSING = "citation-key-missing", "error", "The text cites a key that has no entry in the list."
    CITATION_RANGE_BACKWARDS = (
        "citation-range-backwards",
        "error",
        "A range of numbers in the text runs from the higher to the lower.",
    )
    CITATION_YEAR_DIFFERS = (
        "citation-year-differs",
        "warning",
        "The year of a citation in the text differs from that in the list.",
    )
    CITATION_NAME_DIFFERS = (
        "citation-name-differs",
        "warning",
        "A name of a citation in the text differs from that in the list.",
    )
    CITATION_ORDER = "citation-order", "warning", "The numbers do not follow the order of first citation in the text."
    LISTED_NOT_CITED = "listed-not-cited", "warning", "The text cites a listed work nowhere."
    CITED_TWICE = "cited-twice", "warning", "The text cites one work under two numbers, or as two entries."
    CITATIONS_UNREAD = (
        "citations-unread",
        "note",
        "The citations in the text could not be read surely, and are not compared with the list.",
    )

    @property
    def is_in_text(self) -> bool:
        """Whether it compares the citations in the text of a manuscript with the list.

        >>> Check.CITED_NOT_LISTED.is_in_text, Check.DUPLICATE.is_in_text, Check.PROFILE_ORDER.is_in_text
        (True, False, False)
        """
        return self in _IN_TEXT

    @property
    def is_of_profile(self) -> bool:
        """Whether it is about what a profile asks for, and says nothing of whether a reference is right.

        >>> Check.PROFILE_PAGES.is_of_profile, Check.PAGES_DIFFER.is_of_profile
        (True, False)
        """
        return self.startswith("profile-")

    def __repr__(self) -> str:  # a check is shown as the text that it is in JSON
        return repr(self.value)


_IN_TEXT = frozenset(list(Check)[list(Check).index(Check.CITED_NOT_LISTED) :])  # they stand at the end
