from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ivigref.axes import DISEASE, axis_facts
from ivigref.errors import DataError
from ivigref.tagging.library import diseases_from, shipped_axes
from ivigref.tagging.overrides import load_overrides
from ivigref.tagging.ranking import weights_from
from ivigref.tagging.vocabulary import load_axis, read_axis

HEAD = 'axis = "setting"\nsource = "our own"\n'
WARD = '[[term]]\nslug = "ward"\nlabel = "Ward"\nmesh = "none"\n'
CLINIC = '[[term]]\nslug = "clinic"\nlabel = "Clinic"\nmesh = "none"\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            HEAD + WARD + CLINIC + WARD,
            "setting.toml, line 11: term 'ward' is there twice (first at setting.toml, line 3)",
        ),
        (
            HEAD + WARD + 'broader = ["clinic"]\n' + CLINIC + 'broader = ["ward"]\n',
            "line 3: term 'ward' is broader than itself",
        ),
        (HEAD + WARD + 'broader = ["ward"]\n', "line 3: term 'ward' is broader than itself"),
        (
            HEAD + WARD + 'broader = ["hospital"]\n',
            "line 3: term 'ward' names 'hospital', which this file does not have",
        ),
        (
            HEAD + WARD.replace('mesh = "none"\n', ""),
            "line 3: term 'ward': expected a MeSH UID or mesh = \"none\", found None",
        ),
        (
            HEAD + WARD.replace("none", "D12"),
            "line 3: term 'ward': expected a MeSH UID or mesh = \"none\", found 'D12'",
        ),
        (HEAD + WARD + 'titel = ["x"]\n', "line 3: unknown key 'titel'"),
        (HEAD + WARD + 'title = "x"\n', "line 3: expected a list of texts for 'title', found 'x'"),
        (HEAD + 'outlook = ["~2 needed"]\n' + WARD, "setting.toml: a phrase must begin with a word, found '~2' first"),
        (HEAD + WARD + 'title = ["(open"]\n', "line 3: expected a phrase with its brackets closed, found '(open'"),
        (HEAD + WARD.replace("ward", "A Ward"), "line 3: expected a slug"),
        (HEAD + "[[therm]]\nslug = 'x'\n", "line 3: expected [[term]], found [[therm]]"),
        (HEAD + "[[term]\n", "expected TOML"),
        ('source = "x"\n' + WARD, "expected axis"),
        ('axis = "setting"\n' + WARD, "expected source"),
        (HEAD + 'term = [{slug = "ward"}]\n', "expected each term as an entry of its own"),
    ],
)
def test_a_fault_is_told_with_its_line(text: str, message: str) -> None:
    """A duplicate, a cycle, a missing UID and what else a librarian may get wrong."""
    with pytest.raises(DataError, match=r"^setting\.toml") as caught:
        read_axis(text, "setting.toml")
    assert message in str(caught.value)


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    """What cannot be read is told with its path."""
    binary = tmp_path / "x.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "missing.toml", binary):
        with pytest.raises(DataError, match="cannot be read"):
            load_axis(path)


@pytest.mark.parametrize("load", [load_axis, load_overrides, weights_from, diseases_from])
def test_what_is_not_there_is_named_once(tmp_path: Path, load: Callable[[Path], object]) -> None:
    """In words for people, without the number and the second path of Python's own message."""
    path = tmp_path / "missing"
    with pytest.raises(DataError) as caught:
        load(path)
    assert str(caught.value) == f"{path}: cannot be read: No such file or directory"


def test_broader_terms_reach_the_top() -> None:
    """A randomised trial is a controlled trial is a clinical trial."""
    trial = shipped_axes().named("design", "randomized-controlled-trial")
    assert trial is not None
    assert trial.above == ("controlled-clinical-trial", "clinical-trial")


def test_every_shipped_axis_names_its_source() -> None:
    """No data without a source."""
    assert [DISEASE, *(axis.name for axis in shipped_axes().axes)] == [fact.name for fact in axis_facts()]
    assert all(axis.source and axis.version for axis in shipped_axes().axes)


def test_every_shipped_phrase_compiles() -> None:
    """A phrase compiles when first needed; here all of them are."""
    for term in shipped_axes().terms:
        for phrase in (*term.title, *term.abstract, *term.container, *term.uncoded, *term.never):
            assert phrase.pattern
    for axis in shipped_axes().axes:
        assert all(phrase.pattern for phrase in axis.outlook)
