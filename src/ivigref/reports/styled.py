"""Text with styles and links, and what a terminal gets of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from ivigref.reports.wrapping import cut, fitting, harmless, width_of
from ivigref.text import behind_word

# ECMA-48, 8.3.117: the parameters of SELECT GRAPHIC RENDITION.
_MANNERS = {"bold": 1, "dim": 2, "underline": 4, "strike": 9}
_COLOURS = {"red": 31, "green": 32, "yellow": 33}


class Run(NamedTuple):
    """Some text of one style, and the address that it leads to."""

    text: str
    style: str = ""
    link: str = ""


class Terminal(NamedTuple):
    """How many columns are to be had, and whether styles and links may be."""

    width: int
    is_styled: bool = False

    def paint(self, run: Run) -> str:
        r"""Return what is written of a run.

        >>> Terminal(80).paint(Run("one", "bold")), Terminal(80, is_styled=True).paint(Run("one", "bold red"))
        ('one', '\x1b[1;31mone\x1b[0m')
        """
        if not self.is_styled or not run.text:
            return run.text
        text = f"{_begun(run.style)}{run.text}\x1b[0m" if run.style else run.text
        # Parts of one address in several lines are one link by its number.
        return f"\x1b]8;id={crc32(run.link.encode())};{run.link}\x1b\\{text}\x1b]8;;\x1b\\" if run.link else text


@lru_cache(maxsize=64)
def _begun(style: str) -> str:
    """Return what begins a style: of several colours the last one holds."""
    words = style.split()
    manners = sorted({_MANNERS[word] for word in words if word not in _COLOURS})
    colours = [_COLOURS[word] for word in words if word in _COLOURS]
    return f"\x1b[{';'.join(map(str, manners + colours[-1:]))}m"


@dataclass(frozen=True, slots=True)
class Styled:
    """Text in runs of one style each; made of any text, it cannot control a terminal.

    >>> text = Styled.of("error ", "bold red") + Styled.of("volume: printed 16")
    >>> text.plain, text.part(3, 9).plain
    ('error volume: printed 16', 'or vol')
    """

    runs: tuple[Run, ...] = ()

    @classmethod
    def of(cls, text: str, style: str = "", link: str = "") -> Styled:
        """Return a text of one style."""
        return cls((Run(harmless(text), style, harmless(link)),))

    def __add__(self, other: Styled) -> Styled:
        return Styled(self.runs + other.runs)

    @property
    def plain(self) -> str:
        """The text without styles."""
        return "".join(run.text for run in self.runs)

    def __str__(self) -> str:
        return self.plain

    def part(self, begin: int, end: int) -> Styled:
        """Return what stands between two places."""
        return Styled(tuple(run._replace(text=run.text[a:b]) for run, a, b in self._within(begin, end)))

    def over(self, style: str) -> Styled:
        """Return the text in a style, to which the styles of its runs are added."""
        return Styled(tuple(run._replace(style=f"{style} {run.style}") for run in self.runs))

    def shortened(self, width: int) -> Styled:
        """Return it in so many columns: with an ellipsis behind a word where it is longer.

        >>> Styled.of("A long way", "dim").shortened(9).plain
        'A long…'
        """
        if width_of(self.plain) <= width:
            return self
        end = behind_word(self.plain, fitting(self.plain, width - 1))
        *runs, last = self.part(0, end).runs or (Run(""),)
        return Styled((*runs, last._replace(text=f"{last.text.rstrip()}…")))

    def _within(self, begin: int, end: int) -> Iterator[tuple[Run, int, int]]:
        place = 0
        for run in self.runs:
            after = place + len(run.text)
            if after > begin and place < end:
                yield run, max(begin - place, 0), min(end, after) - place
            place = after

    def wrapped(self, width: int) -> Iterator[Styled]:
        """Yield the lines that it takes in so many columns."""
        place = 0
        for line in self.plain.split("\n"):
            for begin, end in cut(line, width):
                yield self.part(place + begin, place + end)
            place += len(line) + 1

    def painted(self, terminal: Terminal) -> str:
        """Return what a terminal gets of it."""
        return "".join(map(terminal.paint, self.runs))

    def lines(self, terminal: Terminal) -> Iterator[str]:
        """Yield its lines, each as wide as a terminal at most."""
        return (line.painted(terminal) for line in self.wrapped(terminal.width))


def joined(between: str, parts: Iterable[Styled]) -> Styled:
    """Return texts with a plain one between two of them.

    >>> joined(", ", [Styled.of("a"), Styled.of("b", "dim")]).plain
    'a, b'
    """
    runs: list[Run] = []
    for part in parts:
        runs += [Run(between)] if runs else []
        runs += part.runs
    return Styled(tuple(runs))
