"""PubMed's baseline and update files: some 30,000 articles a file, and the numbers of those that were deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ivigref.errors import FormatError, InputError
from ivigref.identifiers import identifier_key
from ivigref.patterns import lazy
from ivigref.registries.local.dump import Batch, Form, Part, pack, readable, unpack
from ivigref.registries.local.keys import key, page_key, title_keys
from ivigref.registries.pubmed.fields import dois_of, first_author, pmcids_of, pmid_of, year_of
from ivigref.registries.pubmed.record import record_from_article
from ivigref.text import plain
from ivigref.xml import parse

# A "<" within XML's text is always written "&lt;", so that these bytes are tags wherever they stand.
_TAG = lazy(rb"<(/?)(PubmedArticle|PubmedBookArticle|DeleteCitation|DeleteDocument)[\s>]")
# Elements that no record takes anything from: most of an article's bytes are the works that it cites.
_UNREAD = (
    b"ReferenceList", b"AffiliationInfo", b"ChemicalList", b"GrantList", b"History", b"KeywordList",
    b"PersonalNameSubjectList", b"InvestigatorList", b"OtherAbstract",
)  # fmt: skip
_DICTIONARY = (
    b'<CommentsCorrectionsList><CommentsCorrections RefType="CommentIn"><RefSource>J </RefSource><PMID Version="1">3'
    b'</PMID></CommentsCorrections></CommentsCorrectionsList><AbstractText Label="BACKGROUND" NlmCategory="METHODS">'
    b'</AbstractText><AbstractText Label="CONCLUSIONS" NlmCategory="RESULTS"> patients with treatment of clinical'
    b" study and in the </AbstractText><CopyrightInformation>Copyright</CopyrightInformation></Abstract>"
    b'<MeshHeadingList><MeshHeading><DescriptorName UI="D006801" MajorTopicYN="N">Humans</DescriptorName></MeshHeading>'
    b'<MeshHeading><DescriptorName UI="D0" MajorTopicYN="Y"></DescriptorName><QualifierName UI="Q000" MajorTopicYN="N">'
    b"therapy</QualifierName></MeshHeading></MeshHeadingList>"
    b'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM" IndexingMethod="Automated"><PMID Version="1"></PMID>'
    b"<DateCompleted><Year>2015</Year><Month>10</Month><Day>01</Day></DateCompleted><DateRevised><Year>2020</Year>"
    b'<Month>12</Month><Day>11</Day></DateRevised><Article PubModel="Print-Electronic"><Journal><ISSN IssnType="'
    b'Electronic">1</ISSN><JournalIssue CitedMedium="Internet"><Volume></Volume><Issue></Issue><PubDate><Year>20</Year>'
    b"<Month>Jan</Month></PubDate></JournalIssue><Title>Journal of </Title><ISOAbbreviation>J </ISOAbbreviation>"
    b"</Journal><ArticleTitle></ArticleTitle><Pagination><StartPage>1</StartPage><EndPage></EndPage><MedlinePgn>"
    b'</MedlinePgn></Pagination><ELocationID EIdType="doi" ValidYN="Y">10.10</ELocationID><Abstract><AbstractText>'
    b'</AbstractText></Abstract><AuthorList CompleteYN="Y"><Author ValidYN="Y"><LastName></LastName><ForeName>'
    b'</ForeName><Initials></Initials></Author><Author ValidYN="Y"><LastName></AuthorList><Language>eng</Language>'
    b'<PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType></PublicationTypeList>'
    b"</Article><MedlineJournalInfo><Country>United States</Country><MedlineTA>J </MedlineTA><NlmUniqueID>0"
    b"</NlmUniqueID><ISSNLinking></ISSNLinking></MedlineJournalInfo><CitationSubset>IM</CitationSubset>"
    b"</MedlineCitation><PubmedData><PublicationStatus>ppublish</PublicationStatus><ArticleIdList>"
    b'<ArticleId IdType="pubmed"></ArticleId><ArticleId IdType="pmc">PMC</ArticleId><ArticleId IdType="doi">10.'
    b"</ArticleId></ArticleIdList></PubmedData></PubmedArticle>"
)


def read_articles(part: Part) -> Batch:
    """Read one file of PubMed's baseline or updates as the index keeps it.

    Each article is parsed by itself: a broken one is counted and the others come through, and none can declare
    entities. Raises InputError where the file is cut off.
    """
    batch = Batch()
    for element in _elements(part, batch):
        if element.startswith(b"<Delete"):
            _delete(element, batch)
            continue
        trimmed = _trim(element)
        article = _parse(trimmed, batch)
        pmid = pmid_of(article) if article is not None else None
        if article is not None and pmid is not None:
            batch.add(pack(trimmed, _DICTIONARY), _keys(article, pmid))
        elif article is not None:
            batch.rejected["no PMID"] += 1
    return batch


def work_from_payload(payload: bytes) -> Element:
    """Read what the index kept of an article."""
    return parse(readable(unpack(payload, _DICTIONARY)))


def named(article: Element) -> tuple[list[str], str]:
    """Return the titles of an article and its first author's surname, by which a search for words finds it."""
    return _titles(article), first_author(article) or ""


