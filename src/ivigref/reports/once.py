"""What a long page says once: sentences that many references share, and texts behind a click, packed by the hundred."""

from __future__ import annotations

import base64
import gzip
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import groupby
from typing import Literal, NamedTuple, TypeVar

from ivigref.model import Finding, Severity
from ivigref.packing import blocks
from ivigref.reports.compare import Piece
from ivigref.text import printable

EACH = 500  # references of a pack: browsers follow no address of more than two million characters
SHORT = 12  # characters; a shorter title may stand in the print by chance, and saves nothing
T = TypeVar("T")
_SIGNS = re.compile("=++")


class Pack(NamedTuple):
    """The texts of some references, as a gzipped file."""

    first: int
    last: int
    data: bytes

    @property
    def packed(self) -> str:
        """The file in base64, as an address has it."""
        return base64.b64encode(self.data).decode("ascii")


class Sentence(NamedTuple):
    """What is said of a reference, and how grave it is."""

    severity: Severity
    message: str


class Once(NamedTuple):
    """What is said once: sentences with their numbers, and the packs of ``each`` so many references."""

    sentences: Mapping[Sentence, int]
    packs: Sequence[Pack]
    has_bibtex: bool = True
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


class Sentences:
    """How often each sentence is said; the words of one that is said once are not held.

    >>> seen, both = Sentences(), Finding(check="duplicate", severity="note", message="both")
    >>> seen.add([both, both.model_copy(update={"message": "one"}), both])
    >>> seen.shared()
    {Sentence(severity='note', message='both'): 1}
    """

    def __init__(self) -> None:
        """Begin with nothing said."""
        self._counts: dict[bytes, int] = {}
        self._words: dict[bytes, Sentence] = {}

    def add(self, findings: Iterable[Finding]) -> None:
        """Count what is said of a reference."""
        for finding in findings:
            sentence = Sentence(finding.severity, finding.message)
            sign = blake2b("\n".join(sentence).encode("utf-8", "surrogatepass"), digest_size=16).digest()
            self._counts[sign] = count = self._counts.get(sign, 0) + 1
            if count == 2:  # noqa: PLR2004  (the second time)
                self._words[sign] = sentence

    def shared(self) -> dict[Sentence, int]:
        """Return the sentences that several references share, numbered from the commonest, then by the first."""
        by_first = (sign for sign, count in self._counts.items() if count > 1)
        by_count = sorted(by_first, key=lambda sign: -self._counts[sign])
        return {self._words[sign]: number for number, sign in enumerate(by_count, start=1)}


def packs(texts: Iterable[Sequence[str]]) -> Iterator[Pack]:
    """Yield the packs of a list; ``texts`` are those behind the clicks of each reference."""
    first = 0
    for some in blocks(texts, EACH):
        yield _pack(first, some)
        first += len(some)


def _pack(first: int, texts: Sequence[Sequence[str]]) -> Pack:
    """Pack all texts of one kind before those of the next, which makes a pack smaller by a tenth to a third."""
    text = joined([printable(part) for kind in zip(*texts, strict=True) for part in kind])
    packed = gzip.compress(text.encode("utf-8", "replace"), mtime=0)
    return Pack(first + 1, first + len(texts), packed)


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
