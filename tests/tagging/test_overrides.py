from __future__ import annotations

from pathlib import Path

import pytest

from ivigref.errors import DataError
from ivigref.model import Citation, Reference
from ivigref.tagging import Tagger
from ivigref.tagging.overrides import load_overrides, read_overrides

OVERRIDE = '[[override]]\nnumber = 45\naxis = "design"\nadd = ["case-series"]\nbecause = "three patients"\n'


def corrected(text: str, tmp_path: Path, **fields: object) -> Citation:
    """Return a citation, tagged with corrections."""
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    reference = Reference.model_validate({"number": 45, "title": "Large leg ulcers", "doi": "10.1000/Ab", **fields})
    return Tagger(overrides=path).tag([Citation(reference=reference, key="Rozin2011")])[0]


@pytest.mark.parametrize(
    "name",
    ["number = 45", 'key = "Rozin2011"', 'doi = "https://doi.org/10.1000/aB"', 'title = "Large Leg Ulcers."'],
)
def test_a_citation_is_named_in_several_ways(name: str, tmp_path: Path) -> None:
    """A number, a key, a DOI in any form, a title without its capitals and points."""
    citation = corrected(OVERRIDE.replace("number = 45", name), tmp_path)
    [design] = [tag for tag in citation.tags if tag.axis == "design"]
    assert (design.term, design.mesh, design.label) == ("case-series", "D002363", "Case series")
    [evidence] = design.evidence
    assert (evidence.source, evidence.text, evidence.rule) == ("override", "three patients", "own.toml, line 1")


def test_facets_follow_a_correction(tmp_path: Path) -> None:
    """A level is read from the corrected design, and can be corrected itself."""
    assert [t.term for t in corrected(OVERRIDE, tmp_path).tags if t.axis == "evidence-level"] == ["4"]
    own = 'axis = "evidence-level"\nremove = ["4"]\nadd = ["3"]'
    text = OVERRIDE + OVERRIDE.replace('axis = "design"\nadd = ["case-series"]', own)
    assert [t.term for t in corrected(text, tmp_path).tags if t.axis == "evidence-level"] == ["3"]


def test_another_citation_is_left_alone(tmp_path: Path) -> None:
    """All names that are given must fit."""
    text = OVERRIDE.replace("number = 45", 'number = 45\nkey = "Other2000"')
    assert [t.term for t in corrected(text, tmp_path).tags if t.axis == "design"] == ["undetermined"]


def test_what_is_taken_away_leaves_an_honest_gap(tmp_path: Path) -> None:
    """A removed design leaves "undetermined", a removed disease nothing."""
    text = (
        '[[override]]\nnumber = 45\naxis = "design"\nremove = ["case-report"]\nbecause = "a"\n'
        '[[override]]\nnumber = 45\naxis = "disease"\nremove = ["leg-ulcer"]\nadd = ["D010392"]\nbecause = "b"\n'
    )
    citation = corrected(text, tmp_path, title="A case of leg ulcers")
    assert {t.term for t in citation.tags if t.axis in {"disease", "design"}} == {"pemphigus", "undetermined"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (OVERRIDE.replace("number = 45\n", ""), "own.toml, line 1: expected one of number, key"),
        (OVERRIDE.replace('because = "three patients"\n', ""), "line 1: expected a text for 'because', found None"),
        (OVERRIDE.replace('add = ["case-series"]\n', ""), "line 1: expected terms to add or to remove"),
        (OVERRIDE.replace("add", "ad"), "line 1: unknown key 'ad'"),
        (OVERRIDE + OVERRIDE.replace("override", "overide"), "line 6: expected [[override]], found [[overide]]"),
        ("x = 1\n" + OVERRIDE, "expected only [[override]], found 'x'"),
    ],
)
def test_a_fault_is_told_with_its_line(text: str, message: str) -> None:
    """Above all: no correction without its reason."""
    with pytest.raises(DataError) as caught:
        read_overrides(text, "own.toml")
    assert message in str(caught.value)


def test_a_term_that_no_vocabulary_has(tmp_path: Path) -> None:
    """A slip of the pen is told with its line, not tagged."""
    for text in (OVERRIDE.replace("case-series", "case-seres"), OVERRIDE.replace("design", "disease")):
        with pytest.raises(DataError, match=r"own\.toml, line 1: no such term on the axis"):
            corrected(text, tmp_path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """The message says which."""
    with pytest.raises(DataError, match="cannot be read"):
        load_overrides(tmp_path / "none.toml")
