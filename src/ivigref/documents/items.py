"""The items of a reference list, and what its author should know of the list itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from ivigref.errors import InputError
from ivigref.model import Check, Reference


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about the list itself that its author should know; the items come out all the same."""

    check: Check
    message: str
    number: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list: its text without number and link labels, and the line of the input where it begins.

    ``known`` are the fields that the input itself tells apart, as JATS does; no grammar has to find them, and where
    they say what is ``unparsed``, none reads the item. ``repaired`` are its words in which characters were put right,
    so that they may be others. ``key`` is what the text cites it by, and ``data`` the work where the input has it as
    data only, as BibLaTeX's ``.bbl`` has.
    """

    raw: str
    number: int | None = None
    links: tuple[str, ...] = ()
    line: int = 1
    known: dict[str, Any] = field(default_factory=dict)
    repaired: tuple[str, ...] = ()
    key: str | None = None
    data: Reference | None = None


@dataclass(frozen=True, slots=True)
class Items:
    """The items of one list in printed order, and what is wrong with the list; ``lists`` counts those in the text."""

    items: tuple[Item, ...]
    problems: tuple[Problem, ...] = ()
    lists: int = 1


def enumerated(words: Sequence[str]) -> str:
    """Write words one after another as a sentence does."""
    return " and ".join((", ".join(words[:-1]), words[-1]) if len(words) > 1 else words)


def no_such_list(count: int, lists: str, which: int) -> InputError:
    """Return the error for the number of a list that is not there.

    >>> str(no_such_list(1, "lists of the text", 2)), str(no_such_list(3, "lists of notes", 4))
    ('expected list 1, the only one, found 2', 'expected one of the 3 lists of notes, found 4')
    """
    expected = f"one of the {count} {lists}" if count > 1 else "list 1, the only one"
    return InputError(f"expected {expected}, found {which}")


def no_list() -> InputError:
    """Return the error for a text without a list."""
    return InputError("found no reference list: expected a heading such as “References”, or numbered items with years")


def numbering_problems(items: Sequence[Item]) -> Iterator[Problem]:
    """Report numbers that stand twice, are left out, or stand after a higher one."""
    printed = {item.number for item in items}
    lines: dict[int, int] = {}
    highest = 0
    for item in items:
        number = item.number
        if number is None:
            continue
        if number in lines:
            message = f"item {number} is in line {lines[number]} and again in line {item.line}"
            yield Problem(Check.DUPLICATE_NUMBER, message, number, item.line)
        elif number < highest:
            message = f"item {number} comes after item {highest}"
            yield Problem(Check.NUMBERS_OUT_OF_ORDER, message, number, item.line)
        elif missing := [n for n in range(highest + 1, number) if n not in printed]:
            where = f"after item {highest} comes item {number}" if highest else f"the list begins with item {number}"
            message = f"{where}: {_ranges(missing)} {'is' if len(missing) == 1 else 'are'} missing"
            yield Problem(Check.MISSING_NUMBER, message, number, item.line)
        lines.setdefault(number, item.line)
        highest = max(highest, number)


def _ranges(numbers: Sequence[int]) -> str:
    """Write numbers that ascend: "3 and 4", "3 to 7", "3, 5 to 8 and 10"."""
    runs = [[n for _, n in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    words = [[f"{run[0]} to {run[-1]}"] if len(run) > 2 else [str(n) for n in run] for run in runs]  # noqa: PLR2004  (two are both named)
    return enumerated([word for run in words for word in run])
