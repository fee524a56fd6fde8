"""An article or a book as PubMed's XML describes it, translated into a record; pure, beside the adapter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from xml.etree.ElementTree import Element

from ivigref.conventions.months import month_number
from ivigref.dates import Date
from ivigref.errors import InputError
from ivigref.identifiers import (
    identifier_key,
    normalize_doi,
    normalize_issn,
    normalize_pmcid,
    normalize_pmid,
    normalize_trial,
)
from ivigref.model import Kind, MeshHeading, Record, Source, Update
from ivigref.names import Name
from ivigref.pages import Pages
from ivigref.text import plain, squeeze

# RefType of CommentsCorrections (NLM's DTD): what it says, and whether by the other article or of it. Comments and
# reprints change nothing.
_UPDATES = {
    "RetractionIn": ("retraction", "by"),
    "RetractionOf": ("retraction", "to"),
    "PartialRetractionIn": ("partial_retraction", "by"),
    "PartialRetractionOf": ("partial_retraction", "to"),
    "RetractedandRepublishedIn": ("retracted_and_republished", "by"),
    "RetractedandRepublishedFrom": ("retracted_and_republished", "to"),
    "CorrectedandRepublishedIn": ("corrected_and_republished", "by"),
    "CorrectedandRepublishedFrom": ("corrected_and_republished", "to"),
    "RepublishedIn": ("republished", "by"),
    "RepublishedFrom": ("republished", "to"),
    "ExpressionOfConcernIn": ("expression_of_concern", "by"),
    "ExpressionOfConcernFor": ("expression_of_concern", "to"),
    "ErratumIn": ("erratum", "by"),
    "ErratumFor": ("erratum", "to"),
    "UpdateIn": ("update", "by"),
    "UpdateOf": ("update", "to"),
}
_IN_PRINT = {"Print", "Print-Electronic", "Electronic-Print"}
_YEAR = re.compile(r"\b[12]\d{3}\b")
_SOURCE_DATE = re.compile(r"\.\s(?P<year>[12]\d{3})(?:\s(?P<month>[A-Z][a-z]{2})(?:\s(?P<day>\d{1,2})\b)?)?")


def record_from_article(element: Element, source: Source | None = None) -> Record:
    """Translate a PubmedArticle or a PubmedBookArticle.

    >>> from ivigref.xml import parse
    >>> record_from_article(parse(b'''<PubmedArticle><MedlineCitation><PMID>1</PMID><Article>
    ... <ArticleTitle>The <i>long</i> way.</ArticleTitle></Article></MedlineCitation></PubmedArticle>'''))
    Record(kind='journal-article', title='The long way', pmid='1')
    """
    if element.tag == "PubmedBookArticle":
        return _record_from_book(element, source)
    citation = _under(element, "MedlineCitation")
    article = _under(citation, "Article")
    journal = _under(article, "Journal")
    issue = _under(journal, "JournalIssue")
    year = _year(_under(issue, "PubDate"))
    electronic = next(
        (d for d in article.findall("ArticleDate") if d.get("DateType", "Electronic") == "Electronic"), None
    )
    in_print = article.get("PubModel", "Print") in _IN_PRINT
    dois = _dois(element, article)
    authors, et_al = _authors(article.find("AuthorList"))
    pages, article_number = _pages(article)
    types = _texts(article.findall("PublicationTypeList/PublicationType"))
    return Record(
        kind=_kind(types),
        authors=authors,
        et_al=et_al,
        title=_sentence(article.find("ArticleTitle")),
        original_title=_sentence(article.find("VernacularTitle")),
        container_title=_text(journal.find("Title")),
        container_title_short=_text(journal.find("ISOAbbreviation"))
        or _text(citation.find("MedlineJournalInfo/MedlineTA")),
        issn=tuple(dict.fromkeys(filter(None, map(normalize_issn, _issns(journal, citation))))),
        year=year if year is not None else _year(electronic),
        date=_date(issue.find("PubDate")),
        year_print=year if in_print else None,
        year_online=_year(electronic) if electronic is not None else None if in_print else year,
        volume=_text(issue.find("Volume")),
        issue=_text(issue.find("Issue")),
        pages=pages,
        article_number=article_number,
        doi=dois[0] if dois else None,
        doi_alternates=tuple(dois[1:]),
        pmid=_pmid(citation),
        pmcid=next(filter(None, map(normalize_pmcid, _article_ids(element, "pmc"))), None),
        language=_text(article.find("Language")),
        abstract=_abstract(article.find("Abstract")),
        trials=tuple(dict.fromkeys(_trials(article))),
        publication_types=types,
        mesh=tuple(_mesh(citation)),
        updates=tuple(_updates(citation)),
        source=source,
    )


def _record_from_book(element: Element, source: Source | None) -> Record:
    document = _under(element, "BookDocument")
    book = _under(document, "Book")
    chapter = _sentence(document.find("ArticleTitle"))
    title = _sentence(book.find("BookTitle"))
    lists = {group.get("Type"): group for group in (*book.findall("AuthorList"), *document.findall("AuthorList"))}
    authors, et_al = _authors(lists.get("authors"))
    return Record(
        kind=Kind.BOOK_CHAPTER if chapter else Kind.BOOK,
        authors=authors,
        et_al=et_al,
        title=chapter or title,
        original_title=_sentence(document.find("VernacularTitle")),
        container_title=title if chapter else None,
        editors=_authors(lists.get("editors"))[0],
        publisher=_text(book.find("Publisher/PublisherName")),
        place=_text(book.find("Publisher/PublisherLocation")),
        year=_year(book.find("PubDate")),
        volume=_text(book.find("Volume")),
        doi=next(
            filter(None, (normalize_doi(text) for text in _texts(book.findall("ELocationID[@EIdType='doi']")))), None
        ),
        pmid=_pmid(document),
        language=_text(document.find("Language")),
        abstract=_abstract(document.find("Abstract")),
        publication_types=_texts(document.findall("PublicationType")),
        source=source,
    )


def _under(element: Element, name: str) -> Element:
    found = element.find(name)
    return found if found is not None else Element(name)


def _text(element: Element | None) -> str | None:
    return plain("".join(element.itertext())) or None if element is not None else None


def _texts(elements: list[Element]) -> tuple[str, ...]:
    return tuple(filter(None, map(_text, elements)))


def _sentence(element: Element | None) -> str | None:
    """Read a title without the full stop that MEDLINE puts after it; brackets of a translation stay."""
    text = _text(element)
    if text is None:
        return None
    return (text[:-2] + "]" if text.endswith(".]") else text.removesuffix(".")) or None


def _date(date: Element | None) -> Date | None:
    """Read the date where it says more than its year: month and day, season, or MEDLINE's own words."""
    if date is None:
        return None
    parts = (date.findtext(name) for name in ("Year", "Season", "Month", "Day"))
    with suppress(InputError):
        read = Date.parse(date.findtext("MedlineDate") or _numbered(" ".join(filter(None, parts))))
        return None if read.is_year else read
    return None


