"""PubMed XML, as its E-utilities and the page's "Save citation" send it: a set of articles and books.

Format: NLM, PubMed DTD (dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ivigref.formats.draft import Loaded, summed_up
from ivigref.formats.xml_elements import without_declaration
from ivigref.model import Citation, Origin, Reference, Work
from ivigref.registries.pubmed.record import record_from_article
from ivigref.text import clean
from ivigref.xml import parts, refuse_entities

_SETS = ("PubmedArticle", "PubmedBookArticle")
_BESIDE = ("MedlineCitation", "BookDocument")
_FIELDS = ("container_title_short", "abstract")


def loads(text: str) -> Loaded:
    """Read PubMed's XML; what is no article and no book in it is passed over.

    >>> text = '''<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article>
    ... <ArticleTitle>A title.</ArticleTitle></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>'''
    >>> loads(text)[0].reference.title, loads(text)[0].reference.origins[0].database
    ('A title', 'PubMed')
    """
    if not text.strip("\ufeff \r\n\t"):
        return Loaded()
    refuse_entities(text)
    return Loaded(map(_citation, parts(io.BytesIO(without_declaration(text).encode("utf-8", "replace")), *_SETS)))


def _citation(element: Element) -> Citation:
    record = record_from_article(element)
    beside = ((name, getattr(record, name)) for name in _FIELDS)
    keywords = (("keyword", keyword) for keyword in dict.fromkeys(_keywords(element)))
    origin = Origin(database="PubMed", accession=record.pmid)
    work = Work.fields_of(record)
    if record.article_number and record.pages is None:
        work["pages"] = record.article_number
    reference = Reference(
        **work,
        extra=(*keywords, *((name, clean(text)) for name, text in beside if text and text != record.container_title)),
        origins=(origin,),
        raw=summed_up(record.authors, work, et_al=record.et_al),
    )
    return Citation(reference=reference)


def _keywords(element: Element) -> Iterator[str]:
    for name in _BESIDE:
        for keyword in element.findall(f"{name}/KeywordList/Keyword"):
            if text := clean("".join(keyword.itertext())):
                yield text
