"""Weights: they set odds and rank what is left open, and decide nothing."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

import pytest

from ivigref.errors import DataError
from ivigref.model import Record, Tag
from ivigref.tagging import Tagger, tag_record
from ivigref.tagging.axes import texts_of
from ivigref.tagging.ranking import MOST, features, weights_from
from tests.scripts import script

KNOWN = [  # invented
    ("A patient with an invented fever", "A man of 40 years came to us. He recovered.", "D002363"),
    ("Invented fevers of nurses", "We asked 400 nurses. Most knew of fevers.", "D003430"),
]


@pytest.fixture(scope="module")
def training() -> ModuleType:
    """Return scripts/train_designs.py."""
    return script("train_designs")


@pytest.fixture(scope="module")
def weights(training: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of weights that the script learned from a few invented records, each twenty times."""
    folder = tmp_path_factory.mktemp("weights")
    lines = (
        json.dumps({
            "title": title, "abstract": abstract, "journal": f"J {number}", "year": 2000 + number % 20,
            "publication_types": [], "mesh": [{"ui": uid}],
        })
        for number in range(20) for title, abstract, uid in KNOWN
    )  # fmt: skip
    (folder / "records.jsonl").write_text("\n".join(lines), encoding="utf-8")
    rows = list(training.read(folder / "records.jsonl"))
    training.write_weights(rows, folder / "weights.json", [folder / "records.jsonl"])
    return folder / "weights.json"


def test_what_is_left_open_is_ranked(weights: Path) -> None:
    """A likely design stands on an axis of its own, where no selection of designs finds it."""
    record = Record(title="A patient with an invented fever", abstract="A man came to us. He recovered.")
    assert [t.term for t in tag_record(record) if t.axis.startswith("design")] == ["undetermined"]
    found = [t for t in Tagger(weights=weights).tag_record(record) if t.axis.startswith("design")]
    assert [(t.axis, t.term) for t in found][:2] == [("design", "undetermined"), ("design-ranked", "case-report")]
    assert found[1].odds is not None
    assert found[1].odds > 0.5
    assert found[1].mesh is None


def test_what_words_decide_stays_and_has_other_odds(weights: Path) -> None:
    """Weights move the odds of words, never a decision, and never an indexer's word."""
    record = Record(title="A patient with an invented fever: case report", publication_types=())
    [plain] = [t for t in tag_record(record) if t.axis == "design"]
    [weighed] = [t for t in Tagger(weights=weights).tag_record(record) if t.axis == "design"]
    assert plain.term == weighed.term == "case-report"
    assert plain.odds != weighed.odds
    indexed = record.model_copy(update={"publication_types": ("Case Reports",)})
    assert [t.odds for t in Tagger(weights=weights).tag_record(indexed) if t.axis == "design"] == [0.99]


def test_weights_have_a_card_and_hold_nothing_of_the_records(weights: Path) -> None:
    """What they were made of and how many; no word of a title can be read off them."""
    text = weights.read_text(encoding="utf-8")
    read = weights_from(weights)
    assert read.card["records"] == 40
    assert read.card["labels"] == {"case-report": 20, "cross-sectional": 20}
    assert read.card["years"] == [2000, 2019]
    assert all(len(label.weights) <= MOST for label in read.labels.values())
    assert "fever" not in text


def test_evaluation_prints_parts_and_years(training: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    """Rules, rules that paid elsewhere, weights and both, side by side."""
    rows = [
        training.Row(Record(title=title, abstract=abstract), f"J {number}", 2000 + number % 20, frozenset({uid}))
        for number in range(20)
        for title, abstract, uid in KNOWN
    ]
    training.evaluate(rows)
    printed = capsys.readouterr().out
    assert "ten parts by journal: 40 records tried" in printed
    assert "from years before 2016: 8 records tried" in printed
    assert "case-report" in printed


XML = b"""<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>90000001</PMID><Article><Journal><JournalIssue><PubDate>
<Year>2024</Year></PubDate></JournalIssue><Title>J Inv</Title></Journal><ArticleTitle>T</ArticleTitle><Abstract>
<AbstractText Label="PLOT" NlmCategory="METHODS">We measured.</AbstractText></Abstract><PublicationTypeList>
<PublicationType UI="D002363">Case Reports</PublicationType></PublicationTypeList></Article><MeshHeadingList><MeshHeading>
<DescriptorName UI="D006801">Humans</DescriptorName></MeshHeading></MeshHeadingList></MedlineCitation></PubmedArticle>
</PubmedArticleSet>"""


def test_a_baseline_file_is_read(training: ModuleType, tmp_path: Path) -> None:
    """PubMed's own XML has the truth by UID, and the category of each line of the abstract."""
    (tmp_path / "pubmed.xml").write_bytes(XML)
    [row] = training.read(tmp_path / "pubmed.xml")
    assert (row.journal, row.year, row.uids) == ("J Inv", 2024, {"D002363", "D006801"})
    assert row.record.abstract_categories == ("METHODS",)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"card": {}, "labels": []}', '{"card": {}, "labels": {"a": {"bias": "x"}}}', "[" * 100_000],
)
def test_a_file_that_is_no_weights_is_refused(text: str, tmp_path: Path) -> None:
    """With its place, and no trace."""
    path = tmp_path / "weights.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"weights\.json: expected weights with their card"):
        weights_from(path)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    """As for every file of the user's."""
    with pytest.raises(DataError, match="cannot be read"):
        weights_from(tmp_path / "none.json")


def test_features_are_few_and_each_once() -> None:
    """A long text has as many features as it has different words and pairs."""
    found = features(texts_of(Record(abstract="word other " * 9_000)))
    assert len(found) == len(set(found)) <= 6


def test_tags_of_other_axes_are_left(weights: Path) -> None:
    """Diseases keep their odds."""
    record = Record(title="Psoriasis of invented fever")
    plain, weighed = (
        [t for t in found if t.axis == "disease"]
        for found in (tag_record(record), Tagger(weights=weights).tag_record(record))
    )
    assert plain == weighed
    assert isinstance(plain[0], Tag)