def _numbered(text: str) -> str:
    """Write a month that is a number as a date has it: PubMed prints "1990 04 1" beside "1990 Apr 1"."""
    return text.replace(" ", "/") if text.replace(" ", "").isdecimal() else text


def _trials(article: Element) -> Iterator[str]:
    """Yield the numbers of trials; other data banks are filed in the same place."""
    for number in article.findall("DataBankList/DataBank/AccessionNumberList/AccessionNumber"):
        if trial := normalize_trial(number.text or ""):
            yield trial


def _kind(types: Iterable[str]) -> Kind:
    """Return what the publication types tell of the kind: the first that is a kind of article of its own."""
    told = (Kind.read("nbib", name) for name in types)
    return next((kind for kind in told if kind and kind is not Kind.JOURNAL_ARTICLE), Kind.JOURNAL_ARTICLE)


def _pmid(element: Element) -> str | None:
    return normalize_pmid(element.findtext("PMID") or "")


def _year(date: Element | None) -> int | None:
    if date is None:
        return None
    match = _YEAR.search(date.findtext("Year") or date.findtext("MedlineDate") or "")
    return int(match.group()) if match else None


def _article_ids(element: Element, kind: str) -> Iterator[str]:
    # Not every ArticleId below: those of the cited articles are there too.
    for found in element.findall("PubmedData/ArticleIdList/ArticleId"):
        if found.get("IdType") == kind and found.text:
            yield found.text