def placed(article: Element) -> tuple[str, list[str]]:
    """Return the volume of an article and its pages."""
    volume = article.findtext("MedlineCitation/Article/Journal/JournalIssue/Volume") or ""
    pages = (article.findtext(f"MedlineCitation/Article/Pagination/{name}") for name in ("MedlinePgn", "StartPage"))
    return volume, list(filter(None, pages))


def _elements(part: Part, batch: Batch) -> Iterator[bytes]:
    """Yield each element of a file; one that has no end, or an end that has no beginning, is counted."""
    data = part.read()
    if not data.rstrip().endswith(b"</PubmedArticleSet>"):
        raise InputError("expected XML that ends with </PubmedArticleSet>", place=part.name)
    start, name = -1, b""
    for tag in _TAG.finditer(data):
        is_end = tag[1] == b"/"
        if is_end and start >= 0 and tag[2] == name:
            yield data[start : tag.end()]
            start = -1
        elif is_end or start >= 0:
            batch.rejected["not well-formed XML"] += 1
            start = -1
        if not is_end:
            start, name = tag.start(), tag[2]
    if start >= 0:
        batch.rejected["not well-formed XML"] += 1


def _delete(element: bytes, batch: Batch) -> None:
    """Note which works are deleted; numbers that are none are counted."""
    pmids = re.findall(rb"<PMID[^<>]*>\s*(\d{1,9})\s*</PMID>", element)
    for pmid in pmids:
        batch.add(None, [key("pmid", pmid.decode().lstrip("0"), identity=True)])
    if strange := element.count(b"<PMID") - len(pmids):
        batch.rejected["a deletion without a PMID"] += strange


def _trim(element: bytes) -> bytes:
    """Cut out the elements that no record takes anything from.

    >>> _trim(b"<a><GrantList><b/></GrantList><c/></a>")
    b'<a><c/></a>'
    """
    for name in _UNREAD:
        opening, closing = b"<" + name, b"</" + name + b">"
        start = element.find(opening)
        if start < 0:
            continue
        kept, place = [], 0
        while start >= 0 and (end := element.find(closing, start)) >= 0:
            kept.append(element[place:start])
            place = end + len(closing)
            start = element.find(opening, place)
        element = b"".join((*kept, element[place:]))
    return element


def _parse(element: bytes, batch: Batch) -> Element | None:
    mended = readable(element)
    if mended is not element:
        batch.mended["an article with invalid UTF-8"] += 1
    try:
        return parse(mended)
    except FormatError:
        batch.rejected["not well-formed XML"] += 1
    return None


def _keys(article: Element, pmid: str) -> Iterator[int]:
    yield key("pmid", pmid, identity=True)
    yield from (key("doi", identifier_key(doi)) for doi in dois_of(article))
    yield from (key("pmcid", pmcid) for pmcid in pmcids_of(article))
    titles, author = named(article)
    yield from title_keys(titles)
    volume, pages = placed(article)
    yield from (page_key(page, volume, author, year_of(article)) for page in pages)


def _titles(article: Element) -> list[str]:
    found = (e for name in ("ArticleTitle", "VernacularTitle", "BookTitle") for e in article.iter(name))
    return [title for e in found if (title := plain("".join(e.itertext())).strip("[]. "))]


PUBMED = Form(
    name="pubmed",
    title="PubMed's baseline and update files",
    suffixes=(".xml.gz", ".xml"),
    read=read_articles,
    work=work_from_payload,
    record=record_from_article,
    named=named,
    placed=placed,
    is_ordered=True,
)
