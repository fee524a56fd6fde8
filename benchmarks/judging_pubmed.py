"""How often is a right reference accused? PubMed's articles printed as PubMed and Vancouver lists do, and judged.

usage: python -m benchmarks.judging_pubmed ARTICLES.jsonl.gz [--show]

ARTICLES has a line {"pmid": …, "xml": …} for each article. Each is printed in three forms: as PubMed's own citation,
as a Vancouver list cut after six authors, and the same in plain letters; names, suffixes and groups are taken from the
XML and not from ivigref's record of it. PubMed alone is asked, from memory: by a printed PMID (of half of them), else
by the words of the title. Every error or warning but a retraction that PubMed states is a false alarm.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element

import ivigref
from ivigref import Record, Reference
from ivigref.checks import findings_by_citation
from ivigref.errors import FormatError
from ivigref.model import Answer, Citation, Finding, Source
from ivigref.registries.pubmed.record import record_from_article
from ivigref.text import words
from ivigref.xml import parse

CANDIDATES = 20  # as many as PubMed is asked for
STATED = {"retracted", "expression-of-concern", "corrected"}  # what the record says of the work, and no fault of print
_MONTH = re.compile(r"[A-Z][a-z]{2}(?:-[A-Z][a-z]{2})?")


class Article(NamedTuple):
    """An article's XML and ivigref's record of it."""

    element: Element
    record: Record


class Memory:
    """PubMed, answering from a list of articles."""

    name = "pubmed"

    def __init__(self, records: Sequence[Record]) -> None:
        self._records = records
        self._words = [set(words(record.title or "")) for record in records]
        self._by_pmid = {record.pmid: record for record in records}

    def ask(self, references: Sequence[Reference]) -> list[Answer]:
        """Answer by PMID, else with the articles that share most words of the title."""
        return [Answer(registry=self.name, records=tuple(self._candidates(each))) for each in references]

    def _candidates(self, reference: Reference) -> Iterator[Record]:
        if reference.pmid in self._by_pmid:
            yield self._by_pmid[reference.pmid]
            return
        wanted = set(words(reference.title or reference.raw))
        shared = Counter({place: len(wanted & have) for place, have in enumerate(self._words)})
        yield from (self._records[place] for place, count in shared.most_common(CANDIDATES) if count)


def articles(path: Path) -> list[Article]:
    """Return the articles of the file that have authors, a title and a place."""
    found = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            try:
                element = parse(json.loads(line)["xml"].encode())
            except FormatError:  # a recording that somebody cut by hand
                continue
            record = record_from_article(element, Source(registry="pubmed", certainty="certain"))
            if record.authors and record.title and record.container_title_short and record.year and record.pages:
                found.append(Article(element, record))
    return found


def as_pubmed(article: Article, rng: random.Random) -> str:
    """Print an article as PubMed's citation: all authors, the date with its month."""
    return _printed(article, rng, most=1_000, date=_date(article.element))


def as_vancouver(article: Article, rng: random.Random) -> str:
    """Print an article as Vancouver lists do, six authors at most."""
    return _printed(article, rng, most=6, date=str(article.record.year))


def in_plain_letters(article: Article, rng: random.Random) -> str:
    """Print an article without accents."""
    decomposed = unicodedata.normalize("NFD", as_vancouver(article, rng))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


FORMS: dict[str, Callable[[Article, random.Random], str]] = {
    "PubMed": as_pubmed,
    "Vancouver": as_vancouver,
    "plain letters": in_plain_letters,
}


def _printed(article: Article, rng: random.Random, *, most: int, date: str) -> str:
    record, element = article.record, article.element
    names = list(_names(element))
    authors = ", ".join([*names[:most], *(["et al"] if len(names) > most or record.et_al else [])])
    title = "".join(element.find("MedlineCitation/Article/ArticleTitle").itertext())  # type: ignore[union-attr]
    pages = element.findtext("MedlineCitation/Article/Pagination/MedlinePgn") or str(record.pages)
    issue = f"({record.issue})" if record.issue else ""
    journal = (record.container_title_short or "").replace(".", "")
    text = f"{_stopped(authors)} {_stopped(title)} {journal}. {date};{record.volume or ''}{issue}:{pages}."
    return f"{text} PMID: {record.pmid}." if rng.random() < 0.5 else text


def _names(element: Element) -> Iterator[str]:
    for author in element.iterfind("MedlineCitation/Article/AuthorList/Author"):
        parts = [author.findtext(name) for name in ("LastName", "Initials", "Suffix", "CollectiveName")]
        if author.get("ValidYN") != "N" and any(parts):
            yield " ".join(filter(None, parts))


def _date(element: Element) -> str:
    date = element.find("MedlineCitation/Article/Journal/JournalIssue/PubDate")
    parts = [date.findtext(name) for name in ("Year", "Month", "Day")] if date is not None else []
    shown = [part for part in parts if part and (part.isdecimal() or _MONTH.fullmatch(part))]
    stated = date.findtext("MedlineDate") if date is not None else None
    return " ".join(shown) if shown and len(shown[0]) > 2 else stated or ""


def _stopped(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


class Judged(NamedTuple):
    """What came of a form: how many were joined to their article and to another, and every false alarm."""

    asked: int
    right: int
    wrong: int
    alarms: list[tuple[Citation, list[Finding]]]

    @property
    def share(self) -> float:
        """Of the references, those with a false alarm, in per cent."""
        return 100 * len(self.alarms) / self.asked


def judge(known: Sequence[Article], form: str) -> Judged:
    """Print all articles in a form and judge them."""
    rng = random.Random(11)
    printed = [FORMS[form](article, rng) for article in known]
    listed = ivigref.parse("References\n\n" + "\n".join(f"{n}. {text}" for n, text in enumerate(printed, 1)))
    citations = ivigref.resolve(listed, [Memory([article.record for article in known])])
    joined = [
        (citation.record.pmid == article.record.pmid)
        for citation, article in zip(citations, known, strict=True)
        if citation.record
    ]
    alarms = [
        (citation, serious)
        for citation, findings in zip(citations, findings_by_citation(citations), strict=True)
        if (serious := [f for f in findings if f.severity != "note" and f.check not in STATED | {"duplicate"}])
    ]
    return Judged(len(known), sum(joined), len(joined) - sum(joined), alarms)


def main() -> None:
    """Read the command line, judge every form and print a line for each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("articles", type=Path)
    parser.add_argument("--show", action="store_true", help="print every false alarm")
    arguments = parser.parse_args()
    known = articles(arguments.articles)
    print(f"{len(known)} articles")
    for form in FORMS:
        found = judge(known, form)
        alarms = f"false alarms {len(found.alarms)} ({found.share:.2f} %)"
        print(f"{form:13} joined {found.right}, to another {found.wrong}, {alarms}")
        for citation, findings in found.alarms if arguments.show else ():
            print(f"  {citation.reference.raw}")
            print(*(f"    {finding.check}: {finding.message}" for finding in findings), sep="\n")


if __name__ == "__main__":
    main()
