"""A list that is twice as long takes hardly more memory: what a verb makes of it is packed, shown and forgotten."""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.batch import printed
from ivigref import cli, packing, reading
from ivigref.reading import Listing

FEW, MANY = 400, 1_600
HELD = 3_000  # bytes a reference: its text in lines, packed several times; as it is one takes 5,000, a tagged one 9,000


class Nowhere:
    """Where a verb writes what nobody reads."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self.lines = 0

    def isatty(self) -> bool:
        """Tell that nobody sees it."""
        return False

    def write(self, text: str) -> int:
        """Count the lines, and forget them."""
        self.lines += text.count("\n")
        return len(text)

    def writelines(self, texts: Any) -> None:  # noqa: ANN401  (as of any stream)
        """Count the lines of all."""
        for text in texts:
            self.write(text)

    def flush(self) -> None:
        """Do nothing."""


@pytest.fixture
def peak(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., int]:
    """Return what a command takes at most from when its list is read, where lists are packed from 100 values on."""
    for name, value in (("LONG", 100), ("_BLOCK", 50), ("_LARGE", 0)):
        monkeypatch.setattr(packing, name, value)
    read = reading.read

    def traced(*given: Any, **how: Any) -> Listing:  # noqa: ANN401  (as it is called)
        listing = read(*given, **how)
        tracemalloc.start()
        return listing

    monkeypatch.setattr(reading, "read", traced)

    def measured(count: int, *arguments: str) -> int:
        path = tmp_path / f"{count}.txt"
        texts = (f"{number}. {text}\n" for number, text in enumerate(printed(count, MANY), start=1))
        path.write_text("".join(texts), encoding="utf-8")
        shown = Nowhere()
        verb, *options = arguments
        with monkeypatch.context() as running:
            running.setattr(sys, "argv", ["ivigref", verb, str(path), *options])
            running.setattr(sys, "stdout", shown)
            with pytest.raises(SystemExit):
                cli.main()
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert shown.lines >= count
        return most

    return measured


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ("parse", "--format", "csv"),
        ("check", "--notes"),
        ("check", "--format", "table"),
        ("check", "--format", "json"),
        ("check", "--format", "jsonl"),
        ("check", "--format", "csv"),
        ("tag",),
        ("tag", "--min-odds", "0.7"),
        ("tag", "--format", "json"),
        ("tag", "--format", "jsonl"),
        ("tag", "--format", "csv"),
    ],
    ids=" ".join,
)
def test_four_times_the_list_takes_hardly_more_memory(peak: Callable[..., int], command: tuple[str, ...]) -> None:
    """No verb that shows row after row has all its citations unpacked at once, nor all rows."""
    peak(MANY, *command)  # what is remembered of words and journals
    assert peak(MANY, *command) - peak(FEW, *command) < HELD * (MANY - FEW)
