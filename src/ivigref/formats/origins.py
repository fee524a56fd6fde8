"""Databases that a record was exported from, and what the field for its number says: a PMID only of PubMed's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ivigref.identifiers import normalize_pmid
from ivigref.model import Origin
from ivigref.patterns import lazy

# Also of MEDLINE in other hands: Ovid MEDLINE(R), Web of Science's MEDLINE:….
_PUBMED = lazy(r"pubmed|medline", re.IGNORECASE)
EMBASE = lazy(r"L\d{6,12}")
# Databases that can be told by the numbers that they give.
_NUMBERS = (
    ("Web of Science", lazy(r"WOS:\w+")),
    ("MEDLINE", lazy(r"MEDLINE:\d+")),
    ("CENTRAL", lazy(r"CN-\d+")),
    ("Embase", EMBASE),
    ("Rayyan", lazy(r"rayyan-\d+")),
    ("Scopus", lazy(r"2-s2\.0-\d+")),
)
# Numbers of several databases in one text, as CENTRAL has them: PUBMED 38400001,EMBASE 643000001.
_SEVERAL = lazy(r"\b(?:PUBMED|MEDLINE)[: ]\s?0*([1-9]\d{0,8})\b", re.IGNORECASE)


def is_pubmed(database: str | None) -> bool:
    """Tell whether a database numbers its records with PMIDs.

    >>> is_pubmed("Ovid MEDLINE(R)"), is_pubmed("Embase")
    (True, False)
    """
    return bool(database and _PUBMED.search(database))


def pmid_among(text: str) -> str | None:
    """Return the PMID among the numbers of several databases.

    >>> pmid_among("PUBMED 38400001,EMBASE 643000001"), pmid_among("MEDLINE:24500000"), pmid_among("EMBASE 643000001")
    ('38400001', '24500000', None)
    """
    match = _SEVERAL.search(text)
    return match[1] if match else None


def origins(stated: Sequence[tuple[str, str]]) -> list[Origin]:
    """Pair databases with the record's numbers there, from statements in the order of the file.

    Each statement is ("database", name) or ("accession", number). A number that can only be of one database goes there;
    any other with the database before it, or behind it in a file that has the number first.

    >>> origins([("accession", "WOS:000000000000001")])
    [Origin(database='Web of Science', accession='WOS:000000000000001')]
    >>> origins([("database", "Embase"), ("database", "Medline"), ("accession", "L644000001")])
    [Origin(database='Embase', accession='L644000001'), Origin(database='Medline')]
    >>> origins([("accession", "2021-94054-001"), ("database", "APA PsycInfo")])
    [Origin(database='APA PsycInfo', accession='2021-94054-001')]
    """
    listed = list(dict.fromkeys(stated))
    number_first = bool(listed) and listed[0][0] == "accession" and _database_of(listed[0][1]) is None
    ordered = listed[::-1] if number_first else listed
    found: list[Origin] = []
    for what, text in sorted(ordered, key=lambda said: said[0] == "accession" and _database_of(said[1]) is not None):
        if what == "database":
            found.append(Origin(database=text))
            continue
        home = _database_of(text)
        place = next((at for at, origin in enumerate(found) if _is_home(origin, home)), len(found)) if home else None
        if place is None:
            place = len(found) - 1 if found and found[-1].accession is None else len(found)
        database = found[place].database if place < len(found) else home
        found[place : place + 1] = [Origin(database=database, accession=text)]
    return found[::-1] if number_first else found


def _is_home(origin: Origin, home: str) -> bool:
    return origin.accession is None and home.casefold() in (origin.database or "").casefold()


def pmid_of(origin: Origin) -> str | None:
    """Return the PMID that the number of a record is, in a database that has them.

    >>> [pmid_of(Origin(database=name, accession="9175027")) for name in ("Ovid MEDLINE(R)", "Embase")]
    ['9175027', None]
    """
    if origin.accession is None or not is_pubmed(origin.database):
        return None
    return normalize_pmid(origin.accession) or pmid_among(origin.accession)


def _database_of(number: str) -> str | None:
    return next((database for database, form in _NUMBERS if form.fullmatch(number)), None)
