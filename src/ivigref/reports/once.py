"""What a long page says once: sentences that many references share, and texts behind a click, packed by the hundred."""

from __future__ import annotations

import base64
import gzip
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Literal, NamedTuple, TypeVar

from ivigref.model import Finding, Severity
from ivigref.reports.compare import Piece
from ivigref.text import printable

EACH = 500  # references of a pack: browsers follow no address of more than two million characters
SHORT = 12  # characters; a shorter title may stand in the print by chance, and saves nothing
T = TypeVar("T")
_SIGNS = re.compile("=++")


class Pack(NamedTuple):
    """The texts of some references, as a gzipped file in base64."""

    first: int
    last: int
    packed: str


class Sentence(NamedTuple):
    """What is said of a reference, and how grave it is."""

    severity: Severity
    message: str


class Once(NamedTuple):
    """What is said once: sentences with their numbers, and the packs of ``each`` so many references."""

    sentences: Mapping[Sentence, int]
    packs: Sequence[Pack]
    each: int = EACH

    def runs(self, findings: Sequence[Finding]) -> Iterator[tuple[Sequence[int], Sentence | None]]:
        """Yield the numbers of sentences that follow one another, and each sentence that has none."""
        said = [Sentence(finding.severity, finding.message) for finding in findings]
        return runs((self.sentences.get(sentence), sentence) for sentence in said)


class Title(NamedTuple):
    """The title in a print, of which the page makes the card's heading."""

    text: str
    mark: Literal["title"] = "title"


def runs(values: Iterable[tuple[int | None, T]]) -> Iterator[tuple[Sequence[int], T | None]]:
    """Yield the numbers of values that follow one another, and each value that has no number.

    >>> list(runs([(3, "c"), (1, "a"), (None, "x"), (2, "b")]))
    [([3, 1], None), ([], 'x'), ([2], None)]
    """
    for is_numbered, run in groupby(values, key=lambda value: value[0] is not None):
        if is_numbered:
            yield [number for number, _ in run if number is not None], None
        else:
            yield from (([], value) for _, value in run)


def said_once(findings: Iterable[Finding], texts: Sequence[Sequence[str]]) -> Once:
    """Return what many references share; ``texts`` are those behind the clicks of each reference."""
    counts = Counter(Sentence(finding.severity, finding.message) for finding in findings).most_common()
    numbers = {sentence: n for n, (sentence, count) in enumerate(counts, start=1) if count > 1}
    return Once(numbers, [_pack(first, texts[first : first + EACH]) for first in range(0, len(texts), EACH)])


def _pack(first: int, texts: Sequence[Sequence[str]]) -> Pack:
    """Pack all texts of one kind before those of the next, which makes a pack smaller by a tenth to a third."""
    text = joined([printable(part) for kind in zip(*texts, strict=True) for part in kind])
    packed = gzip.compress(text.encode("utf-8", "replace"), mtime=0)
    return Pack(first + 1, first + len(texts), base64.b64encode(packed).decode("ascii"))


def joined(parts: Sequence[str]) -> str:
    r"""Return texts as one, parted by its first line, which stands in none of them.

    >>> joined(["a", "", "b ===="])
    '=====\na\n=====\n\n=====\nb ===='
    """
    longest = max((len(signs) for part in parts for signs in _SIGNS.findall(part)), default=0)
    mark = "=" * (longest + 1)
    return f"{mark}\n" + f"\n{mark}\n".join(parts)


def lift(pieces: Sequence[Piece], title: str) -> list[Piece | Title] | None:
    """Return the pieces of a print with its title as one of its own; None where it does not stand there whole.

    >>> lift([Piece("Krug P. Kawasaki disease. 2000;"), Piece("1", "error")], "Kawasaki disease")[1]
    Title(text='Kawasaki disease', mark='title')
    >>> lift([Piece("Krug P. Kawasaki, a disease.")], "Kawasaki disease")
    """
    place = next((n for n, piece in enumerate(pieces) if not piece.mark and title in piece.text), None)
    if place is None or len(title) < SHORT:
        return None
    before, _, after = pieces[place].text.partition(title)
    parts = (Piece(before), Title(title), Piece(after))
    return [*pieces[:place], *(part for part in parts if part.text), *pieces[place + 1 :]]