def _dois(element: Element, article: Element) -> list[str]:
    located = (e for e in article.findall("ELocationID") if e.get("EIdType") == "doi" and e.get("ValidYN") != "N")
    stated = map(normalize_doi, (*_texts(list(located)), *_article_ids(element, "doi")))
    return list({identifier_key(doi): doi for doi in reversed([doi for doi in stated if doi])}.values())[::-1]


def _issns(journal: Element, citation: Element) -> Iterator[str]:
    for found in (journal.find("ISSN"), citation.find("MedlineJournalInfo/ISSNLinking")):
        if found is not None and found.text:
            yield found.text


# What was said after an article is filed with its pages and is none of them: "1228-31; discussion 1240".
_DISCUSSION = re.compile(r";\s*(?:discussion|quiz|author reply)\b", re.IGNORECASE)


def _pages(article: Element) -> tuple[Pages | None, str | None]:
    """Read the pages, and the article number where the publisher's own number stands in their place."""
    printed = _text(article.find("Pagination/MedlinePgn"))
    start, end = (_text(article.find(f"Pagination/{name}")) for name in ("StartPage", "EndPage"))
    whole = f"{start}-{end}" if start and end else start
    numbers = {text for text in _texts(article.findall("ELocationID")) if text}
    for text in (_DISCUSSION.split(printed or "")[0], whole):
        with suppress(InputError):
            if text:
                return Pages.parse(text), text if text in numbers else None
    return None, None


def _authors(group: Element | None) -> tuple[tuple[Name, ...], bool]:
    if group is None:
        return (), False
    return tuple(_names(group)), group.get("CompleteYN") == "N"


def _names(group: Element) -> Iterator[Name]:
    for author in group.findall("Author"):
        if author.get("ValidYN") == "N":  # a spelling that was corrected since
            continue
        family, fore, initials, suffix, collective = (
            _text(author.find(name)) for name in ("LastName", "ForeName", "Initials", "Suffix", "CollectiveName")
        )
        if family:
            yield Name.from_surname(family, fore or initials, suffix)
        elif collective:
            yield Name(literal=collective.removesuffix("."))


def _abstract(abstract: Element | None) -> str | None:
    if abstract is None:
        return None
    parts = ((part.get("Label"), _text(part)) for part in abstract.findall("AbstractText"))
    return "\n".join(f"{label}: {text}" if label else text for label, text in parts if text) or None


def _mesh(citation: Element) -> Iterator[MeshHeading]:
    for heading in citation.findall("MeshHeadingList/MeshHeading"):
        descriptor = heading.find("DescriptorName")
        name = _text(descriptor)
        if descriptor is None or name is None:
            continue
        yield MeshHeading(
            name=name,
            uid=descriptor.get("UI"),
            qualifiers=_texts(heading.findall("QualifierName")),
            major=_texts([part for part in heading if part.get("MajorTopicYN") == "Y"]),
        )


def _updates(citation: Element) -> Iterator[Update]:
    for other in citation.findall("CommentsCorrectionsList/CommentsCorrections"):
        stated = _UPDATES.get(other.get("RefType", ""))
        if stated is None:
            continue
        kind, direction = stated
        where = squeeze(other.findtext("RefSource") or "")
        doi = re.search(r"\b10\.\d{4,9}/\S+", where)
        yield Update.model_validate(
            {
                "kind": kind,
                "direction": direction,
                "doi": normalize_doi(doi.group()) if doi else None,
                "pmid": _pmid(other),
                "date": _source_date(where),
                "asserted_by": "pubmed",
                "label": where,
            }
        )


def _source_date(where: str) -> str | None:
    """Read the date in "Lancet. 2010 Feb 6;375(9713):445"."""
    match = _SOURCE_DATE.search(where)
    if match is None:
        return None
    month = month_number(match["month"] or "")
    return str(Date.of(int(match["year"]), month, int(match["day"]) if match["day"] and month else None))
