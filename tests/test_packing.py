"""Long lists take little memory, and are the same lists."""

from __future__ import annotations

import pickle
import sys
import tracemalloc
import zlib
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivigref import cli, examine, load, packing
from ivigref.cli import files
from ivigref.model import Check, Finding, Reference
from ivigref.packing import LONG, Packed, in_blocks, taken
from ivigref.reading import listed
from ivigref.reports.console import check_table
from ivigref.reports.styled import Terminal
from ivigref.reports.terminal import drawn


@given(st.lists(st.integers(), max_size=1300), st.data())
def test_a_packed_list_is_the_list(values: list[int], data: st.DataObject) -> None:
    """In length, order, places counted from both ends, and slices."""
    packed = Packed(values, whole=data.draw(st.sampled_from([0, 700, 2000])))
    assert list(packed) == values
    assert packed == values
    assert packed != [*values, 1]
    assert len(packed) == len(values)
    if values:
        place = data.draw(st.integers(-len(values), len(values) - 1))
        assert packed[place] == values[place]
    cut = data.draw(st.slices(len(values)))
    assert packed[cut] == values[cut]


def test_a_place_that_is_not_there_is_an_index_error() -> None:
    """As of any list."""
    with pytest.raises(IndexError):
        Packed([1, 2])[2]


def test_citations_come_back_whole() -> None:
    """With references, records, tags, evidence and inquiries: the 57 in, the 57 out."""
    citations = list(load())
    assert list(Packed(citations * 10, whole=0)) == citations * 10


def test_what_was_given_comes_back_too() -> None:
    """That a field was given, even as what it is without: JSON loses it."""
    given = Reference(year=None, title="On lupus")
    [back, *_] = Packed([given] * 500, whole=0)
    assert back.model_fields_set == {"year", "title"}


def test_what_values_share_is_measured_once() -> None:
    """An abstract that a hundred citations have is one text in memory; a value's class is none of it."""
    text = "x" * 100_000
    shared = taken([Reference(title=text, number=number) for number in range(100)])
    assert 100_000 < shared < 300_000
    assert taken([Reference(title=f"{number}{text}") for number in range(100)]) > 10_000_000


def test_findings_come_back_in_their_groups() -> None:
    """An empty group stays, and so does the order."""
    groups = [(), (Finding(check=Check.TITLE_DIFFERS, severity="note", message="m", line=3),), ()] * 300
    assert list(Packed(groups, whole=0)) == groups


def test_long_lists_take_little_memory() -> None:
    """Packed citations take a tenth of the memory that they take as objects."""
    citations = list(load()) * 30

    def held(kind: type) -> int:
        tracemalloc.start()
        kept = [c.model_copy(deep=True) for c in citations] if kind is list else Packed(citations, whole=0)
        size = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        assert len(kept) == len(citations)
        return size

    assert held(Packed) * 10 < held(list)


@pytest.mark.parametrize(("large", "is_packed"), [(61_000, False), (60_000, True)])
def test_what_is_long_and_small_stays_as_it_is(monkeypatch: pytest.MonkeyPatch, large: int, *, is_packed: bool) -> None:
    """Unpacking takes time in every pass: of 2,501 numbers of 24 bytes 101 are measured, and count for 25 each."""
    monkeypatch.setattr(packing, "_LARGE", large)
    values = [float(value) for value in range(2501)]
    packed = Packed(values)
    assert repr(packed).startswith("<2501 values") is is_packed
    assert list(packed) == values
    assert "values>" not in repr(Packed(values[:LONG]))


