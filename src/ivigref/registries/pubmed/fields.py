"""Single facts of an article's or a book's XML: its record is made of them, and so are the keys of an index."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ivigref.identifiers import identifier_key, normalize_doi, normalize_pmcid, normalize_pmid
from ivigref.patterns import lazy
from ivigref.text import plain

_YEAR = lazy(r"\b[12]\d{3}\b")
# What an article has at the first place, a book or its chapter has at the second.
_PMID = ("MedlineCitation/PMID", "BookDocument/PMID")
_LOCATIONS = ("MedlineCitation/Article/ELocationID", "BookDocument/Book/ELocationID")
_PRINTED = ("MedlineCitation/Article/Journal/JournalIssue/PubDate", "BookDocument/Book/PubDate")
_AUTHORS = ("MedlineCitation/Article/AuthorList", "BookDocument/Book/AuthorList", "BookDocument/AuthorList")


def pmid_of(element: Element) -> str | None:
    """Return the number of an article or a book.

    >>> from ivigref.xml import parse
    >>> pmid_of(parse(b"<PubmedBookArticle><BookDocument><PMID>7</PMID></BookDocument></PubmedBookArticle>"))
    '7'
    """
    return normalize_pmid(next(filter(None, map(element.findtext, _PMID)), ""))


def dois_of(element: Element) -> list[str]:
    """Return the DOIs of an article or a book, each once, as it is written first; those marked as wrong are none."""
    located = (e for path in _LOCATIONS for e in element.findall(path) if e.get("EIdType") == "doi")
    valid = (e.text for e in located if e.text and e.get("ValidYN") != "N")
    stated = [doi for doi in map(normalize_doi, (*valid, *_article_ids(element, "doi"))) if doi]
    return list({identifier_key(doi): doi for doi in reversed(stated)}.values())[::-1]


def pmcids_of(element: Element) -> list[str]:
    """Return the numbers of an article in PubMed Central."""
    return list(filter(None, map(normalize_pmcid, _article_ids(element, "pmc"))))


def year_of(element: Element) -> int | None:
    """Return the year of the issue or the book, else the one in which an article appeared online."""
    printed = next((date for path in _PRINTED if (date := element.find(path)) is not None), None)
    year = printed_year(printed)
    return year if year is not None else year_online(under(element, "MedlineCitation/Article"))


def first_author(element: Element) -> str | None:
    """Return the surname of the first author, or the name of a group; a spelling that was corrected is nobody's."""
    for author in valid_authors(author_list(element)):
        if name := text_of(author.find("LastName")) or text_of(author.find("CollectiveName")):
            return name
    return None


def author_list(element: Element, kind: str = "authors") -> Element | None:
    """Return the last list of authors or editors: of a chapter's and its book's, the chapter's."""
    article = element.find(_AUTHORS[0])
    if article is not None:
        return article if kind == "authors" else None
    groups = [group for path in _AUTHORS[1:] for group in element.findall(path)]
    return next((group for group in reversed(groups) if group.get("Type", "authors") == kind), None)


def valid_authors(group: Element | None) -> Iterator[Element]:
    """Yield the authors of a list, but for spellings that were corrected since."""
    for author in group.findall("Author") if group is not None else ():
        if author.get("ValidYN") != "N":
            yield author


def year_online(article: Element) -> int | None:
    """Return the year in which an article appeared online."""
    dates = (date for date in article.findall("ArticleDate") if date.get("DateType", "Electronic") == "Electronic")
    return printed_year(next(dates, None))


def under(element: Element, name: str) -> Element:
    """Return what is at a path below an element, or an empty element."""
    found = element.find(name)
    return found if found is not None else Element(name)


def text_of(element: Element | None) -> str | None:
    """Return the text of an element, without its markup."""
    return plain("".join(element.itertext())) or None if element is not None else None


def texts_of(elements: list[Element]) -> tuple[str, ...]:
    """Return the texts of elements that have one."""
    return tuple(filter(None, map(text_of, elements)))


def printed_year(date: Element | None) -> int | None:
    """Return the year of a date, which may be in MEDLINE's own words."""
    if date is None:
        return None
    match = _YEAR.search(date.findtext("Year") or date.findtext("MedlineDate") or "")
    return int(match.group()) if match else None


def _article_ids(element: Element, kind: str) -> Iterator[str]:
    # Not every ArticleId below: those of the cited articles are there too.
    for found in element.findall("PubmedData/ArticleIdList/ArticleId"):
        if found.get("IdType") == kind and found.text:
            yield found.text
