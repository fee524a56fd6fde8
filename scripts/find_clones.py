"""Find duplicated code: runs of lines that occur in two places of the source, regardless of layout.

usage: python scripts/find_clones.py [FOLDER …]

Comments, docstrings, imports, blank lines and lines of brackets alone do not count. Exits with 1 if there are any.
"""

from __future__ import annotations

import sys
import token
import tokenize
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
SHORTEST = 8  # lines; fewer are often boilerplate (a class header, a command's options) rather than a rule
_LAYOUT = {token.NEWLINE, token.NL, token.INDENT, token.DEDENT, token.COMMENT, token.ENCODING, token.ENDMARKER}


class Line(NamedTuple):
    """A line that counts: its file, its number there, and its words one blank apart."""

    path: Path
    number: int
    text: str


def lines(path: Path) -> Iterator[Line]:
    """Yield the lines of a file that count."""
    with path.open("rb") as file:
        tokens = [t for t in tokenize.tokenize(file.readline) if t.type not in _LAYOUT - {token.NEWLINE}]
    statement: list[tokenize.TokenInfo] = []
    for found in tokens:
        if found.type != token.NEWLINE:
            statement.append(found)
            continue
        is_docstring = all(part.type == token.STRING for part in statement)
        if not is_docstring and statement[0].string not in {"import", "from"}:
            rows: defaultdict[int, list[str]] = defaultdict(list)
            for part in statement:
                rows[part.start[0]].append(part.string)
            for number, words in rows.items():
                if any(word.isidentifier() or word[-1].isalnum() for word in words):
                    yield Line(path, number, " ".join(words))
        statement = []


def clones(paths: Iterable[Path], shortest: int = SHORTEST) -> Iterator[tuple[Line, Line, int]]:
    """Yield each pair of places that share a run of lines, with its length; of overlapping runs the first, whole."""
    listed = [line for path in paths for line in lines(path)]
    seen: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    ends: dict[int, int] = {}  # by the distance of the two places: where the last run of it ends
    for place in range(len(listed) - shortest + 1):
        run = listed[place : place + shortest]
        words = tuple(line.text for line in run)
        for first in seen[words] if run[0].path == run[-1].path else ():
            if first + shortest > place or place < ends.get(place - first, 0):
                continue
            length = shortest
            while place + length < len(listed) and _is_same(listed, first + length, place + length, first, place):
                length += 1
            ends[place - first] = place + length
            yield listed[first], listed[place], length
        seen[words].append(place)


def _is_same(listed: list[Line], one: int, other: int, first: int, second: int) -> bool:
    same_files = all(listed[a].path == listed[b].path for a, b in ((one, first), (other, second)))
    return same_files and one < second and listed[one].text == listed[other].text


if __name__ == "__main__":
    folders = [Path(name) for name in sys.argv[1:]] or [ROOT / "src"]
    found = list(clones(sorted(path for folder in folders for path in folder.rglob("*.py"))))
    for one, other, length in found:
        print(f"{length} lines: {one.path}:{one.number} and {other.path}:{other.number}")
    sys.exit(bool(found))
