"""The benchmark of right PubMed references: it accuses none of these, and notices where one is wrong."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from benchmarks import judging_pubmed as judging

AUTHOR = "<Author ValidYN='Y'><LastName>{}</LastName><ForeName>{}</ForeName><Initials>{}</Initials></Author>"
GROUP = "<Author ValidYN='Y'><CollectiveName>{}</CollectiveName></Author>"
# Author lists as MEDLINE has them, each with its fact.
LISTS = {
    "a group first": (GROUP.format("Invented Skin Study Group"), AUTHOR.format("Madewell", "Uta B", "UB")),
    "a group last": (AUTHOR.format("Madewell", "Uta B", "UB"), GROUP.format("Invented Skin Study Group")),
    "a name of one word": (
        AUTHOR.format("Madewell", "Uta", "U"),
        "<Author><LastName>Mahmoodunazzar</LastName></Author>",
    ),
    "initials in two cases": (AUTHOR.format("Vilinov", "Iurii Iu", "IuIu"),),
    "letters in a wrong encoding": (AUTHOR.format("LÃ¼ckinger", "Petra", "P"),),
    "a particle among the given names": (AUTHOR.format("Benevidez", "Leandro de Jesus", "LJ"),),
    "seven authors": tuple(AUTHOR.format(f"Name{letter}", "Uta", "U") for letter in "bcdfghk"),
}
PLACES = ("228-42", "SUPPL:4309-22", "e0186401")


def _line(pmid: int, authors: str, pages: str) -> str:
    xml = f"""<PubmedArticle><MedlineCitation><PMID>{pmid}</PMID><Article PubModel='Print'><Journal><JournalIssue>
    <Volume>{20 + pmid}</Volume><Issue>3</Issue><PubDate><Year>2016</Year><Month>May</Month></PubDate></JournalIssue>
    <Title>Journal of Imaginary Medicine</Title><ISOAbbreviation>J Imagin Med</ISOAbbreviation></Journal>
    <ArticleTitle>Fables of elves and dwarfs in case {pmid} of many.</ArticleTitle>
    <Pagination><MedlinePgn>{pages}</MedlinePgn></Pagination><AuthorList CompleteYN='Y'>{authors}</AuthorList>
    </Article></MedlineCitation></PubmedArticle>"""
    return json.dumps({"pmid": str(pmid), "xml": xml})


@pytest.fixture
def known(tmp_path: Path) -> list[judging.Article]:
    """Return every list of authors at every place, read from a file as the benchmark has it."""
    pairs = [(authors, pages) for authors in LISTS.values() for pages in PLACES]
    lines = [_line(number, "".join(authors), pages) for number, (authors, pages) in enumerate(pairs, 1)]
    path = tmp_path / "articles.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join([*lines, json.dumps({"pmid": "0", "xml": "<broken"})]).encode()))
    return judging.articles(path)


@pytest.mark.parametrize("form", judging.FORMS)
def test_no_right_reference_is_accused(known: list[judging.Article], form: str) -> None:
    """Groups, single names, initials in two cases, broken letters and supplements are printed as PubMed prints them."""
    found = judging.judge(known, form)
    assert (found.asked, found.right, found.wrong) == (len(LISTS) * len(PLACES), len(LISTS) * len(PLACES), 0)
    assert [(citation.reference.raw, findings) for citation, findings in found.alarms] == []


def test_a_wrong_record_is_noticed(known: list[judging.Article]) -> None:
    """A benchmark that could not fail would show nothing."""
    first, *others = known
    changed = first._replace(record=first.record.model_copy(update={"year": 1999, "year_print": None}))
    found = judging.judge([changed, *others], "PubMed")
    assert [finding.check for _, findings in found.alarms for finding in findings] == ["year-differs"]
    assert found.share == pytest.approx(100 / len(known))
