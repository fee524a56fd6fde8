"""Letters as they are printed and not as the file has them: accents that stand apart, ligatures without a meaning."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ivigref.documents.layout.glyphs import Glyph
from ivigref.parsing.repair import ACCENTS

_SAME = {"\u037e": ";", "\u00a0": " "}
# Over a letter these are accents too; in a text they may be anything.
_ACCENTS = (
    ACCENTS
    | {"`": "\u0300", "^": "\u0302", "~": "\u0303", "΄": "\u0301"}
    | {chr(c): chr(c) for c in range(0x300, 0x330)}
)
_DOTLESS = str.maketrans("ıȷ", "ij")
_CELL = 8.0  # points: a letter of 9 points is 4 wide and 7 high
_MOST = 100  # letters in a cell that are looked at; print has two
_NEAR = 0.6  # points by which the middle of an accent may be beside its letter
_WIDE = 1.15  # times as wide as high: "Th" is 1.4 in Minion, "fi" 0.75, "ff" 0.8, "ffi" 1.1
_FLAT = 0.2  # times as high as wide; a dash is a tenth, the flattest letter (m) a half
_AFTER_TH = frozenset("aeioruwy")


def mended(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Return the characters of a page with what was repaired marked; an accent is given to the letter under it.

    >>> loose = [Glyph("o", 10, 20, 14, 25, 10, 14), Glyph("´", 11, 17, 13, 19, 11, 13)]
    >>> [(glyph.text, glyph.is_repaired) for glyph in mended(loose)]
    [('ó', True)]
    """
    found = list(glyphs)
    for i, glyph in enumerate(found):
        if glyph.text in _SAME:
            found[i] = glyph._replace(text=_SAME[glyph.text])
        elif glyph.bottom - glyph.top < _FLAT * (glyph.right - glyph.left) and _is_dash(glyph):
            found[i] = glyph._replace(text="–", is_repaired=True)
    accents = [i for i, glyph in enumerate(found) if glyph.text in _ACCENTS and not glyph.is_generated]
    if accents:
        found = list(_accented(found, accents))
    if any(glyph.is_unmapped for glyph in found):
        found = list(_with_ligatures(found))
    return found


def _is_dash(glyph: Glyph) -> bool:
    """Tell whether a flat character is a letter: fonts of journals hold the dash of "163–173" as an e."""
    return glyph.right - glyph.left > 1 and glyph.text.islower() and glyph.text.isascii()


def _accented(glyphs: Sequence[Glyph], accents: Iterable[int]) -> Iterator[Glyph]:
    cells = defaultdict[tuple[int, int], list[int]](list)
    for i, glyph in enumerate(glyphs):
        if glyph.text.isalpha() and glyph.text not in _ACCENTS and len(cell := cells[_cell(glyph)]) < _MOST:
            cell.append(i)
    changed: dict[int, Glyph | None] = {}
    for i in accents:
        owner = _owner(glyphs, cells, glyphs[i])
        if owner is None:
            continue
        letter = changed.get(owner) or glyphs[owner]
        whole = unicodedata.normalize("NFC", letter.text.translate(_DOTLESS) + _ACCENTS[glyphs[i].text])
        if len(whole) == 1:
            changed[owner] = letter._replace(text=whole, is_repaired=True)
            changed[i] = None
            for beside in (i - 1, i + 1):  # whether two letters are parted shows without the accent between them
                if 0 <= beside < len(glyphs) and glyphs[beside].is_generated and glyphs[beside].text == " ":
                    changed[beside] = None
    for i, glyph in enumerate(glyphs):
        if (mine := changed.get(i, glyph)) is not None:
            yield mine


def _cell(glyph: Glyph) -> tuple[int, int]:
    return int(glyph.middle / _CELL), int((glyph.top + glyph.bottom) / 2 / _CELL)


def _owner(glyphs: Sequence[Glyph], cells: dict[tuple[int, int], list[int]], accent: Glyph) -> int | None:
    """Return the letter that an accent is printed above, or under which a cedilla or ogonek is."""
    column, row = _cell(accent)
    near = (i for x in (column - 1, column, column + 1) for y in (row - 1, row, row + 1) for i in cells.get((x, y), ()))
    best: tuple[float, int] | None = None
    for i in near:
        letter = glyphs[i]
        if not letter.left - _NEAR <= accent.middle <= letter.right + _NEAR:
            continue
        apart = max(letter.top - accent.bottom, accent.top - letter.bottom)
        if apart < (letter.bottom - letter.top) * 0.6:
            distance = max(apart, 0) + abs(accent.middle - letter.middle)
            best = min(best or (distance, i), (distance, i))
    return best[1] if best else None


def _with_ligatures(glyphs: Sequence[Glyph]) -> Iterator[Glyph]:
    """Write "Th" for the wide character without a meaning that begins a word: fonts that join T and h name it so.

    Any other character without a meaning stays as the file has it, marked as doubtful.
    """
    for i, glyph in enumerate(glyphs):
        if not glyph.is_unmapped:
            yield glyph
            continue
        following = glyphs[i + 1].text if i + 1 < len(glyphs) else ""
        wide = glyph.right - glyph.left > _WIDE * (glyph.bottom - glyph.top)
        begins = i == 0 or not glyphs[i - 1].text.isalnum() or glyphs[i - 1].is_generated
        is_th = wide and begins and following in _AFTER_TH
        yield glyph._replace(text="Th" if is_th else glyph.text, is_repaired=True)
