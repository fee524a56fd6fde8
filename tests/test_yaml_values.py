"""Foreign YAML: what it says as texts, and nothing that makes a small text large."""

from __future__ import annotations

import pytest
import yaml

from ivigref import yaml_values
from ivigref.errors import FormatError
from ivigref.yaml_values import DEPTH, REPEATED, dump, load


def test_scalars_stay_what_they_are_in_print() -> None:
    """An issue 07, a volume 1e3, Norway's "no" and a day are no octal number, float, False or date."""
    text = "{issue: 07, volume: 1e3, language: no, day: 2001-12-14, number: 1_000, quoted: '~', merged: {<<: x}}"
    assert load(text) == {
        "issue": "07", "volume": "1e3", "language": "no", "day": "2001-12-14", "number": "1_000", "quoted": "~",
        "merged": {"<<": "x"},
    }  # fmt: skip


def test_what_is_empty_is_none() -> None:
    """Null has several forms."""
    assert load("- ~\n- null\n-\n- ''\n") == [None, None, None, ""]
    assert load("") is None
    assert load("---\na: 1\n---\n") == {"a": "1"}
    assert load("a: Lu\x00pus\x9b") == {"a": "Lupus"}


def test_no_tag_makes_an_object() -> None:
    """A stranger's file builds nothing but texts, lists and mappings."""
    assert load("!!python/object/apply:os.system [echo]") == ["echo"]


def test_an_alias_repeats_a_value() -> None:
    """Small aliases are of use to people."""
    assert load("a: &x {title: Skin}\nb: *x\n") == {"a": {"title": "Skin"}, "b": {"title": "Skin"}}


def _repeating(times: int) -> str:
    """Return YAML whose aliases repeat this many values."""
    return "a: &x [1]\nb: [" + ", ".join(["*x"] * (times // 2)) + "]\n"


def test_aliases_repeat_a_bounded_number_of_values() -> None:
    """A thousand laughs are refused before anybody walks through them."""
    assert len(load(_repeating(REPEATED))["b"]) == REPEATED // 2
    with pytest.raises(FormatError, match="repeat at most 100,000 values"):
        load(_repeating(REPEATED + 2))
    laughs = "a: &a [x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{f'*{chr(97 + n)}, ' * 9}]\n" for n in range(20))
    with pytest.raises(FormatError, match="repeat at most"):
        load(laughs)


@pytest.mark.parametrize(("levels", "good"), [(DEPTH, True), (DEPTH + 1, False)])
def test_levels_are_bounded(levels: int, *, good: bool) -> None:
    """A value is not deeper than any reader's recursion."""
    text = "[" * levels + "]" * levels
    if good:
        assert load(text)
        return
    with pytest.raises(FormatError, match=f"at most {DEPTH} levels"):
        load(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: [", "expected well-formed YAML: did not find expected"),
        ("a: 1\n b: 2", "line 2: expected well-formed YAML"),
        ("a: *x", "line 1: expected an anchor before [*]x"),
        ("a: &x [*x]", "line 1: expected an anchor before [*]x"),
        ("? [a]\n: b", "expected keys that are texts"),
        ("a: 1\na: 2", "found 'a' twice"),
        ("a: 1\n---\nb: 2", "expected one document of YAML, found 2"),
    ],
)
def test_what_is_no_good_yaml_is_named(text: str, says: str) -> None:
    """One line says what is wrong, and where it is known."""
    with pytest.raises(FormatError, match=says):
        load(text)


def test_what_is_written_is_read_again() -> None:
    """Texts that look like something else are quoted."""
    value = {"title": "No: «1»\tâ\n\nb", "list": ["no", "~", "2001", "'", "- x", "#", "\x85\u2028", ""]}
    assert load(dump(value)) == value


def test_pyyaml_without_its_c_library_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not every machine has libyaml."""
    monkeypatch.setattr(yaml_values, "_LOADER", yaml.SafeLoader)
    test_scalars_stay_what_they_are_in_print()
    test_levels_are_bounded(DEPTH, good=True)
