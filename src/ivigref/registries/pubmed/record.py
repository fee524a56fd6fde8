"""An article or a book as PubMed's XML describes it, translated into a record; pure, beside the adapter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from xml.etree.ElementTree import Element

from ivigref.conventions.months import month_number
from ivigref.dates import Date
from ivigref.errors import InputError
from ivigref.identifiers import normalize_doi, normalize_issn, normalize_pmid, normalize_trial
from ivigref.model import Kind, MeshHeading, Record, Source, Update
from ivigref.names import Name
from ivigref.pages import Pages
from ivigref.patterns import lazy
from ivigref.registries.pubmed.fields import (
    author_list,
    dois_of,
    pmcids_of,
    pmid_of,
    printed_year,
    text_of,
    texts_of,
    under,
    valid_authors,
    year_of,
    year_online,
)
from ivigref.text import squeeze

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
_SOURCE_DATE = lazy(r"\.\s(?P<year>[12]\d{3})(?:\s(?P<month>[A-Z][a-z]{2})(?:\s(?P<day>\d{1,2})\b)?)?")


def record_from_article(element: Element, source: Source | None = None) -> Record:
    """Translate a PubmedArticle or a PubmedBookArticle.

    >>> from ivigref.xml import parse
    >>> record_from_article(parse(b'''<PubmedArticle><MedlineCitation><PMID>1</PMID><Article>
    ... <ArticleTitle>The <i>long</i> way.</ArticleTitle></Article></MedlineCitation></PubmedArticle>'''))
    Record(kind='journal-article', title='The long way', pmid='1')
    """
    if element.tag == "PubmedBookArticle":
        return _record_from_book(element, source)
    citation = under(element, "MedlineCitation")
    article = under(citation, "Article")
    journal = under(article, "Journal")
    issue = under(journal, "JournalIssue")
    year, online = printed_year(issue.find("PubDate")), year_online(article)
    in_print = article.get("PubModel", "Print") in _IN_PRINT
    dois = dois_of(element)
    authors, et_al = _authors(author_list(element))
    pages, article_number = _pages(article)
    types = texts_of(article.findall("PublicationTypeList/PublicationType"))
    return Record(
        kind=_kind(types),
        authors=authors,
        et_al=et_al,
        title=_sentence(article.find("ArticleTitle")),
        original_title=_sentence(article.find("VernacularTitle")),
        container_title=text_of(journal.find("Title")),
        container_title_short=text_of(journal.find("ISOAbbreviation"))
        or text_of(citation.find("MedlineJournalInfo/MedlineTA")),
        issn=tuple(dict.fromkeys(filter(None, map(normalize_issn, _issns(journal, citation))))),
        year=year_of(element),
        date=_date(issue.find("PubDate")),
        year_print=year if in_print else None,
        year_online=online if online is not None or in_print else year,
        volume=text_of(issue.find("Volume")),
        issue=text_of(issue.find("Issue")),
        pages=pages,
        article_number=article_number,
        doi=dois[0] if dois else None,
        doi_alternates=tuple(dois[1:]),
        pmid=pmid_of(element),
        pmcid=next(iter(pmcids_of(element)), None),
        language=text_of(article.find("Language")),
        abstract=_abstract(article.find("Abstract")),
        abstract_categories=_categories(article.find("Abstract")),
        trials=tuple(dict.fromkeys(_trials(article))),
        publication_types=types,
        mesh=tuple(_mesh(citation)),
        updates=tuple(_updates(citation)),
        source=source,
    )


def _record_from_book(element: Element, source: Source | None) -> Record:
    document = under(element, "BookDocument")
    book = under(document, "Book")
    chapter = _sentence(document.find("ArticleTitle"))
    title = _sentence(book.find("BookTitle"))
    authors, et_al = _authors(author_list(element))
    dois = dois_of(element)
    return Record(
        kind=Kind.BOOK_CHAPTER if chapter else Kind.BOOK,
        authors=authors,
        et_al=et_al,
        title=chapter or title,
        original_title=_sentence(document.find("VernacularTitle")),
        container_title=title if chapter else None,
        editors=_authors(author_list(element, "editors"))[0],
        publisher=text_of(book.find("Publisher/PublisherName")),
        place=text_of(book.find("Publisher/PublisherLocation")),
        year=year_of(element),
        volume=text_of(book.find("Volume")),
        doi=dois[0] if dois else None,
        doi_alternates=tuple(dois[1:]),
        pmid=pmid_of(element),
        language=text_of(document.find("Language")),
        abstract=_abstract(document.find("Abstract")),
        abstract_categories=_categories(document.find("Abstract")),
        publication_types=texts_of(document.findall("PublicationType")),
        source=source,
    )


def _sentence(element: Element | None) -> str | None:
    """Read a title without the full stop that MEDLINE puts after it; brackets of a translation stay."""
    text = text_of(element)
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


def _issns(journal: Element, citation: Element) -> Iterator[str]:
    for found in (journal.find("ISSN"), citation.find("MedlineJournalInfo/ISSNLinking")):
        if found is not None and found.text:
            yield found.text


# What was said after an article is filed with its pages and is none of them: "1228-31; discussion 1240".
_DISCUSSION = lazy(r";\s*(?:discussion|quiz|author reply)\b", re.IGNORECASE)


def _pages(article: Element) -> tuple[Pages | None, str | None]:
    """Read the pages, and the article number where the publisher's own number stands in their place."""
    printed = text_of(article.find("Pagination/MedlinePgn"))
    start, end = (text_of(article.find(f"Pagination/{name}")) for name in ("StartPage", "EndPage"))
    whole = f"{start}-{end}" if start and end else start
    numbers = {text for text in texts_of(article.findall("ELocationID")) if text}
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
    for author in valid_authors(group):
        family, fore, initials, suffix, collective = (
            text_of(author.find(name)) for name in ("LastName", "ForeName", "Initials", "Suffix", "CollectiveName")
        )
        if family:
            yield Name.from_surname(family, fore or initials, suffix)
        elif collective:
            yield Name(literal=collective.removesuffix("."))


def _abstract(abstract: Element | None) -> str | None:
    if abstract is None:
        return None
    parts = ((part.get("Label"), text_of(part)) for part in abstract.findall("AbstractText"))
    return "\n".join(f"{label}: {text}" if label else text for label, text in parts if text) or None


def _categories(abstract: Element | None) -> tuple[str | None, ...]:
    """Return what NLM takes each line of the abstract to be; nothing where it says so of none."""
    parts = [] if abstract is None else [part for part in abstract.findall("AbstractText") if text_of(part)]
    categories = tuple(part.get("NlmCategory") for part in parts)
    return categories if any(categories) else ()


def _mesh(citation: Element) -> Iterator[MeshHeading]:
    for heading in citation.findall("MeshHeadingList/MeshHeading"):
        descriptor = heading.find("DescriptorName")
        name = text_of(descriptor)
        if descriptor is None or name is None:
            continue
        yield MeshHeading(
            name=name,
            uid=descriptor.get("UI"),
            qualifiers=texts_of(heading.findall("QualifierName")),
            major=texts_of([part for part in heading if part.get("MajorTopicYN") == "Y"]),
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
                "pmid": normalize_pmid(other.findtext("PMID") or ""),
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
