"""A web page pasted as text: where its reference list begins and ends, and which words are buttons, not references."""

from __future__ import annotations

import re

# What stands alone on the line above a reference list, in the languages that biomedical journals print.
HEADINGS = frozenset(
    heading.strip()
    for heading in """
    references|reference list|reference|references and notes|references cited|literature cited|literature
    |works cited|bibliography|cited literature|notes and references|literatur|literaturverzeichnis|quellen
    |quellenverzeichnis|références|références bibliographiques|bibliographie|referencias|referencias bibliográficas
    |bibliografía|referências|referências bibliográficas|bibliografia|riferimenti bibliografici|referències
    |literatuur|literatuurlijst|referenties|bibliografie|referințe|litteratur|litteraturliste|litteraturförteckning
    |referenser|referanser|referencer|källor|kirjallisuus|kirjallisuutta|viitteet|lähteet|heimildir
    |piśmiennictwo|literatura|použitá literatura|seznam literatury|zoznam literatúry|irodalom|irodalomjegyzék
    |kirjandus|literatūra|kaynaklar|kaynakça|tài liệu tham khảo|daftar pustaka|βιβλιογραφία
    |литература|список литературы|список использованной литературы|библиография|библиографический список
    |література|список літератури|книгопис|литература и източници|المراجع|منابع
    |参考文献|參考文獻|引用文献|引用文獻|文献|文 献|文\u3000献|文獻|참고문헌|참고 문헌|문헌
    """.split("|")
)
_HEADING = re.compile(
    r"[\s#*_=【\[]*+(?:\d{1,2}[.)]?\s)?([^\W\d_][^\d:(]{1,40}?)[\s:\uff1a*_=】\]]*+(?:\(\d{1,4}\)\s*+)?"
)

_MORE = re.compile(r"\s*+[^\W\d_a-z][^\W\d_]{1,20}\s(?:\w{1,20}\s){0,2}(?i:references|literature|reading)\s*+:?\s*+")

# What stands alone on the line after a reference list on the pages of the publishers.
_AFTER = re.compile(
    r"""\s*+(?:
        download\s(?:all\s)?references | author\sinformation | authors?\sand\saffiliations | ethics\sdeclarations
      | about\s(?:this|the)\s(?:article|authors?) | rights\sand\spermissions | additional\sinformation
      | cite\sthis\sarticle
      | supplementary\s(?:material|information|data) | electronic\ssupplementary\smaterial | supporting\sinformation
      | acknowledge?ments? | funding | affiliations | article\s(?:information|metrics|history) | copyright(?:\s.*)?
      | corresponding\sauthors? | cited\sby.* | similar\sarticles | publication\stypes | mesh\sterms | linkout.*
      | (?:(?:table|figure)\s(?:and\s(?:table|figure)\s)?)?(?:legend|caption)s?
      | (?:legends?|captions?)\s(?:to|of|for)\s(?:the\s)?(?:tables?|figures?)
      | figures\s(?:and|&)\stables | (?:list\sof\s)?(?:tables?|figures?)
      | appendix.* | view\sabstract | navigation | related\scontent
      | conflicts?\sof\sinterests? | competing\sinterests | authors?['’]?\scontributions? | abbreviations | footnotes
    )\s*+:?\s*+""",
    re.VERBOSE | re.IGNORECASE,
)

# The words under an item that lead elsewhere: SpringerLink, ScienceDirect, Wiley, Nature, BMC, Oxford, PubMed, PMC.
_LABEL = r"""(?:
    pubmed\scentral | pubmed/ncbi | pubmed | pmc\sfree\sarticle | pmc | article | cas | ads | mathscinet | math
  | crossref | doi
  | google\sscholar | google\sbooks | google\spreview | search\sgoogle\sscholar | web\sof\sscience® | web\sof\sscience
  | isi | abstract | scopus | medline | chemport | worldcat | opac | openurl | refdoc | semantic\sscholar | europe\spmc
  | view\s(?:article|abstract|pdf|record|in\sscopus|at\spublisher|in\sarticle|large\simage|at\sgoogle\sscholar)
  | (?:free\s)?full[\s-]text(?:\spdf|\shtml)? | full\stext\slinks? | pdf
  | (?:download|get)\s(?:pdf|citation|references?) | (?:export|show|import)\s(?:citation|context|in\scontext|abstract)
  | find\s(?:it|full\stext|in\syour\slibrary)(?:\s@\s?\w+)?
  | (?:open\sin\s)?\w{2,12}\sfull\stext\soptions | available\sat | order\sarticle\svia\sinfotrieve | ncbi | cross\sref
  | cited\sby\s\d+ | scopus\s\(\d+\) | crossref\s\(\d+\) | pubmed\s\(\d+\)
)"""
_LABEL_LINE = re.compile(rf"\s*+(?:[\[(]?{_LABEL}[\])]?(?:\s?[|·•,;]\s*+|\s++|$))+", re.VERBOSE | re.IGNORECASE)
_BRACKETED_TAIL = re.compile(rf"(?<!\s)(?:\s*+\[\s?{_LABEL}\s?\])+\s*+$", re.VERBOSE | re.IGNORECASE)
_PLAIN_TAIL = re.compile(
    rf"(?<=[.)\d\]])\s++(?:(?:{_LABEL}(?:\s++|$)){{2,}}|google\sscholar\s*+)$", re.VERBOSE | re.IGNORECASE
)
_ONE_LABEL = re.compile(_LABEL, re.VERBOSE | re.IGNORECASE)


def is_heading(line: str) -> bool:
    """Tell whether a line is the heading of a reference list.

    >>> is_heading("References"), is_heading("6. Literatur:"), is_heading("Similar content being viewed by others")
    (True, True, False)
    """
    match = _HEADING.fullmatch(line) if len(line) < 80 else None  # noqa: PLR2004  (headings are short)
    return match is not None and match.group(1).rstrip().casefold() in HEADINGS


def is_heading_of_more(line: str) -> bool:
    """Tell whether a line is the heading of a further list, which another one may follow.

    >>> is_heading_of_more("Supplementary references"), is_heading_of_more("review of the literature")
    (True, False)
    """
    return _MORE.fullmatch(line) is not None


def is_after(line: str) -> bool:
    """Tell whether a line begins what follows a reference list on a publisher's page.

    >>> is_after("Download references"), is_after("Author information")
    (True, True)
    """
    return len(line) < 80 and _AFTER.fullmatch(line) is not None  # noqa: PLR2004  (the same)


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