def test_what_is_large_from_some_value_on_is_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each value counts that is added, not the first ones alone."""
    monkeypatch.setattr(packing, "_LARGE", 100_000)
    values = [*["x"] * 3000, *(f"{number:0400}" for number in range(1000))]
    packed = Packed(values[:3000])
    assert "values>" not in repr(packed)
    packed.extend(values[3000:])
    assert repr(packed) == "<4000 values>"
    assert packed == values


def test_work_in_blocks_is_the_work() -> None:
    """A short list is one block; a long one is several, in order."""
    sizes: list[int] = []

    def double(block: list[int]) -> list[int]:
        sizes.append(len(block))
        return [2 * value for value in block]

    assert list(in_blocks(range(LONG), double)) == list(range(0, 2 * LONG, 2))
    assert list(in_blocks(range(2 * LONG + 1), double)) == list(range(0, 4 * LONG + 2, 2))
    assert sizes == [LONG, LONG, LONG, 1]


@given(st.integers(0, 1300), st.sampled_from([0, 700, 2000]))
def test_a_field_that_is_known_only_at_the_end_is_that_of_each(count: int, whole: int) -> None:
    """A key depends on all others: it is set without unpacking the list and packing it again."""
    packed = Packed((said(number) for number in range(count)), whole=whole)
    packed.complete("key", [f"Key{number}" for number in range(count)])
    wanted = [said(number).model_copy(update={"key": f"Key{number}"}) for number in range(count)]
    assert list(packed) == wanted
    assert list(pickle.loads(pickle.dumps(packed))) == wanted  # noqa: S301  (our own)
    assert not count or packed[count // 2] == wanted[count // 2]


def said(number: int) -> Finding:
    """Make a finding with a number."""
    return Finding(check=Check.TITLE_DIFFERS, severity="note", message="m", number=number)


def test_a_report_unpacks_each_list_as_often_as_it_must(monkeypatch: pytest.MonkeyPatch) -> None:
    """To know the whole, for the keys and for the cards; a list that is not packed makes the same page."""
    for name, value in (("LONG", 10), ("_BLOCK", 5), ("_LARGE", 0)):
        monkeypatch.setattr(packing, name, value)
    references = [citation.reference for citation in load()[:17]]
    packed = examine(references, [], tag=True)
    with packing.unpacked():
        whole = examine(references, [], tag=True)
    seen: list[bytes] = []

    def decompressed(block: bytes) -> bytes:
        seen.append(block)
        return zlib.decompress(block)

    monkeypatch.setattr(packing, "zlib", SimpleNamespace(decompress=decompressed, compress=zlib.compress))
    assert whole.to_html() == packed.to_html()
    assert len(seen) == 3 * (3 + 2 + 3)  # blocks of citations, of findings, and of judgements, which are counted too


def test_a_check_unpacks_its_list_four_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """To join it, to compare its works with one another, to check each, and to show them; the verdicts say the rest."""
    for name, value in (("LONG", 10), ("_BLOCK", 5), ("_LARGE", 0)):
        monkeypatch.setattr(packing, name, value)
    listing = listed(citation.reference for citation in load()[:17])
    counts: Counter[str] = Counter()

    def loaded(data: bytes) -> list[object]:
        values: list[object] = pickle.loads(data)  # noqa: S301  (our own)
        counts[type(values[0]).__name__] += 1
        return values

    monkeypatch.setattr(packing, "_unpickled", loaded)
    checked = examine(listing, [], tag=False)
    assert counts["Citation"] == 3 * 3  # blocks of what was listed, and twice of what is known
    assert len(list(drawn(check_table(checked), Terminal(100)))) > 17
    assert checked.is_answered
    assert counts["Citation"] == 4 * 3


def test_lists_are_packed_again_after_a_fault() -> None:
    """Whatever ends the work with lists that stay as they are."""
    with pytest.raises(ZeroDivisionError), packing.unpacked():
        raise ZeroDivisionError
    assert repr(Packed(range(LONG + 1), whole=LONG)) == f"<{LONG + 1} values>"


@pytest.mark.parametrize(("most", "is_packed"), [(17, False), (16, True)])
def test_a_report_packs_only_what_is_longer_than_many_lists(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, most: int, *, is_packed: bool
) -> None:
    """What is read is packed if it is large; its records, tags and findings stay as they are in a list of so many."""
    for module, name, value in ((packing, "LONG", 10), (packing, "_BLOCK", 5), (packing, "_LARGE", 0), (files, "_WHOLE", most)):  # fmt: skip
        monkeypatch.setattr(module, name, value)
    source, page = tmp_path / "list.txt", tmp_path / "report.html"
    source.write_text("\n".join(f"{c.number}. {c.reference.raw}" for c in load()[:17]), encoding="utf-8")
    made: list[bytes] = []

    def compressed(data: bytes, level: int) -> bytes:
        made.append(data)
        return zlib.compress(data, level)

    monkeypatch.setattr(packing, "zlib", SimpleNamespace(decompress=zlib.decompress, compress=compressed))
    monkeypatch.setattr(sys, "argv", ["ivigref", "report", str(source), "--output", str(page)])
    with pytest.raises(SystemExit):
        cli.main()
    assert page.read_text(encoding="utf-8").count("<article ") == 17
    assert (len(made) > 3) == is_packed  # three blocks are read
