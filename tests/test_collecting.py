"""The garbage collector is called seldom by readers, and as often as before behind them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from threading import Barrier, Thread

import pytest

from ivigref.collecting import seldom
from ivigref.errors import FormatError
from ivigref.formats import bibtex, bibtex_reading

OFTEN = (700, 10, 10)


@pytest.fixture(autouse=True)
def _thresholds() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(*OFTEN)
    yield
    gc.set_threshold(*before)


def test_a_reader_that_fails_puts_it_back() -> None:
    """As one that reads to the end does."""
    with pytest.raises(FormatError):
        bibtex.loads("no entry")
    assert gc.get_threshold() == OFTEN


def test_while_bibtex_is_read_it_is_called_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    """And before and after as the program wants it."""
    seen: list[int] = []

    def fill(*_: object) -> None:
        seen.append(gc.get_threshold()[0])

    monkeypatch.setattr(bibtex_reading, "_fill", fill)
    bibtex.loads("@misc{a, title = {A}}")
    assert seen == [1_000_000]
    assert gc.get_threshold() == OFTEN


@pytest.mark.parametrize("own", [(0, 10, 10), (1_000_000, 5, 5), (2_000_000, 10, 10)])
def test_what_a_program_chose_itself_stays(own: tuple[int, int, int]) -> None:
    """Never, as seldom, or more seldom."""
    gc.set_threshold(*own)
    with seldom:
        assert gc.get_threshold() == own
    assert gc.get_threshold() == own


def test_the_last_reader_puts_it_back() -> None:
    """Of several threads, the first that leaves does not disturb the others, and the last does not leave it so."""
    inside, left = Barrier(2, timeout=10), Barrier(2, timeout=10)

    def read() -> None:
        with seldom:
            inside.wait()
        left.wait()

    thread = Thread(target=read, daemon=True)
    with seldom:
        thread.start()
        inside.wait()
        left.wait()
        assert gc.get_threshold() == (1_000_000, *OFTEN[1:])
    thread.join(10)
    assert gc.get_threshold() == OFTEN


@pytest.mark.parametrize(("made", "are_old"), [(100_200, True), (90_000, False)])
def test_of_many_objects_none_is_looked_at(made: int, *, are_old: bool) -> None:
    """They are among the old ones behind the reader; a few are looked at as ever, and all where Python 3.12 froze its own."""
    is_anything_frozen = gc.get_freeze_count() > 0
    with seldom:
        built = [[number] for number in range(made)]
    assert (id(built[-1]) in set(map(id, gc.get_objects(generation=2)))) is (are_old and not is_anything_frozen)


def test_what_a_program_froze_stays_frozen() -> None:
    """Its objects are not for us to thaw."""
    gc.freeze()
    try:
        frozen = gc.get_freeze_count()
        with seldom:
            built = [[number] for number in range(150_000)]
        assert (gc.get_freeze_count() > 0.9 * frozen, len(built)) == (True, 150_000)
    finally:
        gc.unfreeze()
