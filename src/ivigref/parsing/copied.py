r"""One reference as it is copied from a page: on several lines, with buttons under it, or as the row of a table.

>>> joined("1\nLund P, Berg K. Lupus. J Fables. 2018;57:120.\nView in ScopusGoogle Scholar")
('1. Lund P, Berg K. Lupus. J Fables. 2018;57:120.', ('View in Scopus', 'Google Scholar'))
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ivigref.parsing.labels import labels_of
from ivigref.patterns import lazy
from ivigref.text import DASHES, UPPER

_NUMBER = lazy(r"[\[(]?(\d{1,4})[\])]?\.?")
# Authors, title and source on a line each, as ScienceDirect shows them.
_SOURCE = lazy(r"[^\n]{2,200}\((?:1[5-9]|20)\d\d\)(?:[,.]?\s[^\n]{2,240}|\.?)")
_THREE = 3  # lines
_NAME = lazy(rf"[{UPPER}][\w’' -]{{1,40}}\s(?:[{UPPER}]\.[\s-]?){{1,4}}")  # "Made P.", alone on its line
_JOINS_ON = tuple(f".,;:)]{DASHES}-")  # what no blank stands before
_JOINS_NEXT = tuple(f"([{DASHES}-")  # and behind
_ROW = lazy(r"\|(?:[^\n|]{0,2000}\|){2,20}")
_YEAR = lazy(r"(?:1[5-9]|20)\d\d")
_DIGITS = lazy(r"[A-Za-z]{0,2}\d[\w–-]{0,20}")


def joined(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the words of a reference on one line, and the labels of the buttons under them."""
    if _ROW.fullmatch(text):
        return _of_row([cell.strip() for cell in text.strip("|").split("|")]), ()
    lines = [line for part in text.split("\n") if (line := part.strip())] if "\n" in text else [text]
    links: tuple[str, ...] = ()
    while len(lines) > 1 and (labels := labels_of(lines[-1])):
        links = (*labels, *links)
        lines.pop()
    number = ""
    if len(lines) > 1 and (alone := _NUMBER.fullmatch(lines[0])):
        number = f"{alone[1]}. "
        lines.pop(0)
    return number + _one_line(lines), links


def _one_line(lines: Sequence[str]) -> str:
    if len(lines) == _THREE and _SOURCE.fullmatch(lines[-1]):
        return ". ".join(line.rstrip(".") for line in lines)
    text = lines[0]
    for before, line in pairwise(lines):
        if _NAME.fullmatch(before) and _NAME.fullmatch(line):
            text += ", "
        elif not (line.startswith(_JOINS_ON) or text.endswith(_JOINS_NEXT)):
            text += " "
        text += line
    return text


def _of_row(cells: list[str]) -> str:
    """Return a row of a table as print: what follows the year are its volume, issue and pages.

    >>> _of_row(["3", "Lund P", "Lupus", "J Fables", "2018", "57", "120-8"])
    '3. Lund P. Lupus. J Fables. 2018;57:120-8'
    """
    year = next((i for i, cell in enumerate(cells) if i and _YEAR.fullmatch(cell)), None)
    if year is None:
        return " ".join((cells[0] + "." if cells[0].isdecimal() else cells[0], *cells[1:])).strip()
    behind = [cell for cell in cells[year + 1 :] if _DIGITS.fullmatch(cell)]
    issue = f"({behind.pop(1)})" if len(behind) > 2 else ""  # noqa: PLR2004  (volume, issue, pages)
    numbers = f"{cells[year]};{behind[0]}{issue}:{behind[1]}" if len(behind) > 1 else " ".join((cells[year], *behind))
    others = [cell for cell in cells[year + 1 :] if cell and not _DIGITS.fullmatch(cell)]
    return ". ".join((*(cell.rstrip(".") for cell in cells[:year] if cell), numbers, *others))
