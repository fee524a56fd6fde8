from __future__ import annotations

from pathlib import Path

import pytest

from ivigref.errors import DataError
from ivigref.model import Reference, Update
from ivigref.registries import RetractionWatch

HEAD = (
    "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,RetractionDate,"
    "RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,"
    "Reason,Paywalled,Notes"
)


def row(number: int, nature: str, *, notice: str = "10.5555/notice,20", paper: str = "10.5555/paper,10") -> str:
    """Write a row as the file has it: American dates, 0 for no PMID, commas inside quotes."""
    notice_doi, notice_pmid = notice.split(",")
    paper_doi, paper_pmid = paper.split(",")
    return (
        f'{number},"A ""made up"" title, of a trial",S,I,J Made Up,P,C,A,U,T,2/6/2010 0:00,{notice_doi},{notice_pmid},'
        f"3/1/1998 0:00,{paper_doi},{paper_pmid},{nature},R,No,"
    )


def watch(tmp_path: Path, *rows: str, encoding: str = "utf-8") -> RetractionWatch:
    """Write a file, and read it."""
    path = tmp_path / "retractions.csv"
    path.write_text("\n".join((HEAD, *rows)), encoding=encoding)
    return RetractionWatch(path)


BY = Update(
    kind="retraction", direction="by", doi="10.5555/notice", pmid="20",
    date="2010-02-06", asserted_by="retraction-watch", label="Retraction",
)  # fmt: skip
TO = BY.model_copy(update={"direction": "to", "doi": "10.5555/paper", "pmid": "10"})


@pytest.mark.parametrize(
    ("identifiers", "updates"),
    [
        ({"doi": "10.5555/PAPER"}, (BY,)),
        ({"pmid": "10"}, (BY,)),
        ({"doi": "10.5555/paper", "pmid": "10"}, (BY,)),
        ({"doi": "10.5555/notice"}, (TO,)),
        ({"pmid": "20"}, (TO,)),
        ({"doi": "10.5555/other"}, ()),
        ({}, ()),
    ],
)
def test_a_paper_is_retracted_and_its_notice_is_not(
    tmp_path: Path, identifiers: dict[str, str], updates: tuple[Update, ...]
) -> None:
    """Both are found by DOI and by PMID."""
    assert watch(tmp_path, row(1, "Retraction")).about(**identifiers) == updates


@pytest.mark.parametrize("nature", ["Expression of concern", "Correction", "Reinstatement"])
def test_a_nature_is_a_kind(tmp_path: Path, nature: str) -> None:
    """As Crossref writes kinds."""
    (update,) = watch(tmp_path, row(1, nature)).about(pmid="10")
    assert update.kind == nature.lower().replace(" ", "_")


def test_a_notice_on_the_papers_own_page_does_not_turn_it_round(tmp_path: Path) -> None:
    """Where the notice has the DOI of the paper itself, the paper is retracted and nothing else."""
    own = row(1, "Retraction", notice="10.5555/paper,0")
    (update,) = watch(tmp_path, own).about(doi="10.5555/paper")
    assert update.direction == "by"


def test_no_identifier_is_no_identifier(tmp_path: Path) -> None:
    """Rows without a DOI say "unavailable" or 0, which must not join all of them."""
    found = watch(tmp_path, row(1, "Retraction", notice="unavailable,0", paper="Unavailable,0"))
    assert found.about(doi="unavailable", pmid="0") == ()
    assert found.ask([Reference(title="A made up title")])[0].records == ()


def test_it_answers_as_a_registry(tmp_path: Path) -> None:
    """A record with title, journal and year, and where it stands in the file."""
    (answer,) = watch(tmp_path, row(17, "Retraction"), encoding="utf-8-sig").ask([Reference(doi="10.5555/paper")])
    (record,) = answer.records
    assert (record.title, record.container_title, record.year) == ('A "made up" title, of a trial', "J Made Up", 1998)
    assert record.source is not None
    assert (record.source.address or "").endswith("retractions.csv, record 17")


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "Record ID,Title\n"])
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    """A file without the columns would say of everything that it is not retracted."""
    (tmp_path / "x.csv").write_text(text)
    with pytest.raises(DataError, match=r"x\.csv: expected the columns of Retraction Watch"):
        RetractionWatch(tmp_path / "x.csv")
    with pytest.raises(DataError, match="cannot be read"):
        RetractionWatch(tmp_path / "none.csv")
