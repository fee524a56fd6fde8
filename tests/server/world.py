"""What the registries of the tests know: works, articles, and an index that ranks them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, SubElement

from ivigref.text import fold, words

_RAREST = 16  # words of a query that count: the commonest ones decide nothing and cost the most


def work(doi: str, title: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401  (Crossref's own JSON)
    """Shape a work as Crossref does; short names stand for what takes many brackets.

    ``authors`` are (family, given) pairs or names of groups, ``year`` or ``printed`` and ``online`` dates,
    ``container`` and ``short`` the journal; all others are Crossref's own names with ``_`` for ``-``.
    """
    made: dict[str, Any] = {"DOI": doi, "type": "journal-article", "title": [title], "source": "Crossref", "score": 1.0}
    authors = fields.pop("authors", ())
    if authors:
        made["author"] = [
            {"name": author, "sequence": "additional", "affiliation": []}
            if isinstance(author, str)
            else {"family": author[0], "given": author[1], "sequence": "additional", "affiliation": []}
            for author in authors
        ]
        made["author"][0]["sequence"] = "first"
    dates = {"issued": fields.pop("year", None), "published-print": fields.pop("printed", None)}
    dates["published-online"] = fields.pop("online", None)
    stated = {
        name: {"date-parts": [[value] if isinstance(value, int) else list(value)]}
        for name, value in dates.items()
        if value
    }
    made |= {
        "issued": min(stated.values(), key=lambda d: d["date-parts"][0][0]) if stated else {"date-parts": [[None]]}
    }
    made |= stated
    for short, name in (("container", "container-title"), ("short", "short-container-title")):
        if short in fields:
            made[name] = [fields.pop(short)]
    return made | {name.replace("_", "-") if name != "ISSN" else name: value for name, value in fields.items()}


def article(  # noqa: C901, PLR0912, PLR0915  (one branch a field that may be absent)
    pmid: str,
    title: str,
    **fields: Any,  # noqa: ANN401  (a table of optional values)
) -> Element:
    """Shape an article as PubMed's XML does.

    ``authors`` are (LastName, ForeName, Initials) or names of groups; ``mesh`` (UI, name, major, qualifiers);
    ``types`` (UI, name); ``corrections`` (RefType, RefSource, PMID); ``abstract`` (label, text).
    """
    root = Element("PubmedArticle")
    citation = SubElement(root, "MedlineCitation", Status="MEDLINE", Owner="NLM")
    _add(citation, "PMID", pmid, Version="1")
    body = SubElement(citation, "Article", PubModel=fields.get("model", "Print"))
    journal = SubElement(body, "Journal")
    _add(journal, "ISSN", fields.get("issn"), IssnType="Print")
    issue = SubElement(journal, "JournalIssue", CitedMedium="Print")
    _add(issue, "Volume", fields.get("volume"))
    _add(issue, "Issue", fields.get("issue"))
    date = SubElement(issue, "PubDate")
    _add(date, "Year", fields.get("year"))
    _add(date, "MedlineDate", fields.get("medline_date"))
    _add(journal, "Title", fields.get("journal"))
    _add(journal, "ISOAbbreviation", fields.get("iso"))
    _add(body, "ArticleTitle", title)
    pagination = SubElement(body, "Pagination")
    _add(pagination, "StartPage", fields.get("start"))
    _add(pagination, "EndPage", fields.get("end"))
    _add(pagination, "MedlinePgn", fields.get("pages"))
    _add(body, "ELocationID", fields.get("pii"), EIdType="pii", ValidYN="Y")
    _add(body, "ELocationID", fields.get("doi"), EIdType="doi", ValidYN="Y")
    if "abstract" in fields:
        abstract = SubElement(body, "Abstract")
        for label, text in fields["abstract"]:
            _add(abstract, "AbstractText", text, **({"Label": label} if label else {}))
    group = SubElement(body, "AuthorList", CompleteYN=fields.get("complete", "Y"))
    for named in fields.get("authors", ()):
        author = SubElement(group, "Author", ValidYN="Y")
        if isinstance(named, str):
            _add(author, "CollectiveName", named)
        else:
            for name, value in zip(("LastName", "ForeName", "Initials", "Suffix"), named, strict=False):
                _add(author, name, value)
    _add(body, "Language", fields.get("language", "eng"))
    types = SubElement(body, "PublicationTypeList")
    for uid, name in fields.get("types", ()):
        _add(types, "PublicationType", name, UI=uid)
    _add(body, "VernacularTitle", fields.get("vernacular"))
    if "trials" in fields:
        bank = SubElement(SubElement(body, "DataBankList", CompleteYN="Y"), "DataBank")
        _add(bank, "DataBankName", "ClinicalTrials.gov")
        numbers = SubElement(bank, "AccessionNumberList")
        for number in fields["trials"]:
            _add(numbers, "AccessionNumber", number)
    if "online" in fields:
        _add(SubElement(body, "ArticleDate", DateType="Electronic"), "Year", fields["online"])
    about = SubElement(citation, "MedlineJournalInfo")
    _add(about, "MedlineTA", fields.get("ta") or fields.get("iso"))
    _add(about, "ISSNLinking", fields.get("issn_linking"))
    if "corrections" in fields:
        others = SubElement(citation, "CommentsCorrectionsList")
        for kind, source, number in fields["corrections"]:
            other = SubElement(others, "CommentsCorrections", RefType=kind)
            _add(other, "RefSource", source)
            _add(other, "PMID", number, Version="1")
    if "mesh" in fields:
        headings = SubElement(citation, "MeshHeadingList")
        for uid, name, major, qualifiers in fields["mesh"]:
            heading = SubElement(headings, "MeshHeading")
            _add(heading, "DescriptorName", name, UI=uid, MajorTopicYN="Y" if major and not qualifiers else "N")
            for qualifier in qualifiers:
                _add(heading, "QualifierName", qualifier, MajorTopicYN="Y" if major else "N")
    data = SubElement(root, "PubmedData")
    identifiers = SubElement(data, "ArticleIdList")
    for kind, value in (("pubmed", pmid), ("doi", fields.get("doi")), ("pmc", fields.get("pmcid"))):
        _add(identifiers, "ArticleId", value, IdType=kind)
    cited = SubElement(SubElement(SubElement(data, "ReferenceList"), "Reference"), "ArticleIdList")
    _add(cited, "ArticleId", "10.5555/cited", IdType="doi")  # what a careless reader takes for the article's own
    return root


def _add(parent: Element, name: str, value: object, **attributes: str) -> None:
    if value is not None:
        SubElement(parent, name, attributes).text = str(value)


class Index:
    """Ranks texts by the words that they share with a query, rare words first (BM25)."""

    def __init__(self) -> None:
        self._postings: dict[str, list[int]] = defaultdict(list)
        self._lengths: list[int] = []

    def add(self, text: str) -> None:
        """Add the next text; its number is the count of those before it."""
        found = set(words(text))
        for word in found:
            self._postings[word].append(len(self._lengths))
        self._lengths.append(len(found))

    def search(self, query: str, rows: int) -> list[tuple[int, float]]:
        """Return the numbers and scores of the best texts, best first."""
        known = sorted({word for word in words(query) if word in self._postings}, key=lambda w: len(self._postings[w]))
        total, mean = len(self._lengths), sum(self._lengths) / max(1, len(self._lengths))
        scores: defaultdict[int, float] = defaultdict(float)
        for word in known[:_RAREST]:
            postings = self._postings[word]
            weight = math.log(1 + (total - len(postings) + 0.5) / (len(postings) + 0.5))
            for number in postings:
                scores[number] += weight * 2.2 / (1 + 1.2 * (0.25 + 0.75 * self._lengths[number] / mean))
        return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:rows]


class _Cited(NamedTuple):
    """What the citation matcher knows of an article."""

    years: set[str]
    volume: str
    pages: set[str]
    author: str

    def agreement(self, year: str, volume: str, page: str, author: str) -> float:
        """Count what agrees; the author hardly counts."""
        return (
            (bool(year) and year in self.years)
            + (bool(volume) and volume == self.volume)
            + (bool(page) and page in self.pages)
            + 0.1 * (bool(author) and author.split(maxsplit=1)[0] == self.author)
        )


class World:
    """Works and articles, found in the ways in which the registries find them."""

    def __init__(self, works: Iterable[Mapping[str, Any]] = (), articles: Iterable[Element] = ()) -> None:
        self.works: list[Mapping[str, Any]] = []
        self.articles: dict[str, Element] = {}
        self.agencies: dict[str, str] = {}  # of DOIs that Crossref does not have: who registered them
        self._by_doi: dict[str, Mapping[str, Any]] = {}
        self._index = Index()
        self._by_title_word: dict[str, set[str]] = defaultdict(set)
        self._by_identifier: dict[str, str] = {}
        self._by_journal: dict[str, dict[str, _Cited]] = defaultdict(dict)
        for entry in works:
            self.add_work(entry)
        for element in articles:
            self.add_article(element)

    def add_work(self, entry: Mapping[str, Any]) -> None:
        """Let Crossref know a work."""
        self.works.append(entry)
        self._by_doi[entry["DOI"].casefold()] = entry
        self._index.add(_searched(entry))

    def add_article(self, element: Element) -> None:
        """Let PubMed know an article."""
        pmid = element.findtext("MedlineCitation/PMID") or ""
        self.articles[pmid] = element
        for word in words(element.findtext("MedlineCitation/Article/ArticleTitle") or ""):
            self._by_title_word[word].add(pmid)
        for identifier in element.findall("PubmedData/ArticleIdList/ArticleId"):
            self._by_identifier[(identifier.text or "").casefold()] = pmid
        cited = _cited(element)
        for path in ("Article/Journal/Title", "Article/Journal/ISOAbbreviation", "MedlineJournalInfo/MedlineTA"):
            name = _plain(element.findtext(f"MedlineCitation/{path}"))
            if name:
                self._by_journal[name][pmid] = cited

    def work(self, doi: str) -> Mapping[str, Any] | None:
        """Return the work with this DOI, in whatever capitals."""
        return self._by_doi.get(doi.casefold())

    def search(self, query: str, rows: int) -> list[Mapping[str, Any]]:
        """Return the works nearest to a text, each with its score."""
        return [{**self.works[number], "score": score} for number, score in self._index.search(query, rows)]

    def by_journal(self, journal: str, year: str) -> list[str]:
        """Return the PMIDs of a journal in a year, the highest first."""
        known = self._by_journal.get(_plain(journal), {})
        return sorted((pmid for pmid, cited in known.items() if year in cited.years), key=int, reverse=True)

    def by_identifier(self, identifier: str) -> str | None:
        """Return the PMID of a DOI or PMCID."""
        return self._by_identifier.get(identifier.casefold())

    def by_trial(self, number: str) -> list[str]:
        """Return the PMIDs of the articles that report a trial."""
        path = "MedlineCitation/Article/DataBankList/DataBank/AccessionNumberList/AccessionNumber"
        return [
            pmid
            for pmid, element in self.articles.items()
            if number.casefold() in {(one.text or "").casefold() for one in element.findall(path)}
        ]

    def by_title(self, wanted: Iterable[str]) -> list[str]:
        """Return the PMIDs whose titles have all these words."""
        sets = [self._by_title_word.get(word, set()) for word in wanted]
        return sorted(set.intersection(*sets), key=int) if sets else []

    def by_citation(self, journal: str, year: str, volume: str, page: str, author: str) -> str:
        """Answer as the citation matcher does: journal and two of year, volume and page decide, the author does not."""
        known = self._by_journal.get(_plain(journal))
        if known is None:
            return "NOT_FOUND;INVALID_JOURNAL"
        scores = {pmid: cited.agreement(year, volume, page, author) for pmid, cited in known.items()}
        best = max(scores.values(), default=0.0)
        found = [pmid for pmid, score in scores.items() if score == best]
        if best < 2:
            return "NOT_FOUND"
        return (
            found[0]
            if len(found) == 1
            else f"AMBIGUOUS {','.join(found)}"
            if len(found) <= 3
            else f"AMBIGUOUS ({len(found)} citations)"
        )


def _cited(element: Element) -> _Cited:
    def said(path: str) -> str:
        return fold(element.findtext(f"MedlineCitation/Article/{path}") or "")

    issue = "Journal/JournalIssue"
    years = {said(f"{issue}/PubDate/Year"), said(f"{issue}/PubDate/MedlineDate")[:4]}
    pages = {said("Pagination/MedlinePgn").partition("-")[0], said("Pagination/StartPage")}
    return _Cited(years, said(f"{issue}/Volume"), pages, said("AuthorList/Author/LastName"))


def _plain(name: str | None) -> str:
    return " ".join(words((name or "").replace(".", " ")))


def _searched(entry: Mapping[str, Any]) -> str:
    """Return what of a work the search reads: titles, authors, journal, year, volume, pages."""
    parts: list[str] = []
    for name in ("title", "subtitle", "container-title", "short-container-title"):
        parts += map(str, entry.get(name) or ())
    for author in entry.get("author") or ():
        parts += [author.get("family") or "", author.get("name") or "", author.get("given") or ""]
    year = ((entry.get("issued") or {}).get("date-parts") or [[None]])[0][0]
    parts += [str(entry.get(name) or "") for name in ("volume", "issue", "page", "article-number")] + [str(year or "")]
    return " ".join(parts)
