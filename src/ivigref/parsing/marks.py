"""Identifiers and remarks that stand in the text of a reference: DOI, PMID, PMCID, addresses, “Epub ahead of print”."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from ivigref.conventions.addresses import shown_by
from ivigref.conventions.months import MONTH, marked
from ivigref.identifiers import (
    DOI_BREAK,
    TRIAL,
    normalize_doi,
    normalize_isbn,
    normalize_issn,
    normalize_pmcid,
    normalize_pmid,
    normalize_trial,
    trim_doi,
)
from ivigref.parsing.labelled import label_words
from ivigref.patterns import lazy

_DOI_LABEL = r"(?:https?://)?(?:(?:dx\.|www\.)?doi\.org/\s?|(?:info:|urn:)?doi(?:\.org|/)?\s?[:=.]?\s?)"
# What may stand before an address.
_AVAILABLE = r"""(?:(?:available|retrieved|accessed|disponible|disponível|verfügbar|consultable|erhältlich|url)\b
        [^:;.]{0,40}
        (?::\s?|\s(?:from|at|en|em|unter|sur)\s?:?\s?) | \bURL\s)?"""
_LONGEST_LABEL = 200  # characters that may stand before an identifier as a part of it: twice "available … at"
_DOI = lazy(
    rf"""(?: {_AVAILABLE} (?=https?:) )? [\[(<]?
    (?P<value>
        (?:{_DOI_LABEL}){{0,2}} 10\.\s?\d{{4,9}}(?:\.\d{{1,9}})* (?:\s(?=/\w))? (?:/|%2F) (?:\s(?=[\w(]))?
        (?: (?!\]\(|\?[\w.-]{{1,40}}=) [^\s"] ){{1,400}}
        (?: {DOI_BREAK} [^\s"]{{1,100}} )?
    ) (?: (?:\]\(|\?)\S{{0,400}} )? \s?   # Markdown's link, an address's query
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BROKEN_DOI = lazy(r"[\[(]?(?<!\w/)\bdoi(?!-org\b)\s?[:.]?\s?[^\s]{0,80}(?:\s[^\s]{1,60}){0,2}\s?$", re.IGNORECASE)
_PMCID = lazy(
    rf"""(?: \[PMC\sfree\sarticle:\s? | (?:PubMed\s?Central\s?)?(?:PMCID\s?:?\s?)?(?:PMC\s?)? )
    (?P<value>PMC\s?\d{{3,9}}+(?:\.\d)?+) (?!\s{MONTH}) \]? \s?[;.,]?   # no "available in PMC 2013 May 01"
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PMID = lazy(
    r"""(?: \[PubMed:\s? | [\[(]?(?:PubMed\s)?\bPMID\s?[:=]?\s? | \bPubMed\sID\s?:?\s? )
    (?P<value>\d{1,9}) \s?(?:\[PubMed[^\]]{0,40}\])? [\])]? \s?[;.,]?""",
    re.VERBOSE | re.IGNORECASE,
)
_ARXIV = lazy(
    r"""\b(?: arxiv\s?:\s? | report\sno\.?\s?:\s?(?:arxiv\s?:\s?)? )   # PLOS: "arXiv; 2019. Report No.: 1906.01998"
    (?P<value>\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]{2,10}(?:\.[A-Z]{2})?/\d{7})(?:\s?\[[a-z.A-Z-]{2,12}\])?\.?""",
    re.VERBOSE | re.IGNORECASE,
)
_ISBN = lazy(r"\bISBN(?:-1[03])?\s?:?\s?(?P<value>[\d][\d\s‐-–-]{8,16}[\dXx])\b[.;,]?", re.IGNORECASE)
_ISSN = lazy(r"\b[pe]?-?ISSN\s?:?\s?(?P<value>\d{4}-?\d{3}[\dXx])\b[.;,]?", re.IGNORECASE)
_URL = lazy(
    rf"""(?:[(<\[]? {_AVAILABLE}){{1,2}} <?
        (?P<url>(?:https?://|ftp://|www\.) (?:(?!\[[A-Z]{{4,9}}\b)\S){{1,1000}}   # "….html[Accessed 2 Sep, 2022]"
            (?:   # broken by a line: "reports/ IAU2019.06", "2024 18.html"
                (?<=[/=?&_-]) \s (?=[a-z][\w-]{{0,20}}\d\.\w) \S{{1,100}}
              | \s [\w-]{{1,60}}\.(?:html?|pdf|php|aspx?)(?=[\s.>]|$)
            )?
        ) \s?>?""",
    re.VERBOSE | re.IGNORECASE,
)
# A title may begin with the word: "e-pub papers in …".
_EPUB = r"""[\[(]?\b(?: e-?pub (?!\s(?!ahead|before|first)(?-i:[a-z])) | published\sonline )\b
    (?:\s(?:ahead\sof\sprint|before\sprint|first))? [\s:,]{0,3}
    (?: \d{4}[\s/]?(?:[A-Z]{3,9}\.?|\d{1,2})?[\s/]{0,2}(?:\d{1,2})? | (?:\d{1,2}\s)?[A-Z]{3,9}\s\d{4} )? [.\]);]*"""
# The language of a work, in brackets behind its title.
_LANGUAGE = r"""in\s(?:arabic|bulgarian|chinese|croatian|czech|danish|dutch|english|finnish|flemish|french|german|greek
    |hebrew|hungarian|italian|japanese|korean|norwegian|persian|polish|portuguese|romanian|russian|serbian|slovak
    |slovenian|spanish|swedish|turkish|ukrainian)(?:,?\s(?:with|and)\s(?:an\s)?english(?:\s(?:abstract|summary))?)?"""
# Another edition of the work in brackets, and who translated it.
_TRANSLATION = r"\((?:trad|trans|orig)\w{0,12}\b(?:[^()]|\([^()]{0,80}\)){3,300}\)?\.?$"
_TRANSLATOR = r"""(?<=\.\s)
    (?: org(?:\.|aniza(?:ção|dor|dora)(?:\s(?:de|por))?) | ed\.\sand\strans\.
      | trad\w{0,6}\.?(?:\s(?:e\snotas\s)?(?:de|di|por|par))? | translated\sby | trans\.
      | (?:übers\.|übersetzt)(?:\sv\.|\svon)? )
    \s(?-i:[A-ZÀ-Þ])[\w-]*(?:\s(?:(?-i:[A-ZÀ-Þ])[\w-]*\.?|de|da|do|e|y|and|und|von|van|der)){1,9}[.,]
    (?=\s(?-i:[A-ZÀ-Þ])[\w\s,.]{2,40}:\s)"""  # place and publisher follow: "Trans." begins journals, too
# Remarks, each behind a word without which it need not be looked for.
_REMARKS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (sign, lazy(pattern, re.VERBOSE | re.IGNORECASE))
    for sign, pattern in (
        *((sign, _EPUB) for sign in ("epub", "e-pub", "published online")),
        ("in press", r"[\[(]?\bin\spress\b[\])]?\.?"),
        ("ahead", r"[\[(]?\b(?:online\s)?ahead\sof\sprint\b[\])]?\.?"),
        ("accepted", r"[\[(]accepted[\])]\.?"),
        ("submitted", r"[\[(]submitted[\])]\.?"),
        *(
            (
                sign,
                rf"""[\[(]?\b(?:last\s|letzter\s)?{sign.replace(" ", "[ ]")}\b[^\])]{{0,40}}?
                    \d{{4}}(?:[-/.\s]\d{{1,2}}){{0,2}}(?:\s[A-Z]{{3,9}}\s\d{{1,2}})?[\])]?[.;,]?""",
            )
            for sign in label_words("accessed")
        ),
        ("-. )", r"\s\(\d\d-\.\s\)\.?"),  # "(80-. )" for "(1880- )", which Mendeley puts behind a journal
        ("review", r"(?<=\d\.)\s(?:systematic\s)?review\.?$"),  # PubMed's kind of work, behind the pages
        ("clinical trial", r"(?<=\d\.)\s(?:randomized\scontrolled\strial|(?:controlled\s)?clinical\strial)\.?$"),
        ("(trad", _TRANSLATION),
        ("(trans", _TRANSLATION),
        ("(orig", _TRANSLATION),
        ("trad", _TRANSLATOR),
        ("org. ", _TRANSLATOR),
        ("organiza", _TRANSLATOR),
        ("translated by ", _TRANSLATOR),
        ("trans. ", _TRANSLATOR),
        ("übers", _TRANSLATOR),
        ("no abstract", r"\bno\sabstract\savailable\b\.?"),
        *(
            (sign, rf"[;,]?\s?\(?\b(?:author\s)?{sign}\s[A-Z]?\d[\d\s–-]{{0,12}}\)?\.?")
            for sign in ("discussion", "reply", "quiz")
        ),
        (
            "[",
            r"""(?:^|(?<=\s)|(?<=\w)(?=\[internet\])) \[ (?:
                pubmed | crossref | cross\sref | google\sscholar | doi | medline | internet | online | serial\sonline
              | (?:free\s)?full\stext | electronic\sresource | abstract\sno\.?\s?\w+
              | (?:article\s)?in\s[A-Z]{4,12}(?:,?\swith\senglish\s(?:abstract|summary))?
              | letter | editorial | review | comment(?:ary)? | (?:published\s)?erratum | corrigendum | correction
              | retraction | (?:dissertation|thesis|tese|tesis|dissertação)(?:\s[^\[\],]{2,40})?
              | poster | (?:meeting\s)?abstract | preprint | article
            ) \](?!["”])\.?""",  # not within the title that a title quotes: "a reply to “Nests [letter]”"
        ),
        ("(in ", rf"\((?:article\s)?{_LANGUAGE}\)(?!\s(?-i:[a-z]))\.?"),
        ("[s.", r"\[s\.\s?[dnl]\.\]:?"),  # sine dato, sine nomine, sine loco
        (
            "errat",
            r"\[(?:published\s)?errat(?:um|a)\s[^\[\]]{3,200}\]\.?|\berrat(?:um|a)\s(?:published\s)?in\b.{3,200}$",
        ),
        ("comment ", r"\[comment\s(?:in|on)\b[^\[\]]{3,200}\]\.?|\bcomment\sin\b.{3,200}$"),
        ("retraction ", r"\[retraction\s(?:in|of)\b[^\[\]]{3,200}\]\.?"),
    )
)

# Identifiers of which a reference may have several, and the signs without which none need be looked for.
_REPEATED: tuple[tuple[str, tuple[str, ...], re.Pattern[str], Callable[[str], str | None]], ...] = (
    ("isbn", ("isbn",), _ISBN, normalize_isbn),
    ("issn", ("issn",), _ISSN, normalize_issn),
    (
        "trials",
        ("nct0", "isrctn", "eudract", "drks", "actrn", "umin0", "ctri/", "chictr", "jrct", "irct"),
        TRIAL,
        normalize_trial,
    ),
)
IDENTIFIERS = ("arxiv", *(name for name, *_ in _REPEATED))


@dataclass(slots=True)
class Marks:
    """What was found in a text, and the text without it."""

    text: str
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    url: str | None = None
    others: dict[str, str | tuple[str, ...]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def cut(self, matches: Iterable[re.Match[str]]) -> None:
        """Take matches out of the text, in one pass; a stop stays where one of them had it."""
        kept, end = [], 0
        for match in matches:
            before = self.text[end : match.start()].rstrip()
            stop = "." if match.group().rstrip().endswith(".") and before[-1:].isalnum() else ""
            kept.append(f"{before.lstrip() if end else before}{stop}")
            end = match.end()
        kept.append(self.text[end:].lstrip() if end else self.text)
        self.text = " ".join(part for part in kept if part)

    def take_identifier(
        self, pattern: re.Pattern[str], normalize: Callable[[str], str | None], text: str | None = None, start: int = 0
    ) -> str | None:
        """Take the first valid identifier of a kind, each time that it is printed; one that is not valid stays.

        Where the pattern asks for months it looks at the same ``text`` with marks in their place. Before ``start``
        none can begin.
        """
        found = [(match, normalize(match["value"])) for match in pattern.finditer(text or self.text, max(0, start))]
        value = next((value for _, value in found if value), None)
        if value:  # some styles print a DOI and its address
            self.cut([match for match, other in found if other == value])
        return value

    def take_identifiers(self, pattern: re.Pattern[str], normalize: Callable[[str], str | None]) -> Iterator[str]:
        """Take every valid identifier of a kind, as often as there is one."""
        while value := self.take_identifier(pattern, normalize):
            yield value

    def take_others(self, lower: str) -> None:
        """Take the identifiers that only some references have; ``lower`` is the text in small letters."""
        if "arxiv" in lower and (number := self.take_identifier(_ARXIV, str)):
            self.others["arxiv"] = number
        for name, signs, pattern, normalize in _REPEATED:
            if any(sign in lower for sign in signs) and (values := tuple(self.take_identifiers(pattern, normalize))):
                self.others[name] = values

    def take_remarks(self, pattern: re.Pattern[str]) -> None:
        """Take all remarks of a kind."""
        if found := list(pattern.finditer(self.text)):
            self.remarks += [match.group().strip() for match in found]
            self.cut(found)

    def take_addresses(self) -> None:
        """Take web addresses; one that leads to PubMed or PMC is kept as the identifier that it shows."""
        places = [place for sign in ("://", "www.") if (place := self.text.lower().find(sign)) >= 0]
        found = list(_URL.finditer(self.text, max(0, min(places, default=0) - _LONGEST_LABEL)))
        self.cut(found)
        for match in found:
            address = trim_doi(match["url"].replace(" ", ""))
            known = shown_by(address)
            if known is not None and known.scheme in {"pmid", "pmcid"}:
                setattr(self, known.scheme, getattr(self, known.scheme) or known.value)
            elif self.url is None:
                self.url = address
            else:
                self.remarks.append(address)


def take_marks(text: str) -> Marks:
    """Take identifiers and remarks out of a reference.

    >>> printed = "J Neurophysiol. 2012;108:1349-65. Epub 2012/05/18. doi:10.1152/jn.00019.2012. PMID:22592302."
    >>> marks = take_marks(printed)
    >>> marks.text, marks.doi, marks.pmid, marks.remarks
    ('J Neurophysiol. 2012;108:1349-65.', '10.1152/jn.00019.2012', '22592302', ['Epub 2012/05/18.'])
    """
    marks = Marks(text)
    lower = text.casefold()
    if "10." in text:
        marks.doi = marks.take_identifier(
            _DOI, lambda found: normalize_doi(found.replace(" ", "")), start=text.index("10.") - _LONGEST_LABEL
        )
    if "://" in text or "www." in lower:
        marks.take_addresses()
    if "pmc" in lower:
        marks.pmcid = marks.take_identifier(_PMCID, normalize_pmcid, marked(marks.text)) or marks.pmcid
    if "pmid" in lower or "pubmed" in lower:
        marks.pmid = marks.take_identifier(_PMID, normalize_pmid) or marks.pmid
    marks.take_others(lower)
    for sign, remark in _REMARKS:
        if sign in lower:
            marks.take_remarks(remark)
    if "doi" in lower:  # at the end, where remarks stood behind it
        marks.take_remarks(_BROKEN_DOI)
    return marks
