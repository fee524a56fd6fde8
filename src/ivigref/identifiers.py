"""DOI, PMID, PMCID, arXiv, ISBN, trial numbers, ISSN: normalise, compare, link.

Each ``normalize_…`` takes what people write and gives the plain identifier, or ``None`` where there is none.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote

from ivigref.patterns import lazy
from ivigref.text import squeeze, visible

# The DOI handbook (2.2) allows any printing character after the slash; registrants' prefixes have four digits or more.
_DOI = lazy(r"10\.[0-9]{4,9}(?:\.[0-9]{1,9})*+/[^\s\"]++")
_DOI_LEAD = lazy(
    r"^\s*+(?:(?:https?://)?(?:(?:dx\.|www\.)?doi\.org/|(?:info:|urn:)?doi(?:\.org|/)?\s*+[:=.]?)\s*+)++", re.IGNORECASE
)
# Where a line broke a DOI, by what stands on either side of the blank.
DOI_BREAK = (
    r"(?:(?<=[./-])\s(?=(?-i:[a-z\d])[^\s.]{0,20}\.\d)"  # "10.1016/j. pt.2009.08.001"
    r"|(?<=[/_-])\s(?=(?-i:[a-z]{0,20})\d)"  # no DOI ends so: "10.1186/s12916- 020-01234-5"
    r"|(?<=[a-zA-Z]\.)\s(?=\d{5,9}\b)"  # no year: "10.1371/journal.pone. 0012345"
    r"|(?<=\d{4}\.\d\d\.\d\d\.)\s(?=\d{5,9}\b)"  # a preprint's date: "10.1101/2020.01.01. 123456"
    r"|(?<=\(\d\d\))\s(?=\d{5}-[\dX]\b))"  # "10.1016/S0140-6736(20) 30183-5"
)
_BREAK = lazy(DOI_BREAK)
# What an address has behind the DOI; a sign with nothing behind it belongs to the DOI ("…3.0.CO;2-#").
_BEHIND = lazy(r"(?:\?[\w.~-]{1,80}+=|#[^\W\d]\w)\S*+$")
# What publishers' addresses have behind a DOI, and the ends of DOIs of figures, tables and supplements.
_TAIL = lazy(
    r"""(?<=[^/]) (?:
        /(?: full(?:[-_]?(?:text|html|pdf))?(?:/(?:html|pdf))? | e?pdf(?:direct|plus)? | abstract | abs | summary
           | html? | xml | meta | epub | references | citations | figures | suppinfo
           | supplementary-material | download )
      | (?:v\d{1,2})? \.(?: full(?:[-.](?:text|pdf|html))*+ | abstract | short | meta | extract | e?pdf | html? )
      | (?P<part> \.[gestv]\d{3} | /[gest]\d{1,3} | /-/DC(?:\d{1,2}|Supplemental(?:/[\w.-]{1,60})?)
        | /(?: fig | table | supp )-?\d{1,3} | /suppl(?:_file)?(?:[/.][\w.-]{1,60})? )
    ) /?$""",
    re.VERBOSE | re.IGNORECASE,
)
_PMID = lazy(r"^\s*+(?:PubMed\s*+)?(?:PMID\s*+(?::\s*+)?)?0*+([1-9][0-9]{0,8})\s*+$", re.IGNORECASE)
_PMCID = lazy(r"^\s*+(?:PMCID\s*+(?::\s*+)?)?PMC\s*+0*+([1-9][0-9]{0,8})(?:\.[0-9]++)?\s*+$", re.IGNORECASE)
# The registries of trials whose numbers lists print and PubMed indexes.
TRIAL_NUMBER = (
    r"NCT\d{8}|ISRCTN\d{8}|EudraCT\s?\d{4}-\d{6}-\d{2}|DRKS\d{8}|ACTRN\d{14}|UMIN\d{9}"
    r"|CTRI/\d{4}/\d{2,3}/\d{6}|ChiCTR[-A-Z]{0,6}\d{8,10}|jRCT[a-z]?\d{9,10}|IRCT\d{11,14}N\d{1,2}"
)
TRIAL = lazy(rf"\b(?P<value>{TRIAL_NUMBER})\b")
# arXiv's two schemes: a class with seven digits until March 2007, then year and month with four digits, later five.
_ARXIV = lazy(
    r"(?:\s*+arxiv\s*+:?\s*+)?(?P<value>\d\d(?:0[1-9]|1[0-2])\.\d{4,5}(?:v[1-9]\d?)?"
    r"|[a-z-]{2,10}(?:\.[A-Z]{2})?/\d\d(?:0[1-9]|1[0-2])\d{3}(?:v[1-9]\d?)?)(?:\s?\[[a-zA-Z.-]{2,12}\])?\s*+",
    re.IGNORECASE,
)
_ARXIV_VERSION = lazy(r"v\d+\Z")
_ISSN = lazy(r"^\s*+(?:[ep]?-?ISSN\s*+(?::\s*+)?)?([0-9]{4})-?([0-9]{3}[0-9Xx])\s*+$", re.IGNORECASE)
_ISBN_NOISE = lazy(r"(?i)isbn(?:-1[03])?\s*+:?|[\s\u2010-\u2015-]++")

_OPENING = {")": "(", "]": "[", "}": "{", ">": "<"}


class Link(NamedTuple):
    """An address and what it is called; it is made of an identifier and never taken from a list."""

    label: str
    href: str


def trim_doi(text: str) -> str:
    """Cut the sentence's own punctuation off a DOI's end, keeping brackets that belong to it.

    >>> trim_doi("10.1016/s0140-6736(81)92400-4).")
    '10.1016/s0140-6736(81)92400-4'
    >>> trim_doi("10.1002/(sici)1097-4598(199709)20:9<1102::aid-mus2>3.0.co;2-c.")
    '10.1002/(sici)1097-4598(199709)20:9<1102::aid-mus2>3.0.co;2-c'
    """
    surplus = {closing: text.count(closing) - text.count(opening) for closing, opening in _OPENING.items()}
    end = len(text)
    while end and ((last := text[end - 1]) in ".,;:!?'’”*" or surplus.get(last, 0) > 0):
        end -= 1
        if last in surplus:
            surplus[last] -= 1
    return text[:end]


def normalize_doi(text: str) -> str | None:
    r"""Return the DOI in any of the forms in which people write one, with its letters as given.

    >>> normalize_doi("https://doi.org/10.1002/(SICI)1097-4598(199709)20:9%3C1102::AID-MUS2%3E3.0.CO;2-C")
    '10.1002/(SICI)1097-4598(199709)20:9<1102::AID-MUS2>3.0.CO;2-C'
    >>> normalize_doi("doi: 10.1172/JCI117520.")
    '10.1172/JCI117520'
    >>> normalize_doi("https://doi.org/10.1172/JCI117520?utm_source=mail#abstract")
    '10.1172/JCI117520'
    >>> normalize_doi("11.1172/x") is None
    True
    >>> normalize_doi("10.1172/JCI\u0002117520")  # as copied out of a PDF
    '10.1172/JCI117520'
    >>> normalize_doi("10.1186/s12916- 020-01234-5")  # as a line broke it
    '10.1186/s12916-020-01234-5'
    """
    text = visible(text)
    if _DOI.fullmatch(text) and text[-1].isalnum():  # as most are given, with nothing to take off
        return text
    text = _BREAK.sub("", squeeze(text))
    bare = _DOI_LEAD.sub("", text.strip(), count=1)
    if bare != text.strip() and "/" in text[: len(text) - len(bare)]:
        bare = visible(unquote(_BEHIND.sub("", bare)))
    match = _DOI.match(bare)
    if match is None:
        return None
    doi = trim_doi(match.group())
    return doi if not doi.endswith("/") else None


def doi_within(doi: str) -> str | None:
    """Return the DOI of the work that may be meant by one with the tail of an address, or by one of a part of it.

    >>> doi_within("10.5555/abc.123/full"), doi_within("10.5555/journal.0012345.g001"), doi_within("10.5555/abc.123")
    ('10.5555/abc.123', '10.5555/journal.0012345', None)
    """
    found = _TAIL.search(doi)
    return normalize_doi(doi[: found.start()]) if found else None


def doi_of_page(doi: str) -> str | None:
    """Return the DOI of the work of which a DOI with the tail of an address is the page; that of a part is another.

    >>> doi_of_page("10.5555/abc.123/full"), doi_of_page("10.5555/journal.0012345.g001")
    ('10.5555/abc.123', None)
    """
    found = _TAIL.search(doi)
    return None if found is None or found["part"] else doi_within(doi)


def identifier_key(identifier: str) -> str:
    """Return the form in which identifiers and citation keys are compared: none tells capitals from small letters.

    >>> identifier_key("10.1172/JCI117520") == identifier_key("10.1172/jci117520")
    True
    """
    return identifier.casefold()


def doi_url(doi: str) -> str:
    """Return the address that resolves a DOI, with every character that an address cannot hold escaped.

    >>> doi_url("10.1002/(sici)1097-4598(199709)20:9<1102::aid-mus2>3.0.co;2-c")
    'https://doi.org/10.1002/(sici)1097-4598(199709)20:9%3C1102::aid-mus2%3E3.0.co;2-c'
    """
    return "https://doi.org/" + quote(doi, safe="/:;()")


def normalize_pmid(text: str | int) -> str | None:
    """Return a PubMed number without label and leading zeros.

    >>> normalize_pmid("PMID: 06112565")
    '6112565'
    >>> normalize_pmid("12,13") is None
    True
    """
    match = _PMID.match(visible(str(text)))
    return match.group(1) if match else None


def pmid_url(pmid: str) -> str:
    """Return the address of a PubMed record.

    >>> pmid_url("6112565")
    'https://pubmed.ncbi.nlm.nih.gov/6112565/'
    """
    return f"https://pubmed.ncbi.nlm.nih.gov/{quote(pmid, safe='')}/"


def normalize_pmcid(text: str) -> str | None:
    """Return a PubMed Central number with its letters and without a version.

    >>> normalize_pmcid("pmc3216365.1")
    'PMC3216365'
    """
    match = _PMCID.match(visible(text))
    return f"PMC{match.group(1)}" if match else None


def pmcid_url(pmcid: str) -> str:
    """Return the address of an article in PubMed Central.

    >>> pmcid_url("PMC3216365")
    'https://pmc.ncbi.nlm.nih.gov/articles/PMC3216365/'
    """
    return f"https://pmc.ncbi.nlm.nih.gov/articles/{quote(pmcid, safe='')}/"


def normalize_trial(text: str) -> str | None:
    """Return the number of a trial in its registry, or None where a text is none.

    >>> normalize_trial(" NCT01234567"), normalize_trial("GSE12345")
    ('NCT01234567', None)
    """
    match = TRIAL.fullmatch(text.strip())
    return match["value"] if match else None


@lru_cache(maxsize=4096)
def normalize_issn(text: str) -> str | None:
    """Return an ISSN with its hyphen, or None where its check digit is wrong (ISO 3297).

    >>> normalize_issn("ISSN 00435341"), normalize_issn("0043-5342")
    ('0043-5341', None)
    """
    match = _ISSN.match(visible(text))
    if match is None:
        return None
    digits = (match.group(1) + match.group(2)).upper()
    total = sum((8 - i) * (10 if d == "X" else int(d)) for i, d in enumerate(digits))
    return f"{digits[:4]}-{digits[4:]}" if total % 11 == 0 else None


def normalize_isbn(text: str) -> str | None:
    """Return an ISBN as its bare digits, or None where its check digit is wrong (ISO 2108).

    >>> normalize_isbn("ISBN 978-0-306-40615-7"), normalize_isbn("0-306-40615-3")
    ('9780306406157', None)
    """
    digits = _ISBN_NOISE.sub("", visible(text)).upper()
    if re.fullmatch(r"[0-9]{13}", digits):
        total = sum((3 if i % 2 else 1) * int(d) for i, d in enumerate(digits))
        return digits if total % 10 == 0 else None
    if re.fullmatch(r"[0-9]{9}[0-9X]", digits):
        total = sum((10 - i) * (10 if d == "X" else int(d)) for i, d in enumerate(digits))
        return digits if total % 11 == 0 else None
    return None


def normalize_arxiv(text: str) -> str | None:
    """Return the number of a preprint in arXiv, with its version where one is named.

    >>> normalize_arxiv("arXiv:2101.00001v2 [cs.CL]"), normalize_arxiv("hep-th/9901001"), normalize_arxiv("2113.00001")
    ('2101.00001v2', 'hep-th/9901001', None)
    """
    match = _ARXIV.fullmatch(visible(text))
    return match["value"] if match else None


def isbn_key(isbn: str) -> str:
    """Return the thirteen digits of an ISBN, by which two are compared: ten digits are the same number (ISO 2108).

    >>> isbn_key("0306406152"), isbn_key("9780306406157")
    ('9780306406157', '9780306406157')
    """
    if len(isbn) == 13:  # noqa: PLR2004  (they are so already)
        return isbn
    digits = f"978{isbn[:9]}"
    return f"{digits}{-sum((3 if i % 2 else 1) * int(d) for i, d in enumerate(digits)) % 10}"


def arxiv_key(number: str) -> str:
    """Return a number of arXiv without its version, by which two are compared.

    >>> arxiv_key("2101.00001v2")
    '2101.00001'
    """
    return _ARXIV_VERSION.sub("", number.casefold())


def arxiv_doi(number: str) -> str:
    """Return the DOI that arXiv registers with DataCite for each of its preprints, which names no version.

    >>> arxiv_doi("2101.00001v2"), arxiv_doi("math.GT/0309136")
    ('10.48550/arXiv.2101.00001', '10.48550/arXiv.math.GT/0309136')
    """
    return f"10.48550/arXiv.{_ARXIV_VERSION.sub('', number)}"


def trial_url(trial: str) -> str:
    """Return the address of a trial at ClinicalTrials.gov, or of WHO's search in all registries for another's number.

    >>> trial_url("NCT01234567")
    'https://clinicaltrials.gov/study/NCT01234567'
    """
    if trial.startswith("NCT"):
        return f"https://clinicaltrials.gov/study/{quote(trial, safe='')}"
    return "https://trialsearch.who.int/"
